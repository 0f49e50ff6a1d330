"""Standing by somebody: validation, presence, connection, encouragement, asking first."""

from device.coach.analysis.cues import cues
from device.coach.skills import Skill

_VALIDATION = """
.85 anyone's/anybody's/everyone's/everybody's ~2 (would|will)
.75 -if/what/how/that i would have _
        (*ed|sat|had|felt|been|gone|run|hid|wanted|taught|thrown|told|left|said|done|lost|cried)
        !(told you|said you|thought you|to (go|get|tell))
.75 -if/what/how i would be _ (*ing|livid|the same|climbing|raging|gutted|black
        affronted|done|broken|fit)
        !(looking|asking|talking|getting|making|ringing|taking|doing|volunteering|sitting|
        interested)
.75 -if/what i would have to (go|leave|sit|walk|stand|scream|lie)
.85 so you should (be)? $
.85 nothing to be ashamed
.8  (no|not an) (odd|strange|weird|silly|daft) thing to
.8  should be a law
.8  course you !(can|could|should)
.75 (that is|it is|how) (horrible|horrendous|disgusting|so disgusting|evil|so
        evil|shocking|rotten|shameful|cruel|appalling|grim|cold) !(to|for you)
.9  make/makes/made/making _ (perfect|total|complete|absolute|good|a lot of|a whole lot of|lots
        of|plenty of|all the|every bit of|every|so much|some|full)? sense !(of|when you|that you
        should)
.85 (is|are|was|it|feels|that) _
        (understandable|normal|natural|valid|reasonable|justified|legitimate|only human|human|a
        human thing|a natural reaction|a normal reaction|fair|allowed|to be expected)
.9  <nobody> (in your (shoes|place|position|situation|spot) )?(who ~5
        )?(would|might|could|has|had) !(have told|tell you)
.9  <nobody> with ~6 (would|might) _ (feel|be|have|struggle|want|need)
.85 would ~4 (anyone|anybody|anyone's|anybody's|any
        (mother|mom|dad|father|parent|man|woman|person|child|body|one|human|mama|daddy)|a
        saint|a stone|a grown (man|woman)|the best of us|the strongest|most people|a rock|a
        horse|the patience of)
.85 (any|every)
(child|mama|mom|dad|parent|mother|father|kid|man|woman|person|body|human|daddy|teenager|lad|girl|family|son|daughter|nurse|worker|soul|human
        being) would
.85 so would (anyone|anybody|i|any|most|we|everyone)
.85 i (would|should) ~4 (too|as well|either|the same|myself) $
.8  i (would|should)
(nod|hate|sulk|mind|be|want|feel|need|cry|hide|run|freeze|struggle|find|check|shout|scream|have)
        ~5 (too|as well|and all|and i am|either|really|fit)
.85 (too|quite|dead|bloody|damn) right
.85 right to be
.85 made of stone
.85 (nobody|no one|who) (likes|wants|enjoys|would want|would like|would enjoy|could|would|can)
        ~3 (to|being|asking|that|live|not|with|keep|sleep|carry) !(know|hear you|make (me|you)
        do)
.85 i (can|could|do|really|quite|totally|well|completely|absolutely|certainly|fully)? _
        (see|understand|get|sea) _ (how|why) (it|you|that|this|the|a|hard|anyone)
.8  i believe you
.8  dead sensible
.8  (sounds|seems|is) _ (sensible|reasonable|understandable|natural|normal|legit|valid|fair) (to
        me|response|reaction|thing|$)
.85 quite/entirely/totally/completely/perfectly/very/so/really understandable
.85 there would be something wrong
.8  _ (a rotten|a heavy|a lot of|a horrible|a big|a huge|an awful) (pair|load|weight|lot|thing)
        (to|for) (carry|hold|anyone|face|walk into|lose|live)
.8  (that is|it is|how) (a disgrace|disgraceful|out of order|so out of order|not fair|unfair|so
        unfair|wrong what|an outrage|outrageous|shocking treatment|no way to (live|treat)|bang
        out of order|not okay|not on)
.85 (any of us|i|we) would (have|be|feel|do|want|need|find|think|struggle|say|react) ~3 (too|as
        well|and all|the same|same|either|also|myself) !(if|when i)
.85 i would (be|feel|have been|have felt) _ (<feeling>|<felt>)
.75 i would (check|have|think|want|do|need) ~5 (too|as well|and all|the same|either)
.7  i would (have done|do) (the )?(exact )?same
.85 me too if
.9  no wonder
.85 little/small wonder
.9  (not|hardly|scarcely) surprised/surprising/surprise _ (that|you|it|at all|$)
.9  of course you !(should|can|will|could)
.85 of course (it|that|this)
(hurt|hurts|matters|does|did|is|was|knocked|still|would|stings|stung|upset|upsets|gets|got|feels|felt|scared|left|makes|made|knocks|shook|took|takes|hit|hits)
.8  ^ course (you|it|that) !(can|should)
.85 naturally you
.9  who would not
.85 how could you not/help
.9  you have _ (every|a) (right|reason)
.9  every/good/plenty right/reason to
.85 you are (entitled|allowed|permitted) to
.8  you get to (be|feel)
.85 it is _ (okay|fine|alright|all right|good|human) (to|that you|if you)
        (feel|be|cry|not|miss|grieve|hurt|hate|need|say|fall|have|want|are|still|struggle)
.8  (okay|fine|alright|all right) (to (be|feel|cry|grieve|miss|not|still|hate|hurt)|not to)
.9  you are not _ (silly|weird|weak|mad|crazy|stupid|being silly|being
        dramatic|overreacting|being daft|daft|strange|imagining|bad|a
        bad|wrong|odd|broken|dramatic|selfish|imagining it|imagining things|making it up|being
        oversensitive|too sensitive|being too sensitive|soft|being soft|losing
        it|lazy|failing|foolish|being foolish|being unreasonable|unreasonable|asking too
        much|asking for too much|asking for much|a failure|going mad|being stupid|to
        blame|ungrateful|paranoid|being paranoid|the problem|a burden|a monster|horrible)
.85 (not|never|nothing|hardly) _
        (silly|weird|stupid|strange|daft|weak|crazy|shameful|petty|selfish|wrong|pathetic) (at
        all|about|for|to|in|thing|of you|with)
.8  (is|was) not _ (silly|weird|stupid|strange|daft|weak|petty|pathetic|selfish) (at all)?
.85 nothing/not (is )?wrong with (you|feeling|being|that|crying|needing|wanting|it)
.85 i (can|could)? _ (see|understand|get|hear|feel) (exactly )?why
        !(they|he|she|people|everyone|your)
.75 i (can|could) _ (see|understand|get|imagine) how (you|that|it|hard|painful|much)
.8  i do not blame you
.8  can not blame you
.8  who (could|can|would) blame you
.85 not _ your fault
.85 you did not (do anything wrong|ask for (this|that|any of)|deserve)
.8  you do not deserve (that|this|to be)
.75 (nobody|no one) should have to
.75 you should not have to/had
.7  you should be able/allowed to
.85 (that|it|this|these) (is|was|are|must be) _ (a lot|so much|too much|an awful
        lot|plenty|loads|a hell of a lot|a great deal|a whole lot) (to|for|on|of|$)
.75 (that|it|this) is _ (a lot|so much|too much)
.8  (that|it|this) (is|was|must be|must have been|sounds|sounded) _ (hard|tough|rough|difficult|
        heavy
        going) (for you|on you|$)
.8  (a lot|so much|too much|an awful lot|a great deal) (to|for)
        (carry|hold|deal|take|bear|handle|cope|carrying|anyone|any|one|manage|live|go
        through|face|process|swallow|be)
.85 (would|will|could) _ (upset|shake|rattle|knock|hurt|scare|frighten|break|get
to|floor|wear|make|leave|drive|rankle|sting|do|get|finish|test|exhaust|throw|crush|terrify|piss|annoy|gut|wound|drain|unsettle|put|have|send|weigh|anger|worry|stress|tire)
        ~2 (anyone|anybody|any|me|most people|everyone|everybody|a saint|the best of us|the
        strongest)
.8  with (anyone|anybody) and
.85 (your feelings|what you feel|what you are feeling|how you feel|your anger|your grief|your
        reaction|the way you feel|that feeling|those feelings|your tears|your pain|your
        fear|feeling that way|feeling like that|feeling this way)
        (is|are|make|makes|matter|matters|count|counts)
.75 _ fair enough
.8  rightly so
.8  do not _ (have|need) to (apologise|apologize|justify|explain yourself|be sorry|feel bad|feel
        guilty|feel ashamed)
.75 (no need|nothing) to (apologise|apologize|be sorry|be ashamed|feel bad|feel guilty|feel
        ashamed|say sorry)
.8  no shame in
.8  no (right|wrong) (or|and|way)
.7  after (all|everything) ~2 you
.7  given (all|everything|what) ~3 you
.8  it matters !(to|what|if|whether)
.8  (that|this|it) is not nothing $
.8  that is (a|an) _ (very|perfectly|completely|totally)?
        (normal|natural|human|reasonable|understandable|sane|fair)
.75 makes/make you human
.75 not alone in (feeling|thinking|that)
.7  lots of (people|moms|dads|us|folk|folks) (do not|feel|find|would|get)
.75 that counts
.7  (you are|you were) right to (be|feel)
.8  i would think it strange if
.8  there is no law says
.8  (you|anyone) would be (mad|daft|strange|odd) not to
.75 it (is|was) a big (deal|thing)
"""

