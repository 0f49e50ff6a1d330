"""Feedback: what the coach says about a reply.

One strength in the trainee's own words and why it helped, at most one thing to try, and one line
that fits this seeker. All of it fits the time that a listener has, by construction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

from device.coach.finding import Finding
from device.coach.reply import Reply
from device.coach.scenario import Turn
from device.coach.skills import Kind, Skill
from device.coach.talk import quote
from device.coach.talk.memory import Memory, Try, words
from device.coach.talk.openness import LOSSES
from device.coach.talk.phrases import strength as good
from device.coach.talk.phrases import trying

LONGEST_SECONDS = 20.0
"""Feedback is over in less than this."""
WORDS_A_MINUTE = 150
"""How fast the coach speaks."""
MOST_WORDS = int(LONGEST_SECONDS * WORDS_A_MINUTE / 60) - 2
"""Words in one feedback at most; two words' time is left for the breaths between sentences."""

PRAISED_AT = 0.5
"""Confidence from which a skill is praised: more likely there than not."""
NAMED_AT = 0.6
"""Confidence from which a habit is named. Higher than for praise: to be told of something one
didn't do hurts more than to miss a hint."""
ENOUGH = 2
"""So many skills in one reply are enough: it is told why it was good, and nothing is asked for."""
MOST_SUGGESTED = 3
"""A skill is suggested at most so often in one practice; after that it may rest."""

_SEVERITY: tuple[Skill, ...] = tuple(sorted(LOSSES, key=lambda skill: -LOSSES[skill]))
"""The habits, what costs the seeker most trust first."""
_OFTEN = 0.25
"""A habit weighs this much more for each further time it was heard in the same reply."""
_WORTH: dict[Skill, float] = {
    Skill.REFLECTS_FEELING: 1.0,
    Skill.VALIDATION: 0.95,
    Skill.REFLECTS_CONTENT: 0.9,
    Skill.AFFIRMATION: 0.9,
    Skill.CONNECTION: 0.85,
    Skill.PRESENCE: 0.85,
    Skill.ASKS_PERMISSION: 0.85,
    Skill.OPEN_QUESTION: 0.85,
    Skill.SELF_DISCLOSURE: 0.8,
    Skill.THOUGHTFUL_PAUSE: 0.5,
    Skill.ENCOURAGER: 0.4,
}
"""Which strength is picked out first, others being equal: the harder ones to learn."""
_FITS, _NEW_NOW, _PRAISED_BEFORE = 1.3, 1.6, 0.8
"""Weights: the line gives room for it; the try before didn't have it; each time it was praised."""
_LEAST_STRENGTH = 12
"""Words kept free for the strength when a model line is chosen: a frame and a short quote."""
_REASON = 8
"""Words kept free, where possible, for why it helped."""
_ASKED = frozenset({Skill.OPEN_QUESTION, Skill.ASKS_PERMISSION})
"""Skills whose quote is a question, also where the recogniser prints no question mark."""
_SMALL = frozenset({Skill.ENCOURAGER, Skill.THOUGHTFUL_PAUSE})
"""Skills that go along with others and are not enough by themselves."""
_ALWAYS_ROOM = (
    Skill.REFLECTS_FEELING,
    Skill.OPEN_QUESTION,
    Skill.VALIDATION,
    Skill.REFLECTS_CONTENT,
)
"""What there is room for where no scenario says so."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What was done well, at most one thing to try, and one line that fits this seeker."""

    strength: str
    """What was done well, with the trainee's own words quoted."""
    try_next: str | None
    """One thing to try; None where there is nothing that matters now."""
    model_line: str | None
    """A line that a good listener might have said here, as its bare words."""
    spoken: str
    """All of it as the coach says it, under twenty seconds of speech."""
    praised: Skill | None = None
    """The skill that `strength` names."""
    suggested: Skill | None = None
    """The skill or habit that `try_next` is about."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing the coach says in one breath."""

    text: str
    fixed: bool
    """Whether it was known before the talk; False where it quotes the trainee."""


