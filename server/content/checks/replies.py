"""The sample replies: whether they test what the turns give room for, and whether they hold."""

from collections.abc import Callable, Iterator
from functools import lru_cache

from device.coach.analysis import analyse
from device.coach.finding import Finding
from device.coach.reply import Reply
from device.coach.scenario import Scenario, check
from device.coach.talk.openness import Trust
from server.content import plain
from server.content.checks.found import Found, Severity, Topic

Reader = Callable[[Reply], tuple[Finding, ...]]


@lru_cache(maxsize=5_000)
def _read(text: str, seeker: str) -> tuple[Finding, ...]:
    """Some 10 ms a reply; a page is opened often, and a reply seldom changes."""
    return analyse(Reply(text, seeker=seeker))


def read(reply: Reply) -> tuple[Finding, ...]:
    """What the coach hears in a sample reply."""
    return _read(reply.text, reply.seeker)


def look(scenario: Scenario, reader: Reader | None = read) -> Iterator[Found]:
    """Skills without a sample, and samples that the coach hears otherwise.

    Args:
        reader: what hears the replies; None where they are left unread.
    """
    if reader is not None:
        for problem in check.check_samples(scenario, reader):
            message, fix = plain.told(problem, lambda way: plain.where(way, scenario))
            yield _advice(problem.field, message, fix)
    yield from _untested(scenario)
    if reader is not None:
        yield from _taken_otherwise(scenario, reader)


def _untested(scenario: Scenario) -> Iterator[Found]:
    for number, turn in enumerate(scenario.turns):
        good = {skill for sample in turn.samples if sample.good for skill in sample.findings}
        for place, skill in enumerate(turn.room_for):
            if skill not in good:
                yield _advice(
                    f"turns[{number}].room_for[{place}]",
                    f"This line gives room for “{skill.about.name}”, and no good sample reply"
                    " does it.",
                    "Add one, so that the coach is tested on it.",
                )


def _taken_otherwise(scenario: Scenario, reader: Reader) -> Iterator[Found]:
    start = Trust(scenario.openness)
    for number, turn in enumerate(scenario.turns):
        for place, sample in enumerate(turn.samples):
            if sample.leads_to is None:
                continue
            heard = reader(Reply(sample.text, seeker=turn.line.text))
            mood = start.after(heard, turn.room_for).mood
            if mood is not sample.leads_to:
                yield _advice(
                    f"turns[{number}].samples[{place}].leads_to",
                    f"After this reply the seeker {plain.OUTCOMES[mood]}; it is written that the"
                    f" seeker {plain.OUTCOMES[sample.leads_to]}.",
                    "Change the reply, or what is written.",
                )


def _advice(field: str, sentence: str, fix: str) -> Found:
    return Found(Severity.ADVICE, Topic.REPLIES, field, sentence, fix)
