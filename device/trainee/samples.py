"""Which of a scenario's own sample replies a rehearsing trainee gives."""

from enum import StrEnum

from device.coach.scenario import Sample, Turn


class Manner(StrEnum):
    """What sort of trainee rehearses."""

    LEARNING = "learning"
    """Stumbles on the first turn, tries again, and then listens well."""
    GOOD = "good"
    POOR = "poor"


def sample(turn: Turn, attempt: int, manner: Manner, *, first_turn: bool) -> Sample:
    """The reply of that sort of trainee on that try; another one for each try.

    Args:
        turn: the turn that is answered.
        attempt: 1 for the first try.
        manner: what sort of trainee it is.
        first_turn: whether the talk opens with this turn.
    """
    good = [s for s in turn.samples if s.good]
    poor = [s for s in turn.samples if not s.good]
    match manner:
        case Manner.GOOD:
            given = good
        case Manner.POOR:
            given = poor
        case Manner.LEARNING if first_turn and attempt == 1:
            given = poor
        case Manner.LEARNING:
            given, attempt = good, attempt - 1 if first_turn else attempt
    return given[(attempt - 1) % len(given)]
