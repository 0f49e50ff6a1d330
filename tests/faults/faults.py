"""Faults, done to a kiosk that runs, and what comes of each.

Each is a function that breaks something, sees it noticed and told, mends it, and sees the kiosk
used again. The tests and the table of `tests/bench/faults.py` are made by the same functions.
"""

import asyncio
import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from device.coach.talk.phrases import reception
from device.event import CoachSaid, FeedbackGiven, Heard, SeekerSaid
from device.kiosk import hands, watch
from device.kiosk.session import Session
from device.panel import Light
from device.screen import Chosen, Leave, Typed
from device.store import Store
from tests.faults import processes
from tests.kiosk.room import Room
from tests.panel.bounces import CRADLE, WORN

GONE_FOR = 3.0
"""Seconds that pass before the cause goes away."""
TALK = "talk:two-cups-of-tea"
KIND = "That sounds really lonely. What are the mornings like for you?"


@dataclass(frozen=True)
class Row:
    """What came of a fault."""

    fault: str
    noticed: float | None
    """Seconds from the cause to the kiosk knowing of it; None where there is nothing to notice."""
    told: str
    recovered: float
    """Seconds from the cause going away, or where it stays, from its being noticed."""
    lost: str = "nothing"


Fault = Callable[[Room], Coroutine[Any, Any, Row]]


