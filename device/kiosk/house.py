"""The house: what all parts of the kiosk share, and the parts that live as long as it does."""

import asyncio
import logging
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from device import moment
from device.config import Settings
from device.errors import WellheardError
from device.kiosk.body import Body
from device.kiosk.face import Face
from device.kiosk.session import Session

UNKNOWN = "The kiosk can't listen or speak just now. It tries again by itself."

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class House:
    """One for each run of the program."""

    settings: Settings
    face: Face
    now: moment.Now = moment.now
    """What time it is."""
    body: Body | None = None
    """Ears and mouth; None while they can't be opened."""
    opened_by: Settings | None = None
    """The settings that they were opened by."""
    session: Session | None = None
    """The visit that goes on."""
    visiting: "asyncio.Task[None] | None" = None
    """The same as a task; cancelled, it ends at once."""
    begin: asyncio.Event = field(default_factory=asyncio.Event)
    """Somebody wishes to begin."""
    free: asyncio.Event = field(default_factory=asyncio.Event)
    """Nobody is here."""
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    """The program shall end."""
    left: bool = False
    """Whoever wished to begin has gone again."""
    practised: float | None = None
    """The monotonic clock as the last practice ended."""
    opening: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while ears and mouth are being opened."""
    given_up: asyncio.Event = field(default_factory=asyncio.Event)
    """The visit that goes on doesn't end however it is told to; it is left to itself."""
    stuck: bool = False
    """The visit that goes on was ended because it led nowhere, not by whoever is here."""

    async def open_body(self) -> None:
        """Ears and mouth, from the beginning; what is missing is told, and tried again later. Where
        somebody else has done the same meanwhile, nothing is left to do.
        """
        before = self.body
        async with self.opening:
            done = self.body is not None and self.body is not before
            if not done or self.opened_by is not self.settings:
                await self.open_held()

    async def open_held(self) -> None:
        """The same, for whoever holds `opening`."""
        body, self.body = self.body, None
        if body is not None:
            await body.close()
        self.face.trouble("microphone", "")  # what isn't mended by now is found again
        self.opened_by = self.settings
        try:
            self.body = await Body.start(self.settings, self.face.trouble)
        except WellheardError as error:
            _log.error("it can't practise: %s", error)
            self.face.trouble("body", str(error))
        except Exception as error:  # whatever a library raises, the kiosk goes on trying
            _log.error("it can't practise: %s", without_words(error))
            self.face.trouble("body", UNKNOWN)
        else:
            self.face.trouble("body", "")

    @property
    def leaving(self) -> bool:
        """Whether the visit that goes on was told to end."""
        return self.visiting is not None and self.visiting.cancelling() > 0

    def leave(self) -> None:
        """End the visit at once, without another word."""
        self.begin.clear()  # also where it was only about to begin
        self.left = True
        if self.visiting is not None:
            self.visiting.cancel()


def without_words(error: BaseException) -> str:
    """An error for the log: where it came from and what sort it was. A message may quote what was
    said, so only those of our own are told.
    """
    told = str(error) if isinstance(error, WellheardError) else ""
    frames = traceback.extract_tb(error.__traceback__)
    places = " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return f"{type(error).__name__} {told} [{places}]"
