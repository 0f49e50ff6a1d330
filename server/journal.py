"""The log: one JSON object a line on standard error, for the journal.

It says which route was asked for and how that went; never a body, a query, an address typed in a
path, or a word that somebody said.
"""

import json
import logging
import re
import sys
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.problems import failed

LOG = logging.getLogger("server.request")
GIVEN_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
"""A request id that comes from outside is taken only if it is harmless in a log."""


class Lines(logging.Formatter):
    """A log record as a line of JSON; what was passed as `extra={"about": {…}}` is spread out."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
            **getattr(record, "about", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def start(level: int = logging.INFO) -> None:
    """Send this process's log to standard error as lines of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True


Count = Callable[[str, str, int, float], None]
"""What is told of each request: its method, its route, the status and how many seconds it took."""


class RequestLog:
    """Gives each request an id, logs how it went, and turns what nobody caught into a 500."""

    def __init__(self, app: ASGIApp, count: Count | None = None) -> None:
        self.app = app
        self._count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on, watch it, and log it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        identity = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = identity
        began = time.perf_counter()
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = identity
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            LOG.exception("Nobody caught this", extra={"about": {"request_id": identity}})
            if status:  # the answer is on its way already; all that can be done is to break off
                raise
            response: Response = failed(Request(scope), error)
            await response(scope, receive, watched)
        finally:
            route = getattr(scope.get("route"), "path", None) or "(none)"
            took = time.perf_counter() - began
            if self._count is not None:
                self._count(scope["method"], route, status or 499, took)
            LOG.info(
                "request",
                extra={
                    "about": {
                        "request_id": identity,
                        "method": scope["method"],
                        "route": route,
                        "status": status or 499,
                        "ms": round(took * 1000, 1),
                    }
                },
            )
