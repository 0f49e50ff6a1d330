"""What has changed between two versions of a scenario, in the words of staff.

Parts are matched by their ids; where an id is new, a part that says nearly the same is taken for
the old one under a new name. Texts are compared word by word. Pure: two scenarios in, changes out.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TypeVar

from device.coach.cast import CAST
from device.coach.scenario import Ending, Line, Outcome, Sample, Scenario, Seeker, Setting, Turn
from device.coach.skills import Skill
from server.content.marks import Mark, Piece, marked
from server.content.plain import GOOD, OUTCOMES, SETTINGS

SAME = 0.6
"""Likeness (`difflib.SequenceMatcher.ratio`) from which a text is taken for another, changed."""


class Kind(StrEnum):
    """What happened."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that has changed."""

    kind: Kind
    part: str
    """Of what it is a part, such as "Turn 3 (the-radio)"; changes of one part stand together."""
    sentence: str
    """What happened, such as "The line was changed."."""
    pieces: tuple[Piece, ...] = ()
    """The words with what was taken out and what was put in; none where the sentence says all."""


def between(old: Scenario | None, new: Scenario) -> tuple[Change, ...]:
    """Everything that has changed, in the order of the new one; what is gone stands last.

    Args:
        old: None where there was none before.
        new: what is to be compared with it.
    """
    if old is None:
        return (Change(Kind.ADDED, "The whole", "Nothing was published before."),)
    return (
        *_about(old, new),
        *_seekers(old, new),
        *_turns(old, new),
        *_endings(old, new),
    )


def by_part(changes: Iterable[Change]) -> list[tuple[str, list[Change]]]:
    """The changes of each part together, in order."""
    parts: dict[str, list[Change]] = {}
    for change in changes:
        parts.setdefault(change.part, []).append(change)
    return list(parts.items())


def _text(part: str, name: str, old: str, new: str) -> Iterator[Change]:
    if old != new:
        yield Change(Kind.CHANGED, part, f"{name} was changed.", marked(old, new))


def _value(part: str, name: str, old: str, new: str) -> Iterator[Change]:
    if old != new:
        yield Change(Kind.CHANGED, part, f"{name} was “{old}”, and is now “{new}”.")


