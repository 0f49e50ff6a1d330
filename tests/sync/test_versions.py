"""A kiosk and a server of different ages understand each other.

`version-1` is what both said when version 1 of the protocol was released. It stays as it is.
"""

import base64
import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from device import library
from device.coach.scenario import Scenario
from device.content import line
from device.sync import enrolment, ledger
from device.sync.protocol import EnrolStarted
from device.sync.step import Step
from tests.sync.between import Asked, Between, Given
from tests.sync.centre import Centre
from tests.sync.kiosk import Kiosk, failed

Exchange = dict[str, Any]
VERSIONS = sorted(Path(__file__).parent.glob("version-*"))
PERSON = "c" * 64
ADDED = {"surprise": {"from": ["a", "later", "version"]}}
LATER = {"/health": ("history", "sequence")}
"""What the first servers did not tell."""


@pytest.fixture(params=VERSIONS, ids=lambda folder: folder.name)
def exchanges(request: pytest.FixtureRequest) -> list[Exchange]:
    found: list[Exchange] = json.loads((request.param / "exchanges.json").read_text())
    return found


def named(text: str, names: dict[str, str]) -> str:
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def fits(told: object, recorded: object, where: str = "") -> None:
    """Whatever an old kiosk reads is there, of the same sort."""
    match recorded:
        case dict():
            assert isinstance(told, dict), where
            for name, value in recorded.items():
                assert name in told, f"{where}.{name} is gone"
                fits(told[name], value, f"{where}.{name}")
        case list():
            assert isinstance(told, list), where
            assert len(told) == len(recorded), where
            for one, other in zip(told, recorded, strict=True):
                fits(one, other, where)
        case bool() | str() | None:
            assert type(told) is type(recorded), where
        case _:
            assert isinstance(told, int | float), where


def opened(text: str) -> Any:
    told = json.loads(text)
    return json.loads(told["signed"]) if "signed" in told else told


def document(exchanges: list[Exchange]) -> Scenario:
    texts = [one["answer"] for one in exchanges if "/blobs/" in one["path"] and "answer" in one]
    return Scenario.model_validate_json(texts[0])


def sound(exchanges: list[Exchange]) -> bytes:
    (found,) = [base64.b64decode(one["bytes"]) for one in exchanges if "bytes" in one]
    return found


@pytest.mark.parametrize("more", [{}, ADDED], ids=["old", "with fields nobody knows"])
def test_a_kiosk_of_another_version_is_served_by_today_s_server(
    centre: Centre, exchanges: list[Exchange], more: dict[str, Any]
) -> None:
    names: dict[str, str] = {}
    fresh = f"-7{uuid.uuid4().hex[:3]}-"  # so that the practices are others each time
    healths = 0
    for one in exchanges:
        if one["path"].endswith("/health"):
            healths += 1
        if healths == 2 and one["path"].endswith("/health") and not more:
            centre.publish(document(exchanges), {line("bf_emma", "Hello."): sound(exchanges)})
            centre.erase(PERSON)
        body = named(one["body"], names)
        if one["path"].endswith("/results"):
            body = _renewed(body, fresh)
        if body:
            body = json.dumps({**json.loads(body), **more})
        headers = {name: named(value, names) for name, value in one["headers"].items()}
        path = named(one["path"], names)
        answer, text = centre.server.ask(one["method"], path, body or None, headers)
        assert answer.status == one["status"], (path, text)
        if "bytes" in one:
            assert text.encode() == sound(exchanges)
            continue
        if "/content" not in path or not more:  # by then there is more in the list
            fits(opened(text), opened(one["answer"]), path)
        if path.endswith("/enrol"):
            told = json.loads(text)
            names |= {name: told[name] for name in ("enrolment", "token")}
            names["device"] = str(centre.let_in(told["code"]))
        if path.endswith("/results"):
            expected = ["created", "gone" if more else "created"]
            assert [item["answer"] for item in json.loads(text)["items"]] == expected
            _, again = centre.server.ask(one["method"], path, body, headers)
            expected[0] = "duplicate"
            expected[1] = "gone" if more else "duplicate"
            assert [item["answer"] for item in json.loads(again)["items"]] == expected
        if path.endswith("/token"):
            names["next token"] = json.loads(text)["token"]
    assert len(centre.attempts(uuid.UUID(names["device"]))) == 1  # the other one was erased


