"""A memory card that fails: whatever is broken, the store opens, and saves what it can."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from device.store import Answered, Store, StoreError, StoreNewer, database, wal
from device.store.database import PAGE
from device.store.mend import LEAP, LEAP_IN_THE_DARK
from tests.store.conftest import ids, practice

MANY = 60
WAITING = [f"p-{number}" for number in range(MANY) if number >= 10]
Damage = Callable[[Path], None]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store's folder with practices of all sizes: in one page, and in chains of pages."""
    place = Path(tmp_path_factory.mktemp("good")) / "kiosk"
    store = Store.open(place)
    for number in range(MANY):
        store.add(practice(f"p-{number}", size=(number % 7) * 1500))
    store.answered([Answered(f"p-{number}", "created", received=1e9) for number in range(10)])
    store.keep("content", "17")
    store.close()
    return place


@pytest.fixture
def hurt(good: Path, place: Path) -> Callable[[Damage], Store]:
    """Opens a copy of the good store after something was done to its database."""

    def opened(damage: Damage) -> Store:
        shutil.copytree(good, place)
        damage(place / "attempts-1.sqlite")
        return Store.open(place)

    return opened


def overwrite(start: int, length: int) -> Damage:
    def damage(file: Path) -> None:
        data = bytearray(file.read_bytes())
        data[start : start + length] = random.Random(start).randbytes(length)
        file.write_bytes(data)

    return damage


def test_a_broken_header_costs_nothing(hurt: Callable[[Damage], Store], place: Path) -> None:
    store = hurt(overwrite(0, PAGE))
    assert store.repaired is not None
    assert store.repaired.salvaged == MANY
    assert store.repaired.aside == place / "damaged-1.sqlite"
    assert store.repaired.aside.exists()
    assert str(store.repaired.aside) in str(store.repaired)
    assert ids(store) == WAITING
    assert store.counts().acknowledged == 10
    assert store.add(practice("new")) == MANY + LEAP + 1
    store.close()
    again = Store.open(place)
    assert again.repaired is None
    assert ids(again) == [*WAITING, "new"]
    assert again.set_aside == (place / "damaged-1.sqlite",)
    again.close()


def test_what_sqlite_can_still_read_is_saved_with_the_small_facts(
    hurt: Callable[[Damage], Store], good: Path
) -> None:
    data = (good / "attempts-1.sqlite").read_bytes()
    index = next(
        start
        for start in range(PAGE, len(data), PAGE)
        if data[start] == 0x0A and b"waiting" in data[start : start + PAGE]
    )
    store = hurt(overwrite(index, PAGE))  # the practices themselves are whole
    assert store.repaired is not None
    assert ids(store) == WAITING
    assert store.kept("content") == "17"
    store.close()


@pytest.mark.parametrize("seed", range(12))
def test_broken_pages_cost_what_was_in_them_and_no_more(
    hurt: Callable[[Damage], Store], good: Path, seed: int
) -> None:
    pages = (good / "attempts-1.sqlite").stat().st_size // PAGE
    chosen = random.Random(seed).sample(range(pages), 3)

    def damage(file: Path) -> None:
        for page in chosen:
            overwrite(page * PAGE, PAGE)(file)

    store = hurt(damage)
    found = {one.body for one in store.waiting(1000, 10**9)}
    whole = Store.open(good)
    originals = {one.body for one in whole.waiting(1000, 10**9)}
    whole.close()
    # A page has a dozen small practices at most; a page of a chain costs one.
    assert len(found & originals) >= len(WAITING) - 3 * 12
    if store.repaired is None:  # only what is never read was hit
        assert ids(store) == WAITING
    # Where the state was lost with the page, the server is asked once more, and never told wrongly.
    known = {one for one in ids(store) if one not in WAITING}
    assert known <= {f"p-{number}" for number in range(10)}
    assert len(found - originals) == len(known)
    number = store.add(practice("new"))
    assert number > MANY
    assert ids(store)[-1] == "new"
    store.close()


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.999])
def test_a_truncated_file_is_set_aside_and_the_rest_of_it_saved(
    hurt: Callable[[Damage], Store], share: float
) -> None:
    def cut(file: Path) -> None:
        with file.open("r+b") as opened:
            opened.truncate(int(file.stat().st_size * share))

    store = hurt(cut)
    assert store.repaired is not None
    assert len(ids(store)) >= int(len(WAITING) * share) - 15
    assert store.add(practice("new")) > MANY
    store.close()


