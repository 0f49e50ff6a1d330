import re
from collections.abc import Callable
from html import unescape

from httpx2 import Response

from server.content import drafts, typed, wanted, written
from server.content.incoming import shelf
from server.database import Database
from server.roles import Role
from tests.server.browser import Browser, hidden, words

Fields = dict[str, str | list[str]]
SEEN = re.compile(r'name="seen"(?: id="seen")? value="([0-9a-f]*)"')


def begin(database: Database, title: str = "Rent day") -> int:
    with database.write() as session:
        return drafts.create(session, None, wanted.empty(title), title).id


def whole(database: Database, key: str = "two-cups-of-tea") -> int:
    content = next(one for one in shelf() if one.id == key)
    with database.write() as session:
        return drafts.create(session, None, typed.of_scenario(content), key).id


def draft(database: Database, scenario_id: int) -> typed.Typed:
    with database.read() as session:
        return drafts.typed(drafts.find(session, scenario_id)[1])


def fields(page: Response) -> Fields:
    """What a browser without scripts would send from the page's form."""
    text = page.text.split('id="edit"')[1].split("</form>")[0]
    found: Fields = {}
    for name, value in re.findall(
        r'<input (?:id="[^"]*" name|type="hidden" name)="([^"]+)"[^>]*? value="([^"]*)"', text
    ):
        found[unescape(name)] = unescape(value)
    for name, value in re.findall(
        r'<textarea id="[^"]*" name="([^"]+)"[^>]*>\n(.*?)</textarea>', text, re.DOTALL
    ):
        found[unescape(name)] = unescape(value)
    for name, options in re.findall(
        r'<select id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>', text, re.DOTALL
    ):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        found[unescape(name)] = unescape((chosen or re.findall(r'value="([^"]*)"', options))[0])
    for name, value, ticked in re.findall(
        r'type="checkbox" id="[^"]*" name="([^"]+)" value="([^"]+)"( checked)?', text
    ):
        if ticked:
            found.setdefault(unescape(name), [])
            found[unescape(name)] = [*found[unescape(name)], value]
    seen = SEEN.search(text)
    assert seen is not None
    found["seen"] = seen[1]
    found.pop("form_token", None)
    return found


def test_a_form_that_is_sent_as_it_came_changes_nothing(
    browser: Callable[..., Browser], database: Database
) -> None:
    editor, number = browser(Role.EDITOR), whole(database)
    before = draft(database, number)
    for kind, piece in before.pieces():
        inner = f"{kind}/{piece.id}" if kind != "about" and hasattr(piece, "id") else kind
        path = f"/scenarios/{number}/{inner}"
        sent = fields(editor.get(path))
        assert editor.post(path, sent | {"seen": "another"}).status_code == 303, path
    assert draft(database, number) == before
    with database.read() as session:
        assert drafts.find(session, number)[1].number == 1


def test_a_scenario_is_written_by_forms_alone_until_it_is_sound(
    browser: Callable[..., Browser], database: Database
) -> None:
    editor = browser(Role.EDITOR)
    editor.get("/scenarios/new")
    made = editor.post("/scenarios/new", {"title": "Rent day", "start": "empty"})
    here = made.headers["location"]
    number = int(here.rsplit("/", 1)[1])

    def fill(path: str, typed_in: Fields) -> None:
        sent = fields(editor.get(f"{here}/{path}"))
        unknown = typed_in.keys() - sent.keys() - {k for k in typed_in if k.endswith("findings")}
        assert not unknown, unknown
        assert editor.post(f"{here}/{path}", sent | typed_in).status_code == 303

    note = "This talk is about money, and a letter from a landlord."
    fill("about", {"topics": "money, home", "content_note": note})
    about = "Mo is forty, and holds a letter."
    fill("seekers/person-1", {"name": "Mo", "voice": "bm_lewis", "about": about})
    fill(
        "turns/turn-1",
        {
            "line.text": "So, the letter came. They want the whole of it by Friday.",
            "feelings": "frightened\nashamed\n",
            "facts": "the rent is due on Friday",
            "helps[0].skill": "reflects_feeling",
            "helps[0].line": "It sounds frightening, to have it all come at once.",
            "samples[0].text": "It sounds like you feel frightened.",
            "samples[0].findings": ["reflects_feeling"],
            "samples[2].text": "You should ring them.",
            "samples[2].findings": ["advice"],
            "samples[2].leads_to": "shuts_down",
            "next.opens_up.says.text": "Yes. That's it.",
        },
    )
    page = words(editor.get(here))
    assert "3 to mend" not in page
    for ending in ("ends-well", "ends-so-so", "ends-early"):
        fill(f"endings/{ending}", {"line.text": "I'd best be off. Thank you for that."})
    assert "Nothing needs mending" in words(editor.get(here))
    with database.read() as session:
        scenario = drafts.scenario(session, number)
    assert scenario is not None
    assert scenario.id == "rent-day"
    (turn,) = scenario.turns
    assert turn.to_hear.feelings == ("frightened", "ashamed")
    assert [sample.good for sample in turn.samples] == [True, False]
    assert turn.next.opens_up.says is not None
    assert turn.next.shuts_down.then == "ends-early"


