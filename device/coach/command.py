"""Commands: what a trainee asks of the practice itself, by voice.

Only a whole short utterance is a command. "Stop" ends the talk; "stop blaming yourself" is a reply
to the seeker. "Go on" is a command when a choice is offered, and an encourager within a reply.
"""

import re

from device.coach.act import Command, Expect

LONGEST = 10
"""Words of a command at most; anything longer is meant for the seeker."""

_EDGES = (
    r"(?:um+|uh+|er+m?|oh|ok(?:ay)?|alright|all right|well|so|right|yes|yeah|yep|no|actually|hey"
    r"|coach|please|thanks|thank you|sorry|excuse me|maybe|perhaps|i think|i guess|then|now|and)"
)
_ASKING = (
    r"(?:(?:can|could|may|shall|should|will|would) (?:i|we|you)(?: just| please| like to)?"
    r"|i (?:just |really )?(?:want|need|like|wish)(?: you)?(?: to)?|i wanna|id (?:just |really )?(?:like|love|prefer|rather)(?: to)?"
    r"|i would (?:like|love|prefer|rather)(?: to)?|let me|lets|let us|how about(?: we)?|im going to"
    r"|ill(?: just)?|we can|id|do you mind if (?:i|we)|is it ok(?:ay)? (?:if|to)(?: i| we)?)"
)

_ANYWHERE: tuple[tuple[Command, str], ...] = (
    (
        Command.STOP,
        r"stop|stop (?:it )?(?:here|there|now|today|this|this now|the practi[cs]e|the talk"
        r"|the session|practi[cs]ing)|(?:have|need) to (?:stop|leave|go)|leave(?: now| here)?"
        r"|quit|exit|(?:end|finish|leave|cancel) (?:it|this|here|now|the practi[cs]e|the talk"
        r"|the session|this practi[cs]e)|ive had enough|thats enough(?: for (?:me|today|now))?"
        r"|enough(?: for (?:me|today|now))|goodbye|bye(?: bye)?|no more(?: of this)?"
        r"|dont want to (?:do this|go on|carry on|continue|play|practi[cs]e)(?: any ?more)?"
        r"|be done(?: now| here)?|go home(?: now)?",
    ),
    (
        Command.HELP,
        r"help|help me(?: out)?|(?:a )?(?:hint|tip|clue)|(?:have|get|give me) (?:a |some )?(?:hint|tip|clue|help|idea)"
        r"|what (?:can|could|do|should|would|might|am) (?:i|we)(?: supposed to| meant to)? (?:say|do|answer)"
        r"(?: here| now| to (?:that|him|her|them))?|(?:i )?(?:dont|do not) know what to (?:say|do|answer)"
        r"(?: here| now| to (?:that|him|her|them))?|what (?:are|were) my options|what can you do"
        r"|(?:im|i am) stuck|how does (?:this|it) work|what do i do",
    ),
    (
        Command.REPEAT,
        r"(?:say|repeat|play|hear) (?:that|it|this|the line)(?: (?:last )?(?:bit|line|part))?"
        r"(?: (?:again|once more|one more time|another time|back))?(?: for me| to me)?"
        r"|repeat(?: (?:that|it|this|please|yourself))?|(?:hear|listen to) (?:that|it|him|her|them)"
        r" (?:again|once more|one more time)|pardon(?: me)?|come again"
        r"|what (?:did|does) (?:he|she|they|you) (?:just )?say|what was that|say again"
        r"|(?:i )?(?:didnt|couldnt|did not|could not|cant|cannot) (?:quite )?(?:hear|catch|get|understand)"
        r" (?:that|it|you|him|her|them|what (?:he|she|they|you) said)(?: properly| well)?"
        r"|i missed (?:that|it)|play it back",
    ),
    (
        Command.SKIP,
        r"skip|skip (?:it|this|that|one|this one|that one|this turn|the turn|ahead)|pass|pass on (?:this|that)(?: one)?"
        r"|next(?: one| question| turn)?|move on|go to the next(?: one| line| turn)?|leave (?:this|that) one(?: out)?",
    ),
    (
        Command.AGAIN,
        r"try (?:that |this |it )?(?:again|once more|one more time|another time)|(?:have )?another (?:go|try|attempt)"
        r"|do (?:that|it|this) (?:again|over|once more|one more time)|start (?:again|over|that again|this again)"
        r"|start (?:that|this|it) over|have (?:one more|a second|another|a new) (?:go|try|attempt)|redo(?: (?:it|that|this))?"
        r"|a (?:second|new) (?:try|go)|one more (?:try|go|attempt)|go again|try a second time",
    ),
    (
        Command.DISAGREE,
        r"i (?:disagree|dont agree|do not agree|cant agree)(?: (?:with (?:that|this|the feedback|your feedback|the coach)|there|at all))?"
        r"|disagree|(?:i )?(?:didnt|never|did not) (?:say|said) that|(?:thats|that is|that was) not what i (?:said|meant)"
        r"|the feedback (?:is|was) (?:wrong|off|not right|unfair)",
    ),
)
_CHOOSING: tuple[tuple[Command, str], ...] = (
    (
        Command.AGAIN,
        r"again|once (?:more|again)|one more(?: time)?|another(?: one| time)?|try|retry|try again"
        r"|(?:yes|yeah|yep|yup|sure|ok|okay)(?: please| sure| again)+|yes|yeah|yep|yup|sure|of course|go for it|why not|id love to|repeat (?:it|that one)|another round"
        r"|say (?:that|it) again(?: myself)?|one more time for luck",
    ),
    (
        Command.GO_ON,
        r"(?:lets )?(?:go|carry|move|keep|come)(?: right| straight)? (?:on|ahead|along|going|forward)(?: with (?:it|the talk))?"
        r"|continue|next(?: one)?|onwards?|forward|on we go|skip(?: it| this)?|no|nope|nah|no thanks|no thank you"
        r"|ok|okay|fine|thats (?:fine|ok|okay|all right|good)|im (?:good|fine|ok|okay|done|ready)"
        r"|(?:what|see what|hear what) (?:comes|happens|is|he says|she says|they say)(?: next)?|proceed|not again|leave it"
        r"|move on|let (?:him|her|them) (?:go on|carry on|continue|talk)|hear (?:more|the next(?: one)?)|let it be",
    ),
    (
        Command.DISAGREE,
        r"(?:thats|that is|that was|its|it is|youre|you are|you got (?:it|that|me)|i think (?:thats|youre)) (?:just |really |so )?"
        r"(?:wrong|not (?:right|true|fair|it|so|correct)|unfair|rubbish|nonsense|incorrect|mistaken)"
        r"|not true|wrong|not fair|unfair|nonsense|rubbish|i see (?:that|it) differently|i (?:dont|do not) think so"
        r"|i (?:dont|do not) see it (?:that way|like that)|you (?:misheard|misunderstood)(?: me)?|i (?:did|didnt)(?: do that)?",
    ),
)
_GO_ON_REPLY = re.compile(r"(?:go|carry|keep) (?:on|going)")

