"""The Chinese Vosk model is fetched whole or not at all, against a publisher that stands on loopback."""

import hashlib
import io
import json
import socket
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from voice.models import VOSK_CHINESE, WHISPER, FetchFailed, ModelState, ModelStore, Progress


def archive(members: dict[str, bytes] | None = None) -> bytes:
    """A zip with the layout of a Vosk model, or with the given members."""
    body = io.BytesIO()
    model = {f"{VOSK_CHINESE}/am/final.mdl": b"\x07" * 300_000, f"{VOSK_CHINESE}/conf/model.conf": b"--beam=10\n"}
    with zipfile.ZipFile(body, "w") as packed:
        for name, content in (model if members is None else members).items():
            packed.writestr(name, content)
    return body.getvalue()


class Publisher:
    """Serves model-list.json and one archive, understands Range, and cuts a connection on request."""

    def __init__(self) -> None:
        self.archive = archive()
        self.md5: str | None = None
        self.cut_after: list[int] = []
        self.requested: list[str] = []
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.answer(self)

            def log_message(self, *arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/vosk/models"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Send the list, the archive or its rest."""
        self.requested.append(f"{request.path} {request.headers.get('Range', '')}".strip())
        start = int(request.headers.get("Range", "bytes=0-")[6:-1])
        body = self.listing() if request.path.endswith(".json") else self.archive[start:]
        request.send_response(206 if start else 200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        if not request.path.endswith(".json") and self.cut_after:
            body = body[: self.cut_after.pop(0)]
            request.close_connection = True
        request.wfile.write(body)

    def listing(self) -> bytes:
        """The publisher's list, in its own format."""
        md5 = self.md5 or hashlib.md5(self.archive).hexdigest()
        return json.dumps([{"name": VOSK_CHINESE, "lang": "cn", "md5": md5, "obsolete": "false"}]).encode()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    """A publisher on loopback."""
    standing_in = Publisher()
    yield standing_in
    standing_in.close()


def state(store: ModelStore, *, whole: bool = True) -> ModelState:
    """What the store says about the Chinese Vosk model."""
    models = store.verify() if whole else store.list()
    return next(one.state for one in models if one.name == VOSK_CHINESE)


def left_over(home: Path) -> list[str]:
    """Everything in the folder of models."""
    return sorted(path.name for path in (home / "models").glob("*")) if (home / "models").exists() else []


def test_a_model_is_fetched_and_verified(publisher: Publisher, tmp_path: Path) -> None:
    """It lies where the recogniser looks, progress was reported to the end, and nothing else is left."""
    store, seen = ModelStore(tmp_path, publisher.address), list[Progress]()
    folder = store.fetch(report=seen.append)
    assert (folder / "am" / "final.mdl").stat().st_size == 300_000
    assert seen[-1] == Progress(len(publisher.archive), len(publisher.archive))
    assert state(store) is ModelState.READY
    assert left_over(tmp_path) == [VOSK_CHINESE]


def test_a_model_that_is_there_is_not_fetched_again(publisher: Publisher, tmp_path: Path) -> None:
    """The second fetch asks the publisher nothing."""
    store = ModelStore(tmp_path, publisher.address)
    store.fetch()
    asked = len(publisher.requested)
    store.fetch()
    assert len(publisher.requested) == asked


def test_a_cut_connection_is_taken_up_where_it_broke(publisher: Publisher, tmp_path: Path) -> None:
    """The next request asks for the rest only, within the same fetch."""
    publisher.cut_after = [100_000]
    assert ModelStore(tmp_path, publisher.address).fetch().is_dir()
    assert publisher.requested[-1].endswith("bytes=100000-")


def test_a_fetch_that_failed_goes_on_the_next_day(publisher: Publisher, tmp_path: Path) -> None:
    """What has arrived is kept beside the models, and nothing counts as installed meanwhile."""
    store = ModelStore(tmp_path, publisher.address)
    publisher.cut_after = [100_000, 0]
    with pytest.raises(FetchFailed, match="goes on from there"):
        store.fetch()
    assert state(store) is ModelState.ABSENT
    store.fetch()
    assert publisher.requested[-1].endswith("bytes=100000-")
    assert state(store) is ModelState.READY


def test_a_wrong_checksum_is_thrown_away(publisher: Publisher, tmp_path: Path) -> None:
    """Nothing is unpacked and nothing is kept."""
    publisher.md5 = "0" * 32
    with pytest.raises(FetchFailed, match="checksum"):
        ModelStore(tmp_path, publisher.address).fetch()
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("address", ["unused port", "no such page"])
def test_an_absent_publisher_is_one_plain_line(publisher: Publisher, tmp_path: Path, address: str) -> None:
    """The kiosk goes on without; the message has no line feed and no trace."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}" if address == "unused port" else publisher.address
    name = VOSK_CHINESE if address == "unused port" else "vosk-model-of-nowhere"
    with pytest.raises(FetchFailed) as caught:
        ModelStore(tmp_path, base).fetch(name)
    assert "\n" not in caught.value.message
    assert left_over(tmp_path) == []


@pytest.mark.parametrize(
    "member", ["../outside", "/etc/outside", f"{VOSK_CHINESE}/../../outside", "C:\\outside", "..\\outside"]
)
def test_an_archive_cannot_write_outside(publisher: Publisher, tmp_path: Path, member: str) -> None:
    """Paths that leave the folder are refused before anything is unpacked."""
    publisher.archive = archive({f"{VOSK_CHINESE}/am/final.mdl": b"\x07", member: b"bad"})
    home = tmp_path / "home"
    with pytest.raises(FetchFailed, match="not unpacked"):
        ModelStore(home, publisher.address).fetch()
    assert not list(tmp_path.rglob("outside"))


def test_an_archive_that_is_no_model_is_not_installed(publisher: Publisher, tmp_path: Path) -> None:
    """A page of a captive portal with the right checksum is still no model."""
    for body in (archive({"readme.txt": b"hello"}), b"<html>log in first</html>"):
        publisher.archive = body
        with pytest.raises(FetchFailed):
            ModelStore(tmp_path, publisher.address).fetch()
        assert state(ModelStore(tmp_path, publisher.address)) is ModelState.ABSENT


def test_a_changed_file_is_found_and_mended(publisher: Publisher, tmp_path: Path) -> None:
    """verify reads every byte; fetch puts a whole model in the place of a damaged one."""
    store = ModelStore(tmp_path, publisher.address)
    model = store.fetch() / "am" / "final.mdl"
    model.write_bytes(b"\x08" * 300_000)
    assert state(store) is ModelState.DAMAGED
    assert state(store, whole=False) is ModelState.READY
    store.fetch()
    assert state(store) is ModelState.READY


def test_the_packaged_ears_are_listed(tmp_path: Path) -> None:
    """Whisper comes with the packages and needs no fetching."""
    listed = {one.name: one.state for one in ModelStore(tmp_path).list()}
    assert listed == {WHISPER: ModelState.PACKAGED, VOSK_CHINESE: ModelState.ABSENT}
