"""Distress: the wordings by which a trainee's own crisis, or a doubt about it, is heard."""

from device.coach.talk.wording import compiled

_CRISIS: tuple[str, ...] = (
    r"i SOFTWANT SOFT(?:to )?SOFT(?:DIE|HARM)",
    r"i SOFT(?:feel|am|am feeling|have been feeling) SOFT(?:like|close to|near to|ready for)"
    r" SOFT(?:DYING|HARMING)",
    r"i SOFT(?:am|have been|keep|cant stop) SOFT(?:thinking|fantasi[sz]ing|dreaming|obsessing)"
    r" (?:a lot )?(?:about|of) SOFT(?:DYING|HARMING|how (?:i (?:would|will|could)|to) DIE)",
    r"i SOFT(?:think|have thoughts|have been having thoughts|am having thoughts) (?:about|of)"
    r" (?:DYING|HARMING)(?! (?:sometimes )?(?:before|years|back)\b)",
    r"i SOFT(?:am|feel|am feeling|have been|have been feeling|get) SOFTsuicidal",
    r"i SOFT(?:dont|do not|no longer) (?:really |even )?(?:want|wish|care) (?:to )?"
    r"(?:be alive|live|be living|exist|stay alive|wake up)ELSEWHERE",
    r"i SOFT(?:dont|do not|no longer) (?:really |even )?(?:want|wish) (?:to )?(?:be|live)"
    r" (?:on|in) (?:this|the) (?:earth|world|planet)",
    r"i SOFT(?:wish|wished|hope|pray) (?:that )?i (?:was|were|could be) SOFT"
    r"(?:never born|dead(?! (?:good|clever|keen|rich|posh|lucky|sure)\b))",
    r"i SOFT(?:wish|wished|hope|pray) (?:that )?i (?:was|were) SOFT(?:not|no longer) alive",
    r"i SOFT(?:wish|hope|pray) (?:that )?i (?:wasnt|werent) SOFT(?:alive|here ANYMORE)",
    r"i SOFT(?:wish|hope|pray) (?:that )?i (?:would|wouldnt|could|didnt|dont|had|had never)"
    r" SOFT(?:never )?(?:die|died|wake up|exist|been born|DIE)(?! (?:early|earlier|before)\b)",
    r"i SOFT(?:would|am|might|may|will) SOFT(?:be )?(?:rather|sooner|better off"
    r"|as well) (?:be )?dead",
    r"(?:\w+d|it will|be) (?:all )?(?:be )?(?:so much |much )?(?:better|easier) (?:off )?if i"
    r" (?:was|were|wasnt|werent) (?:dead|gone|alive|here|never born)",
    r"i SOFT(?:have been|am|keep) wanting to DIE",
    r"i SOFT(?:have|feel|get|got) (?:the|an|this|such an) urge to (?:DIE|HARM)",
    r"i SOFT(?:have )?(?:written|wrote|am writing) (?:my |a |the )?(?:goodbye|suicide)"
    r" (?:letters?|notes?)",
    r"EVERYONE (?:(?:would|will|are|is) )?SOFT(?:be )?SOFT(?:much )?(?:better|easier)(?: off)?"
    r" without me",
    r"i SOFT(?:have|have got|got) (?:a|my|the) (?:plan|pills|rope|gun|knife|method)"
    r" (?:ready )?(?:to|for) (?:DIE|it|tonight)",
    r"i SOFTWANT SOFT(?:to )?(?:take|swallow) (?:PILLS|an overdose)",
    r"i SOFT(?:have|have got|see|got) SOFT(?:nothing|no reasons?|no will|no wish"
    r"|nothing left) (?:left )?"
    r"to (?:live|go on living|stay alive|be alive)",
    r"i SOFT(?:dont have|havent got|have not got|havent|see no) (?:anything|much|a reason"
    r"|any reason)"
    r" (?:left )?to (?:live|go on living|stay alive|be alive)",
    r"i SOFT(?:am )?SOFT(?:tired|sick|done|had enough|have had enough) (?:of|with) (?:living"
    r"|being alive|life)ELSEWHERE",
    r"i SOFT(?:have been|keep|cant stop|am|have started|started) SOFT(?:HARMING|self harming)",
    r"i SOFT(?:have|am having|keep having|get|keep getting) (?:\w+ )?suicidal (?:thoughts"
    r"|feelings)",
    r"(?:my (?:head|mind|brain)|the voices?|something) (?:just |always )?(?:keeps? )?(?:(?:is"
    r"|are|keeps?) )?(?:tells"
    r"|telling"
    r"|tell|says|saying) (?:me )?(?:to |that i (?:have to|need to) )(?:DIE|HARM)",
    r"i SOFT(?:cant|cannot) (?:keep|make) SELF safe",
    r"i SOFT(?:dont|do not) (?:really )?want to (?:carry on|go on|keep(?: on)?) (?:living"
    r"|being alive)",
    r"i SOFT(?:cant|cannot|dont) see SELF (?:living|being alive|getting through)",
    r"i SOFT(?:want|need) out of (?:life|this life)",
    r"i SOFTam going to (?:do it|end it) tonight",
    r"i SOFTdeserve to be dead|i would SOFTrather not (?:be alive|live|wake up|exist)",
    r"i SOFT(?:cant|cannot|dont) see (?:a|any|the|one) (?:reason|point|sense)(?: left)?"
    r" (?:to|in|of) (?:live|living|be alive|being alive|stay alive|staying alive)ELSEWHERE",
    r"(?:please )?let me (?:not wake up|just die|die(?! of))",
    r"i SOFT(?:want|wish) (?:for )?my life to (?:be (?:over|finished|done)|end|stop)",
)
"""Present tense, first person: no room for doubt."""

