"""Wording: the parts of which rules about speech are written, and how a rule becomes a pattern.

A rule reads like speech: words of the trainee with parts in capitals, each of which stands for one
of the ways to say it. It is matched against plain lower-case words, contractions spelled out.
"""

import re
from collections.abc import Iterable

_PARTS: dict[str, str] = {
    "DIE": (
        r"(?:die|be dead|KILL|(?:end|take) (?:my|my own|this) life"
        r"|end it all|end itNOTHERE|finish it all"
        r"|(?:top|off|unalive|hang|shoot|drown|throw) SELF|do SELF in|overdose|slit my wrists?"
        r"|commit suicide|(?:jump|step|walk) (?:off|in front of|under|out in front of)"
        r" (?:a|the|my) \w+"
        r"|(?:go to sleep and )?(?:not|never) wake up|sleep forever"
        r"|put an end to (?:it|it all|my life))"
    ),
    "KILL": r"(?:kill SELF(?! (?:laughing|trying|working|over|with (?:work|worry|laughter))\b))",
    "DYING": (
        r"(?:dying(?! (?:my|for|to|of|out)\b)|(?:killing|hanging|topping|drowning|shooting) SELF"
        r"(?! (?:laughing|trying|working|over)\b)"
        r"|ending (?:my life|it all|it|things)"
        r"|taking my (?:own )?life|suicide|overdosing|jumping (?:off|in front of|under|from)\b)"
    ),
    "NOTHERE": r"(?! (?:there|here|with|on|for today|between|now with|politely|early)\b)",
    "HARMING": (
        r"(?:hurting|harming|cutting|burning|starving|punching) (?:SELF|MYSKIN)NOSLACKNOACCIDENT"
    ),
    "HARM": r"(?:hurt|harm|cut|burn|starve|injure) (?:SELF|MYSKIN)NOSLACK",
    "HURT": (
        r"(?:self harm(?:ed)?|(?:hurt|harm|harmed|cut|burn|burnt|burned) SELFNOSLACKNOACCIDENT)"
    ),
    "MYSKIN": r"(?:my (?:arms?|legs?|wrists?|thighs?|skin))",
    "SELF": r"(?:my|me) ?self",
    "NOSLACK": r"(?! (?:off|short|some|a|free|down|out|loose)\b)",
    "NOACCIDENT": (
        r"(?! (?:shaving|playing|running|falling|cooking|working|laughing|trying|doing|lifting"
        r"|at (?!home|night|least)\w+|on (?!\w+day|purpose)\w+|in (?:the (?:garden|kitchen|gym)"
        r"|training)|by accident|accidentally)\b)"
    ),
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
    "RECENTLY": (
        r"(?:(?:\w+ ){0,4}(?:TODAY|(?:last|this) (?:week|weekend|month|time)|recently|again"
        r"|on my way|in (?:january|february|march|april|may|june|july|august|september|october"
        r"|november|december)|last \w+day|the other (?:day|night)|(?:a|one|two|three|four|five"
        r"|six|a few|a couple of"
        r"|some) (?:hours?|days?|weeks?) ago))"
    ),
    "TODAY": (
        r"(?:last night|yesterday|this (?:morning|afternoon|evening|week)|today|tonight|lately"
        r"|on \w+day|just now|an hour ago|earlier)"
    ),
    "EVERYONE": (
        r"(?:(?:every ?(?:one|body)|people|they)d?|my (?:family|kids|children|wife|husband|mum|mom)"
        r"|the world|everything)"
    ),
    "SOMEONE": (
        r"(?:someone|somebody|he|she|they|my (?:husband|wife|partner|boyfriend|girlfriend|ex|dad"
        r"|father|mum|mom|mother|step ?dad|step ?mum|son|daughter|brother|sister|uncle|carer"
        r"|flatmate|neighbour))"
    ),
    "THEM": (
        r"(?:him|her|them|someone|somebody|people|everyone|everybody|my (?:husband|wife|partner"
        r"|boyfriend|girlfriend|ex|dad|father|mum|mother|son|daughter|kids|children|baby|brother"
        r"|sister|boss|neighbour))"
    ),
    "ELSEWHERE": (
        r"(?! (?:in|with|at|on|near|here|there|alone|off|out|next|by|under|together|over|away"
        r"|without|for|as|like that|through|between|to)\b)"
    ),
    "MYOWN": (
        r"(?:(?!(?:you|youre|your|he|hes|his|she|shes|her|they|theyre|their|them|people|we|who|it"
        r"|its|that|someone|somebody)\b)\w+ ){0,6}"
    ),
}
"""The parts, each of which may use those after it."""


def compiled(rules: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """The rules as patterns of whole words."""
    patterns = []
    for written in rules:
        rule = written
        for name, part in _PARTS.items():
            rule = rule.replace(name, part)
        patterns.append(re.compile(rf"\b{rule}" + ("" if rule.endswith("$") else r"\b")))
    return tuple(patterns)
