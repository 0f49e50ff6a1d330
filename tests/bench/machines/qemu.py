"""A machine of its own, down to the kernel and the disk: what a container can't show.

It has Debian's kernel, a sound card whose two ends are joined (snd-aloop), a board's watchdog
(i6300esb) that resets it, and a disk; when its plug is pulled, what its kernel had not yet written
is gone. Its processor is emulated, some ten times slower than the one it is made on, and it reaches
no network. Needs root, qemu-system-x86 and a tree that the installer has made.
"""

import shlex
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

from tests.bench.machines.machine import Machine, Trouble, run

PACKAGES = "linux-image-amd64 initramfs-tools busybox overlayroot fdisk e2fsprogs"
"""A kernel, and what the installer asks for with --read-only: there is no network later on."""
ADD_PACKAGES = f"""
mount -t proc proc /proc
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
apt-get -q update && apt-get -q -y --no-install-recommends install {PACKAGES} && apt-get clean
"""
NETWORK = "[Match]\nName=eth0\n[Network]\nAddress=10.0.2.15/24\n"
SETTINGS = """
microphone = "plughw:CARD=Loopback,DEV=1,SUBDEV=1"
speaker = "plughw:CARD=Loopback,DEV=0,SUBDEV=0"
handset = true
panel = "none"
voice = "pyttsx3"
"""
PATIENCE = """
import asyncio
real = asyncio.timeout
asyncio.timeout = lambda limit: real(limit and limit * 20)
"""
"""The program's time limits are for a processor that is not emulated."""
TOO_SLOW = ("piper-joe", "kokoro")
"""Voices that can't keep up on an emulated processor."""
ROOT_MB, DISK_MB = 5000, 10_500
FIRST = 16384
"""Sector where the first partition begins: on a card of Raspberry Pi OS there is room before it."""
START_LIMIT = 60.0
"""Seconds until commands are answered, were it not emulated."""


