"""Voice messages in and out: what a person said becomes words, and an answer becomes at most a minute of labelled speech."""

import asyncio
from typing import Protocol

from assistant.models import Transcript
from channels.wechat.media import Media
from channels.wechat.platform import Platform
from channels.wechat.rendering import Answer, spoken
from channels.wechat.words import Words
from voice.audio import AudioClip, decode
from voice.encoding import to_mp3
from voice.pace import Pace

LONGEST_SECONDS = 60.0
"""W-19."""
_CHARACTERS = 100
"""At the slowest pace 48 s, with the label under a minute."""


class Hears(Protocol):
    """Turns a clip into words."""

    async def hear(self, clip: AudioClip) -> Transcript:
        """The words of a clip. Raises HearingError."""


class Speaks(Protocol):
    """Turns words into a clip."""

    async def speak(self, text: str, pace: Pace = Pace.NORMAL) -> AudioClip:
        """The text as sound. Raises SpeakingError."""


class VoiceMessages:
    """Ears and mouth of the account. Sound is held in memory only, until it is heard or sent (P-08)."""

    def __init__(
        self,
        platform: Platform,
        hears: Hears,
        speaks: Speaks,
        words: Words,
        media: Media,
    ) -> None:
        self._platform, self._hears, self._speaks, self._words = platform, hears, speaks, words
        self._media = media

    async def heard(self, media: str) -> Transcript:
        """The words of a voice message. Raises PlatformError or HearingError."""
        body = await self._platform.download(media)
        # AMR-NB, AMR-WB and Speex alike (W-10); decoding would hold up everybody else's answers.
        clip = await asyncio.to_thread(decode, body)
        return await self._hears.hear(clip)

    async def uploaded(self, answer: Answer) -> str:
        """The media id of an answer as speech. The same words are uploaded once in three days. Raises SpeakingError or PlatformError."""
        text, label = spoken(answer.speech, _CHARACTERS), self._words.say("voice_label")
        return await self._media.of(f"{answer.pace} {text} {label}", lambda: self._uploaded(text, label, answer.pace))

    async def send(self, person: str, answer: Answer) -> None:
        """Sends an answer as speech to an openid. Raises SpeakingError or PlatformError."""
        await self._platform.send_voice(person, await self.uploaded(answer))

    async def _uploaded(self, text: str, label: str, pace: str) -> str:
        clip = await self._speaks.speak(f"{text}{label}", Pace(pace))
        if clip.seconds > LONGEST_SECONDS:
            clip = AudioClip(clip.samples[: int(LONGEST_SECONDS * clip.rate)], clip.rate)
        return await self._platform.upload_voice(await asyncio.to_thread(to_mp3, clip, label))
