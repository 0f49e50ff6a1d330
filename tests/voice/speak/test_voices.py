"""Every line gets a sound: recorded, kept or made, whatever happens to the engines."""

import asyncio
import hashlib
import logging
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import numpy as np
import pytest

from device.coach.cast import COACH_VOICE
from device.coach.talk.act import Say
from device.config import Settings, VoiceChoice, load
from device.voice.sound import Sound, wav
from device.voice.speak import voices as speech
from device.voice.speak.engine import Engine, missing
from device.voice.speak.loudness import LEAD, RATE, TARGET, loudness
from device.voice.speak.part import UnknownVoice
from device.voice.speak.quickness import Store
from device.voice.speak.voices import NothingToSay, SpeechError, Voices

LINE = Say("I didn't sleep, and nobody noticed.", "bf_emma", "rose")
MADE_UP = Say("You heard that she was worn out.", COACH_VOICE, fixed=False)
MADE_UP_LONG = Say(
    " ".join(f"This is sentence number {n} of a long story." for n in range(12)),
    COACH_VOICE,
    fixed=False,
)
LONG = Say(" ".join(f"This is sentence number {n} of a long story." for n in range(12)), "bf_emma")

Make = Callable[..., Voices]


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Make]:
    """Makes voices with folders of their own; only pyttsx3 is installed unless models are given."""
    made = []

    def voices(
        models: Path | None = None, engine: Engine | None = None, **values: object
    ) -> Voices:
        settings = Settings(
            models=models or tmp_path / "no-models",
            cache=tmp_path / "cache",
            recordings=tmp_path / "recordings",
            **values,  # type: ignore[arg-type]  # the test names the settings it changes
        )
        made.append(Voices(settings, engine))
        return made[-1]

    yield voices
    for each in made:
        await each.close()


@pytest.fixture
def models() -> Path:
    """The real models."""
    folder = load().models
    for engine in Engine:
        assert (told := missing(engine, folder)) is None, f"{told} Or run: make test"
    return folder


def only(models: Path, folder: Path, *names: str) -> Path:
    """A models folder with some of the models."""
    folder.mkdir()
    for name in names:
        (folder / name).symlink_to(models / name)
    return folder


def kept(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "cache").rglob("*.flac"))


def child(voices: Voices, engine: Engine = Engine.PYTTSX3) -> int:
    pid = voices._workers[engine].pid
    assert pid is not None
    return pid


@pytest.mark.parametrize("engine", list(Engine))
async def test_each_engine_speaks_at_the_common_rate_and_loudness(
    make: Make, models: Path, engine: Engine
) -> None:
    voices = make(models, engine)

    sound = await voices.sound(Say("I walked here.", "am_michael", "sam"))

    assert sound.rate == RATE
    assert 0.8 < sound.seconds < 3.5
    assert loudness(sound) == pytest.approx(TARGET, abs=0.5)
    assert not sound.samples[: int(LEAD * RATE)].any()


async def test_a_fixed_line_is_made_once(make: Make, tmp_path: Path) -> None:
    first = await make().sound(LINE)
    again = make()

    second = await again.sound(LINE)

    assert len(kept(tmp_path)) == 1
    np.testing.assert_allclose(second.samples, first.samples, atol=1e-4)
    assert not again._workers, "nothing had to be started"


async def test_what_is_made_up_never_reaches_the_disk(make: Make, tmp_path: Path) -> None:
    await make().sound(MADE_UP)

    assert kept(tmp_path) == []


async def test_a_damaged_line_is_made_again(make: Make, tmp_path: Path) -> None:
    first = await make().sound(LINE)
    (file,) = kept(tmp_path)
    file.write_bytes(file.read_bytes()[:1000])

    second = await make().sound(LINE)

    assert second.seconds == pytest.approx(first.seconds, abs=0.05)
    assert len(file.read_bytes()) > 1000


