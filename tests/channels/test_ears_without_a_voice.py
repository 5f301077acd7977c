"""A machine that hears but cannot speak: whoever talks to it still gets their answer (A-22)."""

from assistant.phrases import phrases
from tests.channels.small_house import Thoughtful, small_house
from tests.contract.voice_client import connected
from voice.audio import silence


async def test_the_answer_arrives_where_the_word_that_fills_the_wait_cannot_be_said() -> None:
    """The reply comes, then one plain line that nothing can be heard; what was begun to be said is over each time."""
    talks = Thoughtful()
    async with small_house(talks=talks) as server, connected(server, "s") as client:
        await client.start(cues=True)
        await client.speak(silence(0.5).to_pcm())
        await client.tell("end")
        await client.until("spoken", "error")
        talks.thought.set()
        error = await client.until("error")
    assert [frame["type"] for frame in client.frames] == [
        *("listening", "heard", "speaking", "spoken", "reply", "speaking", "spoken", "error")
    ]
    assert client.frames[2]["cue"] is True
    assert client.frames[4]["say"] == ["先打电话挂失。"]
    assert (error["code"], error["say"]) == ("speaker_absent", list(phrases().say("error_no_voice")))
