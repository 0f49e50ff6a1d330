"""What the workbook's sheets are called, their columns, and the words that cells may hold."""

from collections.abc import Mapping
from dataclasses import dataclass

from device.coach.cast import CAST, Voice
from device.coach.scenario import Outcome
from device.coach.skills import Kind, Skill
from server.content.plain import GOOD, OUTCOMES, SETTINGS


@dataclass(frozen=True)
class Choice:
    """Words to choose from, and what the scenario's format calls each."""

    named: Mapping[str, str]
    """The format's word by the word in the cell."""
    listed: str
    """The column of the sheet `WORDS` in which they stand, as its header."""

    def word(self, value: str) -> str:
        """The word for a cell; what is unknown stays as it is."""
        return next((word for word, known in self.named.items() if known == value), value)

    def value(self, written: str) -> str | None:
        """What was meant: the word, or the format's own; None if it is neither."""
        folded = " ".join(written.split()).casefold()
        for word, value in self.named.items():
            if folded in (word.casefold(), value.casefold(), word.partition(" (")[0].casefold()):
                return value
        return None


def _voice(voice: Voice) -> str:
    return f"{voice.name} ({voice.accent} {voice.sex}, {voice.impression})"


_SPOKEN = [skill for skill in Skill if not skill.by_voice]
_HELPING = [skill for skill in _SPOKEN if skill.kind is Kind.HELPS]

VOICE = Choice({_voice(voice): voice.id for voice in CAST.values()}, "Voices")
HELPS = Choice({skill.about.name: skill.value for skill in _HELPING}, "Skills that help")
HEARD = Choice({skill.about.name: skill.value for skill in _SPOKEN}, "What the coach may hear")
OUTCOME = Choice({words: value.value for value, words in OUTCOMES.items()}, "How they take it")
SETTING = Choice({words: value.value for value, words in SETTINGS.items()}, "Where it is")
QUALITY = Choice({words: str(good) for good, words in GOOD.items()}, "Good or less good")
CHOICES = (HELPS, HEARD, VOICE, OUTCOME, SETTING, QUALITY)
MEANINGS: Mapping[str, str] = {skill.about.name: skill.about.meaning for skill in _SPOKEN}


@dataclass(frozen=True)
class Column:
    """A column, or a row of the sheet `SCENARIO`."""

    field: str
    """The way to the field within its part, such as `line.text`."""
    header: str
    hint: str
    width: int = 24
    """Characters."""
    choice: Choice | None = None
    needed: bool = True
    many: bool = False
    """Whether the cell holds several texts, parted by semicolons or on lines of their own."""
    points_to: str = ""
    """The sheet whose first column holds what may stand here."""


@dataclass(frozen=True)
class Sheet:
    """A sheet with a header row."""

    name: str
    columns: tuple[Column, ...]

    def column(self, field: str) -> Column:
        """The column of that field."""
        return next(column for column in self.columns if column.field == field)


HOW_TO = "How to"
SCENARIO = "Scenario"
WORDS = "Words to choose from"
FINDING = "The coach hears"
"""How the headers of the columns begin in which a reply's findings stand, one in each."""
FINDING_COLUMNS = 4
"""At least; more where a reply needs them."""
_KEEP = "The number of a recorded voice. Leave it as it is."

FACTS = (
    Column("id", "Id", "The scenario's own name: small letters, digits and hyphens. It stays."),
    Column("title", "Title", "What people call it."),
    Column("topics", "Topics", "A few words to search for; a semicolon between them.", many=True),
    Column("content_note", "Content note", "Said before the talk: what is it about, what is hard?"),
    Column("setting", "Where it is", "Between two people, in a group, or online.", choice=SETTING),
    Column("openness", "Openness", "How ready they are to trust: 0 shut, 1 open.", needed=False),
    Column("language", "Language", "en, en-GB or en-US."),
    Column("version", "Version", "Counts up by itself when it is published. Leave it as it is."),
    Column("schema_version", "Format", "Leave it as it is."),
)  # fmt: skip

SEEKERS = Sheet(
    "Seekers",
    (
        Column("id", "Id", "A short name that the other sheets use, in small letters."),
        Column("name", "Name", "The first name."),
        Column("voice", "Voice", "Choose one from the list.", 44, VOICE),
        Column("about", "About", "A sentence the coach says to set the scene.", 70),
    ),
)


def _way(outcome: Outcome) -> tuple[Column, ...]:
    how, way = OUTCOMES[outcome].capitalize(), f"next.{outcome}"
    return (
        Column(f"{way}.then", f"{how}: goes on to", "The id of a turn or an ending.", 20),
        Column(f"{way}.says.text", f"{how}: says at once", "May stay empty.", 36, needed=False),
        Column(f"{way}.says.recording", f"{how}: recording", _KEEP, 12, needed=False),
    )


_SPEAKER = Column("seeker", "Who speaks", "The id of a seeker.", 14, points_to="Seekers")
_RECORDING = Column("line.recording", "Recording", _KEEP, 12, needed=False)
_LIST = "May stay empty; a semicolon between two."
TURNS = Sheet(
    "Turns",
    (
        Column("id", "Id", "A short name in small letters, such as first-week.", 18),
        _SPEAKER,
        Column("line.text", "What they say", "Five to twenty seconds, as people talk.", 70),
        Column("to_hear.feelings", "Feelings in it", _LIST, 26, needed=False, many=True),
        Column("to_hear.facts", "Facts in it", _LIST, 36, needed=False, many=True),
        Column("to_hear.strengths", "Strengths in it", _LIST, 30, needed=False, many=True),
        *(column for outcome in Outcome for column in _way(outcome)),
        _RECORDING,
    ),
)
TURN = Column("turn", "Turn", "The id of a turn.", 18, points_to="Turns")
MODEL_LINES = Sheet(
    "Model lines",
    (
        TURN,
        Column("skill", "Skill", "What would help here; the most fitting first.", 24, HELPS),
        Column("text", "What a good listener might say", "One line for each skill.", 80),
    ),
)
REPLIES = Sheet(
    "Replies",
    (
        TURN,
        Column("text", "What a trainee might say", "At least one good and one less good.", 80),
        Column("good", "Good or less good", "Would a good listener say it?", 16, QUALITY),
        Column(
            "leads_to",
            "If it is the first reply, the seeker",
            "May stay empty.",
            20,
            OUTCOME,
            needed=False,
        ),
    ),
)
FINDINGS = Column("findings", FINDING, "What the coach must hear in it.", 22, HEARD, needed=False)
"""Stands for the numbered columns at the right of `REPLIES`."""
ENDINGS = Sheet(
    "Endings",
    (
        Column("id", "Id", "A short name in small letters, such as lighter.", 18),
        _SPEAKER,
        Column("line.text", "Last words", "What the seeker says at the end.", 70),
        Column("feels", "How they leave", "Choose one from the list.", 18, OUTCOME),
        _RECORDING,
    ),
)
TABLES = (SEEKERS, TURNS, MODEL_LINES, REPLIES, ENDINGS)
"""In the order in which they stand, after `HOW_TO` and `SCENARIO` and before `WORDS`."""
