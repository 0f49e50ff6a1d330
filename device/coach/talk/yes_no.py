"""Yes or no: what somebody answers to a question about their own data.

A yes must be plain. What is neither, or both, is none: to be asked again costs little.
"""

import re

from device.coach.talk.command import plain

_FILLING = (
    r"(?:um+|uh+|er+m?|oh|well|hm+|so|then|please|thanks|thank you|i think|i guess|coach|actually"
    r"|really|honestly|just|that|it|this|now)"
)
_YES = re.compile(
    r"(?:yes|yeah|yep|yup|yea|sure|ok|okay|of course|certainly|definitely|absolutely|gladly"
    r"|all right|alright|go ahead|go for it|why not|you may|you can|they may|they can|please do"
    r"|i do|i would|id like (?:that|to)|id love (?:that|to)|i agree|do (?:it|that|so)|correct|right"
    r"|(?:thats|it is|its|that is) (?:right|fine|ok|okay|all right|good|correct)|fine|with pleasure"
    r"|i dont mind|no problem|keep it|keep them|remember me|delete (?:it|everything|all of it))"
)
_NO = re.compile(
    r"(?:no|nope|nah|no thanks|no thank you|not really|not now|not today|not this time|never"
    r"|(?:id |i would )?rather not|better not|i dont(?: want (?:to|that|it))?|please dont|dont"
    r"|i (?:do|would) not|you (?:may|can) ?not|they (?:may|can) ?not|leave it|skip(?: it)?|wrong"
    r"|not at all|of course not|keep it to yourself|no way|nothing|neither"
    r"|(?:thats|it is|its|that is) (?:wrong|not right|not ok|not okay))"
)
_EDGES = re.compile(rf"^(?:{_FILLING} )+|(?: {_FILLING})+$")


def yes_or_no(text: str) -> bool | None:
    """True for a plain yes, False for a plain no, None for anything else."""
    said = plain(text)
    for form in (said, _bare(said)):
        if _whole(_NO, form):
            return False
        if _whole(_YES, form):
            return True
    return None


def _bare(said: str) -> str:
    """Without the filling around it."""
    return _EDGES.sub("", _EDGES.sub("", said))


def _whole(answer: re.Pattern[str], said: str) -> bool:
    """Whether it is nothing but this answer, perhaps several times over."""
    between = rf"(?: (?:{_FILLING} )*)"
    return re.fullmatch(rf"{answer.pattern}(?:{between}{answer.pattern})*", said) is not None
