"""A visit at the page: by touch, by keyboard alone, by a single switch, by typing."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from device.coach.talk.act import Command, Expect
from device.event import CoachSaid, Heard, SeekerSaid
from device.panel.light import Light
from device.screen import (
    Begin,
    Choice,
    Chosen,
    Finished,
    Leave,
    Picture,
    Pressed,
    Scanning,
    Typed,
    View,
    Words,
)
from tests.screen.conftest import LARGE, SMALL, OpenPage
from tests.screen.moments import FEEDBACK, IDLE, LINE, SPEAKING, TOPIC, TURN
from tests.screen.stage import Stage
from tests.server.journey.keys import FOCUS

pytestmark = pytest.mark.timeout(240)
HERE = "one => document.activeElement === one"
STEPS = 40
"""Presses of Tab after which a thing counts as out of reach."""
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


@pytest.fixture(autouse=True)
def nobody_here(stage: Stage) -> None:
    stage.forget()
    stage.show(IDLE)
    while not stage.nothing_asked():
        stage.asked()


def tab_to(page: Page, name: str) -> None:
    """With the keyboard alone; the focus is to be seen wherever it is."""
    passed = []
    for _ in range(STEPS):
        here = page.evaluate(FOCUS)
        if here is not None:
            assert here["inView"], here
            assert not here["covered"], here
            if here["name"] == name:
                assert here["ringed"], here
                return
            passed.append(here["name"])
        page.keyboard.press("Tab")
    raise AssertionError(f"no {name!r} within reach; passed: {passed}")


def press(page: Page, name: str, key: str = "Enter") -> None:
    expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    tab_to(page, name)
    page.keyboard.press(key)


def test_a_whole_visit_with_the_keyboard_alone(stage: Stage, look: OpenPage) -> None:
    page = look(stage, SMALL)
    press(page, "Begin")
    assert stage.asked() == Begin()

    stage.show(TOPIC)
    press(page, "More …", "Space")
    expect(page.get_by_role("button", name="Surprise me")).to_be_hidden()
    press(page, "More …")
    press(page, "Surprise me")
    assert stage.asked() == Chosen("surprise")

    stage.show(SPEAKING)
    stage.tell(SeekerSaid(0.0, 5.0, "dora", "Dora", LINE))
    press(page, "Say it again", "Space")
    assert stage.asked() == Pressed(Command.REPEAT)

    stage.show(TURN)
    press(page, "I have finished")
    assert stage.asked() == Finished()

    press(page, "Type instead")
    expect(page.get_by_label("Your answer")).to_be_focused()
    page.keyboard.type("That sounds lonely.")
    page.keyboard.press("Enter")
    assert stage.asked() == Typed("That sounds lonely.")
    expect(page.get_by_label("Your answer")).to_be_hidden()

    stage.show(FEEDBACK)
    press(page, "Go on")
    assert stage.asked() == Pressed(Command.GO_ON)
    press(page, "Leave")
    assert stage.asked() == Leave()
    assert stage.nothing_asked()


def test_the_focus_stays_where_it_was_and_goes_on_where_that_is_gone(
    stage: Stage, look: OpenPage
) -> None:
    page = look(stage)
    stage.show(TURN)
    tab_to(page, "Help")
    stage.show(SPEAKING)
    expect(page.get_by_role("button", name="I have finished")).to_have_count(0)
    assert page.get_by_role("button", name="Help").evaluate(HERE)
    tab_to(page, "Skip this")
    stage.show(View(Light.THINKING, buttons=(Command.STOP,)))
    expect(page.get_by_role("button", name="Stop")).to_be_focused()


def test_a_finger_that_trembles_presses_once(stage: Stage, look: OpenPage) -> None:
    page = look(stage, touch=True)
    begin = page.get_by_role("button", name="Begin")
    expect(begin).to_be_visible()
    begin.evaluate("one => { one.click(); one.click(); one.click(); }")
    assert stage.asked() == Begin()
    page.get_by_role("button", name="Begin").tap()
    page.wait_for_timeout(100)
    stage.show(TURN)
    page.get_by_role("button", name="I have finished").tap()
    while (asked := stage.asked()) == Begin():
        pass  # the tap came long after the others, where the machine was busy
    assert asked == Finished()


def test_letters_on_the_screen_write_for_whoever_has_no_keyboard(
    stage: Stage, look: OpenPage
) -> None:
    page = look(stage, SMALL, touch=True)
    stage.show(TURN)
    page.get_by_role("button", name="Type instead").tap()
    for letter in ("y", "e", "s", "Space", "s", "o", "p", "Delete"):
        page.get_by_role("button", name=letter, exact=True).tap()
    expect(page.get_by_label("Your answer")).to_have_value("yes so")
    page.get_by_role("button", name="Send").tap()
    assert stage.asked() == Typed("yes so")
    page.get_by_role("button", name="Type instead").tap()
    expect(page.get_by_label("Your answer")).to_have_value("")


def test_arrows_go_from_letter_to_letter(stage: Stage, look: OpenPage) -> None:
    page = look(stage)
    stage.show(TURN)
    press(page, "Type instead")
    tab_to(page, "q")
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_label("Your answer")).to_have_value("s")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Type instead")).to_be_focused()


def test_what_is_spoken_and_heard_is_there_to_read(stage: Stage, look: OpenPage) -> None:
    page = look(stage)
    stage.show(TURN)
    stage.tell(SeekerSaid(0.0, 5.0, "dora", "Dora", LINE))
    captions = page.get_by_role("log")
    expect(captions).to_have_attribute("aria-live", "polite")
    expect(captions).to_contain_text(f"Dora {LINE}")
    stage.partial("It sounds like")
    live = page.locator("#partial")
    expect(live).to_have_text("You, so far It sounds like")
    stage.partial("It sounds like the mornings are hard")
    expect(live).to_contain_text("the mornings are hard")
    stage.tell(Heard(0.0, "t", 1, "It sounds like the mornings are hard.", 0.9))
    expect(live).to_be_hidden()
    stage.tell(CoachSaid(0.0, 5.0, "You named how it is for her."))
    expect(captions.locator("p")).to_have_text(
        [
            re.compile("Dora"),
            "You It sounds like the mornings are hard.",
            "Coach You named how it is for her.",
        ]
    )
    for _ in range(12):
        stage.tell(CoachSaid(0.0, 5.0, LINE))
    stage.tell(CoachSaid(0.0, 5.0, "The newest is in sight."))
    expect(captions.get_by_text("The newest is in sight.")).to_be_in_viewport()


def test_a_private_answer_is_not_shown(stage: Stage, look: OpenPage) -> None:
    page = look(stage)
    stage.show(View(Light.LISTENING, "How was that for you?", expect=Expect.PRIVATE))
    stage.partial("a secret")
    stage.tell(CoachSaid(0.0, 1.0, "Thank you."))
    expect(page.get_by_role("log")).to_contain_text("Thank you.")
    assert "secret" not in page.content()


def test_when_the_visit_is_over_the_page_forgets_it(stage: Stage, look: OpenPage) -> None:
    page = look(stage)
    stage.show(TURN)
    stage.tell(Heard(0.0, "t", 1, "SECRET-heard", 0.9))
    stage.partial("SECRET-live")
    stage.picture(Picture("SECRET-title", "<svg xmlns='http://www.w3.org/2000/svg'/>", (), ()))
    page.get_by_role("button", name="Type instead").click()
    page.get_by_label("Your answer").fill("SECRET-typed")
    expect(page.locator("#said")).to_contain_text("SECRET-live")
    stage.forget()
    stage.show(IDLE)
    expect(page.get_by_role("button", name="Begin")).to_be_visible()
    expect(page.locator("#picture")).to_be_hidden()
    stage.show(TURN)
    page.get_by_role("button", name="Type instead").click()
    page.keyboard.press("ControlOrMeta+z")
    expect(page.get_by_label("Your answer")).to_have_value("")
    assert "SECRET" not in page.content()
    page.reload()
    expect(page.get_by_role("button", name="Type instead")).to_be_visible()
    assert "SECRET" not in page.content()


def test_words_are_words_whatever_is_in_them(stage: Stage, look: OpenPage) -> None:
    page = look(stage)
    stage.show(
        View(
            Light.YOUR_TURN,
            heading=HOSTILE,
            speaker=HOSTILE,
            choices=(Choice('"><b>', HOSTILE, HOSTILE),),
            trouble=HOSTILE,
        )
    )
    stage.tell(SeekerSaid(0.0, 1.0, "x", HOSTILE, HOSTILE), Heard(0.0, "t", 1, HOSTILE, 0.9))
    stage.partial(HOSTILE)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=3">{HOSTILE}</svg>'
    stage.picture(Picture(HOSTILE, svg, (HOSTILE,), ((HOSTILE,),)))
    expect(page.locator("figcaption")).to_have_text(HOSTILE)
    expect(page.get_by_role("log")).to_contain_text(HOSTILE)
    page.locator("#choices .key").first.click()
    assert stage.asked() == Chosen('"><b>')
    assert page.locator("img[src=x], script:not([type=module]), #said b b").count() == 0
    assert page.title() == "Wellheard"


def test_the_page_outlives_the_kiosk(look: OpenPage) -> None:
    stage = Stage()
    page = look(stage)
    stage.show(TURN)
    stage.tell(CoachSaid(0.0, 1.0, "Before."))
    expect(page.get_by_role("log")).to_contain_text("Before.")
    page.evaluate("window.sameAsBefore = true")
    stage.kill()
    expect(page.locator("#state")).to_contain_text("One moment…")
    stage.start()
    expect(page.locator("#state")).to_contain_text("It is starting")
    expect(page.get_by_role("log")).not_to_contain_text("Before.")
    stage.show(IDLE)
    page.get_by_role("button", name="Begin").click()
    assert stage.asked() == Begin()
    assert page.evaluate("window.sameAsBefore")
    stage.close()


def test_a_kiosk_that_hangs_is_noticed_and_found_again(look: OpenPage) -> None:
    stage = Stage()
    stage.show(IDLE)
    page = look(stage)
    page.clock.install()
    page.reload()
    expect(page.get_by_role("button", name="Begin")).to_be_visible()
    stage.hang()
    page.clock.run_for(11_000)
    expect(page.locator("#state")).to_contain_text("One moment…")
    stage.go_on()
    page.clock.run_for(11_000)
    expect(page.locator("#state")).not_to_contain_text("One moment…")
    stage.close()


def test_an_answer_that_did_not_arrive_is_still_there(look: OpenPage) -> None:
    stage = Stage()
    stage.show(TURN)
    page = look(stage)
    page.get_by_role("button", name="Type instead").click()
    page.get_by_label("Your answer").fill("That sounds hard.")
    page.route("**/ask", lambda route: route.abort())
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#told")).to_have_text("That did not arrive. Please try once more.")
    expect(page.get_by_label("Your answer")).to_have_value("That sounds hard.")
    page.unroute("**/ask")
    page.get_by_role("button", name="Send").click()
    assert stage.asked() == Typed("That sounds hard.")
    stage.close()


def test_without_scripts_the_page_says_what_is_missing(stage: Stage, look: OpenPage) -> None:
    page = look(stage, script=False)
    expect(page.get_by_text("This page needs JavaScript")).to_be_visible()
    expect(page.locator("#app")).to_be_hidden()


def test_another_site_can_neither_press_nor_look(
    stage: Stage, chromium: Browser, look: OpenPage
) -> None:
    """From a page in the very same browser, which can send what it likes."""
    ours = look(stage)
    expect(ours.get_by_role("button", name="Begin")).to_be_visible()
    other = chromium.new_page()
    other.route("http://evil.test/**", lambda route: route.fulfill(body="<p>hello", status=200))
    other.goto("http://evil.test/")
    heard = other.evaluate(
        """async (home) => {
            const tell = (sent) => sent.then((got) => got.type, (error) => "refused");
            const body = JSON.stringify({ ask: "begin" });
            const sent = { method: "POST", mode: "no-cors", body };
            const blind = await tell(fetch(`${home}/ask`, sent));
            const read = await tell(fetch(`${home}/events`));
            const source = new EventSource(`${home}/events`);
            const told = await new Promise((done) => {
                source.onerror = () => done("refused");
                source.onopen = () => done("open");
            });
            return [blind, read, told];
        }""",
        stage.home,
    )
    assert heard[1:] == ["refused", "refused"]
    other.close()
    ours.get_by_role("button", name="Begin").click()
    assert stage.asked() == Begin()
    assert stage.nothing_asked()


# A single switch.


@pytest.fixture(scope="module")
def scanned() -> Iterator[Stage]:
    made = Stage(scanning=Scanning(on=True))
    yield made
    made.close()


def switch(page: Page, name: str) -> None:
    """Wait until the frame is on this, then press the one key there is."""
    expect(page.locator("#app").get_by_text(name, exact=True).first).to_be_visible()
    passed = []
    for _ in range(STEPS):
        page.clock.run_for(500)  # a hand takes a while too
        here = page.locator(".scanned").inner_text().replace("\n", "")
        if here == name:
            page.keyboard.press("F8")
            return
        passed.append(here)
    raise AssertionError(f"the frame never came to {name!r}; passed: {passed}")


def test_a_whole_visit_with_a_single_switch(scanned: Stage, look: OpenPage) -> None:
    scanned.show(IDLE)
    page = look(scanned, LARGE)
    page.clock.install()
    page.reload()
    switch(page, "Begin")
    assert scanned.asked() == Begin()
    scanned.show(View(Light.YOUR_TURN, choices=(Choice("a", "Work"), Choice("b", "Grief"))))
    switch(page, "Grief")
    assert scanned.asked() == Chosen("b")
    scanned.show(TURN)
    switch(page, "Type instead")
    letters = [*"qwertyuiop"]
    for letter in "we":
        switch_row(page, letters)
        switch(page, letter)
    switch(page, "Send")
    assert scanned.asked() == Typed("we")
    scanned.show(FEEDBACK)
    switch(page, "Go on")
    assert scanned.asked() == Pressed(Command.GO_ON)
    switch(page, "Leave")
    assert scanned.asked() == Leave()


def switch_row(page: Page, letters: list[str]) -> None:
    """The row of these."""
    row = page.locator(".scanned.row .key")
    for _ in range(STEPS):
        page.clock.run_for(500)
        if row.all_inner_texts() == letters:
            page.keyboard.press("F8")
            return
    raise AssertionError(f"the frame never came to {letters}")


def test_a_key_that_is_held_turns_scanning_on_and_off(stage: Stage, look: OpenPage) -> None:
    page = look(stage)
    expect(page.get_by_role("button", name="Begin")).to_be_visible()
    frame = page.locator(".scanned")
    expect(frame).to_have_count(0)
    page.clock.install()
    page.reload()
    expect(page.get_by_role("button", name="Begin")).to_be_visible()
    page.keyboard.down("Space")
    page.clock.run_for(3100)
    expect(page.locator("#told")).to_contain_text("Scanning is on.")
    page.keyboard.up("Space")
    expect(frame).to_have_count(1)
    page.keyboard.press("Escape")
    expect(frame).to_have_count(0)
    page.keyboard.down("Enter")
    page.clock.run_for(3100)
    expect(frame).to_have_count(1)
    page.keyboard.up("Enter")
    stage.forget()
    expect(frame).to_have_count(0)


# Another language.


def test_a_language_from_right_to_left(look: OpenPage) -> None:
    stage = Stage(Words(language="he", title="שמיעה", begin="התחלה", leave="יציאה"))
    stage.show(View(Light.SPEAKING, "דורה מדברת", leave=True, buttons=(Command.HELP,)))
    stage.tell(
        SeekerSaid(0.0, 1.0, "d", "דורה", "אני עדיין מכוונת את השעון לחמש, כל לילה."),
        CoachSaid(0.0, 1.0, "And a line from left to right."),
    )
    page = look(stage)
    root = page.locator("html")
    expect(root).to_have_attribute("dir", "rtl")
    expect(root).to_have_attribute("lang", "he")
    lines = page.locator("#captions .line span")
    expect(lines.nth(0)).to_have_css("direction", "rtl")
    expect(lines.nth(1)).to_have_css("direction", "ltr")
    lamp, tools = page.locator("#lamp").bounding_box(), page.locator("#tools").bounding_box()
    assert lamp is not None
    assert tools is not None
    assert lamp["x"] > tools["x"]
    stage.show(IDLE)
    expect(page.get_by_role("button", name="התחלה")).to_be_visible()
    stage.close()
