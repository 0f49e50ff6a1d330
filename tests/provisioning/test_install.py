"""The installer: what it refuses, what it would do, and that a failed line is never passed over.

What it really does is tried on trees of its own: `make trial`.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from device.update import key as keys
from device.update.home import OFFERED, Home
from device.update.key import PINNED
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
    assert f"would: making the folder {OFFERED}" in told


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


@pytest.mark.parametrize("site", ["mirror+file:/etc/apt/mirrors/debian.list", "file:/srv/debian"])
def test_where_packages_come_from_a_list_of_its_own_no_name_is_asked_for(
    machine: Machine, site: str
) -> None:
    machine.has("getent", 'case "$1" in hosts) exit 2;; *) exec /usr/bin/getent "$@";; esac')
    machine.has("apt-get", f"echo {site}")
    assert machine.install("server").returncode == 0


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
    assert machine.install("kiosk").returncode == 0  # who sits in front of it
    machine.environment["SSH_CONNECTION"] = "10.0.0.2 1 10.0.0.1 22"
    assert machine.install("kiosk").returncode == 1
    del machine.environment["SSH_CONNECTION"]  # as sudo does
    shutil.copy("/bin/sleep", tmp_path / "sshd-session")
    signed_in = subprocess.Popen((tmp_path / "sshd-session", "60"))
    machine.environment["STARTED_BY"] = str(signed_in.pid)
    done = machine.install("kiosk")
    signed_in.kill()
    signed_in.wait()
    machine.environment["SSH_CONNECTION"] = "10.0.0.2 1 10.0.0.1 22"
    assert (done.returncode, "ssh-copy-id" in done.stderr) == (1, True)
    assert machine.install("kiosk", "--keep-sign-in").returncode == 0
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh/authorized_keys").write_text("ssh-ed25519 AAAA\n")
    assert machine.install("kiosk").returncode == 0


def known(machine: Machine, home: Path, changed: str = "20000") -> None:
    """A machine with one account, whose password is on every list."""
    hashed = subprocess.run(
        ("perl", "-e", "print crypt('raspberry', '$6$saltsalt$')"),
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    line = f"sam:x:1000:1000::{home}:/bin/sh"
    machine.has(
        "getent",
        f"""case "$1" in hosts) ;; group) exit 2;;
        shadow) echo 'sam:{hashed}:{changed}:0:99999:7:::';;
        *) case "${{2:-sam}}" in sam) echo "{line}";; *) exit 2;; esac;; esac""",
    )


ANEW = "would: having sam choose a new password at the next sign-in"
LOCKED = "would: locking the password of sam"


def test_a_known_password_is_locked_only_where_a_key_signs_in_instead(
    machine: Machine, tmp_path: Path
) -> None:
    known(machine, tmp_path)
    told = machine.install("kiosk").stdout
    assert (ANEW in told, LOCKED in told) == (True, False)
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh/authorized_keys").write_text("ssh-ed25519 AAAA\n")
    machine.has("sudo", 'echo "    (ALL : ALL) ALL"')  # without the password sudo lets nobody in
    told = machine.install("kiosk").stdout
    assert (ANEW in told, LOCKED in told) == (True, False)
    machine.has("sudo", 'echo "    (ALL) NOPASSWD: ALL"')
    told = machine.install("kiosk").stdout
    assert (ANEW in told, LOCKED in told) == (False, True)
    told = machine.install("kiosk", "--keep-sign-in").stdout
    assert (ANEW in told, LOCKED in told) == (True, False)
    known(machine, tmp_path, changed="0")
    told = machine.install("kiosk", "--keep-sign-in").stdout
    assert (ANEW in told, LOCKED in told) == (False, False), "it has to be changed already"


def test_somebody_else_s_key_opens_no_door_for_who_has_none(
    machine: Machine, tmp_path: Path
) -> None:
    known(machine, tmp_path / "sam")
    other = tmp_path / "kim"
    (other / ".ssh").mkdir(parents=True)
    (other / ".ssh/authorized_keys").write_text("ssh-ed25519 AAAA\n")
    file = machine.bin / "getent"
    file.write_text(
        file.read_text().replace(
            "sam) echo", f'sam) [ $# -gt 1 ] || echo "kim:x:1001:1001::{other}:/bin/sh"; echo'
        )
    )
    told = machine.install("kiosk").stdout
    assert (ANEW in told, LOCKED in told) == (True, False)


KEY = "A" * 43


def test_a_maintainer_s_key_is_put_where_updates_look_for_it(
    machine: Machine, tmp_path: Path
) -> None:
    assert "run this again with --update-key FILE" in machine.install("kiosk").stdout
    file = tmp_path / "update.pub"
    file.write_text(f"# of the year 2026\n{KEY}  # the first\n")
    for role in ("kiosk", "server"):
        told = machine.install(role, "--update-key", str(file)).stdout
        assert f"would: writing {PINNED}" in told
    assert keys.listed(file.read_text(), "it") == (KEY,)


@pytest.mark.parametrize("wrong", ["", "-----BEGIN PRIVATE KEY-----\n", f"{KEY}\n{KEY}=\n", None])
def test_what_is_no_key_for_updates_is_told_before_anything_is_done(
    machine: Machine, tmp_path: Path, wrong: str | None
) -> None:
    file = tmp_path / "update.pub"
    if wrong is not None:
        file.write_text(wrong)
    done = machine.install("kiosk", "--update-key", str(file))
    assert done.returncode == 1
    assert ("is not there" if wrong is None else "no public key for updates") in done.stderr


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


def test_a_unit_that_somebody_masked_stays_so(tmp_path: Path) -> None:
    """The folder of units is another one; what would be written into it is told."""
    script = (INSTALLING / "services.sh").read_text().replace("/etc/systemd/system", f"{tmp_path}")
    (tmp_path / "services.sh").write_text(script)
    (tmp_path / "wellheard-screen.service").symlink_to("/dev/null")
    done = shell(
        f". '{tmp_path}/services.sh'; project='{ROOT}' server= check=yes; running() {{ false; }};"
        " let_updates() { :; }; enable() { :; }; step_services",
        tmp_path,
    )
    assert "wellheard-kiosk.service" in done.stdout
    assert "wellheard-screen.service" not in done.stdout


def test_ssh_is_let_in_where_it_listens(tmp_path: Path) -> None:
    start = f". '{INSTALLING}/guard.sh'; "
    assert shell(start + "sshd() { false; }; ssh_ports", tmp_path).stdout.endswith("\n22\n")
    said = "sshd() { printf 'port 2222\\nport 22\\naddressfamily any\\n'; }; "
    script = (
        start
        + said
        + f"roles=server role=server files='{INSTALLING.parent}/files'; "
        + ("running() { false; }; folder() { :; }; put() { :; }; enable() { :; }; step_firewall")
    )
    assert shell(script, tmp_path).returncode == 0
    assert "tcp dport { 22,2222 } ct state new" in (tmp_path / "firewall.nft").read_text()


def test_rules_of_somebody_else_are_not_flushed(tmp_path: Path) -> None:
    script = (
        f". '{INSTALLING}/guard.sh'; role=server; running() {{ true; }};"
        " systemctl() { [ $3 = docker ]; }; step_firewall; echo $changes"
    )
    done = shell(script, tmp_path).stdout
    assert "Left to docker" in done and "port 8443" in done
    assert done.endswith("\n0\n")


def test_a_newer_version_beside_the_one_that_runs_needs_room(tmp_path: Path) -> None:
    """But not once it is there; and what is there of it counts."""
    opt = tmp_path / "opt"
    (opt / "current/bin").mkdir(parents=True)
    (opt / "current/bin/wellheard").touch()
    script = (
        f". '{INSTALLING}/program.sh'; . '{INSTALLING}/checks.sh'; role=kiosk opt='{opt}';"
        f" project='{ROOT}'; free=FREE; df() {{ printf 'x\nx 1 1 %s 1 /\n' $((FREE * 1024)); }};"
        " check_space; echo fits"
    )
    few = shell(script.replace("FREE", "1100"), tmp_path)
    assert "1100 MB free" in few.stderr and "1200 MB are needed" in few.stderr
    assert shell(script.replace("FREE", "1300"), tmp_path).stdout.endswith("fits\n")
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    release = opt / "releases" / version
    release.mkdir(parents=True)
    (release / "half").write_bytes(os.urandom(200_000_000))
    assert shell(script.replace("FREE", "1100"), tmp_path).stdout.endswith("fits\n")
    made = f". '{INSTALLING}/program.sh'; role=kiosk opt='{opt}' project='{ROOT}'; find_release; "
    shell(made + "echo $contents >$release/.contents", tmp_path)
    assert shell(script.replace("FREE", "310"), tmp_path).stdout.endswith("fits\n")


def test_what_looks_after_updates_is_the_one_that_was_installed(tmp_path: Path) -> None:
    script = f". '{INSTALLING}/program.sh'; opt='{tmp_path}'; switch releases/0.2.0"
    assert shell(script, tmp_path).returncode == 0
    assert not (tmp_path / "good").is_symlink()  # before the first update there is none
    (tmp_path / "good").symlink_to("releases/0.1.0")
    assert shell(script, tmp_path).returncode == 0
    assert [(tmp_path / one).readlink() for one in ("current", "good")] == [
        Path("releases/0.2.0")
    ] * 2


def test_a_stick_may_be_called_anything(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "MY STICK/models").mkdir(parents=True)
    script = (
        f". '{INSTALLING}/program.sh'; models=one stick='{tmp_path}/stick' opt='{tmp_path}';"
        " model_stands() { false; }; fetch_model() { printf '<%s>' \"$@\"; false; }; step_models"
    )
    (tmp_path / "stick").symlink_to(tmp_path / "MY STICK")
    assert f"<one><--from><{tmp_path}/stick/models>" in shell(script, tmp_path).stderr
    begin = INSTALL.read_text()
    assert begin.index("stick=$work/stick") < begin.index("for each in $steps")


def test_what_is_swapped_on_a_read_only_system_does_not_lie_in_memory(tmp_path: Path) -> None:
    script = (
        f". '{INSTALLING}/readonly.sh'; files='{INSTALLING.parent}/files' check=yes;"
        " systemctl() { echo enabled; }; installed() { [ $1 = KIND ]; }; step_swap"
    )
    trixie = shell(script.replace("KIND", "rpi-swap"), tmp_path).stdout
    assert "/etc/rpi/swap.conf.d/90-wellheard.conf" in trixie
    assert "systemd-remount-fs.service.d" in trixie
    assert "no swap file" in shell(script.replace("KIND", "dphys-swapfile"), tmp_path).stdout
    assert shell(script.replace("KIND", "none"), tmp_path).stdout == "[1/1] One\n"


def test_what_is_somebody_s_own_stays(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("new")
    (tmp_path / "own").write_text("own")
    done = shell(f"keep {tmp_path}/new {tmp_path}/own; echo $changes", tmp_path)
    assert done.stdout.endswith("\n0\n")
    assert (tmp_path / "own").read_text() == "own"


INSTALLING = SAY.parent


def test_nothing_is_installed_while_an_update_is_watched(tmp_path: Path) -> None:
    home = Home(tmp_path / "opt")
    home.folder.mkdir()
    for check in ("no", "yes"):
        script = (
            f". '{INSTALLING}/program.sh'; opt='{home.folder}'; check={check};"
            " hold_updates; echo on"
        )
        with home.alone():
            done = shell(script, tmp_path)
        assert (done.returncode, "an update is under way" in done.stderr) == (1, True)
        assert shell(script, tmp_path).stdout.endswith("on\n")


def test_no_update_begins_while_it_is_installed(tmp_path: Path) -> None:
    """But before the services are started: the first of them looks after updates."""
    opt = tmp_path / "opt"
    opt.mkdir()
    script = (
        f". '{INSTALLING}/program.sh'; opt='{opt}'; hold_updates; hold_updates;"
        f" flock -n '{opt}/update.lock' echo free || echo taken;"
        f" let_updates; flock -n '{opt}/update.lock' echo free"
    )
    assert shell(script, tmp_path).stdout.splitlines()[1:] == ["taken", "free"]
    services = (INSTALLING / "services.sh").read_text(encoding="utf-8")
    assert services.index("let_updates") < services.index("systemctl start wellheard.target")


def test_a_service_that_does_not_come_up_ends_it_with_the_last_it_said(tmp_path: Path) -> None:
    script = (
        f". '{INSTALLING}/services.sh'; roles=server role=server changes=1; running() {{ true; }};"
        " try_server() { true; }; journalctl() { echo 'the port is taken'; };"
        " systemctl() { [ $1 = is-enabled ] && echo ENABLED; }; step_try; echo on"
    )
    down = shell(script.replace("ENABLED", "static"), tmp_path)
    assert (down.returncode, "on\n" in down.stdout) == (1, False)
    assert "the server is in service. The last it said was: the port is taken" in down.stderr
    masked = shell(script.replace("ENABLED", "masked"), tmp_path)  # by whoever keeps the machine
    assert (masked.returncode, masked.stdout.endswith("on\n")) == (0, True)


def test_settings_that_a_server_can_t_use_are_told_where_it_is_installed(tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to(sys.prefix)
    script = (
        f". '{INSTALLING}/services.sh'; roles=server role=server changes=1 opt='{tmp_path}';"
        f" running() {{ false; }}; as() {{ shift; cd '{ROOT}'; \"$@\"; }}; step_try; echo on"
    )
    assert shell(script, tmp_path).stdout.endswith("on\n")
    wrong = shell("export WELLHEARD_BACKUP_HOUR=many; " + script, tmp_path)
    assert wrong.returncode == 1
    assert "WELLHEARD_BACKUP_HOUR" in wrong.stderr and "many" in wrong.stderr
    assert "Traceback" not in wrong.stderr


class Disk:
    """A machine whose data is to move to a partition; what is mounted is a list in a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fstab = folder / "fstab"
        self.fstab.write_text("proc /proc proc defaults 0 0")
        self.log = folder / "calls"
        for name in ("kept", "opt/releases/0.1.0", "bin"):
            (folder / name).mkdir(parents=True)
        (folder / "clock").mkdir(mode=0o750)
        (folder / "kept/practice").write_text("kept")
        (folder / "opt/current").symlink_to("releases/0.1.0")
        mounted = folder / "mounted"
        self.has("systemctl", "")
        self.has("mountpoint", f'grep -qx "$2" {mounted} 2>/dev/null')
        self.has("mount", f'[ "$1" != "$FAILS" ] && echo "$1" >>{mounted}')
        self.has("umount", "")

    def has(self, name: str, script: str) -> None:
        file = self.folder / "bin" / name
        file.write_text(f'#!/bin/sh\necho "{name} $*" >>{self.log}\n{script}\n')
        file.chmod(0o755)

    def move(self, *, fails: str = "") -> subprocess.CompletedProcess[str]:
        """Run the step; the mount of `fails` does not work."""
        script = (
            f"PATH='{self.folder}/bin':$PATH; export FAILS='{fails}'; FSTAB='{self.fstab}';"
            f" . '{INSTALLING}/program.sh'; . '{INSTALLING}/readonly.sh';"
            f" kept='{self.folder}/kept'; opt='{self.folder}/opt';"
            f" besides() {{ echo '{self.folder}/opt:.opt' '{self.folder}/clock:.clock';"
            f" echo '{self.folder}/none:.none'; }};"
            " act moving move_data; all_moved && echo on"
        )
        return shell(script, self.folder)

    def calls(self) -> list[str]:
        return [line for line in self.log.read_text().splitlines() if "systemctl" in line]


