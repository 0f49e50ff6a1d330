"""One thing to try: an invitation for each skill that was missing and each habit that got in."""

from device.coach.skills import Skill

TRY: dict[Skill, tuple[str, ...]] = {
    Skill.REFLECTS_CONTENT: (
        "You might say back what you heard.",
        "What did you hear? You could tell them, in your words.",
        "Next time, begin with what they just told you.",
        "Try giving them their story back in one sentence.",
        "Saying back one thing they told you can help.",
    ),
    Skill.REFLECTS_FEELING: (
        "You might name the feeling you hear.",
        "There's a feeling under those words. See if you can name it.",
        "What might they be feeling? You could offer a guess.",
        "Next time, listen for the feeling and say it gently.",
        "Try to find one word for how this feels.",
    ),
    Skill.VALIDATION: (
        "You might tell them that it makes sense.",
        "They may doubt their own reaction. You could say it's understandable.",
        "Next time, tell them it's all right to feel this.",
        "Try saying that many people would feel the same.",
        "They might like to hear that this is hard for anyone.",
    ),
    Skill.OPEN_QUESTION: (
        "You might ask something they can answer in their own way.",
        "Next time, try a question that starts with what or how.",
        "What would you like to understand better? You could ask.",
        "Invite them to tell you more.",
        "They may have more to say. An open question makes room.",
    ),
    Skill.AFFIRMATION: (
        "You might tell them what strength you see.",
        "There's an effort in what they told you. You could name it.",
        "Next time, listen for something they did well.",
        "What strength do you see in them? You could say so.",
        "Try telling them something good that you see in them.",
    ),
    Skill.SELF_DISCLOSURE: (
        "You might share one sentence of your own, then hand it back.",
        "If you know this yourself, a short word of it can help.",
        "Next time, you could say you've known something like it.",
        "Has something like this happened to you? One line is enough.",
        "Try a little of your own story, then hand the talk back.",
    ),
    Skill.PRESENCE: (
        "You might simply tell them you're here.",
        "You could let them know that you're staying.",
        "Next time, let them know there's no hurry.",
        "Try leaving a little quiet, and staying with them.",
        "What if you only kept them company for a moment?",
    ),
    Skill.CONNECTION: (
        "You might let them know they aren't alone with this.",
        "They may feel like the only one. You could tell them otherwise.",
        "Next time, let them feel that they belong here.",
        "Try a word that brings you closer together.",
        "They might like to hear that others know this, too.",
    ),
    Skill.ASKS_PERMISSION: (
        "If you have an idea, you might ask before you share it.",
        "Next time, find out if they'd like a suggestion.",
        "Try asking what would help, and let them choose.",
        "You could let them decide whether to hear an idea.",
        "Try turning your idea into a question first.",
    ),
    Skill.ENCOURAGER: (
        "A small word can be enough to keep them talking.",
        "You might just nod with your voice, and wait.",
        "Next time, try two words and leave the rest to them.",
        "Try a quiet mm-hm, and see what comes.",
        "What if you said very little here?",
    ),
    Skill.THOUGHTFUL_PAUSE: (
        "You might take one breath before you answer.",
        "Next time, let their last word ring for a second.",
        "Try counting to two before you speak.",
        "A short silence is fine here. They won't mind.",
        "What if you waited a moment first?",
    ),
    Skill.ADVICE: (
        "There was some advice in there. You might listen a little longer first.",
        "Before any idea, stay with how it is for them.",
        "You might leave the solving for later, and hear them first.",
        "Ideas land better once somebody feels heard.",
        "They may find their own way. Being heard comes first.",
    ),
    Skill.JUDGMENT: (
        "That could sound like blame. Try standing on their side.",
        "You might leave blame aside, and hear how it was.",
        "They may be hard on themselves already. Try a gentle word.",
        "Next time, begin with their side of it.",
        "What if you took their side for a moment?",
    ),
    Skill.MINIMISING: (
        "For now, let it be as big as it feels to them.",
        "Before the bright side, stay with the hard part.",
        "Comfort can come later. First, let it be hard.",
        "It may be a big thing for them. Try telling them you see that.",
        "What if it didn't have to get better just yet?",
    ),
    Skill.SYMPATHY: (
        "Instead of feeling for them, try feeling with them.",
        "Pity can feel far away. Try to come a little closer.",
        "Next time, step beside them, and say what you hear.",
        "Try to picture it from where they sit.",
        "They may want company more than pity.",
    ),
    Skill.OVERSHADOWING: (
        "Your own story took most of the room. Try staying with theirs.",
        "Next time, keep your own story for later.",
        "What if the talk came back to them sooner?",
        "You might leave your story out this once, and follow theirs.",
        "Try listening for what is different in their story.",
    ),
    Skill.EXPERT_STANCE: (
        "They know their own life best. You can lean on that.",
        "You might find out together with them, as an equal.",
        "Next time, let them be the one who knows.",
        "You could leave the knowing to them for a while.",
        "What if you were two people side by side here?",
    ),
    Skill.JARGON: (
        "You might say that in everyday words.",
        "Clinical words can feel cold. Plain ones come closer.",
        "Next time, use words you'd use with a friend.",
        "What would that be in plain words?",
        "Try describing what happens for them, without a name for it.",
    ),
    Skill.STIGMA: (
        "A label can hurt. You might speak of the person instead.",
        "They are more than that word. Try saying what you see.",
        "Next time, speak of the person first.",
        "What if you left the label out?",
        "Try a word that you'd like for yourself.",
    ),
    Skill.INTIMIDATION: (
        "That could feel like pressure. Try a softer way in.",
        "You might let them go at their own speed.",
        "Next time, try it without the push.",
        "People open up when nothing is forced.",
        "What if there were no hurry at all?",
    ),
    Skill.EXCLUSION: (
        "They could hear that as a closed door. Try a welcome.",
        "You might tell them it's good that they came.",
        "Next time, let them feel there's a place for them.",
        "It took courage to come here. You could tell them so.",
        "What would make them feel at home?",
    ),
    Skill.CLOSED_QUESTION: (
        "Try asking it with what or how at the start.",
        "That could be answered in a word. You might open it up.",
        "Next time, ask so that they can tell a story.",
        "A wider question would give them more room.",
        "You might ask so that they choose where to begin.",
    ),
    Skill.INTERROGATION: (
        "That was several questions at once. One question is plenty.",
        "You might ask less, and say back more.",
        "Next time, choose the question that matters most.",
        "Fewer questions give them time to think.",
        "What if you swapped the questions for what you heard?",
    ),
    Skill.PARROTING: (
        "Those were nearly their words. Try it in your own.",
        "You might add what you hear in it.",
        "Next time, say it back and add what lies under it.",
        "What do those words mean to them? Offer your guess.",
        "Try the feeling behind it, in a word of yours.",
    ),
    Skill.INTERRUPTION: (
        "You began while they were speaking. Try waiting for the end.",
        "Next time, let their last word come first.",
        "You might leave a breath after they stop.",
        "They weren't quite done. A little more may come.",
        "Their last words may matter most.",
    ),
    Skill.LONG_TURN: (
        "That was quite long. Try one thought, and stop there.",
        "You might say half of it, and let them answer.",
        "Next time, hand the talk back a little sooner.",
        "Shorter is easier to take in. Choose the part that matters.",
        "What is the one thing you'd like them to hear?",
    ),
}
"""Five or more for each, each made differently, none over thirteen words."""

