"""What the coach says around a visit: hello, which talk, another one, goodbye."""

WELCOME: tuple[str, ...] = (
    "Hello, and welcome. Here you can practise listening. The people you'll hear aren't real.",
    "Welcome. This is a place to practise listening, with invented people.",
    "Good to have you here. You can practise listening. Nobody you'll hear is real.",
)
NOTHING_KEPT = "Nothing you say is recorded."
LEAVE_BY_VOICE = (
    "You can leave at any time: say stop. Say repeat, louder or slower, if that helps you hear."
)
LEAVE_BY_HANDSET = (
    "You can leave at any time: just hang up. Say repeat, louder or slower, if that helps you hear."
)
LEAVE_BY_BUTTON = (
    "You can leave at any time: say stop, or hold the second button. Say repeat, louder or slower,"
    " if that helps you hear."
)

LOUD_HERE = (
    "It's rather loud in here just now. Please come close to the microphone, or wait for a quieter"
    " moment."
)

FIRST_TIME = "Is this your first time here? Say yes or no."
FIRST_UNCLEAR: tuple[str, ...] = (
    "Sorry, I didn't catch that. Say yes if it's your first time. Or say no.",
    "I'm not sure what you said. Is it your first time here? Yes, or no.",
    "Once more, please: yes or no.",
)
HELP_FIRST = "If it's your first time, we begin with a small try-out. It takes a minute."
TRY_OUT: tuple[str, ...] = (
    "Lovely. One minute, just to see how it works. There's no wrong answer here.",
    "Good. We begin with something small, to see how it works. You can't get it wrong.",
)

SUGGESTIONS: tuple[str, ...] = (
    "How about “{title}”? It's a talk with {who}, about {about}.",
    "I'd suggest “{title}”. You would listen to {who}. It's about {about}.",
    "There is “{title}”, a talk with {who}. It's about {about}.",
)
OR_ELSE: tuple[str, ...] = (
    "Then perhaps “{title}”, with {who}. It's about {about}.",
    "There is also “{title}”, with {who}, about {about}.",
    "Or “{title}”. That's a talk with {who}, about {about}.",
    "Maybe “{title}”, with {who}, about {about}.",
    "What about “{title}”? You would meet {who}. It's about {about}.",
)
SHALL_WE = "Say yes, or another. Or name a topic, or say surprise me."
WHICH_UNCLEAR: tuple[str, ...] = (
    "I didn't find a talk about that. Say yes for this one, or another.",
    "Sorry, I couldn't match that to a talk. Yes for this one, or say another.",
    "I have no talk that fits those words, I'm afraid. Say yes, or another, or name a topic.",
)
HELP_CHOOSING = (
    "Say yes to take this one, or another to hear the next. You can also say what it should be"
    " about."
)
TAKE_YOUR_TIME: tuple[str, ...] = ("Take your time.", "No hurry.")
NOBODY: tuple[str, ...] = ("I'll be here. Come back whenever you like.",)
ANOTHER: tuple[str, ...] = (
    "Would you like another talk? Yes, or no.",
    "Shall we do another talk? Yes, or no.",
    "Is there time for another talk? Yes, or no.",
)
MORE_UNCLEAR: tuple[str, ...] = (
    "Say yes for another talk, or no to finish.",
    "Yes for one more. No, and we leave it there.",
)
GOODBYE: tuple[str, ...] = (
    "Thank you for practising today. Go gently.",
    "Thank you. Every talk like this helps somebody feel heard. Goodbye for now.",
    "Then we leave it there. Thank you, and be good to yourself.",
)

QUIET_HOURS = "It's quiet time here now. The kiosk is back at {}."


def fixed() -> tuple[str, ...]:
    """All of it that is said word for word."""
    pools = (
        WELCOME, FIRST_UNCLEAR, TRY_OUT, WHICH_UNCLEAR, TAKE_YOUR_TIME, NOBODY, ANOTHER,
        MORE_UNCLEAR, GOODBYE,
    )  # fmt: skip
    single = (
        NOTHING_KEPT, LEAVE_BY_VOICE, LEAVE_BY_HANDSET, LEAVE_BY_BUTTON, FIRST_TIME, HELP_FIRST,
        HELP_CHOOSING, LOUD_HERE,
    )  # fmt: skip
    return (*single, *(text for pool in pools for text in pool))
