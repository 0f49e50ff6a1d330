"""The room of content by itself: no lines are rendered, so what is published is so at once."""

import pytest

from server.app import ROOMS
from server.content.publishing import RENDER
from server.room import Room


@pytest.fixture
def rooms() -> tuple[Room, ...]:
    return tuple(room for room in ROOMS if RENDER not in room.jobs)
