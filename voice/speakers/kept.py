"""A mouth with its fixed prompts on disk: rendered once for a machine, not once a start.

Only what is handed to `keep` is written, and that is our own text; whatever else is said stays in memory (P-08).
"""

import hashlib
import io
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import av
import numpy as np

from assistant.errors import UnreadableAudio
from voice.audio import AudioClip, decode
from voice.engine import EngineHealth
from voice.pace import Pace
from voice.prompts import Prompt
from voice.speakers import Speaker


class KeptSpeaker:
    """Wraps a speaker; prompts lie as FLAC in a folder of its engine and version."""

    def __init__(self, speaker: Speaker, folder: Path, pronounced: Callable[[str], str] = str) -> None:
        """`pronounced` says how the speaker reads a text: a prompt that is to be read otherwise is rendered again."""
        self.speaker = speaker
        self._folder = folder
        self._pronounced = pronounced

    @property
    def name(self) -> str:
        """Name of the voice whose prompts are kept."""
        return self.speaker.name

    def load(self) -> None:
        """Load the voice. Raises SpeakerAbsent."""
        self.speaker.load()

    def speak(self, text: str, pace: Pace = Pace.NORMAL) -> AudioClip:
        """Return the prompt from disk, or render it. Raises what the voice raises."""
        return self._kept(self._path(text, pace)) or self.speaker.speak(text, pace)

    def keep(self, text: str, pace: Pace = Pace.NORMAL) -> bool:
        """Render a prompt and keep it; False where it is there already. Raises what the voice raises, or OSError."""
        path = self._path(text, pace)
        if path.exists():
            return False
        clip = self.speaker.speak(text, pace)
        if len(clip.samples):
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(f".{os.getpid()}.new")
            fresh.write_bytes(_flac(clip))
            fresh.replace(path)
        return True

    def forget_others(self, prompts: Iterable[Prompt]) -> int:
        """Delete what is none of `prompts` any more, and return how many; a changed guide leaves nothing."""
        current = {self._path(prompt.text, prompt.pace) for prompt in prompts}
        old = [path for path in self._folder.glob("*/*.flac") if path not in current]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def health(self) -> EngineHealth:
        """Say what state the voice is in."""
        return self.speaker.health()

    def _path(self, text: str, pace: Pace) -> Path:
        version = self.speaker.health().detail.replace(" ", "-") or "unknown"
        name = hashlib.sha256(f"{pace}\n{text}\n{self._pronounced(text)}".encode()).hexdigest()[:32]
        return self._folder / f"{self.name}-{version}" / f"{name}.flac"

    def _kept(self, path: Path) -> AudioClip | None:
        try:
            body = path.read_bytes()
            return decode(body, rate=_rate(body))
        except FileNotFoundError:
            return None
        except (OSError, UnreadableAudio, av.FFmpegError):
            # Half written by a machine that lost power: it is rendered again.
            path.unlink(missing_ok=True)
            return None


def _flac(clip: AudioClip) -> bytes:
    body = io.BytesIO()
    with av.open(body, mode="w", format="flac") as output:
        stream = output.add_stream("flac", rate=clip.rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(
            (clip.samples * 32767).astype(np.int16).reshape(1, -1), format="s16", layout="mono"
        )
        frame.rate = clip.rate
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            output.mux(packet)
    return body.getvalue()


def _rate(body: bytes) -> int:
    with av.open(io.BytesIO(body), mode="r") as container:
        return int(container.streams.audio[0].rate)
