"""The end of a practice: what went well over the whole talk, and one thing to take along."""

from device.coach.scenario import Outcome
from device.coach.skills import Kind, Skill
from device.coach.talk.heard import SMALL
from device.coach.talk.memory import Memory
from device.coach.talk.phrases import talk
from device.coach.talk.phrases.strength import DID
from device.coach.talk.phrases.trying import INSTEAD

OFTEN = 2
"""Times a skill or a habit was there from which it marks the talk."""


def summary(memory: Memory, feels: Outcome) -> tuple[str, ...]:
    """What went well, then what to take along, from everything the trainee did.

    Args:
        memory: of the whole practice.
        feels: how the seeker feels at the end.
    """
    if memory.last is None:
        return talk.OVERALL_SILENT, talk.TAKE_ALONG_SILENT
    hard = memory.pick(talk.HARD_ENDING) if feels is Outcome.SHUTS_DOWN else None
    helped = [skill for skill, _ in memory.done.most_common() if skill.kind is Kind.HELPS]
    helped.sort(key=lambda skill: (skill in SMALL, -memory.praised[skill]))
    well = memory.pick(_went_well(helped, memory))
    return tuple(line for line in (hard, well, *_take_along(memory)) if line)


def _take_along(memory: Memory) -> tuple[str | None, ...]:
    """One thing, which the trainee didn't contradict; and whether the last reply had it already."""
    still = [skill for skill, _ in memory.suggested.most_common() if _is_open(skill, memory)]
    agreed = [skill for skill in still if memory.disputed[skill] < memory.suggested[skill]]
    if agreed:
        came = talk.CAME_TO_IT if _came_to(agreed[0], memory) else None
        return talk.TAKE_ALONG[agreed[0]], came
    return (talk.TAKE_ALONG_OWN if still else memory.pick(talk.TAKE_ALONG_NONE),)


def _is_open(skill: Skill, memory: Memory) -> bool:
    """Whether what was suggested is still worth taking along: a skill that never came, a habit
    that came more than once or was there to the last.
    """
    if skill.kind is Kind.HELPS:
        return not memory.done[skill]
    to_the_last = memory.last is not None and skill in memory.last.hinders
    return to_the_last or memory.suggested[skill] >= OFTEN


def _came_to(habit: Skill, memory: Memory) -> bool:
    """Whether the last reply did what does the job better, and was free of habits."""
    if memory.last is None or memory.last.hinders:
        return False
    return not memory.last.helps.isdisjoint(INSTEAD.get(habit, ()))


def _went_well(helped: list[Skill], memory: Memory) -> tuple[str, ...]:
    if not helped:
        return talk.OVERALL_NONE
    best = helped[0]
    if memory.done[best] >= OFTEN:
        return talk.OVERALL[best]
    return tuple(frame.format(DID[best]) for frame in talk.OVERALL_ONCE)
