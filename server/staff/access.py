"""Who may come in: what a route asks for.

`who: Editor`, `who: Publisher` or `who: Admin` in a route's parameters lets in those whose role
covers it, and tells the route who it is. It looks in a short transaction of its own, so a route's
own `Db` begins only with its first statement.
"""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from server.database import Database
from server.pages import cookies
from server.pages.visitor import Visitor
from server.problems import Forbidden, Unauthorised
from server.roles import Role
from server.staff import sessions


class SignInFirst(Unauthorised):
    """Nobody is signed in, or no longer; a page is then answered with the way to sign in."""


def present(request: Request) -> Visitor | None:
    """Whoever is signed in, looked up once a request."""
    if not hasattr(request.state, "visitor"):
        database: Database = request.app.state.database
        token = cookies.read(request, "session")
        request.state.visitor = sessions.find(database, token) if token else None
    found: Visitor | None = request.state.visitor
    return found


def needs(role: Role) -> Callable[[Request], Visitor]:
    """What sees to it that somebody with this role is signed in."""

    def look(request: Request) -> Visitor:
        who = present(request)
        if who is None:
            raise SignInFirst("Please sign in first.")
        if not who.role.covers(role):
            raise Forbidden(
                f"This is for the role “{role.label}”. Ask an administrator if you need it."
            )
        return who

    return look


Editor = Annotated[Visitor, Depends(needs(Role.EDITOR))]
Publisher = Annotated[Visitor, Depends(needs(Role.PUBLISHER))]
Admin = Annotated[Visitor, Depends(needs(Role.ADMIN))]
Anyone = Annotated[Visitor | None, Depends(present)]


def sign_in_path(request: Request) -> str:
    """Where to sign in, coming back afterwards."""
    if request.method != "GET" or request.url.path == "/":
        return "/sign-in"
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/sign-in?next={quote(back, safe='')}"


def local(path: str) -> str:
    """A path to come back to, if it is one of ours; else the start."""
    fine = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if fine and "\\" not in path else "/"


def signed_in(request: Request, response: Response, token: str) -> Response:
    """Give the browser its session; the visitor's form secret ends with it."""
    cookies.give(request, response, "session", token)
    cookies.take(request, response, "form")
    return response
