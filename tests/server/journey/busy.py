"""A centre in full use, so that every page of it has something to show."""

import io
import random
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import soundfile
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import URL, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from device.coach.cast import CAST
from server.app import ROOMS, create_app
from server.content import blobs, drafts, incoming, publishing
from server.content.publishing import RENDER
from server.content.states import Step
from server.content.tables import Version
from server.content.wanted import empty, example
from server.database import Database, now
from server.devices import enrolment, kiosks, pins
from server.jobs.tables import Job, State
from server.pages.visitor import Visitor
from server.results import codes
from server.roles import Role
from server.settings import Settings
from server.sound import lines, voices
from server.sound.tables import SpokenRow, TakeRow
from server.staff import passwords, people, sessions
from tests.server.devices.conftest import KioskClient
from tests.server.journey.staff import NAME, PASSWORD
from tests.server.results.conftest import Practiser, practiser

CODE = "maple otter seven"
"""What somebody at a kiosk chose to be known by."""
LONG = "Donaudampfschifffahrtsgesellschaftskapitän"
"""No word of a name may push a page wider."""
FLAC = "audio/flac"
WEEK = 7 * 86400.0
SKILLS = ("reflects_feeling", "open_question", "validation", "advice", "minimising", "affirmation")


@dataclass(frozen=True)
class Busy:
    """What is where."""

    admin: str
    """The session of somebody who may do everything."""
    editor: str
    """The session of somebody who may only write."""
    places: dict[str, str]
    """What a page's address needs, by name."""


def fill(url: URL, folder: Path) -> Busy:
    """Put it all into a server's database and folder while that server does not run."""
    folder.mkdir(parents=True)
    settings = Settings(
        server_folder=folder,
        database_url=SecretStr(url.render_as_string(hide_password=False)),
        host="127.0.0.1",
        plain_http=True,
    )
    app = create_app(settings, tuple(room for room in ROOMS if RENDER not in room.jobs))
    with TestClient(app, base_url="https://wellheard.test"):
        database: Database = app.state.database
        with database.write() as session:
            admin, known, welcome = _staff(session)
            editor = sessions.begin(session, people.add(session, None, "Eve", Role.EDITOR))
            token = sessions.begin(session, people.find(session, admin.staff))
            places = _scenarios(session, admin, blobs.of(settings))
            places |= _jobs(session, admin, f"version:{places['version']}")
        places |= {"staff": known, "welcome": welcome}
        places |= _kiosks(app, database, admin)
    return Busy(token, editor, places)


def _staff(session: Session) -> tuple[Visitor, str, str]:
    ann = people.add(session, None, NAME, Role.ADMIN)
    ann.password = passwords.hashed(PASSWORD)
    admin = people.as_visitor(ann)
    new = people.add(session, admin, f"Bea {LONG}", Role.PUBLISHER)
    people.change(
        session, admin, people.add(session, admin, "Cy", Role.EDITOR).id, Role.EDITOR, True
    )
    return admin, str(new.id), people.link(session, admin, new)


def _scenarios(session: Session, admin: Visitor, store: blobs.Blobs) -> dict[str, str]:
    """One that is published and was changed since, one half written, one that waits, and more."""
    incoming.bring_library(session, admin)
    whole = drafts.create(session, admin, example("Rent day"), "rent-day").id
    scratch = drafts.create(session, admin, empty("To be taken apart"), "scratch").id
    half = drafts.create(session, admin, empty(f"Half written {LONG}"), "half").id
    waiting = drafts.create(session, admin, example("Second thoughts"), "second").id
    spoken = drafts.create(session, admin, example("Being spoken"), "spoken").id
    again = _changed(session, admin, whole, store)
    for scenario, approved in ((whole, False), (waiting, True)):
        _ask(session, admin, scenario, needs_second=approved)
    content = drafts.typed(drafts.find(session, whole)[1])
    content.about.topics = "work, worry, mornings"
    drafts.save(session, admin, whole, "about", content.about, seen=again)
    drafts.arrange(session, admin, whole, "endings", "thinks-it-over", move="up")
    _ask(session, admin, spoken, needs_second=True)
    version = session.scalars(select(Version).where(Version.scenario_id == spoken)).one()
    version.state = Step.RENDERING
    return {
        "whole": str(whole),
        "half": str(half),
        "scratch": str(scratch),
        "waiting": str(waiting),
        "spoken": str(spoken),
        "version": str(version.id),
    }


