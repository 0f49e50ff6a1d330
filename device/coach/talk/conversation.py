"""The conversation: what is said and done next, given what was heard.

A pure state machine. It is told what the trainee said, or that nothing was heard, and answers with
the next acts; every answer ends with exactly one `Listen` or `End`. Every talk ends, whatever is
heard: tries, prompts and asides are all counted.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from device.coach.cast import COACH_VOICE
from device.coach.finding import Finding
from device.coach.reply import Reply
from device.coach.scenario import Ending, Line, Outcome, Scenario, Turn
from device.coach.skills import Kind, Skill
from device.coach.talk import command as commands
from device.coach.talk import feedback, safety
from device.coach.talk.act import (
    MANNERS,
    Act,
    Adapt,
    Assess,
    Command,
    Dispute,
    End,
    Expect,
    Listen,
    Say,
    Unheard,
    Why,
)
from device.coach.talk.closing import summary
from device.coach.talk.english import is_english
from device.coach.talk.for_whom import ForWhom
from device.coach.talk.heard import SMALL, Room
from device.coach.talk.memory import Memory
from device.coach.talk.openness import Trust
from device.coach.talk.phrases import talk
from device.coach.talk.safety import Concern
from device.coach.talk.suggestion import line_for_help

Analyse = Callable[[Reply], tuple[Finding, ...]]

MOST_TRIES = 3
"""Tries of one turn: the third seldom teaches more, and the seeker is waiting."""
MOST_ASIDES = 6
"""Prompts, repeats and asks for help in one turn; after that the talk goes on by itself."""
CLEAR_AT = 0.45
"""Mean word confidence under which a reply counts as not understood, and is never assessed."""
MOST_SILENCES = 2
"""Silences in a row after which somebody is there still, and thinking; the next one means that
nobody is."""
WHOLE_REPLY = 2
"""Words from which an answer to "again, or go on?" may be a new try by itself: "I'm here"."""
MOST_VISITS = 3
"""Times the same turn is come to; a scenario that leads in a circle ends there."""


def by_coach(text: str, *, fixed: bool = True) -> Say:
    """The coach says it."""
    return Say(text, COACH_VOICE, fixed=fixed)


def by_seeker(scenario: Scenario, seeker_id: str, line: Line) -> Say:
    """A seeker says it, in their own voice."""
    return Say(line.text, scenario.seeker(seeker_id).voice, seeker_id, line.recording)


class Conversation:
    """One practice of one scenario, from welcome to farewell."""

    def __init__(
        self,
        scenario: Scenario,
        analyse: Analyse,
        *,
        crisis_words: str,
        seed: int = 0,
        welcomed: bool = False,
    ) -> None:
        """
        Args:
            welcomed: whoever runs it has said hello, and how one leaves.
        """
        self._scenario = scenario
        self._analyse = analyse
        self._crisis_words = crisis_words
        self._welcomed = welcomed
        self._memory = Memory(seed)
        self._turn: Turn = scenario.turns[0]
        self._ending: Ending | None = None
        self._expect = Expect.REPLY
        self._attempt = 1
        self._answered = False
        """Whether a try of this turn was assessed."""
        self._at_turn = Trust(scenario.openness)
        """The trust with which the seeker came to this turn; each try starts from it."""
        self._trust = self._at_turn
        self._silences = 0
        self._unclear = 0
        self._asides = 0
        self._helped = False
        """Whether help was asked for in this talk."""
        self._met: set[str] = set()
        self._visits: dict[str, int] = {}
        self._for_whom = ForWhom(self._memory, (seeker.name for seeker in scenario.seekers))
        self._aloud = True
        """Whether the reply at hand may be praised and quoted; not one that was in doubt."""
        self._question: str | None = None
        """What the trainee was asked for their own sake."""
        self._feedback: tuple[Act, ...] = ()
        self._assessed: tuple[str, int] | None = None
        self._suggested: Skill | None = None
        self._disputed: set[tuple[str, int]] = set()
        self._end: End | None = None

    @property
    def in_doubt(self) -> bool:
        """Whether the trainee is, or may be, in crisis themselves: nothing may be kept then."""
        in_crisis = self._end is not None and self._end.why is Why.CRISIS
        return in_crisis or self._for_whom.asking

    def begin(self) -> tuple[Act, ...]:
        """Welcome, content note, how to leave, the scene, and the seeker's first line."""
        welcome, part = self._memory.pick(talk.WELCOME), self._memory.pick(talk.YOUR_PART)
        opening = self._arrive(self._turn.id)
        note = self._scenario.content_note
        told = [note] if self._welcomed else [welcome, note, talk.HOW_TO_LEAVE]
        scene, line = opening[:-2], opening[-2:]
        return (*self._says(*told), *scene, *self._says(part), *line)

    def heard(self, reply: Reply) -> tuple[Act, ...]:
        """The trainee said something."""
        if self._end:
            return (self._end,)
        if self._for_whom.asking:
            return self._told_for_whom(reply.text)
        self._silences = 0
        concern = safety.concern(reply.text)
        surely = reply.confidence >= CLEAR_AT
        if concern is Concern.CRISIS and (surely or self._for_whom.asked):
            return self._crisis()
        leaving = commands.parse(reply.text, self._expect) is Command.STOP
        if concern is not Concern.NONE and not leaving:
            question = self._for_whom.ask(reply, self._expect)
            if question is not None:
                return (by_coach(question), self._listen(Expect.PRIVATE))
        return self._take(reply)

    def unheard(self, why: Unheard) -> tuple[Act, ...]:
        """Nothing was said, or nothing that can be relied on."""
        if self._end:
            return (self._end,)
        if self._for_whom.asking:
            return self._crisis()
        match self._expect, why:
            case Expect.PRIVATE, _:
                return self._part()
            case Expect.CHOICE, _:
                return self._choice_unheard(why)
            case _, Unheard.SILENCE:
                return self._silence()
            case _:
                return self._not_understood(talk.UNCLEAR)

    def command(self, command: Command) -> tuple[Act, ...]:
        """The trainee asked for something, by voice or by button.

        Help, a repetition and a disagreement are answered with what is said to them and the
        `Listen` of the same place, so that lines they cut short can still be said before it.
        """
        if self._end:
            return (self._end,)
        self._silences = 0
        return self._obey_when_asked(command) if self._for_whom.asking else self._obey(command)

    def _obey(self, command: Command) -> tuple[Act, ...]:
        match command, self._expect:
            case Command.STOP, _:
                return (*self._picked(talk.FAREWELL_STOPPED), self._over(End(Why.STOPPED)))
            case Command.DISAGREE, _ if self._assessed:
                return self._disagree(self._assessed)
            case _, _ if command in MANNERS:
                return (Adapt(command), *self._obey(Command.REPEAT))
            case _, Expect.PRIVATE:
                return self._ask_in_private(command)
            case _, Expect.CHOICE:
                return self._choose(command)
            case _:
                return self._ask(command)

    # What was heard

    def _take(self, reply: Reply) -> tuple[Act, ...]:
        asked = commands.parse(reply.text, self._expect)
        if asked is not None:
            return self.command(asked)
        match self._expect:
            case Expect.PRIVATE:
                return self._part()
            case Expect.CHOICE:
                return self._choice_in_other_words(reply)
            case _:
                return self._answer(reply)

    def _answer(self, reply: Reply) -> tuple[Act, ...]:
        if not any(map(str.isalnum, reply.text)):
            return self.unheard(Unheard.SILENCE)
        if reply.confidence < CLEAR_AT:
            return self.unheard(Unheard.UNCLEAR)
        if not is_english(reply.text):
            return self._not_understood(talk.NOT_ENGLISH, talk.NOT_ENGLISH_TWICE)
        reply = self._in_context(reply)
        return self._assess(reply, self._analyse(reply))

    def _in_context(self, reply: Reply) -> Reply:
        return reply if reply.seeker else replace(reply, seeker=self._turn.line.text)

    def _assess(self, reply: Reply, findings: Sequence[Finding]) -> tuple[Act, ...]:
        turn = self._turn
        self._trust = self._at_turn.after(findings, turn.room_for)
        name = self._scenario.seeker(turn.seeker).name
        told, sentences = feedback.for_turn(
            reply, findings, turn, self._memory, name=name, aloud=self._aloud
        )
        self._answered = True
        self._assessed, self._suggested = (turn.id, self._attempt), told.suggested
        says = tuple(by_coach(s.text, fixed=s.fixed) for s in sentences)
        assess = Assess(
            turn.id,
            self._attempt,
            reply,
            tuple(findings),
            told,
            self._trust.mood,
            self._trust.level,
        )
        self._feedback = says
        if told.try_next is None or self._attempt >= MOST_TRIES:
            careful = told.try_next is None and self._is_careful_all_the_same(told)
            patience = self._picked(talk.STILL_CAREFUL) if careful else ()
            return (assess, *says, *patience, *self._go_on(bridged=True))
        return (assess, *says, *self._offer())

    def _is_careful_all_the_same(self, told: feedback.Feedback) -> bool:
        """Whether a good reply met a seeker who needs longer, which the trainee should know."""
        return told.praised not in {None, *SMALL} and self._trust.mood is Outcome.STAYS_GUARDED

    def _offer(self) -> tuple[Act, ...]:
        first = self._memory.unsaid(talk.OFFER_FIRST)
        offer = self._memory.say(talk.OFFER_FIRST) if first else self._memory.pick(talk.OFFERS)
        return (*self._says(offer), self._listen(Expect.CHOICE))

    def _choice_in_other_words(self, reply: Reply) -> tuple[Act, ...]:
        """A new try without saying "again" first, or a remark, after which the talk goes on."""
        if reply.confidence < CLEAR_AT:
            return self._choice_unheard(Unheard.UNCLEAR)
        if len(reply.text.split()) >= WHOLE_REPLY:
            reply = self._in_context(reply)
            findings = self._analyse(reply)
            helps = {f.skill for f in findings if f.skill.kind is Kind.HELPS and f.quote}
            if helps - SMALL:
                self._attempt += 1
                return self._assess(reply, findings)
        return self._go_on()

    def _choice_unheard(self, why: Unheard) -> tuple[Act, ...]:
        if why is Unheard.UNCLEAR and not self._unclear:
            self._unclear += 1
            return (*self._picked(talk.UNCLEAR_CHOICE), self._listen(Expect.CHOICE))
        return self._go_on()

    def _silence(self) -> tuple[Act, ...]:
        self._silences += 1
        if self._silences > MOST_SILENCES:
            return (*self._picked(talk.FAREWELL_QUIET), self._over(End(Why.WALKED_OFF)))
        if Skill.PRESENCE in self._turn.room_for and not self._asides:
            self._at_turn = self._at_turn.after_silence()
        return self._aside(self._picked(talk.QUIET))

    def _not_understood(
        self, asking: tuple[str, ...], letting_be: tuple[str, ...] = talk.UNCLEAR_TWICE
    ) -> tuple[Act, ...]:
        self._unclear += 1
        if self._unclear > 1:
            return (*self._picked(letting_be), *self._go_on())
        return self._aside(self._picked(asking))

    # What was asked for

    def _ask(self, command: Command) -> tuple[Act, ...]:
        """A command where a reply was expected."""
        line = by_seeker(self._scenario, self._turn.seeker, self._turn.line)
        match command:
            case Command.SKIP | Command.GO_ON:
                return (*self._picked(talk.LET_IT_BE), *self._go_on())
            case Command.REPEAT | Command.AGAIN:
                return self._aside((line,))
            case Command.HELP:
                return self._aside(self._help_with_turn())
            case _:
                return self._aside(self._picked(talk.HELP))

    def _ask_in_private(self, command: Command) -> tuple[Act, ...]:
        """A command where the trainee was asked for their own sake."""
        match command:
            case Command.HELP:
                return self._aside(self._help(talk.HELP_PRIVATE))
            case Command.REPEAT if self._question:
                return self._aside((by_coach(self._question),))
            case _:
                return self._part()

    def _choose(self, command: Command) -> tuple[Act, ...]:
        match command:
            case Command.AGAIN:
                return self._again()
            case Command.REPEAT:
                return self._aside(self._feedback)
            case Command.HELP:
                return self._aside(self._help(talk.HELP_CHOOSING))
            case _:
                return self._go_on()

    def _again(self) -> tuple[Act, ...]:
        """Back to the same moment. The line is heard anew on the second try, and not on the third:
        by then it is known, and it can still be asked for.
        """
        self._attempt += 1
        self._unclear = 0
        if self._attempt == MOST_TRIES:
            return (*self._picked(talk.LAST_TRY), self._listen(Expect.REPLY))
        line = by_seeker(self._scenario, self._turn.seeker, self._turn.line)
        return (*self._picked(talk.ONCE_MORE), line, self._listen(Expect.REPLY))

    def _disagree(self, assessed: tuple[str, int]) -> tuple[Act, ...]:
        if assessed in self._disputed:
            told = (talk.DISAGREED_BEFORE,) if self._memory.unsaid(talk.DISAGREED_BEFORE) else ()
            return self._aside(self._says(*told))
        self._disputed.add(assessed)
        if self._suggested:
            self._memory.disputed[self._suggested] += 1
        noted = self._picked(talk.DISAGREED)
        if self._expect is Expect.CHOICE:
            noted += self._picked(talk.OFFERS)
        return (Dispute(*assessed), *self._aside(noted))

    def _help(self, pool: tuple[str, ...]) -> tuple[Say, ...]:
        """Asked for, and so said again when all of it was said."""
        return self._says(self._memory.pick(pool) or pool[0])

    def _help_with_turn(self) -> tuple[Say, ...]:
        """What one can do; for somebody who is still stuck, a line of this turn to start from."""
        room = Room(self._turn.id, self._turn.room_for, self._turn.model_lines)
        offered = line_for_help(room, self._memory) if self._helped else ()
        self._helped = True
        return tuple(by_coach(text) for text in offered) or self._help(talk.HELP)

    def _aside(self, says: tuple[Act, ...]) -> tuple[Act, ...]:
        """Say it and listen on, as long as there is patience; then go on kindly."""
        self._asides += 1
        if self._asides > MOST_ASIDES:
            if self._ending:
                return self._part()
            return (*self._picked(talk.LET_IT_BE), *self._go_on())
        return (*says, self._listen(self._expect))

    # Where the talk goes

    def _go_on(self, *, bridged: bool = False) -> tuple[Act, ...]:
        """The seeker takes it as they do, and the talk moves to its next place."""
        turn = self._turn
        self._at_turn = self._trust if self._answered else self._at_turn.unanswered()
        then = turn.next[self._at_turn.mood]
        acts: list[Act] = []
        if then.says:
            acts.append(by_seeker(self._scenario, turn.seeker, then.says))
        next_acts = self._arrive(then.then)
        if bridged:
            who = turn.seeker if then.says else self._scenario.place(then.then).seeker
            name = self._scenario.seeker(who).name
            answers = then.says and self._at_turn.mood is Outcome.OPENS_UP
            frames = (*talk.BACK_TO, *talk.ANSWERS) if answers else talk.BACK_TO
            acts[:0] = self._picked(tuple(frame.format(name) for frame in frames))
        return (*acts, *next_acts)

    def _arrive(self, place_id: str) -> tuple[Act, ...]:
        place = self._scenario.place(place_id)
        self._visits[place_id] = self._visits.get(place_id, 0) + 1
        if self._visits[place_id] > MOST_VISITS:
            place = self._scenario.endings[0]
        said: list[Act] = []
        if place.seeker not in self._met:
            self._met.add(place.seeker)
            said += self._says(self._scenario.seeker(place.seeker).about)
        said.append(by_seeker(self._scenario, place.seeker, place.line))
        if isinstance(place, Ending):
            self._ending, self._asides = place, 0
            self._question = self._memory.pick(talk.HOW_WAS_IT)
            said += self._says(*summary(self._memory, place.feels), self._question)
            return (*said, self._listen(Expect.PRIVATE))
        self._turn = place
        self._attempt, self._answered = 1, False
        self._unclear = self._asides = 0
        self._trust = self._at_turn
        return (*said, self._listen(Expect.REPLY))

    def _part(self) -> tuple[Act, ...]:
        """After the trainee's own answer, which nobody keeps."""
        ending = self._ending.id if self._ending else None
        return (*self._picked(talk.CARE), self._over(End(Why.FINISHED, ending)))

    # When it may be about the trainee

    def _told_for_whom(self, answer: str) -> tuple[Act, ...]:
        if self._for_whom.wants_it_again(answer):
            return self._ask_for_whom_again()
        held = self._for_whom.answered(answer)
        if held is None:
            return self._crisis()
        reply, self._expect = held
        self._aloud = False
        acts = self._take(reply)
        self._aloud = True
        return (*self._picked(talk.FOR_THE_PRACTICE), *acts)

    def _ask_for_whom_again(self) -> tuple[Act, ...]:
        question = self._for_whom.ask_again()
        return (by_coach(question), self._listen(Expect.PRIVATE)) if question else self._crisis()

    def _obey_when_asked(self, command: Command) -> tuple[Act, ...]:
        """Somebody who presses on wants to go on; the words in doubt are let go unassessed."""
        if command is Command.REPEAT:
            return self._ask_for_whom_again()
        if command in MANNERS:
            return (Adapt(command), *self._ask_for_whom_again())
        held = self._for_whom.let_go()
        if held is None or command in {Command.STOP, Command.HELP, Command.DISAGREE}:
            return self._crisis()
        _, self._expect = held
        if self._expect is Expect.PRIVATE:
            return self._part()
        return (*self._picked(talk.FOR_THE_PRACTICE), self._listen(self._expect))

    def _crisis(self) -> tuple[Act, ...]:
        self._for_whom.let_go()
        words = talk.in_crisis(self._crisis_words)
        return (*self._says(*words), self._over(End(Why.CRISIS)))

    # Small parts

    def _listen(self, expect: Expect) -> Listen:
        self._expect = expect
        return Listen(expect, self._turn.id, self._attempt)

    def _over(self, end: End) -> End:
        self._end = end
        return end

    def _says(self, *texts: str | None) -> tuple[Say, ...]:
        return tuple(by_coach(self._memory.say(text)) for text in texts if text)

    def _picked(self, pool: tuple[str, ...]) -> tuple[Say, ...]:
        return self._says(self._memory.pick(pool))
