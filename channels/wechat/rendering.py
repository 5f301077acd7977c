"""A reply as WeChat shows it: words in pieces that are taken whole, choices to tap or to answer with a number (W-15)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.models import Choice, GuidePosition, Reply
from channels.wechat.words import Words

PIECE_BYTES = 1800
PIECE_CHARACTERS = 300
"""W-15: the platform cuts at about 2,047 bytes; longer than 300 characters nobody reads."""
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]*[”』」）)]*\n*|\n+|[。！？!?；;]+\n*")
_MARKUP = re.compile(r"[<>]")
_WIDE = {"<": "＜", ">": "＞"}


@dataclass(frozen=True)
class Answer:
    """What is to be handed to the person, whichever way it goes."""

    words: str
    choices: tuple[Choice, ...] = ()
    page: str = ""
    """Address of the page of the same guide at the same step; empty where there is none."""
    guide: GuidePosition | None = None
    opens_guide: bool = False
    """Whether this is the first answer in a guide, which gets a card."""
    speech: tuple[str, ...] = ()
    """Sentences to be said as well; empty where only words are wanted (W-29)."""
    pace: str = "normal"
    things: tuple[str, ...] = ()
    """Tiles of the things to bring, to be shown in a picture as well."""
    page_title: str = ""
    """What the link to the page says; empty for the usual words."""

    def after(self, words: str) -> "Answer":
        """The answer with words in front."""
        return replace(self, words=f"{words}\n\n{self.words}".strip()) if words else self


def of_reply(reply: Reply) -> Answer:
    """The answer of a turn."""
    position = reply.guide if reply.guide is not None and not reply.guide.done else None
    opens = position is not None and position.step == 1 and reply.understood.act in ("ask_service", "choose", "yes")
    return Answer(
        plain(reply.show or "\n".join(reply.say)), reply.choices, guide=position, opens_guide=opens, pace=reply.pace
    )


def plain(text: str) -> str:
    """Words that came from outside, so that nothing in them is a link (WeChat draws `<a>`)."""
    return _MARKUP.sub(lambda match: _WIDE[match[0]], text)


def numbered(answer: Answer, words: Words) -> tuple[str, ...]:
    """The answer as pieces of text, choices as numbered lines: for every account, and without any quota."""
    end = ""
    if answer.choices:
        lines = [f"{number}. {plain(choice.title)}" for number, choice in enumerate(answer.choices, start=1)]
        end += "\n\n" + "\n".join([*lines, words.say("choose")])
    if answer.page:
        end += f'\n\n<a href="{answer.page}">{answer.page_title or words.say("page")}</a>'
    return in_pieces(answer.words, end)


def in_pieces(text: str, end: str = "") -> tuple[str, ...]:
    """The text in pieces that the platform takes, cut after sentences; `end` stays in one piece with the last words before it."""
    pieces: list[str] = []
    current = ""
    for sentence in _sentences(text):
        if current and not _fits(current + sentence):
            pieces.append(current)
            current = ""
        current += sentence
    if current and not _fits(current + end, markup=bool(end)):
        pieces.append(current)
        current = ""
    pieces.append(current + end)
    return tuple(piece.strip() for piece in pieces if piece.strip())


def _sentences(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.findall(text):
        while not _fits(sentence):
            cut = PIECE_CHARACTERS
            while len(sentence[:cut].encode()) > PIECE_BYTES:
                cut -= 1
            yield sentence[:cut]
            sentence = sentence[cut:]
        yield sentence


def _fits(text: str, markup: bool = False) -> bool:
    # The address in a link is not read, so only its bytes count.
    shown = re.sub(r"<[^>]*>", "", text) if markup else text
    return len(text.encode()) <= PIECE_BYTES and len(shown) <= PIECE_CHARACTERS


def spoken(sentences: Sequence[str], most_characters: int) -> str:
    """As many whole sentences as fit into so many characters, at least one."""
    kept: list[str] = []
    for sentence in sentences:
        if kept and sum(map(len, kept)) + len(sentence) > most_characters:
            break
        kept.append(sentence)
    return "".join(kept)
