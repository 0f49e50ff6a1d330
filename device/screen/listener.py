"""Where the page is served: uvicorn in the kiosk's own event loop, on loopback and nowhere else."""

import asyncio
import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from device.screen.trouble import ScreenError

CONNECTIONS = 32
"""At the same time; more are sent away."""
PARTING = 1
"""Seconds in which pages have to go when the screen closes."""
LOOK = 0.01
"""Seconds between two looks whether it has begun; it takes a few milliseconds."""


class _Quiet(uvicorn.Server):
    """Signals are the kiosk's own business."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def bind(host: str, port: int) -> socket.socket:
    """A socket that only this machine reaches.

    Raises:
        ScreenError: another program has the port, or other machines would reach it.
    """
    address = ipaddress.ip_address(host)
    if not address.is_loopback:
        raise ScreenError(
            f"The screen can't be served at {host}: other machines would reach it. Use 127.0.0.1."
        )
    made = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise ScreenError(
            f"The screen's page can't be served on port {port}: {error.strerror}. Stop the other"
            " program that has it, or choose another with the setting screen_port."
        ) from error
    return made


class Listener:
    """Serves an app until it is closed."""

    def __init__(self, app: ASGIApp, bound: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            loop="none",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=PARTING,
        )
        self._server = _Quiet(config)
        self._bound = bound
        self._serving: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Serve from now on.

        Raises:
            ScreenError: it ended at once.
        """
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._bound]))
        while not self._server.started:
            if self._serving.done():
                raise ScreenError("The screen's page can't be served.") from (
                    self._serving.exception()
                )
            await asyncio.sleep(LOOK)

    @property
    def serving(self) -> bool:
        """Whether the page can be had."""
        return self._serving is not None and not self._serving.done()

    async def end(self) -> None:
        """Let every page go; may be called twice."""
        self._server.should_exit = True
        if self._serving is not None:
            await asyncio.wait((self._serving,))
        self._bound.close()
