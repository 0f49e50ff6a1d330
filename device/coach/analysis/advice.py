"""Advice: telling somebody what to do unasked, also as a question or as a reflection."""

from device.coach.analysis.cues import cues
from device.coach.skills import Skill

_ADVICE = """
.9  -wish/like/feel/that/how/if/what/should/think/sense you _ (should|ought to|had
        better|better|had best|would better) _ !(not |be
        (proud|so|really|very|able|allowed|ashamed)|know (better|that|how|you)|see
        (how|my|what|yourself)|have|not have|never have|hear (how|yourself)|expect|of|feel
        (proud|ashamed|no|lucky|grateful)|they|i|he|she|we|believe|than|off|thank|count|never
        (speak|take)|watch it|be (grateful|thankful|glad|over|happy))
.85
-if/when/do/did/what/would/whatever/where/how/as/than/all/whenever/could/that/things/thing/something/anything/say/until/sense
        you _ (need|have got|got|have|are going to (have|need|want)|will (need|want|have)|might
        want|may want|could do with|are better off|would be better|would do well|would be
        wise|would be best|might need|may need) _ to (<advised>|be
(more|less|positive|strong|careful|kinder|patient|honest|out|doing|getting|proactive|firm|volunteering|taking|making|assertive|thinking|the
        bigger)|do (it|something|this|that|what|more|is)|have a
        (word|think|chat|talk|look|rest|break|plan)|get|not|lower|love yourself|toughen|just)
.85 ^ you _ (want|would want) _ to (<advised>|be|have a) !(know when)
.85
-if/when/do/did/what/would/whatever/where/how/as/than/all/whenever/could/that/you/said/say/felt
        you _ (need|could do with|require)
(a|an|some|more|exposure|therapy|counselling|rest|sleep|exercise|professional|help|proper|new)
        !(friend|hug|bit of kindness)
.8  -if/do/what you must _ !(be|have|get|see|think|remember|wonder|hear|look|feel|find|go
        through|face|fight|sleep|work|turn|act|sit|hold|hide|lie|play|live|count|cut|put
        up|wait|want) (<advised>|sing|ring|drink|eat) !(like|miss|so|feel)
.75 -sense/that/why/what/if/course/wonder/say/anybody/thing you would want to _
        (<advised>|hand|ring|be) !(know|hear|choose)
.85 ^ do not _ (<advised>) !(rush|worry|feel|have|know|think|mind)
.85 you must !(be|have|feel|miss|love|of|get|think|know|really|still|find|hate|be
        feeling|want|wonder|look|wish|has|see|need|hear) ~1 (<advised>|try)
.9  -what/how what you _ (should|need|ought|have|want|have got|must) (to )?(do|be|is)
.9  you (should|ought to) (see|talk to|speak to|ring|call|tell|ask)
        (someone|somebody|a|the|your|him|her|them)
.85 the (best|main|only|first|sensible) thing (you can do )?(is|would be) to
.85 (sounds|looks|seems) (to me )?like you (should|need|ought|have|had better)
.85 (can|could) not you (just )?(ask|ring|call|go|get|talk|tell|try|move|join|see|speak)
.9  let me give you (a tip|some advice|a bit of advice)
.9  have/did you _ (tried|ever tried|not tried|thought (about|of)|ever thought|considered|ever
        considered|looked (into|at|on|up)|not thought|spoken to|ever looked|talked to
        (a|your|the)|asked (your|the|for a)|been (back )?to (the|your|a)
        (doctor|gp|therapist|counsellor|dentist|council|priest)|try|consider|think
        (about|of)|seen (a|your) (doctor|gp|therapist|counsellor)|signed up|googled|checked
        (out|with)|applied|joined) !(it (like|feel))
.9  -wonder/understand/see/wondering/know/get why (do/did not|not) (you|we) _ !(tell
        me|say|share|talk to me|take me|walk me|start (at|from|with)|begin)
        (<advised>|just|maybe|at least|consider)
.9  why not _ (<advised>|consider|just)
.85 (what|how) about _
(you|we|*ing|trying|going|joining|talking|calling|a|an|getting|some|doing|taking|making|asking|speaking|seeing|starting|looking|writing|having|just|ringing|telling|giving|putting|finding|booking|using|moving|leaving|setting|cutting|keeping|volunteering)
        !(feel|think|though|$|like|tell|say)
.85 what if you
(tried|just|went|talked|called|asked|did|took|got|put|gave|told|stopped|started|spoke|wrote|made|joined|set|left|moved|let|rang|phoned)
.9  if i (was|were) you
.9  in your (shoes|place|position) i would
.9  what i would do
.85 i would _ (just|suggest|recommend|advise|go and|tell (him|her|them)|call|ring|leave|get
        (a|some|on|out|rid|yourself|him|her|them|that|onto)|try (to|and|the|a)|start
        (by|with)|take (it|him|her|them|the|a)|be
        (getting|looking|talking|asking|making|ringing|taking|doing|straight)|look
        (for|into)|speak to|talk to|keep (a|the)|put (it|the|in|that)|ignore|block|report|make
        (a|sure|an)|write|see
        (a|the|about)|stop|quit|sell|buy|change|move|pack|drop|cut|forget|give
        (it|him|her|them|up)|avoid|stay (away|off|out)|join|apply|contact|sign)
        !(be|feel|have|like to hear|too|if|as well|and all|the same)
.9  my advice
.9  (some|a bit of|a piece of|a word of|give you|bit) advice
.9  i (really|strongly|would|do|highly)? (suggest|recommend|advise|urge|encourage)
(you|that|a|the|going|getting|talking|trying|seeing|taking|calling|joining|looking|some|speaking|keeping)
.9  (the )?best (thing|way|advice|bet|option|idea|move|plan) (you can|you could|to do|for
        you|is|would be|to|now|forward|here|i)
.85 -it/that your best (bet|option)
.9  all you (have|need|have got|got) to do
.85 (it is|it would be|it might be|it may be|it could be|that is|would be|might be) _
        (best|better|good|worth|wise|sensible|a good idea|an
        idea|useful|helpful|healthier|healthy|important|worthwhile|smart|well worth|time) (for
        you )?(to|if you|that
you|you|*ing|trying|going|talking|getting|seeing|asking|taking|having|giving|speaking|calling|looking|keeping|joining|doing|writing|booking|ringing)
        !(hear|have you|feel|be (here|with)|if i|know|me)
.85 (is|it is) time (to|you|for you to)
        (<advised>|moved|move|let|got|stopped|started|stood|put|left|told)
.8  (might|may|could|would|will) (do you (good|some good)|help you to|help to|help if you|be
        good for you|help you (sleep|relax|feel|get|calm|forget|cope))
.85
-nobody/one/someone/if/that/what/where/when/so/here/until/whenever/as/because/sense/place/time/anyone/thing/how/feel/wish/like
        you (could|can|might|may) (always|just|maybe|at
        least|perhaps|also|easily|still|even|probably|simply|try|as well|consider|go
        and|ask|talk|call|ring|join|start|get
        (a|some|on|help|them|him|her|yourself)|apply|write|see (a|your|if)|wear|look|sign|take
        (up|a|some|the)|volunteer|contact|make (a|an|it|sure|some)|put
        (a|it|the|some)|move|sell|go (to|back|for|on|and|see)|come (to|along)|speak|find
        (a|someone|another|some)|do (a|some|it|with (some|a)|yoga|something)|use|give
        (it|them|him|her|up)|set|keep a|pop|book|report|invite|text|message|email|phone|tell
        (him|her|them)|leave|change|buy|get) !(see|hear|be
        (here|quiet|sad|angry|yourself|honest|both)|cry|feel|sit (here|with|there)|stay
        (here|as)|tell me|talk (to me|here|to us|as)|say (no|anything|whatever)|let it|take
        (your|as)|have (told|asked|just|done|said|called|tried|rung)|about (leave|cut|hear)|come
        (here|and sit|as)|put yours|imagine|rest|go at|sense|breathe|do (both|no))
.85 (maybe|perhaps)
(you|it|try|just|a|get|go|start|talk|see|take|ask|look|think|stop|give|join|call|write|consider)
        (should|could|can|need|ought|might|is
time|talking|to|a|your|the|some|going|seeing|getting|taking|about|out|up|with|him|her|them|it)
        !(feel|hear|not feel|be (a bit|so|feeling))
.85 -we/they/you/i/to/not/he/she/did/people/who/could/can/even/really/still try _
(to|and|*ing|a|an|the|some|my|your|getting|going|talking|taking|doing|thinking|keeping|it|this|that|these|yoga|meditation|counselling|therapy|one|being|having|writing|putting|looking|asking|telling|focusing|making|saying|giving|walking|reading|eating|drinking|setting|using|ringing|calling|sleeping|breathing|cutting|lying|camomile|chamomile|melatonin|again|harder)
.9  make sure (you|to|that|they|he|she|it)
.9  next time _
        (just|you|say|tell|put|ask|go|do|try|don't|make|take|ring|call|keep|walk|get|like|do
        not|have) !(we|i)
.85 the (key|trick|secret|answer|solution|thing to do) (is|to|you|here) !(me)
.85 do yourself a favour/favor
.85
-can/could/will/would/i/we/they/he/she/you/did/to/who/not/do/let/it/or/was/were/has/have/had/might/people/always/than/been
        just/simply/please (<advised>)
(to|your|yourself|the|a|an|it|them|him|her|that|this|on|out|up|down|with|over|about|off|away|some|back|another|in|along|positive|for|more|less|one|and|no|how|into|at|get|everything|of)
        !(me|with (me|us|you|it|that|here)|here|breath|time|listen|know|be with|feel)
.85 can/could (not)? you (not)? (just|maybe|always|at least|simply) (<advised>|have)
.85 (can|could) not you (<advised>)
.8  (would|could|might) you (not )?(consider|be better|think about|try)
.8  -you/to/not/will/they/i/we/he/she/did/people/can/could/would/never/cannot stop/quit _
(*ing|thinking|worrying|letting|blaming|beating|dwelling|taking|looking|trying|being|going|seeing|drinking|caring|answering|reading|hiding|doing|giving|waiting|picking|talking|listening|chasing|crying|ruminating|comparing|paying|buying|lying|checking|fighting|making
        (it|yourself)) !(me)
.85 -you/i/we/they/who/people/to/did/if/folk/he/she/not do not (let
        (it|them|him|her|that|this|your|people)|give up on|give (them|him|her|in)|listen to
        (them|him|her)|take (it|this|that|any|no) (so |too )?(personal|personally|to
        heart|lying|off|from)|answer|go (back|there|near)|dwell|blame|beat yourself|think about
        it|bother|pay|engage|reply|text|be so hard|hold (it|on)|bottle|isolate|rush into|make
        any|call|ring|sign|drink|sit (there|at home|around)|keep|waste|get involved|ask|tell
        (him|her|them)|stay (in|at|with))
.85 -would/you/will/could/can/i/we/they/to/he/she/who/have/had/has/was/is never
        (correct|let|give|go|tell|argue|reply|answer|trust|look|mind (them|him|her))
.85 (stand up|speak up|stick up) for yourself
.85 -have/has/had/you/to/not/never/i/can/could/will/would/we/they/just/did let
        (it|that|this|him|her|them|go of|bygones) (go|be|lie|slide|hit|bygones|all)
.85 (move|moving) on $
.85 -not/to/you/he/she/they/i/we/did/can/could/would/will/people/and/never/who/always (forgive
        and forget|chin up|think positive|stay positive|be positive|be strong|stay strong|stay
        busy|keep busy|keep yourself busy|one day at a time|man up|toughen up|get over it|sleep
        on it|count to ten|get some (rest|sleep|air|fresh|help|exercise|sun)|get a
(job|grip|hobby|dog|cat|lawyer|solicitor|life|cleaner|good|second|new|plan|lodger|proper|decent|pet|restraining)|take
        (it easy|up|some time|a
        (holiday|break|walk|bath|day|pill|tablet|course|class|long|nap)|care of yourself|each
        day|one step|things one|a leaf)|see a
        (doctor|therapist|counsellor|counselor|gp|professional|lawyer|solicitor|specialist)|look
        after (yourself|number one)|focus on (yourself|the
        positive|the|your|what|you|getting|something)|look on (it|the)|keep a
        (diary|journal|record|log)|write (it|a|everything|to|them|down)|put (it|yourself|your|in
        (a|for)|a|that|the|some) (in
        writing|first|foot|behind|out|down|cream|past|on|cv|complaint)|get
        (yourself|rid|onto|back|over (it|him|her)|off|out|another|on (to|with|a|the)|in
        touch|help|professional|it in|them|him|her) )
.85 -to/not/you/will/would/could/can/must/might/may/i/it/that be (more|less|kinder|firm|honest
        with (him|her|them|yourself)|patient with|careful|strong|positive|assertive|good to
        yourself|gentle with yourself|kind to yourself|easy on yourself)
.8  (rather than|instead of)
        (sitting|moping|worrying|dwelling|feeling|hiding|staying|thinking|crying)
.8  (that is what|what) (i would be doing|you want to do|you have to do|worked for me (was|is))
.8  (i find|i found|i always|i just|what i do|what i did|what worked for me) ~6
        (works|helps|helped|worked|do the trick|wonders)
.75 (helps|works|worked|does) (wonders|a treat|the trick|every time)
.75 they (are|say) (amazing|brilliant|great|it helps|it works|good|really good) (now|$)
"""

