"""Whoever interrupts hears nothing more of what was being said, at whatever moment they do (A-20)."""

from tests.channels.small_house import Thoughtful, small_house
from tests.contract.voice_client import connected
from voice.audio import AudioClip, silence
from voice.engine import EngineHealth, EngineState
from voice.pace import Pace
from voice.speaking import Speaking

TIMES = 60
"""Each in the middle of sending, where stopping is hardest."""


class Voice:
    """Two seconds for every clause, at once."""

    name = "test"

    def load(self) -> None:
        pass

    def speak(self, text: str, pace: Pace = Pace.NORMAL) -> AudioClip:
        return silence(2.0, 24_000)

    def health(self) -> EngineHealth:
        return EngineHealth(self.name, EngineState.READY)


async def test_nothing_more_comes_after_the_end_of_what_was_interrupted() -> None:
    """The end is told once, and no sound follows it, though the next clauses were on their way."""
    talks, speaks = Thoughtful(), Speaking(Voice())
    talks.thought.set()
    async with small_house(talks=talks, speaks=speaks) as server, connected(server, "s") as client:
        for _ in range(TIMES):
            await client.start()
            await client.tell("end")
            await client.until("speaking")
            await client.tell("interrupt")
            assert (await client.until("spoken"))["interrupted"] is True
            client.sound = b""
            await client.start()
            assert client.sound == b""
    assert sum(frame["type"] == "spoken" for frame in client.frames) == TIMES
    speaks.close()
