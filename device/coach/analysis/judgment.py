"""Judgment: criticising, blaming, scolding or doubting the seeker."""

from device.coach.analysis.cues import cues
from device.coach.analysis.lexicon import CLASSES
from device.coach.analysis.pattern import phrases
from device.coach.skills import Skill

CLASSES["fault"] = phrases("""
selfish, lazy, silly, stupid, daft, foolish, ridiculous, dramatic, a drama queen, overdramatic,
melodramatic, too sensitive, oversensitive, over sensitive, a bit sensitive, sensitive, naive,
gullible, weak, pathetic, childish, immature, a child, a baby, a big baby, irresponsible,
careless,
reckless, ungrateful, unreasonable, irrational, paranoid, negative, so negative, difficult,
stubborn, bitter, jealous, unfair, unkind, rude, hard work, needy, clingy, controlling, too
much, a coward, cowardly, a mug, a doormat, a pushover, a fool, an idiot, a liar, a victim, the
victim, playing the victim,
attention seeking, wallowing, moping, whining, moaning, whinging, complaining, making excuses,
feeling sorry for yourself, exaggerating, overreacting, over reacting, making a fuss, making a
mountain, making it up, making it worse, making things worse, making trouble, making this about
you, being dramatic, imagining things, imagining it, in denial, your own worst enemy, to blame,
the problem, the one who, the one to blame, wrong, in the wrong,
out of order, out of line, not trying, not even trying, not trying hard enough, not helping
yourself, hiding, running away, using it as an excuse, just lazy, a hypocrite, spoiled, spoilt,
entitled, obsessed, cruel, heartless, cold, a bad, a terrible, a quitter, weird, ridiculous
about, doing it for attention, doing it to yourself, doing this to yourself, letting people
walk, letting them walk, letting him walk, letting her walk, thick, dense, delusional,
hysterical, neurotic, touchy, precious, thin skinned, soft, a snowflake, spineless, hopeless
with money, a disgrace, a mess, an embarrassment, impossible, moody, sulking, attention seeker
""")

CLASSES["folly"] = CLASSES["fault"] - phrases("""
difficult, unfair, cruel, heartless, cold, rude, unkind, hard work, too much, impossible,
controlling, bitter, a mess, a disgrace, an embarrassment, out of order, out of line, a bad,
a terrible, weird, negative, so negative, reckless, careless, irresponsible, ridiculous, wrong,
hopeless with money
""")
"""What is a reproach of a thing, too: "that sounds cruel" is said with the seeker."""