_CRISIS_TODAY: tuple[str, ...] = (
    r"i SOFT(?:almost|nearly) (?:killed SELF|did it|ended it|jumped|took my (?:own )?life) TODAY",
    r"i SOFT(?:tried to|attempted to|wanted to|nearly|was going to) SOFT(?:DIE|HARM) (?:again"
    r" )?TODAY",
    r"i SOFT(?:felt|was feeling) SOFT(?:like )?(?:DYING|HARMING|suicidal) (?:again )?TODAY",
)
"""Of today or last night: as good as now."""

_TAKEN: tuple[str, ...] = (
    r"i SOFT(?:have )?SOFT(?:taken|took|swallowed) (?:PILLS|an overdose)(?! (?:when|as|at|once)\b)",
)
"""Already swallowed; told of another time, it is over."""

_UNSURE: tuple[str, ...] = (
    r"i SOFT(?:dont|do not) (?:really |even )?want to be (?:here|around)(?: (?:ANYMORE|SELF)|$)",
    r"i SOFT(?:cant|cannot|dont know (?:if|how) i can) (?:go on|carry on|keep going"
    r"|keep living|live|do this|take (?:this|it)|bear (?:this|it)|cope)"
    r"(?: (?:like this|with this|with life))? ANYMORE",
    r"i SOFT(?:cant|cannot|dont want to) (?:go on|carry on|keep going|cope)$",
    r"i SOFT(?:dont think|dont know (?:if|whether)|am not sure(?: if| whether)?|doubt) (?:that )?i"
    r" (?:want|can) (?:to )?(?:live|be alive|go on living|stay alive)ELSEWHERE",
    r"life (?:is|isnt|is not|aint|is no longer|isnt even) (?:not )?worth (?:living|it)"
    r"(?= for me| ANYMORE|$)",
    r"i SOFTam going to jump$",
    r"i SOFTam SOFT(?:in (?:a )?crisis|not (?:ok|okay|safe|alright))"
    r"(?: (?:SELF|right now|at all|today))*$",
    r"(?:scared|afraid|frightened) of what i (?:might|could|will|may) do",
    r"i SOFT(?:cant|cannot) (?:go on|carry on|keep going|live) like this",
    r"i SOFT(?:want|wish|need) SOFT(?:it|this|everything|all of it|all this) SOFT"
    r"(?:to (?:be over|end|stop)|was over|would end|over)",
    r"i SOFT(?:want|wish|need|would like) SOFT(?:to |i could |i would )(?:SOFT)(?:(?:disappear"
    r"|vanish)(?! (?:under|into|behind|when|for)\b)"
    r"|give up on (?:life|everything)|cease to exist|not be here|not exist)",
    r"i SOFT(?:dont|do not|cant|cannot) (?:really )?see (?:the|a|any) (?:point|reason|way out"
    r"|future)(?: in (?:living|life|anything|going on|it))?(?: for (?:me|SELF))?(?: ANYMORE)?$",
    r"i SOFT(?:have |have had |had )?(?:thought|thoughts|tried) (?:about |of |to )"
    r"(?:DYING|HARMING|DIE)(?: (?:SELF|too|as well))*$",
    r"i SOFT(?:hate|cant stand) (?:being alive|my life|living)ELSEWHERE",
    r"i SOFTam SOFT(?:a burden (?:to|on) (?:everyone|everybody|my family|them all)"
    r"|no use to (?:anyone|anybody))",
    r"i SOFT(?:am|feel) SOFT(?:hopeless|desperate)"
    r"(?: (?:SELF|too|as well|these days|right now|at the moment))*$",
    r"i SOFT(?:need|want) (?:somebody|someone|some help|help|to talk to (?:somebody|someone))"
    r" (?:right now |now )?(?:SELF|for SELF|for me)",
    r"what(?:s| is|s even) the point (?:of|in) (?:me |my )?(?:living|going on|being alive"
    r"|being here)(?! (?:for you|in|with|on|at|if|like that)\b)",
    r"i SOFT(?:am|feel) (?:not safe|unsafe)(?: with SELF| at home| right now| tonight)?$",
    r"i SOFTdont feel safe(?: with SELF| at home| right now| tonight)?$",
    r"i SOFT(?:could|might|may) SOFT(?:KILL|end it(?: all)?NOTHERE|HARM|end my life)",
    r"i SOFT(?:dont|cant) (?:want to )?live without (?:him|her|them|my \w+)",
    r"(?:is|theres|see) no point (?:in|to) (?:me |my )?(?:living|going on|being here|being alive"
    r"|carrying on)(?! (?:in|with|on|at|like that)\b)",
    r"i SOFT(?:cant|cannot) (?:live with SELF|face (?:another day|tomorrow|life))",
    r"i SOFT(?:dont know|dont think|do not think|am not sure|doubt)(?: if| whether| how| that)?"
    r" i can"
    r" SOFT(?:go on|carry on|keep going|keep living|survive|make it through)"
    r"(?! (?:about|to|with (?:this|the) (?:talk|practice|exercise))\b)",
    r"i MYOWN(?:and|but|or|then) SOFT(?:want|wish) SOFT(?:to )?SOFT(?:DIE|HARM)",
    r"^(?:and|just|so|really) SOFT(?:want|wish) SOFT(?:to )?SOFT(?:DIE|HARM)",
    r"(?:part|half|some of|a bit|a piece|something) (?:of|in|inside) me SOFT(?:that )?SOFTwants"
    r" SOFT"
    r"(?:to )?SOFT(?:DIE|HARM|disappear|give up|not be here|(?:it|this) (?:all )?to (?:stop|be"
    r" over))",
    r"i SOFT(?:might|may|could|must) SOFT(?:be|be getting) SOFTsuicidal",
    r"(?:suicide|dying|killing SELF|ending (?:it(?: all)?|my life)) (?:is |has been |keeps )?SOFT"
    r"(?:on|in|going through|crossing|coming into|coming to) my (?:mind|head|thoughts)",
    r"i SOFT(?:keep|cant stop) SOFT(?:thinking|dreaming) (?:about|of) (?:my own )?death",
    r"i SOFT(?:have|have got|got) (?:the|my|some|enough|all my|all the) (?:\w+ )?(?:pills"
    r"|tablets|meds"
    r"|medication|paracetamol|painkillers) (?:\w+ )?(?:ready|here|saved|waiting|lined|with me"
    r"|next to"
    r" me|in front of me|in my (?:hand|bag|pocket|room))",
    r"i SOFT(?:have been |am |have )?SOFT(?:saving up|saved up|hoarding|stockpiling|stockpiled"
    r"|counting"
    r"|counted)(?: out)? (?:my |the |all my |some )*(?:pills|tablets|meds|medication|paracetamol)",
    r"i SOFT(?:have|have got|got|bought|have bought|am holding) (?:a|the|my|some) (?:rope|noose"
    r"|gun)"
    r"(?! (?:to|that|for (?:my|the))\b)",
    r"i SOFT(?:have|have got|got|am holding) (?:a|the|my|this) (?:knife|blade|razor|razor blade)"
    r" (?:ready|here|with me|next to me|in my (?:hand|bag|pocket|room)|against|to my)",
    r"i SOFT(?:have )?SOFT(?:written|wrote|am writing) (?:a|my|the|them all|them|everyone) (?:a )?"
    r"(?:last |final |goodbye )?notes?(?= for SELF| to say| saying| to my| and|$)",
    r"i SOFT(?:have )?SOFT(?:said|am saying) (?:my|all my) goodbyes",
    r"i (?:have been |am )?SOFT(?:giving|given|gave) (?:all )?my (?:things|stuff|belongings) away",
    r"i SOFTam SOFT(?:standing |sitting |up |out |here )*(?:on|at|by|near) (?:a|the|this|my)"
    r" (?:edge of (?:a|the) )?(?:bridge|roof|rooftop|ledge|railway|train tracks|tracks|cliff"
    r"|window ?sill|balcony)(?! (?:party|bar)\b)",
    r"(?:nobody|no one) (?:would|will) (?:even |really |ever )?miss me",
    r"(?:nobody|no one) (?:would|will) (?:even |really )?(?:care|notice)"
    r" if i (?:was|were|am|died|disappeared|went|wasnt|werent)",
    r"i SOFT(?:want|long|would like) SOFTto (?:go and )?(?:be with|join) (?:him|her|them|my \w+)"
    r"(?: (?:\w+ ){0,2}(?:died|passed|gone|heaven|dead|other side|up there))",
    r"i SOFT(?:want|long) SOFTto (?:go and )?be with (?:him|her|my (?:husband|wife|son|daughter|mum"
    r"|mom|dad|mother|father))(?: (?:again|now|so much|so badly|up there))*$",
    r"i SOFT(?:am |have |have gone )?SOFT(?:started |been |back to )*cutting (?:again|at night)",
    r"i SOFTHURT(?: (?:sometimes|too|as well|most days|every day|at night|when \w+ \w+))*"
    r"(?= and| because| to|$)",
    r"i SOFT(?:am|have started|started|keep) (?:being )?self harming",
    r"i SOFT(?:cant|cannot) (?:live|cope) (?:with this|like this|on my own any)",
    r"i SOFT(?:have )?(?:given|giving|gave|give) up (?:on (?:life|everything|living|SELF)|all hope"
    r"|hope|living)",
    r"i SOFT(?:have )?(?:lost (?:all hope|the will to live|my will to live)|no hope(?: left)?)",
    r"theres (?:nothing left|no hope|no future|no way out) for me",
    r"(?:my life|life) (?:is|has) SOFT(?:over|pointless|no meaning|lost its meaning|worthless"
    r"|ruined)"
    r"(?= for me| ANYMORE| now|$)",
    r"i SOFTdont (?:really |even )?care (?:if|whether) i (?:live|die|wake|get hit|am alive)",
    r"i SOFT(?:would not|wouldnt|would nt) (?:really )?(?:mind|care) if i (?:DIE|died|didnt wake"
    r"|got hit"
    r"|was dead|were dead)",
    r"i SOFT(?:wish|hope) (?:that )?(?:(?:a|the|that|some) (?:car|bus|train|lorry|truck)"
    r" (?:would|hits?)|i get hit"
    r"|(?:someone|somebody|something) (?:would )?(?:kill|kills) me)",
    r"i SOFT(?:have been |am |was )?SOFT(?:researching|googling|googled|looking up|looked up"
    r"|searching"
    r"|planning) (?:for )?(?:ways|how|methods|places|the best way|painless ways) (?:to|of|for)"
    r" (?:DIE"
    r"|DYING|do it)",
    r"i SOFTdont trust SELF (?:tonight|right now|not to|around|alone|to be alone|at the moment"
    r"|with)",
    r"i SOFT(?:shouldnt|should not) be (?:alive|here ANYMORE)",
    r"i SOFTam at the end of my (?:tether|rope)$",
    r"SOMEONE (?:(?:just|always|sometimes|often|still|keeps?|is|are) )*(?:hits?|hitting|beats?"
    r"|beating|abuses|abusing|raping"
    r"|rapes|chokes|choking|strangl\w+|kicks|kicking|hurting|hurts me and hits) (?:me up|on me|me)"
    r"(?! (?:at (?!home|night)|to|by|that|as|when (?:you|he|she) sa|like a|in (?:a |the"
    r" )?(?:race|game"
    r"|match))\b)",
    r"i SOFTam (?:still )?being (?:hit|beaten|abused|raped|hurt|stalked|threatened)"
    r"(?: by \w+(?: \w+)?| at home)*$",
    r"i SOFTam SOFT(?:scared|afraid|frightened|terrified) (?:to go home|of going home|of being"
    r" at home"
    r"|of my (?:husband|wife|partner|boyfriend|girlfriend|ex|dad|father|son|brother)|(?:that )?"
    r"(?:he|she) (?:will|might|is going to) (?:kill|hurt|hit) me)",
    r"i SOFT(?:am|feel) SOFT(?:going|planning|about|ready|tempted) to SOFT(?:kill|murder|stab|shoot"
    r"|strangle|poison|hurt) THEM(?! (?:for|with kindness|feelings|at (?:chess|cards))\b)",
    r"i SOFT(?:want|need|have decided) to SOFT(?:kill|murder|stab|shoot|strangle|poison) THEM"
    r"(?! (?:for|with kindness)\b)",
    r"i MYOWN(?:am|its me) (?:\w+ ){0,3}(?:who|that) (?:really )?wants to (?:DIE|HARM)",
    r"i have SOFTwanted to (?:DIE|HARM)(?: every| for| since| all| most|$)",
    r"i SOFT(?:want|wish|need|am going|could|would like) (?:i could )?SOFT(?:to )?SOFT(?:stop"
    r" existing|cease|not exist|be gone|sleep forever|go to sleep forever)(?! (?:from|by|for)\b)",
    r"i SOFTam not (?:going to|gonna) be (?:here|around|alive) (?:next|tomorrow|much|by|ANYMORE"
    r"|for (?:christmas|long))",
    r"i SOFTam ending it(?: all)? (?:this|tonight|tomorrow|soon|today|on \w+day|when (?:i|they"
    r"|he|she))",
    r"(?:i SOFT(?:dont|cant) see why i should|why should i(?: even)?) (?:live|stay alive|be"
    r" alive|go on|carry on|keep going|keep living|bother living)(?! (?:about|with|to)\b)",
    r"i SOFT(?:am|have been|keep|think|was)? ?SOFT(?:thinking|think|dreaming|fantasising)"
    r" (?:about|of) (?:just )?(?:driving|crashing|walking|stepping|jumping|running|drowning)(?:"
    r" (?:my|the) car)? (?:into|off|in front of|under|out of)",
    r"i would be (?:happier|better) dead",
    r"EVERYONE (?:(?:would|will) )?SOFTbe (?:happier|relieved|glad|better|fine) (?:off )?(?:if i"
    r"|when i am) (?:was|were|wasnt|werent|am|died|gone|dead|disappeared)",
    r"if i (?:died|killed SELF|disappeared|was gone|were gone|wasnt here|was dead|didnt wake up)"
    r" MYOWN(?:nobody|no one|who) (?:would|will)",
    r"i SOFT(?:have )?SOFT(?:taken|took|swallowed|had) (?:about |like |nearly |over )?(?:\d+|ten"
    r"|twelve|fifteen|twenty|thirty|forty|fifty|a (?:whole |big )?(?:load|packet|pack|bottle|box"
    r"|bunch|handful|lot|strip)|loads|so many|half) (?:of )?(?:\w+ ){0,3}(?:pills?|tablets?|meds"
    r"|medication|paracetamol|painkillers|ibuprofen|aspirin|sleepers)(?! (?:when|as|once|in"
    r" hospital|before|a day)\b)",
    r"i SOFT(?:have|have got|got) (?:a|my|the|this) (?:\w+ )?(?:bottle|packet|pack|box|bag)"
    r" (?:full )?of (?:\w+ )?(?:pills|tablets|paracetamol|painkillers|meds)",
    r"i SOFT(?:have been|keep|am) SOFT(?:looking at|going to|walking to|visiting|driving to)"
    r" (?:the |that |a |high )?(?:bridges?|railway lines?|train tracks|cliffs?)",
    r"i SOFT(?:am|feel|feel like i am|am afraid i am) (?:like )?a (?:danger|risk) to SELF",
    r"i SOFT(?:cant|cannot) do (?:life|living|this life)",
    r"SOMEONE (?:has )?SOFT(?:said|says|keeps saying|told me|is saying|threatens?) (?:(?:he|she"
    r"|they)(?:d| will| would|ll| is going to| are going to)|to) (?:kill|hurt|hit|stab) me(?!"
    r" (?:if|when|for|laughing)\b)",
    r"i SOFT(?:have )?SOFTstopped (?:taking|eating) (?:\w+ ){0,4}because i (?:want|dont want)",
    r"i SOFT(?:dont|do not|never) (?:even )?deserve to (?:live|be alive|be here)",
)
"""It may be meant for real, or be the role, or weariness: the trainee is asked."""

