from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.config import PanelChoice, Settings
from device.doctor.finding import State
from device.doctor.panel import panel


@pytest.fixture
def pi(tmp_path: Path) -> Path:
    (tmp_path / "model").write_bytes(b"Raspberry Pi 4 Model B Rev 1.4\0")
    return tmp_path / "model"


def pins() -> MockFactory:
    return MockFactory(pin_class=MockPWMPin)


async def test_a_machine_that_is_no_pi_needs_no_panel(tmp_path: Path) -> None:
    found = await panel(Settings(), tmp_path / "model")
    assert (found.state, "not a Raspberry Pi" in found.found) == (State.OK, True)


async def test_a_panel_can_be_left_out(pi: Path) -> None:
    found = await panel(Settings(panel=PanelChoice.NONE), pi)
    assert (found.state, found.found) == (State.OK, "none, by setting")


async def test_a_pi_whose_pins_can_not_be_reached_is_told(pi: Path) -> None:
    found = await panel(Settings(), pi)
    assert found.state is State.WARNING
    assert found.found.startswith("Raspberry Pi 4 Model B Rev 1.4: no button")
    assert found.advice.endswith("The keyboard works.")


async def test_pins_that_work_are_listed_and_let_go(pi: Path) -> None:
    factory = pins()
    for _ in range(2):
        found = await panel(Settings(second_pin=None), pi, lambda: factory)
        assert found.state is State.OK
        assert "talk on GPIO 17, hook on GPIO 22, light red on GPIO 23" in found.found
        assert "second" not in found.found


async def test_a_button_that_is_down_all_by_itself_is_told(pi: Path) -> None:
    class Shorted(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
        def _get_state(self) -> float:
            return 0.0

    found = await panel(Settings(hook_pin=None), pi, lambda: MockFactory(pin_class=Shorted))
    assert found.state is State.WARNING
    assert "the talk and second button is down" in found.found
    assert "cable" in found.advice


async def test_settings_that_can_not_be_are_told(pi: Path) -> None:
    found = await panel(Settings(talk_pin=22), pi)
    assert found.state is State.FAILED
    assert "talk_pin and hook_pin are both 22" in found.found
    assert found.advice == "Give each its own."
