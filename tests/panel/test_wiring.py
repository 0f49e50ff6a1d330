"""The picture of the wires says what the settings do."""

from pathlib import Path
from xml.etree import ElementTree

import device.panel
from device.config import Settings
from device.panel.board import wired

HEADER = {17: 11, 27: 13, 22: 15, 23: 16, 24: 18, 25: 22}
"""Where a GPIO number is on the header of every Pi with 40 pins."""


def test_the_picture_names_every_pin_of_the_settings() -> None:
    picture = Path(device.panel.__file__).with_name("wiring.svg")
    text = "".join(ElementTree.parse(picture).getroot().itertext())
    for pin in wired(Settings()).values():
        assert f"GPIO {pin}" in text
        assert f"GPIO {pin} (" in text or f"GPIO {pin} over" in text
        assert f"pin {HEADER[pin]}" in text
