"""Lines that were spoken ahead, and lines that somebody recorded."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Table, now


class SpokenRow(Table):
    """The sound of some words in some voice, whichever scenarios have them."""

    __tablename__ = "sound_spoken"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """`lines.key` of the voice and the words."""
    sha256: Mapped[str] = mapped_column(ForeignKey("content_blob.sha256"))
    engine: Mapped[str] = mapped_column(String(20))
    """What made it, such as `kokoro`."""
    seconds: Mapped[float] = mapped_column(Float)
    made_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (Index("ix_sound_spoken_sha256", "sha256"),)


class TakeRow(Table):
    """A recording of a line, made ready."""

    __tablename__ = "sound_take"

    sha256: Mapped[str] = mapped_column(ForeignKey("content_blob.sha256"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    """The line's words when it was recorded: where they have changed since, staff are told."""
    seconds: Mapped[float] = mapped_column(Float)
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime] = mapped_column(default=now)
