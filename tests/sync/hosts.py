"""Two hosts with a cable between them: network namespaces and a veth pair; an administrator's."""

import ctypes
import json
import os
import secrets
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

NEW_NETWORK = 0x40000000
"""Linux's `CLONE_NEWNET`."""
T = TypeVar("T")


class NoHosts(Exception):
    """Namespaces can't be made here; says why."""


def command(*words: str, check: bool = True) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=20)
    if check and done.returncode:
        raise NoHosts(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def enter(name: str) -> None:
    """Let this thread, and what it starts, be on that host."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = os.open(f"/run/netns/{name}", os.O_RDONLY)
    try:
        if libc.setns(descriptor, NEW_NETWORK):
            raise OSError(ctypes.get_errno(), "setns")
    finally:
        os.close(descriptor)


class Host:
    """One end of the cable."""

    def __init__(self, name: str, address: str) -> None:
        self.name = name
        self.address = address
        self.end = f"{name}-c"
        self._thread = ThreadPoolExecutor(1, initializer=enter, initargs=(name,))

    def do(self, work: Callable[[], T]) -> T:
        """As a program on this host would."""
        return self._thread.submit(work).result(60)

    def start(self, work: Callable[[], T]) -> Any:
        """The same, and don't wait."""
        return self._thread.submit(work)

    def run(self, *words: str, check: bool = True) -> str:
        return command("ip", "netns", "exec", self.name, *words, check=check)

    def slow(self, kilobits: int) -> None:
        """Let what it sends go no faster."""
        self.run(
            *f"tc qdisc replace dev {self.end} root tbf rate {kilobits}kbit burst 4kb".split(),
            *"latency 5s".split(),
        )

    def fast(self) -> None:
        self.run("tc", "qdisc", "del", "dev", self.end, "root", check=False)

    def lossy(self, percent: int) -> None:
        """Lose some of what it sends.

        Raises:
            NoHosts: this kernel has no netem.
        """
        self.run(*f"tc qdisc replace dev {self.end} root netem loss {percent}%".split())

    def plug(self, *, is_in: bool) -> None:
        self.run("ip", "link", "set", self.end, "up" if is_in else "down")

    def received(self) -> int:
        """Bytes, since it is on."""
        (told,) = json.loads(self.run("ip", "-s", "-j", "link", "show", self.end))
        found: int = told["stats64"]["rx"]["bytes"]
        return found

    def close(self) -> None:
        self._thread.shutdown()
        command("ip", "netns", "del", self.name, check=False)


def two() -> tuple[Host, Host]:
    """A kiosk's host and a server's, with a cable.

    Raises:
        NoHosts: it can't be done here.
    """
    if os.geteuid() != 0:
        raise NoHosts("only an administrator can make network namespaces")
    word = f"wh{secrets.token_hex(2)}"
    names = [f"{word}k", f"{word}s"]
    try:
        for name in names:
            command("ip", "netns", "add", name)
            command(*f"ip -n {name} link set lo up".split())
        ends = [f"{name}-c" for name in names]
        command(
            *f"ip link add {ends[0]} netns {names[0]} type veth peer name {ends[1]}".split(),
            *f"netns {names[1]}".split(),
        )
        for number, name in enumerate(names):
            command(*f"ip -n {name} addr add 10.203.0.{number + 1}/24 dev {ends[number]}".split())
            command(*f"ip -n {name} link set {ends[number]} up".split())
    except (NoHosts, FileNotFoundError) as error:
        for name in names:
            if Path(f"/run/netns/{name}").exists():
                command("ip", "netns", "del", name, check=False)
        raise NoHosts(str(error)) from None
    return Host(names[0], "10.203.0.1"), Host(names[1], "10.203.0.2")
