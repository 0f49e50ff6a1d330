"""The script: every line that is known before a practice begins, so that it can be rendered ahead.

In the order in which a talk is likely to need them.
"""

from collections.abc import Iterator

from device.coach.scenario import Outcome, Scenario
from device.coach.talk.act import Say
from device.coach.talk.conversation import by_coach, by_seeker
from device.coach.talk.phrases import sound, strength, talk, trying


def lines(scenario: Scenario, crisis_words: str) -> tuple[Say, ...]:
    """Everything that may be said in a practice of the scenario and quotes nobody; no repeats."""
    return tuple(dict.fromkeys((*_scenario_lines(scenario), *coach_lines(scenario, crisis_words))))


def _scenario_lines(scenario: Scenario) -> Iterator[Say]:
    yield by_coach(scenario.content_note)
    for seeker in scenario.seekers:
        yield by_coach(seeker.about)
    for turn in scenario.turns:
        yield by_seeker(scenario, turn.seeker, turn.line)
        for outcome in Outcome:
            says = turn.next[outcome].says
            if says:
                yield by_seeker(scenario, turn.seeker, says)
    for ending in scenario.endings:
        yield by_seeker(scenario, ending.seeker, ending.line)
    for turn in scenario.turns:
        for line in turn.model_lines.values():
            yield by_coach(line)


def coach_lines(scenario: Scenario, crisis_words: str) -> tuple[Say, ...]:
    """What the coach may say around the scenario's own lines."""
    names = [seeker.name for seeker in scenario.seekers]
    bridges = [frame.format(name) for name in names for frame in (*talk.BACK_TO, *talk.ANSWERS)]
    return tuple(by_coach(text) for text in (crisis_words, *bridges, *_phrases()))


_FRAMES = (
    *strength.CHANGED,
    *strength.ANOTHER_WAY,
    *strength.GREW,
    *strength.PLAIN,
    *strength.ALSO,
    *talk.OVERALL_ONCE,
)
"""What is said of any skill, with what was done filled in."""


def _phrases() -> Iterator[str]:
    yield from (talk.HOW_TO_LEAVE, talk.OFFER_FIRST, talk.GENTLE_STOP, talk.NOT_KEPT)
    for pool in (talk.WELCOME, talk.YOUR_PART, talk.OFFERS, talk.ONCE_MORE, talk.HOW_WAS_IT):
        yield from pool
    yield from talk.LAST_TRY
    for pool in (
        talk.CARE,
        trying.LEADS,
        trying.LEADS_IF_TRUE,
        trying.NEXT_STEP,
        trying.STILL_HERE,
        talk.FAREWELL_STOPPED,
        talk.FAREWELL_QUIET,
    ):
        yield from pool
    for table in (
        strength.WHY,
        trying.TRY,
        trying.TOWARDS,
        strength.GROUND,
        strength.GONE,
        trying.SMALL_STEP,
    ):
        for pool in table.values():
            yield from pool
    yield from (*strength.SILENT, *strength.BRIEF, *strength.STAYED, *strength.BORROWED)
    for did in strength.DID.values():
        for frame in _FRAMES:
            yield frame.format(did)
    for pool in talk.OVERALL.values():
        yield from pool
    yield from talk.TAKE_ALONG.values()
    yield from (*talk.OVERALL_NONE, *talk.TAKE_ALONG_NONE, *talk.HARD_ENDING, *talk.STILL_CAREFUL)
    yield from (talk.OVERALL_SILENT, talk.TAKE_ALONG_SILENT)
    yield from (talk.TAKE_ALONG_OWN, talk.CAME_TO_IT)
    for pool in (talk.LET_IT_BE, talk.QUIET, talk.UNCLEAR, talk.UNCLEAR_TWICE):
        yield from pool
    for pool in (
        talk.UNCLEAR_CHOICE,
        talk.NOT_ENGLISH,
        talk.NOT_ENGLISH_TWICE,
        talk.HELP,
        talk.HELP_CHOOSING,
    ):
        yield from pool
    yield from (*talk.HELP_WITH_A_LINE, *talk.HELP_PRIVATE)
    yield from (*talk.DISAGREED, talk.DISAGREED_BEFORE)
    yield from (*talk.SPEAKING_FOR_YOURSELF, *talk.FOR_THE_PRACTICE)
    for pool in (sound.UNPLUGGED, sound.QUIET, sound.CLIPPING, sound.HUM, sound.ROOM):
        yield from pool