_JUDGMENT = """
.9  -if you should (not|never) have !(to|had to)
.85 -if/feel/that/think you should (have|of) !(to|been
        (the|there|told|safe|able|given|asked|believed|looked|protected|heard|treated|paid)|had
        (help|someone|somebody|more|that chance|a))
.85 (could|might) (have|of) (just|at least|simply|easily|always)
(told|asked|said|gone|called|rung|rang|left|tried|done|come|spoken|stopped|walked|waited|checked|locked|paid|saved|stayed)
.8  -have/has you _ could have _
(just|told|asked|said|gone|called|rung|rang|left|tried|stopped|checked|locked|paid|saved|worked|handled)
        !(been|died)
.8  you (ought to|needed to|had to) have
.75 you ought to have
.85 -if/feel/that/wish you _ (should not|ought not|ought not to|must never have|should
        never|oughtn't|did not ought) _ !(have to|be
        (ashamed|worried|put|made|treated|left|alone|expected)|need|feel
        (ashamed|bad|guilty)|worry)
.85 ^ (should|should not|could|ought to|ought not to) have !(to|been there)
.8  (it is|it was|what|is) _ (a )?(pity|shame) you _
        (did|gave|never|could|left|let|had|were|have|went|not|chose|quit|wasted)
.85 (you|you are) (might|could|need to|have to|should|want to|do have to|ought to|may want to)
        (have )?_ (ask yourself|ask what you|look at yourself|think about what you
        (did|said)|explained yourself|explain yourself|take some responsibility|consider your
        (part|role|own)|handled|tried harder|make the first|been
        (kinder|nicer|more|clearer|honest)|try harder|own up|made more|made an effort)
.8  ^ (you might|you could) have *ed
.85 (bit|a bit|rather|very|quite|so|that|really|pretty|kind of|awful|too|little|a little|how)
(ungrateful|grasping|jealous|pathetic|rash|selfish|rich|harsh|dramatic|cruel|mean|precious|needy|cheeky|naive|gullible|silly|daft|careless|reckless|spoilt|spoiled|bitter|unfair
        of|hypocritical|greedy|childish|petty|sensitive|proud|thin
        skinned|soft|stubborn|paranoid|unreasonable|entitled|immature|lazy|negative|proud to)
        !(to feel|you|at all|to be feeling)
.85 how come you _ (left|let|never|did|waited|still|do|put|stayed|have|went|not|kept|only|are)
.85 (left|leave|leaving) it (all )?_ (so|too|that|this) (long|late)
.85 you (took|are taking|take) (it|that|this|him|her|them|everything) _ (the wrong
        way|too|wrong|so (personally|seriously))
.8  (signed up|sign up) for (it|that|this)
.8  (long|old|big) enough to (be|have|know|get|stop)
.8  you _ (have|had|did|do)? _
(spoilt|spoiled|ruined|driven|drove|provoked|neglected|smothered|encouraged|enabled|invited|allowed|indulged|pushed
        (him|her|them)|asked for) _ (it|him|her|them|that|this|yourself)
.8  (make|made|making) (much of |any |more of |enough of |some )?an effort
.85 coward's way
.8  you (knew|know) (the rules|what (you were|it was|he was|she was|they were|he is)|full
        well|perfectly well|very well|better|it was (wrong|coming|risky|against|illegal)|that
        was (wrong|coming|going))
.8  (no call|no reason|no need) to be (so)? _ (<fault>|rude|like that|snappy|upset)
.8  (gave|giving|give) up (so|too) (easily|soon|quick|fast)
.8  (did not|never|not) (even )?(bother|bothered)
.8  you were (supposed|meant) to
.85 bringing it on yourself
.85 you must have _
(driven|slipped|made|missed|forgotten|upset|messed|brought|caused|wound|annoyed|pushed|misread|misunderstood|misheard|failed|signed|agreed|encouraged|done)
.85 (they|he|she) must have (had|their|his|her)
.85 could (not you|you not|you) _ have !(done|imagined|been)
.85 (is|was|are) not (that|it|this|you|they) _ (a bit|bit|kind of|rather|a little|just|being|your)
.85 did/do/have/should (not you|you not) _
        (think|see|realise|realize|notice|bother|try|ask|consider|tell|check) !(it is)
.8  (they|people|he|she) (was|were|is|are) only (being|trying)
.8  too proud to
.8  -only/or if you ask me
.8  i do think (it was|you|that was|it is|he|she|they)
.8  expect (people|everyone|others|everybody|them|him|her) (not )?to
.8  you are (doing|going about|handling) (it|this|that|everything) _ (all )?wrong
.8  (a great deal|a lot|unfair|cruel|hard) to (put|spring|dump|drop|lay) on
        (a|him|her|them|your|people)
.8  (only|you) then thought
.75 i would never _ (buy|let|do|have|leave|give|say|put|trust|send|take|allow|go|speak)
.8  what did you (say|do) to (upset|make|set|get|deserve)
.8  to your age and
.8  your (side|part|role|share) (in|of) (it|this|that|the blame)
.9  what did you (expect|think (would|was going to)|do to (make|deserve|provoke|upset|cause))
.9  what (on earth |the hell |in the world )?(were|are) you (even)? (thinking
        !(about|of|when)|playing at|like about|doing (there|with him|in that))
.9  what is (the matter|wrong) with you
.85 what (kind|sort) of (a
)?(mother|father|mom|dad|parent|person|man|woman|wife|husband|son|daughter|friend|grown|adult|example|idiot)
.9  how (on earth |the hell |in the world )?could (you|anyone) _ (be (so|that)|let|do|be|not
(see|know|notice|tell)|say|leave|go|forget|fall|think|believe|send|give|treat|allow|trust|get|miss|spend|lose|just)
.9  how dare you
.9  how (do you|can you) (expect|not (know|see)|live with)
.9  -wonder/understand/see/wondering/know why (would|did) you _
(do|say|let|go|leave|marry|stay|not|lie|give|send|tell|wait|start|ever|even|think|buy|drink|take|get|spend|sign|trust|have|hit|shout|quit|keep
        quiet) !(feel|want|keep offering)
.85 -wonder/understand/see/wondering/know why (did|have|do|are|were) (you not|not you) !(_
(<advised>|just|tell|try|call|go|see|talk|ask|join|consider|get|take|make|write|speak|start|come|give|maybe|tell
        (them|him|her) how))
.85 why (are|were) you (being )?(so|still|such|always|even|not|crying|making|getting|letting|acting)
.9  (your|you) own (fault|doing|choice|mess|making|worst enemy)
.85 -not/never/is/if/was/that/think/thinking/feel (partly|all|kind of|really|also)? your
        (fault|mistake)
.8  your (doing|problem) $
.8  (it is|it was|that is|this is|that was) on you (mate|then|not|love|$)
.85 (you)? brought (it|this|that) on yourself
.9  (you) (asked|were asking|are asking) for (it|that|trouble)
.9  (only|nobody|no one) _ (have|has|got)? (yourself|but yourself) to blame
.9  (only yourself|no one but yourself|nobody but yourself)
.9  serves you right
.85 made your (own )?bed
.85 (made|making) a rod for your
.85 (that is|there is|it is|this is|is) no excuse
.85 (you are|you were|are you|are you not|you are not|were you|were you not|you have been|you do
        seem|you sound|you seem|you look|you can be|don't be|stop being|do not be|think you
        are|aren't you) _ (being |acting )?_ (like |like a |like an )?_ <fault> !(to feel|about
        (it|that) at all|too sensitive is)
.85 (that is|that was|it is|it was|is it not|that sounds|it sounds) _ <folly>
.85 (so|how|pretty|very|really|bit|too|such|that is|that was) _
(selfish|childish|immature|irresponsible|ungrateful|pathetic|stupid|dramatic|lazy|foolish|daft|ridiculous|melodramatic|silly)
        (of you|to (do|say|let|think|go|send|be|get)|that you|$)
.85 (silly|stupid|daft|foolish) (girl|boy|man|woman|thing|mistake|cow|sod|beggar)
.85 i can not believe (you|that you) !(got|made it|survived|kept|managed)
.9  (grow up|get a grip|pull yourself together|sort yourself out|get over yourself|wise up|buck
        up|snap out of it|man up|toughen up|pull your socks up|suck it up|get your act
        together|act your age|cop on|catch yourself on|wake up and smell|get real|buckle
        down|take (some )?responsibility)
.85 (stop|quit) _ (feeling sorry for yourself|whining|moaning|complaining|whinging|making
        excuses|playing the victim|being
        (so|such|a|silly|dramatic|selfish|daft|ridiculous|negative)|acting|making (such )?a
        fuss|going on about)
.8  (stop|quit) crying
.9  (ashamed|disappointed) (of|in|with) you
.9  you (should|ought to) be ashamed
.85 (i am|i was|we are) _ (disappointed|shocked|surprised|ashamed|appalled|disgusted)
        (in|at|by|with|that) you
.85 you do not _ (even try|try|care (about)|listen|think (about|of)|deserve
        (her|him|them|it|help)|want (help|to get better|to change)|help yourself|make (it
        easy|an effort))
.85 you (are not|never) (even )?(trying|listening|listened|try|helped|learn|think)
.85 if you had
(just|only|not|bothered|listened|thought|told|tried|been|done|asked|said|paid|kept|stayed|locked|worked|saved|looked)
.85 if you (really|actually|truly) (cared|loved|wanted|tried|meant)
.8  you must have (known|done something|said something|seen it|seen that|provoked|had
        it|led|given him|given her|given them|upset|let|asked|been doing something|noticed
        something)
.85 are you (sure|certain|absolutely sure|really sure) _ (you|that|it|he|she|they|this|about
        that) !(okay|are (okay|all right|alright|safe))
.85 (did|do|have|were|was|are|could|would|should|is) (you|it|that|he|she|they|this) not _
        (think|see|realise|realize|know|notice|pay|maybe|being|a
        bit|just|bother|try|listen|tell|ask|learn|read|check|say|consider|possible|possibly|being
        a|your own|partly|kind of) !(that must)
.8  do you (really|honestly|seriously|actually) (think|believe|expect|want)
.8  (do you not|don't you) think (you|that|it|he|she|they|maybe)
.85 (was|is|would) (it|that) _ (fair|right|wise|necessary|sensible|really|appropriate|kind)
        (to|of you|on (him|her|them)|though|necessary)
.85 ^ (that is|it is|that sounds) (not|hardly) _ (rational|reasonable|logical|normal|right|fair
        on|true|real|very nice|nice|how it (works|happened)|what happened|what (he|she|they)
        said|possible|believable|an excuse|good enough|acceptable)
.8  you know _ (that|it) is not _ (rational|real|true|right|reasonable|normal|fair|healthy)
.85 i (do not|can not) (really )?(believe|buy) (you|that|it|a word)
.8  i (doubt|find that hard to believe|find it hard to believe|highly doubt|question)
.85 (you can|you could|can) (hardly|not) (blame|complain|expect|really (blame|expect|complain))
.85 you can not _ (just )?(expect|blame (him|her|them|your|everyone|other|people)|complain|be
        surprised|go around|keep (doing|blaming|running|letting|using|making|hiding)|sit|have it
        both)
.85 (can|could) you (really |honestly )?blame (him|her|them|your|people)
.8  you can see (his|her|their|why (he|she|they|people))
.8  (see|look at) it from (his|her|their) (side|point)
.8  (he|she|they|your mom|your dad|your father|your mother|your boss|your wife|your husband|your
        doctor) (is|are|was|were|has|have|does) _ (got a point|have a point|a point|quite
        right|only trying|probably right) !(to (be )?(worried|next|here|beside|there|in))
.85 you (always|never) _ (do this|say that|do
        that|listen|learn|think|try|finish|make|take|let|make it|want|complain|blame|ask
        for|give up)
.85 you will never _ (make|get|be|find|have|learn|change|keep|hold|manage|know|sort)
.85 you let (him|her|them|it|this|that|people|yourself|everyone) _
        (walk|get|down|happen|treat|do|go|slide|use|win|become|take|hit|in|talk|be|all|push|control)
.85 (you) (got|get) yourself into
.8  you are old enough to
.8  (should|ought to) know better
.85 (at|for) your age
.8  it takes two
.85 no wonder (he|she|they|nobody|no one|people|your|everyone) _
        (left|leaves|does|do|did|is|are|got|wants|gave|stopped|went|walked|can not|will
        not|had|has|wife|husband|kids|son|daughter|mom|boss)
.85 -if i told you (so|not|this|that|you|he|she|it)
.85 told you so $
.85 (nobody|no one) (made|makes|forced|forces|asked) you !(like|feel|how|if|what)
.85 (not|never) (for nothing|without a reason|out of nowhere|without reason)
.8  (for|with) good reason
.8  there (is|must be|has to be) _ (a|some|two|another) (reason (they|he|she)|sides|side to)
.8  (for|seeking|wanting|want|after|getting) _ attention
.85 excuses
.8  (all|just|only) in your (head|mind|imagination)
.75 (might|may|could|must) be in your head
.85 (had it|have it) coming
.85 your (attitude|drama|whining|moaning|selfishness|laziness|behaviour|behavior|choices)
        (is|are|was|stinks|needs|has|got|that|made|will)
.85 that attitude
.85 (that is|it is|it was|that was|this is|what|quite|just|a|really|very|so) _
        (selfish|irresponsible|childish|a cop out|ungrateful|reckless|shameful|disgraceful|a bit
        much|a bit rich|lazy|stupid|a stupid thing|a silly thing|a poor|a bad
        (decision|choice|idea)|a mistake|hypocritical|weak|pathetic|being lazy) (of
        you|to|thing|$|and|if|when|that)
.8  being lazy
.8  you (chose|choose|decided|picked|wanted|signed up|agreed) (him|her|it|this|that|to
        (marry|have|stay|drink|go|leave|come|move|do|live)) !(and|yourself)
.8  (you) (did|do) _ (choose|chose|marry|walk in|sign|ask for|bring|start|say yes|agree|have a
        choice|leave|know)
.75 come on (you|that|it|now|get|be)
.85 oh now come on
.85 (someone|somebody|anyone|people|man|woman|person) (like you|your age|in your position) _
        (should|ought|does|would)
.8  (thought|think) (of|about) (that|your|the|how) ~2
        (before|earlier|first|kids|children|family|consequences|other
        people|sooner|feel|feels|felt)
.85 should have thought
.8  (after|for) (what|everything|all) you (put|did|have (done|put)|have done)
.8  (what about|think of|think about|spare a thought for) (your|the|his|her|their|how
        (he|she|they|your|it)) ~1
(kids|children|family|mom|wife|husband|feelings|parents|mother|father|feel|feels|felt|must|staff|neighbours|rest)
.8  you are the (one|adult|parent|mother|father|grown) (who|that|here|up)
.8  holding a grudge
.85 that is (not|no) (the right |a very good |a good |a |any |a healthy )?(attitude|way to
        (talk|behave|treat|think|live)|behaviour|reason|how you)
.8  (with|like) that kind of
.8  you (wasted|ruined|blew|messed|screwed|destroyed|threw|squandered)
.8  (the|those) (wrong|bad) (choices|decisions|crowd|men|man|people|thing|company)
.75 you do (make|tend to|seem to|go on|bring|have a habit|like to|love|exaggerate)
.75 pull the other one
.75 sounds like (an excuse|a you problem|you (gave up|did not try|did not really|brought|were
        asking|want attention|are (making|blaming|avoiding|looking for|just|being|feeling
        sorry|overreacting|exaggerating)))
"""

