"""What the buttons mean at each moment of a talk."""

from device.coach.talk.act import Command, Expect

SECOND: dict[Expect | None, Command] = {
    Expect.REPLY: Command.REPEAT,
    Expect.CHOICE: Command.DISAGREE,
    Expect.PRIVATE: Command.REPEAT,
    None: Command.REPEAT,
}
"""What the second button asks for, by what is listened for; None while somebody speaks.

After feedback, "I disagree" is one press away. Anywhere else it says the last line again: what
trainees who are hard of hearing, or were thinking, need most and ask for least.
"""
