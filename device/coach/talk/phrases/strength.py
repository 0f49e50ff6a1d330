"""What was done well: the sentences that quote, and those that say why it helped."""

from device.coach.skills import Skill

QUOTES: tuple[str, ...] = (
    "You said, “{}”",
    "I heard you say, “{}”",
    "There was this: “{}”",
    "It stood out when you said, “{}”",
    "One thing that stood out: “{}”",
    "What stays with me: “{}”",
    "These words helped: “{}”",
    "This is what I noticed: “{}”",
    "I noticed these words: “{}”",
    "Your words were, “{}”",
    "You put it like this: “{}”",
    "I liked hearing this: “{}”",
    "Your words were good to hear: “{}”",
    "Here is what helped: “{}”",
    "This part helped: “{}”",
    "I want to hold on to this: “{}”",
    "A good moment: “{}”",
    "In your words: “{}”",
    "What I heard was, “{}”",
)
"""Frames for the trainee's own words. The quote brings its closing stop along."""

TO_NAME: tuple[str, ...] = (
    "You told NAME, “{}”",
    "NAME heard you say, “{}”",
    "You said to NAME, “{}”",
)
"""The same, with what the seeker is called."""

WHY: dict[Skill, tuple[str, ...]] = {
    Skill.REFLECTS_CONTENT: (
        "Saying it back shows you were following.",
        "They can hear that you took it in.",
        "Hearing it in your words, they know you got it.",
        "It lets them check that you understood.",
        "A person who hears that feels listened to.",
        "You gave them their story back, clearly.",
        "You showed that you were listening.",
    ),
    Skill.REFLECTS_FEELING: (
        "You went under the words, to the feeling.",
        "A feeling that has a name is easier to carry.",
        "They can tell you heard more than the facts.",
        "You listened for the heart of it.",
        "It tells them that feelings are welcome here.",
        "Naming it makes it a little less lonely.",
        "Once it is named, they can say if it fits.",
    ),
    Skill.VALIDATION: (
        "You didn't ask them to feel anything else.",
        "Now they don't have to defend how they feel.",
        "People breathe out when they hear that.",
        "You stood beside the feeling, and didn't argue with it.",
        "Hearing that can take away some shame.",
        "It tells them there's nothing odd in feeling this.",
    ),
    Skill.OPEN_QUESTION: (
        "That leaves them free to choose what to tell.",
        "A question like that lets them lead.",
        "You asked for the story, and not for a fact.",
        "There's room in it for more than yes or no.",
        "Whatever they answer, it fits.",
        "With that, they can begin where it matters most.",
    ),
    Skill.AFFIRMATION: (
        "You saw a strength, and you said it.",
        "On a hard day, people lose sight of that.",
        "It gives them something solid to stand on.",
        "Being seen for an effort gives people heart.",
        "You noticed what they did, and told them.",
        "They may remember that when it gets hard again.",
    ),
    Skill.SELF_DISCLOSURE: (
        "You shared a little, and gave the talk back.",
        "A small piece of your own story makes you equals.",
        "The talk stayed theirs.",
        "They know now that you've been somewhere like it.",
        "That is peer support: one person beside another.",
        "You let them see you, and left them room.",
    ),
    Skill.PRESENCE: (
        "You stayed, and nothing had to be fixed.",
        "You let them know that you're with them.",
        "Nothing in that pushes them.",
        "Somebody who simply stays is a rare thing.",
        "Your company comes first, and that is a help.",
        "It is easier to talk to someone who stays.",
    ),
    Skill.CONNECTION: (
        "You made it a little less lonely.",
        "That tells them there's a place for them.",
        "With that, they are part of something.",
        "That puts you side by side.",
        "Belonging is a big part of feeling better.",
        "Nobody likes to be the only one.",
    ),
    Skill.ASKS_PERMISSION: (
        "You asked first, and left them the choice.",
        "Asking before offering keeps the talk theirs.",
        "They can say no to that, and feel free.",
        "It treats them as the one who decides.",
        "An idea is easier to take after a question.",
        "It shows respect for what they want.",
    ),
    Skill.ENCOURAGER: (
        "A small word like that says, I'm with you.",
        "You let them keep the floor.",
        "Few words, and plenty of room.",
        "It shows you're following, without taking over.",
        "It keeps the door open.",
        "You made it easy for them to carry on.",
    ),
    Skill.THOUGHTFUL_PAUSE: (
        "You took a moment before you answered. Their words had time to land.",
        "There was a quiet moment before you spoke. That is listening too.",
        "You let their words settle first. People feel that.",
        "You didn't rush in. The pause gave them room.",
        "You waited a little before you spoke. A silence can be kind.",
        "You took a breath before you answered. They got one, too.",
    ),
}
"""Why it helped. The pause has no words to quote, so its sentences tell the whole."""

