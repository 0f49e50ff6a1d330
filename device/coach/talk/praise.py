"""The strength: what was done well in the trainee's own words, what changed, and why it helped."""

from collections.abc import Sequence
from dataclasses import dataclass

from device.coach.finding import Finding
from device.coach.skills import Skill
from device.coach.talk import quote
from device.coach.talk.heard import SMALL, Heard, Room
from device.coach.talk.memory import Memory, Try, words
from device.coach.talk.openness import LOSSES
from device.coach.talk.phrases import strength as good

MOST_SMALL = 2
"""An "mm-hm" by itself is praised at most so often in one practice: after that it says little."""

_SEVERITY: tuple[Skill, ...] = tuple(sorted(LOSSES, key=lambda skill: -LOSSES[skill]))
"""The habits, what costs the seeker most trust first."""
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
_REASON = 8
"""Words kept free, where possible, for why it helped."""
_ASKED = frozenset({Skill.OPEN_QUESTION, Skill.ASKS_PERMISSION})
"""Skills whose quote is a question, also where the recogniser prints no question mark."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing the coach says in one breath."""

    text: str
    fixed: bool
    """Whether it was known before the talk; False where it quotes the trainee."""


def praised(heard: Heard, room: Room, before: Try | None, memory: Memory) -> Finding | None:
    """The strength that is picked out; None where there is none."""

    def weight(finding: Finding) -> float:
        skill = finding.skill
        fits = _FITS if skill in room.room_for else 1.0
        new = _NEW_NOW if before and skill not in before.helps else 1.0
        tired = _PRAISED_BEFORE ** memory.praised[skill]
        return _WORTH[skill] * finding.confidence * fits * new * tired

    worn = (skill for skill in SMALL if memory.praised[skill] >= MOST_SMALL)
    left = {skill: finding for skill, finding in heard.helps.items() if skill not in set(worn)}
    return max(left.values(), key=weight, default=None)


def change(praised: Skill | None, heard: Heard, before: Try | None, memory: Memory) -> list[str]:
    """What may be said of progress: since the try before, or since an earlier turn.

    A habit is called gone only where there is no sign of it left, be it ever so doubtful.
    """
    if before and praised and praised not in before.helps:
        was_good = before.helps - SMALL and not before.hinders
        frames = good.ANOTHER_WAY if was_good else good.CHANGED
        return [frame.format(good.DID[praised]) for frame in frames]
    if before:
        signs = {finding.skill for finding in heard.hindering}
        gone = [habit for habit in _SEVERITY if habit in before.hinders - signs]
        return list(good.GONE[gone[0]]) if gone and not heard.habits else []
    if praised and memory.hoped_for is praised:
        return [frame.format(good.DID[praised]) for frame in good.GREW]
    return []


def strength(  # noqa: PLR0917 - the pipeline's values, in the order in which they came to be
    heard: Heard, praised: Finding, change: Sequence[str], room: Room, memory: Memory, left: int
) -> list[Sentence]:
    """The change first, then the trainee's words, then why they helped; as much as fits."""
    if memory.was_offered(room.turn, heard.reply.text):
        borrowed = memory.pick(good.BORROWED, most=left)
        told = [Sentence(borrowed, fixed=True)] if borrowed else []
        left -= words(borrowed or "")
    else:
        quoted = _quoted(heard, praised, room, memory, left)
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
    return told or _any_ground(memory, left)


def second(heard: Heard, praised: Finding, memory: Memory, left: int) -> list[Sentence]:
    """Another strength of a reply that needs nothing more, in a few words; never of the same
    words once more.
    """
    others = [
        finding
        for skill, finding in heard.helps.items()
        if skill not in {praised.skill, *SMALL} and not _overlap(finding, praised)
    ]
    if not others:
        return []
    other = max(others, key=lambda finding: _WORTH[finding.skill] * finding.confidence)
    also = memory.pick((frame.format(good.DID[other.skill]) for frame in good.ALSO), most=left)
    return [Sentence(also, fixed=True)] if also else []


def _overlap(one: Finding, other: Finding) -> bool:
    return one.start < other.end and other.start < one.end


def _quoted(heard: Heard, praised: Finding, room: Room, memory: Memory, left: int) -> str | None:
    """The trainee's words in a frame; None where there are none to say back.

    Nothing that hindered is quoted along with what helped, and nobody wants their "mm-hm" read out.
    """
    if praised.skill in SMALL or not quote.surely_heard(heard.reply, praised):
        return None
    begins, ends = quote.clear_of(len(heard.reply.text), praised, heard.hindering)
    start, end = max(praised.start, begins) - begins, min(praised.end, ends) - begins
    if end <= start:
        return None
    text = heard.reply.text[begins:ends]
    asked = praised.skill in _ASKED
    frames = [*good.QUOTES, *(f.replace("NAME", room.name) for f in good.TO_NAME if room.name)]
    for longest, kept_free in (
        (quote.LONGEST, _REASON),
        (quote.SHORTER, _REASON),
        (quote.SHORTER, 0),
    ):
        said = quote.cut(text, start, end, longest, asked=asked)
        if said is None:
            return None
        frame = memory.pick(frames, most=left - kept_free - words(said) + 1)
        if frame:
            return memory.say(frame.format(said))
    return None


def ground(heard: Heard, change: Sequence[str], memory: Memory, left: int) -> list[Sentence]:
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
    if not heard.hindering and words(heard.reply.text) <= good.BRIEF_WORDS:
        text = memory.pick(good.BRIEF, most=left)
        if text:
            return [Sentence(text, fixed=True)]
    return _any_ground(memory, left)


def _any_ground(memory: Memory, left: int) -> list[Sentence]:
    text = memory.pick(good.STAYED, most=left)
    return [Sentence(text, fixed=True)] if text else []
