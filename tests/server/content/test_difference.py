"""The difference between two versions names every change, in words, and marks what was said."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.coach.scenario import Line, Outcome, Sample, Scenario
from device.coach.skills import Skill
from server.content.difference import Change, Kind, between, by_part
from server.content.marks import Mark, marked
from server.pages.render import environment
from server.room import Room
from tests.server.content.grown import SEED, having, leading, with_line, with_turn


def told(new: Scenario, old: Scenario = SEED) -> list[tuple[str, str]]:
    return [(change.part, change.sentence) for change in between(old, new)]


def test_nothing_has_changed_where_nothing_has() -> None:
    assert between(SEED, SEED) == ()
    assert between(SEED, having(version=2)) == ()


def test_a_first_version_has_nothing_before_it() -> None:
    assert [change.kind for change in between(None, SEED)] == [Kind.ADDED]


def leaves(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        steps = value.items() if isinstance(value, dict) else enumerate(value)
        for step, inner in steps:
            yield from leaves(inner, (*way, step))
    else:
        yield way


OTHER = {
    "setting": "group",
    "feels": "stays_guarded",
    "leads_to": "stays_guarded",
    "language": "en-US",
    "recording": "ab" * 32,
    "voice": "am_onyx",
    "openness": 0.9,
    "says": {"text": "Oh."},
}
DATA = SEED.model_dump(mode="json")
FIELDS = [
    way
    for way in leaves(DATA)
    if way[0] not in ("schema_version", "version", "id")
    and way[:2] not in (("turns", 3), ("turns", 4))
]


@pytest.mark.parametrize("way", FIELDS, ids=lambda way: ".".join(map(str, way)))
def test_no_change_of_any_field_goes_untold(way: tuple[Any, ...]) -> None:
    data = json.loads(json.dumps(DATA))
    part = data
    for step in way[:-1]:
        part = part[step]
    value, name = part[way[-1]], next(step for step in reversed(way) if isinstance(step, str))
    if name in OTHER and value != OTHER[name]:
        part[way[-1]] = OTHER[name]
    elif isinstance(value, bool):
        part[way[-1]] = not value
    elif name in ("room_for", "findings"):
        part[way[-1]] = "connection" if value != "connection" else "presence"
    elif name == "feels":
        part[way[-1]] = "opens_up"
    else:
        part[way[-1]] = f"{value}-new"
    new = Scenario.model_validate_json(json.dumps(data))
    assert between(SEED, new), way
    assert between(new, SEED), way


def test_a_changed_line_shows_its_words_marked() -> None:
    was = SEED.turns[1].line.text
    now = was.replace("the quiet", "the silence")
    (change,) = between(SEED, with_line(1, now))
    assert (change.part, change.sentence) == ("Turn 2 (the-radio)", "The line was changed.")
    assert [(piece.mark, piece.text) for piece in change.pieces[1:3]] == [
        (Mark.REMOVED, "quiet"),
        (Mark.ADDED, "silence"),
    ]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(TEXT, TEXT)
def test_the_marked_words_are_both_texts(old: str, new: str) -> None:
    pieces = marked(old, new)
    assert "".join(p.text for p in pieces if p.mark is not Mark.ADDED) == old
    assert "".join(p.text for p in pieces if p.mark is not Mark.REMOVED) == new


def test_a_turn_that_was_added_and_one_that_was_taken_out_are_told() -> None:
    fresh = SEED.turns[0].model_copy(
        update={"id": "the-kettle", "line": Line(text="The kettle broke last week, you know.")}
    )
    longer = having(turns=(*SEED.turns, fresh))
    assert told(longer) == [("Turn 6 (the-kettle)", "The turn was added.")]
    assert told(SEED, longer) == [("Turn “the-kettle”", "The turn was taken out.")]


def test_a_turn_with_another_id_is_recognised_by_what_is_said() -> None:
    named = with_turn(1, id="the-wireless")
    assert ("Turn 2 (the-wireless)", "The id was “the-radio”, and is now “the-wireless”.") in told(
        named
    )
    assert not [change for change in between(SEED, named) if change.kind in ("added", "removed")]


def test_turns_in_another_order_are_told() -> None:
    moved = having(turns=(*SEED.turns[1:], SEED.turns[0]))
    sentences = [sentence for _, sentence in told(moved)]
    assert "The talk now begins with “the-radio”." in sentences
    assert any(sentence.startswith("The turns stand in another order") for sentence in sentences)


def test_voices_moods_and_ways_are_told_in_words() -> None:
    seeker = SEED.seekers[0].model_copy(update={"voice": "bm_lewis"})
    assert told(having(seekers=(seeker,))) == [
        ("Seeker Len", "The voice was “George”, and is now “Lewis”.")
    ]
    end = SEED.endings[0]
    glum = end.model_copy(update={"feels": Outcome.SHUTS_DOWN})
    assert told(having(endings=(glum, *SEED.endings[1:]))) == [
        (f"Ending “{end.id}”", "How they leave was “opens up”, and is now “shuts down”.")
    ]
    assert told(leading(0, opens_up="the-leeks")) == [
        (
            "Turn 1 (two-cups)",
            "When the seeker opens up, the talk goes on to “the-leeks”; it was “the-radio”.",
        )
    ]
    assert told(having(openness=0.6)) == [
        ("The whole talk", "The seeker is more open at first: 0.6, and was 0.45.")
    ]


def test_recordings_are_told() -> None:
    line = SEED.turns[0].line.model_copy(update={"recording": "ab" * 32})
    spoken = with_turn(0, line=line)
    assert told(spoken) == [("Turn 1 (two-cups)", "The line was recorded by a person.")]
    assert told(SEED, spoken)[0][1].startswith("The line is spoken by the voice again")
    other = with_turn(0, line=line.model_copy(update={"recording": "cd" * 32}))
    assert told(other, spoken) == [("Turn 1 (two-cups)", "The line was recorded again.")]


def test_samples_are_matched_by_what_they_say() -> None:
    samples = SEED.turns[0].samples
    changed = samples[0].model_copy(update={"text": samples[0].text.replace("really", "do")})
    fresh = Sample(text="Go on.", good=True, findings=(Skill.ENCOURAGER,))
    new = with_turn(0, samples=(fresh, *samples[2:], changed))
    assert [sentence for _, sentence in told(new)] == [
        "A good sample reply was added.",
        "A sample reply was changed.",
        "A good sample reply was taken out.",
    ]


def shown(changes: tuple[Change, ...]) -> str:
    made = environment([Room(name="content")])
    return made.get_template("content/difference.html.jinja").render(changed=by_part(changes))


def test_the_page_shows_what_was_put_in_and_taken_out_safely() -> None:
    page = shown(between(SEED, with_line(1, "<b>Now</b> it is quiet.")))
    assert "<h3>Turn 2 (the-radio)</h3>" in page
    assert "&lt;" in page
    assert "<b>" not in page
    assert "<ins>" in page
    assert "<del>" in page
    assert "style" not in page


def test_the_page_says_so_when_nothing_has_changed() -> None:
    assert "Nothing has changed." in shown(())
