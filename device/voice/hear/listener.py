"""Listening: from the open microphone to what was said and how it was placed in the talk."""

import asyncio
import contextlib
import itertools
import math
import re
from collections import deque
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from typing import cast

from device.coach.reply import Timing
from device.voice.clock import Clock
from device.voice.hear.activity import VoiceActivity
from device.voice.hear.endpoint import REPLY, SPEECH, Endpointer, Patience, Sign, Span
from device.voice.hear.foreground import Foreground
from device.voice.hear.pitch import rise
from device.voice.hear.recognizer import Hearing, Recognizer, Transcript
from device.voice.level import Level, Trouble
from device.voice.microphone import (
    FRAME_BYTES,
    FRAME_SECONDS,
    RATE,
    Frame,
    Microphone,
    MicrophoneLost,
)
from device.voice.sound import Sound
from device.voice.speaker import Played

LEAD = 0.3
"""Seconds before the first speech that the recogniser gets too: words begin softly."""
HOLE = 0.1
"""Seconds missing between two frames from which silence is put in their place."""
LOOKED_AT = 16
"""Frames, half a second, between two looks at whether anybody near has spoken."""
LONGEST_HOLE = 5.0
"""Seconds of silence put in a hole at most."""
SILENCE = bytes(FRAME_BYTES)
BEFORE = round(3.0 / FRAME_SECONDS)
"""Frames kept before anybody has spoken: it takes a moment to be sure that it is speech."""
UNFINISHED = re.compile(
    r"\b(and|but|or|because|if|the|a|an|my|your|i|i'm|um|uh|er|erm)$", re.IGNORECASE
)
"""A last word after which more is to come."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A reply."""

    transcript: Transcript
    timing: Timing
    recording: Sound
    """16 kHz mono, in memory only; the transcript's times count from its start."""
    recorded_at: float
    """When the recording begins, in seconds of the clock."""
    began: float
    """When the first word was spoken, in seconds of the clock."""
    ended: float
    """When the last word had been spoken, in seconds of the clock."""
    end_decided_at: float
    """When it was clear that the reply was over, in seconds of the clock."""
    finished_at: float
    """When the words were there, in seconds of the clock."""
    troubles: tuple[Trouble, ...] = ()
    noisy: bool = False
    """Others were talking all the time."""
    lost: MicrophoneLost | None = None
    """The microphone went in mid-reply; this is what had been said till then."""


@dataclass(frozen=True, slots=True)
class Missed:
    """Nobody spoke."""

    waited: float
    """Seconds listened."""
    at: float
    """When it was given up, in seconds of the clock."""
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class Watch:
    """What to tell while listening; all calls must be quick."""

    partial: Callable[[str], None] = lambda text: None
    """The words so far, whenever they change."""
    trouble: Callable[[Trouble], None] = lambda trouble: None
    began: Callable[[], None] = lambda: None
    """Somebody has begun to speak."""


@dataclass(frozen=True, slots=True)
class Button:
    """How a button ends a turn."""

    finish: asyncio.Event = field(default_factory=asyncio.Event)
    """Set: the turn is over now."""
    held: Callable[[], bool] = lambda: False
    """Whether the button is held down: nothing ends the turn then, and letting go ends it."""


class Listener:
    """Hears replies, one at a time."""

    def __init__(self, microphone: Microphone, recognizer: Recognizer, clock: Clock) -> None:
        self._microphone = microphone
        self._recognizer = recognizer
        self._clock = clock
        self._activity = VoiceActivity()

    async def listen(
        self,
        patience: Patience = REPLY,
        *,
        after: "Played | asyncio.Future[Played] | None" = None,
        button: Button | None = None,
        watch: Watch | None = None,
    ) -> Heard | Missed:
        """Listen until somebody has spoken, or nobody has.

        Args:
            patience: how long to wait for what.
            after: when the seeker's line was heard. While its future is not done the seeker is
                still speaking: then nothing ends the turn, and the overlap is measured. Only
                where the microphone doesn't hear the speaker.
            button: how a button ends the turn.
            watch: what to tell meanwhile.

        Raises:
            MicrophoneLost: the device gave no sound before anything was said.
        """
        turn = _Turn(self._recognizer, self._activity, patience, watch or Watch())
        try:
            lost = await self._follow(turn, after, button or Button())
            decided = self._clock.now()
            if not turn.spoke:
                return Missed(turn.endpointer.elapsed, decided, turn.level.troubles)
            if not turn.near:
                await turn.drop()
                return Missed(turn.endpointer.elapsed, decided, (Trouble.ROOM,))
            transcript = await turn.words()
            finished = self._clock.now()
            played = await after if isinstance(after, asyncio.Future) else after
            return turn.heard(transcript, played, lost, decided, finished)
        except BaseException:
            await turn.drop()
            raise

    async def _follow(
        self, turn: "_Turn", after: "Played | asyncio.Future[Played] | None", button: Button
    ) -> MicrophoneLost | None:
        """Take frames until the turn is over."""
        held = False
        frames = cast(AsyncGenerator[Frame, None], self._microphone.frames())
        try:
            async with contextlib.aclosing(frames):
                async for frame in frames:
                    if isinstance(after, asyncio.Future) and not after.done():
                        turn.endpointer.wait_anew()
                    let_go = held and not button.held()
                    held = turn.endpointer.held = button.held()
                    await turn.take(frame)
                    if button.finish.is_set() or let_go:
                        await turn.finish()
                    if turn.endpointer.over or turn.drowned:
                        return None
        except MicrophoneLost as error:
            await turn.finish()
            if not turn.spoke:
                raise
            return error
        return None


