"""How well the analyser hears labelled replies.

Run `python tests/bench/replies.py [SET] [--show SKILL]`.

SET is `develop` (rules may be tuned on it) or `kept_back` (never looked at while rules are written;
its items are not shown). Prints, for each skill, how many replies have it, the share found
(recall) and the share of the others in which it was found wrongly (false alarms).
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from device.coach.analysis import analyse
from device.coach.finding import Finding
from device.coach.reply import Reply
from device.coach.skills import Kind, Skill
from device.coach.talk.feedback import NAMED_AT

_REPLIES = Path(__file__).parents[1] / "replies"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One reply with the skills two readers found in it."""

    id: str
    reply: Reply
    skills: frozenset[Skill]
    trap: str


def labelled(name: str) -> Iterator[Labelled]:
    """The replies of a set, in the order of their files."""
    for path in sorted((_REPLIES / name).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                row = json.loads(line)
                yield Labelled(
                    row["id"],
                    Reply(row["reply"], row["seeker"]),
                    frozenset(Skill(skill) for skill in row["skills"]),
                    row.get("trap", ""),
                )


def main() -> int:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("set", nargs="?", default="develop", choices=("develop", "kept_back"))
    arguments.add_argument(
        "--show", default="", help="print what was missed and mistaken for a skill"
    )
    options = arguments.parse_args()
    rows = list(labelled(options.set))
    started = time.process_time()
    found = [analyse(row.reply) for row in rows]
    elapsed = time.process_time() - started
    if options.show and options.set == "develop":
        _show(options.show, rows, found)
        return 0
    _table(rows, found)
    _wholes(rows, found)
    print(f"{1000 * elapsed / max(len(rows), 1):.2f} ms a reply")
    return 0


def _table(rows: list[Labelled], found: list[tuple[Finding, ...]]) -> None:
    print(
        f"{len(rows)} replies\n{'skill':<18}{'n':>5}{'recall':>8}{'false':>8}   (of those without)"
    )
    recalls, alarms = [], []
    for skill in Skill:
        if skill.by_voice:
            continue
        has = [any(f.skill is skill for f in findings) for findings in found]
        positives = [h for h, row in zip(has, rows, strict=True) if skill in row.skills]
        negatives = [h for h, row in zip(has, rows, strict=True) if skill not in row.skills]
        recall = sum(positives) / len(positives) if positives else float("nan")
        alarm = sum(negatives) / len(negatives) if negatives else float("nan")
        recalls.append(recall)
        alarms.append(alarm)
        flag = " <" if recall < 0.85 or alarm > 0.05 else ""
        print(f"{skill:<18}{len(positives):>5}{recall:>8.2f}{alarm:>8.3f}{flag}")
    known = [r for r in recalls if r == r]
    recall, alarm = sum(known) / max(len(known), 1), sum(alarms) / len(alarms)
    print(f"{'mean':<18}{'':>5}{recall:>8.2f}{alarm:>8.3f}")


def _wholes(rows: list[Labelled], found: list[tuple[Finding, ...]]) -> None:
    good = hurt = broken = quotes = 0
    bins: dict[int, list[bool]] = defaultdict(list)
    for row, findings in zip(rows, found, strict=True):
        is_good = not any(s.kind is Kind.HINDERS for s in row.skills)
        good += is_good
        hurt += is_good and any(
            f.skill.kind is Kind.HINDERS and f.confidence >= NAMED_AT for f in findings
        )
        for finding in findings:
            quotes += 1
            broken += (
                row.reply.text[finding.start : finding.end] != finding.quote or not finding.quote
            )
            bins[int(finding.confidence * 10)].append(finding.skill in row.skills)
    print(
        f"good replies in which the coach would name a habit: {hurt} of {good}"
        f" ({hurt / max(good, 1):.1%})"
    )
    print(f"quotes that are not the reply's words: {broken} of {quotes}")
    error = sum(abs(sum(b) - len(b) * (k + 0.5) / 10) for k, b in bins.items()) / max(quotes, 1)
    told = ", ".join(
        f"{k / 10:.1f}: {sum(b) / len(b):.2f} of {len(b)}" for k, b in sorted(bins.items())
    )
    print(f"right by confidence: {told}; calibration error {error:.3f}")


def _show(name: str, rows: list[Labelled], found: list[tuple[Finding, ...]]) -> None:
    for row, findings in zip(rows, found, strict=True):
        told = {f.skill for f in findings}
        if name == "hindering":
            wrong = not any(s.kind is Kind.HINDERS for s in row.skills) and any(
                f.skill.kind is Kind.HINDERS for f in findings
            )
        else:
            wrong = (Skill(name) in row.skills) != (Skill(name) in told)
        if wrong:
            missed = name != "hindering" and Skill(name) in row.skills
            print(f"{'MISSED' if missed else 'FALSE '} {row.id}: {row.reply.text}")
            print(f"        labels {sorted(row.skills)}")
            for finding in findings:
                print(f"        {finding.skill} {finding.confidence:.2f} “{finding.quote}”")


if __name__ == "__main__":
    sys.exit(main())
