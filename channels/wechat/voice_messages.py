"""Voice messages in and out: what a person said becomes words, and an answer becomes at most a minute of labelled speech."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Column, Float, String, Table, Text, delete, insert, select
from sqlalchemy.engine import Connection

from assistant.models import Transcript
from assistant.records import Database, Seal
from channels.wechat.platform import Platform
from channels.wechat.rendering import Answer, spoken
from channels.wechat.tables import TABLES
from channels.wechat.words import Words
from voice.audio import AudioClip, decode
from voice.encoding import to_mp3
from voice.pace import Pace

LONGEST_SECONDS = 60.0
"""W-19."""
_CHARACTERS = 100
"""At the slowest pace 48 s, with the label under a minute."""
REUSED_SECONDS = 70 * 3600.0
"""An uploaded voice message lives three days (W-19)."""

MEDIA = Table(
    "wechat_media",
    TABLES,
    Column("name", String(32), primary_key=True),
    Column("media", Text, nullable=False),
    Column("since", Float, nullable=False, index=True),
)


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
        database: Database,
        seal: Seal,
        clock: Callable[[], float],
    ) -> None:
        self._platform, self._hears, self._speaks, self._words = platform, hears, speaks, words
        self._database, self._seal, self._clock = database, seal, clock

    async def heard(self, media: str) -> Transcript:
        """The words of a voice message. Raises PlatformError or HearingError."""
        body = await self._platform.download(media)
        # AMR-NB, AMR-WB and Speex alike (W-10); decoding would hold up everybody else's answers.
        clip = await asyncio.to_thread(decode, body)
        return await self._hears.hear(clip)

    async def uploaded(self, answer: Answer) -> str:
        """The media id of an answer as speech. The same words are uploaded once in three days. Raises SpeakingError or PlatformError."""
        text = spoken(answer.speech, _CHARACTERS)
        label = self._words.say("voice_label")
        name = self._seal.name(f"{answer.pace} {text} {label}")
        known = await self._database.run(lambda connection: self._known(connection, name))
        if known:
            return known
        clip = await self._speaks.speak(f"{text}{label}", Pace(answer.pace))
        if clip.seconds > LONGEST_SECONDS:
            clip = AudioClip(clip.samples[: int(LONGEST_SECONDS * clip.rate)], clip.rate)
        media = await self._platform.upload_voice(await asyncio.to_thread(to_mp3, clip, label))
        await self._database.run(lambda connection: self._keep(connection, name, media))
        return media

    async def send(self, person: str, answer: Answer) -> None:
        """Sends an answer as speech to an openid. Raises SpeakingError or PlatformError."""
        await self._platform.send_voice(person, await self.uploaded(answer))

    def _known(self, connection: Connection, name: str) -> str | None:
        fresh = MEDIA.c.since > self._clock() - REUSED_SECONDS
        return connection.scalar(select(MEDIA.c.media).where(MEDIA.c.name == name, fresh))  # type: ignore[no-any-return]

    def _keep(self, connection: Connection, name: str, media: str) -> None:
        connection.execute(delete(MEDIA).where(MEDIA.c.name == name))
        connection.execute(insert(MEDIA).values(name=name, media=media, since=self._clock()))


def purge(connection: Connection, now: float) -> None:
    """Forgets media the platform no longer has."""
    connection.execute(delete(MEDIA).where(MEDIA.c.since < now - REUSED_SECONDS))
