"""The pins themselves: gpiozero over a real board, or over a pretended one in tests.

Edges come on another thread, which does no more than put them down.
"""

import importlib
import os
import sys
import tempfile
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from device.config import Common, HookSwitch, Settings
from device.errors import WellheardError
from device.panel.light import Colour

MODEL = Path("/proc/device-tree/model")
"""Where a single-board computer tells its name."""
CHIPS = Path("/dev")
"""Where the kernel puts the chips that hold the pins: gpiochip0 and so on."""
DEBIAN = Path("/usr/lib/python3/dist-packages")
"""Where Debian's python3-lgpio is; a virtual environment doesn't look there by itself, and what the
package registry has under that name holds nothing for newer Pythons."""
PIPE_FOLDER = "LG_WD"
"""The variable that tells lgpio where to put its pipe."""
MOST_EDGES = 512
"""Edges that wait to be looked at; of a line that chatters faster, the oldest are let go."""

Readings = deque[tuple[str, float, bool]]
"""Line, seconds, and whether it is on."""


class PanelError(WellheardError, RuntimeError):
    """The panel can't be used; the message says why and what to do."""


class PinsError(PanelError, ValueError):
    """The settings wire two things to one pin, or nothing to any."""


def board_name(file: Path = MODEL) -> str:
    """The single-board computer's name; empty on any other machine."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip("\0\n ")
    except OSError:
        return ""


def wired(settings: Settings) -> dict[str, int]:
    """Which pin each setting names, without those that are not wired.

    Raises:
        PinsError: two things share a pin, or there is neither button nor hook switch.
    """
    names = ("talk", "second", "hook", "light_red", "light_green", "light_blue")
    pins = {name: getattr(settings, f"{name}_pin") for name in names}
    pins = {name: pin for name, pin in pins.items() if pin is not None}
    seen: dict[int, str] = {}
    for name, pin in pins.items():
        if pin in seen:
            raise PinsError(
                f"The settings {seen[pin]}_pin and {name}_pin are both {pin}. Give each its own."
            )
        seen[pin] = name
    if not pins.keys() & {"talk", "hook"}:
        raise PinsError("Neither talk_pin nor hook_pin is set. Set one, so that one can begin.")
    return pins


class Board:
    """Pins that are open: levels of the lines, and the lamp."""

    def __init__(self, settings: Settings, factory: Any, edge: Callable[[str, bool], None]) -> None:
        """Claim the pins.

        Args:
            settings: which pins.
            factory: gpiozero's, which is closed with the board.
            edge: called on another thread with a line and whether it is on; must not block.

        Raises:
            PinsError: the settings can't be.
            Exception: whatever gpiozero and its factory raise.
        """
        gpiozero = importlib.import_module("gpiozero")
        pins = wired(settings)
        self._factory = factory
        self._opens = settings.hook_lifted is HookSwitch.OPEN
        self._inputs: dict[str, Any] = {}
        self._listening: list[Callable[[float, int], None]] = []
        self._leds: list[Any] = []
        self._shown: list[float | None] = []
        try:
            for name in ("talk", "second", "hook"):
                if name in pins:
                    self._inputs[name] = self._input(gpiozero, name, pins[name], edge)
            cathode = settings.light_common is Common.CATHODE
            self._parts = [
                part
                for part, colour in enumerate(("light_red", "light_green", "light_blue"))
                if colour in pins
            ]
            for part in self._parts:
                pin = pins[("light_red", "light_green", "light_blue")[part]]
                led = gpiozero.PWMLED(pin, active_high=cathode, pin_factory=factory)
                self._leds.append(led)
                self._shown.append(None)
        except BaseException:
            self.close()
            raise

    def _input(self, gpiozero: Any, name: str, pin: int, edge: Callable[[str, bool], None]) -> Any:
        # Every switch goes to ground, so that a closed one pulls its pin low.
        device = gpiozero.InputDevice(pin, pull_up=True, pin_factory=self._factory)

        def heed(_: float, state: int) -> None:
            edge(name, (not state) is not self._inverted(name))

        self._listening.append(heed)  # the pin holds it but weakly
        device.pin.edges = "both"
        device.pin.when_changed = heed
        return device

    def _inverted(self, line: str) -> bool:
        return line == "hook" and self._opens

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that are wired: talk, second, hook."""
        return tuple(self._inputs)

    def on(self, line: str) -> bool:
        """Whether a line is pressed or lifted at this moment. Raises what the factory raises."""
        return bool(self._inputs[line].value) is not self._inverted(line)

    def light(self, colour: Colour) -> None:
        """Light the lamp. Raises what the factory raises.

        A lamp of one colour takes the brightest part.
        """
        parts = [max(colour)] if len(self._leds) == 1 else [colour[part] for part in self._parts]
        for index, (led, part) in enumerate(zip(self._leds, parts, strict=True)):
            level = round(part, 2)  # lgpio knows whole percents only
            if level != self._shown[index]:
                led.value = level
                self._shown[index] = level

    def close(self) -> None:
        """Let the pins go, whatever state they are in; the lamp goes dark."""
        # A chip that is gone can't be left in order, but nothing of it may stay: no claim, and no
        # callback, which would put the next owner's line to rest.
        for device in self._inputs.values():
            with suppress(Exception):
                device.pin.when_changed = None
        for device in (*self._inputs.values(), *self._leds):
            with suppress(Exception):
                device.close()
            self._factory.release_all(device)
            if not device.closed:
                device._pin = None  # else its finalizer tries again, and complains
        with suppress(Exception):
            self._factory.close()
        self._factory.pins.clear()  # else the next factory would be given the dead one's pins


