"""What readers say of replies that they were not trained on: the ground of every honest figure."""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
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
AGAIN = 1200
"""Rows that a reader which goes on reads once more, so that it doesn't forget."""
TWICE = 2
"""Times that it reads a new one."""
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


@dataclass(frozen=True, slots=True)
class Further:
    """Readers to go on from, where only a few replies are new."""

    readers: Path
    """A folder that an earlier training kept."""
    new: frozenset[int]
    """The numbers of the rows that those readers never saw, in any fold."""

    def state(self, fold: int) -> Mapping[str, torch.Tensor]:
        """What the reader without that fold had learned."""
        learned, _ = torch.load(self.readers / f"{fold}.pt", weights_only=False)
        return dict(learned)

    def reads(self, among: Sequence[int]) -> list[int]:
        """Those of `among` that are new, twice, and some of the others."""
        old = [row for row in among if row not in self.new]
        again = np.random.default_rng(SEED).permutation(old)[:AGAIN]
        return [*[row for row in among if row in self.new] * TWICE, *again.tolist()]


def train(
    rows: Sequence[Row],
    base: Path,
    keep: Path | None = None,
    at_once: int | None = None,
    further: Further | None = None,
) -> Trained:
    """Train a reader for each fold without it, and one on everything.

    Args:
        base: the folder of the pretrained encoder and its tokenizer.
        keep: a folder for readers that are done, so that a training that was broken off goes on
            where it was; they count only for the same replies and settings.
        at_once: how many readers to train at the same time; None for one a core.
        further: what to go on from; None to begin at the pretrained encoder.
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
        done = Path(scratch) if keep is None else keep / _fingerprint(rows, further)
        done.mkdir(parents=True, exist_ok=True)
        work = [
            (rows, base, states, done / f"{fold}.pt", fold, further)
            for fold in (_NONE, *range(FOLDS))
        ]
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


def _fingerprint(rows: Sequence[Row], further: Further | None) -> str:
    """What the readers depend on, in a few letters: the replies and the code that trains."""
    told = sha256(repr(rows).encode())
    if further is not None:
        told.update(repr(sorted(further.new)).encode())
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


def _one(
    work: tuple[Sequence[Row], Path, Path, Path, int, Further | None],
) -> tuple[int, Path]:
    """Train one reader, unless it is done already."""
    rows, base, made, file, fold, further = work
    if file.exists():
        return fold, file
    states = States(rows, tokenizer(base), made)
    train = [i for i, row in enumerate(rows) if row.fold != fold]

    def tell(what: str) -> None:
        sys.stderr.write(f"reader {fold + 1} of {FOLDS + 1}: {what}\n")

    known = None
    if further is not None:
        train, known = further.reads(train), further.state(fold)
    upper = tune(rows, states, train, base, seed=SEED, known=known, tell=tell)
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
