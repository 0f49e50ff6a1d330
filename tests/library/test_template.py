"""The template is sound, complete and explains itself."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from device.coach.cast import CAST
from device.coach.scenario import Outcome, Scenario, document
from device.coach.skills import Skill
from device.library.template import TitleError, identifier, template


def test_the_template_is_sound_with_two_turns_and_three_endings() -> None:
    examined, problems = document.examine(template("Moving house", Path("moving-house.yaml")))
    assert problems == ()
    assert examined is not None
    scenario = examined.scenario
    assert (scenario.id, scenario.title) == ("moving-house", "Moving house")
    assert (len(scenario.seekers), len(scenario.turns)) == (1, 2)
    assert [ending.feels for ending in scenario.endings] == list(Outcome)


def test_the_template_lists_every_skill_of_words_and_every_voice() -> None:
    text = template("x", Path("x.yaml"))
    for skill in Skill:
        assert (f"#   {skill.value} " in text) is not skill.by_voice
    for voice in CAST:
        assert f"#   {voice} " in text


def fields_of(model: type[BaseModel]) -> set[str]:
    return {name for part in [model, *model.__subclasses__()] for name in part.model_fields} | {
        name for below in model.__subclasses__() for name in fields_of(below)
    }


def test_the_template_shows_every_field_of_the_format_but_recordings() -> None:
    text = template("x", Path("x.yaml"))
    fields = fields_of(Scenario.__bases__[0])
    assert {"leads_to", "says", "to_hear"} <= fields
    assert {name for name in fields if f"{name}:" not in text} == {"recording"}


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=30))
def test_any_file_name_gives_an_id_that_can_be_used(stem: str) -> None:
    found = identifier(stem)
    examined, problems = document.examine(template("x", Path(f"{found}.yaml")))
    assert problems == ()
    assert examined is not None
    assert examined.scenario.id == found


@pytest.mark.parametrize("title", ['He said: "no" # 1', "true", "1984", "Ünï – 'x' \\n", "a" * 120])
def test_any_title_can_be_written_down(title: str) -> None:
    assert document.read(template(title, Path("x.yaml"))).title == title


@pytest.mark.parametrize("title", ["", "   ", "a" * 121, "a\x00b"])
def test_a_title_that_cannot_be_used_is_refused(title: str) -> None:
    with pytest.raises(TitleError, match="1 to 120"):
        template(title, Path("x.yaml"))
