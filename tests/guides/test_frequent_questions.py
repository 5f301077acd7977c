"""A frequent question of a guide is known by its wording, also where a word is different, and never taken for the service itself."""

import pytest

from assistant.guides.catalogue import Catalogue
from dialogues.actions import questions


def test_every_wording_is_found(known: Catalogue) -> None:
    """Each question in each of its wordings leads to an answer of its guide (G-29)."""
    missed = [
        (guide.id, wording)
        for guide in known
        for faq in guide.faq
        for wording in (faq.q, *faq.also)
        if wording not in (*guide.aliases, *guide.situations) and questions.asked(guide, wording) is None
    ]
    assert missed == []


def test_a_name_of_the_service_is_no_question(known: Catalogue) -> None:
    """Names, aliases and situations open the guide, however near a question is to them."""
    taken = [
        (guide.id, phrase)
        for guide in known
        for phrase in (guide.name, guide.spoken_name, *guide.aliases, *guide.situations)
        if questions.asked(guide, phrase) is not None
    ]
    assert taken == []


@pytest.mark.parametrize(
    ("service", "said", "asked"),
    [
        ("pension-auth", "老人躺床上走不动怎么认证", "老人躺床上走不动，怎么认证？"),
        ("pension-auth", "住过院还要刷脸吗", "我住过院、坐过高铁，还要刷脸吗？"),
        ("pension-auth", "人在外地儿子家怎么办", "人在外地儿子家咋办？"),
        ("old-age-allowance", "我在外地跟儿子住谁给发", "我在外地跟儿子住，谁给发？"),
        ("social-card", "我走不动别人能不能代办", "我走不动，别人能代办吗？"),
        ("pension-auth", "要带什么", None),
        ("pension-auth", "养老金认证怎么弄", None),
        ("social-card", "社保卡丢了怎么办", None),
    ],
)
def test_a_question_in_other_words(service: str, said: str, asked: str | None, known: Catalogue) -> None:
    """A word more or less does not matter; what asks for something else is left to the guide."""
    faq = questions.asked(known[service], said)
    assert (faq.q if faq else None) == asked
