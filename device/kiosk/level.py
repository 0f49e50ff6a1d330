"""How loud the room gets: a figure for staff, who see a microphone that hears too little."""

import contextlib
import time
from collections import deque
from collections.abc import AsyncGenerator
from typing import cast

import numpy as np

from device.voice.microphone import Frame, Microphone, MicrophoneLost

HOUR = 3600.0
"""Seconds that are looked back on."""
STEP = 60.0
"""Seconds of which the loudest moment is kept as one figure."""
QUIETEST = -100.0
"""dBFS; digital silence is told as this."""


class Loudest:
    """The loudest moment of the last hour. It keeps figures, and no sound."""

    def __init__(self) -> None:
        self._steps: deque[tuple[float, float]] = deque()

    @property
    def dbfs(self) -> float | None:
        """In dBFS; None where nothing came."""
        self._let_go(time.monotonic())
        return round(max(level for _, level in self._steps), 1) if self._steps else None

    async def follow(self, microphone: Microphone) -> None:
        """Listen to how loud it is, until the microphone is lost."""
        frames = cast(AsyncGenerator[Frame, None], microphone.frames())
        with contextlib.suppress(MicrophoneLost):
            async with contextlib.aclosing(frames):
                async for frame in frames:
                    self.feed(frame.pcm, time.monotonic())

    def feed(self, pcm: bytes, at: float) -> None:
        """Take a frame of signed 16 bit samples, at a moment of the monotonic clock."""
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768.0
        power = float(np.mean(np.square(samples))) if len(samples) else 0.0
        level = max(QUIETEST, 10 * float(np.log10(max(power, 1e-12))))
        if self._steps and at - self._steps[-1][0] < STEP:
            began, loudest = self._steps[-1]
            self._steps[-1] = (began, max(loudest, level))
        else:
            self._steps.append((at, level))
            self._let_go(at)

    def _let_go(self, now: float) -> None:
        while self._steps and now - self._steps[0][0] > HOUR:
            self._steps.popleft()
