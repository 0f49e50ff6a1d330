"""The trainee's own story: a little shared and the talk handed back, or one that takes over."""

from collections.abc import Iterator

from device.coach.analysis.cues import Match, cues
from device.coach.analysis.tokens import STOP, Heard
from device.coach.skills import Skill

_OWN = """
.85 i
(have|had|was|went|lost|used|remember|know|felt|also|did|got|came|stood|grew|struggled|spent|lived|found|cried|left|sat|once|still|drank|moved|slept|tried|stopped|quit|broke|fell|buried|carried|stayed|never|hid|kept|couldn't|could|waited|worked|failed|ran|hated|heard|started|burnt|burned|missed|nearly|wore|ended|self)
        _ (been (there|through|in|on|where|homeless|sober|clean|inside|divorced|a|that)|that
        (too|as well|with|once|myself|same|feeling|when)|like that|one
        (too|of|myself)|mornings|nights|days|a
        (similar|time|spell|stretch|bad|year|baby|breakdown|son|daughter|brother|sister|mom|dad)|my
(own|mom|dad|job|brother|sister|wife|husband|first|son|daughter|marriage|house|partner|best|gran|nan|mind|kids|faith|licence)|through|something|the
        same|to (feel|drink|think|be|hide|wake|sit|lie|get|cry|dread|do|go)|when|what (it|that)
        is|how (it|that) (feels|is)|years|off|there|in|at|on|was|homeless|here
        once|alone|lonely|lost|new|inside|ill|the (job|house|baby|door|only|one|bottle)|for
        (years|months|weeks|a)|until|myself|up|and|a month|broken|skint|made
redundant|sacked|left|divorced|bullied|scared|terrified|ashamed|angry|stuck|numb|low|so|down|out|sectioned|evicted|too)
        !(to (hear|listen|say|tell you)|you|to know|for you|sorry|with you|here|seen)
.9  (i have|i had) been (there|through (it|that|this|the same|something))
.9  same (thing|here|for me|with me|happened|as me|story)
.85 (happened|same) to me
.9  me too $
.85 for me (it|that|the|when|personally|at)
.85 when (i was|i lost|my|i had|i first|i went|i left|i got|i came|i moved|i started|i stopped|i
        quit|i broke)
.85 (mine|mine's)
(is|was|came|died|left|did|took|went|would|used|lasted|knees|mostly|started|happened|too|still|has|had)
.8  my
(mom|dad|mother|father|brother|sister|son|daughter|husband|wife|partner|ex|nan|gran|grandma|granddad|grandad|uncle|aunt|cousin|friend|best
        friend|nephew|niece|kids|boy|girl|lad|marriage|own
(mom|dad|brother|family|kids|recovery|life|experience)|first|family|boss|doctor|neighbour|dog|divorce|depression|anxiety|drinking|recovery|job|breakdown)
        _ (died|passed|left|was|had|did|is|has|went|got|told|and me|and
        i|never|used|threw|drank|took|said|came|lost|kicked|walked|too|when|too)
.8  (that|it) (was|is) me (once|too|a|last|at|in|for|ten|two|five|not|years)
.85 (i have|i) (struggled|lived|dealt|suffered|wrestled|battled|coped) with
.85 in my own (life|recovery|experience|case|family|way)
.8  (reminds|takes|brings) me (of|back)
.8  i know (that|this|the|what it is|what that is|a bit about)
        (one|feeling|place|road|silence|feels like|is like|like|hole|corridor|kind of)
.75 i (also|too)
.8  (old friends|old friend)
.8  (and|with) me are
"""

_PAST = """
.75 -if/that/what/how i _ (*ed) !(like to|by what|about (you|how)|if|whether|you|that you)
.75 -if/what i _
        (went|lost|left|sat|stood|kept|slept|ate|drank|grew|fell|broke|ran|hid|wore|spent|felt
        like that|used|had|was|did|came|got|took|wrote|met|buried|quit|cried|woke|couldn't|could
not|paid|put|drove|gave|made|held|swore|shook|hung|fought|found|sold|knew|never|hated|missed|nodded|still
        do|nod|count|counted) !(thinking|wondering|going to|saying|just|that (you|wrong)|you|to
        (say|ask|know|hear)|it (right|wrong)|about to|not sure|sorry|a (thought|question|feeling
        you))
.75 me and (mine|my)
.75 they asked me
.75 me i (can not|could not|do|did|am|was|have)
.75 my (own
        )?(mom|mama|dad|daddy|daughter|son|brother|sister|wife|husband|boy|girl|mother|father)
        (had|did|was|used|died|left|would)
"""