def _renewed(body: str, fresh: str) -> str:
    told = json.loads(body)
    for item in told["items"]:
        item["id"] = item["id"][:13] + fresh + item["id"][19:]
    return json.dumps(told)


class Recorded:
    """A server that says what one of its version said, word for word."""

    def __init__(self, exchanges: list[Exchange], more: dict[str, Any], less: bool) -> None:
        self._exchanges = exchanges
        self._more = more
        self._less = less
        self.brought: list[str] = []
        self.names = {
            "token": "whk_" + "t" * 43,
            "next token": "whk_" + "n" * 43,
            "device": str(uuid.uuid4()),
            "enrolment": str(uuid.uuid4()),
        }

    def __call__(self, asked: Asked, real: Callable[[], Given]) -> Given:
        one = self._found(asked)
        if "bytes" in one:
            return Given(one["status"], base64.b64decode(one["bytes"]))
        if "/blobs/" in asked.path:
            return Given(one["status"], one["answer"].encode())
        told = json.loads(named(one["answer"], self.names))
        if asked.path.endswith("/results"):
            told["items"] = [
                {**told["items"][0], "id": item["id"], **self._more}
                for item in json.loads(asked.body)["items"]
            ]
            self.brought += [item["id"] for item in told["items"]]
        for path, fields in LATER.items():
            if self._less and asked.path.endswith(path):
                for name in fields:
                    del told[name]
        if "pins" in told:
            told["pins"] |= self._more
        return Given(one["status"], json.dumps({**told, **self._more}).encode())

    def _found(self, asked: Asked) -> Exchange:
        """The answer to this; of several alike, the next that was not given yet."""
        path = asked.path.replace(self.names["enrolment"], "{enrolment}")
        alike = [
            one for one in self._exchanges if (one["method"], one["path"]) == (asked.method, path)
        ]
        if not alike:
            return {"status": 404, "answer": "{}"}
        if len(alike) > 1:
            self._exchanges.remove(alike[0])
        return alike[0]


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Kiosk]:
    kiosk = Kiosk(tmp_path / "kiosk")
    yield kiosk
    kiosk.close()


@pytest.mark.parametrize(
    ("more", "less"), [({}, False), ({}, True), (ADDED, False)], ids=["then", "before", "after"]
)
def test_today_s_kiosk_understands_a_server_of_another_version(
    exchanges: list[Exchange], alone: Kiosk, more: dict[str, Any], less: bool
) -> None:
    server = Recorded(list(exchanges), more, less)
    with Between() as between:
        between.rule = server
        codes: list[EnrolStarted] = []
        told = enrolment.Told(lambda seen: None, codes.append, lambda: None, lambda why: None)
        enrolment.enrol(between.url, alone.folder, told, sleep=lambda seconds: None)
        assert len(codes) == 1
        kept, erased = alone.practise(), alone.practise(trainee=PERSON)
        for _ in range(3):
            assert failed(alone.sync()) == {}
        assert server.brought == [kept, erased]
        after = alone.practise()
        assert failed(alone.sync()) == {}
    assert server.brought == [kept, erased, after]
    assert alone.store.counts().waiting == 0
    assert alone.store.counts().acknowledged == 2
    assert alone.identity.token == server.names["next token"]
    scenario = document(exchanges)
    assert library.find(scenario.id, alone.content) == scenario
    path = alone.content.sound(line("bf_emma", "Hello."))
    assert path is not None
    assert path.read_bytes() == sound(exchanges)
    known = ledger.load(alone.store, alone.identity)
    assert (known.history is None) is less
    assert Step.HEALTH in {outcome.step for outcome in alone.told}
