"""Tuning the reader: the upper layers learn the rubric and what AnnoMI's experts saw."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from device.coach.analysis.bare import bare
from device.coach.analysis.features import SKILLS
from device.coach.analysis.pieces import Ids, of_line, of_reply
from device.coach.skills import Skill
from device.training.network import WIDTH, Upper, barred, pretrained
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


Half = npt.NDArray[np.float16]


class States:
    """What the lower layers make of every row's two texts, bare and as written; in a file, half
    precision.
    """

    def __init__(self, rows: Sequence[Row], tokenizer: Tokenizer, file: Path) -> None:
        """
        Args:
            file: where the states are; `make` fills it.
        """
        self._pieces: dict[tuple[bool, str], Ids] = {}
        self._rows = [
            tuple(
                (self._known(tokenizer, True, said(row.reply.seeker)),
                 self._known(tokenizer, False, said(row.reply.text)))
                for said in (bare, str)
            )
            for row in rows
        ]  # fmt: skip
        lengths = [len(ids) for ids in self._pieces.values()]
        ends = np.cumsum(lengths).tolist()
        self._spans = {
            key: slice(end - length, end)
            for key, end, length in zip(self._pieces, ends, lengths, strict=True)
        }
        mode: Literal["r", "w+"] = "r" if file.exists() else "w+"
        self._states = np.memmap(file, np.float16, mode, shape=(ends[-1], WIDTH))

    def make(self, lower: Callable[[Ids], Floats]) -> None:
        """Compute them; takes some minutes.

        Args:
            lower: from a text's pieces to their states, as it is shipped.
        """
        for key, ids in self._pieces.items():
            self._states[self._spans[key]] = lower(ids)
        self._states.flush()

    def length(self, row: int) -> int:
        """Word pieces of a row's reply, bare."""
        return len(self._pieces[self._rows[row][0][1]])

    def of(self, row: int, *, bare: bool) -> tuple[Half, Half]:
        """The states of a row's line and of its reply, each of shape (pieces, width)."""
        line, reply = self._rows[row][0 if bare else 1]
        return self._states[self._spans[line]], self._states[self._spans[reply]]

    def _known(self, tokenizer: Tokenizer, line: bool, text: str) -> tuple[bool, str]:
        key = line, text
        if key not in self._pieces:
            self._pieces[key] = of_line(tokenizer, text) if line else of_reply(tokenizer, text).ids
        return key


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
            skills, behaviours, _ = upper(*_drawn(states, batch, chance))
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
            found = _stacked([states.of(rows[i], bare=bare) for i in chosen])
            said, did, _ = upper(*found.whole())
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


@dataclass(slots=True)
class _Stacked:
    """A batch, filled up to the longest."""

    reply: Floats
    """Shape (batch, pieces, WIDTH)."""
    line: Floats
    """Shape (batch, pieces of the line, WIDTH)."""
    own: Floats
    """Shape (batch, pieces): 1 on the reply's own pieces."""
    masked: Floats
    """Shape (batch, pieces of both): 1 on what may not be looked at, the reply's first."""

    def whole(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """As the upper layers take it."""
        reply, line, own, masked = (
            torch.from_numpy(part) for part in (self.reply, self.line, self.own, self.masked)
        )
        return reply, line, own, barred(masked)


def _drawn(
    states: States, batch: Sequence[int], chance: np.random.Generator
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """A batch with some lines and pieces left out."""
    found = _stacked([states.of(row, bare=bool(chance.random() < BARE)) for row in batch])
    pieces = found.own.shape[1]
    for number in range(len(batch)):
        if chance.random() < DEAF_TO_LINE:
            found.masked[number, pieces:] = 1
        reply = np.flatnonzero(found.own[number])
        missed = reply[chance.random(len(reply)) < MISSED]
        if len(missed) < len(reply):
            found.masked[number, missed] = 1
            found.own[number, missed] = 0
    return found.whole()


def _stacked(found: Sequence[tuple[Half, Half]]) -> _Stacked:
    line, of_line = _filled([line for line, _ in found])
    reply, of_reply = _filled([reply for _, reply in found])
    own = 1 - of_reply
    own[:, 0] = 0
    for number, (_, states) in enumerate(found):
        own[number, len(states) - 1] = 0
    return _Stacked(reply, line, own, np.concatenate([of_reply, of_line], axis=1))


def _filled(texts: Sequence[Half]) -> tuple[Floats, Floats]:
    """All of the same length, and a mask that is 1 where they were filled up."""
    most = max(len(states) for states in texts)
    whole = np.zeros((len(texts), most, WIDTH), np.float32)
    masked = np.ones((len(texts), most), np.float32)
    for number, states in enumerate(texts):
        whole[number, : len(states)] = states
        masked[number, : len(states)] = 0
    return whole, masked
