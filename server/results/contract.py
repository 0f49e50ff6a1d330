"""A practice as a kiosk sends it: the contract of `POST /results`, all of it in this file.

**What is promised.** An attempt never changes once it is made. Its id is a UUIDv7 that the kiosk
makes before the practice starts. Sent again with the same id and the same body it is a `duplicate`,
which is as good as `created`; with the same id and another body it is a `conflict`. "The same body"
means the same JSON values, whatever the order of the keys, the spaces, or whether 1 is written 1.0.

**What is not in it.** Never a word that was said, and no sound. Fields that are not named here are
dropped unseen, so that a newer kiosk can talk to an older server; skills that the server does not
know are kept and shown by their id, for the same reason.

**A person.** Who practises is nobody, unless they chose a code of spoken words. The kiosk sends
only a hash of it (see `code_salt` in the API's `Pins`), and what the server keeps is a keyed hash
of that. Staff see a person's progress only from practices with `shared`, which the person said
yes to.

**A crisis.** A practice that ended because somebody seemed to be in crisis themselves is not sent:
nothing of it is kept anywhere.

**Time.** Seconds of the machine's monotonic clock, beside what the wall clock showed; the server
works out when it really was (`server.results.placing`), and never refuses for it.
"""

import hashlib
import json
import uuid
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidatorFunctionWrapHandler, WrapValidator
from pydantic import StringConstraints as Text

from device.coach.finding import Source
from device.coach.scenario import Identifier, Outcome, Sha256
from server.devices.health import LARGEST, Clock

MOST_ITEMS = 50
"""Attempts in one batch: a body of some 200 kB, and a transaction of some 20 ms."""
MOST_REPLIES = 500
"""Replies in one attempt; a scenario has at most 100 turns, and each may be tried again."""
MOST_FINDINGS = 60
"""Findings in one reply: twice as many as there are skills."""
LONGEST = 86_400.0
"""Seconds; no practice lasts a day."""

