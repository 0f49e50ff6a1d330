"""The page for memory sticks, as a browser without scripts uses it."""

import io
import json
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from server.database import Database
from server.results.tables import Attempt
from server.roles import Role
from server.signing import packed, signed_by
from server.staff.tables import LogEntry
from tests.server.browser import Browser, hidden, words
from tests.server.results.conftest import Practiser, admin, kiosk, let_in

__all__ = ["admin", "kiosk", "let_in"]


def line(kiosk: Practiser, text: str) -> str:
    signed = kiosk.key.sign(b"wellheard signed text, version 1\n" + text.encode())
    return json.dumps({"device": kiosk.id, "signed": text, "signature": packed(signed)})


def written(kiosk: Practiser, *practices: dict[str, Any], **more: Any) -> tuple[str, bytes]:
    """What the kiosk puts on a stick: the file's name, and what is in it."""
    told = {
        "kind": "from_kiosk",
        "protocol": 1,
        "device": kiosk.id,
        "server": kiosk.get("/pins").json()["signing_key"],
        "word": "w" * 22,
        "batches": 1,
        **more,
    }
    lines = [line(kiosk, json.dumps(told, separators=(",", ":")))]
    lines.append(line(kiosk, json.dumps(kiosk.batch(*practices))))
    name = f"from-kiosk-blue-kiosk-{uuid.UUID(kiosk.id).hex[:8]}.jsonl"
    return name, "".join(f"{one}\n" for one in lines).encode()


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files:
            made.writestr(f"wellheard/{name}", content)
    return out.getvalue()


