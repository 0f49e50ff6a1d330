"""How well the ends of turns are told from pauses for thought.

    python tests/bench/endpointing.py [DATA]

DATA is a folder with `manifest.csv` and real speech; its default is the environment variable
WELLHEARD_SPEECH_DATA. Settings are chosen by the rows `develop` only.

Read speech is labelled by its own level (20 ms windows, see `by_level`), as it is clean; the
recordings of kind `vad` by the marks that people made. Every recording gets silence before it and
behind it.
"""

import argparse
import csv
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from device.voice.hear.activity import VoiceActivity
from device.voice.hear.endpoint import REPLY, Endpointer, Sign, Span
from device.voice.hear.foreground import Foreground
from device.voice.microphone import FRAME_BYTES, FRAME_SECONDS, RATE
from device.voice.sound import Samples, Sound, read

BEFORE, BEHIND = 1.0, 5.0
"""Seconds of silence around each recording."""
WINDOW = RATE // 50
BELOW = 35.0
"""Decibels under the loudest windows down to which clean speech is speech."""
ABOVE_FLOOR = 8.0
"""Decibels over the quietest windows from which it is speech and not the room."""
ONSET = 0.6
"""Seconds into the next words in which the decision that cut a pause may still fall."""
NOISES = {"develop": ("cafe", "babble_4"), "judge": ("kitchen_b", "babble_8")}
"""What is mixed in at 10 dB."""
LAST = (Sign.END, Sign.TOO_LONG, Sign.NOTHING)
PROMISED = 2.0
"""Seconds of pause that never end a turn."""


@dataclass
class Case:
    """A recording with what is known about it."""

    kind: str
    use: str
    name: str
    samples: Samples
    speech: list[Span]
    """In seconds; the gaps between are pauses."""


@dataclass
class Row:
    """The figures of one kind of recording, in seconds."""

    recordings: int = 0
    pauses: int = 0
    cut: int = 0
    long_pauses: int = 0
    long_ended: int = 0
    start: list[float] = field(default_factory=list)
    end: list[float] = field(default_factory=list)
    decided: list[float] = field(default_factory=list)
    missed: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "data", nargs="?", type=Path, default=os.environ.get("WELLHEARD_SPEECH_DATA", ".")
    )
    parser.add_argument("--use", choices=("develop", "judge"), help="only these recordings")
    arguments = parser.parse_args()
    data = Path(arguments.data)
    if not (data / "manifest.csv").is_file():
        print(f"{data}: there is no manifest.csv in it. Give the folder with the speech.",
              file=sys.stderr)  # fmt: skip
        return 1
    rows: dict[tuple[str, str], Row] = {}
    activity = VoiceActivity()
    for case in cases(data, arguments.use):
        row = rows.setdefault((case.kind, case.use), Row())
        judge(case, voices(case.samples, activity), row)
    show(rows)
    return 0


def cases(data: Path, use: str | None = None) -> Iterator[Case]:
    """All recordings, and what is made of them."""
    with (data / "manifest.csv").open(newline="", encoding="utf-8") as file:
        listed = [row for row in csv.DictReader(file) if use in (None, row["use"])]
    noises = {
        (row["use"], kind): read(data / row["file"]).at(RATE).samples
        for row in listed
        for kind in NOISES[row["use"]]
        if row["kind"] == "noise" and kind in row["file"]
    }
    random = np.random.default_rng(2)
    for row in listed:
        if row["kind"] not in ("speech", "vad"):
            continue
        samples = read(data / row["file"]).at(RATE).samples
        name, used = row["file"], row["use"]
        if row["kind"] == "vad":
            marks = by_hand(data / name)
            kind = "meetings and talk, marked by hand" if marks else "hesitations, by level"
            if name.startswith("vad/sb_"):  # marked in windows that end before the recording does
                samples = samples[: int((marks[-1].end + 0.2) * RATE)]
            yield placed(Case(kind, used, name, samples, marks or by_level(samples)))
            continue
        begin, end = by_level(samples)[0].start, by_level(samples)[-1].end
        clean = Case("read speech", used, name, samples, [Span(begin, end)])
        yield placed(clean)
        tone = room_tone(samples, int(BEHIND * RATE), random)
        for pause in (1.0, 2.0, 3.0):
            for fill in ("room tone", "digital silence"):
                filler = tone if fill == "room tone" else np.zeros_like(tone)
                yield placed(with_pause(clean, pause, filler, fill), filler)
        for (noise_use, kind), noise in noises.items():
            if noise_use == used:
                case = placed(with_pause(clean, 2.0, tone, ""), tone)
                case.kind = f"pause of 2 s, {kind} at 10 dB"
                case.samples = mixed(case, noise, 10.0)
                yield case


