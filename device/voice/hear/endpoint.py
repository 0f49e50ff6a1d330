"""When a reply begins, pauses and ends.

Pure: fed how long each frame lasts and how likely it holds speech. Listening practice has pauses
for thought, so silence ends a turn late, and a button ends it at once.
"""

from dataclasses import dataclass
from enum import StrEnum

SPEECH = 0.5
"""Probability from which a frame counts as speech."""
STILL_SPEECH = 0.35
"""Probability down to which speech that is going on counts as going on: word ends are soft."""
LEAST_SPEECH = 0.2
"""Seconds of speech that make a reply. "Yes" has more; a cough or a click has less."""
LEAST_RESUMED = 0.1
"""Seconds of speech that end a pause; a breath or a click has less."""
BLIP_GAP = 0.3
"""Seconds of silence after which speech too short to count is forgotten."""
PAUSE_AFTER = 0.5
"""Seconds of silence that are a pause; gaps in fluent speech reach 0.45 s."""
SHORT_SPEECH = 1.0
"""Seconds; a reply with less speech in it may well be only its beginning."""
START_LATE = 0.04
"""Seconds by which the detector hears speech begin too late: tests/bench/endpointing.py."""
END_LATE = 0.03
"""Seconds by which the detector hears speech end too late: tests/bench/endpointing.py."""


class Sign(StrEnum):
    """What has just become clear."""

    START = "start"
    """Somebody is speaking."""
    PAUSE = "pause"
    """They have paused; the turn may be over, or they are thinking."""
    RESUME = "resume"
    """They have gone on after a pause."""
    END = "end"
    """They have finished."""
    TOO_LONG = "too_long"
    """They have spoken for as long as a turn may last."""
    NOTHING = "nothing"
    """Nobody has spoken for as long as we wait."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds."""

    nobody: float
    """For somebody to begin."""
    silence: float
    """For them to go on."""
    silence_short: float
    """For them to go on when they have said very little so far."""
    silence_unfinished: float
    """For them to go on when their last word can't be the last, or others are talking too."""
    longest: float
    """For them to come to an end, from their first word."""


REPLY = Patience(nobody=20.0, silence=3.0, silence_short=3.4, silence_unfinished=4.0, longest=120.0)
"""A turn: a pause of two seconds never ends it. Between the words of real speech such a pause is
heard as up to 2.8 s, as the words beside it begin and end softly (tests/bench/endpointing.py)."""
CHOICE = Patience(nobody=6.0, silence=1.2, silence_short=1.2, silence_unfinished=2.0, longest=15.0)
"""A word or two, where a quick answer counts for more than a long thought."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of sound, in seconds from the first frame."""

    start: float
    end: float


