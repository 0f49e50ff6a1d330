"""Sympathy: pity from outside."""

from device.coach.analysis.cues import cues
from device.coach.skills import Skill

_PITY = """
.95 (you|oh|aw|aww|ah|what a|my|such a|the|a) poor (old |wee |wee old |little |sweet |dear
        |lonely |sad |silly |unfortunate |young |poor |innocent |broken
)?(you|thing|things|soul|souls|dear|love|baby|man|woman|girl|boy|lamb|darling|lad|child|pet|sod|bugger|creature|sweetheart|honey|mite|duck|chicken|kid|devil|lass|one|fella|old|lonely|mom|dad|mother|father|family|babies|poppet|critter|honey|chap|guy|bastard)
.95 poor (you|thing|soul|lamb|love|baby|darling|dear|old you|old thing|sweet thing|little
        thing|wee thing|pet|sweetheart|mite|creature|old soul|poor thing|poor you|poor)
.9  you poor
.95 i _ (do|am|feel|felt|am feeling)? _ (feel)? _ (sorry|bad|awful|terrible|so bad|dreadfully
        sorry|sad|heartbroken|gutted|so sad) for (you|your|them|anyone|people|him|her)
.9  (feel|feeling|felt) _ (sorry|bad|awful) for you
.95 i (do |really |just |so |truly )?(pity|pitied)
.9  (what|such|it is|that is) (just |such |really )?(a|a terrible|a crying|a great|a real|an
        awful|a dreadful|a wicked|crying)? (shame|pity|tragedy|misfortune|tragic fate|terrible
        fate|sad story|sorry tale|sad tale|sorry state|misery) !(to
        (carry|sit|feel|live|hold)|you|by yourself)
.85 (such a shame|crying shame|terrible fate|sad story|sob story|tale of woe|tear
        jerker|terrible thing to happen to|terrible for you|pitiful|pitiable|tragic|unfortunate
        thing|poor wee|hard luck|rotten luck|bad luck|tough luck|unlucky)
.85 bless (you|your|her|him|your heart|your cotton|your little|ya|ye) !(for)
.85 break/breaks/broke/breaking/broken my _ heart
.85 my _ heart _ (break*|breaks|bleeds|aches|goes|is breaking|went|just breaks|is
        broken|hurts|weeps)
.85 make/makes/made/making me _ (want to (cry|weep)|cry|sad|so sad|feel (so |really
        )?(sad|sorry|bad|awful|terrible)|tear up|well up|weep)
.85 (i could|i might|i will|i am going to|i want to|i would) _ (cry|weep|be crying|burst into
        tears|have a cry) (for you|just|hearing|listening|at|$)
.85 the saddest (thing|story|tale)
.9  (how|so|just|too|very|really|that is|it is|is)
        (awful|terrible|dreadful|sad|horrible|tragic|pitiful|ghastly|heartbreaking|upsetting)
        for (you|you all|them|the both)
.8  ^ how (awful|terrible|dreadful|sad|horrible|tragic|ghastly|very
        sad|unfortunate|heartbreaking) !(and|that|it|this|to|you|for him|all)
.85 (dreadful|awful|terrible|horrible|hard|miserable) (to be you|being you|life you|for people
        like you)
.85 i can not (hardly |even |bear |bear to |stand )(stand it|bear it|think|hear|to
        (think|hear|look)|imagine being|look at)
.85 (unlucky|unfortunate) (you|soul|man|woman|girl|boy|thing)
.85 (you|oh you) (sad|pitiful|miserable|lonely|wretched|unfortunate|broken|helpless) (little
        |wee |old |young |lonely
        )?(thing|soul|lamb|man|woman|girl|boy|creature|bird|child|dear|love|one)
.85 (thoughts and prayers|my condolences|my sympathies|deepest sympathy|so much pity|nothing but
        pity)
.8  i would (hate|not want) to be (you|in your)
.8  (glad|thank god|thank goodness) (it is not|i am not|that is not) (me|you|in your)
.8  (do not|don't) know how you (cope|manage|live|stand|bear|survive|get up)
.8  you (do not|did not|never) deserve (that|this|it|any|such)
.75 aw (bless|poor|you poor|sweetheart|honey|babe|hun|that is (so |just |really
        )?(sad|awful|terrible|horrible))
.75 (that is|it is|this is) _ (so|just|really|very|too|terribly|awfully) sad
.75 (oh|aw|ah|oh my) (that is|this is|it is|how|dear|no that is|you) ~1
        (sad|tragic|awful|terrible|horrible|dreadful|pitiful)
"""

CUES = cues(Skill.SYMPATHY, _PITY)
