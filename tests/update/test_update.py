"""An update goes well, or leaves the machine as it was; whenever the power is cut."""

import contextlib
import errno
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device import disk
from device.update import state
from device.update.bundle import Bundle, BundleBroken
from device.update.home import Home, NotInstalled, UpdateRuns
from device.update.release import ReleaseFailed
from device.update.services import BUSY, SCREEN, ServicesTrouble
from device.update.stage import Stage
from device.update.state import Step
from device.update.take import NotWanted
from device.update.updater import NothingRuns, NotWell
from device.update.watch import LONG, READY, UNABLE, Seen, Watch
from tests.update.workshop import KIOSK, Played, bundle, updater

ROOT = Path(__file__).resolve().parents[2]


def bad(release: str, passed: float) -> Seen:
    """The new one never gets ready; the former one does."""
    return Seen(active=release == "0.1.0")


def unit(services: Played, name: str = KIOSK) -> str:
    return (services.system / name).read_text().split()[-1]


def runs(home: Home, services: Played) -> tuple[str, str, str]:
    """What the link leads to, what the units are of, and what was started."""
    return home.current(), unit(services), (services.system / "runs").read_text()


def test_a_version_that_does_well_stays(home: Home, services: Played, tmp_path: Path) -> None:
    stages: list[Stage] = []
    file = bundle(tmp_path, news="I listen better.")
    ended = updater(home, services, stages.append).install(file)
    assert ended.good
    assert (ended.former, ended.version, ended.news) == ("0.1.0", "0.2.0", "I listen better.")
    assert runs(home, services) == ("0.2.0", "0.2.0", "0.2.0")
    assert home.good() == "0.2.0"
    assert state.load(home.state).step is Step.SETTLED
    assert services.now >= LONG
    assert list(dict.fromkeys(stages)) == WELL
    assert sorted(one.name for one in home.folder.iterdir()) == [
        "current",
        "good",
        "releases",
        "update.json",
        "update.lock",
    ]


def test_units_that_a_version_has_no_more_go_and_an_administrator_s_own_stay(
    home: Home, services: Played, tmp_path: Path
) -> None:
    (services.system / "wellheard-mine.service").write_text("mine")
    (services.system / "wellheard-screen.service").symlink_to("/dev/null")
    file = bundle(tmp_path, more_units=["wellheard-new.timer", "wellheard-screen.service"])
    updater(home, services).install(file)
    assert not (services.system / "wellheard-gone.timer").exists()
    assert (services.system / "wellheard-mine.service").read_text() == "mine"
    assert (services.system / "wellheard-screen.service").is_symlink(), "it was masked"
    assert unit(services, "wellheard-new.timer") == "0.2.0"


@pytest.mark.parametrize(
    ("life", "told"),
    [
        (lambda release, passed: Seen(active=release == "0.1.0"), "did not run after"),
        (
            lambda release, passed: Seen(True, restarts=int(release == "0.2.0" and passed > 290)),
            "fell and had to be started again",
        ),
        (
            lambda release, passed: Seen(active=release == "0.1.0" or passed < 250, told="gone"),
            "It last said: gone",
        ),
    ],
)
def test_one_that_does_badly_is_undone(
    home: Home, services: Played, tmp_path: Path, life: object, told: str
) -> None:
    services.life = life  # type: ignore[assignment]
    with pytest.raises(NotWell, match=told):
        updater(home, services).install(bundle(tmp_path))
    assert runs(home, services) == ("0.1.0", "0.1.0", "0.1.0")
    assert home.good() == "0.1.0"
    assert home.whole() == ["0.1.0"]
    assert (services.system / "wellheard-gone.timer").exists()
    now = state.load(home.state)
    assert (now.step, now.last and now.last.good) == (Step.SETTLED, False)


def test_what_befell_the_former_one_is_not_held_against_the_new(
    home: Home, services: Played, tmp_path: Path
) -> None:
    """A restart takes a moment to begin; till then the former life is seen, falls and all."""
    first: list[Seen] = []

    def life(release: str, passed: float) -> Seen:
        if release == "0.1.0" or passed < 4:
            return Seen(active=True, restarts=3, life="former")
        first.append(Seen(active=passed > 20, life="new"))
        return first[-1]

    services.life = life
    assert updater(home, services).install(bundle(tmp_path)).good
    assert first