def test_what_is_kept_moves_once_however_often_it_is_broken_off(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    for broken in ("/dev/disk/by-label/WELLHEARD-DATA", f"{tmp_path}/kept", f"{tmp_path}/opt"):
        done = disk.move(fails=broken)
        assert done.returncode == 1, done.stdout
        assert disk.calls()[-1] == "systemctl start --no-block wellheard.target"
    done = disk.move()
    assert done.stdout.endswith("on\n"), done.stderr
    lines = disk.fstab.read_text().splitlines()
    assert lines[0] == "proc /proc proc defaults 0 0"
    assert [line.split()[:2] for line in lines[1:]] == [
        ["LABEL=WELLHEARD-DATA", f"{tmp_path}/kept"],
        [f"{tmp_path}/kept/.opt", f"{tmp_path}/opt"],
        [f"{tmp_path}/kept/.clock", f"{tmp_path}/clock"],
    ]
    assert (tmp_path / "kept/.opt/current").is_symlink()
    assert (tmp_path / "kept/.clock").stat().st_mode & 0o777 == 0o750
    assert not (tmp_path / "kept/.none").exists()
    told = disk.calls()
    assert told.index("systemctl stop wellheard.target") == 0
    assert told[-1] == "systemctl start --no-block wellheard.target"


@pytest.fixture
def card(tmp_path: Path) -> Iterator[str]:
    """A disk with a partition that has a file system, and room before and behind it; its device."""
    if os.geteuid() != 0:
        pytest.skip("only an administrator makes partitions")
    image = tmp_path / "card"
    with image.open("wb") as file:
        file.truncate(200_000_000)
    run("sfdisk", "-q", str(image), given="label: dos\n16384,50M,L\n")
    made = subprocess.run(
        ("losetup", "-f", "--show", str(image)), capture_output=True, text=True, check=False
    )
    if made.returncode:
        pytest.skip("this kernel makes no disk of a file")
    device = made.stdout.strip()
    try:
        run("partx", "-u", device)
        run("mkfs.ext4", "-q", "-L", "root", f"{device}p1")
        yield device
    finally:
        subprocess.run(("partx", "-d", device), capture_output=True, check=False)
        run("losetup", "-d", device)


@pytest.mark.parametrize("broken", ["sfdisk", "partx", "mkfs.ext4"])
def test_a_power_cut_while_the_partition_is_made_costs_no_room_and_no_other_partition(
    tmp_path: Path, card: str, broken: str
) -> None:
    disk = Disk(tmp_path)
    disk.has("udevadm", "")
    real = shutil.which(broken)

    def make() -> subprocess.CompletedProcess[str]:
        script = (
            f"PATH='{tmp_path}/bin':$PATH; . '{INSTALLING}/readonly.sh'; noted='{tmp_path}/noted';"
            f" root_disk() {{ echo '{Path(card).name}'; }}; make_partition; echo done"
        )
        return shell(script, tmp_path)

    disk.has(broken, f'[ "$1" = -d ] || {{ "{real}" "$@"; kill -9 $PPID; }}; exec "{real}" "$@"')
    if broken == "mkfs.ext4":
        disk.has(broken, "kill -9 $PPID")
    assert "done" not in make().stdout
    disk.has(broken, f'exec "{real}" "$@"')
    done = make()
    assert done.stdout.endswith("done\n"), done.stderr
    found = run("sfdisk", "-d", card)
    assert found.count(f"{card}p") == 2
    first, second = (int(start) for start in re.findall(r"start= *(\d+)", found))
    assert (first, second) == (16384, 16384 + 50 * 2048), "not in the room before the first one"
    assert run("blkid", "-p", "-o", "value", "-s", "LABEL", f"{card}p1").strip() == "root"
    assert run("blkid", "-p", "-o", "value", "-s", "LABEL", f"{card}p2").strip() == "WELLHEARD-DATA"
    assert not (tmp_path / "noted").exists()


def run(*command: str, given: str = "") -> str:
    return subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout
