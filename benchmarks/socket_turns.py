"""Turns over the real voice socket of a real server, the sound sent as a microphone sends it."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen

import psutil
import websockets

from assistant.settings import ROOT, Settings
from benchmarks.servers import _free_port
from voice.audio import AudioClip

_FRAME_SECONDS = 0.1
_START_SECONDS = 300
_HEADER_BYTES = 44
"""Of a WAV stream; what is longer holds sound."""


@dataclass(frozen=True)
class Turn:
    """Seconds from the last voiced sample."""

    heard: float
    reply: float
    sound: float
    """To the first sample of the answer."""
    cue: float | None = None
    """To the first sample of the word that fills the wait; None where none was said."""

    @property
    def decoded_to_sound(self) -> float:
        """Seconds from the end of decoding to the first sample of the answer."""
        return self.sound - self.heard


@contextmanager
def served(settings: Settings) -> Iterator[tuple[str, int]]:
    """A server with its voice; yields its address and process id."""
    port = _free_port()
    own = {
        "LINBAN_PORT": str(port),
        "LINBAN_FETCH": "never",
        "LINBAN_RENDER": "never",
        "LINBAN_HOME": str(settings.home),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", "serve"],
        cwd=ROOT,
        env={**os.environ, **own},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/api/health", process)
        yield f"ws://127.0.0.1:{port}/api/voice", process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


async def turn(url: str, session: str, clip: AudioClip, **start: Any) -> Turn:
    """Speak a clip in real time and measure the answer; the clip ends with its last voiced sample."""
    async with websockets.connect(f"{url}?session={session}", max_size=None) as socket:  # type: ignore[attr-defined]
        await socket.send(json.dumps({"type": "start", "rate": clip.rate, **start}))
        await socket.recv()
        speaking = asyncio.create_task(_speak(socket, clip))
        times: dict[str, float] = {}
        sounding = "sound"
        while "sound" not in times:
            frame = await asyncio.wait_for(socket.recv(), 60)
            now = time.perf_counter()
            if isinstance(frame, str):
                told = json.loads(frame)
                times[told["type"]] = now
                sounding = "cue" if told.get("cue") else "sound"
            elif len(frame) > _HEADER_BYTES:
                times.setdefault(sounding, now)
        ended = await speaking
    cue = times["cue"] - ended if "cue" in times else None
    return Turn(times["heard"] - ended, times["reply"] - ended, times["sound"] - ended, cue)


def memory(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    return float(psutil.Process(pid).memory_info().rss / 1e6)


async def _speak(socket: Any, clip: AudioClip) -> float:
    """Send the clip and then silence, a frame every 100 ms; return when the last voiced frame was due."""
    step, pcm = round(_FRAME_SECONDS * clip.rate) * 2, clip.to_pcm()
    began, sent, ended = time.perf_counter(), 0.0, 0.0
    frames = [pcm[at : at + step] for at in range(0, len(pcm), step)] + [bytes(step)] * 40
    for number, frame in enumerate(frames):
        sent += len(frame) / 2 / clip.rate
        await asyncio.sleep(max(0.0, began + sent - time.perf_counter()))
        try:
            await socket.send(frame)
        except websockets.ConnectionClosed:  # type: ignore[attr-defined]
            break
        if number * step < len(pcm):
            ended = began + sent
    return ended


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("the service did not start")
