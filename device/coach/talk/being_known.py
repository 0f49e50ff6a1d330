"""Being known: the questions by which somebody is remembered, shown to staff, hidden, or forgotten.

Nothing is kept without two plain answers, each asked out loud: a yes to keeping, and a yes or no to
staff seeing it. Whatever else is said, or nothing at all, means no.
"""

import re

from device.coach.talk.act import Act, Say
from device.coach.talk.command import plain
from device.coach.talk.conversation import by_coach
from device.coach.talk.phrases import code as phrases
from device.coach.talk.remembering import Remembered, Remembering, Wait
from device.coach.talk.short import Question, ShortTalk, Then
from device.coach.talk.yes_no import yes_or_no

CODE = "code"
"""The turn in which a code is said: nothing that is heard in it belongs on a screen."""
KEEP, STAFF, WRITTEN, FORGET = "keep", "staff", "written", "forget"
"""The other turns."""

_FORGET = re.compile(
    r"\b(?:forget|delete|erase|remove|wipe)(?: \w+){0,2} (?:me|mine|everything|all|progress|data"
    r"|words|code|results|it)\b"
    r"|\b(?:forget|delete|erase) (?:me|everything|it all|all)\b|\bto be forgotten\b"
)
_DONT = re.compile(
    r"\b(?:dont|do not|stop|no longer|not|never|no|nobody|without)\b"
    r"(?: (?!forget|remember)\w+){0,4}"
    r" ?(?:forget|forgotten|delete|erase)"
)
_HIDE = re.compile(
    r"\b(?:dont|do not|stop|no more|not|never)\b(?: \w+){0,3} ?(?:share|sharing|show|showing|tell"
    r"|telling|see|seeing)\b|\bhide (?:me|it|my)\b|\bkeep it (?:from|private)\b|\bunshare\b"
)


def wants_forgetting(text: str) -> bool:
    """Whether somebody asks for all of it to be deleted."""
    said = plain(text)
    return bool(_FORGET.search(said)) and not _DONT.search(said)


def wants_hiding(text: str) -> bool:
    """Whether somebody asks that staff don't see it any more."""
    return bool(_HIDE.search(plain(text)))


