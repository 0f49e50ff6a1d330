"""Whole practices on real parts: a real voice speaks, the real recogniser hears, the coach answers.

Spoken by espeak-ng, the quickest voice, so that a talk of several minutes takes seconds.
"""

import asyncio
import io
import json
import wave
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from device import library
from device.coach.scenario import Outcome
from device.coach.talk.act import Expect, Listen, Say, Why
from device.config import Settings, load
from device.event import Ended, Event, FeedbackGiven, Found, Heard, Listening, SeekerSaid
from device.practice import DeafError, Kept, Means, Watcher, Wish, hold
from device.report import ReportError
from device.trainee.samples import Manner
from device.trainee.typed import Typed
from device.visit import Answered, Said
from device.voice.level import Trouble
from device.voice.microphone import MicrophoneLost
from device.voice.sound import wav
from device.voice.speak.engine import Engine
from device.voice.speak.voices import Voices
from device.voice.speaker import SpeakerLost
from tests.speech import spoken

SCENARIO = "two-cups-of-tea"

Typing = Callable[[str], Settings]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A kiosk with the small recogniser and espeak-ng, and nothing else."""
    models = tmp_path / "models"
    models.mkdir()
    (models / "whisper-tiny").symlink_to(load().models / "whisper-tiny")
    return Settings(models=models, cache=tmp_path / "cache", recordings=tmp_path / "recordings")


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typing:
    """A machine with a keyboard alone, on which this is typed."""

    def on(text: str) -> Settings:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        monkeypatch.setattr("device.voice.card.choose", lambda setting, direction: None)
        return Settings(models=tmp_path / "none", cache=tmp_path / "cache")

    return on


async def practise(settings: Settings, wish: Wish) -> tuple[Kept, list[Event]]:
    events: list[Event] = []
    kept = await hold(library.find(SCENARIO), settings, wish, Watcher(events.append))
    return kept, events


@pytest.mark.timeout(300)
async def test_a_rehearsal_is_spoken_heard_and_given_feedback(
    settings: Settings, tmp_path: Path
) -> None:
    wish = Wish(Means.REHEARSED, manner=Manner.LEARNING, out=tmp_path / "out", seed=1)
    kept, events = await practise(settings, wish)
    heard = [event for event in events if isinstance(event, Heard)]
    assert kept.why is Why.FINISHED
    assert {event.recognizer for event in heard} == {"whisper-tiny"}
    assert all(event.words for event in heard)
    assert len([e for e in events if isinstance(e, FeedbackGiven)]) == len(heard)
    # Who is learning stumbles first, tries the same turn again, and is heard to do better.
    assert [event.attempt for event in heard[:2]] == [1, 2]
    found = [event for event in events if isinstance(event, Found)]
    assert found[0].outcome is not Outcome.OPENS_UP
    assert found[1].openness > found[0].openness


@pytest.mark.timeout(300)
async def test_the_report_holds_what_was_played_and_heard(
    settings: Settings, tmp_path: Path
) -> None:
    wish = Wish(Means.REHEARSED, manner=Manner.GOOD, out=tmp_path / "out", seed=1)
    kept, events = await practise(settings, wish)
    assert kept.page is not None
    figures = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    with wave.open(str(tmp_path / "out" / "practice.wav")) as file:
        assert file.getnchannels() == 2
        seconds = file.getnframes() / file.getframerate()
    assert seconds == pytest.approx(figures["seconds"], abs=5.0)
    replies = [p for p in figures["passages"] if p["who"] == "trainee"]
    assert [p["text"] for p in replies] == [e.text for e in events if isinstance(e, Heard)]
    for reply in replies:
        assert 0 < reply["end"] - reply["start"] < 30


@pytest.mark.timeout(300)
async def test_recordings_answer_turn_by_turn_and_then_leave(
    settings: Settings, tmp_path: Path
) -> None:
    voices = Voices(settings, Engine.PYTTSX3)
    recordings = []
    for number, text in enumerate(("What are the mornings like for you?", "You should get out.")):
        sound = await voices.sound(Say(text, "am_michael"))
        recordings.append(tmp_path / f"reply {number}.wav")
        recordings[-1].write_bytes(wav(sound))
    await voices.close()
    kept, events = await practise(settings, Wish(Means.TAPE, recordings, seed=1))
    assert kept.why is Why.STOPPED
    assert kept.page is None
    heard = [event.text.lower() for event in events if isinstance(event, Heard)]
    assert len(heard) == 2
    assert "morning" in heard[0]
    assert "should" in heard[1]


async def test_typing_needs_no_model_and_no_voice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = Settings(models=tmp_path / "none", cache=tmp_path / "cache", speaker="auto")
    monkeypatch.setattr("sys.stdin", io.StringIO("What was she like?\n"))
    monkeypatch.setattr("device.voice.card.choose", lambda setting, direction: None)
    kept, events = await practise(bare, Wish(Means.TYPED, seed=1, out=tmp_path / "out"))
    assert kept.why is Why.STOPPED
    assert [event.text for event in events if isinstance(event, Heard)] == ["What was she like?"]
    assert isinstance(events[-1], Ended)
    assert (tmp_path / "out" / "report.html").exists()
    assert not (tmp_path / "out" / "practice.wav").exists()


async def test_a_crisis_leaves_no_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = Settings(models=tmp_path / "none", cache=tmp_path / "cache")
    monkeypatch.setattr("sys.stdin", io.StringIO("I want to kill myself\nyes\n"))
    monkeypatch.setattr("device.voice.card.choose", lambda setting, direction: None)
    kept, _ = await practise(bare, Wish(Means.TYPED, out=tmp_path / "out"))
    assert kept == Kept(Why.CRISIS, None)
    assert not (tmp_path / "out").exists()


async def test_whoever_answers_every_turn_comes_to_an_ending_by_way_of_the_scenarios_turns(
    typed: Typing,
) -> None:
    scenario = library.find(SCENARIO)
    kept, events = await practise(
        typed("That sounds so lonely. What was she like?\n" * 40), Wish(Means.TYPED, seed=4)
    )
    assert kept.why is Why.FINISHED
    wanted = [e.turn for e in events if isinstance(e, Listening) and e.expect is Expect.REPLY]
    way = list(dict.fromkeys(wanted))
    assert way[0] == scenario.turns[0].id
    for turn, after in zip(way, [*way[1:], None], strict=True):
        leads = {scenario.turn(turn).next[outcome].then for outcome in Outcome}
        assert after in leads if after else leads & {ending.id for ending in scenario.endings}
    said = [e.text for e in events if isinstance(e, SeekerSaid)]
    assert [scenario.turn(turn).line.text in said for turn in way] == [True] * len(way)
    last = events[-1]
    assert isinstance(last, Ended)
    assert last.ending in {ending.id for ending in scenario.endings}


class Broken(RuntimeError):
    """Something that nobody thought of."""


@pytest.mark.parametrize("problem", [Broken, asyncio.CancelledError])
async def test_a_talk_that_breaks_off_leaves_its_report(
    typed: Typing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: type[BaseException]
) -> None:
    answers = Typed.answer
    asked = 0

    async def answer(self: Typed, listen: Listen, seeker: str, said: Said) -> Answered:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise problem
        return await answers(self, listen, seeker, said)

    monkeypatch.setattr(Typed, "answer", answer)
    pages: list[Path] = []
    wish = Wish(Means.TYPED, out=tmp_path / "out", seed=1)
    with pytest.raises(problem):
        await hold(
            library.find(SCENARIO),
            typed("What was she like?\n"),
            wish,
            Watcher(lambda event: None, reported=pages.append),
        )
    assert pages == [tmp_path / "out" / "report.html"]
    figures = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    replies = [p for p in figures["passages"] if p["who"] == "trainee"]
    assert [reply["text"] for reply in replies] == ["What was she like?"]
    assert figures["why"] is None


async def test_what_breaks_off_where_somebody_may_be_in_crisis_leaves_nothing(
    typed: Typing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = Typed.answer

    async def answer(self: Typed, listen: Listen, seeker: str, said: Said) -> Answered:
        if listen.expect is Expect.PRIVATE:
            raise Broken
        return await answers(self, listen, seeker, said)

    monkeypatch.setattr(Typed, "answer", answer)
    wish = Wish(Means.TYPED, out=tmp_path / "out", seed=1)
    with pytest.raises(Broken):
        await practise(typed("What was she like?\n\nI don't want to be here any more\n"), wish)
    assert not (tmp_path / "out").exists()


async def test_a_folder_that_cannot_be_written_is_told_before_the_talk(
    typed: Typing, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    events: list[Event] = []
    wish = Wish(Means.TYPED, out=tmp_path / "file" / "out")
    with pytest.raises(ReportError, match="--out"):
        await hold(library.find(SCENARIO), typed("mm\n"), wish, Watcher(events.append))
    assert events == []


async def test_where_nobody_was_ever_heard_the_report_is_written_and_the_cause_is_told(
    typed: Typing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answer(self: Typed, listen: Listen, seeker: str, said: Said) -> Answered:
        return Trouble.UNPLUGGED

    monkeypatch.setattr(Typed, "answer", answer)
    with pytest.raises(DeafError, match="wellheard doctor"):
        await practise(typed(""), Wish(Means.TYPED, out=tmp_path / "out", seed=1))
    assert (tmp_path / "out" / "report.html").exists()


async def test_a_hum_at_the_last_question_does_not_make_a_finished_talk_fail(
    typed: Typing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = Typed.answer

    async def answer(self: Typed, listen: Listen, seeker: str, said: Said) -> Answered:
        if listen.expect is Expect.PRIVATE:
            return Trouble.HUM
        return await answers(self, listen, seeker, said)

    monkeypatch.setattr(Typed, "answer", answer)
    answered = typed("That sounds so lonely. What was she like?\n" * 40)
    kept, _ = await practise(answered, Wish(Means.TYPED, out=tmp_path / "out", seed=4))
    assert kept.why is Why.FINISHED
    assert kept.page is not None


async def test_with_a_sound_card_but_no_voice_what_is_typed_is_answered_on_the_screen(
    typed: Typing, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = typed("What was she like?\n")
    monkeypatch.setattr("device.voice.card.choose", lambda setting, direction: "null")
    monkeypatch.setenv("PATH", "")  # neither aplay nor espeak-ng
    notes: list[str] = []
    kept = await hold(
        library.find(SCENARIO),
        settings,
        Wish(Means.TYPED, seed=1),
        Watcher(lambda event: None, note=notes.append),
    )
    assert kept.why is Why.STOPPED
    assert len(notes) == 1
    assert notes[0].startswith("The talk is only shown.")


async def test_a_speaker_that_takes_nothing_is_told_before_anything_is_loaded(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("device.voice.card.choose", lambda setting, direction: "nowhere")
    begun: list[int] = []
    with pytest.raises((SpeakerLost, MicrophoneLost), match="nowhere"):
        await hold(
            library.find(SCENARIO),
            settings,
            replace(Wish(), means=Means.REHEARSED),
            Watcher(lambda event: None, rendering=lambda done, of: begun.append(done)),
        )
    assert begun == []


async def test_lines_that_have_their_voice_are_not_waited_for_again(
    settings: Settings, tmp_path: Path
) -> None:
    recording = tmp_path / "reply.wav"
    recording.write_bytes(wav(spoken("Stop.")))
    told: list[tuple[int, int]] = []
    for _ in range(2):
        watcher = Watcher(lambda event: None, rendering=lambda *part: told.append(part))
        await hold(library.find(SCENARIO), settings, Wish(Means.TAPE, [recording]), watcher)
    lines = told[0][1]
    assert told == [(done, lines) for done in range(lines + 1)]
