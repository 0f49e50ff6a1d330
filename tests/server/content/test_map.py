"""The map shows every turn, every ending and every way, readably, and says the same as a list."""

import re
from itertools import combinations
from xml.etree import ElementTree as Xml

import pytest

from device.coach.scenario import Outcome, Scenario
from device.library import shipped
from server.content.layout import HEIGHT, WIDTH, arranged
from server.content.map import STROKES, draw
from tests.server.content.grown import SEED, grown, having, leading, with_line

SVG = "{http://www.w3.org/2000/svg}"


def picture(scenario: Scenario) -> Xml.Element:
    return Xml.fromstring(draw(scenario).svg)


def boxes(scenario: Scenario) -> list[tuple[float, float, float, float]]:
    return [
        (float(at["x"]), float(at["y"]), float(at["width"]), float(at["height"]))
        for at in (box.attrib for box in picture(scenario).iter(f"{SVG}rect"))
    ]


def texts(scenario: Scenario) -> str:
    return " ".join("".join(text.itertext()) for text in picture(scenario).iter(f"{SVG}text"))


@pytest.mark.parametrize("count", [1, 2, 5, 12, 30])
def test_no_two_boxes_touch_and_all_lie_within_the_picture(count: int) -> None:
    scenario = grown(count)
    whole = picture(scenario)
    found = boxes(scenario)
    assert len(found) == count + len(SEED.endings)
    for x, y, w, h in found:
        assert x >= 0
        assert y >= 0
        assert x + w <= float(whole.attrib["width"])
        assert y + h <= float(whole.attrib["height"])
    for (ax, ay, aw, ah), (bx, by, bw, bh) in combinations(found, 2):
        assert ax + aw < bx or bx + bw < ax or ay + ah < by or by + bh < ay


@pytest.mark.parametrize("scenario", [*shipped(), grown(30)], ids=lambda scenario: scenario.id)
def test_each_turn_has_its_three_ways_in_colours_and_dashes(scenario: Scenario) -> None:
    for stroke in STROKES.values():
        lines = [
            line
            for line in picture(scenario).iter(f"{SVG}path")
            if line.get("stroke") == stroke.colour and line.get("stroke-dasharray") == stroke.dash
        ]
        assert len(lines) == len(scenario.turns) + 1  # and one in the key
    assert len({stroke.dash for stroke in STROKES.values()}) == len(Outcome)


@pytest.mark.parametrize("count", [5, 12, 30])
def test_no_line_runs_through_a_box(count: int) -> None:
    scenario = grown(count)
    names = [*(turn.id for turn in scenario.turns), *(end.id for end in scenario.endings)]
    arrows = [(t.id, t.next[outcome].then) for t in scenario.turns for outcome in Outcome]
    layout = arranged(names, arrows)
    for (start, end), ways in layout.ways.items():
        for x, y in ways:
            for name, (bx, by) in layout.centres.items():
                if name not in (start, end) and by == y:
                    assert abs(bx - x) > WIDTH / 2, (start, end, name)
        assert layout.centres[start][1] + HEIGHT < layout.centres[end][1]


def test_a_talk_of_thirty_turns_stays_narrow_enough_to_read() -> None:
    assert float(picture(grown(30)).attrib["width"]) < 1_800


def test_nothing_in_the_picture_needs_a_style_or_a_script() -> None:
    svg = draw(grown(12)).svg
    assert "style" not in svg
    assert not re.search(r"\son\w+=|<script|<foreignObject|href", svg)


def test_the_picture_has_a_title_and_a_description() -> None:
    whole = picture(SEED)
    names = whole.attrib["aria-labelledby"].split()
    named = {part.get("id"): part.text for part in whole if part.get("id")}
    assert whole.attrib["role"] == "img"
    assert named[names[0]] == "Map of Two cups of tea"
    assert str(named[names[1]]).startswith("5 turns and 3 endings, from top to bottom")


def test_the_list_says_where_each_turn_leads() -> None:
    steps = draw(SEED).steps
    assert [step.heading for step in steps[:2]] == ["Turn 1", "Turn 2"]
    assert steps[0].onward == (
        "If the seeker opens up: Turn 2.",
        "If the seeker stays guarded or shuts down: Turn 3.",
    )
    last = len(SEED.endings)
    assert [step.heading for step in steps[-last:]] == [f"Ending {n}" for n in range(1, last + 1)]
    assert steps[-1].onward == ()
    assert steps[0].said == SEED.turns[0].line.text


def test_a_way_that_leads_the_same_however_it_is_taken_is_said_once() -> None:
    end = SEED.endings[0].id
    same = leading(0, opens_up=end, stays_guarded=end, shuts_down=end)
    assert draw(same).steps[0].onward == ("If the seeker takes it in any way: Ending 1.",)


def test_markup_emoji_and_right_to_left_text_stand_as_they_are() -> None:
    line = "<script>x</script> & 👋 שלום \x07 \ufffe"
    found = texts(with_line(0, line))
    assert "<script>x" in found
    assert "👋" in found
    assert "שלום" in found
    assert "<script" not in draw(having(title=line)).svg


def test_a_circle_is_drawn_and_does_not_hang() -> None:
    circle = leading(2, opens_up=SEED.turns[0].id, stays_guarded=SEED.turns[2].id)
    assert len(boxes(circle)) == len(boxes(SEED))
    assert "rotate(90)" in draw(circle).svg
    assert "rotate(90)" not in draw(SEED).svg


def test_what_is_not_written_and_what_is_never_reached_are_marked() -> None:
    lost = leading(0, opens_up="nowhere", stays_guarded="nowhere", shuts_down="nowhere")
    found = texts(lost)
    assert "nowhere (not written)" in found
    assert "Turn 2 (not reached)" in found
    assert len(boxes(lost)) == len(boxes(SEED)) + 1
    assert 'stroke-dasharray="6 4"' in draw(lost).svg


def test_two_turns_of_one_id_do_not_break_the_picture() -> None:
    twice = having(turns=(*SEED.turns, SEED.turns[0]))
    assert len(boxes(twice)) == len(boxes(SEED))


@pytest.mark.parametrize("seed", range(6))
def test_any_arrows_at_all_can_be_laid_out(seed: int) -> None:
    names = [part.id for part in grown(20, seed).turns]
    arrows = [(a, b) for n, a in enumerate(names) for b in names[(n * 7 + seed) % 20 :: 6]]
    layout = arranged(names, arrows)
    assert set(layout.centres) == set(names)
    assert len(set(layout.centres.values())) == len(names)
