"""The rubric: every skill and habit the coach listens for.

The ids are a contract: they appear in the command line's JSON, the scenarios, the results and the
exports, and never change their meaning.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a finding means for the seeker."""

    HELPS = "helps"
    HINDERS = "hinders"
    NEUTRAL = "neutral"
    """Told, or kept as a figure, and never scolded."""


class Skill(StrEnum):
    """Something a listener does. The value is the id."""

    REFLECTS_CONTENT = "reflects_content"
    REFLECTS_FEELING = "reflects_feeling"
    VALIDATION = "validation"
    OPEN_QUESTION = "open_question"
    AFFIRMATION = "affirmation"
    SELF_DISCLOSURE = "self_disclosure"
    PRESENCE = "presence"
    CONNECTION = "connection"
    ASKS_PERMISSION = "asks_permission"
    ENCOURAGER = "encourager"

    ADVICE = "advice"
    JUDGMENT = "judgment"
    MINIMISING = "minimising"
    SYMPATHY = "sympathy"
    OVERSHADOWING = "overshadowing"
    EXPERT_STANCE = "expert_stance"
    JARGON = "jargon"
    STIGMA = "stigma"
    INTIMIDATION = "intimidation"
    EXCLUSION = "exclusion"
    CLOSED_QUESTION = "closed_question"
    INTERROGATION = "interrogation"
    PARROTING = "parroting"

    INTERRUPTION = "interruption"
    RUSHED_START = "rushed_start"
    THOUGHTFUL_PAUSE = "thoughtful_pause"
    LONG_TURN = "long_turn"
    PACE = "pace"
    FILLERS = "fillers"

    @property
    def about(self) -> "About":
        """What the skill is, in words for a person."""
        return RUBRIC[self]

    @property
    def kind(self) -> Kind:
        """Whether it helps the seeker, hinders, or is told without judgement."""
        return RUBRIC[self].kind

    @property
    def by_voice(self) -> bool:
        """Whether it is heard in the voice and not in the words."""
        return RUBRIC[self].by_voice


@dataclass(frozen=True, slots=True)
class About:
    """A skill in words for a person."""

    name: str
    """Two or three plain words, lower case: "naming the feeling"."""
    kind: Kind
    meaning: str
    """What the trainee does, as half a sentence that follows "you"."""
    by_voice: bool = False


_HELPS, _HINDERS, _NEUTRAL = Kind.HELPS, Kind.HINDERS, Kind.NEUTRAL

RUBRIC: dict[Skill, About] = {
    Skill.REFLECTS_CONTENT: About(
        "saying it back", _HELPS, "say back what you heard, in your own words"
    ),
    Skill.REFLECTS_FEELING: About(
        "naming the feeling", _HELPS, "gently name the feeling under the words"
    ),
    Skill.VALIDATION: About("validating", _HELPS, "let them know that the feeling makes sense"),
    Skill.OPEN_QUESTION: About(
        "asking openly", _HELPS, "invite them to say more, in their own direction"
    ),
    Skill.AFFIRMATION: About(
        "seeing a strength", _HELPS, "name a strength or an effort that is really there"
    ),
    Skill.SELF_DISCLOSURE: About(
        "sharing a little", _HELPS, "share something short of your own and hand the talk back"
    ),
    Skill.PRESENCE: About("staying with them", _HELPS, "stay, without rushing to fix anything"),
    Skill.CONNECTION: About("you are not alone", _HELPS, "let them feel that they belong"),
    Skill.ASKS_PERMISSION: About(
        "asking first", _HELPS, "ask before offering an idea, and leave them the choice"
    ),
    Skill.ENCOURAGER: About("go on", _HELPS, "show with a word or two that you are following"),
    Skill.ADVICE: About("advice", _HINDERS, "tell them what to do before they ask"),
    Skill.JUDGMENT: About("judging", _HINDERS, "criticise, blame or doubt them"),
    Skill.MINIMISING: About("making it smaller", _HINDERS, "make what they feel smaller"),
    Skill.SYMPATHY: About("pity", _HINDERS, "feel sorry for them from the outside"),
    Skill.OVERSHADOWING: About("taking over", _HINDERS, "let your own story take over"),
    Skill.EXPERT_STANCE: About("knowing best", _HINDERS, "speak as the one who knows best"),
    Skill.JARGON: About("jargon", _HINDERS, "use clinical words in place of plain ones"),
    Skill.STIGMA: About("a label", _HINDERS, "label the person"),
    Skill.INTIMIDATION: About("pressure", _HINDERS, "threaten or press"),
    Skill.EXCLUSION: About("shutting out", _HINDERS, "tell them they don't belong here"),
    Skill.CLOSED_QUESTION: About(
        "a yes-or-no question", _NEUTRAL, "ask what can be answered in a word"
    ),
    Skill.INTERROGATION: About("many questions", _HINDERS, "ask one quick question after another"),
    Skill.PARROTING: About("parroting", _HINDERS, "hand their own words straight back"),
    Skill.INTERRUPTION: About(
        "talking over", _HINDERS, "begin while they are still speaking", by_voice=True
    ),
    Skill.RUSHED_START: About("a quick start", _NEUTRAL, "answer at once", by_voice=True),
    Skill.THOUGHTFUL_PAUSE: About(
        "a thoughtful pause", _HELPS, "take a moment before you answer", by_voice=True
    ),
    Skill.LONG_TURN: About("a long turn", _HINDERS, "speak for a long time", by_voice=True),
    Skill.PACE: About(
        "a quick pace", _NEUTRAL, "speak quickly; a little slower gives them time", by_voice=True
    ),
    Skill.FILLERS: About("fillers", _NEUTRAL, "say um and er", by_voice=True),
}
