"""Before a practice: is this somebody who has been here before?

Three words and nothing else are asked for. Silence, a no, and whatever isn't understood lead on to
the practice, which is the same for everybody.
"""

import re

from device.coach.talk.act import Act
from device.coach.talk.being_known import CODE, BeingKnown, wants_forgetting, wants_hiding
from device.coach.talk.command import plain
from device.coach.talk.conversation import by_coach
from device.coach.talk.phrases import code as phrases
from device.coach.talk.remembering import Remembered, Wait
from device.coach.talk.short import Question
from device.coach.talk.yes_no import yes_or_no

_NEW = re.compile(
    r"(?:yes |please |can you |could you |would you |i want (?:you )?to |id like (?:you )?to )*"
    r"(?:remember(?: me| this| us| it)?|remind me)(?: (?:please|then|this time|too))*"
    r"|(?:(?:a |some |get |give me |i want |i would like |id like |can i (?:have|get) |have |make )"
    r"*new(?: (?:ones?|words?|code|three words|please|here))*)"
    r"|(?:im|i am) new(?: here)?|(?:its |this is )?my first (?:time|visit)|first time"
)
"""Somebody who would like words of their own."""
_PARTS = 3
"""Answers out of which a code may be put together, if it is said with long pauses."""


class AskCode(BeingKnown):
    """Asks; afterwards `who` is somebody who is known, somebody new who said yes, or None."""

    def begin(self) -> tuple[Act, ...]:
        """Ask for the words."""
        self._heard: list[str] = []
        return self._ask(
            Question(
                CODE,
                self._pick(phrases.ASK),
                self._answered,
                self._without,
                phrases.UNCLEAR,
                phrases.HELP,
            )
        )

    def _answered(self, text: str) -> tuple[Act, ...] | None:
        if wants_forgetting(text):
            return self._forget(text)
        if wants_hiding(text):
            return self._hide(text)
        if yes_or_no(text) is False:
            self.declined = True
            return self._without()
        return self._join() if _NEW.fullmatch(plain(text)) else self._said(text)

    def _said(self, text: str) -> tuple[Act, ...] | None:
        """All three words, or some of them, or none."""
        code = self._found(text)
        if code is not None:
            return self._look(code)
        some = self._remembering.parts(text) > 0
        return self._aside((by_coach(phrases.REST),)) if some else None

    def _found(self, text: str) -> str | None:
        """The code in this, or in this and what was heard before it."""
        self._heard = [*self._heard, text][-_PARTS:]
        for start in range(len(self._heard) - 1, -1, -1):
            code = self._remembering.find(" ".join(self._heard[start:]))
            if code is not None:
                self._heard = []
                return code
        return None

    def _look(self, code: str) -> tuple[Act, ...]:
        match self._remembering.look(code):
            case Remembered() as who:
                self.who = who
                return self._finish(*self._pick(phrases.WELCOME_BACK))
            case Wait():
                return self._finish(by_coach(phrases.WAIT))
        return self._unknown(code)

    def _unknown(self, code: str) -> tuple[Act, ...]:
        """They were misheard, or are from another kiosk of the centre."""

        def answered(text: str) -> tuple[Act, ...] | None:
            match yes_or_no(text):
                case True:
                    return self._join(code)
                case False:
                    return self._aside(self._pick(phrases.UNCLEAR))
            return self._answered(text)

        told = by_coach(phrases.UNKNOWN.format(", ".join(code.split())), fixed=False)
        question = Question(
            CODE,
            (told,),
            answered,
            self._without,
            phrases.UNCLEAR,
            phrases.HELP,
            yes=lambda: self._join(code),
        )
        return self._ask(question)

    def _without(self) -> tuple[Act, ...]:
        return self._finish(*self._pick(phrases.WITHOUT))
