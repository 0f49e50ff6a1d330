"""The panel on gpiozero's pretended pins: edges from another thread, chips that go away."""

import asyncio
import errno
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from gpiozero import InputDevice
from gpiozero.exc import GPIOPinInUse, PinUnknownPi
from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.config import Common, HookSwitch, Settings, TalkMode
from device.panel import GpioPanel, Kind, Light, PanelError, PinsError
from device.panel.board import explained, open_factory, wired
from device.panel.contact import HEALED_AFTER, LOST_AFTER
from device.panel.event import Event
from device.panel.line import HANG_UP_AFTER
from tests.panel.bounces import TACTILE, moved

PATIENCE = 20.0
"""Seconds to wait for what comes at once on an idle machine."""


class Desk:
    """A panel on pretended pins, with a clock that goes only when it is told to."""

    def __init__(self, **settings: Any) -> None:
        self.settings = Settings(**settings)
        self.time = 100.0
        self.made: list[MockFactory] = []
        self.fault: Exception | None = None
        self.panel: GpioPanel

    def make(self) -> MockFactory:
        if self.fault is not None:
            raise self.fault
        self.made.append(MockFactory(pin_class=MockPWMPin))
        return self.made[-1]

    def pin(self, number: int) -> Any:
        return self.made[-1].pin(number)

    def drive(self, number: int, closed: bool) -> None:
        """Close or open a switch, from another thread, as lgpio does."""
        pin = self.pin(number)
        move = pin.drive_low if closed else pin.drive_high
        thread = threading.Thread(target=move)
        thread.start()
        thread.join()

    async def wait(self, seconds: float) -> None:
        """Let pretended seconds pass, with a look at every fortieth."""
        for _ in range(round(seconds * 40)):
            self.time += 0.025
            self.panel._wake.set()
            await asyncio.sleep(0)
            await asyncio.sleep(0)

    async def next(self) -> Event:
        async with asyncio.timeout(PATIENCE):
            return await self.panel.events.get()

    def told(self) -> list[Kind]:
        events = self.panel.events
        return [events.get_nowait().kind for _ in range(events.qsize())]

    def lifted(self) -> bool:
        return self.panel.off_hook

    def lit(self) -> tuple[float, ...]:
        return tuple(self.pin(number).state for number in (23, 24, 25))


@asynccontextmanager
async def at_desk(**settings: Any) -> AsyncIterator[Desk]:
    desk = Desk(**settings)
    desk.panel = await GpioPanel.start(
        desk.settings, factory=desk.make, now=lambda: desk.time, retry=0.01
    )
    try:
        yield desk
    finally:
        await desk.panel.close()


async def test_a_real_clock_and_a_real_press() -> None:
    made: list[MockFactory] = []

    def make() -> MockFactory:
        made.append(MockFactory(pin_class=MockPWMPin))
        return made[-1]

    panel = await GpioPanel.start(Settings(), factory=make)
    try:
        before = time.monotonic()
        threading.Thread(target=made[0].pin(17).drive_low).start()
        async with asyncio.timeout(PATIENCE):
            events = [await panel.events.get(), await panel.events.get()]
        assert [(event.kind, event.line) for event in events] == [
            (Kind.PRESS, "talk"),
            (Kind.TAP, "talk"),
        ]
        assert before <= events[0].at <= time.monotonic()
    finally:
        await panel.close()


async def test_each_line_tells_its_own() -> None:
    async with at_desk() as desk:
        for pin in (22, 17, 27):
            desk.drive(pin, closed=True)
            await desk.wait(0.3)
            desk.drive(pin, closed=False)
            await desk.wait(1.0)
        assert desk.told() == [
            Kind.PICKED_UP,
            Kind.HUNG_UP,
            Kind.PRESS,
            Kind.TAP,
            Kind.RELEASE,
            Kind.SECOND,
        ]


async def test_a_bouncing_button_taps_once() -> None:
    async with at_desk() as desk:
        start = desk.time
        for at, on in [*moved(0.0, True, TACTILE), *moved(0.3, False, TACTILE)]:
            if at >= 0.3 and desk.time < start + 0.3:
                await desk.wait(0.2)
            desk.time = start + at
            desk.drive(17, closed=on)
        await desk.wait(1.0)
        assert desk.told() == [Kind.PRESS, Kind.TAP, Kind.RELEASE]


async def test_the_talk_button_is_held_where_the_settings_say_so() -> None:
    async with at_desk(talk_button=TalkMode.HOLD) as desk:
        desk.drive(17, closed=True)
        await desk.wait(2.0)
        assert desk.told() == [Kind.PRESS, Kind.HOLD]


