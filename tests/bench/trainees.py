"""The sorts of trainee who hold the talks of the bench: what each of them says, and when.

Five do what such people do with their words (warm, and four habits). The others try the coach's
patience: silence, "mhm", questions only, swearing, another topic, another language, reading the
model line out, disagreeing, being shy, and being in crisis.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, cycle, repeat

from device.coach.scenario import Scenario
from device.coach.skills import Skill
from device.coach.talk.act import Expect

Labelled = tuple[str, tuple[tuple[Skill, str], ...]]

ADVICE_GIVER: tuple[Labelled, ...] = (
    (
        "well you should really talk to somebody about that you need to get out more",
        ((Skill.ADVICE, "you should really talk to somebody about that"),),
    ),
    ("have you tried just ringing them", ((Skill.ADVICE, "have you tried just ringing them"),)),
    (
        "that sounds hard um if i were you i'd write it all down in a list first",
        (
            (Skill.VALIDATION, "that sounds hard"),
            (Skill.ADVICE, "if i were you i'd write it all down in a list"),
        ),
    ),
    (
        "what you want to do is make an appointment first thing monday",
        ((Skill.ADVICE, "what you want to do is make an appointment"),),
    ),
    (
        "ok um how has that been for you",
        ((Skill.OPEN_QUESTION, "how has that been for you"),),
    ),
    (
        "you have to put yourself first trust me",
        ((Skill.ADVICE, "you have to put yourself first"),),
    ),
)
INTERROGATOR: tuple[Labelled, ...] = (
    (
        "when was that who else was there did you tell anyone",
        ((Skill.INTERROGATION, "when was that who else was there did you tell anyone"),),
    ),
    ("is it every day", ((Skill.CLOSED_QUESTION, "is it every day"),)),
    (
        "did you say anything back was anybody with you",
        ((Skill.INTERROGATION, "did you say anything back was anybody with you"),),
    ),
    ("are you sure about that", ((Skill.CLOSED_QUESTION, "are you sure about that"),)),
    (
        "how long has it been like this and do you sleep and do you eat",
        ((Skill.INTERROGATION, "how long has it been like this and do you sleep and do you eat"),),
    ),
    (
        "what was the hardest part of it for you",
        ((Skill.OPEN_QUESTION, "what was the hardest part of it for you"),),
    ),
)
MINIMISER: tuple[Labelled, ...] = (
    (
        "oh come on it could be worse at least you have your health",
        ((Skill.MINIMISING, "it could be worse at least you have your health"),),
    ),
    (
        "i'm sure it'll all work out in the end",
        ((Skill.MINIMISING, "i'm sure it'll all work out in the end"),),
    ),
    ("everything happens for a reason", ((Skill.MINIMISING, "everything happens for a reason"),)),
    (
        "okay i hear you that must feel really lonely",
        ((Skill.REFLECTS_FEELING, "that must feel really lonely"),),
    ),
    (
        "don't worry about it too much tomorrow is another day",
        ((Skill.MINIMISING, "don't worry about it too much tomorrow is another day"),),
    ),
)
OVERSHARER: tuple[Labelled, ...] = (
    (
        "oh i know exactly what you mean when my mum was ill i had the same thing i was up all"
        " night and my sister never helped and i lost my job over it and then i had to move and"
        " honestly it was the worst year i ever had",
        ((Skill.OVERSHADOWING, "when my mum was ill i had the same thing i was up all night"),),
    ),
    (
        "that's like me i had that with my boss and i told him i told everyone really",
        ((Skill.OVERSHADOWING, "that's like me i had that with my boss"),),
    ),
    (
        "i've had days like that too how do you get through yours",
        (
            (Skill.SELF_DISCLOSURE, "i've had days like that too"),
            (Skill.OPEN_QUESTION, "how do you get through yours"),
        ),
    ),
    (
        "i remember my first winter here i cried for a week i did and i phoned my aunt and she"
        " said to me she said you come home",
        ((Skill.OVERSHADOWING, "i remember my first winter here i cried for a week i did"),),
    ),
    (
        "i'd have been furious me i would have walked out i did once",
        ((Skill.OVERSHADOWING, "i'd have been furious me i would have walked out"),),
    ),
)

SILENCE = ""
"""What is heard of somebody who says nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a trainee has before them when it is their turn to speak."""

    scenario: Scenario
    turn: str
    attempt: int
    expect: Expect
    coach_said: tuple[str, ...]
    """What the coach has said since the trainee spoke last."""
    model_line: str | None
    """The line that was offered last in this turn."""


Says = Callable[[Asked], Labelled]
"""What a trainee says; the silence of one who doesn't."""

