"""Affirmation: a strength or an effort that is really there, named."""

from device.coach.analysis.cues import cues
from device.coach.analysis.lexicon import CLASSES
from device.coach.analysis.pattern import phrases
from device.coach.skills import Skill

CLASSES["virtue"] = phrases("""
strong, brave, courageous, resilient, tough, kind, caring, thoughtful, loving, patient,
generous, honest, determined, resourceful, capable, clever, smart, wise, hardworking, hard
working, dedicated, loyal, committed,
gutsy, a fighter, a survivor, a good mom, a good mother, a good dad, a good father, a good
friend, a good son, a good daughter, a good parent, a good brother, a good sister, a good
person, a good man, a good woman, a great mom, a great dad, a great friend, a great parent,
a good wife, a good husband, a strong person, a strong woman, a strong man, a kind person, a
caring person, a brave person, a brave man, a brave woman, a devoted, devoted, a loving, a good
one, a rock, a star, a warrior, a trooper, a grafter, an amazing, amazing, incredible,
inspiring, an inspiration, impressive, doing great, doing brilliantly, doing amazing, doing
well, doing a great job, doing an amazing job, doing a good job, doing your best, doing so well,
doing the best you can, doing the right thing, doing better than, trying so hard, trying hard,
working hard,
working so hard, good at, good with, talented, creative, perceptive, insightful, self aware,
stronger than, braver than, tougher than, more capable, made of, stubborn in the best way,
persistent, tenacious, steadfast, protective, gentle, selfless, unselfish, open, funny, still
funny, a careful, careful, a credit, a gem, a diamond, a legend, hard as nails, decent, a
decent, a fine, good people, a mother talking
""")
CLASSES["quality"] = phrases("""
courage, guts, strength, bravery, bottle, nerve, nerves, heart, backbone, grit, balls,
determination, resilience, effort, honesty, patience, kindness, love, care, dignity,
persistence, work, stamina, loyalty, commitment, wisdom, insight, pluck, spine, steel, doing,
strong person, brave person, spirit, fight, self awareness, skill, will, willpower, generosity,
grace, character, clever, integrity, maturity, self respect, fortitude
""")
CLASSES["praise"] = phrases("""
brave, strong, huge, big, massive, enormous, amazing, incredible, impressive, remarkable,
wonderful, great, brilliant, fantastic, courageous, clever, smart, kind, no small thing, no mean
feat, a feat, an achievement, a real achievement, a big achievement, progress, real progress,
huge progress, something to be proud of, a big step, a huge step, a massive step, a brave step,
a step, a win, a big win, a real win,
a victory, a brave thing, a big thing, a kind thing, a strong thing, a loving thing, a hard
thing, admirable, lovely, beautiful, love, real love, courage, real courage, strength, real
strength, dignity, honest, generous, thoughtful, gutsy, ballsy, heroic, tough, resourceful,
wise, mature, resilience, no mean thing, quite something, really something, something, caring,
inspiring, inspirational, class, sound of you, good going, some going, an effort, guts, proper
guts, heart, a big heart, devotion, loyalty, a gift, a skill, a talent, a kind of clever, a kind
of courage, a kind of strength, a kind of brave, integrity, grit, bloody brave, solid, work,
hard work, graft
""")
CLASSES["kept"] = phrases("""
kept going, kept showing up, kept coming, kept trying, kept at it, kept turning up, kept the,
kept it, kept them, kept yourself, kept your, kept on, kept up, kept that, kept him, kept her,
kept writing, kept calling, kept fighting, kept working, kept asking, kept loving, kept putting,
keep going, keep showing up, keep coming, keep trying, keep turning up, keep getting up, keep
putting, keep fighting, keep at it, keep on, keep writing, keep loving, keep doing, keep
choosing, keep picking, keep reaching, keep asking,
showed up, turned up, show up, turn up, held it together, hold it together, held on, hung on,
hung in, stuck at it, stuck with it, stuck it out, stuck by, stood up for, stood up to, stood
by, stood your ground, got through, get through, got yourself, got up, get up, get yourself, got
out of bed, got out, get out of bed, got here, got to the, got as far, got that far, got this
far, got help, got them, got clean, got sober, came here, came in, came through, came back, come
here, come in, made it, make it, make sure, managed, manage, survived, survive, fought, fight,
reached out, reach out, asked for help, ask for help, asked for, picked up the phone, picked
yourself, pulled through, pulled it off,
took the step, took a step, took that step, took the first step, took care, take care, looked
after, look after, put them first, put her first, put him first, put your kids first, put one
foot, found a way, find a way, found your own way, found the, worked out, work hard, worked so
hard, worked hard, stayed, stayed with, spoke up, speak up, said it, said it straight, told the
truth, told someone, told somebody, tell someone, noticed, chose, choose, picked, did it, did
that, did the, do it, did what, never gave up, never give up, never stopped, never quit, did not
give up, did not quit, did not run, did not stop, did not let, did not walk away, did not have
to, have not given up, have not quit, have not stopped, have not let, are not giving up, do not
give up, do not quit, refused, refuse, raised, raise, protected, protect, learned, learnt,
built, build, opened up, opened that, open up, said no, walked away, walked in, walked through,
walked out, went anyway, went though, went back, went and, go every, go back, showed, love,
loved, care, put up with, carried, carry, held a job, held down, tried, try, are trying, are
fighting, are facing, are reaching, are telling, are talking, are here, are doing,
are holding, are keeping, are putting, are still here, are still going, are still writing, are
still trying, are still fighting, are still standing, are still getting, are still showing, are
still turning, are still doing, are still the one, are still funny, have come a long way, have
come so far, have come far, stepped, wrote, rang, called, answered, faced, face, trusted, let
somebody, let someone, let yourself, said, wore, held, cooked, ran, saved
""")

