"""Classes of words that the rules speak of: feelings, degrees, people, verbs.

Made from the rubric's definitions and from how people talk, in plain forms (tokens.py): "mum" is
"mom", contractions are open. Phrases count as one entry.
"""

from device.coach.analysis.pattern import phrases

DEGREE = phrases("""
really, very, so, just, quite, pretty, totally, absolutely, actually, probably, maybe, perhaps,
still, also, even, too, extremely, incredibly, awfully, terribly, completely, simply, only, rather,
fairly, deeply, truly, super, proper, properly, well, dead, bloody, fucking, damn, right, honestly,
clearly, obviously, definitely, certainly, always, often, sometimes, somehow, almost, already, now,
then, again, all, such, such a, kind of, sort of, a bit, a little, a little bit, a lot, a tad,
understandably, naturally, particularly, especially, in a way, at times, right now, like, more,
more than a bit, much, as, fully, utterly, wholly, genuinely, incredible, kinda, possibly,
seriously,
literally, ever so, that much, unbelievably, desperately, horribly, real, hella, mad, mighty, awful,
some kind of, every bit as, every bit, bound to be, nothing but, a whole lot, most, by the sound
of it,
by now, these days, there, here, at the moment, half, today, constantly, suddenly, basically,
essentially, I imagine, i imagine, i guess, i suppose, i think, at the same time, both, deep down
""")

