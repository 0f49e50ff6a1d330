"""The scenario that `wellheard scenario new` writes: small, whole, and full of notes."""

import json
import re
import unicodedata
from pathlib import Path
from string import Template

from device.coach.cast import CAST
from device.coach.skills import Kind, Skill
from device.errors import WellheardError

_MODEL = Path(__file__).with_name("template.txt")
_LONGEST_TITLE = 120
"""Characters; what the format allows."""


class TitleError(WellheardError, ValueError):
    """A scenario can't have this title."""


def template(title: str, file: Path) -> str:
    """The text of a new scenario; its id is made from the file's name.

    Raises:
        TitleError: the title is empty, too long, or can't be written down.
    """
    title = " ".join(title.split())
    if not 0 < len(title) <= _LONGEST_TITLE or not title.isprintable():
        raise TitleError(
            f"The title has {len(title)} characters that can be read out."
            f" Give one of 1 to {_LONGEST_TITLE}, such as --title 'Moving house'."
        )
    return Template(_MODEL.read_text(encoding="utf-8")).substitute(
        id=json.dumps(identifier(file.stem)),
        title=json.dumps(title, ensure_ascii=False),
        helping=_skills(Kind.HELPS),
        hindering=_skills(Kind.HINDERS, Kind.NEUTRAL),
        voices="\n".join(
            f"    #   {voice.id:<12} {voice.accent} {voice.sex}: {voice.impression}"
            for voice in CAST.values()
        ),
    )


def identifier(stem: str) -> str:
    """An id made of a file's name: small letters and digits, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:64].strip("-") or "my-scenario"


def _skills(*kinds: Kind) -> str:
    skills = [skill for skill in Skill if skill.kind in kinds and not skill.by_voice]
    return "\n".join(f"#   {skill:<18} {skill.about.meaning}" for skill in skills)
