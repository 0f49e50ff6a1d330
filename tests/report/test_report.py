"""The report: what a trainee looks at afterwards."""

import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from device import library, report
from device.coach.finding import Finding, Source
from device.coach.reply import Word
from device.coach.scenario import Outcome
from device.coach.skills import Skill
from device.coach.talk.act import Why
from device.coach.talk.feedback import Feedback
from device.event import (
    CoachSaid,
    Disputed,
    Ended,
    Event,
    FeedbackGiven,
    Found,
    Heard,
    SeekerSaid,
    as_json,
)
from device.report import PAGE, Record, ReportError
from device.report.record import overlaps, silences

REPLY = "it sounds like you <miss> her & what was she like"
FEEDBACK = Feedback(
    strength="You said, “you miss her.” That names what is under the words.",
    try_next="Leave a little more room.",
    model_line="What was she like?",
    spoken=(
        "You said, “you miss her.” That names what is under the words. Leave a little more room."
    ),
)


def finding(skill: Skill, quote: str) -> Finding:
    start = REPLY.index(quote)
    return Finding(skill, quote, start, start + len(quote), 0.9, Source.RULES)


EVENTS: list[Event] = [
    SeekerSaid(0.0, 4.0, "len", "Len", "I still make two cups."),
    Heard(9.0, "two-cups", 1, REPLY, 0.9, (), 6.5, 8.5, "whisper-tiny"),
    Found(
        9.1,
        "two-cups",
        1,
        (
            finding(Skill.REFLECTS_FEELING, "it sounds like you <miss> her"),
            finding(Skill.OPEN_QUESTION, "what was she like"),
            Finding(Skill.THOUGHTFUL_PAUSE, "", 0, 0, 0.9, Source.VOICE),
        ),
        Outcome.OPENS_UP,
        0.6,
    ),
    FeedbackGiven(9.2, "two-cups", 1, FEEDBACK),
    CoachSaid(9.2, 5.0, FEEDBACK.spoken, feedback=True),
    Disputed(15.0, "two-cups", 1),
    SeekerSaid(58.0, 4.0, "len", "Len", "She'd have laughed."),
    Heard(66.0, "two-cups", 1, "mm", 0.9, (), 61.0, 62.5, "whisper-tiny"),
    Ended(70.0, Why.FINISHED, "lighter"),
]


@pytest.fixture
def talk() -> Record:
    scenario = library.find("two-cups-of-tea")
    return report.record(scenario, "0" * 64, datetime(2026, 3, 1, 10, 0, tzinfo=UTC), EVENTS)


