"""Commands: what a trainee asks of the practice itself, by voice.

Only a whole short utterance is a command. "Stop" ends the talk; "stop blaming yourself" is a reply
to the seeker. "Go on" is a command when a choice is offered, and an encourager within a reply.
"""

import re

from device.coach.talk.act import MANNERS, Command, Expect

LONGEST = 12
"""Words of a command at most; anything longer is meant for the seeker."""

_EDGES = (
    r"(?:um+|uh+|er+m?|oh|ok(?:ay)?|alright|all right|well|so|right|yes|yeah|yep|no|actually|hey"
    r"|coach|please|thanks|thank you|sorry|excuse me|maybe|perhaps|i think|i guess|then|now|and)"
)
"""Politeness and filling that may stand around a command."""
_ASKING = (
    r"(?:(?:can|could|may|shall|should|will|would) (?:i|we|you)(?: just| please| like to)?"
    r"|i (?:just |really )?(?:want|need|like|wish)(?: you)?(?: to)?|i wanna"
    r"|(?:id|i would)(?: just| really)?(?: like| love| prefer| rather)?(?: to)?|let me|lets|let us"
    r"|how about(?: we)?|im going to|ill(?: just)?|we can|do you mind if (?:i|we)"
    r"|is it ok(?:ay)? (?:if|to)(?: i| we)?)"
)
"""Ways to begin a request."""
_THAT = r"(?:that|it|this)"
_THEM = r"(?:he|she|they|you)"
_ONCE_MORE = r"(?:again|once more|one more time|another time)"

_WHY_STOP = (
    r"(?:i|we) (?:really |just )?(?:need|want|have|would like|ought)(?: to)?(?: (?:a|some|go"
    r"|leave|rest"
    r"|stop|break|breathe|air|minute|moment|home|think|lie down|sit down|out|now|short|little))*"
    r"|i (?:cant|dont want to) (?:do this|go on|carry on|any ?more|continue)(?: any ?more| now)?"
    r"|(?:im|i am|i feel) (?:really |so |too |very )?(?:tired|done|finished|unwell|ill|upset"
    r"|sick|dizzy"
    r"|exhausted|overwhelmed)|(?:thats|its) enough|(?:this|it)(?:s| is) too much(?: for me)?"
    r"|enough|thank you|that will do"
)
"""Reasons that come along with a stop."""

