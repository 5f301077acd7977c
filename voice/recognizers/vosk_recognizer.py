"""The ears that hear while a person is still speaking: Vosk, with a model folder on disk.

A grammar limits what can be heard. Vosk knows only the words of its model's lexicon and drops the others with a warning
(its issues 746, 1719 and 1720), so each expected phrase is first cut into words the model knows, and one that cannot be
is left out.
"""

import importlib.metadata
import json
import math
import threading
import time
from pathlib import Path
from typing import Any

from assistant.errors import HearingError, RecognizerAbsent
from assistant.models import Hypothesis, Transcript
from voice.audio import HEARING_RATE, AudioClip, joined, resampled
from voice.detector import speech_spans
from voice.engine import EngineHealth, EngineState
from voice.recognizers import NO_HINTS, Hints
from voice.recognizers.wording import without_gaps

_ALTERNATIVES = 5
_CHUNK_SECONDS = 0.2
"""What Vosk decodes at a time inside (its issue 336)."""
_UNKNOWN = "[unk]"
_FILES = ("am/final.mdl", "conf/model.conf")


class VoskRecognizer:
    """Hears with one Vosk model. Any number of sessions may be open; each belongs to one thread at a time."""

    def __init__(self, model_folder: Path) -> None:
        self._folder = model_folder
        self._model: Any = None
        self._failed: _Files | None = None
        """The files that did not load, until they are others."""
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Engine and model, e.g. vosk-model-small-cn-0.22."""
        return self._folder.name if self._folder.name.startswith("vosk") else f"vosk-{self._folder.name}"

    def load(self) -> None:
        """Load the model. Raises RecognizerAbsent; a model that did not load is not tried again until it is replaced."""
        with self._lock:
            if self._model is not None:
                return
            if self._damaged:
                raise RecognizerAbsent(_damage(self._folder))
            try:
                self._model = _model(self._folder)
            except RecognizerAbsent:
                self._failed = _files(self._folder)
                raise

    def start(self, hints: Hints = NO_HINTS) -> "VoskSession":
        """Begin an utterance. Raises RecognizerAbsent."""
        self.load()
        return VoskSession(self._model, self._grammar(hints), self.name)

    def transcribe(self, clip: AudioClip, hints: Hints = NO_HINTS) -> Transcript:
        """Return the words of `clip`. Raises RecognizerAbsent or HearingError."""
        session = self.start(hints)
        sound = resampled(clip, HEARING_RATE)
        step = round(_CHUNK_SECONDS * HEARING_RATE)
        for start in range(0, len(sound.samples), step):
            session.accept(AudioClip(sound.samples[start : start + step], HEARING_RATE))
        return session.finish()

    def health(self) -> EngineHealth:
        """Say whether the model is loaded, installed or absent; one that did not load is absent, and the detail says so."""
        if self._model is not None:
            return EngineHealth(self.name, EngineState.READY, f"vosk {importlib.metadata.version('vosk')}")
        if not is_model(self._folder):
            return EngineHealth(self.name, EngineState.ABSENT, "run `linban models fetch`")
        if self._damaged:
            return EngineHealth(self.name, EngineState.ABSENT, _damage(self._folder))
        return EngineHealth(self.name, EngineState.INSTALLED, str(self._folder))

    @property
    def _damaged(self) -> bool:
        return self._failed is not None and self._failed == _files(self._folder)

    def _grammar(self, hints: Hints) -> str | None:
        phrases = [words for phrase in hints.expected if (words := self._in_known_words(phrase))]
        other = [_UNKNOWN] if self._knows(_UNKNOWN) else []
        return json.dumps([*phrases, *other], ensure_ascii=False) if phrases else None

    def _in_known_words(self, phrase: str) -> str:
        """Cut a phrase into the longest words that the model knows; empty where a part is unknown."""
        words: list[str] = []
        for run in phrase.split():
            while run:
                known = next((run[:end] for end in range(len(run), 0, -1) if self._knows(run[:end])), "")
                if not known:
                    return ""
                words.append(known)
                run = run[len(known) :]
        return " ".join(words)

    def _knows(self, word: str) -> bool:
        return int(self._model.vosk_model_find_word(word)) >= 0


class VoskSession:
    """One utterance, heard piece by piece."""

    def __init__(self, model: Any, grammar: str | None, engine: str) -> None:
        from vosk import KaldiRecognizer

        self._recognizer = KaldiRecognizer(model, HEARING_RATE, *([grammar] if grammar else []))
        self._recognizer.SetMaxAlternatives(_ALTERNATIVES)
        self._engine = engine
        self._parts: list[list[Hypothesis]] = []
        self._sound: list[AudioClip] = []
        self._work_seconds = 0.0

    def accept(self, chunk: AudioClip) -> str:
        """Take the next piece of sound and return the words so far. Raises HearingError."""
        started = time.perf_counter()
        self._sound.append(resampled(chunk, HEARING_RATE))
        try:
            ended = self._recognizer.AcceptWaveform(self._sound[-1].to_pcm())
        except Exception as error:  # Vosk raises nothing more specific
            raise HearingError(f"Vosk failed on {chunk.seconds:.1f} s of sound: {error}") from error
        if ended:
            self._parts.append(_hypotheses(self._recognizer.Result()))
        partial = "" if ended else _words(json.loads(self._recognizer.PartialResult()).get("partial", ""))
        self._work_seconds += time.perf_counter() - started
        return _joined([part[0].text for part in self._parts if part] + [partial])

    def finish(self) -> Transcript:
        """End the utterance and return its words; alternatives only where it was heard in one piece."""
        started = time.perf_counter()
        self._parts.append(_hypotheses(self._recognizer.FinalResult()))
        parts = [part for part in self._parts if part and part[0].text] if self._speech() else []
        text = _joined([part[0].text for part in parts])
        confidence = min((part[0].confidence for part in parts), default=0.0)
        others = tuple(one for one in parts[0][1:] if one.text) if len(parts) == 1 else ()
        seconds = self._work_seconds + time.perf_counter() - started
        return Transcript(text, confidence, self._engine, others, seconds, sum(one.seconds for one in self._sound))

    def _speech(self) -> bool:
        """Say whether anybody spoke: Vosk hears words in a fan as well."""
        return bool(self._sound) and bool(speech_spans(joined(self._sound).samples))


def is_model(folder: Path) -> bool:
    """Say whether `folder` looks like a Vosk model; Vosk itself prints to stderr and goes on where it is not."""
    return any((folder / name).is_file() for name in _FILES) or (folder / "final.mdl").is_file()


def loads(folder: Path) -> bool:
    """Say whether Vosk can hear with the model in `folder`. Blocks while it is loaded."""
    try:
        return _model(folder) is not None
    except RecognizerAbsent:
        return False


def _model(folder: Path) -> Any:
    if not is_model(folder):
        raise RecognizerAbsent(f"no Vosk model in {folder}; run `linban models fetch`")
    try:
        import vosk

        vosk.SetLogLevel(-1)
        model = vosk.Model(str(folder))
        # A graph that is cut short is found by whoever listens with it, not by loading.
        vosk.KaldiRecognizer(model, HEARING_RATE)
    except Exception as error:  # Vosk raises nothing more specific
        raise RecognizerAbsent(_damage(folder)) from error
    return model


def _damage(folder: Path) -> str:
    return f"the Vosk model in {folder} is damaged and does not load; run `linban models fetch`"


_Files = tuple[tuple[str, int, int], ...]
"""Name, size and time of each file of a model."""


def _files(folder: Path) -> _Files:
    stats = [(str(path), path.stat()) for path in sorted(folder.rglob("*")) if path.is_file()]
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


def _hypotheses(result: str) -> list[Hypothesis]:
    """Return the hypotheses of a result, best first, each text once, with their share of the probability.

    Vosk's scores are logarithms of likelihoods; a sure result stands far above the others, a doubtful one does not.
    """
    found = json.loads(result).get("alternatives", [])
    best = max((float(one["confidence"]) for one in found), default=0.0)
    weights: dict[str, float] = {}
    for one in found:
        text = _words(one["text"])
        weights[text] = weights.get(text, 0.0) + math.exp(float(one["confidence"]) - best)
    total = sum(weights.values())
    return [Hypothesis(text, weight / total) for text, weight in weights.items()]


def _words(text: str) -> str:
    return without_gaps(text.replace(_UNKNOWN, ""))


def _joined(pieces: list[str]) -> str:
    return without_gaps(" ".join(piece for piece in pieces if piece))
