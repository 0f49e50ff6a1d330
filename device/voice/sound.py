"""Sound in memory, and as WAV."""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from device.errors import WellheardError

Samples = npt.NDArray[np.float32]


class SoundError(WellheardError, ValueError):
    """A file can't be used as sound."""


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

    def at(self, rate: int) -> "Sound":
        """The same sound at another rate in Hz."""
        if rate == self.rate:
            return self
        return Sound(soxr.resample(self.samples, self.rate, rate), rate)

    def pcm(self) -> bytes:
        """Its samples as signed 16 bit little-endian."""
        scaled = np.clip(np.round(self.samples * 32768.0), -32768, 32767)
        return scaled.astype("<i2").tobytes()

    @classmethod
    def from_pcm(cls, pcm: bytes, rate: int) -> "Sound":
        """Sound from signed 16 bit little-endian mono samples."""
        return cls(np.frombuffer(pcm, "<i2").astype(np.float32) / 32768.0, rate)


def read(source: Path | bytes, name: str = "") -> Sound:
    """Read a WAV or FLAC file of any rate and width; several channels are mixed to one.

    Raises:
        SoundError: it isn't sound, is cut short, or is empty; says which file.
    """
    name = name or (str(source) if isinstance(source, Path) else "sound")
    try:
        opened = io.BytesIO(source) if isinstance(source, bytes) else source
        samples, rate = soundfile.read(opened, dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, OSError) as error:
        raise SoundError(
            f"{name}: this can't be read as sound ({error}). Give a WAV file."
        ) from error
    return Sound(np.ascontiguousarray(samples.mean(axis=1, dtype=np.float32)), rate)


def wav(sound: Sound) -> bytes:
    """The sound as a 16 bit WAV file."""
    file = io.BytesIO()
    data = np.frombuffer(sound.pcm(), "<i2")
    soundfile.write(file, data, sound.rate, format="WAV", subtype="PCM_16")
    return file.getvalue()
