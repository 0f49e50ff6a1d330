"""Settings: where they come from, and what is said of wrong ones."""

from pathlib import Path

import pytest

from device.config import RecognizerChoice, SettingsError, load


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in ("WELLHEARD_RECOGNIZER", "WELLHEARD_MODELS"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


def test_later_files_win_and_the_environment_wins_over_all(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "10.toml").write_text('recognizer = "vosk"\nmicrophone = "one"\n')
    (folder / "20.toml").write_text('microphone = "two"\n')
    assert load((folder,)).recognizer is RecognizerChoice.VOSK
    assert load((folder,)).microphone == "two"
    monkeypatch.setenv("WELLHEARD_RECOGNIZER", "whisper-tiny")
    assert load((folder,)).recognizer is RecognizerChoice.WHISPER_TINY


def test_an_unknown_setting_is_told_with_its_file_and_the_nearest_one(folder: Path) -> None:
    (folder / "site.toml").write_text('voyce = "kokoro"\n')
    with pytest.raises(SettingsError, match=r"site\.toml: there is no setting called voyce.*voice"):
        load((folder,))


def test_a_value_that_cannot_be_is_told_with_those_that_can(folder: Path) -> None:
    (folder / "site.toml").write_text('recognizer = "ears"\n')
    with pytest.raises(SettingsError, match=r"recognizer can't be 'ears'.*'vosk'"):
        load((folder,))


def test_a_wrong_variable_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WELLHEARD_RECOGNIZER", "ears")
    with pytest.raises(SettingsError, match="WELLHEARD_RECOGNIZER"):
        load((folder,))


@pytest.mark.parametrize("content", [b"voice = \n", b"\xff\xfe", b'voice = "kokoro\n'])
def test_a_broken_file_is_named(folder: Path, content: bytes) -> None:
    (folder / "site.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=r"site\.toml: .*Mend the file"):
        load((folder,))
