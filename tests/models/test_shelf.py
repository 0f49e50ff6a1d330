from pathlib import Path

import pytest

from device.models import ModelBroken, ModelMissing, UnknownModel, find, folder, installed
from device.models.assemble import assemble
from device.models.shelf import faults
from tests.models.workshop import model, tree


def hollow(models: Path, name: str) -> Path:
    """A model whose files have the right sizes and no content; no bytes are really written."""
    place = models / name
    place.mkdir(parents=True)
    for file in find(name).files:
        with (place / file.path).open("wb") as opened:
            opened.truncate(file.size)
    return place


def test_a_model_that_is_not_there_is_told_with_the_command_that_fetches_it(
    tmp_path: Path,
) -> None:
    with pytest.raises(ModelMissing, match="wellheard models fetch piper-joe"):
        folder(tmp_path, "piper-joe")
    with pytest.raises(FileNotFoundError):
        folder(tmp_path, "piper-joe")


def test_a_model_nobody_knows_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel):
        folder(tmp_path, "nobody")


def test_a_whole_model_is_found(tmp_path: Path) -> None:
    place = hollow(tmp_path, "piper-joe")
    assert folder(tmp_path, "piper-joe") == place
    assert [found.id for found in installed(tmp_path)] == ["piper-joe"]


def test_a_half_downloaded_model_is_told_with_the_command_that_mends_it(tmp_path: Path) -> None:
    place = hollow(tmp_path, "piper-joe")
    with (place / "en_US-joe-medium.onnx").open("r+b") as opened:
        opened.truncate(1000)
    with pytest.raises(ModelBroken, match=r"onnx has 1,000 bytes in place of .*models fetch piper"):
        folder(tmp_path, "piper-joe")
    assert installed(tmp_path) == []


def test_a_model_without_one_of_its_files_is_told(tmp_path: Path) -> None:
    (hollow(tmp_path, "piper-joe") / "en_US-joe-medium.onnx.json").unlink()
    with pytest.raises(ModelBroken, match=r"onnx\.json is missing"):
        folder(tmp_path, "piper-joe")


def test_only_the_thorough_look_sees_a_changed_byte(tmp_path: Path) -> None:
    made = model(tmp_path)
    place = tmp_path / "new"
    assemble(made, [tmp_path / source.filename for source in made.sources], place)
    content = bytearray((place / "data.bin").read_bytes())
    content[100] ^= 1
    (place / "data.bin").write_bytes(content)
    assert list(faults(place, made, thorough=False)) == []
    assert ["checksum" in fault.what for fault in faults(place, made)] == [True]


def test_a_vosk_model_put_there_by_hand_can_be_used(tmp_path: Path) -> None:
    place = tmp_path / "vosk-small-en-us"
    (place / "am").mkdir(parents=True)
    (place / "conf").mkdir()
    with pytest.raises(ModelBroken, match=r"final\.mdl is missing"):
        folder(tmp_path, "vosk-small-en-us")
    (place / "am/final.mdl").write_bytes(b"x")
    assert folder(tmp_path, "vosk-small-en-us") == place


def test_a_vosk_model_put_there_by_hand_has_nothing_to_be_compared_with(tmp_path: Path) -> None:
    made = tree(tmp_path)
    assemble(made, [tmp_path / "vosk-model.zip"], tmp_path / "new")
    (tmp_path / "new/contents.json").write_text("not JSON")
    assert [fault.path.name for fault in faults(tmp_path / "new", made)] == ["contents.json"]


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    place = hollow(tmp_path, "piper-joe")
    (place / "en_US-joe-medium.onnx.json").unlink()
    (place / "en_US-joe-medium.onnx.json").mkdir()
    with pytest.raises(ModelBroken):
        folder(tmp_path, "piper-joe")
