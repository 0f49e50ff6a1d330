"""What the coach says around the talk: welcome, offers, prompts, farewell, care."""

from device.coach.skills import Skill

WELCOME: tuple[str, ...] = (
    "Welcome. This is a practice talk. The person you'll hear isn't real.",
    "Good to have you here. This is practice, with an invented person.",
    "Hello, and welcome. Here you can try out listening. The person is invented.",
)
HOW_TO_LEAVE = (
    "You can leave at any moment: just say stop. Say repeat to hear a line again, or help if you're"
    " short of words. Louder and slower work, too."
)
YOUR_PART: tuple[str, ...] = (
    "Listen first, and then answer in your own words.",
    "Answer as you would if they sat across from you.",
    "Take your time, and answer the way you'd like to.",
)

OFFER_FIRST = (
    "Would you like to try that once more? Then say again. Or say go on, to hear what comes next."
)
OFFERS: tuple[str, ...] = (
    "Again, or go on?",
    "Try it again, or go on?",
    "Would you like to do that again, or go on?",
    "Again? Or shall we go on?",
    "Your choice: again, or go on.",
    "Do you want to try again, or go on?",
    "We can do it again, or go on.",
    "Once again, or go on?",
    "Shall we take it again, or go on?",
    "Will you try again, or go on?",
    "Again, or go on with the talk?",
    "Stay here and try again, or go on?",
    "What would you like: again, or go on?",
    "You can try that again, or go on.",
    "Again, or go on to what comes next?",
    "Shall we do that again, or go on?",
    "Again with this one, or go on?",
    "As you like: again, or go on.",
    "Take it again, or go on?",
    "Is it again, or go on?",
    "Would you rather try again, or go on?",
)
"""The words to say are in each of them, the same ones every time."""
ONCE_MORE: tuple[str, ...] = (
    "All right, back to that moment.",
    "Good. Let's hear it again.",
    "Let's go back a little.",
    "Here it comes again.",
    "Gladly. From the same place.",
    "Same moment, new try.",
    "Let's take that once more.",
    "With pleasure. Listen once more.",
    "Yes, of course. One more time.",
    "All right, listen to it again.",
    "Good, let's go there again.",
    "Take it from the same spot.",
    "Good idea. Listen again.",
    "Let's step back into it.",
)
LAST_TRY: tuple[str, ...] = (
    "One more for this one. Say repeat, if you'd like the line again.",
    "Answer when you're ready; say repeat to hear the line.",
    "A third go, gladly. In your own words.",
    "Answer whenever you like. The line is there, if you say repeat.",
    "Yes, one last try at this one. In your own time.",
    "Sure, one more go. Say repeat if you need to hear it.",
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
    "Now we listen to {}.",
    "We go on with {}.",
    "Here comes {}.",
    "Over to {}.",
)
"""Before the seeker goes on, when no choice was offered."""
ANSWERS: tuple[str, ...] = (
    "And {} answers.",
    "{} has heard you.",
    "Listen to what {} says to that.",
)
"""The same, where what the seeker says is an answer and the talk is going well."""
STILL_CAREFUL: tuple[str, ...] = (
    "Trust takes time, so they may stay careful for now.",
    "They heard that, even if they don't show it yet.",
    "Some people need a few answers like that before they open up.",
)
"""After a good reply to a seeker who stays guarded all the same: it isn't the trainee's doing."""
LET_IT_BE: tuple[str, ...] = (
    "That's fine. We'll let this one pass.",
    "All right, we'll leave that one.",
    "No problem. Let's move along.",
    "That one can rest, and the talk goes on.",
    "You don't have to answer everything.",
    "We can skip that one, of course.",
)

