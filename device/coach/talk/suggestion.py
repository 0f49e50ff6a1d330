"""The one thing to try: what matters most now, said so that it fits the line that goes with it."""

from collections.abc import Iterable
from dataclasses import dataclass

from device.coach.skills import Skill
from device.coach.talk.heard import Heard, Room
from device.coach.talk.memory import Memory, Try, words
from device.coach.talk.phrases import talk, trying

ENOUGH = 2
"""So many skills in one reply are enough: it is told why it was good, and nothing is asked for."""
MOST_SUGGESTED = 3
"""A skill is suggested at most so often in one practice; after that it may rest."""
_NEXT_TIME = "Next time"
"""Says by itself that something comes on top."""
_LEAD = 5
"""Words kept free, where possible, for what announces the line."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to try, and how a good listener might have put it."""

    about: Skill
    text: str
    step: str | None = None
    """Says that it comes on top of what was good already."""
    lead: str | None = None
    line: str | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """What is said, in order."""
        return tuple(part for part in (self.step, self.text, self.lead, self.line) if part)

    @property
    def words(self) -> int:
        """How many words all of it has."""
        return sum(words(part) for part in self.parts)


def what_matters(heard: Heard, room: Room, before: Try | None, memory: Memory) -> Skill | None:
    """The one thing to speak of now, or None where the reply needs nothing more."""
    if heard.habits:
        return max(heard.habits, key=lambda habit: heard.habits[habit])
    helps = set(heard.helps)
    solid = heard.solid | (helps & {room.room_for[0]})
    improved = before is not None and bool(solid - before.helps or before.hinders)
    if len(solid) >= ENOUGH or (solid and improved) or set(room.room_for) <= helps:
        return None
    if room.room_for[0] is Skill.PRESENCE and Skill.PRESENCE in helps:
        return None  # more words are the last thing that is needed there
    if before is None and room.turn and solid & set(room.room_for) and memory.may_stand():
        return None
    if heard.closed and Skill.OPEN_QUESTION not in helps and not solid:
        return Skill.CLOSED_QUESTION
    missing = [s for s in room.room_for if _is_missing(s, helps) and s in trying.TRY]
    rested = [s for s in missing if memory.suggested[s] < MOST_SUGGESTED]
    fresh = [s for s in rested if before is None or s is not memory.hoped_for]
    return next(iter(fresh or rested), None)


def _is_missing(skill: Skill, helps: set[Skill]) -> bool:
    """Who names the feeling has shown that they heard the facts (MITI: a complex reflection)."""
    if skill is Skill.REFLECTS_CONTENT and Skill.REFLECTS_FEELING in helps:
        return False
    return skill not in helps


def suggestion(
    about: Skill, heard: Heard, room: Room, memory: Memory, most: int
) -> Suggestion | None:
    """How it is put, in at most so many words; None where all of it was said in this practice."""
    small = trying.SMALL_STEP.get(about, ()) if memory.suggested[about] else ()
    text = memory.pick(small, most=most)
    if text:
        return _with_step(Suggestion(about, text), heard, memory, most)
    with_line = _with_line(about, heard, room, memory, most)
    if with_line:
        return _with_step(with_line, heard, memory, most)
    text = memory.pick(trying.TRY[about], most=most)
    return None if text is None else _with_step(Suggestion(about, text), heard, memory, most)


def _with_line(
    about: Skill, heard: Heard, room: Room, memory: Memory, most: int
) -> Suggestion | None:
    wanted = sorted(trying.INSTEAD.get(about, (about,)), key=lambda skill: skill in heard.helps)
    for skill in wanted:
        line = room.model_lines.get(skill)
        if not line or not memory.unsaid(line):
            continue
        ways = trying.TOWARDS.get((about, skill), trying.TRY[about])
        free = most - words(line)
        text = memory.pick(ways, most=free - _LEAD) or memory.pick(ways, most=free)
        if text:
            leads = trying.LEADS_IF_TRUE if skill is Skill.SELF_DISCLOSURE else trying.LEADS
            lead = memory.pick(_fitting(leads, text), most=free - words(text))
            return Suggestion(about, text, lead=lead, line=memory.say(line))
    return None


def _fitting(leads: Iterable[str], text: str) -> list[str]:
    """Leads that don't begin as the text before them does ("You might… You might say:")."""
    said = text.lower()
    return [lead for lead in leads if " ".join(lead.lower().split()[:2]) not in said]


def line_for_help(room: Room, memory: Memory) -> tuple[str, ...]:
    """A lead and a model line, for somebody who asks for help once more; empty if none is left."""
    for skill in room.room_for:
        line = room.model_lines.get(skill)
        if line and skill is not Skill.SELF_DISCLOSURE and memory.unsaid(line):
            memory.offer(room.turn, line)
            lead = memory.pick((*talk.HELP_WITH_A_LINE, *trying.LEADS))
            return (*((lead,) if lead else ()), memory.say(line))
    return ()


def _with_step(made: Suggestion, heard: Heard, memory: Memory, most: int) -> Suggestion:
    """What comes on top of something good is called that, and not told as if it had been missed."""
    good_already = heard.solid and not heard.habits
    if not good_already or made.text.startswith(_NEXT_TIME):
        return made
    step = memory.pick(trying.NEXT_STEP, most=most - made.words)
    return Suggestion(made.about, made.text, step, made.lead, made.line)
