"""The reader: a small neural network that has read many labelled replies.

It takes the seeker's line and the reply as they are and says, for each skill, how much speaks for
it, in the whole and in each piece of a word. `learned` weighs that together with what the rules
claim; `device.training` makes the network; `MODEL.md` tells of what.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from device.coach.analysis.pieces import Floats, Ids, of_line, of_reply

LOWER = "lower.onnx"
"""From the pieces of one text to their states; the same at every training."""
UPPER = "upper.onnx"
"""From a reply's states, with a look at the line's, to what the reply shows."""
WORDS = "reader.json"
"""The tokenizer that belongs to both."""
LINES = 64
"""Lines that are remembered, the last ones: some 50 kB each."""
_SILENT = 4
"""onnxruntime's level of log messages: fatal ones only."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the reader says of one reply. K skills, B answers of observers, P pieces."""

    skills: Floats
    """Shape (K,): log-odds."""
    behaviours: Floats
    """Shape (B,): log-odds of what an observer of counselling would call it."""
    pieces: Floats
    """Shape (P, K): what each piece of the reply says for each skill."""
    spans: tuple[tuple[int, int], ...]
    """Where each piece stands in the reply, in characters, half-open."""


class Reader:
    """One loaded network; may be used from several threads."""

    def __init__(self, lower: bytes, upper: bytes, words: bytes) -> None:
        self._lower, self._upper = _session(lower), _session(upper)
        self._tokenizer = Tokenizer.from_buffer(words)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._line = lru_cache(LINES)(self._fresh_line)

    def read(self, seeker: str, reply: str) -> Read:
        """What a reply to that line shows."""
        line = self._line(seeker)
        pieces = of_reply(self._tokenizer, reply)
        own = np.ones((1, len(pieces.ids)), np.float32)
        own[0, 0] = own[0, -1] = 0
        states = self._states(pieces.ids)
        skills, behaviours, shares = self._upper.run(
            None, {"reply": states, "line": line, "own": own}
        )
        return Read(
            np.asarray(skills)[0],
            np.asarray(behaviours)[0],
            np.asarray(shares)[0, 1:-1],
            pieces.spans,
        )

    def prepare(self, seeker: str) -> None:
        """Read a line while it is being spoken: the reply to it is then read in half the time."""
        self._line(seeker)

    def _fresh_line(self, seeker: str) -> Floats:
        return self._states(of_line(self._tokenizer, seeker))

    def _states(self, ids: Ids) -> Floats:
        """Shape (1, pieces, width)."""
        return np.asarray(self._lower.run(None, {"ids": ids[None]})[0])


def _session(network: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # short replies gain nothing from more, and others wait
    options.inter_op_num_threads = 1
    options.log_severity_level = _SILENT
    options.enable_cpu_mem_arena = False  # keeps what a long reply took; costs a twentieth of time
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])


def loaded() -> Reader:
    """The reader that ships with the coach, anew."""
    folder = files("device.coach.analysis")
    return Reader(*((folder / name).read_bytes() for name in (LOWER, UPPER, WORDS)))


@cache
def shipped() -> Reader:
    """The reader that ships with the coach; loaded once."""
    return loaded()
