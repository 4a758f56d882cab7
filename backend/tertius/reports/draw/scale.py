"""Axes: round numbers and days along a line."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers along a line.

    Attributes
    ----------
    low, high
        The numbers at its ends.
    start, end
        Where these ends are drawn.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return where a number is drawn; one beyond the ends, at the end."""
        share = (min(max(value, self.low), self.high) - self.low) / ((self.high - self.low) or 1)
        return self.start + share * (self.end - self.start)


def round_ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return round numbers from one end to the other, about so many: steps of 1, 2 or 5 times a power of ten."""
    if not high > low:
        return [low]
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [round(number * step, 12) for number in range(first, math.floor(high / step + 1e-9) + 1)]


def day_ticks(first: date, last: date, most: int) -> list[tuple[date, str]]:
    """Return days to write under an axis: years, or months where there are too few of them."""
    years = [date(year, 1, 1) for year in range(first.year, last.year + 1)]
    within = [day for day in years if first <= day <= last]
    if len(within) >= 2:  # one year alone says no length
        every = math.ceil(len(within) / most)
        return [(day, str(day.year)) for day in within[::every]]
    months = [
        date(first.year + month // 12, month % 12 + 1, 1)
        for month in range(first.month - 1, first.month + 30)
        if first.year + month // 12 <= last.year
    ]
    within = [day for day in months if first <= day <= last]
    every = math.ceil(len(within) / most) or 1
    return [(day, f"{day:%Y-%m}") for day in within[::every]] or [(first, first.isoformat())]


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Return places as near as may be to those wanted, in the same order, at least so far apart and within the ends.

    Where there is no room for all, they are nearer to each other and evenly placed.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    apart = min(apart, (high - low) / max(len(order) - 1, 1))
    found = list(wanted)
    lowest = low
    for index in order:
        found[index] = lowest = max(wanted[index], lowest)
        lowest += apart
    highest = high
    for index in reversed(order):
        found[index] = highest = min(found[index], highest)
        highest -= apart
    return found
