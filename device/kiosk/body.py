"""The body: ears and mouth, opened once and kept warm for every visit."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

import numpy as np

from device.coach.analysis import prepare
from device.config import Settings
from device.errors import WellheardError
from device.trainee.spoken import Spoken
from device.voice.clock import RealClock
from device.voice.hear.choose import choose as choose_recognizer
from device.voice.hear.ear import Ear
from device.voice.hear.listener import Listener, Watch
from device.voice.hear.recognizer import Recognizer
from device.voice.level import Trouble
from device.voice.microphone import RATE, ArecordMicrophone, MicrophoneLost
from device.voice.room import look
from device.voice.sound import Sound
from device.voice.speak.delivery import Delivery
from device.voice.speak.voices import Voices
from device.voice.speaker import AplaySpeaker, SpeakerLost
from device.voice.steady import SteadySpeaker

HUSH = Sound(np.zeros(RATE // 4, dtype=np.float32), RATE)
"""A quarter of a second of silence."""
TWICE = 2
"""Replies in a row that a recogniser may not fail at: once may be the reply's own fault."""

_log = logging.getLogger(__name__)


class Body:
    """Begin with `Body.start`."""

    def __init__(
        self,
        clock: RealClock,
        microphone: ArecordMicrophone,
        speaker: SteadySpeaker,
        *,
        recognizer: Recognizer,
        voices: Voices,
        device: str,
        trouble: Callable[[str, str], None],
    ) -> None:
        """
        Args:
            device: what the settings call the speaker.
            trouble: see `start`.
        """
        self.clock = clock
        self.microphone = microphone
        self.speaker = speaker
        self.voices = voices
        self._device = device
        self._trouble = trouble
        self.delivery = Delivery(voices)
        self._recognizer = recognizer
        self._listener = Listener(microphone, recognizer, clock)
        self._spoken: Spoken | None = None
        """Who was here last."""

    @classmethod
    async def start(cls, settings: Settings, trouble: Callable[[str, str], None]) -> "Body":
        """Load and open everything. A microphone or a speaker that is not there yet is waited for
        beside; a recogniser or a voice that isn't installed is not.

        Args:
            trouble: called with `speaker` and what is wrong with it, or nothing when it is back.

        Raises:
            WellheardError: what can't be done without isn't installed; says what to do.
        """
        clock = RealClock()
        async with contextlib.AsyncExitStack() as stack:
            microphone = ArecordMicrophone(settings.microphone, clock)
            stack.push_async_callback(microphone.close)
            speaker = SteadySpeaker(
                AplaySpeaker(settings.speaker, clock),
                clock,
                tell=lambda lost: trouble("speaker", str(lost or "")),
            )
            stack.push_async_callback(speaker.close)
            recognizer = choose_recognizer(settings)
            stack.push_async_callback(recognizer.close)
            voices = Voices(settings)
            stack.push_async_callback(voices.close)
            opening, *loading = await asyncio.gather(
                microphone.open(),
                recognizer.start(),
                voices.start(),
                asyncio.to_thread(prepare, "Hello."),
                return_exceptions=True,
            )
            for failed in loading:
                if isinstance(failed, BaseException):
                    raise failed
            if isinstance(opening, MicrophoneLost):
                _log.warning("it is waited for: %s", opening)
            elif isinstance(opening, BaseException):
                raise opening
            stack.pop_all()
        return cls(
            clock,
            microphone,
            speaker,
            recognizer=recognizer,
            voices=voices,
            device=settings.speaker,
            trouble=trouble,
        )

    @property
    def deaf(self) -> bool:
        """Whether no sound comes from the microphone."""
        return self.microphone.pulse.lost

    @property
    def hears_no_words(self) -> bool:
        """Whether the recogniser was lost, and isn't back yet."""
        return isinstance(self._recognizer, Ear) and self._recognizer.away

    @property
    def fails(self) -> bool:
        """Whether the recogniser failed at the last two replies of the visit."""
        return self._spoken is not None and self._spoken.failed >= TWICE

    def spoken(self, watch: Watch, held: Callable[[], bool]) -> Spoken:
        """Somebody at this microphone.

        Args:
            watch: what is told while they speak.
            held: whether the talk button is held down.
        """
        self._spoken = Spoken(self._listener, watch=watch, held=held)
        return self._spoken

    async def look(self) -> Trouble | None:
        """What is wrong with the room or the microphone, if anything; takes a second and a half.
        A microphone that is lost is told of by others.
        """
        if self.deaf:
            return None
        try:
            room = await look(self.microphone)
        except MicrophoneLost:
            return None
        _log.info(
            "room: %.0f dBFS, voices in %.0f%% of it, %s",
            room.loudness,
            100 * room.voices,
            room.trouble.name.lower() if room.trouble else "fine",
        )
        return room.trouble

    async def try_speaker(self) -> None:
        """Whether a speaker that was lost is back: nobody speaks while nobody is here, so that it
        would be told as lost for ever.
        """
        try:
            await AplaySpeaker(self._device, self.clock).play(HUSH)
        except SpeakerLost:
            return
        self.speaker.lost = None
        self._trouble("speaker", "")

    async def close(self) -> None:
        """Let everything go."""
        parts = (self.microphone, self.speaker, self._recognizer, self.voices)
        for outcome in await asyncio.gather(
            *(part.close() for part in parts), return_exceptions=True
        ):
            if isinstance(outcome, WellheardError):
                _log.warning("closing: %s", outcome)
