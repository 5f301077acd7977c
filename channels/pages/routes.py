"""Pages that every channel links to: a guide to read or share, its slip of paper, and what makes the pages installable.

They read files and draw, so their handlers are plain functions: FastAPI runs those in threads, and nobody's voice waits.
"""

import hashlib
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from assistant.places.here import guides_here, here
from assistant.today import today
from channels.pages import STATIC
from channels.pages.layout import HEADERS, Layout
from channels.pages.paper import code, paper, words_of

router = APIRouter(include_in_schema=False)
layout = Layout(Path(__file__).parent / "templates")


def address(request: Request, service: str) -> str | None:
    """Where a phone finds the guide; None where this page was opened on the machine itself, which no phone reaches."""
    host = request.url.hostname or ""
    if host == "localhost" or _is_loopback(host):
        return None
    return str(request.url.replace(path=f"/guides/{service}", query=""))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@router.get("/guides/{service}")
def guide_page(service: str, request: Request) -> HTMLResponse:
    """A guide as a page of its own."""
    known = guides_here()
    if service not in known:
        return layout.page("no_guide.html", status=404)
    sheet = paper(known[service], here(), today())
    return layout.page("guide.html", paper=sheet, address=address(request, service))


@router.get("/slip/{service}")
def slip_page(
    service: str, request: Request, width: Annotated[Literal["a4", "80"], Query(alias="paper")] = "a4"
) -> HTMLResponse:
    """The slip for the window, for A4 or for a roll of 80 mm."""
    known = guides_here()
    if service not in known:
        return layout.page("no_guide.html", status=404)
    sheet = paper(known[service], here(), today())
    drawing = code(address(request, service) or words_of(sheet))
    return layout.page("slip.html", paper=sheet, code=drawing, width=width, today=today())


@router.get("/manifest.webmanifest")
def manifest() -> JSONResponse:
    """What a phone needs to put the web chat on its first screen."""
    words = layout.phrases
    icons = [
        {"src": f"/static/pages/install/{name}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size, purpose in (
            ("icon-192", 192, "any"),
            ("icon-512", 512, "any"),
            ("icon-maskable-512", 512, "maskable"),
        )
    ]
    body = {
        "name": words["title"]["web"],
        "short_name": words["brand"],
        "lang": "zh-CN",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf5ea",
        "theme_color": "#faf5ea",
        "icons": icons,
    }
    return JSONResponse(body, media_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


@router.get("/service-worker.js")
def service_worker() -> Response:
    """The worker that shows the pages when the line is down. Its text changes with every file it keeps."""
    files = sorted(path for path in STATIC.rglob("*") if path.is_file())
    script = _worker(tuple((path, path.stat().st_mtime_ns) for path in files))
    return Response(script, media_type="text/javascript", headers={**HEADERS, "Cache-Control": "no-cache"})


@lru_cache(maxsize=1)
def _worker(stamps: tuple[tuple[Path, int], ...]) -> str:
    """The worker for the files as they are; a browser asks for it at every visit."""
    files = [path for path, _ in stamps if path.name != "service-worker.js"]
    version = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
    shell = [
        f"/static/pages/{path.relative_to(STATIC).as_posix()}"
        for path in files
        if path.suffix in {".svg", ".js", ".css"}
    ]
    source = (STATIC / "service-worker.js").read_text(encoding="utf-8")
    return source.replace('"VERSION"', f'"{version}"').replace('["SHELL"]', _listed(shell))


def _listed(paths: list[str]) -> str:
    return "[\n" + "".join(f'  "{path}",\n' for path in paths) + "]"
