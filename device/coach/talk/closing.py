"""The end of a practice: what went well over the whole talk, and one thing to take along."""

from device.coach.skills import Kind, Skill
from device.coach.talk.memory import Memory
from device.coach.talk.phrases import talk
from device.coach.talk.phrases.strength import DID


def summary(memory: Memory) -> tuple[str, ...]:
    """What went well, then what to take along, from everything the trainee did."""
    if memory.last is None:
        return talk.OVERALL_SILENT, talk.TAKE_ALONG_SILENT
    helped = [skill for skill, _ in memory.done.most_common() if skill.kind is Kind.HELPS]
    helped.sort(key=lambda skill: -memory.praised[skill])
    well = memory.pick(_went_well(helped, memory))
    open_still = [skill for skill, _ in memory.suggested.most_common() if _is_open(skill, memory)]
    if open_still:
        along: str | None = talk.TAKE_ALONG[open_still[0]]
    else:
        along = memory.pick(talk.TAKE_ALONG_NONE)
    return tuple(line for line in (well, along) if line)


OFTEN = 2
"""Times a skill or a habit was there from which it marks the talk."""


def _is_open(skill: Skill, memory: Memory) -> bool:
    """Whether what was suggested is still worth taking along: a skill that never came, a habit
    that came more than once or was there to the last.
    """
    if skill.kind is Kind.HELPS:
        return not memory.done[skill]
    to_the_last = memory.last is not None and skill in memory.last.hinders
    return to_the_last or memory.suggested[skill] >= OFTEN


def _went_well(helped: list[Skill], memory: Memory) -> tuple[str, ...]:
    if not helped:
        return talk.OVERALL_NONE
    best = helped[0]
    if memory.done[best] >= OFTEN:
        return talk.OVERALL[best]
    return tuple(frame.format(DID[best]) for frame in talk.OVERALL_ONCE)