def test_one_that_never_even_ends_its_former_life_is_undone(
    home: Home, services: Played, tmp_path: Path
) -> None:
    services.life = lambda release, passed: Seen(active=True, life="former")
    with pytest.raises(NotWell, match="did not run after"):
        updater(home, services).install(bundle(tmp_path))


def test_nobody_s_practice_is_cut_short_and_nobody_waits_for_ever(
    home: Home, services: Played, tmp_path: Path
) -> None:
    began: list[float] = []

    def life(release: str, passed: float) -> Seen:
        practises = release == "0.1.0" and services.now < 1000
        if release == "0.2.0" and not began:
            began.append(services.now)
        return Seen(active=True, told=BUSY if practises else "Ready.")

    services.life = life
    updater(home, services).install(bundle(tmp_path))
    assert 1000 <= began[0] < 1010
    services.life = lambda release, passed: Seen(active=True, told=BUSY)
    assert updater(home, services).install(bundle(tmp_path, "0.3.0")).good
    assert BUSY in (ROOT / "device/kiosk/program.py").read_text(encoding="utf-8")


def test_one_that_runs_and_can_not_practise_is_undone(
    home: Home, services: Played, tmp_path: Path
) -> None:
    services.life = lambda release, passed: Seen(True, told="" if release == "0.1.0" else UNABLE)
    with pytest.raises(NotWell, match="could not practise"):
        updater(home, services).install(bundle(tmp_path))
    assert runs(home, services) == ("0.1.0", "0.1.0", "0.1.0")


def test_one_that_needs_a_while_before_it_can_practise_stays(
    home: Home, services: Played, tmp_path: Path
) -> None:
    services.life = lambda release, passed: Seen(
        True, told=UNABLE if 0 < passed < 120 else "Ready."
    )
    assert updater(home, services).install(bundle(tmp_path)).good


def test_a_kiosk_that_could_not_practise_before_may_be_updated(
    home: Home, services: Played, tmp_path: Path
) -> None:
    """Also where the power is cut meanwhile: what it was like before is on the disk."""
    services.life = lambda release, passed: Seen(True, told=UNABLE)
    assert updater(home, services).install(bundle(tmp_path)).good
    assert state.load(home.state).unable == (KIOSK,)


class WithScreen(Played):
    """A kiosk with a screen, which falls all the time, whatever runs."""

    falls = True

    def look(self, name: str) -> Seen:
        seen = super().look(name)
        if name == KIOSK or not self.falls:
            return seen
        self.now += 1
        return replace(seen, restarts=1, life=str(self.now))


def test_a_screen_that_fell_before_is_no_fault_of_a_new_version(
    home: Home, services: Played, tmp_path: Path
) -> None:
    """The kiosk beside it does well, so the update stays; one that did not fall is watched."""
    services = WithScreen(home, services.system, up=(KIOSK, SCREEN))
    assert updater(home, services).install(bundle(tmp_path)).good
    assert state.load(home.state).watched == (KIOSK,)
    services.falls = False
    assert updater(home, services).install(bundle(tmp_path, "0.3.0")).good
    assert state.load(home.state).watched == (KIOSK, SCREEN)