_PRIVATE = "It was all right, thanks."


def _choosing(reply: Says) -> Says:
    """Tries each turn once more, then goes on, and answers the last question politely."""

    def says(asked: Asked) -> Labelled:
        match asked.expect:
            case Expect.REPLY:
                return reply(asked)
            case Expect.CHOICE:
                return ("again" if asked.attempt == 1 else "go on"), ()
            case Expect.PRIVATE:
                return _PRIVATE, ()

    return says


def _warm(asked: Asked) -> Labelled:
    """The scenario's own good samples, one after the other."""
    good = [sample for sample in asked.scenario.turn(asked.turn).samples if sample.good]
    sample = good[(asked.attempt - 1) % len(good)]
    return sample.text, tuple((skill, sample.text) for skill in sample.findings)


def _one_after_another(*replies: Labelled | str) -> Says:
    """A trainee who has these to say, whoever sits there."""
    endless = cycle((reply, ()) if isinstance(reply, str) else reply for reply in replies)
    return lambda _asked: next(endless)


def _reads_out(asked: Asked) -> Labelled:
    """Says the model line, word for word, as soon as there is one."""
    return asked.model_line or "right okay i see", ()


def _disagrees() -> Says:
    """Says so after every feedback, once with a choice and once without."""
    replies = _one_after_another(
        "you should ring her", "that must be hard", "at least it's over now", "how was that for you"
    )
    spoken: dict[tuple[str, int], int] = {}

    def says(asked: Asked) -> Labelled:
        place = (asked.turn, asked.attempt)
        if asked.expect is Expect.CHOICE:
            spoken[place] = spoken.get(place, 0) + 1
            if spoken[place] == 1:
                return "i disagree", ()
            return ("again" if asked.attempt == 1 else "go on"), ()
        return (_PRIVATE, ()) if asked.expect is Expect.PRIVATE else replies(asked)

    return says


def _in_this_order(*said: str) -> Callable[[], Says]:
    """Says these whatever is asked, and then no more."""

    def trainee() -> Says:
        endless = chain(said, repeat(SILENCE))
        return lambda _asked: (next(endless), ())

    return trainee


def _talker(*replies: Labelled | str) -> Callable[[], Says]:
    return lambda: _choosing(_one_after_another(*replies))


HABITS: dict[str, Callable[[], Says]] = {
    "warm": lambda: _choosing(_warm),
    "advice-giver": _talker(*ADVICE_GIVER),
    "interrogator": _talker(*INTERROGATOR),
    "minimiser": _talker(*MINIMISER),
    "over-sharer": _talker(*OVERSHARER),
}
"""Those who have something to say."""

HARD_TO_HEAR: dict[str, Callable[[], Says]] = {
    "silent": _in_this_order(),
    "silent-at-first": _in_this_order(SILENCE, "i'm here", SILENCE, "that sounds lonely", SILENCE),
    "mhm": _talker("mhm", "mm-hm yeah", "uh huh", "right", "mm"),
    "asker": _talker(
        "what happened then",
        "how did that make you feel",
        "what else is going on",
        "and what do you make of it",
        "why do you think that is",
    ),
    "swearer": _talker(
        "oh fuck that what an arsehole",
        "that's bullshit mate",
        "jesus that's a shit thing to go through",
        "you must be so pissed off",
        "well fuck it fuck them all",
        "this machine is bloody stupid",
    ),
    "off-topic": _talker(
        "did you see the match last night",
        "is there any more coffee in that machine over there",
        "my bus is always late on a tuesday",
        "what time does this finish",
        "lovely weather we're having",
    ),
    "reader": lambda: _choosing(_reads_out),
    "other-language": _talker(
        "lo siento mucho me duele escuchar eso",
        "das klingt wirklich sehr schwer für dich",
        "je suis là prends ton temps",
        "es tut mir leid",
    ),
    "disagrees": _disagrees,
    "shy": _talker(
        "um sorry i don't really know what to say to that",
        "um that's that's hard",
        "sorry i'm no good at this",
        "yeah i'm um i'm here",
        "i don't know",
        "that must be really hard i'm sorry",
    ),
    "in-crisis": _in_this_order("that sounds hard", "go on", "to be honest i want to kill myself"),
    "in-doubt": _in_this_order(
        "i don't want to be here any more", "no no that's what i think he feels", "go on", "stop"
    ),
    "in-need": _in_this_order("i can't go on like this any more myself", "yes i mean me"),
}
"""Those who give the coach little to go by, or need something else."""
