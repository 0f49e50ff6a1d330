"""The cast: every voice says the same sentence, so that staff choose by listening."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from device.coach.cast import CAST, COACH_VOICE, Voice
from server.jobs import queue
from server.jobs.tables import Job
from server.jobs.work import Work
from server.pages.visitor import Visitor
from server.sound import speech
from server.sound.lines import Place, Spoken
from server.sound.tables import SpokenRow

KIND = "sound.cast"
"""The kind of job that has each voice say the sentence."""
KEY = "sound:cast"
SENTENCE = "I nearly turned round at the door. But I'm here now, so where do I start?"
"""Some hesitation, some warmth, a question: what one needs to hear of a seeker's voice."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A voice, and how it sounds."""

    voice: Voice
    sample: SpokenRow | None
    """None while it has not spoken yet."""


def _line(voice: Voice) -> Spoken:
    return Spoken(Place("about", "", ""), voice.name, voice.name, voice.id, SENTENCE)


def cast(session: Session) -> list[Heard]:
    """Every voice of the cast, the women first, by accent and name."""
    rows = speech.known(session, lines())
    order = sorted(CAST.values(), key=lambda voice: (voice.sex, voice.accent, voice.name))
    order.sort(key=lambda voice: voice.sex.value, reverse=True)
    return [Heard(voice, rows.get(_line(voice).key)) for voice in order]


def lines() -> list[Spoken]:
    """The sentence in every voice."""
    return list(map(_line, CAST.values()))


def ask(session: Session, who: Visitor, *, anew: bool = False) -> Job:
    """Ask for every voice to say the sentence."""
    return queue.ask(
        session,
        who,
        KIND,
        KEY,
        title="The cast says a sentence",
        back="/cast",
        asked={"anew": anew},
    )


def speak(work: Work) -> str:
    """The job `KIND`."""
    made = speech.speak(work, lines(), anew=bool(work.asked.get("anew")))
    return f"{made} voices have spoken." if made else "All voices had spoken before."


def called(voice_id: str) -> str:
    """A voice in words: "Emma (British woman, soft, forties)"."""
    if voice_id == COACH_VOICE:
        return "the coach's own voice"
    voice = CAST.get(voice_id)
    if voice is None:
        return "no voice yet"
    return f"{voice.name} ({voice.accent} {voice.sex}, {voice.impression})"
