"""The labelled replies are sound: well formed, split cleanly, and rich enough to judge by."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from device.coach.skills import Skill

REPLIES = Path(__file__).parents[1] / "replies"
SIDES = ("develop", "kept_back")
LEAST_REPLIES = {"develop": 440, "kept_back": 220}
LEAST_OF_EACH_SKILL = 12
LEAST_SEEKERS = 80
LEAST_TRAPS = 120
LEAST_TRAP_SHARE = 0.12
SAME_WORDS = 0.75
"""Token Jaccard from which two replies count as the same reply."""
SHORT = 5
"""Replies of fewer different words ("mm hm", "go on") are only compared word for word."""
FIELDS = {"id", "seeker", "reply", "skills", "voice"}
VOICES = {
    "older",
    "teen",
    "second_language",
    "blunt",
    "rambling",
    "hesitant",
    "british",
    "american",
    "irish",
    "southern",
}

Row = dict[str, Any]


def rows_of(side: str) -> Iterator[tuple[str, Row]]:
    for file in sorted((REPLIES / side).glob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            yield f"{side}/{file.name}:{number}", json.loads(line)


@pytest.fixture(scope="module")
def sides() -> dict[str, list[Row]]:
    return {side: [row for _, row in rows_of(side)] for side in SIDES}


def words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


@pytest.mark.parametrize("side", SIDES)
def test_every_line_has_the_fields_and_only_them(side: str) -> None:
    known = {skill.value for skill in Skill if not skill.by_voice}
    for where, row in rows_of(side):
        assert FIELDS <= row.keys() <= FIELDS | {"trap"}, where
        assert row["seeker"].strip() and row["reply"].strip(), where
        assert row["voice"] in VOICES, where
        assert len(row["skills"]) == len(set(row["skills"])), where
        assert set(row["skills"]) <= known, where
        assert row.get("trap", "said").strip(), where


@pytest.mark.parametrize("side", SIDES)
def test_labels_that_go_together_do_and_those_that_exclude_each_other_do_not_meet(
    side: str,
) -> None:
    for where, row in rows_of(side):
        skills = set(row["skills"])
        assert "interrogation" not in skills or "closed_question" in skills, where
        assert "parroting" not in skills or skills == {"parroting"}, where


@pytest.mark.parametrize("side", SIDES)
def test_text_is_either_bare_as_one_recogniser_writes_or_dressed_as_the_other_does(
    side: str,
) -> None:
    replies = [row["reply"] for _, row in rows_of(side)]
    dressed = [reply for reply in replies if reply[0].isupper()]
    for reply in replies:
        assert reply[0].isupper() or not re.search(r"[.,?!;:A-Z]", reply), reply
    assert 0.15 <= len(dressed) / len(replies) <= 0.35


def test_ids_are_unique(sides: dict[str, list[Row]]) -> None:
    ids = Counter(row["id"] for rows in sides.values() for row in rows)
    assert [name for name, count in ids.items() if count > 1] == []


def nearly_the_same(replies: list[str]) -> list[tuple[str, str]]:
    """Pairs that share three words in four.

    Two such replies must share one of each other's rarest quarter of words, so only those that
    do are compared.
    """
    rarity = Counter(word for reply in replies for word in set(words(reply)))
    holders: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
    same = []
    for reply in replies:
        left = frozenset(words(reply))
        rarest = sorted(left, key=lambda word: (rarity[word], word))
        telling = rarest[: len(left) - ceil(SAME_WORDS * len(left)) + 1]
        near = {other: right for word in telling for other, right in holders[word]}
        for other, right in near.items():
            if min(len(left), len(right)) < SHORT:
                alike = words(reply) == words(other)
            else:
                alike = len(left & right) / len(left | right) >= SAME_WORDS
            if alike:
                same.append((other, reply))
        for word in telling:
            holders[word].append((reply, left))
    return same


def test_a_reply_with_one_word_changed_counts_as_the_same() -> None:
    said = "it sounds as if nobody listened to you all week"
    assert nearly_the_same([said, "go on", said.replace("week", "day")]) != []


def test_no_reply_is_there_twice_or_nearly(sides: dict[str, list[Row]]) -> None:
    replies = [row["reply"] for rows in sides.values() for row in rows]
    assert len(set(replies)) == len(replies)
    assert nearly_the_same(replies) == []


def test_no_seeker_speaks_on_both_sides(sides: dict[str, list[Row]]) -> None:
    lines = {side: {" ".join(words(row["seeker"])) for row in sides[side]} for side in SIDES}
    assert lines["develop"] & lines["kept_back"] == set()
    assert len(lines["develop"] | lines["kept_back"]) >= LEAST_SEEKERS


def test_there_are_enough_replies(sides: dict[str, list[Row]]) -> None:
    for side, least in LEAST_REPLIES.items():
        assert len(sides[side]) >= least


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("skill", [skill for skill in Skill if not skill.by_voice])
def test_every_skill_is_there_often_enough(
    sides: dict[str, list[Row]], side: str, skill: Skill
) -> None:
    assert sum(skill.value in row["skills"] for row in sides[side]) >= LEAST_OF_EACH_SKILL


def test_traps_are_many_and_on_both_sides(sides: dict[str, list[Row]]) -> None:
    traps = {side: sum("trap" in row for row in sides[side]) for side in SIDES}
    assert sum(traps.values()) >= LEAST_TRAPS
    for side in SIDES:
        assert traps[side] / len(sides[side]) >= LEAST_TRAP_SHARE


def test_neither_side_is_kinder_than_the_other(sides: dict[str, list[Row]]) -> None:
    """The share of replies with any hindering habit differs by less than a twelfth."""
    hinders = {skill.value for skill in Skill if skill.kind == "hinders"}
    share = {
        side: sum(bool(hinders & set(row["skills"])) for row in sides[side]) / len(sides[side])
        for side in SIDES
    }
    assert abs(share["develop"] - share["kept_back"]) < 1 / 12


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("voice", sorted(VOICES))
def test_no_voice_gives_the_label_away(sides: dict[str, list[Row]], side: str, voice: str) -> None:
    """Every way of speaking both helps and hinders, in a quarter of its replies at the least."""
    hinders = {skill.value for skill in Skill if skill.kind == "hinders"}
    spoken = [row for row in sides[side] if row["voice"] == voice]
    share = sum(bool(hinders & set(row["skills"])) for row in spoken) / len(spoken)
    assert 0.25 <= share <= 0.75
