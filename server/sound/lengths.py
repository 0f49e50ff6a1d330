"""How long lines really take to say, where their sound is there."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from device.coach.cast import COACH_VOICE
from device.coach.scenario import Line, Outcome, Scenario
from server.sound.lines import key
from server.sound.tables import SpokenRow, TakeRow


def measured(session: Session, scenario: Scenario) -> dict[str, float]:
    """Seconds by the text of each line that was recorded, or else spoken by its voice.

    Where two people say the same words, the slower one counts.
    """
    named = {line.recording for _, line in _lines(scenario) if line.recording}
    takes = select(TakeRow.sha256, TakeRow.seconds).where(TakeRow.sha256.in_(named))
    recorded = {row.sha256: row.seconds for row in session.execute(takes)}
    names = {key(voice, text): text for voice, text in _spoken(scenario)}
    kept = select(SpokenRow.key, SpokenRow.seconds).where(SpokenRow.key.in_(names))
    told = [(names[name], seconds) for name, seconds in session.execute(kept)]
    told += [
        (line.text, recorded[line.recording])
        for _, line in _lines(scenario)
        if line.recording in recorded
    ]
    found: dict[str, float] = {}
    for text, seconds in told:
        found[text] = max(seconds, found.get(text, 0.0))
    return found


def _spoken(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Voice and words of each line that no person recorded."""
    yield COACH_VOICE, scenario.content_note
    for seeker in scenario.seekers:
        yield COACH_VOICE, seeker.about
    for turn in scenario.turns:
        for text in turn.model_lines.values():
            yield COACH_VOICE, text
    voices = {seeker.id: seeker.voice for seeker in scenario.seekers}
    for seeker_id, line in _lines(scenario):
        if not line.recording:
            yield voices.get(seeker_id, ""), line.text


def _lines(scenario: Scenario) -> Iterator[tuple[str, Line]]:
    """What seekers say, each with who says it."""
    for turn in scenario.turns:
        yield turn.seeker, turn.line
        for outcome in Outcome:
            if says := turn.next[outcome].says:
                yield turn.seeker, says
    for ending in scenario.endings:
        yield ending.seeker, ending.line
