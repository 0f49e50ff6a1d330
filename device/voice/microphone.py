"""Where the trainee is heard."""

import asyncio
import contextlib
import itertools
import logging
import math
import os
import signal
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from device.errors import WellheardError
from device.voice import card, pipewire
from device.voice.alsa import in_plain_words, unstartable
from device.voice.clock import Clock, RealClock
from device.voice.sound import Sound, read

RATE = 16_000
"""Hz; what the recognisers and the voice activity detector take."""
FRAME = 512
"""Samples a frame, 32 ms: what the voice activity detector takes."""
FRAME_SECONDS = FRAME / RATE
FRAME_BYTES = FRAME * 2
STALLED = 1.7
"""Seconds without a frame after which recording is started anew. A busy machine may be late by some
tenths of a second."""
FRAME_AGE = 2.3
"""Seconds without a frame after which a microphone counts as lost: a new start, which takes three
tenths, comes first."""
GIVEN_UP = 4.0
"""Seconds a listener waits for the next frame: time for a second start, so that a reply outlives a
short trouble. What was missed counts as silence."""
FIRST_FRAME_AGE = 2.2
"""Seconds a device may take to give its first frame."""
RESTART_PAUSES = (0.0, 0.5, 1.0, 2.0)
"""Seconds before the next start after so many failed ones in a row; the last one stays, so that
a microphone that is plugged in again is back within seconds."""
STEADY = 0.3
"""Seconds of sound after which an end is not counted as a failure to start."""
LOOKED_AT = 2.0
"""Seconds between two looks at where the sound comes from; each takes 8 ms of one core here."""
DEAD_STEP = 2
"""Steps of 16 bits between the lowest and the highest sample of a frame, up to which it is dead: a
microphone that is there wavers by more."""
TOLD = 4096
"""Bytes that are kept of what the recorder printed last."""
KEPT = int(60 / FRAME_SECONDS)
"""Frames that wait for a reader who is late; older ones are dropped."""
STAMPS = 64
"""Frames, two seconds, by whose earliest arrival the time of a frame is told."""

_log = logging.getLogger(__name__)


class MicrophoneLost(WellheardError, ConnectionError):
    """No frames come any more."""


@dataclass(frozen=True, slots=True)
class Frame:
    """32 ms of sound as it came in."""

    pcm: bytes
    """512 samples, signed 16 bit little-endian, 16 kHz mono."""
    at: float
    """When its first sample was spoken, in seconds of the clock in use."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """How a microphone is, at one moment."""

    device: str
    """Its ALSA name; empty where none was found."""
    source: str
    """What the sound server calls the microphone behind it; empty where there is no server between,
    or it isn't known."""
    age: float
    """Seconds since the newest frame came, or since it was opened where none has come; it counts
    also while nobody reads. Infinite while it is closed."""
    dead: float
    """Seconds up to the newest frame in which there was not even noise."""
    why: str
    """Why no frames come, for people; empty while they come."""

    @property
    def lost(self) -> bool:
        """Whether no frames come any more, or none that are a microphone's."""
        return self.age >= FRAME_AGE or bool(self.why)


class Microphone(Protocol):
    """Gives frames for as long as it is open."""

    async def open(self) -> None:
        """Begin to record, so that no first word is lost while a device opens; returns when the
        first frame has come. Where nobody did, the first listening does.

        Raises:
            MicrophoneLost: no frame comes; says which device and what to look at.
        """
        ...

    def frames(self) -> AsyncIterator[Frame]:
        """Frames from now on.

        Raises:
            MicrophoneLost: no frames come any more; says which device and what to look at.
        """
        ...

    async def close(self) -> None:
        """Let the device go."""
        ...


