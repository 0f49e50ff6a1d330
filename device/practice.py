"""One practice at this machine: finds what it has for ears and mouth, holds the talk, reports.

With a sound card the trainee speaks; without one, or when asked, the trainee types, is on tape, or
rehearses. On tape, time passes as fast as sound can be read.
"""

import asyncio
import contextlib
import secrets
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from device import report
from device.coach.analysis import analyse
from device.coach.cast import COACH
from device.coach.scenario import Scenario
from device.coach.scenario.digest import digest
from device.coach.talk.act import Expect, Why
from device.coach.talk.command import parse
from device.coach.talk.conversation import Conversation
from device.coach.talk.script import lines as scripted
from device.config import Settings
from device.errors import WellheardError
from device.event import Event
from device.trainee.lines import Lines
from device.trainee.rehearsed import Rehearsed
from device.trainee.samples import Manner
from device.trainee.spoken import OnTape, Spoken
from device.trainee.typed import Typed
from device.visit import Answer, Trainee, Visit
from device.voice import card
from device.voice.clock import Clock, RealClock, TapeClock
from device.voice.hear.choose import choose as choose_recognizer
from device.voice.hear.listener import Listener
from device.voice.level import Trouble
from device.voice.microphone import ArecordMicrophone, Microphone, WavMicrophone
from device.voice.speak.voices import Speech, Voices
from device.voice.speaker import AplaySpeaker, Speaker, WavSpeaker
from device.voice.tape import Tape


class Means(StrEnum):
    """How the trainee answers."""

    SPOKEN = "spoken"
    TYPED = "typed"
    TAPE = "tape"
    REHEARSED = "rehearsed"


class NoSoundError(WellheardError, OSError):
    """There is no sound device to practise with."""


class DeafError(WellheardError, OSError):
    """The microphone gave nothing to hear, from first to last."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a practice shall be held."""

    means: Means | None = None
    """None: spoken where there is a sound card, else rehearsed."""
    recordings: Sequence[Path] = ()
    """The trainee's replies, where they are on tape."""
    manner: Manner = Manner.LEARNING
    """What sort of trainee rehearses."""
    out: Path | None = None
    """The folder for the report and the sound; None keeps nothing."""
    seed: int = field(default_factory=lambda: secrets.randbits(32))
    """Varies the coach's wording; the same seed gives the same words."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told of what happens; all calls must be quick."""

    event: Callable[[Event], None]
    equipped: Callable[[Means], None] = lambda means: None
    """How the practice will be held, once it is known."""
    rendering: Callable[[int, int], None] = lambda done, of: None
    """So many of so many lines have been given their voice."""
    partial: Callable[[str], None] = lambda text: None
    trouble: Callable[[Trouble], None] = lambda trouble: None


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of a practice."""

    why: Why
    page: Path | None
    """The report's page, where one was written."""


@dataclass(slots=True)
class _Stage:
    """What a talk needs, whatever it is made of."""

    clock: RealClock
    trainee: Trainee
    speech: Speech | None = None
    speaker: Speaker | None = None


async def hold(scenario: Scenario, settings: Settings, wish: Wish, watcher: Watcher) -> Kept:
    """Hold one practice, from its first line to its report.

    Raises:
        WellheardError: something it needs is missing or fails; says what and what to do.
    """
    began = datetime.now().astimezone()
    conversation = Conversation(
        scenario, analyse, crisis_words=settings.crisis_words, seed=wish.seed
    )
    events: list[Event] = []
    tape = Tape()

    def tell(event: Event) -> None:
        events.append(event)
        watcher.event(event)

    def keep(answer: Answer) -> None:
        if answer.recording is not None and answer.recorded_at is not None:
            tape.keep_reply(answer.recorded_at, answer.recording)

    async with contextlib.AsyncExitStack() as stack:
        stage = await _set(scenario, settings, wish, watcher, stack)
        stage.clock.restart()
        speaker = stage.speaker
        if speaker is not None and wish.out is not None:
            speaker = tape.speaker(speaker)
        visit = Visit(
            conversation,
            stage.trainee,
            stage.clock,
            names={seeker.id: seeker.name for seeker in scenario.seekers},
            speech=stage.speech,
            speaker=speaker,
            tell=tell,
            keep=keep if wish.out is not None else lambda answer: None,
        )
        if isinstance(stage.trainee, Spoken) and sys.stdin.isatty():
            keys = asyncio.create_task(_heed_keys(Lines(sys.stdin), stage.trainee, visit))
            stack.callback(keys.cancel)
        end = await visit.run()
        if visit.deaf is not None:
            raise DeafError(f"{visit.deaf} Look at `wellheard doctor`, or type with --text.")
    if wish.out is None or end.why is Why.CRISIS:
        return Kept(end.why, None)
    talk = report.record(scenario, digest(scenario), began, events)
    sound = tape.mixdown() if stage.speaker is not None else None
    return Kept(end.why, report.write(wish.out, talk, sound))


