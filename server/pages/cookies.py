"""The three cookies: who is signed in, the form's secret, and a note to show once."""

import base64
import binascii
import json
from dataclasses import asdict, dataclass
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

NOTE_SECONDS = 60
"""How long a note waits for the page it is for."""
NOTE_MOST = 1500
"""Characters; a cookie holds 4,096 bytes, and the note is coded."""


def name(request: Request, what: str) -> str:
    """The cookie's name; browsers keep what begins with `__Host-` to this very host and to https.

    Over plain http, which is for loopback, they would not keep it at all.
    """
    return f"__Host-wellheard-{what}" if _secure(request) else f"wellheard-{what}"


def _secure(request: Request) -> bool:
    return bool(request.app.state.settings.secure)


def give(
    request: Request, response: Response, what: str, value: str, seconds: int | None = None
) -> None:
    """Set it; without `seconds` it goes when the browser is closed."""
    response.set_cookie(
        name(request, what),
        value,
        max_age=seconds,
        path="/",
        secure=_secure(request),
        httponly=True,
        samesite="lax",
    )


def take(request: Request, response: Response, what: str) -> None:
    """Delete it."""
    response.delete_cookie(
        name(request, what), path="/", secure=_secure(request), httponly=True, samesite="lax"
    )


def read(request: Request, what: str) -> str | None:
    """What the browser sent."""
    return request.cookies.get(name(request, what))


@dataclass(frozen=True)
class Note:
    """A sentence at the top of the next page: what was done, or what went wrong."""

    text: str
    kind: Literal["done", "warning"] = "done"


def leave_note(request: Request, response: Response, note: Note) -> None:
    """For the page that comes next."""
    packed = json.dumps(asdict(Note(note.text[:NOTE_MOST], note.kind))).encode()
    give(request, response, "note", base64.urlsafe_b64encode(packed).decode(), NOTE_SECONDS)


def note(request: Request) -> Note | None:
    """The note that waits; one that can't be read is none."""
    packed = read(request, "note")
    if packed is None:
        return None
    try:
        told = json.loads(base64.urlsafe_b64decode(packed.encode()))
        kind: Literal["done", "warning"] = "done" if told["kind"] == "done" else "warning"
        return Note(str(told["text"])[:NOTE_MOST], kind)
    except (ValueError, KeyError, TypeError, binascii.Error):
        return None
