import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.coach.talk.act import Command, Expect
from device.coach.talk.command import LONGEST, parse

ANYWHERE = {
    Command.STOP: (
        "stop",
        "Stop.",
        "stop please",
        "please stop",
        "i want to stop",
        "I'd like to stop now, please.",
        "can we stop",
        "um can we stop here please",
        "let's stop",
        "stop the practice",
        "i want to leave",
        "i need to go",
        "end the practice please",
        "i've had enough",
        "that's enough for today",
        "goodbye",
        "i don't want to do this any more",
        "quit",
        "Stop. Stop.",
        "stop stop stop",
        "no stop stop please",
        "stop, please, I need a break",
        "stop please i can't do this",
        "stop i'm too tired",
        "stop please that's enough",
        "i need a break",
        "can we take a short break please",
        "end",
        "finish",
        "can we finish now please",
    ),
    Command.HELP: (
        "help",
        "help me please",
        "what can i say",
        "what do i say",
        "what should i say to that",
        "what am i supposed to say",
        "i don't know what to say",
        "can i have a hint",
        "give me a hint please",
        "i'm stuck",
        "how does this work",
    ),
    Command.LOUDER: ("louder", "a bit louder please", "can you speak up", "turn it up please"),
    Command.QUIETER: ("quieter please", "turn it down", "not so loud"),
    Command.SLOWER: (
        "slower",
        "slower please",
        "slow down please",
        "can you speak more slowly",
        "could you go slower please",
    ),
    Command.FASTER: ("faster", "speed up please", "a little faster"),
    Command.REPEAT: (
        "say that again",
        "can you say that again please",
        "could you repeat that",
        "repeat please",
        "sorry could you say that one more time",
        "pardon",
        "i didn't catch that",
        "i couldn't hear him",
        "what did she say",
        "can i hear that again",
        "come again",
    ),
    Command.SKIP: ("skip", "skip this one please", "can we skip this", "pass", "next one please"),
    Command.DISAGREE: (
        "i don't agree",
        "i disagree",
        "i don't agree with that",
        "i disagree with the feedback",
        "that's not what i said",
        "i didn't say that",
    ),
}
CHOOSING = {
    Command.AGAIN: (
        "again",
        "again please",
        "can i try again please",
        "one more time",
        "once more",
        "let me try that again",
        "i'd like to try again",
        "another go",
        "can i have another go",
        "yes",
        "yes please",
        "try again",
        "let's do it again",
        "i want to do that again",
        "um again i think",
    ),
    Command.GO_ON: (
        "go on",
        "go on please",
        "carry on",
        "let's go on",
        "next",
        "continue",
        "move on",
        "no",
        "no thanks",
        "no thank you",
        "no go on",
        "okay go on",
        "i'm fine",
        "let's keep going",
        "i'd rather go on",
        "let her go on",
    ),
    Command.DISAGREE: (
        "that's not right",
        "i think that's wrong",
        "that's not fair",
        "you're wrong",
        "no that's not true",
    ),
    Command.STOP: ("stop", "no i want to stop", "i'd like to stop please"),
    Command.HELP: ("help", "what can i say"),
    Command.REPEAT: ("can you repeat that", "say that again please", "sorry what was that"),
}
REPLIES = (
    "stop blaming yourself",
    "stop please listen to me for a second",
    "stop it",
    "stop you're not a burden",
    "stop i want you to hear this",
    "the end of what",
    "did he ever finish",
    "you need a break",
    "stop it you're being silly",
    "go on",
    "go on i'm listening",
    "mm hm go on",
    "carry on",
    "tell me again what happened",
    "say that again to her face is what i'd do",
    "tell me more",
    "yes",
    "no",
    "again and again",
    "you should leave him",
    "you need to stop",
    "just leave it",
    "help me understand",
    "how can i help",
    "what can i do for you",
    "what can you say about that week",
    "what did she say to you when you told her",
    "i don't agree with what they did to you",
    "i don't know what to say that sounds so painful",
    "sorry",
    "i'm sorry",
    "that's enough to make anybody cry",
    "i want to stop you there because that sounded important",
    "can we stop and look at that for a moment",
    "let's go back to what you said about your mum",
    "next time it happens come and see me",
    "try again tomorrow",
    "you can try again",
    "pass me the phone he said",
    "i hear you",
    "right",
    "okay",
    "",
)


@pytest.mark.parametrize(
    ("said", "command"), [(said, c) for c, said_ones in ANYWHERE.items() for said in said_ones]
)
def test_a_whole_short_request_is_a_command_at_every_point(said: str, command: Command) -> None:
    assert parse(said, Expect.REPLY) is command
    assert parse(said, Expect.CHOICE) in {command, Command.GO_ON}


@pytest.mark.parametrize(
    ("said", "command"), [(said, c) for c, said_ones in CHOOSING.items() for said in said_ones]
)
def test_a_choice_is_understood_in_many_words(said: str, command: Command) -> None:
    assert parse(said, Expect.CHOICE) is command


@pytest.mark.parametrize("said", REPLIES)
def test_words_meant_for_the_seeker_are_no_command(said: str) -> None:
    assert parse(said, Expect.REPLY) is None


@pytest.mark.parametrize("said", ["it was fine thanks", "no", "again", "a bit hard", "go on"])
def test_an_answer_for_oneself_is_no_command(said: str) -> None:
    assert parse(said, Expect.PRIVATE) is None


def test_one_can_leave_also_when_asked_how_it_was() -> None:
    assert parse("stop please", Expect.PRIVATE) is Command.STOP


@given(st.text(max_size=300), st.sampled_from(Expect))
def test_any_text_can_be_asked_about(text: str, expecting: Expect) -> None:
    parse(text, expecting)


@given(st.lists(st.sampled_from(["stop", "again", "help", "please", "so"]), min_size=LONGEST + 1))
def test_a_long_utterance_is_never_a_command(words: list[str]) -> None:
    assert parse(" ".join(words), Expect.REPLY) is None
