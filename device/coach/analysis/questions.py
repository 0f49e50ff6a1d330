"""Questions: open, closed, and several closed ones in a row.

Found by how English asks, since a recogniser seldom prints the question mark: a question word and
an auxiliary before its subject ("what did he"), or the auxiliary first ("did you").
"""

from collections.abc import Iterator

from device.coach.analysis.clauses import Clauses
from device.coach.analysis.cues import Match, cues
from device.coach.analysis.lexicon import CLASSES
from device.coach.analysis.pattern import Pattern, compile_pattern
from device.coach.analysis.tokens import STOP, Heard
from device.coach.skills import Skill

_OPEN = """
.9  why (do not|not) you _ (tell|say|share|talk to me|walk me|take me|start|begin|describe)
.9  -not/to/you/they/can/could/did/he/she/people tell us/me _
        (more|about|what|how|where|who|why|a bit|a
        little|something|everything|anything|the|whatever|your|all|when) !(that you|to
        (stop|shut)|you will|you promise|now|when (did|was)|off)
.9  (say|tell me|share|hear) _ (a bit |a little |some )?more
.85 -will/i/to talk/walk/take/run/lead me through !(this form)
.85 (help me|i want to|i would like to|i would love to|trying to|i am trying to|let me|want to)
        _ (understand|know|hear|learn|get) _ (what|how|more|about|your|it|the|where|who|from)
        !(you should)
.85 i (would|do|am)? _ (love|like|want|be glad|be interested|happy|keen) to _
        (hear|know|listen|understand) !(if|whether|why you (did|would)|what your
        (problem|excuse))
.85 i (am|was) _ (curious|wondering|interested) _ (what|how|about|to (know|hear)|where|in
        (what|how|your)) !(if you (should|tried|have tried)|why you (did not|would not))
.85 i wonder _ (what|how|where (that|it|you)|which|who) !(you were thinking|on earth|hard|much)
.8  ^ (describe|paint me|fill me in|talk to me|give me a sense|give me a picture|show me|take me
        (back|through|into|to)) !(a favour)
.85 (would|do|could|can|will|might) you _ (like|want|feel like|care|fancy|be willing|feel
        able|feel up|be able|mind|wish|feel ready|be up|feel okay|feel comfortable|feel safe)? _
        (to|for)? _
(tell|telling|talk|talking|say|saying|share|sharing|describe|describing|walk|help|explain|talk|paint|show|give|put|go|open)
        _ (us|me|more|about|that|it|a|what|how|through|into|a bit|some|something|to
        me|yourself|understand|words|back) !(to (the|your|a|him|her|them)|him|her|them|to
        (stop|calm)|why you (did|would)|how many|the name|your name|the
        (date|time)|(my|what|how) (worked|helped|idea|thoughts)|up for|through with)
.85 (would|do) you _ (want|like|care|feel like) (to
        (talk|say|tell|share|go|start|begin|unpack|explore|stay)|talking|saying|sharing|telling)
.85 want to (talk (about|it)|tell me|say (more|a bit)|share)
.8  (is|was|are) there _ (anything|something|more|a part|any part|someone|somebody|anyone|any|a
        bit|things|a (moment|time|place|person|feeling)) ~3
        (you|else|on|in|that|about|like|feels|want|helps|weighing|sitting) !(have
        tried|should|could try|can do)
.8  (anything|something) (else|you|in particular|on your mind|more) _
        (you|on|that|want|like|going|would)
.85 how so $
.8  like what $
.8  (in|it) what way
.8  meaning what
.75 what else
.75 what about (you|yours|for you|the|your|that|her|him|them|it|when|nights|mornings|now)
        !(going|trying|getting|kids|a)
.8  ^ and (you|yours|for you|now|today) $
.75 (that|it) (was|is|meant|felt|feels|left you) (what|how|like what) $
.85 what (comes|came) up
.8  what (was|is) _ (that|it|this) like
"""
_NOT_ASKED = """
.9 what a/an
.9 what (i
        (am|hear|heard|mean|think|would|want|can|do|did|love|like|see|notice|said|say|was|have)|you
(are|have|need|did|should|want|say|do|said|went|must|feel|felt|were|had|carry|just|got|can|know|call|think|would|found|saw)|he|she|they|we|it
        (is|was|must|takes|took|does|did)|your|people|matters (is|most is)|ever|worked for
        me|helped me|works for|happened to (you|me|him|her|them) (was|is|must)|you)
.9 how
(hard|much|far|strong|brave|awful|difficult|painful|lonely|terrible|sad|deeply|tired|scared|worried|frightening|exhausting|heavy|well|frustrating|you
        (feel|felt|are|must|have|kept|said|got|came|were|did|want|would)|it
        (is|was|feels|felt|must|could|can|hurts)|that (must|feels|felt|could|would
        (feel|be|have)|hurts|makes)|dare|come you|about|ever|i (feel|felt|am|see|did|got))
"""
_FACTS = compile_pattern(
    "(when|who|whose|where|which (school|doctor|hospital|day|one "
    "was|street|bus|town|number|week|side of town|part of town|part of "
    "the|ward|company|shift|bank|agency|team|tablets|drug|church|year|month|prison|"
    "college|floor|house|country|city)"
    "|how _ (long|many|old|often|much|far|soon|big|tall|early|late|recently|regularly|"
    "frequently|quickly|heavy|bad is)"
    "|what "
    "(time|day|date|year|month|age|number|colour|color|size|dose|dosage|school|hospital|"
    "medication|meds|tablets|drug|kind "
    "of (doctor|job|car|dog|tablets|medication|drugs|place)|sort of "
    "(doctor|job|car|dog|tablets)|street|town|country|city|class|grade|course|church|"
    "ward|job|brand|ages|part "
    "of (town|the country))"
    "|what (is|was|are|were) _ (the|your|his|her|their|this|that|its)? ~2 "
    "(name|names|called|number|address|job|age|date|postcode|diagnosis|dose|time|rent|"
    "salary|surname|title|weight|height|occupation|breed|score|amount|plan "
    "for tomorrow)"
    "|what ~6 called $|what ~2 (are they|is it|was it|were they|is that|was that) "
    "$|which ~2 (was|were|is|are) (it|they|that) |what were you in for|what did they "
    "call you)",
    CLASSES,
)
_OPEN_AFTER_ALL = compile_pattern(
    "(where (do|does|did|has|have|would|is|will) _ (that|it|this|you|he|she|all that) ~2 "
    "(leave|left|sit|sits|want to (start|begin|go)|like to "
    "(start|begin|go)|feel|feels|start|see|go from|take|come from|land|not "
    "feel|turn|find|notice|hurt|hurts|your head|put|at with|in (all|your))"
    "|where are you (at|in|with)|where is your head|where (should|shall) we|who "
    "(do|are|is|would|can|could|did) (you|it|that) _ (when|with him|with "
    "her|lean|without|want|feel|wish|underneath|before|to you)|who _ "
    "(makes|made|gets|understands|knows|sees|listens|helps) |who (is|was) "
    "(he|she|that|it) to you"
    "|which (one of|of|part|bit|way|feeling|parts|bits|side) |when "
    "(do|did|does|are|were|is|was) (you|it|that|the pain|things) _ (feel|most|at "
    "(its|your)|worst|hardest|easier|easiest|best|heaviest|loudest|feels|hit|hits|start "
    "to|notice)"
    "|how (long|much) _ (can|do|does) (you|it) _ "
    "(rest|carry|hold|trust|matter|mean|want|weigh|take out|feel|of (you|that|it|this)))",
    CLASSES,
)
_HINDERS = compile_pattern(
    "(what did you (expect|think (would|was)|do to)|what (on earth|the hell|in the "
    "world)? (were|are) you _ (thinking|playing|like)|what is (wrong|the matter) with "
    "you|how could you|how dare you|how on earth|how can you|how do you expect|why "
    "(do|did) (not|you not)|what about *ing|how about|what if (you|i|we)|what "
    "(kind|sort) of "
    "(mother|father|mom|dad|parent|person|man|woman|a|wife|husband|son|daughter|friend)|what "
    "do you expect|who do you think you|who (could|can|would) blame|how could "
    "(anyone|you|they|he)|who would not|how "
    "(hard|much|far|strong|brave|awful|lonely|terrible|sad|tired|scared|worried|"
    "frightening|exhausting|heavy) "
    "(that|it|you|this|they|he|she|a|of)|why would you _ "
    "(do|say|let|go|leave|marry|stay|send|tell|wait|even|think|buy|give|want to)|what is "
    "(the big deal|the point|your problem|all the fuss|the fuss|there to)|what "
    "(right|business) |what is it to you|why (are|were) you "
    "(so|still|such|always|even|crying|making|getting)|what (would|do) you want me "
    "to|how would you feel (about|if) (me|i|we)|what if)",
    CLASSES,
)
_WH_VERB = frozenset(
    """
    do does did is are was were has have had would could can will should might happened happens
    happen makes made make keeps kept brought brings helps helped goes went gets got matters
    mattered worries worried comes came hurts hurt scares scared feels felt stands stood weighs
    sits stays bothers takes took gives gave changed changes worked works stops stopped hits hit
    leaves left else kind sort part bit bits parts things thing way um one of sense about on am
    may must were'd has'nt upsets upset holds calls starts started stung stings drives drove
    sets set lets let pulls haunts keeps lies lives means meant
    """.split()
)
_AUX = frozenset(
    """
    do does did are is was were have has had can could would will should am
    """.split()
)
_SUBJECT = frozenset(
    """
    you he she they it that this there anyone anybody someone somebody we i anything everyone
    everything people these those
    """.split()
)
_OWNED = frozenset(["your", "his", "her", "their", "the", "my", "our", "any"])
_EMBEDS = frozenset(
    """
    know see hear that is of understand exactly just remember about and'all like whatever matter
    feel from for get got imagine was to at by with on not love like 's say said saying tell
    told believe knew knows realise realize sure about wonder notice noticed show shows into
    than because
    """.split()
)
_INVERTS = frozenset(
    """
    do does did is are was were have has had would could can will should
    """.split()
)
_NO_QUESTION_AFTER = frozenset(
    """
    i you he she they we it that this there who which all part thing problem trouble point truth
    worst hardest best bit fact difference answer reason hope as so nor neither not what how why
    where when whose whom if than
    """.split()
)
_WH = frozenset(["what", "how", "why", "where", "when", "who", "which", "whose"])
_CHECKS = compile_pattern(
    "(is (that|it|this) _ (right|it|like that|fair to say|close|how it "
    "(is|feels|was|felt)|about right|what (it|you|that)|some of it|part of it)"
    "|am i (right|close|hearing|getting|reading|with you|understanding|off)|did i "
    "(get|hear|understand|catch|have)|have i (got|understood|heard)|does (that|this) _ "
    "(sound|make|fit|seem|feel|ring|land|match|describe|come close|capture)"
    "|do you (know what i mean|see what i mean|know|follow|hear me|get me|get what i "
    "mean)|would (you|that be) (say|right|fair)|are you with me|can i (just "
    ")?(check|say)|do i have|was that (it|right)|do you think so|is (it|that) "
    "(so|not|okay|like that)|are you (okay|all right) (with|to) )",
    CLASSES,
)
_OFFERS = compile_pattern(
    "(can|could|may|might|shall|should|will|would|do|is|are|want) (i|we|it (be "
    "(okay|alright|all right|any|of|useful|helpful|fine|good|a)|help)|you _ (want "
    "me|like me|mind if|want us|like us|rather|like a|want a|like some|fancy a|want "
    "company|prefer|want to (sit|come|join|stay)|like to (sit|come|join|stay)|like "
    "that|want that|be open|be up|want to hear|like to hear|open to|up for|looking "
    "for|want some|like ideas|want ideas|want suggestions|care to hear|be interested)|it "
    "(okay|alright|all right|fine|cool) if)",
    CLASSES,
)
_CONFIDENT = 0.88
_LIKELY = 0.7
_LOOK_BACK = 5
"""Words in which a question word rules the auxiliary that follows: "how long have you"."""

