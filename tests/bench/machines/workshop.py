"""Makes what is booted: a kiosk and server in one, by the installer, and updates for it."""

import json
import os
import re
import shutil
import sys
from pathlib import Path

from tests.bench.machines.machine import ROOT, run

BAD, GOOD = "0.1.98", "0.1.99"
THIN = re.compile(
    r"^(annotated-|click|markdown-it|mdurl|pydantic|pygments|rich|shellingham|typer|typing-)"
)
"""What the command line itself needs: the bad one has no more, and is installed the quicker."""


class Workshop:
    """Makes both in a folder, where they stay for another run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tree = folder / "tree"
        self._wheels = folder / "wheels"

    def prepare(self) -> None:
        """All of it.

        Raises:
            Trouble: a command that this needs fails.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        for role, onto in (("kiosk", ""), ("server", "yes")):
            run(
                *("env", "KEEP_TREE=1", "INSTALL_ONLY=1", f"TRIALS={self.folder}"),
                *("MODELS=whisper-tiny piper-joe", "TREE_NAME=tree", f"ONTO={onto}"),
                *("sh", "provisioning/trial.sh", "bookworm", _architecture(), role),
            )
        releases = self.tree / "opt/wellheard/releases"
        runs = (self.tree / "opt/wellheard/current").readlink().name
        for other in releases.iterdir():  # the one before it became both
            if other.name != runs:
                shutil.rmtree(other)
        self._collect()
        self._updates()

    def _collect(self) -> None:
        """Every wheel that the locks name, and our own."""
        self._wheels.mkdir(exist_ok=True)
        tools = self.folder / "tools"
        if not tools.exists():
            run(sys.executable, "-m", "venv", str(tools))
            run(*self._pip("install", "--require-hashes", "-r", str(ROOT / "locks/build.txt")))
        if not any(self._wheels.glob("vosk-*")):
            for role in ("kiosk", "server"):
                run(
                    *self._pip("wheel", "--require-hashes", "--no-build-isolation"),
                    *("--only-binary", ":all:", "--no-binary", "srt", "-w", str(self._wheels)),
                    *("-r", str(ROOT / f"locks/{role}.txt")),
                )
        for old in self._wheels.glob("wellheard-*"):
            old.unlink()
        self._program(self._wheels, None, bad=False)

    def _program(self, wheels: Path, version: str | None, *, bad: bool) -> None:
        """Our own wheel; as another version, and one that falls, if asked for."""
        source = self.folder / "source"
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
        run(
            *self._pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(wheels), str(source))
        )

    def _updates(self) -> None:
        key = self.folder / "maintainers.key"
        key.unlink(missing_ok=True)
        said = self._wellheard("update", "key", str(key), "--json")
        (self.tree / "etc/wellheard/update.pub").write_text(f"{json.loads(said)['public']}\n")
        for version, bad in ((BAD, True), (GOOD, False)):
            wheels = self.folder / f"wheels-{version}"
            shutil.rmtree(wheels, ignore_errors=True)
            wheels.mkdir()
            for one in self._wheels.glob("*.whl"):
                if not one.name.startswith("wellheard-"):
                    os.link(one, wheels / one.name)
            self._program(wheels, version, bad=bad)
            made = self.folder / f"{version}.update"
            made.unlink(missing_ok=True)
            locks = self.folder / f"locks-{version}"
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
        return run(sys.executable, "-m", "device", *words)

    def _pip(self, *words: str) -> tuple[str, ...]:
        return (str(self.folder / "tools/bin/pip"), words[0], "--quiet", *words[1:])


def _architecture() -> str:
    return {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]
