"""No tie outlives its ends: the life of a person or organization, and what it leaves of a tie's dates.

A life has a first day (the earliest on which the person can have been born, the organization founded) and a last one
(the latest of its death or dissolution). It bounds what a tie's dates allow and never proves anything. An announcement
is no founding: groups act before they are announced.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from tertius.errors import InputError
from tertius.model.claims import Claim, Polarity
from tertius.model.dates import OPEN_END, OPEN_START, Bounds, Overlap
from tertius.model.hedges import Assumptions
from tertius.model.kinds import EntityType
from tertius.model.weighing import weigh

LIKELY = 0.5
"""A date of birth or death counts from this likelihood: a rumoured death ends nothing."""

FIRST_DAY: Mapping[EntityType, str] = MappingProxyType(
    {EntityType.PERSON: "BORN", EntityType.ORGANIZATION: "ESTABLISHED"}
)
"""The kind of claim that gives a life its first day, by the type of entity."""

LAST_DAY: Mapping[EntityType, str] = MappingProxyType({EntityType.PERSON: "DIED", EntityType.ORGANIZATION: "DISSOLVED"})
"""The kind of claim that gives a life its last day."""


MORTAL = frozenset(FIRST_DAY)
"""The types of entity that have a life."""


@dataclass(frozen=True, slots=True)
class Life:
    """From when to when somebody can have lived, or an organization existed.

    Attributes
    ----------
    type
        Of what: a person or an organization.
    first, last
        The days; None where nothing bounds it.
    """

    type: EntityType
    first: date | None = None
    last: date | None = None

    def __bool__(self) -> bool:
        """Whether it bounds anything."""
        return self.first is not None or self.last is not None


def life_of(
    entity_type: EntityType, claims: Iterable[Claim], roots: Mapping[str, str], assumptions: Assumptions
) -> Life:
    """Return the life that claims about one entity add up to.

    A date counts if no claim denies it and it is at least `LIKELY`, by all sources together. So a rumour ends nothing,
    and where a firmer source gives a whole year, a rumour of its March does not end it in March. The last day is the
    first by which it is likely over, unless claims that it was not over yet are likely too; the first day likewise. So
    of two likely years the life has room for either, and a rumour of another year changes nothing.

    Parameters
    ----------
    entity_type
        What the entity is; a place or an event has no life.
    claims
        Current claims about it, as decisions leave them; those of other kinds are passed over.
    roots, assumptions
        As in `tertius.model.weighing.weigh`.
    """
    of_kind: dict[str, list[Claim]] = {}
    for claim in claims:
        of_kind.setdefault(claim.kind, []).append(claim)

    def likely(claims: Iterable[Claim]) -> bool:
        return weigh(claims, roots, assumptions).likelihood >= LIKELY

    def days(kind: str | None) -> tuple[date, date] | None:
        said = of_kind.get(kind, ()) if kind else ()
        denied = [claim.bounds for claim in said if claim.polarity is Polarity.DENIES]
        undenied = [
            claim
            for claim in said
            if claim.polarity is Polarity.ASSERTS
            and all(claim.bounds.overlaps(bounds) is Overlap.NO for bounds in denied)
        ]
        if not likely(undenied):
            return None
        best = weigh(undenied, roots, assumptions).best
        begun, ended = ({getattr(claim.bounds, end) for claim in best} for end in ("from_earliest", "to_latest"))

        def by(day: date) -> bool:
            after = (claim for claim in best if claim.bounds.from_earliest > day)
            return likely(claim for claim in best if claim.bounds.to_latest <= day) and not likely(after)

        def since(day: date) -> bool:
            before = (claim for claim in best if claim.bounds.to_latest < day)
            return likely(claim for claim in best if claim.bounds.from_earliest >= day) and not likely(before)

        return max(filter(since, begun)), min(filter(by, ended))

    first, last = days(FIRST_DAY.get(entity_type)), days(LAST_DAY.get(entity_type))
    return Life(
        entity_type,
        first[0] if first and first[0] > OPEN_START else None,
        last[1] if last and last[1] < OPEN_END else None,
    )


def clip(bounds: Bounds, lives: Mapping[str, Life]) -> tuple[Bounds | None, tuple[str, ...]]:
    """Return what the lives of its ends leave of a tie's dates, and which dates of theirs bear on it.

    This is exact: what is left admits just the spells that lie within some admissible life of every end.

    Parameters
    ----------
    bounds
        The tie's dates by its own claims.
    lives
        Lives of the ends that it cannot outlive, by their ids.

    Returns
    -------
    The bounds, None when both cannot be true; and, for each date of a life that the tie's own reach beyond, the kind of
    claim that gives it and the entity's id, such as ``DIED mali-2013:x``.
    """
    first, last = bounds.from_earliest, bounds.to_latest
    reasons = []
    for entity, life in sorted(lives.items()):
        if life.first is not None and life.first > bounds.from_earliest:
            first = max(first, life.first)
            reasons.append(f"{FIRST_DAY[life.type]} {entity}")
        if life.last is not None and life.last < bounds.to_latest:
            last = min(last, life.last)
            reasons.append(f"{LAST_DAY[life.type]} {entity}")
    try:
        return Bounds(first, bounds.from_latest, bounds.to_earliest, last), tuple(reasons)
    except InputError:
        return None, tuple(reasons)
