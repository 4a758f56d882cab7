"""How much of a change each group of changes accounts for: Shapley values, or what stands in for them.

Lloyd S. Shapley, "A value for n-person games", *Contributions to the Theory of Games* II (1953). The value of a set of
groups is the score in a state that has just their changes.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

MOST_EXACT = 3
"""Groups up to which every set of them is tried."""

TELLING = 2.0
"""Standard errors that a share must be away from nothing to be told."""

Value = Callable[[frozenset[str]], Awaitable[FloatArray]]
"""The scores with a set of groups: (w, e), e entities in w worlds, drawn alike whatever the set."""


@dataclass(frozen=True)
class Shares:
    """What each group accounts for.

    Attributes
    ----------
    total
        (w, e) The score with all groups less that with none, world by world.
    of
        (w, e) by group: what it accounts for.
    together
        (w, e) What no group accounts for alone; None where the shares are exact, and add up to the total.
    """

    total: FloatArray
    of: Mapping[str, FloatArray]
    together: FloatArray | None


@dataclass(frozen=True)
class Share:
    """One share of one entity's change.

    Attributes
    ----------
    mean, error
        Over the worlds, and its standard error; 0 where nothing is uncertain.
    tells
        Whether it is at least `TELLING` standard errors away from nothing.
    """

    mean: float
    error: float

    @property
    def tells(self) -> bool:
        """Whether it is more than chance."""
        return bool(abs(self.mean) > 1e-12 and abs(self.mean) >= TELLING * self.error)


async def attribute(groups: Collection[str], value: Value) -> Shares:
    """Divide a change among the groups that made it.

    Up to `MOST_EXACT` groups: the Shapley value, over every set of them. More: the mean of what a group does alone to
    the state before, and of what is lost when it alone is taken from the state after; what remains is done together.

    Parameters
    ----------
    groups
        Their names.
    value
        The scores with some of them; asked once for each set that is needed.
    """
    names = sorted(groups)
    known: dict[frozenset[str], FloatArray] = {}

    async def of(some: Collection[str]) -> FloatArray:
        key = frozenset(some)
        if key not in known:
            known[key] = await value(key)
        return known[key]

    nothing, everything = await of(()), await of(names)
    total = everything - nothing
    if len(names) <= MOST_EXACT:
        return Shares(total, {name: await _shapley(name, names, of) for name in names}, None)
    shares: dict[str, FloatArray] = {}
    for name in names:
        alone = await of([name]) - nothing
        last = everything - await of([other for other in names if other != name])
        shares[name] = (alone + last) / 2
    return Shares(total, shares, total - np.sum(list(shares.values()), axis=0))


async def _shapley(
    name: str, names: Sequence[str], of: Callable[[Collection[str]], Awaitable[FloatArray]]
) -> FloatArray:
    others = [other for other in names if other != name]
    share: FloatArray | float = 0.0
    for size in range(len(others) + 1):
        weight = 1 / (len(names) * comb(len(others), size))
        for some in combinations(others, size):
            share = share + weight * (await of((*some, name)) - await of(some))
    return np.asarray(share, dtype=np.float64)


def summed_up(values: FloatArray) -> list[Share]:
    """Return the mean and its standard error of each entity's values.

    Parameters
    ----------
    values
        (w, e) A share, world by world.
    """
    worlds = len(values)
    means = values.mean(axis=0)
    errors = values.std(axis=0, ddof=1) / np.sqrt(worlds) if worlds > 1 else np.zeros_like(means)
    return [Share(float(mean), float(error)) for mean, error in zip(means, errors, strict=True)]