def test_what_is_wrong_is_kept_as_typed_and_told_beside_its_field(
    browser: Callable[..., Browser], database: Database
) -> None:
    editor, number = browser(Role.EDITOR), begin(database)
    path = f"/scenarios/{number}/turns/turn-1"
    first = editor.get(path)
    assert "needs mending" not in words(first), "an empty form scolds nobody"
    nasty = "Tea & <script>alert('x')</script> \u202eright to left\u202c 😀 {{ 7 * 7 }}"
    sent = fields(first) | {
        "line.text": "x" * 700,
        "facts": nasty,
        "helps[1].line": "Without a skill",
        "samples[0].text": nasty,
        "next.opens_up.then": "nowhere",
    }
    page = editor.follow(editor.post(path, sent))
    assert "<script>alert" not in page.text
    assert fields(page) == sent | {"seen": fields(page)["seen"]}
    assert "This text has 700 characters, and 600 is the most" in words(page)
    assert 'id="line.text-wrong"' in page.text
    assert 'aria-describedby="line.text-hint line.text-wrong" aria-invalid="true"' in page.text
    assert 'id="helps[1].skill-wrong"' in page.text
    assert 'href="#next.opens_up.then"' in page.text
    assert "This led to a part that is not there any more" in words(page)
    assert "Say whether a good listener" not in words(page)
    kept = draft(database, number).turns[0]
    assert kept.facts == nasty
    assert kept.line.text == "x" * 700


def test_invisible_characters_that_pasting_brings_do_no_harm(
    browser: Callable[..., Browser], database: Database
) -> None:
    editor, number = browser(Role.EDITOR), whole(database)
    path = f"/scenarios/{number}/about"
    pasted = "First\x0bsecond\x07\x00 third\u200b"
    editor.post(path, fields(editor.get(path)) | {"content_note": pasted})
    assert draft(database, number).about.content_note == "First\nsecond third\u200b"
    assert "Nothing needs mending" in words(editor.get(f"/scenarios/{number}"))


def test_rows_are_added_moved_and_removed_by_buttons_and_what_was_typed_comes_along(
    browser: Callable[..., Browser], database: Database
) -> None:
    editor, number = browser(Role.EDITOR), begin(database)
    path = f"/scenarios/{number}/turns/turn-1"
    sent = fields(editor.get(path)) | {"helps[0].line": "one", "helps[1].line": "two"}
    added = editor.post(path, sent | {"do": "add helps"})
    assert added.headers["location"].endswith("#helps[2].skill")
    sent = fields(editor.get(path)) | {"helps[2].line": "three", "line.text": "Typed meanwhile"}
    editor.post(path, sent | {"do": "up helps 2"})
    editor.post(path, fields(editor.get(path)) | {"do": "remove helps 0"})
    turn = draft(database, number).turns[0]
    assert [row.line for row in turn.helps] == ["three", "two"]
    assert turn.line.text == "Typed meanwhile"
    for do in ("up helps 99999999999", "remove samples 44", "up helps -1", "sideways helps 0"):
        assert editor.post(path, fields(editor.get(path)) | {"do": do}).status_code == 303
    assert draft(database, number).turns[0] == turn


def test_parts_are_added_moved_and_removed_and_the_talk_still_knows_its_ways(
    browser: Callable[..., Browser], database: Database
) -> None:
    editor, number = browser(Role.EDITOR), begin(database)
    here = f"/scenarios/{number}"
    editor.get(here)
    added = editor.post(f"{here}/parts", {"do": "add turns"})
    assert added.headers["location"] == f"{here}/turns/turn-2"
    assert draft(database, number).turns[1].next.opens_up.then == "ends-well"
    editor.post(f"{here}/parts", {"do": "up turns/turn-2"})
    assert [turn.id for turn in draft(database, number).turns] == ["turn-2", "turn-1"]
    page = editor.follow(editor.post(f"{here}/parts", {"do": "remove endings/ends-well"}))
    assert "It was removed" in words(page)
    assert "not there any more" in words(editor.get(f"{here}/turns/turn-1"))
    history = editor.get(f"{here}/history")
    past = re.search(rf"{here}/past/\d+", history.text)
    assert past is not None
    assert "The older draft is back." in words(editor.follow(editor.post(past[0])))
    assert len(draft(database, number).endings) == 3
    assert editor.post(f"{here}/parts", {"do": "add about"}).status_code == 404
    assert editor.post(f"{here}/parts", {"do": ""}).status_code == 404


