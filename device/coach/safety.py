"""Safety: is the trainee in crisis themselves?

Said in the first person, about now, and out of the role. A question or a reflection about the
seeker is none, nor is something lived through long ago, nor a figure of speech. Where it can't be
told, the trainee is asked. Nothing here keeps a word of what was said.
"""

import re
from enum import StrEnum

from device.coach.command import plain


class Concern(StrEnum):
    """What the words call for."""

    NONE = "none"
    UNSURE = "unsure"
    """It may be the trainee speaking for themselves: ask, once."""
    CRISIS = "crisis"
    """The practice stops, and the centre's own words are said."""


_MYSELF = r"(?:my ?self|me self)"
_DIE = (
    r"(?:die|be dead|kill "
    + _MYSELF
    + r"|end (?:my|this) life|end it(?: all)?|take my (?:own )?life"
    r"|top " + _MYSELF + r"|off " + _MYSELF + r"|unalive " + _MYSELF + r"|do " + _MYSELF + r" in"
    r"|hang "
    + _MYSELF
    + r"|shoot "
    + _MYSELF
    + r"|drown "
    + _MYSELF
    + r"|throw "
    + _MYSELF
    + r"|overdose|slit my wrists?|finish it all|commit suicide|jump off (?:a|the) (?:bridge|roof|building)"
    r"|go to sleep and (?:not|never) wake up|never wake up|not wake up|put an end to (?:it|it all|my life))"
)
_HARM = (
    r"(?:hurt|harm|cut|burn|starve|injure) "
    + _MYSELF
    + r"(?! (?:off|short|some|a|free|down|out|loose|shaving|playing|running|falling|cooking|on|at|in))"
)
_DYING = (
    r"(?:dying|killing "
    + _MYSELF
    + r"|ending (?:my life|it all|it|things)|taking my (?:own )?life|suicide|hanging "
    + _MYSELF
    + r"|overdosing|topping "
    + _MYSELF
    + r")"
)
_HARMING = (
    r"(?:hurting|harming|cutting|burning) "
    + _MYSELF
    + r"(?! (?:off|short|some|free|down|out|loose))"
)
_SOFT = r"(?:(?:just|really|honestly|still|always|sometimes|actually|even|only|so|kind of|sort of|kinda|often|right now|now|truly|seriously) )*"
_I = r"(?:i|me) "
_WANT = (
    r"(?:want|wanna|wish|need|would like|long|hope|plan|intend|mean|am going|am gonna|am ready|am about|have decided"
    r"|am planning|will|am tempted|feel ready|am wanting|keep wanting|gonna|going) "
)

