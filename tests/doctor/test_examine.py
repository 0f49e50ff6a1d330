import asyncio
from pathlib import Path

from device.config import Settings
from device.doctor import CHECKS, Finding, State, examine
from device.doctor.finding import ok, told
from device.errors import WellheardError


async def fine(settings: Settings) -> Finding:
    return ok(str(settings.voice))


async def broken(_: Settings) -> Finding:
    raise ZeroDivisionError("by nought")


async def stuck(_: Settings) -> Finding:
    await asyncio.sleep(60)
    return ok("never")


async def test_a_check_that_breaks_or_hangs_tells_so_and_the_others_go_on(tmp_path: Path) -> None:
    checks = {"broken": broken, "stuck": stuck, "fine": fine}
    found = {name: finding async for name, finding in examine((tmp_path,), checks, limit=0.1)}
    assert list(found) == ["settings", "broken", "stuck", "fine"]
    assert found["broken"].state is State.FAILED
    assert "ZeroDivisionError: by nought" in found["broken"].found
    assert found["stuck"].state is State.FAILED
    assert "no answer" in found["stuck"].found
    assert found["fine"] == ok("auto")


async def test_a_broken_settings_file_keeps_no_check_from_being_made(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text("voice = [")
    found = [item async for item in examine((tmp_path,), {"fine": fine})]
    assert [(name, finding.state) for name, finding in found] == [
        ("settings", State.FAILED),
        ("fine", State.OK),
    ]


async def test_every_finding_that_is_not_well_says_what_to_do(tmp_path: Path) -> None:
    empty = tmp_path / "settings"
    empty.mkdir()
    (empty / "kiosk.toml").write_text(
        f"models = '{tmp_path}/models'\ncache = '{tmp_path}/cache'\n"
        "microphone = 'plughw:CARD=Gone'\nspeaker = 'plughw:CARD=Gone'\n"
    )
    found = {name: finding async for name, finding in examine((empty,))}
    assert set(found) == {"settings", *CHECKS}
    for name, finding in found.items():
        assert finding.found, name
        assert bool(finding.advice) == (finding.state is not State.OK), name
        assert "broke" not in finding.found, (name, finding)
    failed = {name for name, finding in found.items() if finding.state is State.FAILED}
    assert failed == {"models", "recogniser", "microphone", "loudspeaker"}


def test_an_error_is_split_into_what_and_what_to_do() -> None:
    found = told(WellheardError("There is none. Run: this. And that."))
    assert (found.found, found.advice) == ("There is none", "Run: this. And that.")
