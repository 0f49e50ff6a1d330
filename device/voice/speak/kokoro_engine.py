"""Kokoro, run in a child process: a cast of good voices, slow on a small board."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from kokoro_onnx import Kokoro
from phonemizer.backend import EspeakBackend  # type: ignore[import-untyped]  # it has no types

from device.errors import WellheardError
from device.voice.wire import Answer

LANGUAGES = {"a": "en-us", "b": "en-gb"}
"""The pronunciation that goes with the first letter of a voice's name."""


class KokoroError(WellheardError, ValueError):
    """Kokoro can't say this."""


class KokoroEngine:
    """Loads the model once; speaks piece by piece."""

    def __init__(self, model: str, voices: str) -> None:
        self._kokoro: Any = Kokoro(model, voices)
        # Made once: a new phonemizer at every sentence would cost a tenth of a second each.
        self._phonemizers: dict[str, Any] = {
            language: EspeakBackend(
                language,
                preserve_punctuation=True,
                with_stress=True,
                language_switch="remove-flags",
            )
            for language in LANGUAGES.values()
        }

    def speak(
        self, texts: list[str], voice: dict[str, Any], payload: bytes = b""
    ) -> Iterator[Answer]:
        """Yield the sound of each text: float32 samples, with `rate` in Hz.

        Args:
            voice: `name` of the voice, and `speed` (1 is its own).

        Raises:
            KokoroError: no such voice, or nothing in the text that can be said.
        """
        name = voice["name"]
        if name not in self._kokoro.voices:
            raise KokoroError(f"kokoro: the voices file has no voice {name}.")
        for text in texts:
            phonemes = self._phonemes(text, LANGUAGES[name[0]])
            if not any(unicodedata.category(letter)[0] == "L" for letter in phonemes):
                raise KokoroError("kokoro: there is nothing in this text that can be said.")
            samples, rate = self._kokoro.create(
                phonemes, name, speed=float(voice["speed"]), is_phonemes=True
            )
            yield Answer({"rate": int(rate)}, samples.astype("<f4").tobytes())

    def _phonemes(self, text: str, language: str) -> str:
        (phonemes,) = self._phonemizers[language].phonemize([text], strip=False)
        known: dict[str, int] = self._kokoro.tokenizer.vocab
        return "".join(phoneme for phoneme in phonemes if phoneme in known).strip()
