"""How well the coach hears: agreement with experts, own replies, quotes, confidence, cost.

    python -m tests.bench.analyser --annomi TABLE --spoken 60 --data SPEECH

Without `--annomi` (its table as a CSV) and `--spoken` (so many kept-back replies, spoken by the
cast in the noise of a cafe at 10 dB and recognised) those rows are left out. The agreement with
AnnoMI's experts comes from `device/training/held_out.npz`: what readers said of transcripts that
they were not trained on, as `make train` left it.
"""

import argparse
import asyncio
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np

from device.coach.analysis import analyse, reader
from device.coach.analysis.bare import bare
from device.coach.analysis.features import SKILLS
from device.coach.analysis.learned import WEIGHTS
from device.coach.cast import CAST, COACH_VOICE
from device.coach.finding import Finding
from device.coach.reply import Reply
from device.coach.skills import Kind, Skill
from device.coach.talk.act import Say
from device.coach.talk.feedback import NAMED_AT, worth_telling
from device.config import load
from device.training import __file__ as training
from device.training.experts import agreement
from device.training.report import calibration_error, experts
from device.training.rows import annomi
from device.training.weigh import measured
from device.voice.hear.choose import choose
from device.voice.microphone import RATE
from device.voice.sound import Sound
from device.voice.speak.voices import Voices
from tests.bench.recognition import Room
from tests.bench.replies import Labelled, labelled

READERS = 20
"""Voices of the cast that speak the replies."""
ROUNDS = 3

MEMORY = """
from pathlib import Path
from device.coach.reply import Reply
from device.coach.analysis import analyse, reader
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4
before = resident()
analyse(Reply("it sounds as if you were left alone with it", "Nobody came."))
print(resident() - before)
"""
"""Prints the kilobytes that the first reply takes, network and all."""


def told(what: str, figure: str, bar: str) -> None:
    print(f"| {what} | {figure} | {bar} |", flush=True)


def with_experts(table: Path) -> None:
    """Agreement with AnnoMI's experts, text bare as a recogniser prints it."""
    theirs = annomi(table)
    with np.load(Path(training).with_name("held_out.npz")) as kept:  # theirs are the last of it
        skills, behaviours = (kept[f"bare_{n}"][-len(theirs) :] for n in ("skills", "behaviours"))
    if len(skills) != len(theirs):
        sys.exit("held_out.npz is of other replies than these: run make train first.")
    texts = [Reply(bare(row.reply.text), bare(row.reply.seeker)) for row in theirs]
    rules, read = measured(texts), np.hstack([skills, behaviours]).astype(float)
    answers = np.array([row.behaviours for row in theirs])
    fold = np.array([row.fold for row in theirs])
    for name, inputs in (
        ("all there is", np.hstack([read, rules])),
        ("rules and measures alone", rules),
        ("reader alone", read),
    ):
        print(f"\n{name}\n\n{experts(agreement(inputs, answers, fold))}", flush=True)


def own(rows: Sequence[Labelled], found: Sequence[tuple[Finding, ...]]) -> None:
    """Replies kept back from rules and training."""
    recalls, alarms = {}, {}
    for skill in SKILLS:
        has = np.array([any(f.skill is skill for f in each) for each in found])
        there = np.array([skill in row.skills for row in rows])
        recalls[skill], alarms[skill] = has[there].mean(), has[~there].mean()
    low = [f"{skill} {recall:.2f}" for skill, recall in recalls.items() if recall < 0.88]
    high = [f"{skill} {alarm:.3f}" for skill, alarm in alarms.items() if alarm > 0.04]
    told("recall, mean of the skills", f"{np.mean(list(recalls.values())):.3f}", "each >= .88")
    told("under it", ", ".join(low) or "none", "none")
    told("false alarms, mean of the skills", f"{np.mean(list(alarms.values())):.3f}", "each <= .04")
    told("over it", ", ".join(high) or "none", "none")
    good = [
        any(f.skill.kind is Kind.HINDERS and f.confidence >= NAMED_AT for f in each)
        for row, each in zip(rows, found, strict=True)
        if not any(skill.kind is Kind.HINDERS for skill in row.skills)
    ]
    told("good replies told of a habit", f"{np.mean(good):.3f} of {len(good)}", "<= .02")
    pairs = [(f, f.skill in row.skills) for row, e in zip(rows, found, strict=True) for f in e]
    error = calibration_error(
        np.array([f.confidence for f, _ in pairs]), np.array([right for _, right in pairs])
    )
    told("expected calibration error", f"{error:.3f}", "<= .08")


