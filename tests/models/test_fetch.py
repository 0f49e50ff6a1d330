import fcntl
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from device.models.catalogue import Model, Source
from device.models.download import DiskFull
from device.models.fetch import WORKSHOP, Fetched, FetchError, fetch
from device.models.origin import Folder, Mirror, Origin, OriginError, Registries, origin
from device.models.progress import Progress, Quiet
from device.models.shelf import faults
from tests.models.server import Manners, serving
from tests.models.workshop import model, tree, with_wrong_content


class Counted(Folder):
    """A folder that notes what was taken from it."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self.brought: list[str] = []

    def bring(self, source: Source, to: Path, progress: Progress) -> None:
        self.brought.append(source.filename)
        super().bring(source, to, progress)


class Heard(Quiet):
    def __init__(self) -> None:
        self.planned: list[tuple[list[str], int]] = []

    def plan(self, names: Sequence[str], total: int) -> None:
        self.planned.append((list(names), total))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "a stick"
    place.mkdir()
    return place


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "my models"


def put(
    models: Path, wanted: Model, comes_from: Origin, progress: Progress | None = None
) -> Fetched:
    (fetched,) = fetch(models, [wanted], comes_from, progress or Quiet())
    return fetched


def test_a_model_is_put_together_and_nothing_else_stays(models: Path, stick: Path) -> None:
    made = model(stick)
    assert put(models, made, Folder(stick)) == Fetched(made, models / made.id, was_there=False)
    assert list(faults(models / made.id, made)) == []
    assert [path.name for path in models.iterdir()] == [made.id]


def test_what_will_be_fetched_is_told_before(models: Path, stick: Path) -> None:
    made, heard = model(stick), Heard()
    put(models, made, Folder(stick), heard)
    put(models, made, Folder(stick), heard)
    assert heard.planned == [([made.id], made.download)]


def test_a_second_run_needs_nothing_from_outside(models: Path, stick: Path) -> None:
    made = model(stick)
    put(models, made, Folder(stick))
    counted = Counted(stick)
    assert put(models, made, counted).was_there
    assert counted.brought == []


def test_a_broken_model_is_replaced(models: Path, stick: Path) -> None:
    made = model(stick)
    put(models, made, Folder(stick))
    (models / made.id / "data.bin").write_bytes(b"half")
    (models / made.id / "stray").write_bytes(b"")
    assert not put(models, made, Folder(stick)).was_there
    assert sorted(path.name for path in (models / made.id).iterdir()) == ["data.bin", "words.txt"]
    assert [path.name for path in models.iterdir()] == [made.id]


def test_what_is_in_place_stays_there_if_the_new_can_not_be_had(models: Path, stick: Path) -> None:
    made = model(stick)
    put(models, made, Folder(stick))
    (models / made.id / "words.txt").write_bytes(b"bb\n")
    (stick / made.sources[1].filename).unlink()
    with pytest.raises(OriginError, match=r"model_part_2-1\.0\.0-py3-none-any\.whl is not there"):
        put(models, made, Folder(stick))
    assert (models / made.id / "words.txt").read_bytes() == b"bb\n"


def test_after_an_interruption_the_packages_that_came_are_not_fetched_again(
    models: Path, stick: Path
) -> None:
    made = model(stick)
    second = stick / made.sources[1].filename
    kept = second.read_bytes()
    second.unlink()
    with pytest.raises(OriginError):
        put(models, made, Folder(stick))
    second.write_bytes(kept)
    counted = Counted(stick)
    put(models, made, counted)
    assert counted.brought == [second.name]


def test_leftovers_of_a_run_that_was_cut_off_do_no_harm(models: Path, stick: Path) -> None:
    made = model(stick)
    for left in (f"{made.id}.new", f"{made.id}.old", "pip-abc"):
        (models / WORKSHOP / left / "inside").mkdir(parents=True)
    (models / WORKSHOP / made.sources[0].filename).write_bytes(b"half a package")
    put(models, made, Folder(stick))
    assert list(faults(models / made.id, made)) == []
    assert not (models / WORKSHOP).exists()


def test_a_model_that_is_not_as_published_is_never_put_in_place(models: Path, stick: Path) -> None:
    made = with_wrong_content(model(stick))
    with pytest.raises(FetchError, match="checksum"):
        put(models, made, Folder(stick))
    assert not (models / made.id).exists()


def test_two_fetches_at_once_are_refused(models: Path, stick: Path) -> None:
    (models / WORKSHOP).mkdir(parents=True)
    with (models / WORKSHOP / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(FetchError, match="another command"):
            put(models, model(stick), Folder(stick))


def test_a_disk_without_room_is_told_before_anything_is_fetched(
    models: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage(NamedTuple):
        free: int

    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1000))
    counted = Counted(stick)
    with pytest.raises(DiskFull, match=r"not enough room.*Make room"):
        put(models, model(stick), counted)
    assert counted.brought == []


def test_a_place_that_can_not_be_written_is_told(tmp_path: Path, stick: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FetchError, match=r"can't be written.*WELLHEARD_MODELS"):
        put(tmp_path / "file" / "models", model(stick), Folder(stick))


@pytest.mark.parametrize("length", [7, None])
def test_a_damaged_package_on_a_stick_is_told(
    models: Path, stick: Path, length: int | None
) -> None:
    made = model(stick)
    (stick / made.sources[0].filename).write_bytes(b"x" * (length or made.sources[0].size))
    with pytest.raises(OriginError, match=r"whl is not the file .*Copy it again"):
        put(models, made, Folder(stick))


def test_packages_are_found_in_folders_of_a_stick(models: Path, stick: Path) -> None:
    inside = stick / "for the centre" / "wheels"
    inside.mkdir(parents=True)
    made = model(inside)
    assert Folder(stick).has(made)
    put(models, made, Folder(stick))
    assert list(faults(models / made.id, made)) == []


def test_a_single_file_serves_a_model_made_of_one(models: Path, stick: Path) -> None:
    made = tree(stick)
    put(models, made, Folder(stick / "vosk-model.zip"))
    assert (models / made.id / "am/final.mdl").exists()


def test_models_copied_from_another_machine_serve_as_they_are(
    tmp_path: Path, models: Path, stick: Path
) -> None:
    made = model(tmp_path)
    put(stick / "models", made, Folder(tmp_path))
    counted = Counted(stick)
    put(models, made, counted)
    assert counted.brought == []
    assert list(faults(models / made.id, made)) == []


def test_a_copied_model_with_a_wrong_byte_is_not_taken(
    tmp_path: Path, models: Path, stick: Path
) -> None:
    made = model(tmp_path)
    put(stick, made, Folder(tmp_path))
    (stick / made.id / "words.txt").write_bytes(b"b\n")
    with pytest.raises(OriginError):
        put(models, made, Folder(stick))


def test_a_mirror_serves_packages_by_their_names(models: Path, stick: Path) -> None:
    made = tree(stick)
    manners = Manners(files={"/mirror/vosk-model.zip": (stick / "vosk-model.zip").read_bytes()})
    with serving(manners) as url:
        put(models, made, Mirror(f"{url}/mirror/"))
    assert list(faults(models / made.id, made)) == []


def test_a_download_comes_from_its_own_address(models: Path, stick: Path) -> None:
    manners = Manners()
    with serving(manners) as url:
        made = tree(stick, url)
        manners.content = (stick / "vosk-model.zip").read_bytes()
        put(models, made, Registries())
    assert manners.paths == ["/vosk-model.zip"]
    assert list(faults(models / made.id, made)) == []


def test_what_from_names_is_told_apart(stick: Path) -> None:
    assert isinstance(origin(None), Registries)
    assert isinstance(origin("https://mirror.example/models"), Mirror)
    assert isinstance(origin(str(stick)), Folder)
    with pytest.raises(OriginError, match="stick plugged in"):
        origin(str(stick / "gone"))
