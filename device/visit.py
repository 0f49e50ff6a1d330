"""One visit: the only place where the coach, the voice and the trainee meet.

The conversation says what to do; the visit does it: speaks each line in its voice, listens, tells
what happened, and hands back what was heard. The next lines are made while one is being played.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from device.coach.cast import COACH, COACH_VOICE
from device.coach.reply import Reply
from device.coach.talk.act import Act, Assess, Command, Dispute, End, Listen, Say, Unheard
from device.coach.talk.conversation import Conversation
from device.event import (
    CoachSaid,
    Disputed,
    Ended,
    Event,
    FeedbackGiven,
    Found,
    Heard,
    Listening,
    SeekerSaid,
)
from device.voice.clock import Clock
from device.voice.level import Trouble
from device.voice.sound import Sound
from device.voice.speak.voices import Speech
from device.voice.speaker import Played, Speaker, audible


@dataclass(frozen=True, slots=True)
class Answer:
    """What the trainee answered."""

    reply: Reply
    started: float | None = None
    """When they began to speak, in seconds of the clock in use; None where it was typed."""
    ended: float | None = None
    recognizer: str | None = None
    recording: Sound | None = None
    """How it sounded, in memory; None where it was typed."""
    recorded_at: float | None = None
    """When the recording begins, in seconds of the clock in use."""


class Trainee(Protocol):
    """Whoever answers: at the microphone, at the keyboard, or on tape."""

    async def answer(self, listen: Listen, seeker: str, said: Played | None) -> "Answered":
        """Wait for what they say.

        Args:
            listen: what is expected.
            seeker: the seeker's last line.
            said: when that line was heard; None where it was only shown.
        """
        ...


Answered = Answer | Unheard | Command | Trouble
"""A `Trouble` where the microphone gave nothing that anybody could have heard."""

DEAF = 2
"""Times in a row that a trouble with the microphone is told before the talk takes it for silence,
and so comes to an end."""


class Visit:
    """Runs one conversation from its first line to its last."""

    def __init__(
        self,
        conversation: Conversation,
        trainee: Trainee,
        clock: Clock,
        *,
        names: Mapping[str, str],
        speech: Speech | None,
        speaker: Speaker | None,
        tell: Callable[[Event], None],
        keep: Callable[[Answer], None] = lambda answer: None,
    ) -> None:
        """
        Args:
            names: what each seeker is called, by id.
            speech: makes the lines' sound; None to only show them.
            speaker: plays it; None to only show them.
            tell: called with every event as it begins.
            keep: called with each reply that was assessed, and with no other: what is said to the
                coach in private, or in distress, leaves no trace.
        """
        self.commands: asyncio.Queue[Command] = asyncio.Queue()
        """What the trainee asks for by button or key, at any moment."""
        self._conversation = conversation
        self._trainee = trainee
        self._clock = clock
        self._names = names
        self._speech = speech
        self._speaker = speaker
        self._tell = tell
        self._keep = keep
        self._seeker_line = ""
        self._recent: deque[Answer] = deque(maxlen=2)
        self.deaf: Trouble | None = None
        """What is wrong with the microphone, if nothing was heard when it was last listened to."""
        self._troubles = 0
        self._seeker_said: Played | None = None

    async def run(self) -> End:
        """Hold the talk and return how it ended."""
        acts = self._conversation.begin()
        while True:
            last = await self._perform(acts)
            match last:
                case End():
                    self._tell(Ended(self._clock.now(), last.why, last.ending))
                    return last
                case Listen():
                    acts = await self._answered(last)
                case Command():
                    acts = self._conversation.command(last)

    async def _perform(self, acts: Sequence[Act]) -> Listen | End | Command:
        """Carry out the acts in order, up to the one that waits or ends; a command cuts in."""
        making = [
            asyncio.create_task(self._speech.sound(act))
            if isinstance(act, Say) and self._speech
            else None
            for act in acts
        ]
        assessed: Assess | None = None
        given = False
        try:
            for act, sound in zip(acts, making, strict=True):
                match act:
                    case Say():
                        made = await sound if sound else None
                        if assessed is not None and not given:
                            self._tell(self._feedback(assessed))
                            given = True
                        feedback = assessed is not None and act.text in assessed.feedback.spoken
                        command = await self._say(act, made, feedback=feedback)
                        if command is not None:
                            return command
                    case Assess():
                        assessed = act
                        self._tell(self._found(act))
                    case Dispute():
                        self._tell(Disputed(self._clock.now(), act.turn, act.attempt))
                    case Listen() | End():
                        return act
        finally:
            for task in making:
                if task is not None and not task.done():
                    task.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await task
        raise AssertionError("a conversation's acts end with Listen or End")

    def _found(self, act: Assess) -> Found:
        now = self._clock.now()
        return Found(now, act.turn, act.attempt, act.findings, act.outcome, act.openness)

    def _feedback(self, act: Assess) -> FeedbackGiven:
        return FeedbackGiven(self._clock.now(), act.turn, act.attempt, act.feedback)

    async def _say(self, say: Say, sound: Sound | None, *, feedback: bool) -> Command | None:
        """Play one line; returns the command that cut it short, if one did."""
        at, seconds = self._clock.now(), sound.seconds if sound else 0.0
        if say.speaker == COACH:
            self._tell(CoachSaid(at, seconds, say.text, feedback))
        else:
            self._tell(SeekerSaid(at, seconds, say.speaker, self._names[say.speaker], say.text))
            self._seeker_line = say.text
            self._seeker_said = None
        if sound is None or self._speaker is None:
            return None if self.commands.empty() else self.commands.get_nowait()
        playing = asyncio.create_task(self._speaker.play(sound))
        asked = asyncio.create_task(self.commands.get())
        try:
            await asyncio.wait((playing, asked), return_when=asyncio.FIRST_COMPLETED)
            if asked.done():
                await self._speaker.stop()
            played = await playing
        finally:
            await _cancel(asked)
            await _cancel(playing)
        if say.speaker != COACH:
            self._seeker_said = audible(sound, played)
        return asked.result() if asked.done() and not asked.cancelled() else None

    async def _listen(self, listen: Listen) -> Answered:
        self._tell(Listening(self._clock.now(), listen.expect, listen.turn, listen.attempt))
        answering = asyncio.create_task(
            self._trainee.answer(listen, self._seeker_line, self._seeker_said)
        )
        asked = asyncio.create_task(self.commands.get())
        try:
            await asyncio.wait((answering, asked), return_when=asyncio.FIRST_COMPLETED)
            return asked.result() if asked.done() else answering.result()
        finally:
            await _cancel(asked)
            await _cancel(answering)

    async def _answered(self, listen: Listen) -> tuple[Act, ...]:
        """Listen, and hand on what was answered; a deaf microphone is told of out loud."""
        answered = await self._listen(listen)
        if not isinstance(answered, Trouble):
            self.deaf, self._troubles = None, 0
            return self._take(answered)
        self.deaf = answered
        self._troubles += 1
        if self._troubles > DEAF:
            return self._conversation.unheard(Unheard.SILENCE)
        return Say(str(answered), COACH_VOICE), listen

    def _take(self, answered: Answer | Unheard | Command) -> tuple[Act, ...]:
        """Hand the answer to the conversation; only a reply that it assesses is told and kept."""
        match answered:
            case Unheard():
                return self._conversation.unheard(answered)
            case Command():
                return self._conversation.command(answered)
        self._recent.append(answered)
        acts = self._conversation.heard(answered.reply)
        for assessed in (act for act in acts if isinstance(act, Assess)):
            self._remember(assessed)
        return acts

    def _remember(self, assessed: Assess) -> None:
        """Tell and keep the reply that was assessed; it may be the one before the last, when the
        coach first asked for whom it was meant.
        """
        reply = assessed.reply
        answer = next((a for a in self._recent if a.reply is reply), Answer(reply))
        self._tell(
            Heard(
                self._clock.now(),
                assessed.turn,
                assessed.attempt,
                reply.text,
                reply.confidence,
                tuple(reply.words),
                answer.started,
                answer.ended,
                answer.recognizer,
            )
        )
        self._keep(answer)
        self._recent.clear()


async def _cancel(task: "asyncio.Task[object]") -> None:
    if not task.done():
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
