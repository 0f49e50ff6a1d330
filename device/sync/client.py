"""Asking the server, over the network.

Every way in which it can go wrong ends in one of four errors, each with a sentence for people. The
token goes in a header and nowhere else: not in an address, a message or a log.
"""

import contextlib
import re
import ssl
import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlsplit

import httpx2
from pydantic import BaseModel

import device
from device.errors import WellheardError
from device.sync import protocol, trust
from device.sync.identity import Identity
from device.sync.protocol import (
    BatchAnswer,
    EnrolAnswer,
    EnrolStarted,
    Envelope,
    Erased,
    Erasures,
    NewToken,
    NotUnderstood,
    Pins,
    UpdateOffer,
    Wishes,
)

API = "/api/v1"
READ_SECONDS = 30.0
"""How long the server may be silent within an answer; a busy one takes some seconds."""
WHOLE_SECONDS = 120.0
"""How long an answer may take in all, blobs apart."""
MOST_ANSWER = 20_000_000
"""Bytes of an answer, blobs apart: a list of ten thousand scenarios is shorter."""

_Read = TypeVar("_Read", bound=BaseModel)


class Refused(WellheardError, ConnectionError):
    """The server answered that it won't."""

    def __init__(self, sentence: str, status: int, kind: str, retry_after: float | None) -> None:
        super().__init__(sentence)
        self.status = status
        self.kind = kind
        """Of the problem document, such as `cursor-too-old`; "" where there was none."""
        self.retry_after = retry_after
        """Seconds that the server asks to be left alone; None where it doesn't."""


class Unknown(Refused):
    """The server does not know this kiosk's token."""


class Revoked(Refused):
    """Staff have shut this kiosk out."""


class BrokeOff(WellheardError, ConnectionError):
    """The connection was lost, or the answer didn't come in time."""


