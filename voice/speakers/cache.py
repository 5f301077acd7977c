"""A mouth that remembers: fixed prompts are rendered once and played from memory afterwards."""

import threading
from collections import OrderedDict

from voice.audio import AudioClip
from voice.engine import EngineHealth
from voice.pace import Pace
from voice.speakers import Speaker

CAPACITY_SECONDS = 600.0
"""Ten minutes of speech at 24 kHz take 58 MB."""


class CachedSpeaker:
    """Wraps a speaker; what was used longest ago is forgotten first. Text is kept in memory only."""

    def __init__(self, speaker: Speaker, capacity_seconds: float = CAPACITY_SECONDS) -> None:
        self._speaker = speaker
        self._capacity = capacity_seconds
        self._clips: OrderedDict[tuple[str, Pace], AudioClip] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Name of the voice that is remembered."""
        return self._speaker.name

    def load(self) -> None:
        """Load the voice. Raises SpeakerAbsent."""
        self._speaker.load()

    def speak(self, text: str, pace: Pace = Pace.NORMAL) -> AudioClip:
        """Return the remembered clip, or render and remember it. Raises what the voice raises."""
        key = (text, pace)
        with self._lock:
            if key in self._clips:
                self._clips.move_to_end(key)
                return self._clips[key]
        clip = self._speaker.speak(text, pace)
        with self._lock:
            self._remember(key, clip)
        return clip

    def health(self) -> EngineHealth:
        """Say what state the voice is in."""
        return self._speaker.health()

    def _remember(self, key: tuple[str, Pace], clip: AudioClip) -> None:
        self._clips[key] = clip
        held = sum(one.seconds for one in self._clips.values())
        while held > self._capacity and len(self._clips) > 1:
            held -= self._clips.popitem(last=False)[1].seconds
