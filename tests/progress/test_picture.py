"""The picture and the page: readable, told in words too, and nothing but what was kept."""

from dataclasses import replace
from xml.etree import ElementTree

from device.coach.skills import Skill
from device.moment import Quality
from device.progress.figures import Figures
from device.progress.page import page
from device.progress.picture import COLUMNS, WIDTH, picture, shown, told
from tests.progress.people import practice

SVG = "{http://www.w3.org/2000/svg}"
MANY = [
    practice({skill: 1 + n % 4 for n, skill in enumerate(Skill)}, days=7 * week, number=week)
    for week in range(12)
]


def drawn(practices: list[Figures]) -> ElementTree.Element:
    return ElementTree.fromstring(picture(practices))


def test_it_is_as_wide_as_a_small_display_and_no_text_is_smaller_than_12_pixels() -> None:
    svg = drawn(list(MANY))
    assert svg.get("viewBox", "").split()[2] == f"{WIDTH:.0f}" == "480"
    (style,) = svg.iter(f"{SVG}style")
    assert "font:14px" in (style.text or "")
    assert "font-size:12px" in (style.text or "")


def test_nothing_lies_outside_or_over_something_else() -> None:
    svg = drawn(list(MANY))
    height = float(svg.get("viewBox", "").split()[3])
    places = []
    for dot in svg.iter(f"{SVG}circle"):
        x, y, r = (float(dot.get(name, "nan")) for name in ("cx", "cy", "r"))
        assert r <= x <= WIDTH - r
        assert r <= y <= height - r
        places.append((x, y, r))
    for n, (x, y, r) in enumerate(places):
        for x2, y2, r2 in places[n + 1 :]:
            assert (x - x2) ** 2 + (y - y2) ** 2 > (r + r2) ** 2


def test_habits_are_told_from_skills_by_shape_and_each_dot_says_what_it_is() -> None:
    svg = drawn([practice({Skill.ADVICE: 1, Skill.VALIDATION: 4})])
    kinds = {dot.get("class"): dot for dot in svg.iter(f"{SVG}circle") if dot.get("class") != "end"}
    assert set(kinds) == {"helps", "hinders"}
    assert float(kinds["helps"].get("r", 0)) > float(kinds["hinders"].get("r", 0))
    (title,) = kinds["hinders"].iter(f"{SVG}title")
    assert title.text == "advice: in 1 of 4 answers"


def test_the_same_is_told_in_words() -> None:
    practices = [practice({Skill.ADVICE: 2}), practice({Skill.VALIDATION: 3})]
    assert told(practices) == [
        "2 practices, the oldest first.",
        "Validating: 0, 3 times.",
        "Advice: 2, 0 times.",
    ]
    (desc,) = drawn(list(practices)).iter(f"{SVG}desc")
    assert desc.text == " ".join(told(practices))


def test_a_day_is_written_only_where_the_clock_was_sure() -> None:
    unsure = practice({Skill.ADVICE: 1}, quality=Quality.KEPT)
    labels = [text.text for text in drawn([MANY[0], unsure]).iter(f"{SVG}text")]
    assert "no. 2" in labels
    assert any(label and label.endswith(" Jan") for label in labels)


def test_the_last_practices_and_the_commonest_skills_are_shown() -> None:
    helps, habits = shown(MANY)
    assert len(helps) == 7
    assert len(habits) == 4
    whole = page(MANY)
    assert whole.count('<th scope="col">') == COLUMNS + 1
    assert 'role="img"' in whole


def test_without_a_practice_there_is_no_picture_and_the_page_says_so() -> None:
    assert picture([]) == ""
    assert "There is no practice yet" in page([])


def test_a_title_is_text_and_nothing_else() -> None:
    evil = replace(practice({Skill.ADVICE: 1}), title="<script>alert(1)</script>")
    assert "<script" not in page([evil])
