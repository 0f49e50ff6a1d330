"""When to keep quiet: another language, or words the recogniser was not sure of."""

from device.coach.analysis.tokens import STOP, Heard
from device.coach.finding import Finding
from device.coach.reply import Reply
from device.coach.skills import Kind

_COMMON = frozenset(
    """
    the a an and or but so to of in on at by for with from as is are was were be been am do does
    did have has had it that this these those there i you he she they we me him her them us my
    your his their our not no yes just really very like then than if when what how why who which
    where up out about into over all some any one get got go come would could should will can
    may might must well okay oh yeah right still even now because said say tell know think feel
    sounds sound must mm hm uh huh more take time here sorry thanks thank please never always
    good bad see let on
    """.split()
)
_FEW = 0.25
"""Share of everyday English words below which it is another language; talk has above 0.5."""
_TOO_SHORT = 4
"""Words below which the share says nothing."""
_UNSURE = 0.45
"""Mean word confidence of the quoted words, below which nobody is scolded for them."""


def understood(heard: Heard) -> bool:
    """Whether this is English as far as one can tell. Nobody is judged by words misunderstood."""
    words = [token.text for token in heard.tokens if token.text != STOP]
    if not any(len(word) > 1 and word.isascii() and word.isalpha() for word in words):
        return False
    if len(words) < _TOO_SHORT:
        return True
    return sum(word in _COMMON for word in words) / len(words) >= _FEW


def relied_on(finding: Finding, reply: Reply) -> bool:
    """Whether the words of a finding were heard well enough to tell somebody of a habit."""
    if finding.skill.kind is not Kind.HINDERS or not reply.words:
        return True
    cursor, sure, count = 0, 0.0, 0
    text = reply.text.lower()
    for word in reply.words:
        place = text.find(word.text.lower(), cursor)
        if place < 0:
            continue
        cursor = place + len(word.text)
        if finding.start <= place < finding.end:
            sure, count = sure + word.confidence, count + 1
    return not count or sure / count >= _UNSURE
