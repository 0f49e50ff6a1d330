"""What the coach says around the talk: welcome, offers, prompts, farewell, care."""

from device.coach.skills import Skill

WELCOME: tuple[str, ...] = (
    "Welcome. This is a practice talk with somebody who is made up.",
    "Good to have you here. This is practice, with a person who is made up.",
    "Hello, and welcome. Here you can try out listening, with a made-up person.",
)
HOW_TO_LEAVE = "You can leave at any moment: just say stop. If you're short of words, say help."
YOUR_PART: tuple[str, ...] = (
    "Listen first, and then answer in your own words.",
    "Answer as you would if they sat across from you.",
    "Take your time, and answer the way you'd like to.",
)

OFFER_FIRST = (
    "Would you like to try that once more? Say again. Or say go on, and hear what comes next."
)
OFFERS: tuple[str, ...] = (
    "Again, or go on?",
    "Another try, or go on?",
    "Once more, or onwards?",
    "Again? Or shall we go on?",
    "Try again, or carry on?",
    "Would you like another go, or go on?",
    "One more try, or on we go?",
    "Say again, or say go on.",
    "Again, or shall we see what comes next?",
    "Have another go, or carry on?",
    "Do you want to do that again, or go on?",
    "A further try, or move on?",
    "Again, or forward?",
    "Another round of that, or go on?",
    "Your choice: again, or go on.",
    "Stay with this one, or go on?",
    "Once more? Or let them carry on?",
    "Try it again, or let it be and go on?",
)
ONCE_MORE: tuple[str, ...] = (
    "All right, back to that moment.",
    "Good. Let's hear it again.",
    "Let's go back a little.",
    "Fine. Here it is again.",
    "Gladly. From the same place.",
    "Same moment, new try.",
    "Let's take that once more.",
    "Here we are again.",
    "Right, one more time.",
    "All right, listen again.",
    "Good, let's go there again.",
    "Take it from the same spot.",
    "Then let's have it again.",
    "Let's step back into it.",
)
LAST_TRY: tuple[str, ...] = (
    "A last round for this one. You know the line by now.",
    "Answer when you're ready; say repeat to hear the line.",
    "A third go, gladly. The floor is yours.",
    "Just your answer this time, and no line before it.",
    "Fine, one last try at this one. In your own time.",
    "Sure. You remember what was said; answer it anew.",
    "Let's do it. Your answer, whenever you like.",
    "Yes, give it another go. Begin when you want to.",
)
"""Before the third try, when the seeker's line isn't played again."""
BACK_TO: tuple[str, ...] = (
    "Back to {}.",
    "Let's hear {}.",
    "Here is {} again.",
    "{} goes on.",
    "Let's listen to {}.",
    "Now {} again.",
    "Over to {}.",
    "And {} answers.",
    "Let's see what {} does with that.",
    "{} has heard you.",
)
"""Before the seeker goes on, when no choice was offered."""
LET_IT_BE: tuple[str, ...] = (
    "That's fine. We'll let this one pass.",
    "All right, we'll leave that one.",
    "No problem. Let's move along.",
    "Fine by me. On to the next.",
    "You don't have to answer everything.",
    "We can skip that one, of course.",
)

QUIET: tuple[str, ...] = (
    "Take your time. Being quiet together is fine too. Answer when you're ready.",
    "There's no hurry. Speak whenever you like.",
    "A quiet moment is all right. I'm listening when you want to answer.",
    "It's fine to think for a bit. They'll wait.",
    "Silence can be a kind of company. When words come, say them.",
    "Still there? Whatever you'd like to say is welcome.",
    "No rush at all. Even a word or two is enough.",
    "I'm still listening, if you'd like to say something.",
)
UNCLEAR: tuple[str, ...] = (
    "I'm not sure I caught that. Could you say it again?",
    "My ears missed some of that. Would you say it once more?",
    "Sorry, I didn't quite hear. Could you repeat it for me?",
    "That didn't reach me clearly. Would you try it again, a bit nearer?",
    "I only caught part of it. Please say it again.",
    "The sound was a bit blurred for me. Once more, please?",
    "I'd like to hear that properly. Could you say it one more time?",
    "Sorry, that slipped past me. Can you say it again for me?",
)
UNCLEAR_TWICE: tuple[str, ...] = (
    "It's my hearing, not you. Let's go on.",
    "I still can't make it out, and that's on my side. We'll carry on.",
    "My hearing is letting us down here. Let's move on together.",
    "I'm sorry, I can't hear this one well enough. On we go, it's all right.",
    "That's my ears again. We'll leave it and see what comes.",
)
UNCLEAR_CHOICE: tuple[str, ...] = (
    "Sorry, was that again, or go on?",
    "I missed that. Do you want again, or go on?",
    "I didn't catch which one. You can say again, or go on.",
)
NOT_ENGLISH: tuple[str, ...] = (
    "I'm afraid I only understand English so far. Could you say it in English?",
    "I'm sorry, English is the only language I know. Would you try it in English?",
    "That may have been another language. I can only follow English for now.",
)