_ORDERS = """
.85 ^ (<advised>) (your|the|a|an|yourself|him|her|them|it|some|another|to
        (your|the|a|him|her|them|someone|somebody|hr)|up (the|to|your|for)|out
        (more|there|of|the)|down|off|on (the|with|your|a)|back (on|to|there)|over|away|into|in
        (the|your|for|touch|with)|for (the|a|some|help)|about (the|something|getting)|with
        (your|the|a|him|her|them|someone|hr)|more|less|rid|online|at
        (the|your)|something|one|everything|that (out|down|up)|anyway|early|and
        (see|get|talk|ask|tell|have|forget|sign|join|buy|make)|of
(him|her|them|it)|onto|positive|exercise|help|out|loads|plenty|no|every|any|through|around|each|all|those|these|people|someone|somebody|part|proper|two|three|five|ten|twenty|sure)
        !(on (now|you|though|mate|love|dear)|on $|time|breath|to me|me|with us|at
        your|moment|what you (see|feel|do|like)|in here|as (long|much)|over here|to us|here|with
        me|feel|with that|guess)
.8  -i/you/we/they/he/she/to/not/can/could/would/will/and/who/people/let/gets/got go (to
        (your|the|a)|and (see|get|talk|ask|tell|join|buy)|back to|straight|see (a|your|the))
        !(of it)
.8  -i/you/we/they/he/she/to/not/can/could/would/will/and/who/people/let/gets/got/is/was/been
        put (your|a|an|some|it|the|that|them)
.85 appeal/contest/fight/report/ignore/sue/block/delete it/him/her/them/that !(is|was)
.8
-i/you/we/they/he/she/to/not/can/could/would/will/should/might/do/did/does/who/people/and/or/me/us/that/always/never/ever/may/must/let/just/folks/parents/kids/help/helped/make/makes/made/really/a/the/my/your/his/her/their/our/this/no/what/how/when/first/last/gentle/another/of/in/for/with/by/from/on/it/mm/old/long/sit/little/somebody/someone/nobody/them/him/friends/women/men/lads/girls/moms/dads/doctors/still/even/often/sometimes/usually/as/than/then/if/where/why/because/so/but/is/are/was/were/be/been/am/have/has/had/good/phone/one/every/each/some/any/all/more/lot/big/small/much/only/go/come
(call|ring|join|contact|phone|email|tell|book|talk|speak|ask|ditch|dump|block|delete|download|google|throw|leave|ignore|forget|forgive|buy|sell|report|sue|apply|sign|write|get|send|appeal|contest|draw|bang|change|scrub|move|make|give|take)
        (yourself|one|onto|down|out|over|back|in
        (and|to|there)|everyone|on|into|anyway|straight|your|the|a|an|him|her|them|to
        (your|the|a|him|her|them|someone)|it|with (your|a)|that|up|off|some|for|in|another)
        !(me|name|feels|felt|is|was|does)
"""