_SIDE_TAGS = """
.75 ^ (you|they|he|she|nobody|it|that|people|someone|somebody|there) ~12
        (do|did|does|is|was|were|should|have|has|had|will|are) not? (you|they|he|she|it) not? $
"""

_WELL = """
.65 well _ you (could|should|shall|did|do|can|must|would|will|have|were|are) _
        (not|hardly|never|just|know|only|walk|blame|always|always
        been|have|expect|that|choose|tend|agree|bit|see)
.6  well _ (you lot|nobody|no one|your|they|he|she)
"""

_SET_BESIDE = """
.65 in my day !(off|we (felt|had nobody|had no one)|and)
.8  in (our|my) (house|family) (the|we|you|nobody|no one|it)
.8  ^ (some|other|most) (people|folk|folks|moms|dads|women|men|lads|girls) _ (manage|have no|have
        got no|get on with|would just|would not|are back|were back)
.8  (most|many|the rest) of us _ (do not|did not|would not|would|manage|managed|get|have to) ~6
        (and we|but
        we|still|anyway|never|either)
.8  there is others would
.8  (others|other people|somebody else|someone else) would (be|have) ~3
        (back|over|past|given|killed|managed|coped|got)
.8  and (his|hers|theirs|mine) (was|were) (worse|far worse|harder|bigger)
.8  never (took|had|missed) a day off
.8  (was|were) back in _ (six|two|three|four|five|seven|ten|a) (day|days|week|weeks|month|months)
"""
"""The seeker beside somebody who did better."""

