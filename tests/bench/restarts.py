"""How soon a killed engine is back: from kill -9 to recognised words or a spoken line.

    python -m tests.bench.restarts [--stop] [--only whisper-tiny]

Each recogniser and voice that is installed is killed in its child process while it is idle, and
asked at once; with `--stop` it is stopped (SIGSTOP) instead, so that it hangs. For the coach's
voice the wait is also counted as the trainee has it: while a large voice loads again, the next one
speaks.
"""

import argparse
import asyncio
import os
import signal
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from device.coach.cast import COACH_VOICE
from device.coach.talk.act import Say
from device.config import RecognizerChoice, Settings, VoiceChoice, load
from device.voice.hear.choose import choose
from device.voice.hear.ear import Ear
from device.voice.microphone import RATE as HEARD_RATE
from device.voice.speak.engine import Engine, installed
from device.voice.speak.voices import Voices

ROUNDS = 5
SAID = Say("It sounds as if you were left alone with it.", COACH_VOICE, fixed=False)


async def timed(pid: int, how: signal.Signals, again: Callable[[], Awaitable[object]]) -> float:
    """Seconds from the signal until the work is done."""
    os.kill(pid, how)
    started = time.monotonic()
    await again()
    return time.monotonic() - started


def tell(name: str, taken: list[float]) -> None:
    print(f"| {name} | {statistics.median(taken):.2f} | {max(taken):.2f} |", flush=True)


async def recognizers(
    settings: Settings, how: signal.Signals, only: str | None, pcm: bytes
) -> None:
    for name in ("whisper-tiny", "whisper-base"):
        if only not in (None, name):
            continue
        ear = choose(settings.model_copy(update={"recognizer": RecognizerChoice(name)}))
        assert isinstance(ear, Ear)

        async def again(ear: Ear = ear) -> None:
            hearing = ear.hear()  # type: ignore[attr-defined]  # every recogniser has it
            await hearing.feed(pcm)
            assert (await hearing.finish()).text

        try:
            await ear.start()
            await again()
            taken = []
            for _ in range(ROUNDS):
                await ear.start()
                pid = ear.worker.pid
                assert pid is not None
                taken.append(await timed(pid, how, again))
            tell(f"{name}, two seconds of speech recognised", taken)
        finally:
            await ear.close()


async def voices(settings: Settings, how: signal.Signals, only: str | None) -> None:
    for engine in installed(settings.models):
        if only not in (None, engine):
            continue
        chosen = settings.model_copy(update={"voice": VoiceChoice(engine)})
        for forced in (engine, None):
            speech = Voices(chosen, forced)
            try:
                await speech.start()
                await speech.sound(SAID)
                taken = []
                for _ in range(ROUNDS):
                    worker = speech._workers[engine]
                    await worker.start()
                    assert worker.pid is not None
                    taken.append(await timed(worker.pid, how, lambda s=speech: s.sound(SAID)))  # type: ignore[misc]
                what = f"{engine} itself" if forced else f"the coach, whose voice is {engine}"
                tell(f"{what}, a sentence spoken", taken)
            finally:
                await speech.close()


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stop", action="store_true", help="SIGSTOP instead of SIGKILL")
    parser.add_argument("--only", help="a recogniser or voice")
    args = parser.parse_args()
    how = signal.SIGSTOP if args.stop else signal.SIGKILL
    settings = load()
    print(f"| {'stopped' if args.stop else 'killed'} | median s | worst s |\n|---|--:|--:|")
    with TemporaryDirectory() as cache:
        settings = settings.model_copy(update={"cache": Path(cache)})
        speech = Voices(settings, Engine.PYTTSX3)
        try:
            spoken = await speech.sound(Say("You can take your time.", COACH_VOICE, fixed=False))
        finally:
            await speech.close()
        await recognizers(settings, how, args.only, spoken.at(HEARD_RATE).pcm())
        await voices(settings, how, args.only)


if __name__ == "__main__":
    asyncio.run(main())
