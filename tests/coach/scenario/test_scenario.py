"""The scenario's parts are fixed, strict and found by their ids."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from device.coach.scenario import Ending, Outcome, Scenario, Turn, document
from device.library.template import template

SCENARIO = document.read(template("A wet Tuesday", Path("wet-tuesday.yaml")))


def test_turns_endings_and_seekers_are_found_by_id() -> None:
    assert SCENARIO.turn("telling-her") is SCENARIO.turns[1]
    assert isinstance(SCENARIO.place("opening"), Turn)
    assert isinstance(SCENARIO.place("leaves"), Ending)
    assert SCENARIO.seeker("sam").name == "Sam"


@pytest.mark.parametrize("find", [SCENARIO.turn, SCENARIO.place, SCENARIO.seeker])
def test_an_id_that_is_not_there_is_a_key_error(find: "object") -> None:
    assert callable(find)
    with pytest.raises(KeyError):
        find("nowhere")


def test_each_outcome_has_its_continuation() -> None:
    following = [SCENARIO.turns[1].next[outcome].then for outcome in Outcome]
    assert following == ["lighter", "thinks-it-over", "leaves"]


def test_a_scenario_never_changes() -> None:
    with pytest.raises(ValidationError):
        SCENARIO.title = "Another"


def test_a_scenario_survives_the_way_through_json() -> None:
    assert Scenario.model_validate_json(SCENARIO.model_dump_json()) == SCENARIO
