"""What it hears and speaks with: models, voices, recogniser, and how quick they are."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from device.coach.cast import COACH_VOICE
from device.coach.talk.act import Say
from device.config import Settings
from device.doctor.finding import Finding, failed, ok, told, warning
from device.errors import WellheardError
from device.models import CATALOGUE
from device.models.shelf import faults
from device.voice.hear.choose import choose
from device.voice.hear.recognizer import Recognizer, Transcript
from device.voice.microphone import FRAME, RATE
from device.voice.sound import Sound
from device.voice.speak import quickness
from device.voice.speak.engine import Engine, installed, missing
from device.voice.speak.quickness import QUICK_ENOUGH, SENTENCE
from device.voice.speak.voices import Voices

BYTES = 2
"""Bytes a sample."""


async def models(settings: Settings) -> Finding:
    """Which models are there, and whether they look whole."""
    here = [model for model in CATALOGUE if (settings.models / model.id).is_dir()]
    if not here:
        return failed(f"none in {settings.models}", "Run: wellheard models fetch")
    for model in here:
        for fault in faults(settings.models / model.id, model, thorough=False):
            return warning(str(fault), f"Run: wellheard models fetch {model.id}")
    return ok(", ".join(model.id for model in here))


async def voices(settings: Settings) -> Finding:
    """Which engines can speak."""
    here = installed(settings.models)
    lacking = [reason for engine in Engine if (reason := missing(engine, settings.models))]
    if not here:
        return failed("none", " ".join(f"{reason}." for reason in lacking))
    found = ", ".join(here)
    if lacking:
        return warning(found, " ".join(f"{reason}." for reason in lacking))
    return ok(found)


async def recogniser(settings: Settings) -> Finding:
    """Whether it loads and understands a sentence that a voice of ours speaks."""
    try:
        chosen = choose(settings)
    except WellheardError as error:
        return told(error)
    try:
        await chosen.start()
        sentence = await _spoken(settings)
        if sentence is None:
            return warning(f"{chosen.name} loads; there is no voice to try it with", "See: voices")
        heard = await _heard(chosen, sentence)
    except WellheardError as error:
        return told(error)
    finally:
        await chosen.close()
    wanted = _words(SENTENCE)
    understood = len(wanted & _words(heard.text))
    pace = heard.compute_seconds / sentence.seconds
    found = (
        f"{chosen.name} understood {understood} of {len(wanted)} different words of a test"
        f" sentence, in {heard.compute_seconds:.1f} s for {sentence.seconds:.1f} s of speech"
    )
    if understood < len(wanted) // 2:
        return failed(found, "Run: wellheard models check")
    if pace > 1:
        return warning(found, "This machine is slow for it: trainees will wait. Try a smaller one.")
    return ok(found)


async def speed(settings: Settings) -> Finding:
    """How quickly each voice speaks a sentence of twelve words."""
    with _own_cache(settings) as lent:
        found = await quickness.remeasure(lent)
    if not found:
        return failed("no voice speaks", "See: voices")
    shown = ", ".join(f"{engine} {seconds:.2f} s" for engine, seconds in found.items())
    quick = [engine for engine in Engine if found.get(engine, float("inf")) <= QUICK_ENOUGH[engine]]
    if not quick:
        return warning(shown, "Every voice is slow here: trainees will wait. Install espeak-ng.")
    return ok(f"{shown} for a sentence; {quick[0]} is quick enough for feedback")


async def _spoken(settings: Settings) -> Sound | None:
    if not installed(settings.models):
        return None
    with _own_cache(settings) as lent:
        speech = Voices(lent)
        try:
            return await speech.sound(Say(SENTENCE, COACH_VOICE))
        finally:
            await speech.close()


@contextlib.contextmanager
def _own_cache(settings: Settings) -> Iterator[Settings]:
    """A cache for whoever looks: what they left in another account's would keep that one out."""
    if not settings.cache.exists() or settings.cache.stat().st_uid == os.geteuid():
        yield settings
        return
    with tempfile.TemporaryDirectory(prefix="wellheard-") as folder:
        yield settings.model_copy(update={"cache": Path(folder)})


async def _heard(chosen: Recognizer, sentence: Sound) -> Transcript:
    hearing = chosen.hear()
    pcm = sentence.at(RATE).pcm()
    size = FRAME * BYTES
    for start in range(0, len(pcm) - size + 1, size):
        await hearing.feed(pcm[start : start + size])
    return await hearing.finish()


def _words(text: str) -> set[str]:
    return {word.strip(".,!?") for word in text.lower().split()}