# What one feels, after "you feel", "you are", "you sound", "it left you".
FEELING = phrases("""
abandoned, adrift, afraid, aggrieved, agitated, alarmed, alienated, alone, all alone,
ambivalent, anguished,
angry, annoyed, anxious, apprehensive, ashamed, at a loss, at your wits end, at your wits' end,
awkward, bad about, bad about yourself, baffled, battered, beaten, beaten down, belittled, bereft,
betrayed, bewildered, bitter, blamed, bleak, blindsided, blue, bored, bothered, bottled up,
boxed in,
broken, brokenhearted, broken hearted, bruised, burdened, burned out, burnt out, cast aside,
cast out,
cautious, caught, caught between, caught in the middle, cheated, choked, choked up, concerned,
conflicted,
confused, content, cornered, crappy, crestfallen, cross, crowded, crushed, curious, cut off, cut
up, daunted,
defeated, deflated, degraded, dejected, demoralised, demoralized, depleted, desolate, despair,
despairing,
desperate, despondent, destroyed, devastated, diminished, dirty, disappointed, disbelieved,
disconnected,
discouraged, disgusted, disheartened, disillusioned, dismayed, dismissed, disorientated,
disoriented,
disrespected, distant, distraught, distressed, distrustful, disturbed, done, done in, doubtful,
down,
downhearted, drained, dreading, drowning, dumped, edgy, embarrassed, empty, enraged, envious,
erased, excited, excluded, exhausted, exposed, failed, fearful, fed up, flat, flattened, floored,
fobbed off, foolish, forgotten, fragile, frantic, frazzled, freaked out, frightened, frozen,
frustrated,
furious, gloomy, grateful, gutted, guarded, guilty, happy, hard done by, haunted, heartbroken,
heavy, helpless, hesitant, homesick, hollow, hopeful, hopeless, horrible, horrified, humiliated,
hurt,
hurting, ignored, impatient, in bits, in limbo, in pain, in pieces, in shock, in the dark, in
two minds,
inadequate, indignant, inferior, infuriated, insecure, insignificant, insulted, invisible,
irritated, isolated,
jealous, jittery, joyful, judged, jumpy, kicked, knackered, knocked back, knocked sideways,
lacking, left behind, left out,
less than, less than human, let down, livid, lonely, lonesome, longing, lost, loved, low, mad,
mad about, mad at, melancholy,
misled, miserable, missing, misunderstood, mixed, mistrustful, mortified, mourning, muddled,
nervous, nervy,
neglected, nobody, not believed, not enough, not good enough, not heard, not listened to, not
safe, not seen, not sure,
not wanted, not yourself, nothing, numb, offended, on edge, on eggshells, on the edge, on the
outside, on your own,
optimistic, out of control, out of place, out of your depth, outraged, over the moon,
overlooked, overwhelmed, overwrought,
panicked, panicky, paralysed, paralyzed, passed over, patronised, patronized, peaceful,
petrified, pissed off,
pissed, pleased, powerless, pressured, proud, pulled apart, pulled in two, pulled two ways,
punished, pushed, pushed aside,
pushed away, pushed around, put down, put upon, rattled, raw, regretful, rejected, relieved,
reluctant,
remorseful, resentful, resigned, restless, robbed, rotten, run down, sad, saddened, scared,
sceptical, skeptical,
second best, seen, self conscious, settled, shaken, shaken up, shaky, shamed, shattered,
shocked, shut out, sick,
sick and tired, sick of, sick of it, sick with worry, sidelined, silenced, singled out, small,
smothered, snubbed, sore, sorrowful,
spent, squashed, stifled, stretched, stressed, stressed out, strung out, stuck, stung,
suffocated, surprised, suspicious, swamped,
taken aback, taken for granted, talked down to, tearful, tense, terrible, terrified, thankful,
threatened, thrown, tiny, tired,
tired out, torn, torn apart, torn in two, touched, trapped, traumatised, traumatized, troubled,
uncared for, uncertain, uncomfortable,
undermined, uneasy, unhappy, unheard, unloved, unlovable, unneeded, unprepared, unprotected,
unsafe, unseen, unsettled,
unsteady, unsupported, unsure, unvalued, unwanted, unwelcome, unworthy, up against it, upset,
uptight, used, used up, useless,
violated, vulnerable, walked over, walked on, wary, washed up, watched, weary, weighed down,
wiped out, wobbly, worn, worn down, worn out,
worried, worried sick, worn thin, worthless, wound up, wounded, wrecked, written off, wronged,
yearning,
like a burden, like a failure, like an outsider, like a fraud, like a ghost, like a stranger,
like a child, like a nuisance,
like nobody, like nothing, like rubbish, like crap, like shit, like an afterthought, treated
like, thrown away,
second guessing yourself, hard on yourself, looked down on, made to feel, under pressure, under
a lot of pressure, under siege,
caged, lied to, cold, split, pulled both ways, backed into a corner, hemmed in, kept out, kept
at arm's length, held back,
crying, hurt by, running on empty, running on fumes, running out of road, at breaking point, at
the end of your rope, at the end of your tether,
walking on eggshells, carrying so much, carrying a lot, carrying all of that, grieving, in
grief, heartsick, chewed up, gut punched, sickened,
unmoored, untethered, rootless, on the outside looking in, stranded, marooned, left hanging,
left in the dark, left on your own,
picked on, got at, ganged up on, bullied, stupid, dumb, rubbish, worse, awful, awkward, sad
about, wrung out, unimportant, second class,
on guard, bone tired, dog tired, beat, beat up, sold short, short changed, shortchanged, cheap,
ugly, sorry, longing for, relief, calm, calmer,
safe, safer, lighter, free, hopeful about, excited about, weird, strange, odd, off, unreal, in
the way, a burden, a failure, a fraud, an outsider, an afterthought, a nuisance, a stranger,
kicked out, pushed out, replaced, replaceable, discarded, disposable, interchangeable,
unappreciated, underappreciated, undervalued, devalued, unnoticed,
worn to a thread, lesser, lower than, dreadful, gobsmacked, hacked off, cheesed off, browned
off, brassed off, narked, miffed, peeved, ticked off,
teed off, tore up, torn up, messed up, spooked, creeped out, on tenterhooks, bricking it, scared
stiff, scared to death, scared witless, bummed, bummed out,
salty, shook, cut to the quick, robbed of, hopping mad, sad and, fuming, seething, steaming,
raging, boiling, foot sore, footsore
""")

# What a thing is, when it is felt: "that sounds", "it must have been".
FELT = phrases("""
agonising, agonizing, alarming, annoying, awful, bewildering, bitter, bleak, brutal, confusing,
crap, crappy, cruel, crushing, daunting,
degrading, demoralising, demoralizing, depressing, desolate, desperate, devastating, difficult,
disappointing, disheartening,
disorienting, distressing, disturbing, draining, dreadful, embarrassing, exhausting, exposing,
frightening, frustrating, galling, grim, gruelling, grueling,
gutting, hard, harrowing, harsh, heartbreaking, heart breaking, heavy, hellish, horrendous,
horrible, horrific, horrifying, humiliating, hurtful, infuriating, insulting, intense,
intimidating, invasive, irritating, isolating, jarring, lonely, lonesome, lousy, maddening,
miserable, nasty, nerve racking, nerve wracking, overwhelming,
painful, petrifying, rough, sad, saddening, scary, shattering, shit, shitty, shocking,
sickening, sore, stressful, suffocating, terrible,
terrifying, testing, thankless, tiring, torture, torturous, tough, traumatic, tricky, troubling,
trying, unbearable, uncomfortable, unfair, unnerving, unsettling,
upsetting, vulnerable, wearing, wearying, worrying, wretched, a nightmare, a relief, a shock, a
weight, hell, torment, agony, lonely place, a lonely place, a blow, a slap in the face,
a kick in the teeth, a kick in the gut, a punch in the gut, a knife, punishing, relentless,
claustrophobic, crushingly lonely, belittling, dehumanising, dehumanizing, alienating,
raw, bittersweet, scarring, tense, hopeless, helpless, exhausted, frightened, violating,
sobering, gut wrenching, soul destroying, mortifying, excruciating, shameful, cold, rotten,
unreal, surreal, comforting, exciting, rewarding, wonderful, lovely, amazing, special, peaceful,
freeing, liberating, reassuring, stinging, wounding
""")

