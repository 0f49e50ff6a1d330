"""How well the recognisers understand people, in quiet and in noise.

    python tests/bench/recognition.py --engine whisper-tiny --use develop --limit 20

Prints a Markdown table: words wrong (WER), computing time for a second of sound (RTF, in seconds of
processor and of wall clock), and the longest transcript as a multiple of what was said. Noise is
mixed against the level of active speech. Settings are chosen by the rows `develop` of the data's
manifest only; `judge` has other speakers and other noises.

The data's folder is `--data`, else the environment variable WELLHEARD_SPEECH_DATA: real speech with
a `manifest.csv`.
"""

import argparse
import csv
import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jiwer
import numpy as np

from device import config
from device.models.shelf import folder
from device.voice.microphone import RATE
from device.voice.sound import Samples, Sound, read

NOISES = {
    "develop": {"cafe": "cafe_restaurant", "babble": "babble_4talker", "music": "music_guitar"},
    "judge": {"cafe": "kitchen_b", "babble": "babble_8talker", "music": "music_game_a"},
}
"""Cafe of the judge is a busy kitchen: there is one recording of a cafe."""
ROOMS = {"develop": ("sb_rir1", "sb_rir3"), "judge": ("sb_rir2", "am_rir48000")}
CONDITIONS = ("clean", "cafe10", "cafe5", "babble10", "babble5", "music10", "music5", "reverb")
WINDOW = RATE // 50
ACTIVE = 30.0
"""Decibels under the loudest window down to which speech is active."""

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
CONTRACTIONS = (
    (r"\bwon't\b", "will not"),
    (r"\bcan't\b", "can not"),
    (r"\bcannot\b", "can not"),
    (r"n't\b", " not"),
    (r"'re\b", " are"),
    (r"'ll\b", " will"),
    (r"'ve\b", " have"),
    (r"'m\b", " am"),
    (r"\b(it|that|he|she|there|what|who|where|here)'s\b", r"\1 is"),
    (r"\blet's\b", "let us"),
    (r"\bmr\b\.?", "mister"),
    (r"\bmrs\b\.?", "missus"),
    (r"\bdr\b\.?", "doctor"),
    (r"\bok\b", "okay"),
)


