"""What is said at each place of a guide, and which answers are on offer there."""

from dataclasses import replace

from assistant.guides import walk
from assistant.guides.catalogue import filled
from assistant.guides.facts import answers
from assistant.guides.lint import MATERIALS_AT_ONCE, TURN_CHARACTERS, characters
from assistant.guides.model import Faq, Guide, Material
from assistant.guides.walk import Place
from dialogues.actions import local
from dialogues.actions.sources import assured
from dialogues.actions.turn import CHOICES, Answer, Turn
from dialogues.actions.visit import Offer, Visit


def at_place(turn: Turn, visit: Visit, lead: tuple[str, ...] = (), plain: bool = False) -> Answer:
    """The answer that brings the person to where the visit stands: the question, the step, the exit or the end."""
    assert visit.place is not None
    guide = turn.catalogue[visit.place.service]
    say, simple, pictogram, screen = _prompt(turn, guide, visit.place)
    said = lead + (simple if plain and simple else say)
    visit = replace(visit, offers=_offers(turn, guide, visit), service=guide.id)
    if walk.done(guide, visit.place):
        said += _after(turn, visit, guide)
    return Answer(visit, said, simple, "\n".join((*said, *screen)), pictogram)


def opening(turn: Turn, visit: Visit, service: str, lead: tuple[str, ...] = ()) -> Answer:
    """The answer that opens a guide at its start."""
    guide = turn.catalogue[service]
    place = walk.enter(guide, answers(guide, visit.facts))
    assumed = tuple(name for name, _ in place.answered)
    waiting = tuple(other for other in visit.waiting if other != service)
    visit = replace(visit.leaving(), place=place, aspect=None, assumed=assumed, waiting=waiting)
    first = assured(turn, guide, guide.opening)
    answer = at_place(turn, visit, lead + first + _noted(turn, guide, place))
    if assumed:
        answer = _shortened(answer, lead, first)
    return replace(answer, service=service)


def _noted(turn: Turn, guide: Guide, place: Place) -> tuple[str, ...]:
    """Says back what was taken as answered; empty where everything is asked."""
    options = [walk.option_of(guide.questions[name], option) for name, option in place.answered]
    titles = dict.fromkeys(option.noted or option.title for option in options if option is not None)
    return turn.words("noted", titles="，".join(titles)) if titles else ()


def _shortened(answer: Answer, lead: tuple[str, ...], first: tuple[str, ...]) -> Answer:
    """Leaves off sentences of the opening where the turn would be too long for the ear (V-05); the screen keeps them."""
    rest = answer.say[len(lead) + len(first) :]
    kept = len(first)
    while kept and sum(map(characters, (*lead, *first[:kept], *rest))) > TURN_CHARACTERS:
        kept -= 1
    return replace(answer, say=(*lead, *first[:kept], *rest))


def moved(turn: Turn, place: Place, lead: tuple[str, ...] = ()) -> Answer:
    """The answer at a new place of the same guide."""
    return at_place(turn, replace(turn.visit, place=place), lead)


def about(turn: Turn, visit: Visit, service: str, aspect: str) -> Answer:
    """The answer to one aspect of a service, and the way back to where the person stood."""
    guide, visit = turn.catalogue[service], replace(visit, aspect=None)
    said, rest = local.answered(turn, guide, aspect), back_to_place(turn, visit, service, ())
    each = _one_by_one(turn, guide, rest) if aspect == "materials" else None
    spare = said.spare + (turn.words("material_each") if each is not None else ())
    say = said.first + _fitting(spare, said.first + said.last + rest.say) + said.last
    materials = tuple(shown(material) for material in guide.materials) if aspect == "materials" else ()
    screen = (*said.screen, *materials)
    answer = back_to_place(turn, visit, service, say)
    offered = (*answer.visit.offers, each) if each is not None else answer.visit.offers
    return replace(
        answer,
        visit=replace(answer.visit, offers=offered),
        service=service,
        aspect=aspect,
        show="\n".join((*answer.say[: len(say)], *screen, *answer.say[len(say) :])),
    )


def question(turn: Turn, visit: Visit, service: str, faq: Faq) -> Answer:
    """The answer to a frequent question of a guide (G-29), and the way back to where the person stood."""
    answer = back_to_place(turn, replace(visit, aspect=None), service, assured(turn, turn.catalogue[service], faq.a))
    return replace(answer, service=service)


def back_to_place(turn: Turn, visit: Visit, service: str, say: tuple[str, ...]) -> Answer:
    """Says something on the side, then brings the person back to their step, or offers the guide."""
    if visit.place is not None and visit.place.service in turn.catalogue:
        guide = turn.catalogue[visit.place.service]
        if not walk.done(guide, visit.place):
            return at_place(turn, visit, say + _return_lead(turn, guide, visit.place), plain=True)
    if visit.place is not None and visit.place.service == service:
        visit = replace(visit, offers=_offers(turn, turn.catalogue[service], visit), service=service)
        return Answer(visit, say)
    visit = replace(visit, offers=guide_on_offer(turn, service), service=service)
    return Answer(visit, say + turn.words("offer_guide"))


