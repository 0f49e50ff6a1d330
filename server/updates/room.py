"""What the room of updates brings along."""

from server.room import Room
from server.updates import api

ROOM = Room(name="updates", api=(api.router,))
