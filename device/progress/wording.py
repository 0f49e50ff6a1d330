"""The words in which progress is told. `{when}` is "Last week", or the like, at the beginning."""

from collections.abc import Sequence

from device.coach.skills import Kind, Skill
from device.progress.figures import Figures

_AGO: tuple[tuple[int, str], ...] = (
    (0, "Earlier today"),
    (1, "Yesterday"),
    (6, "A few days ago"),
    (13, "Last week"),
    (27, "A few weeks ago"),
    (59, "Last month"),
)
"""Days up to which a practice is called that."""
LONG_AGO = "Some months ago"
LAST_TIME = "Last time"
"""Where nobody can tell when it was."""


def ago(days: int | None) -> str:
    """When the practice before was, at the beginning of a sentence.

    Args:
        days: None where it isn't known.
    """
    if days is None:
        return LAST_TIME
    return next((name for most, name in _AGO if days <= most), LONG_AGO)


MORE_OPEN: tuple[str, ...] = (
    "{when} you asked mostly yes-or-no questions; since then, your questions leave more room.",
    "{when} most questions could be answered with yes or no. Today more of them were open.",
    "{when} your questions were mostly closed ones. Today you asked more openly.",
)

TOLD: dict[Skill, str] = {
    Skill.REFLECTS_CONTENT: "said back what you heard",
    Skill.REFLECTS_FEELING: "named what they felt",
    Skill.VALIDATION: "showed that their feelings make sense",
    Skill.OPEN_QUESTION: "asked openly",
    Skill.AFFIRMATION: "saw a strength in them",
    Skill.SELF_DISCLOSURE: "shared a little of your own",
    Skill.PRESENCE: "simply stayed with them",
    Skill.CONNECTION: "let them feel they belong",
    Skill.ASKS_PERMISSION: "asked before you offered an idea",
    Skill.THOUGHTFUL_PAUSE: "took a moment before you answered",
    Skill.ADVICE: "gave advice",
    Skill.JUDGMENT: "used words that could sound like blame",
    Skill.MINIMISING: "reached for the bright side",
    Skill.SYMPATHY: "answered with pity",
    Skill.OVERSHADOWING: "told your own story",
    Skill.EXPERT_STANCE: "spoke as an expert",
    Skill.JARGON: "used clinical words",
    Skill.INTERROGATION: "asked one question after another",
    Skill.PARROTING: "handed their words straight back",
    Skill.INTERRUPTION: "talked over them",
    Skill.LONG_TURN: "spoke for long",
}
"""What may be told as grown, or as fading: you …"""

_GROWN: tuple[str, ...] = (
    "You {did} more often than before.",
    "Something has grown since then: you {did} more often.",
    "{{when}} it came now and then; today you {did} more often.",
)
_FIRST: tuple[str, ...] = (
    "Today you {did}, and that's new.",
    "There was something new today: you {did}.",
    "{{when}} that wasn't there yet: today you {did}.",
)
_FADED: tuple[str, ...] = (
    "{{when}} you sometimes {did}; today that was less.",
    "You {did} less than before, and that leaves them more room.",
    "Something has changed since then: you {did} less often.",
)
_KEPT: tuple[str, ...] = (
    "You {did} again, as you did before. That's becoming yours.",
    "{{when}} you {did}, and you did so again today.",
    "Once more you {did}. People will be glad of that.",
)
CAME_BACK: tuple[str, ...] = (
    "You came back and practised again, and that is how it grows.",
    "It takes time, and you are giving it yours.",
    "Every talk is different, and you stayed with this one, too.",
)
"""Where nothing has changed, and nothing was there both times."""


def grown(skill: Skill) -> tuple[str, ...]:
    """Ways to say that there is more of a skill, or less of a habit."""
    frames = _FADED if skill.kind is Kind.HINDERS else _GROWN
    return tuple(frame.format(did=TOLD[skill]) for frame in frames)


def first_time(skill: Skill) -> tuple[str, ...]:
    """Ways to say that a skill came for the first time in a while."""
    return tuple(frame.format(did=TOLD[skill]) for frame in _FIRST)


def steady(last: Figures, before: Sequence[Figures]) -> tuple[str, ...]:
    """Ways to say what stayed."""
    kept = [
        skill
        for skill in TOLD
        if skill.kind is Kind.HELPS and last.times(skill) and before[-1].times(skill)
    ]
    if not kept:
        return CAME_BACK
    most = max(kept, key=last.share)
    return tuple(frame.format(did=TOLD[most]) for frame in _KEPT)


NEXT: dict[Skill, tuple[str, ...]] = {
    Skill.REFLECTS_FEELING: (
        "Next, you could try to name the feeling you hear.",
        "What you might practise next: a guess at how it feels for them.",
    ),
    Skill.REFLECTS_CONTENT: (
        "Next, you could say back what you heard, in your own words.",
        "What you might practise next: begin with what they told you.",
    ),
    Skill.OPEN_QUESTION: (
        "Next, you could try a question that starts with what or how.",
        "What you might practise next: a question that leaves them room.",
    ),
    Skill.VALIDATION: (
        "Next, you could tell them that it makes sense to feel that way.",
        "What you might practise next: letting a feeling be as it is.",
    ),
    Skill.AFFIRMATION: (
        "Next, you could look for something they manage, and tell them.",
        "What you might practise next: naming a strength that you see.",
    ),
    Skill.ASKS_PERMISSION: (
        "Next, you could ask first, before you offer an idea.",
        "What you might practise next: asking if they'd like an idea at all.",
    ),
    Skill.PRESENCE: (
        "Next, you could try staying with them, with nothing to solve.",
        "What you might practise next: just being there.",
    ),
    Skill.THOUGHTFUL_PAUSE: (
        "Next, you could take a breath before you answer.",
        "What you might practise next: a short pause before your words.",
    ),
}
"""What to practise next, the most worthwhile first."""