class Text(HTMLParser):
    """What a reader sees of a page: its text, and that of its marks."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.marks, self._open = "", list[tuple[str, str]](), ""
        self._aside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._aside = tag in ("title", "style", "desc")
        if tag == "mark":
            self._open = dict(attrs)["class"] or ""
            self.marks.append((self._open, ""))

    def handle_endtag(self, tag: str) -> None:
        self._aside = False
        if tag == "mark":
            self._open = ""

    def handle_data(self, data: str) -> None:
        if not self._aside:
            self.text += data
        if self._open:
            kind, text = self.marks[-1]
            self.marks[-1] = (kind, text + data)


def read(page: str) -> Text:
    reader = Text()
    reader.feed(page)
    return reader


def test_the_page_marks_the_words_that_carry_each_skill(talk: Record) -> None:
    seen = read(report.page(talk, sound=None))
    assert ("helps", "it sounds like you <miss> her") in seen.marks
    assert ("helps", "what was she like") in seen.marks
    assert REPLY.split(" & ", maxsplit=1)[0] in seen.text


def test_the_page_shows_feedback_once_and_that_the_trainee_disagreed(talk: Record) -> None:
    seen = read(report.page(talk, sound=None))
    assert seen.text.count(FEEDBACK.strength) == 1
    assert "You disagreed with this." in seen.text


def test_skills_heard_in_the_voice_are_named_without_words(talk: Record) -> None:
    assert "a thoughtful pause" in read(report.page(talk, sound=None)).text


def test_the_page_needs_nothing_from_elsewhere(talk: Record) -> None:
    page = report.page(talk, sound="practice.wav")
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert 'src="practice.wav"' in page


def test_the_picture_cuts_a_long_talk_into_minutes(talk: Record) -> None:
    page = report.page(talk, sound=None)
    # Len's second line runs from 0:58 to 1:02, and so stands at the end of one row and the
    # beginning of the next.
    assert page.count("She&#x27;d have laughed.") or page.count("She'd have laughed.")
    assert page.count('class="seeker" x=') == 3


def test_pauses_before_answering_and_talking_over_are_found(talk: Record) -> None:
    assert [(s.start, s.end) for s in silences(talk.passages)] == [(4.0, 6.5)]
    assert overlaps(talk.passages) == [(61.0, 62.0)]


def test_the_figures_hold_the_talk_in_seconds(talk: Record) -> None:
    figures = json.loads(json.dumps(report.as_dict(talk)))
    assert figures["skills"] == {
        "reflects_feeling": 1,
        "open_question": 1,
        "thoughtful_pause": 1,
    }
    assert figures["why"] == "finished"
    assert figures["passages"][1]["start"] == 6.5
    assert figures["passages"][1]["findings"][0]["quote"] == "it sounds like you <miss> her"


def test_words_have_the_names_that_every_command_uses() -> None:
    words = (Word("mm", 0.1, 0.4, 0.9),)
    heard = Heard(5.0, "two-cups", 1, "mm", 0.9, words, 3.0, 4.0, "vosk")
    talk = report.record(library.find("two-cups-of-tea"), "0" * 64, datetime.now(UTC), [heard])
    expected = [{"word": "mm", "start": 0.1, "end": 0.4, "confidence": 0.9}]
    assert json.loads(as_json(heard))["words"] == expected
    assert report.as_dict(talk)["passages"][0]["words"] == expected


def test_a_line_that_was_cut_short_ends_where_the_next_thing_happens() -> None:
    events: list[Event] = [
        SeekerSaid(1.0, 9.0, "len", "Len", "She'd have laughed."),
        CoachSaid(3.0, 1.0, "All right."),
        CoachSaid(6.0, 5.0, "Until another time."),
    ]
    talk = report.record(library.find("two-cups-of-tea"), "0" * 64, datetime.now(UTC), events)
    assert [p.end for p in talk.passages] == [3.0, 4.0, 11.0]


def test_trying_a_folder_leaves_nothing_behind_and_harms_nothing(tmp_path: Path) -> None:
    report.try_writing(tmp_path / "a" / "new" / "folder")
    assert not (tmp_path / "a").exists()
    (tmp_path / "report.json").write_text("mine")
    report.try_writing(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["report.json"]
    assert (tmp_path / "report.json").read_text() == "mine"


def test_trying_a_folder_that_cannot_be_written_names_it(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(ReportError, match=r"report\.html.*--out"):
        report.try_writing(tmp_path)


def test_the_report_stands_in_its_folder(talk: Record, tmp_path: Path) -> None:
    page = report.write(tmp_path / "a new folder", talk, b"RIFF")
    assert page.name == PAGE
    assert {file.name for file in page.parent.iterdir()} == {
        "report.html",
        "report.json",
        "practice.wav",
    }


def test_a_folder_that_cannot_be_written_is_named(talk: Record, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match=r"file.*--out"):
        report.write(tmp_path / "file" / "folder", talk, None)


def test_a_talk_in_which_nobody_answered_has_a_page_too() -> None:
    scenario = library.find("two-cups-of-tea")
    events: list[Event] = [Ended(1.0, Why.STOPPED, None)]
    talk = report.record(scenario, "0" * 64, datetime(2026, 3, 1, tzinfo=UTC), events)
    assert scenario.title in report.page(talk, sound=None)


def test_the_report_of_another_practice_is_never_overwritten(talk: Record, tmp_path: Path) -> None:
    report.write(tmp_path, talk, None)
    with pytest.raises(ReportError, match="another practice"):
        report.try_writing(tmp_path)


def test_what_is_hardly_likely_is_not_shown(talk: Record) -> None:
    unsure = Finding(Skill.ADVICE, "her", 27, 30, 0.3, Source.MODEL)
    talk.replies[0].findings = (*talk.replies[0].findings, unsure)
    assert "advice" not in read(report.page(talk, sound=None)).text
