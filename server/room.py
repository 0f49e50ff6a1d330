"""What a room brings along: routes, entries of the navigation, sizes it must take, work it does."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, FastAPI
from sqlalchemy.orm import Session

from device.coach.scenario import Scenario
from server.roles import Role


@dataclass(frozen=True)
class Entry:
    """A word in the navigation."""

    label: str
    path: str
    """Begins with a slash; every page under it marks this entry as the present one."""
    role: Role
    """Who sees it. The route itself must ask for the role too."""


@dataclass(frozen=True)
class Room:
    """A part of the server."""

    name: str
    """Its folder's name, and the first part of its templates' names: `staff/people.html.jinja`."""
    pages: APIRouter | None = None
    """What staff see; made with `server.pages.router.pages_router()`."""
    api: tuple[APIRouter, ...] = ()
    """What kiosks talk to, put under `/api/v1`; routers that hold no others, for each one within
    another has all its addresses tried once more."""
    entries: tuple[Entry, ...] = ()
    body_limits: Mapping[str, int] = field(default_factory=dict)
    """Paths' beginnings to the most bytes a request there may carry, where that is more than the
    usual (`server.limits.BODY`)."""
    together: tuple[str, ...] = ()
    """Paths of the API whose small requests are done together (`server.together`), and so take no
    thread each."""
    lifespan: Callable[[FastAPI], AbstractContextManager[None]] | None = None
    """What runs beside the requests, in every process: entered at its start, left at its end."""
    jobs: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    """Kinds of jobs to what does them: it takes a `server.jobs.work.Work` and gives a sentence that
    says what came of it. The kinds of all rooms differ."""
    measures: Callable[[Session, Scenario], Mapping[str, float]] | None = None
    """Seconds by the text of each of a scenario's lines, as far as their sound is there."""
    nightly: Mapping[str, Callable[[FastAPI], str]] = field(default_factory=dict)
    """Names of work to do once each night, in one of the processes, to what does it: it gives a
    sentence that says what came of it. The names of all rooms differ. It deletes what is past its
    time, so it is left out for a night when the clock has leapt (`server.operation.night`)."""
