"""The judge of understanding is fair, and the sentences it judges by were not trained on."""

import pytest

from assistant.guides.catalogue import catalogue
from assistant.guides.fields import ASPECTS
from assistant.models import GuidePosition, Reply, Understood
from assistant.settings import ROOT
from benchmarks.understanding.judging import Share, by_act, judged, shares
from benchmarks.understanding.sentences import Sentence, developed, strangers, taught, tested
from benchmarks.understanding.spoken import CONDITIONS, Stage, character_errors, sampled
from voice.audio import AudioClip
from voice.lexicon import read_lexicon
from voice.reading import Reader
from voice.speakers.pyttsx3_speaker import Pyttsx3Speaker


def reply(act: str, service: str | None = None, candidates: tuple[str, ...] = (), opened: bool = False) -> Reply:
    """A reply as the conversation gives it."""
    guide = GuidePosition(service or "dibao", "", 1, 2, False) if opened else None
    understood = Understood(act=act, service=service, aspect=None, confidence=0.9, candidates=candidates)
    return Reply("s", ("好。",), "", (), guide, understood)


def test_the_sentences_name_only_what_there_is():
    """Every service and aspect of a labelled sentence exists, and each service is tested by at least eight."""
    known = {guide.id for guide in catalogue()}
    everything = [*developed(), *tested()]
    assert {one.service for one in everything if one.service} <= known
    assert {one.aspect for one in everything if one.aspect} <= set(ASPECTS)
    counted = [one.service for one in tested() if one.act == "ask_service"]
    assert min(counted.count(service) for service in known) >= 8


def test_no_sentence_is_measured_that_was_trained_on():
    """Whatever marks stand in it: a test sentence that the training data holds is left out, and those are few."""
    everything = tested()
    left = strangers(everything, taught())
    assert len(left) >= 0.9 * len(everything)
    assert not {one.text for one in left} & taught()
    assert strangers([Sentence("再说一遍！", "repeat", "acts")], taught()) == []


def test_a_question_taught_with_its_service_is_not_measured_either():
    """A training sentence that carries two marks, aspect and service, is known by its words like any other."""
    question = Sentence("补个结婚证，要交好多钱？", "ask_aspect", "aspects", service="marriage-cert", aspect="fee")
    assert strangers([question], taught()) == []


def test_a_wrong_office_is_never_counted_as_right():
    """A service is right only where the sentence's own, or one that is right too, comes first."""
    sentence = Sentence("卡丢了", "ask_service", "x", service="social-card", also=("bus-senior-card",))
    right = judged(sentence, reply("ask_service", "social-card"))
    other = judged(sentence, reply("ask_service", "bus-senior-card"))
    third = judged(sentence, reply("ask_service", "dibao", ("dibao", "id-card", "social-card")))
    wrong = judged(sentence, reply("ask_service", "dibao", ("dibao",)))
    assert (right.service, other.service, third.service, third.among_three) == (True, True, False, True)
    assert (wrong.act, wrong.service, wrong.among_three) == (True, False, False)


@pytest.mark.parametrize(
    ("given", "astray"),
    [
        (reply("out_of_scope"), False),
        (reply("unclear", candidates=("dibao",)), False),
        (reply("ask_service", "dibao"), True),
        (reply("choose", opened=True), True),
    ],
)
def test_out_of_scope_is_led_astray_by_a_guide_or_an_answer(given: Reply, astray: bool):
    """Only being led into a service counts; being asked back does not."""
    assert judged(Sentence("唱个戏", "out_of_scope", "outside"), given).led_astray is astray


def test_scams_and_false_alarms_are_counted_apart():
    """A scam that is missed is no false alarm, and the other way round."""
    caught = judged(Sentence("叫我转钱", "scam", "scam"), reply("scam"))
    alarm = judged(Sentence("我要交医保", "ask_service", "scam", service="medical-enroll-pay"), reply("scam"))
    found = shares([caught, alarm])
    assert (found["scam_caught"], found["false_alarm"]) == (Share(1, 1), Share(1, 1))
    assert by_act([(Sentence("叫我转钱", "scam", "scam"), caught)])["scam"] == Share(1, 1)


def test_a_share_says_how_sure_it_is():
    """Wilson's interval: 95 of 100 lies between 88.8 and 97.8 percent."""
    low, high = Share(95, 100).between
    assert (round(low, 1), round(high, 1)) == (88.8, 97.8)


def test_characters_heard_wrongly_are_counted():
    """One replaced, one lost, one added."""
    assert character_errors("养老金认证", "养老今认") == 2
    assert character_errors("", "嗯") == 1
    assert sampled(list(range(10)), 3) == [0, 3, 6]


@pytest.mark.audio
def test_noise_lies_ten_decibels_below_the_speech():
    """Every condition sounds the same each time, and its noise is as loud as it says."""
    speaker = Pyttsx3Speaker(Reader(read_lexicon(ROOT / "data" / "lexicon").spellings))
    stage = Stage({"neural": speaker, "espeak": speaker})
    clean = stage.sound("我要办养老金认证", CONDITIONS[1])
    for condition in CONDITIONS[4:]:
        loud = stage.sound("我要办养老金认证", condition)
        noise = AudioClip(loud.samples - clean.samples, loud.rate)
        assert clean.rms_dbfs - noise.rms_dbfs == pytest.approx(10, abs=2.0)
        assert (stage.sound("我要办养老金认证", condition).samples == loud.samples).all()