_CRISIS: tuple[str, ...] = (
    _I + _SOFT + _WANT + _SOFT + r"(?:to )?" + _SOFT + r"(?:" + _DIE + r"|" + _HARM + r")",
    _I
    + _SOFT
    + r"(?:feel|am feeling|felt|have been feeling|am) (?:like|close to|near to|ready for) "
    + _SOFT
    + r"(?:"
    + _DYING
    + r"|"
    + _HARMING
    + r"|i (?:want|need) to "
    + _DIE
    + r")",
    _I
    + _SOFT
    + r"(?:am|have been|keep|cant stop) "
    + _SOFT
    + r"(?:thinking|fantasi[sz]ing|dreaming|obsessing) (?:a lot )?(?:about|of) (?:"
    + _DYING
    + r"|"
    + _HARMING
    + r"|how (?:i (?:would|will|could)|to) "
    + _DIE
    + r")",
    _I
    + _SOFT
    + r"(?:think|have thoughts?|have been having thoughts?|am having thoughts?) (?:about|of) (?:"
    + _DYING
    + r"|"
    + _HARMING
    + r")(?! (?:sometimes )?(?:before|years|back))",
    _I + _SOFT + r"(?:am|feel|am feeling|have been|have been feeling|get) " + _SOFT + r"suicidal",
    _I
    + _SOFT
    + r"(?:dont|do not|didnt even|no longer|cannot|cant) (?:really |even )?(?:want|wanna|wish|care)"
    r" (?:to )?(?:be alive|live|be living|exist|stay alive|wake up|be on this earth|be in this world)(?: (?:any ?more|tomorrow|again|like this))?",
    _I
    + _SOFT
    + r"(?:wish|wished|hope|pray) (?:that )?i (?:was|were|wasnt|werent|am|could be|would|wouldnt|could|had|didnt|dont|just)"
    r" ?(?:just |only )?(?:dead|alive|not alive|not wake up|wake up|die|died|be dead|never been born|exist|not exist|here any ?more)(?! (?:early|earlier|before))",
    _I
    + _SOFT
    + r"(?:would|am|might|may|would be|will be) (?:rather be|better off|be better off|rather) (?:dead|die)",
    r"(?:every ?(?:one|body)|people|they|my (?:family|kids|children|wife|husband|mum|mom)|the world)"
    r" (?:would|will|d|are|is) (?:all )?(?:be )?(?:so much |much )?better off without me",
    _I
    + _SOFT
    + r"(?:have|have got|got) (?:a |my )?(?:plan|pills|rope|gun|knife|method) (?:ready )?(?:to|for) (?:"
    + _DIE
    + r"|it tonight)",
    _I
    + _SOFT
    + r"(?:have|have just|just) (?:taken|took|swallowed) (?:too many|all (?:the|my)|a lot of|a load of|an overdose|a bottle)(?: of)?(?: \w+)? ?(?:pills|tablets|overdose|medication|paracetamol|of)?",
    _I
    + _SOFT
    + r"(?:have|have got|see) (?:nothing|no reason|no reasons|not much|nothing left) (?:left )?to (?:live|go on living|stay alive|be alive)(?: for)?",
    r"(?:no|any|a) reason (?:for me )?to (?:live|stay alive|be alive) (?:any ?more )?(?:for me|myself)?",
    _I
    + _SOFT
    + r"(?:am )?"
    + _SOFT
    + r"(?:tired|sick|done) (?:of|with) (?:living|being alive|life)(?! (?:in|with|on|here|at|together|out|alone|like that|off))",
    _I
    + _SOFT
    + r"(?:have|keep|am|have been|started|have started)? ?"
    + _SOFT
    + r"(?:been )?(?:cutting|harming|self harming|burning) "
    + _MYSELF
    + r"(?! (?:off|short|some|free|down|out|loose))",
    _I + _SOFT + r"(?:am |have been |keep )?self harm(?:ing)?(?: again)?",
    _I
    + _SOFT
    + r"(?:tried|attempted) to (?:"
    + _DIE
    + r") (?:again |myself )?(?:last night|yesterday|this morning|today|tonight|this week|on \w+day)",
    r"(?:am|im) (?:going to|gonna) (?:do it|end it) tonight",
    r"(?:this|it) is (?:my )?(?:goodbye|suicide note)",
)
_UNSURE: tuple[str, ...] = (
    _I
    + _SOFT
    + r"(?:dont|do not) (?:really |even )?(?:want|wanna) to be (?:here|around|in this world)(?: any ?more| any longer)?$",
    _I
    + _SOFT
    + r"(?:dont|do not) (?:really |even )?(?:want|wanna) to be (?:here|around) (?:any ?more|any longer|either|myself)",
    _I
    + _SOFT
    + r"(?:cant|cannot|dont want to|do not want to|dont know (?:if|how) i can) (?:go on|carry on|keep going|keep living|do this|take (?:this|it)|bear (?:this|it)|cope)"
    r"(?: (?:like this|with this|with life))? (?:any ?more|any longer|at all)",
    _I + _SOFT + r"(?:cant|cannot) (?:go on|carry on|keep going|live) like this",
    _I
    + _SOFT
    + r"(?:want|wish|need) "
    + _SOFT
    + r"(?:it|this|everything|all of it|all this|it all) (?:all )?(?:to (?:be over|end|stop)|was over|would end|over)",
    _I
    + _SOFT
    + r"(?:want|wish|would like|need) "
    + _SOFT
    + r"(?:to |i could |i would |i )?(?:disappear|vanish|give up on life|give up on everything|cease to exist|not be here|not exist)",
    _I
    + _SOFT
    + r"(?:dont|do not|cant|cannot) (?:really )?see (?:the|a|any) (?:point|reason|way out|future)(?: in (?:living|life|anything|going on|it))?(?: for (?:me|myself))?(?: any ?more)?$",
    _I
    + _SOFT
    + r"(?:have|have had|had) (?:thought|thoughts) (?:about|of) (?:"
    + _DYING
    + r"|"
    + _HARMING
    + r")(?! (?:before|years|when|a long|back|in the past|as a|once))",
    _I
    + _SOFT
    + r"(?:have )?(?:thought|tried) (?:about|of|to) (?:"
    + _DYING
    + r"|"
    + _HARMING
    + r"|"
    + _DIE
    + r")(?: (?:myself|too|as well))?$",
    _I
    + _SOFT
    + r"(?:hate|cant stand) (?:being alive|my life|living)(?! (?:in|with|on|here|at|together|alone))",
    _I
    + _SOFT
    + r"(?:am )?(?:no use to (?:anyone|anybody)|a burden (?:to|on) (?:everyone|everybody|my family|them all))",
    _I
    + _SOFT
    + r"(?:am |feel )?"
    + _SOFT
    + r"(?:hopeless|desperate)(?: (?:myself|too|as well|these days|right now|at the moment))$",
    _I
    + _SOFT
    + r"(?:need|want) (?:somebody|someone|some help|help|to talk to (?:somebody|someone)) (?:right now |now )?(?:myself|for myself|for me)",
    r"(?:what is|whats|what was) the point (?:of|in) (?:me |my )?(?:living|going on|being alive|being here)(?! (?:for you|in|with|on|at|if))",
    _I
    + _SOFT
    + r"(?:am|feel) (?:not safe|unsafe)(?: with "
    + _MYSELF
    + r"| at home| right now| tonight)?$",
    _I + _SOFT + r"(?:harm|hurt) " + _MYSELF + r"(?: (?:sometimes|again|too|as well|when \w+))?$",
    r"(?:cant|cannot) (?:live with " + _MYSELF + r"|face (?:another day|tomorrow|life))",
    r"(?:someone|somebody|he|she|they) (?:is |are )?(?:hurting|hitting|beating|abusing|raping) me(?: now| at home| still)?$",
)

