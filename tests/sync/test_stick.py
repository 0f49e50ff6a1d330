"""A memory stick goes round between real kiosks' stores and a real server's database."""

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from device.coach.scenario import Scenario
from device.library import find
from device.moment import Moment, Quality, now
from device.progress import farewell
from device.sync import ledger
from device.sync.carry import Carrier
from device.sync.protocol import packed
from device.sync.step import Outcome, Step
from device.sync.stick import Stick, StickError
from server.cli.stick import stick as at_the_server
from server.devices.tables import Device, Erasure
from server.results.tables import Attempt
from server.staff.tables import Tries
from server.stick import folder as server_folder
from server.stick import letter
from tests.sync.centre import Centre
from tests.sync.kiosk import Kiosk, failed

NewKiosk = Callable[..., Kiosk]
TEA = find("two-cups-of-tea")
WHO = "c" * 64


def scenario(name: str) -> Scenario:
    return TEA.model_copy(update={"id": name, "title": f"About {name}"})


@pytest.fixture(autouse=True)
def forgiving(centre: Centre) -> None:
    """Many kiosks ask to be let in from one address here."""
    with centre.database.write() as session:
        session.execute(delete(Tries))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (made := tmp_path / "STICK").mkdir()
    return made


class Rounds:
    """Carries one stick about."""

    def __init__(self, centre: Centre, stick: Path, capsys: Any) -> None:
        self.stick = stick
        self._capsys = capsys
        self._environment = centre.server.environment

    def at(self, kiosk: Kiosk, **more: Any) -> dict[Step, Outcome]:
        """Import, then export, as one command does."""
        found = {outcome.step: outcome for outcome in self.carrier(kiosk, **more).take()}
        exported = self.carrier(kiosk, **more).export()
        assert exported.ok, exported.why
        return found

    def carrier(self, kiosk: Kiosk, at: Callable[[], Moment] = now) -> Carrier:
        return Carrier(kiosk.folder, kiosk.store, kiosk.identity, at, Stick(self.stick))

    def export(self, kiosk: Kiosk) -> Outcome:
        return self.carrier(kiosk).export()

    def server(self, *, everything: bool = False, fails: bool = False) -> dict[str, Any]:
        """`wellheard server stick --json`, in this process."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self._environment.items():
                patch.setenv(name, value)
            self._capsys.readouterr()
            if fails:
                with pytest.raises(server_folder.StickError, match="Not all could be taken in"):
                    at_the_server(self.stick, everything, as_json=True)
            else:
                at_the_server(self.stick, everything, as_json=True)
        told: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return told

    def written(self, kiosk: Kiosk) -> Path:
        (file,) = self.stick.glob(f"wellheard/from-kiosk-*-{kiosk.identity.device.hex[:8]}.jsonl")
        return file

    def answer(self, kiosk: Kiosk) -> Path:
        (file,) = self.stick.glob(f"wellheard/for-kiosk-*-{kiosk.identity.device.hex[:8]}.json")
        return file


@pytest.fixture
def rounds(centre: Centre, stick: Path, capsys: pytest.CaptureFixture[str]) -> Rounds:
    return Rounds(centre, stick, capsys)


def test_one_stick_serves_several_kiosks_again_and_again(
    centre: Centre, rounds: Rounds, new_kiosk: NewKiosk
) -> None:
    blue, green = new_kiosk(centre), new_kiosk(centre)
    made = {blue: [blue.practise() for _ in range(70)], green: [green.practise() for _ in "ab"]}
    centre.publish(scenario("by-stick"), {"a" * 64: b"some sound"})
    for kiosk, ids in made.items():
        assert failed(rounds.at(kiosk)) == {}
        assert kiosk.store.counts().waiting == len(ids), "nobody has answered yet"
    assert {one["created"] for one in rounds.server()["kiosks"]} == {70, 2}
    for kiosk, ids in made.items():
        assert centre.attempts(kiosk.identity.device) == sorted(ids)
        outcomes = rounds.at(kiosk)
        assert failed(outcomes) == {}
        assert outcomes[Step.RESULTS].figures["answered"] == len(ids)
        assert (kiosk.store.counts().waiting, kiosk.store.counts().acknowledged) == (0, len(ids))
        assert find("by-stick", kiosk.content).title == "About by-stick"
        sound = kiosk.content.sound("a" * 64)
        assert sound is not None
        assert sound.read_bytes() == b"some sound"

    later = green.practise()
    centre.publish(scenario("by-stick").model_copy(update={"version": 2, "title": "Anew"}))
    rounds.at(green)
    assert rounds.server()["answered"] == 2
    rounds.at(blue)
    rounds.at(green)
    assert green.store.counts().waiting == 0
    assert centre.attempts(green.identity.device) == sorted([*made[green], later])
    assert {find("by-stick", kiosk.content).title for kiosk in (blue, green)} == {"Anew"}


def test_a_stick_carried_twice_doubles_nothing(
    centre: Centre, rounds: Rounds, kiosk: Kiosk
) -> None:
    made = sorted(kiosk.practise() for _ in range(3))
    rounds.export(kiosk)
    assert [one["created"] for one in rounds.server()["kiosks"]] == [3]
    again = rounds.server()["kiosks"]
    assert [(one.get("created", 0), one["duplicate"]) for one in again] == [(0, 3)]
    kiosk.sync()  # and by network as well
    rounds.at(kiosk)
    rounds.at(kiosk)
    assert centre.attempts(kiosk.identity.device) == made
    assert kiosk.store.counts().waiting == 0


def test_names_explain_themselves_and_nothing_that_was_said_is_on_it(
    rounds: Rounds, kiosk: Kiosk
) -> None:
    kiosk.practise(trainee=WHO)
    rounds.export(kiosk)
    rounds.server(everything=True)
    files = [file for file in rounds.stick.rglob("*") if file.is_file()]
    assert len(files) >= 5
    for file in files:
        assert re.fullmatch(r"[A-Za-z0-9-]{1,70}(\.[a-z]{3,5})?", file.name), file.name
    about = (rounds.stick / "wellheard/README.txt").read_text()
    assert len(about.splitlines()) == 4
    assert "no words or sound of anybody who practised" in about
    assert kiosk.identity.token not in rounds.written(kiosk).read_text()
    assert kiosk.identity.code_salt not in rounds.written(kiosk).read_text()


def _torn(lines: list[str]) -> list[str]:
    return [lines[0], lines[1][: len(lines[1]) // 2]]


def _changed(lines: list[str]) -> list[str]:
    return [lines[0], lines[1].replace("finished", "stopped0", 1), *lines[2:]]


def _garbled(lines: list[str]) -> list[str]:
    return ["\x00\xff{", *lines]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_torn, "One line is damaged and left"),
        (_changed, "One line is not signed by this kiosk and left"),
        (_garbled, "One line is damaged and left"),
        (lambda lines: lines[:1], "It breaks off"),
        (lambda lines: lines[1:], "Its letter is missing"),
        (lambda lines: [], "There is nothing in it"),
    ],
)
def test_what_is_damaged_is_left_and_told_and_the_rest_goes_on(
    centre: Centre,
    rounds: Rounds,
    new_kiosk: NewKiosk,
    spoil: Callable[[list[str]], list[str]],
    why: str,
) -> None:
    hurt, well = new_kiosk(centre), new_kiosk(centre)
    made = hurt.practise()
    fine = well.practise()
    for kiosk in (hurt, well):
        rounds.export(kiosk)
    file = rounds.written(hurt)
    file.write_text("\n".join(spoil(file.read_text().splitlines())), encoding="latin-1")
    told = {one["file"]: one for one in rounds.server(fails=True)["kiosks"]}
    assert why in " ".join(told[file.name]["wrong"])
    assert told[rounds.written(well).name]["wrong"] == []
    assert centre.attempts(well.identity.device) == [fine]
    rounds.at(hurt)
    rounds.server()
    assert failed(rounds.at(hurt)) == {}
    assert hurt.store.counts().waiting == 0, "the next round brings it"
    assert centre.attempts(hurt.identity.device) == [made]


def test_a_kiosk_that_is_not_known_or_was_shut_out_brings_nothing(
    centre: Centre, rounds: Rounds, new_kiosk: NewKiosk
) -> None:
    out, well, strange = new_kiosk(centre), new_kiosk(centre), new_kiosk(centre)
    for kiosk in (out, well, strange):
        kiosk.practise()
        rounds.export(kiosk)
    centre.shut_out(out.identity.device)
    file = rounds.written(strange)
    number = str(strange.identity.device)
    file.write_text(file.read_text().replace(number, number[:-4] + "0000"))
    told = {one["file"]: one["wrong"] for one in rounds.server(fails=True)["kiosks"]}
    assert "was shut out" in told[rounds.written(out).name][0]
    assert "a kiosk that is not known here" in told[file.name][0]
    assert centre.attempts(out.identity.device) == []
    assert len(centre.attempts(well.identity.device)) == 1


def test_a_kiosk_can_not_bring_in_another_s_name(
    centre: Centre, rounds: Rounds, new_kiosk: NewKiosk
) -> None:
    forger, victim = new_kiosk(centre), new_kiosk(centre)
    forger.practise()
    rounds.export(forger)
    file = rounds.written(forger)
    file.write_text(
        file.read_text().replace(str(forger.identity.device), str(victim.identity.device))
    )
    (told,) = rounds.server(fails=True)["kiosks"]
    assert "not signed by this kiosk" in told["wrong"][0]
    assert centre.attempts(victim.identity.device) == []
    with centre.database.read() as session:
        assert session.get_one(Device, victim.identity.device).health is None


def test_what_another_centre_or_nobody_signed_is_not_used(
    centre: Centre, rounds: Rounds, kiosk: Kiosk
) -> None:
    centre.publish(scenario("signed-well"))
    made = kiosk.practise()
    rounds.export(kiosk)
    rounds.server()
    for name in (rounds.answer(kiosk).name, letter.ALL, letter.SCENARIOS):
        file = rounds.stick / "wellheard" / name
        told = json.loads(file.read_text())
        file.write_text(json.dumps(told | {"signature": packed(bytes(64))}))
    outcomes = {outcome.step: outcome for outcome in rounds.carrier(kiosk).take()}
    assert set(failed(outcomes)) == {Step.RESULTS, Step.ERASURES, Step.CONTENT}
    assert "was not written by this centre's server" in outcomes[Step.RESULTS].why
    assert [one.id for one in kiosk.store.waiting(9, 9999)] == [made]
    assert "signed-well" not in kiosk.content.scenarios


def test_an_answer_for_one_kiosk_is_nothing_to_another_nor_a_second_time(
    centre: Centre, rounds: Rounds, new_kiosk: NewKiosk
) -> None:
    one, other = new_kiosk(centre), new_kiosk(centre)
    one.practise()
    for kiosk in (one, other):
        rounds.export(kiosk)
    rounds.server()
    old = rounds.answer(one).read_bytes()
    rounds.answer(other).write_bytes(old)
    assert "is an old one" in rounds.at(other)[Step.RESULTS].did
    rounds.at(one)
    assert one.store.counts().acknowledged == 1
    assert one.store.send_again() == 1
    rounds.answer(one).write_bytes(old)  # replayed
    assert "is an old one" in rounds.at(one)[Step.RESULTS].did
    assert one.store.counts().waiting == 1


@pytest.mark.parametrize("name", ["Aaa", "Zzz"])
def test_a_kiosk_that_was_renamed_gets_its_answers(
    centre: Centre, rounds: Rounds, kiosk: Kiosk, name: str
) -> None:
    kiosk.practise()
    rounds.export(kiosk)
    rounds.server()
    before = rounds.answer(kiosk)
    old = before.read_bytes()
    rounds.at(kiosk)
    made = kiosk.practise()
    rounds.export(kiosk)
    with centre.database.write() as session:
        session.get_one(Device, kiosk.identity.device).name = f"{name} {made[-8:]}"
    (rounds.stick / "wellheard" / "for-kiosk-of-somebody-else-00000000.json").write_text("{}")
    rounds.server()
    assert rounds.answer(kiosk).name.startswith(f"for-kiosk-{name.lower()}-"), "and it is alone"
    assert len(list(rounds.stick.glob("wellheard/for-kiosk-*"))) == 2, "others' stay"
    before.write_bytes(old)  # as an older server left it
    (before.with_name(before.name.replace("kiosk-kiosk", "kiosk-torn"))).write_bytes(old[:50])
    assert failed(rounds.at(kiosk)) == {}
    assert kiosk.store.counts().waiting == 0


def test_an_older_list_of_scenarios_is_never_used_again(
    centre: Centre, rounds: Rounds, kiosk: Kiosk
) -> None:
    centre.publish(scenario("taken-off"))
    rounds.server(everything=True)
    file = rounds.stick / "wellheard" / letter.SCENARIOS
    old = file.read_bytes()
    rounds.at(kiosk)
    assert "taken-off" in kiosk.content.scenarios
    centre.withdraw("taken-off")
    kiosk.sync()
    file.write_bytes(old)
    outcomes = rounds.at(kiosk)
    assert "older than those here" in outcomes[Step.CONTENT].did
    assert "taken-off" not in kiosk.content.scenarios


def test_a_sound_that_is_damaged_or_missing_on_the_stick_keeps_the_old_scenarios(
    centre: Centre, rounds: Rounds, kiosk: Kiosk
) -> None:
    centre.publish(scenario("whole"), {"b" * 64: b"x" * 100})
    rounds.export(kiosk)
    rounds.server()
    blobs = rounds.stick.glob("wellheard/scenarios/*/*")
    (sound,) = [file for file in blobs if file.read_bytes() == b"x" * 100]
    sound.write_bytes(b"y" * 100)
    outcomes = rounds.at(kiosk)
    assert (
        "Not all of the scenarios is on the stick, or it was damaged"
        in failed(outcomes)[Step.CONTENT]
    )
    assert "whole" not in kiosk.content.scenarios
    rounds.server()
    assert failed(rounds.at(kiosk)) == {}
    assert "whole" in kiosk.content.scenarios


def test_where_the_kiosk_s_own_half_of_a_sound_is_damaged_the_stick_s_whole_one_is_taken(
    centre: Centre, rounds: Rounds, kiosk: Kiosk
) -> None:
    centre.publish(scenario("halved"), {"9" * 64: b"z" * 100})
    rounds.export(kiosk)
    rounds.server()
    blobs = rounds.stick.glob("wellheard/scenarios/*/*")
    (sound,) = [file for file in blobs if file.read_bytes() == b"z" * 100]
    (half := kiosk.folder / "content" / "blobs").mkdir(parents=True)
    (half / f"{sound.name}.part").write_bytes(b"q" * 50)
    assert failed(rounds.at(kiosk)) == {}
    assert "halved" in kiosk.content.scenarios


def test_only_what_kiosks_lack_is_put_on_the_stick_and_what_nobody_needs_goes(
    centre: Centre, rounds: Rounds, kiosk: Kiosk
) -> None:
    centre.publish(scenario("first"), {"d" * 64: b"first sound"})
    assert failed(kiosk.sync()) == {}
    centre.publish(scenario("second"), {"e" * 64: b"second sound"})

    def sounds() -> set[bytes]:
        found = rounds.stick.glob("wellheard/scenarios/*/*")
        return {file.read_bytes() for file in found} & {b"first sound", b"second sound"}

    rounds.export(kiosk)
    rounds.server()
    assert sounds() == {b"second sound"}
    rounds.server(everything=True)
    assert sounds() == {b"first sound", b"second sound"}
    centre.withdraw("first")
    rounds.server()
    assert sounds() == {b"second sound"}
    assert failed(rounds.at(kiosk)) == {}
    blob = kiosk.content.sound("e" * 64)
    assert blob is not None
    blob.unlink()  # the memory card fails
    rounds.export(kiosk)
    for file in rounds.stick.glob("wellheard/scenarios/*/*"):
        file.unlink()
    rounds.server()
    assert sounds() == {b"second sound"}


def test_whoever_asked_to_be_erased_is_so_on_a_kiosk_without_a_network(
    centre: Centre, rounds: Rounds, kiosk: Kiosk
) -> None:
    sent = kiosk.practise(trainee=WHO)
    rounds.export(kiosk)
    rounds.server()
    rounds.at(kiosk)
    kiosk.practise(trainee=WHO)
    other = kiosk.practise()
    rounds.export(kiosk)
    centre.erase(WHO)
    (told,) = rounds.server()["kiosks"]
    assert (told["gone"], told["created"]) == (1, 1)
    assert rounds.at(kiosk)[Step.ERASURES].figures["deleted"] == 1, "the other was answered gone"
    assert (kiosk.store.counts().waiting, kiosk.store.counts().acknowledged) == (0, 1)
    assert centre.attempts(kiosk.identity.device) == [other]
    new = kiosk.practise(trainee=WHO, erasures=kiosk.store.erasures())
    rounds.at(kiosk)
    rounds.server()
    assert centre.attempts(kiosk.identity.device) == sorted([other, new])
    assert sent not in centre.attempts(kiosk.identity.device)


def test_a_stick_from_before_a_restore_erases_and_its_numbers_count_for_nothing(
    centre: Centre, rounds: Rounds, kiosk: Kiosk
) -> None:
    assert failed(kiosk.sync()) == {}
    centre.erase("d" * 64)
    rounds.server(everything=True)
    centre.new_history()
    with centre.database.write() as session:
        lost = session.query(Erasure).filter(Erasure.trainee == "d" * 64).one()
        session.delete(lost)
    assert failed(kiosk.sync()) == {}
    kiosk.practise(trainee="d" * 64)
    known = kiosk.store.erasures()
    assert rounds.at(kiosk)[Step.ERASURES].figures["deleted"] == 1
    assert kiosk.store.erasures() == known
    assert ledger.load(kiosk.store, kiosk.identity).erasures == known
    rounds.server(everything=True)
    centre.erase("e" * 64)
    rounds.server(everything=True)
    rounds.at(kiosk)
    assert kiosk.store.erasures() > known, "the present one's do count"


def test_a_server_that_was_put_back_gets_everything_again_by_stick(
    centre: Centre, rounds: Rounds, kiosk: Kiosk
) -> None:
    made = sorted(kiosk.practise() for _ in range(2))
    rounds.export(kiosk)
    rounds.server()
    rounds.at(kiosk)
    for forget in (centre.new_history, lambda: None):
        forget()
        centre.forget(kiosk.identity.device)
        rounds.server()
        assert rounds.at(kiosk)[Step.RESULTS].figures["sent_again"] == 2
        rounds.server()
        rounds.at(kiosk)
        assert centre.attempts(kiosk.identity.device) == made
        assert kiosk.store.counts().waiting == 0


def test_practices_are_placed_by_when_the_stick_was_written_or_told_to_be_unsure(
    centre: Centre, rounds: Rounds, new_kiosk: NewKiosk
) -> None:
    day = 86_400.0

    def exported(quality: Quality) -> tuple[float, float]:
        """A practice just before the stick was written, two days ago."""
        kiosk = new_kiosk(centre)
        at = now()
        assert at.wall is not None
        wrote = Moment(at.boot, at.monotonic + 3600, at.wall - 2 * day, quality)
        began = Moment(at.boot, at.monotonic, None, Quality.NONE)
        made = kiosk.practise(began=began.clock())
        assert rounds.carrier(kiosk, lambda: wrote).export().ok
        rounds.server()
        with centre.database.read() as session:
            (row,) = [one for one in session.query(Attempt) if str(one.id) == made]
        return at.wall - row.placed_at.timestamp(), row.uncertain

    ago, within = exported(Quality.SYNCED)
    assert abs(ago - 2 * day - 3600) < 5
    assert within < 120
    ago, within = exported(Quality.NONE)
    assert ago <= within + 60


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_stick_that_fails_leaves_what_was_there_and_says_so(
    centre: Centre,
    rounds: Rounds,
    kiosk: Kiosk,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
) -> None:
    words = {errno.ENOSPC: "is full", errno.EROFS: "lock switch", errno.EIO: "can't be read"}
    kiosk.practise()
    rounds.export(kiosk)
    rounds.server()
    before = {file: file.read_bytes() for file in rounds.stick.rglob("*") if file.is_file()}
    kiosk.practise()

    def failing(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing)
        outcome = rounds.export(kiosk)
        assert words[number] in outcome.why
        assert number != errno.EROFS or "let the kiosk's account write" in outcome.why
        with pytest.raises(server_folder.StickError, match=words[number]):
            rounds.server()
    after = {file: file.read_bytes() for file in rounds.stick.rglob("*") if file.is_file()}
    assert after == before
    rounds.export(kiosk)
    rounds.server()
    rounds.at(kiosk)
    assert kiosk.store.counts().waiting == 0


def test_the_wrong_stick_and_no_stick_are_told_in_a_sentence(
    rounds: Rounds, stick: Path, tmp_path: Path
) -> None:
    with pytest.raises(StickError, match=r"is not there\. Name the folder where"):
        Stick(tmp_path / "nowhere")
    (tmp_path / "file").write_text("")
    for kind in (Stick, server_folder.Stick):
        with pytest.raises(OSError, match="is not a folder"):
            kind(tmp_path / "file")
    with pytest.raises(StickError, match="Nothing of Wellheard's is on"):
        Stick(stick).check()
    with pytest.raises(server_folder.StickError, match="No kiosk has written anything on"):
        rounds.server()
    assert list(stick.iterdir()) == []


def test_the_commands_do_it(centre: Centre, kiosk: Kiosk, stick: Path, tmp_path: Path) -> None:
    """As typed, each in a process of its own, while the server runs."""
    kiosk.practise()
    environment = {**centre.server.environment, "HOME": str(tmp_path)}
    code = "import sys; from device.cli import main; sys.argv[0] = 'wellheard'; main()"

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            (sys.executable, "-c", code, *arguments),
            env={**environment, "WELLHEARD_DATA": str(kiosk.folder)},
            capture_output=True,
            check=False,
            text=True,
            timeout=100,
        )

    wrong = run("sync", "--import", str(stick), "--export", str(stick))
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith("wellheard: Nothing of Wellheard's is on")
    assert len(wrong.stderr.splitlines()) == 1
    assert "1 practice put on the stick" in run("sync", "--export", str(stick)).stdout
    done = run("server", "stick", str(stick))
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 new practice." in done.stdout
    back = run("sync", "--import", str(stick), "--json")
    assert (back.returncode, back.stderr) == (0, "")
    steps = [json.loads(line) for line in back.stdout.splitlines()]
    assert [step["step"] for step in steps] == ["results", "erasures", "content"]
    assert steps[0]["answered"] == 1
    assert kiosk.store.counts().waiting == 0
    shutil.rmtree(stick / "wellheard")


def test_a_stick_takes_a_wish_to_be_forgotten_to_the_server_once(
    centre: Centre, rounds: Rounds, kiosk: Kiosk
) -> None:
    kiosk.practise(trainee=WHO)
    other = kiosk.practise()
    rounds.export(kiosk)
    rounds.server()
    rounds.at(kiosk)
    farewell.forgotten(kiosk.store, WHO, shared=True)
    rounds.export(kiosk)
    old = rounds.written(kiosk).read_bytes()
    assert farewell.asked(kiosk.store) == (WHO,), "nobody has answered yet"
    rounds.server()
    assert centre.attempts(kiosk.identity.device) == [other]
    rounds.at(kiosk)
    assert farewell.asked(kiosk.store) == ()

    anew = kiosk.practise(trainee=WHO, erasures=kiosk.store.erasures())
    rounds.export(kiosk)
    rounds.server()
    rounds.written(kiosk).write_bytes(old)
    rounds.server()
    assert centre.attempts(kiosk.identity.device) == sorted([other, anew]), "an old letter"
