"""What crosses between a worker and its child: one line of JSON, then the payload's bytes."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine returned."""

    result: dict[str, Any]
    payload: bytes = b""


def pack(head: dict[str, Any], payload: bytes = b"") -> bytes:
    """A call or an answer as it is sent."""
    return json.dumps({**head, "bytes": len(payload)}).encode() + b"\n" + payload
