"""Staff of a centre whose server runs as a process of its own: they work on its database."""

import hashlib
import uuid
from pathlib import Path

from sqlalchemy import URL, delete, select, update

from device.coach.scenario import Scenario
from device.coach.scenario.digest import canonical, digest
from server.content import blobs, sequence
from server.content.blobs import Blobs
from server.content.states import State, Step
from server.content.tables import Change, ScenarioRecord, Version, VersionBlob
from server.database import Database
from server.devices import enrolment, kiosks
from server.devices.tables import Device, DeviceToken, History
from server.pages.visitor import Visitor
from server.results import erasing
from server.results.tables import Attempt
from server.roles import Role
from server.signing import Keys
from server.staff import people
from server.staff.tables import LogEntry, Tries
from tests.server.running import Server


class Centre:
    """One server, and what its staff do."""

    def __init__(self, server: Server, url: URL, folder: Path) -> None:
        self.server = server
        self.folder = folder / "server"
        self.database = Database(url)
        self._blobs = Blobs(self.folder / "blobs")
        with self.database.write() as session:
            staff = people.add(session, None, "Pat", Role.ADMIN)
            self.who = Visitor(staff.id, "Pat", Role.ADMIN, "none")

    @property
    def url(self) -> str:
        plain = self.server.environment["WELLHEARD_PLAIN_HTTP"] == "yes"
        return f"{'http' if plain else 'https'}://127.0.0.1:{self.server.port}"

    def forgive(self) -> None:
        """Forget how often somebody asked for a code: all kiosks here have one address."""
        with self.database.write() as session:
            session.execute(delete(Tries))

    def let_in(self, code: str) -> uuid.UUID:
        with self.database.write() as session:
            name = f"Kiosk {uuid.uuid4().hex[:8]}"
            return enrolment.let_in(session, self.who, code, name, "Reading room").id

    def shut_out(self, device: uuid.UUID) -> None:
        with self.database.write() as session:
            kiosks.shut_out(session, self.who, device)

    def call(self, device: uuid.UUID) -> None:
        with self.database.write() as session:
            kiosks.call(session, self.who, device)

    def publish(self, scenario: Scenario, sounds: dict[str, bytes] | None = None) -> None:
        """What staff and jobs do in many steps, in one."""
        kept = {name: self._blobs.keep(data) for name, data in (sounds or {}).items()}
        with self.database.write() as session:
            record = session.scalar(select(ScenarioRecord).where(ScenarioRecord.key == scenario.id))
            if record is None:
                record = ScenarioRecord(
                    key=scenario.id,
                    title=scenario.title,
                    topics="",
                    search="",
                    state=State.PUBLISHED.value,
                )
                session.add(record)
                session.flush()
            text = canonical(scenario)
            version = Version(
                scenario_id=record.id,
                number=scenario.version,
                document=text,
                size=len(text.encode()),
                sha256=digest(scenario),
                state=Step.PUBLISHED.value,
                note="",
                asked_by="Pat",
            )
            session.add(version)
            session.flush()
            for name, (sha256, size) in kept.items():
                blobs.note(session, sha256, size, "audio/flac")
                session.add(VersionBlob(version_id=version.id, name=name, sha256=sha256))
            session.add(
                Change(seq=sequence.take(session), scenario_id=record.id, version_id=version.id)
            )

    def withdraw(self, scenario: str) -> None:
        with self.database.write() as session:
            record = session.scalars(
                select(ScenarioRecord).where(ScenarioRecord.key == scenario)
            ).one()
            session.add(Change(seq=sequence.take(session), scenario_id=record.id, version_id=None))

    def attempts(self, device: uuid.UUID) -> list[str]:
        """The ids of the practices that were made on a kiosk, as often as they are there."""
        with self.database.read() as session:
            found = session.scalars(select(Attempt.id).where(Attempt.device_id == device))
            return sorted(map(str, found))

    def erase(self, trainee: str) -> None:
        with self.database.write() as session:
            erasing.person(session, Keys(self.folder), None, trainee)

    def log(self, did: str) -> list[str]:
        """What staff read of this, oldest first."""
        with self.database.read() as session:
            asked = select(LogEntry.what).where(LogEntry.did == did).order_by(LogEntry.id)
            return list(session.scalars(asked))

    def forget(self, device: uuid.UUID) -> None:
        """As if put back to a backup from before this kiosk's first practice."""
        with self.database.write() as session:
            session.execute(delete(Attempt).where(Attempt.device_id == device))
            session.execute(update(Device).where(Device.id == device).values(sequence=0))

    def new_history(self) -> None:
        with self.database.write() as session:
            session.execute(update(History).values(value=str(uuid.uuid4())))

    def tokens(self, device: uuid.UUID) -> list[DeviceToken]:
        with self.database.read() as session:
            mine = select(DeviceToken).where(DeviceToken.device_id == device)
            return list(session.scalars(mine.order_by(DeviceToken.made_at)))

    def forget_token(self, token: str) -> None:
        with self.database.write() as session:
            name = hashlib.sha256(token.encode()).hexdigest()
            session.execute(delete(DeviceToken).where(DeviceToken.hash == name))
