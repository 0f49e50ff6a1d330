"""A trainee who speaks: into a microphone, or on tape."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from device.coach.reply import Reply
from device.coach.talk import safety
from device.coach.talk.act import Command, Expect, Listen, Unheard
from device.coach.talk.command import parse
from device.visit import Answer, Answered, Said
from device.voice.hear.clear import is_clear
from device.voice.hear.endpoint import CHOICE, REPLY, Patience
from device.voice.hear.listener import Button, Heard, Listener, Missed, Watch
from device.voice.hear.recognizer import RecognizerError
from device.voice.level import Trouble
from device.voice.microphone import MicrophoneLost, WavMicrophone

PATIENCE: Mapping[Expect, Patience] = {
    Expect.REPLY: REPLY,
    Expect.CHOICE: CHOICE,
    Expect.PRIVATE: REPLY,
}
"""How long each kind of answer is waited for."""

AMONG = 0.8
"""What the recogniser's confidence in a word is worth among other voices. Of words at .4 to .6, .48
were right there and .63 in a quiet room; from .8 on, .81 and .94 (whisper-tiny, for choosing, four
others 10 dB softer)."""
DOUBT = 0.4
"""What the confidence of words is worth that were heard among others and are not clear: none of
them is then relied on."""

_log = logging.getLogger(__name__)


class Spoken:
    """Somebody at the microphone."""

    def __init__(
        self,
        listener: Listener,
        *,
        watch: Watch | None = None,
        held: Callable[[], bool] = lambda: False,
    ) -> None:
        """
        Args:
            listener: hears them.
            watch: what is told while they speak.
            held: whether the talk button is held down.
        """
        self._listener = listener
        self._watch = watch or Watch()
        self._held = held
        self._button: Button | None = None
        self._said: Said = None
        self._drowned = False
        """Whether the room was blamed for the last answer."""
        self.failed = 0
        """Replies in a row that the recogniser failed at."""

    def finish(self) -> None:
        """The button: their turn is over now. It can't be while the seeker is still speaking."""
        said = self._said
        speaking = isinstance(said, asyncio.Future) and not said.done()
        if self._button is not None and not speaking:
            self._button.finish.set()

    async def answer(self, listen: Listen, seeker: str, said: Said) -> Answered:
        """Listen until they have spoken. What the recogniser fails at counts as unclear, and a
        microphone that is lost as unplugged: neither ends the talk.
        """
        self._button, self._said = Button(held=self._held), said
        try:
            heard = await self._listener.listen(
                PATIENCE[listen.expect], after=said, button=self._button, watch=self._watch
            )
        except RecognizerError as error:
            _log.warning("a reply was not recognised: %s", error)
            self.failed += 1
            return Unheard.UNCLEAR
        except MicrophoneLost as error:
            _log.warning("nothing was heard: %s", error)
            return Trouble.UNPLUGGED
        finally:
            self._button = self._said = None
        if isinstance(heard, Missed):
            return heard.troubles[0] if heard.troubles else Unheard.SILENCE
        self.failed = 0
        transcript = heard.transcript
        clear = is_clear(heard)
        if not transcript.text or not (clear or _matters(transcript.text, listen.expect)):
            return self._unclear(heard)
        self._drowned = False
        worth = (AMONG if heard.noisy else 1.0) if clear else DOUBT
        words = tuple(replace(w, confidence=worth * w.confidence) for w in transcript.words)
        return Answer(
            Reply(transcript.text, seeker, words, heard.timing),
            heard.began,
            heard.ended,
            transcript.recognizer,
            heard.recording,
            heard.recorded_at,
        )

    def _unclear(self, heard: Heard) -> Answered:
        """The room is blamed once; whoever comes closer and still isn't understood, not again."""
        self._drowned = heard.noisy and not self._drowned
        return Trouble.ROOM if self._drowned else Unheard.UNCLEAR


def _matters(text: str, expect: Expect) -> bool:
    """Whether the coach must hear of it, however badly it was understood: it asks before it acts
    on it.
    """
    return safety.concern(text) is not safety.Concern.NONE or parse(text, expect) is not None


class OnTape:
    """Recordings, one for each reply; choices are answered by silence, and no more recordings by
    leaving.
    """

    def __init__(self, listener: Listener, microphone: WavMicrophone) -> None:
        self._spoken = Spoken(listener)
        self._microphone = microphone

    async def answer(self, listen: Listen, seeker: str, said: Said) -> Answered:
        """Hear the next recording."""
        if listen.expect is not Expect.REPLY:
            return Unheard.SILENCE
        if not self._microphone.left:
            return Command.STOP
        return await self._spoken.answer(listen, seeker, said)
