"""How long a trainee waits: from the end of their reply to the first sound of feedback.

    python -m tests.bench.latency
    python -m tests.bench.latency --recognizer whisper-tiny --voice pyttsx3 --replies 10

Replies of four to six seconds are played in real time into the kiosk's own ear, recogniser, coach
and voice. The turn is ended by the button at the very end of the last word, which is the hardest
case: nothing can be recognised ahead in a pause. With `--silence` the kiosk decides by itself that
the turn is over, and the wait is counted from that decision; by then the reply has been recognised
ahead.
"""

import argparse
import asyncio
import contextlib
import dataclasses
import math
import statistics
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import numpy as np

from device import library
from device.coach.analysis import analyse
from device.coach.reply import Reply
from device.coach.scenario import Scenario
from device.coach.talk.act import Say
from device.coach.talk.conversation import Conversation
from device.config import RecognizerChoice, Settings, VoiceChoice, load
from device.voice.clock import RealClock
from device.voice.hear.choose import choose
from device.voice.hear.listener import Button, Heard, Listener
from device.voice.hear.recognizer import Recognizer
from device.voice.microphone import WavMicrophone
from device.voice.sound import Sound
from device.voice.speak.voices import Voices

SHORTEST, LONGEST = 4.0, 6.0
"""Seconds a reply lasts."""
READERS = ("am_michael", "bf_isabella", "am_echo", "bf_emma")
AUDIBLE = 0.01
"""Full scale is 1; what counts as the last of a reply's last word."""


@dataclass(frozen=True, slots=True)
class Waited:
    """Seconds of one wait, stage by stage."""

    recognise: float
    coach: float
    speak: float

    @property
    def whole(self) -> float:
        return self.recognise + self.coach + self.speak


async def replies(settings: Settings, count: int) -> list[tuple[Scenario, str, Sound]]:
    """The library's own sample replies that last about five seconds, spoken, without tails."""
    made: list[tuple[Scenario, str, Sound]] = []
    voices = Voices(settings)
    try:
        await voices.start()
        for scenario in library.shipped():
            for n, sample in enumerate(s for turn in scenario.turns[:1] for s in turn.samples):
                sound = await voices.sound(Say(sample.text, READERS[n % len(READERS)]))
                end = int(np.flatnonzero(np.abs(sound.samples) > AUDIBLE)[-1]) + 1
                cut = Sound(sound.samples[:end], sound.rate)
                if SHORTEST <= cut.seconds <= LONGEST:
                    made.append((scenario, sample.text, cut))
    finally:
        await voices.close()
    return (made * (count // max(1, len(made)) + 1))[:count]


@contextlib.asynccontextmanager
async def warm(settings: Settings) -> AsyncIterator[tuple[Recognizer, Voices]]:
    """A recogniser and a voice that have both worked before."""
    recognizer, voices = choose(settings), Voices(settings)
    try:
        await recognizer.start()
        await voices.start()
        await voices.sound(Say("You said, “it sounds hard.”", "coach", fixed=False))
        yield recognizer, voices
    finally:
        await voices.close()
        await recognizer.close()


async def wait(
    recognizer: Recognizer, voices: Voices, scenario: Scenario, sound: Sound, *, silence: bool
) -> Waited:
    """One reply, from its end to the first sound of feedback."""
    clock = RealClock()
    listener = Listener(WavMicrophone([sound], clock), recognizer, clock)
    conversation = Conversation(scenario, analyse, crisis_words="Go to the desk.")
    conversation.begin()
    button = Button()
    if not silence:
        asyncio.get_running_loop().call_later(sound.seconds, button.finish.set)
    heard = await listener.listen(button=button)
    assert isinstance(heard, Heard), "the reply was not heard"
    ended = heard.end_decided_at
    if not silence:
        ended = min(ended, sound.seconds)
    transcribed = clock.now()
    transcript = heard.transcript
    reply = Reply(transcript.text, scenario.turns[0].line.text, transcript.words, heard.timing)
    acts = conversation.heard(reply)
    coached = clock.now()
    await voices.sound(next(act for act in acts if isinstance(act, Say)))
    return Waited(transcribed - ended, coached - transcribed, clock.now() - coached)


async def measure(
    settings: Settings, spoken: Sequence[tuple[Scenario, str, Sound]], silence: bool
) -> None:
    async with warm(settings) as (recognizer, voices):
        waits = [
            await wait(recognizer, voices, s, sound, silence=silence) for s, _, sound in spoken
        ]
    whole = sorted(w.whole for w in waits)
    middle = [
        statistics.median(stage) for stage in zip(*map(dataclasses.astuple, waits), strict=True)
    ]
    p95 = whole[math.ceil(0.95 * len(whole)) - 1]
    stages = " | ".join(f"{seconds:.3f}" for seconds in middle)
    print(
        f"| {settings.recognizer} | {settings.voice} | {'silence' if silence else 'button'} |"
        f" {len(whole)} | {stages} | {statistics.median(whole):.3f} | {p95:.3f} |",
        flush=True,
    )


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--recognizer", nargs="*", default=["whisper-tiny", "whisper-base"])
    parser.add_argument("--voice", nargs="*", default=["pyttsx3", "piper", "kokoro"])
    parser.add_argument("--replies", type=int, default=20)
    parser.add_argument("--silence", action="store_true")
    wanted = parser.parse_args()
    settings = load()
    spoken = await replies(settings, wanted.replies)
    lengths = [sound.seconds for _, _, sound in spoken]
    print(f"{len(spoken)} replies of {min(lengths):.1f} to {max(lengths):.1f} s. Seconds:\n")
    print(
        "| recogniser | coach's voice | ended by | replies"
        " | recognise | coach | speak | median | p95 |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for recognizer in wanted.recognizer:
        for voice in wanted.voice:
            chosen = settings.model_copy(
                update={
                    "recognizer": RecognizerChoice(recognizer),
                    "voice": VoiceChoice(voice),
                }
            )
            await measure(chosen, spoken, wanted.silence)


if __name__ == "__main__":
    asyncio.run(main())
