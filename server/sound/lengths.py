"""How long lines really take to say, where their sound is there."""

from sqlalchemy.orm import Session

from device.coach.scenario import Scenario
from server.sound import lines, speech, takes


def measured(session: Session, scenario: Scenario) -> dict[str, float]:
    """Seconds by the text of each line that was recorded, or else spoken by its voice.

    Where two people say the same words, the slower one counts.
    """
    said = lines.of_scenario(scenario)
    spoken, recorded = speech.known(session, said), takes.known(session, said)
    found: dict[str, float] = {}
    for line in said:
        row = recorded.get(line.recording) if line.recording else spoken.get(line.key)
        if row is not None:
            found[line.text] = max(row.seconds, found.get(line.text, 0.0))
    return found
