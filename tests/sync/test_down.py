"""Scenarios on their way down: from a real server, whole or not at all."""

import errno
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from device import content, library
from device.coach.cast import COACH_VOICE
from device.coach.scenario import Scenario
from device.coach.scenario.digest import digest
from device.coach.talk.act import Say
from device.config import Settings
from device.content import Fresh, line
from device.library import ScenarioNotReadError
from device.sync import ledger
from device.sync.protocol import signed_by
from device.sync.step import Kind, Step
from device.voice.sound import Sound, flac
from device.voice.speak.voices import Voices
from tests.sync.between import Asked, Between, Given
from tests.sync.centre import Centre
from tests.sync.kiosk import Kiosk, failed

TEA = library.find("two-cups-of-tea")
versions: Iterator[int] = iter(range(1, 1000))


def scenario(name: str, title: str = "A title") -> Scenario:
    """One of the centre's, in a version that nobody has seen yet."""
    return TEA.model_copy(update={"id": name, "title": title, "version": next(versions)})


def tone(seconds: float = 0.2, pitch: float = 440.0) -> bytes:
    at = np.arange(round(seconds * 24_000)) / 24_000
    return flac(Sound((0.2 * np.sin(2 * np.pi * pitch * at)).astype(np.float32), 24_000))


def pitch(sound: Sound) -> float:
    """The strongest tone in it, in Hz."""
    strengths = np.abs(np.fft.rfft(sound.samples))
    return float(np.argmax(strengths) * sound.rate / len(sound.samples))


def files(kiosk: Kiosk) -> set[str]:
    return {file.name for file in (kiosk.folder / "content" / "blobs").iterdir()}


def test_what_is_published_is_practised_and_what_is_withdrawn_is_gone(
    centre: Centre, kiosk: Kiosk
) -> None:
    own, tea = scenario("a-wet-coat"), TEA.model_copy(update={"version": next(versions)})
    centre.publish(own, {line("bf_emma", "Hello."): tone()})
    centre.publish(tea.model_copy(update={"title": "The centre's own tea"}))
    assert failed(kiosk.sync()) == {}
    assert library.names(kiosk.content)[:2] == ("a-wet-coat", "two-cups-of-tea")
    assert library.names(kiosk.content).count("two-cups-of-tea") == 1
    assert library.find("a-wet-coat", kiosk.content) == own
    assert library.find("two-cups-of-tea", kiosk.content).title == "The centre's own tea"
    assert digest(library.find("a-wet-coat", kiosk.content)) in files(kiosk)

    centre.withdraw("a-wet-coat")
    centre.withdraw("two-cups-of-tea")
    assert failed(kiosk.sync()) == {}
    assert not {"a-wet-coat", "two-cups-of-tea"} & set(library.names(kiosk.content))
    with pytest.raises(ScenarioNotReadError, match="The centre has withdrawn"):
        library.find("two-cups-of-tea", kiosk.content)


def test_nothing_is_fetched_twice_and_nothing_written_where_nothing_changed(
    centre: Centre, kiosk: Kiosk, between: Between
) -> None:
    centre.publish(scenario("a-wet-coat"))
    kiosk.sync()
    written = (kiosk.folder / "content" / content.FILE).stat().st_mtime_ns
    before = len(between.asked)
    outcome = kiosk.sync()[Step.CONTENT]
    assert outcome.figures["changed"] is False
    assert not any("/blobs/" in path for path in between.paths()[before:])
    assert (kiosk.folder / "content" / content.FILE).stat().st_mtime_ns == written


async def test_the_seeker_s_sound_from_the_server_is_what_is_heard(
    centre: Centre, kiosk: Kiosk, tmp_path: Path
) -> None:
    seeker = TEA.seekers[0]
    centre.publish(
        scenario("a-wet-coat"),
        {
            line(seeker.voice, "Hello there."): tone(0.7, 333.0),
            line(COACH_VOICE, "Hello there."): tone(0.7, 333.0),
        },
    )
    kiosk.sync()
    voices = Voices(Settings(data=kiosk.folder, models=tmp_path, cache=tmp_path / "cache"))
    try:
        say = Say("Hello there.", seeker.voice, seeker.id)
        assert await voices.is_ready(say)
        assert pitch(await voices.sound(say)) == pytest.approx(333, abs=3)
        # What the coach makes up on the spot is spoken here, and the coach has one voice.
        assert not await voices.is_ready(Say("Hello there.", COACH_VOICE))
        path = kiosk.content.sound(line(seeker.voice, "Hello there."))
        assert path is not None
        path.write_bytes(b"spoiled")
        assert pitch(await voices.sound(say)) != pytest.approx(333, abs=3)
    finally:
        await voices.close()


