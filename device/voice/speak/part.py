"""Who plays whom: which voice of each engine speaks for a member of the cast.

Kokoro has a voice for every part. Piper has one American man, who is made older and larger or
younger and lighter by his pitch, and plays the American men only. espeak-ng plays anybody: a
variant, a pitch and a pace for each, so that no two in a group sound alike. The clearest of them,
as whisper-base hears it, is the coach's.
"""

import difflib
from dataclasses import dataclass
from typing import Any

from device.coach.cast import CAST, COACH_VOICE
from device.errors import WellheardError
from device.voice.speak.engine import Engine

PACE = 0.95
"""Of the voice's own speed: the kiosk is heard by people who are tired or hard of hearing."""


class UnknownVoice(WellheardError, LookupError):
    """No such voice in the cast."""


@dataclass(frozen=True, slots=True)
class Part:
    """How each engine plays one member of the cast; JSON values, as the engines take them."""

    kokoro: dict[str, Any]
    piper: dict[str, Any] | None
    """None where Piper has nobody who fits."""
    pyttsx3: dict[str, Any]

    def __getitem__(self, engine: Engine) -> dict[str, Any] | None:
        """The voice for that engine, or None where it has none that fits."""
        return {
            Engine.KOKORO: self.kokoro,
            Engine.PIPER: self.piper,
            Engine.PYTTSX3: self.pyttsx3,
        }[engine]


_US, _RP, _GB = "en-us", "en-gb-x-rp", "en-gb"
_ESPEAK: dict[str, tuple[str, int, int]] = {
    # cast id: (voice and variant, pitch where 50 is its own, words a minute)
    COACH_VOICE: (f"{_RP}+m3", 50, 152),
    "af_bella": (f"{_US}+f2", 62, 168),
    "af_nicole": (f"{_US}+f3", 62, 152),
    "af_aoede": (f"{_US}+f3", 55, 162),
    "af_kore": (f"{_US}+f2", 46, 154),
    "af_sarah": (f"{_US}+f2", 54, 158),
    "af_nova": (f"{_US}+f3", 46, 172),
    "af_alloy": (f"{_US}+f4", 50, 164),
    "af_sky": (f"{_US}+f2", 75, 172),
    "am_michael": (f"{_US}+m3", 50, 156),
    "am_fenrir": (f"{_US}+m1", 36, 164),
    "am_puck": (f"{_US}+m7", 56, 174),
    "am_echo": (f"{_US}+m2", 50, 162),
    "am_eric": (f"{_US}+m4", 40, 156),
    "am_liam": (f"{_US}+m7", 72, 168),
    "am_onyx": (f"{_US}+m1", 20, 152),
    "bf_emma": (f"{_RP}+f3", 44, 156),
    "bf_isabella": (f"{_RP}+f2", 52, 162),
    "bf_alice": (f"{_RP}+f4", 38, 150),
    "bf_lily": (f"{_GB}+f2", 70, 166),
    "bm_george": (f"{_RP}+m1", 26, 146),
    "bm_fable": (f"{_RP}+m7", 58, 166),
    "bm_lewis": (f"{_GB}+m1", 34, 144),
    "bm_daniel": (f"{_RP}+m2", 50, 160),
}
_PIPER: dict[str, float] = {
    # cast id: pitch, where 1 is the voice's own
    COACH_VOICE: 1.0,
    "am_michael": 0.97,
    "am_fenrir": 0.93,
    "am_puck": 1.08,
    "am_echo": 1.04,
    "am_eric": 0.95,
    "am_liam": 1.12,
    "am_onyx": 0.88,
}
_KOKORO_PACE: dict[str, float] = {
    # who is not at the common pace
    "bm_george": 0.9,
    "bm_lewis": 0.92,
    "am_puck": 1.0,
    "af_nova": 1.0,
}


def part(voice: str) -> Part:
    """Who plays that member of the cast, or the coach.

    Raises:
        UnknownVoice: no such voice; names the nearest.
    """
    if voice not in _ESPEAK:
        near = difflib.get_close_matches(voice.lower(), _ESPEAK, n=3, cutoff=0.4)
        hint = f"Did you mean {' or '.join(near)}?" if near else f"There are {', '.join(_ESPEAK)}."
        raise UnknownVoice(f"There is no voice {voice!r}. {hint}")
    name, pitch, words = _ESPEAK[voice]
    joe = _PIPER.get(voice)
    return Part(
        kokoro={
            "name": "af_heart" if voice == COACH_VOICE else voice,
            "speed": _KOKORO_PACE.get(voice, PACE),
        },
        piper=None if joe is None else {"speed": PACE, "pitch": joe},
        pyttsx3={"name": name, "words": words, "pitch": pitch},
    )


VOICES: tuple[str, ...] = (COACH_VOICE, *CAST)
"""Every voice that can be asked for."""
