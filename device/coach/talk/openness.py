"""Openness: the seeker's trust, built slowly and lost quickly.

Trust is a number from 0 (shut) to 1 (open) that lives for the whole talk. Each reply moves it by
what was found in it; how the seeker takes a reply depends on that reply and on all before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from device.coach.finding import Finding
from device.coach.scenario import Outcome
from device.coach.skills import Kind, Skill
from device.coach.talk.sure import NAMED_AT

GAINS: dict[Skill, float] = {
    Skill.REFLECTS_FEELING: 0.14,
    Skill.VALIDATION: 0.14,
    Skill.REFLECTS_CONTENT: 0.12,
    Skill.OPEN_QUESTION: 0.12,
    Skill.AFFIRMATION: 0.12,
    Skill.PRESENCE: 0.12,
    Skill.CONNECTION: 0.12,
    Skill.ASKS_PERMISSION: 0.10,
    Skill.SELF_DISCLOSURE: 0.10,
    Skill.ENCOURAGER: 0.04,
    Skill.THOUGHTFUL_PAUSE: 0.04,
}
"""Trust gained by a skill that fits. Being understood counts most, an "mm-hm" a little. One that
fits opens a seeker who starts in the middle; one who starts shut needs several replies."""

LOSSES: dict[Skill, float] = {
    Skill.INTIMIDATION: 0.45,
    Skill.EXCLUSION: 0.45,
    Skill.STIGMA: 0.35,
    Skill.JUDGMENT: 0.32,
    Skill.MINIMISING: 0.26,
    Skill.EXPERT_STANCE: 0.24,
    Skill.OVERSHADOWING: 0.22,
    Skill.ADVICE: 0.22,
    Skill.SYMPATHY: 0.14,
    Skill.INTERROGATION: 0.14,
    Skill.JARGON: 0.12,
    Skill.INTERRUPTION: 0.10,
    Skill.PARROTING: 0.08,
    Skill.LONG_TURN: 0.06,
}
"""Trust lost by a habit: what threatens or shames most, what merely misses least. Advice and worse
shut a seeker who starts in the middle and has had nothing else; pity, many questions and jargon
leave them guarded."""

SURE_AT = 0.7
"""Confidence from which a finding counts in full; below it in proportion, so that a doubtful one
moves the seeker less."""
NOTICED_AT = 0.3
"""Confidence under which a finding doesn't move the seeker at all: three in ten is noise."""
LESS_FITTING = 0.6
"""A skill that the line gives no special room for counts this much of its gain."""
EACH_FURTHER = 0.8
"""The second skill of one reply counts this much of its gain, the third this much again: a reply
doesn't buy trust by piling up."""
FURTHER_LOSS = 0.5
"""A second habit in one reply counts half: the first has done the harm."""
MOST_GAIN = 0.20
"""At most this much trust is gained at once: slowly built."""
MOST_LOSS = 0.55
"""At most this much is lost at once: quickly lost, yet never all of it from an open talk."""
NOTHING_CAME = 0.03
"""Lost by a reply with nothing in it: one more who didn't quite hear."""
SILENCE_HELD = 0.04
"""Gained by a silence that was left to be, where the line gives room for presence."""

LOWEST = 0.10
"""Trust never falls under this: somebody who came still hopes to be heard, and two good replies in
a row can reach them."""
OPEN_AT = 0.46
"""Trust from which the seeker opens up: just above where most talks begin, so that the first good
reply is felt."""
OPENS_AGAIN_AT = 0.60
"""Trust from which a seeker who had shut down opens up: one good reply doesn't undo the harm."""
STAYS_OPEN_AT = 0.40
"""Trust down to which a seeker who had opened stays open, for a reply that helps at all."""
LEAST_TO_OPEN = 0.07
"""Gain that a reply needs to open a seeker who wasn't open: an "mm-hm" alone doesn't."""
CARRIED_AT = 0.65
"""Trust from which even a reply with nothing in it is taken well: earlier turns carry it."""
SHUT_AT = 0.30
"""Trust under which a reply that doesn't help shuts the seeker down."""
UNBEARABLE = 0.40
"""A loss at once that shuts the seeker down whatever was before: a threat, or being sent away."""