QUIET: tuple[str, ...] = (
    "Take your time. Being quiet together is fine, too. If you'd like an idea, say help.",
    "There's no hurry. If you'd like to hear it again, say repeat.",
    "A quiet moment is all right. Answer when you're ready, or say help for an idea.",
    "It's fine to think for a bit. If words don't come, just say help.",
    "Silence can be a kind of company. Say repeat, and you'll hear the line again.",
    "Whatever you'd like to say is welcome. Say help, if you want a hint.",
    "No rush at all. Even a word or two is enough, or say help.",
    "I'm still here. For the line once more, say repeat.",
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

NOT_ENGLISH_TWICE: tuple[str, ...] = (
    "I'm sorry that I can't follow you. It isn't your fault, so we'll go on.",
    "I wish I knew your language. Let's carry on together.",
    "That's beyond what I can understand, I'm sorry. Let's hear more.",
    "I can't follow that yet, I'm sorry. Let's go on from here.",
    "Your words may be just right, and I can't tell. Let's carry on.",
)
"""The second time in one turn: it has nothing to do with anybody's hearing."""

HELP: tuple[str, ...] = (
    "It's hard to find words, for everyone. You could say back what you heard, or guess a"
    " feeling. Or say repeat, skip, or stop.",
    "Any honest word will do. You could say, that sounds hard. Or, tell me more."
    " Say repeat to hear it again, skip to leave it, or stop to end.",
    "Imagine a friend told you this. Just let them know you heard it. Or say repeat, skip or stop.",
    "Nobody is born knowing this. Tell them one thing that you heard, that's enough.",
    "You could just ask what it was like for them. Or skip this one, if you like.",
    "Try to guess one feeling: tired, angry, ashamed, afraid. A guess can be off, and still help.",
)
HELP_WITH_A_LINE: tuple[str, ...] = (
    "That's all right. You can borrow this line:",
    "It isn't easy. You can lean on this:",
    "Nobody minds. Try these words:",
    "Words don't always come. You can use these:",
    "We all get stuck. Here are some words:",
    "It will come. Until then, borrow this:",
)
"""Before a line of this turn, for somebody who is still stuck."""
HELP_CHOOSING: tuple[str, ...] = (
    "Say again for another try, or go on to hear what comes next."
    " Say I disagree if my feedback was off, or stop to end.",
)
HELP_PRIVATE: tuple[str, ...] = (
    "Say whatever you like, or nothing at all. It's only for you, and then we're done.",
)

DISAGREED: tuple[str, ...] = (
    "Thank you for telling me. I've noted that you see it differently.",
    "Fair enough. I may have misheard, and I've noted it.",
    "Thank you. You know best what you meant.",
    "That's good to know. I don't always get it right.",
    "Understood. Your view counts.",
    "All right, we see it differently, and that's fine.",
    "Thanks for being open with me. It's noted.",
    "I'm glad you say so. My ear isn't perfect.",
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
        "What stood out in this talk is that you took their feelings as they are.",
        "All in all, you took what they feel seriously.",
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
    "In this talk you {}. Hold on to that.",
)
"""For a skill that was there only once."""
OVERALL_NONE: tuple[str, ...] = (
    "You went all the way through this talk, and that's the first step.",
    "You stayed to the end of a hard talk. That's worth something.",
)
HARD_ENDING: tuple[str, ...] = (
    "Some talks end like that. You can come back and try it another way.",
    "It happens that people leave early. Here, you can always begin again.",
)
"""After an ending in which the seeker shuts down."""
OVERALL_SILENT = "Thank you for listening along."
"""For a talk in which nothing was answered."""

TAKE_ALONG: dict[Skill, str] = {
    Skill.REFLECTS_CONTENT: "One thing to take along: say back what you heard, before anything.",
    Skill.REFLECTS_FEELING: "One thing to take along: listen for the feeling, and name it.",
    Skill.VALIDATION: "One thing to take along: these three words. That makes sense.",
    Skill.OPEN_QUESTION: "One thing to take along: questions that start with what or how.",
    Skill.AFFIRMATION: "One thing to take along: look for what people already manage.",
    Skill.SELF_DISCLOSURE: "One thing to take along: a line of your own can be a bridge.",
    Skill.PRESENCE: "One thing to take along: staying is already helping.",
    Skill.CONNECTION: "One thing to take along: tell people they aren't the only one.",
    Skill.ASKS_PERMISSION: "One thing to take along: ask before you offer an idea.",
    Skill.ENCOURAGER: "One thing to take along: a small mm-hm goes a long way.",
    Skill.THOUGHTFUL_PAUSE: "One thing to take along: a breath before you answer.",
    Skill.ADVICE: "One thing to take along: listen first, and let ideas wait.",
    Skill.JUDGMENT: "One thing to take along: ask how it was, before you make up your mind.",
    Skill.MINIMISING: "One thing to take along: let hard things be hard for a while.",
    Skill.SYMPATHY: "One thing to take along: stand beside people, and feel with them.",
    Skill.OVERSHADOWING: "One thing to take along: keep your own story to one line.",
    Skill.EXPERT_STANCE: "One thing to take along: people know their own lives best.",
    Skill.JARGON: "One thing to take along: plain words bring people closer.",
    Skill.STIGMA: "One thing to take along: a person is more than any label.",
    Skill.INTIMIDATION: "One thing to take along: people open up in their own time.",
    Skill.EXCLUSION: "One thing to take along: let people feel that they're welcome.",
    Skill.CLOSED_QUESTION: "One thing to take along: ask what needs more than yes or no.",
    Skill.INTERROGATION: "One thing to take along: one question, and then wait.",
    Skill.PARROTING: "One thing to take along: say it back in words of your own.",
    Skill.INTERRUPTION: "One thing to take along: wait until they've finished.",
    Skill.LONG_TURN: "One thing to take along: short answers leave room.",
}
TAKE_ALONG_NONE: tuple[str, ...] = (
    "Take that along with you. It will serve somebody well.",
    "Keep doing it that way. People will be glad of you.",
)
"""For a talk in which nothing was left to suggest."""
TAKE_ALONG_OWN = "One thing to take along: whatever rang true for you today."
"""For a talk in which the trainee disagreed with all that was suggested."""
CAME_TO_IT = "Your last answer already went that way."
"""After the thing to take along, where the last reply had it."""
TAKE_ALONG_SILENT = "One thing to take along: listening, as you did here, is half of it."

HOW_WAS_IT: tuple[str, ...] = (
    "And how was that for you? This answer is yours; I don't keep it.",
    "Now you: how are you after this talk? What you say here isn't kept.",
    "How did that feel for you? Whatever you say now, I won't keep it.",
)
CARE: tuple[str, ...] = (
    "Thank you. Listening takes something out of us, so do something kind for yourself today.",
    "Thank you. Carrying other people's stories is work. Have a rest, or talk to a friend.",
    "Thank you. Look after yourself as well as you look after others.",
    "Thank you. If any of this stays on your mind, talk to somebody you trust.",
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


def in_crisis(words: str) -> tuple[str, ...]:
    """All that is said then; where help is comes last, so that it is what stays.

    Args:
        words: the centre's own.
    """
    return (GENTLE_STOP, NOT_KEPT, words)
