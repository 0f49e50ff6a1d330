"""Another: after a talk, one more, or enough for today?"""

import re

from device.coach.talk.act import Act, Command, Why
from device.coach.talk.phrases import reception
from device.coach.talk.small import SmallTalk

MORE = "more"
"""The only place."""


class Another(SmallTalk):
    """Asks once; silence is a no, for most have said what they came to say."""

    wanted = False
    """Whether they would like another talk."""

    def begin(self) -> tuple[Act, ...]:
        """The question."""
        return self._ask(MORE, self._memory.pick(reception.ANOTHER))

    def _answered(self, said: str, place: str) -> tuple[Act, ...]:
        if _NO.search(said):
            return self._enough()
        if _YES.search(said):
            return self._more()
        return self._ask_again(reception.MORE_UNCLEAR)

    def _silent(self, place: str) -> tuple[Act, ...]:
        return self._enough()

    def _settled(self, place: str) -> tuple[Act, ...]:
        return self._enough()

    def _pressed(self, command: Command, place: str) -> tuple[Act, ...]:
        if command is Command.GO_ON:
            return self._more()
        if command is Command.HELP:
            return self._ask_again(reception.MORE_UNCLEAR)
        return self._enough()

    def _more(self) -> tuple[Act, ...]:
        self.wanted = True
        return self._over(Why.FINISHED)

    def _enough(self) -> tuple[Act, ...]:
        return self._over(Why.FINISHED, *reception.GOODBYE)


_NO = re.compile(
    r"\b(?:no|nope|nah|not|enough|done|finished?|stop|leave|later|tomorrow|tired|bye|goodbye|home)\b"
)
_YES = re.compile(
    r"\b(?:yes|yeah|yep|yup|sure|okay|ok|another|more|again|please|lets|all right|alright|go on"
    r"|gladly|why not|one)\b"
)
