"""A talk, played from its beginning with the replies so far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from device.coach.analysis import analyse
from device.coach.cast import COACH
from device.coach.reply import Reply
from device.coach.scenario import Outcome, Scenario, Turn
from device.coach.talk.act import (
    Act,
    Assess,
    Command,
    End,
    Expect,
    Listen,
    Say,
    Unheard,
    Why,
)
from device.coach.talk.conversation import Conversation

MOST_STEPS = 80
"""Far more than a talk has; each is analysed anew at every press, 8 ms each."""
REPLY_MOST = 4000
"""Characters of a reply; 45 seconds of speech are some 700."""

How = Literal["say", "do"]


@dataclass(frozen=True, slots=True)
class Step:
    """What the trainee did: said something, or pressed or asked for something."""

    how: How
    what: str
    """The words; or a `Command`, or `silence`."""

    @property
    def packed(self) -> str:
        """For a field of the form."""
        return f"{self.how}:{self.what}"


def unpack(fields: Sequence[str]) -> list[Step]:
    """The steps in a form's fields; what is none is left out."""
    steps: list[Step] = []
    for field in fields[:MOST_STEPS]:
        how, colon, what = field.partition(":")
        if colon and how == "say" and what.strip():
            steps.append(Step("say", what[:REPLY_MOST].strip()))
        elif colon and how == "do" and what in {*Command, Unheard.SILENCE}:
            steps.append(Step("do", what))
    return steps


@dataclass(frozen=True, slots=True)
class Moment:
    """What came of one step; or the beginning of the talk."""

    step: Step | None
    assess: Assess | None
    """What was found in the reply; None where it was no reply, or is nobody's business."""
    before: tuple[Say, ...]
    """What is said at once; the feedback, where the reply was assessed."""
    after: tuple[Say, ...]
    """What is said after the feedback."""
    at: Listen | End


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the path."""

    name: str
    outcome: Outcome | None
    """How the seeker took the last try there; None while they wait, or where it was skipped."""


@dataclass(frozen=True, slots=True)
class Talk:
    """The talk so far."""

    scenario: Scenario
    moments: tuple[Moment, ...]
    steps: tuple[Step, ...]
    """Those that were played: none after the end."""

    @property
    def now(self) -> Moment:
        """The last thing that happened."""
        return self.moments[-1]

    @property
    def over(self) -> End | None:
        """How it ended."""
        return self.now.at if isinstance(self.now.at, End) else None

    @property
    def expects(self) -> Expect | None:
        """What is listened for."""
        return self.now.at.expect if isinstance(self.now.at, Listen) else None

    @property
    def turn(self) -> Turn | None:
        """The turn that is answered."""
        return self.scenario.turn(self.now.at.turn) if isinstance(self.now.at, Listen) else None

    @property
    def path(self) -> list[Stop]:
        """The places so far, in order."""
        return list(_path(self))


def play(
    scenario: Scenario, steps: Sequence[Step], *, crisis_words: str, seed: int, begin: str = ""
) -> Talk:
    """Play the talk with these steps.

    Args:
        begin: the id of the turn to begin at; the first, where there is none such.
        seed: which of the coach's wordings are taken.
    """
    first = [turn for turn in scenario.turns if turn.id == begin]
    others = tuple(turn for turn in scenario.turns if turn.id != begin)
    started = scenario.model_copy(update={"turns": (*first, *others)})
    conversation = Conversation(started, analyse, crisis_words=crisis_words, seed=seed)
    moments = [_moment(None, conversation.begin())]
    played: list[Step] = []
    for step in steps:
        if isinstance(moments[-1].at, End):
            break
        played.append(step)
        moments.append(_moment(step, _answer(conversation, step)))
    return Talk(scenario, tuple(moments), tuple(played))


def _answer(conversation: Conversation, step: Step) -> tuple[Act, ...]:
    if step.how == "say":
        return conversation.heard(Reply(step.what))
    if step.what == Unheard.SILENCE:
        return conversation.unheard(Unheard.SILENCE)
    return conversation.command(Command(step.what))


def _moment(step: Step | None, acts: tuple[Act, ...]) -> Moment:
    assess = next((act for act in acts if isinstance(act, Assess)), None)
    says = [act for act in acts if isinstance(act, Say)]
    spoken = " ".join(assess.feedback.spoken.split()) if assess else ""
    feedback: list[Say] = []
    while says and assess and says[0].speaker == COACH and " ".join(says[0].text.split()) in spoken:
        feedback.append(says.pop(0))
    at = acts[-1]
    assert isinstance(at, Listen | End)
    return Moment(step, assess, tuple(feedback), tuple(says), at)


def _path(talk: Talk) -> Iterator[Stop]:
    turns = [turn.id for turn in talk.scenario.turns]
    here: str | None = None
    outcome: Outcome | None = None
    for moment in talk.moments:
        if moment.assess is not None:
            outcome = moment.assess.outcome
        arrived = moment.at.turn if isinstance(moment.at, Listen) else here
        if isinstance(moment.at, Listen) and moment.at.expect is Expect.PRIVATE:
            continue
        if arrived != here:
            if here is not None:
                yield Stop(f"Turn {turns.index(here) + 1}", outcome)
            here, outcome = arrived, None
    if here is not None:
        yield Stop(f"Turn {turns.index(here) + 1}", outcome)
    ending = _ending(talk)
    if ending is not None:
        yield Stop(f"Ending {ending + 1}", None)


def _ending(talk: Talk) -> int | None:
    """Which ending was come to: its line is the seekers' last."""
    said = {say.text for say in talk.now.after if say.speaker != COACH}
    if talk.over is not None and talk.over.why is Why.FINISHED:
        said = {talk.scenario.place(talk.over.ending).line.text} if talk.over.ending else set()
    if talk.expects is not Expect.PRIVATE and not talk.over:
        return None
    texts = [ending.line.text for ending in talk.scenario.endings]
    return next((number for number, text in enumerate(texts) if text in said), None)