_NOT_NOW = re.compile(
    r"(?:when|if|because|that time|years ago|there was a time|used to|once|back then|back when|as if|suppose"
    r"|imagine|until|before|whenever you|how|why|what if) (?:\w+ ){0,2}$"
)
"""Before the words: about another time, or supposed."""
_SOMEONE_ELSES = re.compile(
    r"(?:\b(?:you|he|she|they|people|somebody|someone|everybody|everyone|we|mum|mom|dad|brother|sister|friend|mate"
    r"|son|daughter|wife|husband|partner|doctor|voice|part)"
    r" (?:\w+ ){0,2}(?:say|says|said|saying|tell|tells|told|telling|think|thinks|thought|thinking|feel|feels|felt|feeling"
    r"|like|mean|means|ask|asks|asked|asking|wonder|wondered|goes|went|hear|heard|scream|screams|decide|decided)"
    r"|\b(?:youre|your|hes|shes|theyre|are you|you are) (?:\w+ ){0,2}(?:like|saying|thinking|telling \w+|feeling|going)"
    r"|\b(?:called|titled|song|film|book|words|line|sentence|phrase)) ?(?:\w+ ){0,3}$"
)
"""Before the words: somebody else's, told or said back."""
_IDIOM_AFTER = re.compile(
    r"^ ?(?:of|from|for|with) (?:\w+ ){0,2}(?:embarrassment|shame|laughter|laughing|boredom|hunger|thirst|curiosity"
    r"|cringe|a |an |some |coffee|tea|cake|holiday|day|weekend|time)"
    r"|^ ?(?:laughing|for a|for that|if (?:i|you|he|she|they) (?:have|had|hear|heard|say|said|see|got|get))"
)
"""After the words: a figure of speech."""
_PAST_AFTER = re.compile(
    r"^(?: \w+){0,4} (?:years ago|when i was|back then|in my (?:teens|twenties|thirties|youth)|a long time ago|in the past"
    r"|at your age|as a (?:kid|child|teenager|young)|ten years|before i (?:came|found|got))"
)
"""After the words: long ago."""
_NEGATED = re.compile(
    r"(?:not|never|wouldnt|wont|dont|didnt|no longer|stopped|neither do|not that|not saying|without) (?:\w+ )?$"
)

