"""The centre's one row."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Table, now

ONLY = 1
"""The row's id: there is one centre to a server."""


class CentreRow(Table):
    """What staff set at /settings; `server.centre.facts` reads and writes it."""

    __tablename__ = "centre"

    id: Mapped[int] = mapped_column(primary_key=True, default=ONLY, autoincrement=False)
    version: Mapped[int] = mapped_column(default=0)
    """Rises with each change, so that two people at once don't overwrite each other."""
    changed_at: Mapped[datetime] = mapped_column(default=now)
    name: Mapped[str] = mapped_column(String(80))
    town: Mapped[str] = mapped_column(String(200))
    """And places near by, with commas between; "" until somebody has written them."""
    crisis_words: Mapped[str] = mapped_column(Text)
    crisis_line: Mapped[str] = mapped_column(String(120))
    monday: Mapped[str] = mapped_column(String(60))
    """As `server.centre.hours.written` writes them; "" is closed."""
    tuesday: Mapped[str] = mapped_column(String(60))
    wednesday: Mapped[str] = mapped_column(String(60))
    thursday: Mapped[str] = mapped_column(String(60))
    friday: Mapped[str] = mapped_column(String(60))
    saturday: Mapped[str] = mapped_column(String(60))
    sunday: Mapped[str] = mapped_column(String(60))
    time_zone: Mapped[str] = mapped_column(String(64))
    """An IANA name."""
    approval: Mapped[bool]
    keep_results_days: Mapped[int | None]
    """Days; none keeps them for ever."""
    keep_log_days: Mapped[int | None]

    __table_args__ = (CheckConstraint(f"id = {ONLY}", name="only"),)