_PRESENCE = """
.85 (i|we) _ (am|are) not _ (moving|leaving|rushing|fixing to|going
        (to|anywhere|nowhere)|pushing|here to|in (any|a)) !(to tell you again|to let|to lie)
.85 (i|we) do not need you to
.85 with me you
.85 you can _ (say|talk|cry|swear|be|rage|sit|shout|stay|scream|grieve|hate|not) ~6 (here|in
        here|with me|to me|as often|as long)
.8  sit,? talk
.85 sitting (right )?here
.85 (i have|i) no wish to
.85 just (sit|stay|be) (there|here|with)
.8  i would sit (here|with)
.8  any further than you
.8  (i will|i am) be? sitting
.8  i will keep (it|you)
.8  (nobody|no one) is (handing|rushing|asking|pushing|hurrying|making|timing|waiting)
.8  (nobody|no one) (here )?will (hurry|rush|push|ask)
.85 (tea|kettle|coffee|brew|cuppa) ~4 (and|on) ~5 (sit|stay|here|with)
.9  -<negation>/if/when/until/that/what/glad i am (right|still|just|only|always)? (here|right
        here|still here|with you|beside you|next to you|not going anywhere|not going
        nowhere|staying|all ears|around|happy to sit|happy to listen|happy to just|in no
        hurry|in no rush|listening|going to sit|going to stay) !(because|since|to
        (tell|teach|help you|advise|fix|say)|for (my|the)|every|on
        (monday|tuesday|wednesday|thursday|friday|saturday|sunday))
.85 i am (just|only)? going to (stay|sit|be|keep you company|wait)
.9  we are (right|still|just)? (here|not going anywhere|with you|right here|in no hurry|in no
        rush|listening)
.85 i (have|got|have got) _ (you|all (the
        )?(day|night|time|afternoon|morning|evening|lunch)|time|nowhere|the (whole|rest)|plenty
        of time|as long)
.85 we (have|got|have got) _ (all (the
        )?(day|night|time|afternoon|morning|evening)|time|nowhere|the (whole|rest)|plenty of
        time|as long)
.9  take _ (your|all the|as much|as long) time
.9  take as (long|much time) as
.9  no/any (rush|hurry|pressure|clock|need to (rush|hurry|talk|say|speak|explain))
.85 not in (a|any) (rush|hurry)
.85 there is no _ (rush|hurry|pressure|clock|exam|race|timetable|deadline|right way to)
.9  i will _ (stay|sit|be here|be with|listen|wait|keep you company|go slow|face you|be right
        here|be around|be there|hold|still be|walk|come with|go with|go at)
.85 i would like to _ (sit|stay|listen|be)
.8  i would rather (hear|listen|sit|just)
.85 i can _ (sit|stay|wait|listen|be here|be with|just be)
.85 (we|you) can _ (sit|be quiet|stay|just be|take it slow|take it as slow|go as slow|talk
        out|leave|chuck|be still|stop|pause|wait|breathe|take a breath|have a minute)
(here|a|with|quiet|quietly|for|together|in|and|still|that|out|it|as|until|whenever|all|if|chips|while|this|outside|any)
.75 we can _ (sit|be quiet|just be|stay here|wait)
.85 (let us|we will) _ (sit|stay|be quiet|take a (moment|minute|breath)|pause|slow|just be|go
        slow|take it slow)
.85 sit (here|with (you|it|that|this)|together|a (while|minute|moment|bit)|quiet|quietly|for
        a|as long|long as|beside|next)
.85 sitting (here )?(with|beside|next to) you
.85 stay (here )?(with you|beside you|as long|right here|put|sat)
.85 stay with (that|it|this)
.85 you do not have to _ (talk|say|explain|tell|answer|speak|be okay|be strong|hold it
        together|pretend|rush|fix|figure|sort|know|decide|do anything|have|put|be brave|make
        sense|perform|be fine|be anything|get it|find|go|finish|justify)
.8  you do not need to _ (talk|say|explain|tell|answer|speak|be
        okay|rush|fix|figure|know|decide|have|hurry|do anything|hold|pretend|find|be)
.85 (we|i|nobody|no one) (do not|does not|am not|are not|is not|has) (have to|need to|got
        to|going to|here to|trying to|trying|asking) _
        (fix|solve|rush|decide|figure|sort|do|say|talk|have|hurry|ask|push|tell you
        what|know|get|come|make)
.85 i am not (going to|here to|trying to|about to) _ (fix|tell you what|rush|push|judge|give|go
        anywhere|solve|leave|ask|make|try|say|interrupt|argue|flinch|lecture|pretend)
.85 i will not _ (push|rush|judge|interrupt|make you|flinch|finish|leave|tell you what|try
        to|say a word|say anything|go|ask|look|pretend|let go|disappear|walk)
.85 whenever/when you are _ ready
.85 as/long (long |much |little |slow |slowly )(as )(you|it)
        (like|need|want|please|takes|wish|fancy|can)
.85 at/in your own (pace|time|speed|words)
.8  whatever/any/whichever way (it|you|feels)
.8  (silence|quiet|being quiet|crying|tears) is/are _ (okay|fine|good|welcome|all
        right|alright|allowed)
.75 (okay|fine|alright|all right) (to (be quiet|sit|say nothing|not talk|cry here)|if you (do
        not|want to (sit|be quiet|cry)))
.85 (i|we) do not have (the|any|all the|an) (answers|answer|words|fix)
.8  i do not know what to say
.85 by/at your side
.85 (you have|you have got) (got )?me
.8  i have got you
.8  with you (in this|on this|through|every step|all the way|while|until)
.8  listening
.75 breathe if you
.75 keep you company
.8  hear every
.7  ride along
.75 wait (with|together|here|for you)
.75 not leaving
.75 my (ears|door) (are|is) (open|always)
.75 talk (as|about it or not|or not)
.8  or (not|nothing|say nothing|just be quiet|just sit|we can just sit)
"""

