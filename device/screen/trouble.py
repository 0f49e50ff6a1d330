"""What can go wrong with the screen."""

from device.errors import WellheardError


class ScreenError(WellheardError, OSError):
    """The page can't be served."""
