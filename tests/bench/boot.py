"""A real boot: units in order, kill -9, hangs, updates good and bad, and the plug pulled in each

Needs root and the speech models, and says what else is missing; has the installer make a Debian 12
that is kiosk and server in one, of the last commit. With --emulated it gets a kernel, a disk, a
sound card and a watchdog of its own besides, and more is tried, several times slower. What was made
stays in --folder, for another run.
"""

import argparse
import json
import os
import random
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench.machines.machine import Machine, Trouble
from tests.bench.machines.nspawn import Container
from tests.bench.machines.qemu import Disk, Emulated
from tests.bench.machines.workshop import BAD, GOOD, Workshop

KIOSK, SERVER = "wellheard-kiosk.service", "wellheard-server.service"
UPDATER = "wellheard-update.service"
PYTHON = "/opt/wellheard/current/bin/python"
VISITOR = Path(__file__).with_name("machines") / "visitor.py"
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
NEEDED = {
    False: (("mmdebstrap", "mmdebstrap"), ("systemd-nspawn", "systemd-container")),
    True: (("mmdebstrap", "mmdebstrap"), ("qemu-system-x86_64", "qemu-system-x86")),
}
"""Programs and the Debian packages that have them, for a container and for an emulated machine."""
FREEZE = """
import ctypes, time
attach = 16
if ctypes.CDLL(None, use_errno=True).ptrace(attach, 1, 0, 0):
    raise OSError(ctypes.get_errno(), "process 1 can't be held")
time.sleep(10000)
"""
COUNT = """
from pathlib import Path
from device.store import Store
store = Store.open(Path("/var/lib/wellheard/kiosk"))
print(*(one.id for one in store.waiting(10**6, 10**10)))
"""


@dataclass(frozen=True)
class Bench:
    """What trials are made with."""

    plug: Callable[[], Machine]
    """The machine, off."""
    updates: Path
    """The folder with what was made to be installed."""


