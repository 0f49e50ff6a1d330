"""The light: what it shows, that all can tell it, and that it hurts nobody."""

import math
from itertools import combinations, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from device.panel.light import DWELL, SIGNS, URGENCY, Colour, Lamp, Light, most_urgent, shade

STEP = 0.02


def luminance(colour: Colour) -> float:
    red, green, blue = colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def most_flashes(levels: list[float], change: float = 0.1) -> int:
    """The most pairs of opposing changes in any second of levels, STEP apart."""
    turns: list[int] = []
    extreme, rising = levels[0], None
    for index, level in enumerate(levels):
        if rising is not True and level >= extreme + change:
            turns.append(index)
            extreme, rising = level, True
        elif rising is not False and level <= extreme - change:
            turns.append(index)
            extreme, rising = level, False
        elif rising is not None:
            extreme = max(extreme, level) if rising else min(extreme, level)
    window = round(1 / STEP)
    most = max((sum(t <= turn < t + window for turn in turns) for t in turns), default=0)
    return math.ceil(most / 2)


def test_every_state_has_its_sign_and_its_rank() -> None:
    assert set(SIGNS) == set(Light) == set(URGENCY)
    assert all(sign.means and sign.looks for sign in SIGNS.values())


def test_the_flash_counter_counts() -> None:
    blink = [float(i // 5 % 2) for i in range(100)]  # a tenth of a second lit, a tenth dark
    assert most_flashes(blink) == 5
    assert most_flashes([0.5] * 100) == 0


@pytest.mark.parametrize(
    ("true", "shown"),
    [
        ((Light.IDLE, Light.OFFLINE), Light.OFFLINE),
        ((Light.OFFLINE, Light.YOUR_TURN), Light.YOUR_TURN),
        ((Light.TOO_LOUD, Light.LISTENING), Light.TOO_LOUD),
        ((Light.TOO_LOUD, Light.TROUBLE, Light.IDLE), Light.TROUBLE),
        ((Light.TROUBLE, Light.STOPPED), Light.STOPPED),
        ((), Light.IDLE),
    ],
)
def test_the_most_urgent_state_is_shown(true: tuple[Light, ...], shown: Light) -> None:
    assert most_urgent(true) is shown
    assert most_urgent(reversed(true)) is shown


def beat(state: Light) -> list[float]:
    """Twelve seconds of a state's rhythm, its brightness alone, whatever the colour."""
    levels = [shade(SIGNS[state].rhythm, i * STEP)[0] for i in range(round(12 / STEP))]
    return levels if any(SIGNS[state].colour) else [0.0] * len(levels)


def strides(levels: list[float]) -> tuple[int, float, float]:
    """What one can see of a rhythm without a clock: how often it goes up, and how far."""
    ups = sum(one < 0.5 * max(levels) <= other for one, other in pairwise(levels))
    return ups, min(levels), sum(levels) / len(levels)


@pytest.mark.parametrize(("one", "other"), list(combinations(Light, 2)))
def test_two_states_can_be_told_apart_without_their_colours(one: Light, other: Light) -> None:
    first, second = beat(one), beat(other)
    nearest = min(
        math.dist(first, second[shift:] + second[:shift]) / math.sqrt(len(first))
        for shift in range(0, len(first), 5)
    )
    assert nearest >= 0.15, strides(first)


@pytest.mark.parametrize("state", Light)
def test_no_state_flashes_more_than_three_times_a_second(state: Light) -> None:
    lamp = Lamp(0.0, state)
    seen = [luminance(lamp.look(i * STEP)[0]) for i in range(round(8 / STEP))]
    peak = max(seen) or 1.0
    assert most_flashes([level / peak for level in seen]) <= 3


@given(
    st.lists(st.tuples(st.integers(min_value=1, max_value=40), st.sampled_from(Light)), max_size=12)
)
@example([(1, Light.STOPPED), (28, Light.THINKING), (40, Light.TROUBLE)])
@example([(3, Light.STOPPED), (18, Light.TROUBLE), (20, Light.THINKING)])
def test_no_sequence_of_states_flashes_more_than_three_times_a_second(
    shows: list[tuple[int, Light]],
) -> None:
    lamp, seen, frame = Lamp(0.0, Light.IDLE), [], 0
    for frames, state in [*shows, (100, Light.IDLE)]:
        for _ in range(frames):
            seen.append(luminance(lamp.look(frame * STEP)[0]))
            frame += 1
        lamp.show(frame * STEP, state)
    assert most_flashes(seen) <= 3


def test_a_state_is_seen_before_the_next_one_comes_and_the_last_one_wins() -> None:
    lamp = Lamp(0.0, Light.IDLE)
    lamp.show(1.0, Light.SPEAKING)
    lamp.show(1.1, Light.YOUR_TURN)
    lamp.show(1.2, Light.LISTENING)
    assert lamp.showing == "speaking"
    _, wait = lamp.look(1.2)
    assert wait <= 1.0 + DWELL - 1.2
    lamp.look(1.0 + DWELL)
    assert lamp.showing == "listening"


def test_a_steady_light_needs_no_work_and_a_swelling_one_little() -> None:
    lamp = Lamp(0.0, Light.LISTENING)
    assert lamp.look(0.0)[1] >= 10
    lamp = Lamp(0.0, Light.IDLE)
    at, looks = 0.0, 0
    while at < 10.0:
        at += lamp.look(at)[1]
        looks += 1
    assert looks <= 250


@given(st.sampled_from(Light), st.floats(0, 1e7))
def test_every_colour_can_be_shown_at_any_time(state: Light, at: float) -> None:
    colour, wait = Lamp(0.0, state).look(at)
    assert all(0 <= part <= 1 for part in colour)
    assert wait >= 0
