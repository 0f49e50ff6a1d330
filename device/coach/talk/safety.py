"""Safety: is the trainee in crisis themselves?

Said in the first person, about now, and out of the role. A question or a reflection about the
seeker is none, nor is something lived through long ago, nor a figure of speech. Where it can't be
told, the trainee is asked. Nothing here keeps a word of what was said.

The rules read like speech: a pattern is words of the trainee with parts in capitals, each of which
stands for one of the ways to say it.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from device.coach.talk.command import plain


class Concern(StrEnum):
    """What the words call for."""

    NONE = "none"
    UNSURE = "unsure"
    """It may be the trainee speaking for themselves: ask, once."""
    CRISIS = "crisis"
    """The practice stops, and the centre's own words are said."""


_PARTS: dict[str, str] = {
    "DIE": (
        r"(?:die|be dead|kill SELFLITERALLY|(?:end|take) (?:my|my own|this) life"
        r"|end it(?: all)?NOTHERE"
        r"|(?:top|off|unalive|hang|shoot|drown|throw) SELF|do SELF in|overdose|slit my wrists?"
        r"|finish it all|commit suicide|(?:jump|step|walk) (?:off|in front of|under) (?:a|the"
        r"|my) \w+"
        r"|(?:go to sleep and )?(?:not|never) wake up|put an end to (?:it|it all|my life))"
    ),
    "DYING": (
        r"(?:dying(?! (?:my|for|to|of|out)\b)|(?:killing|hanging|topping|drowning) SELFLITERALLY"
        r"|ending (?:my life|it all|it|things)"
        r"|taking my (?:own )?life|suicide|overdosing|jumping off)"
    ),
    "NOTHERE": r"(?! (?:there|here|with|on|for today|between|now with|politely|early)\b)",
    "HARMING": r"(?:hurting|harming|cutting|burning) SELFLITERALLY",
    "HARM": r"(?:hurt|harm|cut|burn|starve|injure) SELFLITERALLY",
    "SELF": r"my ?self",
    "SOFT": (
        r"(?:(?:just|really|honestly|still|always|sometimes|actually|even|only|so|kind of|sort of"
        r"|kinda|often|right now|now|truly|seriously|all|a bit|too) )*"
    ),
    "WANT": (
        r"(?:want|wish|need|would like|long|hope|plan|intend|mean|decided|will|keep wanting"
        r"|(?:am|feel) (?:going|ready|about|planning|tempted|wanting)|have decided|going)"
    ),
    "ANYMORE": r"(?:(?:any|no) ?more(?! than)|any longer|at all|either|much longer)",
    "PILLS": (
        r"(?:too many|all (?:of )?(?:the|my|these|those)|a (?:whole |big )?(?:load|bottle|lot"
        r"|bunch)"
        r" of(?: my)?) (?:\w+ )?(?:pills?|tablets?|meds|medication|medicine|paracetamol"
        r"|painkillers)"
    ),
    "TODAY": (
        r"(?:last night|yesterday|this morning|today|tonight|this week|lately|on \w+day|just now)"
    ),
    "EVERYONE": (
        r"(?:(?:every ?(?:one|body)|people|they)d?|my (?:family|kids|children|wife|husband|mum|mom)"
        r"|the world)"
    ),
    "ELSEWHERE": (
        r"(?! (?:in|with|at|on|near|here|there|alone|off|out|next|by|under|together|over|away"
        r"|without|for|as|like that|through|between|to)\b)"
    ),
    "LITERALLY": (
        r"(?! (?:off|short|some|a|free|down|out|loose|shaving|playing|running|falling|cooking|on|at"
        r"|in|working|laughing|trying)\b)"
    ),
}
"""The parts, each of which may use those after it."""