def _ask(session: Session, admin: Visitor, scenario: int, *, needs_second: bool) -> None:
    number = drafts.find(session, scenario)[1].number
    publishing.ask(
        session,
        admin,
        scenario,
        "With a longer pause before the first question",
        number=number,
        needs_second=needs_second,
        renders=False,
    )


def _changed(session: Session, admin: Visitor, scenario: int, store: blobs.Blobs) -> str:
    """Some lines are spoken, one is recorded, and its words were changed since."""
    sha256, size = store.keep(_tone())
    blobs.note(session, sha256, size, FLAC)
    content = drafts.typed(drafts.find(session, scenario)[1])
    said = [line for line in lines.of_draft(content) if line.voice]
    keys = [line.key for line in said[::2]]
    keys += [lines.key(voice, voices.SENTENCE) for voice in list(CAST)[::2]]
    for key in keys:
        session.merge(SpokenRow(key=key, sha256=sha256, engine="pyttsx3", seconds=0.5))
    session.add(TakeRow(sha256=sha256, text="Other words.", seconds=0.5, recorded_by=NAME))
    session.flush()
    turn = content.turns[0].model_copy(deep=True)
    seen, turn.line.recording = turn.seal, sha256
    drafts.save(session, admin, scenario, "turns", turn, seen=seen)
    return content.about.seal


def _tone() -> bytes:
    made = io.BytesIO()
    tone = 0.2 * np.sin(2 * np.pi * 220 * np.arange(11_025) / 22_050)
    soundfile.write(made, tone, 22_050, format="FLAC")
    return made.getvalue()


def _jobs(session: Session, admin: Visitor, rendering: str) -> dict[str, str]:
    """In every state but waiting, for what waits is begun at once."""
    later = now() + timedelta(days=1)
    kept = {
        "running": Job(state=State.RUNNING, done=3, total=10, telling="“So, um, they let me go.”"),
        "beginning": Job(state=State.RUNNING),
        "done": Job(state=State.DONE, telling="10 lines were spoken."),
        "failed": Job(state=State.FAILED, problem="The disk is full. Make room, then try again."),
        "cancelled": Job(state=State.CANCELLED),
    }
    for name, job in kept.items():
        job.kind, job.back, job.asked = RENDER, "/scenarios", {}
        job.key = rendering if name == "running" else name
        job.title, job.who, job.staff_id = "Giving “Rent day” its voices", admin.name, admin.staff
        if job.state == State.RUNNING:
            job.active_key, job.holder, job.lease_until = job.key, "another machine", later
        else:
            job.ended_at = now()
        session.add(job)
    session.flush()
    return {name: str(job.id) for name, job in kept.items()}


def _kiosks(app: FastAPI, database: Database, admin: Visitor) -> dict[str, str]:
    """One in use, one in trouble, one shut out, one that waits; and half a year of practices."""
    made = {}
    for name in ("Blue kiosk", f"Kiosk {LONG}", "Old kiosk"):
        kiosk = KioskClient(app).ask_in()
        with database.write() as session:
            kiosk.id = str(enrolment.let_in(session, admin, kiosk.code, name, "Reading room").id)
        made[name] = practiser(kiosk)
    blue, troubled, old = made.values()
    blue.tell(microphone_dbfs=-21.0, last_practice=600.0, content=4)
    troubled.tell(
        queue=31,
        disk_free=40_000_000,
        troubles=["microphone_lost"],
        set_aside={"conflict": 1, "gone": 0, "invalid": 2},
    )
    old.tell()
    _practices(app, blue)
    with database.write() as session:
        kiosks.shut_out(session, admin, UUID(old.id))
    KioskClient(app).ask_in()
    return {"kiosk": blue.id, "troubled": troubled.id, "old": old.id}


def _practices(app: FastAPI, kiosk: Practiser) -> None:
    chance = random.Random(7)
    code = codes.hashed(pins.keys(app.state.settings.server_folder), CODE)
    arrival = 30 * WEEK
    items = []
    for number in range(48):
        heard = chance.sample(SKILLS, chance.randint(0, 4))
        more = {"trainee": code, "shared": True} if number % 6 == 0 else {}
        reply = {"disagreed": number % 5 == 0}
        began = {"monotonic": arrival - chance.uniform(0, 12 * WEEK), "quality": "none"}
        items.append(kiosk.practice(*heard, reply=reply, began=began, **more))
    sent = {"monotonic": arrival, "quality": "none"}
    assert set(kiosk.bring(*items, sent=sent)) == {"created"}
