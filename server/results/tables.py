"""Attempts, their totals by day, and those that were deleted."""

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Table, now


class Attempt(Table):
    """One practice. It never changes; it can only be erased as a whole."""

    __tablename__ = "attempt"

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True
    )
    """In the order of arrival."""
    id: Mapped[uuid.UUID] = mapped_column(unique=True)
    """UUIDv7, made by the kiosk."""
    fingerprint: Mapped[str] = mapped_column(String(64))
    """`contract.fingerprint` of the body, to tell a duplicate from a conflict."""
    device_id: Mapped[uuid.UUID]
    """The kiosk it was made on; it may never have been let in here."""
    sent_by: Mapped[uuid.UUID]
    """The kiosk whose token brought it."""
    sequence: Mapped[int] = mapped_column(BigInteger)
    place_id: Mapped[int]
    """Where the kiosk that brought it stood."""
    scenario: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    person: Mapped[str | None] = mapped_column(String(64))
    """`signing.Keys.person` of the code's hash; none for nobody."""
    shared: Mapped[bool]
    """Whether the person lets staff see it."""
    received_at: Mapped[datetime] = mapped_column(default=now)
    """By the server's own clock."""
    placed_at: Mapped[datetime]
    """When it began, as far as can be told."""
    uncertain: Mapped[int]
    """Seconds by which `placed_at` may be off."""
    day: Mapped[date]
    """Of `placed_at`, in the centre's time zone; totals are by this."""
    end: Mapped[str] = mapped_column(String(20))
    seconds: Mapped[float]
    replies: Mapped[int]
    heard: Mapped[str] = mapped_column(Text)
    """The skills heard surely in it, sorted, with spaces between."""
    told: Mapped[str] = mapped_column(Text)
    """The skills that feedback named in it."""
    disputed: Mapped[str] = mapped_column(Text)
    """The skills named by feedback that the trainee disagreed with."""
    record: Mapped[str] = mapped_column(Text)
    """The whole `contract.Attempt` as JSON, without the trainee's hash."""

    __table_args__ = (
        Index("ix_attempt_device_id_sequence", "device_id", "sequence"),
        Index("ix_attempt_scenario_place_id_day", "scenario", "place_id", "day"),
        Index("ix_attempt_person", "person"),
        Index("ix_attempt_place_id_day_scenario", "place_id", "day", "scenario"),
        Index("ix_attempt_day", "day"),
    )


class AttemptTotal(Table):
    """How often a skill came up on one day: across the centre, in a scenario, or at a place.

    Kept in the same transaction as the attempts, so that no page ever counts a million of them.
    """

    __tablename__ = "attempt_total"

    scenario: Mapped[str] = mapped_column(String(64), primary_key=True)
    """"" for all scenarios."""
    place_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """0 for all places. A row is never about one scenario at one place: those few are counted."""
    day: Mapped[date] = mapped_column(primary_key=True)
    skill: Mapped[str] = mapped_column(String(40), primary_key=True)
    """"" for the practices themselves, whatever was heard."""
    practices: Mapped[int]
    """In which the skill was heard at least once."""
    told: Mapped[int]
    """Practices in which feedback named it."""
    disputed: Mapped[int]
    """Practices in which the trainee disagreed with feedback that named it."""

    __table_args__ = (
        # All that the list of scenarios reads is in it, so a year's rows are read in one go.
        Index("ix_attempt_total_scenarios", "skill", "place_id", "scenario", "day", "practices"),
    )


class AttemptErased(Table):
    """An attempt that was here and was deleted: it is never taken in again."""

    __tablename__ = "attempt_erased"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    aged: Mapped[bool]
    """Whether for its age alone: it still counts in the totals, and a kiosk may keep its own."""
