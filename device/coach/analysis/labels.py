"""Labels: clinical words where plain ones would do, and words that shrink a person to one thing."""

import re
from collections.abc import Iterator

from device.coach.analysis.cues import Match, cues
from device.coach.analysis.lexicon import CLASSES
from device.coach.analysis.pattern import phrases
from device.coach.analysis.tokens import Heard
from device.coach.skills import Skill

_CLINICAL_STEM = re.compile(
    r"^(?:psych(?!ed)\w{3,}|neuro\w+|dys(?:reg|phor|thym|func|morph)\w*|maladapt\w*|"
    r"hyper(?:vigil|arous|somn)\w*"
    r"|hypo(?:man|arous|act)\w*|schizo\w*|dissociat\w*|depersonali[sz]\w*|dereali[sz]\w*|"
    r"catastrophi[sz]\w*|codependen\w*"
    r"|narcissis\w*|(?:patho|symptomato|etio|pheno)log\w*|patholog\w*|pathologi[sz]\w*|"
    r"somati[sz]\w*|somatic|rumina\w+|comorbid\w*|prodrom\w*"
    r"|\w{3,}phobi[ac]\w*|\w{2,}(?:otropic|olepsy|agnosia|aphasia|epines?|setine|pramine)|"
    r"cogniti(?:on|ons|ve)\w*|behaviou?ral|countertransf\w*|transference"
    r"|introject\w*|parentif\w*|enmesh\w*|individuat\w*|internali[sz]\w+|externali[sz]\w+|"
    r"intellectuali[sz]\w+|affective|lability|serotonin\w*|dopamine\w*|cortisol|amygdala|"
    r"prefrontal|vagal|polyvagal"
    r"|parasympathetic|sympathetic|limbic|oxytocin|norepinephrine|anhedoni\w*|"
    r"alexithymi\w*|avolition|dysthymi\w*|cyclothymi\w*|agoraphobi\w*|antisocial|"
    r"borderline|bipolar|premorbid|iatrogenic"
    r"|diagnos\w+|prognosis|symptom\w*|syndrome\w*|disorder(?:s|ed)?|delusion\w*|"
    r"hallucinat\w*|paranoia|mania|manic|psychos\w+|psychotic|neuros[ei]s|neurotic|"
    r"neurodiver\w*|neurotypical|prosopagnosia|institutionali[sz]\w*"
    r"|decompensat\w*|titrat\w*|contraindicat\w*|withdrawal|pharmac\w+|benzodiazepine\w*|"
    r"ssris?|snris?|antidepressant\w*|antipsychotic\w*|cbt|dbt|emdr|adhd|ocd|ptsd|cptsd|"
    r"bpd|npd|gad|sud|mbt|phq|"
    r"schemas?|cathexis|libidinal|oedipal|superego|subconscious\w*|unconscious|"
    r"biopsychosocial|hippocamp\w*|cortico\w+|cushing\w*|\w*atrophy|retrograde|"
    r"triangulat\w*|disenfranchised|facies|\w{3,}osis|sequel|psychoeducat\w*|"
    r"interoception|mentali[sz]\w+|metacognit\w*|self-efficacy|reframing|reframe|reframes"
    r"|maladjust\w*|aetiolog\w*|biomarker\w*|neurotransmitter\w*|trauma-informed|"
    r"retraumati\w*|attributional|attribution|ambivalen\w+|ideation|suicidality|"
    r"parasuicid\w*|nosology|euthymi\w*|proprioce\w*|anosognosia"
    r"|hypochondria\w*|masochis\w*|sadis\w*|histrionic|obsessive|compulsive|compulsions?|"
    r"comorbidit\w*|sequelae|exacerbat\w*|stressors?|triggers?|habituat\w*|"
    r"desensiti[sz]\w*|conditioning|reinforc(?:er|ing|ement)\w*|flooding|enabling|"
    r"enabler)$"
)
_PLAIN_ENOUGH = frozenset(
    """
    disordered sympathetic manic mania unconscious subconsciously triggers trigger withdrawal
    internalise reinforcing neurodivergent antidepressants antidepressant adhd ocd ptsd
    diagnosed diagnosis symptoms symptom diagnose psycho psychos psychic psyched paranoia
    hallucinating hallucinations sadistic sadist enabling stressor stressors ssris psychotic
    bipolar schizophrenic schizophrenics diagnoses flooding unconsciously psychologically
    psychiatric psychology psychologist psychiatrist narcissist compulsion compulsive obsessive
    conditioning phobia psychiatrists psychologists antisocial ruminate sympathetically
    narcissists ocds reframe disorder
    """.split()
)
"""Half-way into everyday speech: they take a clinical neighbour to count."""