_CONNECTION = """
.85 -not/nothing/never/fit/belong/stay (company|safe|all right|alright|okay|at home|right at
        home|sound|good|welcome|home|grand|place|fit right|fit|fit in|one|belong) (right in
        )?(with|among|amongst) (us|them|me|the)
.85 fit (right|straight|well|perfectly|right well) in
.85 one of (them|ours|us|our)
.85 save you a
.85 (at|round|around) (this|that|our|the) (table|circle) ~6 (would|will|too|know|like
        you|have|who|same|been|gets|get|all|honey)
.85 (half|most|some|all|lots|plenty|many|a few|few|the whole|a whole) ~3
        (people|folks|room|table|group|brigade|of us|circle) ~5 (this table|here|that table|in
        the room|outside|same|like you|once|have|been|too|counters|on fridays)
.8  another (lad|girl|woman|man|mom|dad|person|one|lady|fella|bloke|member|guy|family)
        (here|on|in|at|who)
.85 your own kind here
.85 we (know|see|get|like|want|love|have been|been|all been|all) (you|missed|it|there|here) _
        (by|as|here|just|all|round|too|one|cleaned|exactly)
.85 (we|you) _ all been
.8  (we|they) would (talk to you|have you|love to|be glad|get you|get each)
.8  you would get (each other|on|along)
.8  (come|you come) (be|sit|eat|join|in|and (sit|eat|join|meet)) ~2 (with us|by me|with me|us)
.8  like family
.8  (me too|i too|i also) (i )?(came|come|wait|am|was|have|had|hear|live|lost|did)
.8  (same|in the same) boat
.8  in here (too|as well|who|have|hear|got|get|know|been|lost|would)
.95 -feel/feeling/felt/think/if/like you are _ not _ (alone|on your own|by yourself|the only|the
        first|an island|the odd|odd)
.9  are not (alone|on your own|the only one|the only person|the only ones)
.9  not (the only|the first) (one|person|mom|dad|parent|man|woman|lad|girl|family|soul|face)
.9  the only one (here |in (here|this room|the room|the group) )?(who|that)? $
.85 you are far from (alone|the only|on your own)
.9  never alone
.95 you _ (belong|fit) !(to (him|her|them)|in hospital) _ (here|with|in|right|to|among|at|as|just)
.9  you are (among|with|in) (friends|good company|company|your (own|people)|us|the right
        place|safe hands)
.9  -not/if/never/more/always you (are|would be|will be|will always be) _ (welcome|part of|one
        of (us|the)|wanted)
.9  you have (found|got|landed|come) (in|into|to|among)? _ (the right|your people|us|a room|good
        company|a place|a seat|friends|people here|a home)
.9  (some|many|most|lots|loads|plenty|a
        lot|few|couple|half|all|two|three|several|number|bunch|rest|ones) of (us|them|the
        (folks|people|lads|women|men|group|others)|people|folks|folk)
(in|at|from|on|who|have|know|been|here|there|would|could|get|come|round|sit|feel|around|do|live|went|are|were)
        !(feel like that sometimes)
.9  we have _ (all (been|felt|sat|stood|lost|lived|carried|come|had (days|mornings|nights))|most
        of us|a lot of us|many of us|some of us)
.85 (there is|there are|there will be|got|are|we have|we got) ~3
        (people|others|folks|folk|lads|women|men|lot|of
us|group|members|someone|somebody|couple|moms|dads|carers|parents|one|few|two|three|plenty|faces)
        ~2 (here|in here|in this room|in the room|at that table|at this table|in this
        group|round here|who)
.85 (there is|there are) ~2 (others|of us)
.85
(others|people|folks|folk|many|everyone|everybody|plenty|lots|loads|some|lads|women|moms|men|dads)
        (in )?(here|in this room|in the room|in this group|round this table|at this table|at
        that table) ~3
        (know|have|get|been|understand|carry|feel|live|wait|would|will|who|hear|use|are|want|do)
.9  (glad|happy|pleased|good|lovely|great) (that )?(you are here|you came|you (have )?come|to
        have you|you (walked|made it|found)|to see you|you are (with|part|one|among))
.9  (a|your|the|this) (place|seat|chair|spot|table|room|cup|space|home|corner|mug) ~4 (for
        you|here|is yours|with your name|saved|at this table|at our table|next to
        (me|mine)|beside)
.85 (seat|place|chair|spot) (is|here is|here) _ (saved|yours|always|waiting|kept|free)
.9  (we are|we will be|we are all) _ (in this|in it|in the same boat|with you|alongside|on your
        side|glad|here together|your people|behind you|a family)
.9  in (this|it) together
.9  in the same boat
.85 together (you and me|with us|here)
.85 you and me both
.85 the (rest|others|lot|group|tuesday|wednesday|thursday|friday|saturday|sunday|monday) (of
        us|lot|crowd|table|group|circle)
.85 (this|our|the) (group|room|place|table|circle) (is|was) ~3 (for you|yours|your|full of|made)
.85 (full of) (people|folks|us|others)
.85 you have got us
.85 joined the club
.9  do not have to _ (do|carry|go
        through|face|hold|handle|be|manage|deal|walk|fight|bear|get|sort|figure) ~5 (alone|on
        your own|by yourself|all by yourself|single handed)
.85 (stop|stay|sit|eat|walk|come and sit|come sit|join) ~2 (with us|with me|next to me|beside
        me|in with us)
.85 come sit
.85 nobody (here|in here|in this room) (is|will|would|thinks|minds|judges)
.85 nobody is (going|judging|counting|looking) ~6 (here|in here|this table)
.85 count us in
.8  (next to|beside) mine
.85 you will not be _ (alone|on your own|the only|odd|the odd|sat|left)
.8  (would|will) be glad to
.8  one of us
.8  at our table
.8  we (use|know) (each|names)
.8  you have company
.85 people (here )?(who )?(get|understand|know) (it|what|how|exactly)
.75 i (also|too) (have|wait|see|hear|live|come|was|am|feel|miss|left|lost)
.75 sound with us
"""

