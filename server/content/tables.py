"""Scenarios with their drafts and versions, blobs, and the order of changes that kiosks follow."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.database import Table, now


class ScenarioRecord(Table):
    """A scenario of the centre, whatever state it is in."""

    __tablename__ = "scenario"

    id: Mapped[int] = mapped_column(primary_key=True)
    """What pages call it."""
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """What kiosks and results call it: the `id` in its document, which never changes."""
    title: Mapped[str] = mapped_column(String(200))
    """Of the draft, as typed, so it may be empty."""
    topics: Mapped[str] = mapped_column(String(400))
    """Of the draft, with commas between."""
    search: Mapped[str] = mapped_column(Text)
    """What a search looks in: title, topics and seekers' names, case folded."""
    state: Mapped[str] = mapped_column(String(20))
    """A `server.content.states.State`."""
    published_id: Mapped[int | None] = mapped_column(
        ForeignKey("scenario_version.id", use_alter=True, name="fk_scenario_published_id")
    )
    """The version that kiosks have, or had before it was withdrawn."""
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    """Of the published version's content, to see whether the draft differs from it."""
    changed_at: Mapped[datetime] = mapped_column(default=now)
    """When the draft was last saved, or anything was published or withdrawn."""
    draft: Mapped["Draft"] = relationship(lazy="raise", back_populates="record")
    published: Mapped["Version | None"] = relationship(lazy="raise", foreign_keys=[published_id])

    __table_args__ = (
        Index("ix_scenario_changed_at", "changed_at"),
        Index("ix_scenario_published_id", "published_id"),
    )


class Draft(Table):
    """What staff are writing; it may be incomplete. Every scenario has exactly one."""

    __tablename__ = "scenario_draft"

    scenario_id: Mapped[int] = mapped_column(
        ForeignKey("scenario.id", ondelete="CASCADE"), primary_key=True
    )
    typed: Mapped[str] = mapped_column(Text)
    """A `server.content.typed.Typed` as JSON."""
    number: Mapped[int] = mapped_column(default=1)
    """One more with each save."""
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by: Mapped[str] = mapped_column(String(80))
    """A name at that time."""
    errors: Mapped[int] = mapped_column(default=0)
    """How many things keep it from being published."""
    warnings: Mapped[int] = mapped_column(default=0)
    record: Mapped[ScenarioRecord] = relationship(lazy="raise", back_populates="draft")


class PastDraft(Table):
    """A draft that was replaced as a whole, so that nothing typed is ever lost."""

    __tablename__ = "scenario_past_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    scenario_id: Mapped[int] = mapped_column(
        ForeignKey("scenario.id", ondelete="CASCADE"), index=True
    )
    typed: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(80))
    replaced_at: Mapped[datetime] = mapped_column(default=now)
    replaced_by: Mapped[str] = mapped_column(String(80))


class HeardReplies(Table):
    """What the coach heard in a scenario's sample replies; `server.content.heard` reads ahead."""

    __tablename__ = "scenario_heard"

    scenario_id: Mapped[int] = mapped_column(
        ForeignKey("scenario.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    number: Mapped[int]
    """Of the draft whose replies were all read."""
    coach: Mapped[str] = mapped_column(String(64))
    """Names the coach that read them; another one reads them anew."""
    heard: Mapped[str] = mapped_column(Text)
    """JSON: a list of findings by what names the reply and the line before it."""


class Version(Table):
    """A version that was asked to be published. Its document never changes."""

    __tablename__ = "scenario_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id", ondelete="CASCADE"))
    number: Mapped[int]
    """From 1; the `version` in its document."""
    document: Mapped[str] = mapped_column(Text)
    """Canonical JSON (`device.coach.scenario.digest`), as kiosks get it."""
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    """Of the document in UTF-8, in hex; the hash that results record."""
    size: Mapped[int]
    """Bytes of the document."""
    state: Mapped[str] = mapped_column(String(20))
    """A `server.content.states.Step`."""
    note: Mapped[str] = mapped_column(Text)
    """What is new, in the words of whoever published it."""
    again: Mapped[int | None]
    """The number of the older version that this one brings back."""
    asked_at: Mapped[datetime] = mapped_column(default=now)
    asked_by: Mapped[str] = mapped_column(String(80))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    approved_by: Mapped[str | None] = mapped_column(String(80))
    published_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(Text)
    """Why it could not be published, as a sentence."""

    __table_args__ = (
        Index("uq_scenario_version_scenario_id_number", "scenario_id", "number", unique=True),
        Index("ix_scenario_version_asked_by_id", "asked_by_id"),
    )


class Blob(Table):
    """Bytes kept on disk under their SHA-256: a recording, or a line that was rendered."""

    __tablename__ = "content_blob"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    """Bytes."""
    media_type: Mapped[str] = mapped_column(String(60))
    """Such as `audio/flac`."""
    kept_at: Mapped[datetime] = mapped_column(default=now)


class VersionBlob(Table):
    """A blob that a kiosk needs for a version."""

    __tablename__ = "scenario_version_blob"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("scenario_version.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(128), primary_key=True)
    """What the kiosk knows the sound by: a recording's SHA-256, or a rendered line's key."""
    sha256: Mapped[str] = mapped_column(ForeignKey("content_blob.sha256"), index=True)


class Change(Table):
    """One step that kiosks follow: a scenario was published, or withdrawn."""

    __tablename__ = "content_change"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """In the order of commits, from `Sequence`."""
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("scenario_version.id"), index=True)
    """None when it was withdrawn."""
    at: Mapped[datetime] = mapped_column(default=now)


class Sequence(Table):
    """The last number that was given to a change: one row, whose lock keeps changes in order."""

    __tablename__ = "content_sequence"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Always 1."""
    last: Mapped[int] = mapped_column(default=0)
    floor: Mapped[int] = mapped_column(default=0)
    """A kiosk that is behind this starts over with the whole list."""
