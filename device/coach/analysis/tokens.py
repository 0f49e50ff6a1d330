"""The words of a reply in one plain form, each knowing where it stands in what was heard.

Recognisers write "dont", "don't" and "do n't"; people say "um" and "gonna", and start twice. Rules
should meet each of these once: contractions are opened ("do not"), hesitations and doubled words
left out, capitals lowered. Every token keeps the span it came from, so that a finding can quote
the words exactly as they were.
"""

import re
from dataclasses import dataclass

STOP = "."
"""The token that stands where a sentence ends, when the recogniser printed punctuation."""

_PIECE = re.compile(
    r"(?P<word>[^\W_]+(?:['’‘`´][^\W_]+)*['’]?)|(?P<end>[.!?;…\n]+)|(?P<mark>[,:—–()\"“”]| - )"
)
_APOSTROPHES = str.maketrans("’‘`´", "''''")
_LONGEST_WORD = 40
"""Letters; what is longer is no word, and is cut so that it costs nothing to look at."""

_HESITATIONS = frozenset(
    ["um", "uh", "er", "erm", "uhm", "umm", "uhh", "ehm", "hmm", "eh", "uhmm", "errm"]
)

_OPENED: dict[str, tuple[str, ...]] = {
    short: tuple(full.split())
    for short, full in (
        pair.split("=")
        for pair in [
            "dont=do not",
            "doesnt=does not",
            "didnt=did not",
            "isnt=is not",
            "arent=are not",
            "wasnt=was not",
            "werent=were not",
            "havent=have not",
            "hasnt=has not",
            "hadnt=had not",
            "wont=will not",
            "won't=will not",
            "cant=can not",
            "can't=can not",
            "cannot=can not",
            "couldnt=could not",
            "wouldnt=would not",
            "shouldnt=should not",
            "mustnt=must not",
            "neednt=need not",
            "ain't=is not",
            "aint=is not",
            "shan't=shall not",
            "im=i am",
            "ive=i have",
            "id=i would",
            "youre=you are",
            "youve=you have",
            "youll=you will",
            "youd=you would",
            "hes=he is",
            "shes=she is",
            "theyre=they are",
            "theyve=they have",
            "theyll=they will",
            "theyd=they would",
            "weve=we have",
            "thats=that is",
            "thatll=that will",
            "whats=what is",
            "hows=how is",
            "wheres=where is",
            "whos=who is",
            "theres=there is",
            "heres=here is",
            "its=it is",
            "itll=it will",
            "itd=it would",
            "lets=let us",
            "let's=let us",
            "gonna=going to",
            "gunna=going to",
            "wanna=want to",
            "gotta=have got to",
            "hafta=have to",
            "oughta=ought to",
            "kinda=kind of",
            "sorta=sort of",
            "lotta=lot of",
            "outta=out of",
            "y'all=you all",
            "yall=you all",
            "ya=you",
            "u=you",
            "ur=your",
            "cos=because",
            "cause=because",
            "'cause=because",
            "cuz=because",
            "coz=because",
            "alot=a lot",
            "shoulda=should have",
            "coulda=could have",
            "woulda=would have",
            "mustve=must have",
            "shouldve=should have",
            "couldve=could have",
            "wouldve=would have",
            "dunno=do not know",
            "lemme=let me",
            "gimme=give me",
            "em=them",
            "nah=no",
            "yep=yes",
            "yup=yes",
            "yea=yeah",
            "ok=okay",
            "alright=all right",
            "mum=mom",
            "mam=mom",
            "mhm=mm hm",
            "mmhm=mm hm",
            "mmhmm=mm hm",
            "mmm=mm",
            "uhhuh=mm hm",
            "thx=thanks",
            "cuppa=cup of",
            "'til=until",
            "til=until",
            "tryna=trying to",
            "whatcha=what are you",
            "whaddya=what do you",
            "d'you=do you",
            "dyou=do you",
            "imma=i will",
            "init=is it not",
            "innit=is it not",
            "someones=someone is",
            "everyones=everyone is",
            "nobodys=nobody is",
            "ye=you",
            "yer=your",
            "yous=you",
            "youse=you",
            "wi=with",
            "twas=it was",
            "tis=it is",
            "oot=out",
            "cannae=can not",
            "dinnae=do not",
            "didnae=did not",
            "wouldnae=would not",
            "isnae=is not",
            "hm=hm",
            "anyones=anyone is",
            "lot's=lots",
        ]
    )
}

