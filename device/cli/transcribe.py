"""`wellheard transcribe`: recordings as words."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from device.config import RecognizerChoice
    from device.voice.hear.endpoint import Span
    from device.voice.hear.recognizer import Recognizer, Transcript
    from device.voice.sound import Sound

DECIMALS = 3
"""Of seconds and confidences."""
MARGIN = 1.0
"""Seconds by which the patience with a recording outlasts it."""


def command(
    files: Annotated[list[Path], typer.Argument(help="Recordings: WAV or FLAC.", metavar="FILE…")],
    recognizer: Annotated[
        str, typer.Option(help="vosk, whisper-tiny, whisper-base, or auto.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="JSON, which is printed anyway.")] = True,
) -> None:
    """Turn recordings into words: one JSON object a file, one a line."""
    import asyncio

    if not asyncio.run(_transcribe(files, _choice(recognizer))):
        raise typer.Exit(1)


async def _transcribe(files: list[Path], choice: "RecognizerChoice | None") -> bool:
    """Print what is in each file; whether all could be done."""
    import json
    import sys

    from device import config
    from device.errors import WellheardError
    from device.voice.hear.choose import choose
    from device.voice.microphone import RATE
    from device.voice.sound import read

    settings = config.load()
    if choice is not None:
        settings = settings.model_copy(update={"recognizer": choice})
    recognizer = choose(settings)
    done = True
    try:
        await recognizer.start()
        for file in files:
            try:
                sound = read(file).at(RATE)
                told = {"file": str(file), **await _words(recognizer, sound)}
            except WellheardError as error:
                print(f"wellheard: {error}", file=sys.stderr, flush=True)
                done = False
            else:
                print(json.dumps(told, ensure_ascii=False), flush=True)
    finally:
        await recognizer.close()
    return done


async def _words(recognizer: "Recognizer", sound: "Sound") -> dict[str, Any]:
    """What was said in the sound, and when somebody spoke."""
    from device.voice.hear.activity import VoiceActivity
    from device.voice.hear.endpoint import Endpointer, Patience
    from device.voice.microphone import FRAME, FRAME_SECONDS

    endpointer = Endpointer(Patience(*[sound.seconds + 2 * MARGIN] * 5))  # no turn ends in a file
    activity = VoiceActivity()
    hearing = recognizer.hear()
    size = 2 * FRAME
    pcm = sound.pcm()
    for start in range(0, len(pcm), size):
        frame = pcm[start : start + size]
        await hearing.feed(frame)
        endpointer.feed(FRAME_SECONDS, activity.probability(frame.ljust(size, b"\0")))
    endpointer.finish()
    return _told(await hearing.finish(), endpointer.stretches, sound.seconds)


def _told(
    transcript: "Transcript", stretches: "tuple[Span, ...]", seconds: float
) -> dict[str, Any]:
    def rounded(number: float) -> float:
        return round(number, DECIMALS)

    return {
        "text": transcript.text,
        "words": [
            {
                "word": word.text,
                "start": rounded(word.start),
                "end": rounded(word.end),
                "confidence": rounded(word.confidence),
            }
            for word in transcript.words
        ],
        "speech": [
            {"start": rounded(span.start), "end": rounded(min(span.end, seconds))}
            for span in stretches
        ],
        "recognizer": transcript.recognizer,
        "audio_seconds": rounded(seconds),
        "compute_seconds": rounded(transcript.compute_seconds),
    }


def _choice(name: str) -> "RecognizerChoice | None":
    from device.config import RecognizerChoice

    if not name:
        return None
    try:
        return RecognizerChoice(name)
    except ValueError:
        names = ", ".join(RecognizerChoice)
        raise typer.BadParameter(f"There is no recogniser {name!r}. There are {names}.") from None
