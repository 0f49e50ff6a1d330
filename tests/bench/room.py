"""What the kiosk makes of a reply among other voices: understood, asked for again, or made up.

    python -m tests.bench.room --data FOLDER --use judge

Every utterance of real speech is heard as a kiosk hears it, through listener, recogniser and what
decides whether words are relied on: once clean, and once for each babble, 10 dB under the speech,
with two seconds of it before and nine behind. Then babble alone, which must never be a reply.

Words wrong (WER) are counted over the replies that were accepted. A finding is false where it is
sure enough to be told, and fewer than half of the words it quotes were said. The rows `develop` are
for choosing; `judge` has other speakers and other babble. FOLDER holds real speech with a
`manifest.csv`; its default is the environment variable WELLHEARD_SPEECH_DATA.
"""

import argparse
import asyncio
import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import jiwer
import numpy as np

from device import config
from device.coach.analysis import analyse
from device.coach.analysis.trust import relied_on
from device.coach.reply import Reply
from device.coach.talk.act import Expect, Listen
from device.coach.talk.conversation import CLEAR_AT
from device.coach.talk.sure import worth_telling
from device.trainee.spoken import Spoken
from device.visit import Answer, Answered
from device.voice.clock import TapeClock
from device.voice.hear.choose import choose
from device.voice.hear.listener import Listener
from device.voice.hear.recognizer import Recognizer
from device.voice.microphone import RATE, WavMicrophone
from device.voice.sound import Samples, Sound, read
from tests.bench.recognition import level, plain, rows

BABBLE = {
    "develop": ("babble_4talker",),
    "judge": ("babble_8talker", "babble_4talker"),
}
DECIBELS = 10.0
"""Of the speech over the babble."""
SPEECH = 10 ** (-26 / 10)
"""Power of the speech, full scale is 1: -26 dBFS, as a microphone that is set well gives it."""
STILL = 10 ** (-65 / 20)
"""Full scale is 1; the noise of a quiet room."""
BEFORE, BEHIND = 2.0, 9.0
"""Seconds around the speech."""
ALONE = 24.0
"""Seconds of babble alone."""
SEEKER = "I haven't told anyone about it."
SAID = 0.5
"""Share of a finding's words that must have been said."""


@dataclass
class Tally:
    """What came of one condition."""

    replies: int = 0
    asked: int = 0
    """Not understood, and asked for again."""
    unheard: int = 0
    """Taken for silence."""
    said: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    told: int = 0
    """Findings sure enough to be told."""
    false: int = 0

    def row(self, name: str) -> str:
        share = (100 * n / self.replies for n in (len(self.heard), self.asked, self.unheard))
        accepted, asked, unheard = (f"{each:.0f}%" for each in share)
        wrong = f"{100 * jiwer.wer(self.said, self.heard):.1f}%" if self.said else "-"
        return (
            f"| {name} | {self.replies} | {accepted} | {asked} | {unheard} | {wrong}"
            f" | {self.told} | {self.false} |"
        )


def scene(speech: Samples | None, babble: Samples | None, seed: int, decibels: float) -> Sound:
    """Speech in a room; the same at every run."""
    seconds = ALONE if speech is None else BEFORE + len(speech) / RATE + BEHIND
    count = round(seconds * RATE)
    room = np.random.default_rng(seed).normal(0, STILL, count)
    if speech is not None:
        start = round(BEFORE * RATE)
        room[start : start + len(speech)] += speech * np.sqrt(SPEECH / level(speech))
    if babble is not None:
        power = float((babble.astype(np.float64) ** 2).mean())
        part = np.resize(np.roll(babble, -seed % len(babble)), count)
        room += part * np.sqrt(SPEECH / power / 10 ** (decibels / 10))
    return Sound(np.clip(room, -1, 1).astype(np.float32), RATE)


def accepted(answer: Answered) -> Reply | None:
    """The reply that the coach would assess."""
    if not isinstance(answer, Answer) or answer.reply.confidence < CLEAR_AT:
        return None
    return answer.reply


