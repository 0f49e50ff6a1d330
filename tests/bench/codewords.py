"""How well codes of three words are heard again.

    python -m tests.bench.codewords [--rounds N] [--voices N] [--most N] [--engine E] [--model NAME]

Every word of the list is said in N codes by each voice: some of Kokoro's, Piper's and espeak-ng's.
The real recogniser hears them as it hears a trainee. Printed: the share of codes that were found
right, found as another code (which must be 0), or not found; then each word that was not
understood, with what was heard.
"""

import argparse
import asyncio
import json
import math
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from device import config
from device.coach.cast import COACH_VOICE
from device.coach.talk.act import Say
from device.models.shelf import folder
from device.progress.find import MANY, code, find
from device.progress.words import WORDS
from device.voice.hear.whisper_engine import Whisper
from device.voice.microphone import RATE
from device.voice.sound import Sound
from device.voice.speak.engine import Engine
from device.voice.speak.voices import Voices
from tests.bench.voices import MARGIN

SPEAKERS = (
    (Engine.KOKORO, "bf_emma"),
    (Engine.KOKORO, "am_onyx"),
    (Engine.PIPER, COACH_VOICE),
    (Engine.PYTTSX3, COACH_VOICE),
    (Engine.KOKORO, "bm_george"),
    (Engine.KOKORO, "af_bella"),
)
WAYS = ("{}, {}, {}.", "My code is {}, {}, {}.", "{} {} {}.", "Um, it's {}, {}, and {}.")
"""Codes are said in these ways, in turn."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One code, said and heard."""

    voice: str
    meant: str
    heard: str
    """What was recognised."""
    found: str | None

    @property
    def missed(self) -> set[str]:
        """The words that were not understood."""
        left = set(self.meant.split())
        plain = set(self.heard.lower().replace(",", " ").replace(".", " ").split())
        return left - plain


def codes(seed: int) -> list[tuple[str, ...]]:
    """Every word of the list once, three at a time."""
    words = list(WORDS)
    chance = random.Random(seed)
    chance.shuffle(words)
    rest = -len(words) % MANY
    words += chance.sample(words[:-MANY], rest)
    return [tuple(words[i : i + MANY]) for i in range(0, len(words), MANY)]


async def tried(
    rounds: int, speakers: Sequence[tuple[Engine, str]], most: int, model: str, into: Path | None
) -> list[Tried]:
    """Say and hear all of them, without the time limit that a busy machine would meet."""
    settings = config.load()
    ear = Whisper(str(folder(settings.models, model)))
    every = []
    with tempfile.TemporaryDirectory() as cache:
        settings = settings.model_copy(update={"cache": Path(cache)})
        for number, (engine, voice) in enumerate(speakers):
            name = f"{engine} {voice}"
            speech = Voices(settings, engine)
            for turn in range(rounds):
                for place, words in enumerate(codes(100 * number + turn)[:most]):
                    text = WAYS[place % len(WAYS)].format(*words).capitalize()
                    sound = await speech.sound(Say(text, voice, fixed=True))
                    heard = _heard(ear, sound)
                    every.append(Tried(name, code(set(words)), heard, find(heard)))
                    if into is not None:
                        _save(every, into)
            await speech.close()
            print(_row(name, [t for t in every if t.voice == name]), flush=True)
    return every


def _heard(ear: Whisper, sound: Sound) -> str:
    """The words, with a moment of silence around them as in a room."""
    silence = np.zeros(int(MARGIN * RATE), dtype=np.float32)
    samples = np.concatenate([silence, sound.at(RATE).samples, silence])
    return str(ear.recognise(Sound(samples, RATE).pcm()).result["text"])


def _save(every: list[Tried], into: Path) -> None:
    into.write_text(json.dumps([[t.voice, t.meant, t.heard] for t in every], indent=0))


def _row(name: str, some: list[Tried]) -> str:
    right = sum(t.found == t.meant for t in some)
    wrong = sum(t.found not in (None, t.meant) for t in some)
    exact = sum(not t.missed for t in some)
    share = f"{right / len(some):.1%}"
    return f"| {name} | {len(some)} | {exact} | {right} | {share} | {wrong} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--voices", type=int, default=4)
    parser.add_argument("--engine", type=Engine, choices=list(Engine), help="Its voices alone.")
    parser.add_argument("--most", type=int, help="Codes a voice and round, in place of all.")
    parser.add_argument("--model", default="whisper-tiny", help="Or whisper-base.")
    parser.add_argument("--json", type=Path, help="Write every try here.")
    asked = parser.parse_args()
    print(f"{len(WORDS)} words: {math.log2(math.comb(len(WORDS), MANY)):.1f} bits a code\n")
    print("| voice | codes | heard to the letter | found | share | found as another |")
    print("|---|--:|--:|--:|--:|--:|")
    most = asked.most or len(WORDS)
    wanted = [one for one in SPEAKERS if asked.engine in (None, one[0])][: asked.voices]
    every = asyncio.run(tried(asked.rounds, wanted, most, asked.model, asked.json))
    print(_row("all", every), "\n")
    times: Counter[str] = Counter()
    heard = defaultdict(list)
    for t in every:
        for word in t.missed:
            times[word] += 1
            heard[word].append(t.heard + ("" if t.found == t.meant else f" -> {t.found}"))
    for word, many in times.most_common():
        print(f"{word} ({many}): {' / '.join(heard[word])}")


if __name__ == "__main__":
    main()
