"""Serves the web chat."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from channels.pages.layout import Layout

STATIC = Path(__file__).parent / "static"
"""Served under /static/web."""

router = APIRouter(include_in_schema=False)
layout = Layout(Path(__file__).parent / "templates")


@router.get("/")
def chat() -> HTMLResponse:
    """The web chat."""
    return layout.page("chat.html")
