"""Hours of visits, one after another, as fast as sound can be read: does anything grow?

    python -m tests.bench.hours [--hours 8]

Real visits of the kiosk (welcome, choice, whole talks with feedback, another one, goodbye) with the
real recogniser, analyser and voice, each in its own process as always; only the microphone and the
speaker are on tape, so that an hour of talk takes minutes. Read at the end of each visit: memory of
all processes, how many there are, files in the temporary folder, how long a reply took to
understand. A slope is told for each: what doesn't grow has one of about 0.
"""

import argparse
import asyncio
import functools
import os
import random
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from device import library
from device.coach.talk.act import Expect
from device.event import Event, Heard, Listening
from device.kiosk.body import Body
from device.kiosk.face import Face
from device.kiosk.session import Session
from device.panel import NoPanel
from device.voice.clock import TapeClock
from device.voice.hear.choose import choose
from device.voice.memory import share_heaps
from device.voice.microphone import ArecordMicrophone, Pulse, WavMicrophone
from device.voice.sound import Sound, wav
from device.voice.speak.voices import Voices
from device.voice.speaker import Played, WavSpeaker
from device.voice.steady import SteadySpeaker
from tests.bench.load.meter import family, load_average, memory
from tests.kiosk.room import settings_for
from tests.speech import spoken

CHOICES = {"first": ("no",), "which": ("yes please", "another", "surprise me"), "more": ("no",)}
IN_TALK = ("again", "go on", "go on", "no")
OWN = ("it was good thank you", "that was harder than I thought")
WARM = 5
"""Visits that everything may still grow in."""


class Tape(WavMicrophone):
    """A microphone on tape that is never lost."""

    pulse = Pulse("tape", "", 0.0, 0.0, "")


class Silent(WavSpeaker):
    """Plays for nobody, and keeps nothing."""

    async def play(self, sound: Sound) -> Played:
        """Let its time pass."""
        played = await super().play(sound)
        self.played.clear()
        return played


@dataclass(frozen=True, slots=True)
class Look:
    """How it is after a visit."""

    hours: float
    """Of simulated use."""
    megabytes: float
    processes: int
    files: int
    seconds: float
    """From the end of a reply to its words, the median of the visit, in seconds of the machine."""


@functools.cache
def said(text: str, folder: Path) -> Path:
    """Somebody's words, with a little of the room before and after; on disk, for in memory they
    would look like something that grows.
    """
    file = folder / f"said-{abs(hash(text))}.wav"
    chance = np.random.default_rng(len(text))
    sound = spoken(text, "en-us", 150)
    hush = (chance.normal(0, 0.0006, len(sound.samples) + 8000)).astype(np.float32)
    hush[4000 : 4000 + len(sound.samples)] += sound.samples
    file.write_bytes(wav(Sound(hush, sound.rate)))
    return file


def files() -> int:
    """In the temporary folder."""
    return sum(1 for _ in Path(tempfile.gettempdir()).rglob("*"))


def memory_of_all(pid: int) -> float:
    """MB of their own that a process has, and all that it started: how much of the rest counts
    depends on who else is running.
    """
    return sum(memory(one, "Anonymous") for one in family(pid))


async def visits(hours: float, folder: Path) -> list[Look]:
    """So many hours of them."""
    settings = settings_for(folder, progress=False)
    clock = TapeClock()
    microphone, speaker = Tape((), clock), Silent(clock)
    recognizer, voices = choose(settings), Voices(settings)
    await recognizer.start()
    await voices.start()
    body = Body(
        clock,
        cast(ArecordMicrophone, microphone),
        SteadySpeaker(speaker, clock),
        device="tape",
        recognizer=recognizer,
        voices=voices,
        trouble=lambda code, why: None,
    )
    scenarios = library.shipped()
    replies = [s.text for one in scenarios for turn in one.turns for s in turn.samples]
    chance, waits, looks = random.Random(4), [0.0], []
    asked = [0.0]

    def tell(event: Event) -> None:
        if isinstance(event, Listening):
            if event.expect is Expect.REPLY:
                words = chance.choice(replies)
            elif event.expect is Expect.PRIVATE:
                words = chance.choice(OWN)
            else:
                words = chance.choice(CHOICES.get(event.turn, IN_TALK))
            while microphone.left:
                microphone._recordings.popleft()  # one that was not listened to is over
            microphone.put(said(words, folder))
            asked[0] = time.monotonic()
        elif isinstance(event, Heard):
            waits.append(time.monotonic() - asked[0])

    with ThreadPoolExecutor(1) as pen:
        number = 0
        while clock.now() < hours * 3600:
            face = Face(NoPanel(), None)
            show = face.tell

            def told(event: Event, show: object = show) -> None:
                tell(event)
                show(event)  # type: ignore[operator]

            face.tell = told  # type: ignore[method-assign]
            waits.clear()
            first = number % len(scenarios)
            session = Session(
                body,
                face,
                scenarios=(*scenarios[first:], *scenarios[:first]),
                crisis_words=settings.crisis_words,
                handset=False,
                hook=False,
                second=True,
                keeping=lambda person: None,
                pen=pen,
            )
            await session.run()
            number += 1
            looks.append(
                Look(
                    clock.now() / 3600,
                    memory_of_all(os.getpid()),
                    len(family(os.getpid())),
                    files(),
                    statistics.median(waits or [0.0]),
                )
            )
            last = looks[-1]
            print(
                f"visit {number}: {last.hours:.2f} h, {last.megabytes:.0f} MB,"
                f" {last.processes} processes, {last.files} files, {last.seconds:.2f} s",
                flush=True,
            )
    await body.close()
    return looks


def slope(looks: list[Look], name: str) -> float:
    """By how much it grows in an hour of use."""
    steady = looks[WARM:]
    hours = [look.hours for look in steady]
    return statistics.linear_regression(hours, [getattr(look, name) for look in steady]).slope


def main() -> None:
    """Run, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--hours", type=float, default=8.0)
    wanted = parser.parse_args()
    share_heaps()  # as the kiosk does
    with tempfile.TemporaryDirectory() as place:
        work = Path(place) / "tmp"
        work.mkdir()
        tempfile.tempdir = os.environ["TMPDIR"] = str(work)
        looks = asyncio.run(visits(wanted.hours, Path(place)))
    tempfile.tempdir = None
    if len(looks) < 2 * WARM:
        sys.exit("So few visits tell nothing. Give it more hours.")
    first, last = looks[WARM], looks[-1]
    print(f"\n{len(looks)} visits, {last.hours:.1f} simulated hours, load {load_average():.1f}\n")
    print("| | after the first visits | at the end | more in an hour |\n|---|--:|--:|--:|")
    names = {
        "megabytes": "memory of all processes, MB",
        "processes": "processes",
        "files": "temporary files",
        "seconds": "a reply and its words, s",
    }
    for name, told in names.items():
        before, after = getattr(first, name), getattr(last, name)
        print(f"| {told} | {before:.2f} | {after:.2f} | {slope(looks, name):+.3f} |")


if __name__ == "__main__":
    main()
