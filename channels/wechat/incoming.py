"""What reaches us from WeChat: one value for every kind of message and event."""

import json
from dataclasses import asdict, dataclass

KINDS = ("text", "voice", "image", "video", "shortvideo", "location", "link", "event")
"""W-09; everything else is `unknown`."""


@dataclass(frozen=True)
class Incoming:
    """One message or event."""

    kind: str
    """One of KINDS, or `unknown`."""
    person: str
    """The openid of who sent it."""
    account: str
    """The original id of our account, to which it was sent."""
    key: str
    """The same for every delivery of the same message (W-08)."""
    text: str = ""
    """The words of a text; what WeChat heard, where it still says so, for a voice message (W-11)."""
    media: str = ""
    """The media id of a voice message."""
    event: str = ""
    """The event in small letters."""
    event_key: str = ""
    """The key of a menu entry; the scene of a QR code, without `qrscene_`."""
    tapped: bool = False
    """Whether the words came from tapping a choice."""

    def dumped(self) -> str:
        """The value as text, to keep it for a moment."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def loaded(cls, text: str) -> "Incoming":
        """The value again."""
        return cls(**json.loads(text))
