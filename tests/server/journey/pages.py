"""Every page there is, in each state that looks different, and how to come to see it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import FilePayload, Page

from tests.server.journey.busy import CODE, LONG
from tests.server.journey.staff import POOR_REPLY

Who = Literal["admin", "editor", "nobody"]
Reach = Callable[[Page, dict[str, str]], None]
WRONG = "a wrong password"


@dataclass(frozen=True)
class Shown:
    """A page in one state."""

    name: str
    """Its screenshot's name."""
    route: str
    """Which of the app's routes answers with it; "" where any may."""
    reach: Reach
    who: Who = "admin"
    new: bool = False
    """At a server where nothing is yet, not at one in full use."""
    signed_in: bool = True

    def __post_init__(self) -> None:
        if self.who == "nobody":
            object.__setattr__(self, "signed_in", False)


def at(path: str) -> Reach:
    """Go there; names in braces stand for what the centre has."""
    return lambda page, places: _go(page, path.format(**places))


def _go(page: Page, path: str) -> None:
    page.goto(path, wait_until="load")


def sent(path: str, *fields: tuple[str, str], press: str = "") -> Reach:
    """Go there, fill in these fields by their names, and send the form.

    Args:
        press: the button, as a selector; else the form's first.
    """

    def reach(page: Page, places: dict[str, str]) -> None:
        _go(page, path.format(**places))
        with page.expect_navigation():
            page.evaluate(
                """([fields, press]) => {
                    const button = press
                        ? document.querySelector(press)
                        : document.querySelector("main form[method=post] button.main");
                    for (const [name, value] of fields) button.form.elements[name].value = value;
                    button.form.requestSubmit(button);
                }""",
                [[list(field) for field in fields], press],
            )

    return reach


def _signed_out(page: Page, places: dict[str, str]) -> None:
    """In the middle of writing."""
    _go(page, f"/scenarios/{places['half']}/about")
    page.context.clear_cookies()
    with page.expect_navigation():
        page.evaluate("document.getElementById('edit').requestSubmit()")


def _removed_meanwhile(page: Page, places: dict[str, str]) -> None:
    """In another window."""
    _go(page, f"/scenarios/{places['scratch']}/endings/ends-early")
    other = page.context.new_page()
    _go(other, f"/scenarios/{places['scratch']}")
    with other.expect_navigation():
        other.get_by_role("button", name="Remove: Ending 3").click()
    other.close()
    with page.expect_navigation():
        page.evaluate("document.getElementById('edit').requestSubmit()")


def _typed_replies(*presses: str) -> Reach:
    """A poor reply to the first turn, then these buttons."""

    def reach(page: Page, places: dict[str, str]) -> None:
        _go(page, f"/scenarios/{places['whole']}/try")
        page.get_by_label("What you would say").fill(POOR_REPLY)
        for name in ("Answer", *presses):
            with page.expect_navigation():
                page.get_by_role("button", name=name, exact=True).click()

    return reach


def _stick_came(page: Page, places: dict[str, str]) -> None:
    """With a file that nobody could have written."""
    _go(page, "/kiosks/stick")
    file: FilePayload = {
        "name": f"from-kiosk-{places['kiosk']}.jsonl",
        "mimeType": "application/jsonl",
        "buffer": b"not what a kiosk writes",
    }
    page.get_by_label("The stick’s files").set_input_files(file)
    with page.expect_navigation():
        page.get_by_role("button", name="Take in").click()


