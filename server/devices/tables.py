"""Kiosks, how they enrol and prove who they are, what they last told, and where they stand."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.database import Table, now


class Place(Table):
    """Where a kiosk stands, such as “Reading room”; results can be looked at by place."""

    __tablename__ = "device_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)


class Device(Table):
    """A kiosk that staff have let in."""

    __tablename__ = "device"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    place_id: Mapped[int] = mapped_column(ForeignKey("device_place.id"), index=True)
    public_key: Mapped[str] = mapped_column(String(43))
    """Ed25519, 32 bytes as base64url: proves what came by memory stick."""
    model: Mapped[str] = mapped_column(String(80))
    """Such as “Raspberry Pi 5 Model B”; "" if the kiosk did not say."""
    enrolled_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    """When it last sent results or told how it is."""
    called: Mapped[int] = mapped_column(default=0)
    """How often staff have asked it to come at once."""
    called_at: Mapped[datetime | None]
    twin_at: Mapped[datetime | None]
    """When two machines were last found to use this kiosk's identity; none once seen to."""
    twin_why: Mapped[str | None] = mapped_column(String(20))
    """A `server.devices.twins.Sign`."""
    health: Mapped[str | None] = mapped_column(Text)
    """The last `server.devices.health.HealthReport`, as JSON."""
    health_at: Mapped[datetime | None]
    boot_id: Mapped[uuid.UUID | None]
    """The start it last reported from."""
    sequence: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """The highest sequence number among the practices that it has brought."""
    place: Mapped[Place] = relationship(lazy="raise")


class DeviceToken(Table):
    """What a kiosk proves itself with. Two at the most: the present one and its successor."""

    __tablename__ = "device_token"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the token, in hex: whoever reads the database can't use it."""
    device_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("device.id", ondelete="CASCADE"), index=True
    )
    made_at: Mapped[datetime] = mapped_column(default=now)
    used: Mapped[bool] = mapped_column(default=False)
    """Whether the kiosk has shown it; then the one before it is gone."""


class Enrolment(Table):
    """A kiosk that asks to be let in."""

    __tablename__ = "device_enrolment"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the token it was given; worth nothing until it is let in."""
    code: Mapped[str] = mapped_column(String(6), index=True)
    """Six digits, which the kiosk shows and speaks."""
    public_key: Mapped[str] = mapped_column(String(43))
    model: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime] = mapped_column(default=now, index=True)
    device_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("device.id", ondelete="CASCADE"), index=True
    )
    """Set when it was let in."""


class DeviceBoot(Table):
    """A start of a kiosk that it has reported from; the last few of each are kept."""

    __tablename__ = "device_boot"

    device_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("device.id", ondelete="CASCADE"), primary_key=True
    )
    boot_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    first_at: Mapped[datetime] = mapped_column(default=now)


class DevicePace(Table):
    """How much of its allowance a kiosk has used."""

    __tablename__ = "device_pace"

    device_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("device.id", ondelete="CASCADE"), primary_key=True
    )
    paid_until: Mapped[float]
    """Unix seconds up to which its requests have used up its allowance."""


class Erasure(Table):
    """A person whose results every kiosk must delete."""

    __tablename__ = "device_erasure"

    number: Mapped[int] = mapped_column(primary_key=True)
    """Kiosks ask for those after the last they know."""
    trainee: Mapped[str] = mapped_column(String(64))
    """The hashed code as kiosks know it."""
    person: Mapped[str] = mapped_column(String(64), index=True)
    """The hash under which the results were kept here."""
    at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = ({"sqlite_autoincrement": True},)


class History(Table):
    """Which course of events this database has been through: one row.

    A restore takes the row away, and another is made; so kiosks see that what they told may have
    been lost.
    """

    __tablename__ = "device_history"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Always 1."""
    value: Mapped[str] = mapped_column(String(36))
    """Random."""


class Feed(Table):
    """The version of the list of scenarios that kiosks are told: one row."""

    __tablename__ = "device_feed"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Always 1."""
    version: Mapped[int] = mapped_column(BigInteger)
    """Never falls, as any kiosk sees it."""
    digest: Mapped[str] = mapped_column(String(64))
    """Of all that the list said when it had this version."""
