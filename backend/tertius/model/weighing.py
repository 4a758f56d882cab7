"""The weight behind what several claims say: how likely it is, and what dates they allow together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tertius.model.claims import Claim, Polarity
from tertius.model.dates import Bounds, hull, intersection
from tertius.model.hedges import Assumptions

DECIMALS = 12
"""Decimals that a likelihood keeps."""


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
