"""The checker's words, for a form: it speaks to people who write a file.

Most of what it says fits both. What is told here otherwise is what a form asks in another way.
"""

import re

from device.coach.scenario.problem import Problem
from server.content import plain

EMPTY = {
    "title": "Give it a title.",
    "topics": "Give at least one topic, so that people can find it.",
    "content_note": "Say what the talk is about, so that anyone can leave before it begins.",
    "name": "Give a first name.",
    "voice": "Choose a voice.",
    "about": "Write a sentence that sets the scene.",
    "seeker": "Choose who speaks.",
    "feels": "Choose in which mood they leave.",
    "skill": "Choose the skill this line is for.",
    "line": "Write what a good listener might say here.",
    "good": "Say whether a good listener might say this.",
    "then": "Choose where the talk goes from here.",
    "text": "Write what is said.",
    "language": "Choose the language.",
    "setting": "Choose where it takes place.",
}
"""What to say of a field that was left empty, by the last word of its way."""

_OTHERWISE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^There is no (good|less good) sample reply\."), r"Add a \1 sample reply."),
    (
        re.compile(r"^The talk never comes to .*"),
        "The talk never comes here. Let a turn lead to it, or remove it.",
    ),
    (
        re.compile(r"^There is no turn or ending with the id .*"),
        "This led to a part that is not there any more. Choose where the talk goes.",
    ),
    (
        re.compile(r"^There is no seeker with the id .*"),
        "This person is not there any more. Choose who speaks.",
    ),
    (
        re.compile(r"^The talk can't come to any ending\."),
        "The talk never comes to an ending. Let a turn lead to one.",
    ),
    (
        re.compile(r"^The talk can go round in a circle here and never end: .*"),
        "From here the talk can come back to where it was, and never end."
        " Let it go on to another turn or an ending.",
    ),
)
_LISTS = {
    "seekers": "Add somebody who has come.",
    "turns": "Add a turn: what the seeker says first.",
    "endings": "Add an ending.",
    "helps": "Add a skill that would help here, with a model line.",
    "samples": "Add sample replies: at least one that is good, and one that is less good.",
}


def words(problem: Problem, typed: str) -> str:
    """What is wrong and what to do, for somebody at a form; `typed` is what stands in the field."""
    last = re.sub(r"\[\d+\]$", "", problem.field).rsplit(".", 1)[-1]
    if problem.message.startswith("At least ") and last.replace("room_for", "helps") in _LISTS:
        return _LISTS[last.replace("room_for", "helps")]
    if ".model_lines." in problem.field:
        last = "line"
    elif last == "room_for":
        last = "skill"
    if not typed.strip() and last in EMPTY:
        return EMPTY[last]
    for pattern, instead in _OTHERWISE:
        if pattern.match(problem.message):
            return pattern.sub(instead, problem.message)
    return " ".join(plain.told(problem))
