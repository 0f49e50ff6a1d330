"""Another: after a talk, one more, or enough for today?"""

import re

from device.coach.talk.act import Act
from device.coach.talk.command import plain
from device.coach.talk.conversation import by_coach
from device.coach.talk.phrases import reception
from device.coach.talk.short import Question, ShortTalk

MORE = "more"
"""The only place."""


class Another(ShortTalk):
    """Asks once; silence is a no, for most have said what they came to say."""

    wanted = False
    """Whether they would like another talk."""

    def __init__(self, *, crisis_words: str, farewell: bool = True, seed: int = 0) -> None:
        """
        Args:
            farewell: whether a no is answered with a goodbye; not where something comes after it.
        """
        super().__init__(crisis_words=crisis_words, seed=seed)
        self._farewell = farewell

    def begin(self) -> tuple[Act, ...]:
        """The question."""
        return self._ask(
            Question(
                MORE,
                self._pick(reception.ANOTHER) or (by_coach(reception.ANOTHER[0]),),
                self._answered,
                self._enough,
                reception.MORE_UNCLEAR,
                reception.MORE_UNCLEAR[0],
                go_on=self._more,
                yes=self._more,
            )
        )

    def _answered(self, text: str) -> tuple[Act, ...] | None:
        said = plain(text)
        if _NO.search(said):
            return self._enough()
        return self._more() if _YES.search(said) else None

    def _more(self) -> tuple[Act, ...]:
        self.wanted = True
        return self._finish()

    def _enough(self) -> tuple[Act, ...]:
        return self._finish(*(self._pick(reception.GOODBYE) if self._farewell else ()))


_NO = re.compile(
    r"\b(?:no|nope|nah|not|enough|done|finished?|stop|leave|later|tomorrow|tired|bye|goodbye|home)\b"
)
_YES = re.compile(
    r"\b(?:yes|yeah|yep|yup|sure|okay|ok|another|more|again|please|lets|all right|alright|go on"
    r"|gladly|why not|one)\b"
)