def findings(reply: Reply, said: str) -> Iterator[bool]:
    """For each finding that would be told: whether its words were said."""
    for found in analyse(reply):
        quoted = plain(found.quote).split()
        if not quoted or not worth_telling(found) or not relied_on(found, reply):
            continue
        aligned = jiwer.process_words(said or "-", plain(reply.text))
        right = {
            place
            for chunk in aligned.alignments[0]
            if chunk.type == "equal"
            for place in range(chunk.hyp_start_idx, chunk.hyp_end_idx)
        }
        begin = len(plain(reply.text[: found.start]).split())
        places = range(begin, begin + len(quoted))
        yield sum(place in right for place in places) / len(quoted) >= SAID


class Kiosk:
    """Hears one scene after the other."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer

    async def hear(self, sound: Sound) -> Answered:
        clock = TapeClock()
        listener = Listener(WavMicrophone([sound], clock), self._recognizer, clock)
        return await Spoken(listener).answer(Listen(Expect.REPLY, "turn", 1), SEEKER, None)


async def condition(
    kiosk: Kiosk, args: argparse.Namespace, name: str | None, decibels: float
) -> Tally:
    tally = Tally()
    babble = read(args.data / f"noise/{name}.flac").at(RATE).samples if name else None
    for said in rows(args.data, args.use, args.limit):
        seed = zlib.crc32(f"{said.file} {name}".encode())
        answer = await kiosk.hear(scene(said.samples, babble, seed, decibels))
        tally.replies += 1
        reply = accepted(answer)
        if args.show:
            print(json.dumps({"said": said.text, "answer": str(answer)[:300]}), flush=True)
        if reply is None:
            silent = getattr(answer, "value", "") == "silence"
            tally.asked, tally.unheard = tally.asked + (not silent), tally.unheard + silent
            continue
        tally.said.append(plain(said.text))
        tally.heard.append(plain(reply.text))
        told = list(findings(reply, plain(said.text)))
        tally.told += len(told)
        tally.false += told.count(False)
    return tally


async def alone(kiosk: Kiosk, args: argparse.Namespace, name: str) -> Tally:
    """Babble with nobody near, from as loud as a near voice to 20 dB softer."""
    tally = Tally()
    babble = read(args.data / f"noise/{name}.flac").at(RATE).samples
    for place in range(args.alone):
        scene_of_it = scene(None, babble, place * 39_777, 20.0 * place / args.alone)
        reply = accepted(await kiosk.hear(scene_of_it))
        tally.replies += 1
        tally.asked += reply is None
        if reply is not None:
            tally.said.append("-")
            tally.heard.append(plain(reply.text))
            tally.told += len(list(findings(reply, "")))
            tally.false = tally.told
    return tally


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("WELLHEARD_SPEECH_DATA") or ".")
    )
    parser.add_argument("--use", choices=BABBLE, default="develop")
    parser.add_argument("--limit", type=int, default=0, help="about so many utterances")
    parser.add_argument("--alone", type=int, default=6, help="so many stretches of babble alone")
    parser.add_argument("--decibels", default=str(DECIBELS), help="speech over babble, by commas")
    parser.add_argument("--show", action="store_true", help="every answer")
    args = parser.parse_args()
    if not (args.data / "manifest.csv").is_file():
        parser.error(f"{args.data} holds no manifest.csv; name the speech data with --data")
    recognizer = choose(config.load())
    await recognizer.start()
    kiosk = Kiosk(recognizer)
    print(f"{recognizer.name} on `{args.use}`\n")
    print("| room | replies | accepted | asked again | silence | WER of accepted | told | false |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    try:
        print((await condition(kiosk, args, None, 0.0)).row("clean"), flush=True)
        for name in BABBLE[args.use]:
            for decibels in map(float, args.decibels.split(",")):
                tally = await condition(kiosk, args, name, decibels)
                print(tally.row(f"{name}, {decibels:g} dB"), flush=True)
            print((await alone(kiosk, args, name)).row(f"{name} alone"), flush=True)
    finally:
        await recognizer.close()


if __name__ == "__main__":
    asyncio.run(main())
