"""A practice on the terminal."""

import io

from rich.console import Console

from device.cli.stage import Ahead


def shown(of: int, *, terminal: bool) -> list[str]:
    file = io.StringIO()
    with Ahead(Console(file=file, force_terminal=terminal, width=40)) as ahead:
        for done in range(of + 1):
            ahead.show(done, of)
    return file.getvalue().splitlines()


def test_without_a_terminal_the_rendering_of_voices_is_told_now_and_then() -> None:
    assert shown(12, terminal=False) == [
        "Giving 12 lines their voice, the first time only; this can take some minutes.",
        "5 of 12 lines are ready.",
        "10 of 12 lines are ready.",
        "12 of 12 lines are ready.",
    ]
    assert shown(1, terminal=False)[0].startswith("Giving 1 line its voice,")


def test_on_a_terminal_there_is_a_bar_in_its_place() -> None:
    assert not any("Giving" in line for line in shown(12, terminal=True))
