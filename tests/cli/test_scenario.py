"""`wellheard scenario`, run as a program."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from device import library


def wellheard(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "device", "scenario", *map(str, arguments)]
    settings = os.environ | {"COLUMNS": "200", "TERM": "dumb"} | environment
    return subprocess.run(command, capture_output=True, text=True, check=False, env=settings)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    file = tmp_path / "moving-house.yaml"
    done = wellheard("new", file, "--title", "Moving house")
    assert (done.returncode, done.stderr) == (0, "")
    assert str(file) in done.stdout
    return file


def test_what_new_writes_passes_check(written: Path) -> None:
    done = wellheard("check", written)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == f"{written}: this scenario can be used."


def test_new_answers_in_json(tmp_path: Path) -> None:
    done = wellheard("new", tmp_path / "a.yaml", "--title", "Moving house", "--json")
    assert json.loads(done.stdout) == {"file": str(tmp_path / "a.yaml"), "title": "Moving house"}


def test_new_names_its_file_so_that_a_shell_takes_it(tmp_path: Path) -> None:
    file = tmp_path / "my other scenario.yaml"
    assert f"wellheard scenario check '{file}'" in wellheard("new", file).stdout


def test_check_takes_a_shipped_scenario_by_its_id() -> None:
    done = wellheard("check", "two-cups-of-tea", "two-cup-of-tea")
    assert "two-cups-of-tea.yaml: this scenario can be used." in done.stdout
    assert "Did you mean two-cups-of-tea?" in done.stderr


def test_new_never_overwrites(written: Path) -> None:
    written.write_text("mine")
    done = wellheard("new", written)
    assert done.returncode == 1
    assert "stays as it is" in done.stderr
    assert written.read_text() == "mine"


def test_new_tells_where_it_cannot_write(tmp_path: Path) -> None:
    done = wellheard("new", tmp_path / "no-folder" / "a.yaml")
    assert done.returncode == 1
    assert "no such file or directory" in done.stderr
    assert done.stderr.count("\n") == 1


def test_new_refuses_an_empty_title(tmp_path: Path) -> None:
    done = wellheard("new", tmp_path / "a.yaml", "--title", "")
    assert done.returncode == 1
    assert "Moving house" in done.stderr
    assert not (tmp_path / "a.yaml").exists()


def test_check_tells_every_problem_of_every_file_by_line(written: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    text = written.read_text()
    broken.write_text(
        text.replace("voice: am_echo", "voice: am_ecko").replace("good: true", "good: 1")
    )
    done = wellheard("check", broken, written, tmp_path / "none.yaml")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    voice = broken.read_text()[: broken.read_text().index("voice: am_ecko")].count("\n") + 1
    assert lines[0].startswith(f"{broken}:{voice}: seekers[0].voice: ")
    assert sum(".good: " in line for line in lines) == 3
    assert f"{written}: this scenario can be used." in lines
    assert done.stderr.splitlines() == [
        f"{broken} can't be used yet: 4 problems to mend.",
        f"{tmp_path / 'none.yaml'}: there is no such file. Look at its name.",
    ]


def test_check_answers_in_json(written: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"schema_version": 1,\n "titel": "x"}')
    done = wellheard("check", "--json", broken, written)
    assert done.returncode == 1
    first, second = json.loads(done.stdout)
    assert (first["ok"], second["ok"]) == (False, True)
    unknown = next(problem for problem in first["problems"] if problem["field"] == "titel")
    assert (unknown["line"], unknown["column"], unknown["level"]) == (2, 11, "error")
    assert unknown["fix"] == "Did you mean title?"
    assert second["problems"] == []


def test_check_tells_what_the_coach_does_not_hear(written: Path) -> None:
    text = written.read_text()
    deaf = text.replace("You should just tell her tonight.", "Mm-hm.")
    written.write_text(deaf)
    done = wellheard("check", written)
    assert done.returncode == 0
    assert done.stdout.startswith(f"warning: {written}:")
    assert "doesn't hear advice" in done.stdout


def test_show_lays_out_who_comes_and_where_each_answer_leads() -> None:
    done = wellheard("show", "two-cups-of-tea")
    assert (done.returncode, done.stderr) == (0, "")
    scenario = library.find("two-cups-of-tea")
    for words in ("Len", "bm_george", "opens up", "shuts down", "→ the-radio", "less good"):
        assert words in done.stdout
    shown = " ".join(done.stdout.split())
    for ending in scenario.endings:
        assert ending.line.text[:40] in shown


def test_show_answers_in_json() -> None:
    done = wellheard("show", "--json", "two-cups-of-tea", "welcome-back-cake")
    assert [one["id"] for one in json.loads(done.stdout)] == [
        "two-cups-of-tea",
        "welcome-back-cake",
    ]


def test_show_survives_a_terminal_that_knows_only_ascii() -> None:
    done = wellheard("show", "two-cups-of-tea", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert "Traceback" not in done.stderr
    assert done.returncode == 0
    assert "opens up" in done.stdout


def test_show_tells_a_name_that_is_not_there() -> None:
    done = wellheard("show", "two-cup-of-tea")
    assert done.returncode == 1
    assert done.stderr.strip().endswith("Did you mean two-cups-of-tea?")


def test_the_schema_is_json_schema_with_descriptions() -> None:
    schema = json.loads(wellheard("schema").stdout)
    assert schema["additionalProperties"] is False
    assert {"Turn", "Sample", "Skill"} <= set(schema["$defs"])
    assert "content_note" in schema["required"]
    parts = [schema, *schema["$defs"].values()]
    fields = [field for part in parts for field in part.get("properties", {}).items()]
    assert [name for name, field in fields if "description" not in field] == []


def test_wrong_use_ends_with_two() -> None:
    assert wellheard("check").returncode == 2
    assert wellheard("frobnicate").returncode == 2
