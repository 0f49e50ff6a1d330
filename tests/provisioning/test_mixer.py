"""Sound cards get their levels by name, and no microphone is played back into the loudspeaker."""

import subprocess
from pathlib import Path

import pytest

from tests.provisioning.machine import ROOT

MIXER = ROOT / "provisioning" / "files" / "mixer"
CARDS = """ 0 [vc4hdmi        ]: vc4-hdmi - vc4-hdmi
                      vc4-hdmi
 1 [Device         ]: USB-Audio - USB Audio Device
                      C-Media at usb-0000
"""
AMIXER = """#!/bin/sh
echo "$*" >>"$CALLS"
case "$*" in
*scontrols) printf "Simple mixer control '%s',0\\n" Speaker Mic "Auto Gain Control" ;;
*"sget Speaker,0") echo "  Capabilities: pvolume pswitch pswitch-joined" ;;
*"sget Mic,0") echo "  Capabilities: pvolume cvolume cvolume-joined pswitch cswitch" ;;
*"sget Auto Gain Control,0") echo "  Capabilities: pswitch pswitch-joined" ;;
esac
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "cards").write_text(CARDS)
    (tmp_path / "amixer").write_text(AMIXER)
    (tmp_path / "amixer").chmod(0o755)
    return tmp_path


def mixer(place: Path, *cards: str) -> tuple[str, list[str]]:
    """What it says, and what it sets."""
    (place / "calls").write_text("")
    done = subprocess.run(
        ("/bin/sh", str(MIXER), *cards),
        env={
            "PATH": f"{place}:/usr/bin:/bin",
            "CARDS": str(place / "cards"),
            "MIXER_CONF": str(place / "mixer.conf"),
            "CALLS": str(place / "calls"),
        },
        capture_output=True,
        check=True,
        text=True,
    )
    calls = (place / "calls").read_text().splitlines()
    return done.stdout, [call.partition("-c ")[2] for call in calls if " sset " in call]


def test_the_usb_card_is_set_by_its_name_and_no_other(place: Path) -> None:
    said, sets = mixer(place)
    assert said == "Device: playback 75, capture 80\n"
    assert sets == [
        "Device sset Speaker,0 playback 75% unmute",
        "Device sset Mic,0 capture 80% cap",
        "Device sset Mic,0 playback 0% mute",
    ]


def test_levels_can_be_chosen_and_left_alone(place: Path) -> None:
    (place / "mixer.conf").write_text("PLAYBACK=60\nCAPTURE=off\n")
    _, sets = mixer(place)
    assert "Device sset Speaker,0 playback 60% unmute" in sets
    assert not any("capture" in each for each in sets)


def test_without_a_card_it_says_so_and_goes_on(place: Path) -> None:
    (place / "cards").write_text("--- no soundcards ---\n")
    assert mixer(place) == ("No USB sound card is plugged in.\n", [])
