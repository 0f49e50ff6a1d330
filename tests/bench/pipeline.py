"""From end of speech to the first word of feedback, beside a Wyoming pipeline of the same parts.

    python -m tests.bench.pipeline [--replies N] [--wyoming FOLDER]

The whole kiosk program, warm, hears replies through a sound server without a sound card; each turn
is ended at its last word, as by the button. The same recordings go in real time to
`wyoming-faster-whisper` (tiny, int8, beam 5), and the sentence that the kiosk answered with to
`wyoming-piper` (joe), both warm, in the same run and in turns. Counted is the time from the end of
the recording until the sound of the answer begins to be played, or would: the kiosk's own analysis
and choice of words is in its time, and nothing in their place is in the pipeline's.

FOLDER is a virtual environment with `wyoming`, `wyoming-faster-whisper` and `wyoming-piper`; they
are programs beside this project and no part of it.
"""

import argparse
import asyncio
import contextlib
import json
import math
import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from device import config
from device.coach.talk.act import Command, Expect
from device.config import Settings
from device.event import CoachSaid, FeedbackGiven, Heard, Listening
from device.voice.microphone import RATE
from device.voice.sound import Sound, wav
from tests.bench.latency import replies
from tests.bench.load.meter import load_average
from tests.kiosk.room import Room, room, settings_for
from tests.soundserver import SoundServer

