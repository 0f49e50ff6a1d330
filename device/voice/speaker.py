"""Where the kiosk is heard."""

import asyncio
import contextlib
import itertools
import os
import signal
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from device.errors import WellheardError
from device.voice import card, pipewire
from device.voice.alsa import in_plain_words, unstartable
from device.voice.clock import Clock, RealClock
from device.voice.sound import Sound

BUFFER = 200_000
"""Microseconds of sound that the device keeps ready: short, so that silence comes at once."""
SLACK = 2.5
"""Seconds a device may take over the sound's own length before it counts as stuck."""
PIECE = 4096
"""Bytes handed on at once, a tenth of a second."""
LOOKED_AT = (0.3, 1.5)
"""Seconds after the start of a sound, and then between two looks, at where it goes."""
AUDIBLE = 0.003
"""Full scale is 1; -50 dBFS, below which a line's lead and tail are silence to the ear."""


class SpeakerLost(WellheardError, ConnectionError):
    """The device doesn't take sound."""


@dataclass(frozen=True, slots=True)
class Played:
    """When a sound was heard, in seconds of the clock in use."""

    start: float
    end: float


class Speaker(Protocol):
    """Plays one sound at a time."""

    async def play(self, sound: Sound) -> Played:
        """Play it and return when its last sample has been heard.

        Raises:
            SpeakerLost: the device doesn't take sound; says which and what to look at.
        """
        ...

    async def stop(self) -> None:
        """Fall silent at once; the `play` in progress returns."""
        ...

    async def close(self) -> None:
        """Let the device go."""
        ...


def audible(sound: Sound, played: Played) -> Played:
    """When what can be heard in a sound was heard, without its lead and tail of silence."""
    loud = np.flatnonzero(np.abs(sound.samples) >= AUDIBLE)
    if not len(loud):
        return Played(played.end, played.end)
    start = min(played.end, played.start + int(loud[0]) / sound.rate)
    return Played(start, min(played.end, played.start + (int(loud[-1]) + 1) / sound.rate))


