"""Whole talks, printed for reading: every scenario with five sorts of trainee.

    python -m tests.bench.talks                    # all thirty
    python -m tests.bench.talks two-cups warm      # those whose names begin so
    python -m tests.bench.talks --labels           # by the labels below, without the analyser

The warm trainee says the scenario's own good samples; the others say what such people say. Read
them as somebody shy would hear them. Ends with status 1 if a talk says a sentence twice, if a
feedback is too long, scolds, or praises what wasn't found.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from itertools import cycle

from device import library
from device.coach.analysis import analyse
from device.coach.cast import COACH
from device.coach.finding import Finding, Source
from device.coach.reply import Reply
from device.coach.scenario import Scenario
from device.coach.skills import Skill
from device.coach.talk.act import Act, Assess, Dispute, End, Expect, Listen, Say
from device.coach.talk.conversation import Analyse, Conversation
from device.coach.talk.feedback import MOST_WORDS

SCOLDING = re.compile(r"\b(wrong|but|mistakes?|scores?|should)\b|!", re.IGNORECASE)
"""Words the coach doesn't say about a reply, nor quotes."""

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

Says = Callable[[Scenario, str, int], Labelled]


def warm(scenario: Scenario, turn: str, attempt: int) -> Labelled:
    """The scenario's own good samples, one after the other."""
    good = [sample for sample in scenario.turn(turn).samples if sample.good]
    sample = good[(attempt - 1) % len(good)]
    return sample.text, tuple((skill, sample.text) for skill in sample.findings)


def one_after_another(replies: tuple[Labelled, ...]) -> Says:
    """A trainee who has these to say, whoever sits there."""
    endless = cycle(replies)
    return lambda _scenario, _turn, _attempt: next(endless)


TRAINEES: dict[str, Callable[[], Says]] = {
    "warm": lambda: warm,
    "advice-giver": lambda: one_after_another(ADVICE_GIVER),
    "interrogator": lambda: one_after_another(INTERROGATOR),
    "minimiser": lambda: one_after_another(MINIMISER),
    "over-sharer": lambda: one_after_another(OVERSHARER),
}


def labels(known: dict[str, Labelled]) -> Analyse:
    """An analyser that knows these replies by heart."""

    def by_label(reply: Reply) -> tuple[Finding, ...]:
        found = []
        for skill, quote in known.get(reply.text, ("", ()))[1]:
            start = reply.text.index(quote)
            found.append(Finding(skill, quote, start, start + len(quote), 0.85, Source.RULES))
        return tuple(found)

    return by_label


def talk(scenario: Scenario, says: Says, seed: int, *, by_label: bool) -> Iterator[Act | str]:
    """The acts of one talk, with the trainee's words between them."""
    known: dict[str, Labelled] = {}
    conversation = Conversation(
        scenario,
        labels(known) if by_label else analyse,
        crisis_words="Please go and see the person on duty.",
        seed=seed,
    )
    acts = conversation.begin()
    while True:
        yield from acts
        match acts[-1]:
            case Listen(Expect.REPLY, turn, attempt):
                reply = says(scenario, turn, attempt)
                known[reply[0]] = reply
                line = scenario.turn(turn).line.text
                yield reply[0]
                acts = conversation.heard(Reply(reply[0], seeker=line))
            case Listen(Expect.CHOICE, _, attempt):
                answer = "again" if attempt == 1 else "go on"
                yield answer
                acts = conversation.heard(Reply(answer))
            case Listen():
                yield "It was all right, thanks."
                acts = conversation.heard(Reply("It was all right, thanks."))
            case _:
                return


def show(acts: Iterator[Act | str]) -> list[str]:
    """Prints a talk; returns what is the matter with it."""
    matters, said = [], set[str]()
    for act in acts:
        match act:
            case str():
                print(f"      YOU  {act}")
            case Say(text, speaker=who):
                print(f"  {who if who != COACH else 'coach':>7}  {text}")
                if who == COACH and text in said:
                    matters.append(f"said twice: {text}")
                said.add(text)
            case Assess(findings=findings, outcome=outcome, openness=openness, feedback=told):
                heard = ", ".join(f"{f.skill} {f.confidence:.2f}" for f in findings) or "nothing"
                words = len(told.spoken.split())
                print(f"           [{heard} → {outcome}, {openness:.2f}; {words} words]")
                if words > MOST_WORDS:
                    matters.append(f"too long, {words} words: {told.spoken}")
                if SCOLDING.search(f"{told.strength} {told.try_next}"):
                    matters.append(f"scolds: {told.spoken}")
                if told.praised and told.praised not in {f.skill for f in findings}:
                    matters.append(f"praises {told.praised}, which wasn't found: {told.spoken}")
            case Dispute() | Listen():
                pass
            case End(why, ending):
                print(f"           [{why}: {ending}]")
    return matters


def main() -> int:
    """Prints the talks that were asked for."""
    parser = argparse.ArgumentParser(description="Print whole talks for reading.")
    parser.add_argument("scenario", nargs="?", default="")
    parser.add_argument("trainee", nargs="?", default="")
    parser.add_argument("--labels", action="store_true", help="without the analyser")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    matters = []
    for scenario in library.shipped():
        for name, trainee in TRAINEES.items():
            if scenario.id.startswith(asked.scenario) and name.startswith(asked.trainee):
                print(f"\n{'=' * 30} {scenario.title}: the {name}\n")
                acts = talk(scenario, trainee(), asked.seed, by_label=asked.labels)
                matters += show(acts)
    print("\n".join(["", *matters]))
    return 1 if matters else 0


if __name__ == "__main__":
    sys.exit(main())
