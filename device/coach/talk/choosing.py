"""Choosing: the welcome at the kiosk, a try-out for newcomers, and which talk it shall be.

One talk is suggested at a time. That works with a voice, with a single button, and with thirty
talks as well as with six; and who names a topic is taken at their word.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from device.coach.scenario import Scenario
from device.coach.talk.act import Act, Why
from device.coach.talk.command import plain
from device.coach.talk.conversation import by_coach
from device.coach.talk.phrases import reception
from device.coach.talk.short import Question, ShortTalk

FIRST, WHICH = "first", "which"
"""The places that are asked at."""
THOUGHT = (1, 3)
"""Silences that are listened through without a word: a choice is waited for as long as fits within
a talk, and whoever has just sat down needs twice that. Between them it is asked once more."""
WHOLE, PART = 0.6, 0.5
"""The share of its words by which a title is named, and a topic or a person."""
STEM, ENDING = 5, 5
"""Letters that two words must begin with alike, and that may follow."""
LONGEST_LIST = 6
"""Topics named at once: more are not remembered."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A talk that can be chosen."""

    id: str
    title: str
    who: str
    """The seekers' names, as one says them."""
    topics: tuple[str, ...]

    @classmethod
    def of(cls, scenario: Scenario) -> "Offer":
        """The scenario as it is offered."""
        names = [seeker.name for seeker in scenario.seekers]
        return cls(scenario.id, scenario.title, listed(names), scenario.topics)