_JARGON = """
.9
(attachment|avoidance|coping|defence|defense|safety|core|negative|automatic|limiting|cognitive|thought|thinking|behaviour|behavior|affect|emotion|emotional|stress|trauma|grief|shame|anxiety|panic|depressive|mood|anger|attention|adjustment|eating|personality|conduct|impulse|sleep|self|locus|learned|executive|working|fight|freeze|fawn|window|inner|object|repetition|nervous|sensory|circadian|reward|pain|somatic|clinical|major|acute|chronic|generalised|generalized|social|separation|complex|complicated|unresolved|secondary|primary|intrusive|presenting|protective|risk|reactive|post|postnatal|postpartum|prolonged|anticipatory|disenfranchised|ambiguous|role|family|intergenerational|relapse|motivational|harm|exposure|response|distress|interpersonal|radical|non
suicidal|inter|pathological|narrative|treatment|therapeutic|safeguarding|intake|baseline|psychological|psychiatric|high
expressed|expressed|flat|blunted|low|avoidant|anxious|insecure|disorganised|disorganized|ambivalent|dismissive|passive|projective|reaction)
(style|styles|schema|schemas|mechanism|mechanisms|strategy|strategies|behaviours|behaviors|behaviour|behavior|belief|beliefs|self
talk|thought|thoughts|distortion|distortions|dissonance|pattern|patterns|dysregulation|regulation|response|responses|disorder|disorders|deficit|deficits|system|reactivity|labour|trigger|triggers|functioning|function|dysfunction|memory|flight|or
        flight|of
tolerance|child|relations|compulsion|overload|rhythm|rhythms|pathway|pathways|episode|episodes|depression|anxiety|phobia|traits|trait|helplessness|of
control|cognitions|cognition|factors|factor|conflict|strain|transition|formation|identification|prevention|tolerance|effectiveness|acceptance|reduction|interviewing|plan|alliance|concern|concerns|issue|intervention|interventions|assessment|attachment|affect|processing|grief|bereavement|reaction|mood|insomnia|trauma|stressor|emotion|aggressive|aggression|loss|injury|self
injury|esteem|efficacy|harm|sabotage|worth|concept|medicating|actualisation|actualization|soothing|symptoms|presentation|activation|inhibition)
        !(me|to (them|him|her))
.9  (attachment style|attachment styles|attachment issues|attachment theory|anxious
        attachment|avoidant attachment|fight or flight|window of tolerance|inner child|nervous
        system|learned helplessness|locus of control|coping mechanism|coping mechanisms|coping
        strategies|coping strategy|defence mechanism|defense mechanism|secondary gain|trauma
        response|trauma bond|trauma bonding|black and white thinking|all or nothing
        thinking|negative self talk|imposter syndrome|stages of grief|stage of grief|stages of
        change|stage of change|the bargaining stage|denial stage|emotional labour|emotional
        regulation|executive function|executive functioning|low mood|self soothe|self
        soothing|self sabotage|self sabotaging|self harm ideation|suicidal ideation|risk
        assessment|care pathway|care plan|treatment plan|safety behaviours|safety
        behaviour|sleep hygiene|stimulus control|exposure therapy|graded exposure|response
        prevention|emotional dysregulation|behavioural activation|motivational
        interviewing|psychological flexibility|radical acceptance|distress tolerance|grounding
        technique|grounding techniques|thinking error|thinking errors|thinking trap|thinking
        traps|thought record|thought challenging|cognitive restructuring|mood
        disorder|personality disorder|comfort eating pattern|adverse childhood|adverse childhood
        experiences|your abandonment issues|abandonment
        issues|repressed|repression|displacement|displaced
        anger|projecting|projection|sublimation|oppositional|attachment deficit|role
        strain|compassion fatigue|caregiver burden|burnout syndrome|dark triad|love
        bombing|trauma bonded|somatic symptoms|chemical imbalance|comorbid|dual
        diagnosis|presenting problem|presenting issue|clinically depressed|clinical
        depression|major depression|bereavement reaction|pathological grief|complicated
        grief|biological marker|informed consent|continuity of care|early morning waking|running
        commentary type|thought insertion|post natal|post partum|post traumatic|non
        compliance|noncompliant|non compliant|treatment resistant|in denial|maintaining
        your|maintenance cycle|vicious cycle of|reward pathway|sensory processing|neural
        pathways|object
        constancy|limerence|avoidant|hypervigilance|hypervigilant|florid|delusional|the act it)
.8  (present|presents|presenting|presentation) (with|as|is|of)
.8  (secondary to|indicative of|consistent with|symptomatic of|diagnostic|in
        remission|contraindicated|rule out|meets criteria|meet the criteria|on the spectrum
        of|differential|intervention|interventions|modality|modalities|evidence
        based|psychometric|regulate your|co regulate|dysregulated|boundaries work|process
        your|processing your|unprocessed|unresolved (grief|trauma|anger|issues|attachment)|your
        triggers|got triggered|trauma informed|being triggered|sub clinical|sub threshold|low
        self esteem issues|maladaptive|enmeshed|enmeshment|gaslighting you|narcissistic)
"""

