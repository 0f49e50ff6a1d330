"""Lines that a person recorded: made ready by a program of its own, put in place of the voice.

The program (`wellheard scenario recording`) decodes what was sent, with limits on time and memory;
this process never looks into it.
"""

import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.content import blobs, drafts
from server.content.drafts import field_wrong
from server.content.tables import Blob
from server.content.typed import Piece, TypedEnding, TypedLine, TypedTurn
from server.database import Database
from server.pages.visitor import Visitor
from server.problems import Conflict, NotFound, Unavailable
from server.settings import Settings
from server.sound import lines
from server.sound.lines import Place, Spoken
from server.sound.speech import FLAC
from server.sound.tables import TakeRow
from server.staff import log

FIELD = "sound"
"""The file's field in the form."""
SECONDS = 60.0
"""How long the program may take."""
AT_ONCE = 2
"""Recordings made ready at the same time by one process: each takes a core for a second or two."""
WAIT_SECONDS = 20.0
NEEDED = ("soundfile", "soxr")
NOT_INSTALLED = (
    "Recordings can't be read on this server yet. Ask whoever looks after it to run:"
    " pip install 'wellheard[kiosk]'"
)

_turn = threading.BoundedSemaphore(AT_ONCE)


def find(session: Session, scenario_id: int, place: Place) -> Spoken:
    """A line that a seeker says in the draft.

    Raises:
        NotFound: it is not there any more, or not a seeker's.
    """
    _, draft = drafts.find(session, scenario_id)
    return _find(lines.of_draft(drafts.typed(draft)), place)


def _find(said: list[Spoken], place: Place) -> Spoken:
    for line in said:
        if line.place == place and line.seekers:
            return line
    raise NotFound("This line is not there any more. Go back to the list of lines.")


def make_ready(settings: Settings, sent: BinaryIO, name: str) -> tuple[str, int, float]:
    """Level and trim what was sent, and keep it.

    Returns:
        Its SHA-256, its bytes and its seconds.

    Raises:
        Invalid: it can't be used; says why.
        Unavailable: too many at once, or the program is not there.
    """
    if any(importlib.util.find_spec(module) is None for module in NEEDED):
        raise Unavailable(NOT_INSTALLED)
    if not _turn.acquire(timeout=WAIT_SECONDS):
        raise Unavailable("Several recordings are being made ready. Send yours again in a moment.")
    try:
        with tempfile.TemporaryDirectory(prefix="take") as place:
            raw, made = Path(place) / "sent", Path(place) / "made.flac"
            with raw.open("wb") as file:
                shutil.copyfileobj(sent, file)
            seconds = _run(raw, made, name)
            sha256, size = blobs.of(settings).keep(made.read_bytes())
    finally:
        _turn.release()
    return sha256, size, seconds


def _run(raw: Path, made: Path, name: str) -> float:
    command = (sys.executable, "-m", "device", "scenario", "recording", raw, "--json")
    try:
        done = subprocess.run(
            (*command, "-o", made, f"--name={name}"),
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise field_wrong(FIELD, f"{name}: it could not be read in a minute.") from None
    if done.returncode == 0 and made.is_file():
        return float(json.loads(done.stdout)["seconds"])
    told = done.stderr.strip()
    if done.returncode == 1 and told.startswith("wellheard: "):
        raise field_wrong(FIELD, told.removeprefix("wellheard: "))
    raise field_wrong(FIELD, f"{name}: it can't be read as sound. Record it again, as WAV or FLAC.")


def put(
    session: Session, who: Visitor, scenario_id: int, place: Place, *, words: str, sha256: str
) -> None:
    """Let a recording replace the voice; "" lets the voice speak again.

    Args:
        words: the line's words as this person saw them.

    Raises:
        Conflict: the words have changed since.
        NotFound: the line, or the recording, is not there.
    """
    _, draft = drafts.find(session, scenario_id, lock=True)
    typed = drafts.typed(draft)
    line = _find(lines.of_draft(typed), place)
    if line.text != words:
        raise Conflict(
            f"The words were changed meanwhile; they are now: “{line.text}”. Look at the line again"
            " before you change its sound."
        )
    if sha256 and session.get(Blob, sha256) is None:
        raise NotFound("That recording is not kept any more. Record the line again.")
    blobs.touch(session, sha256, line.recording)
    piece = typed.piece(place.kind, place.id)
    assert piece is not None
    drafts.save(
        session, who, scenario_id, place.kind, _having(piece, place, sha256), seen=piece.seal
    )
    did = "put a recording in place of" if sha256 else "gave the voice back"
    log.record(session, who, "scenario.recorded", f"{did} the line “{line.heading}”")


def _having(piece: Piece, place: Place, sha256: str) -> Piece:
    """The same part with this recording at that line."""
    if isinstance(piece, TypedTurn) and place.name != "line":
        step = getattr(piece.next, place.name)
        changed = step.model_copy(update={"says": _recorded(step.says, sha256)})
        following = piece.next.model_copy(update={place.name: changed})
        return piece.model_copy(update={"next": following})
    assert isinstance(piece, TypedTurn | TypedEnding)
    return piece.model_copy(update={"line": _recorded(piece.line, sha256)})


def _recorded(line: TypedLine, sha256: str) -> TypedLine:
    return line.model_copy(update={"recording": sha256})


def replace(
    database: Database,
    settings: Settings,
    who: Visitor,
    scenario_id: int,
    place: Place,
    *,
    words: str,
    sent: BinaryIO,
    name: str,
) -> None:
    """Take a recording that was sent, and let it replace the voice.

    Raises:
        Invalid: it can't be used; says why.
        Conflict: the line's words have changed since.
    """
    sha256, size, seconds = make_ready(settings, sent, name)
    with database.write() as session:
        blobs.note(session, sha256, size, FLAC)
        session.merge(TakeRow(sha256=sha256, text=words, seconds=seconds, recorded_by=who.name))
        session.flush()
        put(session, who, scenario_id, place, words=words, sha256=sha256)


def known(session: Session, said: list[Spoken]) -> dict[str, TakeRow]:
    """What is known of the lines' recordings, by their SHA-256."""
    wanted = {line.recording for line in said if line.recording}
    rows = session.scalars(select(TakeRow).where(TakeRow.sha256.in_(wanted)))
    return {row.sha256: row for row in rows}
