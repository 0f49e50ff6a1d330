"""Pages that show how far long work is."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from server.database import Db
from server.jobs import queue
from server.pages import Form, go, pages_router, render
from server.problems import NotFound
from server.staff.access import Editor

router: APIRouter = pages_router()


@router.get("/jobs")
def jobs(
    request: Request, who: Editor, db: Db, page: Annotated[int, Query(ge=1, le=10**9)] = 1
) -> Response:
    rows, paging = queue.listed(db, page)
    return render(request, "jobs/list.html.jinja", rows=rows, paging=paging)


@router.get("/jobs/of")
def newest(request: Request, who: Editor, key: str, db: Db) -> Response:
    """To the newest job about something, for pages that know only what it is about."""
    job = queue.latest(db, key)
    if job is None:
        raise NotFound("There is no work on this, or it ended a month ago.")
    return go(request, f"/jobs/{job.id}")


@router.get("/jobs/{job_id}")
def job_page(request: Request, who: Editor, job_id: int, db: Db, still: str = "") -> Response:
    return render(
        request, "jobs/job.html.jinja", job=queue.find(db, job_id), refreshes=still != "yes"
    )


@router.get("/jobs/{job_id}/progress")
def progress(request: Request, who: Editor, job_id: int, db: Db) -> Response:
    """The part of a page that changes, for its script; says in a header when all is over."""
    job = queue.find(db, job_id)
    headers = {} if job.active else {"X-Job-Over": job.state}
    return render(request, "jobs/part.html.jinja", job=job, headers=headers)


@router.post("/jobs/{job_id}/cancel")
def cancel(request: Request, who: Editor, job_id: int, form: Form, db: Db) -> Response:
    job = queue.cancel(db, who, job_id)
    if job.active:
        return go(request, f"/jobs/{job_id}", "It is being stopped. That may take some seconds.")
    return go(request, f"/jobs/{job_id}")


@router.post("/jobs/{job_id}/retry")
def retry(request: Request, who: Editor, job_id: int, form: Form, db: Db) -> Response:
    job = queue.retry(db, who, job_id)
    db.flush()
    return go(request, f"/jobs/{job.id}")
