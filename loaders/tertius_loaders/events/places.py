"""Places that a dataset names without ids: each has one from all that tells it apart, and lies within the next larger.

A row of an event dataset says the same of its places as many others do, word for word. The same text gives the same
objects, so that what is worked out once about a claim (its key, its digest) is worked out once for all rows.
"""

from dataclasses import dataclass

from tertius.model.claims import Claim
from tertius.model.entities import Entity
from tertius.model.ids import fingerprint
from tertius.model.kinds import EntityType
from tertius_loaders.events.names import FirstSaid, Names

KEPT = 4_000
"""Places whose claims are kept in memory at most."""

COUNTRY = "country"
"""The kind of a place that is a country."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A place, with all that a row which names it says of it. Told from others by its id; the object is a memory's key.

    Attributes
    ----------
    id
        Its id.
    path
        What tells it apart: of each place that it lies in, and of itself, the text that is its own.
    entities, claims
        The place, those it lies in, and what is said of them.
    """

    id: str
    path: tuple[str, ...]
    entities: tuple[Entity, ...]
    claims: tuple[Claim, ...]


class Places:
    """Makes places and what is said of them.

    Parameters
    ----------
    source
        The source whose words these are.
    authority
        Whose ids they have. Two loaders with one authority mean the same place by the same texts.
    first
        What the source's rows said first.
    """

    def __init__(self, source: str, authority: str, first: FirstSaid | None = None) -> None:
        first = first or FirstSaid()
        self._source = source
        self._authority = authority
        self._names = Names(source, first)
        self.country = first.memory(self._country, KEPT)
        self.part = first.memory(self._part, KEPT)
        self.beside = first.memory(self._beside, KEPT)
        self.at = first.memory(self._at, KEPT)

    def _country(self, code: str, name: str, iso: str = "") -> Place:
        """Return a country.

        Parameters
        ----------
        code
            The dataset's own key of it, such as a number of Gleditsch and Ward's.
        name
            What the dataset calls it.
        iso
            Its code in ISO 3166-1 alpha-2, if it is known.
        """
        entity = place_id(self._authority, COUNTRY, code)
        claims = [*self._names.said(entity, name), self._attribute(entity, "KIND", COUNTRY)]
        if iso:
            claims.append(self._attribute(entity, "COUNTRY", iso))
        return Place(entity, (COUNTRY, code), (Entity(entity, EntityType.PLACE),), tuple(claims))

    def _part(self, whole: Place, name: str, kind: str = "", point: str = "") -> Place:
        """Return a place within another.

        Parameters
        ----------
        whole
            The smallest place that is named and that it lies in.
        name
            What the dataset calls it.
        kind
            What it is; empty if the dataset does not say.
        point
            ``latitude,longitude``, where places of one name are told apart by it. Empty for an area.
        """
        path = (*whole.path, kind, name, point)
        entity = place_id(self._authority, *path)
        claims = [
            Claim(source=self._source, record=f"{entity} name", kind="NAME", about=(("subject", entity),), value=name),
            Claim(
                source=self._source,
                record=f"{entity} within",
                kind="WITHIN",
                about=(("subject", entity), ("object", whole.id)),
            ),
        ]
        if kind:
            claims.append(self._attribute(entity, "KIND", kind))
        if point:
            claims.append(self._attribute(entity, "LOCATION", point))
        return Place(entity, path, (*whole.entities, Entity(entity, EntityType.PLACE)), (*whole.claims, *claims))

    def _beside(self, country: Place, name: str, point: str = "") -> Place:
        """Return a place that the dataset files under a country without its lying in it, such as open water."""
        path = (*country.path, "beside", name, point)
        entity = place_id(self._authority, *path)
        claims = [self._attribute(entity, "NAME", name)]
        if point:
            claims.append(self._attribute(entity, "LOCATION", point))
        return Place(entity, path, (*country.entities, Entity(entity, EntityType.PLACE)), (*country.claims, *claims))

    def _at(self, place: Place, point: str) -> Place:
        """Return a place, with a point that stands for it on a map (``latitude,longitude``)."""
        record = f"{place.id} location {point}"
        claim = Claim(source=self._source, record=record, kind="LOCATION", about=(("subject", place.id),), value=point)
        return Place(place.id, place.path, place.entities, (*place.claims, claim))

    def _attribute(self, entity: str, kind: str, value: str) -> Claim:
        record = f"{entity} {kind.lower()}"
        return Claim(source=self._source, record=record, kind=kind, about=(("subject", entity),), value=value)


def place_id(authority: str, *path: str) -> str:
    """Return the id of the place that these texts tell apart from all others."""
    return f"{authority}:place-{fingerprint(*path, size=8)}"