async def test_a_hook_switch_that_opens_when_the_receiver_is_lifted() -> None:
    async with at_desk(hook_lifted=HookSwitch.OPEN) as desk:
        assert desk.lifted()  # nothing is wired yet: open
        desk.drive(22, closed=True)
        await desk.wait(2.0)
        assert not desk.lifted()
        assert desk.told() == []
        desk.drive(22, closed=False)
        await desk.wait(1.0)
        assert desk.lifted()
        assert desk.told() == [Kind.PICKED_UP]


async def test_an_edge_that_got_lost_is_seen_all_the_same() -> None:
    async with at_desk() as desk:
        desk.drive(22, closed=True)
        await desk.wait(1.0)
        pin = desk.pin(22)
        pin._state = True  # it opens, and nobody is called
        await desk.wait(HANG_UP_AFTER + 0.1)
        assert desk.told() == [Kind.PICKED_UP, Kind.HUNG_UP]


async def test_a_line_that_chatters_is_told_once_and_floods_nothing() -> None:
    async with at_desk() as desk:
        pin = desk.pin(17)
        for _ in range(round(LOST_AFTER * 40) + 4):
            for _ in range(50):
                pin.drive_low()
                pin.drive_high()
            assert len(desk.panel._readings) <= 512
            await desk.wait(0.025)
        event = await desk.next()
        assert (event.kind, event.line) == (Kind.BUTTON_LOST, "talk")
        await desk.wait(HEALED_AFTER + 0.2)
        assert desk.told() == [Kind.BUTTON_FOUND]


async def test_the_light_shows_the_most_urgent_and_goes_dark_at_the_end() -> None:
    async with at_desk() as desk:
        await desk.wait(1.0)
        desk.panel.show(Light.LISTENING, Light.OFFLINE)
        await desk.wait(1.0)
        red, green, _ = desk.lit()
        assert (red, green) == (0, 1)
        desk.panel.show(Light.LISTENING, Light.TROUBLE)
        await desk.wait(0.1)
        assert desk.lit() == (1, 0, 0)
        pins = [desk.pin(number) for number in (23, 24, 25)]
        await desk.panel.close()
        assert [pin.state for pin in pins] == [0, 0, 0]
        await desk.panel.close()


async def test_a_common_anode_is_lit_by_pulling_down() -> None:
    async with at_desk(light_common=Common.ANODE) as desk:
        await desk.wait(1.0)
        desk.panel.show(Light.TROUBLE)
        await desk.wait(0.1)
        assert desk.lit() == (0, 1, 1)


async def test_a_lamp_of_one_colour_keeps_every_rhythm() -> None:
    async with at_desk(light_green_pin=None, light_blue_pin=None) as desk:
        await desk.wait(1.0)
        desk.panel.show(Light.YOUR_TURN)  # which has no red in it
        await desk.wait(0.1)
        assert desk.pin(23).state == 1
        await desk.wait(0.5)
        assert desk.pin(23).state == 0


