"""A finding: a skill, and the words that show it."""

from dataclasses import dataclass
from enum import StrEnum

from device.coach.skills import Skill


class Source(StrEnum):
    """Where a finding comes from."""

    RULES = "rules"
    MODEL = "model"
    VOICE = "voice"
    """From how it was spoken: timing, pace, overlap."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the trainee did, with its evidence."""

    skill: Skill
    quote: str
    """The words that carry it, exactly as in the reply; empty where it is heard in the voice."""
    start: int
    """Character offset in the reply's text where the quote begins."""
    end: int
    """Character offset just past the quote (half-open)."""
    confidence: float
    """0 to 1: the chance that an attentive expert would agree."""
    source: Source
