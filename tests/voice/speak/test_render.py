"""A scenario's lines are spoken ahead, and an interruption costs no finished line."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from device.coach.cast import COACH_VOICE
from device.coach.talk.act import Say
from device.config import Settings
from device.voice.sound import read
from device.voice.speak.engine import Engine
from device.voice.speak.loudness import TARGET, loudness
from device.voice.speak.render import Line, RenderError, distinct, name, render
from device.voice.speak.voices import Voices

LINES = [
    Say("I didn't sleep.", "bf_emma", "rose"),
    Say("It's been like that since spring.", "bf_emma", "rose"),
    Say("What would you say to her?", COACH_VOICE),
]


@pytest.fixture
async def voices(tmp_path: Path) -> AsyncIterator[Voices]:
    settings = Settings(models=tmp_path / "none", cache=tmp_path / "cache")
    made = Voices(settings, Engine.PYTTSX3)
    yield made
    await made.close()


async def test_every_line_is_made_once_and_then_kept(voices: Voices) -> None:
    told: list[Line] = []

    first = await render(LINES + LINES[:1], voices, told.append)
    second = await render(LINES, voices, told.append)

    assert [line.kept for line in first] == [False] * 3
    assert [line.kept for line in second] == [True] * 3
    assert [(line.number, line.total) for line in told] == [(1, 3), (2, 3), (3, 3)] * 2
    assert all(line.seconds > 0.5 for line in first)


async def test_after_an_interruption_it_goes_on_where_it_was(voices: Voices) -> None:
    def stop(line: Line) -> None:
        if line.number == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await render(LINES, voices, stop)

    again = await render(LINES, voices, lambda _: None)
    assert [line.kept for line in again] == [True, True, False]


async def test_a_line_that_cannot_be_spoken_keeps_back_no_other(voices: Voices) -> None:
    done = await render([Say("😀", "bf_emma"), LINES[0]], voices, lambda _: None)

    assert "nothing to say" in (done[0].problem or "")
    assert done[1].problem is None
    assert done[1].seconds > 0.5


async def test_staff_get_a_file_for_each_line(voices: Voices, tmp_path: Path) -> None:
    out = tmp_path / "to listen" / "to"

    done = await render(LINES, voices, lambda _: None, out)

    assert sorted(file.name for file in out.iterdir()) == [
        "1-rose-i-didnt-sleep.wav",
        "2-rose-its-been-like-that-since-spring.wav",
        "3-coach-what-would-you-say-to-her.wav",
    ]
    for line in done:
        assert line.file is not None
        sound = read(line.file)
        assert sound.seconds == pytest.approx(line.seconds, abs=0.01)
        assert loudness(sound) == pytest.approx(TARGET, abs=0.5)


async def test_a_folder_that_cannot_be_written_is_told(voices: Voices, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(RenderError, match="can't be written"):
        await render(LINES, voices, lambda _: None, tmp_path / "file")


def test_names_are_plain_whatever_the_line() -> None:
    assert (
        name(Say("Café – «Ça va?» / ../..", "bf_emma", "zoe"), 7, 120) == "007-zoe-cafe-ca-va.wav"
    )
    assert name(Say("😀", "bf_emma", "zoe"), 1, 1) == "1-zoe.wav"


def test_what_two_scenarios_share_is_rendered_once() -> None:
    other_voice = Say(LINES[0].text, "bm_george", "len")

    assert distinct([*LINES, other_voice, *LINES]) == [*LINES, other_voice]
