"""What a conversation asks of whoever runs it: to say, to listen, to adapt, to end.

The conversation is pure: it is told what was heard and answers with acts, in order. Whoever
carries them out (a kiosk, a file, a test) decides how.
"""

from dataclasses import dataclass
from enum import StrEnum

from device.coach.cast import COACH
from device.coach.finding import Finding
from device.coach.reply import Reply
from device.coach.scenario import Outcome
from device.coach.talk.feedback import Feedback


@dataclass(frozen=True, slots=True)
class Say:
    """Speak a line."""

    text: str
    voice: str
    """The id of a voice of the cast."""
    speaker: str = COACH
    """`coach`, or the id of the seeker."""
    recording: str | None = None
    """SHA-256 of the recorded audio that is played in place of a synthetic voice."""
    fixed: bool = True
    """Known before the talk began, and so rendered ahead; False for what is made up on the spot."""


class Expect(StrEnum):
    """What is listened for."""

    REPLY = "reply"
    """The trainee's turn: as long as they like."""
    CHOICE = "choice"
    """A word or two: try again, go on, stop. Silence means go on."""
    PRIVATE = "private"
    """An answer for the trainee's own sake ("How was that for you?"). It is heard by the
    conversation alone: never assessed, shown, logged or kept, nor is its sound."""


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for the trainee."""

    expect: Expect
    turn: str
    """The id of the turn that is answered."""
    attempt: int
    """1 for the first try of this turn."""


@dataclass(frozen=True, slots=True)
class Assess:
    """A reply was assessed: what was found, and the feedback that is said next.

    Only a reply that comes back in here may be shown or kept. One that doesn't (a command, a
    private answer, words of somebody in crisis) leaves no trace.
    """

    turn: str
    attempt: int
    reply: Reply
    findings: tuple[Finding, ...]
    feedback: Feedback
    outcome: Outcome
    """How the seeker takes it."""
    openness: float
    """The seeker's trust after it, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """The trainee disagreed with the feedback on this try; counted once for each."""

    turn: str
    attempt: int


class Why(StrEnum):
    """Why a talk ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    WALKED_OFF = "walked_off"
    """Nobody answered, twice."""
    CRISIS = "crisis"
    """The trainee seemed to be in crisis themselves. Nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class End:
    """The talk is over."""

    why: Why
    ending: str | None = None
    """The id of the scenario's ending that was reached, if one was."""


class Command(StrEnum):
    """What a trainee may ask for instead of answering, by voice or by button."""

    AGAIN = "again"
    """Try the same turn once more."""
    GO_ON = "go_on"
    """Go on to what the seeker says next."""
    REPEAT = "repeat"
    """Say the last line again."""
    SKIP = "skip"
    """Leave this turn unanswered."""
    STOP = "stop"
    """Leave the talk."""
    HELP = "help"
    """Hear what one can say."""
    DISAGREE = "disagree"
    """The feedback was off; it is counted."""
    LOUDER = "louder"
    QUIETER = "quieter"
    SLOWER = "slower"
    FASTER = "faster"


MANNERS = frozenset({Command.LOUDER, Command.QUIETER, Command.SLOWER, Command.FASTER})
"""Commands that change how everything is spoken from now on."""


@dataclass(frozen=True, slots=True)
class Adapt:
    """Speak louder, more quietly, more slowly or faster from now on."""

    manner: Command
    """One of `MANNERS`."""


Act = Say | Listen | Assess | Dispute | Adapt | End


class Unheard(StrEnum):
    """Why there is no reply to assess."""

    SILENCE = "silence"
    """Nobody spoke."""
    UNCLEAR = "unclear"
    """Somebody spoke, and the words can't be relied on."""
