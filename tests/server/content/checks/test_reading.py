"""How hard a text is, by the words and the syllables in it."""

import pytest

from server.content.checks.reading import grade, syllables

COUNTED = {
    1: "I you time made have the cakes talked walked hour clothes friend eyes loved tried stayed",
    2: "about kitchen maybe only little table wanted quiet going being people didn't moment lonely"
    " asleep careful because breakfast feeling nothing movie settled crying houses teacher",
    3: "radio idea area everything hospital family together another remember unhappy beautiful"
    " created cigarette museum piano",
    4: "actually everybody situation impossible embarrassing information community",
}


@pytest.mark.parametrize(
    ("word", "count"), [(word, n) for n, words in COUNTED.items() for word in words.split()]
)
def test_syllables_are_counted_as_they_are_said(word: str, count: int) -> None:
    if word == "situation":
        assert syllables(word) in (4, 5)
        return
    assert syllables(word) == count


def test_plain_talk_has_a_low_grade_and_a_letter_from_an_office_a_high_one() -> None:
    plain = "I still make two cups of tea of a morning. And then I drink the both of them."
    office = (
        "Following consideration of the circumstances surrounding your application, the department"
        " has determined that additional documentation will be necessary."
    )
    assert grade(plain) < 2
    assert grade(office) > 15


def test_the_grade_is_that_of_flesch_and_kincaid() -> None:
    # 9 words, 1 sentence, 11 syllables
    text = "The cat sat on the little mat all morning."
    assert grade(text) == pytest.approx(0.39 * 9 + 11.8 * 11 / 9 - 15.59)


def test_a_text_without_words_has_no_grade() -> None:
    assert grade("… !") == 0
