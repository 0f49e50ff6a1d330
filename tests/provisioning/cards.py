"""Cards with everything anybody might type, one a folder: python -m tests.provisioning.cards DIR

For `provisioning/trial-cards.sh`, which asks cloud-init itself what it thinks of them.
"""

import sys
from pathlib import Path

from device.errors import WellheardError
from device.provision import answers, card
from device.provision.answers import Answers, Role, Wifi
from tests.provisioning.test_documents import HOSTILE

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0123456789012345678901234567890123456789012 "


def wifi(written: str, *, wpa3: bool) -> Wifi | None:
    """A network that is called so and has a password of it, where there can be one."""
    try:
        return answers.network(written, (written * 8)[:60], "DE", wpa3=wpa3, hidden=not wpa3)
    except WellheardError:
        return None


def name(written: str) -> str:
    """The name, or a plain one where nothing can be called so."""
    try:
        return answers.name(written)
    except WellheardError:
        return "plain"


def main() -> None:
    """Write them."""
    folder = Path(sys.argv[1])
    for at, written in enumerate(HOSTILE):
        place = folder / f"{at:02}"
        place.mkdir(parents=True)
        made = Answers(
            name(written),
            role=Role.SERVER if at % 5 == 0 else Role.KIOSK,
            wifi=wifi(written, wpa3=at % 2 == 0),
            server="https://wellheard.local:8443" if at % 3 else None,
            fingerprint=":".join(["AB"] * 32) if at % 4 else None,
            keys=(answers.ssh_key(KEY + "me"),) if at % 2 else (),
            screen=at % 7 == 0,
        )
        card.write(place, made, None)
    print(f"{len(HOSTILE)} cards in {folder}")


if __name__ == "__main__":
    main()
