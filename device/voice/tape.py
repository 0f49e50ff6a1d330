"""The talk on one timeline: what was played on the left, what was heard on the right.

In memory only, and only where somebody asked for it.
"""

import io

import numpy as np
import numpy.typing as npt
import soundfile

from device.voice.sound import Sound
from device.voice.speaker import Played, Speaker

RATE = 24_000
"""Hz; what the best voices speak at."""

Channel = list[tuple[float, npt.NDArray[np.int16]]]


class Tape:
    """Keeps what a speaker plays, and the replies it is given."""

    def __init__(self) -> None:
        self._played: Channel = []
        self._heard: Channel = []

    def speaker(self, speaker: Speaker) -> Speaker:
        """The same speaker, on tape."""
        return _TapedSpeaker(speaker, self)

    def keep_played(self, played: Played, sound: Sound) -> None:
        """Lay down a sound, up to where it was stopped."""
        length = round(min(sound.seconds, played.end - played.start) * RATE)
        self._played.append((played.start, np.frombuffer(sound.at(RATE).pcm(), "<i2")[:length]))

    def keep_reply(self, at: float, recording: Sound) -> None:
        """Lay down one reply that may be kept.

        Args:
            at: when it begins, in seconds of the clock.
            recording: what was heard.
        """
        self._heard.append((at, np.frombuffer(recording.at(RATE).pcm(), "<i2")))

    def mixdown(self) -> bytes:
        """All of it as a stereo WAV file of 16 bit and 24 kHz: the kiosk left, the trainee right.

        It begins with the first sound.
        """
        pieces = [*self._played, *self._heard]
        zero = min((at for at, _ in pieces), default=0.0)
        length = max((round((at - zero) * RATE) + len(pcm) for at, pcm in pieces), default=0)
        stereo = np.zeros((length, 2), np.int16)
        for side, channel in enumerate((self._played, self._heard)):
            for at, pcm in channel:
                begin = round((at - zero) * RATE)
                stereo[begin : begin + len(pcm), side] = pcm
        file = io.BytesIO()
        soundfile.write(file, stereo, RATE, format="WAV", subtype="PCM_16")
        return file.getvalue()


class _TapedSpeaker:
    def __init__(self, speaker: Speaker, tape: Tape) -> None:
        self._speaker = speaker
        self._tape = tape

    async def play(self, sound: Sound) -> Played:
        played = await self._speaker.play(sound)
        self._tape.keep_played(played, sound)
        return played

    async def stop(self) -> None:
        await self._speaker.stop()

    async def close(self) -> None:
        await self._speaker.close()
