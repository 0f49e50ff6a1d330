"""One visit: the only place where the coach, the voice and the trainee meet.

The conversation says what to do; the visit does it: speaks each line in its voice, listens, tells
what happened, and hands back what was heard. The next lines are made while one is being played.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from device.coach.cast import COACH, COACH_VOICE
from device.coach.reply import Reply
from device.coach.talk.act import (
    MANNERS,
    Act,
    Adapt,
    Assess,
    Command,
    Dispute,
    End,
    Expect,
    Listen,
    Say,
    Unheard,
    Why,
)
from device.coach.talk.phrases import sound as phrases
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

T = TypeVar("T")
Said = Played | asyncio.Future[Played] | None
"""When the last line before an answer was heard: a future while it is still being spoken, None
where it was only shown."""


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

    async def answer(self, listen: Listen, seeker: str, said: Said) -> "Answered":
        """Wait for what they say.

        Args:
            listen: what is expected.
            seeker: the seeker's last line.
            said: when the last line before this answer was heard, whoever spoke it. While it is a
                future that is not done, nothing ends the answer.
        """
        ...


Answered = Answer | Unheard | Command | Trouble
"""A `Trouble` where the microphone gave nothing that anybody could have heard."""

Asked = Answer | Command
"""What hands can do at any moment."""

DEAF = 2
"""Times in a row that a trouble with the microphone is told before the talk takes it for silence,
and so comes to an end."""
TROUBLES: Mapping[Trouble, tuple[str, ...]] = {
    Trouble.UNPLUGGED: phrases.UNPLUGGED,
    Trouble.QUIET: phrases.QUIET,
    Trouble.CLIPPING: phrases.CLIPPING,
    Trouble.HUM: phrases.HUM,
    Trouble.ROOM: phrases.ROOM,
}
"""How each trouble is told, in other words each time."""
ASIDES = frozenset({Command.HELP, Command.REPEAT, Command.DISAGREE}) | MANNERS
"""What may be asked for without leaving what was going to be said."""


class Talk(Protocol):
    """What says what comes next: a scenario's conversation, or a small talk around it.

    Every answer ends with exactly one `Listen` or `End`.
    """

    def begin(self) -> tuple[Act, ...]:
        """The first words."""
        ...

    def heard(self, reply: Reply) -> tuple[Act, ...]:
        """The trainee said something."""
        ...

    def unheard(self, why: Unheard) -> tuple[Act, ...]:
        """Nothing was said, or nothing that can be relied on."""
        ...

    def command(self, command: Command) -> tuple[Act, ...]:
        """The trainee asked for something, by voice or by button."""
        ...


class Visit:
    """Runs one conversation from its first line to its last."""

    def __init__(
        self,
        conversation: Talk,
        trainee: Trainee,
        clock: Clock,
        *,
        names: Mapping[str, str],
        speech: Speech | None,
        speaker: Speaker | None,
        tell: Callable[[Event], None],
        keep: Callable[[Answer], None] = lambda answer: None,
        handset: bool = False,
        adapt: Callable[[Command], None] = lambda manner: None,
    ) -> None:
        """
        Args:
            names: what each seeker is called, by id.
            speech: makes the lines' sound; None to only show them.
            speaker: plays it; None to only show them.
            tell: called with every event as it begins.
            keep: called with each reply that was assessed, and with no other: what is said to the
                coach in private, or in distress, leaves no trace.
            handset: the microphone doesn't hear the speaker, so that the trainee is listened to
                while the seeker is still speaking, and talking over is noticed.
            adapt: called with how everything shall be spoken from now on; what is said next is
                asked of `speech` afterwards.
        """
        self.asked: asyncio.Queue[Asked] = asyncio.Queue()
        """What the trainee asks for, or answers, by button or key at any moment: also to what is
        still being said, which it cuts short.
        """
        self.deaf: Trouble | None = None
        """What is wrong with the microphone, if nobody was ever heard through it."""
        self._conversation = conversation
        self._trainee = trainee
        self._clock = clock
        self._names = names
        self._speech = speech
        self._speaker = speaker
        self._tell = tell
        self._keep = keep
        self._handset = handset
        self._adapt = adapt
        self._seeker_line = ""
        self._said: Played | None = None
        """When the last line since the trainee's last answer was heard."""
        self._recent: deque[Answer] = deque(maxlen=2)
        self._ever_heard = False
        self._troubles = 0
        """Times in a row that nothing could be heard."""
        self._told: Counter[Trouble] = Counter()
        self._unsaid: tuple[Act, ...] = ()
        """What a command kept from being said, from the line that it cut short."""
        self._assessed: Assess | None = None
        """The reply whose feedback may be said now."""
        self._given: Assess | None = None
        """The reply whose feedback was told of last."""
        self._answering: asyncio.Task[Answered] | None = None

    async def run(self) -> End:
        """Hold the talk and return how it ended."""
        acts = self._conversation.begin()
        try:
            while True:
                last = await self._perform(acts)
                match last:
                    case End():
                        self._tell(Ended(self._clock.now(), last.why, last.ending))
                        return last
                    case Listen():
                        acts = await self._answered(last)
                    case Answer():
                        self._unsaid = ()
                        acts = self._take(last)
                    case Command():
                        acts = self._cut_in(last)
        finally:
            await self._stop_answering()

    # Saying

    async def _perform(self, acts: Sequence[Act]) -> Listen | End | Asked:
        """Carry out the acts in order, up to the one that waits or ends; what is asked cuts in."""
        for act in acts:
            if isinstance(act, Adapt):  # before anything of it is made
                self._adapt(act.manner)
        last = acts[-1]
        heeding = not (isinstance(last, End) and last.why is Why.CRISIS)
        making = [
            asyncio.create_task(self._speech.sound(act))
            if isinstance(act, Say) and self._speech
            else None
            for act in acts
        ]
        try:
            for place, act in enumerate(acts):
                match act:
                    case Say():
                        sound = making[place]
                        asked = await self._say(act, sound, acts[place + 1], heeding=heeding)
                        if asked is not None:
                            self._unsaid = tuple(acts[place:])
                            return asked
                    case Assess():
                        self._assessed = act
                        self._tell(self._found(act))
                    case Dispute():
                        self._tell(Disputed(self._clock.now(), act.turn, act.attempt))
                    case Listen() | End():
                        return act
        finally:
            await _cancel(*making)
        raise AssertionError("a conversation's acts end with Listen or End")

    def _cut_in(self, command: Command) -> tuple[Act, ...]:
        """What the command leads to. After an aside, what it kept from being said is said yet."""
        unsaid, self._unsaid = self._unsaid, ()
        acts = self._conversation.command(command)
        if command in ASIDES and acts[-1] == unsaid[-1]:
            return (*(act for act in acts[:-1] if act not in unsaid), *unsaid)
        for act in unsaid:
            if isinstance(act, Assess):
                self._tell(self._found(act))
        return acts

    async def _say(
        self, say: Say, making: "asyncio.Task[Sound] | None", then: Act, *, heeding: bool
    ) -> Asked | None:
        """Play one line; returns what cut it short, if anything did.

        Args:
            making: its sound; None to only show it.
            then: what follows.
            heeding: whether hands are heeded.
        """
        sound: Sound | None = None
        if making is not None:
            made = await self._unless_asked(making, heeding=heeding)
            if isinstance(made, Asked):
                return made
            sound = made
        elif heeding and not self.asked.empty():
            return self.asked.get_nowait()
        self._tell_of(say, sound)
        if sound is None or self._speaker is None:
            return None
        ending: asyncio.Future[Played] = asyncio.get_running_loop().create_future()
        over_it = isinstance(then, Listen) and then.expect is Expect.REPLY
        if self._handset and over_it and say.speaker != COACH:
            assert isinstance(then, Listen)
            self._answering = asyncio.create_task(
                self._trainee.answer(then, self._seeker_line, ending)
            )
        playing = asyncio.create_task(self._speaker.play(sound))
        try:
            first = await self._unless_asked(playing, heeding=heeding)
            if isinstance(first, Asked):
                await self._speaker.stop()
            self._said = audible(sound, await playing)
        finally:
            await _cancel(playing)
        if isinstance(first, Asked):
            await self._stop_answering()
            return first
        ending.set_result(self._said)
        return None

    def _tell_of(self, say: Say, sound: Sound | None) -> None:
        at, seconds = self._clock.now(), sound.seconds if sound else 0.0
        if say.speaker != COACH:
            self._assessed = None
            self._seeker_line = say.text
            self._tell(SeekerSaid(at, seconds, say.speaker, self._names[say.speaker], say.text))
            return
        assessed = self._assessed
        if assessed is not None and assessed is not self._given:
            self._given = assessed
            self._tell(FeedbackGiven(at, assessed.turn, assessed.attempt, assessed.feedback))
        within = assessed is not None and say.text in assessed.feedback.spoken
        self._tell(CoachSaid(at, seconds, say.text, within))

    def _found(self, act: Assess) -> Found:
        now = self._clock.now()
        return Found(now, act.turn, act.attempt, act.findings, act.outcome, act.openness)

    # Listening

    async def _answered(self, listen: Listen) -> tuple[Act, ...]:
        """Listen, and hand on what was answered; a deaf microphone is told of out loud."""
        answered = await self._listen(listen)
        self._said = None
        if not isinstance(answered, Trouble):
            self._ever_heard |= isinstance(answered, Answer) or answered is Unheard.UNCLEAR
            self.deaf, self._troubles = None, 0
            return self._take(answered)
        if not self._ever_heard:
            self.deaf = answered
        if answered is not Trouble.UNPLUGGED and listen.expect is not Expect.REPLY:
            return self._take(Unheard.SILENCE)
        self._troubles += 1
        if self._troubles > DEAF:
            return self._take(Unheard.SILENCE)
        words = TROUBLES[answered]
        told = self._told[answered]
        self._told[answered] += 1
        return Say(words[told % len(words)], COACH_VOICE), listen

    async def _listen(self, listen: Listen) -> Answered:
        now = self._clock.now()
        self._tell(Listening(now, listen.expect, listen.turn, listen.attempt))
        if self._answering is None:
            said = self._said
            if said is None and self._speech is not None and self._speaker is not None:
                said = Played(now, now)  # nothing was said since the last answer
            self._answering = asyncio.create_task(
                self._trainee.answer(listen, self._seeker_line, said)
            )
        try:
            return await self._unless_asked(self._answering)
        finally:
            await self._stop_answering()

    async def _stop_answering(self) -> None:
        answering, self._answering = self._answering, None
        await _cancel(answering)

    async def _unless_asked(self, doing: "asyncio.Task[T]", *, heeding: bool = True) -> T | Asked:
        """What comes of it, or what was asked before it was done."""
        if not heeding:
            return await doing
        if not self.asked.empty():
            return self.asked.get_nowait()
        asked = asyncio.create_task(self.asked.get())
        try:
            await asyncio.wait((doing, asked), return_when=asyncio.FIRST_COMPLETED)
            return asked.result() if asked.done() else doing.result()
        finally:
            await _cancel(asked)

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
                reply.timing,
            )
        )
        self._keep(answer)
        self._recent.clear()


async def _cancel(*tasks: "asyncio.Task[T] | None") -> None:
    """End them; what came of them, an error too, is let go."""
    running = [task for task in tasks if task is not None]
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
