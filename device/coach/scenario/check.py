"""What no single field of a scenario can tell: what has to fit together, and what can be said."""

import re
import unicodedata
from collections.abc import Callable, Iterator

from device.coach.cast import CAST
from device.coach.finding import Finding
from device.coach.reply import Reply
from device.coach.scenario import Ending, Outcome, Scenario, Seeker, Turn, outline
from device.coach.scenario.problem import Level, Problem, did_you_mean
from device.coach.skills import Kind, Skill

PACE = 150
"""Words a minute of easy speech, by which a line's length is reckoned."""
LONGEST_LINE = 25
"""Seconds of speech after which a listener has lost the beginning of a seeker's line."""
LIKELY = 0.5
"""Confidence from which a habit that is heard in a good sample is worth a warning."""
LONGEST_REPLY = 45
"""Seconds of a sample reply; the rubric calls a longer turn a long one."""

Analyse = Callable[[Reply], tuple[Finding, ...]]


def check(scenario: Scenario) -> tuple[Problem, ...]:
    """Every problem of a scenario whose fields each hold, warnings too."""
    return tuple(_check(scenario))


def _check(scenario: Scenario) -> Iterator[Problem]:
    yield from outline.check(outline.of(scenario.model_dump(mode="json")))
    yield from _sayable("content_note", scenario.content_note)
    for number, seeker in enumerate(scenario.seekers):
        yield from check_seeker(seeker, f"seekers[{number}]")
    for number, turn in enumerate(scenario.turns):
        yield from check_turn(turn, f"turns[{number}]")
    for number, ending in enumerate(scenario.endings):
        yield from check_ending(ending, f"endings[{number}]")


def check_seeker(seeker: Seeker, way: str) -> Iterator[Problem]:
    """Whether the seeker has a voice, and the words about them can be said."""
    if seeker.voice not in CAST:
        yield Problem(
            f"{way}.voice",
            f"There is no voice called “{seeker.voice}”.",
            did_you_mean(seeker.voice, CAST),
        )
    yield from _sayable(f"{way}.about", seeker.about)


def check_turn(turn: Turn, way: str) -> Iterator[Problem]:
    """Whether the turn's skills, model lines and samples fit together and can be said."""
    yield from _spoken(f"{way}.line.text", turn.line.text)
    yield from _check_skills(turn, way)
    for skill, line in turn.model_lines.items():
        yield from _spoken(f"{way}.model_lines.{skill}", line)
    yield from _check_samples_fit(turn, way)
    for outcome in Outcome:
        if says := turn.next[outcome].says:
            yield from _spoken(f"{way}.next.{outcome}.says.text", says.text)


def check_ending(ending: Ending, way: str) -> Iterator[Problem]:
    """Whether the ending can be said."""
    yield from _spoken(f"{way}.line.text", ending.line.text)


def check_samples(scenario: Scenario, analyse: Analyse) -> tuple[Problem, ...]:
    """Every sample in which the coach doesn't hear what it must, as warnings.

    A sample must get each finding it claims, and a good one no habit that hinders. The fault may
    be the coach's as well as the sample's, so it doesn't keep the scenario from being used.
    """
    return tuple(_check_heard(scenario, analyse))


def _check_heard(scenario: Scenario, analyse: Analyse) -> Iterator[Problem]:
    for number, turn in enumerate(scenario.turns):
        for place, sample in enumerate(turn.samples):
            way = f"turns[{number}].samples[{place}]"
            heard = analyse(Reply(sample.text, seeker=turn.line.text))
            skills = {finding.skill for finding in heard}
            for claim, skill in enumerate(sample.findings):
                if skill not in skills:
                    yield _warning(
                        f"{way}.findings[{claim}]",
                        f"The coach doesn't hear {skill} ({skill.about.name}) in this sample.",
                        "Say it more plainly, or take it out of the findings.",
                    )
            for finding in heard:
                likely = finding.confidence >= LIKELY
                if sample.good and likely and finding.skill.kind is Kind.HINDERS:
                    yield _warning(
                        f"{way}.text",
                        f"The sample is called good, and the coach hears {finding.skill}"
                        f" ({finding.skill.about.name}) in “{finding.quote}”.",
                        "Say it another way, or call the sample less good.",
                    )