class Client:
    """One server, as one kiosk sees it; used by one thread at a time."""

    def __init__(
        self, url: str, *, token: str | None = None, context: ssl.SSLContext | None = None
    ) -> None:
        """
        Args:
            url: the server, without a path.
            context: whom to believe; None trusts what the system does.
        """
        self._url = url
        self._http = httpx2.Client(
            base_url=url + API,
            verify=context if context is not None else trust.of_the_system(),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx2.Timeout(READ_SECONDS, connect=trust.CONNECT_SECONDS),
            headers={"User-Agent": f"wellheard/{device.__version__}", "Accept": "*/*"},
        )
        if token is not None:
            self._http.headers["Authorization"] = f"Bearer {token}"

    @classmethod
    def of(cls, identity: Identity) -> "Client":
        """With the kiosk's token, to the server it belongs to and no other."""
        context = trust.pinned(identity.certificate) if identity.certificate else None
        return cls(identity.url, token=identity.token, context=context)

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def __enter__(self) -> "Client":
        """Hangs up at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self.close()

    def enrol(self, public_key: str, model: str) -> EnrolStarted:
        """Ask to be let in."""
        return self._told(
            EnrolStarted, "POST", "/enrol", {"public_key": public_key, "model": model}
        )

    def enrolled(self, started: EnrolStarted) -> EnrolAnswer:
        """Whether staff have let the kiosk in."""
        return self._told(EnrolAnswer, "GET", f"/enrol/{started.enrolment}", token=started.token)

    def pins(self) -> Pins:
        """Whom to believe, and what staff call this kiosk."""
        return self._told(Pins, "GET", "/pins")

    def new_token(self) -> NewToken:
        """Change the token."""
        return self._told(NewToken, "POST", "/token")

    def health(self, report: BaseModel) -> Wishes:
        """Tell how the kiosk is, and hear what the centre would like."""
        return self._told(Wishes, "POST", "/health", report.model_dump(mode="json"))

    def wishes(self) -> Wishes:
        """Hear what the centre would like."""
        return self._told(Wishes, "GET", "/wishes")

    def erasures(self, since: int) -> Erasures:
        """Whose results to delete."""
        return self._told(Erasures, "GET", "/erasures", parameters={"since": since})

    def erase(self, trainee: str) -> Erased:
        """Somebody at the kiosk wants to be forgotten everywhere."""
        return self._told(Erased, "POST", "/erasures", {"trainee": trainee})

    def content(self, since: int, known: int) -> Envelope:
        """What changed among the scenarios."""
        asked = {"since": since, "known": known}
        return self._told(Envelope, "GET", "/content", parameters=asked)

    def results(self, batch: str) -> BatchAnswer:
        """Bring practices; the text goes out as it is."""
        return self._told(BatchAnswer, "POST", "/results", batch)

    def update_offered(self, machine: str) -> UpdateOffer:
        """The newest version of the program for that sort of machine."""
        return self._told(UpdateOffer, "GET", f"/updates/{machine}")

    @contextlib.contextmanager
    def update(
        self, machine: str, version: str, start: int
    ) -> Iterator[tuple[int, Iterator[bytes]]]:
        """A version of the program, as with `blob`."""
        with self._part(f"/updates/{machine}/{version}", start) as part:
            yield part

    @contextlib.contextmanager
    def blob(self, sha256: str, start: int) -> Iterator[tuple[int, Iterator[bytes]]]:
        """Some bytes, from a place on; gives where they really begin, and then the bytes."""
        with self._part(f"/blobs/{sha256}", start) as part:
            yield part

    @contextlib.contextmanager
    def _part(self, path: str, start: int) -> Iterator[tuple[int, Iterator[bytes]]]:
        headers = {"Range": f"bytes={start}-"} if start else {}
        with self._sent("GET", path, headers=headers) as answer:
            begins = start if answer.status_code == HTTPStatus.PARTIAL_CONTENT else 0
            if begins and not answer.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
                raise NotUnderstood("The server sent another part of a sound than was asked for.")
            # As they come, and not gathered to larger parts: what came before a break is kept.
            yield begins, answer.iter_raw()

    def _told(
        self,
        kind: type[_Read],
        method: str,
        path: str,
        body: object = None,
        *,
        parameters: dict[str, int] | None = None,
        token: str | None = None,
    ) -> _Read:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        with self._sent(method, path, body, headers=headers, parameters=parameters) as answer:
            return protocol.read(kind, _whole(answer), "What the server answered")

    @contextlib.contextmanager
    def _sent(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: dict[str, str],
        parameters: dict[str, int] | None = None,
    ) -> Iterator[httpx2.Response]:
        """An answer that is good, its body still to be read.

        Raises:
            NotReached, NotTrusted, BrokeOff, Refused: it went wrong; says how.
        """
        sent: dict[str, object] = {}
        if isinstance(body, str):
            sent = {"content": body.encode()}
            headers = {**headers, "Content-Type": "application/json"}
        elif body is not None:
            sent = {"json": body}
        request = self._http.build_request(
            method,
            path,
            params=parameters,
            headers={"Accept-Encoding": "identity", **headers},
            **sent,  # type: ignore[arg-type]  # one of two, by what the body is
        )
        try:
            answer = self._http.send(request, stream=True)
            try:
                if not answer.is_success:
                    raise _refused(answer)
                yield answer
            finally:
                answer.close()
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise self._no_connection(error) from None
        except httpx2.TransportError as error:
            raise BrokeOff(
                f"The connection to the server at {self._where} broke off"
                f" ({type(error).__name__}). It is tried again."
            ) from None

    @property
    def _where(self) -> str:
        return urlsplit(self._url).netloc

    def _no_connection(self, error: Exception) -> WellheardError:
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, ssl.SSLError):
            cause = cause.__cause__ or cause.__context__
        if isinstance(cause, ssl.SSLCertVerificationError):
            return trust.NotTrusted(
                f"What answers at {self._where} is not the server that this kiosk belongs to"
                f" ({cause.verify_message.rstrip('.').lower()}). Nothing was sent. If the server"
                " was set up anew or moved, let the kiosk in anew: wellheard enrol ADDRESS"
            )
        if cause is not None:
            return trust.NotReached(
                f"What answers at {self._where} does not speak TLS as it should. Is the address"
                " right?"
            )
        parts = urlsplit(self._url)
        told = re.sub(r"^\[.*?\] ", "", str(error))
        why = TimeoutError() if isinstance(error, httpx2.ConnectTimeout) else OSError(told)
        return trust.NotReached(trust.away(parts.hostname or "", parts.port or 443, why))


def _whole(answer: httpx2.Response) -> bytes:
    until = time.monotonic() + WHOLE_SECONDS
    found = bytearray()
    for chunk in answer.iter_raw():
        found += chunk
        if len(found) > MOST_ANSWER:
            raise NotUnderstood("The server's answer is far too long. It is tried again.")
        if time.monotonic() > until:
            raise BrokeOff("The server's answer did not come in time. It is tried again.")
    return bytes(found)


def _refused(answer: httpx2.Response) -> Refused:
    problem = protocol.Problem()
    with contextlib.suppress(NotUnderstood, BrokeOff, httpx2.TransportError):
        problem = protocol.read(protocol.Problem, _whole(answer), "Why the server refused")
    status, kind = answer.status_code, problem.type.rpartition("/")[2]
    why = "".join(one for one in problem.detail if one.isprintable())[:300]
    sentence = f"The server answered {status}" + (f": {why}" if why else ".")
    sort: type[Refused] = Refused
    if status == HTTPStatus.UNAUTHORIZED:
        sort = Revoked if kind == "revoked" else Unknown
    return sort(sentence, status, kind, _seconds(answer.headers.get("Retry-After")))


def _seconds(told: str | None) -> float | None:
    """What `Retry-After` asks for. A date says nothing to a kiosk that may not know the time."""
    return float(told) if told is not None and told.isascii() and told.isdigit() else None
