"""Where the trainee is heard."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from device.errors import WellheardError
from device.voice.alsa import environment, in_plain_words, unstartable
from device.voice.clock import Clock, RealClock
from device.voice.sound import Sound, read

RATE = 16_000
"""Hz; what the recognisers and the voice activity detector take."""
FRAME = 512
"""Samples a frame, 32 ms: what the voice activity detector takes."""
FRAME_SECONDS = FRAME / RATE
FRAME_BYTES = FRAME * 2
FRAME_AGE = 2.0
"""Seconds without a frame after which a microphone counts as lost. A busy machine may be late by
some tenths of a second."""
FIRST_FRAME_AGE = 2.5
"""Seconds a device may take to give its first frame."""
RESTART_PAUSES = (0.0, 0.5, 1.0, 2.0)
"""Seconds before the next start after so many failed ones in a row; the last one stays, so that
a microphone that is plugged in again is back within seconds."""
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

    The child runs from `open` until `close`. Frames that nobody reads are dropped at once.
    """

    def __init__(self, device: str, clock: Clock) -> None:
        """
        Args:
            device: an ALSA name such as `plughw:CARD=Device` or `default`; never a card number,
                which moves.
        """
        self.device = device
        self.starts = 0
        """How many children have been started."""
        self._clock = clock
        self._readers: list[asyncio.Queue[Frame]] = []
        self._child: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._told = ""
        self._unstartable = ""

    @property
    def pid(self) -> int | None:
        """The child's process id, or None while there is no child."""
        return self._child.pid if self._child else None

    async def open(self) -> None:
        """Begin to record; see `Microphone`."""
        async with contextlib.aclosing(self.frames()) as frames:
            await anext(frames)

    async def frames(self) -> AsyncGenerator[Frame, None]:
        """Frames from now on; see `Microphone`."""
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep_recording())
        queue: asyncio.Queue[Frame] = asyncio.Queue(KEPT)
        self._readers.append(queue)
        age = FIRST_FRAME_AGE
        try:
            while True:
                try:
                    async with asyncio.timeout(age):
                        frame = await queue.get()
                except TimeoutError:
                    raise MicrophoneLost(self._why()) from None
                age = FRAME_AGE
                yield frame
        finally:
            self._readers.remove(queue)

    async def close(self) -> None:
        """Let the device go."""
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
            self._keeper = None

    async def _keep_recording(self) -> None:
        failures = 0
        while True:
            await asyncio.sleep(RESTART_PAUSES[min(failures, len(RESTART_PAUSES) - 1)])
            if await self._record():
                failures = 0
            failures += 1

    async def _record(self) -> bool:
        """Run one child to its end; returns whether it gave any sound."""
        self.starts += 1
        try:
            child = await asyncio.create_subprocess_exec(
                "arecord", "-q", "-D", self.device, "-t", "raw", "-f", "S16_LE", "-c", "1",
                "-r", str(RATE), "--buffer-time=500000", "--period-time=32000", "-",
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=environment(),
                start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            self._unstartable = unstartable("arecord", error)
            _log.warning("microphone %s: %s", self.device, self._unstartable)
            return False
        self._unstartable = ""
        self._child = child
        assert child.stdout is not None
        assert child.stderr is not None
        telling = asyncio.create_task(child.stderr.read())
        stamps = Stamps()
        gave = False
        try:
            while True:
                async with asyncio.timeout(FRAME_AGE if gave else FIRST_FRAME_AGE):
                    pcm = await child.stdout.readexactly(FRAME_BYTES)
                gave = True
                self._hand_out(Frame(pcm, stamps.at(self._clock.now())))
        except (TimeoutError, asyncio.IncompleteReadError):
            pass
        finally:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            self._told = (await telling).decode(errors="replace")
            await child.wait()
            self._child = None
        _log.warning("microphone %s: the recording ended: %s", self.device, self._told.strip())
        return gave

    def _hand_out(self, frame: Frame) -> None:
        for queue in self._readers:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(frame)

    def _why(self) -> str:
        return self._unstartable or in_plain_words(f"The microphone {self.device}", self._told)


class Stamps:
    """Tells when frames were spoken: they arrive late by what the machine is busy, never early."""

    def __init__(self) -> None:
        self._count = 0
        self._offsets: deque[float] = deque(maxlen=STAMPS)
        self._last = -1.0

    def at(self, arrival: float) -> float:
        """When the frame that arrives now began."""
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
