"""How many days several ties held together, at least and at most, when their dates are uncertain."""

from collections.abc import Iterable, Sequence
from datetime import date
from math import inf
from typing import NamedTuple, TypeAlias

from tertius.errors import InputError
from tertius.model.dates import OPEN_END, OPEN_START, Bounds

Window: TypeAlias = tuple[date | None, date | None]
"""The first and the last day that count; None where nothing bounds them."""

ANY_TIME: Window = (None, None)
"""Every day counts."""


class Days(NamedTuple):
    """Days in any case and days at most, first and last day included; ``inf`` where nothing bounds them."""

    least: float
    most: float

    @property
    def certain(self) -> bool:
        """Whether there is such a day in every admissible reading of the dates."""
        return self.least > 0

    @property
    def possible(self) -> bool:
        """Whether there is such a day in some admissible reading of the dates."""
        return self.most > 0


def days_together(alternatives: Iterable[Sequence[Bounds]], window: Window = ANY_TIME) -> Days:
    """Return the days on which all ties of at least one alternative held, counted once.

    Parameters
    ----------
    alternatives
        Each the bounds of ties that must all hold; one without any tie holds always.
    window
        Only days from the first to the last count.

    Returns
    -------
    Days
        ``most`` is the true maximum over all admissible readings of the dates: every tie as long as it can be.
        ``least`` is the true minimum where there is one alternative, and where every tie has days that are certainly
        its own (``from_latest <= to_earliest``): it is then the union of what is certain of each alternative.
        Otherwise, with several alternatives and a tie that is only known to touch a span ("seen in April"), ``least``
        holds in every reading but may be too low. 0, 0 without an alternative.

    Raises
    ------
    InputError
        If the window ends before it starts.

    Notes
    -----
    Spells are intervals, and in one dimension intervals that meet two by two meet in one day (Helly): ties are together
    certainly iff ``from_latest`` of each is not after ``to_earliest`` of any other, possibly iff ``from_earliest`` is
    not after ``to_latest``. The smallest overlap of spells is the least of ``to_earliest`` of one less ``from_latest``
    of another plus one, where a tie by itself lasts a day at least: two that certainly met on some day of a month, no
    one knows which, share one day at least.

    Time O(ties) plus sorting the alternatives.
    """
    first, last = (window[0] or OPEN_START).toordinal(), (window[1] or OPEN_END).toordinal()
    if first > last:
        raise InputError(
            f"The window ends on {window[1]}, before it starts on {window[0]}", next_step="Swap the two days."
        )
    widest: list[tuple[int, int]] = []
    cores: list[tuple[int, int]] = []
    at_least = 0.0
    for bounds in alternatives:
        # the window is one more tie, of which all is known
        starts_early = max([first, *(one.from_earliest.toordinal() for one in bounds)])
        ends_late = min([last, *(one.to_latest.toordinal() for one in bounds)])
        if starts_early > ends_late:
            continue
        widest.append((starts_early, ends_late))
        starts_late = [first, *(one.from_latest.toordinal() for one in bounds)]
        ends_early = [last, *(one.to_earliest.toordinal() for one in bounds)]
        if all(start <= end for start, end in zip(starts_late, ends_early, strict=True)):
            if max(starts_late) <= min(ends_early):
                cores.append((max(starts_late), min(ends_early)))
        elif all(
            start <= end
            for i, start in enumerate(starts_late)
            for j, end in enumerate(ends_early)
            if i != j  # a tie meets itself, however little is known of its days
        ):
            at_least = 1.0
    return Days(max(at_least, _length(cores)), _length(widest))


_UNBOUNDED = (OPEN_START.toordinal(), OPEN_END.toordinal())


def _length(spans: list[tuple[int, int]]) -> float:
    """Return how many days lie in any of the spans."""
    days, reached = 0, 0
    for start, end in sorted(spans):
        if start <= _UNBOUNDED[0] or end >= _UNBOUNDED[1]:
            return inf
        days += max(0, end - max(start - 1, reached))
        reached = max(reached, end)
    return float(days)
