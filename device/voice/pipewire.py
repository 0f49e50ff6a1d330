"""What PipeWire has linked to what.

When a microphone is pulled out, PipeWire says nothing: it links who records to what is left, which
may be the loudspeaker's own sound. So it is asked, by `pw-link`, which comes with it.
"""

import asyncio
import re
import subprocess

from device.voice.alsa import environment
from device.voice.card import SERVED

LIMIT = 1.5
"""Seconds `pw-link` may take; it answers in a few hundredths."""
NOWHERE = "auto_null"
"""The loudspeaker that PipeWire makes up where there is none."""

_ENDS = re.compile(r"^\s+\|(?:<-|->) (?P<node>.+):(?P<port>[^:]+)$")
_NODE = re.compile(r"\bNODE=([^,\s]+)")


def served(device: str) -> bool:
    """Whether an ALSA name leads to the sound server."""
    return device.partition(":")[0] in SERVED


def wanted(device: str) -> str | None:
    """The node that an ALSA name asks for, as `pipewire:NODE=mic` does; None where it takes what
    there is.
    """
    found = _NODE.search(device)
    return found[1] if found else None


def named(node: str) -> dict[str, str]:
    """What to run one of ALSA's programs with, so that PipeWire knows it by that name."""
    return {**environment(), "PIPEWIRE_ALSA": f'{{ node.name = "{node}" }}'}


async def linked(node: str) -> tuple[str, ...] | None:
    """The other ends of a node's links, such as `mic:capture_FL` and `speaker:monitor_FL`.

    Returns:
        None where it can't be known: no PipeWire answers, or it doesn't know the node.
    """
    try:
        told = await asyncio.to_thread(
            subprocess.run,
            ("pw-link", "--links"),
            capture_output=True,
            check=False,
            timeout=LIMIT,
            env=environment(),
            text=True,
            errors="replace",
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ends(told.stdout, node)


def ends(told: str, node: str) -> tuple[str, ...] | None:
    """The other ends of a node's links in what `pw-link --links` printed; None without any."""
    found: list[str] = []
    own = False
    for line in told.splitlines():
        if not line[:1].isspace():
            own = line.rpartition(":")[0] == node
        elif own and (end := _ENDS.match(line)):
            found.append(f"{end['node']}:{end['port']}")
    return tuple(found) or None


def node_of(end: str) -> str:
    """The node of a link's end."""
    return end.rpartition(":")[0]


def monitors(end: str) -> bool:
    """Whether a link's end is what a loudspeaker plays, and no microphone."""
    return end.rpartition(":")[2].startswith("monitor_")
