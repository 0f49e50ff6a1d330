"""The house itself: locks, contracts, and the scripts behind make."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
LOCKS = {
    "build": PROJECT["dependency-groups"]["build"],
    "kiosk": [
        *PROJECT["project"]["dependencies"],
        *(line for extra in ("kiosk", "whisper", "piper", "kokoro") for line in EXTRAS[extra]),
    ],
    "server": [*PROJECT["project"]["dependencies"], *EXTRAS["server"]],
    "dev": [*EXTRAS["dev"], *EXTRAS["server"]],
    "train": [*PROJECT["project"]["dependencies"], *EXTRAS["train"]],
}
NAMED = re.compile(r"([a-z0-9-]+)==([\w.]+)( ; python_full_version [<>=]+ '[\d.]+')? \\")
HASHED = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def locked(name: str) -> dict[str, set[Version]]:
    """What a lock names; several versions where they differ by Python version."""
    versions: dict[str, set[Version]] = {}
    for line in (ROOT / "locks" / f"{name}.txt").read_text(encoding="ascii").splitlines():
        if match := NAMED.fullmatch(line):
            versions.setdefault(match[1], set()).add(Version(match[2]))
    return versions


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_and_nothing_else(name: str) -> None:
    lines = (ROOT / "locks" / f"{name}.txt").read_text(encoding="ascii").splitlines()
    strange = [line for line in lines if not NAMED.fullmatch(line) and not HASHED.fullmatch(line)]
    assert strange == []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if NAMED.fullmatch(line):
            assert HASHED.fullmatch(following), f"{line} has no hash"


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_what_the_project_asks_for_in_a_version_it_takes(name: str) -> None:
    versions = locked(name)
    for asked in map(Requirement, LOCKS[name]):
        found = versions.get(canonicalize_name(asked.name), set())
        assert found, f"{asked.name} is not in locks/{name}.txt. Run: make lock"
        assert all(asked.specifier.contains(version) for version in found), (asked, found)


def test_tests_run_with_the_very_packages_that_kiosks_and_servers_have() -> None:
    dev = locked("dev")
    for used in (locked("kiosk"), locked("server")):
        assert {name: dev.get(name) for name in used} == used


def test_a_kiosk_has_none_of_the_tools_for_tests() -> None:
    tools = {canonicalize_name(Requirement(line).name) for line in EXTRAS["dev"]}
    assert tools & set(locked("kiosk")) == set()
    assert tools & set(locked("server")) == set()


def test_no_lock_but_the_trainers_own_holds_gigabytes() -> None:
    for name in LOCKS.keys() - {"train"}:
        assert {"torch", "triton"} & set(locked(name)) == set(), name
        assert not any(package.startswith("nvidia-") for package in locked(name)), name


def test_nothing_that_installs_names_an_address() -> None:
    files = [ROOT / "Makefile", ROOT / ".ci/run", *(ROOT / "provisioning").rglob("*.sh")]
    named = re.compile(r"://(?!\$)")  # what stands in a variable is found by the script itself
    assert [file.name for file in files if named.search(file.read_text(encoding="utf-8"))] == []


def test_imports_run_one_way() -> None:
    linted = subprocess.run(
        (sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"),
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


def rooms(name: str) -> set[str]:
    """The modules and folders of one half of the program."""
    return {
        place.stem
        for place in (ROOT / name).iterdir()
        if place.suffix == ".py" or (place / "__init__.py").is_file()
    } - {"__init__", "__main__"}


def test_the_server_takes_from_the_kiosk_what_it_is_allowed_and_nothing_else() -> None:
    [forbidden] = [
        one["forbidden_modules"]
        for one in PROJECT["tool"]["importlinter"]["contracts"]
        if one.get("source_modules") == ["server"]
    ]
    allowed = {"coach", "errors", "library", "settled"}
    assert {one.removeprefix("device.") for one in forbidden} == rooms("device") - allowed


def test_every_room_of_the_kiosk_is_in_the_readme() -> None:
    told = (ROOT / "README.md").read_text(encoding="utf-8").partition("## How it is laid out")[2]
    told = told.partition("\n#")[0]
    assert [room for room in rooms("device") if not re.search(rf"\b{room}\b", told)] == []


def test_make_alone_tells_what_there_is() -> None:
    told = subprocess.run(
        ("make", "--no-print-directory"), cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", makefile, re.MULTILINE)
    assert {"practice", "test", "check", "lock"} <= set(targets)
    for target in targets:
        assert re.search(rf"^  make {target} +\S", told, re.MULTILINE), target


class Machine:
    """A machine whose system programs are small scripts that note how they were called."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "a project"
        self.bin = folder / "bin"
        self.calls = folder / "calls"
        for place in (self.project / "provisioning", self.project / "locks", self.bin):
            place.mkdir(parents=True)
        for file in (ROOT / "provisioning").glob("*.sh"):
            shutil.copy(file, self.project / "provisioning")
        for file in (*(ROOT / "locks").iterdir(), ROOT / "pyproject.toml"):
            shutil.copy(file, self.project / file.relative_to(ROOT))
        for name in ("sh", "cat", "rm", "grep", "cut", "sha256sum", "env"):
            found = shutil.which(name)
            assert found is not None
            (self.bin / name).symlink_to(found)
        self.has("uname", 'case "$1" in -s) echo Linux;; *) echo x86_64;; esac')
        self.has("id", "echo 1000")
        self.has("python3", "exit 0")
        self.has("espeak-ng", "exit 0")
        self.has("dpkg-query", "echo installed")
        self.has("apt-get", "exit 0")

    def has(self, name: str, script: str) -> None:
        file = self.bin / name if "/" not in name else self.project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f'#!/bin/sh\necho "{file.name} $*" >>"{self.calls}"\n{script}\n')
        file.chmod(0o755)

    def lacks(self, *packages: str) -> None:
        names = "|".join(packages)
        self.has("dpkg-query", f'case "$4" in {names}) exit 1;; *) echo installed;; esac')

    def run(self, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        self.calls.write_text("")
        return subprocess.run(
            ("/bin/sh", f"provisioning/{script}", *arguments),
            cwd=self.project,
            env={"PATH": str(self.bin), "HOME": str(self.bin)},
            capture_output=True,
            check=False,
            text=True,
        )

    def called(self, name: str) -> list[str]:
        lines = self.calls.read_text().splitlines()
        return [line for line in lines if line.startswith(f"{name} ")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_where_every_package_is_there_apt_is_left_alone(machine: Machine) -> None:
    done = machine.run("packages.sh", "dev")
    assert (done.returncode, done.stderr) == (0, "")
    assert machine.called("apt-get") == []


def test_root_gets_the_missing_packages_installed(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.lacks("alsa-utils", "wireplumber")
    assert machine.run("packages.sh", "dev").returncode == 0
    update, install = machine.called("apt-get")
    assert update.startswith("apt-get update")
    assert "alsa-utils wireplumber" in install


def test_sudo_is_used_where_it_asks_for_no_password(machine: Machine) -> None:
    machine.has("sudo", '[ "$1" = -n ] && shift; "$@"')
    machine.has("true", "")
    machine.lacks("alsa-utils")
    assert machine.run("packages.sh", "kiosk").returncode == 0
    assert machine.called("sudo")[0] == "sudo -n true"
    assert len(machine.called("apt-get")) == 2


def test_without_sudo_the_one_line_is_printed_and_what_can_go_on_goes_on(machine: Machine) -> None:
    machine.lacks("alsa-utils")
    done = machine.run("packages.sh", "kiosk")
    assert done.returncode == 0
    assert "sudo apt-get install -y --no-install-recommends alsa-utils\n" in done.stderr
    assert machine.called("apt-get") == []


def test_without_what_nothing_works_without_it_stops(machine: Machine) -> None:
    (machine.bin / "espeak-ng").unlink()
    machine.lacks("espeak-ng")
    done = machine.run("packages.sh", "kiosk")
    assert done.returncode == 1
    assert "espeak-ng" in done.stderr


def test_a_python_that_can_not_make_environments_gets_what_it_lacks(machine: Machine) -> None:
    machine.has("python3", 'case "$2" in *ensurepip*) exit 1;; esac')
    done = machine.run("packages.sh", "kiosk")
    assert done.returncode == 1
    assert "python3-venv" in done.stderr


def test_an_old_python_is_told(machine: Machine) -> None:
    machine.has("python3", '[ "$1" = -V ] && echo "Python 3.9.2" && exit; exit 1')
    done = machine.run("packages.sh", "kiosk")
    assert done.returncode == 1
    assert "3.11 or newer; python3 is 3.9.2" in done.stderr


def test_a_32_bit_pi_is_told_what_to_install(machine: Machine) -> None:
    machine.has("uname", 'case "$1" in -s) echo Linux;; *) echo armv7l;; esac')
    done = machine.run("packages.sh", "kiosk")
    assert done.returncode == 1
    assert "64-bit Raspberry Pi OS" in done.stderr


def test_a_server_needs_no_sound_card_s_packages(machine: Machine) -> None:
    machine.lacks("alsa-utils", "libatomic1")
    assert machine.run("packages.sh", "server").returncode == 0
    assert machine.called("apt-get") == []
    machine.has(".venv/bin/python", "exit 0")
    assert machine.run("environment.sh", "server").returncode == 0
    assert any("locks/server.txt" in call for call in machine.called("python"))


def test_packages_are_installed_by_hash_once_and_then_no_more(machine: Machine) -> None:
    machine.has(".venv/bin/python", "exit 0")
    assert machine.run("environment.sh", "kiosk").returncode == 0
    installs = [call for call in machine.called("python") if " install " in call]
    assert len(installs) == 3
    assert all("--require-hashes" in call for call in installs[:2])
    assert all("--no-index --no-deps" in call for call in installs[2:])
    assert machine.run("environment.sh", "kiosk").stdout == ""
    assert not any(" install " in call for call in machine.called("python"))


def test_a_changed_lock_is_installed_anew(machine: Machine) -> None:
    machine.has(".venv/bin/python", "exit 0")
    machine.run("environment.sh", "dev")
    with (machine.project / "locks/dev.txt").open("a") as lock:
        lock.write("more==1.0\n")
    assert "Installing" in machine.run("environment.sh", "dev").stdout


def test_a_project_that_was_moved_gets_its_start_scripts_anew(machine: Machine) -> None:
    machine.has(".venv/bin/python", "exit 0")
    machine.run("environment.sh", "kiosk")
    machine.project = machine.project.rename(machine.project.with_name("moved on"))
    assert "Installing" in machine.run("environment.sh", "kiosk").stdout


def test_an_installation_that_failed_is_tried_again(machine: Machine) -> None:
    machine.has(".venv/bin/python", 'case "$*" in *" install "*) exit 1;; esac')
    assert machine.run("environment.sh", "kiosk").returncode != 0
    machine.has(".venv/bin/python", "exit 0")
    assert "Installing" in machine.run("environment.sh", "kiosk").stdout


def test_an_environment_that_does_not_run_is_made_anew(machine: Machine) -> None:
    machine.has(".venv/bin/python", "exit 1")
    machine.has(
        "python3",
        'mkdir -p .venv/bin; printf "#!/bin/sh\\n" >.venv/bin/python; chmod +x .venv/bin/*',
    )
    for name in ("mkdir", "chmod"):
        (machine.bin / name).symlink_to(str(shutil.which(name)))
    assert "Making the virtual environment" in machine.run("environment.sh", "kiosk").stdout
    assert os.access(machine.project / ".venv/kiosk.stamp", os.R_OK)


@pytest.mark.parametrize(
    "work",
    [
        "from device.coach.analysis import prepare; prepare('Hello.')",
        "import device.cli, onnxruntime",
        "import server.app, onnxruntime",
    ],
)
def test_no_library_numbers_the_machine_or_calls_its_maker(work: str, tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", work], cwd=ROOT, env=env, check=True, timeout=100)
    assert [path.name for path in tmp_path.rglob("*")] == []
