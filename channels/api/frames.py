"""What crosses the voice socket (contract, section 4), and how sound is framed in it."""

import struct
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints, TypeAdapter

from voice.audio import HEARING_RATE

SECONDS = 60
"""Longest utterance."""
BYTES = 2 * 1024 * 1024
"""Largest utterance: a minute at 16 kHz is 1.9 MB."""


class Start(BaseModel):
    """The person begins to speak. Everything but the type may be left out."""

    type: Literal["start"]
    rate: Annotated[int, Field(ge=8000, le=48_000)] = HEARING_RATE
    """Hertz of the sound that follows."""
    channel: Annotated[str, StringConstraints(pattern=r"^[a-z]{1,20}$")] = "kiosk"
    voice: Annotated[str, StringConstraints(max_length=20)] = ""
    """One of the voices of /api/health; empty for the first."""
    duplex: bool = False
    """Whether the page has tested that its microphone does not hear its own loudspeaker: speech may then interrupt."""
    cues: bool = False
    """Whether a word such as 听到了 may be spoken where the answer takes longer."""


class End(BaseModel):
    """The person has finished."""

    type: Literal["end"]


class Interrupt(BaseModel):
    """Be quiet at once."""

    type: Literal["interrupt"]


ClientFrame = Start | End | Interrupt
_FRAME: TypeAdapter[ClientFrame] = TypeAdapter(Annotated[ClientFrame, Field(discriminator="type")])


def read(text: str) -> ClientFrame:
    """Return the frame a client sent. Raises ValueError for anything else."""
    return _FRAME.validate_json(text)


def streamed_wav_header(rate: int) -> bytes:
    """Return the 44 bytes that open a 16-bit mono WAV whose length is not known yet."""
    unknown = 0xFFFFFFFF
    layout = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16)
    return struct.pack("<4sI4s", b"RIFF", unknown, b"WAVE") + layout + struct.pack("<4sI", b"data", unknown)


Frame = dict[str, Any]
