"""From sound to words."""

from dataclasses import dataclass
from typing import Protocol

from device.coach.reply import Word


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


class Hearing(Protocol):
    """One utterance while it is being spoken."""

    async def feed(self, pcm: bytes) -> str:
        """Take the next frame (16 bit, 16 kHz mono) and return the words so far; empty where the
        engine doesn't stream.
        """
        ...

    def pause(self) -> None:
        """Speech has paused: the moment to recognise ahead what has come so far, so that the
        result is there at once if nothing more comes.
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
