"""A real boot: units in order, kill -9, hangs, updates good and bad, and the plug pulled in each

Needs root, mmdebstrap, systemd-container and the speech models; makes a Debian 12 tree that is
kiosk and server in one, with this very program in it. It has no sound card. What was made stays in
--folder, for another run.
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.nspawn import Machine, Trouble

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "systemd-sysv,dbus,udev,python3,python3-venv,espeak-ng,alsa-utils,libatomic1,ca-certificates,"
    "iproute2,procps"
)
MODELS = ("whisper-tiny", "piper-joe")
KIOSK, SERVER = "wellheard-kiosk.service", "wellheard-server.service"
UPDATER = "wellheard-update.service"
BAD, GOOD = "0.1.98", "0.1.99"
THIN = re.compile(
    r"^(annotated-|click|markdown-it|mdurl|pydantic|pygments|rich|shellingham|typer|typing-)"
)
"""What the command line itself needs: the bad one has no more, and is installed the quicker."""
WRITER = """
import os, sys
from pathlib import Path
from device.store import Store
store = Store.open(Path("/var/lib/wellheard/kiosk"))
for number in range(10**6):
    name = f"trial-{number}"
    store.add(lambda sequence: {"id": name, "sequence": sequence, "pad": "x" * 5000})
    print(name, flush=True)
"""
COUNT = """
from pathlib import Path
from device.store import Store
store = Store.open(Path("/var/lib/wellheard/kiosk"))
print(*(one.id for one in store.waiting(10**6, 10**10)))
"""


def main() -> None:
    """Prepare, try, and print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    asked.add_argument("--folder", type=Path, default=cache / "wellheard" / "boot")
    asked.add_argument("--prepared", action="store_true", help="the tree is there from another run")
    asked.add_argument("--only", default="", help="those whose name fits this pattern")
    chosen = asked.parse_args()
    if os.geteuid():
        sys.exit("boot: run it as root, for it makes a machine.")
    folder: Path = chosen.folder
    folder.mkdir(parents=True, exist_ok=True)
    if not chosen.prepared:
        Workshop(folder).prepare()
    rows: list[tuple[str, str, str]] = []
    for name, trial in TRIALS.items():
        if not re.search(chosen.only, name):
            continue
        try:
            told, good = trial(folder / "tree"), "yes"
        except (Trouble, ValueError, KeyError) as error:
            told, good = f"{type(error).__name__}: {error}", "NO"
        rows.append((name, good, told))
        print(f"| {name} | {good} | {told} |", flush=True)
    if any(good != "yes" for _, good, _ in rows):
        sys.exit(1)


