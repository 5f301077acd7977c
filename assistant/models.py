"""The values that flow through one turn. Standard library only, so that every part of the house may import them."""

from dataclasses import dataclass, field
from enum import StrEnum


class Source(StrEnum):
    """How the words came in."""

    TYPED = "typed"
    SPOKEN = "spoken"
    BUTTON = "button"


@dataclass(frozen=True)
class Hypothesis:
    """One way the recogniser may have heard an utterance."""

    text: str
    confidence: float
    """0 to 1; comparable only between hypotheses of the same engine."""


@dataclass(frozen=True)
class Transcript:
    """What a recogniser made of one utterance. Empty text means "heard nothing", which is a result and not an error."""

    text: str
    confidence: float
    """0 to 1."""
    engine: str
    alternatives: tuple[Hypothesis, ...] = ()
    """Other hypotheses, best first, without the chosen one."""
    seconds: float = 0.0
    """Seconds the recogniser worked on it."""
    audio_seconds: float = 0.0
    """Length of the clip in seconds."""
    written: str = ""
    """What the engine wrote itself, where `text` was corrected; else empty."""

    @property
    def heard_nothing(self) -> bool:
        """True where there was silence, noise, or nothing that could be made into words."""
        return not self.text


@dataclass(frozen=True)
class Utterance:
    """One thing a person typed, said or tapped."""

    session: str
    text: str
    source: Source = Source.TYPED
    channel: str = "web"
    confidence: float = 1.0
    """The recogniser's confidence, 0 to 1; 1.0 for what was typed or tapped."""
    ending: str = "said"
    """How listening ended: said, or why there are no words: silence, mumble, noise, television, dead."""
    pace: str | None = None
    """How fast to speak to the person (slow, normal, fast), where it is known from how they speak; else as before."""
    written: str = ""
    """What the recogniser wrote itself, where `text` was corrected; else empty."""


@dataclass(frozen=True)
class Choice:
    """An answer on offer: what its button shows and what is sent when it is tapped."""

    title: str
    send: str


@dataclass(frozen=True)
class GuidePosition:
    """Where a person stands in a guide."""

    service: str
    name: str
    step: int
    """Counts from 1; a question counts as a step."""
    steps: int
    done: bool = False


@dataclass(frozen=True)
class Slip:
    """A slip for the window: what it is about, what to bring, where to go, whom to ring. Nothing of the person."""

    service: str
    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Understood:
    """What the assistant took an utterance to mean."""

    act: str
    """One of the acts of the contract; see dialogues/domain/acts.yml."""
    service: str | None = None
    aspect: str | None = None
    confidence: float = 0.0
    """0 to 1."""
    candidates: tuple[str, ...] = ()
    """Service ids, best first, at most three."""


@dataclass(frozen=True)
class Reply:
    """What the assistant says and shows in answer to one utterance."""

    session: str
    say: tuple[str, ...]
    """Sentences for the voice: at most 20 characters each where possible, at most 60 a turn (V-05, V-06)."""
    show: str
    """The text for the screen; paragraphs are separated by a line feed."""
    choices: tuple[Choice, ...] = ()
    guide: GuidePosition | None = None
    understood: Understood = field(default_factory=lambda: Understood(act="unclear"))
    pictogram: str | None = None
    """Name of the icon that goes with the step, if it has one."""
    pace: str = "normal"
    """How fast to speak: slow, normal or fast."""
    usual_pace: str = "normal"
    """How fast to speak from now on, where `pace` is for this one reply."""
    volume: str = "normal"
    """How loud to speak: soft, normal or loud."""
    slip: Slip | None = None
    """What to take to the window on a slip of paper, where one was asked for."""
    reminder: bool = False
    """Whether the person wants to be reminded of `understood.service` when its time comes."""
