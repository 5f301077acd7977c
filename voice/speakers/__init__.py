"""The mouth: every voice turns Chinese text into a clip at the pace a person has chosen."""

from typing import Protocol

from voice.audio import AudioClip
from voice.engine import EngineHealth
from voice.pace import Pace


class Speaker(Protocol):
    """Turns text into speech."""

    @property
    def name(self) -> str:
        """Short name of the voice."""

    def load(self) -> None:
        """Bring the voice into memory; does nothing the second time. Raises SpeakerAbsent."""

    def speak(self, text: str, pace: Pace = Pace.NORMAL) -> AudioClip:
        """Return `text` as speech; text without anything to say gives an empty clip. Blocks.

        Raises SpeakerAbsent or SpeakingError.
        """

    def health(self) -> EngineHealth:
        """Say what state the voice is in, without loading it."""
