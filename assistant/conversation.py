"""The conversation: one utterance in, one reply out. The only place that knows Rasa's agent, trackers and events."""

import asyncio
import logging
import re
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jieba
import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.events import SlotSet
from rasa.utils.log_utils import configure_structlog

from assistant.actions import InProcessActions
from assistant.errors import DialogueError, ModelAbsent
from assistant.models import Choice, GuidePosition, Reply, Slip, Source, Understood, Utterance
from assistant.places.here import guides_here
from assistant.private_numbers import private_numbers
from assistant.trackers import TrimmedTrackerStore, check_forgets, forget
from dialogues.actions import offers, questions
from dialogues.actions.visit import Visit, dumped, loaded
from dialogues.components import meaning, service_index

FAINT = 0.15
"""Below this confidence of the recogniser spoken words are not even guessed at, but asked for again (field, row 28); up
to `least_hearing` of the domain, what would change something is asked about first."""
DANGER = "emergency"
SAFETY = (DANGER, "scam")
"""Acts that stand however faint the words were."""
_PARSES_KEPT = 2048
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]+")
_WARMING = ("你好", "我要办社保卡", "要带什么", "那个啥，就是上回说的")

log = structlog.get_logger("linban.turn")


class Conversation:
    """All conversations of this process. Turns of one session are answered one at a time, in order."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        self._parses: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._learnt = 0
        # The embedding lets go of the interpreter, so other people's turns go on meanwhile.
        self._understanding = ThreadPoolExecutor(meaning.AT_ONCE, "understanding")

    @classmethod
    async def load(cls, model: Path, endpoints: Path, *, logged: bool = True) -> "Conversation":
        """A conversation over a trained model, warmed up, so that the first person waits no longer than the second.

        With `logged` a line for each turn goes to standard output; a command that shows its turns itself has none.

        Raises ModelAbsent where there is no model, and StoreCannotForget for a store that deletes nothing.
        """
        if not model.exists():  # noqa: ASYNC240  before anyone is served
            raise ModelAbsent(f"no trained model at {model.name}: run `linban train`")
        # Before the agent exists: without it Rasa writes every utterance to standard output.
        configure_structlog(log_level=logging.INFO)
        logging.getLogger().setLevel(logging.WARNING)
        logging.getLogger("linban").setLevel(logging.INFO if logged else logging.WARNING)
        jieba.setLogLevel(logging.WARNING)
        conversation = cls(_agent(model, endpoints))
        await conversation._warm_up()
        return conversation

    async def reply(self, utterance: Utterance) -> Reply:
        """The reply to one utterance. Raises DialogueError where the dialogue gave none; the conversation is then as before."""
        started = time.perf_counter()
        async with self._agent.lock_store.lock(utterance.session):
            return await self._turn(utterance, started)

    async def forget(self, session: str) -> bool:
        """Deletes everything kept of a session; False where there was nothing."""
        async with self._agent.lock_store.lock(session):
            known = bool(await self._store.exists(session))
            await self._forget(session)
        return known

    async def place(self, session: str) -> dict[str, Any] | None:
        """Where a session stands in a guide, as plain data for `resume`; None outside a guide."""
        visit = await self._visit(session)
        found = dumped(Visit(place=visit.place)) if visit.place is not None else None
        return dict(found["place"]) if isinstance(found, dict) else None

    async def resume(self, utterance: Utterance, place: Mapping[str, Any]) -> Reply:
        """The reply to an utterance of a session that is put to a place first. A place that no longer exists is left out."""
        started = time.perf_counter()
        async with self._agent.lock_store.lock(utterance.session):
            visit = loaded({"place": dict(place)})
            tracker = await self._store.get_or_create_tracker(utterance.session)
            tracker.update(SlotSet("visit", dumped(visit)), self._agent.domain)
            await self._store.save(tracker)
            return await self._turn(utterance, started)

    async def learn_guides(self) -> None:
        """Takes in guides that were added or changed; no training, and turns go on meanwhile."""
        await asyncio.to_thread(service_index.learn_guides)
        await asyncio.to_thread(questions.learn, guides_here())
        self._learnt += 1
        self._parses.clear()

    def counts(self) -> dict[str, str | int]:
        """Which store keeps the conversations, and how many it holds where it can tell."""
        store = self._store
        name: dict[str, str | int] = {"store": type(store).__name__}
        return {**name, "kept": len(store)} if isinstance(store, TrimmedTrackerStore) else name

    async def parse(self, session: str, text: str) -> dict[str, Any]:
        """What the pipeline makes of a text, for `linban try` and the evaluations; changes nothing."""
        return await self._understood(session, kept(text))

    @property
    def _store(self) -> TrackerStore:
        """The store itself: Rasa wraps it in one that falls back to memory when it fails."""
        wrapper = self._agent.tracker_store
        return getattr(wrapper, "_tracker_store", wrapper)

    async def _turn(self, utterance: Utterance, started: float) -> Reply:
        """One turn of a session that is locked."""
        text, parse = await self._read(utterance)
        if _too_faint(utterance, parse):
            parse = _parsed(text, "unclear", 1.0)
        understood = time.perf_counter()
        payload = await self._answered(utterance, text, parse)
        if payload.get("forget"):
            await self._forget(utterance.session)
        reply = _reply(utterance.session, payload)
        _log(utterance, reply, started, understood)
        return reply

    async def _read(self, utterance: Utterance) -> tuple[str, dict[str, Any]]:
        """The words of an utterance and what the pipeline makes of them.

        Where the ears were corrected, a call for help in what they wrote themselves counts.
        """
        text = kept(utterance.text)
        parse = await self._understood(utterance.session, text)
        if utterance.written and parse["intent"]["name"] != DANGER:
            # Correcting makes 我去歇来一大口 of 我突写来一大口, which is 我吐血了. Of 88 calls for help over a fan one reading had 68, either had 77.
            # Scams gain nothing by it, and twice as many are seen where there are none.
            written = kept(utterance.written)
            other = await self._understood(utterance.session, written)
            if other["intent"]["name"] == DANGER:
                return written, other
        return text, parse

    async def _forget(self, session: str) -> None:
        self._parses.clear()
        await forget(self._store, session)
        # What could not be written was put there.
        await forget(self._agent.tracker_store.fallback_tracker_store, session)

    async def _understood(self, session: str, text: str) -> dict[str, Any]:
        if not text:
            return _parsed(text, "unclear", 1.0)
        visit = await self._visit(session)
        taken = offers.word_for_word(visit.offers, text)
        if taken is not None:
            return _parsed(text, "choose", 1.0, {"entity": "offer", "value": taken.title})
        return await self._parse(text)

    async def _parse(self, text: str) -> dict[str, Any]:
        known = self._parses.get(text)
        if known is not None:
            self._parses.move_to_end(text)
            return known
        learnt = self._learnt
        parse = await asyncio.get_running_loop().run_in_executor(self._understanding, self._parsed_now, text)
        if learnt != self._learnt:
            # Begun with the guides as they were before.
            return parse
        self._parses[text] = parse
        if len(self._parses) > _PARSES_KEPT:
            self._parses.popitem(last=False)
        return parse

    def _parsed_now(self, text: str) -> dict[str, Any]:
        assert self._agent.processor is not None
        return dict(asyncio.run(self._agent.processor.parse_message(UserMessage(text))))

    async def _visit(self, session: str) -> Visit:
        store = self._store
        if isinstance(store, TrimmedTrackerStore):
            return loaded(store.slot(session, "visit"))
        tracker = await store.retrieve(session)
        return loaded(tracker.get_slot("visit") if tracker is not None else None)

    async def _answered(self, utterance: Utterance, text: str, parse: dict[str, Any]) -> dict[str, Any]:
        message = UserMessage(
            text,
            CollectingOutputChannel(),
            utterance.session,
            parse_data=parse,
            input_channel=utterance.channel,
            metadata={
                "source": str(utterance.source),
                "confidence": utterance.confidence,
                "ending": utterance.ending,
                "pace": utterance.pace,
            },
        )
        assert self._agent.processor is not None
        responses = await self._agent.processor.handle_message(message)
        for response in responses or ():
            if "custom" in response:
                return dict(response["custom"])
        raise DialogueError("the dialogue gave no reply")

    async def _warm_up(self) -> None:
        session = "warm-up"
        # Both searches, also the one that sure sentences never reach: fitted in a turn it would take 20 s of it.
        await asyncio.to_thread(service_index.learn_guides)
        for text in _WARMING:
            await self.reply(Utterance(session, text, Source.TYPED, "warm-up"))
        # Whatever the first look is sure of, the embedding is warm too.
        await asyncio.to_thread(meaning.of, _WARMING[-1])
        await asyncio.to_thread(questions.learn, guides_here())
        await self.forget(session)


def kept(text: str) -> str:
    """The text as it may be kept: cleaned, with the numbers of a person masked before anything sees it (F-02, P-10)."""
    return private_numbers().masked(cleaned(text))


def cleaned(text: str) -> str:
    """The text without control and invisible characters, in one width of letters, and never a command to Rasa itself."""
    plain = unicodedata.normalize("NFKC", _CONTROL.sub(" ", text))
    # A leading slash would make Rasa take the text as an intent.
    return " ".join(plain.split()).lstrip("/ ")


def _agent(model: Path, endpoints: Path) -> Agent:
    configured = AvailableEndpoints.read_endpoints(str(endpoints))
    tracker_store = TrackerStore.create(configured.tracker_store)
    check_forgets(tracker_store)
    return Agent.load(
        model,
        tracker_store=tracker_store,
        lock_store=LockStore.create(configured.lock_store),
        action_endpoint=configured.action or InProcessActions(),
    )


def _too_faint(utterance: Utterance, parse: dict[str, Any]) -> bool:
    """Whether the words are a guess of the recogniser: then it is asked and not acted, but in danger."""
    guessed = utterance.source is Source.SPOKEN and utterance.confidence < FAINT
    return guessed and parse["intent"]["name"] not in SAFETY


def _parsed(text: str, act: str, confidence: float, *entities: dict[str, Any]) -> dict[str, Any]:
    return {"text": text, "intent": {"name": act, "confidence": confidence}, "entities": list(entities)}


def _reply(session: str, payload: dict[str, Any]) -> Reply:
    understood = payload["understood"]
    return Reply(
        session=session,
        say=tuple(payload["say"]),
        show=payload["show"],
        choices=tuple(Choice(**choice) for choice in payload["choices"]),
        guide=GuidePosition(**payload["guide"]) if payload["guide"] else None,
        understood=Understood(**{**understood, "candidates": tuple(understood["candidates"])}),
        pictogram=payload.get("pictogram"),
        pace=payload["pace"],
        usual_pace=payload.get("usual_pace", payload["pace"]),
        volume=payload["volume"],
        slip=Slip(**{**payload["slip"], "lines": tuple(payload["slip"]["lines"])}) if payload.get("slip") else None,
        reminder=bool(payload.get("reminder")),
    )


def _log(utterance: Utterance, reply: Reply, started: float, understood: float) -> None:
    """One line a turn: never what was said, nor who said it."""
    ended = time.perf_counter()
    log.info(
        "turn",
        channel=utterance.channel,
        source=str(utterance.source),
        act=reply.understood.act,
        guide=reply.guide.service if reply.guide else None,
        understanding_ms=round((understood - started) * 1000, 1),
        dialogue_ms=round((ended - understood) * 1000, 1),
    )
