"""In which year and country it was what a claim speaks of, as far as that is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tertius.graph.write import Writer
from tertius.model.claims import Claim
from tertius.model.kinds import EVENT_RECORD

_LEVELS = 6
"""Places within each other that are followed to a country at most."""
_KEPT = 50_000
"""Entities of which it is kept in memory where they are."""

_WHERE = (
    "UNWIND $ids AS id MATCH (e:Entity {id: id}) MATCH (one:Entity {id: e.canonical_id}) "
    "RETURN id, one.from_earliest AS first, one.from_latest AS last, one.countries AS codes, e:Place AS place, "
    f"COLLECT {{ MATCH (one)-[:OCCURRED_AT*0..1]->(:Entity)-[:WITHIN*0..{_LEVELS}]->(c:Place {{kind: 'country'}}) "
    "RETURN DISTINCT c.name } AS countries"
)
# A place of which nothing is said any more lies in no other: what was said of it last tells where it was.
_WAS_WITHIN = (
    "UNWIND $ids AS id MATCH (:Entity {id: id})<-[:ABOUT {as: 'subject'}]-(c:Claim {kind: 'WITHIN'}) "
    "WITH id, c ORDER BY c.recorded_from DESC WITH id, collect(c)[0] AS c "
    "MATCH (c)-[:ABOUT {as: 'object'}]->(e:Entity) RETURN id, e.id AS outer"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """When and where.

    Attributes
    ----------
    year
        The year in which it began; None where that is not known to the year.
    country
        The name of the country, or of all that come into question; where no place is known, the codes of the entity's
        countries. None where none is known.
    """

    year: int | None
    country: str | None


@dataclass(frozen=True, slots=True)
class _Found:
    year: int | None
    country: str | None
    place: bool


class Settings:
    """Finds out about claims, page by page.

    Parameters
    ----------
    writer
        The database, which is only read.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._known: dict[str, _Found] = {}

    def resolve(self, claims: Sequence[Claim]) -> list[Setting]:
        """Return when and where it was what each claim speaks of.

        Parameters
        ----------
        claims
            A page of claims.
        """
        if len(self._known) > _KEPT:
            self._known.clear()
        self._look_up({entity for claim in claims for entity in (claim.about[0][1], claim.entity("place")) if entity})
        return [self._of(claim) for claim in claims]

    def _of(self, claim: Claim) -> Setting:
        own = self._known[claim.about[0][1]]
        place = claim.entity("place")
        country = self._known[place].country if place else None
        if claim.kind == EVENT_RECORD:
            return Setting(_year(claim.bounds.from_earliest, claim.bounds.from_latest), country or own.country)
        return Setting(own.year, own.country)

    def _look_up(self, entities: Iterable[str]) -> None:
        unknown = [entity for entity in entities if entity not in self._known]
        if not unknown:
            return
        self._known.update((row["id"], _found(row)) for row in self._writer.stream(_WHERE, {"ids": unknown}))
        inner = {entity: entity for entity in unknown if self._known[entity].place and not self._known[entity].country}
        for _ in range(_LEVELS):
            if not inner:
                return
            outer = {
                row["id"]: row["outer"] for row in self._writer.stream(_WAS_WITHIN, {"ids": [*set(inner.values())]})
            }
            inner = {entity: outer[at] for entity, at in inner.items() if at in outer}
            found = {row["id"]: _found(row) for row in self._writer.stream(_WHERE, {"ids": [*set(inner.values())]})}
            for entity, at in list(inner.items()):
                if found[at].country:
                    self._known[entity] = _Found(self._known[entity].year, found[at].country, place=True)
                    del inner[entity]


def _found(row: Mapping[str, Any]) -> _Found:
    country = " / ".join(sorted(row["countries"])) or ", ".join(sorted(row["codes"] or ()))
    return _Found(_year(row["first"], row["last"]), country or None, row["place"])


def _year(first: date | None, last: date | None) -> int | None:
    return first.year if first and last and first.year == last.year else None
