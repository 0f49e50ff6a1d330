"""Minimising: making it smaller. Silver linings, platitudes, false comfort, "calm down"."""

import re

from device.coach.analysis.cues import Match, cues
from device.coach.analysis.tokens import Heard
from device.coach.skills import Skill

_MINIMISING = """
.9
-i/we/if/would/me/not/year/years/for/day/days/week/weeks/it/takes/took/of/is/been/be/was/have/had
        at least !(let (me|us)|for now|one|two|three|four|five|six|ten|that is how|i can|i
        could|once|twice|a (year|week|month|hundred|dozen|thousand|million)|as|not (alone|on
        your)|tell me|some of|part of|can i|could i|we can|let)
.9  (it|things|that|this) _ (could|could have|might|can|could always|could well) _ (be|been|have
        been) _ worse
.9  (look|see|looking) (on|at) the (bright|positive|plus|sunny|good) (side|side of|of|in|sides)?
.9  (on the (bright|plus|positive) side|every cloud|silver lining|silver linings|glass half
        full|blessing in disguise|for the best|happens for a reason|happen for a reason|it was
        meant to be|was not meant to be|just not meant to be|plenty more fish|plenty of
        fish|more fish in the sea|water under the bridge|time heals|time is a (great
        )?healer|this too shall pass|this too will pass|count your blessings|end of the
        world|worse things happen|in a better place|god does not give|god has a plan|god only
        gives|does not kill you|makes you stronger|make you stronger|tomorrow is another
        day|chin up|cheer up|chill out|lighten up|perk up|keep smiling|turn that frown|there
        there|not to worry|never mind $|never mind love|never mind dear|no big deal|happens to
        everyone|happens to everybody|happens to the best|happens to us all|happens to
        all|happens all the time|part of life|that is life|such is life|that is just life|them
        is the breaks|swings and roundabouts|what goes around|all part of growing|just a
        phase|only a phase|going through a phase|a storm in a teacup|mountain out of|mountains
        out of|first world problem|nothing to worry|nothing to be
        (scared|afraid|upset|worried|frightened) (of|about)|nothing to (cry|get
        upset|fret|stress) |grin and bear|could have been worse|could be worse|been worse|it was
        his time|it was her time|better to have loved|all in the past|ancient history|life goes
        on|life is too short|it is only money|plain sailing|right as rain|laugh about|out of the
        woods|good old days|best years|best days|happy days|storm in a|one door closes|door
        closes|door opens|another one opens|onwards and upwards|crack on|stiff upper lip|rome
        was not|win some lose some|you win some|shit happens|stuff happens|these things
        happen|it happens|things happen|way of working out|have a way of|comes out in the
        wash|no harm done|no use crying|no point crying|no point (in
        )?(dwelling|worrying|getting upset)|not worth (crying|worrying|getting|the
        worry|losing|your tears)|get used to it|used to it in|good as new|good night's
        sleep|sleep on it|feel better in the morning|better in the morning|hard work never|man
        flu|growing pains|baby blues|nothing a (good|nice|cup|hot)|you have got your health|have
        your health|got your whole life|whole life ahead|your whole life in front|young
        and|still young|you are young|what is the big deal|what is all the fuss|no need (to|for)
        (cry|panic|fuss|worry|get upset|be upset|all that|tears|so upset)|lose sleep
        (over)?|sweat it|sweat the small|get over it|got over it|will get over|blow over|bounce
        back|come out (of it )?stronger|come right|come good|come round|turn out (fine|okay|all
        right|alright|well)|work out (fine|okay|all right|alright|in the end|for the best|for
        you)|worked out in the end|sort itself out|sort themselves out|all come out|be over
        before|before you know it|in no time|give it time|in time you|they always do|it always
        does|always does in the end|it is all good|all good)
.9  -not/is/and (it|you|things|everything|that|he|she|they|this|all) (will|are going to|is going
        to|shall) _ (all )?(be|feel|turn out|work out|get|come) _ (fine|okay|all
        right|alright|grand|good|better|easier|right|over|ok|great|sorted|forgotten|used to
        it|laughing|sound|right as rain|worth it|brilliant|good as new|back to
        normal|yourself|happy again|dead on|gone|a distant memory|past) !(for me to|if i|with
        (you|that)|to (talk|sit))
.85 (it|that|this|they|things) will _ (pass|pass by|fade|wear off|heal|grow
        back|settle|sort|blow|work|all work|all come|all be|go away|calm|die down|come
        back|right|turn)
.85 you will _ (get (over|through|past|used|there)|be (fine|okay|grand|right|all
        right|alright|laughing|over|back|dancing|happy|great|better|good)|forget|feel
        (better|fine|right|different)|meet|find (someone|somebody|another|a better|a new|the
        right|it gets|something better|love|that it)|have (a
        whole|another|loads|forgotten|plenty|others|other|more|it all|a new|a great|a
        lovely|better)|bounce|look back|see it
        (was|is|will)|thank|survive|soon|live|manage|cope|make
        (new|more|loads|other|plenty)|laugh|thank me|come (through|out)|wonder what|be
        (married|glad)|adjust|sleep (better|fine))
.85 (sure|certain|bet|positive|promise|guarantee|confident|know|i am sure|no doubt|i bet|i am
        certain|i promise) _ (that )?(it|you|he|she|they|things|everything|this|that|your [^
        ]+)? (will (be|get|work|come|turn|find|all|sort|have|pass)|did not mean|do not mean|does
        not mean|meant well|means well|mean well|is going to be|are going to be|was just|were
        just|was only|were only|is not that|was not that|is just|is only|had a good|have a
        good|loves you|love you|did their best|did what|is fine|are fine|cares|care|does
        care|miss you|misses you)
.85 -you/i/we/they/who/to/people (do not|try not to|no need to|must not|should not|stop|you
        should not|please do not|not) (worry !(about (the
        (clock|time|tears|mess|words)|me|us|crying|how|making|being|what
        (you|we|i))|if)|stress|be (sad|upset|scared|silly|like that|worried|daft|so
(hard|upset|sad|worried|down|dramatic|negative)|angry|nervous|afraid|embarrassed|ashamed|sorry|too)|cry|panic|get
        (upset|so upset|worked up|so worked|so down|down|yourself|all|too)|fret|let it get|think
        like that|feel (bad|like that|sad|sorry|so bad|guilty|down|that way|so)|take it (so |too
        )?(personal|personally|to heart|badly|hard|serious|seriously)|overthink|think about it
        too|dwell|talk like that|say that|be down|be too|sweat|lose sleep|make a
        (fuss|big|mountain)|mind (him|her|them)|worrying|worry about|worry so) !(if you can
        not|to (talk|cry)|for (talking|feeling))
.85 (stop|quit) (worrying|stressing|overthinking|fretting|panicking|crying|fussing|dwelling)
.85 (it|that|this|things|which|they) (is|are|was|were) _ not _ (that bad|so bad|all that bad|as
        bad|too bad|that hard|that big|so hard|the end|that serious|a big deal|big deal|such a
        big deal|a big thing|worth|that deep|life or death|cancer|rocket|anything to|a lion|much
        of|like (anyone|you are|they are|it is the|he|she|someone|somebody)|the worst|a
        tragedy|a disaster|a real|brain surgery|going to kill|so terrible|that terrible)
.8  -i/not/never is/are/was/were just/only/merely !(feeling|getting|wanting|looking|to|the
first|something|somewhere|what|how|where|part|kind|information|thinking|wondering|saying|asking|about|a
        lot|lonely|<feeling>|<felt>|so|you|that you|too|been|like|not|hard|going
to|starting|me|us|how|what|as|because|right|there|happened|about|sad|heartbreaking|human|trying|gone|had|when|if|for
        (you|me|us)|completely|natural|normal|me|awful|one (of|thing)|the
        (start|beginning|way|saddest|one)|terrible)
.85 -not/if/never/than/about/not (it|that|this|he|she|they|these|those|there) (is|are|was|were)
        _ (just|only|merely|nothing but|nothing more than)
(a|an|one|some|the|stuff|things|money|hair|work|words|exams|school|nerves|stress|being|jokes|joking|kids|boys|men|hormones|having|looking|doing|messing|teasing|worried|people|two|three|six|sweet|for|temporary|tired|lonely)
        !(so (much|hard|heavy)|shock|blow|lot)
.85 (it is|that is|this is|it was|that was) (nothing $|nothing compared|nowt|kinda
        sweet|sweet|cute|kind of sweet|silly|minor|trivial|fine|grand|no bother|no biggie|only
        natural|not much|sound|dead easy|handy)
.85 (others|other people|people|some people|somebody|someone|plenty|lots|there is
        always|kids|folk|folks|loads|millions|half the world|there are people|there is people|a
        lot of people|many people|lots of people|plenty of people|fathers who|mothers
        who|parents who) ~4 (have|got|has|had|are|is|in|do
        not|would|going|out|who|'d|worse|give) ~4 (worse|worse off|it worse|much
        worse|harder|nothing|starving|dying|on the streets|on the street|homeless|real
        problems|bigger problems|less|far less|kill for|give anything|even have|war|cancer|love
        to have|love to be|swap|dream of|jump at)
.85 (worse off|have it worse|had it worse|got it worse|has it worse|worse off than|much worse|a
        lot worse|way worse|far worse)
.85 think (of|about) _ (all the|the|those|them|people|kids|all those|how many|what you have|all
        you have|the positives|the good|happy) ~2
(people|poor|starving|kids|children|things|who|thoughts|times|others|good|positives|got|in|still|worse|left|memories|money|extra)
.85 -would/will/to/could/not/i/can/must (be|you should be|should be|you ought to be|ought to
        be|just be|you must be|be a bit more|try to be) _
        (grateful|thankful|glad|happy|flattered|relieved|pleased) !(to be here|at)
.85 (so much|lots|a lot|plenty|loads|things) to (be (thankful|grateful|happy)|live|look forward)
.85 (you are|you were) _ (lucky|fortunate|one of the lucky) !(they have|to have you)
.85 (lucky|fortunate) (you|to have|it was|he|she|that|they did) !(you)
.85 (count yourself|think yourself|consider yourself) lucky
.8  ^ (honey |dear |ah |sure |but |still |oh |look
)?(lads|boys|girls|kids|children|men|women|families|brothers|sisters|mothers|dads|moms|teenagers|doctors|parents|couples|babies|bosses|old
        people|young people)
        (always|never|all|just|say|do|will|forget|grow|are|get|come|go|cry|fight|argue|mean|talk)
        _ !(here|in here|who)
.85 (everyone|everybody|we all|we have all|all of us|us all|people all|everyone else|the whole
        world|all moms|all dads|all kids|all parents|all teenagers|all couples|all families|all
        men) _
(feels|feel|gets|get|goes|go|has|have|had|do|does|like|makes|make|lose|loses|argues|argue|fights|forgets|forget|talks|struggles|worries|cries|cry|has
        a|a bit|a little|is a bit|are a bit|is like that|are like that|been|is a little|is the
        same|are the same) !(here (has|have|knows|gets)|in (here|this room)|(been|sat) (there|in
        that|where|on the|in your)|in this together|glad|welcome|with you|behind
        you|would|could|deserves|in it)
.85 all (the same|a bit (like|ocd|adhd|mad|tired|nervous|odd|anxious)|part of|over (now|and))
.85 (at our age|at my age|these days are not they|everyone is a bit|we all like|we all have|have
        not we all|do not we all|is not everyone|are not we all|are not they all|who is not
        $|who has not $|who does not $|is not everybody)
.85 (you have|you have got|you have still got|you still have|you got|there is) _ (more room|the
        other|another|other kids|other children|two healthy|a roof|your
(bus|health|kids|job|whole|memories|looks|other|family|mom|home|legs|faculties|friends|savings|pension|husband|wife|sight|mind|whole
        life)|a job|a lovely|a good (job|home|family|husband|wife|life|man)|food on|so much
        going|time to (have|meet|try|find)|a family|plenty of time|lots of time|a home|years
        (left|ahead)|two arms|people who love) !(to think|and nobody|hanging)
.85 you (can|could) always (have another|try again|get another|find another|make more|buy|get a
        new|adopt|meet|start again|have more|get more|replace|retake)
.85 ^ (cheer up|relax|chill|calm down|smile|lighten up|breathe|take a chill|easy|steady
        on|settle down|simmer down|calm yourself|hush|shush|wheesht) !(if you|with)
.85 (overthinking|over thinking|you are overreacting|reading too much|blowing it|blowing
        this|out of proportion|too hard on yourself|too much into|worrying over nothing|worry
        too much|worrying too much|making a big deal|think too much|all in your head|just in
        your head|only in your head)
.85 (better|rather|easier) (than (none|nothing|most|him|never|being|having|not|a kick|it
        was|before|losing|some)|off (without|than|now|out))
.85 (could|would|should|might) (have been|be) _ (worse|much worse|a lot worse|dead|killed|over
        it|past it|seven|more)
.85 should be (over|past|used to) (it|that|this|him|her)
.85 (would not want you|would want you) (to be|moping|to move|sad|crying|to get|upset|to cry|to
        be happy|sitting|like this|to carry)
.85 (had|lived) a (good|long) (life|innings|run|time)
.85 good (innings|run|riddance|thing (in|that|he|she|they|it))
.85 (a|the) best thing that (could|ever)
.85 (who cares|so what $|what of it|big whoop|is that all|is that it|no drama|nae bother|worse
        than that|get on with it|just get on|forget about it|forget it|get over|ah well $|oh
        well $|you are grand|you are flying|you are fine|you look fine|you seem fine|look fine
        to me|doing fine|it is grand|all right really|i am sure it|i am sure you|i am sure he|i
        am sure she|i am sure they|i would not (worry|lose|stress|let|mind|bother|take)|it is
        only natural|nobody (remembers|notices|cares|died|is dead|got hurt|will
        (remember|notice|care|even))|no one (remembers|notices|cares|died|is dead|got hurt|will
        (remember|notice|care|even))|never killed|never hurt|never did me|did me no harm|did not
        do me|did not do us|do us any harm|in five years|in a few years|in a year|a year from
        now|this time next year|by next (week|month|year)|by
        (christmas|summer|easter|spring)|did not even notice|can not be that|can not have been
        that|surely it|that is not so bad|not so bad|not too bad|things could|money comes|comes
        and goes|grow back|not missing|ain't missing|not missing a thing|all there is to
        it|nothing left to|is what it is)
.8  (only|just) (trying to|being|joking|kidding|having|doing) (be |help|helpful|kind|nice|a
        laugh|a joke|friendly|polite|their|his|her)
.8  (did not|do not|does not|would not) mean (anything|any harm|it|to hurt|nothing|it like) !(to
        you|you|that you|much)
.8  (meant|means|mean) well
.8  (he|she|they) (is|are|was|were) (just|only|probably)
        (busy|tired|trying|joking|stressed|having|worried|doing|being|jealous)
.8  (could|would|will) be a (good thing|blessing|chance|fresh start|new start|new
        beginning|laugh|adventure)
.8  (new|fresh) (start|beginning|chapter)
.8  (think|stay|be|keep|thinking) positive
.8  (smile|laugh) (and|through|it off)
.8  you think (that is|you have (it|got it)|that|this is) _ (bad|hard|tough|rough)
.8  i (have had|had|have got|have|got) (it)? _ worse
.8  (when i was|back in my) (your age|day|young)
.75 honestly it is (not|just|fine|nothing|only)
.9  -to/helped/you/i/can/not/me/him/her/them calm down
.75 mind you !(of|*ing|have not)
.8  everyone/everybody (is|has|have|gets|feels)
!(waiting|here|in|welcome|at|told|else|watching|looking|saying|talking|gone|left|asking|telling|expecting)
.8  (does|did|do) not _ matter (does|now|that|anyway|in|$)
.8  maybe/perhaps/probably (she|he|they) (just|only|did
        not|was|were|is|are|had|has|have|meant|thought)
.75 it is a ~1 not (a|an|the)
.8  that is all (it|there) is
.8  all that (matters|counts)
.8  (that is|it is) (what|all that) (counts|matters)
.85 (grow|grows|grew) out of (it|that|this)
.8  nobody means (anything|any|it)
.8  (does not|did not|do not|would not have|will not have) (mean|meant) (it|anything|a
        thing|nothing|any harm|by it|that)
.8  (could|might|may) (just )?(be|have been) (a|just|only|nothing)
        (coincidence|mistake|misunderstanding|blip|phase|mix up|bad day|nothing)
.85 you (look|seem|sound) _ (fine|healthy|well|great|grand|lovely|all
        right|alright|okay|perfectly healthy|young|good) !(at|when)
.8  i (would not|should not|will not|shall not) _ (read|worry|let|mind|bother|pay|have
        noticed|notice|dwell|take|think twice|give it|lose)
.85 god (has|is|had|got) ~2 (plan|reason|purpose)
.8  for a reason
.8  (spared|chosen) for
.8  better (now|late|before|then|this way|sooner) (than|before)
.8  more than (most|some|many|a lot|lots|plenty|others|i) _
        (people|folk|folks|get|have|got|of|ever|can|my|dear)
.8  nowhere near
.8  (she|he|they|it) (is|are) probably _ (just|only|busy|tired|nothing|fine|stressed|jealous|shy)
.8  all is well that ends
.8  (will not|won't) (be|last) (for ever|forever|long|always)
.8  (will not|not going to) (kill|hurt|bite|eat|harm) you
.8  (is|was) all $
.8  (must not|mustn't|should not|need not) (mind|worry|fret|fuss|dwell|upset|take)
.8  there (is|are)
        (people|folk|folks|kids|fathers|mothers|children|others|some|plenty|millions|poor
        people) ~2 (in|with|who would|on|dying|starving|have|worse|got|living)
(wheelchairs|nothing|it|the|cancer|hospital|war|africa|no|far|worse|give|kill|love|real|streets)
.8  (is not|are not) (real life|real|even|a patch|as if|like you|so different|much different|the
        half|that different|that long|that far|that much)
.8  (free|lovely|nice) ~3 (tho|though) (right)?
.8  (like|kinda like) (camping|a holiday|a hotel|summer camp|a little break|an adventure)
.8  (still|well|anyway|but) (it|that|you) (is|are) (over|out|done|finished|home|safe) now
.8  (it|that) is (all )?(over|behind you|done|finished) now
.8  (happy|better) (now|without|off)  !(than)
.75 (sure|ah) (what|look|who) (harm|at it|needs|is)
.8  (is a|a) (job|day|bus|house|bed|roof) is a
.8  bit of (insomnia|stress|nerves|anxiety|fun|banter|teasing|a cold|fresh air)
.8  only (bricks|paper|money|stuff|things|hair|exams|words|bags|a wash|a bit|a job|a dog|a cat|a
        phone|natural|human nature)
"""

