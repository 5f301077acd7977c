"""A voice message is heard, echoed and answered, in words and as labelled speech (W-10, W-19, W-29, P-24)."""

import io
from typing import Any

import av
import numpy as np
import pytest
import pytest_asyncio
from av.audio.frame import AudioFrame

from assistant.app import House, ears, mouth
from assistant.settings import Settings
from channels.wechat.rendering import Answer
from tests.wechat.conftest import OpenAccount, StandIn
from voice.audio import AudioClip, decode, resampled
from voice.hearing import Hearing
from voice.pace import Pace
from voice.speakers.cache import CachedSpeaker
from voice.speaking import Speaking

LABEL = "这段语音由人工智能合成。"

pytestmark = pytest.mark.audio


@pytest_asyncio.fixture(scope="module")
async def spoken(settings: Settings) -> AudioClip:
    """Somebody asks for a service."""
    speaking = Speaking(mouth(settings))
    clip = await speaking.speak("我要办养老金资格认证", Pace.NORMAL)
    speaking.close()
    return clip


def talking(house: House, settings: Settings) -> House:
    """The house with ears and a mouth."""
    from dataclasses import replace

    recognizer, speaker = ears(settings), mouth(settings)
    return replace(
        house,
        recognizer=recognizer,
        speaker=speaker,
        hearing=Hearing(recognizer),
        speaking=Speaking(CachedSpeaker(speaker)),
    )


def as_amr(clip: AudioClip) -> bytes:
    """The clip as a phone sends it: AMR-NB, 8 kHz."""
    narrow = resampled(clip, 8000)
    body = io.BytesIO()
    with av.open(body, mode="w", format="amr") as file:
        stream = file.add_stream("libopencore_amrnb", rate=8000)
        stream.layout = "mono"
        for start in range(0, len(narrow.samples) - 160, 160):
            piece = (np.clip(narrow.samples[start : start + 160], -1, 1) * 32767).astype(np.int16).reshape(1, -1)
            frame = AudioFrame.from_ndarray(piece, format="s16", layout="mono")
            frame.rate = 8000
            frame.pts = start
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return body.getvalue()


async def test_a_voice_message(
    account: OpenAccount, house: House, settings: Settings, stand_in: StandIn, spoken: AudioClip
) -> None:
    """W-10, W-29, P-24: AMR comes down, is heard and echoed; the answer comes in words with choices, and as an MP3 of at most
    a minute that says and is tagged that a machine made it; the same answer is uploaded once."""
    async with account(kind="service", parts=talking(house, settings)) as it:
        before = len(stand_in.sent(it.person))
        voice = it.app.state.wechat.desk._delivery._voice
        mouth = voice._speaks = Remembering(voice._speaks)
        media = stand_in.keep(as_amr(spoken))
        await it.sends(it.phone.voice(it.person, media))
        menu, speech = (await stand_in.wait_for(it.person, before + 2))[before:]
        assert "我听到：" in menu["msgmenu"]["head_content"]
        assert "您想在手机上做，还是去窗口做？" in menu["msgmenu"]["head_content"]
        mp3 = stand_in.media(speech["voice"]["media_id"])
        assert 5 < decode(mp3).seconds <= 60
        assert len(mp3) < 2 * 1024 * 1024
        with av.open(io.BytesIO(mp3)) as file:
            assert "人工智能合成" in file.metadata["comment"]
        (said,) = mouth.said
        assert said.endswith(LABEL)
        # The end of what is heard is the label: nothing was cut off.
        whole = await voice._speaks.speak(said)
        assert decode(mp3).seconds == pytest.approx(whole.seconds, abs=0.2)
        uploads = stand_in.calls().count("media/upload")
        await it.app.state.wechat.desk._delivery.besides(
            it.person, it.app.state.wechat.reception.name(it.person), Answer("", speech=(said.removesuffix(LABEL),))
        )
        again = (await stand_in.wait_for(it.person, before + 3))[-1]
        assert again["voice"] == speech["voice"]
        assert stand_in.calls().count("media/upload") == uploads


class Remembering:
    """A mouth that remembers what it said."""

    def __init__(self, speaks: Any) -> None:
        self.said: list[str] = []
        self._speaks = speaks

    async def speak(self, text: str, pace: Pace = Pace.NORMAL) -> AudioClip:
        """The real speech."""
        self.said.append(text)
        clip: AudioClip = await self._speaks.speak(text, pace)
        return clip


async def test_nothing_that_can_be_heard(
    account: OpenAccount, house: House, settings: Settings, stand_in: StandIn
) -> None:
    """W-10: a file that is no sound, or one that is gone, gets kind words and no silence."""
    async with account(kind="service", parts=talking(house, settings)) as it:
        for media in (stand_in.keep(b"#!AMR\n"), stand_in.keep(b"no sound"), "gone"):
            answer = await it.sends(it.phone.voice(it.person, media))
            assert "没听成" in answer.words


async def test_no_ears_here(account: OpenAccount) -> None:
    """W-25: an account that may not download voice messages says so, and shows the way to the page that hears."""
    async with account(pages="https://village.example") as it:
        answer = await it.sends(it.phone.voice(it.person, "m"))
        assert "请您打字" in answer.words
        assert '<a href="https://village.example/">' in answer.words
