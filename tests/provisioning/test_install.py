"""The installer: what it refuses, what it would do, and that a failed line is never passed over.

What it really does is tried on trees of its own: `make trial`.
"""

import re
import subprocess
from pathlib import Path

import pytest

from tests.provisioning.machine import INSTALL, ROOT, Machine

SAY = ROOT / "provisioning" / "install" / "say.sh"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_what_would_be_done_is_told_step_by_step(machine: Machine) -> None:
    done = machine.install("kiosk")
    assert (done.returncode, done.stderr) == (0, "")
    steps = [(int(at), int(of)) for at, of in re.findall(r"^\[ ?(\d+)/(\d+)\] ", done.stdout, re.M)]
    assert steps == [(at, len(steps)) for at in range(1, len(steps) + 1)]
    assert "nothing was done" in done.stdout
    units = [file.name for file in (ROOT / "systemd").glob("wellheard*.*")]
    assert units
    for name in units:
        assert f"would: writing /etc/systemd/system/{name}" in done.stdout
    assert "would: enabling wellheard.target" in done.stdout
    assert "/var/lib/wellheard/kiosk" in done.stdout  # what makes it a kiosk to the units
    assert "/var/lib/wellheard/server" not in done.stdout


def test_a_server_has_no_sound_and_a_kiosk_no_port(machine: Machine) -> None:
    told = machine.install("server").stdout
    assert "] Sound" not in told
    assert "whisper" not in told
    assert "/var/lib/wellheard/server" in told
    assert "/var/lib/wellheard/kiosk" not in told
    assert "locks/server.txt" in told