_CRISIS: tuple[str, ...] = (
    r"i SOFTWANT SOFT(?:to )?SOFT(?:DIE|HARM)",
    r"i SOFT(?:feel|am|am feeling|have been feeling) SOFT(?:like|close to|near to|ready for)"
    r" SOFT(?:DYING|HARMING)",
    r"i SOFT(?:am|have been|keep|cant stop) SOFT(?:thinking|fantasi[sz]ing|dreaming|obsessing)"
    r" (?:a lot )?(?:about|of) SOFT(?:DYING|HARMING|how (?:i (?:would|will|could)|to) DIE)",
    r"i SOFT(?:think|have thoughts|have been having thoughts|am having thoughts) (?:about|of)"
    r" (?:DYING|HARMING)(?! (?:sometimes )?(?:before|years|back)\b)",
    r"i SOFT(?:am|feel|am feeling|have been|have been feeling|get) SOFTsuicidal",
    r"i SOFT(?:dont|do not|no longer) (?:really |even )?(?:want|wish|care) (?:to )?"
    r"(?:be alive|live|be living|exist|stay alive|wake up)ELSEWHERE",
    r"i SOFT(?:dont|do not|no longer) (?:really |even )?(?:want|wish) (?:to )?(?:be|live)"
    r" (?:on|in) (?:this|the) (?:earth|world|planet)",
    r"i SOFT(?:wish|wished|hope|pray) (?:that )?i (?:was|were|could be) SOFT"
    r"(?:never born|dead(?! (?:good|clever|keen|rich|posh|lucky|sure)\b))",
    r"i SOFT(?:wish|wished|hope|pray) (?:that )?i (?:was|were) SOFT(?:not|no longer) alive",
    r"i SOFT(?:wish|hope|pray) (?:that )?i (?:wasnt|werent) SOFT(?:alive|here ANYMORE)",
    r"i SOFT(?:wish|hope|pray) (?:that )?i (?:would|wouldnt|could|didnt|dont|had|had never)"
    r" SOFT(?:never )?(?:die|died|wake up|exist|been born|DIE)(?! (?:early|earlier|before)\b)",
    r"i SOFT(?:would|am|might|may|will) SOFT(?:be )?(?:rather|sooner|better off"
    r"|as well) (?:be )?dead",
    r"(?:\w+d|it will) (?:all )?be (?:so much |much )?better (?:off )?if i"
    r" (?:was|were|wasnt|werent) (?:dead|gone|alive|here|never born)",
    r"i SOFT(?:have been|am|keep) wanting to DIE",
    r"i SOFT(?:have|feel|get|got) (?:the|an|this|such an) urge to (?:DIE|HARM)",
    r"i SOFT(?:have )?(?:written|wrote|am writing) (?:my |a |the )?(?:goodbye|suicide)"
    r" (?:letters?|notes?)",
    r"i SOFT(?:almost|nearly) (?:killed SELFLITERALLY|did it|ended it) TODAY",
    r"EVERYONE (?:(?:would|will|are|is) )?SOFT(?:be )?SOFT(?:much )?better off without me",
    r"i SOFT(?:have|have got|got) (?:a|my|the) (?:plan|pills|rope|gun|knife|method)"
    r" (?:ready )?(?:to|for) (?:DIE|it|tonight)",
    r"i SOFT(?:have )?SOFT(?:taken|took|swallowed) (?:PILLS|an overdose)(?! (?:when|as|at|once)\b)",
    r"i SOFTWANT SOFT(?:to )?(?:take|swallow) (?:PILLS|an overdose)",
    r"i SOFT(?:have|have got|see|got) SOFT(?:nothing|no reasons?|no will|no wish"
    r"|nothing left) (?:left )?"
    r"to (?:live|go on living|stay alive|be alive)",
    r"i SOFT(?:dont have|havent got|have not got|havent|see no) (?:anything|much|a reason"
    r"|any reason)"
    r" (?:left )?to (?:live|go on living|stay alive|be alive)",
    r"i SOFT(?:am )?SOFT(?:tired|sick|done|had enough|have had enough) (?:of|with) (?:living"
    r"|being alive|life)ELSEWHERE",
    r"i SOFT(?:have been|keep|am|have started|started) SOFT(?:HARMING|self harming)",
    r"i SOFT(?:tried to|attempted to|wanted to|nearly|was going to) SOFT(?:DIE"
    r"|HARM) (?:again )?TODAY",
    r"i SOFT(?:felt|was feeling) SOFT(?:like )?(?:DYING|HARMING|suicidal) (?:again )?TODAY",
    r"i SOFT(?:have|am having|keep having|get|keep getting) (?:\w+ )?suicidal (?:thoughts"
    r"|feelings)",
    r"(?:my (?:head|mind|brain)|the voices?|something) (?:just |always )?(?:keeps? )?(?:tells"
    r"|telling"
    r"|tell|says|saying) (?:me )?(?:to |that i (?:have to|need to) )(?:DIE|HARM)",
    r"i SOFT(?:cant|cannot) (?:keep|make) SELF safe",
    r"i SOFT(?:dont|do not) (?:really )?want to (?:carry on|go on|keep(?: on)?) (?:living"
    r"|being alive)",
    r"i SOFT(?:cant|cannot|dont) see SELF (?:living|being alive|getting through)",
    r"i SOFT(?:want|need) out of (?:life|this life)",
    r"i SOFTam going to (?:do it|end it) tonight",
)
"""Present tense, first person: no room for doubt."""