SMALL_STEP: dict[Skill, tuple[str, ...]] = {
    Skill.REFLECTS_CONTENT: (
        "A small way in: start with the word so, and say what you heard.",
        "Just pick one thing they said, and say that.",
    ),
    Skill.REFLECTS_FEELING: (
        "Begin with the words, it sounds like. Then add a feeling.",
        "Tired, angry, ashamed, afraid: just pick the nearest one.",
    ),
    Skill.VALIDATION: (
        "Three words are enough: that makes sense.",
        "A short one goes far: anybody would feel that.",
    ),
    Skill.OPEN_QUESTION: (
        "A small way in: ask, what was that like?",
        "Three words are plenty: tell me more.",
    ),
    Skill.AFFIRMATION: (
        "A small way in: say, that took courage.",
        "Just name one thing they managed.",
    ),
    Skill.SELF_DISCLOSURE: (
        "Two short lines will do: I've been there too. What is it like for you?",
    ),
    Skill.PRESENCE: (
        "Three words can do it: there's no hurry.",
        "Take your time: those three words are a gift.",
    ),
    Skill.CONNECTION: ("A short one: you're not the only one here.",),
    Skill.ASKS_PERMISSION: ("A small way in: ask, may I share an idea?",),
    Skill.ADVICE: (
        "When an idea comes up, put it aside and ask one question.",
        "One small rule: what you heard comes first. Anything else comes after.",
    ),
    Skill.MINIMISING: (
        "When you'd like to comfort, try three words: that sounds hard.",
        "One small thing first: say, that must be hard.",
    ),
    Skill.JUDGMENT: ("One small thing: say, tell me more about that.",),
    Skill.SYMPATHY: ("Begin with the words, you feel. Then add one word.",),
    Skill.OVERSHADOWING: ("One small rule: one sentence of yours, then their turn.",),
    Skill.EXPERT_STANCE: ("A small way in: begin with the words, I wonder.",),
    Skill.INTERROGATION: ("One small rule: ask once, then count to three.",),
    Skill.LONG_TURN: ("One small rule: stop after the second sentence.",),
}
"""A smaller step, for somebody who was invited before and hasn't found the way yet."""

