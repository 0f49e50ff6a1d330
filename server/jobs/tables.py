"""Long work that was asked for."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Table, now


class State(StrEnum):
    """How a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE = (State.QUEUED, State.RUNNING)


class Job(Table):
    """A piece of long work."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    """Which of the rooms' `Room.jobs` does it."""
    key: Mapped[str] = mapped_column(String(160))
    """What it is about; of jobs with the same key only one is under way."""
    active_key: Mapped[str | None] = mapped_column(String(160), unique=True)
    """The key, while it waits or runs."""
    title: Mapped[str] = mapped_column(String(200))
    """What it does, for people: "Giving “Rent day” its voices"."""
    back: Mapped[str] = mapped_column(String(300))
    """The page to go to afterwards."""
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the work needs to know."""
    state: Mapped[str] = mapped_column(String(20), default=State.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    """Steps; 0 while it is not known."""
    telling: Mapped[str] = mapped_column(String(300), default="")
    """What it is at, or what came of it."""
    problem: Mapped[str | None] = mapped_column(Text)
    """Why it failed, and what to do."""
    tries: Mapped[int] = mapped_column(default=0)
    """How often it was taken since it was asked for."""
    holder: Mapped[str | None] = mapped_column(String(64))
    """Who does it; a new one each time it is taken."""
    lease_until: Mapped[datetime | None]
    """When another may take it, unless its holder is heard of before."""
    cancel_wanted: Mapped[bool] = mapped_column(default=False)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    who: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_job_state", "state"),
        Index("ix_job_key", "key"),
        Index("ix_job_ended_at", "ended_at"),
        Index("ix_job_staff_id", "staff_id"),
    )

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ACTIVE

    @property
    def share(self) -> int | None:
        """Percent done; None while that is not known."""
        return min(100, 100 * self.done // self.total) if self.total else None
