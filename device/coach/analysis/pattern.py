"""Patterns over words: a small language in which the rules are written.

A pattern reads like the words it finds, one space between elements:

    word            that word              a/b/c           one of them
    word*  *word    what begins, ends so   (a b|c)         one of these runs of words
    <name>          a class of words       _               up to three words of degree or hedge
    ~3              up to three words      !(a b|c)        not followed by these
    $               here the sentence ends ?               behind an element: it may be missing
    ^               (first) only where a clause may begin
    -a/b/<name>     (first) not right behind one of these words

No word reaches across a printed full stop. A pattern is only tried where its first word stands, so
a long reply costs little.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

_ANY = r"[^ .]+ "
_ADVERB = r"[^ .]{2,}ly "
_LEXER = re.compile(r"!\(|[()|]|(?<=\))\?|[^\s()|]+")


@dataclass(frozen=True)
class Pattern:
    """A pattern that was read; it is compiled when it is first asked for, which takes longer."""

    source: str
    """As a regular expression."""
    first: frozenset[str]
    """The words it may begin with."""
    opens: bool
    """Whether it may only begin where a clause may."""
    never_after: frozenset[str]
    """Words that may not stand right before it."""

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled."""
        return re.compile(self.source)


def phrases(text: str) -> frozenset[str]:
    """A class of words and phrases: separated by commas."""
    return frozenset(" ".join(entry.split()) for entry in text.split(",") if entry.strip())


def compile_pattern(source: str, classes: Mapping[str, frozenset[str]]) -> Pattern:
    """Read one pattern. ValueError says what is wrong with it."""
    elements = source.split()
    opens = False
    never_after: set[str] = set()
    while elements and (elements[0] == "^" or elements[0].startswith("-")):
        head = elements.pop(0)
        if head == "^":
            opens = True
            continue
        for word in head[1:].split("/"):
            never_after |= classes[word[1:-1]] if word.startswith("<") else {word}
    reader = _Reader(" ".join(elements), classes)
    regex, first, empty = reader.alternatives()
    if reader.left():
        raise ValueError(f"the pattern {source!r} has a bracket too many")
    if empty or not first:
        raise ValueError(f"the pattern {source!r} does not begin with a word")
    return Pattern(regex, frozenset(first), opens, frozenset(never_after))


class _Reader:
    """Reads a pattern from left to right into a regular expression and its first words."""

    def __init__(self, source: str, classes: Mapping[str, frozenset[str]]) -> None:
        self._source = source
        self._pieces = _LEXER.findall(source)
        self._next = 0
        self._classes = classes

    def left(self) -> bool:
        return self._next < len(self._pieces)

    def _peek(self) -> str:
        return self._pieces[self._next] if self.left() else ""

    def _take(self) -> str:
        piece = self._peek()
        self._next += 1
        return piece

    def alternatives(self) -> tuple[str, set[str], bool]:
        """Regex, first words, and whether it may match nothing."""
        regexes, first, empty = [], set(), False
        while True:
            regex, begins, nothing = self._sequence()
            regexes.append(regex)
            first |= begins
            empty = empty or nothing
            if self._peek() != "|":
                break
            self._take()
        return (regexes[0] if len(regexes) == 1 else f"(?:{'|'.join(regexes)})"), first, empty

    def _sequence(self) -> tuple[str, set[str], bool]:
        regex, first, empty = "", set[str](), True
        while self.left() and self._peek() not in {"|", ")"} and not self._peek().startswith(")"):
            part, begins, nothing = self._element()
            regex += part
            if empty:
                first |= begins
                empty = nothing
        return regex, first, empty

    def _element(self) -> tuple[str, set[str], bool]:
        piece = self._take()
        if piece in {"(", "!("}:
            regex, first, empty = self.alternatives()
            if self._take() != ")":
                raise ValueError(f"the pattern {self._source!r} lacks a closing bracket")
            if piece == "!(":
                return f"(?!{regex})", set(), True
            if self._peek() == "?":
                self._take()
                return f"(?:{regex})?", first, True
            return f"(?:{regex})", first, empty
        return self._word(piece)

    def _word(self, piece: str) -> tuple[str, set[str], bool]:
        if piece == "_":
            return (
                f"(?:{spelled(self._classes['degree'])}|{_ADVERB}){{0,3}}",
                set(self._first("degree")),
                True,
            )
        if piece == "$":
            return r"(?=\. |$)", set(), True
        if piece.startswith("~"):
            return f"(?:{_ANY}){{0,{int(piece[1:])}}}?", set(), True
        optional = piece.endswith("?")
        piece = piece.removesuffix("?")
        if piece.startswith("<"):
            name = piece[1:-1]
            if name not in self._classes:
                raise ValueError(f"the pattern {self._source!r} names the unknown class {name!r}")
            regex, first = spelled(self._classes[name]), self._first(name)
        else:
            regex, first = "", set[str]()
            regexes = []
            for word in piece.split("/"):
                if word.startswith("*"):
                    regexes.append(r"[^ .]*" + re.escape(word[1:]) + " ")
                elif word.endswith("*"):
                    regexes.append(re.escape(word[:-1]) + r"[^ .]* ")
                else:
                    regexes.append(re.escape(word) + " ")
                    first.add(word)
            regex = f"(?:{'|'.join(regexes)})"
        return (f"(?:{regex})?" if optional else regex), first, optional

    def _first(self, name: str) -> set[str]:
        return {entry.partition(" ")[0] for entry in self._classes[name]}


def spelled(entries: Iterable[str]) -> str:
    """A regular expression for any of these phrases, as a tree, so that it is quick to fail."""
    tree: _Tree = {}
    for entry in entries:
        node = tree
        for character in f"{entry} ":
            node = node.setdefault(character, {})
        node[_END] = {}
    return _branches(tree)


_END = ""
_Tree = dict[str, "_Tree"]


def _branches(tree: _Tree) -> str:
    options = [re.escape(letter) + _branches(below) for letter, below in tree.items() if letter]
    if _END in tree:
        if not options:
            return ""
        return f"(?:{'|'.join(options)}|)"
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"
