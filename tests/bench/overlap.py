"""Is talking over the seeker told from the kiosk's own voice?

    python -m tests.bench.overlap --data FOLDER

With a handset, on a table, and on a table with PipeWire's echo canceller. On a private sound server
the kiosk plays a seeker's line, and real speech of another person is put into the microphone. It
begins either a second after the line has ended, or 1.5 s before that. On a table the microphone
also gets what the kiosk plays, 10 dB softer and 40 ms later. The listener is the one that the kiosk
uses with `handset`. FOLDER holds real speech with a `manifest.csv`; its default is the environment
variable WELLHEARD_SPEECH_DATA.
"""

import argparse
import asyncio
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from device.coach.timing import USUAL
from device.voice.clock import RealClock
from device.voice.hear.listener import Heard, Listener
from device.voice.hear.recognizer import Transcript
from device.voice.microphone import FRAME_SECONDS, RATE, ArecordMicrophone
from device.voice.sound import Samples, Sound
from device.voice.speaker import AplaySpeaker, Played, audible
from tests.bench.recognition import level, rows
from tests.soundserver import SoundServer

SPEECH = 10 ** (-26 / 10)
"""Power of the speech; full scale is 1."""
ECHO = 10 ** (-10 / 20)
"""Of the kiosk's voice, as the table's microphone gets it."""
AFTER, BEFORE = 1.0, -1.5
"""Seconds from the line's end to the trainee's beginning."""
PLACES = ("handset", "table", "table, echo cancelled")


class Notes:
    """A recogniser that needs no words."""

    name = "notes"

    async def start(self) -> None:
        """Nothing to load."""

    async def close(self) -> None:
        """Nothing to end."""

    def hear(self) -> "Notes":
        return self

    async def feed(self, pcm: bytes) -> str:
        return ""

    def pause(self) -> None:
        """Nothing to do ahead."""

    async def finish(self) -> Transcript:
        return Transcript("", (), self.name, 0.0, 0.0)

    async def drop(self) -> None:
        """Nothing to forget."""


@dataclass
class Tally:
    """What was measured."""

    gaps: list[float] = field(default_factory=list)
    """Seconds by which the measured beginning is off."""
    overlaps: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    """dBFS of what is heard while only the kiosk speaks."""

    def row(self, name: str) -> str:
        named = sum(each > USUAL.overlap for each in self.overlaps)
        return (
            f"| {name} | {len(self.overlaps)} | {named} | {np.median(self.overlaps):.2f}"
            f" | {np.median(self.gaps):+.2f} | {max(map(abs, self.gaps)):.2f}"
            f" | {np.median(self.own):.0f} dBFS |"
        )


def near(samples: Samples) -> Sound:
    return Sound((samples * np.sqrt(SPEECH / level(samples))).astype(np.float32), RATE)


async def one(
    server: SoundServer, microphone: ArecordMicrophone, line: Sound, said: Sound, begin: float
) -> tuple[float, float, float]:
    """Overlap and by how much the beginning is off, in seconds; dBFS of the kiosk's own voice."""
    clock = RealClock()
    microphone._clock = clock
    listener = Listener(microphone, Notes(), clock)
    speaker = AplaySpeaker("default", clock)
    ending: asyncio.Future[Played] = asyncio.get_running_loop().create_future()
    started = clock.now()
    listening = asyncio.create_task(listener.listen(after=ending))
    own = asyncio.create_task(loudness(microphone, line.seconds + min(begin, 0.0) - 0.5))
    playing = asyncio.create_task(speaker.play(line))
    await asyncio.sleep(line.seconds + begin - (clock.now() - started))
    speaking = server.speak(said)
    ending.set_result(audible(line, await playing))
    heard = await listening
    await asyncio.to_thread(speaking.wait)
    assert isinstance(heard, Heard), heard
    return heard.timing.overlap, heard.timing.gap - begin, await own


async def loudness(microphone: ArecordMicrophone, seconds: float) -> float:
    power = []
    async for frame in microphone.frames():
        samples = np.frombuffer(frame.pcm, "<i2").astype(np.float64) / 32768
        power.append(float((samples**2).mean()))
        if len(power) * FRAME_SECONDS >= seconds:
            break
    return 10 * float(np.log10(np.mean(power[len(power) // 3 :]) + 1e-10))


async def measure(args: argparse.Namespace, place: str, server: SoundServer) -> None:
    if place != PLACES[0]:
        server.echo(ECHO)
    if place == PLACES[2]:
        server.cancel_echo()
    microphone = ArecordMicrophone("default", RealClock())
    await microphone.open()
    people = [near(said.samples) for said in rows(args.data, args.use, 0)]
    people = [each for each in people if 3.0 < each.seconds < 8.0][: 2 * args.limit]
    for name, begin in (("waits for the end", AFTER), ("talks over", BEFORE)):
        tally = Tally()
        for line, said in zip(people[::2], people[1::2], strict=False):
            overlap, off, own = await one(server, microphone, line, said, begin)
            tally.overlaps.append(overlap)
            tally.gaps.append(off)
            tally.own.append(own)
        print(tally.row(f"{place}: {name}"), flush=True)
    await microphone.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("WELLHEARD_SPEECH_DATA") or ".")
    )
    parser.add_argument("--use", choices=("develop", "judge"), default="judge")
    parser.add_argument("--limit", type=int, default=6, help="talks of each kind")
    args = parser.parse_args()
    if not (args.data / "manifest.csv").is_file():
        parser.error(f"{args.data} holds no manifest.csv; name the speech data with --data")
    print("| trainee | talks | told | overlap s | begin off s | worst | own voice heard |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for place in PLACES:
        with tempfile.TemporaryDirectory() as folder:
            server = SoundServer(Path(folder))
            try:
                server.start()
                os.environ.update(server.environment)
                asyncio.run(measure(args, place, server))
            finally:
                server.stop()


if __name__ == "__main__":
    main()
