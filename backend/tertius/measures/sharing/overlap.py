"""Groups that share people: whom, for how long, and whether it is more than chance."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, get_args

import numpy as np
from scipy.stats import false_discovery_control, hypergeom

from tertius.errors import InputError
from tertius.measures.adjacency import checked_masks
from tertius.measures.brokerage.two_mode import TwoMode
from tertius.measures.network import BoolArray, FloatArray, IntArray
from tertius.measures.sharing.backbone import fixed_row, sdsm
from tertius.measures.sharing.together import ANY_TIME, Window, days_together
from tertius.measures.threads import StopFlag, new_flag, run_jobs

Correction = Literal["bh", "by"]
"""Benjamini–Hochberg, or Benjamini–Yekutieli, which holds under any dependence and finds less."""

Score = Literal["shared", "p_hypergeometric", "p_sdsm"]
"""A column of `Overlap` that can be worked out for worlds."""


@dataclass(frozen=True)
class Shared:
    """Each person that two groups share, s rows in the order of the pairs, then of the people.

    Attributes
    ----------
    pair
        (s,) Position of the pair of groups in `Overlap`.
    person
        (s,) Row of the two-mode network.
    edges
        (s, 2) The person's edges to the two groups: what every figure of the pair rests on.
    leads_both
        (s,) Whether the person leads both: has a LEADS tie to each.
    least_days, most_days
        (s,) Days on which the person was in both groups, first and last day included: as many in every admissible
        reading of the dates, and in the longest. ``inf`` where nothing bounds them. See `days_together`.
    """

    pair: IntArray
    person: IntArray
    edges: IntArray
    leads_both: BoolArray
    least_days: FloatArray
    most_days: FloatArray


@dataclass(frozen=True)
class Overlap:
    """What each two of g groups share: q = g (g − 1) / 2 pairs, those that share nobody included.

    Attributes
    ----------
    two_mode
        The two-mode network.
    people
        How many people there are to share: the universe of both tests.
    one, other
        (q,) Columns of the groups, the smaller first, in ascending order.
    members_one, members_other
        (q,) People in each.
    shared, shared_leaders
        (q,) People in both at any time, and those who lead both.
    together_possible, together_certain
        (q,) Of the shared those who could have been in both on one day of the window, and those who were in every
        reading of the dates.
    least_days, most_days
        (q,) Person-days in both: the sums over the shared of their days.
    expected_hypergeometric, p_hypergeometric, q_hypergeometric
        (q,) Shared people to expect by chance, the probability of as many or more, and that corrected for all q pairs;
        by fixed sizes of groups.
    expected_sdsm, p_sdsm, q_sdsm
        (q,) The same with the sizes of groups and the number of each person's groups kept on average.
    smallest_p
        (q,) The smallest hypergeometric p that groups of these sizes can have: where it is above the level asked for,
        no finding was possible.
    shared_people
        Every shared person, with the edges.
    """

    two_mode: TwoMode
    people: int
    one: IntArray
    other: IntArray
    members_one: IntArray
    members_other: IntArray
    shared: IntArray
    shared_leaders: IntArray
    together_possible: IntArray
    together_certain: IntArray
    least_days: FloatArray
    most_days: FloatArray
    expected_hypergeometric: FloatArray
    p_hypergeometric: FloatArray
    q_hypergeometric: FloatArray
    expected_sdsm: FloatArray
    p_sdsm: FloatArray
    q_sdsm: FloatArray
    smallest_p: FloatArray
    shared_people: Shared

    def more_than_chance(self, level: float = 0.05) -> BoolArray:
        """(q,) Whether both nulls are rejected after correction: neither the sizes nor busy people explain it."""
        return (self.q_hypergeometric <= level) & (self.q_sdsm <= level)

    def edges(self, pair: int) -> IntArray:
        """Return the edges behind a pair, ascending."""
        return np.unique(self.shared_people.edges[self.shared_people.pair == pair])


def overlap(
    two_mode: TwoMode,
    *,
    window: Window = ANY_TIME,
    correction: Correction = "bh",
    mask: BoolArray | None = None,
    stop: StopFlag | None = None,
) -> Overlap:
    """Return what each two groups share, for how long, and whether it is more than chance.

    Parameters
    ----------
    two_mode
        People and their groups.
    window
        Only days from the first to the last count as time of overlap; with both given no figure is unbounded. It does
        not choose members: hide edges by ``mask`` for that.
    correction
        Of the p-values over all pairs.
    mask
        (m,) Only these edges count; all do when not given. The people stay the same.
    stop
        A flag that another thread or process may raise; looked at before every person and between steps.

    Returns
    -------
    Overlap

    Raises
    ------
    InputError
        If the correction is unknown, the window ends before it starts, or the mask does not fit.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Shared are the people in both groups by any tie at any time: the tests are about that, since no null says when
    somebody joins. For a test of leaders only, choose a network of LEADS ties. Someone whose *one* tie, to a unit that
    was part of both groups, reaches both is shared but never together (see `TwoMode.ways_in_both`).

    Assumptions, to be printed with the answer: everybody in the network could have been in any of its groups, and
    nobody else; groups are tested for sharing more than chance, never less; the pairs corrected for are all pairs of
    groups in the network, since leaving out those that share nobody would choose by the outcome.

    No group or one: no pair. A person in every group, a group with everybody: p is 1 where nothing else was possible.

    Time O(g² p) and that of `days_together` and `sdsm`; memory O(g² + g p).

    References
    ----------
    As in `fixed_row` and `sdsm`. Benjamini, Y. & Hochberg, Y. (1995). J. Royal Statistical Society B 57, 289–300.
    Benjamini, Y. & Yekutieli, D. (2001). Annals of Statistics 29, 1165–1188.
    """
    if correction not in get_args(Correction):
        raise InputError(
            f"There is no correction {correction!r}", next_step=f"Take one of {', '.join(get_args(Correction))}."
        )
    flag = new_flag() if stop is None else stop
    days_together([], window)  # refuses one that ends before it starts
    by_group = two_mode.matrix(mask).T
    groups, people = by_group.shape
    one, other = np.triu_indices(groups, 1)
    hypergeometric, stochastic = fixed_row(by_group), sdsm(by_group, stop=flag)
    sizes = np.diagonal(hypergeometric.shared)
    found = _shared_people(two_mode, window, mask, flag)

    def total(weights: FloatArray | BoolArray) -> FloatArray:
        return np.bincount(found.pair, weights=weights, minlength=len(one)).astype(np.float64)

    p_hypergeometric, p_sdsm = hypergeometric.p[one, other], stochastic.p[one, other]
    least = np.minimum(sizes[one], sizes[other])
    return Overlap(
        two_mode=two_mode,
        people=people,
        one=one.astype(np.int64),
        other=other.astype(np.int64),
        members_one=sizes[one],
        members_other=sizes[other],
        shared=hypergeometric.shared[one, other],
        shared_leaders=total(found.leads_both).astype(np.int64),
        together_possible=total(found.most_days > 0).astype(np.int64),
        together_certain=total(found.least_days > 0).astype(np.int64),
        least_days=total(found.least_days),
        most_days=total(found.most_days),
        expected_hypergeometric=hypergeometric.expected[one, other],
        p_hypergeometric=p_hypergeometric,
        q_hypergeometric=_corrected(p_hypergeometric, correction),
        expected_sdsm=stochastic.expected[one, other],
        p_sdsm=p_sdsm,
        q_sdsm=_corrected(p_sdsm, correction),
        smallest_p=np.minimum(hypergeom.sf(least - 1, people, sizes[one], sizes[other]), 1.0),
        shared_people=found,
    )


def overlap_worlds(
    two_mode: TwoMode, masks: BoolArray, *, score: Score = "shared", stop: StopFlag | None = None
) -> FloatArray:
    """Return one score of every pair of groups in each of several worlds.

    Parameters
    ----------
    two_mode
        As in `overlap`.
    masks
        (w, m) True where an edge is there in a world.
    score
        Which: people shared, or a p-value, uncorrected.
    stop
        A flag that another thread or process may raise; looked at before every world.

    Returns
    -------
    FloatArray
        (w, q) In the order of the pairs of `overlap`. The people are the same in every world, those in no group of it
        included.

    Raises
    ------
    InputError
        If there is no such score or the masks do not fit.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Time O(w · shared people) for those; for p-values that of `fixed_row` or `sdsm` for each world.
    """
    if score not in get_args(Score):
        raise InputError(f"There is no score {score!r}", next_step=f"Take one of {', '.join(get_args(Score))}.")
    present = checked_masks(two_mode.network, masks)
    one, other = np.triu_indices(two_mode.shape[1], 1)
    found = np.zeros((len(present), len(one)))
    held = [met for own in two_mode.edges_by_person() for met in _met(two_mode, own)] if score == "shared" else []
    pair, left, right = np.array(held, dtype=np.int64).reshape(-1, 3).T

    def count(world: int) -> None:
        there = present[world, left] & present[world, right]
        found[world] = np.bincount(pair[there], minlength=len(one))

    def test(world: int) -> None:
        by_group = two_mode.matrix(present[world]).T
        found[world] = (fixed_row if score == "p_hypergeometric" else sdsm)(by_group).p[one, other]

    run_jobs(count if score == "shared" else test, len(present), new_flag() if stop is None else stop)
    return found


def _corrected(p: FloatArray, correction: Correction) -> FloatArray:
    if not len(p):
        return p
    q: FloatArray = false_discovery_control(p, method=correction)
    return q


def _met(two_mode: TwoMode, edges: list[int]) -> Iterator[tuple[int, int, int]]:
    """Yield the pairs of groups that one person's edges lead to: the pair's position, and the two edges."""
    groups = two_mode.shape[1]
    for left, right in combinations(edges, 2):
        one, other = int(two_mode.column[left]), int(two_mode.column[right])
        yield one * groups - one * (one + 1) // 2 + other - one - 1, left, right  # as the upper triangle has them


def _shared_people(two_mode: TwoMode, window: Window, mask: BoolArray | None, flag: StopFlag) -> Shared:
    edges = two_mode.edges_by_person(mask)
    ties = two_mode.network.ties
    found: list[list[tuple[int, int, int, int, bool, float, float]]] = [[] for _ in edges]

    def work(person: int) -> None:
        leads = {edge: two_mode.leads(edge) for edge in edges[person]}
        for pair, left, right in _met(two_mode, edges[person]):
            days = days_together(
                [[ties[tie].bounds for tie in sorted(way)] for way in two_mode.ways_in_both(left, right)], window
            )
            found[person].append((pair, person, left, right, leads[left] and leads[right], *days))

    run_jobs(work, len(edges), flag)
    rows = sorted(row for own in found for row in own)
    columns = list(zip(*rows, strict=True)) if rows else [()] * 7
    return Shared(
        pair=np.array(columns[0], dtype=np.int64),
        person=np.array(columns[1], dtype=np.int64),
        edges=np.array([columns[2], columns[3]], dtype=np.int64).T.reshape(-1, 2),
        leads_both=np.array(columns[4], dtype=np.bool_),
        least_days=np.array(columns[5], dtype=np.float64),
        most_days=np.array(columns[6], dtype=np.float64),
    )
