"""The reader: a small neural network that has read many labelled replies.

It takes the seeker's line and the reply as they are and says, for each skill, how much speaks for
it, in the whole and in each piece of a word. `learned` weighs that together with what the rules
claim; `device.training` makes the network; `MODEL.md` tells of what.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from device.coach.analysis.pair import Floats, paired

NETWORK = "reader.onnx"
LOWER = "lower.onnx"
"""From the pieces of one text to their states; the same at every training."""
UPPER = "upper.onnx"
"""From a reply's states, with a look at the line's, to what the reply shows."""
WORDS = "reader.json"
"""The tokenizer that belongs to the network."""
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

    def __init__(self, network: bytes, words: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # short replies gain nothing from more, and others wait
        options.inter_op_num_threads = 1
        options.log_severity_level = _SILENT
        options.enable_cpu_mem_arena = (
            False  # keeps what a long reply took; costs a tenth of the time
        )
        self._session = onnxruntime.InferenceSession(
            network, options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_buffer(words)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def read(self, seeker: str, reply: str) -> Read:
        """What a reply to that line shows."""
        pair = paired(self._tokenizer, seeker, reply)
        skills, behaviours, pieces = self._session.run(
            None, {"ids": pair.ids[None], "reply": pair.reply[None]}
        )
        own = np.asarray(pieces)[0][pair.reply > 0]
        return Read(np.asarray(skills)[0], np.asarray(behaviours)[0], own, pair.spans)


@cache
def shipped() -> Reader:
    """The reader that ships with the coach; loaded once."""
    folder = files("device.coach.analysis")
    return Reader((folder / NETWORK).read_bytes(), (folder / WORDS).read_bytes())
