"""What light and page show at each moment."""

import pytest

from device.coach.talk.act import Command, Expect
from device.coach.talk.being_known import CODE
from device.event import CoachSaid, Listening, SeekerSaid
from device.kiosk.face import COACH_NAME, Face
from device.panel import Light, NoPanel, most_urgent
from device.screen import Choice, Screen, View


class Lamp(NoPanel):
    def show(self, *states: Light) -> None:
        self.showing = most_urgent(states)


class Page(Screen):
    """A page that nobody serves; it remembers what it was told to show."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = View()
        self.heard: list[str] = []
        self.forgot = 0

    def show(self, view: View) -> None:
        self.seen = view

    def partial(self, text: str) -> None:
        self.heard.append(text)

    def forget(self) -> None:
        self.forgot += 1


@pytest.fixture
def page() -> Page:
    return Page()


@pytest.fixture
def face(page: Page) -> Face:
    made = Face(Lamp(), page)
    made.idle()
    return made


def light(face: Face) -> Light:
    assert isinstance(face.panel, Lamp)
    return face.panel.showing


def test_while_nobody_is_here_there_is_one_thing_to_press(face: Face, page: Page) -> None:
    assert light(face) is Light.IDLE
    assert page.seen == View(Light.IDLE, begin=True)


def test_whoever_speaks_is_named_and_nothing_is_waited_for(face: Face, page: Page) -> None:
    face.change(visiting=True)
    face.tell(SeekerSaid(0.0, 2.0, "len", "Len", "Hello."))
    assert (light(face), page.seen.speaker, page.seen.typing) == (Light.SPEAKING, "Len", False)
    face.tell(CoachSaid(0.0, 2.0, "Well done."))
    assert page.seen.speaker == COACH_NAME
    assert page.seen.leave


@pytest.mark.parametrize(
    ("expect", "finish", "offered"),
    [
        (Expect.REPLY, True, Command.SKIP),
        (Expect.CHOICE, False, Command.DISAGREE),
        (Expect.PRIVATE, True, Command.REPEAT),
    ],
)
def test_in_their_turn_they_may_speak_type_press_and_leave(
    face: Face, page: Page, expect: Expect, finish: bool, offered: Command
) -> None:
    face.change(visiting=True)
    face.tell(Listening(0.0, expect, "one", 1))
    assert light(face) is Light.YOUR_TURN
    assert page.seen.finish is finish
    assert page.seen.typing
    assert page.seen.leave
    assert offered in page.seen.buttons


def test_the_choices_of_a_small_talk_are_there_from_its_first_word(face: Face, page: Page) -> None:
    yes = (Choice("say:yes", "Yes"),)
    face.change(visiting=True, small=True, choices=yes)
    face.tell(CoachSaid(0.0, 2.0, "Is this your first time?"))
    assert page.seen.choices == yes
    face.tell(Listening(0.0, Expect.CHOICE, "first", 1))
    assert page.seen.choices == yes
    assert Command.DISAGREE not in page.seen.buttons
    face.change(small=False, choices=())
    assert len(page.seen.choices) == 0


def test_a_code_is_nobody_elses_to_read_while_it_is_said(face: Face, page: Page) -> None:
    face.tell(Listening(0.0, Expect.CHOICE, CODE, 1))
    face.partial("apple lantern")
    assert page.heard == []
    face.tell(Listening(0.0, Expect.REPLY, "two-cups", 1))
    face.partial("that sounds")
    assert page.heard == ["that sounds"]


def test_what_is_wrong_is_told_beside_whatever_goes_on_until_it_is_right(
    face: Face, page: Page
) -> None:
    face.change(visiting=True, activity=Light.LISTENING)
    face.trouble("microphone", "Plug it in.")
    face.trouble("store", "No room.")
    assert light(face) is Light.TROUBLE
    assert page.seen.trouble == "Plug it in. No room."
    face.idle()
    assert light(face) is Light.TROUBLE
    face.trouble("microphone", "")
    face.trouble("store", "")
    face.trouble("nothing-of-this", "")
    assert light(face) is Light.IDLE
    assert page.seen.trouble == ""


def test_offline_and_too_loud_show_only_where_they_matter(face: Face) -> None:
    face.offline = face.too_loud = True
    face.draw()
    assert light(face) is Light.OFFLINE
    face.change(visiting=True, activity=Light.YOUR_TURN)
    assert light(face) is Light.TOO_LOUD
    face.idle()
    assert light(face) is Light.OFFLINE
    assert not face.too_loud


def test_at_quiet_time_it_is_dark_whatever_is_wrong(face: Face, page: Page) -> None:
    face.trouble("microphone", "Plug it in.")
    face.idle("Back at eight o'clock.", dark=True)
    assert light(face) is Light.STOPPED
    assert page.seen.heading == "Back at eight o'clock."


def test_when_a_visit_is_over_the_page_forgets_it(face: Face, page: Page) -> None:
    before = page.forgot
    face.change(visiting=True, heading="Somebody", language="en-GB", choices=(Choice("a", "A"),))
    face.idle()
    assert page.forgot == before + 1
    assert page.seen == View(Light.IDLE, begin=True)
