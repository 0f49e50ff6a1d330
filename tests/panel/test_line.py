"""What the hand means at each line, however its switch bounces."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.config import TalkMode
from device.panel.contact import HEALED_AFTER, LOST_AFTER
from device.panel.event import Event, Kind
from device.panel.line import (
    BUTTON_SETTLE,
    HANG_UP_AFTER,
    HOLD_AFTER,
    LEAVE_AFTER,
    PICK_UP_AFTER,
    STUCK_AFTER,
    Button,
    Hook,
    Line,
    Second,
    Talk,
)
from tests.panel.bounces import CLEAN, SHAPES, Edges, flicker, kinds, moved, read

shapes = pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
buttons = pytest.mark.parametrize(
    "shape", [SHAPES[name] for name in ("clean", "tactile", "worn", "pedal")]
)


def press(at: float, seconds: float, shape: tuple[float, ...] = CLEAN) -> Edges:
    return moved(at, True, shape) + moved(at + seconds, False, shape)


@shapes
@pytest.mark.parametrize("late", [0.0, 0.3])
def test_a_receiver_is_picked_up_once_and_hung_up_once(
    shape: tuple[float, ...], late: float
) -> None:
    events = read(Hook(), press(1.0, 20.0, shape), 30.0, late)
    assert kinds(events) == [Kind.PICKED_UP, Kind.HUNG_UP]
    assert events[0].at == pytest.approx(1.0, abs=0.1)
    assert events[1].at == pytest.approx(21.0, abs=0.1)


def test_a_fumbled_receiver_doesn_t_end_the_talk() -> None:
    slips = press(1.0, 4.0) + press(5.5, 3.0) + press(8.5 + HANG_UP_AFTER - 0.01, 10.0)
    assert kinds(read(Hook(), slips, 60.0)) == [Kind.PICKED_UP, Kind.HUNG_UP]


def test_hanging_up_is_told_as_soon_as_it_is_no_fumble() -> None:
    hook = Hook()
    read(hook, [(1.0, True)], 5.0)
    assert kinds(read(hook, [(6.0, False)], 6.0 + HANG_UP_AFTER - 0.01)) == []
    assert kinds(hook.tick(6.0 + HANG_UP_AFTER)) == [Kind.HUNG_UP]


def test_a_knock_against_the_table_picks_nothing_up() -> None:
    assert read(Hook(), press(1.0, PICK_UP_AFTER - 0.01), 10.0) == []


def test_a_receiver_that_lay_beside_at_the_start_begins_nothing() -> None:
    hook = Hook(on=True)
    assert hook.on
    assert read(hook, [(5.0, False)], 10.0) == []
    assert kinds(read(hook, [(11.0, True)], 20.0)) == [Kind.PICKED_UP]


@buttons
@pytest.mark.parametrize("late", [0.0, 0.2])
def test_a_tap_is_one_tap_and_told_while_the_finger_is_down(
    shape: tuple[float, ...], late: float
) -> None:
    talk = Talk(TalkMode.TAP)
    down = read(talk, moved(1.0, True, shape), 1.0 + 0.05 + BUTTON_SETTLE, 0.0)
    assert kinds(down) == [Kind.PRESS, Kind.TAP]
    assert kinds(read(talk, moved(3.0, False, shape), 9.0, late)) == [Kind.RELEASE]


@buttons
@pytest.mark.parametrize("late", [0.0, 0.2])
def test_a_button_that_is_held_to_talk_is_held_until_it_comes_up(
    shape: tuple[float, ...], late: float
) -> None:
    events = read(Talk(TalkMode.HOLD), press(1.0, 8.0, shape), 20.0, late)
    assert kinds(events) == [Kind.PRESS, Kind.HOLD, Kind.RELEASE]
    assert [event.at for event in events] == pytest.approx([1.0, 1.4, 9.0], abs=0.05)


def test_where_it_is_held_to_talk_a_short_press_is_still_a_tap() -> None:
    events = read(Talk(TalkMode.HOLD), press(1.0, HOLD_AFTER - 0.01), 9.0, late=0.05)
    assert kinds(events) == [Kind.PRESS, Kind.TAP, Kind.RELEASE]


def test_a_finger_that_came_up_in_time_is_not_held_while_its_button_settles() -> None:
    talk = Talk(TalkMode.HOLD)
    read(talk, press(1.0, HOLD_AFTER - 0.01), 1.0 + HOLD_AFTER - 0.01)
    assert talk.tick(1.0 + HOLD_AFTER + 0.005) == []
    assert kinds(talk.tick(2.0)) == [Kind.TAP, Kind.RELEASE]


@buttons
@pytest.mark.parametrize("late", [0.0, 0.2])
def test_the_second_button_is_pressed_or_held_to_leave(
    shape: tuple[float, ...], late: float
) -> None:
    slow = press(1.0, LEAVE_AFTER - 0.1, shape)
    assert kinds(read(Second(), slow, 9.0, late)) == [Kind.SECOND]
    left = read(Second(), press(1.0, LEAVE_AFTER + 0.1, shape), 9.0, late)
    assert kinds(left) == [Kind.LEAVE]


def test_leaving_waits_for_no_finger_to_come_up() -> None:
    second = Second()
    read(second, [(1.0, True)], 1.0 + LEAVE_AFTER - 0.01)
    assert kinds(second.tick(1.0 + LEAVE_AFTER)) == [Kind.LEAVE]
    assert read(second, [(9.0, False)], 20.0) == []


@pytest.mark.parametrize("line", [Talk(TalkMode.TAP), Talk(TalkMode.HOLD), Second(), Hook()])
def test_a_spark_is_nothing(line: Line) -> None:
    assert read(line, press(1.0, 0.0004), 5.0) == []


@pytest.mark.parametrize("hertz", [25, 200, 5000])
def test_a_broken_cable_is_one_trouble_that_heals_by_itself(hertz: int) -> None:
    talk = Talk(TalkMode.TAP)
    events = read(talk, flicker(1.0, 3.0, hertz), 5.0)
    assert kinds(events) == [Kind.BUTTON_LOST]
    assert "cable" in events[0].told
    assert events[0].at == pytest.approx(1.0 + LOST_AFTER, abs=0.1)
    assert kinds(talk.tick(4.0 + HEALED_AFTER + 0.1)) == [Kind.BUTTON_FOUND]
    assert kinds(read(talk, press(15.0, 0.2), 16.0)) == [Kind.PRESS, Kind.TAP, Kind.RELEASE]


def test_a_line_that_presses_faster_than_fingers_can_is_lost() -> None:
    events = read(Talk(TalkMode.TAP), flicker(1.0, 30.0, 12), 31.0)
    assert kinds(events)[-1] is Kind.BUTTON_LOST
    assert kinds(events).count(Kind.BUTTON_LOST) == 1
    assert kinds(events).count(Kind.TAP) <= 24


def test_an_impatient_child_is_no_trouble() -> None:
    events = read(Talk(TalkMode.TAP), flicker(1.0, 6.0, 7), 10.0)
    assert Kind.BUTTON_LOST not in kinds(events)
    assert kinds(events).count(Kind.TAP) == 42


def test_a_loose_cable_is_not_told_again_and_again() -> None:
    edges = [edge for n in range(60) for edge in flicker(n * 10.0, 3.0, 50)]
    lost = [e for e in read(Talk(TalkMode.TAP), edges, 700.0) if e.kind is Kind.BUTTON_LOST]
    assert len(lost) <= 4


def test_a_cable_that_breaks_during_a_press_lets_go_of_it() -> None:
    edges = [(1.0, True), *flicker(3.0, 4.0, 50)]
    events = read(Talk(TalkMode.HOLD), edges, 30.0)
    assert kinds(events) == [
        Kind.PRESS,
        Kind.HOLD,
        Kind.RELEASE,
        Kind.BUTTON_LOST,
        Kind.BUTTON_FOUND,
    ]


def test_a_cable_that_breaks_during_a_call_neither_hangs_up_nor_hides_that_one_did() -> None:
    calling = [(1.0, True), *flicker(5.0, 4.0, 20)]
    events = read(Hook(), calling, 60.0)
    assert kinds(events) == [Kind.PICKED_UP, Kind.BUTTON_LOST, Kind.BUTTON_FOUND, Kind.HUNG_UP]
    events = read(Hook(), [*calling, (9.1, True)], 60.0)
    assert kinds(events) == [Kind.PICKED_UP, Kind.BUTTON_LOST, Kind.BUTTON_FOUND]


@pytest.mark.parametrize("line", [Talk(TalkMode.TAP), Talk(TalkMode.HOLD), Second()])
def test_something_that_leans_on_a_button_is_told_and_heals(line: Button) -> None:
    events = read(line, [(1.0, True)], 900.0)
    assert kinds(events)[-1] is Kind.BUTTON_LOST
    assert "leans" in events[-1].told
    assert events[-1].at == 1.0 + STUCK_AFTER
    assert kinds(read(line, [(900.0, False)], 910.0)) == [Kind.BUTTON_FOUND]


ORDER: dict[str, dict[Kind, set[Kind]]] = {
    "hook": {
        Kind.PICKED_UP: {Kind.HUNG_UP},
        Kind.HUNG_UP: {Kind.PICKED_UP},
    },
    "tap": {
        Kind.PRESS: {Kind.TAP},
        Kind.TAP: {Kind.RELEASE},
        Kind.RELEASE: {Kind.PRESS},
    },
    "hold": {
        Kind.PRESS: {Kind.TAP, Kind.HOLD, Kind.RELEASE},
        Kind.TAP: {Kind.RELEASE},
        Kind.HOLD: {Kind.RELEASE},
        Kind.RELEASE: {Kind.PRESS},
    },
    "second": {
        Kind.SECOND: {Kind.SECOND, Kind.LEAVE},
        Kind.LEAVE: {Kind.SECOND, Kind.LEAVE},
    },
}
"""What may follow what; the first may come first."""
TROUBLES = {Kind.BUTTON_LOST: {Kind.BUTTON_FOUND}, Kind.BUTTON_FOUND: {Kind.BUTTON_LOST}}
LINES: dict[str, Callable[[bool], Line]] = {
    "hook": Hook,
    "tap": lambda on: Talk(TalkMode.TAP, on),
    "hold": lambda on: Talk(TalkMode.HOLD, on),
    "second": Second,
}


def well_formed(events: list[Event], order: dict[Kind, set[Kind]]) -> None:
    for rules in (order, TROUBLES):
        told = [event.kind for event in events if event.kind in rules]
        may = set(rules) if rules is ORDER["second"] else {next(iter(rules))}
        for kind in told:
            assert kind in may, told
            may = rules[kind]
    times = [event.at for event in events]
    assert times == sorted(times)


@given(
    st.sampled_from(sorted(LINES)),
    st.booleans(),
    st.lists(
        st.tuples(
            st.sampled_from([0.0, 0.001, 0.02, 0.1, 0.4, 0.9, 2.0, 6.0, 70.0, 200.0, -5.0]),
            st.integers(1, 12),
            st.booleans(),
            st.booleans(),
        ),
        max_size=16,
    ),
)
def test_whatever_the_edges_what_comes_out_is_well_formed(
    name: str, on: bool, steps: list[tuple[float, int, bool, bool]]
) -> None:
    line = LINES[name](on)
    at, events = 0.0, list[Event]()
    for wait, repeats, level, looked in steps:
        for n in range(repeats if wait < 0.1 else 1):
            at += wait
            events += line.feed(at, level is (n % 2 == 0))
            if looked:
                events += line.tick(at + wait / 2)
    well_formed(events, ORDER[name])
    end = at + 1000.0
    settled = events + line.feed(end, False) + line.tick(end + 500.0) + line.tick(end + 1000.0)
    well_formed(settled, ORDER[name])
    told = [event.kind for event in settled if event.kind in ORDER[name]]
    lost = [event.kind for event in settled if event.kind in TROUBLES]
    assert not told or told[-1] not in {Kind.PRESS, Kind.HOLD, Kind.TAP, Kind.PICKED_UP}
    assert not lost or lost[-1] is Kind.BUTTON_FOUND
    assert not line.on
    assert line.due() is None


@given(st.lists(st.floats(0.0, BUTTON_SETTLE * 0.99), max_size=40))
def test_nothing_is_meant_while_it_bounces(gaps: list[float]) -> None:
    talk, at, events = Talk(TalkMode.HOLD), 0.0, list[Event]()
    for n, gap in enumerate(gaps):
        at += gap
        events += talk.feed(at, n % 2 == 0)
    assert events == []
