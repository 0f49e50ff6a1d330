"""Feedback: what the coach says about a reply.

One strength in the trainee's own words and why it helped, at most one thing to try, and one line
that fits this seeker. All of it fits the time that a listener has, by construction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from device.coach.finding import Finding
from device.coach.reply import Reply
from device.coach.scenario import Turn
from device.coach.skills import Skill
from device.coach.talk import praise
from device.coach.talk.heard import Room, heard
from device.coach.talk.memory import Memory, words
from device.coach.talk.phrases import trying
from device.coach.talk.praise import Sentence
from device.coach.talk.suggestion import suggestion, what_matters
from device.coach.talk.sure import NAMED_AT, PRAISED_AT, worth_telling

__all__ = [
    "LONGEST_SECONDS",
    "MOST_WORDS",
    "NAMED_AT",
    "PRAISED_AT",
    "WORDS_A_MINUTE",
    "Feedback",
    "Sentence",
    "for_reply",
    "for_turn",
    "worth_telling",
]

LONGEST_SECONDS = 20.0
"""Feedback is over in less than this."""
WORDS_A_MINUTE = 130
"""How fast the coach speaks."""
MOST_WORDS = int(LONGEST_SECONDS * WORDS_A_MINUTE / 60) - 2
"""Words in one feedback at most; two words' time is left for the breaths between sentences."""

_LEAST_STRENGTH = 14
"""Words kept free for the strength when a model line is chosen: a frame and a short quote."""
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


def for_turn(
    reply: Reply,
    findings: Sequence[Finding],
    turn: Turn,
    memory: Memory,
    *,
    name: str | None = None,
    aloud: bool = True,
) -> tuple[Feedback, tuple[Sentence, ...]]:
    """Feedback on a reply to a scenario's turn, and its sentences in the order they are said.

    Args:
        name: what the seeker is called.
        aloud: whether the reply may be praised and quoted.
    """
    room = Room(turn.id, turn.room_for, turn.model_lines, name, aloud)
    return _feedback(reply, findings, room, memory)


def for_reply(reply: Reply, findings: Sequence[Finding]) -> Feedback:
    """Feedback on a single reply, outside any practice. The same reply gets the same words."""
    memory = Memory(crc32(reply.text.encode("utf-8", "replace")))
    return _feedback(reply, findings, Room("", _ALWAYS_ROOM, trying.ANYWHERE), memory)[0]


def _feedback(
    reply: Reply, findings: Sequence[Finding], room: Room, memory: Memory
) -> tuple[Feedback, tuple[Sentence, ...]]:
    before = memory.last if memory.last and memory.last.turn == room.turn else None
    found = heard(reply, findings)
    about = what_matters(found, room, before, memory)
    most = MOST_WORDS - _LEAST_STRENGTH
    suggested = suggestion(about, found, room, memory, most) if about else None
    praised = praise.praised(found, room, before, memory) if room.aloud else None
    left = MOST_WORDS - (suggested.words if suggested else 0)
    change = praise.change(praised.skill if praised else None, found, before, memory)
    if praised is None:
        strength = praise.ground(found, change, memory, left)
    else:
        strength = praise.strength(found, praised, change, room, memory, left)
        if about is None:
            spare = left - sum(words(s.text) for s in strength)
            strength += praise.second(found, praised, memory, spare)
        memory.praised[praised.skill] += 1
    sentences = list(strength)
    if suggested:
        memory.suggested[suggested.about] += 1
        memory.offer(room.turn, suggested.line)
        sentences += [Sentence(part, fixed=True) for part in suggested.parts]
    if not sentences and (kind := memory.pick(trying.STILL_HERE)):
        strength = [Sentence(kind, fixed=True)]
        sentences = list(strength)
    memory.hoped_for = suggested.about if suggested else None
    memory.note(room.turn, (*found.helps, *found.habits))
    feedback = Feedback(
        strength=" ".join(s.text for s in strength),
        try_next=suggested.text if suggested else None,
        model_line=suggested.line if suggested else None,
        spoken=" ".join(s.text for s in sentences),
        praised=praised.skill if praised else None,
        suggested=suggested.about if suggested else None,
    )
    return feedback, tuple(sentences)
