"""Tuning the reader: the upper layers learn the rubric and what AnnoMI's experts saw."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from device.coach.analysis.bare import bare
from device.coach.analysis.features import SKILLS
from device.coach.analysis.pair import Pair, paired
from device.coach.skills import Skill
from device.training.network import WIDTH, Lower, Upper, barred, pretrained
from device.training.rows import BEHAVIOURS, UNKNOWN, Row

EPOCHS = 2
BATCH = 32
RATE = 3e-4
"""Highest learning rate of the layers; the heads, which are new, get three times as much."""
DECAY = 0.01
WARM_UP = 0.1
"""Share of the steps in which the rate rises."""
BARE = 0.7
"""Share of the times that a reply is read as a recogniser without punctuation prints it."""
DEAF_TO_LINE = 0.1
"""Share of the times that the seeker's line is not seen, so that not all hangs on it."""
MISSED = 0.06
"""Share of the reply's pieces that are not seen, as when words are misheard."""
MEMORY = 0.99
"""The weights that count are a running mean over some hundred steps: steadier than the last."""
_RUBRIC, _OBSERVED = 3.0, 0.5
"""What a row labelled with the rubric weighs, and one of AnnoMI's behaviours."""
_SHARES = 16
"""Batches are drawn from pools of this many, sorted by length: little is padded."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader says of N rows."""

    skills: Floats
    """Shape (N, skills): log-odds."""
    behaviours: Floats
    """Shape (N, answers): log-odds, each question's answers side by side."""


class States:
    """What the lower layers make of every row, bare and as written; in a file, half precision."""

    def __init__(self, rows: Sequence[Row], tokenizer: Tokenizer, file: Path) -> None:
        """
        Args:
            file: where the states are; `make` fills it.
        """
        self.pairs = [
            (
                paired(tokenizer, bare(row.reply.seeker), bare(row.reply.text)),
                paired(tokenizer, row.reply.seeker, row.reply.text),
            )
            for row in rows
        ]
        lengths = [len(pair.ids) for pairs in self.pairs for pair in pairs]
        self._starts = np.concatenate([[0], np.cumsum(lengths)])
        self._states = np.memmap(
            file, np.float16, "r+" if file.exists() else "w+", shape=(int(self._starts[-1]), WIDTH)
        )

    def make(self, lower: Lower) -> None:
        """Compute them; takes some minutes."""
        both = [pair.ids for pairs in self.pairs for pair in pairs]
        order = sorted(range(len(both)), key=lambda i: len(both[i]))
        with torch.no_grad():
            for first in range(0, len(order), BATCH):
                chosen = order[first : first + BATCH]
                ids, masked = _filled([both[i] for i in chosen])
                states = lower(ids, barred(masked)).numpy()
                for i, state in zip(chosen, states, strict=True):
                    self._states[self._starts[i] : self._starts[i + 1]] = state[: len(both[i])]
        self._states.flush()

    def __len__(self) -> int:
        return len(self.pairs)

    def length(self, row: int) -> int:
        """Word pieces of a row, bare."""
        return len(self.pairs[row][0].ids)

    def of(self, row: int, *, bare: bool) -> tuple[Pair, npt.NDArray[np.float16]]:
        """A row and its states, shape (pieces, width)."""
        number = 2 * row + (not bare)
        span = slice(int(self._starts[number]), int(self._starts[number + 1]))
        return self.pairs[row][0 if bare else 1], self._states[span]


