"""A short talk: a question or two with the coach alone, before or after a practice.

Like the conversation it is pure, is told what was heard, and answers with acts of which the last is
a `Listen` or the `End`. Silence and whatever isn't understood lead on, so every short talk ends.
Somebody in crisis is met with the centre's own words here too.
"""

from collections.abc import Callable
from dataclasses import dataclass

from device.coach.reply import Reply
from device.coach.talk import command as commands
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
from device.coach.talk.conversation import CLEAR_AT, by_coach
from device.coach.talk.for_whom import ForWhom
from device.coach.talk.memory import Memory
from device.coach.talk.phrases import talk
from device.coach.talk.safety import Concern

MOST_ASIDES = 4
"""Times in a talk that help, a repetition or another try are given before it goes on by itself."""
MOST_ANSWERS = 24
"""Of whatever sort; nobody gets so far, and no talk goes further."""

Then = Callable[[], tuple[Act, ...]]


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is asked, and what each answer leads to."""

    turn: str
    """What is asked for, one word: a screen may show it, or know what not to show."""
    says: tuple[Say, ...]
    answered: Callable[[str], tuple[Act, ...] | None]
    """What the words lead to; None where they are no answer to this."""
    otherwise: Then
    """After silence, or where no answer came."""
    unclear: tuple[str, ...]
    """One of these is said before it is listened to again."""
    help: str = ""
    """Said when it is asked for; empty repeats the question."""
    silent: Then | None = None
    """After silence, where that is something else than no answer."""
    go_on: Then | None = None
    """What the talk button leads to, where that is something else than no answer."""
    yes: Then | None = None
    """What the button for "again" leads to, where that means yes."""
    careful: bool = False
    """Whether words in doubt are no answer: where somebody says yes to something."""


class ShortTalk:
    """Asks one question after the other, until there is none left."""

    most_answers = MOST_ANSWERS

    def __init__(self, *, crisis_words: str, seed: int = 0) -> None:
        """
        Args:
            crisis_words: the centre's own, for somebody in crisis.
            seed: which of several wordings are used.
        """
        self._memory = Memory(seed)
        self._for_whom = ForWhom(self._memory, ())
        self._crisis_words = crisis_words
        self._question: Question | None = None
        self._again: tuple[Say, ...] = ()
        """What a repetition says."""
        self._asides = self._answers = 0
        self._end: End | None = None

    @property
    def in_doubt(self) -> bool:
        """Whether the trainee is, or may be, in crisis: nothing may be kept then."""
        in_crisis = self._end is not None and self._end.why is Why.CRISIS
        return in_crisis or self._for_whom.asking

    def begin(self) -> tuple[Act, ...]:
        """The first question."""
        raise NotImplementedError

    def heard(self, reply: Reply) -> tuple[Act, ...]:
        """The trainee said something."""
        if self._end or self._too_long():
            return self._over()
        if self._for_whom.asking:
            return self._told_for_whom(reply.text)
        concern = safety.concern(reply.text)
        sure = reply.confidence >= CLEAR_AT
        if concern is Concern.CRISIS and (sure or self._for_whom.asked):
            return self._crisis()
        leaving = commands.parse(reply.text, Expect.CHOICE) is Command.STOP
        if concern is not Concern.NONE and not leaving:
            question = self._for_whom.ask(reply, Expect.CHOICE)
            if question is not None:
                return (by_coach(question), Listen(Expect.PRIVATE, "for-whom", 1))
        return self._take(reply, sure=sure)

    def unheard(self, why: Unheard) -> tuple[Act, ...]:
        """Nothing was said, or nothing that can be relied on."""
        if self._end or self._too_long():
            return self._over()
        if self._for_whom.asking:
            return self._crisis()
        if why is Unheard.UNCLEAR:
            return self._not_understood()
        question = self._now()
        return (question.silent or question.otherwise)()

    def command(self, command: Command) -> tuple[Act, ...]:
        """The trainee asked for something, by voice or by button."""
        if self._end or self._too_long():
            return self._over()
        return self._obey_when_asked(command) if self._for_whom.asking else self._obey(command)

    def _obey(self, command: Command) -> tuple[Act, ...]:
        question = self._now()
        if command in MANNERS:
            return (Adapt(command), *self._aside(self._again))
        match command:
            case Command.STOP:
                return (by_coach(talk.FAREWELL_STOPPED[1]), *self._ended(Why.STOPPED))
            case Command.AGAIN if question.yes is not None:
                return question.yes()
            case Command.GO_ON | Command.SKIP:
                going_on = question.go_on if command is Command.GO_ON else None
                return (going_on or question.otherwise)()
            case Command.DISAGREE:
                return question.answered("no") or question.otherwise()
            case _:
                helping = command is Command.HELP and question.help
                return self._aside((by_coach(question.help),) if helping else self._again)

    # For the talks that are made of this

    def _ask(self, question: Question, *before: Say) -> tuple[Act, ...]:
        """Ask it, after what is said before; from now on it is what is answered."""
        self._question = question
        self._again = question.says
        return (*before, *question.says, self._listen())

    def _finish(self, *says: Say) -> tuple[Act, ...]:
        """Say it, and be done."""
        return (*says, *self._ended(Why.FINISHED))

    def _pick(self, pool: tuple[str, ...]) -> tuple[Say, ...]:
        text = self._memory.pick(pool)
        return (by_coach(text),) if text else ()

    def _aside(self, says: tuple[Say, ...]) -> tuple[Act, ...]:
        """Say it and listen on, as long as there is patience."""
        self._asides += 1
        if self._asides > MOST_ASIDES:
            return self._now().otherwise()
        return (*says, self._listen())

    # Small parts

    def _now(self) -> Question:
        assert self._question is not None, "a talk begins with begin()"
        return self._question

    def _take(self, reply: Reply, *, sure: bool) -> tuple[Act, ...]:
        question = self._now()
        asked = commands.parse(reply.text, Expect.CHOICE)
        if asked is Command.STOP:
            return self.command(asked)
        acts = question.answered(reply.text) if sure or not question.careful else None
        if acts is not None:
            return acts
        if not sure and question.careful:
            return self._not_understood()
        return self.command(asked) if asked is not None else self._not_understood()

    def _not_understood(self) -> tuple[Act, ...]:
        says = self._pick(self._now().unclear)
        return self._aside(says) if says else self._now().otherwise()

    def _listen(self) -> Listen:
        return Listen(Expect.CHOICE, self._now().turn, 1)

    def _too_long(self) -> bool:
        self._answers += 1
        return self._answers > self.most_answers

    def _over(self) -> tuple[Act, ...]:
        return self._ended(Why.FINISHED) if self._end is None else (self._end,)

    def _ended(self, why: Why) -> tuple[Act, ...]:
        self._end = End(why)
        return (self._end,)

    # When it may be about the trainee

    def _told_for_whom(self, answer: str) -> tuple[Act, ...]:
        if self._for_whom.wants_it_again(answer):
            return self._ask_for_whom_again()
        if self._for_whom.answered(answer) is None:
            return self._crisis()
        return self._back()

    def _ask_for_whom_again(self) -> tuple[Act, ...]:
        question = self._for_whom.ask_again()
        if question is None:
            return self._crisis()
        return (by_coach(question), Listen(Expect.PRIVATE, "for-whom", 1))

    def _obey_when_asked(self, command: Command) -> tuple[Act, ...]:
        """As in a conversation: somebody who presses on wants to go on."""
        if command is Command.REPEAT:
            return self._ask_for_whom_again()
        if command in MANNERS:
            return (Adapt(command), *self._ask_for_whom_again())
        if command in {Command.STOP, Command.HELP, Command.DISAGREE}:
            return self._crisis()
        self._for_whom.let_go()
        return self._back()

    def _back(self) -> tuple[Act, ...]:
        return (*self._pick(talk.FOR_THE_PRACTICE), *self._again, self._listen())

    def _crisis(self) -> tuple[Act, ...]:
        self._for_whom.let_go()
        words = talk.in_crisis(self._crisis_words)
        return (*map(by_coach, words), *self._ended(Why.CRISIS))
