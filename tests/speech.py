"""Speech for the tests, made by espeak-ng, and where the models are."""

import subprocess
import tempfile
from pathlib import Path

from device import config
from device.models.shelf import ModelMissing, folder
from device.voice.microphone import RATE
from device.voice.sound import Sound, read


def spoken(text: str, voice: str = "en-us", pace: int = 150) -> Sound:
    """The text in a synthetic voice, at the rate of the microphone.

    Args:
        pace: words a minute.
    """
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "spoken.wav"
        command = ["espeak-ng", "-v", voice, "-s", str(pace), "-w", str(file), text]
        subprocess.run(command, check=True)
        return read(file).at(RATE)


def model(name: str) -> Path:
    """The folder of a model that the test needs."""
    try:
        return folder(config.load().models, name)
    except ModelMissing as error:
        raise AssertionError(f"{error}. `make test` fetches all that the tests need.") from error
