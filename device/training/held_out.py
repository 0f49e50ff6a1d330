"""What readers say of replies that they were not trained on: the ground of every honest figure."""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from device.coach.analysis.features import SKILLS
from device.training.network import Lower, Upper, pretrained
from device.training.rows import ANSWERS, FOLDS, Row
from device.training.tune import Floats, Read, States, read, tune

SEED = 0
_NONE = FOLDS
"""The fold that no row is in: whoever is trained without it has seen everything."""


@dataclass(frozen=True, slots=True)
class Trained:
    """Readers' words on N rows, and the reader that has seen them all."""

    bare: Read
    """Of each row without punctuation, by a reader that never saw it."""
    written: Read
    """Of each row as it is written, likewise."""
    lower: Lower
    upper: Upper


def train(rows: Sequence[Row], base: Path) -> Trained:
    """Train a reader for each fold without it, and one on everything, as many at once as there are
    cores.

    Args:
        base: the folder of the pretrained encoder and its tokenizer.
    """
    lower, upper = pretrained(base, len(SKILLS), ANSWERS)
    bare, written = (
        Read(
            np.zeros((len(rows), len(SKILLS)), np.float32),
            np.zeros((len(rows), ANSWERS), np.float32),
        )
        for _ in range(2)
    )
    with tempfile.TemporaryDirectory(prefix="wellheard-training-") as scratch:
        states = Path(scratch, "states")
        States(rows, tokenizer(base), states).make(lower)
        work = [(rows, base, states, fold) for fold in range(FOLDS + 1)]
        # Spawned, not forked: a forked child would wait for ever for torch's threads.
        with multiprocessing.get_context("spawn").Pool(os.cpu_count(), _alone) as pool:
            for fold, learned, heard in pool.imap_unordered(_one, work, chunksize=1):
                if heard is None:
                    upper.load_state_dict(learned)
                    continue
                places = [i for i, row in enumerate(rows) if row.fold == fold]
                for whole, part in zip((bare, written), heard, strict=True):
                    whole.skills[places] = part.skills
                    whole.behaviours[places] = part.behaviours
    return Trained(bare, written, lower, upper.eval())


def tokenizer(base: Path) -> Tokenizer:
    """The encoder's own, with nothing cut and nothing filled up."""
    found = Tokenizer.from_file(str(base / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    return found


def _alone() -> None:
    """Each process has one core to itself; sums in one order are the same at every run."""
    torch.set_num_threads(1)


def _one(
    work: tuple[Sequence[Row], Path, Path, int],
) -> tuple[int, dict[str, torch.Tensor], tuple[Read, Read] | None]:
    rows, base, file, fold = work
    states = States(rows, tokenizer(base), file)
    train = [i for i, row in enumerate(rows) if row.fold != fold]

    def tell(what: str) -> None:
        sys.stderr.write(f"reader {fold + 1} of {FOLDS + 1}: {what}\n")

    upper = tune(rows, states, train, base, seed=SEED, tell=tell)
    rest = [i for i, row in enumerate(rows) if row.fold == fold]
    if fold == _NONE:
        return fold, upper.state_dict(), None
    return fold, {}, (read(upper, states, rest), read(upper, states, rest, bare=False))


def kept(trained: Trained) -> dict[str, Floats]:
    """What measurements need of it, by name; half precision is enough."""
    return {
        f"{name}_{part}": getattr(getattr(trained, name), part).astype(np.float16)
        for name in ("bare", "written")
        for part in ("skills", "behaviours")
    }
