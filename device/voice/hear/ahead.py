"""Recognition of whole utterances, begun while the trainee is still silent.

Whisper takes a piece of sound as a whole, which costs time just when the trainee waits for an
answer. So what has come is recognised ahead at every pause. If nothing more is said, the words are
there when the pause turns out to be the end. If the trainee goes on after a long stretch, its words
stand, and only what comes after is still to be recognised.
"""

import asyncio
from pathlib import Path
from typing import Any

import numpy as np

from device.voice.hear.ear import Ear, Losses
from device.voice.hear.recognizer import (
    BYTES_A_SECOND,
    Hearing,
    RecognizerError,
    Transcript,
    words,
)
from device.voice.worker import WorkerLost

ENGINE = "device.voice.hear.whisper_engine:Whisper"
LIMIT = 4.0
"""Seconds a recognition may take, whatever its length: one of tiny takes 2 s on a busy machine, and
somebody is waiting for what hangs."""
LIMIT_FACTOR = 1.0
"""Seconds it may take on top for every second of sound."""
STANDS = 10 * BYTES_A_SECOND
"""From this length on the words of a stretch before a pause stand when speech goes on. A shorter
one is recognised again with what follows: whisper needs the sentence around a word."""
LONGEST = 28 * BYTES_A_SECOND
"""Longer stretches without a pause are cut: whisper takes in 30 s at once."""
CUT_WITHIN = 8 * BYTES_A_SECOND
"""The part at the end of a long stretch in which the quietest moment for the cut is looked for."""
MOMENT = BYTES_A_SECOND // 5
"""A cut needs a fifth of a second."""


class AheadRecognizer(Ear):
    """Whisper in a worker."""

    def __init__(self, name: str, folder: Path, **options: Any) -> None:
        """
        Args:
            name: engine and model, such as `whisper-tiny`.
            folder: where the model lies.
            options: for the engine.
        """
        super().__init__(name, folder, ENGINE, **options)

    def hear(self) -> Hearing:
        """Begin an utterance."""
        return AheadHearing(self)

    async def recognise(self, pcm: bytes) -> dict[str, Any]:
        """What the engine makes of the sound, also when its worker is lost on the way.

        Raises:
            RecognizerError: it can't be loaded any more, refuses, or was lost each time.
        """
        limit = LIMIT + LIMIT_FACTOR * len(pcm) / BYTES_A_SECOND
        losses = Losses()
        while True:
            try:
                return await self.ask("recognise", pcm, limit=limit)
            except WorkerLost as error:
                losses.add(error)


class _Piece:
    """A part of an utterance while its words are looked for."""

    def __init__(self, pcm: bytes, at: int, hearing: "AheadHearing") -> None:
        self.pcm = pcm
        self.size = len(pcm)
        self.at = at
        """Bytes of the utterance before it."""
        self.wanted = True
        self._hearing = hearing
        self._task = asyncio.create_task(self._try())

    async def result(self) -> dict[str, Any]:
        """Its words.

        Raises:
            RecognizerError: they could not be found, however often it was tried.
        """
        found = await asyncio.shield(self._task)
        if isinstance(found, RecognizerError):
            raise found
        return found

    def forget(self) -> None:
        """Its words are not needed. If they are being looked for already, that is let run: the
        worker can't be stopped in the middle but by killing it, which takes longer.
        """
        self.wanted = False

    async def _try(self) -> dict[str, Any] | RecognizerError:
        try:
            return await self._hearing.recognise(self)
        except RecognizerError as error:  # which nobody needs to hear of, should it be forgotten
            return error


class AheadHearing:
    """One utterance, kept in memory until it is understood."""

    def __init__(self, recognizer: AheadRecognizer) -> None:
        self._recognizer = recognizer
        self._pcm = bytearray()
        """What no piece that stands holds."""
        self._before = 0
        """Bytes in the pieces that stand."""
        self._standing: list[_Piece] = []
        self._ahead: _Piece | None = None
        self._one = asyncio.Lock()

    async def feed(self, pcm: bytes) -> str:
        """Keep the sound; no words before the end."""
        if self._ahead is not None and pcm:
            ahead, self._ahead = self._ahead, None
            if ahead.size >= STANDS:
                self._stand(ahead)
            else:
                ahead.forget()
        self._pcm += pcm
        while len(self._pcm) >= LONGEST:
            cut = _quietest(self._pcm)
            self._stand(_Piece(bytes(self._pcm[:cut]), self._before, self))
        return ""

    def pause(self) -> None:
        """Recognise ahead what has come so far, unless that is under way."""
        if self._ahead is None and self._pcm:
            self._ahead = _Piece(bytes(self._pcm), self._before, self)

    async def finish(self) -> Transcript:
        """The words of all that was fed; at once where they were recognised ahead.

        Raises:
            RecognizerError: it could not be recognised, however often it was tried.
        """
        self.pause()
        pieces = [*self._standing, *([self._ahead] if self._ahead else [])]
        found = [(piece, await piece.result()) for piece in pieces]
        return Transcript(
            text=" ".join(result["text"] for _, result in found if result["text"]),
            words=tuple(
                word
                for piece, result in found
                for word in words(result["words"], piece.at / BYTES_A_SECOND)
            ),
            recognizer=self._recognizer.name,
            audio_seconds=(self._before + len(self._pcm)) / BYTES_A_SECOND,
            compute_seconds=sum(result["seconds"] for _, result in found),
            likelihood=_likelihood([(p.size, result.get("likelihood")) for p, result in found]),
        )

    async def drop(self) -> None:
        """Forget it."""
        for piece in [*self._standing, *([self._ahead] if self._ahead else [])]:
            piece.forget()
        self._standing.clear()
        self._ahead = None
        self._pcm.clear()
        self._before = 0

    async def recognise(self, piece: _Piece) -> dict[str, Any]:
        """The piece's words; its sound is let go then. Pieces take turns."""
        async with self._one:
            if not piece.wanted:
                return {"text": "", "words": [], "seconds": 0.0}
            result = await self._recognizer.recognise(piece.pcm)
            piece.pcm = b""
            return result

    def _stand(self, piece: _Piece) -> None:
        self._standing.append(piece)
        del self._pcm[: piece.size]
        self._before += piece.size


def _likelihood(pieces: list[tuple[int, float | None]]) -> float | None:
    """Of the whole, from the size and the likelihood of its pieces."""
    known = [(size, likelihood) for size, likelihood in pieces if likelihood is not None]
    if not known:
        return None
    return sum(size * each for size, each in known) / sum(size for size, _ in known)


def _quietest(pcm: bytearray) -> int:
    """Where to cut, in bytes: the middle of the quietest moment near the end."""
    first = (len(pcm) - CUT_WITHIN) // 2 * 2
    samples = np.frombuffer(bytes(pcm[first:]), "<i2").astype(np.float64)
    power = np.convolve(samples**2, np.ones(MOMENT // 2), "valid")
    return first + 2 * int(power.argmin()) + MOMENT // 4 * 2
