"""Whole practices on real parts: a real voice speaks, the real recogniser hears, the coach answers.

Spoken by espeak-ng, the quickest voice, so that a talk of several minutes takes seconds.
"""

import io
import json
import wave
from pathlib import Path

import pytest

from device import library
from device.coach.scenario import Outcome
from device.coach.talk.act import Expect, Say, Why
from device.config import Settings, load
from device.event import Ended, Event, FeedbackGiven, Found, Heard, Listening, SeekerSaid
from device.practice import Kept, Means, Watcher, Wish, hold
from device.trainee.samples import Manner
from device.voice.sound import wav
from device.voice.speak.engine import Engine
from device.voice.speak.voices import Voices

SCENARIO = "two-cups-of-tea"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A kiosk with the small recogniser and espeak-ng, and nothing else."""
    models = tmp_path / "models"
    models.mkdir()
    (models / "whisper-tiny").symlink_to(load().models / "whisper-tiny")
    return Settings(models=models, cache=tmp_path / "cache", recordings=tmp_path / "recordings")


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
    assert "mornings" in heard[0]
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


async def test_every_reply_wanted_is_for_a_turn_of_the_scenario(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Tell me more.\n" * 40))
    monkeypatch.setattr("device.voice.card.choose", lambda setting, direction: None)
    _, events = await practise(settings, Wish(Means.TYPED, seed=4))
    turns = {turn.id for turn in library.find(SCENARIO).turns}
    wanted = [e for e in events if isinstance(e, Listening) and e.expect is Expect.REPLY]
    assert wanted
    assert {event.turn for event in wanted} <= turns
    assert [e for e in events if isinstance(e, SeekerSaid)]
