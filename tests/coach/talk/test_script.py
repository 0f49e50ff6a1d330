import random

import pytest

from device import library
from device.coach.finding import Finding, Source
from device.coach.reply import Reply
from device.coach.scenario import Scenario
from device.coach.skills import Skill
from device.coach.talk import script
from device.coach.talk.act import Command, End, Expect, Listen, Say, Unheard
from device.coach.talk.conversation import Conversation
from device.coach.talk.phrases import sound
from device.voice.level import Trouble

CRISIS_WORDS = "Sam is on duty today."
REPLIES = ("it sounds like you feel let down", "and what did you do then", "get up man")
ANSWERS = ("again", "go on", "i don't agree", "no", "i can't go on like this")


def random_talk(scenario: Scenario, seed: int) -> list[Say]:
    """Everything said in a talk with a trainee who does anything at all."""
    chance = random.Random(seed)

    def analyse(reply: Reply) -> tuple[Finding, ...]:
        skills = chance.sample(list(Skill), chance.randint(0, 3))
        whole = (0, len(reply.text))
        return tuple(
            Finding(s, reply.text, *whole, chance.uniform(0.4, 1), Source.MODEL) for s in skills
        )

    conversation = Conversation(scenario, analyse, crisis_words=CRISIS_WORDS, seed=seed)
    acts = conversation.begin()
    said = [act for act in acts if isinstance(act, Say)]
    commands = [c for c in Command if c is not Command.STOP or chance.random() < 0.1]
    while not isinstance(acts[-1], End):
        waiting = acts[-1]
        assert isinstance(waiting, Listen)
        way = chance.random()
        if way < 0.12:
            acts = conversation.command(chance.choice(commands))
        elif way < 0.2:
            acts = conversation.unheard(chance.choice(list(Unheard)))
        elif waiting.expect is Expect.REPLY:
            acts = conversation.heard(Reply(chance.choice(REPLIES)))
        else:
            acts = conversation.heard(Reply(chance.choice(ANSWERS)))
        said += [act for act in acts if isinstance(act, Say)]
    return said


@pytest.mark.parametrize("scenario", library.shipped(), ids=lambda scenario: scenario.id)
def test_every_fixed_line_of_a_talk_is_in_its_script(scenario: Scenario) -> None:
    script_lines = script.lines(scenario, CRISIS_WORDS)
    known = set(script_lines)
    for seed in range(60):
        missing = [say for say in random_talk(scenario, seed) if say.fixed and say not in known]
        assert not missing
    assert len(script_lines) == len(known)


def test_the_script_holds_every_line_of_the_scenario(scenario: Scenario) -> None:
    texts = {say.text for say in script.lines(scenario, CRISIS_WORDS)}
    assert {"I sit on that bench all day.", "Hm, second.", "I'd better go."} <= texts
    assert {CRISIS_WORDS, "I'm here, third.", "Bo is nineteen."} <= texts


def test_each_seeker_keeps_their_voice(scenario: Scenario) -> None:
    voices = {say.speaker: say.voice for say in script.lines(scenario, CRISIS_WORDS)}
    assert voices["ada"] == "bf_alice"
    assert voices["bo"] == "am_liam"


def test_nothing_that_quotes_is_in_the_script(scenario: Scenario) -> None:
    assert all("{}" not in say.text for say in script.lines(scenario, CRISIS_WORDS))
    assert all(say.fixed for say in script.lines(scenario, CRISIS_WORDS))


def test_the_troubles_of_a_microphone_are_in_the_script(scenario: Scenario) -> None:
    texts = {say.text for say in script.lines(scenario, CRISIS_WORDS)}
    assert set(Trouble) <= texts
    for pool, trouble in (
        (sound.UNPLUGGED, Trouble.UNPLUGGED),
        (sound.QUIET, Trouble.QUIET),
        (sound.CLIPPING, Trouble.CLIPPING),
        (sound.HUM, Trouble.HUM),
        (sound.ROOM, Trouble.ROOM),
    ):
        assert pool[0] == trouble
        assert set(pool) <= texts
