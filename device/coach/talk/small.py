"""What the small talks around a practice have in common: choosing one, going on, being remembered.

Each is pure, like the conversation itself, and as careful: whoever seems to be in crisis is not
asked which scenario they would like.
"""

from abc import ABC, abstractmethod

from device.coach.cast import COACH_VOICE
from device.coach.reply import Reply
from device.coach.talk import safety
from device.coach.talk.act import (
    MANNERS,
    Act,
    Adapt,
    Command,
    End,
    Expect,
    Listen,
    Say,
    Unheard,
    Why,
)
from device.coach.talk.command import parse, plain
from device.coach.talk.for_whom import speaks_for_the_role
from device.coach.talk.memory import Memory
from device.coach.talk.phrases import reception, talk
from device.coach.talk.safety import Concern

MOST_ASKED = 6
"""Times one talk asks in all; after that it takes what is likeliest, and goes on."""


class SmallTalk(ABC):
    """Asks one thing after another; each question is a place that `Listen` names."""

    def __init__(self, *, crisis_words: str, seed: int = 0) -> None:
        """
        Args:
            crisis_words: said to somebody who seems to be in crisis.
        """
        self._memory = Memory(seed)
        self._crisis_words = crisis_words
        self._question: tuple[str, ...] = ()
        """What was asked last, to be said again."""
        self._place = ""
        self._silences = 0
        self._asked = 0
        self._for_whom: tuple[tuple[str, ...], str] | None = None
        """The question that waits while the trainee is asked whether they meant themselves."""
        self._end: End | None = None

    @property
    def in_doubt(self) -> bool:
        """Whether the trainee is, or may be, in crisis: nothing may be kept then."""
        in_crisis = self._end is not None and self._end.why is Why.CRISIS
        return in_crisis or self._for_whom is not None

    @abstractmethod
    def begin(self) -> tuple[Act, ...]:
        """The first words."""

    @abstractmethod
    def _answered(self, said: str, place: str) -> tuple[Act, ...]:
        """Go on from an answer.

        Args:
            said: in lower case, without punctuation.
            place: which question it answers.
        """

    @abstractmethod
    def _silent(self, place: str) -> tuple[Act, ...]:
        """Go on where nobody answered."""

    @abstractmethod
    def _settled(self, place: str) -> tuple[Act, ...]:
        """Go on without an answer: it was asked often enough."""

    @abstractmethod
    def _pressed(self, command: Command, place: str) -> tuple[Act, ...]:
        """Go on from a button: `GO_ON` is the talk button, `DISAGREE` and `SKIP` the second."""

    def heard(self, reply: Reply) -> tuple[Act, ...]:
        """The trainee said something."""
        if self._end:
            return (self._end,)
        if self._for_whom is not None:
            return self._told_for_whom(reply.text)
        command = parse(reply.text, Expect.REPLY)
        concern = safety.concern(reply.text)
        if concern is not Concern.NONE and command is not Command.STOP:
            return self._concerned(concern)
        said = plain(reply.text)
        if command is None and said:
            self._silences = 0
            return self._answered(said, self._place)
        return self.unheard(Unheard.UNCLEAR) if command is None else self.command(command)

    def unheard(self, why: Unheard) -> tuple[Act, ...]:
        """Nothing was said, or nothing that can be relied on."""
        if self._end:
            return (self._end,)
        if self._for_whom is not None:
            return self._crisis()
        if why is Unheard.UNCLEAR:
            return self._ask_again(reception.UNCLEAR)
        self._silences += 1
        return self._silent(self._place)

    def command(self, command: Command) -> tuple[Act, ...]:
        """The trainee asked for something, by voice or by button."""
        if self._end:
            return (self._end,)
        if command is Command.STOP:
            return self._over(Why.STOPPED, *reception.LEAVING)
        if self._for_whom is not None:
            return self._crisis() if command is Command.HELP else self._let_be()
        self._silences = 0
        if command in MANNERS:
            return (Adapt(command), *self._repeated())
        if command in {Command.REPEAT, Command.AGAIN}:
            return self._repeated()
        return self._pressed(command, self._place)

    # Parts

    def _say(self, text: str) -> Say:
        return Say(self._memory.say(text), COACH_VOICE)

    def _ask(self, place: str, *texts: str | None) -> tuple[Act, ...]:
        """Say it, and wait; the last sentence is what is said again."""
        told = tuple(text for text in texts if text)
        self._place, self._question = place, told[-1:]
        self._silences = 0
        return (*map(self._say, told), Listen(Expect.CHOICE, place, 1))

    def _ask_again(self, lead: tuple[str, ...]) -> tuple[Act, ...]:
        """What was asked, once more; the asking ends when nothing new can be said."""
        self._asked += 1
        if self._asked > MOST_ASKED:
            return self._settled(self._place)
        first = self._memory.pick(lead)
        says = (*((first,) if first else ()), *self._question)
        return (*map(self._say, says), Listen(Expect.CHOICE, self._place, 1))

    def _repeated(self) -> tuple[Act, ...]:
        self._asked += 1
        if self._asked > 3 * MOST_ASKED:
            return self._settled(self._place)
        return (*map(self._say, self._question), Listen(Expect.CHOICE, self._place, 1))

    def _over(self, why: Why, *pool: str) -> tuple[Act, ...]:
        """Say one of the phrases, if there are any, and end."""
        self._end = End(why)
        last = self._memory.pick(pool)
        return (*((self._say(last),) if last else ()), self._end)

    def _concerned(self, concern: Concern) -> tuple[Act, ...]:
        question = self._memory.pick(talk.SPEAKING_FOR_YOURSELF)
        if concern is Concern.CRISIS or question is None:
            return self._crisis()
        self._for_whom = (self._question, self._place)
        return (self._say(question), Listen(Expect.PRIVATE, self._place, 1))

    def _told_for_whom(self, answer: str) -> tuple[Act, ...]:
        return self._let_be() if speaks_for_the_role(answer) else self._crisis()

    def _let_be(self) -> tuple[Act, ...]:
        """It was not meant: back to what was asked."""
        assert self._for_whom is not None
        (self._question, self._place), self._for_whom = self._for_whom, None
        return (*map(self._say, self._question), Listen(Expect.CHOICE, self._place, 1))

    def _crisis(self) -> tuple[Act, ...]:
        self._for_whom = None
        words = (talk.GENTLE_STOP, self._crisis_words, talk.NOT_KEPT)
        self._end = End(Why.CRISIS)
        return (*map(self._say, words), self._end)
