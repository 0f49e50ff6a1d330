"""Standing above: pulling rank, threatening, shutting out."""

from device.coach.analysis.cues import cues
from device.coach.analysis.lexicon import CLASSES
from device.coach.analysis.pattern import phrases
from device.coach.skills import Skill

CLASSES["trade"] = phrases("""
nurse, doctor, gp, therapist, counsellor, counselor, psychologist, psychiatrist, social worker,
support worker, mediator, teacher, professional, physio, physiotherapist, coach, expert,
specialist, paramedic, solicitor, lawyer, manager, supervisor, volunteer, facilitator,
pharmacist, midwife, police officer, officer, clinician, practitioner, trainer, youth worker,
health visitor,
key worker, caseworker, case worker, minister, priest, pastor, vicar, chaplain, carer, mentor,
addiction worker, recovery worker, accountant, headteacher, landlord, surgeon, dentist, soldier,
psych major, psychology student, psychology graduate, trained listener, qualified, trained,
certified, senior, mother of, father of, dad of, mom of, someone who knows, somebody who knows,
someone who has, somebody who has, an expert, family mediator, life coach, hr manager, peer
worker, magistrate, lecturer, debt adviser, adviser, advisor, housing officer, probation
officer, consultant, matron, ward sister
""")

_EXPERT = """
.9  (trust me|believe me|take it from me|mark my words|take my word|listen to me|you listen to
        me|hear me now|now listen|i assure you|i can assure you|i can tell you now|i promise you
        i know|let me tell you (something|how|what|this|now|the)|i will tell you
        (what|how|something|exactly|now|this)|i know (best|better|what is best|what i am
        talking|what i am doing|exactly what
        (you need|works|helps|to do)|this inside|it inside|inside out|how (this|it|these
        things) (works|work|goes|go|ends)|a thing or two|more about|your type|your sort|what
        works|what you need|what is good|people like you|the system|these people|my stuff|a lot
        about this|all about)|inside out|inside and out) !(i am (listening|here|not)|that is
        (brave|strong|hard)|me when i say you are|you are not alone|how hard|you are doing)
.9  i have (seen|dealt with|helped|worked
        with|treated|met|handled|trained|counselled|had|supported|looked
        after|run|managed|nursed|done) _
        (hundreds|thousands|dozens|loads|plenty|lots|many|enough|it
        all|this|scores|countless|all sorts|a hundred|a thousand|so
        many|more|three|four|five|six|ten|twenty|too many|this before|this a|it a|it before|a
        lot|cases|people like you|your type|over|clients|patients|every|far|it
        over|businesses|groups|them all|that many|some|most|a good few)
        !(mornings|days|nights|weeks|times (too|myself|as well)|of those|bad)
.9  believe you me
.85 i (was|am|have been|sat|worked|served|raised|ran|have run|teach|train|have raised|brought
        up|run|taught|did|have sat|have had|fostered|trained|studied) ~10 so (i (know|can|do
        know|understand|could|think i know|should know|know what)|you
        (should|need|must|want|just)|trust|just|listen|take|believe|let)  !(i (feel|was|nod|know
        (this|that|the) (one|feeling)|remember|get|cried|hated))
.85 (so|and) i (do |should |really |probably )?(know (what i am|how
        (they|this|it|these|he|she|that|people)|better|more|best|a thing|exactly|all
        about)|understand ~4 better)
.85 i can (tell|assure|promise) you (flatly|now|that|straight|for|exactly|this
        much|what|it|from|you|frankly|plainly|categorically) !(more|something|what
        (got|helped|it was)|are not alone|how)
.85 i could have told you
.85 better than (most|anyone|anybody|you think|you realise|you know)
.85 (nobody|no one) knows (more|better)
.85 (since|before) (before )?you were (born|in nappies|out of)
.85 this is how (it|the|this|things|these) ~3 (works|work|goes|go|ends)
.85 (for|in|done|did|over) (ten|twenty|thirty|forty|fifteen|eleven|twelve|nine|eight|twenty
        two|many) (years|odd years|two years|five years) (so|and (i|trust|believe|let)|i
        (can|know|assure))
.9  seen it (all|a (hundred|thousand|million)|over and over|before|time and again|so many|many
        times)
.9  (speaking |talking |just )?as (a|an|your|the|someone) _ (fully |highly )?(former |retired
        |trained |qualified |certified |senior |experienced |professional |registered |licensed
        |family |ex |mental health |psychiatric |community |student )?(<trade>)
.9  (i am|i was|i have been|i used to be|i am actually|been) _ (a|an|the|your)? _ (fully |highly
        )?(former |retired |trained |qualified |certified |senior |experienced |professional
        |registered |licensed |family |ex |mental health |psychiatric |community |student
        )?(<trade>) (for|here|you
know|so|and|of|in|by|with|i|myself|you|at|thirty|twenty|ten|fifteen|forty|to|on|now|before|let|trust|believe|listen|too|$)
.9  in my _ (professional|expert|clinical|considered|experience|opinion|line of
        work|job|humble|years|long|trade|career|time as|practice|view) !(too)
.9  (with|from|after|given) (all )?(my|the) _
        (years|experience|training|qualifications|background|expertise|degree|knowledge|work)
.9  i (have|have got|hold|did|got|do have|studied|finished|completed) (a|an|my|the|two|three)? _
(degree|diploma|qualification|qualifications|training|certificate|phd|masters|master's|doctorate|certificates|years
        experience|years of experience|course|psychology|counselling|counseling|nursing|social
        work|years in|years under) !(of it)
.9  (my|the)
(training|qualifications|experience|degree|course|textbooks|textbook|research|evidence|studies|professional)
        (tells|tell|says|shows|taught|teaches|is|in|as|show|say|qualifies|means)
.9  i (have (been|worked|run|ran|spent|done)|ran|run|worked|work|train|trained|teach|taught|was
        in|spent|managed|manage|did|been) _
(doing|in|with|a|the|these|this|running|as|at|on|for|here|over|groups|people|families|nurses|girls|men|staff|hostels|clinics|services|helplines)?
        ~4 (for )?(over |nearly |about |more than |the last |almost |some
)?(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|eighteen|twenty|thirty|forty|fifty|*0|a
        long|many|years|decades|donkey's) (two |three |five |odd |four |six |one |eight
        )?(years|decades|months|time) ~3 (so|trust|believe|listen|i know|and i
        (know|have|can)|you (should|need|can|have|must|get)|this is|let me|it is|that is|in
        (this|the|mental)|with|doing|now|under)
.85 (years|decades) (in|of|doing|at|on|with) (this|the
(job|trade|field|business|system|service|nhs|sector|ward|game|work|police|army)|experience|nursing|teaching|counselling|counseling|mental|social|care|recovery|training|doing
        this|practice|this (job|work|game|field))
.85 (under my belt)
.85 (leave it (to|with) me|do as i say|do what i (say|tell|tell you)|do exactly|i am telling
        you|i am the (one|expert|professional|senior|most)|you do not know what you are|you do
        not understand (how|what|this|your)|what you do not (understand|realise|realize|see)|i
        understand (this|you|your) better|better than you (do|know)|i know you better|i know
        more|you will (see|learn|realise|realize) (i am right|in time|that i)|i am (never
        wrong|rarely wrong)|i was right)
.85 what you have (got)? (here|is (a|classic|actually|really|an|called))
.85 (textbook|classic) (case|example|stuff|signs|sign|behaviour|behavior|symptoms)
.85 (i can (tell|see) (exactly|you now|straight away|right away|from (experience|here))|i know
        exactly)
.85 (people|folk|folks|cases|someone|somebody|men|women|kids|addicts|clients|patients) (like
        you|in your position|who (do not|will not|never)) _
        (always|never|usually|all|tend|do|need|are|end|go|come)
.85 (hundreds|thousands|dozens|plenty|loads|lots) of (you|people like
you|cases|your|them|these|clients|patients|families|girls|lads|women|men|mothers|addicts|people
        (with|in|come|through))
.8  (they|you) all (do|are|say|think|come|get used)  !(right)
.8  we (professionals|experts|nurses|staff|the staff|workers|volunteers)
.8  (been there done that)
.8  (i read|i studied|i did psychology|i have read|i wrote) (up |a lot |all |a book|a
        paper|every|about this|extensively|psychology)
.85 (i have forgotten more|that is (how|just how) (it|this|the) ~2 works|this is how
        (it|the|this) ~3 works)
.8  let me (explain|educate|be clear|be honest|set you|put you)
.8  (this|it) is (posture|simple|quite simple|really simple|basic|straightforward|obvious)
        (biology|psychology|science|really|$)
"""

