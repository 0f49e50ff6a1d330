"""What the coach says when the microphone gives nothing that anybody could hear.

The first of each is also what shows on a screen or in a check of the sound.
"""

UNPLUGGED: tuple[str, ...] = (
    "I can't hear you. Is the microphone plugged in?",
    "There's still no sound from the microphone. Could you check its plug?",
    "Nothing reaches me yet. Please see that the microphone is in, and switched on.",
)
QUIET: tuple[str, ...] = (
    "I can only just hear you. Please come a little closer to the microphone.",
    "Your voice is only just reaching me. A bit nearer, please.",
    "I'd like to hear you better. Could you speak closer to the microphone?",
)
CLIPPING: tuple[str, ...] = (
    "That's a bit loud for me. Please sit back a little from the microphone.",
    "Your voice is very near. A little further away, please.",
    "It's still rather loud here. Could you move back a little?",
)
HUM: tuple[str, ...] = (
    "There's a loud hum. Please check the microphone's cable.",
    "The hum is still there. Could you move the cable, or ask somebody to look at it?",
    "I hear more hum than voice. Perhaps the microphone's plug is loose.",
)
ROOM: tuple[str, ...] = (
    "It's loud in here, and I can't tell your voice from the others. Please come closer.",
    "I hear several voices at once. Nearer to the microphone, your words will reach me.",
    "There's a lot of talk around us. Please lean in a little, and say it once more.",
)