HELP: tuple[str, ...] = (
    "You could say back what you heard, name a feeling, or ask an open question."
    " You can also say repeat, skip, or stop.",
    "Any honest word will do. What did you hear, and how may it feel?"
    " Say repeat to hear it again, skip to leave it, or stop to end.",
    "Imagine a friend told you this, and say what you'd say. Or say repeat, skip or stop.",
)
HELP_CHOOSING: tuple[str, ...] = (
    "Say again for another try, or go on to hear what comes next."
    " Say I disagree if my feedback was off, or stop to end.",
)
HELP_PRIVATE: tuple[str, ...] = (
    "Say whatever you like, or nothing at all. It's only for you, and then we're done.",
)

DISAGREED: tuple[str, ...] = (
    "Thank you for telling me. I've noted that you see it differently.",
    "Fair enough. You were there, and I may have misheard. It's counted.",
    "I take that on board. You know best what you meant.",
    "That's good to know. I don't always get it right.",
    "Understood. Your view counts, and I've noted it.",
    "All right, we see it differently. I've kept count of that.",
    "Thanks for being open with me. It's noted.",
    "Good that you say so. I can be off.",
)
DISAGREED_BEFORE = "I have that noted already, thank you."

FAREWELL_STOPPED: tuple[str, ...] = (
    "Of course. We stop here. Thank you for practising, and take care of yourself.",
    "All right, that's it for now. Thank you for your time. Be good to yourself.",
    "Stopping is fine. Thank you for being here today. Look after yourself.",
)
FAREWELL_QUIET: tuple[str, ...] = (
    "I'll leave it here for now. Thank you for being here. Come back whenever you like.",
    "Let's rest here. You're welcome back at any time. Take care.",
    "We can end here. Thank you for listening today. Until another time.",
)

OVERALL: dict[Skill, tuple[str, ...]] = {
    Skill.REFLECTS_CONTENT: (
        "What stood out in this talk is how you said back what you heard.",
        "All in all, you showed them that you were following.",
    ),
    Skill.REFLECTS_FEELING: (
        "What stood out in this talk is your ear for feelings.",
        "All in all, you heard what was under the words.",
    ),
    Skill.VALIDATION: (
        "What stood out in this talk is that you let their feelings make sense.",
        "All in all, you took their side of it seriously.",
    ),
    Skill.OPEN_QUESTION: (
        "What stood out in this talk is how openly you asked.",
        "All in all, your questions left them room.",
    ),
    Skill.AFFIRMATION: (
        "What stood out in this talk is that you saw their strength.",
        "All in all, you noticed what they managed, and said so.",
    ),
    Skill.SELF_DISCLOSURE: (
        "What stood out in this talk is that you shared a little of yourself.",
        "All in all, you spoke as somebody who has been there.",
    ),
    Skill.PRESENCE: (
        "What stood out in this talk is that you stayed with them.",
        "All in all, you gave them time and company.",
    ),
    Skill.CONNECTION: (
        "What stood out in this talk is that you made it less lonely.",
        "All in all, you let them feel they belong.",
    ),
    Skill.ASKS_PERMISSION: (
        "What stood out in this talk is that you left them the choice.",
        "All in all, you asked first, and that's respect.",
    ),
    Skill.ENCOURAGER: (
        "What stood out in this talk is that you let them go on talking.",
        "All in all, you left the floor to them.",
    ),
    Skill.THOUGHTFUL_PAUSE: (
        "What stood out in this talk is that you took your time.",
        "All in all, your pauses gave them room.",
    ),
}
"""At the end: what went well over the whole talk."""
OVERALL_ONCE: tuple[str, ...] = (
    "There was a moment when you {}. That's a start worth keeping.",
    "Once in this talk you {}. Hold on to that.",
)
"""For a skill that was there only once."""
OVERALL_NONE: tuple[str, ...] = (
    "You went all the way through this talk, and that's the first step.",
    "You stayed to the end of a hard talk. That's worth something.",
)
OVERALL_SILENT = "Thank you for listening along."
"""For a talk in which nothing was answered."""

