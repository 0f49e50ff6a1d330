"""The reader that is tuned: a small pretrained encoder with heads of our own.

The encoder is all-MiniLM-L6-v2 (six layers of 384, about 22 million weights). Its embeddings and
lower layers stay as they are, so that what they make of a text is computed once; the upper layers
and the heads are trained.
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

WIDTH = 384
HEADS = 12
LAYERS = 6
FROZEN = 3
"""Lower layers that stay as they are; with two or one, training takes longer and gains nothing."""
DROPPED = 0.1
_BARRED = -1e4


class Layer(nn.Module):
    """One layer of BERT's encoder, under the names of its weights' file."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.value, self.out = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.attended = nn.LayerNorm(WIDTH, eps=1e-12)
        self.wide, self.narrow = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.settled = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(DROPPED)

    def forward(self, states: Tensor, barred: Tensor) -> Tensor:
        """`states` (batch, tokens, WIDTH); `barred` (batch, 1, 1, tokens), added to the scores."""
        batch, tokens = states.shape[0], states.shape[1]

        def parted(whole: Tensor) -> Tensor:
            return whole.view(batch, tokens, HEADS, WIDTH // HEADS).transpose(1, 2)

        query, key, value = (parted(f(states)) for f in (self.query, self.key, self.value))
        scores = query @ key.transpose(-1, -2) / (WIDTH // HEADS) ** 0.5 + barred
        seen = (scores.softmax(-1) @ value).transpose(1, 2).reshape(batch, tokens, WIDTH)
        states = self.attended(states + self.drop(self.out(seen)))
        return self.settled(states + self.drop(self.narrow(nn.functional.gelu(self.wide(states)))))


class Lower(nn.Module):
    """The embeddings and the layers that stay as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.places = nn.Embedding(512, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(FROZEN))

    def forward(self, ids: Tensor, barred: Tensor) -> Tensor:
        """`ids` (batch, tokens) to states (batch, tokens, WIDTH)."""
        places = torch.arange(ids.shape[1])
        states = self.norm(self.words(ids) + self.places(places) + self.kind)
        for layer in self.layers:
            states = layer(states, barred)
        return states


class Upper(nn.Module):
    """The layers that are trained, and the heads."""

    def __init__(self, skills: int, behaviours: int) -> None:
        super().__init__()
        self.of_reply = nn.Parameter(torch.zeros(WIDTH))
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS - FROZEN))
        self.by_token = nn.Linear(WIDTH, skills)
        self.by_whole = nn.Linear(2 * WIDTH, skills)
        self.behaves = nn.Linear(2 * WIDTH, behaviours)
        self.drop = nn.Dropout(DROPPED)
        nn.init.constant_(self.by_token.bias, -1.5)
        nn.init.constant_(self.by_whole.bias, -1.5)

    def forward(
        self, states: Tensor, reply: Tensor, barred: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """What a reply shows.

        `reply` (batch, tokens) is 1 on the reply's own tokens. Returns the log-odds of each skill
        (batch, skills), the behaviours' (batch, behaviours), and what each token says for each
        skill (batch, tokens, skills).
        """
        states = states + reply.unsqueeze(-1) * self.of_reply
        for layer in self.layers:
            states = layer(states, barred)
        states = self.drop(states)
        tokens = self.by_token(states)
        own = reply.unsqueeze(-1)
        count = reply.sum(1, keepdim=True)
        strongest = torch.logsumexp(tokens + (1 - own) * _BARRED, 1) - 0.5 * count.log()
        whole = torch.cat([(states * own).sum(1) / count, states[:, 0]], -1)
        return strongest + self.by_whole(whole), self.behaves(whole), tokens


class Reader(nn.Module):
    """Lower and upper in one, as it is shipped: one reply at a time, nothing padded."""

    def __init__(self, lower: Lower, upper: Upper) -> None:
        super().__init__()
        self.lower, self.upper = lower, upper

    def forward(self, ids: Tensor, reply: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        barred = torch.zeros(1, 1, 1, 1)
        skills, behaviours, tokens = self.upper(self.lower(ids, barred), reply, barred)
        return skills, behaviours, tokens


def barred(masked: Tensor) -> Tensor:
    """What keeps every token from looking at masked ones; `masked` (batch, tokens) is 1 there."""
    return (masked * _BARRED)[:, None, None, :]


def pretrained(folder: Path, skills: int, behaviours: int) -> tuple[Lower, Upper]:
    """The encoder as it comes, in a folder with `model.safetensors`; the heads are new."""
    weights = load_file(folder / "model.safetensors")
    lower, upper = Lower(), Upper(skills, behaviours)
    with torch.no_grad():
        lower.words.weight.copy_(weights["embeddings.word_embeddings.weight"])
        lower.places.weight.copy_(weights["embeddings.position_embeddings.weight"])
        lower.kind.copy_(weights["embeddings.token_type_embeddings.weight"][0])
        _copy(lower.norm, weights, "embeddings.LayerNorm")
        for number, layer in enumerate([*lower.layers, *upper.layers]):
            assert isinstance(layer, Layer)
            under = f"encoder.layer.{number}"
            _copy(layer.query, weights, f"{under}.attention.self.query")
            _copy(layer.key, weights, f"{under}.attention.self.key")
            _copy(layer.value, weights, f"{under}.attention.self.value")
            _copy(layer.out, weights, f"{under}.attention.output.dense")
            _copy(layer.attended, weights, f"{under}.attention.output.LayerNorm")
            _copy(layer.wide, weights, f"{under}.intermediate.dense")
            _copy(layer.narrow, weights, f"{under}.output.dense")
            _copy(layer.settled, weights, f"{under}.output.LayerNorm")
    return lower.requires_grad_(False).eval(), upper


def _copy(part: nn.Linear | nn.LayerNorm, weights: dict[str, Tensor], name: str) -> None:
    part.weight.copy_(weights[f"{name}.weight"])
    part.bias.copy_(weights[f"{name}.bias"])