_TURNED_AWAY = """
.85 ^ (lovely|nice|gorgeous|grand|beautiful|great|terrible|bit of) (weather|bit of (sun|sunshine)|
        drying)
.85 (lovely|nice|gorgeous|grand|beautiful|great) (weather|drying) (we|out|today|for|is not)
.85 ^ (moving on|change of subject|changing the subject|on a (happier|brighter|cheerier) note)
.8  (that reminds me|before i forget|speaking of which)
.85 (let us|shall we|why do not we|can we|we should|i think we should) _ (talk|chat|think|speak)
        about something (nicer|else|happier|more cheerful|cheerful|cheerier|fun|lighter|nice)
.85 let us not (talk|think|dwell|go) ~2 (about|on|into|there)
.85 (put|leave|park) (that|this|it) _ (to one side|aside|behind us|there) (now|shall we|and|for)
.8  anyway _ (did you (see|hear|watch)|are you (coming|going)|have you (seen|heard)|how about (a|
        the)|who
        (wants|is for))
.8  ^ (so )?(did|have) you (see|seen|watch|watched|catch) the (game|match|football|telly|final|bake
        off|news)
.8  who (wants|is for|would like|fancies) (a|another|some|more) ~1 (cup|tea|coffee|cake|biscuit|
        slice|top up)
"""
"""The subject changed, mostly cheerfully: what was said is left lying."""