class BeingKnown(ShortTalk):
    """What the talks before and after a practice have in common."""

    def __init__(
        self,
        remembering: Remembering,
        *,
        crisis_words: str,
        staff: bool = True,
        seed: int = 0,
    ) -> None:
        """
        Args:
            remembering: finds, keeps and forgets.
            crisis_words: the centre's own, for somebody in crisis.
            staff: whether there is a server where staff could see anything.
            seed: which of several wordings are used.
        """
        super().__init__(crisis_words=crisis_words, seed=seed)
        self._remembering = remembering
        self._staff = staff
        self.who: Remembered | None = None
        """Who it is, once that is known; nobody any more after they were forgotten."""
        self.declined = False
        """Whether they said that they don't want to be remembered; they are not asked again."""

    # A yes or a no

    def _ask_yes_or_no(
        self, turn: str, text: str, yes: Then, no: Then, *before: Say
    ) -> tuple[Act, ...]:
        def answered(said: str) -> tuple[Act, ...] | None:
            match yes_or_no(said):
                case True:
                    return yes()
                case False:
                    return no()
            return None

        question = Question(
            turn, (by_coach(text),), answered, no, phrases.YES_OR_NO, yes=yes, careful=True
        )
        return self._ask(question, *before)

    # Being remembered

    def _join(self, code: str | None = None) -> tuple[Act, ...]:
        """Ask for both answers, and then keep them.

        Args:
            code: theirs, from another kiosk; None for a new one.
        """

        def keep() -> tuple[Act, ...]:
            if not self._staff:
                return self._joined(code, shared=False)
            return self._ask_yes_or_no(
                STAFF,
                phrases.MAY_STAFF_SEE,
                lambda: self._joined(code, shared=True),
                lambda: self._joined(code, shared=False),
            )

        return self._ask_yes_or_no(KEEP, phrases.MAY_I_KEEP, keep, self._decline)

    def _decline(self) -> tuple[Act, ...]:
        self.declined = True
        return self._finish(by_coach(phrases.NOT_KEPT))

    def _joined(self, code: str | None, *, shared: bool) -> tuple[Act, ...]:
        words = self._remembering.invent() if code is None else code
        self.who = self._remembering.keep(words, shared=shared)
        if self.who is None:
            return self._finish(by_coach(phrases.CANT_KEEP))
        told = phrases.YOUR_WORDS if code is None else phrases.THE_SAME_WORDS
        slowly = ", ".join(words.split())
        said = by_coach(told.format(slowly, slowly), fixed=False)
        question = Question(
            WRITTEN,
            (said, by_coach(phrases.WRITE_DOWN)),
            lambda answer: self._done() if yes_or_no(answer) is not None else None,
            self._done,
            (phrases.WRITE_DOWN,),
        )
        return self._ask(question)

    def _done(self) -> tuple[Act, ...]:
        """What comes when all is settled."""
        return self._finish()

    # Being forgotten or hidden

    def _forget(self, said: str = "") -> tuple[Act, ...]:
        """Delete all of it, after their words and a yes."""
        return self._with_code(said, phrases.WHICH_TO_FORGET, self._ask_to_forget)

    def _hide(self, said: str = "") -> tuple[Act, ...]:
        """From now on nothing goes to staff; that needs no second yes."""
        return self._with_code(said, phrases.WHICH_TO_HIDE, self._hidden)

    def _with_code(self, said: str, which: str, then: Then) -> tuple[Act, ...]:
        """Do it to who is known, or to whose words are said."""
        if self.who is not None:
            return then()

        def answered(text: str) -> tuple[Act, ...] | None:
            code = self._remembering.find(text)
            if code is None:
                return self._finish(*self._pick(phrases.WITHOUT)) if _no(text) else None
            return self._looked_for(code, then)

        found = self._remembering.find(said)
        question = Question(
            CODE,
            (by_coach(which),),
            answered,
            lambda: self._finish(*self._pick(phrases.WITHOUT)),
            phrases.UNCLEAR,
        )
        return self._ask(question) if found is None else self._looked_for(found, then)

    def _looked_for(self, code: str, then: Then) -> tuple[Act, ...]:
        match self._remembering.look(code):
            case Wait():
                return self._finish(by_coach(phrases.WAIT))
            case None:
                return self._finish(by_coach(phrases.NOBODY), *self._pick(phrases.WITHOUT))
            case Remembered() as who:
                self.who = who
        return then()

    def _ask_to_forget(self) -> tuple[Act, ...]:
        return self._ask_yes_or_no(
            FORGET,
            phrases.SURELY_FORGET,
            self._forgotten,
            lambda: self._finish(by_coach(phrases.STAYS)),
        )

    def _forgotten(self) -> tuple[Act, ...]:
        who = self.who
        assert who is not None
        if not self._remembering.forget(who):
            return self._finish(by_coach(phrases.CANT_FORGET))
        self.who, self.declined = None, True
        staff_too = (by_coach(phrases.GOES_THERE_TOO),) if who.shared else ()
        return self._finish(by_coach(phrases.FORGOTTEN), *staff_too)

    def _hidden(self) -> tuple[Act, ...]:
        assert self.who is not None
        hidden = self._remembering.share(self.who, shared=False)
        if hidden is None:
            return self._finish(by_coach(phrases.CANT_HIDE))
        before, self.who = self.who, hidden
        had = (by_coach(phrases.STAYS_THERE),) if before.shared else ()
        return self._finish(by_coach(phrases.HIDDEN), *had)


def _no(text: str) -> bool:
    return yes_or_no(text) is False
