"""The reader that is tuned: a small pretrained encoder with heads of our own.

The encoder is all-MiniLM-L6-v2 (six layers of 384, about 22 million weights). Its embeddings and
lower layers stay as they are and take the seeker's line and the reply each by itself: what they
make of a text is computed once. The upper layers and the heads are trained; they read on in the
reply alone, with a look at the line as the lower ones left it (cf. DeFormer, Cao and others, ACL
2020). A line can be read while the seeker speaks it, and a reply then costs a third less.
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
    """One layer of BERT's encoder; `seen` is its keys and values side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.seen = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, 2 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.attended = nn.LayerNorm(WIDTH, eps=1e-12)
        self.wide, self.narrow = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.settled = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(DROPPED)

    def forward(self, states: Tensor, around: Tensor, barred: Tensor) -> Tensor:
        """`states` (batch, tokens, WIDTH) after a look at all `around` (batch, all, WIDTH);
        `barred` (batch, 1, 1, all) is added to the scores.
        """
        batch, tokens = states.shape[0], states.shape[1]

        def parted(whole: Tensor) -> Tensor:
            return whole.view(batch, -1, HEADS, WIDTH // HEADS).transpose(1, 2)

        key, value = (parted(half) for half in self.seen(around).split(WIDTH, -1))
        scores = parted(self.query(states)) @ key.transpose(-1, -2) / (WIDTH // HEADS) ** 0.5
        seen = ((scores + barred).softmax(-1) @ value).transpose(1, 2)
        states = self.attended(states + self.drop(self.out(seen.reshape(batch, tokens, WIDTH))))
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

    def forward(self, ids: Tensor) -> Tensor:
        """`ids` of one text (1, tokens) to states (1, tokens, WIDTH)."""
        free = torch.zeros(1, 1, 1, 1)
        places = torch.arange(ids.shape[1])
        states = self.norm(self.words(ids) + self.places(places) + self.kind)
        for layer in self.layers:
            states = layer(states, states, free)
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
        self, states: Tensor, line: Tensor, reply: Tensor, barred: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """What a reply shows.

        `states` (batch, tokens, WIDTH) are the reply's and `line` the seeker's; `reply` (batch,
        tokens) is 1 on the reply's own tokens; `barred` (batch, 1, 1, tokens of both) goes by the
        reply first. Returns the log-odds of each skill (batch, skills), the behaviours' (batch,
        behaviours), and what each token says for each skill (batch, tokens, skills).
        """
        states = states + reply.unsqueeze(-1) * self.of_reply
        for layer in self.layers:
            states = layer(states, torch.cat([states, line], 1), barred)
        states = self.drop(states)
        tokens = self.by_token(states)
        own = reply.unsqueeze(-1)
        count = reply.sum(1, keepdim=True)
        strongest = torch.logsumexp(tokens + (1 - own) * _BARRED, 1) - 0.5 * count.log()
        whole = torch.cat([(states * own).sum(1) / count, states[:, 0]], -1)
        return strongest + self.by_whole(whole), self.behaves(whole), tokens


class Alone(nn.Module):
    """The upper layers as they are shipped: one reply at a time, nothing padded."""

    def __init__(self, upper: Upper) -> None:
        super().__init__()
        self.upper = upper

    def forward(self, states: Tensor, line: Tensor, reply: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        skills, behaviours, tokens = self.upper(states, line, reply, torch.zeros(1, 1, 1, 1))
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
            for part in ("weight", "bias"):
                both = [weights[f"{under}.attention.self.{n}.{part}"] for n in ("key", "value")]
                getattr(layer.seen, part).copy_(torch.cat(both))
            _copy(layer.out, weights, f"{under}.attention.output.dense")
            _copy(layer.attended, weights, f"{under}.attention.output.LayerNorm")
            _copy(layer.wide, weights, f"{under}.intermediate.dense")
            _copy(layer.narrow, weights, f"{under}.output.dense")
            _copy(layer.settled, weights, f"{under}.output.LayerNorm")
    return lower.requires_grad_(False).eval(), upper


def _copy(part: nn.Linear | nn.LayerNorm, weights: dict[str, Tensor], name: str) -> None:
    part.weight.copy_(weights[f"{name}.weight"])
    part.bias.copy_(weights[f"{name}.bias"])