Seconds = Annotated[float, Field(ge=-LONGEST, le=LONGEST)]
Share = Annotated[float, Field(ge=0, le=1)]
SkillId = Annotated[str, Text(pattern=r"^[a-z]+(?:_[a-z]+)*$", max_length=40)]
"""An id of the rubric, such as `reflects_feeling`."""
UuidV7 = Annotated[
    str, Text(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
]


class Sent(BaseModel):
    """Whatever a kiosk sends: fixed once read; no NaN and no infinity."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


class Finding(Sent):
    """One thing the trainee did, without the words that showed it."""

    skill: SkillId = Field(examples=["reflects_feeling"])
    confidence: Share = Field(
        description="The chance that an attentive expert would agree.", examples=[0.83]
    )
    source: Source = Field(description="From the words by rule or model, or from the voice.")


class Timing(Sent):
    """How a reply was spoken. All in seconds; left out where it was typed."""

    gap: Seconds | None = Field(
        default=None,
        description="Between the seeker's last word and the trainee's first; negative when the"
        " trainee began before.",
        examples=[1.4],
    )
    overlap: Seconds | None = Field(default=None, description="In which both spoke.", examples=[0])
    duration: Seconds | None = Field(
        default=None, description="From the first word to the last.", examples=[6.2]
    )


class Way(StrEnum):
    """How a reply came."""

    SPOKEN = "spoken"
    TYPED = "typed"


class Reply(Sent):
    """One reply of the trainee's, as it was assessed."""

    turn: Identifier = Field(description="The scenario's turn that it answers.", examples=["t1"])
    attempt: int = Field(ge=1, le=1000, description="1 for the first try of this turn.")
    at: Seconds = Field(description="Seconds since the practice began.", examples=[41.7])
    way: Way = Way.SPOKEN
    words: int = Field(
        default=0, ge=0, le=100_000, description="How many words it had.", examples=[14]
    )
    fillers: int = Field(default=0, ge=0, le=100_000, description="How many of them were um or er.")
    confidence: Share | None = Field(
        default=None, description="The recogniser's, on average over the words."
    )
    timing: Timing = Timing()
    findings: Annotated[list[Finding], Field(max_length=MOST_FINDINGS)] = []
    outcome: Outcome = Field(description="How the seeker took it.")
    openness: Share = Field(description="The seeker's trust after it.", examples=[0.6])
    praised: SkillId | None = Field(
        default=None, description="The strength that the feedback named."
    )
    suggested: SkillId | None = Field(
        default=None, description="The skill or habit that its one thing to try was about."
    )
    disagreed: bool = Field(default=False, description="Whether the trainee disagreed with it.")


class Scenario(Sent):
    """What was practised, to the letter."""

    id: Identifier = Field(examples=["welcome-back-cake"])
    version: int = Field(ge=1, le=2**31 - 1)
    sha256: Sha256 = Field(description="Of the scenario's canonical JSON.")


class End(StrEnum):
    """Why a practice ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    """The trainee left."""
    WALKED_OFF = "walked_off"
    """Nobody answered any more."""


class Attempt(Sent):
    """One practice, whole."""

    id: UuidV7 = Field(
        description="UUIDv7, lower case, made before the practice started.",
        examples=["0198f2d0-4c3e-7b1a-9f00-3a5d6c7e8f90"],
    )
    device: uuid.UUID = Field(
        description="The kiosk that it was made on; after it was let in anew, this stays as it was."
    )
    boot: uuid.UUID = Field(description="The start of the machine that it was made in.")
    sequence: int = Field(
        ge=1, le=LARGEST, description="One more for each practice on this kiosk, for ever."
    )
    began: Clock = Field(description="When it began.")
    seconds: Annotated[float, Field(ge=0, le=LONGEST)] = Field(
        description="How long it lasted.", examples=[312.4]
    )
    scenario: Scenario
    path: Annotated[list[Identifier], Field(max_length=MOST_REPLIES)] = Field(
        default=[],
        description="The turns in the order in which they were reached, unanswered ones too.",
        examples=[["t1", "t2", "t4"]],
    )
    end: End
    ending: Identifier | None = Field(
        default=None, description="The scenario's ending that was reached.", examples=["goodbye"]
    )
    replies: Annotated[list[Reply], Field(max_length=MOST_REPLIES)] = []
    trainee: Sha256 | None = Field(
        default=None, description="The hashed code of whoever practised; null for nobody."
    )
    shared: bool = Field(
        default=False, description="Whether that person said yes to staff seeing their progress."
    )
    erasures: int = Field(
        default=0,
        ge=0,
        le=2**31 - 1,
        description="The newest number of `GET /erasures` that the kiosk knew when it began.",
    )
    program: str = Field(
        default="",
        pattern=r"^[0-9A-Za-z.+-]{0,40}$",
        description="The version of the kiosk's program.",
        examples=["0.1.0"],
    )
    recognizer: str = Field(
        default="", pattern=r"^[!-~]{0,60}$", description="What understood.", examples=["vosk"]
    )


def _unread(raw: object, _: ValidatorFunctionWrapHandler) -> object:
    """Not looked at until its turn comes, so that a bad attempt spoils no other."""
    return raw


class Batch(BaseModel):
    """Attempts, oldest first, and the kiosk's clock as it sends them."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    boot: uuid.UUID = Field(description="The start of the machine that it is sent from.")
    sent: Clock = Field(
        description="The kiosk's clock now: attempts of the same start are placed by it."
    )
    items: Annotated[
        list[Annotated[Attempt, WrapValidator(_unread)]],
        Field(
            min_length=1,
            max_length=MOST_ITEMS,
            description="One that is not an `Attempt` is answered `invalid`, the others are taken.",
        ),
    ]

    @property
    def unread(self) -> list[object]:
        """The items, as they came."""
        return list(self.items)


class Answer(StrEnum):
    """What became of an attempt. The last three are put aside and never sent again."""

    CREATED = "created"
    DUPLICATE = "duplicate"
    """It is here already, with the same body, or was till its time was over: as good as created."""
    CONFLICT = "conflict"
    """It is here already, with another body; the first one stays."""
    GONE = "gone"
    """Its person's results were erased."""
    INVALID = "invalid"
    """It can't be read; `why` says what is wrong."""


class ItemAnswer(BaseModel):
    """What became of one attempt."""

    id: str | None = Field(description="Its id; null where that can't be read.")
    answer: Answer
    why: list[str] = Field(
        default=[],
        description="For `invalid`: each thing that is wrong, as where and what.",
        examples=[["replies.0.findings.1.confidence: Input should be less than or equal to 1"]],
    )


class BatchAnswer(BaseModel):
    """One answer for each attempt, in the order in which they were sent."""

    items: list[ItemAnswer]
    received: float = Field(description="The server's clock, Unix seconds.")


def fingerprint(raw: object) -> str:
    """SHA-256, in hex, of an attempt's values: the same for the same body however it is written."""
    text = json.dumps(_plain(raw), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    """Numbers in their one form."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {key: _plain(part) for key, part in value.items()}
        case list():
            return [_plain(part) for part in value]
    return value
