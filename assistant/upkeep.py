"""While the service runs: every change of a guide file is taken in."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from assistant.conversation import Conversation
from assistant.guides.catalogue import Catalogue
from assistant.guides.knowledge import Knowledge
from assistant.places.loader import read_overlays

_LOOK_SECONDS = 1.0
"""How often the guide files are looked at; that costs less than a millisecond."""

Progress = Callable[[str], None]


class Upkeep:
    """Keeps conversation and index level with the guides of one data folder."""

    def __init__(
        self,
        data: Path,
        guides: Callable[[], Catalogue],
        conversation: Conversation,
        knowledge: Knowledge,
        tell_ears: Callable[[Catalogue], object],
    ) -> None:
        """`guides` gives them as their files are now; `tell_ears` is told of them too, and may take seconds."""
        self._data, self._guides, self._tell_ears = data, guides, tell_ears
        self._conversation, self._knowledge = conversation, knowledge

    async def run(self, known: Catalogue, progress: Progress) -> None:
        """Take in what is no longer as `known`, and say so, until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                now = await asyncio.to_thread(self._guides)
                if now is known:
                    continue
                known = now
                await self._take_in(now)
                progress(f"guides: {len(now)}, changes taken in")
                name_faults(now, progress)
            except Exception as error:  # a full disk must not end the looking
                progress(f"guides: a change was not taken in. {type(error).__name__}: {error}")

    async def _take_in(self, now: Catalogue) -> None:
        # The ears first, in seconds: whoever says the new words meanwhile would else wait for it.
        await asyncio.to_thread(self._tell_ears, now)
        await self._conversation.learn_guides()
        places = await asyncio.to_thread(read_overlays, self._data / "places")
        await asyncio.to_thread(self._knowledge.refresh, now, self._data / "guides", places)


def name_faults(known: Catalogue, progress: Progress) -> None:
    """Say what is wrong in files that cannot be used, a line each."""
    for fault in known.faults:
        progress(f"guides: {fault}")
