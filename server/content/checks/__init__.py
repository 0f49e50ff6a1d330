"""The checks before publishing: what stops it, and what staff should look at.

Pure: a scenario and what is known of the centre in, findings out. What the kiosk's own format finds
wrong is told here too, in the words of staff.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from device.coach.scenario import Outcome, Scenario, check
from device.coach.scenario.problem import Level
from server.content import plain
from server.content.checks import reading, real, replies, spoken
from server.content.checks.found import Found, Severity, Site, Topic, said
from server.content.checks.spoken import Length, lengths

__all__ = ["Found", "Length", "Severity", "Site", "Topic", "lengths", "look"]


def look(
    scenario: Scenario,
    site: Site,
    measured: Mapping[str, float] | None = None,
    *,
    errors: bool = True,
    reader: replies.Reader | None = replies.read,
) -> tuple[Found, ...]:
    """Everything that the checks find: first what stops publishing, each in the talk's order.

    Args:
        scenario: one whose fields each hold; it need not be sound.
        site: what is known of the centre.
        measured: seconds by the text of each line that is rendered already.
        errors: whether to tell what the format itself refuses; a draft's own look tells it too.
        reader: what hears the sample replies; None leaves them unread.
    """
    found = [
        *(one for one in _format(scenario) if errors or one.severity is Severity.ADVICE),
        *_endings(scenario),
        *_crisis(site),
        *real.look(scenario, site),
        *spoken.look(scenario, measured or {}),
        *_reading(scenario),
        *replies.look(scenario, reader),
    ]
    order = {field: at for at, field in enumerate(_fields(scenario))}
    placed = [replace(one, where=plain.where(one.field, scenario)) for one in found]
    return tuple(
        sorted(
            placed,
            key=lambda one: (one.severity is Severity.ADVICE, order.get(_part(one.field), 0)),
        )
    )


def _fields(scenario: Scenario) -> Iterator[str]:
    for name in ("seekers", "turns", "endings"):
        for number in range(len(getattr(scenario, name))):
            yield f"{name}[{number}]"


def _part(field: str) -> str:
    return field.partition(".")[0]


def _format(scenario: Scenario) -> Iterator[Found]:
    for problem in check.check(scenario):
        if problem.message.startswith(_TAKES):
            continue  # the length is told by its own check, which knows what was measured
        message, fix = plain.told(problem, lambda way: plain.where(way, scenario))
        severity = Severity.STOPS if problem.level is Level.ERROR else Severity.ADVICE
        yield Found(severity, _topic(problem.field, problem.message), problem.field, message, fix)


_TAKES = "This takes about"


def _topic(field: str, message: str) -> Topic:
    if message.startswith("A voice") or field.endswith(".voice"):
        return Topic.VOICE
    return Topic.REPLIES if ".samples" in field or "_lines" in field else Topic.WAYS


def _endings(scenario: Scenario) -> Iterator[Found]:
    """A talk in which nobody can do well, or nothing can go wrong, teaches little."""
    feels = {ending.feels for ending in scenario.endings}
    for outcome, why in (
        (Outcome.OPENS_UP, "so good listening leads nowhere"),
        (Outcome.SHUTS_DOWN, "so poor listening has no end of its own"),
    ):
        if outcome not in feels:
            yield Found(
                Severity.ADVICE,
                Topic.WAYS,
                "endings",
                f"There is no ending in which the seeker {plain.OUTCOMES[outcome]}, {why}.",
                "Add one.",
            )


def _crisis(site: Site) -> Iterator[Found]:
    if not site.crisis_words.strip():
        yield Found(
            Severity.STOPS,
            Topic.CRISIS,
            "",
            "There are no words yet for a trainee who is in crisis themselves.",
            "An administrator writes them under Settings.",
        )
    elif not site.crisis_line.strip():
        yield Found(
            Severity.ADVICE,
            Topic.CRISIS,
            "",
            "No telephone line is set for a trainee who is in crisis themselves.",
            "An administrator sets it under Settings.",
        )


def _reading(scenario: Scenario) -> Iterator[Found]:
    whole = reading.grade(" ".join(text for _, text in said(scenario)))
    if whole > reading.HARDEST:
        yield _hard("", f"The talk is hard to follow: it reads like year {whole:.0f} of school.")
    for field, text in said(scenario):
        if reading.words(text) >= reading.LEAST_WORDS:
            grade = reading.grade(text)
            if grade > reading.HARDEST_LINE:
                yield _hard(
                    field,
                    f"This is hard to follow by ear: it reads like year {grade:.0f} of school.",
                )


def _hard(field: str, sentence: str) -> Found:
    return Found(
        Severity.ADVICE,
        Topic.READING,
        field,
        sentence,
        "Use shorter sentences and plainer words, as people talk.",
    )