SCENARIO = "/scenarios/{scenario_id}"
FORM = (("name", f"Kiosk {LONG}"), ("place", ""))
PAGES: tuple[Shown, ...] = (
    # Before anybody is signed in.
    Shown("welcome-first", "/welcome/{secret}", at("{first}"), "nobody", new=True),
    Shown(
        "welcome-wrong",
        "/welcome/{secret}",
        sent("{first}", ("name", "Ann"), ("password", "short")),
        "nobody",
        new=True,
    ),
    Shown("welcome", "/welcome/{secret}", at("/welcome/{welcome}"), "nobody"),
    Shown("welcome-gone", "/welcome/{secret}", at("/welcome/long-ago"), "nobody"),
    Shown("sign-in", "/sign-in", at("/sign-in"), "nobody"),
    Shown(
        "sign-in-wrong",
        "/sign-in",
        sent("/sign-in", ("name", "Ann"), ("password", WRONG)),
        "nobody",
    ),
    Shown("sign-in-again", "/sign-in", _signed_out, signed_in=False),
    Shown("go-on", "", sent("/scenarios/{half}/about", ("form_token", "of another day"))),
    # A server on its first day.
    Shown("first-scenarios", "/scenarios", at("/scenarios"), new=True),
    Shown("first-cast", "/cast", at("/cast"), new=True),
    Shown("first-results", "/results", at("/results"), new=True),
    Shown("first-kiosks", "/kiosks", at("/kiosks"), new=True),
    Shown("first-jobs", "/jobs", at("/jobs"), new=True),
    Shown("first-log", "/log", at("/log"), new=True),
    # Scenarios.
    Shown("start", "/", at("/")),
    Shown("scenarios", "/scenarios", at("/scenarios")),
    Shown("scenarios-none-fits", "/scenarios", at("/scenarios?q=elephants&state=withdrawn")),
    Shown("scenario-new", "/scenarios/new", at("/scenarios/new")),
    Shown("scenario-new-wrong", "/scenarios/new", sent("/scenarios/new", ("title", ""))),
    Shown("import", "/scenarios/import", at("/scenarios/import")),
    Shown("import-nothing", "/scenarios/import", sent("/scenarios/import")),
    Shown(
        "import-faults",
        "/scenarios/import",
        sent("/scenarios/import", ("text", '{"id": "x", "title": 3, "turns": [{}]}')),
    ),
    Shown("scenario", SCENARIO, at("/scenarios/{whole}")),
    Shown("scenario-half", SCENARIO, at("/scenarios/{half}")),
    Shown("scenario-waiting", SCENARIO, at("/scenarios/{waiting}")),
    Shown("scenario-being-spoken", SCENARIO, at("/scenarios/{spoken}")),
    Shown("about", f"{SCENARIO}/about", at("/scenarios/{whole}/about")),
    Shown("about-mend", f"{SCENARIO}/about", at("/scenarios/{half}/about?mend=yes")),
    Shown("seeker", f"{SCENARIO}/seekers/{{piece_id}}", at("/scenarios/{whole}/seekers/sam")),
    Shown(
        "seeker-mend",
        f"{SCENARIO}/seekers/{{piece_id}}",
        at("/scenarios/{half}/seekers/person-1?mend=yes"),
    ),
    Shown("turn", f"{SCENARIO}/turns/{{piece_id}}", at("/scenarios/{whole}/turns/opening")),
    Shown(
        "turn-mend",
        f"{SCENARIO}/turns/{{piece_id}}",
        at("/scenarios/{half}/turns/turn-1?mend=yes"),
    ),
    Shown("ending", f"{SCENARIO}/endings/{{piece_id}}", at("/scenarios/{whole}/endings/leaves")),
    Shown(
        "two-wrote",
        "",
        sent("/scenarios/{whole}/turns/opening", ("seen", "before"), ("facts", "he lost his job")),
    ),
    Shown("two-wrote-removed", "", _removed_meanwhile),
    Shown("history", f"{SCENARIO}/history", at("/scenarios/{whole}/history")),
    Shown("history-none", f"{SCENARIO}/history", at("/scenarios/{half}/history")),
    Shown("version", f"{SCENARIO}/versions/{{number}}", at("/scenarios/{whole}/versions/1")),
    Shown("publish", f"{SCENARIO}/publish", at("/scenarios/{whole}/publish")),
    Shown("publish-mend", f"{SCENARIO}/publish", at("/scenarios/{half}/publish")),
    Shown("publish-waiting", f"{SCENARIO}/publish", at("/scenarios/{waiting}/publish")),
    # Voices and trying.
    Shown("cast", "/cast", at("/cast")),
    Shown("sound", f"{SCENARIO}/sound", at("/scenarios/{whole}/sound")),
    Shown("sound-none", f"{SCENARIO}/sound", at("/scenarios/{half}/sound")),
    Shown(
        "line-recorded",
        f"{SCENARIO}/sound/line",
        at("/scenarios/{whole}/sound/line?kind=turns&id=opening&name=line"),
    ),
    Shown(
        "line",
        f"{SCENARIO}/sound/line",
        at("/scenarios/{whole}/sound/line?kind=endings&id=leaves&name=line"),
    ),
    Shown("voice", f"{SCENARIO}/sound/voice", at("/scenarios/{whole}/sound/voice?seeker=sam")),
    Shown("try", f"{SCENARIO}/try", at("/scenarios/{whole}/try")),
    Shown("try-not-yet", f"{SCENARIO}/try", at("/scenarios/{half}/try")),
    Shown("try-answered", f"{SCENARIO}/try", _typed_replies()),
    Shown("try-on", f"{SCENARIO}/try", _typed_replies("Go on")),
    Shown("try-left", f"{SCENARIO}/try", _typed_replies("Go on", "Leave the talk")),
    # Results.
    Shown("results", "/results", at("/results")),
    Shown("results-of-one", "/results", at("/results?period=year&scenario=rent-day")),
    Shown("person", "/results/person", at("/results/person")),
    Shown("person-found", "/results/person", sent("/results/person", ("code", CODE))),
    Shown("person-nobody", "/results/person", sent("/results/person", ("code", "nobody at all"))),
    # Kiosks.
    Shown("kiosks", "/kiosks", at("/kiosks")),
    Shown("kiosks-wrong", "/kiosks", sent("/kiosks", ("code", "12"))),
    Shown("kiosk", "/kiosks/{device}", at("/kiosks/{kiosk}")),
    Shown("kiosk-troubled", "/kiosks/{device}", at("/kiosks/{troubled}")),
    Shown("kiosk-shut-out", "/kiosks/{device}", at("/kiosks/{old}")),
    Shown("kiosk-wrong", "/kiosks/{device}", sent("/kiosks/{kiosk}", *FORM)),
    Shown("stick", "/kiosks/stick", at("/kiosks/stick")),
    Shown(
        "stick-nothing",
        "/kiosks/stick",
        sent("/kiosks/stick", press="form[action='/kiosks/stick'] button"),
    ),
    Shown("stick-came", "/kiosks/stick", _stick_came),
    Shown("kiosks-api", "/kiosks/api", at("/kiosks/api")),
    # The centre, its staff, its work.
    Shown("settings", "/settings", at("/settings")),
    Shown("settings-wrong", "/settings", sent("/settings", ("name", ""), ("monday", "nine"))),
    Shown("settings-two", "/settings", sent("/settings", ("version", "999"), ("name", "Ours"))),
    Shown("staff", "/staff", at("/staff")),
    Shown("staff-wrong", "/staff", sent("/staff", ("name", "Cy"))),
    Shown("staff-link", "", sent("/staff/{staff}", press="form[action$='/link'] button")),
    Shown("staff-one", "/staff/{staff_id}", at("/staff/{staff}")),
    Shown("account", "/account", at("/account")),
    Shown(
        "account-wrong",
        "/account",
        sent("/account", ("old", WRONG), press="form[action='/account/password'] button"),
    ),
    Shown("log", "/log", at("/log")),
    Shown("jobs", "/jobs", at("/jobs")),
    Shown("job-running", "/jobs/{job_id}", at("/jobs/{running}")),
    Shown("job-beginning", "/jobs/{job_id}", at("/jobs/{beginning}")),
    Shown("job-done", "/jobs/{job_id}", at("/jobs/{done}")),
    Shown("job-failed", "/jobs/{job_id}", at("/jobs/{failed}")),
    Shown("job-cancelled", "/jobs/{job_id}", at("/jobs/{cancelled}")),
    # What can't be done.
    Shown("not-there", "", at("/scenarios/999999")),
    Shown("no-such-page", "", at("/nowhere")),
    Shown("not-yours", "", at("/staff"), "editor"),
    Shown("not-understood", "", at("/scenarios?page=minus")),
)

NO_PAGES = frozenset(
    {
        "/scenarios/{scenario_id}/export.json",
        "/scenarios/{scenario_id}/export.xlsx",
        "/results/export.csv",
        "/results/export.json",
        "/sound/{sha256}",
        "/updates/{machine}",
        "/updates/{machine}/{version}",
        "/jobs/of",
        "/jobs/{job_id}/progress",
        "/healthz",
        "/readyz",
        "/metrics",
    }
)
"""Routes that answer with a file, a part of a page, or another address; and the probes."""
