"""What the tests make updates of: tiny wheels, a machine with releases, services played."""

import json
import os
import platform
import sys
import tempfile
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.update import key as keys
from device.update.bundle import Bundle
from device.update.home import WHOLE, Home
from device.update.make import make
from device.update.services import Systemd
from device.update.stage import Clock, Stage
from device.update.updater import Updater
from device.update.watch import Seen

PYTHON = ".".join(platform.python_version_tuple()[:2])
KIOSK = "wellheard-kiosk.service"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PINNED = (keys.public(KEY),)


def wheel(folder: Path, name: str, version: str, files: dict[str, str], script: str = "") -> Path:
    """A wheel, as pip takes it."""
    made = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    contents = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if script:
        contents[f"{info}/entry_points.txt"] = f"[console_scripts]\n{name} = {script}\n"
    rows = []
    with zipfile.ZipFile(made, "w") as packed:
        for path, text in contents.items():
            packed.writestr(path, text)
            digest = urlsafe_b64encode(sha256(text.encode()).digest()).rstrip(b"=").decode()
            rows.append(f"{path},sha256={digest},{len(text.encode())}")
        packed.writestr(f"{info}/RECORD", "\n".join([*rows, f"{info}/RECORD,,", ""]))
    return made


def bundle(
    folder: Path,
    version: str = "0.2.0",
    *,
    says: str | None = None,
    key: Ed25519PrivateKey = KEY,
    machine: str = platform.machine(),
    pythons: tuple[str, ...] = (PYTHON,),
    oldest: str = "0.1.0",
    news: str = "",
    more_units: Iterable[str] = (),
) -> Path:
    """A bundle with a program that tells its version, and a package that it needs.

    Args:
        says: the version that its program tells.
    """
    place = Path(tempfile.mkdtemp(prefix="source-", dir=folder))
    wheels, units = place / "wheels", place / "units"
    wheels.mkdir(parents=True)
    units.mkdir()
    program = f"def main():\n    import needed\n    print('wellheard {says or version}')\n"
    wheel(wheels, "wellheard", version, {"program.py": program}, "program:main")
    wheel(wheels, "needed", "1.0", {"needed.py": ""})
    for name in (KIOSK, "wellheard-settle.service", *more_units):
        (units / name).write_text(f"[Service]\nExecStart=/bin/true {version}\n")
    lock = place / "kiosk.txt"
    lock.write_text("needed==1.0 \\\n    --hash=sha256:00\n")
    return make(
        wheels,
        units,
        [lock],
        folder,
        key,
        machine=machine,
        pythons=pythons,
        oldest=oldest,
        news=news,
    )


def quick_build(made: Bundle, home: Home, wanted: tuple[str, ...]) -> str:
    """A release without a virtual environment, made in a few steps that can be cut off."""
    name = made.manifest.version
    folder = home.release(name)
    home.drop(name)
    made.unpack(folder)
    (folder / WHOLE).write_text(f"{made.sha256}\n")
    return name


def machine(folder: Path, version: str = "0.1.0") -> Home:
    """A machine as it was installed."""
    home = Home(folder / "opt")
    release = home.release(version)
    (release / "units").mkdir(parents=True)
    (release / WHOLE).write_text("installed\n")
    (folder / "system").mkdir()
    for name in (KIOSK, "wellheard-settle.service", "wellheard-gone.timer"):
        for place in (release / "units", folder / "system"):
            (place / name).write_text(f"[Service]\nExecStart=/bin/true {version}\n")
    (home.folder / "current").symlink_to(f"releases/{version}")
    return home


Life = Callable[[str, float], Seen]
"""How a release's services are, by its name and the seconds since they were started."""


def well(release: str, passed: float) -> Seen:
    """Ready after ten seconds, and ever after."""
    return Seen(active=passed >= 10)


@dataclass
class Played:
    """Services that live as a test says, in a time that is played too.

    What they were told is kept in files beside the units, so that it outlasts a killed process.
    """

    home: Home
    system: Path
    life: Life = well
    now: float = 0.0
    started: float = 0.0
    log: list[str] = field(default_factory=list)
    up: tuple[str, ...] = (KIOSK,)

    def running(self) -> tuple[str, ...]:
        return self.up

    def apply(self, units: Path, former: Path | None, *, guards: bool) -> None:
        class Quiet(Systemd):
            def _tell(self, *words: str) -> str:
                return ""

        Quiet(self.system).apply(units, former, guards=guards)

    def restart(self, names: Iterable[str]) -> None:
        current = self.home.current()
        self.log.append(f"restart {' '.join(names)} of {current}")
        self.started = self.now
        self.runs(current)

    def runs(self, release: str) -> None:
        (self.system / "runs").write_text(release)

    def look(self, name: str) -> Seen:
        return self.life((self.system / "runs").read_text(), self.now - self.started)

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def updater(
    home: Home,
    services: Played,
    told: Callable[[Stage], None] = lambda stage: None,
    boot: str = "boot 1",
) -> Updater:
    """One that makes releases quickly, and in whose five minutes no time passes."""
    return Updater(
        home,
        services,
        lambda: PINNED,
        told=told,
        build=quick_build,
        roles=lambda: ("kiosk",),
        clock=Clock(lambda: services.now, services.sleep, lambda: 1_800_000_000.0, lambda: boot),
    )


def dies_at(stage: Stage) -> Callable[[Stage], None]:
    """For a child: be killed, as by a power cut, as soon as that stage is reached."""

    def told(reached: Stage) -> None:
        if reached is stage:
            os.kill(os.getpid(), 9)

    return told


def child() -> None:
    """Install in a process of its own, and be killed at a stage."""
    asked = json.loads(sys.argv[1])
    folder = Path(asked["folder"])
    home = Home(folder / "opt")
    bad = asked["bad"]

    def life(release: str, passed: float) -> Seen:
        return Seen(active=not (bad and release == "0.2.0"))

    services = Played(home, folder / "system", life)
    services.runs(home.current())
    made = updater(home, services, dies_at(Stage[asked["stage"]]))
    made.install(Path(asked["file"]))


if __name__ == "__main__":
    child()
