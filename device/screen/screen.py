"""The screen: shows what it is told, and hands back what was asked. It knows nothing of sound."""

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

from device.event import Event
from device.screen.asked import Asked, offered
from device.screen.memory import Memory
from device.screen.page import Page, Scanning
from device.screen.view import Picture, View
from device.screen.words import ENGLISH, Words

if TYPE_CHECKING:
    from device.screen.listener import Listener
    from device.screen.serve import Site

ASKED = 32
"""What is asked and not yet taken; more is refused, and the page says so."""
LOOPBACK = "127.0.0.1"


class Screen:
    """A page for a browser on this machine.

    Nothing here waits for a page: `show`, `tell`, `partial`, `picture` and `forget` return at once,
    whether nobody looks or somebody who is slow. Call them in the event loop that started it.
    """

    def __init__(self) -> None:
        """Begin with `Screen.start`."""
        self.asked: asyncio.Queue[Asked] = asyncio.Queue(ASKED)
        """What somebody asked for at the page, oldest first; only what was offered then."""
        self.address = ""
        """What to open in a browser."""
        self._memory = Memory()
        self._site: Site | None = None
        self._listener: Listener | None = None

    @classmethod
    async def start(
        cls,
        port: int,
        *,
        host: str = LOOPBACK,
        words: Words = ENGLISH,
        scanning: Scanning | None = None,
    ) -> "Screen":
        """Serve the page.

        Args:
            port: 0 for any that is free; `address` tells.
            host: an address that no other machine reaches.
            words: what the page itself says.
            scanning: how it is used with a single switch; when somebody asks for it, by default.

        Raises:
            ScreenError: another program has the port, or the host is not loopback.
        """
        # Here, because a kiosk without a screen does without FastAPI, and a start waits for it.
        from device.screen.listener import Listener, bind  # noqa: PLC0415
        from device.screen.serve import Site  # noqa: PLC0415

        made = cls()
        bound = bind(host, port)
        port = int(bound.getsockname()[1])
        made._site = Site(made._memory, Page(words, scanning or Scanning()), made._ask)
        made._listener = Listener(made._site.app(port), bound)
        try:
            await made._listener.begin()
        except BaseException:
            await made.close()
            raise
        made.address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        return made

    @property
    def serving(self) -> bool:
        """Whether the page can be had; where it can't any more, start another."""
        return self._listener is not None and self._listener.serving

    @property
    def pages(self) -> int:
        """How many browsers look at it now."""
        return self._site.streams.count if self._site else 0

    def show(self, view: View) -> None:
        """Show this from now on."""
        self._memory.show(view)

    def tell(self, event: Event) -> None:
        """Add what was said to the captions. What is not to be read is let go."""
        self._memory.tell(event)

    def partial(self, text: str) -> None:
        """Show what is heard of a reply so far; the next event takes it away.

        Nothing is shown while the answer is private: by the view, or by the last `Listening`.
        """
        self._memory.hear(text)

    def picture(self, picture: Picture | None) -> None:
        """Show how somebody gets on, or take it away."""
        self._memory.draw(picture)

    def forget(self) -> None:
        """The visit is over: wipe all that was said, here and on the page, and what was asked."""
        self._memory.forget()
        while not self.asked.empty():
            self.asked.get_nowait()

    async def close(self) -> None:
        """Let every page go, within a second or so; may be called twice."""
        if self._site is not None:
            self._site.streams.close()
        if self._listener is not None:
            await self._listener.end()

    def _ask(self, asked: Asked) -> HTTPStatus:
        """Hand on what was asked; a press for what is no longer offered comes to nothing."""
        if not offered(asked, self._memory.view):
            return HTTPStatus.CONFLICT
        try:
            self.asked.put_nowait(asked)
        except asyncio.QueueFull:
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.NO_CONTENT
