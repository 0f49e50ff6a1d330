"""Piper, run in a child process: one good man's voice that is quick on a small board.

piper-tts is GPL-3: only this child imports it.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from piper import PiperVoice, SynthesisConfig

from device.errors import WellheardError
from device.voice.wire import Answer

VARIATION = 0.5
"""How freely the voice varies its tone (the model's own default is 0.667): steadier is calmer."""
RHYTHM = 0.7
"""How freely it varies the length of its sounds (the model's own default is 0.8)."""


class PiperError(WellheardError, ValueError):
    """Piper can't say this."""


class PiperEngine:
    """Loads the voice once; speaks piece by piece."""

    def __init__(self, model: str, config: str) -> None:
        self._voice: Any = PiperVoice.load(model, config)

    def speak(
        self, texts: list[str], voice: dict[str, Any], payload: bytes = b""
    ) -> Iterator[Answer]:
        """Yield the sound of each text: float32 samples, with `rate` in Hz.

        Args:
            voice: `speed` (1 is the voice's own) and `pitch`: 1 is its own, less is an older and
                larger man. The pitch is changed by playing at another rate; the speed of speech is
                kept.

        Raises:
            PiperError: nothing in the text that can be said.
        """
        pitch = float(voice["pitch"])
        config = SynthesisConfig(
            length_scale=pitch / float(voice["speed"]),
            noise_scale=VARIATION,
            noise_w_scale=RHYTHM,
        )
        for text in texts:
            chunks = list(self._voice.synthesize(text, config))
            if not chunks:
                raise PiperError("piper: there is nothing in this text that can be said.")
            samples = np.concatenate([chunk.audio_float_array for chunk in chunks])
            rate = round(chunks[0].sample_rate * pitch)
            yield Answer({"rate": rate}, samples.astype("<f4").tobytes())
