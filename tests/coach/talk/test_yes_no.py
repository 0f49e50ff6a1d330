"""A yes must be plain; everything else is a no, or asked again."""

import pytest

from device.coach.talk.yes_no import yes_or_no

YES = """yes / Yes, please. / yeah / sure / okay then / um yes / Yes. Yes. / that's fine / of course
    / go ahead / Yes, I do / I don't mind / yes that's all right / why not"""
NO = """no / No, thank you. / nope / not really / I'd rather not / no no / um no / please don't
    / better not / not today / no way / I don't want that / of course not"""
NEITHER = """yes but no / no, well, yes / what do you mean / yes I want to kill myself / maybe
    / I said yes to my sister / knows / yesterday / who would see it / go on"""


@pytest.mark.parametrize("said", YES.split("/"))
def test_a_yes(said: str) -> None:
    assert yes_or_no(said) is True


@pytest.mark.parametrize("said", NO.split("/"))
def test_a_no(said: str) -> None:
    assert yes_or_no(said) is False


@pytest.mark.parametrize("said", ["", *NEITHER.split("/")])
def test_neither(said: str) -> None:
    assert yes_or_no(said) is None
