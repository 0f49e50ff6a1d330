"""`wellheard enrol`: let this kiosk in at the centre's server."""

import asyncio
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from device.sync.protocol import EnrolStarted

AGAIN_SECONDS = 30.0
"""The code is spoken again so often: somebody may have been looking for a pen."""
SLOWLY = ". "
"""Between two digits: every voice makes a pause of it."""


def command(
    url: Annotated[
        str, typer.Argument(help="The server, such as https://wellheard.local:8443.", metavar="URL")
    ],
    *,
    fingerprint: Annotated[
        str | None,
        typer.Option(
            help="The server's fingerprint, from its screen or the page Kiosks; then nobody need"
            " compare it.",
            metavar="AA:BB:…",
        ),
    ] = None,
    plain_http: Annotated[
        bool,
        typer.Option("--plain-http", help="Allow http:// to another machine; can be overheard."),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Don't speak the code.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line, as things happen.")
    ] = False,
) -> None:
    """Let this kiosk in at the centre's server: it shows a code, and staff type it."""
    from rich.console import Console

    from device import config, disk
    from device.sync import enrolment
    from device.sync.identity import FILE

    settings = config.load()
    address = enrolment.address(url, plain_http=plain_http)
    disk.ours(settings.data)
    show = _Json() if as_json else _Screen(Console(), None if quiet else _Speaker(settings))
    told = enrolment.Told(show.seen, show.code, show.waiting, show.trouble)
    try:
        made = enrolment.enrol(address, settings.data, told, fingerprint=fingerprint)
    except KeyboardInterrupt:
        show.stopped()
        raise typer.Exit(1) from None
    show.done(made.name, made.place, settings.data / FILE)


class _Screen:
    """For people: large, plain and spoken."""

    def __init__(self, console: "Console", speaker: "_Speaker | None") -> None:
        self._console = console
        self._speaker = speaker
        self._code = ""
        self._spoken_at = 0.0
        self._trouble = ""

    def seen(self, fingerprint: str) -> None:
        first, second = fingerprint[:48], fingerprint[48:]
        self._print(
            "This kiosk does not know the server yet. On the server's pages, sign in and open"
            " Kiosks. The fingerprint there must be this one:\n"
        )
        self._print(f"    {first}\n    {second}\n", style="bold")
        self._print(
            "If it is another one, press Ctrl+C here and type no code: somebody may be in"
            " between.\n"
        )

    def code(self, started: "EnrolStarted") -> None:
        from device.cli.digits import large

        self._code = started.code
        self._print("On the server's pages, sign in, open Kiosks and type this code:\n")
        self._print(large(started.code), style="bold")
        self._print(f"\n    {started.code[:3]} {started.code[3:]}\n", style="bold")
        minutes = round(started.good_for / 60)
        self._print(
            f"It is good for {minutes} minutes. This kiosk waits; Ctrl+C ends it, and changes"
            " nothing."
        )
        self._speak()

    def waiting(self) -> None:
        self._trouble = ""
        if time.monotonic() - self._spoken_at > AGAIN_SECONDS:
            self._speak()

    def trouble(self, sentence: str) -> None:
        if sentence != self._trouble:
            self._print(sentence, style="yellow")
        self._trouble = sentence

    def stopped(self) -> None:
        self._print("\nStopped. Nothing was changed; run it again for another code.")

    def done(self, name: str, place: str, file: Path) -> None:
        self._print(f"This kiosk is let in: “{name}”, {place}.")
        self._print(f"Who it is, is kept in {file}.", soft_wrap=True)

    def _print(self, text: str, *, style: str | None = None, soft_wrap: bool = False) -> None:
        """To the letter: names and sentences are others', and no markup."""
        plain = "".join(one for one in text if one.isprintable() or one == "\n")
        self._console.print(
            plain, style=style, soft_wrap=soft_wrap, markup=False, emoji=False, highlight=False
        )

    def _speak(self) -> None:
        self._spoken_at = time.monotonic()
        if self._speaker is not None:
            self._speaker.say(f"The code is: {SLOWLY.join(self._code)}.")


class _Json:
    """For programs."""

    def seen(self, fingerprint: str) -> None:
        self._print(event="fingerprint", fingerprint=fingerprint)

    def code(self, started: "EnrolStarted") -> None:
        self._print(event="code", code=started.code, good_for=started.good_for)

    def waiting(self) -> None:
        pass

    def trouble(self, sentence: str) -> None:
        self._print(event="trouble", why=sentence)

    def stopped(self) -> None:
        self._print(event="stopped")

    def done(self, name: str, place: str, file: Path) -> None:
        self._print(event="let_in", name=name, place=place, file=str(file))

    @staticmethod
    def _print(**told: object) -> None:
        import json

        print(json.dumps(told, ensure_ascii=False), flush=True)


class _Speaker:
    """Speaks beside the waiting; where nothing can be heard, the code is still on the screen."""

    def __init__(self, settings: object) -> None:
        self._settings = settings
        self._thread: threading.Thread | None = None

    def say(self, text: str) -> None:
        """Say it, unless the last was not finished yet."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._try, args=(text,), daemon=True)
            self._thread.start()

    def _try(self, text: str) -> None:
        import contextlib

        from device.errors import WellheardError

        with contextlib.suppress(WellheardError, OSError):
            asyncio.run(self._speak(text))

    async def _speak(self, text: str) -> None:
        from device.coach.cast import COACH_VOICE
        from device.coach.talk.act import Say
        from device.config import Settings
        from device.voice import card
        from device.voice.clock import RealClock
        from device.voice.speak.voices import Voices
        from device.voice.speaker import AplaySpeaker

        settings = self._settings
        assert isinstance(settings, Settings)
        loudspeaker = card.choose(settings.speaker, card.Direction.OUT)
        if loudspeaker is None:
            return
        voices = Voices(settings)
        speaker = AplaySpeaker(loudspeaker, RealClock())
        try:
            await speaker.play(await voices.sound(Say(text, COACH_VOICE, fixed=False)))
        finally:
            await speaker.close()
            await voices.close()