class Endpointer:
    """Follows one turn, frame by frame."""

    def __init__(self, patience: Patience = REPLY) -> None:
        self.patience = patience
        self.elapsed = 0.0
        """Seconds fed so far."""
        self.spoken = 0.0
        """Seconds of speech so far, pauses not counted."""
        self.over = False
        """Whether a last sign was given; nothing more is taken in."""
        self.unfinished = False
        """To be set by who knows the words: the last one can't be the last."""
        self.noisy = False
        """To be set by who knows the room: others are talking, and what is a pause is less certain;
        holds until somebody goes on."""
        self.held = False
        """To be set by who knows the button: while it is held down nothing ends the turn."""
        self._anew = 0.0
        self._began: float | None = None
        self._last = 0.0
        self._pauses: list[Span] = []
        self._paused = False
        self._voiced = False
        self._blip: Span | None = None
        self._blip_spoken = 0.0

    @property
    def began(self) -> float | None:
        """When speech truly began, in seconds from the first frame; None if it hasn't."""
        return None if self._began is None else max(0.0, self._began - START_LATE)

    @property
    def ended(self) -> float | None:
        """When speech last ended, in seconds from the first frame; None if it hasn't begun."""
        return None if self._began is None else max(self._began, self._last - END_LATE)

    @property
    def pauses(self) -> tuple[Span, ...]:
        """The silences inside the reply, in seconds from the first frame."""
        return tuple(self._pauses)

    @property
    def stretches(self) -> tuple[Span, ...]:
        """What was spoken between the pauses, in seconds from the first frame."""
        if self.began is None or self.ended is None:
            return ()
        starts = (self.began, *(pause.end for pause in self._pauses))
        ends = (*(pause.start for pause in self._pauses), self.ended)
        return tuple(map(Span, starts, ends))

    @property
    def speaking(self) -> bool:
        """Whether somebody is speaking, and not pausing."""
        return self._began is not None and not self._paused and not self.over

    @property
    def silence(self) -> float:
        """Seconds since somebody last spoke."""
        return self.elapsed - max(self._last, self._anew)

    @property
    def waited(self) -> float:
        """Seconds since one began to wait."""
        return self.elapsed - self._anew

    @property
    def limit(self) -> float:
        """Seconds of silence that would end the turn now."""
        if self._began is None or self._last <= self._anew:
            return self.patience.nobody
        limit = self.patience.silence
        if self.spoken < SHORT_SPEECH:
            limit = max(limit, self.patience.silence_short)
        if self.unfinished or self.noisy:
            limit = max(limit, self.patience.silence_unfinished)
        return limit

    def feed(self, seconds: float, probability: float) -> Sign | None:
        """Take the next frame.

        Args:
            seconds: how long it lasts.
            probability: that it holds speech, 0 to 1.

        Returns:
            What has become clear with it; at most one thing.
        """
        if self.over:
            return None
        start = self.elapsed
        self.elapsed += seconds
        self._voiced = probability >= (STILL_SPEECH if self._voiced else SPEECH)
        if self._began is not None and not self._paused:
            return self._while_speaking(seconds)
        return self._while_silent(start, seconds)

    def wait_anew(self) -> None:
        """Wait from now on for somebody to speak: until now the seeker spoke, and what was said
        meanwhile was no answer yet.
        """
        self._anew = self.elapsed

    def began_later(self, moment: float) -> None:
        """What was heard before `moment`, in seconds from the first frame, was somebody else."""
        if self._began is None or not self._began < moment < self._last:
            return
        self._pauses = [pause for pause in self._pauses if pause.end > moment]
        if self._pauses and self._pauses[0].start <= moment:
            moment = self._pauses.pop(0).end
        self._began = moment + START_LATE

    def finish(self) -> Sign | None:
        """End the turn now: the button was pressed."""
        if self.over:
            return None
        if self._began is None and self._blip is not None:
            self._begin(self._blip)
        elif self._paused and self._blip is not None:
            self._resume(self._blip)
        return self._end(Sign.NOTHING if self._began is None else Sign.END)

    def _while_speaking(self, seconds: float) -> Sign | None:
        if self._voiced:
            self.spoken += seconds
            self._last = self.elapsed
        elif self.elapsed - self._last >= PAUSE_AFTER - seconds / 2:
            self._paused = True
            return Sign.PAUSE
        if self.held or not self._too_long():
            return None
        return self._end(Sign.TOO_LONG)

    def _while_silent(self, start: float, seconds: float) -> Sign | None:
        if self._voiced:
            self._blip = Span(self._blip.start if self._blip else start, self.elapsed)
            self._blip_spoken += seconds
            if self._began is None and self._blip_spoken >= LEAST_SPEECH:
                self._begin(self._blip)
                return Sign.START
            if self._began is not None and self._blip_spoken >= LEAST_RESUMED:
                self._resume(self._blip)
                return Sign.RESUME
        elif self._blip is not None and self.elapsed - self._blip.end > BLIP_GAP:
            self._forget_blip()
        if self._blip is not None or self.held:
            return None
        if self._too_long():
            return self._end(Sign.TOO_LONG)
        if self.silence < self.limit:
            return None
        return self._end(Sign.NOTHING if self._began is None else Sign.END)

    def _begin(self, speech: Span) -> None:
        self._began = speech.start
        self._go_on(speech)

    def _resume(self, speech: Span) -> None:
        self._pauses.append(Span(self._last - END_LATE, speech.start - START_LATE))
        self._go_on(speech)

    def _go_on(self, speech: Span) -> None:
        self._last = speech.end
        self.spoken += self._blip_spoken
        self.unfinished = self.noisy = False
        self._paused = False
        self._forget_blip()

    def _forget_blip(self) -> None:
        self._blip = None
        self._blip_spoken = 0.0

    def _too_long(self) -> bool:
        return self._began is not None and self.elapsed - self._began >= self.patience.longest

    def _end(self, sign: Sign) -> Sign:
        self.over = True
        return sign