def spelled(number: int) -> str:
    """A number from 0 to 999,999 in words."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10] + (f" {ONES[number % 10]}" if number % 10 else "")
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            return f"{spelled(number // size)} {name}" + (f" {spelled(rest)}" if rest else "")
    raise AssertionError


def plain(text: str) -> str:
    """The words alone: lower case, no punctuation, numbers and short forms written out."""
    text = re.sub(r"(?<=\d),(?=\d)", "", text.lower().replace("’", "'"))
    for short, long in CONTRACTIONS:
        text = re.sub(short, long, text)
    text = re.sub(r"\d{1,6}", lambda found: f" {spelled(int(found[0]))} ", text)
    return " ".join(re.sub(r"[^a-z' ]", " ", text).split())


@dataclass(frozen=True)
class Said:
    file: str
    text: str
    samples: Samples


@dataclass
class Tally:
    """What came of one condition."""

    references: list[str]
    hypotheses: list[str]
    audio: float = 0.0
    processor: float = 0.0
    wall: float = 0.0

    def row(self, name: str) -> str:
        counted = jiwer.process_words(self.references, self.hypotheses)
        longest = max(
            len(h.split()) / len(r.split())
            for r, h in zip(self.references, self.hypotheses, strict=True)
        )
        return (
            f"| {name} | {100 * counted.wer:.1f}% | {counted.substitutions} | {counted.deletions}"
            f" | {counted.insertions} | {self.processor / self.audio:.3f}"
            f" | {self.wall / self.audio:.3f} | {longest:.2f} |"
        )


def rows(data: Path, use: str, limit: int) -> Iterator[Said]:
    with (data / "manifest.csv").open(newline="") as file:
        chosen = [
            row for row in csv.DictReader(file) if row["kind"] == "speech" and row["use"] == use
        ]
    step = max(1, len(chosen) // limit) if limit else 1
    for row in chosen[::step]:
        yield Said(row["file"], row["transcript"], read(data / row["file"]).at(RATE).samples)


def level(samples: Samples) -> float:
    """Mean power of the windows in which somebody speaks."""
    windows = samples[: len(samples) // WINDOW * WINDOW].reshape(-1, WINDOW).astype(np.float64)
    power = (windows**2).mean(axis=1)
    return float(power[power >= power.max() / 10 ** (ACTIVE / 10)].mean())


class Room:
    """Makes a condition of clean speech, the same at every run."""

    def __init__(self, data: Path, use: str, condition: str) -> None:
        name = condition.rstrip("0123456789")
        self._decibels = float(condition[len(name) :] or 0)
        self._noise: Samples | None = None
        self._echoes: list[Samples] = []
        self._at = 0
        if name == "reverb":
            self._echoes = [read(data / f"rir/{r}.wav").at(RATE).samples for r in ROOMS[use]]
        elif name != "clean":
            self._noise = read(data / f"noise/{NOISES[use][name]}.flac").at(RATE).samples

    def __call__(self, samples: Samples) -> Samples:
        if self._echoes:
            echo = self._echoes[self._at % len(self._echoes)]
            self._at += 1
            echo = echo[int(np.abs(echo).argmax()) :]
            made = np.convolve(samples, echo)
            made *= np.sqrt(level(samples) / level(made.astype(np.float32)))
        elif self._noise is not None:
            noise = np.resize(np.roll(self._noise, -self._at), len(samples))
            self._at = (self._at + len(samples)) % len(self._noise)
            power = float((noise.astype(np.float64) ** 2).mean())
            gain = np.sqrt(level(samples) / power / 10 ** (self._decibels / 10))
            made = samples + gain * noise
        else:
            return samples
        peak = float(np.abs(made).max())
        return np.asarray(made / max(1.0, peak), dtype=np.float32)


class Whispered:
    def __init__(self, name: str, models: Path, options: dict[str, Any]) -> None:
        from device.voice.hear.whisper_engine import Whisper  # noqa: PLC0415  # an extra

        self._engine = Whisper(str(folder(models, name)), **options)

    def __call__(self, pcm: bytes) -> str:
        return str(self._engine.recognise(pcm).result["text"])


class Vosked:
    def __init__(self, name: str, models: Path, options: dict[str, Any]) -> None:
        from device.voice.hear.vosk_engine import Vosk  # noqa: PLC0415  # an extra

        self._engine = Vosk(str(folder(models, name)), **options)
        self._turn = 0

    def __call__(self, pcm: bytes) -> str:
        self._turn += 1
        self._engine.feed(pcm, turn=self._turn, at=0)
        return str(self._engine.finish(b"", turn=self._turn, at=len(pcm)).result["text"])


def measure(
    engine: Whispered | Vosked, data: Path, use: str, condition: str, args: argparse.Namespace
) -> Tally:
    tally = Tally([], [])
    room = Room(data, use, condition)
    for said in rows(data, use, args.limit):
        sound = Sound(room(said.samples), RATE)
        wall, processor = time.perf_counter(), time.process_time()
        text = engine(sound.pcm())
        tally.wall += time.perf_counter() - wall
        tally.processor += time.process_time() - processor
        tally.audio += sound.seconds
        tally.references.append(plain(said.text))
        tally.hypotheses.append(plain(text))
        ratio = len(tally.hypotheses[-1].split()) / len(tally.references[-1].split())
        if args.show and (ratio > 1.3 or args.show > 1):
            print(f"{condition} {ratio:.2f} | {said.text} | {text}", file=sys.stderr)
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("WELLHEARD_SPEECH_DATA") or ".")
    )
    parser.add_argument("--engine", default="whisper-tiny", help="a model's name")
    parser.add_argument("--use", choices=NOISES, default="develop")
    parser.add_argument("--limit", type=int, default=0, help="about so many utterances")
    parser.add_argument("--conditions", default=",".join(CONDITIONS))
    parser.add_argument("--beam", type=int)
    parser.add_argument("--rest", type=float, help="seconds of quiet after the sound")
    parser.add_argument("--no-fallback", action="store_true")
    parser.add_argument("--no-gate", action="store_true")
    parser.add_argument("--vad-filter", action="store_true")
    parser.add_argument("--show", action="count", default=0, help="transcripts that are too long")
    args = parser.parse_args()
    if not (args.data / "manifest.csv").is_file():
        parser.error(f"{args.data} holds no manifest.csv; name the speech data with --data")
    options: dict[str, Any] = {}
    for name in ("beam", "rest"):
        if getattr(args, name) is not None:
            options[name] = getattr(args, name)
    if args.no_fallback:
        options["fallback"] = False
    if args.no_gate:
        options["gate"] = False
    if args.vad_filter:
        options["vad_filter"] = True
    kind = Vosked if args.engine.startswith("vosk") else Whispered
    engine = kind(args.engine, config.load().models, options)
    print(f"{args.engine} {options or ''} on `{args.use}`, {args.limit or 'all'} utterances\n")
    print("| condition | WER | wrong | missing | added | RTF cpu | RTF wall | longest |")
    print("|---|---|---|---|---|---|---|---|")
    for condition in args.conditions.split(","):
        tally = measure(engine, args.data, args.use, condition, args)
        print(tally.row(condition), flush=True)


if __name__ == "__main__":
    main()
