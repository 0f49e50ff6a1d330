"""What can go wrong with the progress that is kept."""

from pathlib import Path

from device.errors import WellheardError


class ProgressError(WellheardError, OSError):
    """Progress can't be read or written."""

    def __str__(self) -> str:
        """The sentence alone; an OSError would put numbers around it."""
        return str(self.args[0]) if self.args else ""

    @classmethod
    def unusable(cls, file: Path, why: Exception) -> "ProgressError":
        """Because of the disk, or of who may use it."""
        told = why.strerror if isinstance(why, OSError) and why.strerror else str(why)
        return cls(
            f"{file} can't be used ({told.lower()}). Look at the disk and at who may write there,"
            " or run this as the account that the kiosk runs as."
        )