INSTEAD: dict[Skill, tuple[Skill, ...]] = {
    Skill.ADVICE: (
        Skill.OPEN_QUESTION,
        Skill.REFLECTS_FEELING,
        Skill.ASKS_PERMISSION,
        Skill.REFLECTS_CONTENT,
        Skill.VALIDATION,
    ),
    Skill.JUDGMENT: (
        Skill.VALIDATION,
        Skill.OPEN_QUESTION,
        Skill.REFLECTS_FEELING,
        Skill.AFFIRMATION,
        Skill.REFLECTS_CONTENT,
    ),
    Skill.MINIMISING: (
        Skill.VALIDATION,
        Skill.REFLECTS_FEELING,
        Skill.REFLECTS_CONTENT,
        Skill.PRESENCE,
    ),
    Skill.SYMPATHY: (
        Skill.REFLECTS_FEELING,
        Skill.REFLECTS_CONTENT,
        Skill.VALIDATION,
        Skill.PRESENCE,
        Skill.CONNECTION,
    ),
    Skill.OVERSHADOWING: (
        Skill.SELF_DISCLOSURE,
        Skill.OPEN_QUESTION,
        Skill.REFLECTS_FEELING,
        Skill.REFLECTS_CONTENT,
    ),
    Skill.EXPERT_STANCE: (
        Skill.OPEN_QUESTION,
        Skill.ASKS_PERMISSION,
        Skill.AFFIRMATION,
        Skill.REFLECTS_CONTENT,
    ),
    Skill.JARGON: (
        Skill.REFLECTS_FEELING,
        Skill.REFLECTS_CONTENT,
        Skill.VALIDATION,
        Skill.OPEN_QUESTION,
    ),
    Skill.STIGMA: (
        Skill.AFFIRMATION,
        Skill.REFLECTS_CONTENT,
        Skill.VALIDATION,
        Skill.REFLECTS_FEELING,
    ),
    Skill.INTIMIDATION: (
        Skill.PRESENCE,
        Skill.OPEN_QUESTION,
        Skill.ASKS_PERMISSION,
        Skill.VALIDATION,
    ),
    Skill.EXCLUSION: (Skill.CONNECTION, Skill.AFFIRMATION, Skill.PRESENCE, Skill.VALIDATION),
    Skill.CLOSED_QUESTION: (Skill.OPEN_QUESTION,),
    Skill.INTERROGATION: (Skill.OPEN_QUESTION, Skill.REFLECTS_CONTENT, Skill.REFLECTS_FEELING),
    Skill.PARROTING: (Skill.REFLECTS_FEELING, Skill.REFLECTS_CONTENT),
    Skill.INTERRUPTION: (),
    Skill.LONG_TURN: (
        Skill.REFLECTS_FEELING,
        Skill.OPEN_QUESTION,
        Skill.PRESENCE,
        Skill.REFLECTS_CONTENT,
    ),
}
"""What does the job better, for each habit: whose model line may be offered, the best first. After
an interruption nothing needs to be said, only waited for."""

