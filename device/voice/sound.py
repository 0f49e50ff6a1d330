"""Sound in memory."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sound:
    """A piece of mono sound."""

    samples: Samples
    """Shape (n,), float32, full scale from -1 to 1."""
    rate: int
    """Samples a second, in Hz."""

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate
