"""`wellheard progress`: with the words, and without them nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from device.cli import app
from device.cli.progress import CodeError, NothingTyped, OutError
from device.coach.skills import Skill
from device.progress.book import Book
from tests.progress.people import practice

CODE = "apple lantern river"
RUN = CliRunner()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "kiosk"
    monkeypatch.setenv("WELLHEARD_DATA", str(folder))
    with Book(folder) as book:
        who = book.keep(CODE, shared=True)
        assert who is not None
        book.add(who, practice({Skill.CLOSED_QUESTION: 3}, days=0))
        book.add(who, practice({Skill.OPEN_QUESTION: 3}, days=8))
    return folder


def test_the_words_in_any_order_show_a_table_and_the_sentence(data: Path) -> None:
    done = RUN.invoke(app, ["progress", "--code", "River, apple, lantern"])
    assert done.exit_code == 0, done.output
    assert "asking openly" in done.output
    assert "Last week" in done.output


def test_they_are_asked_for_without_being_shown(data: Path) -> None:
    done = RUN.invoke(app, ["progress", "--json"], input=f"{CODE}\n")
    assert done.exit_code == 0, done.output
    assert CODE not in done.output
    told = json.loads(done.stdout.splitlines()[-1])
    assert [one["open_share"] for one in told["practices"]] == [0.0, 1.0]
    assert told["sentence"].startswith("Last week")


def test_where_they_could_be_seen_they_are_not_asked_for(data: Path) -> None:
    done = subprocess.run(
        (sys.executable, "-m", "device", "progress", "--forget"),
        input=f"{CODE}\n",
        capture_output=True,
        check=False,
        text=True,
        start_new_session=True,
    )
    assert done.returncode == 1
    assert "so this needs a terminal. Run it in one." in done.stderr
    assert "GetPassWarning" not in done.stderr


def test_when_nothing_is_typed_nothing_is_changed(data: Path) -> None:
    done = RUN.invoke(app, ["progress", "--forget"], input="")
    assert isinstance(done.exception, NothingTyped)
    assert "nothing was changed" in str(done.exception)


@pytest.mark.parametrize("name", ["mine.svg", "mine.html"])
def test_the_picture_goes_where_it_is_wanted(data: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    assert RUN.invoke(app, ["progress", "--code", CODE, "--out", str(out)]).exit_code == 0
    assert "<svg" in out.read_text(encoding="utf-8")
    assert out.stat().st_mode & 0o077 == 0, "it is for their eyes"


def test_forgetting_leaves_nothing(data: Path) -> None:
    done = RUN.invoke(app, ["progress", "--code", CODE, "--forget"])
    assert done.exit_code == 0
    assert "What staff could see goes as well" in done.output
    assert isinstance(RUN.invoke(app, ["progress", "--code", CODE]).exception, CodeError)


def test_other_words_show_nothing_and_after_some_of_them_nobody_is_answered(data: Path) -> None:
    for _ in range(5):
        wrong = RUN.invoke(app, ["progress", "--code", "castle tiger umbrella"])
        assert "Nothing is kept" in str(wrong.exception)
        assert wrong.stdout == ""
    assert "Try again in" in str(RUN.invoke(app, ["progress", "--code", CODE]).exception)


def test_where_nobody_ever_practised_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WELLHEARD_DATA", str(tmp_path / "none"))
    assert isinstance(RUN.invoke(app, ["progress", "--code", CODE]).exception, CodeError)
    assert not (tmp_path / "none").exists()


def test_a_picture_of_another_kind_is_refused_before_anything_else(data: Path) -> None:
    wrong = RUN.invoke(app, ["progress", "--code", CODE, "--out", "mine.png"])
    assert isinstance(wrong.exception, OutError)
    assert "mine.png" in str(wrong.exception)
