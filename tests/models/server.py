"""A web server on this machine that misbehaves in chosen ways."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Manners:
    """How the server behaves."""

    content: bytes = b""
    etag: str | None = '"one"'
    ignores_range: bool = False
    shifts_range: bool = False
    """Sends another part than it was asked for."""
    stops_after: list[int] = field(default_factory=list)
    """For the next answers: how many bytes to send before the connection is dropped."""
    answers: list[int] = field(default_factory=list)
    """For the next requests: a status to answer with in place of the file."""
    silent: bool = False
    """Sends the head and then nothing."""
    redirects: bool = False
    """Sends the first request to another address."""
    asked: list[dict[str, str]] = field(default_factory=list)
    """The headers of every request that came."""
    paths: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    """By path, where there is more than one file."""


@contextmanager
def serving(manners: Manners) -> Iterator[str]:
    """Serve, and give the address."""
    quiet = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            manners.asked.append(dict(self.headers.items()))
            manners.paths.append(self.path)
            if manners.redirects and self.path != "/elsewhere":
                self.send_response(302)
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                return
            if manners.answers:
                self.send_error(manners.answers.pop(0))
                return
            content = manners.files.get(self.path, manners.content)
            if manners.files and self.path not in manners.files:
                self.send_error(404)
                return
            start = self._start(content)
            if start > len(content):
                self.send_error(416)
                return
            self.send_response(206 if start else 200)
            if start:
                told = 0 if manners.shifts_range else start
                self.send_header("Content-Range", f"bytes {told}-{len(content) - 1}/{len(content)}")
            self.send_header("Content-Length", str(len(content) - start))
            if manners.etag:
                self.send_header("ETag", manners.etag)
            self.end_headers()
            if manners.silent:
                quiet.wait(10)
                return
            rest = content[start:]
            if manners.stops_after:
                rest = rest[: manners.stops_after.pop(0)]
                self.close_connection = True
            self.wfile.write(rest)

        def _start(self, content: bytes) -> int:
            wanted = self.headers.get("Range")
            if wanted is None or manners.ignores_range:
                return 0
            if self.headers.get("If-Range") != manners.etag:
                return 0
            return int(wanted.removeprefix("bytes=").rstrip("-"))

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Clients that hang up are what the tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        quiet.set()
        server.shutdown()
        server.server_close()
        thread.join()
