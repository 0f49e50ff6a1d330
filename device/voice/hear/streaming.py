"""Recognition while the words are being spoken."""

import asyncio
import contextlib
import itertools
from pathlib import Path
from typing import Any

from device.voice.hear.recognizer import (
    BYTES_A_SECOND,
    TRIES,
    Hearing,
    RecognizerError,
    Transcript,
    words,
)
from device.voice.microphone import RATE
from device.voice.worker import Worker, WorkerError, WorkerLost

ENGINE = "device.voice.hear.vosk_engine:Vosk"
LIMIT = 10.0
"""Seconds one piece may take."""
PIECE = BYTES_A_SECOND
"""Bytes sent at once, at most: a second of sound, so that words keep coming while a lost worker's
successor catches up."""


class StreamingRecognizer:
    """Vosk in a worker."""

    def __init__(self, name: str, folder: Path, rate: int = RATE) -> None:
        """
        Args:
            name: engine and model, such as `vosk-small-en-us`.
            folder: where the model lies.
            rate: Hz of the sound that will be fed.

        Raises:
            RecognizerError: the sound has another rate than the engine hears.
        """
        if rate != RATE:
            # Vosk itself would say nothing, and make garbage of it.
            raise RecognizerError(
                f"{name} hears sound of {RATE} Hz, and this has {rate} Hz. Resample it first."
            )
        self.name = name
        self.folder = folder
        self.worker = Worker(ENGINE, {"folder": str(folder)})
        self._turns = itertools.count()

    async def start(self) -> None:
        """Load; returns when ready.

        Raises:
            RecognizerError: the model can't be loaded.
        """
        try:
            await self.worker.start()
        except WorkerError as error:
            raise RecognizerError.unloadable(self.folder, error) from error

    def hear(self) -> Hearing:
        """Begin an utterance."""
        return StreamingHearing(self, next(self._turns))

    async def close(self) -> None:
        """End the worker."""
        await self.worker.close()


class StreamingHearing:
    """One utterance, sent on as it comes and kept in memory until it is understood."""

    def __init__(self, recognizer: StreamingRecognizer, turn: int) -> None:
        self._recognizer = recognizer
        self._turn = turn
        self._pcm = bytearray()
        self._sent = 0
        self._text = ""
        self._sending: asyncio.Task[None] | None = None

    async def feed(self, pcm: bytes) -> str:
        """Send the sound on and return the words so far, without waiting for them."""
        self._pcm += pcm
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send_ahead())
        await asyncio.sleep(0)
        return self._text

    def pause(self) -> None:
        """Nothing to do ahead: the words come as they are spoken."""

    async def finish(self) -> Transcript:
        """The words of all that was fed.

        Raises:
            RecognizerError: it could not be recognised, however often it was tried.
        """
        if self._sending is not None:
            await asyncio.shield(self._sending)
        while True:
            await self._send()
            result = await self._call("finish", b"")
            if result["have"] == self._sent:
                break
            self._sent = result["have"]
        return Transcript(
            text=result["text"],
            words=words(result["words"]),
            recognizer=self._recognizer.name,
            audio_seconds=len(self._pcm) / BYTES_A_SECOND,
            compute_seconds=result["seconds"],
        )

    async def drop(self) -> None:
        """Forget it."""
        self._pcm.clear()
        self._sent = 0

    async def _send_ahead(self) -> None:
        with contextlib.suppress(RecognizerError, WorkerError):  # tried again at the end
            await self._send()

    async def _send(self) -> None:
        while self._sent < len(self._pcm):
            piece = bytes(self._pcm[self._sent : self._sent + PIECE])
            result = await self._call("feed", piece)
            self._sent = result["have"]
            self._text = result["text"]

    async def _call(self, method: str, payload: bytes) -> dict[str, Any]:
        for left in reversed(range(TRIES)):
            await self._recognizer.start()
            try:
                answer = await self._recognizer.worker.call(
                    method, payload, limit=LIMIT, turn=self._turn, at=self._sent
                )
            except WorkerLost as error:
                if not left:
                    raise RecognizerError.lost(error) from error
            else:
                return answer.result
        raise AssertionError
