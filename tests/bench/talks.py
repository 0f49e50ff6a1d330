"""Whole talks, printed for reading: every scenario with five sorts of trainee, and with those who
are hard to hear.

    python -m tests.bench.talks                    # six scenarios, five sorts: all thirty
    python -m tests.bench.talks --hard             # one scenario each with everybody else
    python -m tests.bench.talks two-cups warm      # those whose names begin so
    python -m tests.bench.talks --labels           # by the trainees' labels, without the analyser

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
from device.coach.talk.act import Act, Assess, Dispute, End, Listen, Say, Unheard
from device.coach.talk.conversation import Analyse, Conversation
from device.coach.talk.feedback import MOST_WORDS
from tests.bench.trainees import HABITS, HARD_TO_HEAR, Asked, Labelled, Says

SCOLDING = re.compile(r"\b(wrong|but|mistakes?|scores?|should)\b|!", re.IGNORECASE)
"""Words the coach doesn't say about a reply, nor quotes."""


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
    acts, offered = conversation.begin(), dict[str, str]()
    while True:
        yield from acts
        match acts[-1]:
            case Listen(expect, turn, attempt):
                for act in acts:
                    if isinstance(act, Assess) and act.feedback.model_line:
                        offered[act.turn] = act.feedback.model_line
                coach_said = tuple(a.text for a in acts if isinstance(a, Say))
                asked = Asked(scenario, turn, attempt, expect, coach_said, offered.get(turn))
                reply = says(asked)
                known[reply[0]] = reply
                yield reply[0] or "(silence)"
                acts = (
                    conversation.heard(Reply(reply[0]))
                    if reply[0]
                    else conversation.unheard(Unheard.SILENCE)
                )
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
    parser.add_argument("--hard", action="store_true", help="those who are hard to hear")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    matters = []
    for seed, (scenario, name, trainee) in enumerate(_pairs(hard=asked.hard), asked.seed):
        if scenario.id.startswith(asked.scenario) and name.startswith(asked.trainee):
            print(f"\n{'=' * 30} {scenario.title}: the {name}\n")
            acts = talk(scenario, trainee(), seed, by_label=asked.labels)
            matters += show(acts)
    print("\n".join(["", *matters]))
    return 1 if matters else 0


def _pairs(*, hard: bool) -> Iterator[tuple[Scenario, str, Callable[[], Says]]]:
    """Who talks with whom: every habit in every scenario, or each of the others in one."""
    shipped = library.shipped()
    if hard:
        for scenario, (name, trainee) in zip(cycle(shipped), HARD_TO_HEAR.items(), strict=False):
            yield scenario, name, trainee
        return
    for scenario in shipped:
        for name, trainee in HABITS.items():
            yield scenario, name, trainee


if __name__ == "__main__":
    sys.exit(main())
