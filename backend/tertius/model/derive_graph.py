"""Everything that is derived, as one function of claims, decisions and tables.

The loader derives what a change owes; this derives all of it at once, for any set of claims: those that stood on a past
day, those that one reader may see. Both call the same functions, and the loader's tests compare the two.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from tertius.model.claims import Claim
from tertius.model.counts_as import CountsAs, Part, counts_as
from tertius.model.decisions import Decision, Identity
from tertius.model.derive import Tie, TieKey, derive_tie, mortal_ends, tie_keys
from tertius.model.hedges import Assumptions
from tertius.model.kinds import EntityType
from tertius.model.lives import MORTAL, Life, life_of
from tertius.model.preferred_names import PreferredNames
from tertius.model.profile import Value, derive_profile
from tertius.model.rulings import Rulings

VERSION = 7
"""The version of the derivation: raised with every change after which the same claims add up to something else."""


@dataclass(frozen=True)
class DerivedGraph:
    """What claims add up to.

    Attributes
    ----------
    ties
        By id, between canonical entities.
    profiles
        The derived properties of each canonical entity by its id (`tertius.model.profile.derive_profile`).
    counts_as
        Which canonical organization counts as which.
    identity
        Which entities are one.
    """

    ties: Mapping[str, Tie]
    profiles: Mapping[str, Mapping[str, Value]]
    counts_as: tuple[CountsAs, ...]
    identity: Identity


def derive_graph(
    claims: Iterable[Claim],
    types: Mapping[str, EntityType],
    decisions: Iterable[Decision],
    roots: Mapping[str, str],
    assumptions: Assumptions,
    *,
    published: Mapping[str, date] = MappingProxyType({}),
) -> DerivedGraph:
    """Derive ties, profiles and roll-ups from claims.

    Parameters
    ----------
    claims
        Claims as their sources have them.
    types
        Type of every entity that there is, by id.
    decisions
        The decisions that stand.
    roots, assumptions
        As in `tertius.model.weighing.weigh`.
    published
        The day that a claim's source was published, by the claim's key, where a decision corrects its date.
    """
    standing = [decision for decision in decisions if decision.undone is None]
    identity, rulings, preferred = Identity(standing), Rulings.of(standing), PreferredNames.of(standing)
    of_tie: dict[TieKey, list[Claim]] = defaultdict(list)
    of_entity: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        amended = rulings.amended(claim, published.get(claim.key))
        if amended is None:
            continue
        for key in tie_keys(amended, identity.canonical):
            of_tie[key].append(amended)
        about = amended.entity("subject") or amended.entity("event")
        if about is not None:
            of_entity[identity.canonical(about)].append(amended)
    canonical = {entity: kind for entity, kind in types.items() if identity.canonical(entity) == entity}
    profiles = {
        entity: derive_profile(
            kind, entity, of_entity.get(entity, ()), roots, assumptions, preferred.names(identity.group(entity))
        )
        for entity, kind in canonical.items()
    }
    ends = {end for key in of_tie for end in mortal_ends(key) if canonical.get(end) in MORTAL}
    lives: dict[str, Life] = {
        entity: life
        for entity in ends
        if (life := life_of(canonical[entity], of_entity.get(entity, ()), roots, assumptions))
    }
    found = (derive_tie(key, some, roots, assumptions, lives) for key, some in of_tie.items())
    ties = {tie.key.id: tie for tie in found if tie is not None}
    kinds = {
        entity: _text(profiles[entity]["kind"]) for entity, kind in canonical.items() if kind is EntityType.ORGANIZATION
    }
    return DerivedGraph(ties, profiles, tuple(counts_as(kinds, parts_of(ties.values()))), identity)


def parts_of(ties: Iterable[Tie]) -> list[Part]:
    """Return the PART_OF ties among ties, as roll-up takes them."""
    return [
        Part(tie.key.id, tie.key.subject, tie.key.object, tie.bounds, tie.likelihood)
        for tie in ties
        if tie.key.kind == "PART_OF"
    ]


def _text(value: Value) -> str | None:
    return None if value is None else str(value)
