"""What the coach says about being remembered: asking, keeping, telling, forgetting."""

ASK: tuple[str, ...] = (
    "Have you got three words from last time? Say them now. Or say remember me, or no.",
    "If you have three words, say them now. If you'd like some, say remember me. Or just say no.",
    "Your three words, if you have them. Say remember me to get some, or no to go on.",
)
"""What asks for new words sounds like none of the other answers."""
REST = "And the other words?"
"""When one or two words of a code were heard."""
UNCLEAR: tuple[str, ...] = (
    "I didn't catch all three. Say them slowly, one by one, or say no to go on.",
    "That didn't quite reach me. Your three words once more, please, or no to go on.",
)
WITHOUT: tuple[str, ...] = (
    "All right, we go on without.",
    "That's fine. It works just as well without.",
)
"""Nobody is known, and nothing is lost by it."""
WELCOME_BACK: tuple[str, ...] = (
    "Welcome back. It's good that you're here again.",
    "I remember those words. Good to have you back.",
    "There you are. Welcome back.",
)
UNKNOWN = (
    "I heard {}, and don't know them yet. Was that right? Say yes, or say them again, or go on."
)
"""Yes: they are from another kiosk of the centre."""
WAIT = (
    "I've looked up too many words just now, so I'll have to rest a little. We'll go on without"
    " them."
)

HELP = (
    "With three words, I can tell you how your listening grows. Say your three words, or say"
    " remember me to get some. To delete it all, say forget me. To keep it from staff, say don't"
    " share. Or go on."
)

HELP_AFTER = (
    "Say repeat to hear it again. Say forget me, to have all of it deleted, or don't share, to keep"
    " it from staff. Or say go on."
)
NOBODY = "Nothing is kept under these words here."

MAY_I_KEEP = (
    "On this kiosk I would keep when you practised, and which skills I heard. No name, no voice,"
    " and nothing you said. May I? Say yes or no."
)
MAY_STAFF_SEE = (
    "May staff see it too? They would need your three words to find it. It's fine either way. Say"
    " yes or no."
)
YES_OR_NO: tuple[str, ...] = (
    "Was that a yes or a no?",
    "Sorry, yes or no?",
)
NOT_KEPT = "Then I keep nothing about you."
CANT_KEEP = "I can't write it down just now, so nothing is kept. We go on without."
YOUR_WORDS = "Your three words are: {}. Once more: {}."
THE_SAME_WORDS = "Good. Then I know you by: {}. Once more: {}."
"""For somebody who brought them from another kiosk."""
WRITE_DOWN = "Write them down, if you can. Say repeat to hear them again, or go on."

WHICH_TO_FORGET = "Of course. Say your three words, and I'll delete all that is kept under them."
WHICH_TO_HIDE = "Of course. Say your three words, and staff won't see any more of it from now on."
SURELY_FORGET = "Shall I delete all of it for good? Say yes or no."
FORGOTTEN = "It's gone. Nothing about you is kept on this kiosk any more."
GOES_THERE_TOO = (
    "What staff could see goes as well, as soon as this kiosk has reached the centre's computer."
)
"""For somebody who let staff see it."""
STAYS_THERE = (
    "What they could see so far is still there. If you want that gone too, say forget me, at any"
    " visit."
)
"""For somebody who let staff see it until now."""
CANT_FORGET = "I can't delete it just now. Please try again later, or tell a member of staff."
STAYS = "Then it stays as it is."
HIDDEN = "From now on nothing more goes to staff."
CANT_HIDE = "I can't change that just now. Please try again later, or tell a member of staff."

OFFER: tuple[str, ...] = (
    "Would you like me to remember how it went, for next time? Say yes or no.",
    "Shall I remember how you got on, so that you can see it grow? Say yes or no.",
)
ONCE_MORE = "Say repeat to hear that again, or go on."
UNTIL_NEXT: tuple[str, ...] = (
    "Until next time.",
    "See you again, whenever you like.",
)

FIXED: tuple[str, ...] = (
    *(
        *ASK,
        REST,
        *UNCLEAR,
        *WITHOUT,
        *WELCOME_BACK,
        WAIT,
        HELP,
        HELP_AFTER,
        NOBODY,
        MAY_I_KEEP,
        MAY_STAFF_SEE,
    ),
    *(*YES_OR_NO, NOT_KEPT, CANT_KEEP, WRITE_DOWN, WHICH_TO_FORGET, WHICH_TO_HIDE, SURELY_FORGET),
    *(FORGOTTEN, GOES_THERE_TOO, CANT_FORGET, STAYS),
    *(HIDDEN, STAYS_THERE, CANT_HIDE, *OFFER, ONCE_MORE),
    *UNTIL_NEXT,
)
"""All that can be rendered ahead."""
