"""What the centre's room brings along."""

from server.centre import routes
from server.roles import Role
from server.room import Entry, Room

ROOM = Room(
    name="centre", pages=routes.router, entries=(Entry("Settings", "/settings", Role.ADMIN),)
)