def test_the_buttons_save_and_go_on(browser: Callable[..., Browser], database: Database) -> None:
    editor, number = browser(Role.EDITOR), begin(database)
    path = f"/scenarios/{number}/about"
    page = editor.get(path)
    onward = re.search(r'name="go" value="(seekers/[^"]+)"', page.text)
    assert onward is not None
    gone = editor.post(path, fields(page) | {"topics": "a", "go": onward[1]})
    assert gone.headers["location"] == f"/scenarios/{number}/seekers/person-1"
    gone = editor.post(path, fields(editor.get(path)) | {"topics": "b", "go": "all"})
    assert gone.headers["location"] == f"/scenarios/{number}"
    for elsewhere in ("//evil.test", "turns/../../x", "https://evil.test"):
        gone = editor.post(path, fields(editor.get(path)) | {"go": elsewhere})
        assert gone.headers["location"] == f"{path}?mend=yes"
    assert draft(database, number).about.topics == "b"


def test_a_script_saves_as_one_types_and_learns_the_new_seal(
    browser: Callable[..., Browser], database: Database
) -> None:
    editor, number = browser(Role.EDITOR), begin(database)
    path = f"/scenarios/{number}/about"
    sent = fields(editor.get(path))
    headers = {"X-Form-Token": editor.token}
    first = editor.post(path, sent | {"topics": "rent"}, headers=headers)
    assert first.status_code == 200
    sent |= {"seen": first.json()["seen"]}
    second = editor.post(path, sent | {"topics": "rent, home"}, headers=headers)
    assert second.status_code == 200
    assert draft(database, number).about.topics == "rent, home"
    stale = editor.post(path, sent | {"topics": "other"}, headers=headers)
    assert stale.status_code == 409
    assert stale.headers["content-type"] == "application/problem+json"
    assert "Nothing of yours is lost" in stale.json()["detail"]
    assert draft(database, number).about.topics == "rent, home"


def test_two_people_who_write_the_same_part_are_shown_both_and_choose_field_by_field(
    browser: Callable[..., Browser], database: Database
) -> None:
    ann, ben = browser(Role.EDITOR, "Ann"), browser(Role.EDITOR, "Ben")
    number = begin(database)
    path = f"/scenarios/{number}/about"
    hers, his = fields(ann.get(path)), fields(ben.get(path))
    ben.post(path, his | {"title": "Ben’s title", "topics": "Ben’s topics"})
    both = ann.post(path, hers | {"title": "Ann’s title", "content_note": "Ann’s\nnote"})
    assert both.status_code == 409
    told = words(both)
    assert "Ben saved this part while you were writing" in told
    assert "Ann’s title" in told
    assert "Ben’s title" in told
    assert draft(database, number).about.title == "Ben’s title", "not overwritten"
    carried = hidden(both)
    chosen = {"take.title": "theirs", "take.topics": "theirs", "take.content_note": "mine"}
    assert ann.post(path, carried | chosen).status_code == 303
    about = draft(database, number).about
    assert (about.title, about.topics) == ("Ben’s title", "Ben’s topics")
    assert about.content_note == "Ann’s\nnote"


def test_when_it_changes_once_more_while_one_chooses_both_are_shown_again(
    browser: Callable[..., Browser], database: Database
) -> None:
    ann, ben = browser(Role.EDITOR, "Ann"), browser(Role.EDITOR, "Ben")
    number = begin(database)
    path = f"/scenarios/{number}/about"
    hers = fields(ann.get(path))
    ben.post(path, fields(ben.get(path)) | {"topics": "first"})
    both = ann.post(path, hers | {"topics": "mine"})
    ben.post(path, fields(ben.get(path)) | {"topics": "second"})
    again = ann.post(path, hidden(both) | {"take.topics": "theirs"})
    assert again.status_code == 409
    assert "second" in words(again)
    assert "mine" in words(again)
    assert draft(database, number).about.topics == "second"


