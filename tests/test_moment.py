"""How far a clock is believed, from what a system leaves lying about."""

import time
import uuid
from pathlib import Path

import pytest

from device import moment
from device.moment import BUILT, LATEST, Evidence, Moment, Quality
from server.devices.health import Clock

TODAY = 1_800_000_000.0


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    """A system on which nothing vouches for the clock."""
    (tmp_path / "boot").write_text("0198f2d0-4c3e-4b1a-9f00-3a5d6c7e8f90\n")
    (tmp_path / "rtc").mkdir()
    return Evidence(
        tmp_path / "boot", tmp_path / "synchronised", tmp_path / "rtc", (tmp_path / "kept",)
    )


def chip(evidence: Evidence, used: str) -> None:
    (evidence.chips / "rtc0").mkdir()
    (evidence.chips / "rtc0" / "hctosys").write_text(f"{used}\n")


def test_nothing_vouches_for_a_clock_without_chip_file_or_network(evidence: Evidence) -> None:
    assert moment.quality(TODAY, evidence, kernel=False) is Quality.NONE


def test_a_chip_that_set_the_clock_keeps_it(evidence: Evidence) -> None:
    chip(evidence, "1")
    assert moment.quality(TODAY, evidence, kernel=False) is Quality.KEPT


def test_a_chip_that_did_not_set_the_clock_says_nothing(evidence: Evidence) -> None:
    chip(evidence, "0")
    assert moment.quality(TODAY, evidence, kernel=False) is Quality.NONE


def test_the_file_of_the_last_shutdown_keeps_it(evidence: Evidence) -> None:
    evidence.kept[0].write_text("")
    assert moment.quality(TODAY, evidence, kernel=False) is Quality.KEPT


@pytest.mark.parametrize(
    ("used", "shows", "stood"),
    [
        ("", "", True),
        ("1", f"{TODAY - 40:.0f}", False),
        ("1", "4711", True),  # a Pi 5 whose battery is missing
        ("1", "", True),
        ("0", f"{TODAY:.0f}", True),
    ],
)
def test_a_clock_that_goes_on_from_a_file_stood_unless_a_chip_that_ran_on_set_it(
    evidence: Evidence, monkeypatch: pytest.MonkeyPatch, used: str, shows: str, stood: bool
) -> None:
    monkeypatch.setattr(time, "time", lambda: TODAY)
    monkeypatch.setattr(moment, "kernel_agrees", lambda: False)
    evidence.kept[0].write_text("")
    if used:
        chip(evidence, used)
        (evidence.chips / "rtc0" / "since_epoch").write_text(shows)
    assert moment.now(evidence).quality is Quality.KEPT
    assert moment.now(evidence).stood is stood
    evidence.synchronised.write_text("")
    assert not moment.now(evidence).stood


def test_the_network_is_believed_by_the_kernels_word_or_the_time_services(
    evidence: Evidence,
) -> None:
    assert moment.quality(TODAY, evidence, kernel=True) is Quality.SYNCED
    evidence.synchronised.write_text("")
    assert moment.quality(TODAY, evidence, kernel=False) is Quality.SYNCED


@pytest.mark.parametrize("wall", [-5.0, 0.0, BUILT - 1, LATEST + 1])
def test_a_time_that_cannot_be_is_believed_of_nobody(evidence: Evidence, wall: float) -> None:
    evidence.synchronised.write_text("")
    chip(evidence, "1")
    assert moment.quality(wall, evidence, kernel=True) is Quality.NONE


@pytest.mark.parametrize(
    ("wall", "told"), [(0.0, 0.0), (-3.5, None), (4_102_444_800.0, 4_102_444_800.0), (1e18, None)]
)
def test_whatever_the_clock_shows_the_server_takes_it(
    evidence: Evidence, monkeypatch: pytest.MonkeyPatch, wall: float, told: float | None
) -> None:
    monkeypatch.setattr(time, "time", lambda: wall)
    now = moment.now(evidence)
    assert now.boot == uuid.UUID("0198f2d0-4c3e-4b1a-9f00-3a5d6c7e8f90")
    clock = Clock.model_validate(now.clock())
    assert clock.wall == told
    assert clock.quality.value == now.quality.value


def test_on_this_machine_the_monotonic_clock_runs_and_the_start_stays() -> None:
    first, second = moment.now(), moment.now()
    assert first.boot == second.boot
    assert 0 < first.monotonic <= second.monotonic


def test_a_system_that_does_not_tell_its_start_gets_one_for_the_process(
    evidence: Evidence,
) -> None:
    evidence.boot.unlink()
    assert moment.boot_id(evidence) == moment.boot_id(evidence)


def test_it_is_sent_to_the_millisecond() -> None:
    now = Moment(uuid.uuid4(), 5310.20049, None, Quality.NONE)
    assert now.clock() == {"monotonic": 5310.2, "wall": None, "quality": "none"}
