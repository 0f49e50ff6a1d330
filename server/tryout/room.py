"""What the room of trying brings along."""

from server.room import Room
from server.tryout import routes

ROOM = Room(name="tryout", pages=routes.router)
