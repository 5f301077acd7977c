"""Draws a page: templates of a channel over the shared ones, words from data/phrases, icons written into the HTML."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from channels.pages import STATIC
from channels.pages.phrased import phraser

ROOT = Path(__file__).parents[2]
PHRASES = ROOT / "data" / "phrases" / "pages.yml"
SHARED_TEMPLATES = Path(__file__).parent / "templates"

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        # A kiosk must never show the page of the visitor before.
        "Cache-Control": "no-store",
    }
)


@cache
def icon(name: str) -> Markup:
    """The icon as SVG for writing into a page: it takes the colour of the text beside it and is not read out."""
    drawing = (STATIC / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return Markup(drawing.replace("<svg", '<svg aria-hidden="true" focusable="false"', 1))  # noqa: S704  our own file


def spoken_words(phrases: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Each phrase with its dotted key, such as ("notice.offline", "..."), for the modules of a page. The sentences of a
    list stand on lines of their own."""
    for key, value in phrases.items():
        if isinstance(value, Mapping):
            yield from spoken_words(value, f"{prefix}{key}.")
        elif isinstance(value, str):
            yield f"{prefix}{key}", value
        elif isinstance(value, list) and all(isinstance(sentence, str) for sentence in value):
            yield f"{prefix}{key}", "\n".join(value)


class Layout:
    """Draws the pages of one channel."""

    def __init__(self, templates: Path, phrases: Path = PHRASES) -> None:
        self._phrases_file = phrases
        self._environment = Environment(
            loader=ChoiceLoader([FileSystemLoader(templates), FileSystemLoader(SHARED_TEMPLATES)]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["icon"] = icon
        self._environment.filters["phrased"] = lambda text: self._phrased(text)

    @cached_property
    def phrases(self) -> Mapping[str, Any]:
        """The words of the pages, by key."""
        phrases: Mapping[str, Any] = yaml.safe_load(self._phrases_file.read_text(encoding="utf-8"))
        return phrases

    @cached_property
    def _phrased(self) -> Callable[[str], Markup]:
        return phraser(self.phrases["unbroken"])

    def page(self, template: str, status: int = 200, **values: object) -> HTMLResponse:
        """The page as an answer, with the headers that keep it to its own origin. `values` are the template's own."""
        html = self._environment.get_template(template).render(
            words=self.phrases, flat=dict(spoken_words(self.phrases)), **values
        )
        return HTMLResponse(html, status_code=status, headers=dict(HEADERS))
