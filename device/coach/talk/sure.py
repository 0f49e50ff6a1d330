"""How sure a finding must be before it is spoken of."""

from device.coach.finding import Finding
from device.coach.skills import Kind

PRAISED_AT = 0.5
"""Confidence from which a skill is praised: more likely there than not."""
NAMED_AT = 0.6
"""Confidence from which a habit is named. Higher than for praise: to be told of something one
didn't do hurts more than to miss a hint."""


def worth_telling(finding: Finding) -> bool:
    """Whether a finding is sure enough to be shown to the trainee."""
    match finding.skill.kind:
        case Kind.HELPS:
            return finding.confidence >= PRAISED_AT
        case Kind.HINDERS:
            return finding.confidence >= NAMED_AT
    return True
