"""`make bench-voice`: hearing, waiting and answering on real sound. Prints a table; a full run writes voice.json."""

import argparse
import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from assistant import settings as environment
from assistant.app import ears, mouth
from assistant.settings import Settings
from assistant.training import train
from benchmarks import answering, first_sound, report, speech
from benchmarks.answering import spread
from benchmarks.speech import Recording
from voice.audio import HEARING_RATE, AudioClip, resampled
from voice.detector import SpeechMeter
from voice.endpointing import Endpointing, Patience
from voice.interruption import Interruption, Meaning, meaning
from voice.lexicon import NO_WORDS, Lexicon, read_lexicon
from voice.likeness import bare
from voice.pace import Fit, Pace
from voice.reading import Reader
from voice.recognizers import NO_HINTS, Hints, Recognizer
from voice.recognizers.vosk_recognizer import is_model
from voice.recognizers.whisper_recognizer import WhisperRecognizer
from voice.speakers import Speaker

RESULTS = Path(__file__).parent / "voice.json"
REPLAYS = 100
TURNS = 20


def main() -> None:
    """Measures and prints the tables; a full run writes voice.json too."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.voice", description="Hearing, waiting, answering.")
    parser.add_argument("--quick", action="store_true", help="a few clips of each kind; writes nothing")
    quick = parser.parse_args().quick
    chosen = environment.read()
    bench = Bench(chosen, quick)
    found = {
        "recognisers": bench.recognisers(),
        "endpointing": bench.endpointing(),
        "own speech": bench.own_speech(),
        "first sound": asyncio.run(bench.first_sound()),
        "answering": asyncio.run(bench.answering()),
    }
    if not quick:
        head = {"when": datetime.now(UTC).isoformat(timespec="seconds"), "commit": report.commit()}
        content = {**head, "machine": report.machine(), **found}
        RESULTS.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print("written to benchmarks/voice.json")


class Bench:
    """One run over the engines that are installed."""

    def __init__(self, settings: Settings, quick: bool) -> None:
        self._settings, self._quick = settings, quick
        self._lexicon = read_lexicon(settings.data / "lexicon")
        self._reader = Reader(self._lexicon.spellings)
        self._speaker: Speaker = mouth(settings)
        self._decode_seconds: dict[str, list[float]] = defaultdict(list)

    def recognisers(self) -> list[dict[str, Any]]:
        """Character errors and real-time factors for each engine and kind of clip, with and without the domain's words."""
        clips = [*speech.recordings(8 if self._quick else None), *self._own()]
        if not any(one.kind.startswith("human") for one in clips):
            print("no human recordings are present: measured on our own voice only")
        print(f"\n{'recogniser':34} {'clips':28} {'n':>4} {'CER':>6} {'RTF':>6}")
        return [line for name, engine, hints in self._engines() for line in self._heard_by(name, engine, hints, clips)]

    def endpointing(self) -> list[dict[str, Any]]:
        """Cut-off rate and added wait for each pause, as a stranger and once the person's pauses are known."""
        print(
            f"\n{'pause inside':>12} {'cut, stranger':>14} {'cut, known':>11} {'wait, stranger':>15} {'wait, known':>12}"
        )
        lines = []
        for pause in speech.PAUSES[:3] if self._quick else speech.PAUSES:
            stranger, known = [], []
            for halves in speech.SENTENCES[: 2 if self._quick else None]:
                for speed in speech.SPEEDS:
                    clip, end = speech.paused(self._speaker, halves, speed, pause)
                    stranger.append(self._wait(clip, end, Patience()))
                    known.append(self._wait(clip, end, Patience(pause=self._fit(speed, pause).pause)))
            one, other = _waits(stranger), _waits(known)
            lines.append({"pause": pause, "n": len(stranger), "stranger": one, "known": other})
            print(
                f"{pause:10.1f} s {one['cut']:14.0%} {other['cut']:11.0%} {one['wait']:13.2f} s {other['wait']:10.2f} s"
            )
        return lines

    def own_speech(self) -> dict[str, int]:
        """How often the assistant's own speech, given back to it as sound, would have become input."""
        engine = ears(self._settings)
        replays, paused, taken = (6 if self._quick else REPLAYS), 0, 0
        for number in range(replays):
            text = "，".join(speech.SENTENCES[number % len(speech.SENTENCES)])
            clip = resampled(self._speaker.speak(text, list(Pace)[number % 3]), HEARING_RATE)
            watching, pcm = Interruption(HEARING_RATE), clip.to_pcm()
            if any(watching.hear(pcm[at : at + 3200]) for at in range(0, len(pcm), 3200)):
                paused += 1
                heard = engine.transcribe(clip, NO_HINTS).text
                taken += meaning(heard, text, (), self._lexicon) is Meaning.WORDS
        print(f"\nown speech given back with duplex: {taken} of {replays} taken for input, {paused} paused; without: 0")
        return {"replays": replays, "paused": paused, "taken": taken, "taken without duplex": 0}

    async def first_sound(self) -> dict[str, dict[str, float]]:
        """Text to the first sound of it, kept and new, without a server."""
        found = await first_sound.measured(self._settings, 4 if self._quick else REPLAYS)
        print(f"\n{'text to first sound':24} {'n':>4} {'median':>8} {'p95':>8} {'goal':>8}")
        for name, seconds in found.items():
            line = spread(seconds)
            print(
                f"{name:24} {len(seconds):4} {line['median']:6.3f} s {line['p95']:6.3f} s {first_sound.GOALS[name]:6.3f} s"
            )
        return {name: spread(seconds) for name, seconds in found.items()}

    async def answering(self) -> dict[str, Any]:
        """End of speech to the first sound of the answer over the socket, and memory afterwards."""
        train(self._settings, print)
        rounds = await answering.measured(self._settings, self._speaker, 3 if self._quick else TURNS, print)
        engine = ears(self._settings).health().engine
        decode = median(self._decode_seconds.get(engine, [0.0]))
        found = {name: answering.figures(one, decode) for name, one in rounds.items()}
        print(f"\nend of speech to the first sound of the answer, {engine}, decode median {decode:.3f} s")
        for name, line in found.items():
            print(f"{name}: {json.dumps(line, ensure_ascii=False)}")
        return {"recogniser": engine, "decode median": round(decode, 3), "goal": answering.DECODED_TO_SOUND, **found}

    def _own(self) -> list[Recording]:
        noises = {"fan": speech.fan(), "babble": speech.babble(self._speaker)}
        return list(speech.own_speech(self._speaker, noises, 2 if self._quick else None))

    def _engines(self) -> Iterator[tuple[str, Recognizer, Hints]]:
        home = self._settings.home
        vosk = next(iter(ears(self._settings).recognizers), None)
        if vosk is not None and vosk.name.startswith("vosk") and is_model(home / "models" / vosk.name):
            yield f"{vosk.name}, open", vosk, NO_HINTS
            answers = tuple("".join(one) for one in speech.SENTENCES)
            yield f"{vosk.name}, grammar", vosk, Hints(expected=answers)
        else:
            print("the Chinese Vosk model is not installed: not measured")
        for name, lexicon in (("with the domain's words", self._lexicon), ("without", NO_WORDS)):
            yield f"whisper-base, {name}", WhisperRecognizer(home, _prompted(lexicon, self._lexicon)), NO_HINTS

    def _heard_by(
        self, name: str, engine: Recognizer, hints: Hints, clips: Sequence[Recording]
    ) -> Iterator[dict[str, Any]]:
        engine.load()
        kinds: dict[str, list[tuple[int, int, float, float]]] = defaultdict(list)
        for one in clips:
            started = time.perf_counter()
            text = engine.transcribe(one.clip, hints).text
            spent = time.perf_counter() - started
            self._decode_seconds[engine.name].append(spent)
            kinds[one.kind].append((*speech.character_errors(one.words, text, self._reader), spent, one.clip.seconds))
        for kind, results in sorted(kinds.items()):
            wrong, characters, spent, seconds = (sum(column) for column in zip(*results, strict=True))
            line = {"recogniser": name, "clips": kind, "n": len(results)}
            figures = {"cer": round(wrong / characters, 3), "rtf": round(spent / seconds, 3)}
            print(f"{name:34} {kind:28} {len(results):4} {figures['cer']:6.2f} {figures['rtf']:6.2f}")
            yield {**line, **figures}

    def _fit(self, speed: float, pause: float) -> Fit:
        """What is known of a person after two turns like this one, with pauses half as long."""
        fit = Fit()
        for halves in speech.SENTENCES[-2:]:
            clip, _ = speech.paused(self._speaker, halves, speed, pause / 2)
            listener = Endpointing(Patience(pause=fit.pause))
            for frame in SpeechMeter().feed(clip.samples):
                if listener.hear(frame):
                    break
            fit = fit.after(len(bare("".join(halves))), listener.manner)
        return fit

    def _wait(self, clip: AudioClip, end: float, patience: Patience) -> float:
        """Seconds from the last word to the end of the turn; negative where the person was cut off."""
        listener = Endpointing(patience)
        for number, frame in enumerate(SpeechMeter().feed(clip.samples), 1):
            if listener.hear(frame):
                return number * 0.032 - end
        return clip.seconds - end


def _prompted(lexicon: Lexicon, full: Lexicon) -> Lexicon:
    """Without the domain's words the opening sentence stays: without it Whisper writes traditional characters."""
    return lexicon if lexicon.prompt else Lexicon(prompt=full.prompt, never_said=full.never_said)


def _waits(waits: Sequence[float]) -> dict[str, float]:
    kept = [one for one in waits if one >= 0]
    return {"cut": round(1 - len(kept) / len(waits), 3), "wait": round(median(kept), 2) if kept else 0.0}


if __name__ == "__main__":
    main()