_WAVED_OFF = """
.85 in the (grand|great|big) scheme
.85 (all )?be the same in a hundred years
.85 sent to try us
.85 what is (for|meant for) you (will not|won't) (pass|go)
.8  you do not know you are born
.8  ^ wait (till|until) you (have|get|are|see|reach)
.8  (see|find|look for) the funny side
.85 (look back|looking back) ~3 (and )?(laugh|smile|be (glad|pleased|grateful|thankful))
.8  you will (nail|smash|ace|walk|sail|fly|breeze) (it|that|this|through)
.85 we all (went|go|had to go|have gone|got) (through|past|over) (it|that|this)
.8  (it|that|they) (is|was|are|were) (probably|only|just) (a bit of|stress|hormones|nerves|wind|
        tiredness|teething)
.8  ^ hormones $
.8  ^ ah? bless (her|him|them|you) $
.8  i (wish|would love|would give|would kill) ~3 (mine|that|a week|three days|the peace|two
        minutes|my right
        arm|half that)
.85 (you want to|you should|just) try (being|having|living|doing) ~4 (years|kids|children|on your
        own|my)
.8  peace and quiet though
.8  (no|nobody|no one) (died|was hurt|got hurt|even notices|even cares)
.8  (insurance|the insurance) will (cover|pay|sort)
.8  (only|just) (a|an|your) (dog|cat|hamster|exam|test|phone|form|job|voice|dream|game|picture|
        bus|game)
.8  the chances (of|are)
.8  (he|she|they) only takes? the best
.8  (it|that) (was|is) (very|still) early (dear|days|love|$)
.8  you can (literally|always|just|easily)? try again
.8  (you do not|you would not|do not even|would hardly) _ (look it|know it|notice|notice it at all)
.8  (half|most of|the whole) (the|this) (country|world|town|street) (is|are|has|feels|does)
.8  everyone (is|feels|wants|gets) ~3 (at|in) (your|that|second|first|this) (age|year|stage|time)
.8  (i am|am) sure _ (nobody|no one|everyone|they all|she|he|they) (even|will|only|hardly|did|was|
        were|noticed)
.8  (men|women|managers|mothers|dads|brothers|boys|people|families) are (just )?like that
.8  they can do wonders
.8  attitude is
.8  stay positive
.8  ^ (same|snap) $
.8  problem solved
.8  (living|live) the dream
.8  no (news|pain) (is|no) (good|gain)
.85 (happens|happening|goes|going) (for|to) (everyone|everybody|all of us|the best of us)
.8  (it|that) (will|would) make a (man|woman) of
.8  (now|ah|oh) (don't|do not) be silly
.8  you will be (pleased|glad|sorry) (you stayed|of the rest|of it)
"""
"""Waved off with a saying, a forecast or somebody else's case."""

CUES = tuple(
    cue
    for rules in (_MINIMISING, _TURNED_AWAY, _WAVED_OFF)
    for cue in cues(Skill.MINIMISING, rules)
)

_OFFERED = re.compile(r"\bat least (?:let (?:me|us)|stay|have a|take a|sit)\b")


def offers(heard: Heard, match: Match) -> bool:
    """Whether "at least" opens a kind request ("at least let me walk you out")."""
    first = max(0, match.first - len("at least".split()))
    said = " ".join(token.text for token in heard.tokens[first : match.last + 2])
    return bool(_OFFERED.search(said)) and said.count("at least") == 1
