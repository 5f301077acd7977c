"""Whatever kind of sound a phone sends reaches the recogniser whole (W-10)."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.models import Transcript
from tests.wechat.beeps import SECONDS, beeps, loudness
from tests.wechat.conftest import OpenAccount, StandIn
from tests.wechat.test_voice_messages import as_amr
from voice.audio import HEARING_RATE, AudioClip

RECORDINGS = Path(__file__).parent / "recordings"
KINDS: dict[str, Callable[[], bytes]] = {
    "AMR-NB": lambda: as_amr(beeps(8000)),
    "AMR-WB": (RECORDINGS / "beeps.awb").read_bytes,
    "Speex, 8 kHz": (RECORDINGS / "beeps-narrow.spx").read_bytes,
    "Speex, 16 kHz": (RECORDINGS / "beeps-wide.spx").read_bytes,
}


class Ears:
    """Ears that remember what they heard, and understand one thing."""

    def __init__(self) -> None:
        self.heard: list[AudioClip] = []

    async def hear(self, clip: AudioClip) -> Transcript:
        """What a person would have said."""
        self.heard.append(clip)
        return Transcript("我要办社保卡", 0.9, "ears")


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_is_heard_whole(account: OpenAccount, stand_in: StandIn, kind: str) -> None:
    """W-10: each kind comes down, is decoded to what the recogniser takes, as long as it was and loud where it was; the words are echoed."""
    async with account(kind="service") as it:
        before = len(stand_in.sent(it.person))
        ears = it.app.state.wechat.desk._answers._voice._hears = Ears()
        answer = await it.sends(it.phone.voice(it.person, stand_in.keep(KINDS[kind](), "audio/amr")))
        said = answer.words or str((await stand_in.wait_for(it.person, before + 1))[before:])
        assert "我听到：我要办社保卡" in said
    (clip,) = ears.heard
    assert clip.rate == HEARING_RATE
    assert clip.seconds == pytest.approx(SECONDS, abs=0.1)
    assert likeness(clip, beeps(HEARING_RATE)) > 0.9


def likeness(one: AudioClip, other: AudioClip) -> float:
    """How well the loudness of two sounds agrees, -1 to 1; a codec may delay by a few steps."""
    first, second = loudness(one), loudness(other)
    return max(_agreement(first[late:], second) for late in range(4))


def _agreement(one: np.ndarray, other: np.ndarray) -> float:
    length = min(len(one), len(other))
    return float(np.corrcoef(one[:length], other[:length])[0, 1])