_UNSURE_LATELY: tuple[str, ...] = (
    r"i SOFT(?:tried to|attempted to|wanted to|nearly|almost|was going to|came close to) SOFT(?:DIE"
    r"|HARM|HARMING|DYING) RECENTLY",
    r"i SOFT(?:almost|nearly) (?:killed SELF|did it|ended it|jumped|took my (?:own )?life)"
    r" RECENTLY",
    r"i SOFT(?:have )?SOFT(?:overdosed|HURT|attempted suicide) RECENTLY",
    r"i SOFT(?:was|had been|got|started) SOFT(?:thinking|dreaming) (?:about|of) (?:DYING|HARMING)"
    r" RECENTLY",
    r"i SOFT(?:thought|had thoughts) (?:about|of) (?:DYING|HARMING) RECENTLY",
    r"i SOFT(?:felt|was feeling|was) SOFT(?:like )?(?:DYING|HARMING|suicidal) RECENTLY",
    r"SOMEONE (?:has )?(?:just )?(?:hit|beat|raped|choked|strangled|kicked|attacked|abused"
    r"|(?:tried|threatened) to kill) me (?:up )?RECENTLY",
    r"i (?:was|got|have been) (?:just )?(?:hit|beaten|raped|attacked|abused|assaulted)(?: up)?"
    r" RECENTLY",
    r"i SOFT(?:was|have been|ended up) (?:sitting |standing |up )*(?:on|at|by) (?:a|the) (?:edge"
    r" of (?:a|the) )?(?:bridge|roof|ledge|railway(?: line)?|train tracks|tracks|cliff) RECENTLY",
)
"""Of the last days or weeks: the trainee is asked. Longer ago, it is a life that was lived through
and may be shared with the seeker.
"""