_INTIMIDATION = """
.85 (you will|you will have to) ~10 or i (ring|call|tell|phone|report|walk|leave|am|will)
.85 or it (will|would) be (the|a|your|back)
.85 (one|a single|any|another)
        (whiff|hint|complaint|sign|mistake|toe|bad|missed|false|positive|dirty|late) ~6
        (and|you)
.85 (because|cos) one ~4 and (you|i|they|it)
.8  washing my hands
.8  i (need|want) you to promise
.8  (get it|have it|sort it|get that|get this) (sorted|done|finished|fixed|signed) by
.8  i would hate for ~6 (to hear|to find|to know|to see)
.8  (nobody|no one) will ever (believe|help|trust|take|want|listen|speak)
.8  (i will be|i would be|i am) (the
        (first|one)|speaking|reporting|ringing|calling|phoning|telling|informing|writing)
        (to|who|your|the) ~3
        (ring|call|report|tell|your|the|teacher|officer|phone|social|police|head|council|landlord)
.8  whether you like it
.8  you will lose (your|the|them|her|him|it|everything)
.95 or else
.9  or (i|we) (will|am going to|are going to|am
        (out|done|telling|calling|ringing|walking|reporting|leaving|phoning)|are
        (out|done|telling|calling)|swear|shall) !(just|sit|listen|can|(am|are)
        (happy|here|glad)|(will|are|am) (just|happy|be (here|quiet)))
.9  or (you|they|he|she) _ (will|are going to|are|can|do not|lose) _
        (be|lose|regret|have|end|never|find|get|not|out|come|leave|take|go|on your
        own|forget|pay|sorry|kicked|back) !(not|alone)
.9  or (do not|don't) (come|bother|expect|complain|moan|ask|waste)
.85 or (it is|this is|that is) (over|finished|the (end|door|street|police)|out|your)
.9  (if|because if|but if|and if) (i do not see you|you have|one more|they|i
        (hear|see|find|catch)) ~14 (i will|i am
        (going|calling|ringing|reporting|telling|phoning)|you are (out|done|finished|off|gone)|i
        would be the) !(stay|sit|be here|listen)
.9  if you (do not|will not|keep|ever|can not|refuse|carry on|talk|go on|say|miss|drink|use|are
        not|have not|do that|walk|leave|tell|even|so much
        as|come|mess|lie|skip|stop|go|don't|turn|touch) ~12 (i will|i am
        (going|calling|done|walking|ringing|telling|out|phoning|reporting|afraid i|not)|i would
        be|i have to|i (shall|swear)|we will|we are (going|done|finished)|we (can not|will
        not)|you will (be|lose|regret|end|never|have|find|get|die|go|wish|not|pay)|you are
        (out|done|finished|off|gone|going to|on your own|barred|banned|getting)|they will
        (take|come|lock|section|put|throw|have|stop|be|cut|find)|that is (it|us|me)|then i
        (will|am)|there will be (trouble|consequences|nothing)|do not (come|expect|bother)|you
        can (forget|leave|go|get out|find)|(council|police|social|services|doctor)
        (will|come|comes)|it is (over|the door)|out you go|i would be the one|he will|she will)
        !(stay|sit|be here|not (push|ask|mind)|wait|still be here|listen|just)
.85 (unless|until) you ~10 (i will not|i am not|we will not|we can not|i can not|you will
        not|you are not|you can not|do not|i am (done|walking|calling|going)|there is
        nothing|nothing|you will (lose|be|end|never))
.85 (i will not|i am not|we will not|we can not|i can not|you will not|you are not|you can
        not|nobody will|no one will|i refuse to) ~6 (unless|until) you
(do|tell|stop|start|promise|agree|sign|take|go|say|get|calm|admit|have|are|can|give|sort|make|show|apologise|answer)
        !(are ready|want|feel|say so)
.95 (i am|we are|am) (warning|only going to (say|tell)) (you)?
.9  (last|final|only) (chance|warning|offer|time i)
.9  (do not|don't) make me !(laugh|blush|cry)
.9  (you have|there is|you have got|you got|you leave me) no (choice|option|alternative|other
        choice)
.9  you will (regret|be sorry|pay for|wish you had|lose (your|the|her|him|them|everything)|be
        (sorry|out|sectioned|arrested|locked|thrown|kicked|reported|barred|on the street|back
        inside|in (trouble|big))|end up
        (dead|in|on|alone|back|homeless|like|locked|sectioned)|die (alone|if)|never see)
.9  (one|another|any) (foot|step|more) (wrong|out of|word|slip|time|peep|and) !(time you)
.85 (i will|i am going to|i would|we will|i am|i could|i can|i have to|we have to|and i will|i
        might|i am obliged to|we would|i will have to|i am about to) _ (have to
        )?(report|call|phone|ring|tell|inform|get|contact|notify|section|have you|make
        sure|throw|kick|bar|ban|see to it|take (away|your|them)|speak to|write you up|cut
        you|put you out|stop your|go to|let) ~2 (the police|police|social|social services|your
(officer|mom|dad|wife|husband|boss|doctor|worker|parents|landlord|school|social|probation|manager|gp|family|key)|services|security|the
(council|social|landlord|doctor|manager|authorities|warden|office|school|staff|hospital|jobcentre)|child
        protection|you
        (out|sectioned|removed|arrested|taken|barred|banned|in|thrown|put)|someone on|them
        you|him you|her you|on you|authorities|safeguarding|crisis team) !(if you
        (like|want)|together|with you)
.85 (on the phone|straight on the phone|reporting|ringing|calling) to? _ (your|the
        police|social) (officer|worker|mom|dad|boss|tonight|on you)?
.85 (they|he|she|social services|the council|services|the police|the court|the judge) will
        (take|lock|section|put|throw|come and|have|stop|cut|evict|sack|kick|arrest|find out) ~2
        (him|her|them|your|you|it|the (kids|baby|children)) !(seriously|a lot)
.85 (i want|i need|i will have|i demand) (an answer|a yes|the truth|your word|a promise|it from
        you) (now|right now|today|this minute)
.85 (answer|tell|promise|swear to|look at) me (right)? _ (now|right now|this minute|this
        instant|immediately|you|properly) !(will)
.85 (right now|this minute|this instant|immediately) or
.85 i am not (asking|going to ask)  (you)? ~1 (i am telling|again|twice|nicely|telling)
.85 i will not (ask|tell|say it|say this|warn) (you)? (again|twice)
.85 (you are|you will be) (finished|barred|banned|off the (list|programme|program|group)|out of
        (here|this)|out on your|out $)
.85 (walking|walk) (out|away) (that|the|from) (door|you)?
.85 (i swear to god|so help me)
.85 (either|you either) (you
)?(do|tell|ring|call|go|stop|take|sign|get|come|talk|leave|start|sort|own|agree|quit|change|come
        clean|you|give) ~12 or
.85 you _ (have|have got|need) to (decide|choose|answer|agree|sign|make up your mind|pick)
        ~6 (now|right now|today|tonight|this minute|before you leave|by
        (friday|monday|tomorrow|tonight|the end)|or)
.85 (do it|sign it|take it|say it|tell me|tell them|go back|get up|stop it|ring them|call
        them|eat it|take them|sort it|pack it in) (now|right now|today|this
        minute|immediately|or (else|i|you (will|are)))
.85 by (friday|monday|tuesday|wednesday|thursday|tomorrow|tonight|the end of the (day|week)) or
.85 (do not|don't) (you )?(dare|ever|cross|mess|push|test|waste)  !(give|think|feel|stop)
.85 (get in line|watch yourself|watch your (mouth|step|back|tongue)|you had better watch|think
        very carefully|think carefully about what|be very careful|just remember
        (one|who|i|that)|i know where you|you know what happens|we will see about that|there
        will be consequences|face the consequences|on your own head|for your own good|do as you
        are told|do what you are told|or you are out|that will be that|you are on your own|wash
        my hands|see what happens|(i|we) can (make|have) (your|you)|(i|we) (decide|control)|you
        do not get to (leave|say|choose|decide))
.85 we (can|will|could|have to) (stop|withdraw|take|end|cancel|cut) ~1 (your|this|the)
        (place|support|session|help|benefits|room|bed|money|visits|sessions|key)
.8  you _ (must|will|are going to) ~6 (right now|this minute|immediately|now or|today or|before
        you leave)
"""

