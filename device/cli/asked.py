"""What `wellheard analyse` is asked: a reply as JSON, checked field by field."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from device.coach.reply import Reply, Timing, Word


def _whole(text: object) -> object:
    """Refuse half a character: what JSON can write and no text can hold."""
    if isinstance(text, str):
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError("holds half a character (a lone surrogate); mend it") from None
    return text


Text = Annotated[str, BeforeValidator(_whole)]
Seconds = Annotated[float, Field(allow_inf_nan=False)]
Length = Annotated[float, Field(allow_inf_nan=False, ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class _Word(_Part):
    word: Text
    start: Length
    end: Length
    confidence: Annotated[float, Field(allow_inf_nan=False, ge=0, le=1)]


class _Timing(_Part):
    gap: Seconds
    overlap: Length = 0.0
    duration: Length = 0.0
    pauses: list[Length] = []
    rise: Seconds | None = None


class _Asked(_Part):
    seeker: Text
    reply: Text
    words: list[_Word] | None = None
    timing: _Timing | None = None


_SAID = {
    "missing": "is missing",
    "string_type": "must be text in quotation marks",
    "float_type": "must be a number",
    "finite_number": "must be a number, and neither NaN nor infinite",
    "list_type": "must be a list",
    "model_type": "must be an object",
    "greater_than_equal": "must not be below 0",
    "less_than_equal": "must not be above 1",
}


def read(data: Any) -> Reply:
    """A reply from what JSON held. ValueError names the field, what is wrong and what to do."""
    if not isinstance(data, dict):  # what is wrong is the line, not our use of it
        raise ValueError('it is no JSON object. Write {"seeker": "…", "reply": "…"}.')  # noqa: TRY004
    try:
        asked = _Asked.model_validate(data)
    except ValidationError as error:
        raise ValueError(_told(error)) from None
    words = tuple(Word(w.word, w.start, w.end, w.confidence) for w in asked.words or ())
    timing = None
    if asked.timing is not None:
        timing = Timing(
            asked.timing.gap,
            asked.timing.overlap,
            asked.timing.duration,
            tuple(asked.timing.pauses),
            asked.timing.rise,
        )
    return Reply(asked.reply, asked.seeker, words, timing)


def _told(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    field = ""
    for part in first["loc"]:
        field += f"[{part}]" if isinstance(part, int) else f".{part}" if field else str(part)
    said = _SAID.get(first["type"])
    if said is None:
        said = str(first["msg"]).removeprefix("Value error, ")
    return f'"{field}" {said}. A line needs "seeker" and "reply", both text.'
