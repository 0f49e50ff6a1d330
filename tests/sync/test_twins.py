"""A memory card that was copied is seen by staff, and nothing else looks like one."""

import dataclasses
import shutil
import subprocess
import uuid
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import delete

from device.moment import Moment
from device.moment import now as present
from server.devices.tables import Device, DeviceBoot
from tests.sync.centre import Centre
from tests.sync.kiosk import Kiosk, failed


def started(boot: uuid.UUID) -> Callable[[], Moment]:
    """The clock of a machine in this start."""
    return lambda: dataclasses.replace(present(), boot=boot)


def sign(centre: Centre, kiosk: Kiosk) -> str | None:
    """What gave a twin away, as staff see it."""
    with centre.database.read() as session:
        return session.get_one(Device, kiosk.identity.device).twin_why


def copied(kiosk: Kiosk, to: Path) -> Kiosk:
    """The card in another machine, to the last byte."""
    kiosk.close()
    subprocess.run(("cp", "-a", str(kiosk.folder), str(to)), check=True)
    kiosk.store = Kiosk(kiosk.folder).store
    return Kiosk(to)


def test_two_machines_with_one_card_are_seen_by_their_numbers_and_lose_nothing(
    centre: Centre, kiosk: Kiosk, tmp_path: Path
) -> None:
    made = [kiosk.practise()]
    assert failed(kiosk.sync()) == {}
    twin = copied(kiosk, tmp_path / "twin")
    made += [kiosk.practise(), twin.practise()]
    assert failed(kiosk.sync()) == {}
    assert sign(centre, kiosk) is None
    assert failed(twin.sync()) == {}
    assert sign(centre, kiosk) == "sequence"
    assert centre.attempts(kiosk.identity.device) == sorted(made)
    twin.close()


def test_two_machines_with_one_card_are_seen_by_their_starts(
    centre: Centre, kiosk: Kiosk, tmp_path: Path
) -> None:
    one, two = uuid.uuid4(), uuid.uuid4()
    assert failed(kiosk.sync(now=started(one))) == {}
    twin = copied(kiosk, tmp_path / "twin")
    assert failed(twin.sync(now=started(two))) == {}
    assert sign(centre, kiosk) is None
    assert failed(kiosk.sync(now=started(one))) == {}
    assert sign(centre, kiosk) == "start"
    twin.close()


def test_a_kiosk_that_starts_again_and_again_is_one(centre: Centre, kiosk: Kiosk) -> None:
    for _ in range(4):
        boot = uuid.uuid4()
        for _ in range(2):
            kiosk.practise(boot=str(boot))
            assert failed(kiosk.sync(now=started(boot))) == {}
    assert sign(centre, kiosk) is None


def test_a_kiosk_of_which_all_but_its_identity_was_lost_is_one(
    centre: Centre, kiosk: Kiosk
) -> None:
    made = [kiosk.practise(), kiosk.practise()]
    assert failed(kiosk.sync()) == {}
    kiosk.close()
    identity = (kiosk.folder / "identity.json").read_bytes()
    shutil.rmtree(kiosk.folder)
    kiosk.folder.mkdir()
    (kiosk.folder / "identity.json").write_bytes(identity)
    kiosk.store = Kiosk(kiosk.folder).store
    assert failed(kiosk.sync()) == {}
    made.append(kiosk.practise())
    assert failed(kiosk.sync()) == {}
    assert sign(centre, kiosk) is None
    assert centre.attempts(kiosk.identity.device) == sorted(made)


def test_a_kiosk_whose_store_was_lost_and_begun_anew_is_one(centre: Centre, kiosk: Kiosk) -> None:
    made = [kiosk.practise() for _ in range(3)]
    assert failed(kiosk.sync()) == {}
    kiosk.close()
    for file in kiosk.folder.glob("attempts-*"):
        file.unlink()
    kiosk.store = Kiosk(kiosk.folder).store
    made += [kiosk.practise() for _ in range(3)]
    assert failed(kiosk.sync()) == {}
    assert sign(centre, kiosk) is None
    assert centre.attempts(kiosk.identity.device) == sorted(made)


def test_a_kiosk_of_a_server_that_was_put_back_is_one(centre: Centre, kiosk: Kiosk) -> None:
    first, second = uuid.uuid4(), uuid.uuid4()
    made = [kiosk.practise() for _ in range(3)]
    assert failed(kiosk.sync(now=started(first))) == {}
    assert failed(kiosk.sync(now=started(second))) == {}
    centre.forget(kiosk.identity.device)
    with centre.database.write() as session:  # the backup is from the kiosk's start before
        session.get_one(Device, kiosk.identity.device).boot_id = first
        session.execute(delete(DeviceBoot).where(DeviceBoot.boot_id == second))
    centre.new_history()
    assert failed(kiosk.sync(now=started(second))) == {}
    assert centre.attempts(kiosk.identity.device) == sorted(made)
    assert sign(centre, kiosk) is None
