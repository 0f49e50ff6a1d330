"""What is heard in the voice and not in the words: pauses, overlap, length, pace.

The thresholds are rules of thumb from the rubric, and a site may tune them. Turn-taking in talk
leaves about 0.2 s between speakers (Stivers et al., PNAS 2009, ten languages): below that an
answer was
ready before the other had ended.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from device.coach.finding import Finding, Source
from device.coach.reply import Reply, Timing
from device.coach.skills import Skill


@dataclass(frozen=True, slots=True)
class Thumb:
    """Rules of thumb for what the voice tells."""

    overlap: float = 0.3
    """Seconds of both speaking, above which it is an interruption."""
    rushed: float = 0.2
    """Seconds of silence before the reply, below which it came at once."""
    pause_from: float = 1.0
    """Seconds of silence before the reply that begin to be a thoughtful pause."""
    pause_to: float = 6.0
    """Seconds of silence before the reply that are still one; longer ones may be lost for words."""
    longest: float = 45.0
    """Seconds a turn may last before it is long."""
    most_words: int = 120
    """Words a turn may have before it is long."""
    pace: float = 190.0
    """Words a minute above which the pace is named."""
    pace_after: int = 10
    """Words below which a pace says nothing."""
    fillers: int = 2
    """Fillers from which on they are reported."""


USUAL = Thumb()

_BACKCHANNEL = frozenset(
    """
    mm hm hmm mhm mmm mmhm uh huh yeah yes yep no right okay ok sure oh ah wow i see really go
    on aw
    """.split()
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FILLER = re.compile(r"(?:um+|uh+|er+|erm+|uhm+|ehm?)", re.IGNORECASE)
_UH_HUH = re.compile(r"\buh[ -]?huh\b", re.IGNORECASE)
_YOU_KNOW = re.compile(
    r"(?<!do )(?<!did )(?<!if )(?<!as )\byou know\b(?! "
    r"(?:what|that|how|why|who|where|when|if|it|the|him|her|them|your|best)\b)",
    re.IGNORECASE,
)
_LIKE = re.compile(
    r"\b(?:and|but|so|just|was|were|is|it's|its|um|uh|i'm|im|you're|youre) like,? "
    r"(?=(?:really|so|um|uh|you know|i|totally|kind of|sort of)\b)",
    re.IGNORECASE,
)

_MEASURED = 0.95
"""A clock is seldom wrong; the recogniser's word times are off by a tenth of a second at most."""
_GUESSED = 0.7
"""Fillers: some recognisers drop them, and "like" is often a word."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a reply, told in a report and never scolded for."""

    words: int
    fillers: int
    """Um, uh, er, and "you know" and "like" that only fill time."""
    seconds: float | None
    """From the first word to the last; None where it is not known."""
    pace: float | None
    """Words a minute; None where there is too little to tell."""


def figures(reply: Reply, thumb: Thumb = USUAL) -> Figures:
    """Measure a reply."""
    heard = _WORD.findall(reply.text)
    seconds = _seconds(reply)
    pace = 60 * len(heard) / seconds if seconds and len(heard) >= thumb.pace_after else None
    return Figures(len(heard), _fillers(reply.text, heard), seconds, pace)


def timed(reply: Reply, thumb: Thumb = USUAL) -> tuple[Finding, ...]:
    """What the voice shows. Where the reply was typed, only its length can be told."""
    return tuple(
        Finding(skill, "", 0, 0, confidence, Source.VOICE)
        for skill, confidence in _shown(reply, thumb)
    )


def _shown(reply: Reply, thumb: Thumb) -> Iterator[tuple[Skill, float]]:
    measured = figures(reply, thumb)
    if reply.timing is not None and measured.words:
        yield from _start(reply, reply.timing, thumb)
    if (measured.seconds or 0.0) > thumb.longest or measured.words > thumb.most_words:
        yield Skill.LONG_TURN, _MEASURED
    if measured.pace is not None and measured.pace > thumb.pace:
        yield Skill.PACE, _MEASURED
    spoken = reply.timing is not None or bool(reply.words)
    if spoken and measured.fillers >= thumb.fillers:
        yield Skill.FILLERS, _GUESSED


def _start(reply: Reply, timing: Timing, thumb: Thumb) -> Iterator[tuple[Skill, float]]:
    if timing.overlap > thumb.overlap:
        if not _backchannel(_while_both_spoke(reply, timing)):
            yield Skill.INTERRUPTION, _MEASURED
    elif timing.gap < thumb.rushed:
        if not _backchannel(reply.text):
            yield Skill.RUSHED_START, _MEASURED
    elif thumb.pause_from <= timing.gap <= thumb.pause_to:
        yield Skill.THOUGHTFUL_PAUSE, _MEASURED


def _while_both_spoke(reply: Reply, timing: Timing) -> str:
    """The words that fell into the overlap; the whole reply where no word has a time."""
    if not reply.words:
        return reply.text
    until = reply.words[0].start + timing.overlap
    return " ".join(word.text for word in reply.words if word.start < until)


def _backchannel(text: str) -> bool:
    """Whether these words only show that one is following."""
    return all(word.lower() in _BACKCHANNEL for word in _WORD.findall(text))


def _seconds(reply: Reply) -> float | None:
    if reply.timing is not None and reply.timing.duration > 0:
        return reply.timing.duration
    if reply.words and reply.words[-1].end > reply.words[0].start:
        return reply.words[-1].end - reply.words[0].start
    return None


def _fillers(text: str, heard: list[str]) -> int:
    sounds = sum(_FILLER.fullmatch(word) is not None for word in heard)
    sounds -= len(_UH_HUH.findall(text))
    return sounds + len(_YOU_KNOW.findall(text)) + len(_LIKE.findall(text))