_STUNG = """
.85 must be nice $
.75 ^ oh (well done|bravo|nice one|smooth|charming|classy)
.7  slow clap
.85 ^ (genius|classy|smooth|charming) $
.8  i can not (imagine|think) why $
.85 (and )?you wonder why
.8  (lovely|wonderful|charming|nice) way (with|to) (people|women|men|words|treat|talk)
.8  what a charming
.85 down the (drain|pan|toilet)
.95 more fool you
.8  that went well then
.8  i hope _ (it was|that was|she was|he was|you are) (worth|happy|proud|pleased)
"""
"""Said to sting: praise that is none, and what is left of it."""

_NOT_BELIEVED = """
.95 (what|which is what) they all say
.85 (does|did) not (seem|strike me as|look like) (the type|the sort|that type|that sort|that kind)
.8  always been (lovely|nice|kind|so nice|so kind|very good|good|a gentleman|a lady|decent) to
        (me|us)
.8  (he|she|they|it) would not _ (say|do|write|claim|send) (it|that|this|a thing|such a thing) ~2
        (for nothing|without)
.8  (very|pretty|quite|big) (serious|big) (thing|accusation|claim) to (say|make)
.8  some (sort|kind) of (mix up|misunderstanding|mistake)
.85 want to be _ (sure|certain) before you
.85 (certain|positive) (it|that|you) (was|were|is|are|did) not
.8  two sides to
.8  your word against
.8  if you (have|had) (got )?nothing to hide
.95 what were you wearing
.8  (have|had) you been drinking
"""
"""Doubt, in the words in which people are told that they are not believed."""