def quotes(rows: Sequence[Labelled], found: Sequence[tuple[Finding, ...]]) -> None:
    """Whether a quote carries its finding: heard in the quote alone, or no longer without it."""
    carried = []
    for row, each in zip(rows, found, strict=True):
        for finding in each:
            if finding.skill.by_voice or not worth_telling(finding):
                continue
            rest = row.reply.text[: finding.start] + row.reply.text[finding.end :]
            alone, without = (
                max(
                    (f.confidence for f in analyse(Reply(t, row.reply.seeker)) if f.skill is s),
                    default=0.0,
                )
                for t, s in ((finding.quote, finding.skill), (rest, finding.skill))
            )
            carried.append(alone >= finding.confidence / 2 or without <= finding.confidence / 2)
    told("quotes that carry their finding", f"{np.mean(carried):.3f} of {len(carried)}", ">= .95")


def cost(rows: Sequence[Labelled]) -> None:
    """Time, memory, size."""
    texts = [row.reply for row in rows[:300]]
    analyse(texts[0])
    fresh, known = [], []
    for number in range(ROUNDS):
        # Blanks make each a line that was never heard, of the same words.
        blanks = range(number * len(texts), (number + 1) * len(texts))
        new = [Reply(t.text, t.seeker + " " * n) for t, n in zip(texts, blanks, strict=True)]
        both = [(_seconds([each]), _seconds([each])) for each in new]
        fresh.append(sum(first for first, _ in both))
        known.append(sum(second for _, second in both))
    for what, seconds in (("the line read while it is spoken", known), ("with its line", fresh)):
        told(
            f"time a reply, one thread; {what}",
            f"{1000 * min(seconds) / len(texts):.1f} ms",
            "<= 8 ms",
        )
    words = " ".join(row.reply.text for row in rows).split()[:2000]
    long = [Reply(" ".join(words), rows[0].reply.seeker)]
    told("2,000 words", f"{1000 * min(_seconds(long) for _ in range(ROUNDS)):.0f} ms", "<= 50 ms")
    run = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True)
    told("memory added", f"{int(run.stdout) / 1024:.0f} MB", "<= 130 MB")
    folder = files("device.coach.analysis")
    size = sum(
        len((folder / n).read_bytes()) for n in (reader.LOWER, reader.UPPER, reader.WORDS, WEIGHTS)
    )
    told("weights that ship", f"{size / 1e6:.1f} MB", "<= 25 MB")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told("this whole measurement, resident", f"{most:.0f} MB", "")


def _seconds(replies: Sequence[Reply]) -> float:
    started = time.process_time()
    for reply in replies:
        analyse(reply)
    return time.process_time() - started


async def spoken(rows: Sequence[Labelled], data: Path) -> None:
    """The same replies from people's mouths: recall on what is recognised, beside clean text."""
    settings = load()
    cast = [voice for voice in CAST if voice != COACH_VOICE][:READERS]
    room = Room(data, "judge", "cafe10")
    voices, recognizer = Voices(settings), choose(settings)
    clean: list[tuple[Skill, bool]] = []
    heard: list[tuple[Skill, bool]] = []
    try:
        await recognizer.start()
        for number, row in enumerate(rows):
            sound = await voices.sound(Say(row.reply.text, cast[number % len(cast)]))
            hearing = recognizer.hear()
            await hearing.feed(Sound(room(sound.at(RATE).samples), RATE).pcm())
            text = (await hearing.finish()).text
            for tally, reply in ((clean, row.reply.text), (heard, text)):
                got = {f.skill for f in analyse(Reply(reply, row.reply.seeker))}
                tally += [(skill, skill in got) for skill in row.skills]
    finally:
        await voices.close()
        await recognizer.close()
    print("\n| spoken | figure | bar |\n|---|---|---|")
    recall = [np.mean([got for _, got in tally]) for tally in (clean, heard)]
    told(f"recall on {len(rows)} replies, as text", f"{recall[0]:.3f}", "")
    told("spoken in a cafe at 10 dB and recognised", f"{recall[1]:.3f}", "at most .08 less")


def main() -> None:
    """Print every row."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--annomi", type=Path, help="AnnoMI's table")
    parser.add_argument("--spoken", type=int, default=0, help="so many replies, spoken")
    parser.add_argument("--data", type=Path, help="recorded noise, as for `recognition`")
    wanted = parser.parse_args()
    if wanted.spoken and not wanted.data:
        parser.error("--spoken needs noise: name the speech data with --data")
    rows = list(labelled("kept_back"))
    found = [analyse(row.reply) for row in rows]
    print("| kept-back replies | figure | bar |\n|---|---|---|")
    own(rows, found)
    quotes(rows, found)
    cost(rows)
    if wanted.annomi:
        with_experts(wanted.annomi)
    if wanted.spoken:
        chosen = rows[:: max(1, len(rows) // wanted.spoken)][: wanted.spoken]
        asyncio.run(spoken(chosen, wanted.data))


if __name__ == "__main__":
    main()
