"""What the centre's room brings along."""

from server.centre import retention, routes
from server.roles import Role
from server.room import Entry, Room

ROOM = Room(
    name="centre",
    pages=routes.router,
    entries=(Entry("Settings", "/settings", Role.ADMIN),),
    nightly={"log": retention.forget_log},
)
