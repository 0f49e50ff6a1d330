"""The answer to "are you speaking for yourself just now, or for the practice?"."""

import pytest

from device.coach.talk.for_whom import speaks_for_the_role


@pytest.mark.parametrize(
    "answer",
    [
        "no",
        "no no",
        "No, I'm not.",
        "no go on",
        "no sorry that was for the practice",
        "no that was for the practice",
        "for the practice",
        "the practice",
        "just the practice",
        "yes for the practice",
        "it's part of the role",
        "i'm just practising",
        "im only practicing",
        "no i meant him",
        "i meant Ada",
        "i was talking about ada",
        "i was saying back what she said",
        "nope i'm fine",
        "not me no",
        "i was just playing the part",
        "no not for me",
        "oh no i was only talking to the seeker",
    ],
)
def test_a_clear_no_lets_the_practice_go_on(answer: str) -> None:
    assert speaks_for_the_role(answer, ["Ada", "Bo"])


@pytest.mark.parametrize(
    "answer",
    [
        "yes",
        "yeah",
        "for myself",
        "i don't know",
        "",
        "maybe",
        "both",
        "no i really mean it",
        "no it's me",
        "no i want to die",
        "what if i am",
        "myself",
        "no help me please",
        "no i'm struggling",
        "no i'm not okay",
        "no one cares",
        "no but i feel that way too",
        "nope, but i do think about it",
        "i'm fine with dying",
        "i'm fine",
        "i'm talking about myself",
        "i was talking about me",
        "no not for the practice",
        "it's not the practice",
        "no i'm not acting",
        "no this isn't a role",
        "no it wasn't about him",
        "it started in the practice and then i thought of me",
        "not really",
        "no not really",
        "i don't think so",
        "no idea",
        "no reason to go on",
        "no more please",
        "nobody",
        "for the practice but it's true",
        "i guess for the practice",
        "i meant it",
        "no leave me alone",
        "no no no no i can't",
        "no " * 40,
        "please go on " * 30,
    ],
)
def test_anything_else_is_taken_as_meant(answer: str) -> None:
    assert not speaks_for_the_role(answer, ["Ada", "Bo"])


def test_a_name_that_is_nobodys_here_is_no_answer() -> None:
    assert not speaks_for_the_role("i meant Ada")