def for_turn(
    reply: Reply, findings: Sequence[Finding], turn: Turn, memory: Memory
) -> tuple[Feedback, tuple[Sentence, ...]]:
    """Feedback on a reply to a scenario's turn, and its sentences in the order they are said."""
    return _feedback(reply, findings, _Room(turn.id, turn.room_for, turn.model_lines), memory)


def for_reply(reply: Reply, findings: Sequence[Finding]) -> Feedback:
    """Feedback on a single reply, outside any practice. The same reply gets the same words."""
    memory = Memory(crc32(reply.text.encode("utf-8", "replace")))
    return _feedback(reply, findings, _Room("", _ALWAYS_ROOM, trying.ANYWHERE), memory)[0]


@dataclass(frozen=True, slots=True)
class _Room:
    """What the seeker's line gave room for."""

    turn: str
    room_for: tuple[Skill, ...]
    model_lines: dict[Skill, str]


@dataclass(frozen=True, slots=True)
class _Suggestion:
    about: Skill
    text: str
    lead: str | None
    line: str | None

    @property
    def words(self) -> int:
        return sum(words(part) for part in (self.text, self.lead, self.line) if part)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A reply, and what in it is sure enough to speak of."""

    reply: Reply
    helps: dict[Skill, Finding]
    habits: dict[Skill, float]
    """Each habit that is sure enough to be named, and how much it matters here."""
    hindering: tuple[Finding, ...]
    """Every sign of a habit, sure or not: nothing to quote as a strength."""
    closed: bool
    """A yes-or-no question, which is neither praised nor scolded."""


def _heard(reply: Reply, findings: Sequence[Finding]) -> _Heard:
    hindering = tuple(f for f in findings if f.skill.kind is Kind.HINDERS)
    named = tuple(f for f in hindering if f.confidence >= NAMED_AT)
    habits: dict[Skill, float] = {}
    for finding in sorted(named, key=lambda f: -f.confidence):
        weight = LOSSES[finding.skill] * finding.confidence
        habits[finding.skill] = habits.get(finding.skill, weight * (1 - _OFTEN)) + weight * _OFTEN
    sure = (
        finding
        for finding in findings
        if finding.skill.kind is Kind.HELPS
        and finding.confidence >= PRAISED_AT
        and not any(_within(finding, habit) for habit in named)
    )
    closed = any(finding.skill is Skill.CLOSED_QUESTION for finding in findings)
    return _Heard(reply, _best(sure), habits, hindering, closed)


def worth_telling(finding: Finding) -> bool:
    """Whether a finding is sure enough to be shown to the trainee."""
    match finding.skill.kind:
        case Kind.HELPS:
            return finding.confidence >= PRAISED_AT
        case Kind.HINDERS:
            return finding.confidence >= NAMED_AT
    return True


def _within(help_: Finding, habit: Finding) -> bool:
    """Whether the words that helped are part of those that hindered, and so no strength."""
    return habit.start <= help_.start < help_.end <= habit.end


def _feedback(
    reply: Reply, findings: Sequence[Finding], room: _Room, memory: Memory
) -> tuple[Feedback, tuple[Sentence, ...]]:
    before = memory.last if memory.last and memory.last.turn == room.turn else None
    heard = _heard(reply, findings)
    about = _what_matters(heard, room, before, memory)
    suggestion = None if about is None else _suggestion(about, heard, room, memory)
    praised = _praised(heard, room, before, memory)
    left = MOST_WORDS - (suggestion.words if suggestion else 0)
    change = _change(praised.skill if praised else None, heard.habits, before, memory)
    if praised is None:
        strength = _ground(heard, change, memory, left)
    else:
        strength = _strength(heard, praised, change, memory, left)
        if about is None:
            strength += _second(heard, praised, memory, left - sum(words(s.text) for s in strength))
        memory.praised[praised.skill] += 1
    sentences = list(strength)
    if suggestion:
        memory.suggested[suggestion.about] += 1
        parts = (suggestion.text, suggestion.lead, suggestion.line)
        sentences += [Sentence(part, fixed=True) for part in parts if part]
    if not sentences and (kind := memory.pick(trying.STILL_HERE)):
        strength = [*strength, Sentence(kind, fixed=True)]
        sentences = list(strength)
    memory.hoped_for = suggestion.about if suggestion else None
    memory.note(room.turn, (*heard.helps, *heard.habits))
    feedback = Feedback(
        strength=" ".join(s.text for s in strength),
        try_next=suggestion.text if suggestion else None,
        model_line=suggestion.line if suggestion else None,
        spoken=" ".join(s.text for s in sentences),
        praised=praised.skill if praised else None,
        suggested=suggestion.about if suggestion else None,
    )
    return feedback, tuple(sentences)


def _best(findings: Iterable[Finding]) -> dict[Skill, Finding]:
    """The surest finding of each skill."""
    best: dict[Skill, Finding] = {}
    for finding in findings:
        if finding.skill not in best or finding.confidence > best[finding.skill].confidence:
            best[finding.skill] = finding
    return best


def _praised(heard: _Heard, room: _Room, before: Try | None, memory: Memory) -> Finding | None:
    def weight(finding: Finding) -> float:
        skill = finding.skill
        fits = _FITS if skill in room.room_for else 1.0
        new = _NEW_NOW if before and skill not in before.helps else 1.0
        tired = _PRAISED_BEFORE ** memory.praised[skill]
        return _WORTH[skill] * finding.confidence * fits * new * tired

    return max(heard.helps.values(), key=weight, default=None)


def _what_matters(heard: _Heard, room: _Room, before: Try | None, memory: Memory) -> Skill | None:
    """The one thing to speak of now, or None where the reply needs nothing more."""
    if heard.habits:
        return max(heard.habits, key=lambda habit: heard.habits[habit])
    helps = set(heard.helps)
    solid = helps - _SMALL | (helps & {room.room_for[0]})
    improved = before is not None and bool(solid - before.helps or before.hinders)
    if len(solid) >= ENOUGH or (solid and improved) or set(room.room_for) <= helps:
        return None
    if heard.closed and Skill.OPEN_QUESTION not in helps and not solid:
        return Skill.CLOSED_QUESTION
    missing = [s for s in room.room_for if s not in helps and s in trying.TRY]
    rested = [s for s in missing if memory.suggested[s] < MOST_SUGGESTED]
    fresh = [s for s in rested if before is None or s is not memory.hoped_for]
    return next(iter(fresh or rested), None)


def _suggestion(about: Skill, heard: _Heard, room: _Room, memory: Memory) -> _Suggestion | None:
    small = trying.SMALL_STEP.get(about, ()) if memory.suggested[about] else ()
    text = memory.pick(small)
    if text:
        return _Suggestion(about, text, None, None)
    text = memory.pick(trying.TRY[about])
    if text is None:
        return None
    wanted = sorted(trying.INSTEAD.get(about, (about,)), key=lambda skill: skill in heard.helps)
    space = MOST_WORDS - words(text) - _LEAST_STRENGTH
    for skill in wanted:
        line = room.model_lines.get(skill)
        if line and memory.unsaid(line) and words(line) <= space:
            lead = memory.pick(trying.LEADS, most=space - words(line))
            return _Suggestion(about, text, lead, memory.say(line))
    return _Suggestion(about, text, None, None)


def _change(
    praised: Skill | None, habits: Iterable[Skill], before: Try | None, memory: Memory
) -> Sequence[str]:
    """What may be said of progress: since the try before, or since an earlier turn."""
    if before and praised and praised not in before.helps:
        return [frame.format(good.DID[praised]) for frame in good.CHANGED]
    if before:
        gone = [habit for habit in _SEVERITY if habit in before.hinders]
        return good.GONE[gone[0]] if gone and not habits else ()
    if praised and memory.hoped_for is praised:
        return [frame.format(good.DID[praised]) for frame in good.GREW]
    return ()


def _strength(
    heard: _Heard, praised: Finding, change: Sequence[str], memory: Memory, left: int
) -> list[Sentence]:
    """The change first, then the trainee's words, then why they helped; as much as fits."""
    quoted = _quoted(heard, praised, memory, left)
    left -= words(quoted or "")
    changed = memory.pick(change, most=left)
    left -= words(changed or "")
    told = [Sentence(changed, fixed=True)] if changed else []
    if quoted:
        told.append(Sentence(quoted, fixed=False))
    elif not changed and praised.skill is not Skill.THOUGHTFUL_PAUSE:
        plain = memory.pick((f.format(good.DID[praised.skill]) for f in good.PLAIN), most=left)
        left -= words(plain or "")
        told += [Sentence(plain, fixed=True)] if plain else []
    why = memory.pick(good.WHY[praised.skill], most=left)
    if why:
        told.append(Sentence(why, fixed=True))
    return told or [Sentence(text, fixed=True) for text in _any_ground(memory, left)]


