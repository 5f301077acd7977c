"""The voice of machines without the neural one, and of Cantonese and Hakka: pyttsx3 over espeak-ng, SAPI5 or NSSS.

On Linux espeak-ng comes inside the package espeakng-loader, so that nothing has to be installed on the system: the
library is loaded under its own name before pyttsx3 asks the system for it.
"""

import ctypes
import importlib.metadata
import importlib.util
import io
import os
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from assistant.errors import SpeakerAbsent, SpeakingError, UnreadableAudio
from voice.audio import AudioClip, Samples, decode
from voice.engine import EngineHealth, EngineState
from voice.loudness import normalised
from voice.pace import Pace
from voice.phrasing import spoken
from voice.reading import Reader

RATE = 22_050
"""Hertz; what espeak-ng gives."""
MANDARIN, CANTONESE, HAKKA = "cmn", "yue", "hak"
"""espeak-ng's names. 1.52 speaks hanzi with `cmn`; 1.51 of Debian 12 reads them out as letters."""
_WORDS_PER_MINUTE = {Pace.SLOW: 115, Pace.NORMAL: 148, Pace.FAST: 185}
"""espeak-ng's own unit; with the pauses these give the rates of V-01 and V-02 in Mandarin."""
_ONE_AT_A_TIME = threading.Lock()
"""pyttsx3 has one engine for a process, whoever asks for it: two texts at once lose one of them."""


class Pyttsx3Speaker:
    """Speaks through the system's or the packaged synthesiser. Calls wait for each other."""

    def __init__(self, reader: Reader, voice: str = MANDARIN) -> None:
        """`voice` is an espeak-ng language, or the id of a SAPI5 or NSSS voice on Windows and macOS."""
        self._reader = reader
        self._voice = voice
        self._engine: Any = None
        self._lock = _ONE_AT_A_TIME

    @property
    def name(self) -> str:
        """Engine and voice, e.g. pyttsx3-cmn."""
        return f"pyttsx3-{self._voice}"

    def load(self) -> None:
        """Start the synthesiser. Raises SpeakerAbsent."""
        with self._lock:
            self._load()

    def speak(self, text: str, pace: Pace = Pace.NORMAL) -> AudioClip:
        """Return `text` as speech at -16 LUFS. Raises SpeakerAbsent or SpeakingError."""
        with self._lock:
            self._load()
            self._engine.setProperty("voice", self._voice)
            self._engine.setProperty("rate", _WORDS_PER_MINUTE[pace])
            _settle()
            return normalised(spoken(self._reader.read(text), pace, RATE, self._say))

    def health(self) -> EngineHealth:
        """Say whether the synthesiser runs, is installed or absent."""
        if importlib.util.find_spec("pyttsx3") is None:
            return EngineHealth(self.name, EngineState.ABSENT, "install the Python package pyttsx3")
        state = EngineState.READY if self._engine else EngineState.INSTALLED
        return EngineHealth(self.name, state, f"pyttsx3 {importlib.metadata.version('pyttsx3')}")

    def _load(self) -> None:
        if self._engine is not None:
            return
        try:
            self._engine = _espeak() if sys.platform == "linux" else _system()
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            raise SpeakerAbsent(f"pyttsx3 does not start ({error}); reinstall the project's packages") from error

    def _say(self, clause: str) -> Samples:
        try:
            rendered = _in_memory if sys.platform == "linux" else _through_a_file
            return decode(rendered(self._engine, clause), rate=RATE).samples
        except (OSError, RuntimeError, ValueError, UnreadableAudio) as error:
            raise SpeakingError(f"pyttsx3 could not render {len(clause)} characters: {error}") from error


def load_espeak() -> ctypes.CDLL:
    """Load the packaged espeak-ng, so that a later look-up by its name finds it. Raises OSError or ImportError."""
    import espeakng_loader

    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    return ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)


def _espeak() -> Any:
    load_espeak()
    import pyttsx3
    from pyttsx3.drivers import espeak

    # The driver announces every file it writes on stdout.
    espeak.print = lambda *_: None
    return pyttsx3.init("espeak")


def _settle() -> None:
    """Wait until espeak-ng has taken a change of voice or speed; a text sent while they are queued loses them."""
    if sys.platform == "linux":
        from pyttsx3.drivers import _espeak

        _espeak.Synchronize()


def _system() -> Any:
    import pyttsx3

    return pyttsx3.init()


def _in_memory(engine: Any, text: str) -> bytes:
    """Render to a WAV in memory: the espeak driver writes to whatever `wave` can write to."""
    body = io.BytesIO()
    engine.save_to_file(text, body)
    engine.runAndWait()
    return body.getvalue()


def _through_a_file(engine: Any, text: str) -> bytes:
    """Render through a temporary file, the only thing SAPI5 and NSSS can do; it holds our own words, nobody's voice."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        engine.save_to_file(text, str(path))
        engine.runAndWait()
        return path.read_bytes()
