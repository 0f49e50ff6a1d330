"""The kiosk says once that it was updated."""

from pathlib import Path

import pytest

from device.update.home import Home
from device.update.news import news
from device.update.updater import NotWell
from device.update.watch import Seen
from tests.update.workshop import Played, bundle, updater


def test_nothing_is_said_before_there_was_an_update(home: Home, tmp_path: Path) -> None:
    assert news(tmp_path, home) is None


def test_an_update_is_said_once_and_the_next_one_too(
    home: Home, services: Played, tmp_path: Path
) -> None:
    made = updater(home, services)
    made.install(bundle(tmp_path, news="I listen better."))
    said = "I was updated, to version 0.2.0. I listen better."
    assert [news(tmp_path, home) for _ in range(2)] == [said, None]
    made.install(bundle(tmp_path, "0.3.0"))
    assert [news(tmp_path, home) for _ in range(2)] == ["I was updated, to version 0.3.0.", None]
    made.back()
    assert news(tmp_path, home) == "I am back at version 0.2.0."


def test_nothing_is_said_while_it_is_tried_and_a_failure_is_told_gently(
    home: Home, services: Played, tmp_path: Path
) -> None:
    during: list[str | None] = []

    def life(release: str, passed: float) -> Seen:
        during.append(news(tmp_path, home))
        return Seen(active=release == "0.1.0")

    services.life = life
    with pytest.raises(NotWell):
        updater(home, services).install(bundle(tmp_path))
    assert set(during) == {None}
    assert "nothing is lost" in (news(tmp_path, home) or "")
    assert news(tmp_path, home) is None
