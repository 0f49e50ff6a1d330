"""What every recogniser gives: the words of one utterance."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from device.coach.reply import Word
from device.errors import WellheardError
from device.voice.microphone import RATE

BYTES_A_SECOND = 2 * RATE
"""Of 16 bit mono sound."""


class RecognizerError(WellheardError, RuntimeError):
    """The recogniser can't be used; the message says why and what to do."""

    @classmethod
    def unloadable(cls, folder: Path, why: Exception) -> "RecognizerError":
        """The model can't be loaded."""
        return cls(
            f"The speech model in {folder} can't be loaded: {why}"
            f" To mend it, run: wellheard models fetch {folder.name}"
        )

    @classmethod
    def refused(cls, why: Exception) -> "RecognizerError":
        """The engine can't do anything with the sound."""
        return cls(f"The recogniser failed: {why} If this happens again, run: wellheard doctor")

    @classmethod
    def lost(cls, times: int, why: Exception) -> "RecognizerError":
        """The worker was lost each time it was tried."""
        return cls(
            f"The recogniser was lost {times} times on the same words: {why}"
            " If this happens again, run: wellheard doctor"
        )


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was recognised."""

    text: str
    """With punctuation where the recogniser gives it."""
    words: tuple[Word, ...]
    recognizer: str
    """Engine and model, such as `whisper-tiny`."""
    audio_seconds: float
    compute_seconds: float
    """How long the recogniser worked on it."""
    likelihood: float | None = None
    """The mean log probability of what the recogniser printed, 0 at best; None where it tells none.
    """


def words(found: list[list[Any]], offset: float = 0.0) -> tuple[Word, ...]:
    """Words from a worker (text, start, end, confidence), moved on by `offset` seconds."""
    return tuple(
        Word(text, start + offset, end + offset, min(1.0, max(0.0, confidence)))
        for text, start, end, confidence in found
    )


class Hearing(Protocol):
    """One utterance while it is being spoken."""

    async def feed(self, pcm: bytes) -> str:
        """Take the next frame (16 bit, 16 kHz mono) and return the words so far; empty where the
        engine doesn't stream.
        """
        ...

    def pause(self) -> None:
        """Speech has paused: the moment to recognise ahead what has come so far, so that the
        result is there at once if no more is said.

        The caller keeps silence back until speech comes again: whatever is fed after a pause
        counts as said.
        """
        ...

    async def finish(self) -> Transcript:
        """The words of all that was fed. A worker that is lost is started again, and the audio,
        kept in memory, recognised anew.
        """
        ...

    async def drop(self) -> None:
        """Forget it."""
        ...


class Recognizer(Protocol):
    """Turns speech into words."""

    name: str

    async def start(self) -> None:
        """Load; returns when ready."""
        ...

    def hear(self) -> Hearing:
        """Begin an utterance."""
        ...

    async def close(self) -> None:
        """End the worker."""
        ...