def _list(part: str, what: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Short texts in a list, each of which was put in or taken out."""
    for item in new:
        if item not in old:
            yield Change(Kind.ADDED, part, f"{what} was added: “{item}”.")
    for item in old:
        if item not in new:
            yield Change(Kind.REMOVED, part, f"{what} was taken out: “{item}”.")
    if old != new and sorted(old) == sorted(new):
        yield Change(Kind.MOVED, part, f"The order was changed: {', '.join(new)}.")


def _about(old: Scenario, new: Scenario) -> Iterator[Change]:
    part = "The whole talk"
    yield from _text(part, "The title", old.title, new.title)
    yield from _value(part, "The language", old.language, new.language)
    yield from _list(part, "A topic", old.topics, new.topics)
    yield from _text(part, "The content note", old.content_note, new.content_note)
    yield from _value(part, "Where it takes place", _where(old.setting), _where(new.setting))
    if old.openness != new.openness:
        more = "more" if new.openness > old.openness else "less"
        told = f"The seeker is {more} open at first: {new.openness:g}, and was {old.openness:g}."
        yield Change(Kind.CHANGED, part, told)
    if old.turns[0].id != new.turns[0].id and new.turns[0].id in {turn.id for turn in old.turns}:
        yield Change(Kind.MOVED, part, f"The talk now begins with “{new.turns[0].id}”.")


def _where(setting: Setting) -> str:
    return SETTINGS[setting]


_T = TypeVar("_T", Seeker, Turn, Ending)


def _matched(old: Sequence[_T], new: Sequence[_T]) -> list[tuple[_T | None, _T | None, int]]:
    """Each new part with the old one it was made of, then the old ones that are gone."""
    left = {part.id: part for part in reversed(old)}
    was: dict[int, _T] = {}
    for at, part in enumerate(new):
        if part.id in left:
            was[at] = left.pop(part.id)
    for at, part in enumerate(new):
        if at in was:
            continue
        alike = max(left.values(), key=lambda other: _likeness(other, part), default=None)
        if alike is not None and _likeness(alike, part) >= SAME:
            was[at] = left.pop(alike.id)
    pairs: list[tuple[_T | None, _T | None, int]] = [
        (was.get(at), part, at + 1) for at, part in enumerate(new)
    ]
    return pairs + [
        (part, None, at + 1) for at, part in enumerate(old) if left.get(part.id) is part
    ]


def _likeness(one: Seeker | Turn | Ending, other: Seeker | Turn | Ending) -> float:
    return _alike(_said(one), _said(other))


def _alike(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= SAME else 0.0


def _said(part: Seeker | Turn | Ending) -> str:
    return part.about if isinstance(part, Seeker) else part.line.text


def _seekers(old: Scenario, new: Scenario) -> Iterator[Change]:
    for was, now, _ in _matched(old.seekers, new.seekers):
        seeker = now or was
        assert seeker is not None  # a pair has one at least
        part = f"Seeker {seeker.name}"
        if was is None:
            told = f"{seeker.name} has come, with the voice of {_voice(seeker.voice)}."
            yield Change(Kind.ADDED, part, told, (Piece(Mark.ADDED, seeker.about),))
        elif now is None:
            yield Change(Kind.REMOVED, part, f"{seeker.name} doesn't come any more.")
        else:
            yield from _value(part, "The id", was.id, now.id)
            yield from _value(part, "The name", was.name, now.name)
            yield from _value(part, "The voice", _voice(was.voice), _voice(now.voice))
            yield from _text(part, "The sentence about them", was.about, now.about)


def _voice(voice: str) -> str:
    return CAST[voice].name if voice in CAST else voice


_S = TypeVar("_S", Turn, Ending)


def _parts(
    kind: str,
    pairs: Iterable[tuple[_S | None, _S | None, int]],
    named: Callable[[_S, int], str],
    both: Callable[[str, _S, _S], Iterator[Change]],
) -> Iterator[Change]:
    """What has come and what is gone of one kind, with its line, and what changed in the others."""
    for was, now, number in pairs:
        if now is None:
            assert was is not None  # a pair has one at least
            gone = (Piece(Mark.REMOVED, was.line.text),)
            part = f"{kind.capitalize()} “{was.id}”"
            yield Change(Kind.REMOVED, part, f"The {kind} was taken out.", gone)
        elif was is None:
            fresh = (Piece(Mark.ADDED, now.line.text),)
            yield Change(Kind.ADDED, named(now, number), f"The {kind} was added.", fresh)
        else:
            yield from both(named(now, number), was, now)


def _turns(old: Scenario, new: Scenario) -> Iterator[Change]:
    yield from _parts(
        "turn",
        _matched(old.turns, new.turns),
        lambda turn, number: f"Turn {number} ({turn.id})",
        lambda part, was, now: _turn(part, was, now, old, new),
    )
    common = [turn.id for turn in new.turns if turn.id in {one.id for one in old.turns}]
    before = [turn.id for turn in old.turns if turn.id in common]
    if common != before:
        told = f"The turns stand in another order: {', '.join(common)}."
        yield Change(Kind.MOVED, "The turns", told)


def _turn(part: str, was: Turn, now: Turn, old: Scenario, new: Scenario) -> Iterator[Change]:
    yield from _value(part, "The id", was.id, now.id)
    yield from _value(part, "Who speaks", _who(old, was.seeker), _who(new, now.seeker))
    yield from _line(part, "The line", was.line, now.line)
    yield from _list(part, "A feeling in it", was.to_hear.feelings, now.to_hear.feelings)
    yield from _list(part, "A fact in it", was.to_hear.facts, now.to_hear.facts)
    yield from _list(part, "A strength in it", was.to_hear.strengths, now.to_hear.strengths)
    yield from _list(part, "A skill it gives room for", _names(was.room_for), _names(now.room_for))
    for skill in now.room_for:
        before, after = was.model_lines.get(skill), now.model_lines.get(skill)
        if before is not None and after is not None:
            yield from _text(part, f"The model line for “{skill.about.name}”", before, after)
    yield from _samples(part, was.samples, now.samples)
    for outcome in Outcome:
        yield from _onward(part, outcome, was, now)


def _names(skills: Sequence[Skill]) -> list[str]:
    return [skill.about.name for skill in skills]


def _who(scenario: Scenario, seeker: str) -> str:
    return next((one.name for one in scenario.seekers if one.id == seeker), seeker)


def _line(part: str, name: str, was: Line, now: Line) -> Iterator[Change]:
    yield from _text(part, name, was.text, now.text)
    if was.recording != now.recording:
        if was.recording is None:
            told = f"{name} was recorded by a person."
        elif now.recording is None:
            told = f"{name} is spoken by the voice again; the recording was taken out."
        else:
            told = f"{name} was recorded again."
        yield Change(Kind.CHANGED, part, told)


def _samples(part: str, old: Sequence[Sample], new: Sequence[Sample]) -> Iterator[Change]:
    left = list(old)
    pairs = list[tuple[Sample | None, Sample]]()
    for sample in new:
        same = next((one for one in left if one.text == sample.text), None)
        if same is not None:
            left.remove(same)
        pairs.append((same, sample))
    for was, now in pairs:
        before = was
        if before is None:
            alike = max(left, key=lambda other: _alike(other.text, now.text), default=None)
            if alike is not None and _alike(alike.text, now.text) >= SAME:
                left.remove(alike)
                before = alike
        if before is None:
            told = f"A {GOOD[now.good]} sample reply was added."
            yield Change(Kind.ADDED, part, told, (Piece(Mark.ADDED, now.text),))
        else:
            yield from _sample(part, before, now)
    for gone in left:
        told = f"A {GOOD[gone.good]} sample reply was taken out."
        yield Change(Kind.REMOVED, part, told, (Piece(Mark.REMOVED, gone.text),))


def _sample(part: str, was: Sample, now: Sample) -> Iterator[Change]:
    yield from _text(part, "A sample reply", was.text, now.text)
    kept = (Piece(Mark.KEPT, now.text),)
    if was.good != now.good:
        yield Change(Kind.CHANGED, part, f"A sample reply is now called {GOOD[now.good]}.", kept)
    if set(was.findings) != set(now.findings):
        heard = ", ".join(_names(now.findings)) or "nothing"
        told = f"What the coach must hear in a sample reply is now: {heard}."
        yield Change(Kind.CHANGED, part, told, kept)
    if was.leads_to != now.leads_to:
        told = (
            f"After a sample reply the seeker {OUTCOMES[now.leads_to]}."
            if now.leads_to
            else "It is open how the seeker takes a sample reply."
        )
        yield Change(Kind.CHANGED, part, told, kept)


def _onward(part: str, outcome: Outcome, was: Turn, now: Turn) -> Iterator[Change]:
    before, after = was.next[outcome], now.next[outcome]
    how = f"When the seeker {OUTCOMES[outcome]}"
    if before.then != after.then:
        told = f"{how}, the talk goes on to “{after.then}”; it was “{before.then}”."
        yield Change(Kind.CHANGED, part, told)
    name = f"What is said at once when the seeker {OUTCOMES[outcome]}"
    if before.says and after.says:
        yield from _line(part, name, before.says, after.says)
    elif after.says:
        fresh = (Piece(Mark.ADDED, after.says.text),)
        yield Change(Kind.ADDED, part, f"{how}, something is said at once.", fresh)
    elif before.says:
        gone = (Piece(Mark.REMOVED, before.says.text),)
        yield Change(Kind.REMOVED, part, f"{how}, nothing is said at once any more.", gone)


def _endings(old: Scenario, new: Scenario) -> Iterator[Change]:
    def ending(part: str, was: Ending, now: Ending) -> Iterator[Change]:
        yield from _value(part, "The id", was.id, now.id)
        yield from _value(part, "Who speaks", _who(old, was.seeker), _who(new, now.seeker))
        yield from _line(part, "The last words", was.line, now.line)
        yield from _value(part, "How they leave", OUTCOMES[was.feels], OUTCOMES[now.feels])

    pairs = _matched(old.endings, new.endings)
    yield from _parts("ending", pairs, lambda one, _: f"Ending “{one.id}”", ending)
