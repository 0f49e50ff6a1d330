"""Rendering ahead: what a scenario is known to say, made before anybody waits for it.

Interrupted at any moment, it goes on where it was: every line is kept as soon as it is made.
"""

import hashlib
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from device.coach.talk.act import Say
from device.errors import WellheardError
from device.voice.sound import flac, wav
from device.voice.speak.engine import Engine
from device.voice.speak.voices import SpeechError, Voices

NAMED_WORDS = 6
"""Words of the line in a file's name: enough to find it by."""


class RenderError(WellheardError, OSError):
    """A line's file can't be written."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that was rendered, or could not be."""

    say: Say
    number: int
    """From 1, in the order of the talk."""
    total: int
    """How many lines there are."""
    seconds: float
    """How long it lasts, with its lead; 0 where it failed."""
    kept: bool
    """Whether it had been rendered before."""
    file: Path | None = None
    """Where it was written, if it was asked for."""
    sha256: str | None = None
    """Of that file, in hex."""
    engine: Engine | None = None
    """What made it; None where it is a recording or failed."""
    problem: str | None = None
    """Why it could not be spoken."""


def distinct(lines: Iterable[Say]) -> list[Say]:
    """Each line once, in order, for as long as the same voice says the same."""
    found: dict[tuple[str, str, str | None], Say] = {}
    for say in lines:
        found.setdefault((say.text, say.voice, say.recording), say)
    return list(found.values())


async def render(
    lines: Iterable[Say],
    voices: Voices,
    told: Callable[[Line], None],
    out: Path | None = None,
    *,
    as_flac: bool = False,
) -> list[Line]:
    """Make every line that isn't there yet. A line that can't be spoken keeps back no other.

    Args:
        told: called after each line.
        out: a folder that gets a file of each line, named so that people find it.
        as_flac: write FLAC, half as large, in place of WAV.

    Raises:
        RenderError: a file can't be written; says where.
    """
    wanted = [replace(say, fixed=True) for say in distinct(lines)]
    done = []
    for number, say in enumerate(wanted, 1):
        line = await _render(say, number, len(wanted), voices)
        if out is not None and not line.problem:
            sound = await voices.sound(say)
            data = flac(sound) if as_flac else wav(sound)
            file = out / name(say, number, len(wanted), ".flac" if as_flac else ".wav")
            digest = hashlib.sha256(data).hexdigest()
            line = replace(line, file=_write(file, data), sha256=digest)
        done.append(line)
        told(line)
    return done


async def _render(say: Say, number: int, total: int, voices: Voices) -> Line:
    try:
        kept = await voices.is_ready(say)
        sound = await voices.sound(say)
    except SpeechError as error:
        return Line(say, number, total, 0.0, False, problem=str(error))
    return Line(say, number, total, sound.seconds, kept, engine=await voices.spoken_by(say))


def name(say: Say, number: int, total: int, suffix: str = ".wav") -> str:
    """A file's name that tells which line it is: its number, who says it, how it begins."""
    plain = unicodedata.normalize("NFKD", say.text.replace("'", "").replace("’", ""))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    digits = len(str(total))
    return "-".join([f"{number:0{digits}}", say.speaker, *words[:NAMED_WORDS]]) + suffix


def _write(file: Path, data: bytes) -> Path:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
            try:
                part.write(data)
                part.flush()
                Path(part.name).chmod(0o644)
                Path(part.name).replace(file)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise RenderError(
            f"{file}: this file can't be written ({error.strerror or error})."
            " Choose a folder that can be written and has room."
        ) from error
    return file
