"""Which sentences of real people end in a rise: `python -m tests.bench.intonation DATA`.

DATA is a folder of real speech with a `manifest.csv` (kind, file, transcript, use), as for
`recognition`. Prints how the rises are spread, and every sentence that would be taken for a
question by its voice, for a listener to judge.
"""

import argparse
import csv
from pathlib import Path

import numpy as np

from device.coach.analysis.intonation import RISEN
from device.voice.hear.pitch import rise
from device.voice.microphone import RATE
from device.voice.sound import Sound, read

WINDOW = RATE // 50
SOFT = 35.0
"""Decibels below the loudest window at which speech has ended."""


def ended(sound: Sound) -> float:
    """Where the speech ends, in seconds."""
    count = len(sound.samples) // WINDOW
    power = (sound.samples[: count * WINDOW].reshape(count, WINDOW) ** 2).mean(axis=1)
    return float(np.flatnonzero(power > power.max() * 10 ** (-SOFT / 10))[-1] + 1) * WINDOW / RATE


def main() -> None:
    """Print them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--use", default="develop", choices=("develop", "judge"))
    wanted = parser.parse_args()
    with (wanted.data / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        rows = [r for r in csv.DictReader(lines) if (r["kind"], r["use"]) == ("speech", wanted.use)]
    found = []
    for row in rows:
        sound = read(wanted.data / row["file"]).at(RATE)
        found.append((rise(sound, ended(sound)), row["transcript"]))
    known = [risen for risen, _ in found if risen is not None]
    spread = ", ".join(f"{value:.1f}" for value in np.percentile(known, [5, 25, 50, 75, 95]))
    print(f"{len(rows)} sentences, {len(known)} with pitch; 5, 25, 50, 75, 95%: {spread} semitones")
    for risen, transcript in found:
        if risen is not None and risen >= RISEN:
            print(f"{risen:+.1f}  {transcript}")


if __name__ == "__main__":
    main()
