"""What the coach learns from is read whole, and split so that nobody is on both sides."""

from pathlib import Path

import pytest

from device.coach.skills import Skill
from device.training.rows import BEHAVIOURS, NoReplies, NotAnnoMI, Row, annomi, samples, written

REPLIES = Path(__file__).parents[1] / "replies" / "develop"
TABLE = """id,context,text,main_therapist_behaviour,therapist_input_exists,reflection_exists,\
question_exists,therapist_input_subtype,reflection_subtype,question_subtype,fold
1,I drink.,"What would you like, then?",question,False,False,True,n/a,n/a,open,0
2,A lot.,So it has crept up on you.,reflection,False,True,False,n/a,complex,n/a,1
3,Yes.,You could count them for a week.,therapist_input,True,False,False,advice,n/a,n/a,4
4,Ok.,Mm hm.,other,False,False,False,n/a,n/a,n/a,4
5,Hm.,Or there is the gum.,therapist_input,True,False,False,options,n/a,n/a,3
"""


@pytest.fixture
def observed(tmp_path: Path) -> list[Row]:
    (tmp_path / "table.csv").write_text(TABLE)
    return annomi(tmp_path / "table.csv")


def test_every_labelled_reply_is_read_and_everything_is_known_of_it() -> None:
    rows = written(REPLIES)
    lines = sum(len(file.read_text().splitlines()) for file in REPLIES.glob("*.jsonl"))
    assert len(rows) == lines
    assert all(len(row.known) == 23 and row.ours for row in rows)


def test_no_seekers_line_is_in_two_folds() -> None:
    folds: dict[str, set[int]] = {}
    for row in [*written(REPLIES), *samples()]:
        folds.setdefault(row.reply.seeker, set()).add(row.fold)
    assert all(len(found) == 1 for found in folds.values())
    assert {fold for found in folds.values() for fold in found} == {0, 1, 2, 3, 4}


def test_what_the_experts_said_becomes_answers(observed: list[Row]) -> None:
    said = [
        tuple(choice[a] for (_, choice), a in zip(BEHAVIOURS, row.behaviours, strict=True))
        for row in observed
    ]
    assert said == [
        ("question", "no", "open", "no"),
        ("reflection", "yes", "no", "no"),
        ("therapist_input", "no", "no", "advice"),
        ("other", "no", "no", "no"),
        ("therapist_input", "no", "no", "information"),
    ]


def test_only_what_the_experts_were_asked_is_known(observed: list[Row]) -> None:
    question, reflection, advice, _, options = observed
    assert question.known[Skill.OPEN_QUESTION]
    assert not question.known[Skill.CLOSED_QUESTION]
    assert Skill.REFLECTS_CONTENT not in reflection.known, "it may be the other reflection"
    assert reflection.reflects
    assert advice.known[Skill.ADVICE]
    assert Skill.ADVICE not in options.known, "the rubric calls some of it advice"
    assert not any(Skill.VALIDATION in row.known for row in observed)
    assert not any(row.ours for row in observed)


def test_a_folder_without_replies_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoReplies, match=r"Name a folder of \.jsonl"):
        written(tmp_path)


def test_a_table_that_is_another_is_told(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(NotAnnoMI, match="no column 'reflection_exists'"):
        annomi(tmp_path / "other.csv")
