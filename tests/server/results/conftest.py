"""Practices as kiosks send them."""

import os
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.server.devices.conftest import KioskClient, admin, let_in

__all__ = ["admin", "let_in"]

BOOT = "3f0b8a52-7a5c-4c7e-9d0e-0f6f2f6f8a11"
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def uuid7() -> str:
    raw = bytearray(os.urandom(16))
    raw[6], raw[8] = 0x70 | raw[6] & 0x0F, 0x80 | raw[8] & 0x3F
    return str(uuid.UUID(bytes=bytes(raw)))


class Practiser(KioskClient):
    """A kiosk at which people practise."""

    sequence = 0

    def practice(self, *skills: str, **more: Any) -> dict[str, Any]:
        """One practice of one reply, in which these skills were heard surely."""
        self.sequence += 1
        reply = {
            "turn": "t1",
            "attempt": 1,
            "at": 12.5,
            "words": 9,
            "findings": [
                {"skill": skill, "confidence": 0.9, "source": "rules"} for skill in skills
            ],
            "outcome": "opens_up",
            "openness": 0.6,
            "praised": skills[0] if skills else None,
            **more.pop("reply", {}),
        }
        return {
            "id": uuid7(),
            "device": self.id,
            "boot": BOOT,
            "sequence": self.sequence,
            "began": {"monotonic": 100.0, "quality": "none"},
            "seconds": 300.0,
            "scenario": {"id": "rent-day", "version": 1, "sha256": SHA},
            "path": ["t1"],
            "end": "finished",
            "replies": [reply],
            **more,
        }

    def bring(self, *items: Any, **more: Any) -> list[str]:
        """Send them; gives the answers."""
        answer = self.post("/results", self.batch(*items, **more))
        assert answer.status_code == 200, answer.text
        return [item["answer"] for item in answer.json()["items"]]

    def batch(self, *items: Any, **more: Any) -> dict[str, Any]:
        sent = {"monotonic": 400.0, "quality": "none"}
        return {"boot": BOOT, "sent": sent, "items": list(items), **more}


@pytest.fixture
def kiosk(let_in: Callable[..., KioskClient]) -> Practiser:
    return practiser(let_in())


def practiser(plain: KioskClient) -> Practiser:
    plain.__class__ = Practiser
    assert isinstance(plain, Practiser)
    return plain
