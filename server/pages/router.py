"""The router every room's pages hang on: no form passes it unchecked."""

from fastapi import APIRouter, Depends
from starlette.responses import HTMLResponse

from server.pages.forms import checked


def pages_router() -> APIRouter:
    """A router for pages: kept out of the API's description, its forms always checked."""
    return APIRouter(
        dependencies=[Depends(checked)],
        default_response_class=HTMLResponse,
        include_in_schema=False,
    )
