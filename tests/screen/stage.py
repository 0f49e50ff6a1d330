"""A real screen in a process of its own, which does as it is told on its standard input.

One line is one call: a method's name and its arguments, pickled. What is asked comes back on the
standard output, one line each, pickled too.
"""

import asyncio
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from device.event import Event
from device.screen import Asked, Picture, Scanning, Screen, View, Words

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0
"""Seconds after which a test gives up waiting for what is asked."""


class Stage:
    """What a test does with it."""

    def __init__(self, words: Words | None = None, scanning: Scanning | None = None) -> None:
        self._options = {"words": words, "scanning": scanning}
        self.port = 0
        self.log = ""
        self.start()

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Begin; on the same port again, the second time."""
        given = {name: one for name, one in self._options.items() if one is not None}
        self._process = subprocess.Popen(
            (sys.executable, "-m", "tests.screen.stage", _line((self.port, given))),
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._asked: queue.Queue[Any] = queue.Queue()
        self._readers = [
            threading.Thread(target=self._read, daemon=True),
            threading.Thread(target=self._note, daemon=True),
        ]
        for reader in self._readers:
            reader.start()
        self.port = self._asked.get(timeout=PATIENCE)

    def kill(self) -> None:
        """As a power cut would."""
        self._process.kill()
        self._process.wait()
        self._let_go()

    def _let_go(self) -> None:
        for reader in self._readers:
            reader.join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def hang(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(PATIENCE)
        finally:
            self._process.kill()
        self._let_go()
        assert "Traceback" not in self.log, self.log

    def show(self, view: View) -> None:
        self._call("show", view)

    def tell(self, *events: Event) -> None:
        for event in events:
            self._call("tell", event)

    def partial(self, text: str) -> None:
        self._call("partial", text)

    def picture(self, picture: Picture | None) -> None:
        self._call("picture", picture)

    def forget(self) -> None:
        self._call("forget")

    def asked(self) -> Asked:
        """What was asked next."""
        answer: Asked = self._asked.get(timeout=PATIENCE)
        return answer

    def nothing_asked(self) -> bool:
        return self._asked.empty()

    def _call(self, name: str, *arguments: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(_line((name, arguments)) + "\n")
        self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._asked.put(pickle.loads(b64decode(line)))

    def _note(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.log += line


def _line(thing: object) -> str:
    return b64encode(pickle.dumps(thing)).decode()


async def play(port: int, options: dict[str, Any]) -> None:
    """Do as told until the input ends."""
    screen = await Screen.start(port, **options)
    print(_line(int(screen.address.rpartition(":")[2])), flush=True)
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), sys.stdin
    )

    async def hand_on() -> None:
        while True:
            print(_line(await screen.asked.get()), flush=True)

    handing = asyncio.create_task(hand_on())
    while line := await lines.readline():
        name, arguments = pickle.loads(b64decode(line))
        getattr(screen, name)(*arguments)
    handing.cancel()
    await screen.close()


if __name__ == "__main__":
    asyncio.run(play(*pickle.loads(b64decode(sys.argv[1]))))
