"""What a trainee can look at after a practice: a page, its figures as JSON, and the sound."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from device.coach.mark import stretches
from device.coach.skills import Kind, Skill
from device.errors import WellheardError
from device.event import word_as_data
from device.report.picture import clock, picture
from device.report.record import TRAINEE, Passage, Record, record

__all__ = ["PAGE", "Record", "ReportError", "as_dict", "page", "record", "try_writing", "write"]

PAGE, FIGURES, SOUND = "report.html", "report.json", "practice.wav"


class ReportError(WellheardError, OSError):
    """The report can't be written."""


def try_writing(folder: Path) -> None:
    """Find out before a practice that its report could not be kept, or would take the place of
    another; nothing is left behind.

    Raises:
        ReportError: the folder can't be written; says which and why.
    """
    if (folder / PAGE).is_file():
        raise ReportError(
            f"{folder} holds the report of another practice, which stays as it is."
            " Choose another folder with --out."
        )
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in (PAGE, FIGURES, SOUND):
            file = folder / name
            new = not file.exists()
            with file.open("ab"):
                pass
            if new:
                file.unlink()
        for place in missing:
            place.rmdir()
    except OSError as error:
        raise _unwritable(folder, error) from error


def write(folder: Path, talk: Record, wav: bytes | None) -> Path:
    """Write the report into a folder, which is made if need be, and return the page's path.

    Args:
        folder: what is in it of the same names is replaced.
        talk: the practice.
        wav: what was played and heard, as a WAV file; None where nothing sounded.

    Raises:
        ReportError: the folder can't be written; says which and why.
    """
    files: dict[str, bytes] = {
        FIGURES: json.dumps(as_dict(talk), ensure_ascii=False, indent=1).encode(),
        PAGE: page(talk, sound=SOUND if wav else None).encode(),
    }
    if wav:
        files[SOUND] = wav
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise _unwritable(folder, error) from error
    return folder / PAGE


def _unwritable(folder: Path, error: OSError) -> ReportError:
    return ReportError(
        f"{error.filename or folder}: the report can't be written there ({error.strerror})."
        " Choose another folder with --out."
    )


def as_dict(talk: Record) -> dict[str, Any]:
    """The practice as JSON values; times in seconds since it began."""
    return {
        "scenario": {
            "id": talk.scenario.id,
            "version": talk.scenario.version,
            "title": talk.scenario.title,
            "sha256": talk.content_hash,
        },
        "began": talk.began.isoformat(timespec="seconds"),
        "seconds": round(talk.seconds, 3),
        "why": talk.why,
        "ending": talk.ending,
        "skills": dict(_counts(talk)),
        "passages": [
            asdict(p)
            | {
                "start": _milli(p.start),
                "end": _milli(p.end),
                "words": [word_as_data(word) for word in p.words],
            }
            for p in talk.passages
        ],
    }


def page(talk: Record, sound: str | None) -> str:
    """The practice as one HTML page that needs nothing from elsewhere.

    Args:
        talk: the practice.
        sound: the address of its sound, beside the page; None for none.
    """
    environment = Environment(
        loader=PackageLoader("device.report", "."),
        autoescape=select_autoescape(["html", "jinja"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.jinja").render(
        talk=talk,
        names={seeker.id: seeker.name for seeker in talk.scenario.seekers},
        picture=Markup(picture(talk)),  # noqa: S704 - our own SVG, its texts escaped where it is drawn
        sound=sound,
        counts=_counts(talk),
        stretches=stretches,
        heard_in_voice=_heard_in_voice,
        clock=clock,
        trainee=TRAINEE,
        kinds=Kind,
    )


def _counts(talk: Record) -> list[tuple[Skill, int]]:
    """How often each skill was heard, the helping ones first."""
    counted = Counter(f.skill for reply in talk.replies for f in reply.told)
    order = list(Skill)
    return sorted(counted.items(), key=lambda item: order.index(item[0]))


def _heard_in_voice(passage: Passage) -> list[Skill]:
    return [f.skill for f in passage.told if f.skill.by_voice]


def _milli(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
