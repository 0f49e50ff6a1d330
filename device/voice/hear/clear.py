"""Whether a reply was understood well enough to speak of its words, where others talk too.

In a quiet room the coach goes by the recogniser's own confidence. Among other voices that is too
sure of itself: words of theirs, and words made up, come with a good one.
"""

from device.voice.hear.listener import Heard

LIKELY = 0.4
"""Weight of the mean log probability beside the mean word confidence."""
CLEAR = 0.65
"""Their sum from which a reply among other voices is relied on. Of the replies for choosing, four
or eight others talking 10 dB softer, those it lets through have no more words wrong than clean
speech has; they are few (tests/bench/room.py)."""
TYPICAL = -0.45
"""Mean log probability that is taken where the recogniser tells none."""
SLOWEST = 1.0
"""Words a second, below which most of what was said among others is missing."""


def is_clear(heard: Heard) -> bool:
    """Whether its words can be relied on; always so where nobody else talks."""
    if not heard.noisy:
        return True
    words = heard.transcript.words
    if len(words) < SLOWEST * (heard.ended - heard.began):
        return False
    likelihood = heard.transcript.likelihood
    sure = sum(word.confidence for word in words) / len(words) if words else 0.0
    return sure + LIKELY * (TYPICAL if likelihood is None else likelihood) >= CLEAR
