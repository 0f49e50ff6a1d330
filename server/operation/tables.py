"""What the server does by itself, each kind of work a row."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Table, now


class Run(Table):
    """A kind of work, who is at it, and how it went last."""

    __tablename__ = "operation_run"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    """Such as `backup`."""
    since: Mapped[datetime] = mapped_column(default=now)
    """When this server first knew of it."""
    holder: Mapped[str] = mapped_column(String(64), default="")
    """The process that is at it, or was last."""
    leased_until: Mapped[datetime] = mapped_column(default=now)
    """Nobody else begins before; a process that died thus holds it up for no longer."""
    done_at: Mapped[datetime | None]
    """When it last went well."""
    failed_at: Mapped[datetime | None]
    """When it last went wrong, if that was later."""
    told: Mapped[str] = mapped_column(Text, default="")
    """What came of it, in a sentence."""

    @property
    def last(self) -> datetime:
        """When it last went well; until it first did, since when it is known."""
        return self.done_at or self.since
