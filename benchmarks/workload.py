"""What is said to the servers: fixed lists from our own files, so that every run says the same.

Sentences heard before come from the training data, so that either side knows them. Sentences never heard come from
understanding/development/own.yml; one text is said to a server once in its life, in every round another one, so that no cache
helps anybody.
"""

import hashlib
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random

import yaml

from assistant.sayings import examples

HERE = Path(__file__).parent
DIALOGUES = HERE.parent / "dialogues"

TAP = None
"""A line that is not said but tapped: the first button of the last reply."""
Line = str | None

OPENER = "社保卡挂失补卡"
"""Opens a guide with a question and then several steps; in the training data, so either side knows it."""
CONTROL = ("下一步", "再说一遍", "到哪了", "等一下", "慢点说", "大声点", "上一步", "小声点", "说快点", "往下说")
"""Words that move about in a guide; all in the training data."""
LONG_CYCLE: tuple[Line, ...] = (OPENER, TAP, TAP, *CONTROL, TAP, "谢谢", "再说一遍", TAP, "要带啥", TAP, "重新来")
"""Twenty turns; ten times over they are the long conversation, so that turns 181-200 are turns 1-20 said again."""
TALK: tuple[Line, ...] = (OPENER, TAP, "要带啥", TAP, "下一步", TAP, "再说一遍", TAP, "到哪了", "谢谢")
"""What one of several people says at once: nothing that was not heard before."""
_OPENINGS = ("", "那个，", "我想问一下，", "麻烦问下，", "同志，", "我说，", "你好，", "劳驾，")
"""How people begin. Each makes a new sentence of a known one."""
_HEARD = 20


@dataclass(frozen=True)
class Labelled:
    """A development sentence with the act that it is."""

    text: str
    act: str


class Workload:
    """The sentences of one run. `unseen` and `outside` hand out each text once."""

    def __init__(self) -> None:
        self.labelled = tuple(_labelled())
        self.heard = tuple(_spread(examples(DIALOGUES / "nlu" / "services.yml"), _HEARD))
        asked = [line.text for line in self.labelled if line.act in ("ask_service", "ask_aspect")]
        outside = [line.text for line in self.labelled if line.act == "out_of_scope"]
        self._unseen = _varied(asked)
        self._outside = _varied(outside)

    def unseen(self, count: int) -> tuple[str, ...]:
        """Sentences about services that were not handed out before."""
        return tuple(self._unseen.pop() for _ in range(count))

    def outside(self, count: int) -> tuple[str, ...]:
        """Sentences about nothing we serve, not handed out before."""
        return tuple(self._outside.pop() for _ in range(count))

    def fingerprint(self) -> str:
        """Names these lists; two runs compare where it is the same."""
        words = repr((self.heard, CONTROL, LONG_CYCLE, TALK, self._unseen, self._outside))
        return hashlib.blake2b(words.encode(), digest_size=6).hexdigest()


def _labelled() -> list[Labelled]:
    lines = yaml.safe_load((HERE / "understanding" / "development" / "own.yml").read_text(encoding="utf-8"))
    return [Labelled(str(line["text"]), str(line["act"])) for line in lines]


def _spread(lines: list[str], count: int) -> list[str]:
    return lines[:: max(1, len(lines) // count)][:count]


def _varied(texts: list[str]) -> list[str]:
    """Every opening with every text, shuffled the same way each time."""
    lines = [opening + text for opening, text in product(_OPENINGS, texts)]
    Random(20).shuffle(lines)
    return lines
