"""The app: every room put together."""

import logging
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

import device
from server import description, journal, migrations, problems
from server.centre.room import ROOM as CENTRE
from server.content.room import ROOM as CONTENT
from server.database import Database
from server.devices.room import ROOM as DEVICES
from server.gate import Gate
from server.headers import SecurityHeaders
from server.jobs.room import ROOM as JOBS
from server.journal import RequestLog
from server.limits import BodyLimit
from server.operation import metrics
from server.operation.room import ROOM as OPERATION
from server.pages import go, render
from server.pages.forms import Stale
from server.pages.render import STATIC, environment, problem_page
from server.problems import RESPONSES, Problem
from server.results.room import ROOM as RESULTS
from server.room import Room
from server.settings import Settings, load
from server.sound.room import ROOM as SOUND
from server.staff import held
from server.staff.access import Editor, SignInFirst, present, sign_in_path
from server.staff.room import ROOM as STAFF
from server.stick.room import ROOM as STICK
from server.tryout.room import ROOM as TRYOUT
from server.updates.room import ROOM as UPDATES

LOG = logging.getLogger("server")

ROOMS: tuple[Room, ...] = (
    CONTENT,
    SOUND,
    TRYOUT,
    RESULTS,
    STICK,
    DEVICES,
    CENTRE,
    STAFF,
    JOBS,
    OPERATION,
    UPDATES,
)
"""In the order of the navigation."""
NEVER_HELD = ("/sign-in", "/welcome/", "/account/")
"""Forms with passwords in them are not carried along."""
KEPT = "public, max-age=31536000, immutable"
"""For files whose address changes with their content."""


class Assets(StaticFiles):
    """Our own files, kept by browsers when asked for by version."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """With how long to keep it."""
        response = await super().get_response(path, scope)
        versioned = b"v=" in scope["query_string"]
        response.headers["Cache-Control"] = KEPT if versioned else "no-cache"
        return response


def create_app(settings: Settings, rooms: tuple[Room, ...] = ROOMS) -> FastAPI:
    """The server, ready to be served; it brings its database up to date when it starts.

    Raises:
        SchemaError: as it starts, if the database was made by a newer version.
    """
    database = Database(settings.url)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as running:
            running.callback(database.close)
            await run_in_threadpool(migrations.upgrade, database)
            LOG.info("started", extra={"about": {"database": database.about}})
            for room in rooms:
                if room.lifespan is not None:
                    running.enter_context(room.lifespan(app))
            yield

    app = FastAPI(
        title="Wellheard",
        version=device.__version__,
        description="What kiosks talk to.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.settings = settings
    app.state.database = database
    app.state.rooms = rooms
    app.state.templates = environment(rooms)
    problems.install(app, _problem_page)
    for error in (SignInFirst, Stale):
        app.add_exception_handler(error, _sign_in_first)

    for room in rooms:  # first: addresses are tried in this order, and kiosks ask most
        for router in room.api:
            app.include_router(router, prefix="/api/v1", responses=RESPONSES)
    for room in rooms:
        if room.pages is not None:
            app.include_router(room.pages)
    description.install(app)
    app.add_api_route("/", _start, include_in_schema=False)
    app.mount("/static", Assets(directory=STATIC), name="static")

    limits = {path: most for room in rooms for path, most in room.body_limits.items()}
    strict = settings.certificate is not None
    app.add_middleware(Gate, together=[path for room in rooms for path in room.together])
    app.add_middleware(BodyLimit, limits=limits)
    app.add_middleware(RequestLog, count=metrics.count)
    app.add_middleware(SecurityHeaders, strict_transport=strict)
    return app


def from_environment() -> FastAPI:
    """For a worker process: it finds its settings in the environment."""
    journal.start()
    return create_app(load())


def _start(request: Request, who: Editor) -> Response:
    """The first thing in one's navigation."""
    rooms: tuple[Room, ...] = request.app.state.rooms
    paths = (e.path for room in rooms for e in room.entries if who.role.covers(e.role))
    return go(request, next(paths, "/account"))


def _problem_page(request: Request, problem: Problem, request_id: str | None) -> Response:
    if problem.status < 500:  # else the database may be what is wrong
        present(request)
    return problem_page(request, problem, request_id)


async def _sign_in_first(request: Request, error: Exception) -> Response:
    """Off to sign in; from a form that was sent, with all that was typed in it."""
    assert isinstance(error, SignInFirst | Stale)
    if problems.wants_document(request):
        return problems.respond(request, error)
    if request.method in ("GET", "HEAD"):
        return go(request, sign_in_path(request))
    kept = held.hold(await request.form())
    if isinstance(error, Stale):
        who = await run_in_threadpool(present, request)
        if not kept or request.url.path.startswith(NEVER_HELD):
            return problem_page(request, error, request.state.request_id)
        if who is not None:
            original = held.original(kept)
            return render(request, "staff/go-on.html.jinja", action=request.url.path, held=original)
    return render(
        request,
        "staff/sign-in.html.jinja",
        status=401,
        values={},
        wrong={},
        next=request.url.path,
        held=kept,
    )
