"""Ranks, and how far the ranks of sampled worlds can be trusted."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tertius.errors import InputError
from tertius.measures.network import BoolArray, FloatArray, IntArray
from tertius.measures.uncertainty.kept import Kept

SAME = 1e-9
"""Scores closer than this are alike, since sums differ in rounding. It is relative to the larger of the two, and to the
largest of all where that is larger still; of this no more than 1 counts, and no less than `_LEAST`."""

_LEAST = 1e-6

_CHUNK = 1 << 19  # numbers ranked at once


@dataclass(frozen=True)
class RankUncertainty:
    """What sampled worlds say of the rank of each of n nodes.

    Attributes
    ----------
    rank_low, rank_high
        (n,) The interval of ranks: at least ``level`` of the worlds lie in it, at most half of the rest on either side.
        Each end is a rank that occurs. 1 is first; nodes that score alike share the mean of their places.
    p_first, p_top
        (n,) Share of the worlds in which the node is first, or among the first ``top``. Nodes that score alike are put
        in order by lot: of k that share the first place each is first with 1 / k. So these sum to 1, and to ``top``
        (or n), over the nodes, and a world in which all are alike says nothing for anybody.
    """

    rank_low: FloatArray
    rank_high: FloatArray
    p_first: FloatArray
    p_top: FloatArray


def ranks(scores: FloatArray, *, highest_first: bool = True) -> FloatArray:
    """Rank nodes by their scores, 1 being first.

    Parameters
    ----------
    scores
        (n,) or (w, n): one ranking, or one for each row.
    highest_first
        Whether a high score is first; false for scores such as Burt's constraint.

    Returns
    -------
    FloatArray
        Shaped like the scores. Nodes that score alike share the best of their places (1, 2, 2, 4): neighbours in the
        order that are closer than `SAME`. Nodes without a score (not a number) are behind all others, equal among
        themselves.

    Notes
    -----
    Time O(w · n · log n), memory O(w · n).
    """
    best, _ = _all_places(np.atleast_2d(scores), highest_first)
    return best.reshape(np.shape(scores))


def rank_uncertainty(
    scores: FloatArray, *, level: float = 0.9, top: int = 10, highest_first: bool = True
) -> RankUncertainty:
    """Sum up the ranks of each node over sampled worlds.

    Parameters
    ----------
    scores
        (w, n) Scores in each world; at least one. The plain scores alone give intervals of zero width.
    level
        Share of the worlds that an interval of ranks holds, above 0, at most 1.
    top
        How many places ``p_top`` asks for, at least 1.
    highest_first
        As in `ranks`.

    Raises
    ------
    InputError
        If the shape, ``level`` or ``top`` are not as said.

    Notes
    -----
    A share p of w worlds has itself a standard error of √(p(1 − p)/w): .016 at most with 1,000 worlds. Time
    O(w · n · log(w·n)), memory O(w · n).
    """
    if scores.ndim != 2 or not len(scores) or not 0.0 < level <= 1.0 or top < 1:
        raise InputError(
            f"Scores of shape {scores.shape}, level {level} and top {top} cannot be summed up",
            where="scores, level, top",
            next_step="Take (w, n) scores of a world or more, a level above 0 and at most 1, and a top of at least 1.",
        )
    rows = np.arange(scores.shape[1])
    return sum_up_ranks([scores], rows, level=level, top=top, highest_first=highest_first)[2]


def sum_up_ranks(
    blocks: Iterable[FloatArray], rows: IntArray, *, level: float, top: int, highest_first: bool
) -> tuple[FloatArray, FloatArray, RankUncertainty]:
    """Sum up scores and ranks over the worlds, which come in blocks.

    Parameters
    ----------
    blocks
        (w, n) scores, a world or more in all.
    rows
        (r,) Which of the n nodes to sum up; they are ranked among all.
    level, top, highest_first
        As in `rank_uncertainty`.

    Returns
    -------
    tuple
        Mean and standard error of the scores (r,), as `mean_and_error` has them, and the ranks of the rows.

    Notes
    -----
    Memory: of one block, whatever the number of worlds; see `Kept`.
    """
    scores, places = Kept(rows), Kept(rows)
    firsts, tops, worlds = np.zeros(len(rows)), np.zeros(len(rows)), 0
    for block in blocks:
        best, worst = _all_places(block, highest_first)
        scores.add(block)
        places.add((best + worst) / 2.0)
        for low, high in zip(best[:, rows], worst[:, rows], strict=True):  # one by one: blocks do not change the sums
            firsts += _by_lot(low, high, 1)
            tops += _by_lot(low, high, top)
        worlds += len(block)
    ends = [(1.0 - level) / 2.0, 1.0 - (1.0 - level) / 2.0]
    mean, error = scores.over_worlds(mean_and_error)
    low, high = places.over_worlds(lambda known: tuple(np.quantile(known, ends, axis=0, method="inverted_cdf")))
    return mean, error, RankUncertainty(low, high, firsts / worlds, tops / worlds)


def sum_up_values(blocks: Iterable[FloatArray], rows: IntArray, *, level: float) -> tuple[FloatArray, ...]:
    """Sum up scores over the worlds, which come in blocks.

    Parameters
    ----------
    blocks, rows
        As in `sum_up_ranks`.
    level
        Share of the worlds that an interval of values holds.

    Returns
    -------
    tuple
        Mean, standard error, low and high end of the interval (r,), each over the worlds in which the row has a score.
        Each end is a value that occurs.
    """
    scores = Kept(rows)
    for block in blocks:
        scores.add(block)
    ends = [(1.0 - level) / 2.0, 1.0 - (1.0 - level) / 2.0]
    low, high = scores.over_worlds(lambda known: [_quantile(known, share) for share in ends])
    return (*scores.over_worlds(mean_and_error), low, high)


def mean_and_error(scores: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the mean of each node's scores (w, n) over the worlds in which it has one, and the mean's standard error.

    The error is that of the drawing alone: sd / √worlds; not a number with fewer than two values.
    """
    given = ~np.isnan(scores)
    count = given.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(given, scores, 0.0).sum(axis=0) / count
        spread = np.where(given, scores - mean, 0.0)
        error = np.sqrt((spread**2).sum(axis=0) / (count - 1.0) / count)
    return mean, np.where(count > 1, error, np.nan)


