"""New scenarios: an empty form whose parts already lead to each other, or the shipped example."""

from pathlib import Path

from device.coach.scenario import Outcome, document
from device.library import template
from server.content.typed import (
    Typed,
    TypedAbout,
    TypedEnding,
    TypedHelp,
    TypedNext,
    TypedSample,
    TypedSeeker,
    TypedStep,
    TypedTurn,
    of_scenario,
)

ENDINGS = {
    Outcome.OPENS_UP: "ends-well",
    Outcome.STAYS_GUARDED: "ends-so-so",
    Outcome.SHUTS_DOWN: "ends-early",
}
SEEKER = "person-1"


def empty(title: str) -> Typed:
    """One person, one turn and three endings, with nothing said yet."""
    return Typed(
        about=TypedAbout(title=title),
        seekers=[TypedSeeker(id=SEEKER)],
        turns=[turn("turn-1", SEEKER, ENDINGS)],
        endings=[
            TypedEnding(id=piece_id, seeker=SEEKER, feels=way.value)
            for way, piece_id in ENDINGS.items()
        ],
    )


def turn(piece_id: str, seeker: str, leads_to: dict[Outcome, str]) -> TypedTurn:
    """A turn with rows to fill in: two skills, two good replies and one less good."""
    steps = {way.value: TypedStep(then=leads_to.get(way, "")) for way in Outcome}
    return TypedTurn(
        id=piece_id,
        seeker=seeker,
        helps=[TypedHelp(), TypedHelp()],
        samples=[TypedSample(good="yes"), TypedSample(good="yes"), TypedSample(good="no")],
        next=TypedNext(**steps),
    )


def ending_for(typed: Typed, way: Outcome) -> str:
    """The first ending in that mood, to let a new turn lead to; "" if there is none."""
    return next((row.id for row in typed.endings if row.feels == way.value), "")


def example(title: str) -> Typed:
    """The small whole scenario that `wellheard scenario new` writes."""
    scenario = document.read(template.template(title, Path("example.yaml")))
    return of_scenario(scenario)
