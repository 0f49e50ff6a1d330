"""Questions: open or closed."""

from device.coach.analysis.cues import cues
from device.coach.skills import Skill

CUES = cues(Skill.OPEN_QUESTION, """
.9 what/how was/is/are/were/do/does/did/would/has/have
.9 tell me ~2 about/more
.9 what happened
""")
