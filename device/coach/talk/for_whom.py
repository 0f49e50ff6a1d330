"""For whom: was it the trainee themselves who spoke just now, or the practice?

Only a plain no, or a plain "for the practice", lets the practice go on. Everything else, silence
included, is taken as meant: to be asked once too often costs little.
"""

import re
from collections.abc import Iterable

from device.coach.reply import Reply
from device.coach.talk.act import Command, Expect
from device.coach.talk.command import parse, plain
from device.coach.talk.memory import Memory
from device.coach.talk.phrases import talk


class ForWhom:
    """Asks, and holds the words in doubt until the answer, and no longer."""

    def __init__(self, memory: Memory, names: Iterable[str]) -> None:
        """
        Args:
            names: what the seekers are called; "I meant Ada" is an answer.
        """
        self._memory = memory
        self._names = tuple(names)
        self._held: tuple[Reply, Expect] | None = None
        self._question: str | None = None
        self.asked = False
        """Whether the trainee was asked in this talk."""

    @property
    def asking(self) -> bool:
        """Whether the answer is still to come."""
        return self._held is not None

    def ask(self, reply: Reply, expect: Expect) -> str | None:
        """The question; None where it was asked often enough in this talk.

        Args:
            expect: what was listened for when the words in doubt were said.
        """
        self._question = self._memory.pick(talk.SPEAKING_FOR_YOURSELF)
        if self._question is not None:
            self._held, self.asked = (reply, expect), True
        return self._question

    def ask_again(self) -> str | None:
        """The question once more, for somebody who asks for it; None the second time."""
        question, self._question = self._question, None
        return question

    def wants_it_again(self, answer: str) -> bool:
        """Whether the answer is that the question wasn't heard."""
        return parse(answer, Expect.PRIVATE) is Command.REPEAT

    def answered(self, answer: str) -> tuple[Reply, Expect] | None:
        """What was held, if it was for the practice; None if it was meant."""
        held = self.let_go()
        return held if speaks_for_the_role(answer, self._names) else None

    def let_go(self) -> tuple[Reply, Expect] | None:
        """What was held, which is forgotten here."""
        held, self._held = self._held, None
        return held


def speaks_for_the_role(answer: str, names: Iterable[str] = ()) -> bool:
    """Whether the answer to "are you speaking for yourself?" is a clear no.

    Args:
        names: what the seekers are called.
    """
    said = plain(answer)
    for name in names:
        said = re.sub(rf"\b{re.escape(plain(name))}\b", "him", said)
    if len(said.split()) > LONGEST or _NOT_THE_ROLE.search(said):
        return False
    return bool(_CLEARLY.fullmatch(said))


LONGEST = 16
"""Words of a plain answer at most; who says more has something to say."""

_FILLING = (
    r"(?:um+|uh+|er+m?|oh|well|sorry|thanks|thank you|please|honestly|really|coach|dont worry"
    r"|(?:its|thats|im) (?:fine|ok|okay|all right|alright)|im good|go on|carry on|keep going"
    r"|(?:lets|we can|you can|please) (?:go on|carry on|continue|keep going))"
)
"""What may stand around the answer, and is none by itself."""
_ROLE = (
    r"(?:practi[cs]e|role|exercise|scenario|part|seeker|talk|acting|pretend|role ?play|training)"
)
_SEEKER = r"(?:him|her|them|the (?:seeker|person|man|woman|character|other person)|what (?:he|she)"
_SEEKER += r" (?:said|says|feels)|what they (?:said|say|feel))"
_NO = (
    r"(?:no|nope|nah|not at all|of course not|definitely not|god no"
    r"|(?:im|i am|i was|its|it was) not|(?:i|it) (?:wasnt|isnt)|not"
    r" (?:for |about |speaking for )?(?:me|myself)|not me)"
)
_FOR_THE_ROLE = (
    rf"(?:(?:(?:it|that|this)(?:s| is| was)? |i (?:said|meant) (?:it|that) |speaking |talking |i"
    rf" meant"
    r" )?(?:(?:just|only|all|purely|part of|as|in|for|about|was|is) )*"
    rf"(?:(?:the|a|this|my|an) )?{_ROLE}"
    rf"|(?:(?:it|that|this)(?:s| is| was)? )?(?:(?:just|only) )?(?:for|about|to) {_SEEKER}"
    r"|(?:it|that)(?:s| is| was) (?:(?:just|only) )?(?:how|what) (?:i (?:think|thought|imagine) )?"
    r"(?:he|she|they|him) (?:(?:must|might|may) )?(?:feels?|felt|said|says|thinks?|means?|meant)"
    rf"|(?:im|i am|i was|just|only) (?:(?:just|only|still) )*(?:practi[cs]ing|acting|pretending"
    rf"|playing(?: (?:a|the|my) (?:part|role))?|answering(?: {_SEEKER})?|in (?:the )?role"
    rf"|(?:talking|speaking) (?:to|about|for) (?:{_SEEKER}|the practi[cs]e)"
    rf"|(?:saying|repeating|reflecting)(?: back)? {_SEEKER}|doing the (?:practi[cs]e|exercise))"
    rf"|i meant {_SEEKER}|pretending|practi[cs]ing|(?:just )?acting)"
)
_CLEARLY = re.compile(
    rf"(?:(?:yes|yeah|yep) (?=(?:{_FILLING} )*{_FOR_THE_ROLE}))?(?:{_FILLING} )*"
    rf"(?:{_NO}|{_FOR_THE_ROLE})(?: (?:{_NO}|{_FOR_THE_ROLE}|{_FILLING}))*"
)
"""A closed list: a plea that begins with "no" has something left over, and so is none of these."""
_NOT_THE_ROLE = re.compile(
    r"\b(?:not|wasnt|isnt|never|dont) (?:(?:just|only|for|about|the|a|part|of|in|really|to|meant"
    rf"|talking|speaking) )*(?:{_ROLE}|acting|pretending|practi[cs]ing|playing|answering"
    rf"|{_SEEKER})\b"
)
"""A no to the practice, and so a yes."""