FEELING_NOUN = phrases("""
anger, anguish, anxiety, apprehension, ache, betrayal, bitterness, confusion, despair,
desperation, disappointment, disbelief,
disgust, dread, emptiness, embarrassment, exhaustion, fear, fright, frustration, fury, grief,
guilt, heartache, heartbreak, helplessness, hopelessness,
homesickness, humiliation, hurt, hurting, indignity, injustice, isolation, jealousy, joy,
loneliness, longing, loss, love, misery, mistrust, numbness, pain, panic, pressure,
pride, rage, regret, rejection, relief, resentment, sadness, shame, shock, sorrow, sting,
strain, stress, tension, terror, tiredness, tenderness,
turmoil, uncertainty, unease, unfairness, unhappiness, upset, weariness, weight, worry,
yearning, happiness, hope, powerlessness, worthlessness, distance, heaviness
""")

# Verbs of feeling with "you" before them.
FEELING_VERB = phrases("""
miss, missed, love, loved, hate, hated, dread, dreaded, fear, feared, resent, resented, regret,
regretted, ache, ached, hurt,
long, longed, yearn, yearned, wish, wished, grieve, worry, worried, mind, minded, crave, craved,
mourn, despair, adore, adored,
panic, panicked, can not stand, could not stand, can not bear, could not bear, can not face,
could not face, can not trust, long for, ache for,
can not breathe, can not relax, never feel safe, blame yourself, blamed yourself, beat yourself
up, are blaming yourself, are beating yourself up, are missing, are longing, are aching,
are dreading, are hurting, are grieving, are worrying, are carrying, are craving, are holding
on, are bracing, are mourning, are crying out, are struggling, struggle, are fighting
""")

PERSON = phrases("""
he, she, they, it, someone, somebody, people, everyone, everybody, nobody, anyone, your mom,
your dad, your brother, your sister,
your husband, your wife, your partner, your son, your daughter, your boss, your doctor, your
friend, your friends, your family, your parents, your kids, your children, your ex
""")

DETERMINER = phrases(
    "a, an, the, my, your, his, her, their, our, its, this, that, these, those, some, "
    "any, no, every, each, another, one, two, three"
)
PREPOSITION = phrases("""
of, in, on, at, by, for, with, from, to, into, onto, about, over, under, after, before, between,
through, without, within,
against, behind, beyond, around, near, like, than, as, off, up to, out of, towards, toward,
since, until, during, despite
""")
CONJUNCTION = phrases(
    "and, or, but, if, when, because, while, although, though, unless, whether, "
    "whenever, wherever, that, where, before, after, until, since, as, than, once, except"
)
AUXILIARY = phrases("""
am, is, are, was, were, be, been, being, have, has, had, having, do, does, did, will, would,
can, could, shall, should, may, might, must, not, ought, going, got, never, really, just
""")
TAKES_CLAUSE = phrases("""
think, thought, thinking, know, knew, feel, felt, feels, feeling, say, said, says, saying,
guess, suppose, hope, wish, wonder, wondering, believe, imagine, see, hear, heard,
hearing, bet, mean, means, understand, sure, glad, sorry, sounds, sound, seems, seem, looks,
look, tell, told, telling, way, everything, all, thing, things, fact, time, moment, day, so,
such, like, afraid, scared, make,
makes, made, let, help, mind, every, what, person, people, place, reason, something, anything,
nothing, everyone, nobody, much, many, wondered, noticed, realise, realize, remember, figure,
reckon, sense, gather, take
""")
PLAIN_VERB = phrases("""
feel, felt, think, thought, know, knew, want, wanted, need, needed, sound, sounds, seem, seems,
look, looks, get, got, gets, keep, kept, go, went, come, came, make, made, makes,
take, took, takes, tell, told, said, say, see, saw, hear, heard, hope, wish, wonder, guess, bet,
imagine, love, loved, hate, hated, miss, missed, lost, left, gave, give, mean, means,
understand, try,
tried, work, worked, live, lived, hurt, hurts, put, let, sit, stay, stayed, carry, carried,
remember, appreciate, admire, believe, reckon, suppose, used, matter, matters, belong, deserve,
did, do, does, may, found, find, held, hold, call, called, stopped, stood, say, says, showed,
show, shows, ran, run, built, build, spent, spend, fought, fight, sat, slept, walked, asked, ask
""")

