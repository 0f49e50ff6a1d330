"""`wellheard panel`, as a program, on a real terminal and without one."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

COMMAND = (sys.executable, "-m", "device", "panel")


def environment(tmp_path: Path, **settings: str) -> dict[str, str]:
    given = {f"WELLHEARD_{name.upper()}": value for name, value in settings.items()}
    return os.environ | {"XDG_CONFIG_HOME": str(tmp_path)} | given


def test_keys_and_lights_are_told_as_json(tmp_path: Path) -> None:
    hand, keys = pty.openpty()
    program = subprocess.Popen(
        (*COMMAND, "--json", "--seconds", "60"),
        stdin=keys,
        stdout=subprocess.PIPE,
        env=environment(tmp_path, panel="keyboard"),
        text=True,
    )
    try:
        assert program.stdout is not None
        assert json.loads(program.stdout.readline())["light"] == "idle"
        os.write(hand, b"d")
        lines = (json.loads(line) for line in program.stdout)
        event = next(line for line in lines if "event" in line)
        assert (event["event"], event["line"]) == ("second", "second")
    finally:
        program.terminate()
        program.communicate(timeout=60)
        os.close(hand)
        os.close(keys)


def test_pretended_pins_run_for_as_long_as_asked(tmp_path: Path) -> None:
    done = subprocess.run(
        (*COMMAND, "--seconds", "0.2"),
        env=environment(tmp_path, panel="gpio", pin_factory="mock"),
        capture_output=True,
        check=False,
        text=True,
        timeout=100,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Press each button" in done.stdout
    assert "idle: white, breathing slowly" in done.stdout


def test_a_machine_without_pins_is_told_in_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        COMMAND,
        env=environment(tmp_path, panel="gpio"),
        capture_output=True,
        check=False,
        text=True,
        timeout=100,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("wellheard: ")
    assert done.stderr.count("\n") == 1


def test_without_a_keyboard_it_is_told(tmp_path: Path) -> None:
    for choice in ("auto", "keyboard"):
        done = subprocess.run(
            COMMAND,
            env=environment(tmp_path, panel=choice),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            text=True,
            timeout=100,
        )
        assert done.returncode == 1
        assert "in a terminal" in done.stderr
        assert done.stderr.count("\n") == 1