DID: dict[Skill, str] = {
    Skill.REFLECTS_CONTENT: "said back what they told you",
    Skill.REFLECTS_FEELING: "named the feeling",
    Skill.VALIDATION: "showed that the feeling makes sense",
    Skill.OPEN_QUESTION: "asked an open question",
    Skill.AFFIRMATION: "saw a strength in them",
    Skill.SELF_DISCLOSURE: "shared a little of yourself",
    Skill.PRESENCE: "stayed with them",
    Skill.CONNECTION: "let them feel they belong",
    Skill.ASKS_PERMISSION: "asked before offering",
    Skill.ENCOURAGER: "encouraged them to go on",
    Skill.THOUGHTFUL_PAUSE: "took a moment first",
}
"""What the trainee did, as what follows "you"."""

PLAIN: tuple[str, ...] = (
    "You {}.",
    "It was good that you {}.",
    "I noticed that you {}.",
    "Here you {}, and that counts.",
)
"""For a strength whose words the recogniser wasn't sure of: it is told and not quoted."""

CHANGED: tuple[str, ...] = (
    "That time you {}.",
    "Something new: you {}.",
    "This time you {}, and that's a real change.",
    "There's a difference: you {}.",
)
"""A second try that brought a skill the first one didn't have."""

ANOTHER_WAY: tuple[str, ...] = (
    "Another good way: you {}.",
    "This time you {}. That works, too.",
    "Now you {}, and that fits as well.",
    "You found a second way: you {}.",
)
"""The same, where the first try was good already: nothing was the matter with that one."""

BORROWED: tuple[str, ...] = (
    "You tried out the line I offered, and it fits.",
    "You took the line up. Next time, change a word and make it yours.",
    "Borrowed words can help, until you find your own.",
    "You said the line from before, and it gets easier each time.",
    "Good to hear that line from you.",
    "You said that line out loud, and that is practice.",
)
"""For the model line itself, said back: it is welcome, and not called the trainee's own."""

ALSO: tuple[str, ...] = (
    "You also {}.",
    "And you {}.",
    "On top of that, you {}.",
    "What's more, you {}.",
    "Along with it, you {}.",
)
"""A second strength, where a reply needs nothing more and there's time to name it."""
GREW: tuple[str, ...] = (
    "You took up an earlier idea: you {}.",
    "You kept an idea in mind: you {}.",
)
"""A skill that was suggested in an earlier turn and is here now."""

GONE: dict[Skill, tuple[str, ...]] = {
    Skill.ADVICE: (
        "That time the advice stayed out of the way.",
        "No advice this time, and more room for them.",
    ),
    Skill.JUDGMENT: (
        "That time nobody was being judged.",
        "This one was easier to hear, with no blame in it.",
    ),
    Skill.MINIMISING: (
        "That time you left the bright side out.",
        "You didn't make it smaller this time.",
    ),
    Skill.SYMPATHY: (
        "That time there was no pity in it.",
        "Less pity this time, and more company.",
    ),
    Skill.OVERSHADOWING: (
        "That time your own story stayed in the background.",
        "You left the floor to them this time.",
    ),
    Skill.EXPERT_STANCE: (
        "That time you spoke as an equal.",
        "No expert talking this time.",
    ),
    Skill.JARGON: (
        "That time it was all in plain words.",
        "Plainer words this time, and closer to them.",
    ),
    Skill.STIGMA: (
        "That time there was a person, and no label.",
        "You left the label out this time.",
    ),
    Skill.INTIMIDATION: (
        "That time there was no pressure.",
        "No hurry in it this time.",
    ),
    Skill.EXCLUSION: (
        "That time nobody was sent away.",
        "This one was easier to hear.",
    ),
    Skill.INTERROGATION: (
        "That time they weren't hurried from question to question.",
        "Fewer questions this time, and more air.",
    ),
    Skill.PARROTING: (
        "That time the words were your own.",
        "You used your own words this time.",
    ),
    Skill.INTERRUPTION: (
        "That time you let them finish.",
        "You waited for their last word this time.",
    ),
    Skill.LONG_TURN: (
        "That time you kept it shorter.",
        "Shorter this time, and easier to answer.",
    ),
}
"""A second try in which a habit of the first one is gone."""

