"""Whisper, run in a worker: from a piece of sound to its words.

Four things are done otherwise than faster-whisper does them by itself:

- The window is as long as the sound and a rest of quiet, not always 30 s, which makes a short reply
  two to three times as quick. Where the result is doubtful, the whole window is taken after all
  (what it costs and gains: `tests/bench/recognition.py`).
- A result that goes round in circles is tried again at a higher temperature, also where it is too
  short for its compression to tell; circles that are left are cut.
- Words that it hardly believes itself are left out.
- Where nobody speaks there are no words, whatever whisper makes of the hum.
"""

import dataclasses
import logging
import os
import time
from typing import Any

import ctranslate2
import numpy as np
import numpy.typing as npt
from faster_whisper import WhisperModel

from device.voice.hear.activity import VoiceActivity
from device.voice.hear.circle import circles, without_circles
from device.voice.microphone import FRAME, RATE
from device.voice.wire import Answer

LANGUAGE = "en"
BEAM = 5
"""Hypotheses followed at once; 1 is a quarter quicker and gets a fifth more words wrong."""
TEMPERATURES = (0.0, 0.4, 0.8)
"""Tried one after the other while a result is unlikely or goes round in circles."""
UNLIKELY = -1.0
"""Mean log probability of a token below which a result is tried again; whisper's own."""
REST = 7.0
"""Seconds of quiet that whisper gets to see after the sound. With 2 s it doesn't find the end and
goes round in circles."""
FRAMES_A_SECOND = 100
"""Of whisper's features."""
TOKENS_A_SECOND = 6.0
"""No more tokens than this are taken from a second of sound: English spoken fast has 4 words a
second, and a word 1.3 tokens."""
TOKENS_BESIDES = 12
"""Time stamps, and room for a short sound."""
UNHEARD = 0.2
"""Confidence below which a word was made up rather than heard; in babble most added words are."""
WINDOW = 30.0
"""Seconds whisper takes in at once."""
SPEECH = 0.5
"""Probability from which on a frame holds speech; the detector's own middle."""
SPARED = 1
"""Cores left to the sound and the voice. Of two cores, one is as quick for a reply of 6 s as both
(0.57 s against 0.70 s): the decoder's steps are too small to be shared out."""
SPEECH_FRAMES = 3
"""So many frames in a row, 0.1 s, are a voice: less than the shortest "yes"."""

ENDS = ".?!"

Found = tuple[str, float, float, float]
"""A word's text, start and end in seconds, and confidence."""

logging.getLogger("faster_whisper").setLevel(logging.ERROR)


class Whisper:
    """One loaded model."""

    def __init__(
        self,
        folder: str,
        *,
        beam: int = BEAM,
        threads: int = 0,
        rest: float = REST,
        fallback: bool = True,
        gate: bool = True,
        vad_filter: bool = False,
    ) -> None:
        """
        Args:
            folder: a model in CTranslate2's format.
            beam: hypotheses followed at once.
            threads: 0 for all cores but `SPARED`.
            rest: seconds of quiet after the sound.
            fallback: try again where a result looks wrong.
            gate: look for a voice before looking for words.
            vad_filter: cut out what holds no voice; faster-whisper's own.
        """
        self._model = _Model(
            folder,
            device="cpu",
            compute_type="int8",
            cpu_threads=threads or max(1, (os.cpu_count() or 1) - SPARED),
            local_files_only=True,
        )
        self._model.rest = rest
        self._temperatures = TEMPERATURES if fallback else TEMPERATURES[:1]
        self._beam = beam
        self._vad_filter = vad_filter
        self._activity = VoiceActivity() if gate else None

    def recognise(self, payload: bytes) -> Answer:
        """The words of 16 bit, 16 kHz mono sound of any length."""
        began = time.perf_counter()
        words: list[Found] = []
        likelihood = None
        if self._voiced(payload):
            found, likelihood = self._words(payload)
            words = without_circles(_heard(found), text=lambda word: word[0])
        return Answer(
            {
                "text": " ".join(word[0] for word in words),
                "words": words,
                "likelihood": likelihood,
                "seconds": time.perf_counter() - began,
            }
        )

    def _words(self, payload: bytes) -> tuple[list[Found], float | None]:
        """The words, and the mean log probability of whisper's tokens, by the sound's length."""
        samples = np.frombuffer(payload, "<i2").astype(np.float32) / 32768.0
        seconds = len(samples) / RATE
        ctranslate2.set_random_seed(0)  # the same sound gets the same words
        given, _ = self._model.transcribe(
            samples,
            language=LANGUAGE,
            beam_size=self._beam,
            temperature=self._temperatures,
            condition_on_previous_text=False,
            word_timestamps=True,
            vad_filter=self._vad_filter,
            max_new_tokens=int(TOKENS_BESIDES + TOKENS_A_SECOND * min(seconds, WINDOW)),
        )
        segments = list(given)
        lengths = [max(segment.end - segment.start, 0.1) for segment in segments]
        likely = [n * s.avg_logprob for n, s in zip(lengths, segments, strict=True)]
        return [
            (
                word.word.strip(),
                min(float(word.start), seconds),
                min(float(word.end), seconds),
                float(word.probability),
            )
            for segment in segments
            for word in segment.words or ()
            if word.word.strip()
        ], (sum(likely) / sum(lengths) if segments else None)

    def _voiced(self, payload: bytes) -> bool:
        """Whether anybody speaks; known as soon as somebody does, so it costs little."""
        if self._activity is None:
            return bool(payload)
        self._activity.reset()
        voiced = 0
        size = 2 * FRAME
        for start in range(0, len(payload), size):
            frame = payload[start : start + size].ljust(size, b"\0")
            voiced = voiced + 1 if self._activity.probability(frame) >= SPEECH else 0
            if voiced >= SPEECH_FRAMES:
                return True
        return False


def _heard(words: list[Found]) -> list[Found]:
    """The words without those made up; the end of a sentence stays where such a word was it."""
    heard: list[Found] = []
    for word in words:
        end = word[0][-1]
        if word[3] >= UNHEARD:
            heard.append(word)
        elif heard and end in ENDS and heard[-1][0][-1] not in ENDS:
            text, start, stop, confidence = heard[-1]
            heard[-1] = (text.rstrip(",;:") + end, start, stop, confidence)
    return heard


class _Model(WhisperModel):  # type: ignore[misc]  # the library carries no types
    """With a shorter window, and with an eye for circles."""

    rest = REST
    _features: npt.NDArray[np.float32]
    _short = False

    def encode(self, features: npt.NDArray[np.float32]) -> Any:
        used = int(np.flatnonzero(features.any(axis=0))[-1:].sum()) + 1
        length = used + int(self.rest * FRAMES_A_SECOND)
        length += length % 2
        self._features = features
        self._short = length < features.shape[1]
        return super().encode(features[:, :length])

    def generate_with_fallback(
        self, encoder_output: Any, prompt: list[int], tokenizer: Any, options: Any
    ) -> Any:
        found = []
        temperatures = list(options.temperatures)
        while temperatures:
            once = dataclasses.replace(options, temperatures=temperatures[:1])
            result = super().generate_with_fallback(encoder_output, prompt, tokenizer, once)
            straight = not circles(tokenizer.decode(result[0].sequences_ids[0]).split())
            silent = result[0].no_speech_prob > options.no_speech_threshold
            if straight and (result[1] >= UNLIKELY or silent):
                return result
            found.append((straight, result[1], result))
            if self._short and not straight:
                self._short = False
                encoder_output = super().encode(self._features)
            else:
                temperatures.pop(0)
        return max(found, key=lambda each: each[:2])[2]
