"""Who may look and press: the kiosk's own page, and no other site that a browser has open.

A listener on loopback is reached by every page in every browser of the same machine. One that
belongs to another site is told by the `Host` it was led here with (DNS rebinding), by its `Origin`,
by what the browser says of where it comes from, and by not knowing the token.
"""

import secrets
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN = "x-wellheard-token"  # noqa: S105  # a header's name
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # the picture of somebody's progress
        "connect-src 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
OURSELVES = frozenset({"same-origin", "none"})
"""What a browser says of a request of our own page, and of an address that somebody typed."""


class Guard:
    """Stands before the page."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str], token: str) -> None:
        """
        Args:
            hosts: the names that we are called by, with the port.
            token: what our page alone knows.
        """
        self.app = app
        self._hosts = frozenset(hosts)
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on, or refuse it."""
        if scope["type"] != "http":
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if self._is_ours(Headers(scope=scope), writes=scope["method"] not in ("GET", "HEAD")):
            await self.app(scope, receive, with_headers)
        else:
            refused = PlainTextResponse("This is for the kiosk's own page.", status_code=403)
            await refused(scope, receive, with_headers)

    def _is_ours(self, headers: Headers, *, writes: bool) -> bool:
        host = headers.get("host", "")
        if len(headers.getlist("host")) != 1 or host not in self._hosts:
            return False
        if headers.get("sec-fetch-site", "none") not in OURSELVES:
            return False
        if headers.get("origin", f"http://{host}" if not writes else "") != f"http://{host}":
            return False
        given = headers.get(TOKEN, "").encode()
        return not writes or secrets.compare_digest(given, self._token.encode())