def _quantile(scores: FloatArray, share: float) -> FloatArray:
    """Return a value of each row (r,) that occurs, over the worlds in which the row has one."""
    return np.array(
        [
            np.quantile(known, share, method="inverted_cdf") if len(known := column[~np.isnan(column)]) else np.nan
            for column in scores.T
        ]
    )


def _all_places(scores: FloatArray, highest_first: bool) -> tuple[FloatArray, FloatArray]:
    """Return the best and the worst place (w, n) of each node among its equals, so many worlds at a time."""
    rows = np.asarray(scores, dtype=np.float64)
    best, worst = np.empty(rows.shape), np.empty(rows.shape)
    step = max(1, _CHUNK // max(1, rows.shape[1]))
    for begin in range(0, len(rows), step):
        some = slice(begin, begin + step)
        best[some], worst[some] = _places(rows[some], highest_first)
    return best, worst


def _by_lot(low: FloatArray, high: FloatArray, top: int) -> FloatArray:
    """Return the probability (n,) to be among the first ``top`` when equals draw lots for the places they share."""
    return np.clip((top + 1.0 - low) / (high - low + 1.0), 0.0, 1.0)


def _places(rows: FloatArray, highest_first: bool) -> tuple[FloatArray, FloatArray]:
    """Return the best and the worst place (w, n) of each node among its equals."""
    worlds, n = rows.shape
    if n == 0:
        return np.empty((worlds, 0)), np.empty((worlds, 0))
    keys = np.where(np.isnan(rows), np.inf, -rows if highest_first else rows)
    order: IntArray = np.argsort(keys, axis=1, kind="stable")
    ordered = np.take_along_axis(keys, order, axis=1)
    unknown = np.isnan(np.take_along_axis(rows, order, axis=1))
    # those without a score sort with infinite scores, which are ahead of them
    again = np.lexsort((order, unknown, ordered), axis=1) if unknown.any() else None
    if again is not None:
        order = np.take_along_axis(order, again, axis=1)
        ordered = np.take_along_axis(ordered, again, axis=1)
        unknown = np.take_along_axis(unknown, again, axis=1)
    with np.errstate(invalid="ignore"):
        gap = ordered[:, 1:] - ordered[:, :-1]
        sizes = np.abs(ordered)
        largest = np.max(np.where(np.isfinite(sizes), sizes, 0.0), axis=1, keepdims=True).clip(_LEAST, 1.0)
        scale = np.maximum(largest, np.maximum(sizes[:, 1:], sizes[:, :-1]))
        new: BoolArray = (gap > SAME * scale) | (np.isinf(gap)) | (unknown[:, 1:] & ~unknown[:, :-1])
    opens = np.concatenate([np.ones((worlds, 1), dtype=np.bool_), new], axis=1)
    closes = np.concatenate([new, np.ones((worlds, 1), dtype=np.bool_)], axis=1)
    places = np.arange(1.0, n + 1.0)
    first = np.maximum.accumulate(np.where(opens, places, 0.0), axis=1)
    last = np.minimum.accumulate(np.where(closes, places, np.inf)[:, ::-1], axis=1)[:, ::-1]
    low = np.empty((worlds, n))
    high = np.empty((worlds, n))
    np.put_along_axis(low, order, first, axis=1)
    np.put_along_axis(high, order, last, axis=1)
    return low, high