@dataclass(frozen=True, slots=True)
class Trust:
    """The seeker's trust at one point of the talk."""

    level: float
    """0 shut, 1 open."""
    mood: Outcome = Outcome.STAYS_GUARDED
    """How the seeker took the last reply; guarded before the first."""

    def after(self, findings: Iterable[Finding], room_for: Iterable[Skill]) -> "Trust":
        """The trust after a reply with these findings to a line with room for these skills."""
        found = tuple(finding for finding in findings if finding.confidence >= NOTICED_AT)
        plainly = any(f.skill in LOSSES and f.confidence >= NAMED_AT for f in found)
        gain, loss = _gain(found, frozenset(room_for)), _loss(found)
        change = gain - loss if gain or loss else -NOTHING_CAME
        level = min(1.0, max(min(LOWEST, self.level), self.level + change))
        return Trust(level, self._mood(level, gain, loss, plainly=plainly))

    def after_silence(self) -> "Trust":
        """The trust after a silence that was held well."""
        return Trust(min(1.0, self.level + SILENCE_HELD), self.mood)

    def unanswered(self) -> "Trust":
        """The trust after a line that was left without an answer."""
        shut = self.mood is Outcome.SHUTS_DOWN or self.level < SHUT_AT
        return Trust(self.level, Outcome.SHUTS_DOWN if shut else Outcome.STAYS_GUARDED)

    def _mood(self, level: float, gain: float, loss: float, *, plainly: bool) -> Outcome:
        """How the reply is taken. A habit too doubtful to be named shuts nobody who wasn't shut:
        the trainee would see the harm and not hear of the cause.
        """
        if loss:
            shut_already = self.mood is Outcome.SHUTS_DOWN
            shuts = level < SHUT_AT and loss >= gain and (plainly or shut_already)
            shuts = shuts or (plainly and loss >= UNBEARABLE)
            return Outcome.SHUTS_DOWN if shuts else Outcome.STAYS_GUARDED
        if level >= self._opens_at(gain):
            return Outcome.OPENS_UP
        if not gain and level < SHUT_AT:
            return Outcome.SHUTS_DOWN
        return Outcome.STAYS_GUARDED

    def _opens_at(self, gain: float) -> float:
        if self.mood is Outcome.OPENS_UP and gain:
            return STAYS_OPEN_AT
        if gain < LEAST_TO_OPEN:
            return CARRIED_AT
        return OPENS_AGAIN_AT if self.mood is Outcome.SHUTS_DOWN else OPEN_AT


def _gain(findings: Iterable[Finding], room_for: frozenset[Skill]) -> float:
    weights: dict[Skill, float] = {}
    for finding in findings:
        if finding.skill.kind is Kind.HELPS:
            fit = 1.0 if finding.skill in room_for else LESS_FITTING
            weight = GAINS[finding.skill] * fit * _sureness(finding)
            weights[finding.skill] = max(weight, weights.get(finding.skill, 0.0))
    ranked = sorted(weights.values(), reverse=True)
    return min(MOST_GAIN, sum(w * EACH_FURTHER**place for place, w in enumerate(ranked)))


def _loss(findings: Iterable[Finding]) -> float:
    weights: dict[Skill, float] = {}
    for finding in findings:
        if finding.skill.kind is Kind.HINDERS:
            weight = LOSSES[finding.skill] * _sureness(finding)
            weights[finding.skill] = max(weight, weights.get(finding.skill, 0.0))
    ranked = sorted(weights.values(), reverse=True)
    return min(
        MOST_LOSS, sum(w if place == 0 else w * FURTHER_LOSS for place, w in enumerate(ranked))
    )


def _sureness(finding: Finding) -> float:
    return min(1.0, finding.confidence / SURE_AT)
