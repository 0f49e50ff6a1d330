"""What `wellheard enrol` shows."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from device.cli.enrol import _Screen


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Blue [/b]", "Blue [/b]"),
        ("[red]door", "[red]door"),
        ("Tea :tea:", "Tea :tea:"),
        ("Blue\x1b[2J\x07", "Blue[2J"),
    ],
)
def test_what_others_wrote_is_shown_to_the_letter_and_does_nothing(name: str, shown: str) -> None:
    out = io.StringIO()
    screen = _Screen(Console(file=out, width=200), None)
    screen.done(name, name, Path("/data") / "[b]" / "identity.json")
    screen.trouble(f"The server at [fe80::1]:8443 says: {name}")
    assert out.getvalue().splitlines() == [
        f"This kiosk is let in: “{shown}”, {shown}.",
        "Who it is, is kept in /data/[b]/identity.json.",
        f"The server at [fe80::1]:8443 says: {shown}",
    ]
