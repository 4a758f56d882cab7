"""What is said of a split: whether ties thinned out, did not, or the data cannot tell, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tertius.measures.temporal.before_after import BeforeAfter
from tertius.measures.temporal.changes import Change
from tertius.measures.temporal.slices import Slice
from tertius.measures.temporal.spans import Dates
from tertius.model.dates import OPEN_END, OPEN_START
from tertius.wording import counted

Verdict = Literal["thinned out", "did not thin out", "the data cannot tell"]
"""What is said of a split."""

NO_MORE_THAN_CHANCE = 0.5
"""Ties "did not thin out" only if they are no fewer, and chance alone has them as few in at least this share of
arrangements."""

DAYS_A_YEAR = 365.25
"""Days in a year of the Julian calendar, for rates."""


@dataclass(frozen=True)
class Split:
    """What the data say of one split.

    Attributes
    ----------
    earliest, latest
        The days between which it came.
    test
        Ties across before and after, certain and possible, and what chance does; None if the windows have no room.
    p
        Holm's adjusted p for "fewer after", in the reading asked for; None without a test.
    least_p
        What ``p`` would have been with the most extreme thinning met among the arrangements, the other splits as they
        are; None without a test.
    verdict
        In plain words.
    reason
        Why, in one sentence.
    """

    earliest: date
    latest: date
    test: BeforeAfter | None
    p: float | None
    least_p: float | None
    verdict: Verdict
    reason: str

    def per_year(self, dates: Dates) -> tuple[float, float] | None:
        """Return ties a year of observation before and after; None where a window is without end or there is no test.

        A tie that lasts counts once in a window however long it lasts in it.
        """
        if self.test is None or self.test.before.first == OPEN_START or self.test.after.last == OPEN_END:
            return None
        change = self.test.under(dates)
        return _rate(change.before, self.test.before), _rate(change.after, self.test.after)


def holm(values: Sequence[float]) -> list[float]:
    """Return p-values adjusted for their number by Holm's step-down procedure, in the order given."""
    adjusted = [0.0] * len(values)
    highest = 0.0
    for rank, place in enumerate(sorted(range(len(values)), key=lambda place: values[place])):
        highest = max(highest, min(1.0, (len(values) - rank) * values[place]))
        adjusted[place] = highest
    return adjusted


class Verdicts:
    """Puts the tests of several splits into words."""

    def __init__(
        self, tests: Sequence[BeforeAfter | str], dates: Dates, alpha: float, dated: int, undated: int
    ) -> None:
        self._tests = tests
        self._dates = dates
        self._alpha = alpha
        self._dated = dated
        self._undated = undated

    def of(self, place: int, earliest: date, latest: date) -> Split:
        """Return what is said of one split: its place among the tests, and the days between which it came."""
        test = self._tests[place]
        if isinstance(test, str):
            return Split(earliest, latest, None, None, None, "the data cannot tell", f"{test}.")
        p, least = self._adjusted(place, self._dates)
        verdict, reason = self._say(test.under(self._dates), p, least, test.dated)
        contrary: Dates = "possible" if self._dates == "certain" else "certain"
        against, _ = self._say(test.under(contrary), *self._adjusted(place, contrary), test.dated)
        if {verdict, against} == {"thinned out", "did not thin out"}:
            reason = f"By {self._dates} dates the ties {verdict}, by {contrary} ones they {against}."
            verdict = "the data cannot tell"
        return Split(earliest, latest, test, p, least, verdict, reason)

    def _adjusted(self, place: int, dates: Dates) -> tuple[float, float]:
        values = [1.0 if isinstance(test, str) else test.under(dates).p_less for test in self._tests]
        test = self._tests[place]
        best = list(values)
        if not isinstance(test, str):
            best[place] = test.under(dates).least_p_less
        return holm(values)[place], holm(best)[place]

    def _say(self, change: Change, p: float, least: float, dated: int) -> tuple[Verdict, str]:
        if not self._dated:
            reason = f"None of the {self._undated} ties across has a date." if self._undated else "No tie is across."
            return "the data cannot tell", reason
        moved = f"{change.before:g} before, {change.after:g} after"
        if least > self._alpha:
            return (
                "the data cannot tell",
                f"{moved}: with {counted(self._dated, 'dated tie')} across, of {counted(dated, 'dated tie')} in all, "
                f"even the most extreme arrangement of their dates would have had p = {least:.2g}, above "
                f"{self._alpha:g}.",
            )
        if p <= self._alpha and change.change < 0:
            return "thinned out", f"{moved}: by chance so few are rare, p = {p:.2g}."
        if p <= self._alpha:
            return "the data cannot tell", f"{moved}: not fewer, though fewer than chance has it, p = {p:.2g}."
        if not change.before:
            return "the data cannot tell", f"{moved}: no tie across is known before, so none could thin out."
        if change.p_less >= NO_MORE_THAN_CHANCE and change.change < 0:
            return (
                "the data cannot tell",
                f"{moved}: fewer, but no more so than chance has it in {change.p_less:.0%} of arrangements.",
            )
        if change.p_less >= NO_MORE_THAN_CHANCE:
            return (
                "did not thin out",
                f"{moved}: by chance they are as few in {change.p_less:.0%} of arrangements, and a thinning out could "
                f"have been seen (p = {least:.2g} at best).",
            )
        return (
            "the data cannot tell",
            f"{moved}: by chance they are as few in {change.p_less:.0%} of arrangements (p = {p:.2g} over all splits): "
            "neither rare nor common.",
        )


def _rate(count: float, window: Slice) -> float:
    days = window.last.toordinal() - window.first.toordinal() + 1
    return count / (days / DAYS_A_YEAR)
