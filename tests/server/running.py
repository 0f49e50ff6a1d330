"""`wellheard serve` as a process of its own, on loopback."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import URL

READY = re.compile(r"Uvicorn running on (https?)://127\.0\.0\.1:(\d+)")
STARTED = "Application startup complete"
START = "import sys; from device.cli import main; sys.argv = ['wellheard', 'serve']; main()"


def free_port() -> int:
    """A port that nobody has at this moment, where several processes must share one."""
    with socket.socket() as trying:
        trying.bind(("127.0.0.1", 0))
        return int(trying.getsockname()[1])


class Server:
    """Started with plain HTTP; stopped at the end of the `with`."""

    def __init__(
        self,
        url: URL,
        folder: Path,
        *,
        first: str = "",
        workers: int = 1,
        told: Path | None = None,
        **more: str,
    ) -> None:
        """What it prints, such as the first link, goes to the file `told`."""
        self.port = free_port() if workers > 1 or told else 0
        self._told = told or Path(os.devnull)
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "WELLHEARD_SERVER_FOLDER": str(folder / "server"),
            "WELLHEARD_DATABASE_URL": url.render_as_string(hide_password=False),
            "WELLHEARD_HOST": "127.0.0.1",
            "WELLHEARD_PORT": str(self.port),
            "WELLHEARD_PLAIN_HTTP": "yes",
            "WELLHEARD_WORKERS": str(workers),
            **more,
        }
        self._code = first + START
        self._workers = workers
        self.log: list[str] = []

    def __enter__(self) -> "Server":
        """Wait until every worker serves."""
        with self._told.open("w") as told:
            self.process = subprocess.Popen(
                (sys.executable, "-c", self._code),
                env=self.environment,
                stdout=told,
                stderr=subprocess.PIPE,
                text=True,
            )
        ready = threading.Event()

        def read() -> None:
            assert self.process.stderr is not None
            waiting = self._workers
            for line in self.process.stderr:
                self.log.append(line)
                waiting -= STARTED in line
                if found := READY.search(line):
                    self.port = int(found[2])
                if not waiting and self.port:
                    ready.set()

        self._reader = threading.Thread(target=read)
        self._reader.start()
        if not ready.wait(240):  # a busy machine takes long to start several
            self.__exit__()
            raise AssertionError("".join(self.log))
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._reader.join()
        assert self.process.stderr is not None
        self.process.stderr.close()

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[http.client.HTTPResponse, str]:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return answer, answer.read().decode()
        finally:
            connection.close()