_Rules = tuple[tuple[Command, re.Pattern[str]], ...]


def _compiled(rules: tuple[tuple[Command, str], ...]) -> _Rules:
    return tuple((command, re.compile(pattern)) for command, pattern in rules)


_RULES: dict[Expect, _Rules] = {
    Expect.REPLY: _compiled(_ANYWHERE),
    Expect.CHOICE: _compiled((_ANYWHERE[0], *_CHOOSING, *_ANYWHERE[1:])),
    Expect.PRIVATE: _compiled((_ANYWHERE[0], _ANYWHERE[2])),
}
_LEADING = re.compile(rf"^(?:{_EDGES} )+")
_TRAILING = re.compile(rf"(?: {_EDGES})+$")
_REQUEST = re.compile(rf"^{_ASKING} ")


def parse(text: str, expecting: Expect) -> Command | None:
    """The command that a whole utterance is; None where it is none, and so meant for the seeker."""
    said = plain(text)
    if not said or len(said.split()) > LONGEST:
        return None
    for form in _forms(said):
        for command, pattern in _RULES[expecting]:
            if pattern.fullmatch(form):
                return command
    return None


def plain(text: str) -> str:
    """Lower case, without punctuation or apostrophes, single spaces."""
    bare = re.sub(r"['’‘]", "", text.lower())
    return " ".join(re.sub(r"[^\w]+", " ", bare).split())


def _forms(said: str) -> tuple[str, ...]:
    """What was said, then without the politeness around it, then without the asking."""
    forms = [said]
    bare = _TRAILING.sub("", _LEADING.sub("", said))
    forms.append(bare)
    asked = _REQUEST.sub("", bare)
    forms.append(asked)
    forms.append(_TRAILING.sub("", _LEADING.sub("", asked)))
    return tuple(dict.fromkeys(form for form in forms if form))
