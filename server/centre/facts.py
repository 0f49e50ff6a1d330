"""What the centre has set: read by every room, changed by administrators."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from sqlalchemy.orm import Session

from server.centre import hours
from server.centre.hours import DAYS, HoursError, Span
from server.centre.tables import ONLY, CentreRow
from server.database import now
from server.pages.visitor import Visitor
from server.problems import Conflict, Invalid, Wrong
from server.staff import log

CRISIS_WORDS = (
    "You don't have to be alone with this. Please go to the person on duty now, and tell"
    " them what you told me. If you're in danger, or have taken something, or nobody is"
    " here, call the emergency number straight away."
)
"""What a kiosk says that has never met a server; the same here until staff write their own."""
NAME_MOST = 80
TOWN_MOST = 200
WORDS_MOST = 440
"""Some 35 seconds of speech. With the line after it, it stays within the 600 that a kiosk takes."""
LINE_MOST = 120
TERMS = (30, 90, 180, 365, 730, 1825)
"""Days for which results and the log may be kept; or for ever."""
CHANGED = "Somebody else has changed the settings meanwhile."


@dataclass(frozen=True)
class Centre:
    """The centre's own settings."""

    version: int = 0
    """0 until staff have saved them once."""
    name: str = ""
    """"" until it is set."""
    town: str = ""
    """The town, and places near by, with commas between: what no scenario should name."""
    crisis_words: str = CRISIS_WORDS
    """Said when a trainee seems to be in crisis themselves."""
    crisis_line: str = ""
    """Said after them: a telephone line and its number, or "" for none."""
    monday: str = ""
    tuesday: str = ""
    wednesday: str = ""
    thursday: str = ""
    friday: str = ""
    saturday: str = ""
    sunday: str = ""
    time_zone: str = "UTC"
    approval: bool = False
    """A second person must approve before a scenario is published."""
    keep_results_days: int | None = 730
    """Results older than this are deleted each night; none keeps them for ever."""
    keep_log_days: int | None = 365

    @property
    def week(self) -> tuple[tuple[Span, ...], ...]:
        """When the doors are open, from Monday to Sunday."""
        return tuple(hours.parse(getattr(self, day.lower())) for day in DAYS)

    @property
    def zone(self) -> ZoneInfo:
        """The zone that moments are shown in, and that the night is reckoned by."""
        return ZoneInfo(self.time_zone)

    @property
    def crisis_spoken(self) -> str:
        """All that a kiosk says to somebody in crisis."""
        if not self.crisis_line:
            return self.crisis_words
        end = "" if self.crisis_line.endswith((".", "!", "?")) else "."
        return f"{self.crisis_words} {self.crisis_line}{end}"

    @property
    def hours_spoken(self) -> str:
        """The opening hours for the ear; "" if none are set."""
        return hours.spoken(self.week)


def machine_zone() -> str:
    """The zone of the machine the server runs on, as the first guess."""
    try:
        name = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
        return name if name and ZoneInfo(name) else "UTC"
    except (OSError, ValueError, ZoneInfoNotFoundError):
        return "UTC"


def read(session: Session) -> Centre:
    """What holds now; the defaults until somebody has saved them."""
    row = session.get(CentreRow, ONLY, populate_existing=True)
    if row is None:
        return Centre(time_zone=machine_zone())
    return Centre(**{one.name: getattr(row, one.name) for one in fields(Centre)})


def change(session: Session, who: Visitor, wanted: Centre) -> Centre:
    """Save what somebody wants; `wanted.version` is what they saw.

    Raises:
        Invalid: `wrong` names each field that can't be taken.
        Conflict: somebody else saved meanwhile.
    """
    wanted = _checked(wanted)
    present = read(session)
    if present.version != wanted.version:
        raise Conflict(f"{CHANGED} Look at both, then save again.")
    differing = [name for name, value in asdict(wanted).items() if value != getattr(present, name)]
    if not differing and present.version:
        return present
    fresh = replace(wanted, version=present.version + 1)
    session.merge(CentreRow(id=ONLY, changed_at=now(), **asdict(fresh)))
    session.flush()
    told = ", ".join(dict.fromkeys(LABELS[name] for name in differing)) or "everything as it was"
    log.record(session, who, "centre.changed", f"changed the centre’s settings: {told}")
    return fresh


LABELS: Mapping[str, str] = {
    "name": "name",
    "town": "town",
    "crisis_words": "crisis words",
    "crisis_line": "crisis line",
    **{day.lower(): "opening hours" for day in DAYS},
    "time_zone": "time zone",
    "approval": "second person for publishing",
    "keep_results_days": "how long results are kept",
    "keep_log_days": "how long the log is kept",
}
"""What is written in the log: which, never what, for the log outlives the setting."""


def _checked(wanted: Centre) -> Centre:
    wrong: dict[str, str] = {}
    name, town, words, line = (
        " ".join(text.split())
        for text in (wanted.name, wanted.town, wanted.crisis_words, wanted.crisis_line)
    )
    if not name:
        wrong["name"] = "Give the centre’s name, as people here say it."
    elif len(name) > NAME_MOST:
        wrong["name"] = f"That is longer than {NAME_MOST} characters."
    if len(town) > TOWN_MOST:
        wrong["town"] = f"That is longer than {TOWN_MOST} characters."
    if not words:
        wrong["crisis_words"] = (
            "Say what a person in crisis should hear. The kiosk must never be silent then."
        )
    elif len(words) > WORDS_MOST:
        wrong["crisis_words"] = (
            f"That is {len(words)} characters. {WORDS_MOST} is the most; somebody in distress"
            " can’t listen for long."
        )
    if len(line) > LINE_MOST:
        wrong["crisis_line"] = f"That is longer than {LINE_MOST} characters."
    days: dict[str, Any] = {}
    for day in (day.lower() for day in DAYS):
        try:
            days[day] = hours.written(hours.parse(getattr(wanted, day)))
        except HoursError as error:
            wrong[day] = str(error)
    if wanted.time_zone not in available_timezones():
        wrong["time_zone"] = "Choose one from the list, such as Europe/London."
    if wanted.keep_results_days not in (None, *TERMS):
        wrong["keep_results_days"] = "Choose one from the list."
    if wanted.keep_log_days not in (None, *TERMS):
        wrong["keep_log_days"] = "Choose one from the list."
    if wrong:
        raise Invalid(
            "The settings were not saved. Mend what is named, then save again.",
            wrong=[Wrong(where=field, what=what) for field, what in wrong.items()],
        )
    return replace(wanted, name=name, town=town, crisis_words=words, crisis_line=line, **days)


def term(days: int | None) -> str:
    """How long, in words."""
    if days is None:
        return "for ever"
    if days % 365 == 0:
        return "1 year" if days == 365 else f"{days // 365} years"
    return f"{days} days"


def past(days: int | None) -> timedelta | None:
    """Older than this goes; none if nothing does."""
    return None if days is None else timedelta(days=days)
