"""`wellheard scenario recording`: a recorded line made ready."""

import hashlib
import json
import resource
from pathlib import Path
from typing import Annotated

import typer

from device.errors import WellheardError

SECONDS = 60
"""Of the processor, for one file; a minute of sound takes two on a small board."""
MEMORY = 4_000_000_000
"""Bytes of address space; libraries set aside far more than they use."""


class RecordingFileError(WellheardError, OSError):
    """The file for the line can't be written."""


def command(
    recording: Annotated[Path, typer.Argument(help="A WAV, FLAC, OGG or MP3 file.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The FLAC file to write.")],
    name: Annotated[str, typer.Option(help="What to call the recording if it can't be used.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Trim and level a line that somebody recorded, to stand beside the others.

    Its SHA-256 is what the scenario names it by: `line: {text: …, recording: SHA-256}`; put the
    file, named for it, into the folder of recordings.
    """
    # The file may come from anywhere; whatever is in it, it ends.
    _bound(resource.RLIMIT_CPU, SECONDS)
    _bound(resource.RLIMIT_AS, MEMORY)

    from device.voice.sound import flac
    from device.voice.speak.loudness import loudness
    from device.voice.speak.take import ready

    sound = ready(recording, name)
    data = flac(sound)
    try:
        output.write_bytes(data)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise RecordingFileError(
            f"{output}: this file can't be written ({why}). Choose another place."
        ) from error
    told = {
        "file": str(output),
        "sha256": hashlib.sha256(data).hexdigest(),
        "seconds": round(sound.seconds, 3),
        "loudness_lufs": round(loudness(sound), 2),
    }
    if as_json:
        print(json.dumps(told))
    else:
        print(f"{output}: {sound.seconds:.1f} seconds\nrecording: {told['sha256']}")


def _bound(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