async def test_a_line_is_spoken_though_it_cannot_be_kept(make: Make, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("not a folder")

    assert (await make().sound(LINE)).seconds > 1


async def test_a_long_line_is_said_to_its_end(make: Make) -> None:
    whole = await make().sound(LONG)
    part = await make().sound(Say(LONG.text[: len(LONG.text) // 2], "bf_emma"))

    assert len(LONG.text) > 500
    assert whole.seconds > 1.8 * part.seconds


async def test_a_killed_engine_says_the_rest(make: Make) -> None:
    undisturbed = await make().sound(MADE_UP_LONG)
    voices = make()
    await voices.start()
    saying = asyncio.create_task(voices.sound(MADE_UP_LONG))
    await asyncio.sleep(0.1)
    os.kill(child(voices), signal.SIGKILL)

    assert (await saying).seconds == pytest.approx(undisturbed.seconds, abs=0.1)
    assert voices._workers[Engine.PYTTSX3].starts == 2


async def test_whoever_still_renders_when_it_is_closed_leaves_no_engine_behind(make: Make) -> None:
    voices = make()
    await voices.start()
    saying = asyncio.create_task(voices.sound(Say(f"{LONG.text} " * 10, "bf_emma")))
    await asyncio.sleep(0.1)
    await voices.close()

    with pytest.raises(SpeechError, match="closed"):
        await saying
    assert not voices._workers


async def test_while_a_large_voice_loads_again_another_speaks_and_then_it_is_back(
    make: Make, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "BACK_WITHIN", 0.0)
    voices = make(models, voice=VoiceChoice.PIPER)
    await voices.start()
    os.kill(child(voices, Engine.PIPER), signal.SIGKILL)

    assert (await voices.sound(MADE_UP)).seconds > 1
    assert Engine.PYTTSX3 in voices._workers, "another voice helped out"

    await voices._workers[Engine.PIPER].start()
    own = await voices.sound(MADE_UP)
    alone = await make(models, Engine.PIPER).sound(MADE_UP)
    assert own.seconds == pytest.approx(alone.seconds, rel=0.15)


async def test_a_line_that_is_kept_waits_for_its_own_voice(
    make: Make, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "BACK_WITHIN", 0.0)
    voices = make(models, voice=VoiceChoice.PIPER)
    await voices.start()
    os.kill(child(voices, Engine.PIPER), signal.SIGKILL)

    await voices.sound(Say("Take all the time you need.", COACH_VOICE))

    assert Engine.PYTTSX3 not in voices._workers
    assert voices._workers[Engine.PIPER].starts == 2


def in_memory() -> set[Path]:
    """The folders and sounds that lie in memory."""
    return {path for path in Path("/dev/shm").iterdir() if path.is_dir() or path.suffix == ".wav"}


async def test_no_sound_lies_where_a_killed_engine_would_leave_it(make: Make) -> None:
    before = in_memory()
    voices = make()
    await voices.start()
    saying = asyncio.create_task(voices.sound(MADE_UP_LONG))
    left = set()
    while not saying.done():
        left |= in_memory() - before
        await asyncio.sleep(0.005)

    assert (await saying).seconds > 1
    assert not left


async def test_an_engine_that_hangs_is_replaced_and_the_line_said(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(speech.LIMITS, Engine.PYTTSX3, (1.0, 0.0))
    voices = make()
    await voices.start()
    os.kill(child(voices), signal.SIGSTOP)

    sound = await voices.sound(LINE)

    assert sound.seconds > 1
    assert voices._workers[Engine.PYTTSX3].starts == 2


async def test_a_model_that_does_not_load_gives_way_to_the_next_engine(
    make: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "models" / "kokoro"
    broken.mkdir(parents=True)
    (broken / "model.onnx").write_bytes(b"half a model")
    (broken / "voices.npz").write_bytes(b"half the voices")
    voices = make(tmp_path / "models", voice=VoiceChoice.PYTTSX3)

    with caplog.at_level(logging.WARNING):
        assert (await voices.sound(LINE)).seconds > 1
        assert (await voices.sound(Say("And the next.", "bf_emma", "rose"))).seconds > 0.5

    told = [record for record in caplog.records if "next best" in record.message]
    assert len(told) == 1, "the broken engine is left alone for the next line"
    assert "kokoro" in told[0].message
    assert LINE.text not in caplog.text


async def test_the_seekers_get_the_best_engine_and_the_coach_a_quick_one(
    make: Make, models: Path, tmp_path: Path
) -> None:
    voices = make(models, voice=VoiceChoice.PYTTSX3)
    assert await voices.coach() is Engine.PYTTSX3

    await voices.sound(MADE_UP)
    assert set(voices._workers) == {Engine.PYTTSX3}
    await voices.sound(Say("Yes.", "bf_emma", "rose"))
    assert set(voices._workers) == {Engine.PYTTSX3, Engine.KOKORO}


@pytest.mark.parametrize(
    ("kokoro", "piper", "chosen"),
    [
        (0.3, 0.2, Engine.KOKORO),
        (1.5, 0.4, Engine.PIPER),
        (9.0, 9.0, Engine.PYTTSX3),
    ],
)
async def test_the_coach_has_the_best_voice_that_is_quick_enough(
    make: Make, models: Path, tmp_path: Path, kokoro: float, piper: float, chosen: Engine
) -> None:
    voices = make(models)
    measured = Store(tmp_path / "cache")
    measured.put(Engine.KOKORO, voices._versions[Engine.KOKORO], kokoro)
    measured.put(Engine.PIPER, voices._versions[Engine.PIPER], piper)

    assert await voices.coach() is chosen
    fixed = await voices._rungs(COACH_VOICE)
    assert fixed[0] is chosen


async def test_no_seeker_sounds_like_the_coach(make: Make, models: Path, tmp_path: Path) -> None:
    with_piper = only(models, tmp_path / "models", "piper-joe")
    man = Say("I walked here.", "am_michael", "sam")

    beside_piper = make(with_piper, voice=VoiceChoice.PIPER)
    await beside_piper.sound(man)
    beside_pyttsx3 = make(with_piper, voice=VoiceChoice.PYTTSX3)
    await beside_pyttsx3.sound(man)

    assert set(beside_piper._workers) == {Engine.PYTTSX3}
    assert set(beside_pyttsx3._workers) == {Engine.PIPER}


async def test_what_was_measured_is_remembered(make: Make, models: Path, tmp_path: Path) -> None:
    with_piper = only(models, tmp_path / "models", "piper-joe")
    chosen = await make(with_piper).coach()

    again = make(with_piper)

    assert await again.coach() is chosen
    assert not again._workers, "nothing was measured again"


async def test_a_recorded_line_is_played_levelled(make: Make, tmp_path: Path) -> None:
    tone = 0.02 * np.sin(2 * np.pi * 200 * np.arange(2 * 44_100) / 44_100)
    stored = wav(Sound(tone.astype(np.float32), 44_100))
    sha256 = hashlib.sha256(stored).hexdigest()
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / f"{sha256}.wav").write_bytes(stored)
    voices = make()

    sound = await voices.sound(Say("Any words.", "bf_emma", "rose", recording=sha256))

    assert not voices._workers
    assert sound.rate == RATE
    assert sound.seconds == pytest.approx(2.35, abs=0.1)
    assert loudness(sound) == pytest.approx(TARGET, abs=0.5)
    assert await voices.is_ready(Say("Any words.", "bf_emma", "rose", recording=sha256))


@pytest.mark.parametrize("content", [None, b"something else", b""])
async def test_a_recording_that_is_lost_or_damaged_gives_way_to_a_synthetic_voice(
    make: Make, tmp_path: Path, content: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    sha256 = hashlib.sha256(b"the recording").hexdigest()
    if content is not None:
        (tmp_path / "recordings").mkdir()
        (tmp_path / "recordings" / sha256).write_bytes(content)

    sound = await make().sound(Say(LINE.text, "bf_emma", "rose", recording=sha256))

    assert sound.seconds > 1
    assert sha256 in caplog.text


@pytest.mark.parametrize("text", ["", "  ", "...", "😀", "你好"])
async def test_nothing_to_say_is_told(make: Make, text: str) -> None:
    with pytest.raises(NothingToSay, match="give a text"):
        await make().sound(Say(text, COACH_VOICE))


async def test_an_unknown_voice_is_told(make: Make) -> None:
    with pytest.raises(UnknownVoice, match="bf_emma"):
        await make().sound(Say("Hello.", "bf_ema"))


def test_no_espeak_is_told_with_what_to_install(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ctypes.util.find_library", lambda _: None)

    with pytest.raises(SpeechError, match="sudo apt install espeak-ng"):
        make()
    with pytest.raises(SpeechError, match="sudo apt install espeak-ng"):
        make(engine=Engine.PYTTSX3)


def test_a_missing_model_is_told_with_how_to_fetch_it(make: Make) -> None:
    with pytest.raises(SpeechError, match=r"kokoro: .*model.onnx.* wellheard models fetch"):
        make(voice=VoiceChoice.KOKORO)


async def test_many_lines_at_once_each_get_their_own_sound(make: Make) -> None:
    voices = make()
    lines = [Say("Number " + "and so on " * n, "bf_emma", fixed=False) for n in range(1, 6)]

    sounds = await asyncio.gather(*(voices.sound(line) for line in lines))

    lengths = [sound.seconds for sound in sounds]
    assert lengths == sorted(lengths)
    assert lengths[-1] > lengths[0] + 1


def test_programs_under_the_gpl_stay_out_of_our_process() -> None:
    code = (
        "import sys, device.voice.speak.render, device.voice.speak.voices\n"
        "print({'piper', 'pyttsx3', 'phonemizer', 'kokoro_onnx', 'scipy'} & set(sys.modules))"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "set()"
