"""What chance does to a number before and after a change: arrangements of the dates among ties, or of the day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

import numpy as np

from tertius.errors import InputError
from tertius.measures.network import BoolArray, FloatArray, IntArray, Network
from tertius.measures.temporal.counting import Statistic
from tertius.measures.temporal.slices import Slice
from tertius.measures.temporal.spans import ALWAYS, Clauses, Dates, EdgeSpans, tie_days
from tertius.measures.temporal.windows import observed_span
from tertius.measures.threads import StopFlag, go_on
from tertius.model.dates import Bounds
from tertius.wording import counted

Null = Literal["ties", "days"]
"""What chance shuffles: the dates among the ties, or the day of the change over the span."""

AskedNull = Literal["auto", "ties", "days"]
"""The same as a user asks for it; ``auto`` takes ties unless edges stand for having met."""

_CHUNK_BYTES = 1 << 26


@dataclass(frozen=True)
class Chance:
    """What chance does, over which span, and how often it is drawn.

    Attributes
    ----------
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
    first, last
        The span that is looked at; where not given, `tertius.measures.temporal.windows.observed_span`.
    window
        Days in each window; None for all there are.
    arrangements
        How many to draw, besides the observed one.
    seed
        Reproduces the result.
    stop
        A flag that another thread or process may raise; looked at before every round of arrangements.
    """

    null: Null = "ties"
    first: date | None = None
    last: date | None = None
    window: int | None = None
    arrangements: int = 9_999
    seed: int = 0
    stop: StopFlag | None = None

    def checked(self) -> "Chance":
        """Return itself.

        Raises
        ------
        InputError
            A day is to be moved without a window, or a number is negative.
        """
        if self.null not in get_args(Null):
            raise InputError(
                f"There is no null model {self.null!r}",
                where="null",
                next_step=f"Take one of {', '.join(get_args(Null))}.",
            )
        if self.null == "days" and self.window is None:
            raise InputError(
                "A day cannot be moved without windows of a fixed length",
                where="window",
                next_step="Give the days in each window, fewer than either side of the change has.",
            )
        if self.arrangements < 0 or self.seed < 0:
            raise InputError(
                f"Nobody can draw {counted(self.arrangements, 'arrangement')} of seed {self.seed}",
                where="arrangements, seed",
                next_step="Take no negative number.",
            )
        return self


def chance_for(network: Network, null: AskedNull, changes: Sequence[Bounds], chance: Chance) -> Chance:
    """Return what chance may do to a network: which null, and the days in each window where the day is moved.

    Raises
    ------
    InputError
        Dates cannot be shuffled among its ties.
    """
    met = meetings(network)
    if null == "ties" and met:
        raise InputError(
            "Edges of this network stand for having met, so dates cannot be shuffled among their ties",
            where="null",
            next_step="Take days as the null model, or a network of direct ties: people, people_organizations.",
        )
    if null == "ties" or (null == "auto" and not met):
        return replace(chance, null="ties")
    span, window = observed_span(network, chance.first, chance.last), chance.window
    if window is None and span is not None:
        rooms = [min((one.from_earliest - span.first).days, (span.last - one.from_latest).days + 1) for one in changes]
        window = max(1, min(rooms) // 2)
    return replace(chance, null="days", window=window or 1)


def meetings(network: Network) -> bool:
    """Return whether some edge needs two things with dates at one time, as one that stands for having met does.

    Such an edge would not be in the network if its ties did not overlap, so their dates cannot be shuffled among ties:
    over networks of shared memberships whose dates had nothing to do with who met whom, "thinned out" came in a quarter
    to half of the runs at a level of .05.

    Parameters
    ----------
    network
        Any network. The days for which a unit counts as a group are one such thing.
    """
    bounds = tie_days(network)
    dated = dated_ties(bounds)
    return any(int(dated[list(clause)].sum()) + clause.cut > 1 for clauses in network.clauses for clause in clauses)


class Compared:
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
        arrangements: int,
        rng: "np.random.Generator",
        stop: StopFlag | None,
    ) -> FloatArray:
        """Return (readings, 1 + arrangements, 2) the statistic before and after; the observed arrangement is first."""
        among = np.flatnonzero(dated)

        def portion(begin: int, end: int) -> FloatArray:
            order = np.tile(np.arange(len(dated), dtype=np.int64), (end - begin, 1))
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
        self, span: Slice, arrangements: int, rng: "np.random.Generator", stop: StopFlag | None
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
        go_on(stop, "fewer arrangements or fewer sets of spells")
        parts.append(portion(begin, min(count, begin + step)))
    found = np.concatenate(parts, axis=1)
    if not np.isfinite(found).all():
        raise InputError(
            "The statistic is not a number in some window",
            where="statistic",
            next_step="Take one that is defined without any edge.",
        )
    return found


def dated_ties(bounds: IntArray) -> BoolArray:
    """Return which ties (t,) have a date."""
    return np.asarray((bounds != [ALWAYS[0], ALWAYS[1], *ALWAYS]).any(axis=1))


def _as_bounds(spells: IntArray) -> IntArray:
    """Return spells (t, 2) as bounds (t, 4) that admit nothing else."""
    return spells[:, [0, 0, 1, 1]]
