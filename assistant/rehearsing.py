"""`linban guides rehearse`: walks every branch of a guide and writes down, word for word, what was said: its twin.

The twin is read by the person who wrote the guide, and from then on a test compares it with what is really said.
"""

from pathlib import Path
from typing import Any

import yaml

from assistant.conversation import Conversation
from assistant.guides.branches import Branch, Wordings, branches
from assistant.guides.content import content
from assistant.guides.model import Guide
from assistant.models import Reply, Source, Utterance


@content("phrases", "rehearsal.yml")
def wordings(data: Any) -> Wordings:
    """What people say in every guide alike."""
    return Wordings(onwards=tuple(data["onwards"]), aside=data["aside"])


async def rehearsed(conversation: Conversation, guide: Guide) -> dict[str, Any]:
    """The twin of a guide: `about` and `visits`, each with its turns."""
    visits = [await _visit(conversation, guide, branch, n) for n, branch in enumerate(branches(guide, wordings()))]
    return {"about": f"Every branch of {guide.name}, word for word.", "visits": visits}


async def replied(conversation: Conversation, session: str, says: list[str]) -> list[dict[str, Any]]:
    """What is answered to these sentences in one conversation, turn by turn, in the form of a twin."""
    turns = [turn(said, await conversation.reply(Utterance(session, said, Source.TYPED, "rehearsal"))) for said in says]
    await conversation.forget(session)
    return turns


def turn(said: str, reply: Reply) -> dict[str, Any]:
    """One turn in the form of a twin: what was said, the exact reply, the choices, and the place in the guide."""
    guide = reply.guide
    where = f"{guide.service} {guide.step}/{guide.steps}{' done' if guide.done else ''}" if guide else None
    return {"say": said, "reply": list(reply.say), "choices": [choice.title for choice in reply.choices], "at": where}


def written(twin: dict[str, Any], file: Path) -> None:
    """Writes a twin as a file that a person can read."""
    lines = [f"about: {twin['about']}", "visits:"]
    for visit in twin["visits"]:
        lines += [f"  - about: {_flow(visit['about'])}", "    turns:"]
        for one in visit["turns"]:
            lines.append(f"      - say: {_flow(one['say'])}")
            lines += [f"        {key}: {_flow(one[key])}" for key in ("reply", "choices", "at")]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


async def _visit(conversation: Conversation, guide: Guide, branch: Branch, number: int) -> dict[str, Any]:
    session = f"rehearsal-{guide.id}-{number}"
    opening = await _opening(conversation, guide, branch.openings)
    return {"about": branch.about, "turns": await replied(conversation, session, [opening, *branch.says])}


async def _opening(conversation: Conversation, guide: Guide, openings: tuple[str, ...]) -> str:
    """The first of the ways of asking that opens the guide at its first question: some ask about one thing only, or
    tell so much that a question is passed."""
    for opening in openings:
        first, *_ = await replied(conversation, f"opening-{guide.id}", [opening])
        if str(first["at"]).startswith(f"{guide.id} 1/"):
            return opening
    return openings[0]


def _flow(value: object) -> str:
    text: str = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10_000)
    return text.removesuffix("...\n").strip()
