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
    practised: float | None = None
    """The monotonic clock as the last practice ended."""

    async def open_body(self) -> None:
        """Ears and mouth, from the beginning; what is missing is told, and tried again later."""
        body, self.body = self.body, None
        if body is not None:
            await body.close()
        try:
            self.body = await Body.start(self.settings, self.face.trouble)
        except WellheardError as error:
            _log.error("it can't practise: %s", error)
            self.face.trouble("body", str(error))
        else:
            self.face.trouble("body", "")

    def leave(self) -> None:
        """End the visit at once, without another word."""
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