def tune(
    rows: Sequence[Row],
    states: States,
    train: Sequence[int],
    base: Path,
    *,
    seed: int,
    tell: Callable[[str], None] = lambda _: None,
) -> Upper:
    """The upper layers after learning from the rows numbered in `train`."""
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    _, upper = pretrained(base, len(SKILLS), sum(len(a) for _, a in BEHAVIOURS))
    truth = _Truth(rows, train)
    optimiser = torch.optim.AdamW(_by_rate(upper), weight_decay=DECAY)
    steps = EPOCHS * math.ceil(len(train) / BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [RATE, 3 * RATE], total_steps=steps + 1, pct_start=WARM_UP
    )
    mean = [p.detach().clone() for p in upper.parameters()]
    upper.train()
    step, lost = 0, 0.0
    for _ in range(EPOCHS):
        for batch in _batches(states, train, chance):
            seen, own, masked = _drawn(states, batch, chance)
            skills, behaviours, _ = upper(seen, own, barred(masked))
            loss = truth.loss(batch, skills, behaviours)
            loss.backward()
            nn.utils.clip_grad_norm_(upper.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            schedule.step()
            step += 1
            keep = min(MEMORY, step / (step + 10))
            with torch.no_grad():
                for kept, now in zip(mean, upper.parameters(), strict=True):
                    kept.lerp_(now, 1 - keep)
            lost += loss.item()
            if step % 50 == 0:
                tell(f"{step} of {steps}, loss {lost / 50:.3f}")
                lost = 0.0
    with torch.no_grad():
        for now, kept in zip(upper.parameters(), mean, strict=True):
            now.copy_(kept)
    return upper.eval()


def read(upper: Upper, states: States, rows: Sequence[int], *, bare: bool = True) -> Read:
    """What the reader says of some rows."""
    skills = np.zeros((len(rows), len(SKILLS)), np.float32)
    behaviours = np.zeros((len(rows), sum(len(a) for _, a in BEHAVIOURS)), np.float32)
    order = sorted(range(len(rows)), key=lambda i: states.length(rows[i]))
    with torch.no_grad():
        for first in range(0, len(order), BATCH):
            chosen = order[first : first + BATCH]
            found = [states.of(rows[i], bare=bare) for i in chosen]
            seen, own, masked = _stacked(found)
            said, did, _ = upper(seen, own, barred(masked))
            skills[chosen], behaviours[chosen] = said.numpy(), did.numpy()
    return Read(skills, behaviours)


class _Truth:
    """What is known of the rows, and how far a reader is from it."""

    def __init__(self, rows: Sequence[Row], train: Sequence[int]) -> None:
        there = np.array([[float(r.known.get(s, False)) for s in SKILLS] for r in rows])
        known = np.array([[float(s in r.known) for s in SKILLS] for r in rows])
        weight = np.array([_RUBRIC if r.ours else _OBSERVED * 2 for r in rows])
        part = list(train)
        share = (there[part] * known[part]).sum(0) / np.maximum(known[part].sum(0), 1)
        rare = np.clip(np.sqrt((1 - share) / np.maximum(share, 1e-3)), 1, 6)
        self._rare = torch.tensor(rare, dtype=torch.float32)
        self._there = torch.tensor(there, dtype=torch.float32)
        self._known = torch.tensor(known * weight[:, None] / len(SKILLS), dtype=torch.float32)
        reflects = [UNKNOWN if r.reflects is None else int(r.reflects) for r in rows]
        self._reflects = torch.tensor(reflects)
        self._behaviours = torch.tensor([r.behaviours for r in rows])
        self._either = [SKILLS.index(s) for s in (Skill.REFLECTS_CONTENT, Skill.REFLECTS_FEELING)]

    def loss(self, batch: Sequence[int], skills: Tensor, behaviours: Tensor) -> Tensor:
        rows = torch.tensor(batch)
        each = nn.functional.binary_cross_entropy_with_logits(
            skills, self._there[rows], pos_weight=self._rare, reduction="none"
        )
        total = (each * self._known[rows]).sum()
        reflecting = self._reflects[rows] == 1
        if reflecting.any():
            # One of the two is there, and nobody said which.
            neither = nn.functional.logsigmoid(-skills[reflecting][:, self._either]).sum(1)
            either = torch.log1p(-neither.exp().clamp(max=1 - 1e-6))
            total = total - either.sum() * _OBSERVED * 2 / len(SKILLS)
        first = 0
        for number, (_, answers) in enumerate(BEHAVIOURS):
            total = total + _OBSERVED * nn.functional.cross_entropy(
                behaviours[:, first : first + len(answers)],
                self._behaviours[rows, number],
                ignore_index=UNKNOWN,
                reduction="sum",
            )
            first += len(answers)
        return total / len(batch)


def _by_rate(upper: Upper) -> list[dict[str, list[nn.Parameter]]]:
    layers = list(upper.layers.parameters())
    known = {id(p) for p in layers}
    return [{"params": layers}, {"params": [p for p in upper.parameters() if id(p) not in known]}]


def _batches(
    states: States, train: Sequence[int], chance: np.random.Generator
) -> Iterator[list[int]]:
    order = chance.permutation(np.array(train))
    batches = []
    for first in range(0, len(order), BATCH * _SHARES):
        pool = sorted(order[first : first + BATCH * _SHARES].tolist(), key=states.length)
        batches += [pool[i : i + BATCH] for i in range(0, len(pool), BATCH)]
    for number in chance.permutation(len(batches)):
        yield batches[number]


def _drawn(
    states: States, batch: Sequence[int], chance: np.random.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """A batch with some lines and pieces left out."""
    found = [states.of(row, bare=bool(chance.random() < BARE)) for row in batch]
    seen, own, masked = _stacked(found)
    for number, (pair, _) in enumerate(found):
        reply = np.flatnonzero(pair.reply)
        if chance.random() < DEAF_TO_LINE:
            masked[number, 1 : reply[0] - 1] = 1
        missed = reply[chance.random(len(reply)) < MISSED]
        if len(missed) < len(reply):
            masked[number, missed] = 1
            own[number, missed] = 0
    return seen, own, masked


def _stacked(
    found: Sequence[tuple[Pair, npt.NDArray[np.float16]]],
) -> tuple[Tensor, Tensor, Tensor]:
    most = max(len(pair.ids) for pair, _ in found)
    seen = np.zeros((len(found), most, found[0][1].shape[1]), np.float32)
    own = np.zeros((len(found), most), np.float32)
    masked = np.ones((len(found), most), np.float32)
    for number, (pair, states) in enumerate(found):
        seen[number, : len(states)] = states
        own[number, : len(states)] = pair.reply
        masked[number, : len(states)] = 0
    return torch.from_numpy(seen), torch.from_numpy(own), torch.from_numpy(masked)


def _filled(rows: Sequence[npt.NDArray[np.int64]]) -> tuple[Tensor, Tensor]:
    most = max(len(row) for row in rows)
    ids = np.zeros((len(rows), most), np.int64)
    masked = np.ones((len(rows), most), np.float32)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
        masked[number, : len(row)] = 0
    return torch.from_numpy(ids), torch.from_numpy(masked)
