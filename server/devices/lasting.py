"""Erasures in a file of their own, which no restore puts back.

A backup is older than what was erased since, so a restored database knows nothing of it, and the
results are there again. The file `erasures.jsonl` in the server's folder does know: a line for each
erasure, with its number and the two hashes as the database has them, and nothing more. It is
only ever added to, and is no part of a backup. What it knows and the database doesn't is erased
again when the server starts (`server.results.again`).

A line is on the disk before the erasure is committed. If the commit then fails, the line stays: it
names somebody who asked to be erased, and on SQLite its number may be given again, to a later line,
which then counts.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.problems import Unavailable

FILE = "erasures.jsonl"
Hash = Field(pattern=r"^[0-9a-f]{64}$")


class LastingError(Unavailable, OSError):
    """An erasure could not be kept."""


class Line(BaseModel):
    """One erasure."""

    model_config = ConfigDict(frozen=True)

    number: int = Field(ge=1, le=2**31 - 1)
    trainee: str = Hash
    """The hashed code as kiosks know it."""
    person: str = Hash
    """The hash under which the results were kept."""


@dataclass(frozen=True)
class Known:
    """What the file says."""

    lines: tuple[Line, ...]
    """By number; of two with the same number the later one."""
    damaged: int = 0
    """Lines that can't be read."""


def note(folder: Path, lines: Iterable[Line]) -> None:
    """Add to the file; on the disk when this returns.

    Args:
        folder: the server's own.

    Raises:
        LastingError: it can't be written.
    """
    text = "".join(f"{json.dumps(line.model_dump(), separators=(',', ':'))}\n" for line in lines)
    if not text:
        return
    file = folder / FILE
    try:
        fresh = not file.exists()
        with _alone(file) as descriptor:
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                text = f"\n{text}"  # a power cut tore the line before
            data = text.encode()
            while data:
                data = data[os.write(descriptor, data) :]
            os.fsync(descriptor)
        if fresh:
            _settle(folder)
    except OSError as error:
        raise LastingError(
            f"Nothing was erased, for it could not be written to {file}:"
            f" {(error.strerror or str(error)).lower()}. Ask whoever looks after the server to see"
            " to its disk."
        ) from error


def read(folder: Path) -> Known:
    """What the file says; nothing where there is none.

    Raises:
        LastingError: it can't be read.
    """
    file = folder / FILE
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        return Known(())
    except OSError as error:
        raise LastingError(
            f"The list of what was erased, {file}, can't be read:"
            f" {(error.strerror or str(error)).lower()}. See that it may be read by whoever runs"
            " the server."
        ) from error
    found: dict[int, Line] = {}
    damaged = 0
    for text in raw.splitlines():
        if not text.strip():
            continue
        try:
            line = Line.model_validate_json(text)
        except ValidationError:
            damaged += 1
        else:
            found[line.number] = line
    return Known(tuple(found[number] for number in sorted(found)), damaged)


@contextmanager
def _alone(file: Path) -> Iterator[int]:
    """The file, to be added to by nobody else."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
