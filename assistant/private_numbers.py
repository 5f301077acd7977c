"""Numbers that belong to one person are masked at the edge, before anything is stored, cached or logged (F-02, P-10).

What such a number looks like, in digits and in hanzi, and what stands in its place is in data/lexicon/private_numbers.yml.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assistant.guides.content import content

Kind = Literal["secret", "plain"]
"""`secret`: a code, a password or a card, which nobody may have. `plain`: a number that is not needed here."""
_CONTEXT = 24
"""Characters before a number that may say what it is."""


@dataclass(frozen=True)
class _Run:
    """Digits that were said in one go: where they stand in the text, and which they are."""

    start: int
    end: int
    digits: str


class PrivateNumbers:
    """Finds and masks the private numbers of a text."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._masks: dict[str, str] = {name: mask["text"] for name, mask in data["masks"].items()}
        self._kinds: dict[str, Kind] = {mask["text"]: mask["kind"] for mask in data["masks"].values()}
        self._digits = str.maketrans({hanzi: str(digit) for hanzi, digit in data["digits"].items()})
        self._shapes = [(shape["mask"], re.compile(shape["digits"])) for shape in data["shapes"]]
        self._public = re.compile("|".join(data["public"]))
        patterns = {name: re.compile(value, re.IGNORECASE) for name, value in data.items() if isinstance(value, str)}
        self._patterns = patterns
        letters = "0-9" + "".join(data["digits"])
        self._group = re.compile(rf"[{letters}]+(?:(?<=\d)[xX](?![a-zA-Z]))?")

    def masked(self, text: str) -> str:
        """The text with every private number replaced by its mask; all else as it was."""
        text = self._patterns["email"].sub(self._masks["number"], text)
        pieces, last = [], 0
        for run in self._runs(text):
            mask = self._mask(text, run)
            if mask is not None:
                pieces += [text[last : run.start], mask]
                last = run.end
        return self._other_codes("".join((*pieces, text[last:])))

    def kinds(self, text: str) -> tuple[Kind, ...]:
        """The kinds of the masks in a masked text, in their order."""
        return tuple(self._kinds[found] for found in re.findall("|".join(map(re.escape, self._kinds)), text))

    def _runs(self, text: str) -> Iterator[_Run]:
        """Groups of digits, joined where people pause within one number, and not where a public number begins."""
        dates = [found.span() for found in self._patterns["date"].finditer(text)]
        run: _Run | None = None
        for found in self._group.finditer(text):
            if any(start <= found.start() < end for start, end in dates):
                continue
            group = self._number(text, found)
            joined = self._joined(text, run, group) if run is not None else None
            if run is not None and joined is None:
                yield run
            run = joined or group
        if run is not None:
            yield run

    def _number(self, text: str, found: re.Match[str]) -> _Run:
        """The digits that were found, without a last one that begins a word after a public number."""
        digits = found.group().translate(self._digits).upper()
        word = self._patterns["word_begun"].match(text[found.end() :]) and self._public.fullmatch(digits[:-1])
        end = found.end() - bool(word)
        return _Run(found.start(), end, digits[: end - found.start()])

    def _joined(self, text: str, run: _Run, group: _Run) -> _Run | None:
        if self._public.fullmatch(run.digits) and self._public.fullmatch(group.digits):
            return None
        between, whole = text[run.end : group.start], _Run(run.start, group.end, run.digits + group.digits)
        if self._patterns["joins"].fullmatch(between):
            return whole
        # Lists have commas too: one number comes digit by digit, or in threes and fours that are no amounts.
        parts = len(group.digits) == 1 or (len(group.digits) in (3, 4) and not self._amounts(text, run, group))
        return whole if parts and self._patterns["weak_joins"].fullmatch(between) else None

    def _amounts(self, text: str, run: _Run, group: _Run) -> bool:
        rounded = self._patterns["round_amount"]
        counted = self._patterns["unit_after"].match(text[group.end :])
        return bool(counted or rounded.fullmatch(group.digits) or rounded.fullmatch(run.digits))

    def _mask(self, text: str, run: _Run) -> str | None:
        before, after = text[max(0, run.start - _CONTEXT) : run.start], text[run.end :]
        if 3 <= len(run.digits) <= 8 and self._is_code(before, after):
            return self._masks["code"]
        if self._public.fullmatch(run.digits) or self._is_amount(before, after, run.digits):
            return None
        return next((self._masks[name] for name, shape in self._shapes if shape.fullmatch(run.digits)), None)

    def _is_code(self, before: str, after: str) -> bool:
        named = self._patterns["code_before"].search(before) or self._patterns["code_after"].match(after)
        return bool(named) and not self._patterns["unit_after"].match(after)

    def _is_amount(self, before: str, after: str, digits: str) -> bool:
        if len(digits) > 12:
            return False
        rounded = bool(self._patterns["round_amount"].fullmatch(digits))
        spent = rounded and (digits.endswith("000") or bool(self._patterns["money_before"].search(before)))
        counted = len(digits) <= 8 and bool(self._patterns["unit_after"].match(after))
        return (spent and len(digits) <= 8) or counted or bool(self._patterns["paperwork_before"].search(before))

    def _other_codes(self, text: str) -> str:
        """Codes that are not said digit by digit: six noughts, or letters among the digits."""
        for name in ("code_repeated", "code_letters"):
            for found in reversed(list(self._patterns[name].finditer(text))):
                if self._patterns["code_before"].search(text[: found.start()][-_CONTEXT:]):
                    text = text[: found.start()] + self._masks["code"] + text[found.end() :]
        return text


@content("lexicon", "private_numbers.yml")
def private_numbers(data: Any) -> PrivateNumbers:
    """Those of the lexicon."""
    return PrivateNumbers(data)
