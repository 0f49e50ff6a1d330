"""The little language in which the rules are written, and the plain form they meet."""

from itertools import pairwise

import pytest

from device.coach.analysis.clauses import split
from device.coach.analysis.pattern import compile_pattern, phrases
from device.coach.analysis.tokens import hear

CLASSES = {"degree": phrases("so, really, a bit"), "mood": phrases("sad, let down, let")}


def matched(pattern: str, text: str) -> str | None:
    match = compile_pattern(pattern, CLASSES).regex.match(hear(text).plain)
    return match and match.group().strip()


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("you feel", "you feel it", "you feel"),
        ("you/they feel", "they feel it", "they feel"),
        ("you (feel|are) <mood>", "you are let down now", "you are let down"),
        ("you _ feel", "you really so feel", "you really so feel"),
        ("you ~2 feel", "you may well feel", "you may well feel"),
        ("you ~2 feel", "you may. feel", None),
        ("you feel !(it)", "you feel it", None),
        ("you feel $", "you feel it", None),
        ("you feel $", "you feel. it", "you feel"),
        ("you (do)? feel", "you feel", "you feel"),
        ("you (do )?feel", "you feel", "you feel"),
        ("you (do )?feel", "you do feel", "you do feel"),
        ("you feel*", "you feeling", "you feeling"),
        ("you *ing", "you feeling", "you feeling"),
    ],
)
def test_a_pattern_finds_its_words(pattern: str, text: str, expected: str | None) -> None:
    assert matched(pattern, text) == expected


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("you (feel", "lacks a closing bracket"),
        ("you feel )", "a bracket too many"),
        ("(you)?", "does not begin with a word"),
        ("<nowhere> you", "unknown class"),
    ],
)
def test_a_broken_pattern_says_what_is_wrong(pattern: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        compile_pattern(pattern, CLASSES)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Don't", "do not"),
        ("dont", "do not"),
        ("you’re", "you are"),
        ("um so uh you you know what", "so you know what"),
        ("it's, you know, hard", "it is hard"),
        ("is it is it alright", "is it all right"),
        ("must of been", "must have been"),
        ("ill sit here", "i will sit here"),
        ("anybody'd cry", "anybody would cry"),
        ("my brother's only seven", "my brother is only seven"),
        ("i ain't moving", "i am not moving"),
    ],
)
def test_every_way_of_writing_it_meets_the_rules_once(text: str, plain: str) -> None:
    assert hear(text).plain.strip() == plain


def test_a_token_knows_where_it_was_heard() -> None:
    text = "well, you’re not"
    heard = hear(text)
    assert [(t.text, text[t.start : t.end]) for t in heard.tokens] == [
        ("well", "well"),
        ("you", "you’re"),
        ("are", "you’re"),
        ("not", "not"),
    ]


def test_clauses_begin_where_subject_and_verb_start_again() -> None:
    heard = hear("that sounds hard you must be tired what was that like")
    bounds = split(heard).bounds
    clauses = [" ".join(heard.words(*pair)) for pair in pairwise(bounds)]
    assert clauses == ["that sounds hard", "you must be tired", "what was that like"]
