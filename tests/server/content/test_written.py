"""A draft looked over: once for what stands in it, whatever the number that it will have."""

from typing import Any

import pytest

from device.coach.scenario import document
from server.content import typed, written
from server.content.typed import Typed
from tests.server.content.grown import SEED


def other(content: Typed, title: str) -> Typed:
    about = content.about.model_copy(update={"title": title})
    return content.model_copy(update={"about": about})


def test_a_draft_is_looked_over_again_only_when_it_has_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked, check = list[object](), document.look_over

    def counted(data: dict[str, Any]) -> object:
        looked.append(data)
        return check(data)

    monkeypatch.setattr(document, "look_over", counted)
    written._look.cache_clear()
    draft = typed.of_scenario(SEED)
    for _ in range(3):
        written.look(draft, "tea")
        written.look(typed.of_scenario(SEED), "tea", 2)
    assert len(looked) == 1
    changed = written.look(other(draft, "Three cups"), "tea")
    assert changed.scenario is not None
    assert (changed.scenario.title, len(looked)) == ("Three cups", 2)
    another = written.look(draft, "coffee")
    assert another.scenario is not None
    assert (another.scenario.id, len(looked)) == ("coffee", 3)


def test_a_version_differs_from_the_next_in_its_number_alone() -> None:
    draft = typed.of_scenario(SEED)
    first, seventh = written.look(draft, "tea"), written.look(draft, "tea", 7)
    assert first.scenario is not None
    assert seventh.scenario is not None
    assert (first.written.data["version"], seventh.written.data["version"]) == (1, 7)
    assert (first.scenario.version, seventh.scenario.version) == (1, 7)
    assert seventh.written.data | {"version": 1} == first.written.data
    assert seventh.scenario.model_copy(update={"version": 1}) == first.scenario
    assert seventh.troubles == first.troubles
    assert seventh.written.nearest("turns[0].line") == first.written.nearest("turns[0].line")


def test_what_is_not_sound_is_no_scenario_under_any_number() -> None:
    empty = Typed()
    for number in (1, 2):
        looked = written.look(empty, "tea", number)
        assert looked.scenario is None
        assert looked.errors
        assert looked.written.data["version"] == number
