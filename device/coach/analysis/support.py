"""Standing by: validation, affirmation, presence, connection, encouragement."""

from device.coach.analysis.cues import cues
from device.coach.skills import Skill

CUES = (
    *cues(Skill.CONNECTION, """
.9 you are not alone
.9 you are _ not the only one
"""),
    *cues(Skill.PRESENCE, """
.9 i am here
.9 take your time
"""),
)
