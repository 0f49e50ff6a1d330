"""What looking after the server brings along."""

from fastapi import APIRouter

from server.operation import health, metrics, night
from server.room import Room

pages = APIRouter()
pages.include_router(health.router)
pages.include_router(metrics.router)

ROOM = Room(name="operation", pages=pages, lifespan=night.running)
