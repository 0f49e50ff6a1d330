"""`wellheard practice`, as somebody without a sound card meets it: typed, run as a program."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
EVENTS = {
    "seeker_said",
    "coach_said",
    "listening",
    "heard",
    "findings",
    "feedback",
    "disagreed",
    "ended",
}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `wellheard practice` with nothing installed and no sound server."""
    environment = os.environ | {
        "WELLHEARD_MODELS": str(tmp_path / "models"),
        "WELLHEARD_CACHE": str(tmp_path / "cache"),
        "WELLHEARD_DATA": str(tmp_path / "kiosk"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "COLUMNS": "200",
        "TERM": "dumb",
    }

    def practice(
        *arguments: object, typed: str = "", **more: str
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "device", "practice", *map(str, arguments)],
            input=typed,
            capture_output=True,
            text=True,
            env=environment | more,
            check=False,
        )

    return practice


def one_sentence(done: "subprocess.CompletedProcess[str]") -> str:
    assert done.returncode == 1
    assert done.stdout == ""
    told = done.stderr.strip()
    assert told.startswith("wellheard: ")
    assert len(told.splitlines()) == 1
    return told


def test_json_tells_every_event_as_it_happens_a_line_each(run: Run) -> None:
    first = "You should get a dog. What was she like?"
    typed = f"{first}\nI disagree\ngo on\n\nThat sounds lonely.\n"

    done = run("--text", "--json", "--seed", 1, typed=typed)

    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert {event["event"] for event in events} == EVENTS
    times = [event["at"] for event in events]
    assert times == sorted(times)
    heard = [event for event in events if event["event"] == "heard"]
    assert [event["text"] for event in heard] == [first, "That sounds lonely."]
    feedback = next(event for event in events if event["event"] == "feedback")
    assert {"strength", "try_next", "model_line", "spoken"} <= set(feedback)
    findings = next(event for event in events if event["event"] == "findings")
    assert {f["skill"] for f in findings["findings"]} >= {"open_question"}
    assert events[-1]["event"] == "ended"
    assert events[-1]["why"] == "stopped"


def test_a_talk_is_shown_and_its_report_named(run: Run, tmp_path: Path) -> None:
    done = run("--text", "--out", tmp_path / "my practice", typed="What was she like?\n")

    assert done.returncode == 0, done.stderr
    assert "Len:" in done.stdout
    assert "+ asking openly" in done.stdout
    assert str(tmp_path / "my practice" / "report.html") in done.stderr
    assert (tmp_path / "my practice" / "report.html").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--text", "--rehearse"), "--text and --rehearse"),
        (("--reply", "a.wav", "--text"), "--reply and --text"),
        (("--trainee", "perfect"), "--trainee"),
        (("--no-such-flag",), "--no-such-flag"),
        (("one", "two"), "two"),
    ],
)
def test_wrong_use_ends_with_two(run: Run, arguments: tuple[str, ...], told: str) -> None:
    done = run(*arguments)

    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_scenario_is_one_sentence_with_the_nearest(run: Run) -> None:
    assert "Did you mean two-cups-of-tea?" in one_sentence(run("two-cup-of-tea", "--text"))


def test_a_recording_that_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    assert "none.wav" in one_sentence(run("--reply", tmp_path / "none.wav"))


def test_a_folder_that_cannot_be_written_is_told_before_the_talk(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    told = one_sentence(run("--text", "--json", "--out", tmp_path / "file", typed="mm\n"))

    assert "Choose another folder with --out." in told


def test_an_unknown_level_for_the_log_is_one_sentence(run: Run) -> None:
    assert "debug, info, warning, error" in one_sentence(run("--text", WELLHEARD_LOG="loud"))


def test_help_names_the_scenario_as_something_one_may_leave_out(run: Run) -> None:
    told = run("-h").stdout

    assert "[SCENARIO]" in told
    assert "[[" not in told
