"""Feedback: what the coach says about a reply."""

from dataclasses import dataclass

from device.coach.skills import Skill


@dataclass(frozen=True, slots=True)
class Feedback:
    """What was done well, at most one thing to try, and one line that fits this seeker."""

    strength: str
    """What was done well, with the trainee's own words quoted."""
    try_next: str | None
    """One thing to try; None where there is nothing that matters now."""
    model_line: str | None
    """A line that a good listener might have said here, as its bare words."""
    spoken: str
    """All of it as the coach says it, under twenty seconds of speech."""
    praised: Skill | None = None
    """The skill that `strength` names."""
    suggested: Skill | None = None
    """The skill or habit that `try_next` is about."""
