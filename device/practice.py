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

import numpy as np

from device import content, moment, report
from device.attempt import Attempt, Begun, finished
from device.coach.analysis import analyse, prepare
from device.coach.cast import COACH
from device.coach.scenario import Scenario
from device.coach.scenario.digest import digest
from device.coach.talk.act import Expect, Why
from device.coach.talk.command import parse
from device.coach.talk.conversation import Conversation
from device.coach.talk.script import lines as scripted
from device.config import Settings
from device.errors import WellheardError
from device.event import Event, SeekerSaid
from device.trainee.lines import Lines
from device.trainee.rehearsed import Rehearsed
from device.trainee.samples import Manner
from device.trainee.spoken import OnTape, Spoken
from device.trainee.typed import Typed
from device.visit import Answer, Trainee, Visit
from device.voice import card
from device.voice.clock import Clock, RealClock, TapeClock
from device.voice.hear.choose import choose as choose_recognizer
from device.voice.hear.listener import Listener, Watch
from device.voice.level import Trouble
from device.voice.microphone import RATE, ArecordMicrophone, Microphone, WavMicrophone
from device.voice.sound import Sound
from device.voice.speak.delivery import Delivery
from device.voice.speak.voices import Speech, SpeechError, Voices
from device.voice.speaker import AplaySpeaker, Speaker, SpeakerLost, WavSpeaker
from device.voice.tape import Tape

TRIED = 0.1
"""Seconds of silence that a speaker is tried with."""


class Means(StrEnum):
    """How the trainee answers."""

    SPOKEN = "spoken"
    TYPED = "typed"
    TAPE = "tape"
    REHEARSED = "rehearsed"


class NoSoundError(WellheardError, OSError):
    """There is no sound device to practise with."""


class DeafError(WellheardError, OSError):
    """Nobody was ever heard, for something is wrong with the microphone."""


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
    """So many of so many lines that had none have been given their voice; never called where all
    have one already."""
    note: Callable[[str], None] = lambda text: None
    """Something that is good to know, in a sentence."""
    reported: Callable[[Path], None] = lambda page: None
    """The report was written, also where the talk broke off; this is its page."""
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
    handset: bool = False
    """The microphone doesn't hear the speaker."""


async def hold(
    scenario: Scenario,
    settings: Settings,
    wish: Wish,
    watcher: Watcher,
    *,
    keep: Callable[[Attempt], None] | None = None,
    now: moment.Now = moment.now,
) -> Kept:
    """Hold one practice, from its first line to its report.

    The report is written also where the talk breaks off, and never where the trainee is, or may
    be, in crisis.

    Args:
        keep: is given the practice when it is over, unless it was a rehearsal, nobody could be
            heard, or the trainee was, or may have been, in crisis; must be quick and not raise.
            None keeps nothing.
        now: what time it is, for `keep`.

    Raises:
        WellheardError: something it needs is missing or fails; says what and what to do.
    """
    if wish.out is not None:
        report.try_writing(wish.out)
    began = datetime.now().astimezone()
    conversation = Conversation(
        scenario, analyse, crisis_words=content.crisis_words(settings), seed=wish.seed
    )
    events: list[Event] = []
    tape = Tape()

    def tell(event: Event) -> None:
        events.append(event)
        watcher.event(event)
        if isinstance(event, SeekerSaid):
            prepare(event.text)

    def write_report() -> Path | None:
        if wish.out is None or conversation.in_doubt or not events:
            return None
        talk = report.record(scenario, digest(scenario), began, events)
        page = report.write(wish.out, talk, tape.mixdown() if sounded else None)
        watcher.reported(page)
        return page

    sounded = False
    try:
        async with contextlib.AsyncExitStack() as stack:
            stage, _ = await asyncio.gather(
                _set(scenario, settings, wish, watcher, stack),
                asyncio.to_thread(prepare, scenario.turns[0].line.text),
            )
            sounded = stage.speaker is not None
            visit = _visit(scenario, conversation, stage, tape if wish.out else None, tell)
            if isinstance(stage.trainee, Spoken) and sys.stdin.isatty():
                keys = asyncio.create_task(_heed_keys(Lines(sys.stdin), stage.trainee, visit))
                stack.callback(keys.cancel)
            begun = Begun.now(now())
            end = await visit.run()
            rehearsed = isinstance(stage.trainee, Rehearsed)
            if keep is not None and not (rehearsed or visit.deaf or conversation.in_doubt):
                attempt = finished(begun, scenario, events)
                if attempt is not None:
                    keep(attempt)
    except BaseException:
        # Whatever broke the talk off is told; what was said till then is not lost with it.
        with contextlib.suppress(report.ReportError):
            write_report()
        raise
    page = write_report()
    if visit.deaf is not None:
        raise DeafError(f"{visit.deaf} Look at `wellheard doctor`, or type with --text.")
    return Kept(end.why, page)


