"""The page on which a scenario is tried."""

import secrets
from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from device.coach.mark import stretches
from device.coach.scenario import Scenario
from device.coach.talk.act import Say
from server.centre import facts
from server.content import drafts, plain, versions
from server.content.written import Looked
from server.database import Whole
from server.pages import Form, pages_router, render
from server.pages.forms import text
from server.sound import speech
from server.sound.lines import Place, Spoken
from server.staff.access import Editor
from server.tryout import talk
from server.tryout.talk import Step, Talk

router: APIRouter = pages_router()

SEEDS = 1000
"""So many ways in which the coach words the same talk."""


@dataclass(frozen=True)
class Tried:
    """What is tried: the draft, or a version."""

    id: int
    title: str
    version: int | None
    """None for the draft."""
    scenario: Scenario | None
    """None where the draft has things to mend."""
    looked: Looked | None
    crisis_words: str


def _find(session: Session, scenario_id: int, version: int | None) -> Tried:
    record, _ = drafts.find(session, scenario_id)
    crisis = facts.read(session).crisis_spoken
    if version is not None:
        found = versions.scenario(versions.numbered(session, scenario_id, version))
        return Tried(record.id, found.title, version, found, None, crisis)
    looked = drafts.look(session, scenario_id)
    return Tried(record.id, record.title or "the draft", None, looked.scenario, looked, crisis)


@router.get("/scenarios/{scenario_id}/try")
def begin(
    request: Request,
    who: Editor,
    scenario_id: int,
    database: Whole,
    version: int | None = None,
    turn: str = "",
) -> Response:
    with database.read() as session:
        tried = _find(session, scenario_id, version)
    return _page(request, database, tried, (), secrets.randbelow(SEEDS), turn)


@router.post("/scenarios/{scenario_id}/try")
def go_on(request: Request, who: Editor, scenario_id: int, form: Form, database: Whole) -> Response:
    version = _number(form, "version")
    with database.read() as session:
        tried = _find(session, scenario_id, version)
    steps = talk.unpack([each for each in form.getlist("past") if isinstance(each, str)])
    pressed, wrong = text(form, "do", talk.REPLY_MOST + 10), ""
    if pressed == "back":
        steps = steps[:-1]
    elif pressed in ("", "answer"):
        said = text(form, "reply", talk.REPLY_MOST)
        wrong = "" if said else "Write what you would say first."
        steps += [Step("say", said)] if said else []
    else:
        steps += talk.unpack([pressed])
    seed, turn = _number(form, "seed") or 0, text(form, "turn", 64)
    return _page(request, database, tried, steps, seed % SEEDS, turn, wrong=wrong)


def _number(form: FormData, field: str) -> int | None:
    typed = text(form, field, 9)
    return int(typed) if typed.isascii() and typed.isdigit() else None


def _page(
    request: Request,
    database: Whole,
    tried: Tried,
    steps: "list[Step] | tuple[()]",
    seed: int,
    turn: str,
    *,
    wrong: str = "",
) -> Response:
    if tried.scenario is None:
        return render(request, "tryout/mend.html.jinja", tried=tried)
    played = talk.play(
        tried.scenario, steps, crisis_words=tried.crisis_words, seed=seed, begin=turn
    )
    return render(
        request,
        "tryout/try.html.jinja",
        status=422 if wrong else 200,
        tried=tried,
        talk=played,
        seed=seed,
        begin=turn if any(turn == each.id for each in tried.scenario.turns) else "",
        sounds=_sounds(database, played),
        stretches=stretches,
        outcomes=plain.OUTCOMES,
        full=len(played.steps) >= talk.MOST_STEPS,
        wrong={"reply": wrong} if wrong else {},
    )


def _sounds(database: Whole, played: Talk) -> dict[Say, str]:
    """SHA-256 of the sound of what seekers say now, where there is any."""
    says = [say for moment in played.moments[-1:] for say in (*moment.before, *moment.after)]
    spoken = {
        say: Spoken(Place("turns", "", ""), "", "", say.voice, say.text)
        for say in says
        if say.speaker != "coach"
    }
    with database.read() as session:
        rows = speech.known(session, spoken.values())
    found = {say: rows[line.key].sha256 for say, line in spoken.items() if line.key in rows}
    return found | {say: say.recording for say in spoken if say.recording}
