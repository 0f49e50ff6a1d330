"""`wellheard analyse`: replies in, findings and feedback out, one JSON object a line."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from device.errors import WellheardError

if TYPE_CHECKING:
    from device.coach.reply import Reply

LONGEST = 1_000_000
"""Bytes of one line; an hour of talk is a twentieth of it."""
SAME_AS_STDIN = "-"
HOW = 'Type one JSON object a line; Ctrl-D ends. Example: {"seeker": "…", "reply": "…"}'
"""For whoever runs it at a terminal, and would wait for it while it waits for them."""


class RepliesUnreadable(WellheardError, OSError):
    """The file with the replies can't be read."""


class BadLine(WellheardError, ValueError):
    """A line is no reply."""


def command(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="JSON lines to read; without it, or with -, they come from standard input.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON, which is printed anyway.")] = True,
) -> None:
    """Tell what replies show of the skills, and what the coach would say.

    Each line in is {"seeker": …, "reply": …}, plus "words" and "timing" where it was spoken. Each
    line out answers the line at the same place; a bad one is answered with "error" and "line",
    told on standard error, and makes the command end with 1.
    """
    assert as_json  # there is no other way to print it

    bad = 0
    for number, answer in _answers(file):
        bad += "error" in answer
        if "error" in answer:
            print(f"wellheard: line {number}: {answer['error']}", file=sys.stderr, flush=True)
        _print(answer)
    if bad:
        raise typer.Exit(1)


def _answers(file: Path | None) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in _lines(file):
        if isinstance(line, bytes) and not line.strip():
            continue
        try:
            yield number, _answer(line)
        except BadLine as error:
            yield number, {"error": str(error), "line": number}


def _lines(file: Path | None) -> Iterator[tuple[int, bytes | BadLine]]:
    """Each line with its number, from 1; one that is too long comes as the error it is."""
    if file is None or str(file) == SAME_AS_STDIN:
        if sys.stdin.isatty():
            print(HOW, file=sys.stderr, flush=True)
        yield from _numbered(sys.stdin.buffer)
        return
    try:
        with file.open("rb") as stream:
            yield from _numbered(stream)
    except OSError as error:
        raise RepliesUnreadable(
            f"{file} can't be read ({error.strerror or error}). Name a file with one JSON object a"
            " line, or give the lines on standard input."
        ) from error


def _numbered(stream: IO[bytes]) -> Iterator[tuple[int, bytes | BadLine]]:
    number = 0
    while line := stream.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST and not line.endswith(b"\n"):
            while (rest := stream.readline(LONGEST)) and not rest.endswith(b"\n"):
                pass
            yield number, BadLine("it is longer than 1 MB. Put one reply on each line.")
        else:
            yield number, line


def _answer(line: bytes | BadLine) -> dict[str, Any]:
    from device.coach.analysis import analyse
    from device.coach.talk.feedback import for_reply

    if isinstance(line, BadLine):
        raise line
    reply = _read(line)
    findings = analyse(reply)
    feedback = for_reply(reply, findings)
    return {
        "findings": [
            {
                "skill": finding.skill.value,
                "quote": finding.quote,
                "start": finding.start,
                "end": finding.end,
                "confidence": round(finding.confidence, 3),
                "source": finding.source.value,
            }
            for finding in findings
        ],
        "feedback": {
            "strength": feedback.strength,
            "try_next": feedback.try_next,
            "model_line": feedback.model_line,
            "spoken": feedback.spoken,
        },
    }


def _read(line: bytes) -> "Reply":
    """One line as a reply. BadLine says what is wrong with it and what to do."""
    import json

    from device.cli.asked import read

    try:
        data = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadLine("it is not UTF-8 text. Save the lines as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise BadLine(
            f"it is not JSON ({error.msg.lower()} at column {error.colno})."
            ' Write one object a line, such as {"seeker": "…", "reply": "…"}.'
        ) from error
    except (RecursionError, ValueError) as error:
        raise BadLine(
            'it is JSON that can\'t be held. Write {"seeker": "…", "reply": "…"}.'
        ) from error
    try:
        return read(data)
    except ValueError as error:
        raise BadLine(str(error)) from error


def _print(answer: dict[str, Any]) -> None:
    import json

    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()
