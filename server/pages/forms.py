"""Forms that only our own pages can send.

Every unsafe request to a page must come from our own origin, as far as the browser says, and carry
a token that is derived from a cookie which no other site can read or set.
"""

import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends
from starlette.datastructures import FormData
from starlette.requests import Request

from server.pages import cookies
from server.problems import Forbidden

FIELD = "form_token"
HEADER = "X-Form-Token"
"""For scripts of ours that save as one types: the page has it in `<meta name="form-token">`."""
MOST_FIELDS = 10_000
"""A scenario of 100 turns with all its replies has some 4,000."""
MOST_FILES = 20
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
STALE = (
    "This form could not be matched to you; the page may have been open for very long, or cookies"
    " are switched off. Go back, load the page again, and send it once more."
)
ELSEWHERE = "This form came from another site, so nothing was done."


class Stale(Forbidden):
    """The form's token is not this browser's any more; the form did come from one of our pages."""


def secret(request: Request) -> str:
    """What this browser's tokens are derived from: its session, else a cookie for visitors."""
    known: str | None = getattr(request.state, "form_secret", None)
    if known is None:
        known = cookies.read(request, "session") or cookies.read(request, "form")
        known = known or secrets.token_urlsafe(32)
        request.state.form_secret = known
    return known


def token(request: Request) -> str:
    """The token for forms on the page that answers this request."""
    return hmac.new(secret(request).encode(), b"form token", hashlib.sha256).hexdigest()


def _from_here(request: Request) -> bool:
    origin = request.headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == request.headers.get("host") and origin != "null"
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


async def checked(request: Request) -> AsyncIterator[FormData]:
    """The form that was sent, after its token was checked; nothing for a request that only reads.

    Raises:
        Forbidden: it came from elsewhere, or its token is not this browser's.
    """
    if request.method in SAFE:
        yield FormData()
        return
    if not _from_here(request):
        raise Forbidden(ELSEWHERE)
    form = await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES)
    given = request.headers.get(HEADER) or form.get(FIELD)
    if not isinstance(given, str) or not hmac.compare_digest(
        given.encode(), token(request).encode()
    ):
        raise Stale(STALE) if "origin" in request.headers else Forbidden(STALE)
    try:
        yield form
    finally:
        await form.close()


Form = Annotated[FormData, Depends(checked)]
"""What a route takes to read the form: `form.get("title")`, `form.getlist("reply")`; a file is a
`starlette.datastructures.UploadFile`."""


def text(form: FormData, field: str, most: int = 10_000) -> str:
    """A text field, without spaces around it, with line ends as in Unix, cut at `most` characters;
    "" if it is not there or is a file. NUL, which PostgreSQL refuses, is taken out.
    """
    value = form.get(field)
    if not isinstance(value, str):
        return ""
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()[:most]
