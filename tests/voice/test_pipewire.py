"""What PipeWire tells of its links is read as it is meant."""

from device.voice.pipewire import ends, monitors, node_of, wanted

TOLD = """\
speaker:playback_FL
  |<- wellheard-voice-1:output_FL
wellheard-voice-1:output_FL
  |-> speaker:playback_FL
wellheard-microphone-7-1:input_FL
  |<- alsa_input.usb-A:B-00.mono:capture_MONO
wellheard-microphone-7-11:input_FL
  |<- speaker:monitor_FL
"""


def test_a_node_is_told_from_one_whose_name_begins_alike() -> None:
    assert ends(TOLD, "wellheard-microphone-7-1") == ("alsa_input.usb-A:B-00.mono:capture_MONO",)
    assert ends(TOLD, "wellheard-voice-1") == ("speaker:playback_FL",)


def test_what_is_not_linked_is_not_known() -> None:
    assert ends(TOLD, "wellheard-microphone-8-1") is None
    assert ends("", "wellheard-microphone-7-1") is None


def test_a_loudspeakers_own_sound_is_no_microphone() -> None:
    (end,) = ends(TOLD, "wellheard-microphone-7-11") or ()
    assert monitors(end)
    assert node_of(end) == "speaker"
    assert not monitors("alsa_input.usb-A:B-00.mono:capture_MONO")


def test_a_device_may_name_the_node_it_wants() -> None:
    assert wanted("pipewire:NODE=mic") == "mic"
    assert wanted("pipewire:NODE=alsa_input.usb-1,ROLE=Phone") == "alsa_input.usb-1"
    assert wanted("default") is None
    assert wanted("plughw:CARD=Device") is None
