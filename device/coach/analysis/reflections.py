"""Reflections: the feeling named, or the facts and their meaning said back."""

from collections.abc import Iterator

from device.coach.analysis.clauses import Clauses
from device.coach.analysis.cues import Match, cues
from device.coach.analysis.echo import Echo
from device.coach.analysis.tokens import STOP, Heard
from device.coach.skills import Skill

_FEELING = """
.75 (i bet|bet|i imagine|i expect|i should think|i would say|i wonder if|i suppose|i would
        guess|i am guessing|i would think) _ (you|that|it|this)
        (were|was|are|is|felt|feel|feels|wanted|want|walked|went|must|could|can
        not|stings|stung|hurt|hurts|burns|burned|lay|sat|came|have|had) !(to (try|go|get))
.75 (it is|that is|it was|that was|be|bit|feels) like
        (watching|having|being|losing|they|you|someone|somebody|a) !(like that for|the rest)
.8  you will (be|have felt|be feeling|have been) _ <feeling> !(with|free to|soon|again|enough|seen)
.9  -not/do/does/did/if sound/sounds/sounded/sounding _ (like|as if|as though)? _
        (it|that|this)? _ (was|is|has been|must be|must have been|might be|feels|felt|can
        be|could be)? _ (a|an)? _ (<felt>|<feeling>) !(to me that you should|idea|plan)
.85
(it|that|this|everything|things|life|all|which|there|nights|mornings|home|must|might|may|can|could|would|will|they)
        _ (seem|seems|seemed|look|looks|feel|feels|felt|must feel|must have felt|might feel|can
        feel|could feel) _ (like)? _ (a|an)? _ (<felt>|<feeling>)
.85 (has|have|had) got? to _ (be|feel|have been|have felt|hurt|sting|ache) _ (like)? _ (a|an)? _
        (<felt>|<feeling>|*ing|*ed) !(careful|kinder)
.85 (that|it|this|which|must|have|they|things|words) _ (gone through|went (right
        )?(through|in)|hit|hit home|cut|landed|stayed with|stuck
        with|broke|crushed|winded|floored|knocked|got
        (under|to)|lodged|stings|sting|hurt|wore|worn|come
        crashing|shook|haunts|flattened|threw) _ (you|hard|deep|home|in|right|your|like)
.8  sound/sounds/sounded/sounding _ *ing !(like|to|about|you|it)
.8  -do/did/does/if/how/what/i/not/would/they/should/can/when/could you (feel|felt|have
        felt|still feel) !(like (telling|talking|it)|about|now|better|$|that you should|free|the
        same|_ (should|might|could) )
.8  -do/did/does/if/i/not/would/they/should/can/when you (sound|sounded|seem|seemed|look) _
        (*ed|*ing|so|really|like|as if)
.8  (hear|hearing|see|sense|understand|tell|imagine|feel|know) how _
        (*ed|<feeling>|<felt>|unfair|much (it|that|this|you|of)|*ing|hard|deeply)
        !(good|listened)
.75 ^ how _ <felt>
.75 (sick|sick to your stomach|wild|beside yourself|fit to be tied|torn|split|caught|pulled)
        (with|between|in|from|at)
.9  must _ (be|feel|have been|have felt|seem|get|hurt|ache|sting|have left you|have made you
        feel|be feeling|leave you|leave you feeling|make you feel|make you) _ (like)? _
        (a|an|such a|the)? _ (<felt>|<feeling>)
.85 must _ (hurt|ache|sting|have hurt|have stung|have ached|have broken|break|weigh|have
        weighed|cut|have cut|sit|eat|feel (like|as)|have felt (like|as)|wear|have worn|be
        like|have shaken|have shocked|have knocked|have crushed|tear|miss|have
        missed|wonder|worry|long|dread)
.8
-i/anyone/anybody/everyone/everybody/people/who/us/person/mom/dad/parent/man/woman/child/body/one/they/we
        might/may/could/can/would _ (be|feel|have been|have felt|get|make you feel|leave you) _
        (a|an)? _ (<felt>|<feeling>) !(to (talk|hear|say|go|see|tell)|enough)
.7  (can|could) not (be|have been|feel) _ (easy|nice|fun|pleasant|comfortable|good)
.7  (is|was|are|were) not _ (easy|fair|nice) (on you|for you|to)
.9  -<modal>/do/does/did/are/were/have/if/when/whenever/would/how/than/who/not/as/because you
        (are|were|have been|feel|felt|are feeling|were feeling|have felt|have been
        feeling|sound|sounded|seem|seemed|look|must be|must feel|must have felt|must have
        been|might be|might feel|may be|may feel|could be|end up|ended up|got|get|got left|are
        left|were left|left|have been left|are getting|came away|come away|go home|went
        home|walked away|are still|find yourself|lie there|sit there|go to bed|wake up|keep
        feeling|started feeling|began to feel|have ended up) _ (feeling|like|being|getting)? _
        (such a|a|an|the)? _ (<feeling>) !(of (me|us)|the point|enough to|in (the
        right|hospital|bed|school|here)|here|with it|out of (hospital|bed)|to
        (have|think|start|get over))
.85 -do/did/does/if/how/what/i/not/would/they/should/does it/can you (feel|felt|are feeling|were
        feeling|have felt|still feel|sometimes feel|just feel|really feel|always feel|almost
        feel|have been feeling) _ (like|as if|as though|that|you)
        !(telling|talking|saying|sharing|you should (try|get|go)|it)
.85 -i/what/does/did/not/do (feels|felt|feel|feeling|feels to you|felt to you) _ (like|as if|as
        though) !(me|i|talking|telling|saying|sharing|it would help|you should|you are
        (making|being)|$|for you|doing)
.85 (hear|hearing|heard|sense|sensing|feel|noticing|notice|see|picking up|detect|pick up) ~5
        (<feeling-noun>) !(free)
.85
(hear|hearing|sense|sensing|see|tell|gather|guess|imagine|guessing|imagining|wonder|wondering|think|suspect|bet|get)
        _ (that|if|whether|how)? _ (you|you are|it is|that is|it|that) ~3 (<feeling>) !(to
        (try|go|get|start))
.85 -feel/feels/if/when/know/and/where/who there (is|was|has been|must be|has to be|might be) ~4
        (<feeling-noun>|missing|hiding|<felt>) !(in (coming|asking|telling|crying|that you
        should)|here who)
.85 (so much|a lot of|lot of|lots of|all that|all this|full of|mix of|mixture of|bit of|sort
        of|kind of|some|such|a deep|deep|a real|real|a quiet|quiet|a long|a long quiet|long
        quiet|maybe|and) _ (<feeling-noun>) !(to give|for you|from me|you|yourself|in
        (coming|asking))
.8  (carrying|holding|carry|hold|sitting with|living with|left with|lived
        with|under|swallowing|swallowed|buried|that|the|your) _ (<feeling-noun>) (on your
        own|alone|by yourself|inside|in (it|that|there|what|your|this)|of
(it|not|being|having|losing|sitting|waiting|never|all|that|watching|knowing|missing)|underneath|under|around|behind|about|with
        you|there|still|too|as well|and)
.85 make/makes/made/leave/leaves/leaving/making/left/get/gets/got/has/have/keep/keeps/kept/had
        you (feel|feeling|to feel)? _ (like)? _ (a|an)? _ (<feeling>)
.85 make/makes/made/leave/leaves/leaving/making/left you (feel|feeling)
.8  (it|that|this|which|he|she|they|words|of it|losing|still|what|really) _
        (hurt|hurts|stings|stung|aches|cuts deep|cut
deep|burns|haunts|frightens|frightened|scares|scared|terrifies|terrified|upsets|upset|breaks|broke|crushed|crushes|shook|knocked|floored|rattled|rattles|wounded|wounds|destroyed|drains|drained|exhausts|shamed|angers|angered|humiliated|shattered|devastated|disappoints|disappointed|worries|worried|overwhelms|confuses|pains|gutted|stuck
with|embarrassed|eats|wears|weighs|tears|gets|grates|infuriates|maddens|saddens|touched|moved|matters
        so much|means so much|meant so much|meant the world|means the world|means a lot|meant a
        lot) ~1 (you|that|to|on|when|at|like|so|a
        lot|deeply|deep|still|$|your|not|and|even|being|too|more|away|apart|down|something)
        !(anyone|anybody|any|me|everyone|most|to (hear|see|know)|to me)
.85 (hurts|stings|aches|hurting|aching)
        (that|to|when|like|not|so|being|even|still|because|in|more|how)
.85
(broken|broke|break|torn|tore|shaken|knocked|crushed|hurt|died|snapped|cracked|shifted|changed)
        something in you
.85 -do/did/if/how/what/does/i/would/who/not/can/could/why _ you _ (<feeling-verb>) !(in
        (the|my)|to (say|think)|it was not|time|to hear|out|if|like to (hear|talk)|know|this
        group|talking)
.75
(wearing|weighing|eating|tearing|grinding|dragging|pressing|getting|bringing|draining|crushing|killing|gnawing|hanging|chewing|sitting|pulling|chipping|wears|weighs|eats|tears|grinds|drags|gets|chips|hangs|sits|pulls)
        (on|at|away at|down on|over|heavy on|to)? ~1 you (down|apart|up|out|alive|under)?
.8  part of you
.8  (half|some part|one part|a part) of you
.85 ^ (feeling|felt|left feeling|still feeling) _ (<feeling>|like)
.85 ^ _
(lonely|alone|scared|frightened|terrified|angry|furious|sad|hurt|ashamed|guilty|exhausted|worn
        out|worn down|tired|lost|let
down|heartbroken|devastated|invisible|trapped|torn|overwhelmed|numb|empty|humiliated|betrayed|abandoned|rejected|hopeless|helpless|powerless|forgotten|unseen|unheard|anxious|worried|frustrated|crushed|gutted|drained|fed
        up|on
        edge|stuck|relieved|confused|isolated|shattered|broken|dismissed|ignored|judged|left
        out|shut out|homesick|embarrassed|bitter|resentful|disappointed) !(people|man|woman|or
        what|and selfish|as)
.8  (<feeling>) (and|or|but|yet) (maybe|perhaps|also|kind of|a bit|even|a
        little|still|probably|at the same time|so|just)? _ (<feeling>)
.75 (not|never) (really|quite|fully|even)? _ (feel|feeling|feels|felt) _
        (like|safe|seen|heard|believed|wanted|enough|good|loved|welcome|yourself|at
        home|right|real|sure|human|listened|valued|able|much|okay|anything)
.75 (sounds|sound|sounded|seems|feels|seem) (like|as if|as though|that)? _ you (can not|could
        not|never|do not|did not|are not|were not|want|wanted|just
        want|need|needed|wish|are|were|would rather|dread|have lost|lost|hardly|barely|no
        longer|still) !(should|need to|have to|have (been|had|got|tried|done|to)|need
        (a|to)|want to (make|get your)|are (making|being|saying|overreacting|doing)|ought)
.75 (the|a|this|that) _
(missing|ache|aching|weight|sting|hurt|grief|shame|fear|dread|loneliness|guilt|worry|anger|sadness|exhaustion)
        (of|in|is|that|under|on|behind|for|about|and|when|you)
.75 (like|as if|as though) (nobody|no one|you are
(not|a|an|the|just|being|carrying|on|in|living|always|walking|holding|losing|drowning|disappearing|invisible|only|nothing|nobody|fighting)|you
        do not|you have (to|lost|gone|no|been|failed|nowhere|vanished)|you (lost|can not|could
        not|never|did not|were|failed|should|ought|vanished|disappeared|no longer)|they (do
        not|did not|picked|have|were|just|never)|she (does not|did not)|he (does not|did
        not)|everyone|everybody|nothing|something|your (life|whole|world)|the
        (ground|floor|world|rug|whole)|it is (all|never|always|your|not)|(a
        )?(ghost|burden|failure|stranger|fraud|weight|outsider|spare
        part|prisoner|number|problem|nuisance|nothing|second)) !(making|should (try|get|see))
.8  (it is|that is|this is) _ (lonely|a
lonely|scary|frightening|exhausting|overwhelming|terrifying|humiliating|heartbreaking|painful|hurtful|isolating|infuriating|confusing|frustrating|devastating|unsettling|draining|upsetting|tiring|a
        heavy|heavy|exposing|crushing|suffocating|bittersweet|a lot of|such a lonely|a painful|a
        hard place|a horrible|such a|a frightening|a scary) !(for you to|for people)
.8  (a|such a|the|one|your|long|quiet|real) _
(lonely|heavy|painful|frightening|scary|exhausting|awful|horrible|terrible|hard|tough|rough|sad|bitter|cold|long)
(place|thing|feeling|weight|time|way|position|load|road|silence|spot|day|week|night|year|burden|hour)
        !(for|to do to)
.75
(scared|afraid|frightened|terrified|worried|anxious|nervous|ashamed|proud|tired|sick|angry|sad|lonely|hurt|guilty|glad|relieved|desperate)
        (of|that|about|for|to|in
        case|at|with|down|right|because|when|inside|underneath|and|he|she|they|you|it)
        !(me|us|to say|people|talking)
.8  (underneath|under|beneath|behind) (it|all that|that|the anger|all of it|everything|the words)
.8  (in|by) two (minds|directions)
.75 (a ghost|on a string|on trial|on your own with it|second best|in limbo|on hold|a stranger|an
        outsider|the last to know|at war|a weight|walking on|treading water|holding your
        breath|at the mercy|in the middle|piece of you|hole in|hole where|empty chair|no one
        sees|nobody sees|nobody hears|not seen|ache)
"""