def main() -> None:
    """Prepare, try, and print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    asked.add_argument("--folder", type=Path, default=cache / "wellheard" / "boot")
    asked.add_argument("--prepared", action="store_true", help="all is there from another run")
    asked.add_argument(
        "--emulated", action="store_true", help="a machine of its own, not a container"
    )
    asked.add_argument("--only", default="", help="those whose name fits this pattern")
    chosen = asked.parse_args()
    if os.geteuid():
        sys.exit("boot: run it as root, for it makes a machine.")
    trials = TRIALS | EMULATED if chosen.emulated else TRIALS
    wanted = {name: trial for name, trial in trials.items() if re.search(chosen.only, name)}
    if not wanted:
        sys.exit(f"boot: none fits {chosen.only!r}. There are:\n  " + "\n  ".join(trials))
    if missing := [package for one, package in NEEDED[chosen.emulated] if not shutil.which(one)]:
        sys.exit(f"boot: it needs {' and '.join(missing)}: sudo apt install {' '.join(missing)}")
    workshop = Workshop(chosen.folder)
    disk = Disk(chosen.folder / "emulated")
    try:
        if not chosen.prepared:
            workshop.prepare()
        if chosen.emulated and not (chosen.prepared and disk.image.exists()):
            disk.make(workshop.tree)
    except Trouble as trouble:
        sys.exit(f"boot: {trouble}")
    bench = Bench(lambda: Container(workshop.tree), workshop.folder)
    if chosen.emulated:
        bench = Bench(lambda: Emulated(disk), workshop.folder)
    failed = False
    for name, trial in wanted.items():
        try:
            told, good = trial(bench), "yes"
        except (Trouble, ValueError, KeyError, subprocess.SubprocessError) as error:
            told, good, failed = f"{type(error).__name__}: {error}", "NO", True
        print(f"| {name} | {good} | {told} |", flush=True)
    sys.exit(failed)


def up(machine: Machine) -> None:
    """Wait until both serve."""
    for unit in (KIOSK, SERVER):
        machine.until(partial(machine.runs, unit), 300, f"{unit} runs")


def back(machine: Machine, unit: str, former: str) -> bool:
    """Whether it serves again, as another process."""
    return machine.runs(unit) and machine.shown(unit, "MainPID") not in (former, "0")


def offer(machine: Machine, bench: Bench, name: str) -> None:
    """Put an update where the machine looks for one, and let it look."""
    place = "/var/lib/wellheard/updates"
    machine.do("rm", "-rf", place)
    machine.do("mkdir", place)
    machine.put(bench.updates / f"{name}.update", f"{place}/{name}.update")
    machine.do("systemctl", "reset-failed")
    machine.do("systemctl", "start", "--no-block", UPDATER)


def status(machine: Machine) -> dict[str, object]:
    """What the program says of its updates."""
    said = machine.ask("/opt/wellheard/current/bin/wellheard", "update", "status", "--json")
    return dict(json.loads(said)) if said else {}


def order(bench: Bench) -> str:
    """Units start in order, and the machine is in service."""
    with bench.plug() as machine:
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
        took = machine.up
        return f"settle first; {'; '.join(told)}; all up after {took:.1f} s; it says “{said}”"


def killed(bench: Bench) -> str:
    """kill -9, back."""
    with bench.plug() as machine:
        up(machine)
        told = []
        for unit in (KIOSK, SERVER):
            first = machine.shown(unit, "MainPID")
            machine.do("kill", "-9", first)
            took = machine.until(partial(back, machine, unit, first), 120, f"{unit} is back")
            told.append(f"{unit} back and ready after {took:.1f} s")
        return "; ".join(told)


def hangs(bench: Bench) -> str:
    """SIGSTOP: the watchdog notices."""
    with bench.plug() as machine:
        up(machine)
        told = []
        for unit in (KIOSK, SERVER):
            first = machine.shown(unit, "MainPID")
            machine.do("kill", "-STOP", first)
            took = machine.until(partial(back, machine, unit, first), 300, f"{unit} is back")
            if "watchdog" not in machine.ask("journalctl", "-b", "-u", unit, "-o", "cat").lower():
                raise Trouble(f"the watchdog did not notice {unit}")
            span = machine.shown(unit, "WatchdogUSec")
            told.append(f"{unit} back and ready after {took:.1f} s (watchdog {span})")
        return "; ".join(told)


def write_and_pull(bench: Bench) -> str:
    """The plug is pulled while practices are written; each that was kept is there."""
    kept: list[str] = []
    run, pulls = secrets.token_hex(4), 3
    for _ in range(pulls):
        with bench.plug() as machine:
            up(machine)
            writer = subprocess.Popen(
                machine.command(
                    *("runuser", "-u", "wellheard", "--"),
                    *(PYTHON, "-c", WRITER.replace("trial", f"trial-{run}-{len(kept)}")),
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
    with bench.plug() as machine:
        up(machine)
        took = machine.up
        found = machine.do(
            *("runuser", "-u", "wellheard", "--"),
            *(PYTHON, "-c", COUNT),
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


def bad_update(bench: Bench) -> str:
    """An update that falls is undone by the machine itself."""
    with bench.plug() as machine:
        up(machine)
        before = status(machine)
        began = time.monotonic()
        offer(machine, bench, BAD)
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
        if (now["current"], now["kept"]) != (before["current"], before["kept"]):
            raise Trouble(f"it is {now}")
        took, made = time.monotonic() - switched, switched - began
        return f"installed in {made:.0f} s; the former one in service {took:.1f} s after the switch"


def cut_update(bench: Bench) -> str:
    """The plug is pulled while an update is installed, and again while it is tried."""
    with bench.plug() as machine:
        up(machine)
        before = status(machine)
        offer(machine, bench, GOOD)
        made = f"/opt/wellheard/releases/{GOOD}/bin"
        machine.until(lambda: machine.good("test", "-d", made), 600, "it is made")
        time.sleep(5)
    with bench.plug() as machine:
        up(machine)
        first = machine.up
        now = status(machine)
        if now["step"] != "settled" or any(now[one] != before[one] for one in ("current", "kept")):
            raise Trouble(f"after the first pull it is {now}")
        offer(machine, bench, GOOD)
        machine.until(lambda: status(machine).get("current") == GOOD, 1800, "switched")
        time.sleep(20)
    with bench.plug() as machine:
        up(machine)
        second = machine.up
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


def visit(bench: Bench) -> str:
    """Somebody touches the screen, types, and is answered out loud."""
    with bench.plug() as machine:
        up(machine)
        machine.put(VISITOR, "/run/visitor.py")
        told = json.loads(machine.do("sh", "-c", f"cd / && {PYTHON} /run/visitor.py 300"))
        if told["seconds"] < 5:
            raise Trouble(f"only {told['seconds']:.1f} s of voice were heard")
        said = [text for who, text in told["lines"] if who == "coach"]
        return (
            f"after {told['answered']:.0f} s it answered “{said[-1]}”;"
            f" {told['seconds']:.0f} s of voice came out of the card, at most {told['loudest']:.2f}"
        )


def _reset(bench: Bench, how: tuple[str, ...]) -> str:
    """The machine hangs; its watchdog resets it, and it serves."""
    with bench.plug() as machine:
        assert isinstance(machine, Emulated)
        up(machine)
        subprocess.Popen(machine.command(*how), stderr=subprocess.DEVNULL)
        took = machine.starts_anew(15)
        up(machine)
        return (
            f"reset by the board's watchdog after {took:.0f} s (RuntimeWatchdogSec=15), in service"
        )


def first_hangs(bench: Bench) -> str:
    """systemd itself no longer answers."""
    return _reset(bench, (PYTHON, "-c", FREEZE))


def kernel_falls(bench: Bench) -> str:
    """Nothing at all answers any more."""
    return _reset(bench, ("sh", "-c", "echo c >/proc/sysrq-trigger"))


def made_read_only(bench: Bench) -> str:
    """The installer makes it so, from the next start on."""
    with bench.plug() as machine:
        assert isinstance(machine, Emulated)
        up(machine)
        machine.do("sh", "-c", "echo Raspberry Pi >/run/board")
        installer = "sh /root/wellheard/provisioning/install.sh kiosk --read-only"
        began = time.monotonic()
        told = machine.do("sh", "-c", f"BOARD=/run/board {installer} --models whisper-tiny")
        if "read-only" not in told:
            raise Trouble(told[-500:])
        took = time.monotonic() - began
        machine.new_start()
        machine.do("sync")
        return f"data on a partition of its own, a new start made; in {took:.0f} s"


def read_only(bench: Bench) -> str:
    """What is kept stays, and nothing else."""
    for _ in range(2):
        with bench.plug() as machine:
            up(machine)
            kinds = [
                machine.do("findmnt", "-n", "-o", "FSTYPE", place)
                for place in ("/", "/var/lib/wellheard", "/opt/wellheard")
            ]
            if kinds != ["overlay", "ext4", "ext4"]:
                raise Trouble(f"it is mounted as {kinds}")
            if machine.good("test", "-e", "/etc/left-behind"):
                raise Trouble("what was written to the system is still there")
            machine.do("touch", "/etc/left-behind")
            machine.do("touch", "/var/lib/wellheard/kept")
            machine.do("sync")
            took = machine.up
    with bench.plug() as machine:
        machine.do("test", "-e", "/var/lib/wellheard/kept")
    return f"system on an overlay, data on a partition of its own; in service after {took:.0f} s"


TRIALS: dict[str, Callable[[Bench], str]] = {
    "units start in order": order,
    "kill -9": killed,
    "a hang (SIGSTOP)": hangs,
    "power pulled while practices are written": write_and_pull,
    "an update that falls": bad_update,
    "power pulled in an update, twice": cut_update,
}

EMULATED: dict[str, Callable[[Bench], str]] = {
    "a visit, by touch and typing, heard at the sound card": visit,
    "process 1 hangs": first_hangs,
    "the kernel falls": kernel_falls,
    "the installer's --read-only": made_read_only,
    "read-only, started twice": read_only,
    "read-only, power pulled while practices are written": write_and_pull,
}

if __name__ == "__main__":
    main()