GROUND: dict[Skill, tuple[str, ...]] = {
    Skill.ADVICE: (
        "I can hear that you'd like things to get better for them.",
        "Looking for a way out of it comes from caring.",
        "You were thinking about what could help.",
        "You thought about what they need.",
    ),
    Skill.MINIMISING: (
        "I think you were hoping to lift the weight a little.",
        "Wanting somebody to feel better is a kind wish.",
        "You were looking for something hopeful.",
        "It's natural to reach for comfort when it hurts.",
    ),
    Skill.SYMPATHY: (
        "It touched you, and that's where listening begins.",
        "You felt something at what they told you.",
        "You cared about what they told you.",
        "You let it move you.",
    ),
    Skill.OVERSHADOWING: (
        "You were willing to share something of your own.",
        "It takes trust to tell of yourself.",
        "You looked for common ground.",
        "You know something of this from your own life.",
    ),
    Skill.EXPERT_STANCE: (
        "You wanted to give them something to rely on.",
        "You were ready to offer what you know.",
        "You wanted to be of use.",
    ),
    Skill.JARGON: (
        "You were trying to make sense of it with them.",
        "You looked for what may lie behind it.",
        "You were looking for an explanation.",
    ),
    Skill.INTERROGATION: (
        "You wanted to know more, and that's a good place to start.",
        "You were curious about what happened.",
        "You were trying to get the picture.",
    ),
    Skill.CLOSED_QUESTION: (
        "You asked, so they know that you want to hear.",
        "A question shows you're interested.",
        "You turned to them and asked.",
    ),
    Skill.PARROTING: (
        "You took in what they said.",
        "You held on to what you heard.",
        "Their words were safe with you.",
    ),
    Skill.LONG_TURN: (
        "You had a lot to give.",
        "You took time for them.",
        "You wanted to give them a full answer.",
    ),
    Skill.JUDGMENT: (
        "You answered honestly, and this is the place for it.",
        "You reacted to something in their story.",
        "Practice is where we can try things out.",
    ),
    Skill.STIGMA: (
        "We all pick up words from around us.",
        "This is a safe place to try words out.",
    ),
    Skill.INTIMIDATION: (
        "You wanted something to change, and soon.",
        "You felt that it's urgent.",
    ),
    Skill.EXCLUSION: (
        "Here you can try things out, and try them again.",
        "It's practice, and you can take it back.",
    ),
}
"""Something true and kind to build on where nothing helped yet, by what was found instead."""

BRIEF: tuple[str, ...] = (
    "A short answer can be a good answer.",
    "You kept it short.",
    "It doesn't take many words.",
)
"""Something true to build on for a reply of few words."""

SILENT: tuple[str, ...] = (
    "No words came this time, and that's all right.",
    "It stayed quiet here. Silence can be company too.",
    "You left a silence. It takes nothing away from anybody.",
)
"""Something true where nothing was said."""

STAYED: tuple[str, ...] = (
    "You answered, and that's where it starts.",
    "You stayed in the talk.",
    "You gave it a go.",
    "You spoke up, and that isn't always easy.",
    "Finding words on the spot is hard, and you did.",
    "You didn't leave them without an answer.",
    "You're here, and you're trying this out.",
    "Thank you for having a go at that one.",
    "That was not an easy moment to answer.",
    "You kept going, and that counts.",
    "It gets a little easier with every try.",
    "You tried, and that's how people learn this.",
    "Trying this out loud isn't easy.",
    "It's good that you're practising this here.",
    "Nobody finds the words at once.",
    "You took on a hard moment.",
)
"""Something true of any reply."""

BRIEF_WORDS = 12
"""Words up to which a reply is called short: one spoken breath, about five seconds."""
