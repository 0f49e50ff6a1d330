"""What the room of content brings along."""

from server.content import routes, watch
from server.roles import Role
from server.room import Entry, Room

IMPORT = 4_000_000
"""Bytes: the largest spreadsheet that is read, and the form around it."""

ROOM = Room(
    name="content",
    pages=routes.router,
    entries=(Entry("Scenarios", "/scenarios", Role.EDITOR),),
    body_limits={"/scenarios/import": IMPORT},
    lifespan=watch.running,
)
