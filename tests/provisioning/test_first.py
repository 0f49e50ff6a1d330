"""The first start of a card: the installer is called with what was answered, until it is done."""

import shutil
import subprocess
from pathlib import Path

import pytest

from device.provision import documents
from device.provision.answers import Answers
from tests.provisioning.machine import ROOT


@pytest.fixture
def card(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "provisioning/first.sh", tmp_path / "first.sh")
    asked = documents.arguments(Answers("Room", server="https://here:1", screen=True))
    (tmp_path / "install.arguments").write_text("".join(f"{one}\n" for one in asked))
    installs(tmp_path, 0)
    return tmp_path


def installs(card: Path, status: int) -> None:
    told = f'printf "%s\\n" "$@" >>"{card}/called"; exit {status}\n'
    (card / "install.sh").write_text(told)


def start(card: Path) -> int:
    return subprocess.run(
        ("/bin/sh", str(card / "first.sh")),
        env={
            "PATH": "/usr/bin:/bin",
            "WELLHEARD_ETC": str(card),
            "WELLHEARD_STICK": str(card / "stick"),
        },
        check=False,
        capture_output=True,
    ).returncode


def test_the_installer_gets_every_answer_as_one_word(card: Path) -> None:
    assert start(card) == 0
    assert (card / "called").read_text().split("\n")[:4] == [
        *("kiosk", "--screen", "--server", "https://here:1")
    ]


def test_once_it_is_done_it_is_never_done_again(card: Path) -> None:
    start(card)
    (card / "called").unlink()
    assert start(card) == 0
    assert not (card / "called").exists()


def test_what_failed_is_tried_again(card: Path) -> None:
    installs(card, 1)
    assert start(card) == 1
    installs(card, 0)
    assert start(card) == 0
    assert (card / "installed").exists()
