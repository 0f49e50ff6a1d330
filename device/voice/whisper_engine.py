"""Whisper, run in a worker: from one utterance's sound to its words."""

import logging
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel

from device.voice.microphone import RATE
from device.voice.worker import Answer

LANGUAGE = "en"
BEAM = 5
"""Hypotheses followed at once."""
TEMPERATURES = (0.0, 0.2, 0.4, 0.6)
"""Tried one after the other while a result looks like a loop or a guess."""

logging.getLogger("faster_whisper").setLevel(logging.ERROR)


class Whisper:
    """One loaded model."""

    def __init__(self, folder: str, beam: int = BEAM, threads: int = 0) -> None:
        """
        Args:
            folder: a model in CTranslate2's format.
            threads: 0 for as many as there are cores.
        """
        self._model = WhisperModel(
            str(Path(folder)),
            device="cpu",
            compute_type="int8",
            cpu_threads=threads or os.cpu_count() or 1,
            local_files_only=True,
        )
        self._beam = beam

    def recognise(self, payload: bytes) -> Answer:
        """Words of 16 bit, 16 kHz mono sound."""
        began = time.perf_counter()
        samples = np.frombuffer(payload, "<i2").astype(np.float32) / 32768.0
        words: list[tuple[str, float, float, float]] = []
        texts: list[str] = []
        if len(samples):
            segments, _ = self._model.transcribe(
                samples,
                language=LANGUAGE,
                beam_size=self._beam,
                temperature=TEMPERATURES,
                condition_on_previous_text=False,
                word_timestamps=True,
            )
            for segment in segments:
                texts.append(segment.text.strip())
                words += [
                    (word.word.strip(), float(word.start), float(word.end), float(word.probability))
                    for word in segment.words or ()
                    if word.word.strip()
                ]
        result: dict[str, Any] = {
            "text": " ".join(texts),
            "words": words,
            "seconds": time.perf_counter() - began,
            "audio": len(samples) / RATE,
        }
        return Answer(result)