def _visit(
    scenario: Scenario,
    conversation: Conversation,
    stage: _Stage,
    tape: Tape | None,
    tell: Callable[[Event], None],
) -> Visit:
    """The talk, about to begin.

    Args:
        tape: keeps its sound; None keeps nothing.
    """

    def keep(answer: Answer) -> None:
        if tape is not None and answer.recording is not None and answer.recorded_at is not None:
            tape.keep_reply(answer.recorded_at, answer.recording)

    stage.clock.restart()
    speaker = stage.speaker
    delivery = None if stage.speech is None else Delivery(stage.speech)
    return Visit(
        conversation,
        stage.trainee,
        stage.clock,
        names={seeker.id: seeker.name for seeker in scenario.seekers},
        speech=delivery,
        speaker=tape.speaker(speaker) if tape is not None and speaker is not None else speaker,
        tell=tell,
        keep=keep,
        handset=stage.handset,
        adapt=(lambda manner: None) if delivery is None else delivery.adapt,
    )


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
            stage = await _typing(scenario, settings, watcher, stack, loudspeaker)
        case Means.SPOKEN:
            if microphone is None or loudspeaker is None:
                raise NoSoundError(
                    "No microphone and speaker were found. Plug in a USB sound device, or use"
                    " --text to type or --rehearse to listen. `wellheard doctor` tells more."
                )
            real = RealClock()
            heard = ArecordMicrophone(microphone, real)
            stack.push_async_callback(heard.close)
            await heard.open()
            speaker = await _sounding(loudspeaker, real)
            listener = await _listener(heard, settings, real, stack)
            stage = _Stage(
                real,
                Spoken(listener, watch=Watch(trouble=watcher.trouble)),
                await _voices(scenario, settings, watcher, stack),
                speaker,
                settings.handset,
            )
        case Means.TAPE:
            taped = TapeClock()
            recordings = WavMicrophone(wish.recordings, taped)
            listener = await _listener(recordings, settings, taped, stack)
            stage = _Stage(taped, OnTape(listener, recordings))
            stage.speech = await _voices(scenario, settings, watcher, stack)
            stage.speaker = WavSpeaker(taped)
        case Means.REHEARSED:
            clock = RealClock() if loudspeaker is not None else TapeClock()
            aloud = await _sounding(loudspeaker, clock) if loudspeaker is not None else None
            recordings = WavMicrophone((), clock)
            listener = await _listener(recordings, settings, clock, stack)
            speech = await _voices(scenario, settings, watcher, stack)
            stage = _Stage(
                clock,
                Rehearsed(scenario, wish.manner, speech, listener, recordings, aloud=aloud),
                speech,
                AplaySpeaker(loudspeaker, clock) if loudspeaker else WavSpeaker(clock),
            )
    if stage.speaker is not None:
        stack.push_async_callback(stage.speaker.close)
    return stage


async def _typing(
    scenario: Scenario,
    settings: Settings,
    watcher: Watcher,
    stack: contextlib.AsyncExitStack,
    loudspeaker: str | None,
) -> _Stage:
    """The lines are shown, and spoken too where there is something to speak with."""
    clock = RealClock()
    stage = _Stage(clock, Typed(Lines(sys.stdin)))
    if loudspeaker is None:
        return stage
    try:
        speaker = await _sounding(loudspeaker, clock)
        stage.speech = await _voices(scenario, settings, watcher, stack)
    except (SpeakerLost, SpeechError) as error:
        watcher.note(f"The talk is only shown. {error}")
    else:
        stage.speaker = speaker
    return stage


async def _sounding(device: str, clock: Clock) -> Speaker:
    """The speaker, tried with a moment of silence: better now than after minutes of rendering.

    Raises:
        SpeakerLost: it doesn't take sound.
    """
    speaker = AplaySpeaker(device, clock)
    await speaker.play(Sound(np.zeros(round(TRIED * RATE), np.float32), RATE))
    return speaker


async def _listener(
    microphone: Microphone, settings: Settings, clock: Clock, stack: contextlib.AsyncExitStack
) -> Listener:
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
    script = scripted(scenario, content.crisis_words(settings))
    seekers = [say for say in script if say.speaker != COACH]
    says = [say for say in seekers if not await voices.is_ready(say)]
    for done, say in enumerate(says):
        watcher.rendering(done, len(says))
        await voices.sound(say)
    if says:
        watcher.rendering(len(says), len(says))
    return voices


async def _heed_keys(lines: Lines, trainee: Spoken, visit: Visit) -> None:
    """Enter ends the trainee's turn; a typed command is a command."""
    while (line := await lines.next()) is not None:
        command = parse(line, Expect.CHOICE)
        if command is not None:
            visit.asked.put_nowait(command)
        elif not line.strip():
            trainee.finish()