_ENCOURAGER = """
.9  mm hm
.9  ^ (uh huh|yeah|okay|yes|right|oh)? and then $
.85 ^ (uh huh|yeah|okay|yes|right)? (keep going|tell|carry on|and) $
.9  mm-hm
.85 ^ mm
.9  uh huh
.9  ah huh
.9  -to/can/will/must/not/and/things/life/it/could/cannot/should/did/would/i/that/you/you'd/went
        ^ (please|yeah|yes|right|okay|oh|mm|do)? go on
        !(a|the|holiday|your|to|about|and|with|then
and|there|line|google|youtube|antidepressants|medication|living|without|for|tablets|one|that|this|like|my|another)
.85 ^ (please )?(keep going|carry on|continue) !(with|to|like|as|until|and|doing|taking|through|no)
.85 i am with you $
.8  i am following
.8  i hear you $
"""

_PERMISSION = """
.85 or _ (is|are|would|will|shall|should|nah|not (in|now|today|tonight|really|at
        all|the|right)|no $|leave|too (soon|much)|only (if|to)|some other|another
        (day|time)|later|hush) _
        (it|that|you|i|we|today|now|nah|to|the|much|soon|what|leave|salt|$)? ~3
        (too|soon|leave|maxed|not|rather|sooner|more than|what
        you|enough|salt|for|day|time|later|able|mood|keep|prefer|off|$)
.85 (can|could|may|shall|should) i _ (say|tell|share|pass on|mention|offer|show|give)
        (a|one|you|what|about|something|how|it) !(you should|to stop|what (you|a) |_
        (should|need|ought|have to|must))
.85 want (it|that|that story|this|one|to hear|to know what) $
.85 you want it
.85 (would|will) ~5 (be (useful|welcome|any (use|help|good)|of use|helpful|handy|annoying|too much))
.9  -what/how/where (would|do) you (care|like|want|wish) (to hear|a tip|a hand|it|that)
.8  your call
.8  you want i
.95 would/will/could/might it _ (help|be (okay|alright|all right|useful|helpful|good|fine|of
        use|any use|of any use|any good|any help|of help|cool|welcome|worth it)|be any
        (use|help|good)|suit you|be a help) ~3 (if|to hear|for me to|to share)
        (i|we|hear|share|me|know)?
.95 is it _ (okay|alright|all right|fine|cool|good) (with you )?if (i|we)
.9  (okay|alright|all right|cool|fine) (with you )?if i
(share|tell|offer|say|ask|suggest|told|shared|asked|offered|said|suggested|give|gave|throw|mention|mentioned)
.95 (do|would) you (not )?mind if (i|we)
.9  mind if i (share|tell|offer|say|ask|suggest|told|shared|mention|throw|give|gave|put)
.9  (can|could|may|might|shall|should|will) i _ (share|offer|suggest|make a
        suggestion|throw|give you an idea|tell you|mention|say something|say about|say what|run
        something|put|pass|float|show you|ask you something|ask something|add|give you some|go
        into|explain) !(should|to (stop|calm|get|go)|you (need|should|have to)|(what|how) (you
        need|you should|to do|this works)|off|right now|that you|how (wrong|silly))
.9  -what/how/where (do|would) you (want|like|care|wish|prefer|be up for|fancy|be interested|be
        open|be willing|be happy|be okay) ~4 (to hear|me to
        (share|tell|say|suggest|offer|explain|go|give|show)|ideas|an idea|a
        suggestion|suggestions|information|some info|tips|my thoughts|what helped|what
        worked|hearing|for me to|that now|it now)
.9  -i/just/really/only/we/to/would want (to hear|me to
        (share|tell|say|suggest|offer|explain|show)|to know what (helped|worked))
.9  are you (open|up|happy|okay|interested|willing) (to|for|in|with|if|hearing) ~3
        (hear|hearing|idea|ideas|suggestion|suggestions|me|thought|thoughts|something|i)
.9  are you (looking|after|wanting|hoping) (for|to) ~5 (or|advice|ideas|suggestions)
.9  -what/how/where (would|do) you (rather|prefer) ~6 (or|listened|listen|just)
.85 or (would|do|shall|should) (you|i|we) (rather|prefer|just|like|want)
.85 or (is today|is that|is this|is now|should i|shall i|not (today|now|at all|right))
.85 (if|only if|should) you (want|like|would like|are (open|interested|curious|up)|ever
        want|fancy|feel like|wanted|care) ~4 (i (can|could|would|will|have|am happy)|to hear|i
        know|happy|we (can|could))
.85 i (can|could|would|am happy to|would be happy to) _ (tell|share|say|go
        through|talk|show|offer|explain|pass|walk) ~8 (if (you|that|it)|only if|whenever you|or
        not|unless)
.85 i have _ (an idea|a thought|a suggestion|something|a few ideas|some ideas|one idea) ~6 (if
        you|want to|would you|do you|shall i|can i|may i|you can|up to you|feel free|no
        pressure)
.85 (happy|glad) to (share|tell|say|talk|pass|go)  ~8 (if|only|or|when)
.8  you can (say no|tell me (no|to stop|if not)|ignore)
.8  (totally|completely|entirely|all|really|it is|is) (your call|your choice|up to you|your
        decision)
.8  feel free to (say no|ignore|tell me)
.8  tell me (if not|no|to stop)
.85 how would (you feel|it be) (about|if) (me|i|we)
.8  with your permission
.8  if (that is|it is|you are) (okay|alright|all right|fine) (with you|by you)? (i|can|could|may)
.7  (can|could|may) i ask (you )?(something|a question|about)
.85 (would|could|might) (you|it) (like|want|help|be) (that|it|to know|to hear) (now|today|or)
"""

CUES = (
    *cues(Skill.VALIDATION, _VALIDATION),
    *cues(Skill.PRESENCE, _PRESENCE),
    *cues(Skill.CONNECTION, _CONNECTION),
    *cues(Skill.ENCOURAGER, _ENCOURAGER),
    *cues(Skill.ASKS_PERMISSION, _PERMISSION),
)
