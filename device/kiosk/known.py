"""Who practises, where they chose to be known: asked before a talk, told of afterwards."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from device.attempt import Begun, Person
from device.coach.scenario import Scenario
from device.coach.talk.ask_code import AskCode
from device.coach.talk.remembering import Remembered
from device.coach.talk.tell_progress import TellProgress
from device.event import Event
from device.progress.book import Book
from device.progress.figures import Figures, figures
from device.progress.picture import COLUMNS, day, picture, shown
from device.progress.sentence import sentence
from device.progress.trouble import ProgressError
from device.screen import Picture

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Known:
    """One visit's part in it. What can't be read or kept costs the look back, and nothing else."""

    book: Book
    crisis_words: str
    staff: bool
    """Whether there is a server where staff could see anything."""
    who: Remembered | None = None
    _declined: bool = False
    _practised: list[tuple[Figures, int]] = field(default_factory=list)
    """The practices of this visit that are in nobody's book yet, and the newest erasure known."""

    @property
    def person(self) -> Person | None:
        """Who practises, for the server: nobody without their yes to staff."""
        return Person(self.who.key, shared=True) if self.who and self.who.shared else None

    @property
    def anybody(self) -> bool:
        """Whether anybody's progress is kept here, so that it is worth asking."""
        try:
            return self.book.people > 0
        except ProgressError as error:
            _log.warning("progress: %s", error)
            return False

    def ask(self, seed: int) -> AskCode:
        """The talk that asks for the three words."""
        return AskCode(self.book, crisis_words=self.crisis_words, staff=self.staff, seed=seed)

    def asked(self, talk: AskCode) -> None:
        """Take what came of it."""
        self.who, self._declined = talk.who, talk.declined

    def practised(
        self, begun: Begun, scenario: Scenario, events: Sequence[Event], erasures: int
    ) -> None:
        """A practice is over."""
        one = figures(begun.id, begun.at, scenario, events)
        if one is not None:
            self._practised.append((one, erasures))
            self._write()

    def tell(self, seed: int) -> TellProgress:
        """The talk that tells how they get on, or offers them words."""
        told = sentence(self._practices()) if self.who else None
        return TellProgress(
            self.book,
            crisis_words=self.crisis_words,
            who=self.who,
            sentence=told,
            offer=not self._declined and bool(self._practised),
            staff=self.staff,
            seed=seed,
        )

    def told(self, talk: TellProgress) -> None:
        """Take what came of it: somebody new has what they just practised kept, too."""
        self.who, self._declined = talk.who, talk.declined
        self._write()

    def picture(self) -> Picture | None:
        """How they get on, for a screen; None where there is nothing to see."""
        practices = self._practices()[-COLUMNS:]
        if not practices:
            return None
        helps, habits = shown(practices)
        rows = tuple(
            (skill.about.name.capitalize(), *(str(one.times(skill)) for one in practices))
            for skill in (*helps, *habits)
        )
        columns = ("", *(day(one.at) or str(n) for n, one in enumerate(practices, 1)))
        return Picture("Your practices", picture(practices), columns, rows)

    def close(self) -> None:
        """The visit is over."""
        self.who = None
        self._practised.clear()
        self.book.close()

    def _practices(self) -> tuple[Figures, ...]:
        if self.who is None:
            return ()
        try:
            return self.book.practices(self.who)
        except ProgressError as error:
            _log.warning("progress: %s", error)
            return ()

    def _write(self) -> None:
        if self.who is None:
            return
        while self._practised:
            one, erasures = self._practised[0]
            try:
                self.book.add(self.who, one, erasures)
            except ProgressError as error:
                _log.warning("progress: %s", error)
                return
            self._practised.pop(0)