_DRESSED_UP = """
.85 can i just say _ (that )? you _ (need|should|ought|have to|must)
.8  do not mind me saying
.85 if i (can|may|could|might) _ (offer|give you|suggest)
.85 (what i|what we) did with (mine|my|ours|him|her|it)
.8  what (helped|worked for) (my|our|a friend|a mate|the)
.8  (is|are) (meant|supposed|said) to be (good|great|brilliant|helpful|marvellous|very good)
.85 you (the|a) world of good
.8  you would feel _ (better|lighter|happier|safer) (if|once|for)
.8  (should|ought to|needs to|need to|wants to) have a (quiet )? (word|chat|talk) with
.85 could be worth !(it|more|less)
.8  (a lot of|lots of|plenty of|some) people _ (donate|join|try|swear by|go for|use|find it helps)
.8  there is an app
.85 be the bigger (person|man|woman)
.8  (could|would) you not _ (try|put|ring|ask|meet|bring|see|wear|get|take|join|call) !(tell|feel)
.85 i wonder if you (could|should|might) not
.8  (sounds|looks|seems) like (he|she|they) _ (need|needs|could do with) (a|some|more|to|proper)
.8  (he|she|they|it) just (needs|need) (a|some|more|a bit|a little) !(hug)
.8  ^ _ (a|one of those|some) (quiet word|good walk|nip of|drop of|bit of (breathing|fresh
        air|exercise|gentle)|good clip|quick chat|proper)
.8  (is|was) the trick $
.8  the trick is
.85 works (every|each) time
.8  have you guys (tried|thought)
"""
"""Advice in the clothes of leave, of experience, of a wish or of news."""

CUES = tuple(cue for rules in (_ADVICE, _ORDERS, _DRESSED_UP) for cue in cues(Skill.ADVICE, rules))