async def test_a_recording_comes_with_its_scenario(
    centre: Centre, kiosk: Kiosk, tmp_path: Path
) -> None:
    recorded = tone(0.6, 222.0)
    sha256 = hashlib.sha256(recorded).hexdigest()
    centre.publish(scenario("a-wet-coat"), {sha256: recorded})
    kiosk.sync()
    settings = Settings(data=kiosk.folder, models=tmp_path, cache=tmp_path / "cache")
    voices = Voices(settings.model_copy(update={"recordings": tmp_path}))
    try:
        say = Say("Said by a person.", "bf_emma", "rose", sha256)
        assert await voices.is_ready(say)
        assert pitch(await voices.sound(say)) == pytest.approx(222, abs=3)
    finally:
        await voices.close()


def test_a_practice_that_goes_on_keeps_what_it_plays_for_one_list_more(
    centre: Centre, kiosk: Kiosk
) -> None:
    name = line("bf_emma", f"Line {next(versions)}.")
    first = scenario("a-wet-coat")
    centre.publish(first, {name: tone(pitch=100)})
    kiosk.sync()
    playing = Fresh(kiosk.folder)
    old = playing().sound(name)
    assert old is not None
    centre.publish(scenario("a-wet-coat", "Newer"), {line("bf_emma", "Other."): tone(pitch=200)})
    kiosk.sync()
    assert playing().sound(name) == old
    assert old.exists()
    assert (kiosk.folder / "content" / "blobs" / digest(first)).exists()
    centre.publish(scenario("a-wet-coat", "Newest"), {})
    kiosk.sync()
    assert playing().sound(name) is None
    assert not old.exists()


def _tampered(change: Callable[[dict[str, Any]], None]) -> Callable[..., Given]:
    """The list, changed on its way."""

    def rule(asked: Asked, real: Callable[[], Given]) -> Given:
        given = real()
        if "/content" in asked.path:
            envelope = json.loads(given.body)
            manifest = json.loads(envelope["signed"])
            change(manifest)
            given.body = json.dumps({**envelope, "signed": json.dumps(manifest)}).encode()
        return given

    return rule


def test_a_list_that_was_changed_on_its_way_is_not_used_and_is_told(
    centre: Centre, kiosk: Kiosk, between: Between
) -> None:
    kept = scenario("a-wet-coat")
    centre.publish(kept)
    kiosk.sync()
    version = kiosk.content.version
    centre.publish(scenario("a-wet-coat", "Newer"))
    between.rule = _tampered(lambda manifest: manifest.update(version=manifest["version"] + 1))
    outcome = kiosk.sync()[Step.CONTENT]
    assert outcome.kind is Kind.BROKEN
    assert "not signed by this centre's server" in outcome.why
    assert kiosk.content.version == version
    assert library.find("a-wet-coat", kiosk.content) == kept
    between.rule = lambda asked, real: real()
    assert failed(kiosk.sync()) == {}
    assert library.find("a-wet-coat", kiosk.content).title == "Newer"


def test_an_older_list_is_never_used_again(centre: Centre, kiosk: Kiosk, between: Between) -> None:
    """Somebody in between, or a stick from a drawer, has a list that was once signed."""
    recorded: list[Given] = []

    def record(asked: Asked, real: Callable[[], Given]) -> Given:
        given = real()
        if "/content?since=0" in asked.path:
            recorded.append(given)
        return given

    between.rule = record
    centre.publish(scenario("a-wet-coat"))
    kiosk.sync()
    newer = scenario("a-wet-coat", "Newer")
    centre.publish(newer)
    kiosk.sync()
    old = json.loads(recorded[0].body)
    assert signed_by(kiosk.identity.signing_key, old["signed"], old["signature"])
    between.rule = lambda asked, real: recorded[0] if "/content" in asked.path else real()
    assert "is an older one" in kiosk.sync()[Step.CONTENT].why
    (kiosk.folder / "content" / content.FILE).unlink()  # the store still knows
    assert "is an older one" in kiosk.sync()[Step.CONTENT].why
    between.rule = record
    assert failed(kiosk.sync()) == {}
    assert library.find("a-wet-coat", kiosk.content) == newer


def test_a_fetch_that_breaks_off_goes_on_where_it_was(
    centre: Centre, kiosk: Kiosk, between: Between
) -> None:
    name = line("bf_emma", f"A long line {next(versions)}.")
    sound = os.urandom(50_000)
    kept = library.names(kiosk.content)
    centre.publish(scenario("a-long-line"), {name: sound})
    starts: list[str] = []

    def breaking(asked: Asked, real: Callable[[], Given]) -> Given:
        given = real()
        if "/blobs/" in asked.path and sound.endswith(given.body):
            starts.append(asked.headers.get("Range", ""))
            given.cut = 20_000
        return given

    between.rule = breaking
    outcome = kiosk.sync()[Step.CONTENT]
    assert outcome.kind is Kind.AWAY
    assert library.names(kiosk.content) == kept  # nothing of half an update is used
    assert "broke off" in kiosk.sync()[Step.CONTENT].why
    between.rule = lambda asked, real: real()
    before = len(between.asked)
    assert failed(kiosk.sync()) == {}
    starts += [one.headers.get("Range", "") for one in between.asked[before:]]
    assert [start for start in starts if start] == ["bytes=20000-", "bytes=40000-"]
    path = kiosk.content.sound(name)
    assert path is not None
    assert path.read_bytes() == sound


