"""Where the server listens, written down by `serve` for the commands that print a link.

They are run beside it, without the options it was started with, and often by another account.
"""

from contextlib import suppress

from pydantic import BaseModel, Field, ValidationError

from server.settings import Settings

FILE = "addresses.json"
"""In the server's folder; no part of a backup, which may be put back elsewhere."""


class Listening(BaseModel):
    """What a browser has to know, as it was at the last start."""

    host: str
    port: int = Field(ge=1, le=65535)
    plain_http: bool


def note(settings: Settings) -> None:
    """Write down where this server listens; without it the settings are gone by."""
    file = settings.server_folder / FILE
    with suppress(OSError):  # a full disk must not keep the server from starting
        if not settings.port:  # whatever is free: nobody knows yet
            file.unlink(missing_ok=True)
            return
        here = Listening(host=settings.host, port=settings.port, plain_http=settings.plain_http)
        unfinished = file.with_name(f"{FILE}.new")
        unfinished.write_text(here.model_dump_json(), encoding="utf-8")
        unfinished.replace(file)


def as_served(settings: Settings) -> Settings:
    """The settings, with where the server listens in truth; as they are where it never ran."""
    try:
        text = (settings.server_folder / FILE).read_text(encoding="utf-8")
        here = Listening.model_validate_json(text)
    except (OSError, UnicodeDecodeError, ValidationError):
        return settings
    return settings.model_copy(update=here.model_dump())