CLASSES["slur"] = phrases("""
addict, addicts, alcoholic, alcoholics, alkie, alkies, alky, junkie, junkies, junky, druggie,
druggies, drug user, drug users, drug addict, drug addicts, crackhead, crackheads, smackhead,
smackheads, pothead, pisshead, stoner, boozer, drunkard, drunkards, wino, winos, user, users,
dopehead, tweaker, methhead, pill popper, pill head, pillhead,
schizophrenic, schizophrenics, schizo, schizos, psycho, psychos, psychopath, psychopaths,
nutter, nutters, nutcase, nutcases, nutjob, nutjobs, nut job, loony, loonies, lunatic, lunatics,
madman, madmen, madwoman, mental case, mental cases, mental patient, mental patients, mentalist,
mentalists, headcase, headcases, head case, basket case, fruitcake, fruit loop, fruitloop,
weirdo, weirdos, freak, freaks, maniac, maniacs, sicko, crazies, crazy person, crazy people,
crazy lady, crazy woman, crazy one,
bipolars, manic depressive, depressive, depressives, anorexic, anorexics, bulimic, neurotic,
hysteric, borderline, borderlines, hypochondriac, psychotic, psychotics, cutter, cutters, self
harmer, self harmers, attention seeker, attention seekers, hoarder, hoarders, stutterer,
stutterers, cripple, cripples, spastic, spaz, retard, retards, retarded, invalid, invalids,
vegetable, midget, dwarf, the disabled, handicapped, the handicapped,
con, cons, ex con, ex cons, criminal, criminals, jailbird, jailbirds, thug, thugs, felon,
felons, offender, offenders, lag, lags, scum, lowlife, lowlifes, bum, bums, tramp, tramps,
dosser, dossers, hobo, hobos, vagrant, vagrants, beggar, beggars, scrounger, scroungers, benefit
scrounger, sponger, spongers, layabout, layabouts, waster, wasters, skiver, skivers, chav,
chavs, pikey, pikeys, gyppo, gypo, illegals, illegal, immigrant, immigrants, foreigners,
foreigner, asylum seekers, refugees,
teenage mom, teenage moms, unfit mother, slut, slag, whore, hooker, prostitute, tart, queer,
poof, tranny, dyke, homo, lezzer, gays, the gays, oldie, oldies, old dears, old biddy, biddies,
geriatric, geriatrics, senile, demented, gaga, gullible old dears, victim type, loser, losers,
failure type, problem child, bad egg, wrong un, wrong uns, wreck head, space cadet, zombie,
mental health lot, mental lot, homeless lot, druggie type, weak ones, simpleton, dullard, dunce,
thicko, retardation, welfare queen, welfare queens, single mother type, gambler, gamblers,
abuser, abusers, dependants, bad mother, special needs kid, down's
""")
CLASSES["label"] = phrases("""
an addict, addicts, an alcoholic, a alcoholic, a junkie, a user, a schizophrenic, schizophrenic,
a bipolar, bipolar, a borderline, a depressive, a psycho, a drunk, drunk, a criminal, a hoarder,
an anorexic, anorexic, mental, a mental case, mentally ill, crazy, insane, mad, nuts, bonkers, a
nutter, psychotic, manic, off your head, not right in the head, sick in the head, off your
rocker, a lunatic, unstable, unhinged, deranged, a cutter, a self harmer, an attention seeker,
attention seeking, a freak, a weirdo, abnormal, not normal, a retard, simple, a bit simple, soft
in the head, wrong in the head, a hypochondriac, a victim, damaged goods, damaged, a headcase, a
basket case, a stutterer, a cripple, handicapped, an invalid, senile, one of them, one of those,
ocd, adhd, a narcissist, a psychopath, a benefits case, a scrounger, an illegal, a gambler, a
con, an ex con, a jailbird, a bad lot, a lost cause, a hopeless case, a nutcase, doolally,
cracked, cuckoo, loopy, barmy, not all there, a few sandwiches short, psycho, a suicide risk, a
sociopath, dirty, clean or dirty, mentally unstable, mentally disturbed, disturbed in the head,
a special case, retarded, demented, gaga, a vegetable, a wino, a tramp, a bum, a waster, a
loser, trash, trailer trash
""")

