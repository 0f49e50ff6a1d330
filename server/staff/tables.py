"""Staff, their sessions and one-time links, the brake on guessing, and the log."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.database import Table, now


class Staff(Table):
    """Somebody who may sign in."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    """As they write it."""
    key: Mapped[str] = mapped_column(String(160), unique=True)
    """The name as it is compared: composed, case folded."""
    role: Mapped[str] = mapped_column(String(20))
    """A `server.roles.Role`."""
    password: Mapped[str | None] = mapped_column(String(255))
    """Its argon2 hash; none until the first was set."""
    disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    signed_in_at: Mapped[datetime | None]


class StaffSession(Table):
    """A browser in which somebody is signed in."""

    __tablename__ = "staff_session"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the cookie's value, in hex: whoever reads the database can't use it."""
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    """To within `sessions.SEEN`."""
    staff: Mapped[Staff] = relationship(lazy="raise")


class OneTimeLink(Table):
    """A link to set a password with, once."""

    __tablename__ = "one_time_link"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the link's secret part, in hex."""
    staff_id: Mapped[int | None] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), index=True
    )
    """Whose password; none on the very first start, where the name is chosen too."""
    expires_at: Mapped[datetime]


class Tries(Table):
    """How often a name, or an address, has been tried without success."""

    __tablename__ = "tries"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    """`name:` or `address:` and a SHA-256 in hex."""
    count: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(default=now)
    wait_until: Mapped[datetime] = mapped_column(default=now)


class LogEntry(Table):
    """Who did what, when."""

    __tablename__ = "log_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    who: Mapped[str] = mapped_column(String(80))
    """Their name at that time; "The server" for what it does by itself."""
    did: Mapped[str] = mapped_column(String(60))
    """Such as `scenario.published`: room's thing, then what was done to it."""
    what: Mapped[str] = mapped_column(Text)
    """In words, for people. Never a trainee's words."""

    __table_args__ = (Index("ix_log_entry_at", "at"), Index("ix_log_entry_staff_id", "staff_id"))