FAMILY = phrases("""
mom, dad, mother, father, brother, sister, son, daughter, husband, wife, partner, boyfriend,
girlfriend, ex, nan, gran, grandma, granddad, grandad, grandfather, grandmother, grandmother,
auntie, aunt, uncle, cousin, nephew, niece,
friend, mate, best friend, best mate, neighbour, neighbor, boss, dog, cat, kid, kids, child,
children, wee one, family, baby, ma, da, fella, missus, old man, stepdad, stepmom, flatmate,
roommate
""")

# A verb in its bare form with which one tells another what to do.
ADVISED = phrases("""
accept, apologise, apologize, apply, appeal, approach, ask, avoid, be, begin, block, book,
bring, build, buy, call, change, charge, check, choose, clean, clear, complain, concentrate,
confront, consider, contact, cook, cut, decide,
delete, distract, do, download, drink, drop, dump, eat, email, enjoy, exercise, explain, fight,
file, fill, find, fix, focus, forget, forgive, get, give, go, google, have, hire, hold, ignore,
invite, join, jot, keep, kick, knock, learn, leave, lay, lie, limit, listen,
look, lower, make, meditate, meet, message, mention, mix, move, open, pack, pay, phone, pick,
plan, pop, practice, practise, pray, pull, push, put, quit, read, record, register, remember,
remind, remove, replace, report, rest, ring, save,
say, see, sell, send, set, settle, show, sign, sit, sleep, slow, speak, spend, stand, start,
stay, stick, stop, sue, swallow, switch, take, talk, teach, tell, text, think, throw, train,
treat, try, turn, unfollow, use, visit, volunteer, wait, walk, wake, wash, watch, wear, work,
write, cut down, cut back, lean, reach, chat, have a word, tidy, empty, hand, walk away, let,
stretch, breathe, drive, act, claim, grab, hang, hide, run, play, sort, separate, split,
schedule, freeze, face, challenge, shower, lock, pretend, smile, count, swap, bite, print,
photocopy, ditch, trust, come
""")

CLASSES: dict[str, frozenset[str]] = {
    "degree": DEGREE,
    "feeling": FEELING,
    "felt": FELT,
    "feeling-noun": FEELING_NOUN,
    "feeling-verb": FEELING_VERB,
    "person": PERSON,
    "determiner": DETERMINER,
    "preposition": PREPOSITION,
    "conjunction": CONJUNCTION,
    "auxiliary": AUXILIARY,
    "takes-clause": TAKES_CLAUSE,
    "plain-verb": PLAIN_VERB,
    "family": FAMILY,
    "advised": ADVISED,
    "be": phrases("am, is, are, was, were, be, been, being"),
    "modal": phrases("can, could, will, would, may, might, must, should, shall"),
    "hears": phrases("""
        it sound, it sounds, it sounded, that sound, that sounds, that sounded, this sounds,
sounds, sound, sounding, it seems, it looks, seems, looks like, it feels, you sound, you seem,
you look,
        i hear, i am hearing, i can hear, what i hear is, what i am hearing is, i heard, i get
the sense, i sense, i am sensing, i get the feeling, i get the impression, i imagine, i guess,
        i wonder, i am wondering, i bet, i gather, i take it, i think, i can tell, i can see, i
notice, i am guessing, my sense is, my guess is, i have a feeling, i can imagine, you are
saying, you mean, i suppose, i would guess, i would imagine, i would say
"""),
    "nobody": phrases(
        "anyone, anybody, everyone, everybody, most people, most of us, any of us, all of "
        "us, lots of people, a lot of people, many people, loads of people, any person, no "
        "one, nobody, plenty of people, any parent, any mother, any father, any mom, any "
        "dad, any human, any human being, every parent, any man, any woman, any sane person, "
        "the best of us, half the room, half of us, the strongest person, a saint, the "
        "strongest of us"
    ),
    "negation": phrases("not, never, no, nobody, nothing, neither, nor, without, hardly"),
    "address": phrases(
        "love, mate, dear, darling, honey, hon, sweetheart, buddy, pal, man, dude, bro, sis, "
        "pet, hen, duck, son, lad, lass, petal, sugar, my friend, my dear, my love, brother, "
        "sister, kid, kiddo, sunshine"
    ),
}