TAKE_ALONG: dict[Skill, str] = {
    Skill.REFLECTS_CONTENT: "One thing to take along: say back what you heard, before anything.",
    Skill.REFLECTS_FEELING: "One thing to take along: listen for the feeling, and name it.",
    Skill.VALIDATION: "One thing to take along: three words, that makes sense.",
    Skill.OPEN_QUESTION: "One thing to take along: questions that start with what or how.",
    Skill.AFFIRMATION: "One thing to take along: look for what people already manage.",
    Skill.SELF_DISCLOSURE: "One thing to take along: a line of your own can be a bridge.",
    Skill.PRESENCE: "One thing to take along: staying is already helping.",
    Skill.CONNECTION: "One thing to take along: tell people they aren't the only one.",
    Skill.ASKS_PERMISSION: "One thing to take along: ask before you offer an idea.",
    Skill.ENCOURAGER: "One thing to take along: a small mm-hm goes a long way.",
    Skill.THOUGHTFUL_PAUSE: "One thing to take along: a breath before you answer.",
    Skill.ADVICE: "One thing to take along: listen first, and let ideas wait.",
    Skill.JUDGMENT: "One thing to take along: wonder first, and judge nobody.",
    Skill.MINIMISING: "One thing to take along: let hard things be hard for a while.",
    Skill.SYMPATHY: "One thing to take along: stand beside people, and feel with them.",
    Skill.OVERSHADOWING: "One thing to take along: short about me, long about you.",
    Skill.EXPERT_STANCE: "One thing to take along: people know their own lives best.",
    Skill.JARGON: "One thing to take along: plain words bring people closer.",
    Skill.STIGMA: "One thing to take along: a person is more than any label.",
    Skill.INTIMIDATION: "One thing to take along: nothing opens by pushing.",
    Skill.EXCLUSION: "One thing to take along: a welcome costs little and means a lot.",
    Skill.CLOSED_QUESTION: "One thing to take along: ask so that a story fits in the answer.",
    Skill.INTERROGATION: "One thing to take along: one question, and then wait.",
    Skill.PARROTING: "One thing to take along: say it back in words of your own.",
    Skill.INTERRUPTION: "One thing to take along: let people's last word be theirs.",
    Skill.LONG_TURN: "One thing to take along: short answers leave room.",
}
TAKE_ALONG_NONE: tuple[str, ...] = (
    "Take that along with you. It will serve somebody well.",
    "Keep doing it that way. People will be glad of you.",
)
"""For a talk in which nothing was left to suggest."""
TAKE_ALONG_SILENT = "One thing to take along: listening, as you did here, is half of it."

HOW_WAS_IT: tuple[str, ...] = (
    "And how was that for you? This answer is yours; I don't keep it.",
    "Now you: how are you after this talk? What you say here isn't kept.",
    "How did that feel for you? Whatever you say now stays with you.",
)
CARE: tuple[str, ...] = (
    "Thank you. Listening takes something out of us, so do something kind for yourself today.",
    "Thank you. Carrying other people's stories is work. Have a rest, or talk to a friend.",
    "Thank you. Look after yourself as well as you look after others.",
)

SPEAKING_FOR_YOURSELF: tuple[str, ...] = (
    "Let me stop for a moment. Are you speaking for yourself just now, or for the practice?",
    "I'd like to be sure. Was that about you, or was it for the practice?",
)
"""Asked where it can't be told; so many times in a talk at most."""
FOR_THE_PRACTICE: tuple[str, ...] = (
    "Good to know, I only wanted to be sure. Then let's carry on.",
    "That clears it up for me. On with the talk.",
)
GENTLE_STOP = "Let's leave the practice here. You matter more than any exercise."
NOT_KEPT = "Nothing of what you just said is kept."
