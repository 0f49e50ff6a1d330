"""Rendered lines on disk, found by what they are made of.

Only what is known beforehand is kept: a scenario's lines and the coach's fixed sentences. Nothing
that quotes a trainee may ever come here.
"""

import contextlib
import hashlib
import io
import json
import logging
import os
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile

from device.voice.sound import Sound, read

LIMIT = 500_000_000
"""Bytes the folder may hold: about five hours of speech; a scenario takes some 5 MB."""
ROOM = 0.9
"""Of the limit, to which the oldest-used lines are cleared away when it is passed."""
ABANDONED = 3600.0
"""Seconds after which a half-written file belongs to nobody any more."""
SUFFIX = ".flac"
_DIGEST = hashlib.sha256().digest_size

_log = logging.getLogger(__name__)


class Cache:
    """A folder of sound. Whatever goes wrong with it, the line is still spoken."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self._folder = folder
        self._limit = limit
        self._size: int | None = None
        self._warned = False

    @staticmethod
    def key(**made_of: str | float | None) -> str:
        """The name of a line: the hash of all that decides how it sounds."""
        told = json.dumps(made_of, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()

    def __contains__(self, key: str) -> bool:
        return self._file(key).is_file()

    def get(self, key: str) -> Sound | None:
        """The line, or None where it isn't there; a broken file is removed."""
        file = self._file(key)
        try:
            stored = file.read_bytes()
        except OSError:
            return None
        sound, digest = stored[:-_DIGEST], stored[-_DIGEST:]
        if hashlib.sha256(sound).digest() != digest:
            _log.warning("cache: %s is damaged and is made again", file.name)
            self._remove(file)
            return None
        with contextlib.suppress(OSError):
            os.utime(file)
        return read(sound, str(file))

    def put(self, key: str, sound: Sound) -> None:
        """Keep a line. A disk that is full or read-only is told once in the log, and no more."""
        encoded = io.BytesIO()
        samples = np.frombuffer(sound.pcm(), "<i2")
        soundfile.write(encoded, samples, sound.rate, format="FLAC", subtype="PCM_16")
        stored = encoded.getvalue()
        # Behind the sound, where players don't look: what a torn or flipped file is known by.
        stored += hashlib.sha256(stored).digest()
        try:
            self._write(self._file(key), stored)
        except OSError as error:
            if not self._warned:
                self._warned = True
                _log.warning("cache: lines can't be kept (%s); they are made each time", error)

    def _write(self, file: Path, stored: bytes) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as opened:
                opened.write(stored)
            part.replace(file)
        except BaseException:
            self._remove(part)
            raise
        if self._size is None:
            self._sweep()
            self._size = sum(size for _, size, _ in self._files())
        else:
            self._size += len(stored)
        if self._size > self._limit:
            self._clear()

    def _sweep(self) -> None:
        """Remove what a run that was cut off left half-written."""
        for part in self._folder.glob("*.part"):
            with contextlib.suppress(OSError):
                if time.time() - part.stat().st_mtime > ABANDONED:
                    part.unlink()

    def _clear(self) -> None:
        """Remove the oldest-used lines."""
        files = sorted(self._files())
        size = sum(size for _, size, _ in files)
        for _, taken, file in files:
            if size <= self._limit * ROOM:
                break
            self._remove(file)
            size -= taken
        self._size = size

    def _files(self) -> list[tuple[float, int, Path]]:
        found = []
        for file in self._folder.glob(f"*/*{SUFFIX}"):
            with contextlib.suppress(OSError):
                stat = file.stat()
                found.append((stat.st_mtime, stat.st_size, file))
        return found

    def _file(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}{SUFFIX}"

    @staticmethod
    def _remove(file: Path) -> None:
        with contextlib.suppress(OSError):
            file.unlink()
