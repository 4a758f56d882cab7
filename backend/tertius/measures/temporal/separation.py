"""Two sides after a split: whether the ties between them thin out, or the data cannot tell."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

import numpy as np

from tertius.errors import InputError
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.temporal.before_after import BeforeAfter, Null, before_after
from tertius.measures.temporal.changes import Change
from tertius.measures.temporal.counting import edges_across
from tertius.measures.temporal.slices import Slice
from tertius.measures.temporal.spans import Dates, EdgeSpans
from tertius.measures.temporal.windows import observed_span, windows
from tertius.measures.threads import StopFlag
from tertius.model.dates import OPEN_END, OPEN_START, Bounds

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


@dataclass(frozen=True)
class Separation:
    """Whether the ties between two sides thin out after splits.

    Attributes
    ----------
    in_both
        Ids of nodes that are on both sides.
    across
        The ties across, each as ids of the ties that it stands on: one, or several that must all hold.
    dated_across, undated_across
        How many of them have a date, and none.
    dates
        The reading that the verdicts go by.
    alpha
        The level of the test.
    splits
        What is found for each.
    """

    in_both: tuple[str, ...]
    across: tuple[tuple[str, ...], ...]
    dated_across: int
    undated_across: int
    dates: Dates
    alpha: float
    splits: tuple[Split, ...]


def separation(
    network: Network,
    one: Collection[str],
    other: Collection[str],
    splits: Sequence[date | Bounds],
    *,
    dates: Dates = "certain",
    alpha: float = 0.05,
    first: date | None = None,
    last: date | None = None,
    window: int | None = None,
    null: Null = "ties",
    strata: Sequence[Hashable] | None = None,
    arrangements: int = 9_999,
    spells: int = 0,
    seed: int = 0,
    stop: StopFlag | None = None,
) -> Separation:
    """Ask whether the ties between two sides thin out after they are said to have split.

    Parameters
    ----------
    network
        Any network; select those kinds of tie that tie, rivalry left out. It needs ties besides those across: under the
        null ``ties`` a thinning out is measured against theirs.
    one, other
        Ids of the nodes on each side: two groups, or one person and a group. Direction is not looked at; who is on both
        sides is across to either (`edges_across`). An edge counts once for each of its alternatives: two kinds of tie
        between one pair are two.
    splits
        For each a day, or the bounds of an event.
    dates
        The reading that verdicts go by: ``certain`` counts ties that sources prove in a window, ``possible`` those that
        they allow. The other one is reported beside it, and may not contradict.
    alpha
        The level of the test, for all splits together.
    first, last
        The span that is looked at. Where not given, that which dates name (`observed_span`); without end on the side
        where they name no day beyond the split, and then without rates and without sampled spells.
    window, null, strata, arrangements, spells, seed, stop
        As in `tertius.measures.temporal.before_after.before_after`.

    Returns
    -------
    Separation
        **Thinned out**: fewer after, and so few that Holm's p over all splits is at most ``alpha``. **Did not thin
        out**: no fewer after, and chance alone has as few in at least half of the arrangements, with data that could
        have shown that all ended. **The data cannot tell**: in all other cases, which are that no tie across has a
        date, or none is known before; that even the most extreme arrangement of these dates would not have reached
        ``alpha``; that there are fewer after, but not beyond chance; that certain and possible dates contradict each
        other.

    Raises
    ------
    InputError
        As in `before_after` and `edges_across`; if there is no split, or ``alpha`` is not between 0 and 1. Windows that
        have no room are no error: the data cannot tell.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Time as `before_after`, for each split. "Did not thin out" says that nothing was found where it would have been had
    all ties across ended; a slight thinning out may escape.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6(2),
    65–70. Otherwise as `before_after`.
    """
    if not splits or not 0.0 < alpha < 1.0 or dates not in get_args(Dates):
        raise InputError(
            f"{len(splits)} splits cannot be tested at the level {alpha} by dates that are {dates!r}",
            where="splits, alpha, dates",
            next_step="Give a split, a level between 0 and 1 such as .05, and certain or possible.",
        )
    apart = each_alternative_an_edge(network)
    across = edges_across(apart, one, other)
    undated = int((EdgeSpans.of(apart).undated & across).sum())
    ends = [_ends(split) for split in splits]
    tests: list[BeforeAfter | str] = []
    for begins, until in ends:
        span = _span(network, begins, until, first, last, moving=null == "days")
        split = Bounds(begins, until, begins, until)
        try:
            windows(split, span.first, span.last, window)
        except InputError as error:
            tests.append(error.what)
            continue
        endless = span.first == OPEN_START or span.last == OPEN_END
        tests.append(
            before_after(
                apart,
                _Across(across),
                split,
                first=span.first,
                last=span.last,
                window=window,
                null=null,
                strata=strata,
                arrangements=arrangements,
                spells=0 if endless else spells,
                seed=seed,
                stop=stop,
            )
        )
    dated = int(across.sum()) - undated
    found = _Verdicts(tests, dates, alpha, dated, undated)
    return Separation(
        in_both=tuple(sorted(set(one) & set(other))),
        across=tuple(tuple(apart.tie_ids(edge)) for edge in np.flatnonzero(across).tolist()),
        dated_across=dated,
        undated_across=undated,
        dates=dates,
        alpha=alpha,
        splits=tuple(found.of(place, *of_split) for place, of_split in enumerate(ends)),
    )


def holm(values: Sequence[float]) -> list[float]:
    """Return p-values adjusted for their number by Holm's step-down procedure, in the order given."""
    adjusted = [0.0] * len(values)
    highest = 0.0
    for rank, place in enumerate(sorted(range(len(values)), key=lambda place: values[place])):
        highest = max(highest, min(1.0, (len(values) - rank) * values[place]))
        adjusted[place] = highest
    return adjusted


