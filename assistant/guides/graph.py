"""The way through a guide as a picture: questions, options, paths and exits, as SVG or as mermaid text."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from assistant.guides.catalogue import filled
from assistant.guides.model import Guide, Option

_FONT, _LINE, _WIDE = 20, 30, 16
"""Letter and line height in pixels, and Chinese characters a line: large enough for poor eyes."""
_CARD, _GAP_X, _GAP_Y, _PAD = 372, 110, 36, 16
_NEVER_FIRST = "，。？！：；、”》〕）"
_STYLE = {"?": ("#0b4f8a", "#eef5fc"), "✓": ("#14632f", "#eef8f0"), "×": ("#8a3b0b", "#fdf3ec")}
"""Frame and ground by kind of card; the sign in its head says the same without colour."""


@dataclass(frozen=True)
class Card:
    """One question, path or exit."""

    name: str
    sign: str
    lines: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    """(title, name of the card it leads to)"""

    @property
    def height(self) -> int:
        """Pixels."""
        return _LINE * (1 + len(self.lines) + len(self.options)) + 2 * _PAD

    def option_y(self, number: int) -> int:
        """Middle of an option's line, from the top of the card."""
        return _PAD + _LINE * (1 + len(self.lines) + number) + _LINE // 2


def mermaid(guide: Guide) -> str:
    """The picture as mermaid text, which many editors and web pages draw."""
    lines = ["flowchart LR"]
    for card in cards(guide):
        shape = {"?": '{{{{"{}"}}}}', "✓": '["{}"]', "×": '(["{}"])'}[card.sign]
        text = "<br/>".join(_quoted(line) for line in (card.name, *card.lines))
        lines.append(f"  {_id(card.name)}" + shape.format(text))
        lines += [f'  {_id(card.name)} -->|"{_quoted(title)}"| {_id(target)}' for title, target in card.options]
    return "\n".join(lines) + "\n"


def svg(guide: Guide) -> str:
    """The picture as one SVG file that needs nothing else: dark on light, 20 pixel letters, read from left to right."""
    drawn = cards(guide)
    places = _places(guide, drawn)
    width = max(x for x, _ in places.values()) + _CARD + _PAD
    height = max(places[card.name][1] + card.height for card in drawn) + _PAD
    body = [*_arrows(drawn, places), *(line for card in drawn for line in _card(card, *places[card.name]))]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="name" viewBox="0 0 {width} {height}"'
            f' width="{width}" height="{height}" font-family="Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"'
            f' font-size="{_FONT}">',
            f'<title id="name">{escape(guide.name)} ({escape(guide.id)})</title>',
            '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
            '<path d="M0 0 10 5 0 10z" fill="#333"/></marker></defs>',
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            *body,
            "</svg>\n",
        ]
    )


def cards(guide: Guide) -> tuple[Card, ...]:
    """Every question, path and exit, with the facts put in."""
    questions = (
        Card(name, "?", _wrapped(filled(guide, asked.ask)), tuple(_leads(option) for option in asked.options))
        for name, asked in guide.questions.items()
    )
    paths = (
        Card(
            name,
            "✓",
            (
                *_wrapped((path.title,)),
                *(
                    line
                    for number, step in enumerate(path.steps, start=1)
                    for line in _wrapped((f"{number}. " + "".join(filled(guide, step.say)),))
                ),
                *_wrapped(("= " + "".join(filled(guide, path.done)),)),
            ),
        )
        for name, path in guide.paths.items()
    )
    exits = (
        Card(name, "×", (*_wrapped(filled(guide, exit_.say)), *((f"→ {exit_.see}",) if exit_.see else ())))
        for name, exit_ in guide.exits.items()
    )
    return (*questions, *paths, *exits)


def _leads(option: Option) -> tuple[str, str]:
    return option.title, option.to or option.path or option.exit or ""


def _wrapped(sentences: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for text in sentences for line in _broken(text))


def _broken(text: str) -> Iterator[str]:
    """Lines of equal length; a mark that would begin a line goes up to the one before."""
    while text:
        end = _WIDE + (text[_WIDE : _WIDE + 1] in tuple(_NEVER_FIRST))
        yield text[:end]
        text = text[end:]


def _places(guide: Guide, drawn: tuple[Card, ...]) -> dict[str, tuple[int, int]]:
    """Top left corner of each card: as far right as the questions before it, in the order in which they are reached."""
    columns: dict[int, list[Card]] = {}
    reached = [guide.start, *(target for card in drawn for _, target in card.options)]
    for card in sorted(drawn, key=lambda card: reached.index(card.name) if card.name in reached else len(reached)):
        columns.setdefault(_depth(guide, card.name), []).append(card)
    tallest = max(sum(card.height + _GAP_Y for card in column) for column in columns.values())
    places = {}
    for depth, column in columns.items():
        y = _PAD + (tallest - sum(card.height + _GAP_Y for card in column)) // 2
        for card in column:
            places[card.name] = (_PAD + depth * (_CARD + _GAP_X), y)
            y += card.height + _GAP_Y
    return places


def _depth(guide: Guide, name: str, after: int = 0) -> int:
    if name == guide.start or after > len(guide.questions):
        return 0  # the start, or questions in a circle, which the check reports
    before = [
        asked
        for asked, question in guide.questions.items()
        if name in [_leads(option)[1] for option in question.options]
    ]
    return 1 + max((_depth(guide, asked, after + 1) for asked in before), default=0)


def _arrows(drawn: tuple[Card, ...], places: dict[str, tuple[int, int]]) -> Iterator[str]:
    for card in drawn:
        x, y = places[card.name]
        for number, (_, target) in enumerate(card.options):
            to_x, to_y = places[target]
            start_x, start_y, end_y = x + _CARD, y + card.option_y(number), to_y + _PAD + _LINE // 2
            middle = (start_x + to_x) // 2
            path = f"M{start_x} {start_y}C{middle} {start_y} {middle} {end_y} {to_x - 2} {end_y}"
            yield f'<path d="{path}" fill="none" stroke="#333" stroke-width="2.5" marker-end="url(#tip)"/>'


def _card(card: Card, x: int, y: int) -> Iterator[str]:
    frame, ground = _STYLE[card.sign]
    yield f'<g><rect x="{x}" y="{y}" width="{_CARD}" height="{card.height}" rx="10" fill="{ground}" stroke="{frame}" stroke-width="3"/>'
    base = y + _PAD + _FONT
    yield f'<text x="{x + _PAD}" y="{base}" fill="{frame}" font-weight="700">{card.sign} {escape(card.name)}</text>'
    for number, line in enumerate(card.lines, start=1):
        yield f'<text x="{x + _PAD}" y="{base + number * _LINE}" fill="#111">{escape(line)}</text>'
    for number, (title, _) in enumerate(card.options):
        top = y + card.option_y(number) - _LINE // 2
        yield f'<rect x="{x + _PAD}" y="{top + 2}" width="{_CARD - _PAD}" height="{_LINE - 4}" fill="#fff" stroke="{frame}"/>'
        yield f'<text x="{x + 2 * _PAD}" y="{top + _FONT + 2}" fill="#111" font-weight="700">{escape(title)}</text>'
    yield "</g>"


def _id(name: str) -> str:
    return "n_" + name.replace("-", "_")


def _quoted(text: str) -> str:
    return text.replace('"', "#quot;")
