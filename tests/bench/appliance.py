"""The kiosk as an appliance: start to ready, memory of all its processes, and what it costs idle.

    python -m tests.bench.appliance [--minutes M] [--voice piper] [--recognizer whisper-tiny]

`wellheard kiosk` is started as the service manager does it, on a sound server without a sound card,
with its screen served. It is watched from its start to READY, left to come to rest (it renders
lines ahead at first; a second start finds them), and watched idle for so many minutes.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from device import config
from tests.bench.load.meter import Meter, family, load_average
from tests.soundserver import SoundServer

READY_LIMIT = 300.0
BARS = {"start": 20.0, "idle": 3.0, "memory": 900.0}
"""Seconds, per cent of one core, MB (with Piper and whisper)."""


def start(environment: dict[str, str], folder: Path) -> tuple[subprocess.Popen[bytes], float]:
    """Start the kiosk; gives it and the seconds until it said that it is ready."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        address = folder / "notify"
        address.unlink(missing_ok=True)
        told.bind(str(address))
        told.settimeout(READY_LIMIT)
        began = time.monotonic()
        process = subprocess.Popen(
            (sys.executable, "-m", "device", "kiosk"),
            env={**environment, "NOTIFY_SOCKET": str(address)},
            stdin=subprocess.DEVNULL,
        )
        while b"READY=1" not in told.recv(4096):
            pass
        return process, time.monotonic() - began


def stop(process: subprocess.Popen[bytes]) -> None:
    """End it, and see that nothing of it is left."""
    children = family(process.pid)
    process.send_signal(signal.SIGTERM)
    process.wait(60)
    left = [pid for pid in children if Path(f"/proc/{pid}").exists()]
    assert not left, f"processes {left} were left behind"


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--voice", default="piper")
    parser.add_argument("--recognizer", default="whisper-tiny")
    wanted = parser.parse_args()
    models = config.load().models
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        own = folder / "models"
        own.mkdir()
        for name in {wanted.recognizer, "piper-joe"} & {one.name for one in models.iterdir()}:
            (own / name).symlink_to(models / name)
        server = SoundServer(folder / "run")
        server.folder.mkdir()
        server.start()
        environment = {
            **os.environ,
            **server.environment,
            "WELLHEARD_MODELS": str(own),
            "WELLHEARD_CACHE": str(folder / "cache"),
            "WELLHEARD_DATA": str(folder / "data"),
            "WELLHEARD_PANEL": "none",
            "WELLHEARD_SCREEN_PORT": "8487",
            "WELLHEARD_VOICE": wanted.voice,
            "WELLHEARD_RECOGNIZER": wanted.recognizer,
        }
        try:
            measure(environment, folder, wanted)
        finally:
            server.stop()


def measure(environment: dict[str, str], folder: Path, wanted: argparse.Namespace) -> None:
    """Once with an empty cache, and once as on any other morning."""
    process, first = start(environment, folder)
    time.sleep(5.0)
    stop(process)
    process, again = start(environment, folder)
    watch = Meter(process.pid)
    try:
        rested = time.monotonic()
        while True:  # lines are rendered ahead at first
            watch.look()
            before = watch.seconds
            time.sleep(20.0)
            watch.look()
            if watch.seconds - before < 2.0 or time.monotonic() - rested > 1800:
                break
        watch.look()
        used, began = watch.seconds, time.monotonic()
        resident: list[float] = []
        while time.monotonic() - began < wanted.minutes * 60:
            time.sleep(5.0)
            seen = Meter(process.pid)
            seen.look()
            resident.append(seen.together)
            watch.look()
        idle = 100 * (watch.seconds - used) / (time.monotonic() - began)
    finally:
        stop(process)
    rows = [
        ("first start to ready", f"{first:.1f} s", f"{BARS['start']:.0f} s"),
        ("start to ready", f"{again:.1f} s", f"{BARS['start']:.0f} s"),
        ("idle, of one core", f"{idle:.2f}%", f"{BARS['idle']:.0f}%"),
        ("memory of all processes, idle", f"{max(resident):.0f} MB", f"{BARS['memory']:.0f} MB"),
        ("the same, the most since its start", f"{watch.together:.0f} MB", ""),
    ]
    print(f"\nload {load_average():.1f}; {wanted.recognizer}, {wanted.voice}, with its screen\n")
    print("| | measured | bar |\n|---|--:|--:|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
