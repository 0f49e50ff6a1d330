"""What readers say of replies that they were not trained on: the ground of every honest figure."""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer

from device.coach.analysis import pieces
from device.coach.analysis.features import SKILLS
from device.coach.analysis.pieces import Ids
from device.training import network
from device.training import tune as tuning
from device.training.export import exported_lower
from device.training.network import Upper, pretrained
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
    below: bytes
    """The lower layers, as they ship."""
    upper: Upper


def train(
    rows: Sequence[Row], base: Path, keep: Path | None = None, at_once: int | None = None
) -> Trained:
    """Train a reader for each fold without it, and one on everything.

    Args:
        base: the folder of the pretrained encoder and its tokenizer.
        keep: a folder for readers that are done, so that a training that was broken off goes on
            where it was; they count only for the same replies and settings.
        at_once: how many readers to train at the same time; None for one a core.
    """
    lower, upper = pretrained(base, len(SKILLS), ANSWERS)
    below = exported_lower(lower)
    bare, written = (
        Read(
            np.zeros((len(rows), len(SKILLS)), np.float32),
            np.zeros((len(rows), ANSWERS), np.float32),
        )
        for _ in range(2)
    )
    with tempfile.TemporaryDirectory(prefix="wellheard-training-") as scratch:
        states = Path(scratch, "states")
        States(rows, tokenizer(base), states).make(_running(below))
        done = Path(scratch) if keep is None else keep / _fingerprint(rows)
        done.mkdir(parents=True, exist_ok=True)
        work = [(rows, base, states, done / f"{fold}.pt", fold) for fold in range(FOLDS + 1)]
        # Spawned, not forked: a forked child would wait for ever for torch's threads.
        with multiprocessing.get_context("spawn").Pool(at_once or os.cpu_count(), _alone) as pool:
            for fold, file in pool.imap_unordered(_one, work, chunksize=1):
                learned, heard = torch.load(file, weights_only=False)
                if heard is None:
                    upper.load_state_dict(learned)
                    continue
                places = [i for i, row in enumerate(rows) if row.fold == fold]
                for whole, part in zip((bare, written), heard, strict=True):
                    whole.skills[places] = part.skills
                    whole.behaviours[places] = part.behaviours
    return Trained(bare, written, below, upper.eval())


def _fingerprint(rows: Sequence[Row]) -> str:
    """What the readers depend on, in a few letters: the replies and the code that trains."""
    told = sha256(repr(rows).encode())
    for module in (network, tuning, pieces):
        told.update(Path(module.__file__ or "").read_bytes())
    return told.hexdigest()[:12]


def _running(below: bytes) -> Callable[[Ids], Floats]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # sums in one order are the same at every run
    session = onnxruntime.InferenceSession(below, options, providers=["CPUExecutionProvider"])
    return lambda ids: np.asarray(session.run(None, {"ids": ids[None]})[0])[0]


def tokenizer(base: Path) -> Tokenizer:
    """The encoder's own, with nothing cut and nothing filled up."""
    found = Tokenizer.from_file(str(base / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    return found


def _alone() -> None:
    """Each process has one core to itself; sums in one order are the same at every run."""
    torch.set_num_threads(1)


def _one(work: tuple[Sequence[Row], Path, Path, Path, int]) -> tuple[int, Path]:
    """Train one reader, unless it is done already."""
    rows, base, made, file, fold = work
    if file.exists():
        return fold, file
    states = States(rows, tokenizer(base), made)
    train = [i for i, row in enumerate(rows) if row.fold != fold]

    def tell(what: str) -> None:
        sys.stderr.write(f"reader {fold + 1} of {FOLDS + 1}: {what}\n")

    upper = tune(rows, states, train, base, seed=SEED, tell=tell)
    rest = [i for i, row in enumerate(rows) if row.fold == fold]
    heard = None
    if fold != _NONE:
        heard = read(upper, states, rest), read(upper, states, rest, bare=False)
    torch.save((upper.state_dict(), heard), file.with_suffix(".part"))
    file.with_suffix(".part").replace(file)
    return fold, file


def kept(trained: Trained) -> dict[str, Floats]:
    """What measurements need of it, by name; half precision is enough."""
    return {
        f"{name}_{part}": getattr(getattr(trained, name), part).astype(np.float16)
        for name in ("bare", "written")
        for part in ("skills", "behaviours")
    }
