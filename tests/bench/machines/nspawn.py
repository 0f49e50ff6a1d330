"""A machine that boots systemd in a container: a real start, real units, and a plug to pull.

Needs root, systemd-nspawn (Debian: systemd-container) and a Debian tree. It gets a control group
hierarchy of version 2 and the right to load BPF programs, so that IPAddressDeny= and DevicePolicy=
hold as they do on a Pi.
"""

import contextlib
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Self

from tests.bench.machines.machine import Machine, Trouble

BOOT = """
set -e
mount --make-rprivate /
umount -R /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
mkdir -p /sys/fs/cgroup/$1
echo $$ >/sys/fs/cgroup/$1/cgroup.procs
SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 exec systemd-nspawn --quiet --directory "$2" --boot \\
    --register=no --keep-unit --console=read-only --capability=all --system-call-filter=bpf \\
    --private-network --hostname=trial
"""
START_LIMIT = 120.0
"""Seconds until systemd must answer."""
EMPTYING = 10.0
"""Seconds that the kernel may take to end what was killed."""


class Container(Machine):
    """A Debian tree, booted on this machine's own kernel."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree
        self._group = f"wellheard-trial-{os.getpid()}-{time.monotonic_ns()}"
        self._log = tree.parent / "console.log"

    def __enter__(self) -> Self:
        self.began = time.monotonic()
        with self._log.open("ab") as told:
            self._process = subprocess.Popen(
                ("unshare", "--mount", "sh", "-c", BOOT, "sh", self._group, str(self.tree)),
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=told,
            )
        try:
            self._first = self._find_first()
            self.until(lambda: self.ask("systemctl", "is-system-running") != "", START_LIMIT)
        except Trouble:
            self.pull()
            raise
        return self

    def pull(self) -> None:
        groups = [
            Path(mounted.split()[1]) / self._group
            for mounted in Path("/proc/mounts").read_text().splitlines()
            if mounted.split()[2] == "cgroup2"
        ]
        found = [group for group in groups if group.is_dir()]
        for group in found:
            (group / "cgroup.kill").write_text("1")
        self._process.kill()
        self._process.wait()
        ends = time.monotonic() + EMPTYING
        while any(group.is_dir() for group in found) and time.monotonic() < ends:
            time.sleep(0.1)
            for group in found:
                for place, _, _ in os.walk(group, topdown=False):
                    with contextlib.suppress(OSError):  # one that is still emptying
                        Path(place).rmdir()

    def _find_first(self) -> int:
        """The machine's process 1, as it is called outside."""
        ends = time.monotonic() + START_LIMIT
        while time.monotonic() < ends and self._process.poll() is None:
            for child in _children(self._process.pid):
                name = Path(f"/proc/{child}/comm")
                if name.exists() and name.read_text().strip() == "systemd":
                    return child
            time.sleep(0.02)
        raise Trouble(f"The machine did not start; its console is in {self._log}.")

    def command(self, *words: str) -> tuple[str, ...]:
        inside = ("--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup")
        return ("nsenter", f"--target={self._first}", *inside, "--", *words)

    def put(self, file: Path, place: str) -> None:
        shutil.copy(file, self.tree / place.lstrip("/"))


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(one) for one in task.read_text().split()]
        except OSError:
            continue
    return found + [grand for child in found for grand in _children(child)]
