"""What is said in a scenario is the same for the server as for a kiosk."""

import hashlib

import pytest

from device import library
from device.coach.talk import script
from server.content import typed
from server.sound import lines


@pytest.mark.parametrize("name", library.names())
def test_all_that_a_kiosk_says_of_a_scenario_is_listed(name: str) -> None:
    scenario = library.find(name)
    common = set(script.coach_lines(scenario, "Ask whoever is on duty."))
    theirs = {
        (say.voice, say.text)
        for say in script.lines(scenario, "Ask whoever is on duty.")
        if say not in common
    }
    ours = {(line.voice, line.text) for line in lines.of_scenario(scenario)}
    assert ours >= theirs
    assert ours - theirs <= {(say.voice, say.text) for say in common}


def test_a_line_is_found_by_voice_and_words_alone() -> None:
    assert (
        lines.key("bf_emma", "I’m tired.")
        == hashlib.sha256('["bf_emma","I’m tired."]'.encode()).hexdigest()
    )


def test_an_unfinished_draft_lists_what_it_has() -> None:
    seeker = typed.TypedSeeker(id="person-1")
    turn = typed.TypedTurn(
        id="turn-1", seeker="gone", line=typed.TypedLine(text=" Hello. ", recording="ab")
    )
    (line,) = lines.of_draft(typed.Typed(seekers=[seeker], turns=[turn]))
    assert (line.text, line.voice, line.who, line.heading) == ("Hello.", "", "the seeker", "Turn 1")
    assert not line.can_be_spoken
