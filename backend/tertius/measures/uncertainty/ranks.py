"""Ranks, and how far the ranks of sampled worlds can be trusted."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from tertius.errors import InputError
from tertius.measures.network import BoolArray, FloatArray, IntArray

Equals = Literal["min", "mid", "max"]
"""The rank of nodes that score alike: the best place they share, the mean of their places, or the worst."""

SAME = 1e-9
"""Scores closer than this, relative to the larger (absolute below 1), are alike: sums differ in rounding."""

_CHUNK = 1 << 22  # numbers ranked at once


@dataclass(frozen=True)
class RankUncertainty:
    """What sampled worlds say of each of n nodes.

    Attributes
    ----------
    worlds
        How many worlds were looked at; 0 when the values are the plain ones.
    expected
        (n,) Mean score over the worlds in which it is defined; not a number where it is in none.
    standard_error
        (n,) Of ``expected``, by the drawing alone: sd / √worlds. Not a number with fewer than two values; 0 with no
        worlds.
    defined
        (n,) Share of the worlds in which the node has a score at all.
    rank_low, rank_high
        (n,) The interval of ranks: at least ``level`` of the worlds lie in it, at most half of the rest on either side.
        Each end is a rank that occurs. 1 is first.
    p_first
        (n,) Share of the worlds in which nobody is ahead of the node; in a world with several such nodes each counts,
        so the sum over nodes may pass 1.
    p_first_alone
        (n,) Share of the worlds in which the node is ahead of everybody else.
    p_top
        (n,) Share of the worlds in which fewer than ``top`` nodes are ahead of it.
    p_first_by_lot, p_top_by_lot
        (n,) The same with equals put in order by lot: of k who are ahead of everybody else together each is first with
        1 / k. These sum to 1, and to ``top`` (or n), over the nodes, so that a world in which all are alike says
        nothing for anybody.
    level, top, equals
        As asked.
    """

    worlds: int
    expected: FloatArray
    standard_error: FloatArray
    defined: FloatArray
    rank_low: FloatArray
    rank_high: FloatArray
    p_first: FloatArray
    p_first_alone: FloatArray
    p_top: FloatArray
    p_first_by_lot: FloatArray
    p_top_by_lot: FloatArray
    level: float
    top: int
    equals: Equals


def ranks(scores: FloatArray, *, equals: Equals = "min", highest_first: bool = True) -> FloatArray:
    """Rank nodes by their scores, 1 being first.

    Parameters
    ----------
    scores
        (n,) or (w, n): one ranking, or one for each row.
    equals
        ``min``: equals share the best of their places (1, 2, 2, 4), ``mid``: the mean (1, 2.5, 2.5, 4), ``max``: the
        worst (1, 3, 3, 4). Neighbours in the order that are closer than `SAME` are equal.
    highest_first
        Whether a high score is first; false for scores such as Burt's constraint.

    Returns
    -------
    FloatArray
        Shaped like the scores. Nodes without a score (not a number) are behind all others, equal among themselves.

    Raises
    ------
    InputError
        If the convention is unknown, or the scores have no one or two dimensions.

    Notes
    -----
    Time O(w · n · log n), memory O(w · n).
    """
    if equals not in get_args(Equals) or scores.ndim not in (1, 2):
        raise InputError(
            f"Scores of {scores.ndim} dimensions cannot be ranked with equals {equals!r}",
            where="equals",
            next_step="Take (n,) or (w, n) scores, and min, mid or max.",
        )
    rows = np.atleast_2d(np.asarray(scores, dtype=np.float64))
    ranked = np.empty(rows.shape)
    step = max(1, _CHUNK // max(1, rows.shape[1]))
    for begin in range(0, len(rows), step):
        low, high = _places(rows[begin : begin + step], highest_first)
        ranked[begin : begin + step] = {"min": low, "mid": (low + high) / 2.0, "max": high}[equals]
    return ranked.reshape(scores.shape)


def rank_uncertainty(
    scores: FloatArray,
    *,
    plain: FloatArray | None = None,
    level: float = 0.9,
    top: int = 10,
    equals: Equals = "min",
    highest_first: bool = True,
) -> RankUncertainty:
    """Sum up the scores of sampled worlds for each node.

    Parameters
    ----------
    scores
        (w, n) Scores in each world. With w = 0 the plain scores are taken as the one and only world: intervals of zero
        width, no error.
    plain
        (n,) Scores without sampling; needed with w = 0 only.
    level
        Share of the worlds that an interval of ranks holds, above 0, at most 1.
    top
        How many places ``p_top`` asks for, at least 1.
    equals, highest_first
        As in `ranks`. They concern the intervals; ``p_first`` and ``p_top`` count who is ahead, whatever ``equals`` is.

    Raises
    ------
    InputError
        If the shapes, ``level`` or ``top`` are not as said, or there is neither a world nor a plain score.

    Notes
    -----
    A share p of w worlds has itself a standard error of √(p(1 − p)/w): .016 at most with 1,000 worlds. Time
    O(w · n · log(w·n)), memory O(w · n).
    """
    if scores.ndim != 2 or not 0.0 < level <= 1.0 or top < 1:
        raise InputError(
            f"Scores of shape {scores.shape}, level {level} and top {top} cannot be summed up",
            where="scores, level, top",
            next_step="Take (w, n) scores, a level above 0 and at most 1, and a top of at least 1.",
        )
    worlds = len(scores)
    if worlds == 0:
        if plain is None or plain.shape != scores.shape[1:]:
            raise InputError(
                "No world was drawn and there is no plain score for each node",
                where="worlds",
                next_step="Draw at least one world, or give the plain scores.",
            )
        scores = plain[np.newaxis]
    ahead, upto, own = _standing(scores, equals, highest_first)
    given = ~np.isnan(scores)
    count = given.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = np.where(given, scores, 0.0).sum(axis=0) / count
        spread = np.where(given, scores - expected, 0.0)
        error = np.sqrt((spread**2).sum(axis=0) / (count - 1.0) / count)
    error = np.where(count > 1, error, np.nan) if worlds else np.zeros(scores.shape[1])
    if scores.shape[1]:
        tail = (1.0 - level) / 2.0
        low, high = np.quantile(own, [tail, 1.0 - tail], axis=0, method="inverted_cdf")
    else:
        low = high = np.zeros(0)
    return RankUncertainty(
        worlds=worlds,
        expected=expected,
        standard_error=error,
        defined=given.mean(axis=0),
        rank_low=low,
        rank_high=high,
        p_first=(ahead == 1).mean(axis=0),
        p_first_alone=((ahead == 1) & (upto == 1)).mean(axis=0),
        p_top=(ahead <= top).mean(axis=0),
        p_first_by_lot=_by_lot(ahead, upto, 1).mean(axis=0),
        p_top_by_lot=_by_lot(ahead, upto, top).mean(axis=0),
        level=level,
        top=top,
        equals=equals,
    )


def _standing(scores: FloatArray, equals: Equals, highest_first: bool) -> tuple[FloatArray, FloatArray, FloatArray]:
    low = ranks(scores, equals="min", highest_first=highest_first)
    high = ranks(scores, equals="max", highest_first=highest_first)
    if equals not in get_args(Equals):
        raise InputError(f"There is no convention {equals!r}", where="equals", next_step="Take min, mid or max.")
    return low, high, {"min": low, "mid": (low + high) / 2.0, "max": high}[equals]


def _by_lot(low: FloatArray, high: FloatArray, top: int) -> FloatArray:
    """Return the probability (w, n) to be among the first ``top`` when equals draw lots for the places they share."""
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
        scale = np.maximum(1.0, np.maximum(np.abs(ordered[:, 1:]), np.abs(ordered[:, :-1])))
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