def test_a_file_that_is_gone_is_told_and_no_number_comes_twice(
    hurt: Callable[[Damage], Store],
) -> None:
    store = hurt(Path.unlink)
    assert store.repaired is not None
    assert store.repaired.aside is None
    assert store.add(practice("new")) == MANY + LEAP + 1
    store.close()


def test_no_number_comes_twice_when_the_newest_practices_are_lost_unseen(
    hurt: Callable[[Damage], Store],
) -> None:
    def older(file: Path) -> None:
        db = apsw.Connection(str(file))
        db.execute("DELETE FROM attempt WHERE sequence > 50; UPDATE standing SET sequence = 50")
        db.close()

    store = hurt(older)
    assert store.repaired is None
    assert store.add(practice("new")) == MANY + 1
    store.close()


@pytest.mark.parametrize("left", [b"", b"rubbish" * 2000])
def test_numbers_go_on_where_their_own_file_is_broken(
    hurt: Callable[[Damage], Store], left: bytes
) -> None:
    def damage(file: Path) -> None:
        (file.parent / "sequence").write_bytes(left)

    store = hurt(damage)
    assert store.repaired is None
    assert store.add(practice("new")) == MANY + 1
    store.close()


def test_where_all_is_lost_the_numbers_leap_far(hurt: Callable[[Damage], Store]) -> None:
    def damage(file: Path) -> None:
        (file.parent / "sequence").write_bytes(b"rubbish")
        file.write_bytes(b"rubbish")

    store = hurt(damage)
    assert store.add(practice("new")) == LEAP_IN_THE_DARK + 1
    store.close()


def test_damage_while_it_is_in_use_is_mended_at_once(store: Store, place: Path) -> None:
    for number in range(50):
        store.add(practice(f"p-{number}", size=3000))
    other = Store.open(place)
    other.close()
    db = apsw.Connection(str(store.file))
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.close()
    overwrite(0, PAGE)(store.file)
    assert store.add(practice("new")) > 50
    assert store.repaired is not None
    assert ids(store) == [*(f"p-{number}" for number in range(50)), "new"]


@pytest.fixture
def crashed(place: Path, tmp_path: Path) -> Path:
    """A folder as a power cut leaves it: twelve practices of which most are in the log alone."""
    store = Store.open(tmp_path / "running")
    for number in range(12):
        store.add(practice(f"p-{number}", size=(number % 3) * 4000))
    store.answered([Answered("p-0", "created")])
    shutil.copytree(tmp_path / "running", place)
    store.close()
    assert (place / "attempts-1.sqlite-wal").stat().st_size > 20 * PAGE
    return place


def flip(file: Path, at: int) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 0x40
    file.write_bytes(data)


FRAME = PAGE + 24


@pytest.mark.parametrize(
    "at",
    [
        *(32 + frame * FRAME + place for frame in (0, 1, 4, 9) for place in (17, 1000, PAGE - 100)),
        5,  # the log's own header
        17,
        25,
    ],
)
def test_one_broken_byte_in_the_log_costs_the_practice_it_is_in_at_most(
    crashed: Path, at: int
) -> None:
    flip(crashed / "attempts-1.sqlite-wal", at)
    store = Store.open(crashed)
    assert store.repaired is not None
    lost = {f"p-{number}" for number in range(1, 12)} - set(ids(store))
    assert lost <= {"p-1"}, "its long text stands in one page alone"
    assert store.add(practice("new")) > 12
    store.close()
    again = Store.open(crashed)
    assert again.repaired is None
    assert ids(again)[-1] == "new"
    again.close()


def test_the_log_is_never_written_over(place: Path) -> None:
    """For then a page that is cut off in the middle can't be told from one that is broken."""
    store = Store.open(place)
    log = place / "attempts-1.sqlite-wal"
    carried, before = 0, 0
    for number in range(150):
        store.add(practice(f"p-{number}", size=(number % 3) * 4000))
        if (size := log.stat().st_size) < before:
            carried += 1
        before = size
        assert len(wal.read(store.file, PAGE).frames) == max(0, size - 32) // FRAME
        assert size < 2 * database.PAGES_WAITING * PAGE
    assert carried > 3
    store.close()