TOWARDS: dict[tuple[Skill, Skill], tuple[str, ...]] = {
    (Skill.ADVICE, Skill.ASKS_PERMISSION): TRY[Skill.ASKS_PERMISSION],
    (Skill.EXPERT_STANCE, Skill.ASKS_PERMISSION): TRY[Skill.ASKS_PERMISSION],
    (Skill.INTIMIDATION, Skill.ASKS_PERMISSION): TRY[Skill.ASKS_PERMISSION],
    (Skill.OVERSHADOWING, Skill.SELF_DISCLOSURE): (
        "Your own story can help them. One line of it is enough.",
        "Your part can be short, so it comes back to them.",
        "Next time, keep your story short, then ask about theirs.",
    ),
    (Skill.INTERROGATION, Skill.OPEN_QUESTION): (
        "A few questions came together. One open one is plenty.",
        "Next time, choose the question that matters most.",
        "One question is enough, if it leaves them room.",
    ),
}
"""What goes with a model line of that skill where the invitations of the habit would contradict it:
"leave your story for later", and then a line of one's own."""

NEXT_STEP: tuple[str, ...] = (
    "If you'd like a next step:",
    "One thing you could add:",
    "There's room for one thing more.",
    "And if you like, one more step.",
    "Here is something to add, if you like.",
    "A next step, if you want one:",
    "Something to add, if you like:",
    "That's a good base to build on.",
)
"""Goes before an invitation where the reply was good: it comes on top, and was not missed."""

LEADS: tuple[str, ...] = (
    "You could say:",
    "For instance, you could say:",
    "You might say:",
    "Something like this:",
    "One way to say it:",
    "A listener might say:",
    "Perhaps like this:",
    "Here's one way to say it:",
    "For example:",
    "In your own words, something like:",
    "It could go like this:",
    "Here's a line to start from:",
    "One line that could fit:",
    "You could try:",
    "This might fit:",
    "Here's a line to try:",
    "You could begin like this:",
    "Somebody might put it like this:",
)
"""What goes before a model line. Each says that a line follows, for those who only hear it."""

LEADS_IF_TRUE: tuple[str, ...] = (
    "If it's true, you could say:",
    "If it fits, you might say:",
    "If you've lived it, say:",
)
"""The same before a line about one's own life, which nobody is asked to make up."""

STILL_HERE = (
    "There's no need to get it right. Have another go when you're ready.",
    "It can take a few goes to find the words. That's what this is for.",
    "You're still here, and that counts for something.",
    "Let it rest for a breath, and then see what comes.",
    "Some lines are hard to answer. Take your time with this one.",
    "Nobody is counting. Whenever you like.",
)
"""What is said where everything else has been said in this practice."""

ANYWHERE: dict[Skill, str] = {
    Skill.REFLECTS_CONTENT: "So a lot has happened, and you've been carrying it.",
    Skill.REFLECTS_FEELING: "It sounds like this has been weighing on you.",
    Skill.VALIDATION: "Anybody would find that hard.",
    Skill.OPEN_QUESTION: "What has that been like for you?",
    Skill.AFFIRMATION: "It took something to tell me that.",
    Skill.SELF_DISCLOSURE: "I've known days like that. What are yours like?",
    Skill.PRESENCE: "I'm here, and there's no hurry.",
    Skill.CONNECTION: "You're not on your own with this.",
    Skill.ASKS_PERMISSION: "Would you like to hear what helped me, or rather just talk?",
    Skill.ENCOURAGER: "Mm-hm. Go on.",
    Skill.THOUGHTFUL_PAUSE: "Let me take that in for a moment.",
}
"""Model lines that fit almost anywhere, for a reply that comes without a scenario."""