@dataclass(frozen=True)
class _Across:
    """The statistic "how many of these edges are there"."""

    edges: BoolArray

    def __call__(self, _: Network, masks: BoolArray) -> FloatArray:
        return np.asarray(masks[:, self.edges].sum(axis=1), dtype=np.float64)


class _Verdicts:
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
                f"{moved}: with {self._dated} dated ties across among {dated} dated ties in all, even the most extreme "
                f"arrangement of their dates would have had p = {least:.2g}, above {self._alpha:g}.",
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


def each_alternative_an_edge(network: Network) -> Network:
    """Return the network with an edge for each clause: parallel ones, which only counting can take."""
    several = np.array([len(clauses) for clauses in network.clauses], dtype=np.int64)
    return replace(
        network,
        sources=np.repeat(network.sources, several),
        targets=np.repeat(network.targets, several),
        clauses=tuple((clause,) for clauses in network.clauses for clause in clauses),
    )


def _ends(split: date | Bounds) -> tuple[date, date]:
    begins, until = (split.from_earliest, split.from_latest) if isinstance(split, Bounds) else (split, split)
    if begins == OPEN_START or until == OPEN_END:
        raise InputError(
            "Nothing says when a split came", where="splits", next_step="Give a day, or an event that has a date."
        )
    return begins, until


def _span(network: Network, begins: date, until: date, first: date | None, last: date | None, *, moving: bool) -> Slice:
    """Return the span to look at: without end where no date lies beyond the split, unless the day is to be moved."""
    named = observed_span(network)
    if first is None:
        first = named.first if named is not None and (moving or named.first < begins) else OPEN_START
    if last is None:
        last = named.last if named is not None and (moving or until <= named.last) else OPEN_END
    return Slice(first, last)


def _rate(count: float, window: Slice) -> float:
    days = window.last.toordinal() - window.first.toordinal() + 1
    return count / (days / DAYS_A_YEAR)
