"""A trainee who speaks: into a microphone, or on tape."""

from collections.abc import Callable, Mapping

from device.coach.reply import Reply
from device.coach.talk.act import Command, Expect, Listen, Unheard
from device.visit import Answer, Answered
from device.voice.hear.endpoint import CHOICE, REPLY, Patience
from device.voice.hear.listener import Button, Listener, Missed, Watch
from device.voice.level import Trouble
from device.voice.microphone import WavMicrophone
from device.voice.sound import Sound
from device.voice.speaker import Played

PATIENCE: Mapping[Expect, Patience] = {
    Expect.REPLY: REPLY,
    Expect.CHOICE: CHOICE,
    Expect.PRIVATE: REPLY,
}
"""How long each kind of answer is waited for."""


class Spoken:
    """Somebody at the microphone."""

    def __init__(
        self,
        listener: Listener,
        *,
        partial: Callable[[str], None] = lambda text: None,
        trouble: Callable[[Trouble], None] = lambda trouble: None,
    ) -> None:
        """
        Args:
            listener: hears them.
            partial: called with the words so far.
            trouble: called when the microphone gives nothing, too much, or a hum.
        """
        self._listener = listener
        self._watch = Watch(partial=partial, trouble=trouble)
        self._button: Button | None = None

    def finish(self) -> None:
        """The button: their turn is over now."""
        if self._button is not None:
            self._button.finish.set()

    async def answer(self, listen: Listen, seeker: str, said: Played | None) -> Answered:
        """Listen until they have spoken."""
        self._button = Button()
        try:
            heard = await self._listener.listen(
                PATIENCE[listen.expect], after=said, button=self._button, watch=self._watch
            )
        finally:
            self._button = None
        if isinstance(heard, Missed):
            return heard.troubles[0] if heard.troubles else Unheard.SILENCE
        transcript = heard.transcript
        if not transcript.text:
            return Unheard.UNCLEAR
        return Answer(
            Reply(transcript.text, seeker, transcript.words, heard.timing),
            heard.began,
            heard.ended,
            transcript.recognizer,
            heard.recording,
            heard.recorded_at,
        )


class OnTape:
    """Recordings, one for each reply; choices are answered by silence, and no more recordings by
    leaving.
    """

    def __init__(self, listener: Listener, microphone: WavMicrophone) -> None:
        self._spoken = Spoken(listener)
        self._microphone = microphone

    async def answer(self, listen: Listen, seeker: str, said: Played | None) -> Answered:
        """Hear the next recording."""
        if listen.expect is not Expect.REPLY:
            return Unheard.SILENCE
        if not self._microphone.left:
            return Command.STOP
        return await self._spoken.answer(listen, seeker, said)

    def put(self, recording: Sound) -> None:
        """Add a recording."""
        self._microphone.put(recording)
