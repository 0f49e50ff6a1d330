"""What the room of content brings along."""

from server.content import routes
from server.roles import Role
from server.room import Entry, Room

ROOM = Room(
    name="content",
    pages=routes.router,
    entries=(Entry("Scenarios", "/scenarios", Role.EDITOR),),
)
