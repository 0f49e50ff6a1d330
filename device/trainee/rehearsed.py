"""A synthetic trainee: the scenario's own sample replies, spoken and then heard like anyone's."""

import asyncio

import numpy as np

from device.coach.cast import CAST
from device.coach.scenario import Scenario
from device.coach.talk.act import Expect, Listen, Say
from device.trainee.samples import Manner, sample
from device.trainee.spoken import Spoken
from device.visit import Answered, Said
from device.voice.hear.listener import Listener
from device.voice.microphone import WavMicrophone
from device.voice.sound import Sound
from device.voice.speak.voices import Speech
from device.voice.speaker import Speaker

VOICES = ("am_michael", "bf_isabella", "am_echo")
"""Clear voices for the trainee; the first that no seeker of the scenario has is taken."""
THOUGHT = 1.2
"""Seconds the synthetic trainee takes before answering: a listener's pause."""
PRIVATE = "It was hard at first, and then it got easier."
"""What they say when asked how it was for them."""


class Rehearsed:
    """Speaks the scenario's samples into the microphone."""

    def __init__(
        self,
        scenario: Scenario,
        manner: Manner,
        speech: Speech,
        listener: Listener,
        microphone: WavMicrophone,
        *,
        aloud: Speaker | None = None,
    ) -> None:
        """
        Args:
            aloud: plays what they say as well, for people in the room; None where nobody listens.
        """
        taken = {seeker.voice for seeker in scenario.seekers}
        self.voice = next(v for v in (*VOICES, *CAST) if v not in taken)
        """The cast id of the synthetic trainee's voice."""
        self._scenario = scenario
        self._manner = manner
        self._speech = speech
        self._spoken = Spoken(listener)
        self._microphone = microphone
        self._aloud = aloud
        self._attempt = 1

    async def answer(self, listen: Listen, seeker: str, said: Said) -> Answered:
        """Say what that sort of trainee says here."""
        match listen.expect:
            case Expect.REPLY:
                self._attempt = listen.attempt
                turn = self._scenario.turn(listen.turn)
                first = turn.id == self._scenario.turns[0].id
                text = sample(turn, listen.attempt, self._manner, first_turn=first).text
            case Expect.CHOICE:
                again = self._manner is Manner.LEARNING and self._first(listen)
                text = "I would like to try that again." if again else "Go on, please."
            case Expect.PRIVATE:
                text = PRIVATE
        sound = _after_a_moment(await self._speech.sound(Say(text, self.voice)))
        self._microphone.put(sound)
        answering = self._spoken.answer(listen, seeker, said)
        if self._aloud is None:
            return await answering
        answered, _ = await asyncio.gather(answering, self._aloud.play(sound))
        return answered

    def _first(self, listen: Listen) -> bool:
        return listen.turn == self._scenario.turns[0].id and self._attempt == 1


def _after_a_moment(sound: Sound) -> Sound:
    before = np.zeros(round(THOUGHT * sound.rate), np.float32)
    return Sound(np.concatenate((before, sound.samples)), sound.rate)