class Disk:
    """What is left of a machine when it is off: its disk, its kernel and a key to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.image = folder / "disk"
        self.kernel = folder / "vmlinuz"
        self.start = folder / "initrd"
        self.key = folder / "key"

    def make(self, tree: Path) -> None:
        """Make it from what the installer made.

        Raises:
            Trouble: a command that this needs fails.
        """
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        own = self.folder / "tree"
        run("cp", "-a", str(tree), str(own))
        run(
            *("unshare", "--mount", "--pid", "--fork", "--propagation", "private"),
            *("chroot", str(own), "sh", "-euc", ADD_PACKAGES),
        )
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.key))
        ssh = own / "root/.ssh"
        ssh.mkdir(mode=0o700, exist_ok=True)
        shutil.copy(self.key.with_suffix(".pub"), ssh / "authorized_keys")
        (own / "etc/systemd/network/eth0.network").write_text(NETWORK)
        (own / "etc/modules-load.d/sound.conf").write_text("snd-aloop\n")
        (own / "etc/fstab").write_text("LABEL=root / ext4 defaults,noatime 0 1\n")
        (own / "boot/firmware").mkdir()
        run("chroot", str(own), "systemctl", "enable", "systemd-networkd")
        kiosk = own / "etc/wellheard/kiosk.toml"
        kiosk.write_text(kiosk.read_text() + SETTINGS)
        for name in TOO_SLOW:
            shutil.rmtree(own / "var/lib/wellheard/models" / name, ignore_errors=True)
        for place in own.glob("opt/wellheard/releases/*/lib/python3*/site-packages"):
            (place / "sitecustomize.py").write_text(PATIENCE)
        shutil.copy(next(own.glob("boot/vmlinuz-*")), self.kernel)
        shutil.copy(next(own.glob("boot/initrd.img-*")), self.start)
        with self.image.open("wb") as image:
            image.truncate(DISK_MB * 2**20)
        table = f"label: dos\n{FIRST},{ROOT_MB}M,L\n"
        run("sfdisk", "-q", str(self.image), given=table)
        run(
            *("mke2fs", "-q", "-t", "ext4", "-L", "root", "-E", f"offset={FIRST * 512}"),
            *("-d", str(own), str(self.image), f"{ROOT_MB}M"),
        )
        shutil.rmtree(own)


class Emulated(Machine):
    """Started from a disk."""

    SLOWER = 12.0

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._log = disk.folder / "console.log"

    def __enter__(self) -> Self:
        self.began = time.monotonic()
        disk = self._disk
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        with (disk.folder / "qemu.log").open("ab") as told:
            self._process = subprocess.Popen(
                (
                    *("qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none"),
                    *("-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "2048"),
                    *("-kernel", str(disk.kernel), "-initrd", str(disk.start)),
                    *("-append", "root=LABEL=root rw console=ttyS0 net.ifnames=0 panic=0"),
                    *("-serial", f"file:{self._log}"),
                    *("-drive", f"file={disk.image},format=raw,if=virtio,cache=writeback"),
                    "-netdev",
                    f"user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:{self._port}-:22",
                    *("-device", "virtio-net-pci,netdev=net,romfile="),
                    *("-device", "virtio-rng-pci", "-device", "i6300esb"),
                    *("-action", "watchdog=reset"),
                ),
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=told,
            )
        try:
            self.wait_until_it_answers()
        except Trouble:
            self.pull()
            raise
        return self

    def pull(self) -> None:
        self._process.kill()
        self._process.wait()
        (self._disk.folder / "ssh").unlink(missing_ok=True)

    def command(self, *words: str) -> tuple[str, ...]:
        return (
            *("ssh", "-i", str(self._disk.key), "-p", str(self._port), "-o", "LogLevel=ERROR"),
            *("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"),
            *("-o", "BatchMode=yes", "-o", "ConnectTimeout=30"),
            # one connection for all: the firewall lets few new ones in
            *("-o", "ControlMaster=auto", "-o", "ControlPersist=yes"),
            *("-o", f"ControlPath={self._disk.folder / 'ssh'}"),
            *("-o", "ServerAliveInterval=10", "-o", "ServerAliveCountMax=3"),
            *("root@127.0.0.1", shlex.join(words)),
        )

    def put(self, file: Path, place: str) -> None:
        with file.open("rb") as content:
            command = self.command("sh", "-c", f"cat >{shlex.quote(place)}")
            if subprocess.run(command, stdin=content, check=False).returncode:
                raise Trouble(f"{file} could not be copied to {place}")

    def wait_until_it_answers(self) -> None:
        """After a start, or when it has reset itself."""
        self.until(self._answers, START_LIMIT, f"it answers; its console is in {self._log}")

    def starts_anew(self, limit: float) -> float:
        """Wait until its watchdog has reset it and it answers again; gives the seconds.

        Args:
            limit: seconds that the watchdog may take.

        Raises:
            Trouble: it was not reset.
        """
        began = time.monotonic()
        starts = self._starts()
        while self._starts() == starts:
            if time.monotonic() - began > limit * 2:
                raise Trouble(f"not reset within {limit * 2:.0f} seconds")
            time.sleep(0.5)
        noticed = time.monotonic() - began
        subprocess.run(
            (*self.command()[:-2], "-O", "exit", "root@127.0.0.1"), check=False, capture_output=True
        )
        (self._disk.folder / "ssh").unlink(missing_ok=True)
        self.wait_until_it_answers()
        return noticed

    def new_start(self) -> None:
        """From the next start on, what update-initramfs has made is what starts it."""
        with self._disk.start.open("wb") as taken:
            command = self.command("sh", "-c", "cat /boot/initrd.img-$(uname -r)")
            subprocess.run(command, stdout=taken, check=True)

    def _starts(self) -> int:
        """How many kernels have begun on this console."""
        return self._log.read_bytes().count(b"Linux version ")

    def _answers(self) -> bool:
        if self._process.poll() is not None:
            raise Trouble(f"it does not start; see {self._disk.folder / 'qemu.log'}")
        return self.ask("systemctl", "is-system-running") != ""
