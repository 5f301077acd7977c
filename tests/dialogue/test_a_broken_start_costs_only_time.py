"""A power cut in the middle of training or of keeping results, or two workers that start at once, never stop the service."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest

from assistant.settings import Settings
from assistant.training import TrainingFailed, is_whole, model_path, train
from dialogues.components import meaning
from dialogues.components.finder import Finder

pytestmark = pytest.mark.dialogue

PHRASES = [("bench", "借长凳"), ("bench", "借板凳"), ("stall", "摆个摊"), ("stall", "摆摊子"), ("-", "今天天气好")]
SENTENCES = ["借长凳", "摆个摊"]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache of a state folder of the test's own."""
    monkeypatch.setenv("LINBAN_HOME", str(tmp_path))
    return meaning.cache_folder()


def broken(whole: bytes) -> list[bytes]:
    """What a power cut may leave of a file: nothing, its beginning, zeros, or a hole in the middle."""
    size = len(whole)
    hole = bytearray(whole)
    hole[size // 3 : size // 3 + 400] = bytes(len(hole[size // 3 : size // 3 + 400]))
    return [*(whole[: size * part // 20] for part in range(20)), whole[:-1], bytes(size), bytes(hole)]


def test_a_broken_search_is_fitted_again(cache: Path) -> None:
    """Whatever is left of the kept search, the same services are found, and the kept file is whole again."""
    found = Finder(PHRASES, meant=False).find("借个长凳")
    (path,) = cache.glob("first-finder-*.npz")
    for left in broken(path.read_bytes()):
        path.write_bytes(left)
        again = Finder(PHRASES, meant=False).find("借个长凳")
        assert [one.service for one in again] == [one.service for one in found]
        with np.load(path) as kept:
            assert kept["services"].tolist() == ["-", "bench", "stall"]


def test_broken_meanings_are_worked_out_again(cache: Path) -> None:
    """Whatever is left of the kept vectors, they come out the same."""
    vectors = meaning.of_content(SENTENCES)
    path = cache / "meanings.npz"
    for left in broken(path.read_bytes()):
        path.write_bytes(left)
        assert np.array_equal(meaning.of_content(SENTENCES), vectors)


def test_another_worker_is_left_what_it_is_writing(cache: Path) -> None:
    """Keeping a search removes outdated ones, but not the unfinished file of a process that started at the same moment."""
    cache.mkdir(parents=True)
    outdated, other = cache / "first-finder-0a.npz", cache / "first-finder-0b.4711.part.npz"
    for path in (outdated, other):
        path.write_bytes(b"")
    Finder(PHRASES, meant=False)
    assert not outdated.exists()
    assert other.exists()


def test_half_a_model_is_none(model: Path, tmp_path: Path) -> None:
    """A model that is not whole is not taken for one, so that the start trains it anew."""
    whole = model.read_bytes()
    assert is_whole(model)
    assert not is_whole(tmp_path / "absent.tar.gz")
    for part in (0, 1, len(whole) // 2, len(whole) - 1):
        (tmp_path / "half.tar.gz").write_bytes(whole[:part])
        assert not is_whole(tmp_path / "half.tar.gz")


def test_training_that_is_broken_off_leaves_no_model(settings: Settings, tmp_path: Path) -> None:
    """The process that trains is killed as a power cut would: nothing stands where the model belongs, and it is told where to look."""
    own = replace(settings, home=tmp_path)

    def cut(line: str) -> None:
        if "still training" in line:
            for child in psutil.Process().children():
                if "train" in child.cmdline():
                    child.kill()

    with pytest.raises(TrainingFailed, match=r"see train\.log"):
        train(own, cut)
    assert list(model_path(own).parent.iterdir()) == []
