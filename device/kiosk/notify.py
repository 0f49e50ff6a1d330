"""Telling the service manager how it goes, by the protocol of sd_notify(3)."""

import os
import socket
from collections.abc import Mapping


class Notifier:
    """Says that the kiosk is ready, what it does, and that it is alive."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        """
        Args:
            variables: of the environment; where none names a manager, nothing is told to anybody.
        """
        found = os.environ if variables is None else variables
        self._address = found.get("NOTIFY_SOCKET", "")
        self._told = ""
        microseconds, process = found.get("WATCHDOG_USEC", ""), found.get("WATCHDOG_PID", "")
        ours = process in {"", str(os.getpid())}
        self.limit = int(microseconds) / 1e6 if microseconds.isdigit() and ours else None
        """Seconds within which the manager wants to be told that the kiosk is alive; None where it
        doesn't watch."""

    @property
    def managed(self) -> bool:
        """Whether there is a service manager, which starts again what ends."""
        return bool(self._address)

    def ready(self) -> None:
        """It may be used."""
        self._send("READY=1")

    def status(self, text: str) -> None:
        """What it does, in a line; never a word that was said. Told once until it changes."""
        if text != self._told:
            self._told = text
            self._send(f"STATUS={text.replace(chr(10), ' ')}")

    def alive(self) -> None:
        """Frames flow, and the talk goes on."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """It ends because it was asked to."""
        self._send("STOPPING=1")

    def _send(self, text: str) -> None:
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as told:
                told.settimeout(1.0)
                told.connect(address)
                told.send(text.encode())
        except OSError:
            pass  # the manager restarts; it is told again soon
