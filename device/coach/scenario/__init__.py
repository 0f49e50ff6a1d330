"""The scenario: a talk with somebody who came for support, and where it may go.

This is the format that staff write, the server checks and every kiosk runs. A published version
never changes. `document` reads a file into it and reports what is wrong with it, by line; `check`
looks at what no single field can tell: dangling branches, loops, samples that fail.
"""

from enum import StrEnum
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from device.coach.skills import Skill

SCHEMA_VERSION = 1

Identifier = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=64)
]
"""Lower-case letters and digits, joined by single hyphens or underscores."""
Spoken = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
"""A line that is said out loud."""
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Part(BaseModel):
    """Every part of a scenario is fixed once read, and knows exactly its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Setting(StrEnum):
    """Where the talk takes place."""

    ONE_TO_ONE = "one_to_one"
    GROUP = "group"
    ONLINE_POST = "online_post"


class Outcome(StrEnum):
    """How the seeker takes what they heard."""

    OPENS_UP = "opens_up"
    STAYS_GUARDED = "stays_guarded"
    SHUTS_DOWN = "shuts_down"


class Line(Part):
    """Something a seeker says."""

    text: Spoken = Field(description="The words, as they are spoken.")
    recording: Sha256 | None = Field(
        default=None, description="SHA-256 of recorded audio that replaces the synthetic voice."
    )


class Seeker(Part):
    """Who has come."""

    id: Identifier = Field(description="What turns and endings call this seeker.")
    name: Short = Field(description="The first name.")
    voice: Annotated[str, Field(description="A voice of the cast, such as `bf_emma`.")]
    about: Note = Field(description="A sentence the coach says to set the scene.")


class ToHear(Part):
    """What is in the line for a good listener to hear, in a few plain words each."""

    feelings: tuple[Short, ...] = Field(
        default=(), description="Feelings in the line, said or not."
    )
    facts: tuple[Short, ...] = Field(default=(), description="What happened, and what is so.")
    strengths: tuple[Short, ...] = Field(
        default=(), description="What the seeker does well, or has got through."
    )


class Sample(Part):
    """A reply a trainee might give: the scenario's own test."""

    text: Spoken = Field(description="What the trainee says.")
    good: bool = Field(description="Whether a good listener might say it.")
    findings: tuple[Skill, ...] = Field(description="What the coach must find in it.")
    leads_to: Outcome | None = Field(
        default=None,
        description="How the seeker must take it when it is the first reply of the talk.",
    )


class Continuation(Part):
    """What happens next."""

    says: Line | None = Field(
        default=None, description="What the seeker says at once, before the next turn or ending."
    )
    then: Identifier = Field(description="The id of the turn or ending that follows.")


class Continuations(Part):
    """One for each way the seeker may take the reply."""

    opens_up: Continuation = Field(description="The seeker was heard.")
    stays_guarded: Continuation = Field(description="The seeker is not sure yet.")
    shuts_down: Continuation = Field(description="The seeker was lectured or brushed off.")

    def __getitem__(self, outcome: Outcome) -> Continuation:
        return {
            Outcome.OPENS_UP: self.opens_up,
            Outcome.STAYS_GUARDED: self.stays_guarded,
            Outcome.SHUTS_DOWN: self.shuts_down,
        }[outcome]


class Turn(Part):
    """The seeker speaks; the trainee answers."""

    id: Identifier = Field(description="What `then` calls this turn.")
    seeker: Identifier = Field(description="Who speaks: the id of one of the seekers.")
    line: Line = Field(description="What the seeker says, five to twenty seconds long.")
    to_hear: ToHear = Field(description="What a good listener could hear in the line.")
    room_for: Annotated[tuple[Skill, ...], Field(min_length=1)] = Field(
        description="The skills that this line gives room for, the most fitting first."
    )
    model_lines: dict[Skill, Spoken] = Field(
        description="For each skill in `room_for`, what a good listener might say here."
    )
    samples: Annotated[tuple[Sample, ...], Field(min_length=2)] = Field(
        description="Replies a trainee might give, good and less good: the scenario's own test."
    )
    next: Continuations = Field(description="Where the talk goes, by how the reply is taken.")


class Ending(Part):
    """Where a talk comes to rest."""

    id: Identifier = Field(description="What `then` calls this ending.")
    seeker: Identifier = Field(description="Who speaks: the id of one of the seekers.")
    line: Line = Field(description="The seeker's last words.")
    feels: Outcome = Field(description="In which mood the seeker leaves.")


class Scenario(Part):
    """A whole talk."""

    schema_version: Literal[1] = Field(description="The version of this format.")
    id: Identifier = Field(description="The scenario's own name, which never changes.")
    version: Annotated[int, Field(ge=1)] = Field(description="One more for each published change.")
    title: Short = Field(description="What people call it.")
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = Field(
        description="The language's code, such as `en` or `en-GB`."
    )
    topics: Annotated[tuple[Short, ...], Field(min_length=1)] = Field(
        description="A few words that staff can search for."
    )
    content_note: Note = Field(description="Said before the talk begins, so that anyone can leave.")
    setting: Setting = Field(description="Where it is: between two people, in a group, or online.")
    openness: Annotated[float, Field(ge=0, le=1)] = Field(
        default=0.45,
        description="How ready the seeker is to trust when the talk begins: 0 shut, 1 open.",
    )
    seekers: Annotated[tuple[Seeker, ...], Field(min_length=1)] = Field(
        description="Who has come; most scenarios have one seeker."
    )
    turns: Annotated[tuple[Turn, ...], Field(min_length=1)] = Field(
        description="The first turn opens the talk."
    )
    endings: Annotated[tuple[Ending, ...], Field(min_length=1)] = Field(
        description="Where the talk may come to rest, in several moods."
    )

    def seeker(self, seeker_id: str) -> Seeker:
        """The seeker of that id; KeyError where there is none."""
        return _by_id(self.seekers, seeker_id)

    def turn(self, turn_id: str) -> Turn:
        """The turn of that id; KeyError where there is none."""
        return _by_id(self.turns, turn_id)

    def place(self, place_id: str) -> Turn | Ending:
        """The turn or ending of that id; KeyError where there is none."""
        places: tuple[Turn | Ending, ...] = (*self.turns, *self.endings)
        for place in places:
            if place.id == place_id:
                return place
        raise KeyError(place_id)


_T = TypeVar("_T", Seeker, Turn, Ending)


def _by_id(parts: tuple[_T, ...], wanted: str) -> _T:
    for part in parts:
        if part.id == wanted:
            return part
    raise KeyError(wanted)
