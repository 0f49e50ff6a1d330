"""What Prometheus reads: how busy the server is, and what waits.

Requests are counted where they are served. With several workers each counts in files that all of
them share (prometheus-client's multiprocess mode, which `wellheard serve` switches on), so that any
worker tells the sum; a label for each worker would not do, because a reader reaches now one worker,
now another, behind the same address. What is in the database (jobs, kiosks, nightly work) is
counted when it is asked for, and is thus the same from every worker.
"""

import hmac
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import ip_address

from fastapi import APIRouter
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

import device
from server.database import Database, now
from server.devices.tables import Device
from server.jobs.tables import Job
from server.operation import health
from server.operation.tables import Run
from server.settings import Settings

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 10.0)
"""A page is to take 0.2 at the most, for 95 of 100."""
LATELY = timedelta(hours=2)
"""A kiosk that is switched on tells how it is far more often than that."""
MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
FORWARDED = frozenset({"x-forwarded-for", "forwarded", "x-real-ip"})
NOT_OPEN = (
    "These figures are for this machine only. To read them from another, set"
    " WELLHEARD_METRICS_TOKEN and send it as: Authorization: Bearer …\n"
)

REQUESTS = Counter(
    "wellheard_requests", "Requests that were answered.", ["method", "route", "status"]
)
LATENCY = Histogram(
    "wellheard_request_seconds", "How long requests took.", ["method", "route"], buckets=SECONDS
)

router = APIRouter(include_in_schema=False)


def count(method: str, route: str, status: int, seconds: float) -> None:
    """A request was answered; `route` is the template, never an address with names in it."""
    method = method if method in METHODS else "other"
    REQUESTS.labels(method, route, str(status)).inc()
    LATENCY.labels(method, route).observe(seconds)


def allowed(request: Request, settings: Settings) -> bool:
    """Whether whoever asks may have the figures: by token, or as this very machine.

    What comes through something in front of the server looks like this machine too, so then only
    the token counts.
    """
    token = settings.metrics_token
    given = request.headers.get("authorization", "")
    if token is not None:
        wanted = f"Bearer {token.get_secret_value()}"
        if hmac.compare_digest(given.encode(), wanted.encode()):
            return True
    if set(request.headers) & FORWARDED:
        return False
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """The figures, in Prometheus' text format."""
    settings: Settings = request.app.state.settings
    if not allowed(request, settings):
        return PlainTextResponse(NOT_OPEN, 403)
    here = CollectorRegistry()
    here.register(_Here(request.app.state.database, settings))
    text = generate_latest(_requests()) + generate_latest(here)
    return Response(text, media_type=CONTENT_TYPE_PLAIN_0_0_4)


def _requests() -> CollectorRegistry:
    """What all workers have counted."""
    if not os.environ.get(MULTIPROCESS):
        return REGISTRY
    summed = CollectorRegistry()
    MultiProcessCollector(summed)  # type: ignore[no-untyped-call]  # it has no types
    return summed


class _Here(Collector):
    """What is in the database and on the disk at this moment."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    def collect(self) -> Iterator[Metric]:
        about = GaugeMetricFamily("wellheard_about", "The version.", labels=["version", "database"])
        kind = "sqlite" if self._database.sqlite else "postgresql"
        about.add_metric([device.__version__, kind], 1)
        yield about
        free = health.free(self._settings.server_folder)
        if free is not None:
            yield GaugeMetricFamily(
                "wellheard_disk_free_bytes", "Room left for the server's folder.", free
            )
        try:
            with self._database.read() as session:
                found = [*_jobs(session), *_nightly(session), *_kiosks(session)]
        except SQLAlchemyError:
            yield GaugeMetricFamily("wellheard_database_up", "Whether it can be read.", 0)
            return
        yield GaugeMetricFamily("wellheard_database_up", "Whether it can be read.", 1)
        yield from found


def _jobs(session: Session) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("wellheard_jobs", "Long work, by how it stands.", labels=["state"])
    for state, number in session.execute(select(Job.state, func.count()).group_by(Job.state)):
        jobs.add_metric([state], number)
    yield jobs


def _kiosks(session: Session) -> Iterator[Metric]:
    kiosks = GaugeMetricFamily(
        "wellheard_kiosks", "Kiosks: heard of lately, silent, or revoked.", labels=["state"]
    )
    there = Device.revoked_at.is_(None)
    heard = there & (Device.seen_at >= now() - LATELY)
    number = select(func.count()).select_from(Device)
    lately = session.scalar(number.where(heard)) or 0
    kiosks.add_metric(["heard"], lately)
    kiosks.add_metric(["silent"], (session.scalar(number.where(there)) or 0) - lately)
    kiosks.add_metric(["revoked"], session.scalar(number.where(~there)) or 0)
    yield kiosks


def _nightly(session: Session) -> Iterator[Metric]:
    ages = GaugeMetricFamily(
        "wellheard_nightly_age_seconds",
        "Since nightly work, such as the backup, last went well.",
        labels=["work"],
    )
    for name, done in session.execute(select(Run.name, func.coalesce(Run.done_at, Run.since))):
        ages.add_metric([name], _age(done))
    yield ages


def _age(since: datetime) -> float:
    return (now() - since).total_seconds()
