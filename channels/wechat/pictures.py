"""Pictures of the things to bring: tiles of data/wechat/pictures side by side, for who reads little."""

import asyncio
from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from assistant.errors import GuideError
from channels.wechat.content import content
from channels.wechat.media import Media
from channels.wechat.platform import Platform

TILE_PIXELS = 320
_COLUMNS = 2
_WHITE = 255

Image = NDArray[np.uint8]


class Tiles:
    """The tiles of a data folder."""

    def __init__(self, folder: Path) -> None:
        """Raises GuideError where data/wechat/pictures.yml cannot be read, or names a tile that is not there."""
        listed = content(folder / "wechat" / "pictures.yml")
        self._folder = folder / "wechat" / "pictures"
        self._by_name = {name: tile for tile, shown in (listed or {}).items() for name in shown["names"]}
        missing = sorted(tile for tile in listed or {} if not (self._folder / f"{tile}.png").is_file())
        if missing:
            raise GuideError(f"{self._folder} has no {missing[0]}.png: python -m channels.wechat.tiles draws it")

    def of(self, names: Sequence[str]) -> tuple[str, ...]:
        """The tiles of things to bring; none where one of them has no tile, since half of it would mislead."""
        found = [self._by_name.get(name, "") for name in names]
        return tuple(dict.fromkeys(found)) if all(found) else ()

    def drawn(self, tiles: Sequence[str]) -> bytes:
        """The tiles as one PNG, two in a row."""
        columns = min(_COLUMNS, len(tiles))
        rows = ceil(len(tiles) / columns)
        whole = np.full((rows * TILE_PIXELS, columns * TILE_PIXELS, 3), _WHITE, np.uint8)
        for number, tile in enumerate(tiles):
            top, left = number // columns * TILE_PIXELS, number % columns * TILE_PIXELS
            whole[top : top + TILE_PIXELS, left : left + TILE_PIXELS] = _read(self._folder / f"{tile}.png")
        return _png(whole)


class Pictures:
    """Sends pictures of things to bring."""

    def __init__(self, tiles: Tiles, platform: Platform, media: Media) -> None:
        self._tiles, self._platform, self._media = tiles, platform, media

    def of(self, names: Sequence[str]) -> tuple[str, ...]:
        """The tiles of things to bring; empty where there is no picture of all of them."""
        return self._tiles.of(names)

    async def send(self, person: str, tiles: Sequence[str]) -> None:
        """Sends tiles as one picture to an openid; the same picture is uploaded once in three days. Raises PlatformError."""
        media = await self._media.of(f"picture {' '.join(tiles)}", lambda: self._uploaded(tiles))
        await self._platform.send_image(person, media)

    async def _uploaded(self, tiles: Sequence[str]) -> str:
        return await self._platform.upload_image(await asyncio.to_thread(self._tiles.drawn, tiles))


def _read(path: Path) -> Image:
    with av.open(str(path)) as file:
        image: Image = next(file.decode(video=0)).to_ndarray(format="rgb24")
    return image


def _png(image: Image) -> bytes:
    encoder = av.CodecContext.create("png", "w")
    encoder.height, encoder.width = image.shape[:2]
    encoder.pix_fmt, encoder.time_base = "rgb24", Fraction(1)
    packets = [*encoder.encode(VideoFrame.from_ndarray(image, format="rgb24")), *encoder.encode(None)]
    return b"".join(bytes(packet) for packet in packets)
