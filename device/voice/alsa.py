"""ALSA's own programs, and what they say, in plain words."""

import os

MEANINGS = (
    (
        ("no such file", "no such device", "unknown pcm", "cannot find card", "invalid card"),
        "there is no such sound device. Plug it in, or choose another: `wellheard doctor` lists"
        " what is there.",
    ),
    (
        ("resource busy",),
        "another program is using it. Close that program, or set the device to default.",
    ),
    (
        ("permission denied", "operation not permitted"),
        "this user may not use sound. Add the user to the group audio and sign in again.",
    ),
    (
        ("connection refused", "host is down", "connection terminated", "broken pipe"),
        "the sound server does not answer. Start it again, or restart the machine.",
    ),
    (
        ("sample format non available", "channels count non available"),
        "it can't take plain 16 bit mono sound. Write plughw: in place of hw: in its name.",
    ),
)
"""What the last words of `arecord` and `aplay` may hold, and what it means."""


def environment() -> dict[str, str]:
    """For a child whose messages are read: in English, whatever the machine's language."""
    return {**os.environ, "LC_ALL": "C"}


def unstartable(program: str, error: OSError) -> str:
    """Why one of ALSA's programs can't be run at all."""
    if isinstance(error, FileNotFoundError):
        return f"The program {program} is missing. Install it with: sudo apt install alsa-utils"
    return (
        f"The program {program} can't be started ({error.strerror}). Restart the machine, and look"
        " at `wellheard doctor`."
    )


def in_plain_words(device: str, told: str) -> str:
    """Why a device can't be used.

    Args:
        device: its name, with what it is for: `The microphone default`.
        told: what the program printed as errors.
    """
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    for line in reversed(lines):
        for signs, meaning in MEANINGS:
            if any(sign in line.lower() for sign in signs):
                return f"{device}: {meaning}"
    last = f" ({lines[-1]})" if lines else ""
    does = "does not work" if last else "does not answer"
    return f"{device} {does}{last}. Unplug it, plug it in again, and look at `wellheard doctor`."