class Workshop:
    """Makes the machine, and the updates for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tree = folder / "tree"
        self._wheels = folder / "wheels"

    def prepare(self) -> None:
        """As the installer leaves a machine: releases, settings, users, units."""
        base = self._folder / "base.tar"
        if not base.exists():
            self._run(
                "mmdebstrap",
                "--format=tar",
                "--variant=minbase",
                f"--include={PACKAGES}",
                "bookworm",
                f"{base}.new",
            )
            Path(f"{base}.new").rename(base)
        shutil.rmtree(self._tree, ignore_errors=True)
        self._tree.mkdir()
        self._run("tar", "-C", str(self._tree), "-xpf", str(base))
        self._collect()
        self._users()
        self._release()
        self._settings()
        self._updates()

    def _collect(self) -> None:
        """Every wheel that the locks name, and our own."""
        self._wheels.mkdir(exist_ok=True)
        tools = self._folder / "tools"
        if not tools.exists():
            self._run(sys.executable, "-m", "venv", str(tools))
            self._run(
                *self._pip("install", "--require-hashes", "-r", str(ROOT / "locks/build.txt"))
            )
        if not any(self._wheels.glob("vosk-*")):
            for role in ("kiosk", "server"):
                self._run(
                    *self._pip("wheel", "--require-hashes", "--no-build-isolation"),
                    *("--only-binary", ":all:", "--no-binary", "srt", "-w", str(self._wheels)),
                    *("-r", str(ROOT / f"locks/{role}.txt")),
                )
        for old in self._wheels.glob("wellheard-*"):
            old.unlink()
        self._program(self._wheels, None, bad=False)

    def _program(self, wheels: Path, version: str | None, *, bad: bool) -> None:
        """Our own wheel; as another version, and one that falls, if asked for."""
        source = self._folder / "source"
        shutil.rmtree(source, ignore_errors=True)
        source.mkdir()
        for name in ("device", "server"):
            shutil.copytree(ROOT / name, source / name)
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, source)
        if version is not None:
            for file in (source / "pyproject.toml", source / "device/__init__.py"):
                file.write_text(
                    file.read_text().replace('ersion = "0.1.0"', f'ersion = "{version}"')
                )
                text = file.read_text().replace(
                    '__version__ = "0.1.0"', f'__version__ = "{version}"'
                )
                file.write_text(text)
        if bad:
            (source / "device/cli/kiosk.py").write_text(
                "def command() -> None:\n    raise SystemExit('it falls')\n"
            )
        self._run(
            *self._pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(wheels), str(source))
        )

    def _users(self) -> None:
        for user, home in (("wellheard", "kiosk"), ("wellheard-server", "server")):
            place = f"/var/lib/wellheard/{home}"
            self._inside(
                *("useradd", "--system", "--user-group", "--no-create-home", "--home-dir", place),
                *("--shell", "/usr/sbin/nologin", user),
            )
            self._inside("install", "-d", "-m", "750", "-o", user, "-g", user, place)
        self._inside("usermod", "--append", "--groups", "audio", "wellheard")

    def _release(self) -> None:
        release = "/opt/wellheard/releases/0.1.0"
        shutil.copytree(self._wheels, self._tree / "srv/wheels")
        self._inside("python3", "-m", "venv", release)
        self._inside(
            *(f"{release}/bin/pip", "install", "--quiet", "--no-index", "--no-deps"),
            *(f"/srv/wheels/{one.name}" for one in sorted(self._wheels.glob("*.whl"))),
        )
        shutil.rmtree(self._tree / "srv/wheels")
        shutil.copytree(ROOT / "systemd", self._tree / release[1:] / "units")
        (self._tree / release[1:] / ".contents").write_text("installed\n")
        (self._tree / "opt/wellheard/current").symlink_to("releases/0.1.0")

    def _settings(self) -> None:
        etc = self._tree / "etc"
        (etc / "wellheard/server").mkdir(parents=True)
        for name, place in (("wellheard", ""), ("kiosk", ""), ("server", "server/")):
            text = (ROOT / f"provisioning/files/{name}.toml").read_text()
            (etc / f"wellheard/{place}{name}.toml").write_text(text)
        models = Path.home() / ".local/share/wellheard/models"
        for name in MODELS:
            shutil.copytree(models / name, self._tree / "var/lib/wellheard/models" / name)
        for unit in sorted((ROOT / "systemd").glob("wellheard*")):
            shutil.copy(unit, etc / "systemd/system")
        self._inside("systemctl", "enable", "wellheard.target")

    def _updates(self) -> None:
        key = self._folder / "maintainers.key"
        key.unlink(missing_ok=True)
        said = self._wellheard("update", "key", str(key), "--json")
        (self._tree / "etc/wellheard/update.pub").write_text(f"{json.loads(said)['public']}\n")
        for version, bad in ((BAD, True), (GOOD, False)):
            wheels = self._folder / f"wheels-{version}"
            shutil.rmtree(wheels, ignore_errors=True)
            wheels.mkdir()
            for one in self._wheels.glob("*.whl"):
                if not one.name.startswith("wellheard-"):
                    os.link(one, wheels / one.name)
            self._program(wheels, version, bad=bad)
            made = self._folder / f"{version}.update"
            made.unlink(missing_ok=True)
            locks = self._folder / f"locks-{version}"
            locks.mkdir(exist_ok=True)
            for role in ("kiosk", "server"):
                text = (ROOT / f"locks/{role}.txt").read_text()
                pins = re.split(r"\n(?=\S)", text)
                kept = [pin for pin in pins if not bad or THIN.match(pin)]
                (locks / f"{role}.txt").write_text("\n".join(kept) + "\n")
            self._wellheard(
                *("update", "make", "--key", str(key), "--wheels", str(wheels), "-o", str(made)),
                *("--lock", str(locks / "kiosk.txt"), "--lock", str(locks / "server.txt")),
                *("--machine", os.uname().machine, "--news", "I was tried."),
            )

    def _wellheard(self, *words: str) -> str:
        return self._run(sys.executable, "-m", "device", *words)

    def _pip(self, *words: str) -> tuple[str, ...]:
        return (str(self._folder / "tools/bin/pip"), words[0], "--quiet", *words[1:])

    def _inside(self, *words: str) -> str:
        return self._run("chroot", str(self._tree), *words)

    def _run(self, *words: str) -> str:
        done = subprocess.run(words, cwd=ROOT, capture_output=True, check=False, text=True)
        if done.returncode:
            raise Trouble(f"{' '.join(words)[:300]}: {done.stderr[-2000:]}")
        return done.stdout


def up(machine: Machine) -> None:
    """Wait until both serve."""
    for unit in (KIOSK, SERVER):
        machine.until(lambda unit=unit: machine.runs(unit), 300, f"{unit} runs")


def wait(machine: Machine, tree: Path, name: str) -> None:
    """Put an update where the machine looks for one, and let it look."""
    place = tree / "var/lib/wellheard/updates"
    place.mkdir(exist_ok=True)
    for old in place.iterdir():
        old.unlink()
    shutil.copy(tree.parent / f"{name}.update", place)
    machine.do("systemctl", "reset-failed")
    machine.do("systemctl", "start", "--no-block", UPDATER)


def status(machine: Machine) -> dict[str, object]:
    """What the program says of its updates."""
    said = machine.ask("/opt/wellheard/current/bin/wellheard", "update", "status", "--json")
    return dict(json.loads(said)) if said else {}


def order(tree: Path) -> str:
    """Units start in order, and the machine is in service."""
    with Machine(tree) as machine:
        up(machine)
        settled = int(machine.shown("wellheard-settle.service", "ExecMainExitTimestampMonotonic"))
        told = []
        for unit in (KIOSK, SERVER):
            began = int(machine.shown(unit, "ExecMainStartTimestampMonotonic"))
            ready = int(machine.shown(unit, "ActiveEnterTimestampMonotonic"))
            if not 0 < settled <= began:
                raise Trouble(f"{unit} began before what looks after updates was through")
            told.append(f"{unit} ready {(ready - began) / 1e6:.1f} s after its start")
        failed = machine.ask("systemctl", "list-units", "--failed", "--plain", "--no-legend")
        if failed:
            raise Trouble(failed)
        said = machine.shown(KIOSK, "StatusText")
        took = time.monotonic() - machine.began
        return f"settle first; {'; '.join(told)}; all up after {took:.1f} s; it says “{said}”"


def killed(tree: Path) -> str:
    """kill -9, back."""
    with Machine(tree) as machine:
        up(machine)
        told = []
        for unit in (KIOSK, SERVER):
            first = machine.shown(unit, "MainPID")
            machine.do("kill", "-9", first)
            took = machine.until(
                lambda unit=unit, first=first: (
                    machine.runs(unit) and machine.shown(unit, "MainPID") != first
                ),
                120,
                f"{unit} is back",
            )
            told.append(f"{unit} back and ready after {took:.1f} s")
        return "; ".join(told)


def hangs(tree: Path) -> str:
    """SIGSTOP: the watchdog notices."""
    with Machine(tree) as machine:
        up(machine)
        told = []
        for unit in (KIOSK, SERVER):
            first = machine.shown(unit, "MainPID")
            machine.do("kill", "-STOP", first)
            took = machine.until(
                lambda unit=unit, first=first: (
                    machine.runs(unit) and machine.shown(unit, "MainPID") not in (first, "0")
                ),
                300,
                f"{unit} is back",
            )
            if "watchdog" not in machine.ask("journalctl", "-b", "-u", unit, "-o", "cat").lower():
                raise Trouble(f"the watchdog did not notice {unit}")
            span = machine.shown(unit, "WatchdogUSec")
            told.append(f"{unit} back and ready after {took:.1f} s (watchdog {span})")
        return "; ".join(told)


def write_and_pull(tree: Path) -> str:
    """The plug is pulled while practices are written; each that was kept is there."""
    kept: list[str] = []
    pulls = 3
    for _ in range(pulls):
        with Machine(tree) as machine:
            up(machine)
            writer = subprocess.Popen(
                machine.command(
                    *("runuser", "-u", "wellheard", "--"),
                    *(
                        "/opt/wellheard/current/bin/python",
                        "-c",
                        WRITER.replace("trial", f"trial-{len(kept)}"),
                    ),
                ),
                stdout=subprocess.PIPE,
                text=True,
            )
            assert writer.stdout is not None
            kept.append(writer.stdout.readline().strip())
            time.sleep(random.uniform(1.0, 3.0))
            machine.pull()
            kept += [line.strip() for line in writer.stdout if line.endswith("\n")]
            writer.wait()
    with Machine(tree) as machine:
        up(machine)
        took = time.monotonic() - machine.began
        found = machine.do(
            *("runuser", "-u", "wellheard", "--"),
            *("/opt/wellheard/current/bin/python", "-c", COUNT),
        ).split()
        lost = set(kept) - set(found)
        if lost:
            raise Trouble(f"{len(lost)} of {len(kept)} practices are lost")
        if len(found) != len(set(found)):
            raise Trouble("a practice is there twice")
        machine.do("/opt/wellheard/current/bin/wellheard", "--version")
        return (
            f"{pulls} pulls, {len(kept)} practices kept, none lost; in service {took:.1f} s after"
        )


def bad_update(tree: Path) -> str:
    """An update that falls is undone by the machine itself."""
    with Machine(tree) as machine:
        up(machine)
        began = time.monotonic()
        wait(machine, tree, BAD)
        machine.until(
            lambda: machine.ask("readlink", "/opt/wellheard/current").endswith(BAD),
            1800,
            "switched",
        )
        switched = time.monotonic()
        machine.until(
            lambda: machine.shown(UPDATER, "ActiveState") == "failed", 600, "it was undone"
        )
        up(machine)
        now = status(machine)
        if now["current"] != "0.1.0" or now["kept"]:
            raise Trouble(f"it is {now}")
        took, made = time.monotonic() - switched, switched - began
        return f"installed in {made:.0f} s; the former one in service {took:.1f} s after the switch"


def cut_update(tree: Path) -> str:
    """The plug is pulled while an update is installed, and again while it is tried."""
    with Machine(tree) as machine:
        up(machine)
        wait(machine, tree, GOOD)
        made = tree / f"opt/wellheard/releases/{GOOD}/bin"
        machine.until(made.is_dir, 600, "it is made")
        time.sleep(5)
    with Machine(tree) as machine:
        up(machine)
        first = time.monotonic() - machine.began
        now = status(machine)
        if (now["current"], now["step"]) != ("0.1.0", "settled") or now["kept"]:
            raise Trouble(f"after the first pull it is {now}")
        wait(machine, tree, GOOD)
        machine.until(lambda: status(machine).get("current") == GOOD, 1800, "switched")
        time.sleep(20)
    with Machine(tree) as machine:
        up(machine)
        second = time.monotonic() - machine.began
        began = time.monotonic()
        machine.until(lambda: status(machine).get("step") == "settled", 900, "the trial is over")
        watched = time.monotonic() - began
        now = status(machine)
        last = now["last"]
        if now["current"] != GOOD or not isinstance(last, dict) or not last["good"]:
            raise Trouble(f"after the second pull it is {now}")
    return (
        f"while installed: thrown away, in service after {first:.1f} s; while tried: goes on, in"
        f" service after {second:.1f} s, kept after {watched:.0f} s more"
    )


TRIALS: dict[str, Callable[[Path], str]] = {
    "units start in order": order,
    "kill -9": killed,
    "a hang (SIGSTOP)": hangs,
    "power pulled while practices are written": write_and_pull,
    "an update that falls": bad_update,
    "power pulled in an update, twice": cut_update,
}

if __name__ == "__main__":
    main()