def test_a_log_that_was_torn_at_its_end_is_no_damage(crashed: Path) -> None:
    """Of the last transaction some frames reached the disk, in any order."""
    log = crashed / "attempts-1.sqlite-wal"
    data = bytearray(log.read_bytes())
    frames = (len(data) - 32) // FRAME
    commits = [n for n in range(frames) if any(data[32 + n * FRAME + 4 : 32 + n * FRAME + 8])]
    begins = 32 + (commits[-2] + 1) * FRAME
    assert commits[-1] - commits[-2] > 1
    data[begins : begins + FRAME] = bytes(FRAME)
    log.write_bytes(data)
    store = Store.open(crashed)
    assert store.repaired is None
    assert ids(store) == [f"p-{number}" for number in range(12)]
    store.close()


def test_another_program_goes_on_with_the_mended_one(store: Store, place: Path) -> None:
    store.add(practice("a"))
    other = Store.open(place)
    other.add(practice("b"))
    overwrite(0, PAGE)(store.file)
    (place / "attempts-1.sqlite-wal").write_bytes(b"")
    (place / "attempts-1.sqlite-shm").write_bytes(b"")
    third = Store.open(place)
    assert third.repaired is not None
    sequences = [store.add(practice("c")), other.add(practice("d")), third.add(practice("e"))]
    assert sequences == sorted(set(sequences))
    assert store.file == other.file == third.file == place / "attempts-2.sqlite"
    assert ids(store) == ids(other) == ids(third)
    assert ids(store)[-3:] == ["c", "d", "e"]
    other.close()
    third.close()


def test_a_power_cut_while_a_new_one_is_made_changes_nothing(
    hurt: Callable[[Damage], Store],
) -> None:
    def cut(file: Path) -> None:
        shutil.copy(file, f"{file.parent}/attempts-2.sqlite.new")
        with Path(f"{file.parent}/attempts-2.sqlite.new").open("r+b") as half:
            half.truncate(9000)
        overwrite(0, PAGE)(file)

    store = hurt(cut)
    assert ids(store) == WAITING
    store.close()


def test_of_damaged_lists_only_the_newest_stay(hurt: Callable[[Damage], Store]) -> None:
    store = hurt(overwrite(0, PAGE))
    for _ in range(3):
        store.close()
        overwrite(0, PAGE)(store.file)
        store = Store.open(store.file.parent)
        assert ids(store) == WAITING
    assert [file.name for file in store.set_aside] == ["damaged-3.sqlite", "damaged-4.sqlite"]
    store.close()


def test_a_newer_programs_store_is_left_as_it_is(hurt: Callable[[Damage], Store]) -> None:
    def newer(file: Path) -> None:
        db = apsw.Connection(str(file))
        db.execute("PRAGMA user_version = 99")
        db.close()

    with pytest.raises(StoreNewer, match="newer version"):
        hurt(newer)


def test_an_older_programs_store_is_brought_up_to_date(
    hurt: Callable[[Damage], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    step = "ALTER TABLE fact ADD COLUMN since REAL; UPDATE fact SET since = 1.5"
    monkeypatch.setattr(database, "SCHEMA", (*database.SCHEMA, step))
    store = hurt(lambda file: None)
    assert store.repaired is None
    assert ids(store) == WAITING
    db = apsw.Connection(str(store.file))
    assert db.execute("SELECT since FROM fact").fetchall() == [(1.5,)]
    assert db.execute("PRAGMA user_version").fetchall() == [(len(database.SCHEMA),)]
    db.close()
    store.close()


def test_a_step_that_fails_changes_nothing(
    hurt: Callable[[Damage], Store], monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    steps = (*database.SCHEMA, "DROP TABLE fact", "this is no SQL")
    monkeypatch.setattr(database, "SCHEMA", steps)
    with pytest.raises(StoreError):
        hurt(lambda file: None)
    monkeypatch.undo()
    store = Store.open(place)
    assert store.kept("content") == "17"
    store.close()
