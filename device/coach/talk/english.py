"""Whether a reply is in English at all, so that another language is met kindly."""

import re

MIN_WORDS = 4
"""Fewer words than this are taken for English: a name or "mm-hm" proves nothing."""
LEAST_COMMON = 0.15
"""Share of everyday English words below which a reply isn't English; real replies reach 0.5."""
ENOUGH_WORDS = 7
"""Words from which the share alone tells; a shorter reply needs a sign of another language, too."""
LEAST_LATIN = 0.6
"""Share of the letters that belong to the Latin alphabet, below which a reply isn't English."""

_COMMON_WORDS = """
a about after again all alone also always am an and any anyone are as ask at away back bad be
because been before being better but by call can come could day did do does doing don't done
even ever every everyone everything feel feeling feels felt find first for friend from get give
go going gone good got great had happen happened hard has have he hear heard help her here him
his home hope how hurt i i'd i'll i'm i've if in into is it it's its just keep kind know last
leave let life like listen little long look lot love make makes man many matter maybe me mean
might more most much must my need never new next no not nothing now of off oh ok okay old on one
only or other our out over own people person place please put quite really right said same say
see seems sense she should since so some somebody someone something sometimes soon sorry sound
sounds still stop such sure take talk tell than thank thanks that that's the their them then
there these they thing things think this those though time to too tough tried try under up us
very wait want was way we well were what what's when where which while who why will wish with
without wonder work would yeah yes yet you you'd you'll you're you've your yourself
"""
_COMMON = frozenset(_COMMON_WORDS.split())

_ELSEWHERE_WORDS = """
le les un une des est et je tu il elle nous vous que qui pas avec pour dans ce cette mon ton
el la los las una es y yo que con por para lo su mi muy mucho siento esto eso estoy estas
der das ist und ich du wir sie nicht ein eine mit mir dir tut leid sehr auch wie dich mich
il di che non sono per mi ti molto e questo mio io tu o os um uma eu voce nao muito com sinto
de het een en ik jij niet van met heel erg dat nie jest to ja ty sie bardzo na mam
"""
_ELSEWHERE = frozenset(_ELSEWHERE_WORDS.split()) - _COMMON
"""Everyday words of the languages most often heard beside English that English doesn't have."""


def is_english(text: str) -> bool:
    """Whether the words look like English. Too short a text is taken for English."""
    letters = [c for c in text if c.isalpha()]
    if letters and sum(c < "\u0250" for c in letters) / len(letters) < LEAST_LATIN:
        return False
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower().replace("’", "'"))
    if len(words) < MIN_WORDS:
        return True
    if sum(word in _COMMON for word in words) / len(words) >= LEAST_COMMON:
        return True
    return len(words) < ENOUGH_WORDS and text.isascii() and _ELSEWHERE.isdisjoint(words)
