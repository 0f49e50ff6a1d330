"""Reading SQLite's write-ahead log without asking SQLite.

SQLite believes the log up to the first frame that is not whole and forgets the rest without a word:
after a power cut, one broken byte near its beginning would cost every practice since the last
checkpoint. What follows is mostly whole and is read here. Written after the description of the
file format on sqlite.org.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_HEADER = struct.Struct(">8I")
_FRAME = struct.Struct(">6I")
_MAGIC = 0x377F0682
"""With its last bit set, the words that are summed up are big-endian."""

Sum = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """A page as it was written."""

    place: int
    """In the log, from 0."""
    page: int
    """In the database, from 1."""
    commits: bool
    """It is the last of its transaction."""
    whole: bool
    """It is as it was written, and so is the sum that it goes on from."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Log:
    """What is in a log since it was last begun anew."""

    frames: tuple[Frame, ...] = ()
    whole: bool = True
    """Its own header is."""

    @property
    def is_broken(self) -> bool:
        """Whether a transaction was written to its end that SQLite does not see. A power cut does
        not do that: what it tears is the last one, of which frames are missing.
        """
        seen = 0
        while self.whole and seen < len(self.frames) and self._follows(seen):
            seen += 1
        unseen = self.frames[seen:]
        end = next((at for at, frame in enumerate(unseen) if frame.commits), None)
        if end is None:
            return False
        unbroken = unseen[end].place == seen + end
        return unbroken or end + 1 < len(unseen)

    def _follows(self, at: int) -> bool:
        return self.frames[at].whole and self.frames[at].place == at

    def laid_over(self, data: bytes, page: int) -> list[bytes]:
        """The database with the pages of the log up to its last commit: first with those alone that
        are whole, then, where some aren't, with all of them, for most of a broken page is right.

        Args:
            data: the database's file.
            page: bytes in a page.
        """
        last = max((at for at, frame in enumerate(self.frames) if frame.commits), default=-1)
        frames = self.frames[: last + 1]
        whole = [frame for frame in frames if frame.whole]
        images = [_laid(data, whole, page)]
        if len(whole) < len(frames):
            images.append(_laid(data, frames, page))
        return images


def read(file: Path, page: int) -> Log:
    """A database's log; an empty one where there is none or it can't be read.

    Args:
        file: the database's.
        page: bytes in a page.
    """
    try:
        data = Path(f"{file}-wal").read_bytes()
    except OSError:
        return Log()
    size = _FRAME.size + page
    if len(data) < _HEADER.size + size:
        return Log()
    magic, _, its_page, _, *salts, first, second = _HEADER.unpack_from(data)
    order = ">" if magic == _MAGIC | 1 else "<"
    before: Sum = _summed(data[: _HEADER.size - 8], (0, 0), order)
    whole = magic | 1 == _MAGIC | 1 and its_page == page and before == (first, second)
    if not whole:  # the first frame is always of the newest begin
        salts, before = list(_FRAME.unpack_from(data, _HEADER.size)[2:4]), (first, second)
    frames = []
    for place in range((len(data) - _HEADER.size) // size):
        start = _HEADER.size + place * size
        number, pages, salt, other, first, second = _FRAME.unpack_from(data, start)
        content = data[start + _FRAME.size : start + size]
        if [salt, other] == salts and number > 0:
            found = _summed(content, _summed(data[start : start + 8], before, order), order)
            good = found == (first, second)
            frames.append(Frame(place, number, pages > 0, good, content))
        before = first, second
    return Log(tuple(frames), whole)


def _summed(data: bytes, begin: Sum, order: str) -> Sum:
    one, two = begin
    words = iter(struct.unpack(f"{order}{len(data) // 4}I", data))
    for word in words:
        one = one + word + two & 0xFFFFFFFF
        two = two + next(words) + one & 0xFFFFFFFF
    return one, two


def _laid(data: bytes, frames: Sequence[Frame], page: int) -> bytes:
    pages = {frame.page: frame.data for frame in frames}
    # A broken number must not ask for more memory than there is.
    most = len(data) // page + len(frames)
    image = bytearray(data)
    for number in sorted(pages):
        if number > most:
            continue
        end = number * page
        image += bytes(max(0, end - len(image)))
        image[end - page : end] = pages[number]
    return bytes(image)
