"""A person's recording replaces the voice, and the voice comes back."""

import io
from collections.abc import Callable

import numpy as np
import pytest
import soundfile
from httpx2 import Response

from device.voice.sound import read
from device.voice.speak.loudness import TARGET, loudness
from server.content import blobs, drafts
from server.content.typed import Typed
from server.database import Database
from server.pages.visitor import Visitor
from server.roles import Role
from server.settings import Settings
from server.sound import lines, takes
from server.staff import log, people
from tests.server.browser import Browser, words
from tests.speech import spoken

SPEECH = spoken("I never know what to say when I come through that door.")


def wav(samples: np.ndarray, rate: int = SPEECH.rate, kind: str = "WAV") -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=kind)
    return file.getvalue()


@pytest.fixture
def draft(database: Database, scenario_id: int) -> Callable[[], Typed]:
    def look() -> Typed:
        with database.read() as session:
            return drafts.typed(drafts.find(session, scenario_id)[1])

    return look


@pytest.fixture
def send(
    browser: Callable[..., Browser], scenario_id: int, draft: Callable[[], Typed]
) -> Callable[..., Response]:
    """Upload a file as the recording of a line of the first turn."""
    editor = browser(Role.EDITOR)
    editor.get("/cast")

    def upload(
        data: bytes, *, name: str = "line", file: str = "mine.wav", said: str = "", at: int = 0
    ) -> Response:
        turn = draft().turns[at]
        line = turn.line if name == "line" else getattr(turn.next, name).says
        fields = {"kind": "turns", "id": turn.id, "name": name, "words": said or line.text}
        answer = editor.post(
            f"/recordings/{scenario_id}", fields, files={"sound": (file, data, "audio/wav")}
        )
        return editor.follow(answer) if answer.status_code == 303 else answer

    return upload


def test_a_recording_takes_the_voice_s_place_and_can_be_taken_back(
    send: Callable[..., Response],
    draft: Callable[[], Typed],
    browser: Callable[..., Browser],
    database: Database,
    settings: Settings,
    scenario_id: int,
) -> None:
    page = send(wav(np.concatenate([np.zeros(30_000), SPEECH.samples * 0.3, np.zeros(30_000)])))
    assert "The recording is in place." in words(page)
    turn = draft().turns[0]
    first = turn.line.recording
    sound = read(blobs.of(settings).path(first))
    assert loudness(sound) == pytest.approx(TARGET, abs=0.5)
    assert sound.seconds == pytest.approx(SPEECH.seconds, abs=0.6)
    assert f'src="/sound/{first}"' in page.text

    page = send(wav(SPEECH.samples[: 2 * SPEECH.rate]))
    second = draft().turns[0].line.recording
    assert second not in ("", first)
    editor = browser(Role.EDITOR)
    editor.get("/cast")
    fields = {"kind": "turns", "id": turn.id, "name": "line", "words": turn.line.text}
    assert f'value="{first}"' in page.text
    editor.follow(editor.post(f"/scenarios/{scenario_id}/sound/put", {**fields, "sha256": first}))
    assert draft().turns[0].line.recording == first
    answer = editor.post(f"/scenarios/{scenario_id}/sound/put", {**fields, "sha256": ""})
    assert "The voice says this line again." in words(editor.follow(answer))
    assert draft().turns[0].line.recording == ""
    with database.read() as session:
        told = [entry.what for entry in log.entries(session, 1)[0]]
    assert any("put a recording in place of the line “Turn 1”" in each for each in told)


def test_what_the_seeker_says_next_can_be_recorded_too(
    send: Callable[..., Response], draft: Callable[[], Typed]
) -> None:
    whole = draft()
    at, way = next(
        (at, way)
        for at, turn in enumerate(whole.turns)
        for way in ("opens_up", "stays_guarded", "shuts_down")
        if getattr(turn.next, way).says.text
    )
    send(wav(SPEECH.samples, kind="FLAC"), name=way, file="mine.flac", at=at)
    changed = draft().turns[at]
    assert len(getattr(changed.next, way).says.recording) == 64
    assert changed.line == whole.turns[at].line


