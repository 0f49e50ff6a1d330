"""A session: one person's visit, from the press of the button until the kiosk is free again.

One talk after another through `Visit`: the welcome and the choice, a try-out for newcomers, the
scenario, and whether it shall be another one. Whatever was said is forgotten at its end.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from device import library, moment
from device.attempt import Attempt, Begun, Person, finished
from device.coach.analysis import analyse, prepare
from device.coach.reply import Reply
from device.coach.scenario import Scenario
from device.coach.talk.act import Command, End, Expect, Why
from device.coach.talk.another import Another
from device.coach.talk.choosing import Choosing, Offer
from device.coach.talk.command import parse
from device.coach.talk.conversation import Conversation
from device.coach.talk.phrases import reception
from device.coach.talk.short import ShortTalk
from device.event import Disputed, Ended, Event, FeedbackGiven, Found, SeekerSaid, since
from device.kiosk.body import Body
from device.kiosk.face import Face
from device.kiosk.known import Known
from device.kiosk.tidy import tidy
from device.kiosk.trainee import AtKiosk
from device.kiosk.tryout import TRY_OUT
from device.kiosk.underway import Underway
from device.panel import SECOND, Light
from device.progress.trouble import ProgressError
from device.screen import Choice
from device.visit import Answer, Asked, Talk, Visit
from device.voice.hear.listener import Watch
from device.voice.level import Trouble

YES_OR_NO = (Choice("say:yes", "Yes"), Choice("say:no", "No"))
"""What stands on a screen where a yes or a no is asked for."""
SAY, TALK = "say:", "talk:"
"""What a choice on the screen begins with: words that are as good as spoken, or a scenario's id."""

_log = logging.getLogger(__name__)


class _Over(Exception):
    """They left, walked off, or seemed to be in crisis: the visit ends here."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where a finished practice goes, for one practice."""

    keep: Callable[[Attempt], bool]
    """Gives whether it is on the disk."""
    erasures: int
    """The newest erasure that the kiosk knows."""
    underway: Callable[[Begun, Scenario], Underway]


