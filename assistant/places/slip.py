"""What is printed for a person to take to the window: what to bring, where to go, when, whom to ring."""

from dataclasses import dataclass

from assistant.guides.catalogue import filled
from assistant.guides.model import Guide, Material
from assistant.places.locality import Locality
from assistant.places.model import Contact, Window


@dataclass(frozen=True)
class Slip:
    """A slip of paper for one service. The words around it (titles, labels) are the page's."""

    service: str
    name: str
    """The service as the office calls it."""
    place: str | None
    """The place in full; None where none is set."""
    example: bool
    """True where the place is invented: the paper must say so."""
    materials: tuple[Material, ...]
    """In the order of the guide; `required`, `originals` and `copies` say how much of each."""
    windows: tuple[Window, ...]
    """Nearest first; empty where no local window is known, and then `where` and `phone` are all there is."""
    contacts: tuple[Contact, ...]
    where: tuple[str, ...]
    """The guide's own sentences on where to go, for any place."""
    hours: tuple[str, ...]
    phone: tuple[str, ...]
    fee: tuple[str, ...]


def slip(guide: Guide, here: Locality | None) -> Slip:
    """The slip for a service at a place; `guide` has the facts of the place put in already."""
    answers = {aspect: filled(guide, guide.answers.get(aspect, ())) for aspect in ("place", "hours", "phone", "fee")}
    return Slip(
        service=guide.id,
        name=guide.name,
        place=here.name if here is not None else None,
        example=here is not None and here.example,
        materials=guide.materials,
        windows=here.windows_for(guide.id) if here is not None else (),
        contacts=here.contacts_for(guide.id) if here is not None else (),
        where=answers["place"],
        hours=answers["hours"],
        phone=answers["phone"],
        fee=answers["fee"],
    )
