"""How claims add up: the one pure function from claims to a tie.

The loader, the rebuild and the sampled worlds all call it. The order of the claims never matters.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from tertius.model.claims import Claim, Polarity
from tertius.model.dates import Bounds, hull, intersection
from tertius.model.hedges import Assumptions
from tertius.model.ids import fingerprint
from tertius.model.kinds import EVENT_RECORD, TIE_KINDS

DECIMALS = 12
"""Decimals that a likelihood keeps."""


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
        The intersection of the best claims' bounds; their hull when they cannot all be true.
    likelihood
        1 − Π(1 − p) over independent roots, p of the best asserting claim of each. 0 to 1.
    claims
        How many current claims speak of it, denials included.
    sources
        How many source series assert it.
    disputed
        Whether a claim denies it, or the best claims' dates cannot all be true.
    """

    key: TieKey
    roles: tuple[str, ...]
    bounds: Bounds
    likelihood: float
    claims: int
    sources: int
    disputed: bool


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
        if role in ("side_a", "side_b"):
            keys.append(TieKey("PARTICIPATED_IN", canonical(entity), event, claim.stint, role))
        elif role == "place":
            keys.append(TieKey("OCCURRED_AT", event, canonical(entity), claim.stint))
    return tuple(keys)


@dataclass(frozen=True, slots=True)
class Support:
    """The weight behind something that several claims assert.

    Attributes
    ----------
    likelihood
        1 − Π(1 − p) over independent roots, to `DECIMALS`; 0 when nothing is asserted.
    best
        The asserting claims of each root that carry the root's highest probability.
    asserting, denying
        All claims, by polarity.
    """

    likelihood: float
    best: tuple[Claim, ...]
    asserting: tuple[Claim, ...]
    denying: tuple[Claim, ...]


def weigh(claims: Iterable[Claim], roots: Mapping[str, str], assumptions: Assumptions) -> Support:
    """Weigh claims that say, or deny, one and the same thing.

    Parameters
    ----------
    claims
        Claims by any sources, in any order.
    roots
        Independent root of each source (`tertius.model.sources.independent_roots`); a source not in it is its own.
    assumptions
        The tables of probabilities.
    """
    asserting: list[Claim] = []
    denying: list[Claim] = []
    by_root: dict[str, tuple[float, list[Claim]]] = {}
    for claim in claims:
        if claim.polarity is Polarity.DENIES:
            denying.append(claim)
            continue
        asserting.append(claim)
        root = roots.get(claim.source, claim.source)
        p = assumptions.probability(claim.hedge, claim.credibility, claim.inferred)
        highest, holders = by_root.get(root, (-1.0, []))
        if p > highest:
            by_root[root] = (p, [claim])
        elif p == highest:
            holders.append(claim)
    against = 1.0
    for root in sorted(by_root):  # in a fixed order, so that rounding is the same each time
        against *= 1.0 - by_root[root][0]
    best = tuple(claim for root in sorted(by_root) for claim in by_root[root][1])
    # Rounding keeps one claim of 0.3 at 0.3, which 1 - (1 - 0.3) is not; a threshold of 0.3 must let it pass.
    likelihood = round(1.0 - against, DECIMALS)
    return Support(likelihood, best, tuple(asserting), tuple(denying))


def combine(best: Iterable[Claim]) -> tuple[Bounds, bool]:
    """Return the bounds that the best claims allow together, and whether they contradict each other.

    Returns
    -------
    The intersection and False; or, when no spell satisfies all of them, their hull and True.
    """
    bounds = [claim.bounds for claim in best]
    if len(bounds) == 1:
        return bounds[0], False
    together = intersection(bounds)
    return (hull(bounds), True) if together is None else (together, False)


def derive_tie(key: TieKey, claims: Iterable[Claim], roots: Mapping[str, str], assumptions: Assumptions) -> Tie | None:
    """Return the tie that current claims of one key add up to, or None when none of them asserts it.

    Parameters
    ----------
    key
        The key that every one of the claims has (`tie_keys`).
    claims
        The current claims as the standing decisions leave them (`tertius.model.decisions.amend`).
    roots, assumptions
        As in `weigh`.
    """
    support = weigh(claims, roots, assumptions)
    if not support.asserting:
        return None
    bounds, contradictory = combine(support.best)
    return Tie(
        key=key,
        roles=tuple(sorted({claim.role for claim in support.asserting if claim.role})),
        bounds=bounds,
        likelihood=support.likelihood,
        claims=len(support.asserting) + len(support.denying),
        sources=len({claim.source for claim in support.asserting}),
        disputed=contradictory or bool(support.denying),
    )