_UNSURE: tuple[str, ...] = (
    r"i SOFT(?:dont|do not) (?:really |even )?want to be (?:here|around) (?:ANYMORE|SELF)",
    r"i SOFT(?:cant|cannot|dont know (?:if|how) i can) (?:go on|carry on|keep going"
    r"|keep living|live|do this|take (?:this|it)|bear (?:this|it)|cope)"
    r"(?: (?:like this|with this|with life))? ANYMORE",
    r"i SOFT(?:cant|cannot|dont want to) (?:go on|carry on|keep going|cope)$",
    r"i SOFT(?:dont think|dont know (?:if|whether)|am not sure(?: if| whether)?|doubt) (?:that )?i"
    r" (?:want|can) (?:to )?(?:live|be alive|go on living|stay alive)ELSEWHERE",
    r"life (?:is|isnt|is not|aint|is no longer|isnt even) (?:not )?worth (?:living|it)"
    r"(?= for me| ANYMORE|$)",
    r"i SOFTam going to jump$",
    r"i SOFT(?:have )?(?:started|been) cutting again$",
    r"i SOFTam SOFT(?:in (?:a )?crisis|not (?:ok|okay|safe|alright))"
    r"(?: (?:SELF|right now|at all|today))*$",
    r"(?:scared|afraid|frightened) of what i (?:might|could|will|may) do",
    r"i SOFT(?:cant|cannot) (?:go on|carry on|keep going|live) like this",
    r"i SOFT(?:want|wish|need) SOFT(?:it|this|everything|all of it|all this) SOFT"
    r"(?:to (?:be over|end|stop)|was over|would end|over)",
    r"i SOFT(?:want|wish|need|would like) SOFT(?:to |i could |i would )(?:SOFT)(?:(?:disappear"
    r"|vanish)(?! (?:under|into|behind|when|for)\b)"
    r"|give up on (?:life|everything)|cease to exist|not be here|not exist)",
    r"i SOFT(?:dont|do not|cant|cannot) (?:really )?see (?:the|a|any) (?:point|reason|way out"
    r"|future)(?: in (?:living|life|anything|going on|it))?(?: for (?:me|SELF))?(?: ANYMORE)?$",
    r"i SOFT(?:have |have had |had )?(?:thought|thoughts|tried) (?:about |of |to )"
    r"(?:DYING|HARMING|DIE)(?: (?:SELF|too|as well))*$",
    r"i SOFT(?:hate|cant stand) (?:being alive|my life|living)ELSEWHERE",
    r"i SOFTam SOFT(?:a burden (?:to|on) (?:everyone|everybody|my family|them all)"
    r"|no use to (?:anyone|anybody))",
    r"i SOFT(?:am|feel) SOFT(?:hopeless|desperate)"
    r"(?: (?:SELF|too|as well|these days|right now|at the moment))*$",
    r"i SOFT(?:need|want) (?:somebody|someone|some help|help|to talk to (?:somebody|someone))"
    r" (?:right now |now )?(?:SELF|for SELF|for me)",
    r"what(?:s| is|s even) the point (?:of|in) (?:me |my )?(?:living|going on|being alive"
    r"|being here)(?! (?:for you|in|with|on|at|if|like that)\b)",
    r"i SOFT(?:am|feel) (?:not safe|unsafe)(?: with SELF| at home| right now| tonight)?$",
    r"i SOFTdont feel safe(?: with SELF| at home| right now| tonight)?$",
    r"i SOFT(?:could|might|may) SOFT(?:kill SELFLITERALLY|end it(?: all)?NOTHERE|HARM|end my life)",
    r"(?:nobody|no one|no ?body) (?:would|will) (?:even )?(?:miss me|care|notice)"
    r" if i (?:was|were|am|died|disappeared|went|wasnt|werent)",
    r"i SOFTwant to (?:go and )?(?:be with|join) (?:him|her|them|my \w+)"
    r"(?: (?:\w+ ){0,2}(?:died|passed|gone|heaven|dead|other side|up there))",
    r"i SOFT(?:dont|cant) (?:want to )?live without (?:him|her|them|my \w+)",
    r"(?:is|theres|see) no point (?:in|to) (?:me |my )?(?:living|going on|being here|being alive"
    r"|carrying on)(?! (?:in|with|on|at|like that)\b)",
    r"i SOFT(?:harm|hurt) SELF(?: (?:sometimes|again|too|as well|when \w+))?$",
    r"i SOFT(?:cant|cannot) (?:live with SELF|face (?:another day|tomorrow|life))",
    r"(?:someone|somebody|he|she|they) (?:is |are )?(?:hurting|hitting|beating|abusing|raping) me"
    r"(?: now| at home| still)?$",
)
"""It may be meant for real, or be the role, or weariness: the trainee is asked."""

