"""Having lines spoken: a job that runs `wellheard scenario render`, line by line.

What was spoken is kept by its voice and words, so a line that several drafts and versions share is
made once, and a job that was broken off goes on where it was.
"""

import importlib.util
import json
import logging
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from device.errors import WellheardError
from server.content import blobs, drafts, publishing, stopping, versions
from server.content.states import Step
from server.content.tables import ScenarioRecord
from server.database import now
from server.jobs import queue
from server.jobs.tables import Job
from server.jobs.work import JobFailed, ProgramEnded, Work
from server.pages.visitor import Visitor
from server.problems import Problem
from server.settings import Settings
from server.sound import lines
from server.sound.lines import Spoken
from server.sound.tables import SpokenRow

LOG = logging.getLogger("server.sound")
DRAFT = "sound.draft"
"""The kind of job that has a draft's lines spoken."""
FLAC = "audio/flac"
NEEDED = ("soundfile", "soxr", "pyttsx3")
"""What rendering can't do without."""
NO_VOICES = (
    "The voices are not installed on this server. Ask whoever looks after it to run:"
    " pip install 'wellheard[kiosk,kokoro]', then wellheard models fetch, and"
    " sudo apt-get install -y espeak-ng"
)
NOT_WANTED = (
    "Version {number} is not on its way to the kiosks any more, so it needs no voices. Publish the"
    " scenario again on its own page."
)
MOST_TOLD = 3
"""Lines that are named when some can't be spoken."""


class Made(BaseModel):
    """One line of what the program prints."""

    voice: str
    text: str
    seconds: float
    engine: str | None
    file: Path | None
    sha256: str | None
    problem: str | None


def key(scenario_id: int) -> str:
    """The key of a draft's job."""
    return f"sound:{scenario_id}"


def ask(session: Session, who: Visitor, record: ScenarioRecord, *, anew: bool = False) -> Job:
    """Ask for all of a draft's lines to be spoken.

    Args:
        anew: those too that were spoken before, as after a better voice was installed.
    """
    return queue.ask(
        session,
        who,
        DRAFT,
        key(record.id),
        title=f"Voices for the draft of “{record.title or 'a scenario'}”",
        back=f"/scenarios/{record.id}/sound",
        asked={"scenario": record.id, "anew": anew},
    )


def known(session: Session, wanted: Iterable[Spoken]) -> dict[str, SpokenRow]:
    """The lines that have been spoken, by their keys."""
    keys = {line.key for line in wanted}
    rows = session.scalars(select(SpokenRow).where(SpokenRow.key.in_(keys)))
    return {row.key: row for row in rows}


def of_draft(work: Work) -> str:
    """The job `DRAFT`."""
    with work.database.read() as session:
        _, draft = drafts.find(session, int(work.asked["scenario"]))
    wanted = lines.of_draft(drafts.typed(draft))
    return _told(speak(work, wanted, anew=bool(work.asked.get("anew"))))


def of_version(work: Work) -> str:
    """The job `publishing.RENDER`: a version is given its voices, and published."""
    version_id = int(work.asked["version"])
    with work.database.read() as session:
        version = versions.find(session, version_id)
        if version.state != Step.RENDERING:
            raise JobFailed(NOT_WANTED.format(number=version.number))
        content = versions.scenario(version)
    wanted = lines.of_scenario(content)
    try:
        _need_words(wanted)
        speak(work, wanted)
        with work.database.write() as session:
            work.fence(session)
            published = publishing.ready(session, version_id, sounds(session, wanted))
    except (JobFailed, Problem) as error:
        with work.database.write() as session:
            work.fence(session)
            stopping.failed(session, version_id, str(error))
        raise
    return "It is published." if published else "It was stopped meanwhile, so it is not published."


def _need_words(wanted: Iterable[Spoken]) -> None:
    for line in wanted:
        if not line.can_be_spoken and not line.recording:
            raise JobFailed(
                f"{line.heading}: there is no word in “{_short(line.text)}” that a voice could say."
                " Write some, or record the line."
            )


def sounds(session: Session, wanted: Iterable[Spoken]) -> dict[str, str]:
    """SHA-256 of the sound of each line that has no recording, by the line's key.

    Raises:
        JobFailed: one of them has none.
    """
    synthetic = [line for line in wanted if not line.recording]
    found = {each: row.sha256 for each, row in known(session, synthetic).items()}
    for line in synthetic:
        if line.key not in found:
            raise JobFailed(f"{line.heading} has lost its sound meanwhile. Publish again.")
    return found