def test_staff_are_told_when_the_words_changed_after_the_recording(
    send: Callable[..., Response],
    draft: Callable[[], Typed],
    browser: Callable[..., Browser],
    database: Database,
    scenario_id: int,
) -> None:
    send(wav(SPEECH.samples))
    turn = draft().turns[0]
    line = turn.line.model_copy(update={"text": "Something else altogether."})
    editor = browser(Role.EDITOR)
    with database.write() as session:
        who = people.named(session, "Test Editor")
        assert who is not None
        visitor = Visitor(who.id, who.name, Role.EDITOR, "")
        changed = turn.model_copy(update={"line": line})
        drafts.save(session, visitor, scenario_id, "turns", changed, seen=turn.seal)
    page = editor.get(f"/scenarios/{scenario_id}/sound")
    assert "The words were changed after this was recorded" in words(page)


def test_a_recording_of_other_words_than_there_are_now_is_not_put_in_place(
    send: Callable[..., Response], draft: Callable[[], Typed]
) -> None:
    answer = send(wav(SPEECH.samples), said="What stood there this morning.")
    assert answer.status_code == 409
    assert "The words were changed meanwhile" in words(answer)
    assert draft().turns[0].line.recording == ""


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "Record the line first"),
        (b"<html>not sound at all</html>" * 50, "letter.doc: this is no sound file"),
        (wav(np.zeros(48_000)), "only silence"),
        (wav(np.clip(SPEECH.samples * 10, -1, 1)), "too loudly"),
        (wav(SPEECH.samples * 0.001), "too quiet"),
        (wav(np.tile(SPEECH.samples, 30)), "a line may last 60"),
    ],
    ids=["nothing", "text", "silent", "clipped", "quiet", "long"],
)
def test_what_cannot_be_used_is_told_in_plain_words(
    send: Callable[..., Response], draft: Callable[[], Typed], data: bytes, told: str
) -> None:
    answer = send(data, file="../../secret/letter.doc")
    assert answer.status_code == 422
    assert told in words(answer)
    assert "secret" not in answer.text
    assert draft().turns[0].line.recording == ""


def test_two_gigabytes_are_refused_before_they_are_taken(
    browser: Callable[..., Browser], scenario_id: int
) -> None:
    editor = browser(Role.EDITOR)
    editor.get("/cast")
    answer = editor.plain.post(
        f"/recordings/{scenario_id}",
        content=b"x",
        headers={
            "Content-Length": str(2_000_000_000),
            "Content-Type": "multipart/form-data; boundary=x",
            "Origin": "https://wellheard.test",
        },
    )
    assert answer.status_code == 413


def test_without_the_sound_libraries_it_says_what_to_install(
    send: Callable[..., Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(takes, "NEEDED", ("no_such_module",))
    answer = send(wav(SPEECH.samples))
    assert answer.status_code == 503
    assert "pip install 'wellheard[kiosk]'" in words(answer)


def test_a_line_that_is_gone_is_told(
    browser: Callable[..., Browser], scenario_id: int, draft: Callable[[], Typed]
) -> None:
    editor = browser(Role.EDITOR)
    for query in (
        "kind=turns&id=none&name=line",
        "kind=x&id=y&name=z",
        "kind=about&id=&name=content_note",
        f"kind=turns&id={draft().turns[0].id}&name=helps[0]",
    ):
        assert editor.get(f"/scenarios/{scenario_id}/sound/line?{query}").status_code == 404
    assert editor.get("/scenarios/999/sound").status_code == 404


def test_each_line_has_a_page_to_record_it_on(
    browser: Callable[..., Browser], scenario_id: int, draft: Callable[[], Typed]
) -> None:
    editor = browser(Role.EDITOR)
    for line in lines.of_draft(draft()):
        if not line.seekers:
            continue
        query = f"kind={line.place.kind}&id={line.place.id}&name={line.place.name}"
        page = editor.get(f"/scenarios/{scenario_id}/sound/line?{query}")
        assert line.text in words(page)
        assert 'enctype="multipart/form-data"' in page.text