class Session:
    """One visit."""

    def __init__(
        self,
        body: Body,
        face: Face,
        *,
        scenarios: Sequence[Scenario],
        crisis_words: str,
        handset: bool,
        hook: bool,
        second: bool,
        keeping: Callable[[Person | None], Keeping | None],
        pen: Executor,
        known: Known | None = None,
        news: str | None = None,
        now: moment.Now = moment.now,
    ) -> None:
        """
        Args:
            scenarios: what can be practised, the best to suggest first.
            handset: the microphone doesn't hear the speaker.
            hook: whether one leaves by putting a receiver back.
            second: whether there is a second button.
            keeping: asked as a practice begins; None where nothing is kept.
            pen: one thread that writes down what is under way, in order.
            known: who practises; None where nobody's progress is kept.
            news: what there is to tell of the kiosk itself.
            now: what time it is.
        """
        self._body = body
        self._face = face
        self._scenarios = tuple(scenarios)
        self._crisis_words = crisis_words
        self._handset = handset
        self._leave = (
            reception.LEAVE_BY_HANDSET
            if hook
            else reception.LEAVE_BY_BUTTON
            if second
            else reception.LEAVE_BY_VOICE
        )
        self._keeping = keeping
        self._pen = pen
        self._now = now
        self._held = False
        watch = Watch(partial=face.partial, trouble=self._trouble, began=self._began)
        spoken = body.spoken(watch, lambda: self._held)
        self._trainee = AtKiosk(
            spoken, lambda: body.deaf, answered=self._thinking, drowned=face.loud
        )
        self._visit: Visit | None = None
        self._talk: Talk | None = None
        self._speaking_up = False
        """Whether they have begun to speak in the turn at hand."""
        self._events: list[Event] = []
        self._began_at = 0.0
        self._underway: Underway | None = None
        self._known = known
        self._news = news
        self.crisis = False
        """Whether somebody seemed to be in crisis: their words of help stay on the screen."""

    async def run(self) -> None:
        """The whole visit."""
        self._body.delivery.reset()
        self._trainee.forget()
        self._face.change(visiting=True, activity=Light.THINKING, heading="")
        try:
            with contextlib.suppress(_Over):
                await self._hold_all()
        finally:
            self._visit = self._talk = None
            self._events.clear()
            self._trainee.forget()
            if self._known is not None:
                self._known.close()
            tidy()

    async def _look(self) -> None:
        """Before anything is said: can one be heard here?"""
        trouble = await self._body.look()
        self._face.loud(trouble is Trouble.ROOM)
        if trouble is not None:
            told = reception.LOUD_HERE if trouble is Trouble.ROOM else trouble.value
            self._news = " ".join(filter(None, (self._news, told)))

    async def _hold_all(self) -> None:
        await self._look()
        offers = [Offer.of(scenario) for scenario in self._scenarios]
        choosing = self._choosing(offers)
        await self._small(choosing)
        if choosing.first_time:
            await self._practise(library.read(TRY_OUT), counted=False)
            choosing = self._choosing(offers, welcomed=True)
            await self._small(choosing)
        else:
            await self._ask_who()
        while choosing.chosen is not None:
            place = next(n for n, offer in enumerate(offers) if offer.id == choosing.chosen)
            await self._practise(self._scenarios[place])
            another = Another(
                crisis_words=self._crisis_words, farewell=self._known is None, seed=_seed()
            )
            await self._small(another)
            if not another.wanted:
                await self._tell_progress()
                return
            choosing = self._choosing([*offers[place + 1 :], *offers[: place + 1]], welcomed=True)
            await self._small(choosing)

    def _choosing(self, offers: Sequence[Offer], *, welcomed: bool = False) -> Choosing:
        return Choosing(
            offers,
            crisis_words=self._crisis_words,
            leave=self._leave,
            welcomed=welcomed,
            news=self._news,
            seed=_seed(),
        )

    async def _ask_who(self) -> None:
        """Ask for the three words, where anybody has some here."""
        if self._known is None or not self._known.anybody:
            return
        asking = self._known.ask(_seed())
        with _without_progress():
            await self._small(asking)
            self._known.asked(asking)

    async def _tell_progress(self) -> None:
        if self._known is None:
            return
        self._face.picture(self._known.picture())
        telling = self._known.tell(_seed())
        with _without_progress():
            await self._small(telling)
            self._known.told(telling)

    # Talks

    async def _small(self, talk: ShortTalk) -> None:
        """Hold a small talk.

        Raises:
            _Over: the visit ends with it.
        """
        self._face.change(small=True, choices=self._choices(talk))
        try:
            await self._hold(talk, {})
        finally:
            self._face.change(small=False, choices=())

    def _choices(self, talk: ShortTalk) -> tuple[Choice, ...]:
        if not isinstance(talk, Choosing):
            return YES_OR_NO
        offers = tuple(
            Choice(TALK + offer.id, offer.title, ", ".join((offer.who, *offer.topics[:1])))
            for offer in map(Offer.of, self._scenarios)
        )
        return (*YES_OR_NO, *offers)

    async def _practise(self, scenario: Scenario, *, counted: bool = True) -> None:
        """Hold a practice, and keep what may be kept of it.

        Raises:
            _Over: the visit ends with it.
        """
        conversation = Conversation(
            scenario,
            analyse,
            crisis_words=self._crisis_words,
            seed=_seed(),
            welcomed=True,
        )
        names = {seeker.id: seeker.name for seeker in scenario.seekers}
        person = self._known.person if self._known else None
        keeping = self._keeping(person) if counted else None
        begun = Begun.now(self._now())
        self._events, self._began_at = [], self._body.clock.now()
        self._underway = keeping.underway(begun, scenario) if keeping else None
        self._face.change(language=scenario.language)
        try:
            end = await self._end_of(conversation, names)
            if counted and not conversation.in_doubt:
                self._keep(begun, scenario, keeping)
        except (asyncio.CancelledError, Exception):
            # hung up, or something broke: what was answered till then counts all the same
            if counted and not conversation.in_doubt and self._left_early():
                self._keep(begun, scenario, keeping)
            raise
        finally:
            self._let_go()
            self._events = []
        if end.why is not Why.FINISHED:
            raise _Over

    async def _hold(self, talk: Talk, names: dict[str, str]) -> None:
        if (await self._end_of(talk, names)).why is not Why.FINISHED:
            raise _Over

    async def _end_of(self, talk: Talk, names: dict[str, str]) -> End:
        self._talk = talk
        self._visit = Visit(
            talk,
            self._trainee,
            self._body.clock,
            names=names,
            speech=self._body.delivery,
            speaker=self._body.speaker,
            tell=self._told,
            handset=self._handset,
            adapt=self._body.delivery.adapt,
        )
        try:
            end = await self._visit.run()
        finally:
            self._visit = None
        self.crisis = end.why is Why.CRISIS
        return end

    def _told(self, event: Event) -> None:
        self._face.tell(event)
        if isinstance(self._talk, ShortTalk):
            return
        self._events.append(since(event, self._began_at))
        match event:
            case SeekerSaid():
                prepare(event.text)
            case Found() | FeedbackGiven() | Disputed():
                if self._underway is not None:
                    self._pen.submit(self._underway.write, tuple(self._events))
        in_doubt = isinstance(self._talk, Conversation) and self._talk.in_doubt
        if in_doubt and self._underway is not None:
            self._pen.submit(self._underway.forget)

    def _keep(self, begun: Begun, scenario: Scenario, keeping: Keeping | None) -> None:
        attempt = finished(begun, scenario, self._events)
        if keeping is not None and attempt is not None and not keeping.keep(attempt):
            self._underway = None  # what is written of it stays there until it is kept
        if self._known is not None:
            erasures = keeping.erasures if keeping else 0
            self._known.practised(begun, scenario, self._events, erasures)

    def _left_early(self) -> bool:
        """Close the account of a talk that was broken off; whether there is anything in it."""
        if not any(isinstance(event, Found) for event in self._events):
            return False
        at = self._body.clock.now() - self._began_at
        self._events.append(Ended(at, Why.STOPPED, None))
        return True

    def _let_go(self) -> None:
        underway, self._underway = self._underway, None
        if underway is not None:
            self._pen.submit(underway.forget)

    # What the trainee does

    def tap(self) -> None:
        """The talk button was tapped."""
        expect = self._face.now.expect
        small = isinstance(self._talk, ShortTalk)
        if expect is None:
            if small:
                self._ask(Command.GO_ON)
        elif expect is Expect.CHOICE and not self._speaking_up:
            self._ask(Command.GO_ON)
        else:
            self._trainee.finish()

    def hold(self, held: bool) -> None:
        """The talk button is held down to talk, or let go."""
        self._held = held

    def second(self) -> None:
        """The second button was pressed."""
        self._ask(SECOND[self._face.now.expect])

    def finish(self) -> None:
        """Their turn is over, they say at the screen."""
        self._trainee.finish()

    def press(self, command: Command) -> None:
        """They ask for something at the screen."""
        self._ask(command)

    def choose(self, choice: str) -> None:
        """They pick something on the screen."""
        if choice.startswith(SAY):
            # to what is asked now, also while it is still being said; never to what comes later
            self._ask(Answer(Reply(choice.removeprefix(SAY), "")))
        elif isinstance(self._talk, Choosing):
            self._talk.point_at(choice.removeprefix(TALK))
            self._ask(Command.GO_ON)

    def type(self, text: str) -> None:
        """They type."""
        command = parse(text, self._face.now.expect or Expect.REPLY)
        if command is not None and not isinstance(self._talk, ShortTalk):
            self._ask(command)
        else:
            self._trainee.typed.put_nowait(text)

    def leave(self) -> None:
        """They wish to leave, with a word of goodbye."""
        self._ask(Command.STOP)

    def _ask(self, what: Asked) -> None:
        if self._visit is not None:
            self._visit.asked.put_nowait(what)

    # What is seen

    def _began(self) -> None:
        self._speaking_up = True
        if self._face.now.expect is not None:
            self._face.change(activity=Light.LISTENING)

    def _thinking(self) -> None:
        self._speaking_up = False
        self._face.change(activity=Light.THINKING, expect=None)

    def _trouble(self, trouble: Trouble) -> None:
        _log.info("microphone: %s", trouble.name.lower())


def _seed() -> int:
    return secrets.randbits(32)


@contextlib.contextmanager
def _without_progress() -> Iterator[None]:
    """A book that can't be read costs the look back, and no practice."""
    try:
        yield
    except ProgressError as error:
        _log.warning("progress: %s", error)
