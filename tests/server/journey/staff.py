"""What staff do at the pages, step by step, by the words that they read there."""

import re

from playwright.sync_api import Page, expect

from server.content.typed import Typed, TypedAbout, TypedEnding, TypedSeeker, TypedTurn
from server.content.wanted import ENDINGS, example
from server.content.words import HEARD, HELPING, OUTCOMES

NAME = "Ann Moor"
PASSWORD = "seven brown kettles sing"
WORK_MS = 60_000
"""How long the lines of a small scenario may take to be spoken on a busy machine."""

WHOLE: Typed = example("Rent day")
"""What is written: of the shipped example, who has come, the first turn and the endings."""
TURN: TypedTurn = WHOLE.turns[0]
SEEKER: TypedSeeker = WHOLE.seekers[0]
POOR_REPLY = TURN.samples[1].text
LEADS_TO = {way.value: ending for way, ending in ENDINGS.items()}
"""Where an empty form's turn leads."""


def set_first_password(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The password again").fill(PASSWORD)
    page.get_by_role("button", name="Set my password").click()
    expect(page.get_by_role("link", name=NAME)).to_be_visible()


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Scenarios")).to_be_visible()


def set_up_the_centre(page: Page) -> None:
    """Above all, what a kiosk says to somebody in crisis."""
    page.goto("/settings")
    page.get_by_label("The centre’s name").fill("The Green Door")
    page.get_by_label("A line to call").fill(
        "You can call the Samaritans on 116 123, day and night."
    )
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.locator("#crisis-preview")).to_contain_text("call the Samaritans")


def begin_scenario(page: Page, title: str) -> str:
    """Gives the path of the new scenario's page."""
    page.goto("/scenarios/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Begin with").select_option("empty")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    return re.sub(r"^https?://[^/]+|[?#].*", "", page.url)


def write(page: Page, scenario: str) -> None:
    """Fill in part after part, as the buttons lead on."""
    page.goto(scenario)
    page.get_by_role("link", name="Title, topics, content note, setting").click()
    write_about(page, WHOLE.about)
    onward(page)
    write_seeker(page, SEEKER)
    onward(page)
    write_turn(page, TURN)
    for ending in WHOLE.endings:
        onward(page)
        write_ending(page, ending)
    page.get_by_role("button", name="Save, and back to all parts").click()
    expect(page.get_by_text("Nothing needs mending")).to_be_visible()


def onward(page: Page) -> None:
    before = page.url
    page.get_by_role("button", name="Save, and on to the next part").click()
    page.wait_for_url(lambda url: url != before)
    expect(page.get_by_text("can’t be reached")).to_have_count(0)


def write_about(page: Page, about: TypedAbout) -> None:
    page.get_by_label("Topics").fill(about.topics)
    page.get_by_label("Content note").fill(about.content_note)


def write_seeker(page: Page, seeker: TypedSeeker) -> None:
    page.get_by_label("First name").fill(seeker.name)
    page.get_by_label("Voice", exact=True).select_option(seeker.voice)
    page.get_by_label("Setting the scene").fill(seeker.about)


def write_turn(page: Page, turn: TypedTurn) -> None:
    page.get_by_label("The line").fill(turn.line.text)
    page.get_by_label("Feelings, said or not").fill(turn.feelings)
    page.get_by_label("What happened, and what is so").fill(turn.facts)
    page.get_by_label("What they do well").fill(turn.strengths)
    for number, help_ in enumerate(turn.helps, 1):
        place = page.get_by_role("group", name=f"Skill {number}", exact=True)
        place.get_by_label("Skill", exact=True).select_option(label=dict(HELPING)[help_.skill])
        place.get_by_label("A good listener might say").fill(help_.line)
    for number, sample in enumerate(turn.samples, 1):
        place = page.get_by_role("group", name=f"Reply {number}", exact=True)
        place.get_by_label("A trainee says").fill(sample.text)
        place.get_by_label("Is it good?").select_option(sample.good)
        place.get_by_text("What the coach must hear:").click()
        for skill in sample.findings:
            place.get_by_label(dict(HEARD)[skill], exact=True).check()
        if sample.leads_to:
            told = dict(OUTCOMES)[sample.leads_to]
            place.get_by_label("As the first reply of the talk").select_option(label=told)
    for way, told in OUTCOMES:
        place = page.get_by_role("group", name=f"When the seeker {told}")
        step = getattr(turn.next, way)
        place.get_by_label("They say at once").fill(step.says.text)


def write_ending(page: Page, ending: TypedEnding) -> None:
    page.get_by_label("Their last words").fill(ending.line.text)


def publish(page: Page, scenario: str) -> None:
    """Ask for it, and wait until the voices have spoken and kiosks may have it."""
    page.goto(scenario)
    page.get_by_role("link", name="Publish …").click()
    expect(page.get_by_role("heading", name="What is new")).to_be_visible()
    page.get_by_label("What is new").fill("The first of ours")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status")).to_contain_text("is given its voices now")


def wait_for_its_voices(page: Page, scenario: str) -> None:
    """How far the program is that speaks the lines, until kiosks may have them."""
    page.goto(scenario)
    if page.get_by_role("link", name="How far its voices are").is_visible():
        page.get_by_role("link", name="How far its voices are").click()
        expect(page.locator(".note.done")).to_be_visible(timeout=WORK_MS)
        page.get_by_role("link", name="Back to where it was asked for").click()
    expect(page.get_by_text("Version 1, published")).to_be_visible()
