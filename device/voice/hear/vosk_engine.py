"""Vosk, run in a worker: words while they are being spoken."""

import json
import time
from typing import Any

import vosk

from device.voice.microphone import RATE
from device.voice.wire import Answer


class Vosk:
    """One loaded model, and the one utterance that is being heard."""

    def __init__(self, folder: str) -> None:
        """
        Args:
            folder: a model's folder; a path, so that Vosk never reaches for the network.
        """
        vosk.SetLogLevel(-1)
        self._model = vosk.Model(folder)
        self._turn = -1
        self._have = 0
        self._seconds = 0.0
        self._settled: list[dict[str, Any]] = []
        self._recognizer: Any = None

    def feed(self, payload: bytes, *, turn: int, at: int) -> Answer:
        """Take more of an utterance.

        Args:
            turn: the utterance's number; a new one begins from nothing, with times from zero.
            at: how many bytes of it came before.

        Returns:
            `have`, the bytes of it taken so far: where that is not what the caller counted, as
            in a worker that was started anew, nothing was taken and the rest is to be sent again
            from there; and `text`, the words so far.
        """
        self._to(turn)
        if at == self._have:
            began = time.perf_counter()
            if self._recognizer.AcceptWaveform(payload):
                self._settle(self._recognizer.Result())
            self._have += len(payload)
            self._seconds += time.perf_counter() - began
        partial = json.loads(self._recognizer.PartialResult()).get("partial", "")
        said = [word["word"] for word in self._settled]
        return Answer({"have": self._have, "text": " ".join([*said, partial]).strip()})

    def finish(self, payload: bytes, *, turn: int, at: int) -> Answer:
        """All words of the utterance; `have` as for `feed`."""
        self._to(turn)
        have = self._have
        if at != have:
            return Answer({"have": have})
        began = time.perf_counter()
        self._settle(self._recognizer.FinalResult())
        self._seconds += time.perf_counter() - began
        words = [(w["word"], w["start"], w["end"], w["conf"]) for w in self._settled]
        answer = Answer(
            {
                "have": have,
                "text": " ".join(word[0] for word in words),
                "words": words,
                "seconds": self._seconds,
            }
        )
        self._turn = -1
        return answer

    def _to(self, turn: int) -> None:
        if turn == self._turn:
            return
        # A new recogniser for every utterance: on a used one word times go on from the last.
        self._recognizer = vosk.KaldiRecognizer(self._model, RATE)
        self._recognizer.SetWords(True)
        self._turn, self._have, self._seconds, self._settled = turn, 0, 0.0, []

    def _settle(self, result: str) -> None:
        self._settled += json.loads(result).get("result", [])