def guide_on_offer(turn: Turn, service: str) -> tuple[Offer, ...]:
    """To be led through the guide of a service, or not."""
    return (
        Offer(turn.phrases.word("button_yes_guide"), "service", service, turn.words("says_yes_guide"), "yes"),
        Offer(turn.phrases.word("button_no"), "leave", means="no"),
    )


def _one_by_one(turn: Turn, guide: Guide, answer: Answer) -> Offer | None:
    """The offer to tell what to bring one thing at a time, where that is many and one more answer can be kept in mind."""
    if len(guide.materials) <= MATERIALS_AT_ONCE or len(answer.visit.offers) >= CHOICES:
        return None
    return Offer(
        turn.phrases.word("button_each_material"), "material", f"{guide.id}:0", turn.words("each_material_too")
    )


def _fitting(spare: tuple[str, ...], around: tuple[str, ...]) -> tuple[str, ...]:
    """The first of the spare sentences, as many as the turn has room for (V-05)."""
    room = TURN_CHARACTERS - sum(map(characters, around))
    fitting: list[str] = []
    for sentence in spare:
        room -= characters(sentence)
        if room < 0:
            break
        fitting.append(sentence)
    return tuple(fitting)


def services_on_offer(turn: Turn, services: tuple[str, ...], kind: str = "service") -> tuple[Offer, ...]:
    """One offer for each service, most likely first."""
    known = [turn.catalogue[service] for service in services if service in turn.catalogue]
    return tuple(
        Offer(guide.spoken_name, "about" if kind == "about" else "service", guide.id, (guide.name,)) for guide in known
    )


def _return_lead(turn: Turn, guide: Guide, place: Place) -> tuple[str, ...]:
    if walk.question_at(guide, place) is not None:
        return turn.words("return_to_question")
    return turn.words("return_to", step=walk.progress(guide, place)[0])


def _prompt(
    turn: Turn, guide: Guide, place: Place
) -> tuple[tuple[str, ...], tuple[str, ...], str | None, tuple[str, ...]]:
    """What is said at a place, the same in simpler words, its pictogram, and what only the screen shows."""
    question = walk.question_at(guide, place)
    if question is not None:
        return assured(turn, guide, question.ask), filled(guide, question.plain), question.pictogram, ()
    step = walk.step_at(guide, place)
    if step is not None:
        say, plain, screen = local.on_the_way(turn, guide, step)
        return assured(turn, guide, say), filled(guide, plain), step.pictogram, filled(guide, screen)
    exit_ = walk.exit_at(guide, place)
    if exit_ is not None:
        return assured(turn, guide, exit_.say), (), "door-enter", ()
    path = guide.paths[place.node]
    return assured(turn, guide, path.done), (), "circle-check", ()


def _offers(turn: Turn, guide: Guide, visit: Visit) -> tuple[Offer, ...]:
    assert visit.place is not None
    question = walk.question_at(guide, visit.place)
    if question is not None:
        return tuple(
            Offer(option.title, "option", option.id, option.says, option.means or "") for option in question.options
        )
    if walk.step_at(guide, visit.place) is not None:
        return (Offer(turn.phrases.word("button_next"), "next", means="yes"),)
    return _offers_after(turn, guide, visit)


def _offers_after(turn: Turn, guide: Guide, visit: Visit) -> tuple[Offer, ...]:
    assert visit.place is not None
    words = turn.phrases.word
    exit_ = walk.exit_at(guide, visit.place)
    if exit_ is not None and exit_.see in turn.catalogue:
        assert exit_.see is not None
        return (
            Offer(words("button_yes_guide"), "service", exit_.see, means="yes"),
            Offer(words("button_no"), "leave", means="no"),
        )
    if _waiting(turn, visit) is not None:
        return (
            Offer(words("button_yes_guide"), "service", _waiting(turn, visit) or "", means="yes"),
            Offer(words("button_no"), "leave", means="no"),
        )
    if visit.paused:
        return (Offer(words("button_resume"), "resume", means="yes"), Offer(words("button_no"), "leave", means="no"))
    return (Offer(words("button_other"), "other", means="yes"), Offer(words("button_no"), "leave", means="no"))


def _after(turn: Turn, visit: Visit, guide: Guide) -> tuple[str, ...]:
    """The question that goes with the offers at an end."""
    assert visit.place is not None
    exit_ = walk.exit_at(guide, visit.place)
    if exit_ is not None and exit_.see is not None and exit_.see in turn.catalogue:
        return turn.words("not_for_you_offer", name=turn.catalogue[exit_.see].spoken_name)
    waiting = _waiting(turn, visit)
    if waiting is not None:
        return turn.words("guide_done_waiting", name=turn.catalogue[waiting].spoken_name)
    paused = [place for place in visit.paused if place.service in turn.catalogue]
    if paused:
        return turn.words("guide_done_paused", name=turn.catalogue[paused[-1].service].spoken_name)
    return turn.words("guide_done_more")


def _waiting(turn: Turn, visit: Visit) -> str | None:
    """The service that was asked for together with another, and comes next."""
    return next((service for service in visit.waiting if service in turn.catalogue), None)


def shown(material: Material) -> str:
    """One thing to bring as a line on the screen."""
    note = f"（{material.note}）" if material.note else ""
    return f"· {material.name}{note}"
