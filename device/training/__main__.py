"""`make train`: from labelled replies to weights, and a report of what they are worth.

    python -m device.training REPLIES-FOLDER

Deterministic; takes some minutes. Thresholds and probabilities come from replies that the weights
under test were not trained on: the replies are split in five by the seeker's line, so that nobody's
trouble is on both sides.
"""

import hashlib
import json
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from device import library
from device.coach.analysis.learned import WEIGHTS
from device.coach.reply import Reply
from device.errors import WellheardError
from device.training.fit import FOLDS, Labelled, fit, report

PLACE = Path(__file__).parents[1] / "coach" / "analysis" / WEIGHTS


def read(folder: Path) -> list[Labelled]:
    """Every labelled reply in a folder's `.jsonl` files, in the order of their names."""
    rows = []
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.strip():
                row = json.loads(line)
                rows.append(_labelled(row["reply"], row["seeker"], row["skills"]))
    if not rows:
        raise WellheardError(f"{folder}: there are no labelled replies. Name a folder of .jsonl.")
    return rows


def samples() -> list[Labelled]:
    """The sample replies of the scenarios that ship: each says what has to be found in it."""
    return [
        _labelled(sample.text, turn.line.text, sample.findings)
        for scenario in library.shipped()
        for turn in scenario.turns
        for sample in turn.samples
    ]


def _labelled(reply: str, seeker: str, skills: Iterable[str]) -> Labelled:
    fold = int(hashlib.sha256(seeker.encode()).hexdigest(), 16) % FOLDS
    return Labelled(Reply(reply, seeker), frozenset(skills), fold)


def main(arguments: Sequence[str]) -> None:
    """Train, save the weights, print the report."""
    folder = Path(arguments[0] if arguments else "tests/replies/develop")
    rows = [*read(folder), *samples()]
    started = time.monotonic()
    weights, held_out = fit(rows)
    data = weights.save()
    PLACE.write_bytes(data)
    told = report(rows, held_out, weights)
    sys.stdout.write(
        f"{told}\n\n{len(rows)} replies, {len(data) / 1e6:.1f} MB of weights,"
        f" {time.monotonic() - started:.0f} s\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
