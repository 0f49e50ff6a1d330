"""Hands: what is pressed, at the panel or on the screen, and what it means now."""

import asyncio
import contextlib

from device.kiosk.house import House
from device.panel import Event, Kind
from device.screen import Asked, Begin, Chosen, Finished, Leave, Pressed, Typed

AGAIN = 5.0
"""Seconds between two looks whether there is another screen."""


async def heed_panel(house: House) -> None:
    """Heed the panel, for ever."""
    while True:
        pressed(house, await house.face.panel.events.get())


def pressed(house: House, event: Event) -> None:
    """Something was done at the panel."""
    session = house.session
    free = house.visiting is None
    match event.kind:
        case Kind.HUNG_UP:
            house.leave()
        case Kind.PICKED_UP if house.leaving:
            house.begin.set()  # somebody else, or the same who changed their mind
        case Kind.BUTTON_LOST | Kind.PANEL_LOST:
            house.face.trouble("button", event.told or "A button does not work.")
        case Kind.BUTTON_FOUND | Kind.PANEL_FOUND:
            house.face.trouble("button", "")
        case Kind.TAP | Kind.HOLD | Kind.PICKED_UP if free:
            house.begin.set()
        case Kind.TAP if session is not None:
            session.tap()
        case Kind.HOLD | Kind.RELEASE if session is not None:
            session.hold(event.kind is Kind.HOLD)
        case Kind.SECOND if session is not None:
            session.second()
        case Kind.LEAVE if session is not None:
            session.leave()


async def heed_screen(house: House) -> None:
    """Heed the screen, for ever."""
    while True:
        screen = house.face.screen
        if screen is None:
            await asyncio.sleep(AGAIN)
            continue
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(AGAIN):  # it may have been replaced meanwhile
                asked(house, await screen.asked.get())


def asked(house: House, what: Asked) -> None:
    """Something was asked for on the screen."""
    session = house.session
    if session is None:
        if isinstance(what, Leave):
            house.leave()
        elif isinstance(what, Begin) and house.visiting is None:
            house.begin.set()
        return
    match what:
        case Chosen(id=choice):
            session.choose(choice)
        case Typed(text=text):
            session.type(text)
        case Finished():
            session.finish()
        case Pressed(command=command):
            session.press(command)
        case Leave():
            house.leave()
        case Begin():
            pass