@pytest.mark.parametrize("wrong", ["short", "long", "other", "none"])
def test_bytes_that_are_not_what_they_should_be_are_never_used(
    centre: Centre, kiosk: Kiosk, between: Between, wrong: str
) -> None:
    name, other = (line("bf_emma", f"{text} {next(versions)}.") for text in ("A line", "More"))
    centre.publish(scenario("a-wet-coat"), {name: (sound := os.urandom(9000)), other: tone()})

    def spoil(asked: Asked, real: Callable[[], Given]) -> Given:
        given = real()
        if given.body == sound:
            match wrong:
                case "short":
                    given.body = sound[:-1]
                case "long":
                    given.body = sound + b"\0"
                case "other":
                    given.body = sound[:-1] + bytes([sound[-1] ^ 1])
                case _:
                    return Given(404, b'{"type": "/problems/not-found", "detail": "Lost."}')
        return given

    between.rule = spoil
    outcome = kiosk.sync()[Step.CONTENT]
    assert not outcome.ok
    assert "a-wet-coat" not in kiosk.content.scenarios
    blobs = [path for path in between.paths() if "/blobs/" in path]
    assert len(blobs) >= 3  # one that can't be had keeps back no other
    between.rule = lambda asked, real: real()
    assert failed(kiosk.sync()) == {}
    path = kiosk.content.sound(name)
    assert path is not None
    assert path.read_bytes() == sound


def test_a_full_disk_leaves_what_was_there(
    centre: Centre, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = scenario("a-wet-coat")
    centre.publish(kept)
    kiosk.sync()
    centre.publish(scenario("a-wet-coat", "Newer"), {line("bf_emma", "New."): os.urandom(90_000)})

    real = os.fsync

    def full(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").readlink().suffix == ".part":
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    outcome = kiosk.sync()[Step.CONTENT]
    assert outcome.kind is Kind.FULL
    assert "The disk is full" in outcome.why
    assert library.find("a-wet-coat", kiosk.content) == kept
    assert not any(name.endswith(".part") for name in files(kiosk))
    monkeypatch.undo()
    monkeypatch.setattr("device.sync.content.SPARE", 10**18)
    assert "are free" in kiosk.sync()[Step.CONTENT].why
    monkeypatch.undo()
    assert failed(kiosk.sync()) == {}
    assert library.find("a-wet-coat", kiosk.content).title == "Newer"


def test_what_a_failing_card_spoiled_is_fetched_again(centre: Centre, kiosk: Kiosk) -> None:
    own = scenario("a-wet-coat")
    centre.publish(own)
    kiosk.sync()
    blob = kiosk.content.document("a-wet-coat")
    blob.write_bytes(b"x" * blob.stat().st_size)
    with pytest.raises(ScenarioNotReadError, match="is damaged on this kiosk"):
        library.find("a-wet-coat", kiosk.content)
    assert "a-wet-coat" not in [one.id for one in library.available(kiosk.content)]
    assert failed(kiosk.sync()) == {}
    assert library.find("a-wet-coat", kiosk.content) == own
    (kiosk.folder / "content" / content.FILE).write_bytes(b"{")
    assert kiosk.content.scenarios == ()
    assert failed(kiosk.sync()) == {}
    assert library.find("a-wet-coat", kiosk.content) == own


def test_a_kiosk_whose_number_is_too_old_starts_over(
    centre: Centre, kiosk: Kiosk, between: Between
) -> None:
    centre.publish(scenario("a-wet-coat"))
    kiosk.sync()
    between.rule = lambda asked, real: (
        Given(410, b'{"type": "/problems/cursor-too-old"}')
        if "/content" in asked.path and "since=0" not in asked.path
        else real()
    )
    centre.publish(own := scenario("a-wet-coat", "Newer"))
    assert failed(kiosk.sync()) == {}
    assert library.find("a-wet-coat", kiosk.content) == own


def test_the_highest_version_is_remembered_for_each_server_by_itself(kiosk: Kiosk) -> None:
    ledger.seen(kiosk.store, "one", 12)
    ledger.seen(kiosk.store, "one", 7)
    assert ledger.highest(kiosk.store, "one") == 12
    assert ledger.highest(kiosk.store, "other") == 0
