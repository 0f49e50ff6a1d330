"""What the page itself says, in one place, so that another language is one more of these."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from device.coach.talk.act import Command

RIGHT_TO_LEFT = frozenset("ar ckb dv fa he ps sd ug ur yi".split())
"""Languages that are written so."""

COMMANDS: Mapping[Command, str] = {
    Command.AGAIN: "Try again",
    Command.GO_ON: "Go on",
    Command.REPEAT: "Say it again",
    Command.SKIP: "Skip this",
    Command.STOP: "Stop",
    Command.HELP: "Help",
    Command.DISAGREE: "I disagree",
    Command.LOUDER: "Louder",
    Command.QUIETER: "Quieter",
    Command.SLOWER: "Slower",
    Command.FASTER: "Faster",
}


@dataclass(frozen=True, slots=True)
class Words:
    """Every word of the page that doesn't come from the kiosk."""

    language: str = "en"
    """Its code; whether the page runs right to left follows from it."""
    title: str = "Wellheard"
    begin: str = "Begin"
    privacy: str = "What you say stays in this room, and is not recorded."
    practice: str = "A place to practise listening"
    moment: str = "One moment…"
    away: str = "The kiosk is starting again. This page comes back by itself."
    busy: str = "That did not arrive. Please try once more."
    finish: str = "I have finished"
    leave: str = "Leave"
    type: str = "Type instead"
    answer: str = "Your answer"
    send: str = "Send"
    back: str = "Back"
    delete: str = "Delete"
    space: str = "Space"
    more: str = "More"
    size: str = "Text size"
    coach: str = "Coach"
    you: str = "You"
    hearing: str = "You, so far"
    captions: str = "What was said"
    choices: str = "Choose one"
    buttons: str = "What you can do"
    letters: str = "Letters"
    scanning_on: str = "Scanning is on. Press your switch when the frame is on what you want."
    scanning_off: str = "Scanning is off."
    keys: tuple[str, ...] = ("qwertyuiop", "asdfghjkl'", "zxcvbnm,.?")
    """The letters to touch, row by row."""
    no_script: str = (
        "This page needs JavaScript, and it is switched off in this browser. Switch it on to use"
        " the screen. Button, receiver and voice work without it."
    )
    commands: Mapping[Command, str] = field(default_factory=lambda: COMMANDS)

    @property
    def direction(self) -> str:
        """Where lines begin: ltr or rtl."""
        return "rtl" if self.language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


ENGLISH = Words()
