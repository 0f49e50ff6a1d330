"""The keyboard in the panel's place, on a real terminal."""

import asyncio
import io
import os
import pty
import termios
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, TextIO, cast

import pytest

from device.config import PanelChoice, Settings, TalkMode
from device.panel import KeyboardPanel, Kind, Light, NoPanel, PanelError, chosen, open_panel

PATIENCE = 20.0


class Terminal:
    def __init__(self) -> None:
        self.hand, self.file = pty.openpty()
        self.keys: IO[str] = os.fdopen(self.file, "r", closefd=False)

    def type(self, keys: str) -> None:
        os.write(self.hand, keys.encode())


@asynccontextmanager
async def typing(mode: TalkMode = TalkMode.TAP) -> AsyncIterator[tuple[Terminal, KeyboardPanel]]:
    terminal = Terminal()
    panel = KeyboardPanel(mode, cast(TextIO, terminal.keys))
    try:
        yield terminal, panel
    finally:
        await panel.close()
        for file in (terminal.hand, terminal.file):
            os.close(file)


async def told(panel: KeyboardPanel, count: int) -> list[Kind]:
    async with asyncio.timeout(PATIENCE):
        return [(await panel.events.get()).kind for _ in range(count)]


async def test_every_key_is_what_a_hand_would_do() -> None:
    async with typing() as (terminal, panel):
        terminal.type(" ")
        assert await told(panel, 3) == [Kind.PRESS, Kind.TAP, Kind.RELEASE]
        terminal.type("pDPq")
        assert await told(panel, 4) == [Kind.PICKED_UP, Kind.SECOND, Kind.HUNG_UP, Kind.LEAVE]
        assert not panel.off_hook
        terminal.type("x")
        terminal.type("\x1b[A")  # an arrow
        await asyncio.sleep(0.2)
        terminal.type("\x1b")
        assert await told(panel, 1) == [Kind.LEAVE]


async def test_where_it_is_held_to_talk_the_second_press_lets_go() -> None:
    async with typing(TalkMode.HOLD) as (terminal, panel):
        terminal.type(" ")
        assert await told(panel, 2) == [Kind.PRESS, Kind.HOLD]
        terminal.type("\n")
        assert await told(panel, 1) == [Kind.RELEASE]


async def test_keys_need_no_enter_and_the_terminal_is_left_as_it_was() -> None:
    terminal = Terminal()
    before = termios.tcgetattr(terminal.file)
    panel = KeyboardPanel(TalkMode.TAP, cast(TextIO, terminal.keys))
    assert not termios.tcgetattr(terminal.file)[3] & termios.ICANON
    await panel.close()
    assert termios.tcgetattr(terminal.file) == before
    await panel.close()
    os.close(terminal.hand)
    os.close(terminal.file)


async def test_a_terminal_that_goes_away_is_no_end() -> None:
    terminal = Terminal()
    panel = KeyboardPanel(TalkMode.TAP, cast(TextIO, terminal.keys))
    os.close(terminal.hand)
    await asyncio.sleep(0.1)
    panel.show(Light.TROUBLE)
    await panel.close()
    os.close(terminal.file)


async def test_the_light_is_a_line_whenever_it_changes() -> None:
    shown = io.StringIO()
    terminal = Terminal()
    panel = KeyboardPanel(TalkMode.TAP, cast(TextIO, terminal.keys), shown)
    panel.show(Light.OFFLINE, Light.YOUR_TURN)
    panel.show(Light.YOUR_TURN)
    panel.show()
    await panel.close()
    assert shown.getvalue() == "[your turn]\n[idle]\n"
    os.close(terminal.hand)
    os.close(terminal.file)


async def test_without_a_keyboard_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "keys").touch()
    with (tmp_path / "keys").open() as keys, pytest.raises(PanelError, match="in a terminal"):
        KeyboardPanel(TalkMode.TAP, keys)


def test_which_panel_there_is(tmp_path: Path) -> None:
    pi, pc = tmp_path / "pi", tmp_path / "pc"
    pi.write_bytes(b"Raspberry Pi 4 Model B Rev 1.4\0")
    terminal = Terminal()
    with (tmp_path / "pi").open() as file:
        assert chosen(Settings(), file, pi) is PanelChoice.GPIO
        assert chosen(Settings(), file, pc) is PanelChoice.NONE
        assert chosen(Settings(), cast(TextIO, terminal.keys), pc) is PanelChoice.KEYBOARD
        asked = Settings(panel=PanelChoice.NONE)
        assert chosen(asked, cast(TextIO, terminal.keys), pi) is PanelChoice.NONE
    os.close(terminal.hand)
    os.close(terminal.file)


async def test_no_panel_at_all_does_nothing_and_breaks_nothing() -> None:
    panel = await open_panel(Settings(panel=PanelChoice.NONE))
    assert isinstance(panel, NoPanel)
    panel.show(Light.TROUBLE)
    assert panel.events.empty()
    await panel.close()
