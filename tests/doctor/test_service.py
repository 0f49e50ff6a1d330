import json
from pathlib import Path

import pytest

from device import health
from device.config import Settings
from device.doctor import service
from device.doctor.finding import State, ok, warning
from device.doctor.report import ReportError, write
from device.moment import now
from device.sync import identity
from device.sync.status import FILE as STATUS
from tests.kiosk.test_visits import let_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", models=tmp_path / "models")


def told(settings: Settings, *codes: str) -> None:
    at = now()
    (settings.data).mkdir(exist_ok=True)
    condition = health.Condition(
        boot=at.boot, monotonic=at.monotonic, microphone_dbfs=-31.2, troubles=list(codes)
    )
    health.note(settings.data, condition)


def manager(monkeypatch: pytest.MonkeyPatch, state: str) -> None:
    monkeypatch.setattr(service, "asked", lambda *command, always=False: state)


async def test_where_no_service_is_installed_that_is_no_fault(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager(monkeypatch, "")
    assert (await service.running(settings)).state is State.OK


async def test_a_service_that_ended_is_told_with_how_to_start_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager(monkeypatch, "failed")
    found = await service.running(settings)
    assert found.state is State.FAILED
    assert "systemctl restart" in found.advice


async def test_what_the_kiosk_tells_of_itself_is_told_with_a_remedy(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager(monkeypatch, "active")
    told(settings, "microphone_lost")
    found = await service.running(settings)
    assert found.state is State.WARNING
    assert "microphone lost" in found.found
    assert "plug" in found.advice


async def test_a_kiosk_that_is_well_tells_how_loud_it_heard(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager(monkeypatch, "active")
    told(settings)
    found = await service.running(settings)
    assert found.state is State.OK
    assert "-31 dBFS" in found.found


def test_every_trouble_has_a_remedy() -> None:
    assert set(service.REMEDIES) == set(health.Trouble)


async def test_a_kiosk_of_no_centre_is_well(settings: Settings) -> None:
    assert (await service.server(settings)).state is State.OK


async def test_a_sync_that_fails_is_told_in_its_own_words(settings: Settings) -> None:
    let_in(settings.data)
    assert (await service.server(settings)).state is State.WARNING
    steps = [{"step": "health", "ok": False, "why": "The server is not reached."}]
    (settings.data / STATUS).write_text(json.dumps({"steps": steps, "waiting": 3}))
    found = await service.server(settings)
    assert found.state is State.WARNING
    assert "The server is not reached." in found.found
    assert "3 practices wait" in found.found
    (settings.data / STATUS).write_text(json.dumps({"steps": [{"step": "health", "ok": True}]}))
    assert (await service.server(settings)).state is State.OK


async def test_what_keeps_a_newer_version_out_is_told_with_what_to_do(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "held", lambda: "")
    assert (await service.updates(settings)).state is State.OK
    monkeypatch.setattr(service, "held", lambda: "It needs 430 MB. Make room on the card.")
    assert await service.updates(settings) == warning("It needs 430 MB", "Make room on the card.")


async def test_an_identity_that_can_not_be_read_is_told(settings: Settings) -> None:
    let_in(settings.data)
    (settings.data / identity.FILE).write_text("{")
    assert (await service.server(settings)).state is State.FAILED


def test_the_report_has_what_a_helper_asks_for_and_nothing_private(
    settings: Settings, tmp_path: Path
) -> None:
    let_in(settings.data)
    kiosk = identity.load(settings.data)
    assert kiosk is not None
    told(settings, "disk_full")
    settings.models.mkdir()
    (settings.models / "whisper-tiny").mkdir()
    (settings.data / STATUS).write_text(
        json.dumps(
            {"steps": [{"step": "results", "ok": False, "why": "It is full."}], "waiting": 7}
        )
    )
    own = settings.model_copy(update={"crisis_words": "Ring Sam on 0117 496 0555"})
    file = tmp_path / "report.txt"
    write(file, [("disk", ok("fine")), ("microphone", warning("quiet", "Come closer."))], own)
    text = file.read_text(encoding="utf-8")
    for wanted in (
        "warning  microphone: quiet -> Come closer.",
        "results: It is full.",
        "waiting: 7",
        "whisper-tiny",
        "disk_full",
        "talk_pin = 17",
        "## Microphones",
        "## Journal of wellheard-kiosk.service",
    ):
        assert wanted in text, wanted
    for private in (kiosk.token, kiosk.key, kiosk.code_salt, "496 0555", str(kiosk.device)):
        assert private not in text


def test_a_place_that_takes_no_file_is_told(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="Choose another place"):
        write(tmp_path / "none" / "report.txt", [], settings)