class _Turn:
    """One reply on its way from frames to words."""

    def __init__(
        self, recognizer: Recognizer, activity: VoiceActivity, patience: Patience, watch: Watch
    ) -> None:
        activity.reset()
        self.level = Level()
        self.endpointer = Endpointer(patience)
        self._foreground = Foreground()
        self._recognizer = recognizer
        self._activity = activity
        self._watch = watch
        self._hearing: Hearing | None = None
        self._before: deque[bytes] = deque(maxlen=BEFORE)
        """Frames before anybody has spoken."""
        self._aside: list[bytes] = []
        """Frames of a pause: the recogniser gets them only if the reply goes on."""
        self._fed: list[bytes] = []
        self._offset = 0.0
        """Where the recogniser's recording begins, in seconds from the first frame."""
        self._zero = 0.0
        """When the first frame began, in seconds of the clock."""
        self._next: float | None = None
        """When the next frame should begin, in seconds of the clock."""
        self._text = ""
        self._frames = 0
        self._patience = patience

    @property
    def spoke(self) -> bool:
        """Whether there is a reply."""
        return self.endpointer.began is not None

    @property
    def near(self) -> bool:
        """Whether it was somebody near who spoke."""
        return self._foreground.near

    @property
    def drowned(self) -> bool:
        """Whether the room has talked for as long as one waits for somebody to begin, and nobody
        near has.
        """
        self._frames += 1
        waited = self.endpointer.waited >= self._patience.nobody
        waited = waited and not self.endpointer.held
        return waited and not self._frames % LOOKED_AT and not self.near

    async def take(self, frame: Frame) -> None:
        """Take the next frame; a hole before it is filled with silence."""
        if self._next is None:
            self._zero = self._next = frame.at
        hole = min(frame.at - self._next, LONGEST_HOLE)
        if hole > HOLE:
            for _ in range(round(hole / FRAME_SECONDS)):
                await self._take(SILENCE)
        await self._take(frame.pcm)
        self._next = max(self._next, frame.at) + FRAME_SECONDS

    async def finish(self) -> None:
        """End the turn now."""
        pauses, spoke = len(self.endpointer.pauses), self.spoke
        sign = self.endpointer.finish()
        if sign is not None:
            if self.spoke and not spoke:
                await self._begin()
            elif len(self.endpointer.pauses) > pauses:
                await self._go_on()

    async def words(self) -> Transcript:
        """What was said."""
        assert self._hearing is not None
        return await self._hearing.finish()

    async def drop(self) -> None:
        """Forget what was said."""
        if self._hearing is not None:
            await self._hearing.drop()

    def heard(
        self,
        transcript: Transcript,
        played: Played | None,
        lost: MicrophoneLost | None,
        decided: float,
        finished: float,
    ) -> Heard:
        """The reply, placed in the talk."""
        if (began := self._foreground.began) is not None:
            self.endpointer.began_later(began)
        spoken = [Span(self._zero + s.start, self._zero + s.end) for s in self.endpointer.stretches]
        seeker = played or Played(self._zero, self._zero)
        answer = [s for s in spoken if s.end > seeker.end] or spoken
        recording = Sound.from_pcm(b"".join(self._fed), RATE)
        timing = Timing(
            gap=answer[0].start - seeker.end,
            overlap=sum(
                max(0.0, min(s.end, seeker.end) - max(s.start, seeker.start)) for s in spoken
            ),
            duration=answer[-1].end - answer[0].start,
            pauses=tuple(after.start - before.end for before, after in itertools.pairwise(answer)),
            rise=rise(recording, answer[-1].end - self._zero - self._offset),
        )
        return Heard(
            transcript=transcript,
            timing=timing,
            recording=recording,
            recorded_at=self._zero + self._offset,
            began=answer[0].start,
            ended=answer[-1].end,
            end_decided_at=decided,
            finished_at=finished,
            troubles=self.level.troubles,
            noisy=self._foreground.noisy,
            lost=lost,
        )

    async def _take(self, pcm: bytes) -> None:
        voice = self._activity.probability(pcm)
        probability = self._foreground.feed(pcm, voice)
        self.endpointer.noisy |= self._foreground.noisy
        sign = self.endpointer.feed(FRAME_SECONDS, probability)
        trouble = self.level.feed(pcm, probability >= SPEECH)
        if trouble is not None:
            self._watch.trouble(trouble)
        if self._hearing is None:
            self._before.append(pcm)
        else:
            self._aside.append(pcm)
        match sign:
            case Sign.START:
                await self._begin()
            case Sign.RESUME:
                await self._go_on()
            case Sign.PAUSE:
                await self._go_on()
                self.endpointer.unfinished = bool(UNFINISHED.search(self._text.rstrip(" .")))
                if self._hearing is not None:
                    self._hearing.pause()
        if self.endpointer.speaking:
            await self._go_on()

    async def _begin(self) -> None:
        assert self.endpointer.began is not None
        self._watch.began()
        self._hearing = self._recognizer.hear()
        wanted = self.endpointer.elapsed - max(0.0, self.endpointer.began - LEAD)
        self._aside = list(self._before)[-math.ceil(wanted / FRAME_SECONDS) :]
        self._offset = self.endpointer.elapsed - len(self._aside) * FRAME_SECONDS
        self._before.clear()
        await self._go_on()

    async def _go_on(self) -> None:
        """Give the recogniser the frames that were kept back."""
        assert self._hearing is not None
        frames, self._aside = self._aside, []
        for pcm in frames:
            self._fed.append(pcm)
            text = await self._hearing.feed(pcm)
            if text != self._text:
                self._text = text
                self._watch.partial(text)
