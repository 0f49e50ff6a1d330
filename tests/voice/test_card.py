"""Sound cards are found by name, as the kernel lists them."""

from pathlib import Path

import pytest

from device.voice.card import Card, Direction, cards, choose, served
from tests.soundserver import SoundServer

PI_CARDS = """\
 0 [vc4hdmi0       ]: vc4-hdmi - vc4-hdmi-0
                      vc4-hdmi-0
 1 [Headphones     ]: bcm2835_headpho - bcm2835 Headphones
                      bcm2835 Headphones
 2 [Device         ]: USB-Audio - USB Audio Device
                      C-Media Electronics Inc. USB Audio Device at usb-0000:01:00.0-1.3, full speed
"""
PI_PCM = """\
00-00: MAI PCM i2s-hifi-0 : MAI PCM i2s-hifi-0 : playback 1
01-00: bcm2835 Headphones : bcm2835 Headphones : playback 8
02-00: USB Audio : USB Audio : playback 1 : capture 1
"""


@pytest.fixture
def pi(tmp_path: Path) -> Path:
    (tmp_path / "cards").write_text(PI_CARDS)
    (tmp_path / "pcm").write_text(PI_PCM)
    return tmp_path


def test_only_cards_that_can_record_are_microphones(pi: Path) -> None:
    assert cards(Direction.IN, pi) == (Card("Device", "USB Audio Device", usb=True),)


def test_every_card_that_can_play_is_a_speaker(pi: Path) -> None:
    assert [card.name for card in cards(Direction.OUT, pi)] == ["vc4hdmi0", "Headphones", "Device"]


@pytest.mark.parametrize("direction", Direction)
def test_usb_audio_comes_first_and_goes_by_its_name(pi: Path, direction: Direction) -> None:
    assert choose("auto", direction, pi) == "plughw:CARD=Device"


def test_a_card_keeps_its_name_when_its_number_moves(pi: Path) -> None:
    before = choose("auto", Direction.IN, pi)
    (pi / "cards").write_text(PI_CARDS.replace(" 2 [Device", " 7 [Device"))
    (pi / "pcm").write_text(PI_PCM.replace("02-00: USB", "07-00: USB"))
    assert choose("auto", Direction.IN, pi) == before


def test_what_the_settings_name_is_taken_as_it_is(pi: Path) -> None:
    assert choose("plughw:CARD=Other", Direction.IN, pi) == "plughw:CARD=Other"


def test_without_cards_or_a_sound_server_there_is_nothing_to_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert cards(Direction.IN, tmp_path / "asound") == ()
    assert choose("auto", Direction.IN, tmp_path / "asound") is None


def test_a_screen_without_a_loudspeaker_is_not_chosen(
    pi: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(pi))
    (pi / "cards").write_text("".join(PI_CARDS.splitlines(keepends=True)[:4]))
    assert choose("auto", Direction.OUT, pi) is None


@pytest.mark.sound
@pytest.mark.parametrize("direction", Direction)
def test_a_sound_server_that_answers_is_used(
    sound_server: SoundServer, tmp_path: Path, direction: Direction
) -> None:
    assert choose("auto", direction, tmp_path) == "default"
    sound_server.stop()
    assert served(direction) is None