CUES = cues(Skill.OPEN_QUESTION, _OPEN)
_EXCLAIMED = cues(Skill.OPEN_QUESTION, _NOT_ASKED)


def asked(heard: Heard, clauses: Clauses) -> Iterator[Match]:
    """The questions in a reply, open and closed, from left to right."""
    index, taken = 0, 0
    while index < len(heard.tokens):
        match = None
        if index >= taken:
            word = heard.word(index)
            if word in _WH:
                match = _by_question_word(heard, clauses, index)
            elif word in _AUX:
                match = _by_auxiliary(heard, clauses, index)
        if match is not None:
            yield match
            taken = match.last
        index += 1


def _until(heard: Heard, high: int, index: int) -> int:
    """Where a question's words end: with its clause, or after a breath's worth of words."""
    return min(max(min(high, index + 14), index + 2), len(heard.tokens))


def _at(pattern: Pattern, heard: Heard, index: int) -> bool:
    return pattern.regex.match(heard.plain, heard.offsets[index]) is not None


def _by_question_word(heard: Heard, clauses: Clauses, index: int) -> Match | None:  # noqa: PLR0911  # a list of guards
    word, before, after = heard.word(index), heard.word(index - 1), heard.word(index + 1)
    told = _at(_HINDERS, heard, index) or any(_at(cue.pattern, heard, index) for cue in _EXCLAIMED)
    how_much = word == "how" and _at(_FACTS, heard, index) and _inverted(heard, index)
    if told and not how_much:
        return None
    opening = index in clauses.openings
    asks_after_was = (
        before in {"was", "is"}
        and after in _INVERTS
        and (heard.word(index + 2) in {"you", "the", "your"})
    )
    if (
        not opening
        and before in _EMBEDS
        and not asks_after_was
        and not (before in {"and", "like"} and after in _INVERTS)
    ):
        return None
    facts = _at(_FACTS, heard, index)
    if word in {"when", "where", "who", "whose"}:
        short = after == STOP or (word in {"who", "where"} and after in {"with", "from"})
        if not (
            _inverted(heard, index) or (word == "who" and opening and after in _WH_VERB) or short
        ):
            return None
        if word == "when" and not (after in _INVERTS or short):
            return None
    elif not (after in _WH_VERB or _inverted(heard, index) or facts):
        return None
    if facts and word in {"how", "what", "which"} and not _inverted(heard, index) and not opening:
        return None
    closed = facts and not _at(_OPEN_AFTER_ALL, heard, index)
    skill = Skill.CLOSED_QUESTION if closed else Skill.OPEN_QUESTION
    _, high = clauses.around(index)
    confidence = _CONFIDENT if opening or after in _INVERTS else _LIKELY
    return Match(skill, index, _until(heard, high, index), confidence, f"asks {word}")


