"""What is told when something can't be done: an RFC 9457 document to a kiosk, a page to a person.

A route raises `Problem` (or one of its children); everything else that may go wrong is turned into
one here. Nobody ever sees a traceback, and what was sent is not sent back.
"""

import errno
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from device.errors import WellheardError

LOG = logging.getLogger("server.problem")
API = "/api/"
MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
"""When to come again while the database is away."""

type_of = "/problems/{}".format


class Wrong(BaseModel):
    """One wrong thing in what was sent."""

    where: str = Field(description="Such as body.items.3.id.", examples=["body.items.3.id"])
    what: str = Field(description="What is wrong with it.", examples=["Field required"])


class ProblemDocument(BaseModel):
    """An RFC 9457 problem document."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="What kind of problem.", examples=["/problems/not-found"])
    title: str = Field(description="The kind in words.", examples=["Not found"])
    status: int = Field(ge=400, le=599, description="The HTTP status.", examples=[404])
    detail: str = Field(description="What happened and what to do.")
    request_id: str | None = Field(default=None, description="The same as in the server's log.")
    wrong: list[Wrong] | None = Field(default=None, description="Each wrong thing on its own.")


class Problem(WellheardError, RuntimeError):
    """The request can't be done.

    `detail` says what, where and what to do, for the person who asked.
    """

    status = HTTPStatus.BAD_REQUEST
    kind = "bad-request"
    title = "That did not work"

    def __init__(
        self,
        detail: str,
        *,
        wrong: list[Wrong] | None = None,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.wrong = wrong
        self.headers = headers or {}
        self.more = more

    def document(self, request_id: str | None) -> ProblemDocument:
        """As it is sent."""
        return ProblemDocument(
            type=type_of(self.kind),
            title=self.title,
            status=int(self.status),
            detail=self.detail,
            request_id=request_id,
            wrong=self.wrong,
            **self.more,
        )


class NotFound(Problem, LookupError):
    """There is no such thing, or it is not this person's to see."""

    status, kind, title = HTTPStatus.NOT_FOUND, "not-found", "Not found"


class Unauthorised(Problem, PermissionError):
    """Nobody is signed in, or the token is not known."""

    status, kind, title = HTTPStatus.UNAUTHORIZED, "unauthorised", "Please sign in"


class Forbidden(Problem, PermissionError):
    """Somebody is signed in who may not do this."""

    status, kind, title = HTTPStatus.FORBIDDEN, "forbidden", "This is not open to you"


class Conflict(Problem):
    """It has changed meanwhile."""

    status, kind, title = HTTPStatus.CONFLICT, "conflict", "It has changed meanwhile"


class Invalid(Problem, ValueError):
    """What was sent can't be used; `wrong` says each thing."""

    status, kind, title = HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", "Something needs mending"


class TooMany(Problem):
    """Too many requests or tries."""

    status, kind, title = HTTPStatus.TOO_MANY_REQUESTS, "too-many", "Too many tries"


class Unavailable(Problem):
    """Something the server needs is away for now."""

    status, kind, title = HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", "Please try again soon"


