"""A file from an address: with progress, going on where it stopped, and checked.

What has come stands in `NAME.part`, beside it in `NAME.part.tag` the server's mark for this version
of the file, so that a later run goes on only if the file is still the same (RFC 9110, If-Range).
"""

import errno
import http.client
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import device
from device.errors import WellheardError
from device.models.progress import Progress, Quiet
from device.models.shelf import sha256 as sha256_of

CHUNK = 1 << 18
"""Bytes taken at a time; small enough for the progress to move on a slow line."""
RETRY_CODES = (408, 425, 429, 500, 502, 503, 504)
"""Answers that may well be different a moment later."""


class DownloadError(WellheardError, OSError):
    """A file could not be downloaded."""


class DiskFull(WellheardError, OSError):
    """There is no room on the disk."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to put up with a bad line."""

    silence: float = 30.0
    """Seconds without a byte after which the connection counts as lost."""
    pauses: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 15.0)
    """Seconds before each new try; as many failures in a row without progress are too many."""
    sleep: Callable[[float], None] = time.sleep


def download(
    url: str,
    to: Path,
    *,
    size: int,
    sha256: str,
    progress: Progress | None = None,
    patience: Patience | None = None,
) -> None:
    """Download a file of known size (bytes) and checksum.

    Raises:
        DownloadError: it could not be had, or is another file than expected; says why.
        DiskFull: there is no room for it.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise DownloadError(f"{url}: only http and https addresses can be downloaded from.")
    progress = progress or Quiet()
    part = to.with_name(to.name + ".part")
    resumed = part.exists()
    _complete(url, part, size, progress, patience or Patience())
    if sha256_of(part) != sha256 and resumed:
        # The beginning was from another time: once more, whole.
        _forget(part)
        _complete(url, part, size, progress, patience or Patience())
    if part.stat().st_size != size or sha256_of(part) != sha256:
        _forget(part)
        raise DownloadError(
            f"{url}: what came is not the file that was expected (its checksum differs), so it was"
            " thrown away. Try again; if it stays so, the file was changed at its source."
        )
    _tag(part).unlink(missing_ok=True)
    part.replace(to)


def _complete(url: str, part: Path, size: int, progress: Progress, patience: Patience) -> None:
    failures = 0
    furthest = part.stat().st_size if part.exists() else 0
    if furthest > size:
        _forget(part)
    while not part.exists() or part.stat().st_size < size:
        try:
            _go_on(url, part, size, progress, patience)
        except (OSError, http.client.HTTPException) as error:
            if isinstance(error, DiskFull | DownloadError):
                raise
            reached = part.stat().st_size if part.exists() else 0
            failures = 1 if reached > furthest else failures + 1
            furthest = max(furthest, reached)
            if _is_final(error) or failures > len(patience.pauses):
                raise DownloadError(
                    f"{url} could not be downloaded: {_reason(error)}. Look whether this machine is"
                    " on the internet, then try again: it goes on where it stopped."
                ) from error
            patience.sleep(patience.pauses[failures - 1])


def _go_on(url: str, part: Path, size: int, progress: Progress, patience: Patience) -> None:
    """Make one connection and take what comes."""
    have = part.stat().st_size if part.exists() else 0
    headers = {"User-Agent": f"wellheard/{device.__version__}", "Accept-Encoding": "identity"}
    tag = _tag(part).read_text(encoding="ascii") if have and _tag(part).exists() else ""
    if tag:
        headers |= {"Range": f"bytes={have}-", "If-Range": tag}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310  # scheme seen to above
    with _open(request, part, patience.silence) as answer:
        begins = f"bytes {have}-"
        goes_on = answer.status == 206 and answer.headers.get("Content-Range", "").startswith(
            begins
        )
        if not goes_on:
            if answer.status == 206:
                _forget(part)
                raise ConnectionError("the server sent another part than it was asked for")
            have = 0
            length = answer.headers.get("Content-Length")
            if length is not None and int(length) != size:
                raise DownloadError(
                    f"{url}: this is another file than expected: it has {int(length):,} bytes in"
                    f" place of {size:,}."
                )
            _note_tag(part, answer.headers)
        with part.open("ab" if goes_on else "wb") as file:
            while have < size and (chunk := answer.read(min(CHUNK, size - have))):
                _write(file, chunk)
                have += len(chunk)
                progress.reach(have)
    if have < size:
        raise ConnectionError(f"the connection ended after {have:,} of {size:,} bytes")


def _open(request: urllib.request.Request, part: Path, silence: float) -> Any:
    try:
        return urllib.request.urlopen(request, timeout=silence)  # noqa: S310  # scheme seen to above
    except urllib.error.HTTPError as error:
        with error:
            if error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and part.exists():
                _forget(part)
                raise ConnectionError("the file is shorter than what was kept of it") from error
        raise


def _write(file: BinaryIO, chunk: bytes) -> None:
    try:
        file.write(chunk)
        file.flush()
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull(
                f"{file.name}: the disk is full. Make room, then run the command again:"
                " it goes on where it stopped."
            ) from error
        raise


def _note_tag(part: Path, headers: http.client.HTTPMessage) -> None:
    tag = headers.get("ETag") or headers.get("Last-Modified") or ""
    if tag and not tag.startswith("W/") and tag.isascii():
        _tag(part).write_text(tag, encoding="ascii")
    else:
        _tag(part).unlink(missing_ok=True)


def _tag(part: Path) -> Path:
    return part.with_name(part.name + ".tag")


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _tag(part).unlink(missing_ok=True)


def _is_final(error: Exception) -> bool:
    """Whether the next try would end the same way."""
    if isinstance(error, urllib.error.HTTPError):
        return error.code not in RETRY_CODES
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    return isinstance(reason, socket.gaierror | ssl.SSLCertVerificationError)


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"the server answered {error.code} {error.reason}"
    if isinstance(error, urllib.error.URLError):
        error = error.reason if isinstance(error.reason, Exception) else error
    if isinstance(error, socket.gaierror):
        return "the server's name is not known here"
    if isinstance(error, TimeoutError):
        return "the server fell silent"
    return str(error) or type(error).__name__
