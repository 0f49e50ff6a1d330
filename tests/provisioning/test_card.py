"""The card itself, and the command that writes it."""

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from device.provision import bundle, card
from device.provision.answers import Answers
from device.provision.card import CardError
from device.update.key import PINNED

ROOT = Path(__file__).resolve().parents[2]
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0123456789012345678901234567890123456789012 me@here"
UPDATES = "b" * 42 + "A"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "media" / "somebody" / "bootfs"
    place.mkdir(parents=True)
    for sign in card.SIGNS:
        (place / sign).write_text("")
    return place


def provision(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "device", "provision", "card", "--no-program", *arguments),
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def test_the_card_that_is_put_in_is_found(place: Path, tmp_path: Path) -> None:
    assert card.find([str(tmp_path / "media")]) == place
    other = place.with_name("bootfs1")
    other.mkdir()
    assert card.find([str(tmp_path / "media")]) == place
    for sign in card.SIGNS:
        (other / sign).write_text("")
    with pytest.raises(CardError, match="more than one"):
        card.find([str(tmp_path / "media")])


def test_without_a_card_it_says_how_to_come_by_one(tmp_path: Path) -> None:
    with pytest.raises(CardError, match=r"Raspberry Pi OS Lite.*--to"):
        card.find([str(tmp_path)])


def test_what_was_on_the_card_is_put_aside(place: Path) -> None:
    (place / "user-data").write_text("another's")
    written = card.write(place, Answers("Quiet room"), b"program")
    assert [file.name for file in written.put_aside] == ["user-data.before"]
    assert (place / "user-data.before").read_text() == "another's"
    assert (place / "wellheard.tar.gz").read_bytes() == b"program"
    assert "quiet-room" in (place / "user-data").read_text()


def test_a_card_without_room_is_told_and_left_as_it_was(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card, "SPARE", 1 << 60)
    with pytest.raises(CardError, match="not enough room"):
        card.write(place, Answers("Quiet room"), None)
    assert sorted(file.name for file in place.iterdir()) == sorted(card.SIGNS)


def test_a_card_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CardError, match="no such folder"):
        card.write(tmp_path / "gone", Answers("Quiet room"), None)


def test_the_program_on_the_card_is_all_that_the_installer_needs() -> None:
    assert bundle.project() == ROOT
    with tarfile.open(fileobj=io.BytesIO(bundle.pack(ROOT))) as archive:
        entries = archive.getmembers()
    names = {entry.name for entry in entries}
    assert {
        "provisioning/install.sh",
        "provisioning/first.sh",
        "provisioning/install/say.sh",
        "provisioning/files/mixer",
        "locks/kiosk.txt",
        "locks/build.txt",
        "device/cli/__init__.py",
        "server/cli/__init__.py",
        "pyproject.toml",
        "README.md",
        "LICENSE",
    } <= names
    assert not any("__pycache__" in name or name.startswith("tests") for name in names)
    assert {entry.uname for entry in entries} == {"root"}


def test_a_whole_card_by_options(place: Path, tmp_path: Path) -> None:
    key = tmp_path / "id.pub"
    key.write_text(f"{KEY}\n")
    maintainers = tmp_path / "update.pub"
    maintainers.write_text(f"# of 2026\n{UPDATES}\n")
    done = provision(
        *("--to", str(place), "--name", 'Zoë\'s "corner" 🎧', "--wifi", "no"),
        *("--wifi-password", 'p"$(x)`: #', "--country", "gb", "--server", "wellheard.local"),
        *("--ssh-key", str(key), "--language", "de_DE", "--timezone", "Europe/Berlin", "--json"),
        *("--update-key", str(maintainers)),
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["host"] == "zoes-corner"
    assert told["notes"] == []
    assert set(told["files"]) == {"user-data", "network-config", "meta-data"}
    assert KEY in (place / "user-data").read_text()
    assert f'path: "{PINNED}"' in (place / "user-data").read_text()
    assert UPDATES in (place / "user-data").read_text()
    assert 'p"' not in (place / "network-config").read_text()


def test_what_can_not_be_used_is_told_in_a_sentence(place: Path) -> None:
    done = provision("--to", str(place), "--name", "Room", "--server", "ftp://x", "--json")
    assert done.returncode == 1
    assert "is not a server's address" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (place / "user-data").exists()


def test_a_card_without_the_maintainers_key_says_so_and_a_wrong_one_is_refused(
    place: Path,
) -> None:
    card = ("--to", str(place), "--name", "Room", "--json")
    done = provision(*card, "--update-key", "my key")
    assert (done.returncode, "no public key for updates" in done.stderr) == (1, True)
    assert not (place / "user-data").exists()
    notes = " ".join(json.loads(provision(*card).stdout)["notes"])
    assert "takes no new versions" in notes
    assert str(PINNED) not in (place / "user-data").read_text()


def test_what_is_missing_is_wrong_use(place: Path) -> None:
    assert provision("--to", str(place), "--json").returncode == 2
    assert provision("--to", str(place), "--name", "Room", "--wifi", "a").returncode == 2
    assert provision("--to", str(place), "--name", "Room", "--role", "cook").returncode == 2


def test_it_asks_at_a_terminal_until_it_can_use_the_answer(place: Path) -> None:
    leader, follower = os.openpty()
    with subprocess.Popen(
        (sys.executable, "-m", "device", "provision", "card", "--no-program", "--to", str(place)),
        cwd=ROOT,
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        bufsize=0,
    ) as asked:
        os.close(follower)
        assert asked.stdout is not None
        answers = ["Room 1", "home", "Germany", "DE", "short", "long enough", *[""] * 9]
        told = b""
        while chunk := asked.stdout.read(4096):
            told += chunk
            if told.endswith(b": "):  # the space comes last: what is typed before is thrown away
                os.write(leader, f"{answers.pop(0)}\n".encode())
        assert asked.wait(10) == 0, told
    os.close(leader)
    said = told.decode()
    assert "no country in two letters" in said
    assert "no Wi-Fi's password" in said
    assert "room-1" in (place / "user-data").read_text()
    assert "home" in (place / "network-config").read_text()
    assert "long enough" not in said + (place / "network-config").read_text()
