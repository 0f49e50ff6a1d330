"""The question mark that a voice puts and a recogniser doesn't print."""

import re
from dataclasses import replace

from device.coach.reply import Reply

RISEN = 5.0
"""Semitones by which the pitch ends higher, from which a reply was asked. Real people reading
(tests/bench/intonation.py): of 72 sentences both questions that ask for yes or no rose by more, and
one statement did. Few questions to go by, so it is set high: uptalk must not be scolded."""
_PRINTED = re.compile(r"[.?!;:,…]")
"""Where a recogniser prints any of these, its own marks are believed."""


def with_mark(reply: Reply) -> Reply:
    """The reply as it was asked: bare words whose voice rises at the end get a question mark."""
    if reply.timing is None or reply.timing.rise is None or reply.timing.rise < RISEN:
        return reply
    if not reply.text.strip() or _PRINTED.search(reply.text):
        return reply
    return replace(reply, text=reply.text + "?")
