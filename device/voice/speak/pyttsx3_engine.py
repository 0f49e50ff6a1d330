"""pyttsx3 on espeak-ng, run in a child process: always there, quick, plainly a machine.

espeak-ng is GPL-3: only this child loads it. What pyttsx3 does, and what is done about it:

- lines said in one run are forgotten but for the last: one `save_to_file` for each run;
- it plays through a shell: its own playing is never used;
- a run may return while espeak-ng, in a thread of its own, is still at work: the end is waited for;
- an engine that is thrown away silences the one made after it: there is one, for good;
- it calls a piece finished now and then before its file is, or drops it: the file's own length is
  looked at, and a piece that doesn't come is spoken again;
- a file that can't be written hangs the run for ever: the worker's time limit ends it;
- it gives sound as a named file only: that file is memory which goes with the process, however it
  ends, so that no sound reaches the disk or stays behind.
"""

import io
import os
import threading
import time
import wave
from collections.abc import Iterator
from typing import Any

import numpy as np
from pyttsx3.engine import Engine

from device.errors import WellheardError
from device.voice.wire import Answer

PATIENCE = 30.0
"""Seconds to wait for the end of a piece; the worker's own limit comes first."""
LATE = 0.5
"""Seconds by which a file may come after pyttsx3 called it finished; seen on a busy machine."""
TRIES = 3
"""Times a text is spoken when nothing comes of it: now and then one is dropped."""
HEADER = 44
"""Bytes of a WAV file before its sound."""
SETTINGS = (("voice", "name"), ("rate", "words"), ("pitch", "pitch"), ("rate", "words"))
"""What is set for a piece, in order. A rate that is set once after a change of voice is dropped now
and then; set again, it holds."""
APT = "espeak-ng is not installed. Run: sudo apt install espeak-ng"


class EspeakMissing(WellheardError, RuntimeError):
    """espeak-ng is not installed."""


class EspeakError(WellheardError, ValueError):
    """espeak-ng can't say this."""


class Pyttsx3Engine:
    """Speaks piece by piece."""

    def __init__(self) -> None:
        try:
            self._engine: Any = Engine("espeak")
        except (ImportError, OSError, RuntimeError) as error:
            raise EspeakMissing(f"pyttsx3: {APT}") from error
        self._done = threading.Event()
        self._engine.connect("finished-utterance", lambda **_: self._done.set())

    def speak(
        self, texts: list[str], voice: dict[str, Any], payload: bytes = b""
    ) -> Iterator[Answer]:
        """Yield the sound of each text: float32 samples, with `rate` in Hz.

        Args:
            voice: `name` of the voice with its variant, such as `en-us+f3`; `words` a minute;
                `pitch` from 0 to 99, where 50 is the voice's own.

        Raises:
            EspeakError: nothing in the text that can be said.
        """
        for text in texts:
            yield self._one(text, voice)

    def _one(self, text: str, voice: dict[str, Any]) -> Answer:
        for setting, value in SETTINGS:
            self._engine.setProperty(setting, voice[value])
        for _ in range(TRIES):
            told = self._written(text)
            if told:
                with wave.open(io.BytesIO(told)) as read:
                    rate = read.getframerate()
                    samples = np.frombuffer(read.readframes(read.getnframes()), "<i2")
                sound = (samples / np.float32(32768)).astype("<f4").tobytes()
                return Answer({"rate": rate}, sound)
        raise EspeakError("pyttsx3: espeak-ng made no sound of this text.")

    def _written(self, text: str) -> bytes:
        """The whole WAV file of a text; empty where none came."""
        self._done.clear()
        with os.fdopen(os.memfd_create("piece"), "rb") as file:
            self._engine.save_to_file(text, f"/proc/self/fd/{file.fileno()}")
            self._engine.runAndWait()
            self._done.wait(PATIENCE)
            patience = time.monotonic() + LATE
            while True:
                told = os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0)
                # a WAV file says in its first bytes how long the rest is
                if len(told) > HEADER and int.from_bytes(told[4:8], "little") + 8 == len(told):
                    return told
                if time.monotonic() > patience:
                    return b""
                time.sleep(0.005)
