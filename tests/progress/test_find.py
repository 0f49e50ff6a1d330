"""A code is found in what a recogniser makes of it, and never another one."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.progress.alike import difference, distance, sound
from device.progress.find import CLEARLY, MANY, find, plain, words
from device.progress.words import WORDS
from server.results import codes

CODES = st.lists(st.sampled_from(WORDS), min_size=MANY, max_size=MANY, unique=True)


@settings(deadline=None, max_examples=50)
@given(CODES, st.permutations(range(MANY)))
def test_a_code_is_found_in_any_order(three: list[str], order: list[int]) -> None:
    assert find(" ".join(three[n] for n in order)) == " ".join(sorted(three))


@pytest.mark.parametrize(
    "heard",
    [
        "apple lantern river",
        "Apple, lantern, river.",
        "My code is apple, lantern, river.",
        "um it's apple and, er, lantern and then river please",
        "I think my three words were river, lantern, apple",
        "apple lantern river apple lantern river",
        "APPLES lanterns rivers",
    ],
)
def test_fillers_repetitions_and_punctuation_do_not_matter(heard: str) -> None:
    assert find(heard) == "apple lantern river"


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("sun flower trum pet umbrela", "sunflower trumpet umbrella"),
        ("tigger fether umbrela", None),
        ("a tigger, a feather and the umbrella", "feather tiger umbrella"),
        ("elefant, lantern, mountin", "elephant lantern mountain"),
    ],
)
def test_a_word_that_was_heard_as_its_like_is_put_right(heard: str, meant: str | None) -> None:
    assert find(heard) == meant


@pytest.mark.parametrize(
    "heard",
    [
        "",
        "apple lantern",
        "apple apple lantern",
        "apple lantern river tiger",
        "no thank you",
        "I don't have any words",
        "seven brown kettles",
        "I'm feeling a bit low today and I would rather not say why",
        "12 34 56",
    ],
)
def test_less_or_more_than_three_words_are_no_code(heard: str) -> None:
    assert find(heard) is None


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=300))
def test_whatever_is_typed_is_a_code_of_the_list_or_none(text: str) -> None:
    found = find(text)
    assert found is None or (found == " ".join(sorted(set(found.split()))) and words(found))


def test_each_word_stands_for_itself_and_is_like_no_other() -> None:
    assert len(set(WORDS)) == len(WORDS) >= 200
    assert list(WORDS) == sorted(WORDS)
    assert all(word.isascii() and word.isalpha() and 4 <= len(word) <= 12 for word in WORDS)
    sounds = [sound(word) for word in WORDS]
    assert len(set(sounds)) == len(sounds)
    for one, other in itertools.combinations(WORDS, 2):
        if len(set(one) ^ set(other)) > 6:
            continue  # they have too few letters in common to be alike
        assert min(difference(one, other), difference(other, one)) > 2 * CLEARLY, (one, other)


def test_no_word_is_made_of_others_or_is_a_part_of_one() -> None:
    assert [(a, b) for a in WORDS for b in WORDS if a != b and a in b] == []


def test_letters_that_change_places_count_once() -> None:
    assert distance("tiger", "tigre") == 1
    assert distance("apple", "aple") == 1
    assert distance("", "apple") == 5


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=60))
def test_a_code_is_written_as_the_server_takes_it(text: str) -> None:
    assert plain(text) == codes.plain(text)
