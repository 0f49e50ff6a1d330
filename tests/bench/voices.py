"""How well the voices speak: understood, evenly loud, and how quickly.

    python -m tests.bench.voices [--engines] [--pace] [SCENARIO…]

Speaks every line of the seekers (from the cache where it was rendered before), has it recognised
by whisper-base, and prints a table in Markdown. The words that were heard otherwise follow it.
With `--pace` some lines of each voice are made anew, to see how long it takes (RTF).
With `--engines` it measures the engines instead: load, memory, time to the first sound of a
sentence of twelve words.
"""

import argparse
import asyncio
import os
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import jiwer
import numpy as np

from device import config, library
from device.coach.cast import COACH
from device.coach.talk import script
from device.coach.talk.act import Say
from device.config import RecognizerChoice
from device.voice.hear.choose import choose
from device.voice.hear.recognizer import Recognizer
from device.voice.microphone import RATE
from device.voice.sound import Sound
from device.voice.speak import quickness
from device.voice.speak.engine import installed, worker
from device.voice.speak.loudness import loudness, peak
from device.voice.speak.part import part
from device.voice.speak.voices import Voices

TIMED = 2
"""Lines of each voice that are made anew, to see how long it takes."""
MARGIN = 0.5
"""Seconds of silence around a line, as there is around anything said in a room."""
FRAME = 512 * 2
"""Bytes the recogniser is given at a time."""

ALIKE = {
    # the same words, written otherwise
    "gonna": "going to",
    "gotta": "got to",
    "wanna": "want to",
    "kinda": "kind of",
    "cause": "because",
    "ok": "okay",
    "mum": "mom",
    "mums": "moms",
    "mr": "mister",
    "mrs": "missus",
    "alright": "all right",
    "grey": "gray",
    "centre": "center",
    "til": "till",
    "anymore": "any more",
    "someday": "some day",
    "teatime": "tea time",
    "lories": "lorries",
}
_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


@dataclass(frozen=True, slots=True)
class Heard:
    """One line, spoken and recognised."""

    say: Say
    sound: Sound
    words: str
    """What was recognised."""


def plain(text: str) -> str:
    """Words only, written one way."""
    text = text.lower().replace("’", "'").replace("-", " ")
    text = re.sub(r"\d+", lambda found: _number(int(found[0])), text)
    words = re.sub(r"[^a-z' ]+", " ", text).replace("'", "").split()
    words = [
        re.sub(r"our(s|ed|ing|ite|)$", r"or\1", word) if len(word) > 5 else word for word in words
    ]
    words = [
        re.sub(r"is(e|ed|es|ing)$", r"iz\1", word) if len(word) > 5 else word for word in words
    ]
    return " ".join(ALIKE.get(word, word) for word in words)


def _number(value: int) -> str:
    if value < 20:
        return f" {_ONES[value]} "
    if value < 100:
        tens, ones = divmod(value, 10)
        return f" {_TENS[tens - 2]} {_ONES[ones] if ones else ''} "
    if value < 1000:
        hundreds, rest = divmod(value, 100)
        return f" {_ONES[hundreds]} hundred {'and' + _number(rest) if rest else ''} "
    return f" {value} "


async def recognise(recognizer: Recognizer, sound: Sound) -> str:
    """The words of a sound."""
    silence = np.zeros(int(MARGIN * RATE), dtype=np.float32)
    samples = np.concatenate([silence, sound.at(RATE).samples, silence])
    pcm = Sound(samples, RATE).pcm()
    hearing = recognizer.hear()
    for start in range(0, len(pcm) - FRAME + 1, FRAME):
        await hearing.feed(pcm[start : start + FRAME])
    return (await hearing.finish()).text


