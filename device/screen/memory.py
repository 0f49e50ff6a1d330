"""What the page shows now, and its last changes: all in memory, and bounded.

Whoever looks remembers the number of the change that they saw last. One who is a little behind gets
the changes since; one who is far behind, or new, gets the whole. So nobody waits for anybody, and a
page that hangs costs nothing.
"""

import asyncio
import secrets
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

from device.coach.talk.act import Expect
from device.event import Event, Found, Heard, Listening
from device.panel.light import SIGNS, Colour
from device.screen.caption import Caption, caption, shortened
from device.screen.view import Picture, View

CAPTIONS = 200
"""Lines that are kept of a visit, the newest: more than an hour of talk."""
CHANGES = 64
"""Changes that are kept for pages that are behind: some seconds of live words."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is different from before."""

    number: int
    kind: str
    """Which handler of the page takes it: view, caption, partial, picture, forget."""
    data: Any
    """For JSON."""


class Memory:
    """What is shown."""

    def __init__(self) -> None:
        self.run = secrets.token_hex(4)
        """Tells the numbers of this start of the kiosk from those of another."""
        self.number = 0
        """Of the last change."""
        self.view = View()
        self.captions: deque[Caption] = deque(maxlen=CAPTIONS)
        self.partial = ""
        self.picture: Picture | None = None
        self._said = 0
        self._changes: deque[Change] = deque()
        self._lost = 0
        """The number of the newest change that is no longer kept."""
        self._private = False
        """Since the last time that something was listened for."""
        self._waiting: set[asyncio.Event] = set()

    def show(self, view: View) -> None:
        """Show this from now on."""
        if view == self.view:
            return
        self.view = view
        if self._hushed():
            self._say_partial("")
        self._change("view", view_as_data(view))

    def tell(self, event: Event) -> None:
        """Add what is to be read of an event. Words that were live and came to nothing are gone:
        a command, a private answer and the words of somebody in distress leave no trace.
        """
        if isinstance(event, Listening):
            self._private = event.expect is Expect.PRIVATE
        if not isinstance(event, Found):
            self._say_partial("")
        if isinstance(event, Heard) and not event.text:
            return
        line = caption(event, self._said + 1)
        if line is not None:
            self._said = line.number
            self.captions.append(line)
            self._change("caption", asdict(line))

    def hear(self, text: str) -> None:
        """Show what is heard of a reply so far; nothing while the answer is private."""
        if not self._hushed():
            self._say_partial(shortened(text))

    def draw(self, picture: Picture | None) -> None:
        """Show a picture, or none."""
        if picture != self.picture:
            self.picture = picture
            self._change("picture", asdict(picture) if picture else None)

    def forget(self) -> None:
        """Wipe all that was said, here and on the page. What may be pressed stays as it is."""
        self.captions.clear()
        self.partial, self.picture, self._said, self._private = "", None, 0, False
        self._changes.clear()
        self._lost = self.number
        self._change("forget", None)

    def whole(self) -> dict[str, Any]:
        """All there is to show, for JSON."""
        return {
            "run": self.run,
            "view": view_as_data(self.view),
            "captions": [asdict(line) for line in self.captions],
            "partial": self.partial,
            "picture": asdict(self.picture) if self.picture else None,
        }

    def since(self, number: int) -> list[Change] | None:
        """The changes after this one; None where some of them are no longer known."""
        if number < self._lost:
            return None
        return [change for change in self._changes if change.number > number]

    async def news(self, number: int, seconds: float) -> None:
        """Wait for a change after this one, but no more than so many seconds."""
        if number != self.number:
            return
        called = asyncio.Event()
        self._waiting.add(called)
        try:
            async with asyncio.timeout(seconds):
                await called.wait()
        except TimeoutError:
            pass  # the page is told that the kiosk lives
        finally:
            self._waiting.discard(called)

    def wake(self) -> None:
        """Let everybody who waits look again."""
        for called in self._waiting:
            called.set()

    def _hushed(self) -> bool:
        return self._private or self.view.expect is Expect.PRIVATE

    def _say_partial(self, text: str) -> None:
        if text == self.partial:
            return
        self.partial = text
        kept = [change for change in self._changes if change.kind != "partial"]
        self._changes = deque(kept)  # the newest tells all, and what is gone is gone here too
        self._change("partial", text)

    def _change(self, kind: str, data: Any) -> None:
        self.number += 1
        if len(self._changes) == CHANGES:
            self._lost = self._changes.popleft().number
        self._changes.append(Change(self.number, kind, data))
        self.wake()


def view_as_data(view: View) -> dict[str, Any]:
    """A view for JSON, with the light's colour and meaning."""
    sign = SIGNS[view.light]
    return {**asdict(view), "colour": as_hex(sign.colour), "means": sign.means}


def as_hex(colour: Colour) -> str:
    """A lamp's colour as a screen shows it: how long it is lit to how bright it looks."""
    return "#" + "".join(f"{round(255 * part ** (1 / 2.2)):02x}" for part in colour)