def test_everybody_else_is_told_to_be_the_administrator(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    done = machine.install("kiosk")
    assert done.returncode == 1
    assert done.stderr == (
        "install.sh: this has to be run by the administrator:"
        " sudo sh provisioning/install.sh kiosk\n"
    )


@pytest.mark.parametrize("architecture", ["armhf", "i386", "riscv64"])
def test_a_32_bit_system_is_told_which_one_to_take(machine: Machine, architecture: str) -> None:
    machine.has("dpkg", f"echo {architecture}")
    done = machine.install("kiosk")
    assert done.returncode == 1
    assert f"this system is {architecture}" in done.stderr
    assert "Raspberry Pi OS Lite (64-bit)" in done.stderr


@pytest.mark.parametrize(
    ("kind", "codename"),
    [("debian", "bullseye"), ("ubuntu", "noble"), ("raspbian", "bookworm"), ("", "")],
)
def test_an_unknown_system_is_told_which_one_to_take(
    machine: Machine, kind: str, codename: str
) -> None:
    machine.is_a(kind, codename)
    done = machine.install("kiosk")
    assert done.returncode == 1
    assert "never tried: take Raspberry Pi OS" in done.stderr


def test_both_releases_will_do(machine: Machine) -> None:
    for codename in ("bookworm", "trixie"):
        machine.is_a("debian", codename)
        assert machine.install("kiosk").returncode == 0


def test_too_little_room_is_told_with_figures(machine: Machine) -> None:
    machine.has("df", "printf 'x\\nx 1 1 102400 1 /\\n'")
    done = machine.install("kiosk")
    assert done.returncode == 1
    assert re.search(r"100 MB free .* \d+ MB are needed: make room, or take a card", done.stderr)


def test_without_network_it_asks_for_a_cable_or_a_stick(machine: Machine, tmp_path: Path) -> None:
    machine.has("getent", 'case "$1" in hosts) exit 2;; *) exec /usr/bin/getent "$@";; esac')
    done = machine.install("kiosk")
    assert done.returncode == 1
    assert "here.invalid" in done.stderr
    assert "--stick FOLDER" in done.stderr
    for part in ("wheels", "models", "apt"):
        (tmp_path / "stick" / part).mkdir(parents=True)
    (tmp_path / "stick/apt/sources.list").touch()
    assert machine.install("kiosk", "--stick", str(tmp_path / "stick")).returncode == 0


def test_through_a_proxy_names_need_not_be_known(machine: Machine) -> None:
    machine.has("getent", 'case "$1" in hosts) exit 2;; *) exec /usr/bin/getent "$@";; esac')
    machine.has("apt-config", "echo 'Acquire::http::Proxy \"here:1\";'")
    assert machine.install("kiosk").returncode == 0


def test_a_stick_that_is_not_there_or_empty_is_told(machine: Machine, tmp_path: Path) -> None:
    done = machine.install("kiosk", "--stick", str(tmp_path / "none"))
    assert (done.returncode, "plug the stick in" in done.stderr) == (1, True)
    (tmp_path / "empty").mkdir()
    done = machine.install("kiosk", "--stick", str(tmp_path / "empty"))
    assert (done.returncode, "provisioning/stick.sh" in done.stderr) == (1, True)


def test_whoever_came_by_password_is_not_locked_out(machine: Machine, tmp_path: Path) -> None:
    machine.has(
        "getent",
        f'case "$1" in hosts) exit 0;; shadow) ;; *) echo "a:x:1:1::{tmp_path}:/bin/sh";; esac',
    )
    machine.environment["SSH_CONNECTION"] = "10.0.0.2 1 10.0.0.1 22"
    done = machine.install("kiosk")
    assert (done.returncode, "ssh-copy-id" in done.stderr) == (1, True)
    assert machine.install("kiosk", "--keep-sign-in").returncode == 0
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh/authorized_keys").write_text("ssh-ed25519 AAAA\n")
    assert machine.install("kiosk").returncode == 0


@pytest.mark.parametrize("address", ["$(id)", "https://a b", "x;y", 'x"y'])
def test_what_is_no_address_goes_into_no_file(machine: Machine, address: str) -> None:
    done = machine.install("kiosk", "--server", address)
    assert (done.returncode, "no server's address" in done.stderr) == (1, True)


@pytest.mark.parametrize("wrong", [(), ("cook",), ("kiosk", "--fast"), ("kiosk", "--stick")])
def test_wrong_use_is_told_how(machine: Machine, wrong: tuple[str, ...]) -> None:
    done = subprocess.run(
        ("/bin/sh", str(INSTALL), *wrong), capture_output=True, check=False, text=True
    )
    assert done.returncode == 2
    assert "install.sh kiosk|server" in done.stderr
    assert "--check" in done.stderr


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    start = (
        f"set -eu; check=no; changed_files=; steps_total=1; work='{folder}'; . '{SAY}';"
        f" log='{folder}/log'; told='{folder}/told'; begin One; "
    )
    return subprocess.run(
        ("/bin/sh", "-c", start + script),
        capture_output=True,
        check=False,
        text=True,
    )


def test_a_line_that_fails_in_the_middle_of_a_step_ends_it(tmp_path: Path) -> None:
    done = shell("f() { echo because >&2; false; echo no; }; act doing f; echo on", tmp_path)
    assert done.returncode == 1
    assert "step 1 (One) did not work: doing. The last it said was: because" in done.stderr
    assert "run the same line again" in done.stderr
    assert "on\n" not in done.stdout
    assert "because" in (tmp_path / "log").read_text()


def test_what_programs_say_goes_to_the_log_alone(tmp_path: Path) -> None:
    done = shell("act greeting echo hello; echo $changes", tmp_path)
    assert done.stdout == "[1/1] One\n        greeting\n1\n"
    assert "+ echo hello\nhello\n" in (tmp_path / "log").read_text()


def test_what_is_somebody_s_own_stays(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("new")
    (tmp_path / "own").write_text("own")
    done = shell(f"keep {tmp_path}/new {tmp_path}/own; echo $changes", tmp_path)
    assert done.stdout.endswith("\n0\n")
    assert (tmp_path / "own").read_text() == "own"
