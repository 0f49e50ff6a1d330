"""What a member of staff may do."""

from enum import StrEnum


class Role(StrEnum):
    """Each may do all that the ones before it may."""

    EDITOR = "editor"
    """Writes scenarios and tries them."""
    PUBLISHER = "publisher"
    """Publishes and withdraws them, and sees the results."""
    ADMIN = "admin"
    """Kiosks, settings, staff and the log."""

    def covers(self, needed: "Role") -> bool:
        """Whether this role may do what `needed` may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)

    @property
    def label(self) -> str:
        """For people."""
        return LABELS[self]


LABELS = {Role.EDITOR: "Editor", Role.PUBLISHER: "Publisher", Role.ADMIN: "Administrator"}
