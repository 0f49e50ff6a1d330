"""From sound to words: which recogniser is used."""

from pathlib import Path

from device.config import RecognizerChoice, Settings
from device.models.shelf import folder as whole
from device.voice.hear.ahead import AheadRecognizer
from device.voice.hear.recognizer import Recognizer, RecognizerError
from device.voice.hear.streaming import StreamingRecognizer

VOSKS = ("vosk-en-us-lgraph", "vosk-small-en-us")
"""Models of the language the coach understands, the better first."""
WHISPERS = (RecognizerChoice.WHISPER_TINY, RecognizerChoice.WHISPER_BASE)
"""The one to take first where there is the choice. Base gets a quarter fewer words wrong, but takes
two to four times as long, which is too long for a reply of 15 s on a Pi 4: it is there by setting.
See `tests/bench/recognition.py`."""
VOSK_NEEDS = ("am/final.mdl", "conf", "graph")
"""What no Vosk model is without."""


def choose(settings: Settings) -> Recognizer:
    """The recogniser that the settings ask for.

    Raises:
        RecognizerError: none is installed, or the model that the settings name isn't one.
        ModelMissing: the wanted one isn't installed, or not whole; says which file and what to do.
    """
    wanted = settings.recognizer
    if wanted in {RecognizerChoice.AUTO, RecognizerChoice.VOSK}:
        if settings.vosk_model is not None:
            return _own(settings.vosk_model)
        for name in VOSKS:
            if (settings.models / name).is_dir():
                return StreamingRecognizer(name, whole(settings.models, name))
        if wanted is RecognizerChoice.VOSK:
            return StreamingRecognizer(VOSKS[-1], whole(settings.models, VOSKS[-1]))
    if wanted is not RecognizerChoice.AUTO:
        return AheadRecognizer(wanted, whole(settings.models, wanted))
    for name in WHISPERS:
        if (settings.models / name).is_dir():
            return AheadRecognizer(name, whole(settings.models, name))
    raise RecognizerError(
        f"No speech model that understands English is in {settings.models}."
        " To get one, run: wellheard models fetch"
    )


def _own(folder: Path) -> Recognizer:
    for needed in VOSK_NEEDS:
        if not (folder / needed).exists():
            raise RecognizerError(
                f"{folder / needed} is missing, so {folder} is no whole Vosk model. Give the"
                " setting vosk_model the folder of one, or leave it out."
            )
    return StreamingRecognizer(folder.name, folder)
