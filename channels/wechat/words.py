"""What this channel says besides the guides, from data/wechat/words.yml."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.errors import GuideError
from channels.wechat.content import content


class Words:
    """The words by key."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data

    @classmethod
    def read(cls, folder: Path) -> "Words":
        """The words of a data folder. Raises GuideError where the file is missing or not a mapping."""
        path = folder / "wechat" / "words.yml"
        data = content(path)
        if not isinstance(data, dict):
            raise GuideError(f"{path}: write `key: [sentence, …]`")
        return cls(data)

    def say(self, *keys: str) -> str:
        """The sentences under a key, a line each; a second key goes into the group of the first."""
        found: Any = self._data
        for key in keys:
            if key not in found:
                raise GuideError(f"data/wechat/words.yml has no “{'.'.join(keys)}”")
            found = found[key]
        return "\n".join(found) if isinstance(found, list) else str(found)

    def fetches(self, text: str) -> bool:
        """Whether a message asks for the answer that is waiting (W-26)."""
        return text.strip("。.！! ") in {str(word) for word in self._data.get("fetch_words", ())}
