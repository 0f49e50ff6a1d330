"""Recognition while the words are being spoken."""

import asyncio
import itertools
from pathlib import Path
from typing import Any

from device.voice.hear.ear import Ear, Losses
from device.voice.hear.recognizer import (
    BYTES_A_SECOND,
    Hearing,
    RecognizerError,
    Transcript,
    words,
)
from device.voice.microphone import RATE
from device.voice.worker import WorkerLost

ENGINE = "device.voice.hear.vosk_engine:Vosk"
LIMIT = 4.0
"""Seconds one piece may take."""
PIECE = BYTES_A_SECOND
"""Bytes sent at once, at most: a second of sound, so that words keep coming while a lost worker's
successor catches up."""


class StreamingRecognizer(Ear):
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
        super().__init__(name, folder, ENGINE)
        self._turns = itertools.count()

    def hear(self) -> Hearing:
        """Begin an utterance."""
        return StreamingHearing(self, next(self._turns))


class StreamingHearing:
    """One utterance, sent on as it comes and kept in memory until it is understood."""

    def __init__(self, recognizer: StreamingRecognizer, turn: int) -> None:
        self._recognizer = recognizer
        self._turn = turn
        self._pcm = bytearray()
        self._sent = 0
        self._furthest = 0
        """The most that any worker has had of it, in bytes."""
        self._losses = Losses()
        self._given_up = False
        """Whether sending ahead is over: the worker was lost too often."""
        self._text = ""
        self._sending: asyncio.Task[None] | None = None

    async def feed(self, pcm: bytes) -> str:
        """Send the sound on and return the words so far, without waiting for them."""
        self._pcm += pcm
        if not self._given_up and (self._sending is None or self._sending.done()):
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
        try:
            await self._send()
        except RecognizerError:  # tried once more at the end
            self._given_up = True

    async def _send(self) -> None:
        while self._sent < len(self._pcm):
            piece = bytes(self._pcm[self._sent : self._sent + PIECE])
            result = await self._call("feed", piece)
            self._sent = result["have"]
            self._text = result["text"]

    async def _call(self, method: str, payload: bytes) -> dict[str, Any]:
        while True:
            try:
                result = await self._recognizer.ask(
                    method, payload, limit=LIMIT, turn=self._turn, at=self._sent
                )
            except WorkerLost as error:
                # The next one has to be sent everything again, which is not yet any progress.
                self._losses.add(error)
                continue
            if result["have"] > self._furthest:
                self._furthest = result["have"]
                self._losses.forget()
            return result
