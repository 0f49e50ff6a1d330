"""Tidying up after a visit: nothing of it is held any more, and its memory goes back."""

import gc

from device.voice.memory import give_back


def tidy() -> None:
    """Let go of the visit's remains; takes some hundredths of a second."""
    gc.collect()
    give_back()
