"""A sound server without a sound card, for tests that play and record for real.

PipeWire runs with a session bus and a runtime folder of its own. It has a null sink `speaker`, in
which the kiosk is heard, and a null sink `micfeed` that feeds the virtual microphone `mic`. ALSA's
programs reach it as `default`.
"""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from device.voice.sound import Sound, wav

PROGRAMS = ("dbus-daemon", "pipewire", "wireplumber", "pipewire-pulse", "pactl", "arecord")
PACKAGES = "dbus pipewire wireplumber pipewire-pulse pipewire-alsa pulseaudio-utils alsa-utils"
UP_LIMIT = 30.0
"""Seconds the server may take to come up on a busy machine; one or two are usual."""


class SoundServer:
    """The server's processes, and what a person in the room would do: speak and listen."""

    def __init__(self, folder: Path) -> None:
        missing = [name for name in PROGRAMS if shutil.which(name) is None]
        if missing:
            raise RuntimeError(
                f"{', '.join(missing)}: not installed. Run `make test`, or: apt install {PACKAGES}"
            )
        self.folder = folder
        self.environment = {
            **os.environ,
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "PULSE_SERVER": f"unix:{folder}/pulse/native",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/bus",
            "PIPEWIRE_RUNTIME_DIR": str(folder),
        }
        self._running: list[subprocess.Popen[bytes]] = []
        self._modules: dict[str, str] = {}

    def start(self) -> None:
        """Bring everything up."""
        bus = self.environment["DBUS_SESSION_BUS_ADDRESS"]
        self._run("dbus-daemon", "--session", "--nofork", f"--address={bus}")
        self._until((self.folder / "bus").exists, "dbus-daemon")
        self._run("pipewire")
        self._until((self.folder / "pipewire-0").exists, "pipewire")
        # Its search for Bluetooth ends it where no systemd runs, as in a container.
        quirks = self.folder / "config/wireplumber/bluetooth.lua.d"
        quirks.mkdir(parents=True, exist_ok=True)
        (quirks / "80-off.lua").write_text("bluez_monitor.enabled = false\n")
        self._run("wireplumber")
        self._run("pipewire-pulse")
        self._until(lambda: self._pactl("info").returncode == 0, "pipewire-pulse")
        for name in ("speaker", "micfeed"):
            self.plug_in_speaker(name)
        self.plug_in("mic")
        assert self._pactl("set-default-sink", "speaker").returncode == 0
        self.take("mic")

    def stop(self) -> None:
        """End everything, as when the server crashes."""
        for process in reversed(self._running):
            process.kill()
        for process in reversed(self._running):
            process.wait()
        self._running.clear()

    def plug_in(self, name: str) -> None:
        """A microphone of that name is there, in which is heard what is said."""
        self._modules[name] = self._load(
            "module-remap-source", "master=micfeed.monitor", f"source_name={name}"
        )
        self._until(partial(self._is_listed, "sources", name), name)

    def plug_in_speaker(self, name: str) -> None:
        """A loudspeaker of that name is there."""
        self._modules[name] = self._load("module-null-sink", f"sink_name={name}")

    def unplug(self, name: str) -> None:
        """The microphone or loudspeaker is gone."""
        assert self._pactl("unload-module", self._modules.pop(name)).returncode == 0

    def take(self, name: str) -> None:
        """That microphone is the default now."""
        assert self._pactl("set-default-source", name).returncode == 0

    def echo(self, gain: float) -> None:
        """From now on the microphone also hears the loudspeaker, 40 ms later.

        Args:
            gain: 1 is as loud as it is played.
        """
        self._load("module-loopback", "source=speaker.monitor", "sink=micfeed", "latency_msec=40")
        listed = self._pactl("list", "short", "sink-inputs").stdout.decode().splitlines()
        volume = str(round(65536 * gain ** (1 / 3)))  # pactl's scale is cubic
        assert self._pactl("set-sink-input-volume", listed[-1].split()[0], volume).returncode == 0

    def cancel_echo(self) -> None:
        """PipeWire's echo canceller stands between the kiosk, microphone and loudspeaker."""
        self._load(
            "module-echo-cancel", "aec_method=webrtc", "source_master=mic",
            "sink_master=speaker", "source_name=mic_clean", "sink_name=speaker_clean",
        )  # fmt: skip
        for name, kind in (("mic_clean", "source"), ("speaker_clean", "sink")):
            self._until(partial(self._is_listed, f"{kind}s", name), name)
            assert self._pactl(f"set-default-{kind}", name).returncode == 0

    def speak(self, sound: Sound) -> "subprocess.Popen[bytes]":
        """Say something into the microphone; returns at once."""
        file = self.folder / f"said-{time.monotonic_ns()}.wav"
        file.write_bytes(wav(sound))
        return subprocess.Popen(("paplay", "--device=micfeed", str(file)), env=self.environment)

    @contextlib.contextmanager
    def recording(self, rate: int = 16_000) -> Iterator[list[Sound]]:
        """Record what comes out of the speaker; the list holds it afterwards."""
        recorded: list[Sound] = []
        file = self.folder / f"heard-{time.monotonic_ns()}.raw"
        with file.open("wb") as out:
            process = subprocess.Popen(
                ("parec", "--device=speaker.monitor", "--format=s16le", "--channels=1",
                 f"--rate={rate}", "--latency-msec=50"),
                stdout=out, env=self.environment,
            )  # fmt: skip
            self._until(lambda: file.stat().st_size > 0, "parec")
            try:
                yield recorded
            finally:
                time.sleep(0.5)
                process.terminate()
                process.wait()
        pcm = file.read_bytes()
        recorded.append(Sound.from_pcm(pcm[: len(pcm) // 2 * 2], rate))

    def _run(self, *command: str) -> None:
        self._running.append(
            subprocess.Popen(
                command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )

    def _pactl(self, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            ("pactl", *arguments), env=self.environment, capture_output=True, check=False
        )

    def _load(self, *module: str) -> str:
        """Load it and return its number."""
        done = self._pactl("load-module", *module)
        if done.returncode:
            raise RuntimeError(f"{module[0]}: {done.stderr.decode()}")
        return done.stdout.decode().strip()

    def _is_listed(self, kind: str, name: str) -> bool:
        return f"\t{name}\t".encode() in self._pactl("list", "short", kind).stdout

    def _until(self, up: "object", what: str) -> None:
        assert callable(up)
        deadline = time.monotonic() + UP_LIMIT
        while not up():
            if time.monotonic() > deadline:
                raise RuntimeError(f"{what} did not come up within {UP_LIMIT:g} s")
            time.sleep(0.05)


def find(needle: Sound, hay: Sound) -> tuple[float, float]:
    """Where a sound is heard in a recording of the same rate: seconds from its start, and how
    alike they are, 0 to 1.
    """
    n, h = needle.samples.astype(np.float64), hay.samples.astype(np.float64)
    size = len(n) + len(h)
    product = np.fft.irfft(np.fft.rfft(h, size) * np.conj(np.fft.rfft(n, size)), size)
    place = int(np.argmax(product[: len(h)]))
    part = h[place : place + len(n)]
    both = float(np.linalg.norm(part) * np.linalg.norm(n[: len(part)]))
    return place / hay.rate, float(product[place]) / both if both else 0.0


def melody(seconds: float, rate: int = 16_000) -> Sound:
    """A sound that is never the same twice, so that its place can be found: a rising whistle."""
    time = np.arange(round(seconds * rate)) / rate
    sweep = 2 * np.pi * (300 * time + 40 * time**2)
    return Sound((0.4 * np.sin(sweep) + 0.2 * np.sin(2.7 * sweep)).astype(np.float32), rate)
