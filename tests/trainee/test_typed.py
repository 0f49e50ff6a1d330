"""A trainee who types."""

import asyncio
import io
import os

import pytest

from device.coach.talk.act import Command, Expect, Listen, Unheard
from device.trainee.lines import Lines
from device.trainee.typed import Typed
from device.visit import Answer

LISTEN = Listen(Expect.REPLY, "turn", 1)


async def answers(text: str, count: int) -> list[object]:
    typed = Typed(Lines(io.StringIO(text)))
    return [await typed.answer(LISTEN, "Seeker's line", None) for _ in range(count)]


async def test_a_line_is_a_reply_to_the_seeker() -> None:
    (answer,) = await answers("  how was that\n", 1)
    assert isinstance(answer, Answer)
    assert answer.reply.text == "how was that"
    assert answer.reply.seeker == "Seeker's line"
    assert answer.reply.timing is None


async def test_an_empty_line_is_a_silence_and_the_end_leaves_for_good() -> None:
    assert await answers("\n", 3) == [Unheard.SILENCE, Command.STOP, Command.STOP]


async def test_bytes_that_are_no_text_leave_the_talk() -> None:
    source = io.TextIOWrapper(io.BytesIO(b"\xff\xfe\xff\n"), encoding="utf-8")
    assert await Typed(Lines(source)).answer(LISTEN, "", None) is Command.STOP


@pytest.mark.timeout(10)
def test_leaving_never_waits_for_a_key() -> None:
    """With a keyboard that nobody touches, the program still ends."""
    reading, writing = os.pipe()

    async def leave() -> None:
        with os.fdopen(reading) as source:
            waiting = asyncio.create_task(Lines(source).next())
            await asyncio.sleep(0.05)
            waiting.cancel()
            os.close(writing)

    asyncio.run(leave())
