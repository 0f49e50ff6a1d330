"""From a reply to its findings."""

from device.coach.analysis.clauses import split
from device.coach.analysis.cues import Index
from device.coach.analysis.quote import quoted
from device.coach.analysis import questions, support
from device.coach.analysis.tokens import hear
from device.coach.finding import Finding
from device.coach.reply import Reply

_INDEX = Index(questions.CUES, support.CUES)


def analyse(reply: Reply) -> tuple[Finding, ...]:
    """Everything found in a reply, in the order it was said. Never raises, whatever the text."""
    heard = hear(reply.text)
    clauses = split(heard)
    return tuple(quoted(reply.text, heard, clauses, match) for match in _INDEX.matches(heard, clauses))
