"""`wellheard speak` and `wellheard scenario render`, as a person at a terminal meets them."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from device import library
from device.voice.sound import read
from device.voice.speak.loudness import RATE, TARGET, loudness

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `wellheard` on a machine where only pyttsx3 is installed and nothing is rendered."""
    environment = os.environ | {
        "WELLHEARD_MODELS": str(tmp_path / "models"),
        "WELLHEARD_CACHE": str(tmp_path / "cache"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }

    def wellheard(*arguments: object, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "device", *map(str, arguments)],
            capture_output=True,
            text=True,
            env=environment | more,
            check=False,
        )

    return wellheard


def one_sentence(result: "subprocess.CompletedProcess[str]") -> str:
    """What was told on standard error: one line, no traceback."""
    assert result.returncode == 1
    assert result.stdout == ""
    told = result.stderr.strip()
    assert "Traceback" not in told
    assert told.startswith("wellheard: ")
    assert len(told.splitlines()) == 1
    return told


def test_a_text_becomes_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "said.wav"

    result = run("speak", "You stayed with her.", "-o", file, "--voice", "bf_emma", "--json")

    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    sound = read(file)
    assert sound.rate == told["rate"] == RATE
    assert sound.seconds == pytest.approx(told["seconds"], abs=0.01)
    assert loudness(sound) == pytest.approx(TARGET, abs=0.5)
    assert loudness(sound) == pytest.approx(told["loudness_lufs"], abs=0.1)


def test_what_is_spoken_for_somebody_is_not_kept(run: Run, tmp_path: Path) -> None:
    assert run("speak", "My own words.", "-o", tmp_path / "said.wav").returncode == 0

    assert list((tmp_path / "cache").rglob("*.flac")) == []


@pytest.mark.parametrize("text", ["", "   ", "😀", "..."])
def test_nothing_to_say_is_one_sentence_and_leaves_no_file(
    run: Run, tmp_path: Path, text: str
) -> None:
    told = one_sentence(run("speak", text, "-o", tmp_path / "said.wav"))

    assert "nothing to say" in told
    assert not (tmp_path / "said.wav").exists()


@pytest.mark.parametrize("where", ["no/such/folder/said.wav", ".", "/proc/said.wav"])
def test_a_file_that_cannot_be_written_is_one_sentence(
    run: Run, tmp_path: Path, where: str
) -> None:
    told = one_sentence(run("speak", "Hello.", "-o", tmp_path / where))

    assert "can't be written" in told
    assert "Choose another place" in told


def test_an_unknown_voice_is_one_sentence_with_the_nearest(run: Run, tmp_path: Path) -> None:
    told = one_sentence(run("speak", "Hello.", "-o", tmp_path / "a.wav", "--voice", "bf_ema"))

    assert "bf_emma" in told


@pytest.mark.parametrize(
    ("engine", "told"),
    [("festival", "kokoro, piper, pyttsx3"), ("kokoro", "wellheard models fetch")],
)
def test_an_engine_that_is_not_there_is_one_sentence(
    run: Run, tmp_path: Path, engine: str, told: str
) -> None:
    result = run("speak", "Hello.", "-o", tmp_path / "a.wav", "--engine", engine)

    assert told in one_sentence(result)


def test_a_scenario_is_rendered_and_then_kept(run: Run, tmp_path: Path) -> None:
    scenario = library.names()[0]
    out = tmp_path / "to listen to"

    first = run("scenario", "render", scenario, "--seekers-only", "--out", out)
    second = run("scenario", "render", scenario, "--seekers-only", "--json")

    assert first.returncode == 0, first.stderr
    assert " 0 before." in first.stdout
    assert first.stderr.startswith("Lines to speak: ")
    lines = [json.loads(line) for line in second.stdout.splitlines()]
    assert len(lines) == lines[0]["of"] == len(list(out.glob("*.wav")))
    assert all(line["rendered_before"] for line in lines)
    texts = {line["text"] for line in lines}
    assert {turn.line.text for turn in library.find(scenario).turns} <= texts


def test_seekers_may_try_another_voice(run: Run, tmp_path: Path) -> None:
    scenario = library.names()[0]

    result = run("scenario", "render", scenario, "--seekers-only", "--voice", "am_onyx", "--json")

    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert {line["voice"] for line in lines} == {"am_onyx"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Name a scenario"),
        (("no-such-scenario",), "There is no scenario"),
        (("--all", "--voice", "bf_ema"), "bf_emma"),
    ],
)
def test_a_mistake_in_rendering_is_one_sentence(
    run: Run, arguments: tuple[str, ...], told: str
) -> None:
    assert told in one_sentence(run("scenario", "render", *arguments))


def test_a_folder_that_cannot_be_written_is_one_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    result = run(
        "scenario", "render", library.names()[0], "--seekers-only", "--out", tmp_path / "file"
    )

    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert "can't be written" in result.stderr


def test_a_file_of_lines_is_rendered_with_its_makings_named(run: Run, tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    rows = [{"voice": "bf_emma", "text": "I'm tired.", "speaker": "rose"}]
    rows.append({"voice": "coach", "text": "😀"})
    lines.write_text("\n".join(map(json.dumps, rows)))

    result = run("scenario", "render", "--lines", lines, "--out", tmp_path, "--flac", "--json")

    made, failed = map(json.loads, result.stdout.splitlines())
    data = Path(made["file"]).read_bytes()
    assert data.startswith(b"fLaC")
    assert made["sha256"] == hashlib.sha256(data).hexdigest()
    assert made["engine"] == "pyttsx3"
    assert made["seconds"] == pytest.approx(read(Path(made["file"])).seconds, abs=0.01)
    assert "nothing to say" in failed["problem"]
    assert failed["sha256"] is None


@pytest.mark.parametrize("row", ["no", "[]", '{"text": "x"}', '{"text": 1, "voice": "coach"}'])
def test_a_file_of_lines_that_are_none_is_told(run: Run, tmp_path: Path, row: str) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text(row)
    told = one_sentence(run("scenario", "render", "--lines", lines))
    assert f"{lines}:1: this is no line to speak" in told


def test_a_recorded_line_is_made_ready(run: Run, tmp_path: Path) -> None:
    said, out = tmp_path / "said.wav", tmp_path / "line.flac"
    run("speak", "I don't know who to ask any more.", "-o", said)

    result = run("scenario", "recording", said, "-o", out, "--json")

    told = json.loads(result.stdout)
    assert told["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert told["loudness_lufs"] == pytest.approx(TARGET, abs=0.5)


def test_a_recording_that_is_none_is_told_under_its_own_name(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "upload"
    file.write_text("Dear all, please find enclosed")
    command = ("scenario", "recording", file, "-o", tmp_path / "o.flac", "--name", "letter.doc")
    assert "letter.doc: this is no sound file" in one_sentence(run(*command))
