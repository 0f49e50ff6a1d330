"""The publish page tells how long lines really take, once their sound is there."""

from collections.abc import Callable

from server.content import blobs, drafts
from server.content.typed import Typed
from server.database import Database
from server.roles import Role
from server.sound import lines
from server.sound.tables import SpokenRow, TakeRow
from tests.server.browser import Browser, words


def draft(database: Database, scenario_id: int) -> Typed:
    with database.read() as session:
        return drafts.typed(drafts.find(session, scenario_id)[1])


def test_a_line_is_as_long_as_its_voice_takes_or_the_person_who_recorded_it(
    browser: Callable[..., Browser], database: Database, scenario_id: int
) -> None:
    publisher, page = browser(Role.PUBLISHER), f"/scenarios/{scenario_id}/publish"
    assert "reckoned from their words, for none has its sound" in words(publisher.get(page))
    content = draft(database, scenario_id)
    said = lines.of_draft(content)
    with database.write() as session:
        blobs.note(session, "a" * 64, 10, "audio/flac")
        for line in said[1:]:
            row = SpokenRow(key=line.key, sha256="a" * 64, engine="kokoro", seconds=4.0)
            session.merge(row)
    told = words(publisher.get(page))
    assert f"{len({s.text for s in said}) - 1} of" in told
    assert "The longest takes" in told
    first = next(line for line in said if line.place.name == "line")
    with database.write() as session:
        row = session.get_one(SpokenRow, first.key)
        row.seconds = 31.4
    told = words(publisher.get(page))
    assert "This takes 31 seconds to say; 25 is plenty." in told
    assert "The longest takes 31 seconds to say." in told
    with database.write() as session:
        session.add(TakeRow(sha256="a" * 64, text=first.text, seconds=12.0, recorded_by="Ida"))
        row_of_draft = drafts.find(session, scenario_id)[1]
        content.turns[0].line.recording = "a" * 64
        row_of_draft.typed = content.model_dump_json()
    assert "seconds to say; 25 is plenty" not in words(publisher.get(page))
