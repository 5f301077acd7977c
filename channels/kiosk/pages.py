"""Serves the kiosk."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from channels.pages.layout import Layout

STATIC = Path(__file__).parent / "static"
"""Served under /static/kiosk."""

router = APIRouter(include_in_schema=False)
layout = Layout(Path(__file__).parent / "templates")


@router.get("/kiosk")
async def kiosk() -> HTMLResponse:
    """The kiosk's one page."""
    return layout.page("kiosk.html")