async def test_a_chip_that_goes_away_is_told_once_and_taken_up_again() -> None:
    async with at_desk() as desk:
        desk.drive(22, closed=True)
        await desk.wait(1.0)
        assert desk.told() == [Kind.PICKED_UP]
        dead, desk.fault = desk.pin(22), OSError(errno.ENODEV, "No such device")

        class Gone(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
            def _get_state(self) -> float:
                raise OSError(errno.ENODEV, "No such device")

        dead.__class__ = Gone
        await desk.wait(0.1)
        event = await desk.next()
        assert event.kind is Kind.PANEL_LOST
        assert event.told == desk.panel.trouble
        assert "No such device" in event.told
        await asyncio.sleep(0.1)  # several tries
        desk.panel.show(Light.TROUBLE)  # must not break
        assert desk.told() == []
        desk.fault = None
        assert (await desk.next()).kind is Kind.PANEL_FOUND
        assert desk.panel.trouble == ""
        # Meanwhile the receiver was put back.
        await desk.wait(1.0)
        assert desk.told() == [Kind.HUNG_UP]
        desk.drive(17, closed=True)
        await desk.wait(0.1)
        assert desk.told() == [Kind.PRESS, Kind.TAP]


async def test_nothing_of_a_dead_chip_is_in_the_way_of_the_next() -> None:
    class Dead(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
        def _get_state(self) -> float:
            raise OSError(errno.ENODEV, "No such device")

        def _set_frequency(self, value: float | None) -> None:
            raise OSError(errno.ENODEV, "No such device")

        def close(self) -> None:
            raise OSError(errno.ENODEV, "No such device")

    factory = MockFactory(pin_class=MockPWMPin)
    panel = await GpioPanel.start(Settings(), factory=lambda: factory, retry=0.01)
    try:
        pins = list(factory.pins.values())
        listening = [pin for pin in pins if pin.when_changed is not None]
        assert len(listening) == 3
        for pin in pins:
            pin.__class__ = Dead
        panel.show(Light.TROUBLE)
        async with asyncio.timeout(PATIENCE):
            assert (await panel.events.get()).kind is Kind.PANEL_LOST
            assert (await panel.events.get()).kind is Kind.PANEL_FOUND
        assert [pin.when_changed for pin in listening] == [None] * 3
        assert all(pin not in pins for pin in factory.pins.values())
    finally:
        await panel.close()


async def test_a_light_that_can_not_be_set_is_no_end_either() -> None:
    async with at_desk() as desk:
        lamp = desk.pin(23)

        class Burnt(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
            def _set_state(self, value: float) -> None:
                raise OSError(errno.EIO, "Input/output error")

        lamp.__class__ = Burnt
        desk.panel.show(Light.TROUBLE)
        await desk.wait(1.0)
        assert (await desk.next()).kind is Kind.PANEL_LOST
        assert (await desk.next()).kind is Kind.PANEL_FOUND
        assert len(desk.made) == 2


async def test_pins_that_are_not_there_at_the_start_are_told_and_tried_again() -> None:
    desk = Desk()
    desk.fault = PinUnknownPi("unable to locate Pi revision")
    desk.panel = await GpioPanel.start(desk.settings, factory=desk.make, retry=0.01)
    try:
        assert desk.told() == [Kind.PANEL_LOST]
        assert "no pins" in desk.panel.trouble
        assert not desk.lifted()
        desk.fault = None
        assert (await desk.next()).kind is Kind.PANEL_FOUND
    finally:
        await desk.panel.close()


async def test_pins_that_another_uses_are_told() -> None:
    factory = MockFactory(pin_class=MockPWMPin)
    other = InputDevice(27, pin_factory=factory)
    panel = await GpioPanel.start(Settings(), factory=lambda: factory)
    try:
        assert "Another program" in panel.trouble
        assert "GPIO27" in panel.trouble
    finally:
        await panel.close()
        other.close()


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"talk_pin": 23}, "talk_pin and light_red_pin are both 23"),
        ({"hook_pin": 17}, "talk_pin and hook_pin are both 17"),
        ({"talk_pin": "none", "hook_pin": "none"}, "Neither"),
    ],
)
async def test_pins_that_can_not_be_are_told_before_anything_is_claimed(
    settings: dict[str, Any], told: str
) -> None:
    with pytest.raises(PinsError, match=told):
        GpioPanel(Settings(**settings))


def test_what_is_not_wired_is_not_claimed() -> None:
    assert wired(Settings(second_pin="none", light_blue_pin="none")) == {  # type: ignore[arg-type]  # as a file says it
        "talk": 17,
        "hook": 22,
        "light_red": 23,
        "light_green": 24,
    }


class Busy(Exception):
    """As lgpio says it, whose error is an Exception and no more."""


@pytest.mark.parametrize(
    ("error", "told", "do"),
    [
        (ModuleNotFoundError("No module", name="lgpio"), "lgpio", "apt install python3-lgpio"),
        (Busy("'GPIO busy'"), "Another program", "Stop it"),
        (GPIOPinInUse("pin GPIO17 is already in use"), "Another program", "Stop it"),
        (PermissionError(errno.EACCES, "denied"), "may not use the pins", "usermod -aG gpio"),
        (PinUnknownPi("unable to locate"), "no pins", "set panel to keyboard"),
        (Busy("bad handle"), "bad handle", "off and on again"),
    ],
)
def test_whatever_is_wrong_is_one_sentence_and_what_to_do(
    tmp_path: Path, error: Exception, told: str, do: str
) -> None:
    (tmp_path / "gpiochip0").touch()
    said = explained(error, tmp_path)
    assert told in said
    assert do in said
    assert "\n" not in said


def test_no_chip_at_all_is_told(tmp_path: Path) -> None:
    assert "no pins" in explained(Busy("can not open gpiochip"), tmp_path)


def test_an_unknown_pin_factory_is_told() -> None:
    with pytest.raises(PanelError, match="no pin factory 'wishes'"):
        open_factory("wishes")


def test_opening_a_factory_leaves_the_working_folder_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert isinstance(open_factory("mock"), MockFactory)
    assert Path.cwd() == tmp_path
    assert list(tmp_path.iterdir()) == []