_CONTENT = """
.85 (what|so what) i (am hearing|hear|heard|am getting|got|understand|am picking up|gather|am
        taking) (from you|from that|in that)? (is|you say) !(that you (need|should))
.85 (so|if) _ (i am|i have|i) _ (hearing|understand|understood|got|heard|following|get|getting)
        (you|that|this|it) _ (right|correctly|properly)?
.85 (let me|can i|i want to) _ (see if|make sure|check|say) _ (i|that|i have|back|if i)
.8  (in other words|you are saying|you are telling me|you mean|you said|you mentioned|what you
        are saying|are you saying|it is not (just|only|even|so much)|from what you
        (say|said)|the way you (tell|describe|put)) !(you should|nothing|that (was|is)
        (wrong|silly)|i am|you are (right|brave))
.75 (it|that|this)? sounds/sounded/sound/seems/seemed (like|that|as if|as though) _
        (you|it|your|he|she|they|there|nobody|everything|the|things|that|what|this|every|no
        one|no matter|some) !(should|need to|ought|must|could do with|have to|would
        be|might|want attention|need|is time|were asking|are
        (overreacting|exaggerating|making|just|being)|one|a good|way|made me|for you to|makes
        sense)
"""

CUES = (*cues(Skill.REFLECTS_FEELING, _FEELING), *cues(Skill.REFLECTS_CONTENT, _CONTENT))

