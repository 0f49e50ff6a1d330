"""What the room of memory sticks brings along."""

from server.room import Room
from server.stick import routes
from server.stick.zipped import MOST_BYTES

ROOM = Room(name="stick", pages=routes.router, body_limits={"/kiosks/stick": MOST_BYTES})
"""Before the kiosks' own room, whose `/kiosks/{device}` would take its address."""