async def voices(names: Iterable[str], pace: bool) -> None:
    """Print the table of scenarios and voices."""
    settings = config.load()
    speech = Voices(settings)
    recognizer = choose(settings.model_copy(update={"recognizer": RecognizerChoice.WHISPER_BASE}))
    await recognizer.start()
    every: list[Heard] = []
    print("| scenario | voice | lines | seconds | WER | LUFS | spread LU | peak dBTP | RTF |")
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|", flush=True)
    try:
        for name in names:
            lines = script.lines(library.find(name), settings.crisis_words)
            said = [say for say in lines if say.speaker != COACH]
            for voice in dict.fromkeys(say.voice for say in said):
                theirs = [say for say in said if say.voice == voice]
                heard = []
                for say in theirs:
                    sound = await speech.sound(say)
                    heard.append(Heard(say, sound, await recognise(recognizer, sound)))
                factor = f"{await _factor(speech, theirs[:TIMED]):.2f}" if pace else "-"
                print(_row(name, voice, heard, factor), flush=True)
                every += heard
        print(_row("all", "", every, ""))
        print("\nHeard otherwise:\n")
        for one in every:
            for wanted, got in _differences(one):
                print(f"- {one.say.voice}: “{wanted}” as “{got}” (in “{one.say.text}”)")
    finally:
        await speech.close()
        await recognizer.close()


async def _factor(speech: Voices, lines: list[Say]) -> float:
    """Seconds of work for a second of speech, the engine being loaded."""
    started = time.perf_counter()
    sounds = [await speech.sound(replace(say, fixed=False)) for say in lines]
    return (time.perf_counter() - started) / sum(sound.seconds for sound in sounds)


def _row(name: str, voice: str, heard: list[Heard], factor: str) -> str:
    levels = [loudness(one.sound) for one in heard]
    wrong = jiwer.wer([plain(one.say.text) for one in heard], [plain(one.words) for one in heard])
    cells = (
        name,
        voice,
        len(heard),
        f"{sum(one.sound.seconds for one in heard):.0f}",
        f"{100 * wrong:.1f}%",
        f"{np.mean(levels):.2f}",
        f"{max(levels) - min(levels):.2f}",
        f"{max(peak(one.sound) for one in heard):.2f}",
        factor,
    )
    return f"| {' | '.join(map(str, cells))} |"


def _differences(one: Heard) -> list[tuple[str, str]]:
    told = jiwer.process_words(plain(one.say.text), plain(one.words))
    wanted, got = told.references[0], told.hypotheses[0]
    return [
        (
            " ".join(wanted[chunk.ref_start_idx : chunk.ref_end_idx]),
            " ".join(got[chunk.hyp_start_idx : chunk.hyp_end_idx]),
        )
        for chunk in told.alignments[0]
        if chunk.type != "equal"
    ]


async def engines() -> None:
    """Print the table of engines."""
    models = config.load().models
    print("| engine | load s | memory MB | first sound s | RTF | CPU s a second of speech |")
    print("|---|--:|--:|--:|--:|--:|")
    for engine in installed(models):
        child = worker(engine, models)
        try:
            started = time.perf_counter()
            await child.start()
            loaded = time.perf_counter() - started
            first = await quickness.measure(engine, child)
            voice = part("coach")[engine]
            before = _worked(child.pid or 0)
            answer = await child.call("speak", limit=60, texts=[quickness.SENTENCE], voice=voice)
            seconds = len(answer.payload) / 4 / answer.result["rate"]
            megabytes = _most_memory(child.pid or 0)
            print(
                f"| {engine} | {loaded:.1f} | {megabytes:.0f} | {first:.2f}"
                f" | {first / seconds:.2f} | {(_worked(child.pid or 0) - before) / seconds:.2f} |",
                flush=True,
            )
        finally:
            await child.close()


def _worked(pid: int) -> float:
    """Seconds of CPU that a process has used: what it needs, whatever else the machine does."""
    told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _most_memory(pid: int) -> float:
    """MB: the most that a process has had resident."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+)", status)
    return int(kilobytes) / 1024


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("scenario", nargs="*", default=[])
    parser.add_argument("--engines", action="store_true")
    parser.add_argument("--pace", action="store_true")
    wanted = parser.parse_args()
    if wanted.engines:
        asyncio.run(engines())
    else:
        asyncio.run(voices(wanted.scenario or library.names(), wanted.pace))


if __name__ == "__main__":
    main()
