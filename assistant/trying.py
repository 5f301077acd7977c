"""`linban try`: a sentence, and what every stage makes of it."""

import asyncio
import sys
from collections.abc import Callable

from assistant.conversation import Conversation
from assistant.models import Reply, Utterance
from assistant.settings import Settings
from assistant.training import train

_SESSION = "try"


async def watch(settings: Settings, text: str | None, say: Callable[[str], None]) -> None:
    """Shows the stages of one sentence, or of each line typed until the end of input."""
    conversation = await Conversation.load(train(settings, say), settings.endpoints, logged=False)
    if text is not None:
        await _show(conversation, text, say)
        return
    while line := await asyncio.to_thread(_typed):
        await _show(conversation, line, say)


def _typed() -> str:
    if sys.stdin.isatty():
        print("> ", end="", flush=True)
    return sys.stdin.readline().strip()


async def _show(conversation: Conversation, text: str, say: Callable[[str], None]) -> None:
    parse = await conversation.parse(_SESSION, text)
    say(f"heard     {parse['text']}")
    ranking = parse.get("intent_ranking") or [parse["intent"]]
    say("act       " + ", ".join(f"{act['name']} {act['confidence']:.2f}" for act in ranking[:3]))
    for entity in parse["entities"]:
        sure = f" {entity['confidence_entity']:.2f}" if "confidence_entity" in entity else ""
        say(f"{entity['entity']:9} {entity['value']}{sure}")
    for told in parse.get("facts", ()):
        say(f"{told['fact']:9} {told['value']}")
    services = parse.get("service_ranking", ())
    if services:
        say("services  " + ", ".join(f"{found['service']} {found['confidence']:.2f}" for found in services))
    _show_reply(await conversation.reply(Utterance(_SESSION, text, channel="try")), say)


def _show_reply(reply: Reply, say: Callable[[str], None]) -> None:
    understood = reply.understood
    say(f"taken as  {understood.act} {understood.service or ''} {understood.aspect or ''}".rstrip())
    say("reply     " + " ".join(reply.say))
    if reply.choices:
        say("choices   " + " / ".join(choice.title for choice in reply.choices))
    if reply.guide:
        say(
            f"guide     {reply.guide.service} step {reply.guide.step} of {reply.guide.steps}"
            + (", done" if reply.guide.done else "")
        )
