"""How claims add up: the one pure function from claims to a tie.

The loader, the rebuild and the sampled worlds all call it. The order of the claims never matters.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from tertius.model.claims import PARTICIPANTS, Claim
from tertius.model.dates import Bounds
from tertius.model.hedges import Assumptions
from tertius.model.ids import fingerprint
from tertius.model.kinds import EVENT_RECORD, TIE_KINDS
from tertius.model.lives import Life, clip
from tertius.model.weighing import combine, weigh


@dataclass(frozen=True)
class TieKey:
    """What makes a tie this tie: subject, kind, object and spell; for a side in an event record, the side too."""

    kind: str
    subject: str
    object: str
    stint: int = 1
    side: str = ""

    @cached_property
    def id(self) -> str:
        """The tie's id: its kind, a colon, 20 hexadecimal digits."""
        return f"{self.kind}:{fingerprint(self.subject, self.object, str(self.stint), self.side, size=10)}"

    def __hash__(self) -> int:
        """Return the hash of the id, which is made once."""
        return hash(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What the current claims of one key add up to.

    Attributes
    ----------
    key
        Which tie it is.
    roles
        Every role that an asserting claim gives, in order.
    bounds
        The intersection of the best claims' bounds, their hull when they cannot all be true; clipped by the lives of
        its ends (`tertius.model.lives`).
    likelihood
        1 − Π(1 − p) over independent roots, p of the best asserting claim of each. 0 to 1.
    claims
        How many current claims speak of it, denials included.
    sources
        How many source series assert it.
    disputed
        Whether a claim denies it, or the dates cannot all be true: the best claims', or theirs and a life's.
    asserted_by, firmness
        The sources that assert it, ascending, and the best probability of each.
    own
        The bounds by its own claims alone, where a life clipped them; else None.
    clipped_by
        The dates of lives that clip it or that it contradicts: kind of claim and entity id, such as ``DIED x:y``.
    """

    key: TieKey
    roles: tuple[str, ...]
    bounds: Bounds
    likelihood: float
    claims: int
    sources: int
    disputed: bool
    asserted_by: tuple[str, ...] = ()
    firmness: tuple[float, ...] = ()
    own: Bounds | None = None
    clipped_by: tuple[str, ...] = ()


def itself(entity: str) -> str:
    """Stand for no identity decisions: every entity is its own."""
    return entity


def tie_keys(claim: Claim, canonical: Callable[[str], str] = itself) -> tuple[TieKey, ...]:
    """Return the keys of the ties that a claim speaks of: none for an attribute, one for a tie, several for a record.

    Parameters
    ----------
    claim
        The claim.
    canonical
        Maps an entity's id to the one that stands for it. A tie whose two ends become one is no tie.
    """
    if claim.kind == EVENT_RECORD:
        return _record_keys(claim, canonical)
    kind = TIE_KINDS.get(claim.kind)
    subject, target = claim.entity("subject"), claim.entity("object")
    if kind is None or subject is None or target is None:
        return ()
    one, other = canonical(subject), canonical(target)
    if one == other:
        return ()
    if not kind.directed and other < one:
        one, other = other, one
    return (TieKey(claim.kind, one, other, claim.stint),)


def _record_keys(claim: Claim, canonical: Callable[[str], str]) -> tuple[TieKey, ...]:
    event = claim.entity("event")
    if event is None:
        return ()
    event = canonical(event)
    keys = []
    for role, entity in claim.about:
        if role in PARTICIPANTS:
            keys.append(TieKey("PARTICIPATED_IN", canonical(entity), event, claim.stint, role))
        elif role == "place":
            keys.append(TieKey("OCCURRED_AT", event, canonical(entity), claim.stint))
    return tuple(dict.fromkeys(keys))  # two on one side may be one


NO_LIVES: Mapping[str, Life] = MappingProxyType({})
"""No day of any life is known."""


def derive_tie(
    key: TieKey,
    claims: Iterable[Claim],
    roots: Mapping[str, str],
    assumptions: Assumptions,
    lives: Mapping[str, Life] = NO_LIVES,
) -> Tie | None:
    """Return the tie that current claims of one key add up to, or None when none of them asserts it.

    Parameters
    ----------
    key
        The key that every one of the claims has (`tie_keys`).
    claims
        The current claims as the standing decisions leave them (`tertius.model.rulings.Rulings`).
    roots, assumptions
        As in `tertius.model.weighing.weigh`.
    lives
        Lives of entities, by id; of those not in it no day is known.
    """
    support = weigh(claims, roots, assumptions)
    if not support.asserting:
        return None
    bounds, contradictory = combine(support.best)
    clipped, clipped_by = clip(bounds, {end: lives[end] for end in mortal_ends(key) if end in lives})
    firmness: dict[str, float] = {}
    for claim in support.asserting:
        p = assumptions.probability(claim.hedge, claim.credibility, claim.inferred)
        firmness[claim.source] = max(p, firmness.get(claim.source, 0.0))
    by_source = sorted(firmness.items())
    return Tie(
        key=key,
        roles=tuple(sorted({claim.role for claim in support.asserting if claim.role})),
        bounds=clipped or bounds,
        likelihood=support.likelihood,
        claims=len(support.asserting) + len(support.denying),
        sources=len(by_source),
        disputed=contradictory or bool(support.denying) or clipped is None,
        asserted_by=tuple(source for source, _ in by_source),
        firmness=tuple(p for _, p in by_source),
        own=bounds if clipped not in (None, bounds) else None,
        clipped_by=clipped_by,
    )


def mortal_ends(key: TieKey) -> tuple[str, ...]:
    """Return the ids of the ends of a tie that it cannot outlive."""
    return tuple(getattr(key, end) for end in TIE_KINDS[key.kind].mortal)