def test_a_full_disk_in_the_middle_of_it_is_made_room_on_before_anything_is_written(
    home: Home, services: Played, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = disk.write

    def write(file: Path, content: bytes, mode: int) -> None:
        if (home.release("0.2.0")).exists():
            raise OSError(errno.ENOSPC, "No space left on device", str(file))
        real(file, content, mode)

    def full(bundle: Bundle, home: Home, wanted: tuple[str, ...]) -> str:
        home.release("0.2.0").mkdir()
        monkeypatch.setattr(disk, "write", write)
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        replace(updater(home, services), build=full).install(bundle(tmp_path))
    assert home.whole() == ["0.1.0"]
    assert not home.release("0.2.0").exists()
    assert state.load(home.state).step is Step.SETTLED


def test_nothing_is_tried_where_nothing_runs_that_could_be_watched(
    home: Home, services: Played, tmp_path: Path
) -> None:
    services.up = ()
    stages: list[Stage] = []
    with pytest.raises(NothingRuns, match=r"systemctl start wellheard\.target"):
        updater(home, services, stages.append).install(bundle(tmp_path))
    assert stages == [Stage.TAKEN], "a release takes minutes to make"
    assert home.whole() == ["0.1.0"]
    assert services.log == []
    verdict = Watch().judge(LONG, {}, {})
    assert verdict is not None
    assert not verdict.good


def test_what_ends_while_a_release_is_made_is_noticed_before_it_is_tried(
    home: Home, services: Played, tmp_path: Path
) -> None:
    def told(stage: Stage) -> None:
        if stage is Stage.BUILT:
            services.up = ()

    with pytest.raises(NothingRuns):
        updater(home, services, told).install(bundle(tmp_path))
    assert home.whole() == ["0.1.0"]
    assert state.load(home.state).step is Step.SETTLED
    assert services.log == []


def test_a_slow_start_is_no_fault(home: Home, services: Played, tmp_path: Path) -> None:
    services.life = lambda release, passed: Seen(active=passed > READY - 5)
    assert updater(home, services).install(bundle(tmp_path)).good


def test_who_looks_after_updates_is_changed_only_when_the_new_one_did_well(
    home: Home, services: Played, tmp_path: Path
) -> None:
    during = set()

    def look(release: str, passed: float) -> Seen:
        if release == "0.2.0":
            during.add((unit(services), unit(services, "wellheard-settle.service"), home.good()))
        return Seen(active=True)

    services.life = look
    updater(home, services).install(bundle(tmp_path))
    assert during == {("0.2.0", "0.1.0", "0.1.0")}
    assert unit(services, "wellheard-settle.service") == "0.2.0"


def test_what_did_badly_is_not_tried_again_by_itself(
    home: Home, services: Played, tmp_path: Path
) -> None:
    services.life = bad
    file = bundle(tmp_path)
    with pytest.raises(NotWell):
        updater(home, services).install(file)
    with pytest.raises(NotWanted, match="--again"):
        updater(home, services).install(file)
    services.life = lambda release, passed: Seen(active=True)
    assert updater(home, services).install(file, again=True).good
    assert state.load(home.state).refused == {}


def test_no_way_back_to_an_older_one_unless_asked(
    home: Home, services: Played, tmp_path: Path
) -> None:
    made = updater(home, services)
    made.install(bundle(tmp_path, "0.3.0"))
    older = bundle(tmp_path, "0.2.0")
    with pytest.raises(NotWanted, match=r"older than 0\.3\.0"):
        made.install(older)
    with pytest.raises(NotWanted, match="runs already"):
        made.install(tmp_path / next(tmp_path.glob("wellheard-0.3.0*.update")).name)
    assert made.install(older, older=True).good
    between = bundle(tmp_path, "0.2.5")
    with pytest.raises(NotWanted, match=r"older than 0\.3\.0"):
        made.install(between)


def test_a_version_that_needs_another_first_says_so(
    home: Home, services: Played, tmp_path: Path
) -> None:
    with pytest.raises(NotWanted, match=r"Install 0\.2\.0 first"):
        updater(home, services).install(bundle(tmp_path, "0.3.0", oldest="0.2.0"))


def test_one_for_other_machines_is_refused(home: Home, services: Played, tmp_path: Path) -> None:
    with pytest.raises(ReleaseFailed, match="is for riscv64"):
        updater(home, services).install(bundle(tmp_path, "0.2.0", machine="riscv64"))
    with pytest.raises(ReleaseFailed, match=r"is for Python 3\.9"):
        updater(home, services).install(bundle(tmp_path, "0.3.0", pythons=("3.9",)))


def test_what_is_not_the_maintainers_changes_nothing(
    home: Home, services: Played, tmp_path: Path
) -> None:
    file = bundle(tmp_path, key=Ed25519PrivateKey.generate())
    with pytest.raises(BundleBroken):
        updater(home, services).install(file)
    assert home.whole() == ["0.1.0"]
    assert not (home.folder / "incoming").exists()
    assert services.log == []


def test_a_link_or_a_pipe_in_a_bundle_s_place_is_refused(
    home: Home, services: Played, tmp_path: Path
) -> None:
    link = tmp_path / "link.update"
    link.symlink_to(bundle(tmp_path))
    with pytest.raises(NotWanted, match="can't be read"):
        updater(home, services).install(link)
    pipe = tmp_path / "pipe.update"
    subprocess.run(("mkfifo", str(pipe)), check=True)
    with pytest.raises(NotWanted, match="no ordinary file"):
        updater(home, services).install(pipe)


def test_two_releases_are_kept(home: Home, services: Played, tmp_path: Path) -> None:
    made = updater(home, services)
    for version in ("0.2.0", "0.3.0", "0.4.0"):
        made.install(bundle(tmp_path, version))
    assert home.whole() == ["0.3.0", "0.4.0"]
    assert [one.name for one in sorted(home.releases.iterdir())] == ["0.3.0", "0.4.0"]


def test_a_server_does_not_go_back_for_weeks_unasked(
    home: Home, services: Played, tmp_path: Path
) -> None:
    made = updater(home, services)
    made.roles = lambda: ("kiosk", "server")
    made.install(bundle(tmp_path))
    later = made.clock.wall() + 14 * 86_400
    made.clock = replace(made.clock, wall=lambda: later)
    with pytest.raises(NotWanted, match=r"since 15 January 2027.*--and-data"):
        made.back()
    assert home.current() == "0.2.0"
    assert made.back(and_data=True).former == "0.1.0"
    assert home.current() == "0.1.0"


def test_back_is_the_former_one(home: Home, services: Played, tmp_path: Path) -> None:
    made = updater(home, services)
    with pytest.raises(NotWanted, match="no other version"):
        made.back()
    file = bundle(tmp_path)
    made.install(file)
    ended = made.back()
    assert (ended.former, ended.good) == ("0.1.0", False)
    assert runs(home, services) == ("0.1.0", "0.1.0", "0.1.0")
    assert home.whole() == ["0.1.0", "0.2.0"]
    with pytest.raises(NotWanted, match="by hand"):
        made.install(file)


def test_a_machine_without_releases_is_told(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with pytest.raises(NotInstalled, match="Install Wellheard first"):
        updater(home, Played(home, tmp_path)).install(tmp_path / "a.update")


def test_one_update_at_a_time(home: Home, services: Played, tmp_path: Path) -> None:
    with home.alone(), pytest.raises(UpdateRuns, match="under way"):
        updater(home, services).install(bundle(tmp_path))


def test_services_that_can_not_be_told_are_a_reason_to_go_back(
    home: Home, services: Played, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    restart = Played.restart

    def fails(played: Played, names: tuple[str, ...]) -> None:
        if played.home.current() == "0.2.0":
            raise ServicesTrouble("systemctl restart did not work: no")
        restart(played, names)

    monkeypatch.setattr(Played, "restart", fails)
    with pytest.raises(NotWell, match="did not work: no"):
        updater(home, services).install(bundle(tmp_path))
    assert runs(home, services) == ("0.1.0", "0.1.0", "0.1.0")


def cut(tmp_path: Path, stage: Stage, *, bad: bool = False) -> Home:
    """An update in a process of its own, which is killed at a stage."""
    file = next(tmp_path.glob("*.update"), None) or bundle(tmp_path)
    asked = {"folder": str(tmp_path), "file": str(file), "stage": stage.name, "bad": bad}
    killed = subprocess.run(
        (sys.executable, "-m", "tests.update.workshop", json.dumps(asked)),
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    assert killed.returncode == -9, (killed.returncode, killed.stderr)
    return Home(tmp_path / "opt")


AFTER = (Stage.TRYING, Stage.SWITCHED, Stage.APPLIED, Stage.RESTARTED, Stage.WATCHED)
WELL = [one for one in Stage if one not in (Stage.UNDOING, Stage.WAITING)]
BADLY = [one for one in Stage if one not in (Stage.PROVEN, Stage.WAITING)]


def start(home: Home, services: Played, boot: str) -> None:
    """A start of the machine: it is settled, the services run, the updater goes on."""
    made = updater(home, services, boot=boot)
    goes_on = made.settle()
    services.started = services.now
    services.runs(home.current())
    if goes_on:
        with contextlib.suppress(NotWell):
            made.run(lambda: None)


@pytest.mark.parametrize("stage", WELL, ids=lambda one: one.name)
def test_a_power_cut_at_any_step_of_a_good_one(
    home: Home, services: Played, tmp_path: Path, stage: Stage
) -> None:
    cut(tmp_path, stage)
    start(home, services, "boot 2")
    went = stage not in (Stage.TAKEN, Stage.CHECKED, Stage.NOTED, Stage.BUILT)
    version = "0.2.0" if went else "0.1.0"
    assert runs(home, services) == (version, version, version)
    assert state.load(home.state).step is Step.SETTLED
    assert not home.undone.exists()
    left = {one.name for one in home.folder.iterdir()} - {"good"}
    assert left == {"current", "releases", "update.json", "update.lock"} - (
        {"update.json"} if stage in (Stage.TAKEN, Stage.CHECKED) else set()
    )
    assert home.whole() == (["0.1.0", "0.2.0"] if went else ["0.1.0"])
    assert home.good() in (None, version)
    file = next(tmp_path.glob("*.update"))
    if not went:  # and it can still be had
        assert updater(home, services, boot="boot 2").install(file).good


@pytest.mark.parametrize("stage", BADLY, ids=lambda one: one.name)
def test_a_power_cut_at_any_step_of_a_bad_one(
    home: Home, services: Played, tmp_path: Path, stage: Stage
) -> None:
    cut(tmp_path, stage, bad=True)
    services.life = bad
    start(home, services, "boot 2")
    assert runs(home, services) == ("0.1.0", "0.1.0", "0.1.0")
    assert home.good() in (None, "0.1.0")
    assert home.whole() == ["0.1.0"]
    assert state.load(home.state).step is Step.SETTLED
    assert home.undone.exists() == (home.good() is not None), "the server may look at its database"


@pytest.mark.parametrize("stage", AFTER, ids=lambda one: one.name)
def test_power_that_is_cut_twice_while_it_is_tried_brings_the_former_one_back(
    home: Home, services: Played, tmp_path: Path, stage: Stage
) -> None:
    cut(tmp_path, stage)
    assert updater(home, services, boot="boot 2").settle(), "the trial goes on"
    start(home, services, "boot 3")
    assert runs(home, services) == ("0.1.0", "0.1.0", "0.1.0")
    last = state.load(home.state).last
    assert last is not None
    assert "cut twice" in last.why


@pytest.mark.parametrize("stage", AFTER, ids=lambda one: one.name)
def test_an_updater_that_is_killed_goes_on_without_a_start_of_the_machine(
    home: Home, services: Played, tmp_path: Path, stage: Stage
) -> None:
    cut(tmp_path, stage)
    ended = updater(home, services).run(lambda: None)
    assert ended is not None
    assert ended.good
    assert runs(home, services) == ("0.2.0", "0.2.0", "0.2.0")


def test_a_state_that_can_not_be_read_leaves_what_the_link_says(
    home: Home, services: Played, tmp_path: Path
) -> None:
    updater(home, services).install(bundle(tmp_path))
    home.state.write_bytes(b"\0" * 300)
    start(home, services, "boot 2")
    assert runs(home, services) == ("0.2.0", "0.2.0", "0.2.0")
    assert home.whole() == ["0.1.0", "0.2.0"]


def test_each_start_puts_the_units_of_what_runs_in_place(home: Home, services: Played) -> None:
    (services.system / KIOSK).unlink()  # a system that forgets what is written to it
    start(home, services, "boot 2")
    assert unit(services) == "0.1.0"
