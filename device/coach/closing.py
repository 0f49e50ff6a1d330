"""The end of a practice: what went well over the whole talk, and one thing to take along."""

from device.coach.memory import Memory
from device.coach.phrases import talk
from device.coach.skills import Kind


def summary(memory: Memory) -> tuple[str, ...]:
    """What went well, then what to take along, from everything the trainee did."""
    if memory.last is None:
        return talk.OVERALL_SILENT, talk.TAKE_ALONG_SILENT
    helped = [skill for skill, _ in memory.done.most_common() if skill.kind is Kind.HELPS]
    helped.sort(key=lambda skill: -memory.praised[skill])
    well = memory.pick(talk.OVERALL[helped[0]] if helped else talk.OVERALL_NONE)
    open_still = [s for s, _ in memory.suggested.most_common() if s in talk.TAKE_ALONG]
    open_still.sort(key=lambda skill: skill.kind is Kind.HELPS and memory.done[skill] > 0)
    if open_still:
        along: str | None = talk.TAKE_ALONG[open_still[0]]
    else:
        along = memory.pick(talk.TAKE_ALONG_NONE)
    return tuple(line for line in (well, along) if line)
