"""Links that open the web page where a person stands in a guide: signed, sealed, and good for a while only."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Request
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel, StringConstraints

from assistant.errors import ChannelError
from assistant.models import Reply, Source, Utterance
from assistant.records import Seal

GOOD_SECONDS = 2 * 3600
"""Long enough to ask a grandchild for help."""

router = APIRouter(prefix="/api", include_in_schema=False)


class LinkUnusable(ChannelError):
    """The link has ended, or was changed."""

    code = "link_unusable"
    status = 404


class Resumes(Protocol):
    """Puts a conversation to a place."""

    async def place(self, session: str) -> dict[str, Any] | None:
        """Where a session stands; None outside a guide."""

    async def resume(self, utterance: Utterance, place: Mapping[str, Any]) -> Reply:
        """The reply to an utterance of a session put to a place."""


class Links:
    """Makes links and opens them. A link holds the place only: nothing of the person, and not their conversation."""

    def __init__(self, pages: str, resumes: Resumes, seal: Seal, ask: str, clock: Callable[[], float]) -> None:
        self._pages, self._resumes, self._seal, self._ask, self._clock = pages, resumes, seal, ask, clock

    async def to(self, session: str) -> str:
        """The address of the page at the place of a session; empty where there is no page or no place."""
        place = await self._resumes.place(session) if self._pages else None
        if place is None:
            return ""
        text = json.dumps(place, ensure_ascii=False, separators=(",", ":"))
        return f"{self._pages}/?g={self._seal.sealed(text, self._clock())}"

    @property
    def front(self) -> str:
        """The address of the page itself; empty where there is none."""
        return f"{self._pages}/" if self._pages else ""

    async def opened(self, link: str) -> Reply:
        """A new conversation at the place of a link. Raises LinkUnusable."""
        text = self._seal.opened(link, self._clock(), GOOD_SECONDS)
        place = json.loads(text) if text else None
        if not isinstance(place, dict):
            raise LinkUnusable("the link has ended")
        utterance = Utterance(f"link-{secrets.token_hex(16)}", self._ask, Source.BUTTON, "web")
        return await self._resumes.resume(utterance, place)


class LinkRequest(BaseModel):
    """The `g` of a page's address."""

    link: Annotated[str, StringConstraints(min_length=1, max_length=4000)]


def links(request: Request) -> Links:
    """The links of the running app."""
    found: Links = request.app.state.wechat_links
    return found


@router.post("/links")
async def open_link(request: LinkRequest, known: Annotated[Links, Depends(links)]) -> dict[str, Any]:
    """The reply with which the page begins, as /api/chat gives it."""
    reply: dict[str, Any] = jsonable_encoder(asdict(await known.opened(request.link)))
    return reply
