"""Where a scenario stands, and where a version that is to be published does."""

from enum import StrEnum


class State(StrEnum):
    """Of a scenario, as the list shows it."""

    DRAFT = "draft"
    """Never published."""
    PUBLISHED = "published"
    """Kiosks have it, and the draft says the same."""
    CHANGED = "changed"
    """Kiosks have it; the draft has changed since."""
    WITHDRAWN = "withdrawn"
    """Kiosks had it once."""

    @property
    def label(self) -> str:
        """For people."""
        return LABELS[self]


LABELS = {
    State.DRAFT: "Draft",
    State.PUBLISHED: "Published",
    State.CHANGED: "Published, changed since",
    State.WITHDRAWN: "Withdrawn",
}


class Step(StrEnum):
    """Of a version on its way to the kiosks."""

    WAITING = "waiting"
    """For a second person."""
    RENDERING = "rendering"
    """Its lines are being spoken."""
    PUBLISHED = "published"
    """Kiosks get it, or got it."""
    STOPPED = "stopped"
    """It was refused or called back, or its lines could not be spoken."""

    @property
    def label(self) -> str:
        """For people."""
        return STEP_LABELS[self]

    @property
    def under_way(self) -> bool:
        """Whether it may still come to be published."""
        return self in (Step.WAITING, Step.RENDERING)


STEP_LABELS = {
    Step.WAITING: "Waits for a second person",
    Step.RENDERING: "Is given its voices",
    Step.PUBLISHED: "Published",
    Step.STOPPED: "Not published",
}
