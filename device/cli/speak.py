"""`wellheard speak`: a text as sound."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from device.errors import WellheardError

if TYPE_CHECKING:
    from device.voice.sound import Sound
    from device.voice.speak.engine import Engine


class SoundFileError(WellheardError, OSError):
    """The file for the sound can't be written."""


class EngineNameError(WellheardError, ValueError):
    """No such engine."""


def command(
    text: Annotated[str, typer.Argument(help="What to say; - reads it from standard input.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The WAV file to write.")],
    voice: Annotated[
        str, typer.Option(help="Who says it: coach, or a voice of the cast such as bf_emma.")
    ] = "coach",
    engine: Annotated[
        str, typer.Option(help="What makes the sound: kokoro, piper, pyttsx3, or auto.")
    ] = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Speak a text into a WAV file, as loud as everything the kiosk says."""
    chosen = _engine(engine)
    _try_writing(output)
    if text == "-":
        text = typer.get_text_stream("stdin").read()
    sound = asyncio.run(_spoken(text, voice, chosen))

    from device.voice.sound import wav
    from device.voice.speak.loudness import loudness, peak

    try:
        output.write_bytes(wav(sound))
    except OSError as error:
        raise _unwritable(output, error) from error
    if as_json:
        told = {
            "file": str(output),
            "seconds": round(sound.seconds, 3),
            "rate": sound.rate,
            "loudness_lufs": round(loudness(sound), 2),
            "peak_dbtp": round(peak(sound), 2),
        }
        print(json.dumps(told))
    else:
        print(f"{output}: {sound.seconds:.1f} seconds")


async def _spoken(text: str, voice: str, engine: "Engine | None") -> "Sound":
    from device import config
    from device.coach.talk.act import Say
    from device.voice.speak.voices import Voices

    voices = Voices(config.load(), engine)
    try:
        # Somebody's own words, perhaps: they are not kept.
        return await voices.sound(Say(text, voice, fixed=False))
    finally:
        await voices.close()


def _engine(name: str) -> "Engine | None":
    from device.voice.speak.engine import Engine

    if name == "auto":
        return None
    try:
        return Engine(name)
    except ValueError:
        raise EngineNameError(
            f"There is no engine {name!r}. There are {', '.join(Engine)}, and auto."
        ) from None


def _try_writing(output: Path) -> None:
    """Find out before the work that it would be for nothing; an empty file is not left behind."""
    existed = output.exists()
    try:
        with output.open("ab"):
            pass
        if not existed:
            output.unlink()
    except OSError as error:
        raise _unwritable(output, error) from error


def _unwritable(output: Path, error: OSError) -> SoundFileError:
    why = (error.strerror or str(error)).lower()
    return SoundFileError(f"{output}: this file can't be written ({why}). Choose another place.")