_EXCLUSION = """
.9  (not|are not|is not|just is not|really is not|is just not) (really |quite |just )?for
        (people|someone|somebody|folk|folks|anyone|women|men|those|lads|girls|kids|you|the
        likes|families|the) (like|who|with|in|your|from|that|of|cleaners)?
.9  (is|are) _ (only|mainly|mostly|strictly|meant|more|reserved|kept|just)? _
        (only|mainly|mostly|strictly|meant|more|reserved|kept)? for
        (fathers|mothers|moms|dads|ladies|gentlemen|women|men|the
(office|under|over|older|younger|regulars|families|parents|members|residents|girls|lads|local)|adults|over|under|older|younger|mental|couples|families|like|normal|everyday|local|locals|people|members|regulars|carers|parents|widows|veterans|residents|christians|proper|real|serious|those|christian|grown)
        !(you|to lean)
.85 (rather|really|actually|quite) _ (a|an|the)
(couples|adults|members|locals|ladies|gentlemen|women's|men's|family|private|closed|mothers|parents|residents|over)
        *
.85 (an adults|an adults'|a couples|a couples'|a members|a women|a ladies|a ladies'|a closed|a
        private|an invitation|a christian|a family|a residents|a local)
        (evening|drop|group|club|event|table|meeting|session|only|space|night|thing|morning|lunch)
.85 (give|giving) (it|this|us|the|that) (one )?a (miss|rest|swerve)
.85 (perhaps|maybe) (somewhere|someplace|another|a different|ask (over|at|next|elsewhere)|over
        there|next door|try (over|next|the other|another|somewhere|elsewhere)|not
        (this|here|tonight|today)|find)
.85 (try|ask|look|go) (over there|next door|elsewhere|somewhere else|down the road|across the
        road|upstairs|at the other|the other)
.85 (is|are) _ (full|full up|taken|closed|not open) (of|up|to|for|already|here|$) !(people who)
.85 (we|i) (can not|can't|do not|could not|are not able to|will not) _
        (take|have|let|allow|accept|be having|cater) ~5 (in here|here|in|group|with
        us|at|morning|club|table|cos|because|there is|there)
.85 (you|so you) can not (stay|come|be (here|in)|sit|join|bring|use)
.85 (is not|are not|am not|not) (comfortable|happy|keen|sure|mad|thrilled)
        (with|about|having|if|on) ~4 (here|at|in|coming|like you|morning|group|table|around|you)
.85 (will not|would not|are not going to|is not going to|might not) (be|feel) _
        (happy|comfortable|pleased|thrilled|keen|welcome|very happy|too happy)
        (if|with|about|having|to have|here|that|$)
.85 (feel|be|feeling) _ (out of place|a bit out of place|an outsider|a bit of an
        outsider|uncomfortable|like an outsider|left out) (here|with us|in|at|$)
.85 (grew up|known each other|been together|been coming|all friends|all know each other) ~3
        (together|years|since|already|long|so)
.85 would not know what to do with
.8  (is|are) next door
.8  (beyond|outside|above) (what|our|us|the scope) _ (we|remit|do|can|scope|$)
.8  (you|your sort|your kind|your lot|people like you) (start|starting) coming
.8  not in (here|this group|our|my)
.8  we say nothing about
.8  (for|this is for) (normal|people who are managing|everyday)
.8  put (people|others|the others|them) off
.8  (say|saying|mention|talk) ~3 (outside|elsewhere|somewhere else|at home|in private)
.95 -does/did/doesn't/mean/means/not/feel/feels/thinks/think/that/like (this|here|it|that)
        (is|was) _ not _ (really |quite |exactly )?(the|a|your|our|somewhere|for|somewhere for)
        _ (right |best |kind of |sort of )?(place|group|table|room|space|sort|people
        like|you|somebody like|someone
        like|your|those|that|kind|service|venue|forum|session|crowd|men|women) !(fault|own|to
        blame|job|with|first|mess|imagination)
.95 you _ (do not|would not|will not|are never going to|can not|might not|may not) _ (really
        )?(belong|fit|fit in|be one of|suit|mix|be (comfortable|happy) here|get (on|along)
        (here|with (us|the|people)))
.9  (you are|you are really|you are just) not _ (one of us|like us|like the
        rest|our|welcome|really (one|like|a|for|who)|who (this|we)|the
        (sort|kind|type|right)|what we|wanted|suited|right for|cut out|meant to be here|supposed
        to be here|allowed|from (here|round here|around here)|a (fit|good
        fit|match|proper|real)|bad enough|sick enough|ill enough|ready for
        (this|us|here)|eligible|local)
.9  (not|never|isn't|won't|wouldn't) _ (be )?(welcome|wanted) (here|in|at|with|any)
.9  (better|happier|best|more comfortable|suited|more suited|better suited|more at home) (off
        )?(somewhere|elsewhere|with your own|in (another|a different|your own|one of)|at
        (another|a different|the other|home)|with (people|others|someone|a
        different|another|folk)|trying (somewhere|another)|going|finding|in the other|on your)
.9  (find|try|go to|look for|need|try to find) (yourself )?(another|a different|some
        other|somewhere|somewhere else|someplace|elsewhere|a more|your own)
        (group|else|table|room|service|more|specialist|centre|center|sort|people|crowd|kind)
        !(to (stay|live|sleep|go))
.9  not (really |quite )?(set up|equipped|insured|geared|meant|designed|here|able|the
        ones|trained|the place) (for|to (deal|handle|cope|help|take|have)|with) ~1
        (people|you|that|this|your|those|someone|somebody|folk|anyone|cases|deal|handle|things)
.9  (is|are|was) _ (really |only |just |mainly |mostly |strictly |meant )?(for|meant for)
        (people
        who|local|locals|real|proper|older|younger|women|men|mothers|families|members|regulars|those
        who|christians|grown ups|adults|residents|citizens|british|americans|our
        own|genuine|serious|normal|decent|sober|people (from|with|that))
.9  (is|are) more for
.9  (we|they) (do not|can not|will not|would not) (really )?(want|have|take|let|allow|do|talk
        about|deal with|like|accept|need|usually (take|have|get)|get|cater|discuss|speak
        about|serve|go in for) _
(that|those|people|your|you|any|addicts|drunks|strangers|outsiders|foreigners|folk|anyone|that
        kind|that sort|this (kind|sort)|men|women|that here|that in here|your kind|your
        sort|your lot|that stuff|drinkers|users|kids|in) !(feel|to (feel|worry|rush|be
        alone|push)|alone|apologise)
.85 (not|never) (in|at) (this|our|my) (group|table|house|centre|center|room)
.9  (you|we|i) _ (have to|need to|must|should|will have to|would rather you|want you to|would
        like you to|am going to ask you to|think you should|might ask you to|are asking you
        to|have to ask you to) _ (ask you to )?(leave
        !(him|her|it|them|that|the|your|this|there)|go somewhere|go home|come (in|back|at) (at
        |when |another|some|on |if )|go elsewhere|stay away|move on|find somewhere|find
        another|wait outside|sit (elsewhere|somewhere|over there|outside|in the)|keep (that|it)
        to yourself|keep away)
.85 (rather|prefer) (you|it if you|if you) _ (came|went|sat|stayed|left|did
        not|kept|come|go|find|found|not|waited|used|tried)
.9  come back when you
.85 keep (that|it|this|those|your) ~2 (to yourself|for
        (somewhere|elsewhere|your|another)|private|out of (here|this|the)|at home)
.85 (nobody|no one|none of us|people|others|the others|everyone|folk|folks|members) (here|in
        here|in this (group|room))? _ (wants|want|would want|is going to want|do not want|does
        not want|will not want|are (not )?comfortable|is not|are uncomfortable|get upset|feel
        uncomfortable|would be uncomfortable|would feel|will feel uncomfortable|were here
        first|have been complaining|complained|find you|would rather) ~3
        (hear|you|that|it|here|comfortable|know|this|sit|with|uncomfortable) !(alone|are not
        alone)
.85 (you would not|you will not|you could not|you can not) _ (understand|get
        (it|us)|know|fit|like it here|last|feel at home|be happy here) (us|what|here|it|if you
        have not|unless|how|because)?
.85 (you have not|you have never|not like you have) _ (been
        through|lived|had|earned|suffered|done|got|actually)
        (what|it|real|enough|the|here|any|proper|been)
.85 (real|actual|proper|serious|bigger|genuine)
        (problems|issues|addicts|trauma|grief|carers|need|needs|illness|struggles)
.85 -with (with|in|to|stick to|find|among) (your|those|their) own
        (kind|sort|lot|services|community|group|type|country|church|crowd) !(here|on|in here|at
        this)
.85 (not|never) (our|my) (kind|sort|type|problem|responsibility|remit|department)
.85 go (back )?(to )?(where you (came|come|belong)|home where|your own country|somewhere
        else|elsewhere|find somewhere)
.85 (your|that) (kind|sort|lot) (is|are|do|does|should|here|in here|of
        (people|person|talk|thing)) (not)?
.85 (there are|there is|they have|we have)
        (other|special|better|different|specialist|proper|places|groups|services|somewhere) _
        (places|groups|services|people|centres|for (that|people|you))
.85 (lower|bring|drag|upset|put|scare|frighten|disturb|spoil) ~2 (tone|mood|others|other
        people|people off|everyone (down|here)|the
        (group|others|kids|regulars|members|mood|atmosphere|women|families)|us all)
.85 (only|just) (take|have|for|accept|let in|let|do|serve)
        (people|members|locals|those|families|women|men|parents|carers)
        (who|from|with|here|that|in)?
.85 you (are|would be|will be) _ (too|a bit|a bit too|so|far too)
        (old|young|posh|different|ill|far gone|loud|much|new|unstable|unwell|risky) (for|to be)
        (us|here|this|the|that|in)
.85 (wrong|not the right|not the) (place|room|group|door|table|address|shop) (for|if|to|mate|love|$)
.8  (members|regulars|locals|residents|families|women|christians|adults|parents|mothers) only
.8  (i do not think|not sure|do not know if|do not reckon|not convinced) (this|that
        this|you|we|it|here|the group) _ (is|are|can|would|really|will) _ (for you|the
        (place|right|group)|right|help you|belong|a (good )?fit|suited|the one for|fit|what you
        need|take)
"""

CUES = (
    *cues(Skill.EXPERT_STANCE, _EXPERT),
    *cues(Skill.INTIMIDATION, _INTIMIDATION),
    *cues(Skill.EXCLUSION, _EXCLUSION),
)