class ArecordMicrophone:
    """An ALSA device, through an `arecord` child that is started again whenever it ends.

    The child runs from `open` until `close`, whatever becomes of the device, of the sound server or
    of itself. Frames that nobody reads are dropped at once.
    """

    def __init__(self, device: str, clock: Clock) -> None:
        """
        Args:
            device: an ALSA name such as `plughw:CARD=Device` or `default`, never a card number,
                which moves; or `auto`, which is chosen anew whenever the device was lost.
        """
        self.device = "" if device == card.AUTO else device
        """Its ALSA name; empty where `auto` has found none yet."""
        self.starts = 0
        """How many children have been started."""
        self._setting = device
        self._clock = clock
        self._readers: list[asyncio.Queue[Frame]] = []
        self._child: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._closed = False
        self._source = ""
        self._newest: float | None = None
        """When the newest frame came, or when it was opened, by the machine's own clock, which
        no talk begins anew; None while it is closed."""
        self._gone = False
        """Whether the sound server has no such microphone; known before the frames are too old."""
        self._dead = 0.0
        self._why = self._logged = ""

    @property
    def pid(self) -> int | None:
        """The child's process id, or None while there is no child."""
        return self._child.pid if self._child else None

    @property
    def pulse(self) -> Pulse:
        """How it is now."""
        age = float("inf") if self._newest is None else time.monotonic() - self._newest
        why = self._unheard() if age >= FRAME_AGE or self._gone else ""
        return Pulse(self.device, self._source, age, self._dead, why)

    async def open(self) -> None:
        """Begin to record; see `Microphone`. Also where it raises, it goes on trying."""
        async with contextlib.aclosing(self.frames()) as frames:
            await anext(frames)

    async def frames(self) -> AsyncGenerator[Frame, None]:
        """Frames from now on; see `Microphone`. Once closed, it records no more."""
        if self._closed:
            raise MicrophoneLost(f"The microphone {self.device} was closed.")
        if self._keeper is None or self._keeper.done():
            self._newest = time.monotonic()
            self._keeper = asyncio.create_task(self._keep_recording())
        queue: asyncio.Queue[Frame] = asyncio.Queue(KEPT)
        self._readers.append(queue)
        try:
            while True:
                try:
                    async with asyncio.timeout(GIVEN_UP):
                        frame = await queue.get()
                except TimeoutError:
                    raise MicrophoneLost(self._unheard()) from None
                yield frame
        finally:
            self._readers.remove(queue)

    async def close(self) -> None:
        """Let the device go."""
        self._closed = True
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
            self._keeper = None
        self._newest = None

    async def _keep_recording(self) -> None:
        failures = 0
        while True:
            await asyncio.sleep(RESTART_PAUSES[min(failures, len(RESTART_PAUSES) - 1)])
            if not await self._choose():
                failures += 1
                continue
            seconds = await self._record()
            failures = 0 if seconds >= STEADY else failures + 1

    async def _choose(self) -> bool:
        """Look for the device anew where that is left to us; returns whether there is one."""
        if self._setting == card.AUTO:
            found = await asyncio.to_thread(card.choose, card.AUTO, card.Direction.IN)
            self.device = found or ""
            if not found:
                self._why = "There is no microphone. Plug in a USB microphone or handset."
                self._log_why()
        return bool(self.device)

    async def _record(self) -> float:
        """Run one child to its end; returns how many seconds of sound it gave."""
        self.starts += 1
        node = f"wellheard-microphone-{os.getpid()}-{next(_NODES)}"
        try:
            child = await asyncio.create_subprocess_exec(
                "arecord", "-q", "-D", self.device, "-t", "raw", "-f", "S16_LE", "-c", "1",
                "-r", str(RATE), "--buffer-time=500000", "--period-time=32000", "-",
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=pipewire.named(node),
                start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            self._why = unstartable("arecord", error)
            self._log_why()
            return 0.0
        self._child = child
        self._why = ""
        assert child.stderr is not None
        telling = asyncio.create_task(_last_words(child.stderr))
        frames = 0
        looking: asyncio.Task[None] | None = None
        stamps = Stamps()
        try:
            pcm = await self._frame(child, FIRST_FRAME_AGE)
            if await self._is_heard(node):
                looking = asyncio.create_task(self._keep_looking(node, child))
                while True:
                    self._hand_out(Frame(pcm, stamps.at(self._clock.now())))
                    frames += 1
                    pcm = await self._frame(child, STALLED)
        except (TimeoutError, asyncio.IncompleteReadError):
            pass
        finally:
            if looking is not None:
                looking.cancel()
                await asyncio.gather(looking, return_exceptions=True)
            _kill(child)
            told = await telling
            await child.wait()
            self._child = None
            self._why = self._why or in_plain_words(f"The microphone {self.device}", told)
        self._log_why()
        return frames * FRAME_SECONDS

    async def _frame(self, child: asyncio.subprocess.Process, limit: float) -> bytes:
        assert child.stdout is not None
        async with asyncio.timeout(limit):
            return await child.stdout.readexactly(FRAME_BYTES)

    async def _is_heard(self, node: str) -> bool:
        """Whether the sound is a microphone's, and of the one that was asked for."""
        ends = await pipewire.linked(node) if pipewire.served(self.device) else None
        if ends is None:  # it can't be known
            self._source = ""
            return True
        source = next((pipewire.node_of(end) for end in ends if not pipewire.monitors(end)), "")
        self._source = source
        self._gone = not source or source != (pipewire.wanted(self.device) or source)
        if not self._gone:
            return True
        self._why = (
            f"The microphone {self.device}: the sound server has no such microphone. Plug it in, or"
            " choose another: `wellheard doctor` lists what is there."
        )
        return False

    async def _keep_looking(self, node: str, child: asyncio.subprocess.Process) -> None:
        """End the child where its sound no longer comes from where it should."""
        while True:
            await asyncio.sleep(LOOKED_AT)
            if not await self._is_heard(node) or await self._is_outdone():
                _kill(child)
                return

    async def _is_outdone(self) -> bool:
        """Whether a USB microphone is there now, while another has been helping out."""
        if self._setting != card.AUTO:
            return False
        usb = await asyncio.to_thread(card.usb, card.Direction.IN)
        return usb is not None and usb != self.device

    def _hand_out(self, frame: Frame) -> None:
        self._newest = time.monotonic()
        self._logged = ""
        self._gone = False
        samples = np.frombuffer(frame.pcm, "<i2")
        dead = int(samples.max()) - int(samples.min()) <= DEAD_STEP
        self._dead = self._dead + FRAME_SECONDS if dead else 0.0
        for queue in self._readers:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(frame)

    def _log_why(self) -> None:
        """Once each time, however long it stays so."""
        if self._why != self._logged:
            self._logged = self._why
            _log.warning("the recording ended: %s", self._why)

    def _unheard(self) -> str:
        return self._why or in_plain_words(f"The microphone {self.device}", "")


def _kill(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGKILL)


async def _last_words(stream: asyncio.StreamReader) -> str:
    """The last that a program printed before it ended; it may print for months."""
    told = b""
    while more := await stream.read(TOLD):
        told = (told + more)[-TOLD:]
    return told.decode(errors="replace")


_NODES = itertools.count(1)


class Stamps:
    """Tells when frames were spoken: they arrive late by what the machine is busy, never early.

    A sound card whose second isn't quite the machine's is followed, for as long as it records; so
    is a clock that begins again at 0, as it does with each talk.
    """

    def __init__(self) -> None:
        self._count = 0
        self._offsets: deque[float] = deque(maxlen=STAMPS)
        self._last = self._arrived = -math.inf

    def at(self, arrival: float) -> float:
        """When the frame that arrives now began."""
        if arrival < self._arrived:
            self._count = 0
            self._offsets.clear()
            self._last = -math.inf
        self._arrived = arrival
        self._offsets.append(arrival - (self._count + 1) * FRAME_SECONDS)
        at = max(self._last, min(self._offsets) + self._count * FRAME_SECONDS)
        self._count += 1
        self._last = at
        return at


class WavMicrophone:
    """Recordings in place of a person: each listening gets the next one, then silence.

    On a `TapeClock` sound passes as fast as it can be read, and moves the clock on; on a
    `RealClock` it takes its own time.
    """

    def __init__(self, recordings: Iterable[Path | Sound], clock: RealClock) -> None:
        """
        Raises:
            SoundError: a file can't be used as sound.
        """
        self._recordings = deque(
            item if isinstance(item, Sound) else read(item) for item in recordings
        )
        self._clock = clock

    @property
    def left(self) -> int:
        """How many recordings have not been listened to."""
        return len(self._recordings)

    def put(self, recording: Path | Sound) -> None:
        """Add a recording to those that are left."""
        self._recordings.append(recording if isinstance(recording, Sound) else read(recording))

    async def open(self) -> None:
        """Nothing to do: a recording waits until it is listened to."""

    async def frames(self) -> AsyncIterator[Frame]:
        """The next recording, then silence; see `Microphone`."""
        if not self._recordings:
            raise MicrophoneLost(
                "There are no more recordings to listen to. Give one for each turn, in order."
            )
        pcm = self._recordings.popleft().at(RATE).pcm()
        at = self._clock.now()
        place = 0
        with self._clock.driving():
            while True:
                part = pcm[place : place + FRAME_BYTES].ljust(FRAME_BYTES, b"\0")
                place += FRAME_BYTES
                await self._clock.lead(at + FRAME_SECONDS)
                yield Frame(part, at)
                at += FRAME_SECONDS

    async def close(self) -> None:
        """Nothing to let go."""