_STIGMA = """
.9  (you|these|those|them|they are all|all|such|other|most|the|like|bunch of|lot of|load of|full
        of|you are|you are an|you are a|you are just a|an|a|of you|that|one
        of|us|proper|real|absolute|total|complete|some|typical|just) _
(old|young|proper|bloody|little|genuine|recovering|former|ex|gullible|lazy|poor|dirty|violent|dangerous|real)?
        (<slur>) !(if|for|you (think|called|say|said)|was (your|the) word|is a
        (hard|harsh|heavy|big|strong|cruel))
.85
(junkie|junkies|crackhead|smackhead|druggie|druggies|nutter|nutters|loony|loonies|lunatic|lunatics|psycho|psychos|schizo|nutcase|nutjob|headcase|mentalist|mentalists|retard|retarded|spastic|dossers|dosser|scroungers|scrounger|spongers|illegals|wino|winos|crazies|alkie|alkies|weirdo|weirdos|lowlife|scum|chavs|pikeys|jailbird|jailbirds|cutter|cutters|basket
        case|mental case|mental cases|attention seeker|attention seekers|loon|psychopath|sicko)
.9  -not/feel/feeling/felt/drive/driving/drives/think/thinking/if/that/like/make (you are|you
        have gone|you have turned|you were|you sound|you look|you seem|you must be|are you|were
        you|you being|being|you become|you will always be|once|a bit|bit) _ (clearly |obviously
        |basically |just |a bit |actually |probably |really )?(<label>) !(with
        (grief|worry|love|rage)|at (him|her|them|it|me|that)|about|enough|or not|you are
        not|busy|to (feel|think|cry))
.9  (he|she|they|your
        (son|daughter|dad|mom|brother|sister|husband|wife|ex|friend|boss|mother|father)|that
        person|people|cousin is|brother is|sister is) (is|are|was|were|has gone|sounds|sound) _
        (such |clearly |obviously |basically |just |a bit |actually |probably |a proper |really
        )?(a junkie|an addict|an alcoholic|a drunk|crazy|insane|mental|mad|nuts|schizophrenic|a
        schizophrenic|psycho|a psycho|a nutter|a proper nutter|bipolar|a bipolar|a
        narcissist|psychotic|unhinged|a lunatic|simple|a bit simple|retarded|a criminal|a
        gambler|a hoarder|not right in the head|off (his|her|their) (head|rocker)|one of
        (them|those)|sick in the head|deranged|a loser|a bum|senile|a headcase|a
        vegetable|demented|gaga|a thug|scum)
.85
(criminals|schizophrenics|addicts|alcoholics|foreigners|immigrants|prostitutes|psychotics|anorexics|bipolars|hoarders|offenders|self
        harmers|cutters|drunks|the homeless|hardcore users|users) !(here|in here|like
        us|anonymous)
.85 (you|most of you|all you|you lot|those|them|these)
(foreign|mental|gay|disabled|homeless|young|single|teenage|black|brown|muslim|gypsy|traveller|trans|autistic|special|benefit|welfare|depressed)
(people|cleaners|lot|ones|types|moms|mothers|kids|lads|girls|workers|folk|boys|men|women|patients|crowd)
.85 (the|it is always the|always the|a)
        (weird|backward|slow|mental|mad|crazy|special|retarded|thick|simple|dim|odd)
        (kids|kid|ones|one|people|boy|girl|child|lad|man|woman)
.85 teenage (moms|mothers|mom|girls) all
.8  called (it|him|her|them) (backward|slow|simple|mad|retarded)
.8  what (a|an) (<slur>) (does|is|do|would|looks|says)
.8  suicide is (the|a) (coward|selfish|cowardly|easy)
.95 commit/commits/committed/committing suicide
.9  (failed|successful|unsuccessful) (suicide|attempt)
.9  (you people|you lot|your lot|your kind|your sort|your type|those people|them people|these
        people|people like (you|that|them|him|her) !(who|where|whose|have|had|get|are here|in
        here)|that sort of person|that type|folk like (you|that)|that lot|them lot|you
        mental|you addicts|you immigrants|you foreigners|you disabled|you homeless|you gays|you
        benefits|you depressed|you schizophrenics|you young (moms|ones)|you teenage|you single
        (moms|mothers)|you
        (muslims|gypsies|travellers|blacks|asians|jews|christians|catholics)|one of (them|those)
        _
(people|types|ocd|adhd|bipolar|mental|anorexics|gay|trans|depressed|suicidal|crazy|schizo|nutters|junkies|addicts|homeless)|the
        mentally (ill|unwell)|the (insane|disabled|handicapped|obese|elderly|homeless)
        (are|always|never|all)|normal people|a normal
        (person|mother|mom|family|kid|dad|woman|man|man would|girl|boy)|like a normal|act
        normal|be normal) !(do it for a living|hurt you|should|let you|do not (even
        )?(listen|see)|here|treat you|said|who (get|understand|know|have been)|looked)
.9  -not/feel/feeling/going (gone|going|went|off your|lost your|losing your|out of your)
        (crazy|mental|mad|bonkers|rocker|head|marbles|mind|nuts|tree|trolley|loopy) !(with)
.85 (not right|wrong|sick|soft|weak|ill|touched|funny) in (the|your|his|her) head
.85 (lifestyle|life style) choice
.85 once (a|an) ~3 always
.85 (clean|dirty) (test|sample|urine|again|now or|yet)
.8  always (the )?(weak|gullible|stupid|lonely|desperate|same|old|young|daft)
        (ones|type|people|lot|old|women|men|kids)
.8  (with|got|has|having) (mental problems|a screw loose|something wrong (with|in)|issues
        upstairs|mental issues)
.8  (are|is) all (the same|junkies|drunks|mad|mental|criminals|thieves|liars|on drugs|on
        something|at it)
.8  (always|never) _ (stop|take|go|end|lie|steal|relapse|come) ~3 (your meds|their
        meds|inside|the meds|back inside)
.8  (they|you) always (give|lie|steal|relapse|come first|go back|end up|say that)
.8  (tend to|always|never) go back inside
.8  (nervous|wary|careful|scared) (with|of|around) (you|people like)
.8  (them|those|these|the)
(agencies|foreigners|immigrants|refugees|travellers|gypsies|muslims|homeless|kids|ones|types)
        (is|are|so|they|that|who|always|coming|taking)
"""

CUES = (*cues(Skill.JARGON, _JARGON), *cues(Skill.STIGMA, _STIGMA))


def clinical(heard: Heard) -> Iterator[Match]:
    """Single words that are clinical by their make."""
    hits = [i for i, token in enumerate(heard.tokens) if _CLINICAL_STEM.match(token.text)]
    sure = [i for i in hits if heard.tokens[i].text not in _PLAIN_ENOUGH]
    for index in sure:
        yield Match(Skill.JARGON, index, index + 1, 0.85, "clinical word")
    if not sure and len(hits) >= 2:
        yield Match(Skill.JARGON, hits[0], hits[-1] + 1, 0.7, "clinical words together")
