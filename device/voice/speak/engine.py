"""The engines that make speech: which there are, which are installed, and their workers.

Piper and espeak-ng are GPL programs: they run in a child process of their own and are never
imported here. So does Kokoro, whose phonemes come from espeak-ng.
"""

import ctypes.util
import hashlib
import importlib.metadata
import importlib.util
from enum import StrEnum
from pathlib import Path

from device.voice.worker import Worker

PIPER_MODEL = "piper-joe"
"""The folder of the Piper voice, among the models."""
KOKORO_MODEL = "kokoro"
"""The folder of Kokoro's model and voices, among the models."""
SAMPLED = 65_536
"""Bytes read from each end of a model file to tell one version from another; hashing all of a
large model would cost seconds at every start on a small board."""


class Engine(StrEnum):
    """What makes speech, the best first: who isn't there is replaced by the next."""

    KOKORO = "kokoro"
    PIPER = "piper"
    PYTTSX3 = "pyttsx3"


_PACKAGES = {
    Engine.KOKORO: "kokoro-onnx",
    Engine.PIPER: "piper-tts",
    Engine.PYTTSX3: "pyttsx3",
}
_MODULES = {Engine.KOKORO: "kokoro_onnx", Engine.PIPER: "piper", Engine.PYTTSX3: "pyttsx3"}
_CLASSES = {
    Engine.KOKORO: "device.voice.speak.kokoro_engine:KokoroEngine",
    Engine.PIPER: "device.voice.speak.piper_engine:PiperEngine",
    Engine.PYTTSX3: "device.voice.speak.pyttsx3_engine:Pyttsx3Engine",
}


def missing(engine: Engine, models: Path) -> str | None:
    """What keeps the engine from speaking and what to do about it; None where it is installed."""
    if importlib.util.find_spec(_MODULES[engine]) is None:
        return f"{engine}: the package is not installed. Run: pip install {_PACKAGES[engine]}"
    if engine is Engine.PYTTSX3:
        if ctypes.util.find_library("espeak-ng") is None:
            return "pyttsx3: espeak-ng is not installed. Run: sudo apt install espeak-ng"
        return None
    absent = [file for file in files(engine, models) if not file.is_file()]
    if absent:
        return f"{engine}: {absent[0]} is missing. Run: wellheard models fetch"
    return None


def installed(models: Path) -> tuple[Engine, ...]:
    """The engines that can speak on this machine, the best first."""
    return tuple(engine for engine in Engine if missing(engine, models) is None)


def files(engine: Engine, models: Path) -> tuple[Path, ...]:
    """The model files an engine needs; none for espeak-ng, which brings its own."""
    if engine is Engine.KOKORO:
        return models / KOKORO_MODEL / "model.onnx", models / KOKORO_MODEL / "voices.npz"
    if engine is Engine.PIPER:
        voice = next((models / PIPER_MODEL).glob("*.onnx"), models / PIPER_MODEL / "voice.onnx")
        return voice, voice.with_name(voice.name + ".json")
    return ()


def worker(engine: Engine, models: Path) -> Worker:
    """The supervised child that runs the engine; not started yet."""
    names = {Engine.KOKORO: ("model", "voices"), Engine.PIPER: ("model", "config")}
    options = zip(names.get(engine, ()), map(str, files(engine, models)), strict=True)
    return Worker(_CLASSES[engine], dict(options))


def version(engine: Engine, models: Path) -> str:
    """What tells sound made by this engine and model from that of any other, as a short hash."""
    told = hashlib.sha256(importlib.metadata.version(_PACKAGES[engine]).encode())
    for path in files(engine, models):
        with path.open("rb") as file:
            told.update(file.read(SAMPLED))
            size = file.seek(0, 2)
            file.seek(max(0, size - SAMPLED))
            told.update(file.read())
            told.update(str(size).encode())
    return told.hexdigest()[:16]