def damaged(method: int) -> bytes:
    """A zip whose member breaks as it unfolds."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        made.writestr("from-kiosk-a-12345678.jsonl", bytes(range(256)) * 200)
    sent = bytearray(out.getvalue())
    begins = 30 + len("from-kiosk-a-12345678.jsonl")
    for at in range(begins + 10, begins + 60):
        sent[at] ^= 0xFF
    return bytes(sent)


def test_a_stick_is_taken_in_and_filled_and_it_is_in_the_log(
    admin: Browser, kiosk: Practiser, database: Database
) -> None:
    assert "/kiosks/stick" in admin.get("/kiosks").text
    page = admin.get("/kiosks/stick")
    assert "multiple" in page.text
    one = kiosk.practice("validation")
    done = admin.post("/kiosks/stick", files=[("files", written(kiosk, one))])
    assert (done.status_code, "Blue kiosk. 1 new practice." in words(done)) == (200, True)
    assert kiosk.bring(one) == ["duplicate"]

    given = admin.post("/kiosks/stick/download", {"answered": hidden(done)["answered"]})
    assert given.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(given.content)) as stick:
        held = {name: stick.read(name) for name in stick.namelist()}
    (answer,) = [json.loads(held[name]) for name in held if "/for-kiosk-" in name]
    key = kiosk.get("/pins").json()["signing_key"]
    assert signed_by(key, answer["signed"], answer["signature"])
    told = json.loads(answer["signed"])
    assert (told["device"], told["reply_to"]) == (kiosk.id, "w" * 22)
    (item,) = told["answers"][0]["items"]
    assert item == {"id": one["id"], "answer": "created", "why": []}
    assert {"wellheard/README.txt", "wellheard/scenarios.json"} < held.keys()
    with database.read() as session:
        said = set(session.scalars(select(LogEntry.did)))
    assert {"stick.taken", "stick.filled"} <= said


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_zip_does_as_well_and_what_is_not_ours_in_it_is_passed_over(
    admin: Browser, kiosk: Practiser
) -> None:
    admin.get("/kiosks/stick")
    sent = zipped(written(kiosk, kiosk.practice()), ("holiday.jpg", b"\xff\xd8"), ("../x", b"1"))
    done = admin.post("/kiosks/stick", files=[("files", ("Stick.ZIP", sent))])
    assert "1 new practice" in words(done)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("file", "why"),
    [
        (None, "Choose the files, or a zip of them."),
        (("holiday.jpg", b"\xff\xd8"), "None of these files was written by a kiosk."),
        (("stick.zip", b"PK no zip"), "is no zip that can be read"),
        (("stick.zip", zipped(("holiday.jpg", b"1"))), "None of these files was written"),
        (
            ("stick.zip", zipped(("from-kiosk-a-12345678.jsonl", bytes(70_000_000)))),
            "unfolds to more than a stick",
        ),
        (("stick.zip", damaged(zipfile.ZIP_LZMA)), "is no zip that can be read"),
        (("stick.zip", damaged(zipfile.ZIP_BZIP2)), "is no zip that can be read"),
        (("stick.zip", damaged(zipfile.ZIP_DEFLATED)), "is no zip that can be read"),
    ],
)
def test_what_is_no_stick_of_ours_is_told_in_a_sentence(
    admin: Browser, file: tuple[str, bytes] | None, why: str
) -> None:
    admin.get("/kiosks/stick")
    sent = [("files", file)] if file else [("files", ("", b""))]
    answer = admin.post("/kiosks/stick", files=sent)
    assert (answer.status_code, why in words(answer)) == (422, True)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_many_zips_have_the_room_of_one(admin: Browser) -> None:
    admin.get("/kiosks/stick")
    large = zipped(("from-kiosk-a-12345678.jsonl", bytes(35_000_000)))
    answer = admin.post("/kiosks/stick", files=[("files", (f"{n}.zip", large)) for n in (1, 2)])
    assert answer.status_code == 422
    assert "2.zip unfolds to more than a stick of ours ever holds." in words(answer)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"server": "A" * 43}, "It belongs to another server."),
        ({"protocol": 2}, "Its program is of another age."),
        ({"word": "short"}, "One line is damaged and left."),
        ({"device": str(uuid.uuid4())}, "One line is damaged and left."),
        ({"batches": 7}, "It breaks off."),
    ],
)
def test_a_letter_that_does_not_fit_is_told_and_its_practices_count_all_the_same(
    admin: Browser, kiosk: Practiser, database: Database, more: dict[str, Any], why: str
) -> None:
    admin.get("/kiosks/stick")
    sent = written(kiosk, kiosk.practice(), **more)
    done = admin.post("/kiosks/stick", files=[("files", sent)])
    assert why in words(done)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 1


@pytest.mark.parametrize("kind", ["sqlite"])
def test_an_answer_that_the_server_did_not_sign_is_not_put_on_a_stick(
    admin: Browser, kiosk: Practiser
) -> None:
    admin.get("/kiosks/stick")
    forged = json.dumps({"signed": "{}", "signature": packed(bytes(64))})
    pairs = [["for-kiosk-a-12345678.json", forged], ["../../evil", forged], 7]
    for carried in (json.dumps(pairs), "[", "7"):
        given = admin.post("/kiosks/stick/download", {"answered": carried})
        assert given.status_code == 200
        with zipfile.ZipFile(io.BytesIO(given.content)) as stick:
            assert not [name for name in stick.namelist() if "for-kiosk" in name or "evil" in name]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_health_comes_by_stick_and_an_old_stick_does_not_undo_it(
    admin: Browser, kiosk: Practiser
) -> None:
    report = {
        "version": "0.1.0",
        "boot": str(uuid.uuid4()),
        "clock": {"monotonic": 12.5, "quality": "none", "wall": None},
        "sequence": 5,
        "disk_free": 20_000_000_000,
        "disk_size": 31_000_000_000,
        "queue": 0,
    }
    admin.get("/kiosks/stick")
    for version, sequence, shown in (("0.2.0", 5, "0.2.0"), ("0.1.0", 4, "0.2.0")):
        told = report | {"version": version, "sequence": sequence}
        sent = written(kiosk, kiosk.practice(), health=told)
        admin.post("/kiosks/stick", files=[("files", sent)])
        page = words(admin.get(f"/kiosks/{kiosk.id}"))
        assert f"version {shown}" in page
        assert "two machines" not in page
        admin.get("/kiosks/stick")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_only_whoever_looks_after_kiosks_may(browser: Callable[..., Browser]) -> None:
    found = browser(Role.PUBLISHER)
    found.get("/results")
    assert found.get("/kiosks/stick").status_code == 403
    assert found.post("/kiosks/stick").status_code == 403
    assert found.post("/kiosks/stick/download").status_code == 403