_AFFIRMATION = """
.9  (that is|you are|he is|she is|you) some
        (man|woman|dad|mom|lad|girl|going|feat|doing|graft|nerve|person|mother|father|friend)
.85 _ you _ (still|even)
(asked|ask|went|go|got|get|came|come|made|make|held|hold|kept|keep|turned|turn|showed|sit|sat|stood|stand|do|did|put|wrote|write|smile|laugh|love|loved|cook|said|say|found|find|have|had|managed|paid|pay|told|walked|picked|thought|cared|care|washed|wash|rang|called|tried|try|gave|give|noticed|worked|helped|lit|set|saved|remember|remembered|look|looked|feed|fed|hug|hugged|answered|answer|want|wanted)
        !(feel|miss)
.85 (one|such a|you are a|you are one|that is one) _ (strong|brave|tough|kind|good|decent|loyal)
        (little |big |old
        )?(man|woman|lad|girl|person|one|soul|cookie|mom|dad|kid|mother|father)
.8  you (just )?(told|said) (me|us|that|it|the truth) ~4 (straight|straight out|right out|out
        loud|truth|honest|and (most|that))
.85 most (would not|people would not|do not|never do|could not|people never)
.85 (how many people|not many|hardly anyone|few people) (would|could|ever|never|do|can|have)
.8  (somebody|someone|a (person|man|woman|lad|kid|mother|father|parent|dad|mom)) who
        (remembers|remembered|cares|cared|takes|loves|loved|never|keeps|kept|still|tries|does
        not|thinks|notices|noticed|shows|stands|stood|works|fights|put|puts|knows|knew|would|will
        not|did not)
.85 (takes|take|took) pride in
.8  big of you
.8  you take care of
.8  (every) (single|monday|tuesday|wednesday|thursday|friday|saturday|sunday|morning|night|week)
        (though|one|even so|day|for (him|her|them))
.8  you had been paying attention
.8  (steady|calm|clear|honest|brave|strong|straight) you are
.85 you did (it|that) well
.85 how did you (learn|manage|keep|do|find the|get through|hold)  ~4 (so good|so well|it
        all|going|together)
.85 stuck (it|nineteen|with) ~4 (loyal|years|out)
.85 (so|that is|dead|really|very)
        (loyal|clever|brave|strong|kind|thoughtful|impressive|generous|selfless|courageous) !(of
        you to say)
.8  you made a (whole|good|real) (life|home)
.95 (take/takes/took/taken/taking|needs|needed|shows|showed|showing|has|have|showed) _ (a lot
        of|so much|real|proper|some|serious|huge|great|true|more|tremendous|such|big|your|a|an
        amount of|an awful lot of|a huge amount of|a hell of a lot of|a ton of|an incredible|no
        small)? _ <quality>
.85 (take/takes/took|taken|taking) _ (a lot|so much|some doing|a great deal|an awful lot|a hell
        of a lot|something|more (nerve|than)) (to|from|of|out loud|$)
.9  -do/are/if/not/when/did/were/would you (are|were|have been|must be|sound|seem|sound
        like|have always been|clearly are|come across as) _ (being|like|as)? _ <virtue> !(enough
        to|at making|with excuses|for (yourself|pity)|of it$)
.9  -not i (admire|respect|am impressed|am proud|am so proud|am really proud|am in awe|am
        amazed|take my hat)
.85 hats off
.85 hat off
.9  (proud) of (you|yourself|how far|that|what)
.9  you should be _ proud !(you made it)
.85 you can be _ proud
.9  (well done|good for you|good on you|fair play|kudos|props|bravo|way to go|nice one|nice
        work|good job|great job|full credit|all credit|credit to you|respect to you|more power
        to you|congratulations)
.85 ^ respect
.95 (look|see) (at )?how far you have
.9  you should see how
.9  (come|came) _ (so far|a long way|such a long way|this far|that far)
.85 (that|this|it|which) (is|was) _ (a|an|some|your|one)? _ <praise> (of you|what you|that
        you|for|to|in|$|and|given|considering|by|right
there|step|thing|on|with|off|after|when|even|move|work|already|from|because|though|if|i|you|how|really|love|mom|mate)
.9  (shows|says|tells me|tells|speaks) _ (a lot|so much|volumes|something|loads|plenty|how
        (much|strong|hard|brave|deeply)|you (care|are|have|love)|what kind)
.85 (the|just the) fact (that )?you ~12 (says|shows|is|takes|tells|means|counts)
.9  i (can|could)? (see|hear|tell|notice|noticed|like|love|appreciate|really like) _ (how|that)
        (hard|much (effort|work|you care|you love|care|love)|you (care|are
        trying|tried|kept|still|have kept|work|have
        worked|never|put|love|look|fought|managed)|strong|brave|patient|determined|far|well|deeply)
.85 how (hard|well|patient|strong|brave|much effort|much care) you
        (have|are|work|worked|try|tried|have been)
.85 _ you _ <kept> ~12 (anyway|regardless|even so|even though|even with|even when|even
        after|despite|every (day|night|week|morning|single|time|one)|though|still|all
        (this|that) time|all on your own|by yourself|when|for (him|her|them|your|that|the)|in
        spite|no matter|in the middle|through|without|with no|with all|after)
.75 -if/when/did/do/have/how/what/where/why you (still|even|never|always|already|have|have
        still|have already|have even|really|actually|also|somehow|have somehow|have managed
        to|managed to) _ (<kept>|manage to|keep)
.7  (and|but) _ you _ <kept>
.85 you (have)? _ (found|worked out|figured out) (a|your own|how)
.85 you (have)? _ (got|have) (a|such|so much|real|some|more|that|your)? _
        (big|good|kind|great|huge|real|lot of|strong)? _ (<quality>|heart|gift|courage|love)
.85 still (here|going|standing|fighting|writing|trying|in it|at it|turning up|showing up|getting
        up|doing it|talking|funny|loving|caring|putting)
.85 not (everyone|everybody|many people|many|a lot of people)
        (could|would|can|has|have|manages|does|do|gets)
.8  i (could|would) not have (managed|done|coped|lasted|been able)
.8  most people (could not|would not|would have (given up|quit|walked|run|stopped))
.85 (thank you|thanks|appreciate you) for (trusting|being (so )?(open|honest|brave))
.75 (thank you|thanks) for (telling|sharing|saying|letting|opening|talking|coming)
.8  (first) (time|step) you
.85 (a|your|that) _ (strength|credit|achievement|accomplishment|superpower)
.85 (give|giving) yourself (some |more |a bit of )?credit
.85 that is (strength|strong|love|courage|brave|bravery|dignity|resilience|not nothing|no small
        thing|clever|resourceful|a mother|a father|a good
        (mom|dad|friend|son|daughter|parent|brother|sister|man|woman|person)|someone
        who|somebody who|a (person|man|woman|dad|mom|parent|lad|girl) who)
.8  (she|he|they) (has|have|got|is) ~2 (a parent|a mom|a dad|a mother|a father|a friend|a
        brother|a sister|lucky|someone|somebody|blessed) (who|to|that|like)
.8  (lucky to have you|lucky they have you|lucky he has you|lucky she has you)
.8  you (clearly|obviously|really|so obviously|so clearly|plainly|truly)
        (care|love|want|work|put|know|thought|tried|did)
.8  (this|that) is dignity
.85 no (mean feat|small (thing|feat|matter))
.85 (more|that is) (nerve|courage|guts) than
.75 big (step|heart|love)
.8  your (courage|strength|honesty|kindness|patience|determination|love
        for|resilience|bravery|effort|efforts|loyalty|persistence|openness|care
        for|devotion|humour|humor|stubbornness)
"""

CUES = cues(Skill.AFFIRMATION, _AFFIRMATION)