_DECLARES = frozenset(
    """
    are were have had got did do went came kept tried lost left gave took said told moved spent
    worked stayed lived made put saw asked found thought wanted waited built raised never still
    just only can could grew stood used sat ended started stopped held gone wake sleep live go
    sit lie keep get work spend take want need end carry hold walk ran run cut wrote called rang
    paid sold bought let used finally both even always hardly barely cannot nearly almost
    already love look looked hear heard was cover lay watch watched feed nod ride
    """.split()
)
_CLAUSES = 6
"""Clauses that one reflection may run over."""
_SHORTEST = 4
"""Words; below that nothing is told."""
_OWN = frozenset(["i", "me", "my", "mine"])
_TOLD_BESIDE = 5
"""Words beside the feeling, from which on the facts are told as well."""
_NOT_RETOLD = frozenset(["should", "ought", "please", "thank", "thanks"])


def retold(  # noqa: PLR0917  # each is read once, in this order
    heard: Heard,
    clauses: Clauses,
    line: Echo,
    claimed: set[int],
    felt_at: set[int],
    hurt_at: set[int],
) -> Iterator[Match]:
    """Statements about the seeker that no other skill claims: what was said, in own words."""
    bounds = list(zip(clauses.bounds, clauses.bounds[1:], strict=False))
    best: Match | None = None
    for number, (low, high) in enumerate(bounds):
        so = _so(heard, low)
        end = high
        if so:  # a reflection that opens with "so" may run over several clauses
            for later_low, later_high in bounds[number + 1 : number + _CLAUSES]:
                if heard.word(later_low - 1) == STOP or any(
                    i in claimed and i not in felt_at for i in range(later_low, later_high)
                ):
                    break
                end = later_high
        span = range(low, end)
        if any(i in hurt_at for i in span):
            continue
        words = heard.words(low, end)
        felt = sum(i in felt_at for i in span)
        confidence = _retells(words, so, line, bool(hurt_at), told_beside=felt > 0)
        other = sum(i in claimed and i not in felt_at for i in span)
        if not confidence or (other and not so) or other > len(span) * 0.4:
            continue
        beside = len(span) - felt
        if felt and beside < (_TOLD_BESIDE if so or line.shared(words) else 99):
            continue
        if best is None or confidence > best.confidence:
            best = Match(Skill.REFLECTS_CONTENT, low, end, confidence, "said back")
    if best is not None:
        yield best