def listed(names: Sequence[str], word: str = "and") -> str:
    """Names as one says them: "Len", "Len and Ada", "Len, Ada and Bo"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


class Choosing(ShortTalk):
    """From the press of the button to a talk."""

    most_answers = 100

    def __init__(
        self,
        offers: Sequence[Offer],
        *,
        crisis_words: str,
        leave: str = reception.LEAVE_BY_VOICE,
        known: bool = False,
        welcomed: bool = False,
        news: str | None = None,
        seed: int = 0,
    ) -> None:
        """
        Args:
            offers: what there is, the best suggestion first; at least one.
            leave: how one leaves this kiosk, in a sentence.
            known: whether it is known that they have been here before.
            welcomed: whether they have been welcomed in this visit.
            news: what there is to tell of the kiosk itself, in a sentence.

        Raises:
            ValueError: there is nothing to offer.
        """
        if not offers:
            raise ValueError("There is no scenario to practise: install one, or sync.")
        super().__init__(crisis_words=crisis_words, seed=seed)
        self._offers = tuple(offers)
        self._at = 0
        """Which offer is suggested now."""
        self._leave = leave
        self._known = known or welcomed
        self._welcomed = welcomed
        self._news = news
        self._chance = Random(seed)  # noqa: S311 - a suggestion, and nothing secret
        self._refused = False
        self._silences = 0
        self._picked = False
        """Whether what is suggested was picked by hand."""
        self.first_time = False
        """Whether they asked for the try-out."""
        self.chosen: str | None = None
        """The id of the scenario that was chosen, once the talk has ended well."""

    @property
    def suggested(self) -> Offer:
        """What is suggested now."""
        return self._offers[self._at]

    def begin(self) -> tuple[Act, ...]:
        """Welcome, what it is, how to leave; then the first question."""
        if self._welcomed:
            return self._which()
        told = (*self._pick(reception.WELCOME), by_coach(reception.NOTHING_KEPT))
        told = (*told, by_coach(self._leave))
        if self._news:
            told = (*told, by_coach(self._news))
        if self._known:
            return (*told, *self._which())
        question = Question(
            FIRST,
            (by_coach(reception.FIRST_TIME),),
            self._first,
            self._which,
            reception.FIRST_UNCLEAR,
            reception.HELP_FIRST,
            silent=self._silent,
            go_on=self._by_button,
            yes=self._try_out,
        )
        return self._ask(question, *told)

    def point_at(self, scenario: str) -> None:
        """Suggest a talk by its id, as it was picked on a screen; the talk button takes it then."""
        for place, offer in enumerate(self._offers):
            if offer.id == scenario:
                self._at, self._picked = place, True

    def _which_one(self, text: str) -> tuple[Act, ...] | None:
        said = self._spoke(text)
        if _SURPRISE.search(said):
            self._at = self._chance.randrange(len(self._offers))
            return self._choose()
        if (found := self._named(said)) is not None:
            self._at = found
            return self._choose()
        if _OTHER.search(said):
            return self._next()
        if _YES.fullmatch(said):
            return self._choose()
        return self._aside((by_coach(self._topics()),)) if _LIST.search(said) else None

    def _first(self, text: str) -> tuple[Act, ...] | None:
        said = self._spoke(text)
        if _NO.search(said):
            return self._which()
        if _YES.fullmatch(said) or _FIRST.search(said):
            return self._try_out()
        if (found := self._named(said)) is not None:
            self._at = found
            return self._choose()
        return None

    def _spoke(self, text: str) -> str:
        self._silences = 0
        return plain(text)

    def _silent(self) -> tuple[Act, ...]:
        self._silences += 1
        if self._silences in THOUGHT:
            return (self._listen(),)
        if self._silences < max(THOUGHT):
            return (*self._pick(reception.TAKE_YOUR_TIME), *self._again, self._listen())
        return (*self._pick(reception.NOBODY), *self._ended(Why.WALKED_OFF))

    def _by_button(self) -> tuple[Act, ...]:
        return self._choose() if self._picked else self._try_out()

    def _try_out(self) -> tuple[Act, ...]:
        self.first_time = True
        return self._finish(*self._pick(reception.TRY_OUT))

    def _which(self) -> tuple[Act, ...]:
        self._silences = 0
        return self._ask(
            Question(
                WHICH,
                (by_coach(self._suggestion()),),
                self._which_one,
                self._choose,
                reception.WHICH_UNCLEAR,
                reception.HELP_CHOOSING,
                silent=self._silent,
                go_on=self._choose,
                yes=self._choose,
            )
        )

    def _next(self) -> tuple[Act, ...]:
        self._at = (self._at + 1) % len(self._offers)
        self._refused = True
        return self._which()

    def _suggestion(self) -> str:
        offer = self.suggested
        frames = reception.OR_ELSE if self._refused else reception.SUGGESTIONS
        about = listed(offer.topics[:2])
        frame = self._memory.pick(frames) or frames[0]
        asking = reception.SHALL_WE if self._memory.unsaid(reception.SHALL_WE) else "Yes, or no?"
        self._memory.say(reception.SHALL_WE)
        return f"{frame.format(title=offer.title, who=offer.who, about=about)} {asking}"

    def _choose(self) -> tuple[Act, ...]:
        self.chosen = self.suggested.id
        return self._finish()

    def _topics(self) -> str:
        topics = [offer.topics[0] for offer in self._offers if offer.topics]
        first = list(dict.fromkeys(topics))[:LONGEST_LIST]
        return f"There are talks about {listed(first)}."

    def _named(self, said: str) -> int | None:
        """The offer whose title, topic or person is named; the most words in common win."""
        best, found = 0.0, None
        for place, offer in enumerate(self._offers):
            names = ((offer.title, WHOLE), *((name, PART) for name in (offer.who, *offer.topics)))
            share = max(_share(said, plain(name), least) for name, least in names)
            if share > best:
                best, found = share, place
        return found


_YES = re.compile(
    r"(?:yes|yeah|yep|yup|sure|okay|ok|all right|alright|lets|please|go|do|that one|this one|good"
    r"|fine|would|sounds|great|why not|take|it|that|this|gladly|of course|ready|im"
    r"|us|one|like|id|want|i|thanks|thank you|with|(?:go|carry) (?:on|ahead)|continue|begin|start"
    r"|well|um|uh|er|oh| )+"
)
_NO = re.compile(
    r"^(?:um |uh |er |oh |well )*(?:no|nope|nah|not|its not|i have|ive been|ive done|second"
    r"|been here|skip)\b"
)
_FIRST = re.compile(r"\b(?:first|new|never|try ?out|beginner|havent)\b")
_SURPRISE = re.compile(
    r"\b(?:surprise|anything|any one|random|whatever|dont (?:mind|care)|you (?:choose|pick|decide)"
    r"|up to you)\b"
)
_OTHER = re.compile(
    r"\b(?:no|nope|nah|not|another|other|next|different|else|something else|dont like|rather not"
    r"|skip|pass)\b"
)
_LIST = re.compile(
    r"\b(?:what (?:is|are|have|do|topics|talks|else|can)|which|list|topics|options|choices)\b"
)
_SMALL = frozenset(
    "a an and the of for to in on at about with my me i im is it being be talk one something"
    " please like would want id practise practice do lets have on from".split()
)
"""Words that name nothing."""


def _share(said: str, name: str, least: float) -> float:
    """How much of a name was said; 0 below the least share of it."""
    words = said.split()
    wanted = [word for word in name.split() if word not in _SMALL] or name.split()
    found = sum(any(_alike(word, other) for other in words) for word in wanted)
    share = found / len(wanted)
    return share if share >= least else 0.0


def _alike(one: str, other: str) -> bool:
    """Whether two words have the same beginning, whatever their endings: lonely, loneliness."""
    shorter = min(len(one), len(other))
    same = next((n for n in range(shorter) if one[n] != other[n]), shorter)
    return one == other or (same >= STEM and max(len(one), len(other)) - same <= ENDING)