_ANYWHERE: tuple[tuple[Command, tuple[str, ...]], ...] = (
    (
        Command.STOP,
        (
            r"stop(?: (?:it )?(?:here|there|now|today|this|this now))?|quit|exit|end|finish",
            r"stop(?: (?:stop|please|now|just|here|okay))+",
            rf"stop(?: (?:stop|please|now|here))* (?:{_WHY_STOP})(?: (?:please|now|sorry))*",
            r"(?:(?:have|take) )?a (?:little |short |quick )?break(?: now)?",
            r"(?:stop|end|finish|leave|cancel) (?:the |this )?(?:practi[cs]e|practi[cs]ing|talk"
            r"|session)",
            r"(?:end|finish|cancel) (?:it|this)(?: (?:here|now))?|leave(?: now| here)?",
            r"i (?:need|have|want|would like) to (?:go|leave)(?: now)?|go home(?: now)?",
            r"ive had enough|(?:thats )?enough for (?:me|today|now)|no more(?: of this)?",
            r"i dont want to (?:do this|go on|carry on|continue|play|practi[cs]e)(?: any ?more)?",
            r"(?:good)?bye(?: bye)?|be done(?: now| here)?",
        ),
    ),
    (
        Command.HELP,
        (
            r"help(?: me)?(?: out)?|(?:(?:have|get|give me) )?(?:a|some) (?:hint|tip|clue|help"
            r"|idea)",
            r"hint|tip",
            r"what (?:can|could|do|should|would|might|am) (?:i|we)(?: supposed to| meant to)?"
            r" (?:say|do|answer)(?: here| now| to (?:that|him|her|them))?",
            r"(?:i )?(?:just )?(?:dont|do not) (?:really |quite |even )?know(?: what to"
            r" (?:say|do|answer)(?: here| now| to (?:that|him|her|them))?)?",
            r"(?:im|i am) (?:really |just |so )?(?:(?:no|not (?:very |so |any )?) ?good|rubbish|bad"
            r"|hopeless|useless|terrible) (?:at|with) (?:this|these(?: things)?|words|talking)",
            r"(?:(?:this|it|that)(?:s| is) )?(?:too |so |really )?(?:hard|difficult) for me",
            r"i (?:cant|cannot) think of (?:anything|what to say)",
            r"what (?:are|were) my options|what can you do|(?:im|i am) stuck|how does (?:this"
            r"|it) work",
        ),
    ),
    (
        Command.REPEAT,
        (
            rf"(?:say|repeat|play|hear) (?:{_THAT}|the line)(?: (?:last )?(?:bit|line|part))?"
            rf"(?: (?:{_ONCE_MORE}|back))?(?: for me| to me)?",
            rf"repeat(?: (?:{_THAT}|please|yourself))?|say again|come again|pardon(?: me)?",
            rf"(?:hear|listen to) (?:that|it|him|her|them) {_ONCE_MORE}|play it back",
            rf"what (?:did|does) {_THEM} (?:just )?say|what was that|i missed (?:that|it)",
            r"(?:i )?(?:didnt|couldnt|did not|could not|cant|cannot) (?:quite )?"
            r"(?:hear|catch|get|understand) (?:that|it|you|him|her|them)(?: properly| well)?",
            rf"(?:i )?(?:didnt|couldnt) (?:quite )?(?:hear|catch|get) what {_THEM} said",
        ),
    ),
    (
        Command.LOUDER,
        (
            r"(?:a (?:little |bit )?)?(?:much )?louder|(?:speak|talk) (?:up|louder|more loudly)"
            rf"|turn (?:{_THAT} |yourself |the (?:volume|sound) )?up|volume up|more volume",
        ),
    ),
    (
        Command.QUIETER,
        (
            r"(?:a (?:little |bit )?)?(?:much )?(?:quieter|softer|more quietly)|not so loud"
            r"|(?:speak|talk) (?:more quietly|quieter|softer)|volume down|less volume",
            rf"turn (?:{_THAT} |yourself |the (?:volume|sound) )?down",
        ),
    ),
    (
        Command.SLOWER,
        (
            r"(?:a (?:little |bit )?)?(?:much )?(?:slower|more slowly)|slow down|not so fast",
            r"(?:speak|talk|go) (?:slower|more slowly|slowly)",
        ),
    ),
    (
        Command.FASTER,
        (
            r"(?:a (?:little |bit )?)?(?:much )?(?:faster|quicker|more quickly)|speed up"
            r"|not so slow(?:ly)?",
            r"(?:speak|talk|go) (?:faster|quicker|more quickly)",
        ),
    ),
    (
        Command.SKIP,
        (
            r"skip(?: (?:it|this|that|one|ahead))?(?: (?:one|turn|question))?|next(?: (?:one"
            r"|turn))?",
            r"pass(?: on (?:this|that)(?: one)?)?|move on|go to the next(?: (?:one|line|turn))?",
            r"leave (?:this|that) one(?: out)?",
        ),
    ),
    (
        Command.AGAIN,
        (
            rf"try (?:{_THAT} )?{_ONCE_MORE}|do {_THAT} (?:over|{_ONCE_MORE})|redo(?: {_THAT})?",
            r"(?:have )?(?:another|one more|a second|a new) (?:go|try|attempt)|go again",
            rf"start (?:{_THAT} )?(?:again|over)",
        ),
    ),
    (
        Command.DISAGREE,
        (
            r"(?:i )?(?:disagree|dont agree|do not agree|cant agree)"
            r"(?: with (?:that|this|the feedback|your feedback|the coach)| there| at all)?",
            r"(?:i )?(?:didnt|never|did not) (?:say|said) that",
            r"(?:thats|that is|that was) not what i (?:said|meant)",
            r"the feedback (?:is|was) (?:wrong|off|not right|unfair)",
        ),
    ),
)
"""What is a command wherever it is said."""
_TOO = rf"(?:(?:{_THAT}s|youre|you are|{_THEM} (?:was|is|are|were)) )?(?:too|very|a bit)"
_CHOOSING: tuple[tuple[Command, tuple[str, ...]], ...] = (
    (Command.LOUDER, (rf"{_TOO} (?:quiet|soft)",)),
    (Command.QUIETER, (rf"{_TOO} loud",)),
    (Command.SLOWER, (rf"{_TOO} (?:fast|quick)",)),
    (Command.FASTER, (rf"{_TOO} slow",)),
    (
        Command.AGAIN,
        (
            r"again|once (?:more|again)|one more(?: time)?|another(?: one| time| round)?"
            r"|re ?try|try",
            r"(?:yes|yeah|yep|yup|sure)(?: (?:please|sure|again|ok|okay))*",
            r"of course|go for it|why not|id love to|repeat (?:it|that one)|stay(?: with (?:it"
            r"|this one))?",
            r"(?:let me|i want to|can i) say (?:that|it) again",
        ),
    ),
    (
        Command.GO_ON,
        (
            r"(?:lets )?(?:go|carry|move|keep|come)(?: right| straight)? (?:on|ahead|along|going"
            r"|forward)(?: with (?:it|the talk))?",
            r"continue|proceed|next(?: one)?|onwards?|forwards?|on we go|skip(?: it| this)?",
            r"no|nope|nah|no thanks|no thank you|not again|leave it|let it be|ok|okay|fine",
            r"(?:thats|im) (?:fine|ok|okay|all right|good|done|ready)",
            r"(?:see |hear )?what (?:comes|happens|he says|she says|they say)(?: next)?",
            r"let (?:him|her|them) (?:go on|carry on|continue|talk)|hear (?:more"
            r"|the next(?: one)?)",
        ),
    ),
    (
        Command.DISAGREE,
        (
            r"(?:thats|that is|that was|its|it is|youre|you are|i think (?:thats|youre))"
            r" (?:just |really |so )?(?:wrong|not (?:right|true|fair|it|so|correct)|unfair|rubbish"
            r"|nonsense|incorrect|mistaken)",
            r"not true|wrong|not fair|unfair|nonsense|rubbish|i (?:dont|do not) think so",
            r"i see (?:that|it) differently|i (?:dont|do not) see it (?:that way|like that)",
            r"you (?:got (?:it|that|me) wrong|misheard(?: me)?|misunderstood(?: me)?)",
        ),
    ),
)
"""What is a command when a choice is offered, too."""

_IN_PRIVATE = {Command.STOP, Command.REPEAT} | MANNERS
_Rules = tuple[tuple[Command, re.Pattern[str]], ...]


def _compiled(rules: tuple[tuple[Command, tuple[str, ...]], ...]) -> _Rules:
    return tuple((command, re.compile("|".join(wordings))) for command, wordings in rules)


_RULES: dict[Expect, _Rules] = {
    Expect.REPLY: _compiled(_ANYWHERE),
    Expect.CHOICE: _compiled((_ANYWHERE[0], *_CHOOSING, *_ANYWHERE[1:])),
    Expect.PRIVATE: _compiled(tuple(rule for rule in _ANYWHERE if rule[0] in _IN_PRIVATE)),
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
