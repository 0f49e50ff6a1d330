"""Make a bundle: for maintainers."""

import hashlib
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from device.errors import WellheardError
from device.update.bundle import SUFFIX, UNIT, WHEEL, Manifest, Packed, write
from device.update.version import Version

_LOCKED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)\s*(;[^\\]+)?", re.MULTILINE)
_PROGRAM = re.compile(r"wellheard-([0-9.]+)-py3-none-any\.whl")


class CantMake(WellheardError, ValueError):
    """A bundle can't be made of what there is."""


def make(
    wheels: Path,
    units: Path,
    locks: Iterable[Path],
    out: Path,
    key: Ed25519PrivateKey,
    *,
    machine: str,
    pythons: tuple[str, ...],
    oldest: str,
    news: str = "",
) -> Path:
    """Write a bundle; gives its file.

    Args:
        wheels: a folder with the program's own wheel and all that the locks name.
        units: a folder with the units.
        locks: `kiosk.txt`, `server.txt` or both, as they are in locks/.
        out: a folder, or a new file.
        key: the maintainers'.
        machine: `aarch64` or `x86_64`.
        pythons: such as `3.11`.
        oldest: the oldest version that can be updated to it.
        news: what is new, in a sentence that the kiosk says.

    Raises:
        CantMake: something is missing; says what.
    """
    version = _version(wheels)
    with tempfile.TemporaryDirectory() as place:
        sources: dict[str, Path] = {}
        for lock in locks:
            written = Path(place) / lock.name
            needed = _needed(lock, wheels, version)
            written.write_text("".join(map(_line, needed)), encoding="ascii")
            sources[f"requirements/{lock.name}"] = written
            sources.update({f"wheels/{one.name}": one for _, _, files in needed for one in files})
        found = {f"units/{one.name}": one for one in sorted(units.iterdir())}
        sources.update({path: one for path, one in found.items() if UNIT.fullmatch(path)})
        try:
            manifest = Manifest(
                version=str(version),
                oldest=oldest,
                machine=machine,
                pythons=pythons,
                news=news,
                files=tuple(
                    Packed(path=path, size=one.stat().st_size, sha256=_sha256(one))
                    for path, one in sources.items()
                ),
            )
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise CantMake(f"{'.'.join(map(str, first['loc']))}: {first['msg']}.") from error
        file = out / f"wellheard-{version}-{machine}{SUFFIX}" if out.is_dir() else out
        try:
            with file.open("xb") as opened:
                write(opened, manifest, sources.values(), key)
        except FileExistsError as error:
            raise CantMake(f"{file} is there already. Name another file, or delete it.") from error
    return file


Needed = tuple[str, str, list[Path]]
"""A package pinned, its marker, and its wheels."""


def _version(wheels: Path) -> Version:
    found = [match[1] for one in wheels.glob("*.whl") if (match := _PROGRAM.fullmatch(one.name))]
    if len(found) != 1:
        raise CantMake(
            f"There are {len(found)} wheels of Wellheard itself in {wheels}, and there should be"
            " one: pip wheel --no-deps --wheel-dir FOLDER ."
        )
    return Version.read(found[0])


def _needed(lock: Path, wheels: Path, version: Version) -> list[Needed]:
    try:
        text = lock.read_text(encoding="utf-8")
    except OSError as error:
        raise CantMake(f"{lock} can't be read: {error.strerror}.") from error
    pinned = [
        (f"{name}=={at}", (marker or "").strip()) for name, at, marker in _LOCKED.findall(text)
    ]
    found: list[Needed] = []
    missing = []
    for pin, marker in (*pinned, (f"wellheard=={version}", "")):
        files = [one for one in sorted(wheels.glob("*.whl")) if _pin(one) == _plain(pin)]
        if files:
            found.append((pin, marker, files))
        elif not marker:  # one with a marker may be for another Python
            missing.append(pin)
    if missing:
        raise CantMake(
            f"In {wheels} there is no wheel of {', '.join(missing)}, which {lock} names."
        )
    return found


def _pin(wheel: Path) -> str:
    found = WHEEL.fullmatch(f"wheels/{wheel.name}")
    return _plain(f"{found[1]}=={found[2]}") if found else ""


def _plain(pin: str) -> str:
    name, _, version = pin.partition("==")
    return f"{re.sub(r'[-_.]+', '-', name).lower()}=={version}"


def _line(needed: Needed) -> str:
    pin, marker, files = needed
    hashes = "".join(f" \\\n    --hash=sha256:{_sha256(one)}" for one in files)
    return f"{pin}{f' {marker}' if marker else ''}{hashes}\n"


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
