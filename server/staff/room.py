"""What the staff room brings along."""

from server.roles import Role
from server.room import Entry, Room
from server.staff import routes

ROOM = Room(
    name="staff",
    pages=routes.router,
    entries=(Entry("Staff", "/staff", Role.ADMIN), Entry("Log", "/log", Role.ADMIN)),
)
