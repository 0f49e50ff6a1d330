"""What is asked at the screen. What a page sends is not believed before it is read here."""

import unicodedata
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from device.coach.talk.act import Command
from device.errors import WellheardError
from device.screen.view import View

TYPED = 2_000
"""Characters of one typed reply: four minutes of speech."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Somebody is here."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of the choices."""

    id: str


@dataclass(frozen=True, slots=True)
class Typed:
    """An answer that was typed; treat it like anything that was said."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """My turn is over."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A command."""

    command: Command


@dataclass(frozen=True, slots=True)
class Leave:
    """End the visit, and forget it."""


Asked = Begin | Chosen | Typed | Finished | Pressed | Leave


class AskedError(WellheardError, ValueError):
    """The page sent what no page of ours sends; says nothing of what it was."""


def _clean(text: str) -> str:
    """Without control characters, in one line, its accents composed."""
    plain = "".join(" " if unicodedata.category(one) == "Cc" else one for one in text)
    return " ".join(unicodedata.normalize("NFC", plain).split())


def _something(text: str) -> str:
    if not text:
        raise ValueError("nothing was typed")
    return text


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class _Plain(_Sent):
    ask: Literal["begin", "finished", "leave"]


class _Chosen(_Sent):
    ask: Literal["chosen"]
    id: str = Field(min_length=1, max_length=200)


class _Typed(_Sent):
    ask: Literal["typed"]
    text: Annotated[
        str, Field(max_length=TYPED), AfterValidator(_clean), AfterValidator(_something)
    ]


class _Pressed(_Sent):
    ask: Literal["pressed"]
    command: Command


_SENT: TypeAdapter[_Plain | _Chosen | _Typed | _Pressed] = TypeAdapter(
    Annotated[_Plain | _Chosen | _Typed | _Pressed, Field(discriminator="ask")]
)
_PLAIN: dict[str, Asked] = {"begin": Begin(), "finished": Finished(), "leave": Leave()}


def read(body: bytes) -> Asked:
    """What a page sent, as JSON.

    Raises:
        AskedError: it is nothing that can be asked.
    """
    try:
        sent = _SENT.validate_json(body)
    except ValidationError:
        raise AskedError("This is nothing that the screen's page asks.") from None
    match sent:
        case _Chosen():
            return Chosen(sent.id)
        case _Typed():
            return Typed(sent.text)
        case _Pressed():
            return Pressed(sent.command)
        case _Plain():
            return _PLAIN[sent.ask]


def offered(asked: Asked, view: View) -> bool:
    """Whether the view offers it; what it doesn't was pressed too late, or by no page of ours."""
    match asked:
        case Begin():
            return view.begin
        case Chosen():
            return any(choice.id == asked.id for choice in view.choices)
        case Typed():
            return view.typing
        case Finished():
            return view.finish
        case Pressed():
            return asked.command in view.buttons
        case Leave():
            return view.leave
