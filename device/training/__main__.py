"""`make train`: from labelled replies to the reader and the weights, and what they are worth.

    python -m device.training [REPLIES-FOLDER] [--annomi TABLE]

Deterministic; takes about an hour on two cores. The replies are split in five by the seeker's line,
AnnoMI's utterances by their transcripts, so that nobody's trouble is on both sides. A reader is
trained without each fifth and says what it hears there; weights, thresholds, probabilities and the
report come from that. The reader that ships is trained on everything.

AnnoMI is not part of this project: give its table as a CSV with `context`, `text`, `fold` and the
experts' labels. Without it the coach is trained on the project's own replies alone.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from device import config
from device.coach.analysis.learned import WEIGHTS
from device.coach.analysis.reader import LOWER, UPPER, WORDS
from device.models.shelf import folder
from device.training import held_out
from device.training.experts import agreement
from device.training.export import exported_upper
from device.training.report import experts, report
from device.training.rows import annomi, samples, written
from device.training.weigh import both, weigh

PLACE = Path(__file__).parents[1] / "coach" / "analysis"
KEPT = Path(__file__).parent / "held_out.npz"
"""What readers said of replies that they never saw, for measurements later on."""


def main() -> None:
    """Train, save, print the report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("replies", nargs="?", type=Path, default=Path("tests/replies/develop"))
    parser.add_argument("--annomi", type=Path, help="AnnoMI's table")
    parser.add_argument("--to", type=Path, default=PLACE, help="the folder that gets the weights")
    parser.add_argument("--keep", type=Path, help="a folder in which readers that are done stay")
    parser.add_argument("--at-once", type=int, help="readers trained at the same time")
    wanted = parser.parse_args()
    base = folder(config.load().models, "minilm")
    rows = [*written(wanted.replies), *samples()]
    if wanted.annomi:
        rows += annomi(wanted.annomi)
    started = time.monotonic()
    trained = held_out.train(rows, base, wanted.keep, wanted.at_once)
    made = {
        LOWER: trained.below,
        UPPER: exported_upper(trained.upper),
        WORDS: (base / "tokenizer.json").read_bytes(),
    }
    kept = KEPT if wanted.to == PLACE else wanted.to / KEPT.name
    np.savez_compressed(kept, **held_out.kept(trained))  # type: ignore[arg-type]
    inputs = both(rows, trained)
    weights, likely = weigh(inputs)
    for name, content in {**made, WEIGHTS: weights.save()}.items():
        (wanted.to / name).write_bytes(content)
    told = [report(inputs, likely, weights)]
    if wanted.annomi:
        theirs = inputs.bare & ~inputs.ours
        answers = np.array([row.behaviours for row in rows] * 2)[theirs]
        told.append(experts(agreement(inputs.all[theirs], answers, inputs.fold[theirs])))
    told.append(f"{len(rows)} replies, {time.monotonic() - started:.0f} s")
    sys.stdout.write("\n\n".join(told) + "\n")


if __name__ == "__main__":
    main()