_ANOTHER_TIME = (
    r"(?:when|if|because|that time|years ago|there was a time|used to|once|back then|back when"
    r"|as if|suppose|imagine|until|before|how|why|what if) (?:\w+ ){0,2}$"
)
"""Before the words: about another time, or supposed."""
_SOMEONE_ELSES = (
    r"\b(?:you|he|she|they|people|somebody|someone|everybody|everyone|we|mum|mom|dad|brother"
    r"|sister|friend|mate|son|daughter|wife|husband|partner|doctor|voice|part) (?:\w+ ){0,2}"
    r"(?:say|says|said|saying|tell|tells|told|telling|think|thinks|thought|thinking|feel|feels"
    r"|felt|feeling|like|mean|means|ask|asks|asked|asking|wonder|wondered|goes|went|hear|heard"
    r"|scream|screams|decide|decided) (?:\w+ ){0,3}$",
    r"\b(?:youre|your|hes|shes|theyre|are you|you are) (?:\w+ ){0,2}"
    r"(?:like|saying|thinking|telling \w+|feeling|going) (?:\w+ ){0,3}$",
    r"\b(?:hearing|sounds|to feel|seems) (?:is |like |that |as if )*$",
    r"\b(?:called|titled|song|film|book|words|line|sentence|phrase) (?:\w+ ){0,3}$",
)
"""Before the words: somebody else's, told or said back."""
_NEGATED = (
    r"\b(?:not|never|wouldnt|wont|dont|didnt|no longer|without)(?: (?:saying|say|mean|that|think"
    r"|because|like|thinking))? $"
)
"""Before the words: said not to be so."""
_SAYING_AFTER = (
    r"^ (?:of|from|for|with) (?:\w+ ){0,2}(?:embarrassment|shame|laughter|laughing|boredom|hunger"
    r"|thirst|curiosity|cringe|an?|some|coffee|tea|cake|holiday|day|weekend|time)\b",
    r"^ (?:laughing|for a|for that|hard)\b",
)
"""After the words: a figure of speech."""
_LONG_AGO_AFTER = (
    r"^(?: \w+){0,4} (?:years ago|when i was|back then|in my (?:teens|twenties|thirties|youth)"
    r"|a long time ago|in the past|at your age|as a (?:kid|child|teenager|young)|ten years"
    r"|before i (?:came|found|got))\b"
)
"""After the words: long ago."""

