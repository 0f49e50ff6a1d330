"""The room of content by itself: no lines are rendered, so what is published is so at once."""

import pytest
from fastapi import FastAPI

from server.app import ROOMS, create_app
from server.content.publishing import RENDER
from server.settings import Settings


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    return create_app(settings, tuple(room for room in ROOMS if RENDER not in room.jobs))