_ASKED_TO_BLAME = """
.85 what (did|would) (you|that|it) (think|imagine|suppose) _ (would|was going to|happens|happened)
.85 what (did|does|good did|good does|will|has) (that|it) _ (solve|achieve|prove|help|get you)
.85 what would your ~1 (mom|mother|dad|father|nan|gran|wife|husband|kids|children) _ (say|think)
.85 who is the (mom|mother|parent|adult|grown up|boss)
.85 and who was (minding|watching|looking after|meant to)
.85 how (do|can|could|did) (you|anyone|anybody) _ (forget|miss|lose|sleep|not)
.85 whose (idea|bright idea|job) (was|is)
.85 what did you do to (start|set|make|get|annoy)
.8  and what (did|were) you (do|doing|say) (to|then|there|about)
.85 how _ did you (think|expect|imagine)
.8  is (this|that|it|now) really (the time|the place|the way|fair|worth|what)
.8  (it|there) is hardly (the (place|time|way)|surprising|fair)
.8  (did|were|had) you even
.85 (were|are) you (speeding|drunk|drinking) $
.8  why (did you|would you|had you|have you) _ (get|got|go|gone) (in|into|back|out|with) ~3
        (place|car|him|her|them|first)
"""
"""Questions that know their answer."""

_RULES_OF_LIFE = """
.85 (fool me once|neither a borrower)
.8  (it|that) (should not|shouldn't|need never|need not|ought not to|never should|should never)
        have (come to|got to|happened|gone)
.8  it (works|cuts) both ways
.8  (comes|come|came|boils) down to (willpower|effort|discipline|choices|how much you)
.85 there is a (word|name) for (that|girls|women|men|people|those)
.8  we had a (word|name) for
.8  no such thing as a free
.85 after (all|everything) (the|that|people|we|they|she|he|i) ~3 (did|has done|have done|went to|
        gave
        you) !(to you)
.8  (stealing|lying|cheating|a lie|a promise|a vow|theft) is (stealing|lying|cheating|a lie|a
        promise|a vow|theft)
.8  (the|your) (child|children|kids|baby) (has|have|come|comes|should come|must come) (to come
        )?first
.8  ^ (they|he|she|people) (do not|does not|did not|would not) do (that|it|this) (without|for
        nothing|for no)
.8  (well|right) there you go (then)? $
.8  you only get one (mom|mother|dad|father|body|liver|chance)
.8  you made vows
.8  (buried|bury|burying) your head
.8  (he|she|they|it) (can not|could not) help it (you know|though|$)
.8  if you had (stuck|gone|kept|bothered|just)
.8  that was (foolish|reckless|careless|thoughtless)
.8  (was|were|is|are) (there|that) (food banks|people) for that
"""
"""Sayings and rules that leave the seeker short."""

CUES = tuple(
    cue
    for rules in (
        _JUDGMENT,
        _SET_BESIDE,
        _STUNG,
        _NOT_BELIEVED,
        _ASKED_TO_BLAME,
        _RULES_OF_LIFE,
        _WELL,
    )
    for cue in cues(Skill.JUDGMENT, rules)
)
TAGGED = cues(Skill.JUDGMENT, _SIDE_TAGS)
