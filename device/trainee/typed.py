"""A trainee who types."""

from device.coach.reply import Reply
from device.coach.talk.act import Command, Listen, Unheard
from device.trainee.lines import Lines
from device.visit import Answer, Answered, Said


class Typed:
    """Each line is a reply. An empty line is a silence; the end of the input leaves the talk."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    async def answer(self, listen: Listen, seeker: str, said: Said) -> Answered:
        """Wait for the next line."""
        line = await self._lines.next()
        if line is None:
            return Command.STOP
        return Answer(Reply(line.strip(), seeker)) if line.strip() else Unheard.SILENCE