class AplaySpeaker:
    """An ALSA device, through one `aplay` child a sound."""

    def __init__(self, device: str, clock: Clock) -> None:
        """
        Args:
            device: an ALSA name such as `plughw:CARD=Device` or `default`, never a card number,
                which moves; or `auto`, which is chosen anew when the device was lost.
        """
        self.device = "" if device == card.AUTO else device
        """Its ALSA name; empty where `auto` has found none."""
        self._setting = device
        self._clock = clock
        self._child: asyncio.subprocess.Process | None = None
        self._stopped = False
        self._lead = BUFFER / 1e6
        """Seconds from starting the child to the first sample heard, as measured last."""

    async def play(self, sound: Sound) -> Played:
        """Play it; see `Speaker`."""
        await self.stop()
        self._stopped = False
        asked = self._clock.now()
        await self._choose()
        node = f"wellheard-voice-{os.getpid()}-{next(_NODES)}"
        child = await self._start(sound.rate, node)
        self._child = child
        if self._stopped:  # while it was being started
            await self.stop()
        looking = asyncio.create_task(self._keep_looking(node, child))
        told = b""
        try:
            async with asyncio.timeout(sound.seconds + SLACK):
                told = await self._hand_on(sound, child)
        except TimeoutError as error:
            raise self._lost(
                f"The speaker {self.device} takes no more sound. Unplug it, plug it in again, and"
                " look at `wellheard doctor`."
            ) from error
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
            _kill(child)
            await child.wait()
            self._child = None
        now = self._clock.now()
        if self._stopped:
            return Played(min(asked + self._lead, now), now)
        if not looking.cancelled() and looking.result():
            raise self._lost(looking.result())
        if child.returncode:
            raise self._lost(
                in_plain_words(f"The speaker {self.device}", told.decode(errors="replace"))
            )
        # aplay leaves when the device has played the last sample: the end is known best
        start = max(asked, now - sound.seconds)
        self._lead = start - asked
        return Played(start, now)

    async def stop(self) -> None:
        """Fall silent at once; the `play` in progress returns, also one that has yet to start."""
        self._stopped = True
        if self._child is not None:
            _kill(self._child)
            await self._child.wait()

    async def close(self) -> None:
        """Let the device go."""
        await self.stop()

    async def _choose(self) -> None:
        """Look for the device anew where that is left to us, and none is known or a better is."""
        if self._setting != card.AUTO:
            return
        usb = card.usb(card.Direction.OUT)
        if usb or not self.device:
            found = usb or await asyncio.to_thread(card.choose, card.AUTO, card.Direction.OUT)
            self.device = found or ""
        if not self.device:
            raise SpeakerLost("There is no speaker. Plug in a USB speaker or handset.")

    def _lost(self, why: str) -> SpeakerLost:
        if self._setting == card.AUTO:
            self.device = ""
        return SpeakerLost(why)

    async def _hand_on(self, sound: Sound, child: asyncio.subprocess.Process) -> bytes:
        """Give the child the sound, and return what it printed when it has ended.

        Raises:
            TimeoutError: it takes no more.
        """
        assert child.stdin is not None
        assert child.stderr is not None
        # Else much is taken in before it is asked to wait, and a stuck device is noticed late.
        child.stdin.transport.set_write_buffer_limits(high=PIECE)
        telling = asyncio.create_task(child.stderr.read())
        pcm = sound.pcm()
        try:
            with contextlib.suppress(ConnectionError):
                for place in range(0, len(pcm), PIECE):
                    child.stdin.write(pcm[place : place + PIECE])
                    async with asyncio.timeout(SLACK):
                        await child.stdin.drain()
                child.stdin.close()
            told = await telling
            await child.wait()
            with contextlib.suppress(ConnectionError):
                await child.stdin.wait_closed()  # or Debian 12's Python logs a traceback
        finally:
            child.stdin.close()
            telling.cancel()
        return told

    async def _keep_looking(self, node: str, child: asyncio.subprocess.Process) -> str:
        """End the child where nobody can hear it; returns why."""
        if not pipewire.served(self.device):
            return ""
        pause, then = LOOKED_AT
        while True:
            await asyncio.sleep(pause)
            pause = then
            ends = await pipewire.linked(node)
            if ends is None:  # it can't be known
                continue
            sink = next(map(pipewire.node_of, ends))
            if sink == pipewire.NOWHERE or sink != (pipewire.wanted(self.device) or sink):
                _kill(child)
                return (
                    f"The speaker {self.device}: the sound server has no such speaker. Plug it in,"
                    " or choose another: `wellheard doctor` lists what is there."
                )

    async def _start(self, rate: int, node: str) -> asyncio.subprocess.Process:
        try:
            return await asyncio.create_subprocess_exec(
                "aplay", "-q", "-D", self.device, "-t", "raw", "-f", "S16_LE", "-c", "1",
                "-r", str(rate), f"--buffer-time={BUFFER}", "-",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
                env=pipewire.named(node),
                start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise SpeakerLost(unstartable("aplay", error)) from error


def _kill(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGKILL)


_NODES = itertools.count(1)


class WavSpeaker:
    """Keeps what was played instead of playing it; time passes at the sound's own length."""

    def __init__(self, clock: RealClock) -> None:
        self.played: list[tuple[Played, Sound]] = []
        """Everything that was played, in order."""
        self._clock = clock
        self._stopped = asyncio.Event()

    async def play(self, sound: Sound) -> Played:
        """Let the time of the sound pass; see `Speaker`."""
        self._stopped.clear()
        start = self._clock.now()
        end = start + sound.seconds
        passing = asyncio.create_task(self._clock.reach(end))
        stopped = asyncio.create_task(self._stopped.wait())
        try:
            await asyncio.wait((passing, stopped), return_when=asyncio.FIRST_COMPLETED)
        finally:
            passing.cancel()
            stopped.cancel()
            await asyncio.gather(passing, stopped, return_exceptions=True)
        played = Played(start, min(end, self._clock.now()))
        self.played.append((played, sound))
        return played

    async def stop(self) -> None:
        """Fall silent at once; the `play` in progress returns."""
        self._stopped.set()

    async def close(self) -> None:
        """Nothing to let go."""
        await self.stop()
