"""What crosses the edge, and in which shape. FastAPI writes the OpenAPI document from these."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.models import Reply

TEXT_CHARACTERS = 1000
"""Longer than anyone says in one go; what is longer is refused, not cut."""
SPOKEN_CHARACTERS = 400
"""About two and a half minutes of speech."""

Session = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[\w.:@-]+$")]
RequestId = Annotated[str, StringConstraints(pattern=r"^[\w.:-]{1,64}$")]


class ChatRequest(BaseModel):
    """One utterance."""

    session: Session
    text: Annotated[str, StringConstraints(max_length=TEXT_CHARACTERS)]
    source: Literal["typed", "spoken", "button"] = "typed"
    channel: Annotated[str, StringConstraints(pattern=r"^[a-z]{1,20}$")] = "web"
    confidence: Annotated[float, Field(ge=0, le=1)] = 1.0
    """The recogniser's confidence where it was spoken."""
    request: RequestId | None = None
    """An id of the client's own, new for each thing said and the same where that is sent again, so that it is one turn."""


class ChoiceOut(BaseModel):
    """An answer on offer."""

    title: str
    send: str


class GuideOut(BaseModel):
    """Where the person stands in a guide."""

    service: str
    name: str
    step: int
    steps: int
    done: bool


class UnderstoodOut(BaseModel):
    """What the utterance was taken to mean."""

    act: str
    service: str | None
    aspect: str | None
    confidence: float
    candidates: list[str]


class SlipOut(BaseModel):
    """A slip of paper for the window."""

    service: str
    name: str
    lines: list[str]


class ChatReply(BaseModel):
    """What to say, what to show, what can be answered, and where the person stands."""

    session: str
    say: list[str]
    show: str
    choices: list[ChoiceOut]
    guide: GuideOut | None
    understood: UnderstoodOut
    pictogram: str | None = None
    pace: Literal["slow", "normal", "fast"] = "normal"
    volume: Literal["soft", "normal", "loud"] = "normal"
    slip: SlipOut | None = None

    @classmethod
    def of(cls, reply: Reply) -> "ChatReply":
        """The reply as it crosses the edge."""
        return cls.model_validate(reply, from_attributes=True)


class SpeakRequest(BaseModel):
    """Text to be spoken."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=SPOKEN_CHARACTERS)]
    rate: Literal["slow", "normal", "fast"] = "normal"
    voice: Annotated[str, StringConstraints(max_length=20)] = ""
    """One of the voices of /api/health; empty for the usual one."""
    volume: Literal["soft", "normal", "loud"] = "normal"
    """How loud, as in `pace` and `volume` of a reply; the peaks stay under -1 dBFS."""


class HypothesisOut(BaseModel):
    """Another way the utterance may have been meant."""

    text: str
    confidence: float


class HeardOut(BaseModel):
    """What was heard; an empty text where nothing was said."""

    text: str
    confidence: float
    alternatives: list[HypothesisOut]
    engine: str
    seconds: float
    """Seconds the recogniser worked."""


class GuideLine(BaseModel):
    """One guide in the list."""

    id: str
    name: str
    spoken_name: str
    category: str


class EngineLine(BaseModel):
    """One engine of hearing or speaking, with what to do where it is absent."""

    engine: str
    state: str
    detail: str = ""


class VoiceLine(BaseModel):
    """One voice that can be chosen."""

    voice: str
    engine: str
    state: str


class HealthOut(BaseModel):
    """Every part with its state."""

    model_config = ConfigDict(extra="allow")

    status: Literal["ok", "degraded"]
    hearing: list[EngineLine]
    speaking: list[EngineLine]
    voices: list[VoiceLine]


class ErrorDetail(BaseModel):
    """What went wrong, in words for the person."""

    code: str
    message: str


class ErrorOut(BaseModel):
    """The shape of every error."""

    error: ErrorDetail