def _check_skills(turn: Turn, way: str) -> Iterator[Problem]:
    for number, skill in enumerate(turn.room_for):
        here = f"{way}.room_for[{number}]"
        if skill.kind is not Kind.HELPS or skill.by_voice:
            yield Problem(
                here,
                f"“{skill}” is not a skill that words can help with.",
                f"Choose among {', '.join(_helping())}.",
            )
        elif skill in turn.room_for[:number]:
            yield Problem(here, f"“{skill}” stands here twice.", "Keep one of the two.")
        elif skill not in turn.model_lines:
            yield Problem(
                here,
                f"There is no model line for {skill}.",
                f"Add one under model_lines, or take {skill} out of room_for.",
            )
    for skill in turn.model_lines:
        if skill not in turn.room_for:
            yield Problem(
                f"{way}.model_lines.{skill}",
                f"There is a model line for {skill}, which is not in room_for.",
                f"Add {skill} to room_for, or take the line out.",
            )


def _helping() -> list[Skill]:
    return [skill for skill in Skill if skill.kind is Kind.HELPS and not skill.by_voice]


def _check_samples_fit(turn: Turn, way: str) -> Iterator[Problem]:
    for good, called in ((True, "good"), (False, "less good")):
        if not any(sample.good is good for sample in turn.samples):
            yield Problem(
                f"{way}.samples",
                f"There is no {called} sample reply.",
                f"Add one with `good: {str(good).lower()}`.",
            )
    seen = dict[str, int]()
    for number, sample in enumerate(turn.samples):
        here = f"{way}.samples[{number}]"
        first = seen.setdefault(sample.text.casefold(), number)
        if first != number:
            yield Problem(f"{here}.text", "This sample stands here twice.", "Keep one of the two.")
        yield from _spoken(f"{here}.text", sample.text, LONGEST_REPLY)
        for place, skill in enumerate(sample.findings):
            claim = f"{here}.findings[{place}]"
            if skill in sample.findings[:place]:
                yield Problem(claim, f"“{skill}” stands here twice.", "Keep one of the two.")
            if skill.by_voice:
                yield Problem(
                    claim,
                    f"“{skill}” is heard in the voice, and a sample is only words.",
                    "Take it out.",
                )
            elif sample.good and skill.kind is Kind.HINDERS:
                yield Problem(
                    claim,
                    f"The sample is called good, and {skill} ({skill.about.name}) hinders.",
                    f"Take {skill} out, or write `good: false`.",
                )
        if not sample.good and all(skill.kind is Kind.HELPS for skill in sample.findings):
            yield _warning(
                f"{here}.findings",
                "The sample is called less good, and no finding says why.",
                "Name the habit that hinders, such as advice or minimising.",
            )


def _spoken(way: str, text: str, longest: int = LONGEST_LINE) -> Iterator[Problem]:
    seconds = len(text.split()) * 60 / PACE
    if seconds > longest:
        yield _warning(
            way,
            f"This takes about {seconds:.0f} seconds to say; {longest} is plenty.",
            "Shorten it, or part it in two.",
        )
    yield from _sayable(way, text)


def _sayable(way: str, text: str) -> Iterator[Problem]:
    """What a voice can't say, or says in another way than was meant."""
    if not _UNUSUAL.search(text):
        return
    for pattern, what, fix in _UNSAYABLE:
        if found := pattern.search(text):
            yield _warning(way, f"A voice can't say {what} well: “{found[0]}”.", fix)
            return
    for letter in text:
        if ord(letter) > 127 and unicodedata.category(letter) in ("So", "Sk", "Cn", "Co"):
            yield _warning(way, f"A voice can't say “{letter}”.", "Take it out.")
            return


_UNUSUAL = re.compile(r"""[^a-zA-Z\s.,;:!?'"’‘“”–—…-]|[A-Z]{4}|\w\.\w|www""")
"""What every text that a voice stumbles over has; most lines have nothing of it."""
_IN_WORDS = "Write it in words, the way it is said."
_UNSAYABLE = (
    (re.compile(r"https?://\S+|\bwww\.\S+|\b\w+\.(?:com|org|net|uk)\b"), "an address", _IN_WORDS),
    (re.compile(r"[\[\](){}<>*][^\[\](){}<>*]{0,20}"), "brackets or stars", "Take them out."),
    (re.compile(r"\d(?:[\d ,.:/-]*\d){2,}"), "a long number", _IN_WORDS),
    (re.compile(r"[#@&%=+/\\|~^$€£_]\S{0,12}"), "a sign", _IN_WORDS),
    (
        re.compile(r"\b(?=[A-Z]*[AEIOU])[A-Z]{4,}\b"),
        "capitals",
        "Write small letters; a voice spells capitals, or passes over them.",
    ),
)
"""Warnings, first match only: what the voices of the cast stumble over."""


def _warning(way: str, message: str, fix: str) -> Problem:
    return Problem(way, message, fix, Level.WARNING)
