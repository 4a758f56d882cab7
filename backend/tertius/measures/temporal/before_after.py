"""Before and after a day: how a number changed, and whether chance alone changes it as much."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

import numpy as np

from tertius.errors import InputError, QueryTimeoutError
from tertius.measures.network import BoolArray, FloatArray, IntArray, Network
from tertius.measures.temporal.changes import Change
from tertius.measures.temporal.counting import Statistic
from tertius.measures.temporal.slices import Slice
from tertius.measures.temporal.spans import ALWAYS, Clauses, Dates, EdgeSpans, tie_days
from tertius.measures.temporal.spells import draw_spells
from tertius.measures.temporal.windows import observed_span, windows
from tertius.measures.threads import StopFlag
from tertius.model.dates import OPEN_END, OPEN_START, Bounds

Null = Literal["ties", "days"]
"""What chance shuffles: the dates among the ties, or the day of the change over the span."""

_CHUNK_BYTES = 1 << 26


@dataclass(frozen=True)
class BeforeAfter:
    """A number before and after a change.

    Attributes
    ----------
    before, after
        The two windows.
    null
        What was shuffled.
    arrangements
        How many arrangements were drawn, the observed one not counted. Of ``days`` no more than there are.
    spells
        How many sets of spells were drawn for ``sampled``.
    seed
        As asked.
    dated, undated
        Ties with and without a date; a PART_OF that only rolls a unit up and may always have held has none. Only dated
        ones are shuffled.
    certain, possible
        The number over the edges that hold for certain, and over those that possibly do, within each window.
    sampled
        The mean number over sets of spells, each tie's drawn uniformly from those that its bounds admit; that is an
        assumption, not what sources say. None if none were asked for.
    """

    before: Slice
    after: Slice
    null: Null
    arrangements: int
    spells: int
    seed: int
    dated: int
    undated: int
    certain: Change
    possible: Change
    sampled: Change | None

    def under(self, dates: Dates) -> Change:
        """Return the change under one reading."""
        return self.certain if dates == "certain" else self.possible


def before_after(
    network: Network,
    statistic: Statistic,
    change: date | Bounds,
    *,
    first: date | None = None,
    last: date | None = None,
    window: int | None = None,
    null: Null = "ties",
    strata: Sequence[Hashable] | None = None,
    arrangements: int = 9_999,
    spells: int = 0,
    seed: int = 0,
    stop: StopFlag | None = None,
) -> BeforeAfter:
    """Compare a number before and after a change with what chance does to it.

    Parameters
    ----------
    network
        Any network.
    statistic
        What is compared, of the edges that hold within each window: such as ``number_across(…)``, ``density`` or
        ``degree_of(…)`` of `tertius.measures.temporal.counting`.
    change, window
        As in `tertius.measures.temporal.windows.windows`.
    first, last
        The span that is looked at; where not given, `observed_span`.
    null
        ``ties``: dates are shuffled among the dated ties, each keeping its four bounds together, while structure and
        windows stay. Exchangeable, and so tested: *when* a tie held has nothing to do with *which* tie it is. A change
        that all ties share, because the group grew or because the source wrote then, is in every arrangement and no
        finding; a statistic that does not tell ties apart cannot change at all (p = 1). Not for networks whose edges
        are there *because* the dates of their ties overlap (`meetings`): dates that are shuffled no longer do, so that
        chance seems to have fewer edges than the data, and findings come far too often.
        ``days``: ties stay, and the change comes on every day of the span that leaves room for both windows, all
        equally likely. Tested: the day is none of a special kind. Needs a ``window``. A trend that runs through the
        whole span is in every arrangement and no finding.
    strata
        One for each tie, such as its kind or source: dates are shuffled within a stratum only. None for one stratum.
    arrangements
        How many to draw, besides the observed one.
    spells
        How many sets of spells to draw for ``sampled``; 0 for none. A set stays with the bounds it was drawn from when
        these are shuffled. Ties without a date hold throughout in it.
    seed
        Reproduces the result.
    stop
        A flag that another thread or process may raise; looked at before every round of arrangements.

    Returns
    -------
    BeforeAfter

    Raises
    ------
    InputError
        As there and of the statistic; if the span is not given and no tie has a date, the statistic is not a
        number, strata do not fit, or a number is out of range.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Windows of different length see different numbers of lasting ties; both nulls keep the windows' lengths, so that the
    test is right all the same. Where the null holds, p ≤ α with a probability of at most α for every α, and exactly so
    where no two arrangements are alike.

    Time O(arrangements · (spells + 2) · (clauses + the statistic)); memory O(arrangements) and masks of some 64 MiB.

    References
    ----------
    Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical Applications in Genetics
    and Molecular Biology 9(1), 39: (r + 1)/(n + 1). Good, P. (2005). Permutation, Parametric, and Bootstrap Tests of
    Hypotheses. Springer: exchangeability. Holme, P. & Saramäki, J. (2012). Temporal networks. Physics Reports 519(3),
    97–125: reference models that shuffle times and keep structure.
    """
    _check(network, null, window, strata, arrangements, spells, seed)
    span = _span(network, first, last)
    before, after = windows(change, span.first, span.last, window)
    rng = np.random.default_rng(seed)
    bounds = tie_days(network)
    dated = _dated(bounds)
    drawn = draw_spells(bounds, span.first.toordinal(), span.last.toordinal(), spells, rng)
    looked = _Compared(network, statistic, bounds, drawn, (before, after))
    if null == "ties":
        found = looked.shuffling_ties(dated, strata, arrangements, rng, stop)
    else:
        found = looked.moving_days(span, arrangements, rng, stop)
    changes = [Change(float(row[0, 0]), float(row[0, 1]), row[1:, 1] - row[1:, 0]) for row in found]
    return BeforeAfter(
        before=before,
        after=after,
        null=null,
        arrangements=found.shape[1] - 1,
        spells=spells,
        seed=seed,
        dated=int(dated.sum()),
        undated=int((~dated).sum()),
        certain=changes[0],
        possible=changes[1],
        sampled=changes[2] if spells else None,
    )


def meetings(network: Network) -> bool:
    """Return whether some edge needs two dated ties at one time, as one that stands for having met does.

    Such an edge would not be in the network if its ties did not overlap, so their dates cannot be shuffled among ties:
    over networks of shared memberships whose dates had nothing to do with who met whom, "thinned out" came in a quarter
    to half of the runs at a level of .05.

    Parameters
    ----------
    network
        Any network. A PART_OF that only rolls a unit up is not dated if it may always have held.
    """
    bounds = tie_days(network)
    dated = _dated(bounds)
    return any(int(dated[list(clause)].sum()) > 1 for clauses in network.clauses for clause in clauses)


class _Compared:
    """A statistic in two windows, under several readings of the dates."""

    def __init__(
        self, network: Network, statistic: Statistic, bounds: IntArray, drawn: IntArray, pair: tuple[Slice, Slice]
    ) -> None:
        self._network = network
        self._statistic = statistic
        self._bounds = bounds
        self._drawn = drawn  # (k, t, 2)
        self._windows = tuple((one.first.toordinal(), one.last.toordinal()) for one in pair)
        self._clauses = Clauses.of(network)

    def shuffling_ties(
        self,
        dated: BoolArray,
        strata: Sequence[Hashable] | None,
        arrangements: int,
        rng: np.random.Generator,
        stop: StopFlag | None,
    ) -> FloatArray:
        """Return (readings, 1 + arrangements, 2) the statistic before and after; the observed arrangement is first."""
        labels = [0] * len(dated) if strata is None else list(strata)
        groups: dict[Hashable, list[int]] = {}
        for tie in np.flatnonzero(dated).tolist():
            groups.setdefault(labels[tie], []).append(tie)

        def portion(begin: int, end: int) -> FloatArray:
            order = np.tile(np.arange(len(dated), dtype=np.int64), (end - begin, 1))
            for members in groups.values():
                among = np.array(members, dtype=np.int64)
                order[:, among] = rng.permuted(np.tile(among, (end - begin, 1)), axis=1)
            if begin == 0:
                order[0] = np.arange(len(dated))
            rows = [self._shuffled(self._bounds, order, dates) for dates in get_args(Dates)]
            if len(self._drawn):
                several = [self._shuffled(_as_bounds(one), order, "possible") for one in self._drawn]
                rows.append(np.mean(several, axis=0))
            return np.stack(rows)

        size = max(1, 4 * 8 * (len(self._clauses.ties) + len(dated)) + 2 * self._network.m)
        return _in_portions(portion, 1 + arrangements, size, stop)

    def moving_days(
        self, span: Slice, arrangements: int, rng: np.random.Generator, stop: StopFlag | None
    ) -> FloatArray:
        """Return (readings, 1 + arrangements, 2) as `shuffling_ties`, the windows moved together over the span."""
        earliest = span.first.toordinal() - self._windows[0][0]
        latest = span.last.toordinal() - self._windows[1][1]
        others = np.arange(earliest, latest + 1, dtype=np.int64)
        others = others[others != 0]
        if arrangements < len(others):
            others = np.sort(rng.choice(others, arrangements, replace=False))
        moves = np.concatenate([np.zeros(1, dtype=np.int64), others])
        bounded = EdgeSpans.of_days(self._clauses, self._bounds)
        sampled = [EdgeSpans.of_days(self._clauses, _as_bounds(one)) for one in self._drawn]

        def portion(begin: int, end: int) -> FloatArray:
            some = moves[begin:end]
            rows = [self._moved(bounded, dates, some) for dates in get_args(Dates)]
            if sampled:
                rows.append(np.mean([self._moved(one, "possible", some) for one in sampled], axis=0))
            return np.stack(rows)

        return _in_portions(portion, len(moves), max(1, 2 * self._network.m), stop)

    def _shuffled(self, days: IntArray, order: IntArray, dates: Dates) -> FloatArray:
        """Return (w, 2) the statistic in both windows, each tie having the days of another (w, t)."""
        clauses = self._clauses
        if clauses.one_a_clause:  # whether a tie holds is found once, and shuffled instead of its days
            spans = EdgeSpans.of_days(Clauses.of_ties(len(days)), days)
            held = [spans.hold(*window, dates) for window in self._windows]
            masks = [clauses.any_of(one[order[:, clauses.ties]]) for one in held]
        else:
            spans = EdgeSpans.of_days(clauses, days[order])
            masks = [spans.hold(*window, dates) for window in self._windows]
        return np.stack([self._statistic(self._network, mask) for mask in masks], axis=1)

    def _moved(self, spans: EdgeSpans, dates: Dates, moves: IntArray) -> FloatArray:
        """Return (w, 2) the statistic in both windows, moved by so many days."""
        numbers = [
            self._statistic(
                self._network,
                np.stack([spans.hold(first + move, last + move, dates) for move in moves.tolist()]),
            )
            for first, last in self._windows
        ]
        return np.stack(numbers, axis=1)


def _in_portions(portion: Callable[[int, int], FloatArray], count: int, size: int, stop: StopFlag | None) -> FloatArray:
    parts = []
    step = max(1, min(1024, _CHUNK_BYTES // size))
    for begin in range(0, count, step):
        if stop is not None and stop[0]:
            raise QueryTimeoutError(
                "The comparison was stopped before it was done",
                next_step="Give it more time, fewer arrangements or fewer sets of spells.",
            )
        parts.append(portion(begin, min(count, begin + step)))
    found = np.concatenate(parts, axis=1)
    if not np.isfinite(found).all():
        raise InputError(
            "The statistic is not a number in some window",
            where="statistic",
            next_step="Take one that is defined without any edge.",
        )
    return found


def _dated(bounds: IntArray) -> BoolArray:
    """Return which ties (t,) have a date."""
    # Without one: what may have held on any day, and what held on all for certain, as a PART_OF that rolls a unit up.
    undated = [[ALWAYS[0], ALWAYS[1], *ALWAYS], [ALWAYS[0], ALWAYS[0], ALWAYS[1], ALWAYS[1]]]
    dated: BoolArray = np.logical_and.reduce([(bounds != one).any(axis=1) for one in undated])
    return dated


def _as_bounds(spells: IntArray) -> IntArray:
    """Return spells (t, 2) as bounds (t, 4) that admit nothing else."""
    return spells[:, [0, 0, 1, 1]]


def _span(network: Network, first: date | None, last: date | None) -> Slice:
    found = observed_span(network)
    if found is None and (first is None or last is None):
        raise InputError(
            "No tie has a date, so there is no span to look at",
            where="first, last",
            next_step="Give the span's first and last day.",
        )
    begins = first if first is not None or found is None else found.first
    ends = last if last is not None or found is None else found.last
    return Slice(begins or OPEN_START, ends or OPEN_END)


def _check(
    network: Network,
    null: Null,
    window: int | None,
    strata: Sequence[Hashable] | None,
    arrangements: int,
    spells: int,
    seed: int,
) -> None:
    if null not in get_args(Null):
        raise InputError(
            f"There is no null {null!r}", where="null", next_step=f"Take one of {', '.join(get_args(Null))}."
        )
    if null == "days" and window is None:
        raise InputError(
            "A day cannot be moved without windows of a fixed length",
            where="window",
            next_step="Give the days in each window, fewer than either side of the change has.",
        )
    if strata is not None and len(strata) != len(network.ties):
        raise InputError(
            f"{len(strata)} strata do not fit {len(network.ties)} ties", where="strata", next_step="Give one a tie."
        )
    if arrangements < 0 or spells < 0 or seed < 0:
        raise InputError(
            f"{arrangements} arrangements with {spells} sets of spells from seed {seed} cannot be drawn",
            where="arrangements, spells, seed",
            next_step="Take no negative number.",
        )
