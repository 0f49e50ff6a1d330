"""A small real HTTP server between a kiosk and its server, which may misbehave."""

import http.client
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Asked:
    """A request as it came."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]


@dataclass
class Given:
    """An answer, as it is given."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    """After so many bytes of the body the connection is lost."""


Rule = Callable[[Asked, Callable[[], Given]], Given]
"""What to do with a request; the second argument asks the real server."""


def honest(asked: Asked, real: Callable[[], Given]) -> Given:
    return real()


class Between:
    """Listens on loopback, and hands on to the real server what its rule doesn't answer."""

    def __init__(self, url: str = "") -> None:
        self.rule: Rule = honest
        self.asked: list[Asked] = []
        outer, real = self, urlsplit(url)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                pass

            def _do(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                asked = Asked(
                    self.command, self.path, self.rfile.read(length), dict(self.headers.items())
                )
                outer.asked.append(asked)
                given = outer.rule(asked, lambda: _ask(real.netloc, asked))
                self.send_response(given.status)
                for name, value in given.headers.items():
                    if name.lower() not in ("content-length", "connection", "date", "server"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(given.body)))
                self.end_headers()
                self.wfile.write(given.body[: given.cut])
                if given.cut is not None:
                    self.wfile.flush()
                    self.close_connection = True
                    self.connection.shutdown(2)

            do_GET = do_POST = _do  # noqa: N815 - the library's names

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> "Between":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def paths(self) -> list[str]:
        return [f"{one.method} {urlsplit(one.path).path}" for one in self.asked]


def _ask(where: str, asked: Asked) -> Given:
    connection = http.client.HTTPConnection(where, timeout=30)
    try:
        headers = {name: value for name, value in asked.headers.items() if name != "Host"}
        connection.request(asked.method, asked.path, asked.body, headers)
        answer = connection.getresponse()
        return Given(answer.status, answer.read(), dict(answer.headers.items()))
    finally:
        connection.close()