class Since:
    """A stopwatch."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began


def told(here: Room, code: str) -> str:
    """What the kiosk says is wrong; empty where nothing is."""
    return here.program.house.face.troubles.get(code, "")


def session(here: Room) -> Session:
    found = here.program.house.session
    assert found is not None
    return found


async def begin(here: Room) -> int:
    """A press begins a visit; gives how many events there were before."""
    before = len(here.events)
    await here.press()
    await here.until(lambda: here.program.house.session is not None, "a visit begins")
    await here.until(lambda: len(here.events) > before, "it speaks")
    return before


async def leave(here: Room) -> None:
    """Leave at once, as by hanging up."""
    hands.asked(here.program.house, Leave())
    await here.free()


async def begins_again(here: Room) -> None:
    """The kiosk is as good as before."""
    await begin(here)
    await leave(here)


async def practise(here: Room) -> int:
    """Begin a talk that counts, up to the first reply; gives how many events there are."""
    before = await begin(here)
    hands.asked(here.program.house, Chosen(TALK))
    await here.until(
        lambda: any(isinstance(event, SeekerSaid) for event in here.events[before:]), "a seeker"
    )
    return await here.my_turn(before)


async def type_reply(here: Room, after: int) -> None:
    """Type a reply, and have it assessed."""
    hands.asked(here.program.house, Typed(KIND))
    await here.until(
        lambda: any(isinstance(event, FeedbackGiven) for event in here.events[after:]), "feedback"
    )


def kept(data: Path) -> int:
    """How many practices are in the store."""
    with contextlib.closing(Store.open(data)) as store:
        return len(store.waiting(100, 10_000_000))


# Sound.


async def microphone_out(here: Room) -> Row:
    """While nobody is here."""
    since = Since()
    await asyncio.to_thread(here.sound.unplug, "mic")
    await here.until(lambda: told(here, "microphone"), "it is missed")
    noticed, words = since.seconds, told(here, "microphone")
    await here.until(lambda: here.lights[-1] is Light.TROUBLE, "the light tells")
    await asyncio.sleep(GONE_FOR)
    await asyncio.to_thread(here.sound.plug_in, "mic")
    await asyncio.to_thread(here.sound.take, "mic")
    since = Since()
    await here.until(lambda: not told(here, "microphone"), "it is back")
    recovered = since.seconds
    await begins_again(here)
    return Row(
        "microphone pulled out and put back", noticed, f"light, screen: “{words}”", recovered
    )


async def server_killed(here: Room) -> Row:
    """While nobody is here."""
    since = Since()
    await asyncio.to_thread(here.sound.stop)
    await here.until(lambda: told(here, "microphone"), "it is missed")
    noticed, words = since.seconds, told(here, "microphone")
    await asyncio.sleep(GONE_FOR)
    await asyncio.to_thread(here.sound.start)
    here.breathe()
    since = Since()
    await here.until(lambda: not here.program.house.face.troubles, "it is back")
    recovered = since.seconds
    await begins_again(here)
    return Row("sound server killed, idle", noticed, f"light, screen: “{words}”", recovered)


async def server_killed_in_a_visit(here: Room) -> Row:
    """While the kiosk waits for an answer; the visit goes on where it was."""
    before = await begin(here)
    turn = await here.my_turn(before)
    since = Since()
    await asyncio.to_thread(here.sound.stop)
    await here.until(lambda: told(here, "microphone") or told(here, "speaker"), "it is missed")
    noticed = since.seconds
    words = told(here, "microphone") or told(here, "speaker")
    await asyncio.sleep(GONE_FOR)
    await asyncio.to_thread(here.sound.start)
    here.breathe()
    since = Since()
    await here.until(lambda: not here.program.house.face.troubles, "it is back")
    recovered = since.seconds
    for _ in range(5):  # what falls into a line that is being said again is not heard
        said = await here.say("No.")
        await here.until(lambda n=said: len(here.events) > n, "it answers")  # type: ignore[misc]
        await here.my_turn(said)
        if any("another" in getattr(event, "text", "") for event in here.events[turn:]):
            break
    else:
        raise AssertionError("the visit does not go on")
    await leave(here)
    return Row("sound server killed in a visit", noticed, f"light, screen: “{words}”", recovered)


# Engines.


async def recogniser(here: Room, how: signal.Signals) -> Row:
    """It ends, or stands still, in the midst of a reply."""
    before = await practise(here)
    child = processes.served(os.getpid(), "whisper")
    speaking = asyncio.create_task(here.say(KIND, at_once=True))
    await here.until(lambda: here.lights[-1] is Light.LISTENING, "it listens")
    await asyncio.sleep(1.0)
    os.kill(child, how)
    since = Since()
    await here.until(lambda: not processes.alive(child), "the child is gone")
    noticed = since.seconds
    since = Since()
    await speaking
    asked_again = 0
    while not any(isinstance(event, Heard) for event in here.events[before:]):
        turns = len(here.events)
        await here.until(
            lambda n=turns: len(here.events) > n,  # type: ignore[misc]
            "it is heard, or asked for again",
        )
        if not any(isinstance(event, Heard) for event in here.events[before:]):
            asked_again += 1
            assert asked_again <= 3
            await here.my_turn(turns)
            await here.say(KIND, at_once=True)
    recovered = since.seconds
    heard = next(event for event in here.events[before:] if isinstance(event, Heard))
    assert {"sounds", "lonely", "mornings"} & set(heard.text.lower().split()), heard.text
    assert processes.served(os.getpid(), "whisper") != child
    await leave(here)
    lost = f"asked to say it again: {asked_again}" if asked_again else "nothing"
    return Row(
        f"recogniser {how.name} in a reply", noticed, "log; nobody need know", recovered, lost
    )


async def recogniser_killed(here: Room) -> Row:
    return await recogniser(here, signal.SIGKILL)


async def recogniser_stopped(here: Room) -> Row:
    return await recogniser(here, signal.SIGSTOP)


async def synthesiser_stopped(here: Room) -> Row:
    """It stands still as feedback is to be made."""
    before = await practise(here)
    child = processes.served(os.getpid(), "pyttsx3")
    os.kill(child, signal.SIGSTOP)
    since = Since()
    hands.asked(here.program.house, Typed(KIND))
    await here.until(lambda: not processes.alive(child), "the child is gone")
    noticed = since.seconds
    since = Since()
    await here.until(
        lambda: any(isinstance(event, FeedbackGiven) for event in here.events[before:]), "feedback"
    )
    recovered = since.seconds
    await leave(here)
    return Row("synthesiser SIGSTOP", noticed, "log; nobody need know", recovered)


# The disk.


async def disk_full(here: Room) -> Row:
    """The disk with the data fills up in a practice, which is kept when there is room again."""
    data = here.settings.data
    had = kept(data)
    before = await practise(here)
    filler = data.parent / "filler"
    with filler.open("wb") as file, contextlib.suppress(OSError):
        while True:
            os.write(file.fileno(), bytes(4096))
    (data / "reserve").unlink(missing_ok=True)  # what the store keeps free for this is used up
    with filler.open("ab") as file, contextlib.suppress(OSError):
        while True:
            os.write(file.fileno(), bytes(512))
    await type_reply(here, before)
    since = Since()
    await leave(here)
    await here.until(lambda: told(here, "store"), "it is noticed")
    noticed, words = since.seconds, told(here, "store")
    filler.unlink()
    since = Since()
    await here.until(lambda: not told(here, "store"), "it is kept")
    recovered = since.seconds
    now = kept(data)
    assert now == had + 1, (had, now)
    await begins_again(here)
    return Row("disk full", noticed, f"light, screen: “{words}”", recovered)


# The rest.


async def settings_broken(here: Room) -> Row:
    """A settings file that can't be read; the old settings hold, and a mended one is taken up."""
    file = here.settings.models.parent / "settings" / "kiosk.toml"
    before = file.read_text()
    file.write_text("screen_port = a lot\n")
    since = Since()
    await here.until(lambda: told(here, "settings"), "it is noticed")
    noticed, words = since.seconds, told(here, "settings")
    await begins_again(here)
    file.write_text(before + 'crisis_words = "Ask for Jo."\n')
    since = Since()
    os.kill(os.getpid(), signal.SIGHUP)
    await here.until(
        lambda: here.program.house.settings.crisis_words == "Ask for Jo.", "it is taken up"
    )
    await here.until(lambda: not told(here, "settings"), "all is well")
    await here.until(lambda: here.program.free, "it may be used")
    recovered = since.seconds
    file.write_text(before)
    await here.until(lambda: "Jo" not in here.program.house.settings.crisis_words, "by itself")
    await here.free()
    await begins_again(here)
    return Row("settings file broken, then mended", noticed, f"light, screen: “{words}”", recovered)


