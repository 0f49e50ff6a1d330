"""From sound to words: which recogniser is used."""

from pathlib import Path

from device.config import RecognizerChoice, Settings
from device.voice.ahead import AheadRecognizer
from device.voice.hearing import Hearing, Recognizer, RecognizerError, Transcript
from device.voice.streaming import StreamingRecognizer

__all__ = ["Hearing", "Recognizer", "RecognizerError", "Transcript", "choose"]

VOSK_ENGLISH = ("vosk-en-us-lgraph", "vosk-small-en-us")
"""Models of the language the coach understands, the better first."""
WHISPERS = ("whisper-tiny", "whisper-base")
"""The one to take first where there is the choice."""
WHISPER_FILES = ("config.json", "model.bin", "tokenizer.json")
VOSK_FILES = ("am/final.mdl", "conf/mfcc.conf", "graph")


def choose(settings: Settings) -> Recognizer:
    """The recogniser that the settings ask for.

    Raises:
        RecognizerError: its model isn't there, or isn't whole; says which file and what to do.
    """
    wanted = settings.recognizer
    if wanted in (RecognizerChoice.AUTO, RecognizerChoice.VOSK):
        folder = _vosk(settings)
        if folder is not None:
            _whole(folder, VOSK_FILES)
            return StreamingRecognizer(folder.name, folder)
        if wanted is RecognizerChoice.VOSK:
            raise RecognizerError(
                f"No English Vosk model is in {settings.models}."
                f" Run `wellheard models fetch {VOSK_ENGLISH[-1]}`."
            )
    names = WHISPERS if wanted is RecognizerChoice.AUTO else (wanted.value,)
    for name in names:
        folder = settings.models / name
        if folder.is_dir():
            _whole(folder, WHISPER_FILES)
            return AheadRecognizer(name, folder)
    raise RecognizerError(
        f"No speech model is in {settings.models}: {' or '.join(names)} is needed."
        f" Run `wellheard models fetch{'' if len(names) > 1 else ' ' + names[0]}`."
    )


def _vosk(settings: Settings) -> Path | None:
    if settings.vosk_model is not None:
        return settings.vosk_model
    folders = (settings.models / name for name in VOSK_ENGLISH)
    return next((folder for folder in folders if folder.is_dir()), None)


def _whole(folder: Path, files: tuple[str, ...]) -> None:
    for file in files:
        path = folder / file
        if not path.exists() or (path.is_file() and not path.stat().st_size):
            raise RecognizerError(
                f"{path} is missing or empty: the speech model was not fetched to its end."
                f" Run `wellheard models fetch {folder.name}` to mend it."
            )