def _inverted(heard: Heard, index: int) -> bool:
    """Whether an auxiliary stands before its subject soon after a question word."""
    for here in range(index + 1, min(index + 6, len(heard.tokens) - 1)):
        word = heard.word(here)
        if word == STOP or word in _SUBJECT - {"that"}:
            return False
        if word in _INVERTS:
            after = heard.word(here + 1)
            return after in _SUBJECT or after in _OWNED or here == index + 1
    return False


def _by_auxiliary(heard: Heard, clauses: Clauses, index: int) -> Match | None:  # noqa: PLR0911, PLR0912  # a list of guards
    subject, before = heard.word(index + 1), heard.word(index - 1)
    opening = index in clauses.openings
    if subject == "not" and heard.word(index + 2) in _SUBJECT and opening:
        subject = heard.word(index + 2)
    if subject in _OWNED or subject in {
        "that",
        "this",
        "there",
        "we",
        "i",
        "people",
        "these",
        "those",
    }:
        if not opening:
            return None
    elif subject not in _SUBJECT:
        return None
    if (
        before == "so"
        and heard.word(index) in {"would", "do", "did", "am", "have", "is", "are"}
        and subject not in {"you"}
    ):
        return None
    if (
        heard.word(index) in {"did", "do", "had", "does"}
        and index > 0
        and subject in _OWNED - {"your"}
        and index not in clauses.bounds
    ):
        return None
    if before in _NO_QUESTION_AFTER and not opening:
        return None
    if (
        any(heard.word(back) in _WH for back in range(max(index - _LOOK_BACK, 0), index))
        and index not in clauses.bounds
    ):
        return None
    low, high = clauses.around(index)
    if index > 0 and heard.word(index + 2) in CLASSES["address"] and index + 3 >= high:
        return None
    if high - index <= 3 and heard.word(index + 2) in {STOP, "not"} and index > low:
        return None  # a tag: "…, isn't it"
    if index + 2 >= len(heard.tokens) and index > 0:
        return None
    if heard.word(index + 2) == STOP and index > 1:
        return None
    if _at(_CHECKS, heard, index) or _at(_OFFERS, heard, index):
        return None
    if heard.word(index) in {"can", "could", "would", "will", "should", "had"} and not (
        opening or subject == "you"
    ):
        return None
    confidence = _CONFIDENT if opening else _LIKELY
    return Match(
        Skill.CLOSED_QUESTION,
        index,
        _until(heard, high, index),
        confidence,
        "asks yes or no",
    )


def interrogates(found: list[Match]) -> Iterator[Match]:
    """Two closed questions or more in one reply, or a closed one among three."""
    closed = [match for match in found if match.skill is Skill.CLOSED_QUESTION]
    asked = sorted(
        (m for m in found if m.skill in {Skill.CLOSED_QUESTION, Skill.OPEN_QUESTION}),
        key=lambda match: match.first,
    )
    if len(closed) >= _MANY or (closed and len(asked) > _MANY):
        confidence = 0.9 if len(closed) > _MANY else 0.8
        why = f"{len(asked)} questions"
        yield Match(Skill.INTERROGATION, asked[0].first, asked[-1].last, confidence, why)


_MANY = 2
"""Closed questions in one reply from which on it is an interrogation."""
