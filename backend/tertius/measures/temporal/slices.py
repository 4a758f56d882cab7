"""Measures slice by slice: calendar periods or rolling windows, what holds in each, and how sure its ranks are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

import numpy as np

from tertius.errors import InputError, QueryTimeoutError
from tertius.measures.network import BoolArray, FloatArray, IntArray, Network
from tertius.measures.temporal.spans import Dates, EdgeSpans, check_span
from tertius.measures.threads import StopFlag
from tertius.measures.uncertainty.ranks import Equals, RankUncertainty, rank_uncertainty, ranks
from tertius.measures.uncertainty.worlds import SOURCE_FALL, Mode, WorldMeasure, sample_scores

Period = Literal["year", "quarter", "month"]
"""A period of the calendar."""

MOST_SLICES = 10_000
"""Slices that a span may be cut into."""

_MONTHS: Mapping[str, int] = {"year": 12, "quarter": 3, "month": 1}


@dataclass(frozen=True, slots=True, order=True)
class Slice:
    """A span of days.

    Attributes
    ----------
    first, last
        Its first and its last day, both included.
    """

    first: date
    last: date


@dataclass(frozen=True)
class SliceScores:
    """Scores and ranks of n nodes in each of s slices.

    Attributes
    ----------
    slices
        The slices.
    dates
        Whether edges had to hold within a slice for certain, or possibly.
    edges
        (s,) How many edges hold in each.
    undated
        How many edges of the network have no date at all: they are in every slice if ``dates`` is possible, else in
        none.
    scores, ranks
        (s, n) With every edge that holds in the slice, sampled worlds apart. 1 is first.
    uncertainty
        What sampled worlds say of each slice; the plain values with zero width when none were drawn.
    """

    slices: tuple[Slice, ...]
    dates: Dates
    edges: IntArray
    undated: int
    scores: FloatArray
    ranks: FloatArray
    uncertainty: tuple[RankUncertainty, ...]


def calendar_slices(first: date, last: date, period: Period) -> tuple[Slice, ...]:
    """Cut a span of days at the turns of years, quarters or months.

    Parameters
    ----------
    first, last
        The span, both days included.
    period
        ``year``, ``quarter`` (from January, April, July, October) or ``month``.

    Returns
    -------
    tuple of Slice
        In order; they cover each day of the span once. The first and the last may be parts of a period.

    Raises
    ------
    InputError
        If the span ends before it begins, the period is unknown, or there are more than `MOST_SLICES` slices.
    """
    check_span(first, last)
    if period not in get_args(Period):
        raise InputError(
            f"There is no period {period!r}", where="period", next_step=f"Take one of {', '.join(get_args(Period))}."
        )
    months = _MONTHS[period]
    begin = (first.year * 12 + first.month - 1) // months
    end = (last.year * 12 + last.month - 1) // months
    _check_count(end - begin + 1)
    starts = [date((index * months) // 12, (index * months) % 12 + 1, 1) for index in range(begin + 1, end + 1)]
    lasts = [date.fromordinal(start.toordinal() - 1) for start in starts]
    return tuple(Slice(*ends) for ends in zip([first, *starts], [*lasts, last], strict=True))


def rolling_slices(first: date, last: date, *, length: int, step: int) -> tuple[Slice, ...]:
    """Move a window over a span of days.

    Parameters
    ----------
    first, last
        The span, both days included.
    length
        Days in the window.
    step
        Days from one window's first day to the next one's. Windows overlap where it is less than the length; where it
        is more, days between them are in no window.

    Returns
    -------
    tuple of Slice
        In order, all of the one length, within the span: the first begins with it.

    Raises
    ------
    InputError
        If the span ends before it begins, length or step is below 1, no window fits, or there would be more than
        `MOST_SLICES`.
    """
    check_span(first, last)
    days = last.toordinal() - first.toordinal() + 1
    if step < 1 or not 1 <= length <= days:
        raise InputError(
            f"A window of {length} days, moved by {step}, does not fit a span of {days} days",
            where="length, step",
            next_step="Take at least one day, and no window longer than the span.",
        )
    _check_count((days - length) // step + 1)
    begins = range(first.toordinal(), last.toordinal() - length + 2, step)
    return tuple(Slice(date.fromordinal(day), date.fromordinal(day + length - 1)) for day in begins)


def slice_masks(network: Network, slices: Sequence[Slice], *, dates: Dates = "possible") -> BoolArray:
    """Return which edges hold within each slice.

    Parameters
    ----------
    network
        Any network.
    slices
        s spans of days.
    dates
        As in `tertius.measures.temporal.spans.holding_within`, which defines what holds.

    Returns
    -------
    BoolArray
        (s, m) Masks.

    Raises
    ------
    InputError
        If a slice ends before it begins, or ``dates`` is neither word.

    Notes
    -----
    Time O(s · clauses), memory O(s · m).
    """
    for one in slices:
        check_span(one.first, one.last)
    spans = EdgeSpans.of(network)
    held = [spans.hold(one.first.toordinal(), one.last.toordinal(), dates) for one in slices]
    return np.stack(held) if held else np.zeros((0, network.m), dtype=np.bool_)


def score_slices(
    network: Network,
    measure: WorldMeasure,
    slices: Sequence[Slice],
    *,
    dates: Dates = "possible",
    worlds: int = 0,
    seed: int = 0,
    mode: Mode = "voices",
    reliability: Mapping[str, str] | None = None,
    source_fall: Mapping[str, float] = SOURCE_FALL,
    level: float = 0.9,
    top: int = 10,
    equals: Equals = "min",
    highest_first: bool = True,
    stop: StopFlag | None = None,
) -> SliceScores:
    """Score and rank the nodes in each slice, with what sampled worlds say of each rank.

    Parameters
    ----------
    network
        Any network; every slice has all of its nodes, isolates included.
    measure
        The batch form of a score, such as ``betweenness_worlds``.
    slices, dates
        As in `slice_masks`.
    worlds, seed, mode, reliability, source_fall
        As in `tertius.measures.uncertainty.worlds.sample_scores`. Every slice has the same worlds: a voice that is
        wrong in one is wrong in the same world of all, so slices differ by their dates and not by the drawing.
    level, top, equals, highest_first
        As in `tertius.measures.uncertainty.ranks.rank_uncertainty`.
    stop
        A flag that another thread or process may raise; looked at before every slice and every world drawn. Bind it to
        the measure as well.

    Returns
    -------
    SliceScores

    Raises
    ------
    InputError
        As in `slice_masks`, of the measure, and of the two named above; or if there is no slice.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Time: s · (worlds + 1) worlds of the measure; memory as of one slice, since the worlds' scores are not kept.

    References
    ----------
    Holme, P. & Saramäki, J. (2012). Temporal networks. Physics Reports 519(3), 97–125: networks aggregated by window.
    """
    if not slices:
        raise InputError("There is no slice", where="slices", next_step="Give at least one span of days.")
    masks = slice_masks(network, slices, dates=dates)
    scores = []
    sure = []
    for mask in masks:
        if stop is not None and stop[0]:
            raise QueryTimeoutError(
                "The measure was stopped before all slices were done",
                next_step="Give it more time, fewer slices or fewer sampled worlds.",
            )
        plain = measure(network, mask[np.newaxis])[0]
        drawn = np.zeros((0, len(plain)))
        if worlds:
            drawn = sample_scores(
                network,
                measure,
                worlds,
                seed,
                mode=mode,
                reliability=reliability,
                source_fall=source_fall,
                within=mask,
                stop=stop,
            )
        scores.append(plain)
        sure.append(
            rank_uncertainty(drawn, plain=plain, level=level, top=top, equals=equals, highest_first=highest_first)
        )
    every = np.stack(scores)
    return SliceScores(
        slices=tuple(slices),
        dates=dates,
        edges=masks.sum(axis=1).astype(np.int64),
        undated=int(EdgeSpans.of(network).undated.sum()),
        scores=every,
        ranks=ranks(every, equals=equals, highest_first=highest_first),
        uncertainty=tuple(sure),
    )


def _check_count(count: int) -> None:
    if count > MOST_SLICES:
        raise InputError(
            f"The span would be cut into {count} slices, more than {MOST_SLICES}",
            where="first, last",
            next_step="Take a shorter span, longer periods or a larger step.",
        )
