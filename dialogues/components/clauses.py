"""Takes a sentence apart where it says several things, so that each can be understood (data/lexicon/clauses.yml)."""

import re

from assistant.guides.content import content

_PUNCTUATION = r"[，。；！？、,;!?\s]+"
_MOST = 4
"""More parts than this are not looked at: nobody says more in one breath, and each costs."""


def parts(text: str) -> list[str]:
    """The parts of a sentence without the words that only lead to them; of one part, that part."""
    joints, lead = _lexicon()
    pieces = [lead.sub("", piece) or piece for piece in joints.split(text) if piece]
    return pieces[:_MOST]


def leads_only(text: str) -> bool:
    """Whether a sentence says no more than that something is wrong, or about to be said: 不对, 刚才说错了."""
    joints, lead = _lexicon()
    return all(not lead.sub("", piece) for piece in joints.split(text))


@content("lexicon", "clauses.yml")
def _lexicon(data: dict[str, list[str]]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    joints, leads = ("|".join(sorted(map(re.escape, data[key]), key=len, reverse=True)) for key in ("joints", "leads"))
    return re.compile(f"{_PUNCTUATION}|{joints}"), re.compile(f"^(?:{leads})+")