def _second(heard: _Heard, praised: Finding, memory: Memory, left: int) -> list[Sentence]:
    """Another strength of a reply that needs nothing more, in a few words."""
    others = [f for skill, f in heard.helps.items() if skill not in {praised.skill, *_SMALL}]
    if not others:
        return []
    other = max(others, key=lambda finding: _WORTH[finding.skill] * finding.confidence)
    also = memory.pick((frame.format(good.DID[other.skill]) for frame in good.ALSO), most=left)
    return [Sentence(also, fixed=True)] if also else []


def _quoted(heard: _Heard, praised: Finding, memory: Memory, left: int) -> str | None:
    """The trainee's words in a frame; None where there are none to say back.

    Nothing that hindered is quoted along with what helped.
    """
    if not quote.surely_heard(heard.reply, praised):
        return None
    begins, ends = quote.clear_of(len(heard.reply.text), praised, heard.hindering)
    start, end = max(praised.start, begins) - begins, min(praised.end, ends) - begins
    if end <= start:
        return None
    text = heard.reply.text[begins:ends]
    asked = praised.skill in _ASKED
    for longest, kept_free in (
        (quote.LONGEST, _REASON),
        (quote.SHORTER, _REASON),
        (quote.SHORTER, 0),
    ):
        said = quote.cut(text, start, end, longest, asked=asked)
        if said is None:
            return None
        frame = memory.pick(good.QUOTES, most=left - kept_free - words(said) + 1)
        if frame:
            return memory.say(frame.format(said))
    return None


def _ground(heard: _Heard, change: Sequence[str], memory: Memory, left: int) -> list[Sentence]:
    """Something true and kind where nothing helped yet."""
    if not any(map(str.isalnum, heard.reply.text)):
        silent = memory.pick(good.SILENT, most=left)
        return [Sentence(silent, fixed=True)] if silent else []
    changed = memory.pick(change, most=left)
    if changed:
        return [Sentence(changed, fixed=True)]
    for skill in (*_SEVERITY, Skill.CLOSED_QUESTION):
        asked = skill is Skill.CLOSED_QUESTION and heard.closed and not heard.habits
        if skill in heard.habits or asked:
            text = memory.pick(good.GROUND.get(skill, ()), most=left)
            if text:
                return [Sentence(text, fixed=True)]
    if not heard.habits and words(heard.reply.text) <= good.BRIEF_WORDS:
        text = memory.pick(good.BRIEF, most=left)
        if text:
            return [Sentence(text, fixed=True)]
    return [Sentence(text, fixed=True) for text in _any_ground(memory, left)]


def _any_ground(memory: Memory, left: int) -> list[str]:
    text = memory.pick(good.STAYED, most=left)
    return [text] if text else []
