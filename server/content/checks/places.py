"""The centre's own name, its town and places near by: what would tell where a scenario comes from.

Towns are called like people (Lincoln, Chelsea, Florence) and like things (Bath, Reading, Sale). A
name that one of the seekers has is theirs, unless it stands where only a place can; an everyday
word counts with a capital within a sentence only.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

SHORTEST = 3
"""Letters; a shorter name says nothing."""
_WHERE = r"(?:in|to|from|near|around|round|outside|across|through|leave|left)"
"""What stands before a place, and seldom before a person who comes."""
_STARTS = re.compile(r"(?:^|[.!?…:;]\s|[“\"‘(]|\n)\s*$")
EVERYDAY = frozenset(
    """ash bath battle beer bury castle church close corby cross dale deal diss eye ford grange
    grays green grove ham hedge hill home hook hope hove hull hyde lane looe march mold moor nelson
    new poole port reading ripe rugby rye sale sandwich sandy seal settle ship shop spring stone
    street strand thirsk wall ware wash well wells wick wing wood""".split()
)
"""Names of towns that are words of everyday talk too."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name that should not be said."""

    text: str
    what: str
    """For people: "the centre's own name"."""


def names(centre: str, town: str) -> list[Name]:
    """What staff set, as names to look for."""
    found = [Name(centre.strip(), "the centre's own name")]
    parts = [part.strip() for part in town.split(",")]
    found += [
        Name(part, "the centre's town" if at == 0 else "a place near the centre")
        for at, part in enumerate(parts)
    ]
    return [name for name in found if len(name.text) >= SHORTEST]


def told(text: str, wanted: Collection[Name], people: Collection[str]) -> Iterator[Name]:
    """Those of the names that stand in a text.

    Args:
        people: the seekers' names.
    """
    for name in wanted:
        if any(_counts(text, found, people) for found in _found(name.text, text)):
            yield name


def _found(name: str, text: str) -> Iterator[re.Match[str]]:
    return re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)


def _counts(text: str, found: re.Match[str], people: Collection[str]) -> bool:
    before = text[: found.start()]
    name = found[0].casefold()
    if name in EVERYDAY and (found[0].islower() or _STARTS.search(before)):
        return False
    if any(name in person.casefold().split() for person in people):
        return bool(re.search(rf"\b{_WHERE}\s+$", before, re.IGNORECASE))
    return True
