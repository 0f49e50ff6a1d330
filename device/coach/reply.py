"""What the trainee said, as the coach gets it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word."""

    text: str
    start: float
    """Seconds from the start of the reply's recording."""
    end: float
    """Seconds from the start of the reply's recording."""
    confidence: float
    """The recogniser's own estimate, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How the reply was placed in the talk."""

    gap: float
    """Seconds between the seeker's last word and the trainee's first; negative when the trainee
    began before the seeker had ended."""
    overlap: float
    """Seconds in which both spoke."""
    duration: float
    """Seconds from the trainee's first word to the last."""
    pauses: tuple[float, ...] = ()
    """Silences inside the reply that are longer than half a second, in seconds."""
    rise: float | None = None
    """Semitones by which the voice's pitch ends above where it was, negative below; None where it
    could not be told."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply, with what the seeker had said just before."""

    text: str
    """As recognised or typed; may lack punctuation and capitals, and hold wrong words."""
    seeker: str = ""
    """The seeker's line that the reply answers."""
    words: Sequence[Word] = ()
    """Empty where the reply was typed."""
    timing: Timing | None = None
    """None where the reply was typed."""

    @property
    def confidence(self) -> float:
        """The mean word confidence, 0 to 1; 1 where there are no words to go by."""
        if not self.words:
            return 1.0
        return sum(word.confidence for word in self.words) / len(self.words)
