"""Whoever looks after a kiosk hears that no newer version comes into use."""

from pathlib import Path

import pytest

from device.update import home as homes
from device.update import state
from device.update.held import held, troubles
from device.update.home import Home
from device.update.updater import NotWell
from device.update.watch import Seen
from tests.update.workshop import Played, bundle, updater


def test_want_of_room_and_what_could_not_be_installed_are_told_until_they_are_over(
    home: Home, tmp_path: Path
) -> None:
    assert held(home, tmp_path) == ""
    assert troubles(home, tmp_path) == []
    state.save(home.state, state.State(waits="Only 3 MB are free. Make room."))
    assert held(home, tmp_path) == (
        "A newer version could not be installed. Only 3 MB are free. Make room."
    )
    (tmp_path / homes.FULL).write_text("430")
    assert held(home, tmp_path).startswith("To fetch a newer version 430 MB must be free. Make")
    assert troubles(home, tmp_path) == ["update_fails"]
    (tmp_path / homes.FULL).unlink()
    state.save(home.state, state.State())
    assert held(home, tmp_path) == ""


def test_one_that_did_not_do_well_is_told_and_one_that_was_taken_back_by_hand_is_not(
    home: Home, services: Played, tmp_path: Path
) -> None:
    made = updater(home, services)
    services.life = lambda release, passed: Seen(active=release != "0.2.0")
    with pytest.raises(NotWell):
        made.install(bundle(tmp_path))
    assert "Version 0.2.0 was tried, and 0.1.0 runs again. " in held(home, tmp_path)
    made.install(bundle(tmp_path, "0.3.0"))
    assert held(home, tmp_path) == ""
    made.back()
    assert held(home, tmp_path) == ""
