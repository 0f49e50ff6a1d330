"""How soon a lost microphone is missed, and how soon it is used again by itself.

    python -m tests.bench.lost_sound

On a private sound server, with nobody reading the microphone. A recorder that is killed or hangs
is replaced before it counts as lost: then the longest hole in the frames is what is told.
"""

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from device.voice.clock import RealClock
from device.voice.microphone import ArecordMicrophone
from tests.soundserver import SoundServer

ROUNDS = 3
LOST_FOR = 3.0
"""Seconds that pass before the cause goes away."""
LONG = 20.0


async def until(true: Callable[[], bool]) -> float:
    began = time.monotonic()
    async with asyncio.timeout(LONG):
        while not true():  # noqa: ASYNC110  # nobody else tells of it
            await asyncio.sleep(0.01)
    return time.monotonic() - began


async def lost(
    microphone: ArecordMicrophone, cause: Callable[[], None], remedy: Callable[[], None]
) -> tuple[float, float]:
    """Seconds until it is missed, and until it is used again."""
    await asyncio.sleep(1.0)
    began = time.monotonic()
    await asyncio.to_thread(cause)
    await until(lambda: microphone.pulse.lost)
    missed = time.monotonic() - began
    await asyncio.sleep(LOST_FOR)
    await asyncio.to_thread(remedy)
    return missed, await until(lambda: not microphone.pulse.lost)


async def hole(microphone: ArecordMicrophone, how: signal.Signals) -> float:
    """The longest age of the newest frame in the seconds after the signal."""
    await asyncio.sleep(1.0)
    assert microphone.pid is not None
    os.kill(microphone.pid, how)
    ages = []
    end = time.monotonic() + 5.0
    while time.monotonic() < end:
        ages.append(microphone.pulse.age)
        await asyncio.sleep(0.01)
    return max(ages)


async def main() -> None:
    print("| what | missed after, worst s | used again after, worst s |\n|---|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        server = SoundServer(Path(folder))
        try:
            server.start()
            os.environ.update(server.environment)
            microphone = ArecordMicrophone("default", RealClock())
            await microphone.open()
            for name, cause, remedy in (
                ("source removed", lambda: server.unplug("mic"), lambda: server.plug_in("mic")),
                ("sound server killed", server.stop, server.start),
            ):
                taken = [await lost(microphone, cause, remedy) for _ in range(ROUNDS)]
                missed, back = map(max, zip(*taken, strict=True))
                print(f"| {name} | {missed:.2f} | {back:.2f} |", flush=True)
            for how in (signal.SIGKILL, signal.SIGSTOP):
                holes = [await hole(microphone, how) for _ in range(ROUNDS)]
                print(f"| {how.name} to the recorder | a hole of {max(holes):.2f} | |", flush=True)
            await microphone.close()
        finally:
            server.stop()


if __name__ == "__main__":
    asyncio.run(main())
