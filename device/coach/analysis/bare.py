"""A text as a recogniser without punctuation prints it."""

import re

_NOT_SAID = re.compile(r"[^\w' ]+")
_SPACES = re.compile(r"\s+")


def bare(text: str) -> str:
    """Lower case, and nothing but words."""
    return _SPACES.sub(" ", _NOT_SAID.sub(" ", text.lower().replace("’", "'"))).strip()
