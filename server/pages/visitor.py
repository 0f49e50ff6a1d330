"""Who looks at a page, as far as pages need to know."""

from dataclasses import dataclass

from starlette.requests import Request

from server.roles import Role


@dataclass(frozen=True)
class Visitor:
    """Somebody of the staff who is signed in."""

    staff: int
    """The row in `staff`."""
    name: str
    role: Role
    session: str
    """The hash that names their session."""


def visitor(request: Request) -> Visitor | None:
    """Who is signed in, if a route or the app has looked."""
    found: Visitor | None = getattr(request.state, "visitor", None)
    return found
