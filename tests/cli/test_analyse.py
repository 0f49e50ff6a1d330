"""`wellheard analyse`: JSON lines in, JSON lines out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

GOOD = '{"seeker": "I lost my job.", "reply": "sounds like you feel let down"}'


def analyse(given: str | bytes, *arguments: str) -> tuple[list[dict[str, Any]], str, int]:
    data = given.encode() if isinstance(given, str) else given
    ran = subprocess.run(
        [sys.executable, "-m", "device", "analyse", *arguments],
        input=data,
        capture_output=True,
        check=False,
        timeout=60,
    )
    lines = [json.loads(line) for line in ran.stdout.decode().splitlines()]
    return lines, ran.stderr.decode(), ran.returncode


def test_each_line_is_answered_in_its_place() -> None:
    other = '{"seeker": "", "reply": "you should ring them"}'
    lines, errors, status = analyse(f"{GOOD}\n{other}\n")
    assert (errors, status) == ("", 0)
    first, second = lines
    assert set(first) == {"findings", "feedback"}
    assert set(first["feedback"]) == {"strength", "try_next", "model_line", "spoken"}
    finding = first["findings"][0]
    assert set(finding) == {"skill", "quote", "start", "end", "confidence", "source"}
    assert finding["skill"] == "reflects_feeling"
    assert "sounds like you feel let down"[finding["start"] : finding["end"]] == finding["quote"]
    assert [f["skill"] for f in second["findings"]] == ["advice"]


def test_a_file_is_read_like_standard_input(tmp_path: Path) -> None:
    path = tmp_path / "with a space.jsonl"
    path.write_text(GOOD + "\n\n" + GOOD, encoding="utf-8")
    assert len(analyse("", str(path))[0]) == 2


def test_a_file_that_is_not_there_gets_one_sentence(tmp_path: Path) -> None:
    lines, errors, status = analyse("", str(tmp_path / "none.jsonl"))
    assert (lines, status) == ([], 1)
    assert "none.jsonl can't be read" in errors
    assert "Traceback" not in errors


def test_broken_json_on_line_three_leaves_the_others_answered() -> None:
    lines, errors, status = analyse(f"{GOOD}\n{GOOD}\n{{nope\n{GOOD}\n{GOOD}\n")
    assert status == 1
    assert [line.get("line") for line in lines] == [None, None, 3, None, None]
    assert all("findings" in line for line in lines if "error" not in line)
    assert errors.startswith("wellheard: line 3: it is not JSON")
    assert len(errors.splitlines()) == 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"seeker": "a"}', '"reply" is missing'),
        ('{"seeker": "a", "reply": 3}', '"reply" must be text'),
        ('{"seeker": "a", "reply": null}', '"reply" must be text'),
        ("[]", "no JSON object"),
        ("3", "no JSON object"),
        ('{"seeker": "a", "reply": "\\ud800"}', "lone surrogate"),
        ('{"seeker": "a", "reply": "b", "timing": {"gap": NaN}}', "neither NaN nor infinite"),
        ('{"seeker": "a", "reply": "b", "timing": {"gap": 1, "overlap": -1}}', "not be below 0"),
        ('{"seeker": "a", "reply": "b", "words": [{"word": "b"}]}', "words[0].start"),
        ("[" * 100_000, "can't be held"),
    ],
)
def test_a_bad_line_is_told_by_field_and_what_to_do(line: str, told: str) -> None:
    lines, errors, status = analyse(f"{line}\n{GOOD}\n")
    assert status == 1
    assert told in lines[0]["error"]
    assert told in errors
    assert "findings" in lines[1]
    assert "Traceback" not in errors


def test_bytes_that_are_no_text_are_told() -> None:
    lines, _, status = analyse(b"\xff\xfe\n" + GOOD.encode())
    assert status == 1
    assert "not UTF-8" in lines[0]["error"]
    assert "findings" in lines[1]


def test_a_line_without_an_end_is_not_held_in_memory() -> None:
    lines, _, status = analyse(b"x" * 3_000_000 + b"\n" + GOOD.encode())
    assert status == 1
    assert "longer than 1 MB" in lines[0]["error"]
    assert "findings" in lines[1]


def test_timing_and_words_are_heard() -> None:
    spoken = {
        "seeker": "I lost my job.",
        "reply": "what happened",
        "words": [
            {"word": "what", "start": 0.1, "end": 0.3, "confidence": 0.9},
            {"word": "happened", "start": 0.3, "end": 0.8, "confidence": 0.9},
        ],
        "timing": {"gap": 1.5, "overlap": 0, "duration": 0.7, "pauses": []},
    }
    lines, _, status = analyse(json.dumps(spoken))
    assert status == 0
    voice = [f for f in lines[0]["findings"] if f["source"] == "voice"]
    assert [(f["skill"], f["quote"], f["start"], f["end"]) for f in voice] == [
        ("thoughtful_pause", "", 0, 0)
    ]


def test_an_answer_comes_before_the_next_line_is_given() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "device", "analyse"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(GOOD.encode() + b"\n")
        running.stdin.flush()
        assert b"reflects_feeling" in running.stdout.readline()
        running.stdin.close()


def test_an_empty_reply_is_answered() -> None:
    lines, _, status = analyse('{"seeker": "", "reply": ""}')
    assert status == 0
    assert lines[0]["findings"] == []
    assert lines[0]["feedback"]["spoken"]
