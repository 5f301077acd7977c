"""Serves the kiosk."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from assistant.guides.model import Guide
from assistant.places.here import guides_here
from channels.pages.layout import Layout

STATIC = Path(__file__).parent / "static"
"""Served under /static/kiosk."""

router = APIRouter(include_in_schema=False)
layout = Layout(Path(__file__).parent / "templates")


@router.get("/kiosk")
def kiosk() -> HTMLResponse:
    """The kiosk's one page."""
    return layout.page("kiosk.html", categories=categories())


def categories() -> dict[str, list[Guide]]:
    """All guides by category, so that everything can be reached by two taps and no word."""
    found: dict[str, list[Guide]] = {}
    for guide in guides_here():
        found.setdefault(guide.category, []).append(guide)
    return found