async def clock_jumps(here: Room) -> Row:
    """To 1970, to 2100, to the hours of quiet and out of them, in idle and in a visit."""
    clock = here.wall
    for year in (1970, 2100):
        clock.wall = time.mktime((year, 3, 4, 12, 0, 0, 0, 0, -1))
        await begins_again(here)
    await begin(here)
    clock.wall = time.mktime((1970, 1, 1, 12, 0, 0, 0, 0, -1))
    await asyncio.sleep(1.0)
    assert not here.program.free
    await leave(here)
    clock.wall = time.mktime((2026, 3, 4, 23, 30, 0, 0, 0, -1))  # it is night all at once
    since = Since()
    await here.until(lambda: here.lights[-1] is Light.STOPPED, "it goes dark")
    noticed = since.seconds
    clock.wall = time.mktime((2026, 3, 5, 9, 0, 0, 0, 0, -1))
    since = Since()
    await here.until(lambda: here.lights[-1] is Light.IDLE, "it lights up")
    recovered = since.seconds
    await begins_again(here)
    return Row("clock jumps (1970, 2100, into quiet hours)", noticed, "light dark", recovered)


async def screen_gone(here: Room) -> Row:
    """The listener ends and another program takes its port; then that one goes."""
    screen = here.program.house.face.screen
    assert screen is not None
    port = int(screen.address.rpartition(":")[2])
    await screen.close()
    with socket.socket() as thief:
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        thief.bind(("127.0.0.1", port))
        thief.listen()
        since = Since()
        await here.until(lambda: told(here, "screen"), "it is noticed")
        noticed, words = since.seconds, told(here, "screen")
        await begins_again(here)
    since = Since()
    await here.until(lambda: not told(here, "screen"), "it is back")
    recovered = since.seconds
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    assert b"200" in await reader.readline()
    writer.close()
    return Row("screen's page gone, its port taken", noticed, f"light: “{words}”", recovered)


async def button_bounces(here: Room) -> Row:
    """Worn switches, pressed and let go: one visit, and nothing is skipped in it."""
    pin = here.settings.talk_pin
    assert pin is not None
    since = Since()
    for shape in (WORN, CRADLE):
        before = len(here.events)
        for closed in (True, False):
            await asyncio.to_thread(here.bounce, pin, shape, closed)
            await asyncio.sleep(0.1)
        await here.until(lambda: here.program.house.session is not None, "a visit begins")
        await here.my_turn(before)
        words = [event.text for event in here.events[before:] if isinstance(event, CoachSaid)]
        assert words[0] in reception.WELCOME
        assert words[-1] == reception.FIRST_TIME
        await leave(here)
        await asyncio.sleep(0.5)
        assert here.program.free, "a second visit began"
    return Row("button bounces (two worn switches)", None, "nobody need know", since.seconds / 2)


async def visit_stuck(here: Room) -> Row:
    """A visit in which nothing goes on any more, and that can't even be cancelled."""
    release = asyncio.Event()

    async def stuck(*_: object) -> None:
        while not release.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await release.wait()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(watch, "LONGEST", {Light.SPEAKING: 2.0, Light.THINKING: 2.0})
        patch.setattr(watch, "GRACE", 1.0)
        patch.setattr(Session, "_hold_all", stuck)
        since = Since()
        await here.press()
        await here.until(lambda: told(here, "visit"), "it is noticed")
        noticed, words = since.seconds - 2.0, told(here, "visit")
    since = Since()
    await here.free()
    recovered = since.seconds
    release.set()
    await asyncio.sleep(0)
    await begins_again(here)
    return Row(
        "a visit hangs (limit set to 2 s)", noticed, f"light: “{words}”", recovered, "that visit"
    )


async def visit_breaks(here: Room) -> Row:
    """Something nobody thought of is raised in the midst of a visit."""

    async def broken(*_: object) -> None:
        raise RuntimeError("I feel so alone")  # what a library might quote

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "_hold_all", broken)
        since = Since()
        await here.press()
        await here.until(lambda: told(here, "visit"), "it is noticed")
        noticed, words = since.seconds, told(here, "visit")
    since = Since()
    await here.free()
    recovered = since.seconds
    await begins_again(here)
    assert not told(here, "visit")
    return Row("an error in a visit", noticed, f"light: “{words}”", recovered, "that visit")