_GRAVE: tuple[str, ...] = (
    r"(?:kill|killing|hang|hanging|drown|drowning|shoot|shooting) SELF(?! (?:laughing|trying"
    r"|working|over)\b)",
    r"picturing SELF (?:dead|hanging|gone|in a coffin)|suicide|suicidal|(?<!an )overdos(?:e|ing)",
    r"my own (?:life|death|funeral)|(?:end|ending|stop|stopping) my (?:life|suffering|pain|misery)",
    r"deserve to (?:live|be alive)|(?:staying|keep SELF|being) alive|(?:be|stay) safe tonight",
    r"(?:take|taking|took|swallow|swallowing) all (?:of )?(?:my|the|these) (?:pills|tablets|meds)",
    r"all i (?:can |ever )?(?:think|dream) (?:about|of) is (?:dying|death)(?! (?:my|for|to|out)\b)",
    r"i (?:have |just |have just )*(?:drank|drunk|swallowed) (?:some |the |a bottle of )?"
    r"(?:bleach|poison|antifreeze|weedkiller)|i MYOWN(?:razors?|razor blades?|noose)",
    r"(?:goodbye|bye) (?:everyone|everybody)|i am(?: just)? going to do it$",
    r"(?:i have decided|i am) MYOWNnot doing another (?:year|day|week|month)",
    r"SOMEONE (?:touches|touching|threatened|threatens) me (?:at night|down there|in bed|with a"
    r" (?:knife|gun|bat|hammer))",
)
"""Grave words, however they are put together; whether the trainee means themselves, the rest of the
sentence tells.
"""

CRISIS = compiled((*_CRISIS, *_CRISIS_TODAY))
TAKEN = compiled(_TAKEN)
UNSURE = compiled((*_UNSURE, *_UNSURE_LATELY))
GRAVE = compiled(_GRAVE)