class _Http(Problem):
    """A status that the framework itself gave."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None) -> None:
        known = HTTPStatus(status)
        self.status, self.title = known, known.phrase
        self.kind = known.phrase.lower().replace(" ", "-")
        super().__init__(detail, headers=headers)


WORDS = {
    400: "What was sent could not be read. Load the page again, then send it once more.",
    404: "There is nothing at this address. Check it, or go back to the start.",
    405: "This address can't be used in this way.",
}


def _of_http(error: HTTPException) -> Problem:
    headers = dict(error.headers) if error.headers else None
    return _Http(error.status_code, WORDS.get(error.status_code, error.detail), headers)


def _of_validation(error: RequestValidationError) -> Problem:
    wrong = [
        Wrong(where=".".join(map(str, one["loc"])), what=str(one["msg"])) for one in error.errors()
    ]
    return Invalid(
        "What was sent can't be used. Mend what is named, then send it again.", wrong=wrong
    )


DISK_FULL = (
    "The server’s disk is full, so this could not be saved. Nothing was changed. Please tell"
    " whoever looks after the server; then try again."
)
BUSY = (
    "The server is busy with something long, so this could not be done. Nothing was changed. Please"
    " try again in a few seconds."
)
AWAY = (
    "The server's database can't be used at the moment. Nothing was changed."
    " Please try again in a few seconds."
)
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
SAID = {
    "SQLITE_FULL": DISK_FULL,
    "SQLITE_IOERR_WRITE": DISK_FULL,  # a file may grow no more: a quota, or a limit of the service
    "53100": DISK_FULL,
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "55P03": BUSY,
    "57014": BUSY,
}
"""What SQLite (by name) and PostgreSQL (by SQLSTATE) say; all else is that the database is away."""


def _unavailable(words: str) -> Problem:
    return Unavailable(words, headers={"Retry-After": str(RETRY_SECONDS)})


def _of_database(error: Exception) -> Problem:
    """The reason is for the log; it may tell of the machine, so it is not sent."""
    reason = getattr(error, "orig", None) or error
    code = getattr(reason, "sqlite_errorname", None) or getattr(reason, "sqlstate", None)
    LOG.error("The database can't be used: %s", reason)
    return _unavailable(SAID.get(str(code), AWAY))


class _Failed(Problem):
    status, kind, title = HTTPStatus.INTERNAL_SERVER_ERROR, "failed", "Something went wrong here"


def failed(request: Request, error: Exception) -> Response:
    """The answer to what nobody foresaw."""
    return respond(
        request,
        _Failed(
            "This is a fault of the server's, not yours. Please try again; if it happens again,"
            " tell whoever looks after the server, with the number below."
        ),
    )


def wants_document(request: Request) -> bool:
    """Whether a program asks: a kiosk, or a script of ours, which sends its token in a header."""
    return request.url.path.startswith(API) or "x-form-token" in request.headers


def respond(request: Request, problem: Problem) -> Response:
    """The document, or the page, by where it was asked for."""
    request_id = getattr(request.state, "request_id", None)
    if wants_document(request):
        document = problem.document(request_id).model_dump(exclude_none=True)
        return JSONResponse(
            document, int(problem.status), headers=problem.headers, media_type=MEDIA_TYPE
        )
    page: Callable[[Request, Problem, str | None], Response] = request.app.state.problem_page
    answer = page(request, problem, request_id)
    answer.headers.update(problem.headers)
    return answer


def install(app: FastAPI, page: Callable[[Request, Problem, str | None], Response]) -> None:
    """Let the app answer with problems; `page` draws one for a person."""
    app.state.problem_page = page

    def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return respond(request, error)

    def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return respond(request, _of_http(error))

    def on_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return respond(request, _of_validation(error))

    def on_database(request: Request, error: Exception) -> Response:
        return respond(request, _of_database(error))

    def on_system(request: Request, error: Exception) -> Response:
        """The disk is full; any other trouble with a file is a fault of ours."""
        assert isinstance(error, OSError)
        if error.errno not in FULL:
            raise error
        LOG.error("The disk is full: %s", error)
        return respond(request, _unavailable(DISK_FULL))

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(OSError, on_system)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_validation)
    for gone in (OperationalError, InterfaceError, PoolTimeout):
        app.add_exception_handler(gone, on_database)


RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {
        "model": ProblemDocument,
        "description": words,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
    }
    for status, words in {
        401: "The token is missing, unknown or revoked.",
        413: "The body is too large.",
        422: "Something in what was sent can't be used; `wrong` says each thing.",
        429: "Too many requests; `Retry-After` says when to come again.",
        503: "The database is away; `Retry-After` says when to come again.",
    }.items()
}
"""For `APIRouter(responses=RESPONSES)`: the problems that any route of the API may answer with."""
