from datetime import time

import pytest

from server.centre import hours
from server.centre.hours import HoursError, Span


def day(typed: str) -> str:
    return hours.written(hours.parse(typed))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9-17", "09:00–17:00"),
        ("9 to 5pm", "09:00–17:00"),
        ("9am-12 noon".replace(" noon", ""), "09:00–12:00"),
        ("13.30 – 17h15, 9–12", "09:00–12:00, 13:30–17:15"),
        ("9–12 and 1pm–5pm", "09:00–12:00, 13:00–17:00"),
        ("12 a.m. to 12 p.m.", "00:00–12:00"),
        ("18–24", "18:00–00:00"),
        (" Closed ", ""),
        ("", ""),
    ],
)
def test_hours_are_understood_as_people_write_them(typed: str, kept: str) -> None:
    assert day(typed) == kept
    assert day(kept) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("mornings", "no time of opening"),
        ("9", "no time of opening"),
        ("17-9", "ends before it begins"),
        ("9-9", "ends before it begins"),
        ("9-25", "no such time"),
        ("9:61-10", "no such time"),
        ("13pm-14pm", "1 to 12"),
        ("9-12, 11-15", "overlap"),
        ("22-24, 23-24", "overlap"),
        ("1-2,3-4,5-6,7-8", "more than 3"),
        ("9-" + "1" * 500, "no time of opening"),
    ],
)
def test_what_is_no_time_of_opening_is_told(typed: str, why: str) -> None:
    with pytest.raises(HoursError, match=why):
        hours.parse(typed)


def week(*typed: str) -> tuple[tuple[Span, ...], ...]:
    return tuple(map(hours.parse, typed))


def test_days_that_are_alike_are_said_as_one() -> None:
    said = hours.spoken(week("9-17", "9-17", "9-17", "9-12, 13:30-17", "9-17", "", ""))
    assert said == (
        "We are open from Monday to Wednesday, 9 a.m. to 5 p.m.; on Thursday, 9 a.m. to noon and"
        " 1:30 p.m. to 5 p.m.; on Friday, 9 a.m. to 5 p.m. We are closed on Saturday and Sunday."
    )


def test_every_day_is_said_shortly_and_no_hours_not_at_all() -> None:
    assert hours.spoken(week(*["0-24"] * 7)) == "We are open every day, midnight to midnight."
    assert hours.spoken(week(*[""] * 7)) == ""
    assert hours.spoken(week("", "", "", "", "", "10-12", "10-12")).endswith(
        "We are closed from Monday to Friday."
    )


def test_midnight_closes_the_day() -> None:
    assert hours.parse("20-24") == (Span(time(20), time(0)),)
