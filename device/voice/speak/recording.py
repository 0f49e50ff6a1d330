"""Lines that a person recorded, found by the SHA-256 of the file."""

import hashlib
import logging
from pathlib import Path

from device.voice.sound import Sound, SoundError, read

SUFFIXES = ("", ".wav", ".flac")
"""What may follow the SHA-256 in a recording's name."""

_log = logging.getLogger(__name__)


def fetched(file: Path) -> Sound | None:
    """A sound from the centre's server, its file named by its SHA-256; None where it isn't what its
    name says.
    """
    try:
        stored = file.read_bytes()
        if hashlib.sha256(stored).hexdigest() == file.name:
            return read(stored, str(file))
        _log.warning("sound %s is damaged; this kiosk's own voice speaks instead", file)
    except (OSError, SoundError) as error:
        _log.warning("sound %s: %s; this kiosk's own voice speaks instead", file, error)
    return None


def find(folder: Path, sha256: str) -> Sound | None:
    """The recording, or None where it isn't there or isn't what its name says; the log tells."""
    for file in (folder / f"{sha256}{suffix}" for suffix in SUFFIXES):
        try:
            stored = file.read_bytes()
        except OSError:
            continue
        if hashlib.sha256(stored).hexdigest() != sha256:
            _log.warning("recording %s is damaged; a synthetic voice speaks instead", file)
            return None
        try:
            return read(stored, str(file))
        except SoundError as error:
            _log.warning("%s A synthetic voice speaks instead.", error)
            return None
    _log.warning("recording %s is not in %s; a synthetic voice speaks instead", sha256, folder)
    return None