def _told(made: int) -> str:
    if not made:
        return "Every line had been spoken before."
    return "1 line was spoken." if made == 1 else f"{made} lines were spoken."


def speak(work: Work, wanted: Iterable[Spoken], *, anew: bool = False) -> int:
    """Have every line spoken that isn't yet, as far as it can be; gives how many were.

    Raises:
        JobFailed: some, or all, can't be; says which and what to do.
        BrokenOff: the job is to be left as it is; what was made is kept.
    """
    store = blobs.of(work.settings)
    asked = {line.key: line for line in wanted if line.can_be_spoken and not line.recording}
    if not anew:
        with work.database.read() as session:
            rows = known(session, asked.values())
        there = {each for each, row in rows.items() if store.has(row.sha256)}
        asked = {each: line for each, line in asked.items() if each not in there}
    if not asked:
        return 0
    if any(importlib.util.find_spec(module) is None for module in NEEDED):
        raise JobFailed(NO_VOICES)
    work.tell("The voices are being loaded", 0, len(asked))
    failures: list[Made] = []
    with _folder(work) as folder:
        for number, made in enumerate(_rendered(work, list(asked.values()), folder), 1):
            if made.problem or made.file is None:
                failures.append(made)
            else:
                _keep(work, store, made)
            work.tell(f"“{_short(made.text)}”", number, len(asked))
    if failures:
        raise JobFailed(_failures(failures))
    return len(asked)


@contextmanager
def _folder(work: Work) -> Iterator[Path]:
    """A place for the files; what a killed process left in it is cleared away."""
    folder = work.settings.server_folder / "rendering" / str(work.id)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise JobFailed(_disk(folder, error)) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _disk(folder: Path, error: OSError) -> str:
    return (
        f"{folder} can't be written ({(error.strerror or str(error)).lower()}). Ask whoever looks"
        " after the server to see to that disk, then try again."
    )


def _rendered(work: Work, wanted: list[Spoken], folder: Path) -> Iterator[Made]:
    file = folder / "lines.jsonl"
    rows = ({"voice": line.voice, "text": line.text} for line in wanted)
    try:
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    except OSError as error:
        raise JobFailed(_disk(folder, error)) from error
    command = (sys.executable, "-m", "device", "scenario", "render", "--lines", file)
    told = 0
    try:
        for line in work.lines(
            (*command, "--out", folder, "--flac", "--json"), environment=environment(work.settings)
        ):
            told += 1
            yield Made.model_validate_json(line)
    except ProgramEnded as error:
        # It ends with an error if any line failed; those were told one by one.
        if told < len(wanted):
            LOG.warning("Rendering ended early", extra={"about": {"status": error.status}})
            raise JobFailed(f"The lines can't be spoken. {_plain(error)}") from error


def _plain(error: ProgramEnded) -> str:
    if "Traceback" in error.told or not error.told:
        return (
            f"The program that speaks them ended with status {error.status}. Try again; if it"
            " happens again, tell whoever looks after the server."
        )
    return error.told


def environment(settings: Settings) -> Mapping[str, str]:
    """Where the program keeps what it made, so that an interrupted one goes on."""
    return {"WELLHEARD_CACHE": str(settings.server_folder / "voice")}


def _keep(work: Work, store: blobs.Blobs, made: Made) -> None:
    assert made.file is not None
    try:
        sha256, size = store.keep(made.file.read_bytes())
    except WellheardError as error:
        raise JobFailed(str(error)) from error
    made.file.unlink()
    row = {
        "key": lines.key(made.voice, made.text),
        "sha256": sha256,
        "engine": made.engine or "",
        "seconds": made.seconds,
        "made_at": now(),
    }
    insert = sqlite.insert if work.database.sqlite else postgresql.insert
    statement = insert(SpokenRow).values(row)
    newer = statement.on_conflict_do_update(index_elements=["key"], set_=row)
    with work.database.write() as session:
        blobs.note(session, sha256, size, FLAC)
        session.execute(newer)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57].rstrip() + "…"


def _failures(failures: list[Made]) -> str:
    told = "; ".join(f"“{_short(made.text)}”: {made.problem}" for made in failures[:MOST_TOLD])
    many = len(failures)
    more = f" … and {many - MOST_TOLD} more." if many > MOST_TOLD else ""
    start = "1 line" if many == 1 else f"{many} lines"
    return f"{start} could not be spoken. {told}{more}"