_SPELLED_OUT: tuple[tuple[str, str], ...] = (
    (r"\bi ?m\b", "i am"),
    (r"\bi ve\b|\bive\b", "i have"),
    (r"\bid\b", "i would"),
    (r"\bi ll\b|\bill\b(?= (?:just|kill|hurt|end|do|never|be|take|probably)\b)", "i will"),
    (r"\bgonna\b", "going to"),
    (r"\bwanna\b", "want to"),
    (r"\b(?:um+|uh+|er+m?|like(?= (?:i|um|uh)\b)|you know|i mean)\b", " "),
    (r"\b(\w+)(?: \1\b)+", r"\1"),
)
"""One form for what recognisers print in several, fillers and stutters dropped."""


def concern(text: str) -> Concern:
    """What the trainee's words call for, whatever the practice was about."""
    said = _spelled_out(text)
    for rules, answer in ((_CRISIS_RULES, Concern.CRISIS), (_UNSURE_RULES, Concern.UNSURE)):
        if any(_meant(said, match) for rule in rules for match in rule.finditer(said)):
            return answer
    return Concern.NONE


def speaks_for_the_role(answer: str) -> bool:
    """Whether the answer to "are you speaking for yourself?" is a clear no."""
    said = plain(answer)
    if _AFTER_ALL.search(said) or concern(answer) is Concern.CRISIS:
        return False
    return bool(_FOR_THE_ROLE.match(said))


_ROLE = r"(?:practi[cs]e|role|exercise|scenario|part|seeker|talk|acting|pretend)"
_FOR_THE_ROLE = re.compile(
    r"(?:no|nope|nah|not (?:for )?(?:me|myself)"
    rf"|(?:(?:it|that|this)(?:s| is| was) |just |only |for |part of |in |as )*(?:the |a )?{_ROLE}"
    r"|for (?:him|her|them)|i(?:m| was) (?:just |only )?(?:practi[cs]ing|acting|playing|pretending"
    r"|answering|fine|ok|okay|talking about|speaking for (?:him|her|them|the))"
    r"|i meant (?:him|her|them|the)|pretending)\b"
)
_AFTER_ALL = re.compile(
    r"\b(?:(?<!dont )really mean|i mean it|(?<!not )for (?:me|myself)|its me|it is me"
    r"|not (?:acting|pretending)|not (?:for )?(?:the )?practi[cs]e|(?<!not )real)\b"
)


def _compiled(rules: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    compiled = []
    for written in rules:
        rule = written
        for name, part in _PARTS.items():
            rule = rule.replace(name, part)
        compiled.append(re.compile(rf"\b{rule}" + ("" if rule.endswith("$") else r"\b")))
    return tuple(compiled)


_CRISIS_RULES = _compiled(_CRISIS)
_UNSURE_RULES = _compiled(_UNSURE)
_NOT_MEANT_BEFORE = tuple(map(re.compile, (_ANOTHER_TIME, _NEGATED, *_SOMEONE_ELSES)))
_NOT_MEANT_AFTER = tuple(map(re.compile, (_LONG_AGO_AFTER, *_SAYING_AFTER)))
_DENIED = re.compile(r"\b(?:not|never) (?:going|planning|thinking|want)\b")


def _spelled_out(text: str) -> str:
    said = plain(text)
    for contracted, full in _SPELLED_OUT:
        said = re.sub(contracted, full, said)
    return " ".join(said.split())


def _meant(said: str, match: re.Match[str]) -> bool:
    """Whether the words are the trainee's own, about now, and no figure of speech."""
    before = said[max(0, match.start() - _REACH) : match.start()]
    after = said[match.end() : match.end() + _REACH]
    return not (
        any(rule.search(before) for rule in _NOT_MEANT_BEFORE)
        or any(rule.search(after) for rule in _NOT_MEANT_AFTER)
        or _DENIED.search(match.group())
    )


_REACH = 80
"""Characters on either side that may tell whose words they are: one clause, not the whole reply."""
