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

LONGEST = 600.0
"""Seconds a file may last: ten minutes are far more than any reply or line, and fit in memory."""
RATES = (4_000, 384_000)
"""Hz; below the lower one speech can't be understood, above the upper one the header is wrong."""


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


def read(source: Path | bytes, name: str = "", longest: float = LONGEST) -> Sound:
    """Read a WAV or FLAC file of any rate and width; several channels are mixed to one.

    A file that was cut off in its data gives what is there: it may still hold a whole reply.

    Args:
        source: the file, or what is in it.
        name: what to call it in an error message; the path where it is left out.
        longest: seconds; a longer file is refused before it is decoded.

    Raises:
        SoundError: it is missing, isn't sound, is empty or too long; says which file and what
            to do.
    """
    name = name or (str(source) if isinstance(source, Path) else "sound")
    if isinstance(source, Path):
        _look_at(source, name)
    elif not source:
        raise SoundError(f"{name}: the file is empty. Record it again.")
    try:
        with soundfile.SoundFile(io.BytesIO(source) if isinstance(source, bytes) else source) as f:
            rate = f.samplerate
            if not RATES[0] <= rate <= RATES[1]:
                raise SoundError(
                    f"{name}: its header says {rate} samples a second, which can't be speech."
                    " Record it again, at 16000 or more."
                )
            _allow(f.frames / rate, longest, name)
            samples = f.read(int(longest * rate) + 1, dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, OSError) as error:
        raise SoundError(
            f"{name}: this can't be read as sound ({_reason(error)}). Give a WAV or FLAC file."
        ) from error
    if not len(samples):
        raise SoundError(f"{name}: there is no sound in it, only a header. Record it again.")
    _allow(len(samples) / rate, longest, name)
    if not np.isfinite(samples).all():
        raise SoundError(
            f"{name}: it holds values that are no sound (NaN or infinite)."
            " Export it again, as 16 bit WAV."
        )
    return Sound(np.ascontiguousarray(samples.mean(axis=1, dtype=np.float32)), rate)


def wav(sound: Sound) -> bytes:
    """The sound as a 16 bit WAV file."""
    file = io.BytesIO()
    data = np.frombuffer(sound.pcm(), "<i2")
    soundfile.write(file, data, sound.rate, format="WAV", subtype="PCM_16")
    return file.getvalue()


def flac(sound: Sound) -> bytes:
    """The sound as a 16 bit FLAC file, half as large."""
    file = io.BytesIO()
    data = np.frombuffer(sound.pcm(), "<i2")
    soundfile.write(file, data, sound.rate, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def _look_at(path: Path, name: str) -> None:
    if path.is_dir():
        raise SoundError(f"{name}: this is a folder. Give a WAV or FLAC file in it.")
    if not path.exists():
        raise SoundError(f"{name}: there is no such file. Check the name.")
    if not path.is_file():
        raise SoundError(f"{name}: this is no ordinary file. Give a WAV or FLAC file.")
    if not path.stat().st_size:
        raise SoundError(f"{name}: the file is empty. Record it again.")


def _allow(seconds: float, longest: float, name: str) -> None:
    if seconds > longest:
        raise SoundError(
            f"{name}: it lasts {seconds / 60:.1f} minutes; {longest / 60:g} minutes is the limit."
            " Cut it into shorter files."
        )


def _reason(error: Exception) -> str:
    told = getattr(error, "error_string", "") or getattr(error, "strerror", "") or str(error)
    return str(told).strip().rstrip(".").lower()
