import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from device.config import Settings as KioskSettings
from server.centre import facts
from server.centre.facts import Centre
from server.database import Database
from server.pages.visitor import Visitor
from server.problems import Conflict
from server.roles import Role
from server.staff.tables import LogEntry
from tests.server.browser import Browser, words

Sign = Callable[..., Browser]
WHO = Visitor(1, "Ann", Role.ADMIN, "")


def fields(page_text: str) -> dict[str, str]:
    """What the form would send if nothing was typed."""
    sent = dict(re.findall(r'<input id="(\w+)" name="\w+" type="text" value="([^"]*)"', page_text))
    sent |= {
        name: re.search(r'<option value="([^"]*)" selected', inner)[1]  # type: ignore[index]  # each has one
        for name, inner in re.findall(r'<select id="(\w+)".*?>(.*?)</select>', page_text, re.S)
    }
    sent |= dict(re.findall(r'<textarea id="(\w+)"[^>]*>\n(.*?)</textarea>', page_text, re.S))
    version = re.search(r'name="version" value="(\d+)"', page_text)
    assert version is not None
    return {**sent, "version": version[1]}


def test_an_administrator_sets_the_centre_up_and_hears_what_the_kiosk_says(
    browser: Sign, database: Database
) -> None:
    admin = browser(Role.ADMIN)
    page = admin.get("/settings")
    assert facts.CRISIS_WORDS in words(page), "a kiosk is never silent, even before the first save"
    wanted = fields(page.text) | {
        "name": "The <Open> Door",
        "crisis_words": "Please go to Ruth, in the\nroom with the blue door.",
        "crisis_line": "You can call 116 123",
        "monday": "9-12, 1pm-5pm",
        "time_zone": "Europe/Oslo",
        "approval": "yes",
        "keep_results_days": "for-ever",
    }
    done = admin.post("/settings", wanted)
    told = words(admin.follow(done))
    assert "The settings are saved." in told
    assert "Ruth, in the room with the blue door. You can call 116 123." in told
    assert "We are open on Monday, 9 a.m. to noon and 1 p.m. to 5 p.m." in told
    with database.read() as session:
        centre = facts.read(session)
        logged = session.scalars(select(LogEntry.what)).all()
    assert centre.name == "The <Open> Door"
    assert centre.monday == "09:00–12:00, 13:00–17:00"
    assert (centre.approval, centre.keep_results_days, centre.version) == (True, None, 1)
    assert centre.zone.key == "Europe/Oslo"
    assert "crisis words" in logged[-1]
    assert "Ruth" not in logged[-1]


def test_previews_can_be_looked_at_without_saving(browser: Sign, database: Database) -> None:
    admin = browser(Role.ADMIN)
    sent = fields(admin.get("/settings").text) | {"crisis_words": "Go to Bo.", "look": "yes"}
    page = admin.post("/settings", sent)
    assert page.status_code == 200
    assert "The kiosk will say: “Go to Bo.”" in words(page)
    with database.read() as session:
        assert facts.read(session).version == 0


def test_every_wrong_field_is_told_at_once_and_nothing_typed_is_lost(
    browser: Sign, database: Database
) -> None:
    admin = browser(Role.ADMIN)
    sent = fields(admin.get("/settings").text) | {
        "name": "",
        "crisis_words": "a" * 441,
        "crisis_line": "b" * 121,
        "tuesday": "whenever",
        "time_zone": "Mars/Olympus",
        "keep_results_days": "-5",
        "keep_log_days": "¹",
    }
    page = admin.post("/settings", sent)
    assert page.status_code == 422
    for name in sent.keys() - {"version"}:
        named = f'id="{name}-wrong"' in page.text
        assert named is (
            name in {"name", "crisis_words", "crisis_line", "tuesday", "time_zone"}
            or name.startswith("keep_")
        ), name
    assert "whenever" in page.text
    assert "a" * 441 in page.text
    with database.read() as session:
        assert facts.read(session).version == 0


def test_two_people_at_once_are_told_and_neither_overwrites(
    browser: Sign, database: Database
) -> None:
    ann, bob = browser(Role.ADMIN, "Ann"), browser(Role.ADMIN, "Bob")
    theirs = {"name": "Door", "keep_results_days": "for-ever", "approval": "yes"}
    hers, his = fields(ann.get("/settings").text), fields(bob.get("/settings").text)
    assert ann.post("/settings", hers | theirs).status_code == 303
    page = bob.post("/settings", his | {"name": "Window"})
    assert page.status_code == 409
    assert "Somebody else has changed the settings meanwhile." in words(page)
    told = words(page)
    assert "Theirs differs in: The centre’s name Door" in told
    assert "Results of practices for ever" in told
    assert "A second person must approve yes" in told
    assert 'value="Window"' in page.text
    with database.read() as session:
        assert facts.read(session).name == "Door"
    assert bob.post("/settings", fields(page.text)).status_code == 303
    with database.read() as session:
        assert facts.read(session).name == "Window"


def test_only_administrators_may_look(browser: Sign) -> None:
    for role in (Role.EDITOR, Role.PUBLISHER):
        assert browser(role).get("/settings").status_code == 403


@pytest.mark.parametrize("version", [1, -1])
def test_an_older_version_is_refused_by_the_function_itself(
    database: Database, version: int
) -> None:
    with pytest.raises(Conflict), database.write() as session:
        facts.change(session, WHO, Centre(version=version, name="X"))


def test_the_longest_words_fit_into_what_a_kiosk_takes() -> None:
    longest = replace(
        Centre(), crisis_words="w" * facts.WORDS_MOST, crisis_line="l" * facts.LINE_MOST
    )
    assert KioskSettings(crisis_words=longest.crisis_spoken).crisis_words == longest.crisis_spoken
    assert KioskSettings.model_fields["crisis_words"].default == facts.CRISIS_WORDS