async def _set(
    scenario: Scenario,
    settings: Settings,
    wish: Wish,
    watcher: Watcher,
    stack: contextlib.AsyncExitStack,
) -> _Stage:
    """Find ears and a mouth, and load what they need."""
    microphone = card.choose(settings.microphone, card.Direction.IN)
    loudspeaker = card.choose(settings.speaker, card.Direction.OUT)
    means = wish.means or (Means.SPOKEN if microphone and loudspeaker else Means.REHEARSED)
    watcher.equipped(means)
    match means:
        case Means.TYPED:
            real = RealClock()
            stage = _Stage(real, Typed(Lines(sys.stdin)))
            if loudspeaker is not None:
                stage.speech = await _voices(scenario, settings, watcher, stack)
                stage.speaker = AplaySpeaker(loudspeaker, real)
        case Means.SPOKEN:
            if microphone is None or loudspeaker is None:
                raise NoSoundError(
                    "No microphone and speaker were found. Plug in a USB sound device, or use"
                    " --text to type or --rehearse to listen. `wellheard doctor` tells more."
                )
            real = RealClock()
            heard = ArecordMicrophone(microphone, real)
            listener = await _listener(heard, settings, real, stack)
            stage = _Stage(real, Spoken(listener, partial=watcher.partial, trouble=watcher.trouble))
            stage.speech = await _voices(scenario, settings, watcher, stack)
            stage.speaker = AplaySpeaker(loudspeaker, real)
        case Means.TAPE:
            taped = TapeClock()
            recordings = WavMicrophone(wish.recordings, taped)
            listener = await _listener(recordings, settings, taped, stack)
            stage = _Stage(taped, OnTape(listener, recordings))
            stage.speech = await _voices(scenario, settings, watcher, stack)
            stage.speaker = WavSpeaker(taped)
        case Means.REHEARSED:
            clock = RealClock() if loudspeaker is not None else TapeClock()
            recordings = WavMicrophone((), clock)
            listener = await _listener(recordings, settings, clock, stack)
            speech = await _voices(scenario, settings, watcher, stack)
            aloud = AplaySpeaker(loudspeaker, clock) if loudspeaker is not None else None
            stage = _Stage(
                clock,
                Rehearsed(scenario, wish.manner, speech, listener, recordings, aloud=aloud),
                speech,
                AplaySpeaker(loudspeaker, clock) if loudspeaker else WavSpeaker(clock),
            )
    if stage.speaker is not None:
        stack.push_async_callback(stage.speaker.close)
    return stage


async def _listener(
    microphone: Microphone, settings: Settings, clock: Clock, stack: contextlib.AsyncExitStack
) -> Listener:
    stack.push_async_callback(microphone.close)
    recognizer = choose_recognizer(settings)
    stack.push_async_callback(recognizer.close)
    await recognizer.start()
    return Listener(microphone, recognizer, clock)


async def _voices(
    scenario: Scenario, settings: Settings, watcher: Watcher, stack: contextlib.AsyncExitStack
) -> Voices:
    """The voices, with every line of the seekers made ready."""
    voices = Voices(settings)
    stack.push_async_callback(voices.close)
    await voices.start()
    says = [say for say in scripted(scenario, settings.crisis_words) if say.speaker != COACH]
    for done, say in enumerate(says):
        watcher.rendering(done, len(says))
        await voices.sound(say)
    watcher.rendering(len(says), len(says))
    return voices


async def _heed_keys(lines: Lines, trainee: Spoken, visit: Visit) -> None:
    """Enter ends the trainee's turn; a typed command is a command."""
    while (line := await lines.next()) is not None:
        command = parse(line, Expect.CHOICE)
        if command is not None:
            visit.commands.put_nowait(command)
        elif not line.strip():
            trainee.finish()