def open_factory(name: str, chips: Path = CHIPS) -> Any:
    """One of gpiozero's pin factories, by name.

    Raises:
        PanelError: there is none of that name, or it can't reach the pins.
    """
    try:
        return _factory(name)
    except Exception as error:  # every driver has errors of its own
        raise PanelError(explained(error, chips)) from error


def _factory(name: str) -> Any:
    # At its import lgpio makes a pipe in the folder that LG_WD names, or else in the working
    # folder, where a service may not write; opens it, and stays in that folder.
    here, named = Path.cwd(), os.environ.get(PIPE_FOLDER)
    with tempfile.TemporaryDirectory(prefix="wellheard-") as folder:
        os.environ[PIPE_FOLDER] = folder
        sys.path.append(str(DEBIAN))
        try:
            module = importlib.import_module(f"gpiozero.pins.{name}")
        finally:
            sys.path.remove(str(DEBIAN))
            with suppress(OSError):  # a folder that this account may not enter
                os.chdir(here)
            os.environ.pop(PIPE_FOLDER)
            if named is not None:
                os.environ[PIPE_FOLDER] = named
    if name == "mock":
        return module.MockFactory(pin_class=module.MockPWMPin)
    made = [value for key, value in vars(module).items() if key.lower() == f"{name}factory"]
    if not made:
        raise PanelError(f"gpiozero has no pin factory {name!r}. Set pin_factory to lgpio.")
    return made[0]()


def explained(error: Exception, chips: Path = CHIPS) -> str:
    """What is wrong with the pins, and what to do about it, for whatever a driver raised."""
    if isinstance(error, PanelError):
        return str(error)
    said = f"{type(error).__name__}: {error}"
    if isinstance(error, ModuleNotFoundError):
        if str(error.name).startswith("gpiozero.pins."):
            name = str(error.name).rpartition(".")[2]
            return f"gpiozero has no pin factory {name!r}. Set pin_factory to lgpio."
        return (
            f"The button and the light need {error.name}, which is not installed."
            " Run: sudo apt install python3-lgpio"
        )
    if "busy" in str(error).lower() or type(error).__name__ == "GPIOPinInUse":
        return (
            f"Another program uses the panel's pins ({said})."
            " Stop it, or choose other pins in the settings. Is a kiosk running already?"
        )
    return _unreachable(error, said, sorted(chips.glob("gpiochip*")))


def _unreachable(error: Exception, said: str, found: list[Path]) -> str:
    if not found or type(error).__name__ == "PinUnknownPi":
        return (
            f"This machine has no pins for a button ({said})."
            " Connect it to a Raspberry Pi, or set panel to keyboard."
        )
    usable = any(os.access(chip, os.R_OK | os.W_OK) for chip in found)
    if isinstance(error, PermissionError) or not usable:
        return (
            f"This account may not use the pins ({found[0]})."
            " Run: sudo usermod -aG gpio $USER, then restart the machine."
        )
    return f"The pins can't be used ({said}). Switch the machine off and on again."
