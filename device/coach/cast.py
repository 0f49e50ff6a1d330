"""The cast: the voices a seeker may have.

Only who they sound like; which engine makes the sound is the voice room's business. The ids are a
contract with scenarios, and are those of the Kokoro voices that fill the parts best.
"""

from dataclasses import dataclass
from enum import StrEnum


class Accent(StrEnum):
    AMERICAN = "American"
    BRITISH = "British"


class Sex(StrEnum):
    WOMAN = "woman"
    MAN = "man"


@dataclass(frozen=True, slots=True)
class Voice:
    """One member of the cast."""

    id: str
    name: str
    """The first name staff choose it by."""
    sex: Sex
    accent: Accent
    impression: str
    """Who one hears: age and manner, in a few words."""


def _cast(*rows: tuple[str, str]) -> dict[str, Voice]:
    cast = {}
    for voice_id, impression in rows:
        accent = Accent.AMERICAN if voice_id[0] == "a" else Accent.BRITISH
        sex = Sex.WOMAN if voice_id[1] == "f" else Sex.MAN
        name = voice_id.partition("_")[2].capitalize()
        cast[voice_id] = Voice(voice_id, name, sex, accent, impression)
    return cast


CAST: dict[str, Voice] = _cast(
    ("af_bella", "bright, twenties"),
    ("af_nicole", "hushed, twenties"),
    ("af_aoede", "open, thirties"),
    ("af_kore", "steady, forties"),
    ("af_sarah", "calm, thirties"),
    ("af_nova", "brisk, thirties"),
    ("af_alloy", "level, forties"),
    ("af_sky", "light, teens"),
    ("am_michael", "gentle, forties"),
    ("am_fenrir", "rough, thirties"),
    ("am_puck", "quick, twenties"),
    ("am_echo", "plain, thirties"),
    ("am_eric", "flat, forties"),
    ("am_liam", "young, teens"),
    ("am_onyx", "deep, fifties"),
    ("bf_emma", "soft, forties"),
    ("bf_isabella", "clear, thirties"),
    ("bf_alice", "careful, fifties"),
    ("bf_lily", "thin, twenties"),
    ("bm_george", "worn, sixties"),
    ("bm_fable", "lively, thirties"),
    ("bm_lewis", "slow, fifties"),
    ("bm_daniel", "tidy, forties"),
)

COACH_VOICE = "coach"
"""The coach's own voice, one for all it says. Part of what it says is made up on the spot, so it is
the best voice that is quick enough on the machine at hand; `af_heart` is kept free for it, and no
seeker has it, so that the two are never confused."""

COACH = "coach"
"""Who speaks when it is not a seeker."""