def _so(heard: Heard, low: int) -> bool:
    index = low
    while heard.word(index) in {
        "and",
        "oh",
        "okay",
        "right",
        "yeah",
        "ah",
        "mm",
        "hm",
        "wow",
        "but",
        "yes",
    }:
        index += 1
    return heard.word(index) == "so" and heard.word(index + 1) not in {
        "sorry",
        "sad",
        "much",
        "what",
        "glad",
        "proud",
        "brave",
        "strong",
        "good",
        "i",
    }


def _retells(  # noqa: PLR0911  # a list of guards
    words: tuple[str, ...], so: bool, line: Echo, hindered: bool, told_beside: bool
) -> float:
    """How sure one may be that these words tell the seeker's story back; 0 where they don't."""
    body = tuple(word for word in words if word != STOP)
    if len(body) < _SHORTEST or _NOT_RETOLD & set(body):
        return 0.0
    shared = line.shared(body)
    if so:
        if _OWN & set(body[:3]) or body[-1] == "then":
            return 0.0
        return 0.85
    if _OWN & set(body):
        return 0.0
    if told_beside and shared:
        return 0.6
    yours = [i for i, word in enumerate(body[:3]) if word == "you"]
    declared = bool(yours) and len(body) > yours[0] + 1 and body[yours[0] + 1] in _DECLARES
    if hindered:
        return 0.0
    if declared:
        return 0.65 if shared else 0.0
    if shared >= 2 and len(body) >= 6:
        return 0.65
    return 0.0
