"""Somebody who remembers, in memory alone, for the tests of the small talks."""

from device.coach.reply import Reply, Word
from device.coach.talk.act import Act, Adapt, Command, End, Listen, Say, Unheard
from device.coach.talk.remembering import Remembered, Wait
from device.coach.talk.short import ShortTalk
from device.progress.find import find, words

CODE = "apple lantern river"
NEW = "castle tiger umbrella"
CRISIS = "Anna is on duty, in the room by the door."


class Notebook:
    """Does what `device.progress.Book` does, and can fail or tire at will."""

    def __init__(self, **known: bool) -> None:
        """
        Args:
            known: who is there, by the words of their code joined with `_`, and whether shared.
        """
        self.known = {code.replace("_", " "): shared for code, shared in known.items()}
        self.broken = self.tired = False

    def find(self, text: str) -> str | None:
        return find(text)

    def parts(self, text: str) -> int:
        return len(words(text))

    def invent(self) -> str:
        return NEW

    def look(self, code: str) -> Remembered | Wait | None:
        if self.tired:
            return Wait(60.0)
        return Remembered(code, self.known[code]) if code in self.known else None

    def keep(self, code: str, *, shared: bool) -> Remembered | None:
        if self.broken:
            return None
        self.known[code] = shared
        return Remembered(code, shared, new=True)

    def share(self, who: Remembered, *, shared: bool) -> Remembered | None:
        if self.broken:
            return None
        self.known[who.key] = shared
        return Remembered(who.key, shared)

    def forget(self, who: Remembered) -> bool:
        if not self.broken:
            del self.known[who.key]
        return not self.broken


def hold(talk: ShortTalk, *answers: str | Unheard | Command | Reply) -> tuple[str, Act]:
    """Begin, give the answers one by one, and tell what was said last, and what came of it."""
    acts = talk.begin()
    for answer in answers:
        assert isinstance(acts[-1], Listen), f"it ended before {answer!r}"
        match answer:
            case Unheard():
                acts = talk.unheard(answer)
            case Command():
                acts = talk.command(answer)
            case Reply():
                acts = talk.heard(answer)
            case str():
                acts = talk.heard(Reply(answer))
        whole(acts)
    return " ".join(act.text for act in acts if isinstance(act, Say)), acts[-1]


def whole(acts: tuple[Act, ...]) -> None:
    """Every answer is things to say, and then one place to listen or the end."""
    *says, last = acts
    assert all(
        isinstance(act, Adapt) or (isinstance(act, Say) and act.text.strip()) for act in says
    )
    assert isinstance(last, Listen | End)


def in_doubt(text: str) -> Reply:
    """Words that the recogniser isn't sure of."""
    return Reply(text, words=[Word(word, 0.0, 0.1, 0.2) for word in text.split()])
