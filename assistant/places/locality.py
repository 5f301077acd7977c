"""Where the service stands: one place with all it lies in, and the guides as they are there. Pure functions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from assistant.guides.catalogue import Catalogue
from assistant.guides.document import Fault
from assistant.guides.model import Fact, Guide, SourceNote
from assistant.places.model import Contact, Overlay, Window

Entry = TypeVar("Entry", Window, Contact)


@dataclass(frozen=True, eq=False)
class Locality:
    """What holds at one place, taken together from the nearest to the outermost."""

    id: str
    name: str
    """In full, outermost first: 示例省示例县示例镇示例村."""
    example: bool
    """True where the place or one around it is invented."""
    windows: tuple[Window, ...]
    """Nearest first."""
    contacts: tuple[Contact, ...]
    """Nearest first."""
    helper: Contact | None
    facts: Mapping[str, Mapping[str, Fact]]
    """By service and name, with sources as in `sources`."""
    sources: Mapping[str, SourceNote]
    faults: tuple[Fault, ...] = ()
    """What is wrong in its files now; the rest is as it was before."""

    def windows_for(self, service: str) -> tuple[Window, ...]:
        """The windows that serve a service, nearest first."""
        return tuple(window for window in self.windows if service in window.serves)

    def contacts_for(self, service: str) -> tuple[Contact, ...]:
        """The people to ring about a service, nearest first."""
        return tuple(contact for contact in self.contacts if service in contact.serves)


@dataclass(frozen=True)
class LocalInfo:
    """What a place adds to one guide."""

    place: str
    name: str
    example: bool
    windows: tuple[Window, ...]
    contacts: tuple[Contact, ...]
    facts: Mapping[str, str]
    """The texts that stand here for the guide's own, by name."""
    missing: tuple[str, ...]
    """Names of local facts that nobody has filled in for this place."""


def locality(overlays: Mapping[str, Overlay], place: str) -> Locality:
    """A place with all it lies in. Raises KeyError where there is no such place."""
    chain = tuple(_outwards(overlays, place))
    facts: dict[str, dict[str, Fact]] = {}
    for overlay in reversed(chain):
        for service, own in overlay.facts.items():
            facts.setdefault(service, {}).update({name: _sourced(overlay, fact) for name, fact in own.items()})
    helpers = (contact for overlay in chain for contact in overlay.contacts if contact.id == overlay.helper)
    return Locality(
        id=place,
        name="".join(overlay.name for overlay in reversed(chain)),
        example=any(overlay.example for overlay in chain),
        windows=_nearest([window for overlay in chain for window in overlay.windows]),
        contacts=_nearest([contact for overlay in chain for contact in overlay.contacts]),
        helper=next(helpers, None),
        facts=facts,
        sources={_name(overlay, source.id): _named(overlay, source) for overlay in chain for source in overlay.sources},
    )


@lru_cache(maxsize=8)
def localised(catalogue: Catalogue, here: Locality) -> Catalogue:
    """The guides with the facts of a place put in."""
    return Catalogue({guide.id: with_facts(guide, here) for guide in catalogue}, catalogue.faults)


def with_facts(guide: Guide, here: Locality) -> Guide:
    """A guide with its local facts as they are at a place. Facts that are not marked local stay as they are."""
    own = {
        name: replace(fact, local=False)
        for name, fact in here.facts.get(guide.id, {}).items()
        if name in guide.facts and guide.facts[name].local
    }
    used = dict.fromkeys(source for fact in own.values() for source in fact.sources)
    sources = (*guide.sources, *(here.sources[source] for source in used))
    return replace(guide, facts={**guide.facts, **own}, sources=sources)


def local_info(guide: Guide, here: Locality) -> LocalInfo:
    """What a place adds to a guide, whose local facts may have been put in already."""
    own = here.facts.get(guide.id, {})
    return LocalInfo(
        place=here.id,
        name=here.name,
        example=here.example,
        windows=here.windows_for(guide.id),
        contacts=here.contacts_for(guide.id),
        facts={name: fact.text for name, fact in own.items() if name in guide.facts},
        missing=tuple(name for name, fact in guide.facts.items() if fact.local and name not in own),
    )


def _outwards(overlays: Mapping[str, Overlay], place: str) -> Iterator[Overlay]:
    around: str | None = place
    while around is not None:
        overlay = overlays[around]
        yield overlay
        around = overlay.within


def _nearest(entries: list[Entry]) -> tuple[Entry, ...]:
    """Each entry once: of those with one id the nearest counts."""
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(entry.id, entry)
    return tuple(found.values())


def _name(overlay: Overlay, source: str) -> str:
    return f"{overlay.id}-{source}"


def _named(overlay: Overlay, source: SourceNote) -> SourceNote:
    return replace(source, id=_name(overlay, source.id))


def _sourced(overlay: Overlay, fact: Fact) -> Fact:
    return replace(fact, sources=tuple(_name(overlay, source) for source in fact.sources))
