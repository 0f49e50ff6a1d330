"""What the room of jobs brings along."""

from server.jobs import routes
from server.jobs.runner import running
from server.room import Room

ROOM = Room(name="jobs", pages=routes.router, lifespan=running)
