"""A machine whose system programs are small scripts, to see what the installer makes of it."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INSTALL = ROOT / "provisioning" / "install.sh"


class Machine:
    """Fit for a kiosk, until a test changes something."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.release = folder / "os-release"
        self.environment: dict[str, str] = {}
        self.is_a("debian", "bookworm")
        self.has("id", 'case "$1" in -u) echo 0;; *) exec /usr/bin/id "$@";; esac')
        self.has("dpkg", "echo arm64")
        self.has("df", "printf 'x\\nx 1 1 9000000 1 /\\n'")
        self.has("systemctl", "exit 1")
        self.has("apt-config", "exit 0")
        self.has("apt-get", "echo https://here.invalid/debian")
        self.has("apt-cache", "exit 0")
        self.has("sleep", "exit 0")
        self.has("getent", 'case "$1" in hosts) exit 0;; *) exec /usr/bin/getent "$@";; esac')

    def has(self, name: str, script: str) -> None:
        file = self.bin / name
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    def is_a(self, kind: str, codename: str) -> None:
        self.release.write_text(
            f'PRETTY_NAME="{kind} {codename}"\nID={kind}\nVERSION_CODENAME={codename}\n'
        )

    def install(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Never more than --check: what is tried here is the machine of whoever runs the tests."""
        return subprocess.run(
            ("/bin/sh", str(INSTALL), *arguments, "--check"),
            env={
                "PATH": f"{self.bin}:{os.environ['PATH']}",
                "HOME": os.environ["HOME"],
                "OS_RELEASE": str(self.release),
                "STARTED_BY": "1",  # whoever runs the tests may have come over the network
                **self.environment,
            },
            capture_output=True,
            check=False,
            text=True,
        )
