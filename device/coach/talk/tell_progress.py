"""After a practice: how somebody's listening grows, or whether they'd like to be remembered."""

from device.coach.talk.act import Act
from device.coach.talk.being_known import KEEP, BeingKnown, wants_forgetting, wants_hiding
from device.coach.talk.conversation import by_coach
from device.coach.talk.phrases import code as phrases
from device.coach.talk.remembering import Remembered, Remembering
from device.coach.talk.short import Question
from device.coach.talk.yes_no import yes_or_no

TOLD = "progress"
"""The turn after which somebody may ask to hear it again, or to be forgotten."""


class TellProgress(BeingKnown):
    """Tells what grew; offers words to those who have none. Afterwards `who` is who it is now."""

    def __init__(
        self,
        remembering: Remembering,
        *,
        crisis_words: str,
        who: Remembered | None = None,
        sentence: str | None = None,
        offer: bool = True,
        staff: bool = True,
        seed: int = 0,
    ) -> None:
        """
        Args:
            who: who practised, as the talk before found; None for nobody known.
            sentence: what is said of their progress; None where there is nothing to say yet.
            offer: whether somebody who isn't known is asked if they'd like to be; not after a no.
            staff: whether there is a server where staff could see anything.
        """
        super().__init__(remembering, crisis_words=crisis_words, staff=staff, seed=seed)
        self.who = who
        self._sentence = sentence
        self._offer = offer

    def begin(self) -> tuple[Act, ...]:
        """The sentence, or the offer, or nothing but a farewell."""
        if self.who is None:
            return self._offered() if self._offer else self._done()
        if self._sentence is None:
            return self._done()
        question = Question(
            TOLD,
            (by_coach(self._sentence, fixed=False), by_coach(phrases.ONCE_MORE)),
            self._answered,
            self._done,
            (phrases.ONCE_MORE,),
            phrases.HELP_AFTER,
        )
        return self._ask(question)

    def _answered(self, text: str) -> tuple[Act, ...] | None:
        if wants_forgetting(text):
            return self._forget()
        if wants_hiding(text):
            return self._hide()
        return self._done() if yes_or_no(text) is not None else None

    def _offered(self) -> tuple[Act, ...]:
        offer = self._memory.pick(phrases.OFFER)
        assert offer is not None
        return self._ask_yes_or_no(KEEP, offer, self._join, self._decline)

    def _done(self) -> tuple[Act, ...]:
        return self._finish(*self._pick(phrases.UNTIL_NEXT))
