"""A change, and how far it lies among the changes that chance makes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tertius.measures.network import FloatArray

QUANTILES = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)
"""Which quantiles of the null distribution are reported."""

SAME = 1e-9
"""Changes closer than this, relative to the larger (absolute below 1), are equal: sums differ in rounding."""


@dataclass(frozen=True)
class Change:
    """How a number changed under one reading of the dates, against what chance does.

    Attributes
    ----------
    before, after
        The number in the two windows.
    null
        (n,) The change, after − before, in every arrangement drawn.
    """

    before: float
    after: float
    null: FloatArray

    @property
    def change(self) -> float:
        """After − before."""
        return self.after - self.before

    @property
    def null_mean(self) -> float:
        """Mean change by chance; not a number if nothing was drawn."""
        return float(self.null.mean()) if len(self.null) else float("nan")

    @property
    def null_sd(self) -> float:
        """Standard deviation of the change by chance; not a number with fewer than two draws."""
        return float(self.null.std(ddof=1)) if len(self.null) > 1 else float("nan")

    @property
    def quantiles(self) -> Mapping[float, float]:
        """The change by chance at each of `QUANTILES`; empty if nothing was drawn."""
        if not len(self.null):
            return {}
        return dict(zip(QUANTILES, np.quantile(self.null, QUANTILES).tolist(), strict=True))

    @property
    def p_less(self) -> float:
        """Share of arrangements, the observed one counted in, with a change as low: (r + 1)/(n + 1)."""
        return _share(self.null, self.change)

    @property
    def p_greater(self) -> float:
        """Share of arrangements, the observed one counted in, with a change as high: (r + 1)/(n + 1)."""
        return _share(-self.null, -self.change)

    @property
    def p_two_sided(self) -> float:
        """Twice the smaller of the two, 1 at most."""
        return min(1.0, 2.0 * min(self.p_less, self.p_greater))

    @property
    def least_p_less(self) -> float:
        """`p_less` of the lowest change met: how small it could have become with these ties and these dates."""
        return _share(self.null, float(self.null.min(initial=self.change)))

    @property
    def least_p_greater(self) -> float:
        """`p_greater` of the highest change met."""
        return _share(-self.null, -float(self.null.max(initial=self.change)))


def _share(null: FloatArray, value: float) -> float:
    """Return (r + 1)/(n + 1) for the r of n that are as low as the value."""
    scale = np.maximum(1.0, np.maximum(np.abs(null), abs(value)))
    return float(((null <= value + SAME * scale).sum() + 1) / (len(null) + 1))