def by_level(samples: Samples) -> list[Span]:
    """Where a clean recording holds speech, by its level."""
    count = len(samples) // (WINDOW // 2) - 1
    power = np.array(
        [np.mean(samples[i * WINDOW // 2 : i * WINDOW // 2 + WINDOW] ** 2) for i in range(count)]
    )
    level = 10 * np.log10(power + 1e-10)
    limit = max(np.percentile(level, 95) - BELOW, np.percentile(level, 5) + ABOVE_FLOOR)
    loud = np.flatnonzero(level >= limit)
    step = WINDOW / 2 / RATE
    spans: list[Span] = []
    for place in loud:
        start, end = place * step, place * step + WINDOW / RATE
        if spans and start - spans[-1].end < 0.5:
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return [span for span in spans if span.end - span.start >= 0.1]


def by_hand(file: Path) -> list[Span]:
    """Where somebody marked speech; overlapping marks are joined."""
    spans: list[Span] = []
    if (marks := file.with_suffix(".rttm")).exists():
        for line in marks.read_text().splitlines():
            start, length = map(float, line.split()[3:5])
            spans.append(Span(start, start + length))
    elif (marks := file.with_suffix(".json")).exists():
        for example in json.loads(marks.read_text()).values():
            zero = example["wav"]["start"] / RATE
            times = [zero + float(t) for t in example["speech"].split()]
            spans.extend(Span(a, b) for a, b in zip(times[::2], times[1::2], strict=True))
    joined: list[Span] = []
    for span in sorted(spans, key=lambda s: s.start):
        if joined and span.start <= joined[-1].end + 0.05:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def placed(case: Case, filler: Samples | None = None) -> Case:
    """The recording with silence around it."""
    filler = np.zeros(int(BEHIND * RATE), np.float32) if filler is None else filler
    before, behind = filler[: int(BEFORE * RATE)], filler[: int(BEHIND * RATE)]
    samples = np.concatenate([before, case.samples, behind])
    speech = [Span(s.start + BEFORE, s.end + BEFORE) for s in case.speech]
    return Case(case.kind, case.use, case.name, samples, speech)


def with_pause(case: Case, pause: float, filler: Samples, fill: str) -> Case:
    """The recording with a pause at its quietest place in the middle third."""
    begin, end = case.speech[0].start, case.speech[-1].end
    third = (end - begin) / 3
    places = range(int((begin + third) * RATE), int((end - third) * RATE), WINDOW // 2)
    cut = min(places, key=lambda i: float(np.mean(case.samples[i - WINDOW : i + WINDOW] ** 2)))
    inserted = filler[: int(pause * RATE)]
    samples = np.concatenate([case.samples[:cut], inserted, case.samples[cut:]])
    at = cut / RATE
    return Case(
        f"pause of {pause:g} s, {fill}",
        case.use,
        case.name,
        samples,
        [Span(begin, at), Span(at + pause, end + pause)],
    )


def room_tone(samples: Samples, length: int, random: np.random.Generator) -> Samples:
    """Noise like the recording's quietest quarter of a second."""
    size = RATE // 4
    starts = range(0, max(1, len(samples) - size), size // 4)
    quiet = min(starts, key=lambda i: float(np.mean(samples[i : i + size] ** 2)))
    spectrum = np.abs(np.fft.rfft(samples[quiet : quiet + size] * np.hanning(size)))
    noise = random.standard_normal(length)
    shape = np.interp(
        np.linspace(0, 1, length // 2 + 1), np.linspace(0, 1, len(spectrum)), spectrum
    )
    shaped = np.fft.irfft(np.fft.rfft(noise) * shape, length)
    level = np.sqrt(np.mean(samples[quiet : quiet + size] ** 2))
    tone: Samples = (shaped * level / np.sqrt(np.mean(shaped**2))).astype(np.float32)
    return tone


def mixed(case: Case, noise: Samples, decibels: float) -> Samples:
    """The recording in noise, against the level of its speech."""
    active = np.concatenate(
        [case.samples[int(s.start * RATE) : int(s.end * RATE)] for s in case.speech]
    )
    long = np.resize(noise, len(case.samples))
    gain = np.sqrt(np.mean(active**2) / np.mean(long**2)) / 10 ** (decibels / 20)
    noisy: Samples = (case.samples + gain * long).astype(np.float32)
    return noisy


Voices = list[tuple[bytes, float]]


def voices(samples: Samples, activity: VoiceActivity) -> Voices:
    """Each frame, and how likely it holds a voice."""
    activity.reset()
    pcm = Sound(samples, RATE).pcm()
    frames = [pcm[i : i + FRAME_BYTES] for i in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES)]
    return [(frame, activity.probability(frame)) for frame in frames]


@dataclass
class Turn:
    """One turn as it was followed, in seconds of the recording."""

    began: float
    ended: float
    decided: float | None


def turns(frames: Voices) -> list[Turn]:
    """Follow a recording to its end, turn after turn."""
    found: list[Turn] = []
    zero = 0.0
    endpointer, foreground = Endpointer(REPLY), Foreground()
    for pcm, voice in frames:
        probability = foreground.feed(pcm, voice)
        endpointer.noisy |= foreground.noisy
        if endpointer.feed(FRAME_SECONDS, probability) in LAST:
            found.extend(turn(zero, endpointer, foreground))
            zero += endpointer.elapsed
            endpointer, foreground = Endpointer(REPLY), Foreground()
    found.extend(turn(zero, endpointer, foreground))
    return found


def turn(zero: float, endpointer: Endpointer, foreground: Foreground) -> Iterator[Turn]:
    """The turn that was followed, if there was one."""
    if foreground.began is not None:
        endpointer.began_later(foreground.began)
    if endpointer.began is not None and endpointer.ended is not None:
        decided = zero + endpointer.elapsed if endpointer.over else None
        yield Turn(zero + endpointer.began, zero + endpointer.ended, decided)


def judge(case: Case, frames: Voices, row: Row) -> None:
    """Add one recording's figures."""
    found = [turn for turn in turns(frames) if turn.began < case.speech[-1].end]
    row.recordings += 1
    if not found:
        row.missed += 1
        return
    for before, after in zip(case.speech, case.speech[1:], strict=False):
        cut = any(
            turn.decided is not None and before.end < turn.decided < after.start + ONSET
            for turn in found
        )
        if after.start - before.end <= PROMISED + 0.001:
            row.pauses += 1
            row.cut += cut
        else:
            row.long_pauses += 1
            row.long_ended += cut
    if "by hand" in case.kind:  # several people: each turn against the nearest mark
        for turn in found:
            row.start.append(nearest(turn.began, [span.start for span in case.speech]))
            row.end.append(nearest(turn.ended, [span.end for span in case.speech]))
    else:
        row.start.append(found[0].began - case.speech[0].start)
        row.end.append(found[-1].ended - case.speech[-1].end)
    if found[-1].decided is None:
        row.missed += 1
    else:
        row.decided.append(found[-1].decided - case.speech[-1].end)


def nearest(moment: float, marks: list[float]) -> float:
    """How far a moment is from the nearest mark, with its sign."""
    return min((moment - mark for mark in marks), key=abs)


def show(rows: dict[tuple[str, str], Row]) -> None:
    """Print the table."""
    print(f"Patience: {REPLY}\n")
    print("Errors are absolute, median / 95th percentile; `shift` is the median with its sign.\n")
    print("| recordings | use | n | pauses ≤ 2 s cut | longer pauses that ended it | start, ms"
          " | shift | end, ms | shift | decided after the end, s | no end found |")  # fmt: skip
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for (kind, use), row in sorted(rows.items()):
        print(
            f"| {kind} | {use} | {row.recordings} | {row.cut}/{row.pauses}"
            f" | {row.long_ended}/{row.long_pauses} | {errors(row.start)} | {errors(row.end)}"
            f" | {spread(row.decided)} | {row.missed} |"
        )


def errors(values: list[float]) -> str:
    if not values:
        return "- | -"
    size = np.abs(values) * 1000
    return (
        f"{np.median(size):.0f} / {np.percentile(size, 95):.0f} | {np.median(values) * 1000:+.0f}"
    )


def spread(values: list[float]) -> str:
    return f"{np.median(values):.2f} / {np.percentile(values, 95):.2f}" if values else "-"


if __name__ == "__main__":
    sys.exit(main())