_CONTRACTED = (
    (r"\bi ?m\b", "i am"),
    (r"\bi ve\b|\bive\b", "i have"),
    (r"\bid\b", "i would"),
    (r"\bi ll\b|\bill\b(?= (?:just|kill|hurt|end|do|never|be|take|probably))", "i will"),
    (r"\bgonna\b", "going to"),
    (r"\bwanna\b", "want to"),
    (r"\b(?:um+|uh+|er+m?|like(?= (?:i|um|uh)\b)|you know|i mean)\b", " "),
    (r"\b(\w+)(?: \1\b)+", r"\1"),
)
_NOW = tuple(re.compile(r"\b" + p + r"\b" if not p.endswith("$") else r"\b" + p) for p in _CRISIS)
_MAYBE = tuple(re.compile(r"\b" + p + r"\b" if not p.endswith("$") else r"\b" + p) for p in _UNSURE)


def concern(text: str) -> Concern:
    """What the trainee's words call for, whatever the practice was about."""
    said = _spelled_out(text)
    if any(_meant(said, m) for pattern in _NOW for m in pattern.finditer(said)):
        return Concern.CRISIS
    if any(_meant(said, m) for pattern in _MAYBE for m in pattern.finditer(said)):
        return Concern.UNSURE
    return Concern.NONE


_FOR_THE_ROLE = re.compile(
    r"^(?:no|nope|nah|not me|for (?:the )?(?:practice|role|seeker|him|her|them)|(?:the|just|only|its|it is|it was|that was|this is)"
    r" (?:just |only |for |part of )*(?:the )?(?:practice|role|exercise|scenario|acting|pretend|talk)"
    r"|im (?:just |only )?(?:practi[cs]ing|acting|playing|pretending|fine|ok|okay)|practi[cs]e|acting|pretending|i was (?:just |only )?"
    r"(?:practi[cs]ing|acting|playing|pretending|answering|talking about|speaking for|saying what)"
    r"|i meant (?:him|her|them|the)|in (?:the )?role|as (?:the|a) )\b"
)
_AFTER_ALL = re.compile(
    r"\b(?:really mean|i mean it|for myself|for me|its me|it is me|not acting|not pretending|not (?:the |for )?practi[cs]e|real)\b"
)


def speaks_for_the_role(answer: str) -> bool:
    """Whether the answer to "are you speaking for yourself?" is a clear no."""
    said = plain(answer)
    if _AFTER_ALL.search(said) and not re.search(r"\bnot (?:for (?:me|myself)|me|real)\b", said):
        return False
    return bool(_FOR_THE_ROLE.search(said)) and concern(answer) is not Concern.CRISIS


def _spelled_out(text: str) -> str:
    said = plain(text)
    for contracted, full in _CONTRACTED:
        said = re.sub(contracted, full, said)
    return " ".join(said.split())


def _meant(said: str, match: re.Match[str]) -> bool:
    """Whether the words are the trainee's own, about now, and no figure of speech."""
    before, after = said[: match.start()], said[match.end() :]
    within = match.group()
    return not (
        _NOT_NOW.search(before)
        or _SOMEONE_ELSES.search(before)
        or _NEGATED.search(before)
        or _IDIOM_AFTER.search(after)
        or _PAST_AFTER.search(after)
        or re.search(r"\b(?:not|never) (?:going|planning|thinking|want)", within)
    )
