"""What the rules do on real counselling talk: `python tests/bench/rules.py CSV`.

CSV is the AnnoMI corpus (Wu et al., ICASSP 2022) with the columns context, text,
reflection_exists, question_exists, question_subtype, therapist_input_subtype and fold. Text is
lower-cased and stripped of punctuation, as a recogniser prints it. Prints precision, recall and F1
against the experts' labels, and how often each habit is told at all.
"""

import argparse
import csv
import re
import sys
from collections import Counter
from pathlib import Path

from device.coach.analysis import analyse
from device.coach.reply import Reply
from device.coach.skills import Skill

_QUESTIONS = {Skill.OPEN_QUESTION, Skill.CLOSED_QUESTION, Skill.ASKS_PERMISSION}
_REFLECTIONS = {Skill.REFLECTS_CONTENT, Skill.REFLECTS_FEELING, Skill.PARROTING}


def main() -> int:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("csv", type=Path)
    arguments.add_argument("--show", default="", help="print utterances in which SKILL is told")
    options = arguments.parse_args()
    with options.csv.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    told = []
    for row in rows:
        findings = analyse(Reply(_stripped(row["text"]), row["context"]))
        told.append({finding.skill for finding in findings})
        for finding in findings:
            if finding.skill == options.show:
                print(f"“{finding.quote}” in: {_stripped(row['text'])[:160]}")
    if options.show:
        return 0
    pairs = list(zip(rows, told, strict=True))
    _figures("question", [(r["question_exists"] == "True", bool(t & _QUESTIONS)) for r, t in pairs])
    asked = [(r, t) for r, t in pairs if r["question_exists"] == "True" and t & _QUESTIONS]
    _figures(
        "open, of those asked",
        [(r["question_subtype"] == "open", Skill.CLOSED_QUESTION not in t) for r, t in asked],
    )
    _figures(
        "reflection", [(r["reflection_exists"] == "True", bool(t & _REFLECTIONS)) for r, t in pairs]
    )
    _figures(
        "advice",
        [(r["therapist_input_subtype"] == "advice", Skill.ADVICE in t) for r, t in pairs],
    )
    counts = Counter(skill for skills in told for skill in skills)
    for skill, count in counts.most_common():
        print(f"{skill:<18}{count:>6}{count / len(rows):>8.3f} of utterances")
    return 0


def _stripped(text: str) -> str:
    return " ".join(re.sub(r"[^\w' ]+", " ", text.lower()).split())


def _figures(name: str, pairs: list[tuple[bool, bool]]) -> None:
    hits = sum(has and told for has, told in pairs)
    has = sum(has for has, _ in pairs)
    told = sum(told for _, told in pairs)
    precision, recall = hits / max(told, 1), hits / max(has, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"{name:<22} n {has:>5}  precision {precision:.2f}  recall {recall:.2f}  F1 {f1:.2f}")


if __name__ == "__main__":
    sys.exit(main())