_NOT = "n't"
_ENDINGS = {"re": "are", "ve": "have", "ll": "will", "d": "would", "m": "am"}
_IS_AFTER = frozenset(
    """
    it that what how where who there here he she this everything nothing something everyone
    everybody nobody someone somebody why when anyone anything long far one all
    """.split()
)

_ADVERB_AFTER_LIKE = frozenset(
    ["really", "so", "totally", "super", "very", "completely", "actually", "honestly", "um", "uh"]
)
_KNOWN_THINGS = frozenset(
    """
    that what how why who where when if it the him her them best i you someone he she they we
    your my a his this exactly better as about about
    """.split()
)
_ASKS_KNOWING = frozenset(
    """
    do did does as if what that how would let not to should because might will you could can
    think so thought when now before until all everything everyone people than who just already
    """.split()
)
_KINDS_OF = frozenset(
    [
        "what",
        "a",
        "that",
        "any",
        "some",
        "this",
        "the",
        "every",
        "which",
        "another",
        "different",
        "these",
    ]
)
_SAID_TWICE = frozenset(
    ["had", "that", "very", "no", "yeah", "okay", "now", "so", "mm", "there", "ha"]
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word in its plain form."""

    text: str
    start: int
    """Character offset in the reply where the heard word begins."""
    end: int
    """Character offset just past it. Tokens opened from one contraction share a span."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A whole reply as tokens, and the same as one string for patterns to run over."""

    tokens: tuple[Token, ...]
    plain: str
    """Every token followed by one space."""
    offsets: tuple[int, ...]
    """Where each token begins in `plain`."""
    at: dict[int, int]
    """Offset in `plain` to index of the token that begins there; the end counts too."""
    marks: frozenset[int]
    """Tokens before which a comma or the like was printed."""
    asked: frozenset[int]
    """Stops that were printed as a question mark."""

    def word(self, index: int) -> str:
        """The token's text; a stop outside the reply, so that looking around needs no care."""
        return self.tokens[index].text if 0 <= index < len(self.tokens) else STOP

    def words(self, first: int, last: int) -> tuple[str, ...]:
        """The texts from `first` up to but not including `last`."""
        return tuple(token.text for token in self.tokens[max(first, 0) : last])


def hear(text: str) -> Heard:
    """Read a reply. Any text will do, in any script; it may come out without tokens."""
    tokens: list[Token] = []
    marks: set[int] = set()
    asked: set[int] = set()
    for piece in _PIECE.finditer(text):
        if piece["end"]:
            if tokens and tokens[-1].text != STOP:
                if "?" in piece["end"]:
                    asked.add(len(tokens))
                tokens.append(Token(STOP, piece.start(), piece.end()))
        elif piece["mark"]:
            marks.add(len(tokens))
        else:
            heard = piece["word"].lower().translate(_APOSTROPHES)
            if heard.rstrip("'") in _HESITATIONS:
                continue
            span = piece.span()
            tokens += [Token(word[:_LONGEST_WORD], *span) for word in _open(heard)]
    return _join(*_tidy(tokens, marks, asked))


def _open(word: str) -> tuple[str, ...]:  # noqa: PLR0911  # a list of spellings
    if word in _OPENED:
        return _OPENED[word]
    if "'" not in word:
        return (word,)
    if word.endswith(_NOT) and len(word) > len(_NOT):
        return (word[: -len(_NOT)], "not")
    stem, _, ending = word.rpartition("'")
    if "'" in stem and stem.endswith("'t"):
        return (*_open(stem), _ENDINGS.get(ending, ending))
    if ending in _ENDINGS and stem:
        return (*_open(stem), _ENDINGS[ending])
    if ending == "s" and stem:
        return (stem, "is") if stem in _IS_AFTER else (f"{stem}'s",)
    if not ending:  # feelin', or a closing quotation mark
        return (f"{stem}g",) if stem.endswith("in") and len(stem) > 4 else (stem,)
    return (word.replace("'", ""),)


def _tidy(
    tokens: list[Token], marks: set[int], asked: set[int]
) -> tuple[list[Token], set[int], set[int]]:
    """Leave out fillers that are made of ordinary words, and words said twice."""
    kept: list[Token] = []
    kept_marks: set[int] = set()
    kept_asked: set[int] = set()
    texts = [token.text for token in tokens]
    index = 0
    while index < len(tokens):
        if index in marks:
            kept_marks.add(len(kept))
        if index in asked:
            kept_asked.add(len(kept))
        before = kept[-1].text if kept else STOP
        skip = _filler(texts, index, before)
        if skip:
            index += skip
            continue
        token = tokens[index]
        if _said_again(texts, index, kept):
            index += 2
            continue
        if not (token.text == before and token.text != STOP and before not in _SAID_TWICE):
            kept.append(_mended(token, texts, index))
        index += 1
    return kept, kept_marks, kept_asked


def _filler(texts: list[str], index: int, before: str) -> int:  # a list of guards
    """How many tokens from `index` on only fill time."""
    here = texts[index]
    after = texts[index + 1] if index + 1 < len(texts) else STOP
    later = texts[index + 2] if index + 2 < len(texts) else STOP
    if here == "you" and after == "know":
        return 0 if before in _ASKS_KNOWING or later in _KNOWN_THINGS or later == STOP else 2
    if here == "i" and after == "mean" and before not in {"what", "know", "do", "that"}:
        return 2
    if here in {"kind", "sort"} and after == "of" and before not in _KINDS_OF:
        return 2
    if (
        here == "like"
        and after in _ADVERB_AFTER_LIKE
        and before not in {"sound", "sounds", "feel", "feels", "look"}
    ):
        return 1
    return 0


def _said_again(texts: list[str], index: int, kept: list[Token]) -> bool:
    """Whether the two words here repeat the two just said: "is it is it"."""
    pair = texts[index : index + 2]
    return (
        len(kept) >= 2
        and len(pair) == 2
        and STOP not in pair
        and pair == [kept[-2].text, kept[-1].text]
        and pair[0] not in _SAID_TWICE
    )


_WILL_VERBS = frozenset(
    """
    be just sit stay listen never always walk help come go wait keep hold not still
    """.split()
)
_AFTER_IS = frozenset(
    """
    only just not so gone going never always been still really a an the very too all out off
    over got no fine quieter
    """.split()
)
_NOT_IS = {"i": "am", "you": "are", "we": "are", "they": "are"}
_WE_ARE_THINGS = frozenset(
    ["here", "all", "not", "in", "going", "glad", "with", "so", "really", "happy"]
)


def _mended(token: Token, texts: list[str], index: int) -> Token:  # a list of guards
    """Undo what loses an apostrophe and becomes another word: ill, well."""
    before = texts[index - 1] if index else STOP
    after = texts[index + 1] if index + 1 < len(texts) else STOP
    if token.text == "of" and before in {"must", "should", "could", "would", "might"}:
        return Token("have", token.start, token.end)
    if token.text.endswith("'s") and after in _AFTER_IS:
        return Token(f"{token.text[:-2]} is", token.start, token.end)
    if token.text == "is" and after == "not" and before in _NOT_IS:  # ain't
        return Token(_NOT_IS[before], token.start, token.end)
    if token.text == "ill" and after in _WILL_VERBS and before not in {"you", "was", "very"}:
        return Token("i'll", token.start, token.end)
    if token.text == "were" and before in {STOP, "and", "but"} and after in _WE_ARE_THINGS:
        return Token("we're", token.start, token.end)
    return token


_LATE = {"i'll": ("i", "will"), "we're": ("we", "are")}


def _join(tokens: list[Token], marks: set[int], asked: set[int]) -> Heard:
    spread: list[Token] = []
    new_index: dict[int, int] = {}
    for index, token in enumerate(tokens):
        new_index[index] = len(spread)
        spread += [
            Token(word, token.start, token.end)
            for word in _LATE.get(token.text, token.text.split(" "))
        ]
    offsets: list[int] = []
    at: dict[int, int] = {}
    length = 0
    for index, token in enumerate(spread):
        offsets.append(length)
        at[length] = index
        length += len(token.text) + 1
    at[length] = len(spread)
    return Heard(
        tokens=tuple(spread),
        plain="".join(f"{token.text} " for token in spread),
        offsets=tuple(offsets),
        at=at,
        marks=frozenset(new_index[mark] for mark in marks if mark in new_index),
        asked=frozenset(new_index[stop] for stop in asked if stop in new_index),
    )
