"""Reading a document: every problem at once, in plain words, at its line."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from device.coach.scenario import Scenario, document, markup
from device.coach.scenario.digest import canonical
from device.coach.scenario.problem import Level, Problem, ScenarioError
from device.errors import WellheardError
from device.library import find
from device.library.template import template

TEMPLATE = template("A wet Tuesday", Path("wet-tuesday.yaml"))
ONE = "version: 1                 #"
JARGON = ("extra inputs", "input should", "valid", "pydantic", "forbidden", "none is not", "enum")


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    return document.examine(text)[1]


def only_problem_of(text: str | bytes) -> Problem:
    (problem,) = problems_of(text)
    return problem


def changed(old: str, new: str) -> str:
    assert TEMPLATE.count(old) >= 1, old
    return TEMPLATE.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_same_scenario_is_read_from_yaml_and_from_json() -> None:
    from_yaml = document.read(TEMPLATE)
    data = from_yaml.model_dump(mode="json")
    assert document.read(json.dumps(data)) == from_yaml
    assert document.read(json.dumps(data, indent="\t", ensure_ascii=False).encode()) == from_yaml


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    text = "\ufeff" + TEMPLATE.replace("\n", "\r\n")
    assert document.read(text.encode()) == document.read(TEMPLATE)


def test_an_unknown_field_is_told_with_the_nearest_one_and_its_line() -> None:
    text = changed("    about: ", "    abuot: ")
    told = {problem.field: problem for problem in problems_of(text)}
    assert told["seekers[0].abuot"].line == line_of(text, "abuot:")
    assert told["seekers[0].abuot"].fix == "Did you mean about?"
    assert "missing" in told["seekers[0].about"].message


def test_an_unknown_skill_is_told_with_the_nearest_one() -> None:
    text = changed(
        "findings: [reflects_feeling, open_question]", "findings: [advice, reflect_feeling]"
    )
    problem = only_problem_of(text)
    assert problem.field == "turns[0].samples[0].findings[1]"
    assert problem.line == line_of(text, "reflect_feeling]")
    assert problem.fix == "Did you mean reflects_feeling?"


def test_every_problem_is_told_at_once_those_of_the_whole_talk_too() -> None:
    text = changed(ONE, "version: one #").replace("voice: am_echo", "voice: am_ecko")
    text = text.replace("then: lighter", "then: ligther").replace("feels: shuts_down", "feels: sad")
    fields = [problem.field for problem in problems_of(text)]
    assert fields == [
        "version",
        "seekers[0].voice",
        "turns[1].next.opens_up.then",
        "endings[2].feels",
    ]


@pytest.mark.parametrize(
    ("old", "new", "field", "says", "fix"),
    [
        ('title: "A wet Tuesday"', "title: 1984", "title", "the number 1984", "quotes"),
        ('title: "A wet Tuesday"', "title: true", "title", "true (yes or no)", "quotes"),
        ('title: "A wet Tuesday"', "title:", "title", "nothing", "Write the words"),
        ('title: "A wet Tuesday"', "title: [a]", "title", "a list", "brackets"),
        ('title: "A wet Tuesday"', 'title: "  "', "title", "empty", "Write the words"),
        ('title: "A wet Tuesday"', f"title: {'a' * 121}", "title", "121 characters", "Shorten"),
        ("openness: 0.45", "openness: 1.5", "openness", "more than 1", "another number"),
        ("openness: 0.45", "openness: .nan", "openness", "a number", "digits"),
        ("openness: 0.45", "openness: high", "openness", "a number", "digits"),
        (ONE, "version: 1.5 #", "version", "a whole number", "digits"),
        (ONE, f"version: {'9' * 5000} #", "version", "a whole number", "digits"),
        (ONE, "version: 0 #", "version", "less than 1", "another number"),
        ("language: en ", "language: english ", "language", "“english”", "en-GB"),
        ("setting: one_to_one", "setting: one-on-one", "setting", "one-on-one", "one_to_one"),
        ("topics: [work, worry]", "topics: work", "topics", "a list", "dash"),
        ("topics: [work, worry]", "topics: []", "topics", "At least 1", "Add"),
        ('id: "wet-tuesday"', 'id: "Wet Tuesday"', "id", "can't be an id", "small letters"),
        ("good: true", "good: yes", "turns[0].samples[0].good", "true or false", "without quotes"),
        ("leads_to: opens_up", "leads_to: op", "turns[0].samples[0].leads_to", "op", "opens_up"),
        ("schema_version: 1 ", "schema_version: 0 ", "schema_version", "format", "_version: 1"),
        ("schema_version: 1 ", "schema_version: 2 ", "schema_version", "newer", "Update this"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_in_plain_words(
    old: str, new: str, field: str, says: str, fix: str
) -> None:
    text = changed(old, new)
    problem = only_problem_of(text)
    assert problem.field == field
    assert problem.line == line_of(text, new)
    assert says in problem.message
    assert fix in problem.fix
    told = problem.told("x").lower()
    assert not any(word in told for word in JARGON)


def test_a_missing_field_points_at_the_part_it_should_be_in() -> None:
    text = changed("        then: lighter\n", "        says: {text: Right.}\n")
    problem = only_problem_of(text)
    assert problem.field == "turns[1].next.opens_up.then"
    assert text.splitlines()[problem.line - 1].strip() == "opens_up:"


def test_a_list_is_not_called_too_short_for_items_that_are_only_wrong() -> None:
    text = changed("feels: opens_up", "feels: happy")
    assert [problem.field for problem in problems_of(text)] == ["endings[0].feels"]


def test_a_field_that_stands_twice_is_told_at_the_second() -> None:
    text = changed("openness: 0.45", "openness: 0.2\nopenness: 0.45")
    problem = only_problem_of(text)
    assert (problem.field, problem.line) == ("openness", line_of(text, "openness: 0.45"))
    twice = '{"a": 1, "a": 2}'
    assert any("twice" in problem.message for problem in problems_of(twice))


def test_each_turn_that_holds_is_checked_while_another_does_not() -> None:
    text = changed("room_for: [reflects_feeling, open_question]", "room_for: [sympathise]")
    text = text.replace("room_for: [validation, reflects_content]", "room_for: [validation]")
    fields = [problem.field for problem in problems_of(text)]
    assert fields == ["turns[0].room_for[0]", "turns[1].model_lines.reflects_content"]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "empty"),
        (" \n\n", 1, "empty"),
        ("# nothing yet\n", 1, "only comments"),
        ("just a sentence", 1, "made of fields"),
        ("- a\n- b", 1, "made of fields"),
        ("id: a\ntitle: Hello: you\n", 2, "colon"),
        ("id: a\nturns:\n\t- id: b\n", 3, "tab"),
        ("id: a\ntitle: 'I'm here'\n", 2, "not indented"),
        ('id: a\ntitle: "never closed\nversion: 1\n', 2, "never closed"),
        ("id: a\ntitle: @home\n", 2, "can't begin"),
        ("id: a\ntopics: [a, b\nversion: 1\n", 3, "not finished"),
        ("id: a\ntitle: &anchor x\n", 2, "anchor"),
        ("a: &a [x]\nb: *a\n", 1, "alias"),
        ("id: !!python/name:os.system x\n", 1, "tag"),
        ("id: a\n---\nid: b\n", 2, "second scenario"),
        ("id: a\ntitle: b\x07\n", 2, "control character"),
        ("id: a\n? [b]\n: c\n", 2, "must be a word"),
        ("%YAML 3.0\n---\na: 1", 1, "can't be read"),
        ('a: "\\U99999999"', 1, "can't be read"),
        ('{"a": 1,\n"b" 2}', 2, "colon"),
        ('{"a": 1,\n}', 2, "comma too many"),
        ('{"a": [1 2]}', 1, "comma"),
        ('{"a": 1}\n\nx', 3, "follows after"),
        ('{"a": "b\n', 1, "line break"),
        ('{"a": "b', 1, "never closed"),
        ('{"a": {', 1, "missing"),
        ('{"a": 1,\n', 1, "field's name"),
        ('{"a": \n nope}', 2, "should be a text"),
        ('{"a": "\\ud800"}', 1, "control character"),
        ("a: " + "[" * 60, 1, "within one another"),
        ('{"a": ' + "[" * 60, 1, "within one another"),
        ("a: " + "x" * 20_000, 1, "20003 characters"),
        ("- 1\n" * 30_000, 20_000, "more than 20000"),
        ("{" + '"a": 1,\n' * 30_000, 20_000, "more than 20000"),
        ("x" * 10_000_000, 1, "10.0 MB"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_broken_text_is_one_problem_with_its_line(text: str, line: int, says: str) -> None:
    problem = only_problem_of(text)
    assert says in problem.message
    assert problem.line == line
    assert problem.fix


def test_json_nan_is_no_number() -> None:
    data = document.read(TEMPLATE).model_dump(mode="json") | {"openness": float("nan")}
    assert only_problem_of(json.dumps(data)).field == "openness"


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"\x00\x01\x02", 1, "not a text file"),
        ("id: a".encode("utf-16"), 1, "UTF-16"),
        ("id: a\ntitle: Café\n".encode("latin-1"), 2, "not saved as UTF-8"),
        (b"x" * (markup.LIMIT + 1), 1, "too long"),
    ],
)
def test_bytes_that_are_no_text_are_told(data: bytes, line: int, says: str) -> None:
    problem = only_problem_of(data)
    assert says in problem.message
    assert problem.line == line


def test_more_problems_than_anyone_reads_are_cut_short() -> None:
    problems = problems_of("".join(f"field{number}: 1\n" for number in range(500)))
    assert len(problems) == 101
    assert "more problems" in problems[-1].message


def test_the_error_tells_file_line_field_and_fix() -> None:
    text = changed("setting: one_to_one", "setting: one_to_won")
    with pytest.raises(ScenarioError) as caught:
        document.read(text, "talk.yaml")
    assert isinstance(caught.value, WellheardError)
    assert isinstance(caught.value, ValueError)
    line = line_of(text, "one_to_won")
    assert str(caught.value) == (
        f"talk.yaml:{line}: setting: “one_to_won” is not one of the words for this."
        " Did you mean one_to_one?"
    )
    assert str(caught.value.of("b.yaml")).startswith(f"b.yaml:{line}:")


def test_warnings_keep_nothing_from_being_read() -> None:
    text = changed("it could be worse", "it is 50% worse")
    examined, problems = document.examine(text)
    assert examined is not None
    assert [problem.level for problem in problems] == [Level.WARNING]
    assert isinstance(document.read(text), Scenario)


def test_a_problem_of_the_scenario_finds_its_place_in_the_text() -> None:
    examined, _ = document.examine(TEMPLATE)
    assert examined is not None
    placed = examined.place(Problem("turns[1].samples[0].text", "x", "y"))
    assert TEMPLATE.splitlines()[placed.line - 1].lstrip().startswith('- text: "Anybody would')
    assert examined.place(Problem("turns[1].samples[99].text", "x", "y")).line == line_of(
        TEMPLATE, '    samples:\n      - text: "Anybody'
    )


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """A real scenario with a piece cut out, doubled or replaced."""
    text = draw(st.sampled_from([TEMPLATE, document.read(TEMPLATE).model_dump_json(indent=1)]))
    start = draw(st.integers(0, len(text)))
    end = min(len(text), start + draw(st.integers(0, 200)))
    new = draw(
        st.text(max_size=8)
        | st.sampled_from(['"', "'", "\t", ": ", "- ", "[", "{", "\r", "\u2028"])
    )
    return text[:start] + new + text[end:]


@settings(max_examples=150, deadline=None)
@given(
    st.text() | st.text(alphabet="ab:-?[]{}\"'&*!|>%@#,\n\t \\u0x\ufeff\u2028\x85\r") | mangled()
)
@example("\u2028a: b: c")
@example('a: "\\x"')
@example("a]: 1")
@example("a[: {b: 1}")
def test_any_text_gives_a_scenario_or_problems_inside_the_text(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    try:
        assert isinstance(document.read(text), Scenario)
    except ScenarioError as error:
        assert error.problems
        for problem in error.problems:
            assert 1 <= problem.line <= len(lines)
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
            assert problem.message.endswith((".", "!")), problem.message
            assert problem.fix


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_scenario_or_problems(data: bytes) -> None:
    examined, problems = document.examine(data)
    assert examined is not None or problems


def test_data_that_is_no_text_yet_is_looked_over_as_its_text_would_be() -> None:
    data = json.loads(canonical(find("two-cups-of-tea")))
    assert document.look_over(data) == (find("two-cups-of-tea"), ())
    data["turns"][1]["line"]["text"] = "Ring 0800 123 456, or see www.help.org."
    data["turns"][0]["next"]["opens_up"]["then"] = "nowhere"
    data["endings"][0]["feels"] = "happy"
    data["seekers"][0]["voice"] = "nobody"
    data["title"] = ""
    for part in ({}, {"turns": None}, {"title": "x" * 2_000_000}):
        data.update(part)
        text = json.dumps(data, ensure_ascii=False)
        scenario, problems = document.look_over(data)
        _, told = document.examine(text)
        assert scenario is None
        assert [(one.field, one.message) for one in problems] == [
            (one.field, one.message) for one in told
        ]
        assert len(problems) > 0