_HIJACKS = """
.9  that (is|was) nothing
.85 (that|this|it) reminds me (of|when)
.9  (you think (that is|you have|you had) _ (bad|it bad|hard|tough|problems|got))
.85 tell me about it i
.85 let me tell you (about|what happened to) (my|me|when)
.85 (wait|you should) (till|until|hear|see) (you hear|what happened|my|about my|mine)
.85 (same|snap|ditto|me too) (i|my|honestly|and i|and my|so|because)
.85 i had (it|a) _ (far|way|much|even|a lot)? worse
.85 (funny you should say|speaking of which|that is like (me|my|when i)|i am exactly the same|i
        am the same|my
(sister|brother|mom|dad|son|daughter|husband|wife|friend|cousin|aunt|uncle|nan|gran|nephew|niece|neighbour|boss|mate|ex|kid|boy|girl)
        (is|was|had|did|has) _ (the )?(same|one|that|exactly))
"""

OWN = cues(Skill.SELF_DISCLOSURE, _OWN)
PAST = cues(Skill.SELF_DISCLOSURE, _PAST)
"""Weaker: they need the talk to be handed back."""
HIJACKS = cues(Skill.OVERSHADOWING, _HIJACKS)

_FIRST = frozenset(["i", "me", "my", "mine", "myself", "we", "us", "our"])
_YOURS = frozenset(["you", "your", "yours", "yourself"])
_LONG = 26
"""Words from which an own story that does not come back has taken over."""
_MOSTLY = 0.09
"""Share of first-person words: at least one in eleven words."""
_STORY = 45
"""Words from which a story about others counts as well, where the seeker is hardly in it."""
_SURE = 0.85
"""Confidence from which an own story counts even where the talk is not handed back."""
_TURN_BACK = 12
"""Words at the end in which the talk is handed back."""


def best_of(matches: list[Match]) -> float:
    """The confidence of the surest of some matches."""
    return max(match.confidence for match in matches)


def told(
    heard: Heard,
    own: list[Match],
    hijacks: list[Match],
    questions: list[Match],
    others: list[Match],
) -> Iterator[Match]:
    """Whether the own story is shared and handed back, or has taken over."""
    words = [token.text for token in heard.tokens if token.text != STOP]
    count = len(words)
    firsts = sum(word in _FIRST for word in words)
    yours = sum(word in _YOURS for word in words)
    tail = words[-_TURN_BACK:]
    handed_back = any(match.last >= len(heard.tokens) - _TURN_BACK for match in questions) or (
        sum(word in _YOURS for word in tail) > sum(word in _FIRST for word in tail)
    )
    if not count:
        return
    mostly = firsts / count >= _MOSTLY and firsts >= 3 and firsts > 1.5 * yours
    if own or hijacks:
        first = min(match.first for match in (*own, *hijacks))
        last = max(match.last for match in (*own, *hijacks))
        taken = (count >= _LONG and mostly and not handed_back) or (
            count >= 60 and firsts > 2 * yours and mostly
        )
        if taken or (hijacks and not handed_back and count >= 20 and mostly):
            confidence = 0.9 if count >= 2 * _LONG or hijacks else 0.8
            yield Match(Skill.OVERSHADOWING, first, last, confidence, "own story, not handed back")
        elif own and count < 60 and (handed_back or best_of(own) >= _SURE):
            best = max(own, key=lambda match: match.confidence)
            boost = 0.05 if handed_back else -0.15
            yield Match(
                Skill.SELF_DISCLOSURE, best.first, best.last, best.confidence + boost, best.why
            )
    elif count >= _STORY and firsts >= 2 and firsts >= yours and not handed_back:
        yield Match(Skill.OVERSHADOWING, 0, 15, 0.75, "a long story of somebody else")
    elif count >= _LONG + 6 and mostly and not handed_back and firsts >= 5 and not others:
        yield Match(Skill.OVERSHADOWING, 0, min(count, 15), 0.65, "mostly in the first person")
