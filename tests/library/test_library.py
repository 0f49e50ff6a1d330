"""The shelf of shipped scenarios, and reading others from files."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from device import library
from device.coach.analysis import analyse
from device.coach.cast import CAST
from device.coach.finding import Finding, Source
from device.coach.scenario import Ending, Outcome, Scenario, Turn
from device.coach.scenario.check import check_samples
from device.coach.scenario.problem import ScenarioError
from device.coach.skills import Kind, Skill
from device.coach.talk.openness import Trust
from device.errors import WellheardError
from device.library import ScenarioNotReadError

SHIPPED = library.shipped()

every_scenario = pytest.mark.parametrize("scenario", SHIPPED, ids=lambda one: one.id)


def paths(scenario: Scenario, place: Turn | Ending) -> Iterator[list[Turn | Ending]]:
    """Every way the talk can go from a place."""
    if isinstance(place, Ending):
        yield [place]
        return
    for outcome in Outcome:
        for onward in paths(scenario, scenario.place(place.next[outcome].then)):
            yield [place, *onward]


def test_six_scenarios_ship_and_each_file_is_named_for_its_id() -> None:
    assert len(SHIPPED) == 6
    assert tuple(scenario.id for scenario in SHIPPED) == library.names()


@every_scenario
def test_a_shipped_scenario_has_no_problem_at_all(scenario: Scenario) -> None:
    _, problems = library.examine(library.SHELF / f"{scenario.id}.yaml")
    assert [problem.told(scenario.id) for problem in problems] == []


@every_scenario
def test_the_coach_hears_in_every_sample_what_it_claims(scenario: Scenario) -> None:
    assert [problem.told(scenario.id) for problem in check_samples(scenario, analyse)] == []


@every_scenario
def test_every_path_has_three_to_five_turns_and_ends(scenario: Scenario) -> None:
    for path in paths(scenario, scenario.turns[0]):
        assert 3 <= len(path) - 1 <= 5
        assert isinstance(path[-1], Ending)


@every_scenario
def test_the_endings_are_of_every_mood_and_the_last_reply_counts(scenario: Scenario) -> None:
    assert {ending.feels for ending in scenario.endings} == set(Outcome)
    for turn in scenario.turns:
        for outcome in Outcome:
            place = scenario.place(turn.next[outcome].then)
            if isinstance(place, Ending):
                assert place.feels is outcome


@every_scenario
def test_every_turn_has_good_and_less_good_samples_in_several_styles(scenario: Scenario) -> None:
    for turn in scenario.turns:
        good = [sample for sample in turn.samples if sample.good]
        less_good = [sample for sample in turn.samples if not sample.good]
        assert len({sample.findings for sample in good}) >= 2, turn.id
        assert len({sample.findings for sample in less_good}) >= 3, turn.id
        assert all(sample.findings for sample in turn.samples), turn.id


@every_scenario
def test_the_first_turn_says_how_clear_samples_are_taken(scenario: Scenario) -> None:
    first, *others = scenario.turns
    leads = {sample.leads_to for sample in first.samples}
    assert {Outcome.OPENS_UP, Outcome.SHUTS_DOWN} <= leads
    assert all(sample.leads_to is None for turn in others for sample in turn.samples)


@every_scenario
def test_what_a_first_sample_claims_leads_where_it_says(scenario: Scenario) -> None:
    turn = scenario.turns[0]
    for sample in turn.samples:
        claimed = [Finding(skill, "", 0, 0, 0.9, Source.RULES) for skill in sample.findings]
        mood = Trust(scenario.openness).after(claimed, turn.room_for).mood
        assert sample.leads_to in (None, mood), sample.text


@every_scenario
def test_what_the_seeker_says_takes_five_to_twenty_five_seconds(scenario: Scenario) -> None:
    for turn in scenario.turns:
        assert 12 <= len(turn.line.text.split()) <= 62, turn.id


def test_between_them_the_samples_show_every_habit_that_words_can_show() -> None:
    shown = {s for one in SHIPPED for turn in one.turns for x in turn.samples for s in x.findings}
    hindering = {skill for skill in Skill if skill.kind is Kind.HINDERS and not skill.by_voice}
    helping = {skill for skill in Skill if skill.kind is Kind.HELPS and not skill.by_voice}
    assert hindering <= shown
    assert helping - {Skill.ENCOURAGER} <= shown


def test_the_seekers_are_of_both_sexes_and_accents_with_a_voice_each() -> None:
    voices = [CAST[seeker.voice] for one in SHIPPED for seeker in one.seekers]
    assert len({voice.id for voice in voices}) == len(voices)
    assert len({voice.sex for voice in voices}) == 2
    assert len({voice.accent for voice in voices}) == 2


def test_a_scenario_is_found_by_its_id_or_its_file(tmp_path: Path) -> None:
    one = SHIPPED[0]
    copy = tmp_path / "copy.json"
    copy.write_text(one.model_dump_json(), encoding="utf-8")
    assert library.find(one.id) == library.find(str(copy)) == one


def test_a_name_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(ScenarioNotReadError, match="Did you mean two-cups-of-tea"):
        library.find("two-cup-of-tea")
    with pytest.raises(ScenarioNotReadError, match="There are: back-to-day-one"):
        library.find("zzz")


def test_a_missing_file_a_folder_and_a_pipe_are_one_sentence_each(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, says in (
        (tmp_path / "none.yaml", "no such file"),
        (tmp_path, "is a folder"),
        (pipe, "not a file"),
        (Path("/dev/zero"), "not a file"),
        (tmp_path / ("x" * 300), "can't be read"),
        (library.SHELF / "two-cups-of-tea.yaml" / "x", "can't be read"),
        (Path("nul\0.yaml"), "can't be read"),
    ):
        with pytest.raises(ScenarioNotReadError, match=says) as caught:
            library.read(path)
        assert isinstance(caught.value, WellheardError)
        assert isinstance(caught.value, OSError)
        assert "\n" not in str(caught.value)


def test_a_huge_file_is_refused_by_its_size(tmp_path: Path) -> None:
    file = tmp_path / "huge.yaml"
    with file.open("wb") as out:
        out.truncate(10_000_000_000)
    with pytest.raises(ScenarioError, match=r"10000\.0 MB"):
        library.read(file)


def test_errors_are_told_with_the_files_name(tmp_path: Path) -> None:
    file = tmp_path / "talk.yaml"
    file.write_text("id: a\nid: b\n")
    with pytest.raises(ScenarioError) as caught:
        library.read(file)
    assert f"{file}:2: id: This field stands here twice." in str(caught.value)