CHUNK = 1024
"""Samples sent at once, as a satellite does."""
ASKS = """
import asyncio, json, sys, time, wave
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.tts import Synthesize

async def heard(port, pcm, rate, chunk):
    client = AsyncTcpClient("127.0.0.1", port)
    await client.connect()
    await client.write_event(Transcribe(language="en").event())
    await client.write_event(AudioStart(rate=rate, width=2, channels=1).event())
    began = time.monotonic()
    for place in range(0, len(pcm), 2 * chunk):
        part = pcm[place:place + 2 * chunk]
        await client.write_event(AudioChunk(rate=rate, width=2, channels=1, audio=part).event())
        wait = began + (place / 2 + chunk) / rate - time.monotonic()
        await asyncio.sleep(max(0.0, wait))
    await client.write_event(AudioStop().event())
    ended = time.monotonic()
    while True:
        event = await client.read_event()
        if Transcript.is_type(event.type):
            await client.disconnect()
            return time.monotonic() - ended, Transcript.from_event(event).text

async def spoken(port, text):
    client = AsyncTcpClient("127.0.0.1", port)
    await client.connect()
    began = time.monotonic()
    await client.write_event(Synthesize(text=text).event())
    while True:
        event = await client.read_event()
        if AudioChunk.is_type(event.type):
            seconds = time.monotonic() - began
            await client.disconnect()
            return seconds

async def main():
    ear, mouth, chunk = map(int, sys.argv[1:4])
    for line in sys.stdin:
        asked = json.loads(line)
        with wave.open(asked["wav"]) as file:
            pcm, rate = file.readframes(file.getnframes()), file.getframerate()
        ears, text = await heard(ear, pcm, rate, chunk)
        voice = await spoken(mouth, asked["text"])
        print(json.dumps({"recognise": ears, "speak": voice, "text": text}), flush=True)

asyncio.run(main())
"""


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.asynccontextmanager
async def wyoming(
    place: Path, models: Path, work: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The pipeline's two servers, and somebody who asks them: JSON lines in and out."""
    ear, mouth = free_port(), free_port()
    nowhere = asyncio.subprocess.DEVNULL
    quiet: dict[str, Any] = {"stdout": nowhere, "stderr": nowhere}
    servers = [
        await asyncio.create_subprocess_exec(
            place / "bin/wyoming-faster-whisper", "--uri", f"tcp://127.0.0.1:{ear}",
            "--model", models / "whisper-tiny", "--data-dir", work, "--language", "en",
            "--compute-type", "int8", "--beam-size", "5", "--stt-library", "faster-whisper",
            "--cpu-threads", str(os.cpu_count()), "--local-files-only", **quiet,
        ),
        await asyncio.create_subprocess_exec(
            place / "bin/wyoming-piper", "--uri", f"tcp://127.0.0.1:{mouth}",
            "--voice", "en_US-joe-medium", "--data-dir", models / "piper-joe",
            "--local-files-only", **quiet,
        ),
    ]  # fmt: skip
    try:
        for port in (ear, mouth):
            for _ in range(600):
                with contextlib.suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.close()
                    break
                await asyncio.sleep(0.2)
        asking = await asyncio.create_subprocess_exec(
            place / "bin/python", "-c", ASKS, str(ear), str(mouth), str(CHUNK),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        yield asking
        asking.kill()
        await asking.wait()
    finally:
        for server in servers:
            server.kill()
            await server.wait()


async def ask(asking: asyncio.subprocess.Process, wav: Path, text: str) -> dict[str, Any]:
    """One reply through the pipeline."""
    assert asking.stdin is not None
    assert asking.stdout is not None
    asking.stdin.write(json.dumps({"wav": str(wav), "text": text}).encode() + b"\n")
    answer: dict[str, Any] = json.loads(await asking.stdout.readline())
    return answer


async def to_a_reply(here: Room) -> None:
    """Bring the visit to where a reply is listened for."""
    seen = 0
    while True:
        await here.my_turn(seen)
        seen = len(here.events)
        listening = here.events[-1]
        session = here.program.house.session
        assert isinstance(listening, Listening)
        assert session is not None
        if listening.expect is Expect.REPLY:
            return
        if listening.turn == "first":
            session.type("no")
        elif listening.expect is Expect.CHOICE and listening.turn in {"which", "more"}:
            session.type("yes")
        elif listening.expect is Expect.CHOICE:
            session.press(Command.AGAIN)
        else:
            session.finish()


async def answered(here: Room, sound: Sound) -> tuple[float, str]:
    """Seconds from the end of a reply to the sound of feedback, and the first sentence of it."""
    before = len(here.events)
    speaking = here.sound.speak(sound)
    await asyncio.to_thread(speaking.wait)
    ended = time.monotonic()
    session = here.program.house.session
    assert session is not None
    session.finish()
    told = {FeedbackGiven: 0.0}

    def given() -> bool:
        return any(isinstance(event, FeedbackGiven) for event in here.events[before:])

    while not given():
        heard = any(isinstance(event, Heard | CoachSaid) for event in here.events[before:])
        assert time.monotonic() - ended < 30, f"no feedback came; heard: {heard}"
        await asyncio.sleep(0.002)
    told[FeedbackGiven] = time.monotonic()
    first = next(e for e in here.events[before:] if isinstance(e, FeedbackGiven))
    sentence = first.feedback.spoken.split(". ")[0]
    return told[FeedbackGiven] - ended, sentence


def row(name: str, waits: list[float]) -> str:
    """One line of the table."""
    ordered = sorted(waits)
    p95 = ordered[math.ceil(0.95 * len(ordered)) - 1]
    return f"| {name} | {len(ordered)} | {statistics.median(ordered):.2f} | {p95:.2f} |"


async def measure(
    settings: Settings, sound: SoundServer, count: int, place: Path, work: Path
) -> None:
    """Both, in turns."""
    ours: list[float] = []
    theirs: dict[str, list[float]] = {"recognise": [], "speak": [], "whole": []}
    load = load_average()
    made = await replies(config.load(), count)
    async with (
        room(sound, settings) as here,
        wyoming(place, config.load().models, work) as asking,
    ):
        await here.press()
        for number, (_, _, reply) in enumerate(made):
            await to_a_reply(here)
            seconds, sentence = await answered(here, reply.at(RATE))
            file = work / "reply.wav"
            file.write_bytes(wav(reply.at(RATE)))
            told = await ask(asking, file, sentence)
            if number:  # the first warms both
                ours.append(seconds)
                theirs["recognise"].append(told["recognise"])
                theirs["speak"].append(told["speak"])
                theirs["whole"].append(told["recognise"] + told["speak"])
            print(
                f"{number}: {seconds:.2f} s, {told['recognise'] + told['speak']:.2f} s",
                file=sys.stderr,
            )
    print(f"\nload before: {load:.1f}\n\n| | replies | median s | p95 s |\n|---|--:|--:|--:|")
    print(row(f"Wellheard, whole kiosk, {settings.voice}", ours))
    print(row("Wyoming pipeline, Piper", theirs["whole"]))
    print(row("- of it recognising", theirs["recognise"]))
    print(row("- of it speaking", theirs["speak"]))


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--replies", type=int, default=13)
    parser.add_argument("--voice", default="piper", choices=["piper", "pyttsx3"])
    parser.add_argument("--wyoming", type=Path, default=Path(".wyoming"))
    wanted = parser.parse_args()
    if not (wanted.wyoming / "bin/wyoming-piper").exists():
        sys.exit(
            f"{wanted.wyoming}: there is no Wyoming. Make it: python3 -m venv {wanted.wyoming} &&"
            f" {wanted.wyoming}/bin/pip install wyoming wyoming-faster-whisper wyoming-piper"
        )
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        folder = Path(place)
        server = SoundServer(folder / "run")
        server.folder.mkdir()
        server.start()
        try:
            for name, value in server.environment.items():
                patch.setenv(name, value)
            settings = settings_for(folder, voice=wanted.voice, recognizer="whisper-tiny")
            if wanted.voice == "piper":
                joe = settings.models / "piper-joe"
                joe.symlink_to(config.load().models / "piper-joe")
            (folder / "work").mkdir()
            asyncio.run(measure(settings, server, wanted.replies, wanted.wyoming, folder / "work"))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