def test_two_people_on_different_parts_do_not_disturb_each_other(
    browser: Callable[..., Browser], database: Database
) -> None:
    ann, ben = browser(Role.EDITOR, "Ann"), browser(Role.EDITOR, "Ben")
    number = begin(database)
    about, turn = f"/scenarios/{number}/about", f"/scenarios/{number}/turns/turn-1"
    hers, his = fields(ann.get(about)), fields(ben.get(turn))
    assert ben.post(turn, his | {"facts": "his"}).status_code == 303
    assert ann.post(about, hers | {"topics": "hers"}).status_code == 303
    content = draft(database, number)
    assert (content.about.topics, content.turns[0].facts) == ("hers", "his")
    assert "Ann last saved this scenario" in words(ben.get(turn))


def test_a_part_that_somebody_removed_can_be_put_back_with_what_was_typed(
    browser: Callable[..., Browser], database: Database
) -> None:
    ann, ben = browser(Role.EDITOR, "Ann"), browser(Role.EDITOR, "Ben")
    number = begin(database)
    here = f"/scenarios/{number}"
    path = f"{here}/turns/turn-1"
    hers = fields(ann.get(path)) | {"line.text": "An hour’s work", "helps[1].line": "kept"}
    ben.get(here)
    ben.post(f"{here}/parts", {"do": "remove turns/turn-1"})
    gone = ann.post(path, hers)
    assert gone.status_code == 409
    assert "Ben removed this part" in words(gone)
    assert "An hour’s work" in words(gone)
    assert ann.post(path, hidden(gone) | {"do": "put back"}).status_code == 303
    (turn,) = draft(database, number).turns
    assert turn.line.text == "An hour’s work"
    assert turn.helps[1].line == "kept"
    assert ann.get(f"{here}/turns/no-such-turn").status_code == 404


def test_an_expired_session_in_a_long_edit_loses_nothing(
    browser: Callable[..., Browser], database: Database
) -> None:
    ann, number = browser(Role.EDITOR, "Ann"), begin(database)
    path = f"/scenarios/{number}/turns/turn-1"
    sent = fields(ann.get(path)) | {
        "line.text": "Two\nlines",
        "samples[0].findings": ["advice", "judgment"],
    }
    ann.plain.cookies.clear()
    asked = ann.post(path, sent)
    assert asked.status_code == 401
    assert "nothing you typed is lost" in words(asked)
    carried = hidden(asked)
    assert carried["held.line.text"] == "Two\nlines"
    assert asked.text.count('name="held.samples[0].findings"') == 2


def test_a_copy_begins_as_the_draft_and_only_a_draft_can_be_deleted(
    browser: Callable[..., Browser], database: Database
) -> None:
    editor, number = browser(Role.EDITOR), whole(database)
    here = f"/scenarios/{number}"
    editor.get(here)
    made = editor.post(f"{here}/copy")
    page = editor.follow(made)
    assert "Two cups of tea (copy)" in words(page)
    with database.read() as session:
        record, kept = drafts.find(session, int(made.headers["location"].rsplit("/", 1)[1]))
        assert record.key == "two-cups-of-tea-2"
        assert written.look(drafts.typed(kept), record.key).errors == 0
    gone = editor.follow(editor.post(f"{made.headers['location']}/delete"))
    assert "The draft “Two cups of tea (copy)” was deleted." in words(gone)
    assert editor.get(made.headers["location"]).status_code == 404


def test_a_new_scenario_needs_a_title_and_what_was_typed_stays(
    browser: Callable[..., Browser],
) -> None:
    editor = browser(Role.EDITOR)
    editor.get("/scenarios/new")
    for title in ("", "   ", "x" * 121, "a\u202eb"):
        page = editor.post("/scenarios/new", {"title": title, "start": "example"})
        assert page.status_code == 422
        assert "Give it a title" in words(page)
        assert 'value="example" selected' in page.text
    made = editor.post("/scenarios/new", {"title": "Boots on", "start": "example"})
    assert "Nothing needs mending" in words(editor.follow(made))


def test_the_log_tells_of_an_edit_once_and_of_each_lasting_act(
    browser: Callable[..., Browser], database: Database
) -> None:
    ann, admin = browser(Role.EDITOR, "Ann"), browser(Role.ADMIN)
    number = begin(database)
    path = f"/scenarios/{number}/about"
    for topics in ("a", "b", "c"):
        ann.post(path, fields(ann.get(path)) | {"topics": topics})
    assert words(admin.get("/log")).count("changed the draft of “Rent day”") == 1


def test_numbers_that_no_scenario_has_are_told_plainly(browser: Callable[..., Browser]) -> None:
    editor = browser(Role.EDITOR)
    for number in (1, 0, -1, 2**31, 2**70):
        for path in ("", "/about", "/turns/x", "/history", "/export.json"):
            assert editor.get(f"/scenarios/{number}{path}").status_code == 404
