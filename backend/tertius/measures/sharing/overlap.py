"""Groups that share people: whom, for how long, and whether it is more than chance."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import combinations
from typing import Annotated, Literal, get_args

import numpy as np

from tertius.catalog.declaring import TWO_MODE, About, integer, number, text, truth
from tertius.catalog.measure import measure
from tertius.errors import InputError
from tertius.measures.brokerage.two_mode import TwoMode
from tertius.measures.finding import Finding
from tertius.measures.network import BoolArray, FloatArray, IntArray, Network
from tertius.measures.sharing.backbone import fixed_row, sdsm
from tertius.measures.sharing.together import ANY_TIME, Window, days_together
from tertius.measures.threads import StopFlag, new_flag, run_jobs
from tertius.measures.uncertainty.worlds import over_worlds
from tertius.wording import counted

Correction = Literal["bh", "by"]
"""Benjamini–Hochberg, or Benjamini–Yekutieli, which holds under any dependence and finds less."""

Score = Literal["shared", "p_hypergeometric", "p_sdsm"]
"""The columns of `Overlap` to rank by."""


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
    stop: StopFlag | None = None,
) -> Overlap:
    """Return what each two groups share, for how long, and whether it is more than chance.

    Parameters
    ----------
    two_mode
        People and their groups.
    window
        Only days from the first to the last count as time of overlap; with both given no figure is unbounded. It does
        not choose members.
    correction
        Of the p-values over all pairs.
    stop
        A flag that another thread or process may raise; looked at before every person and between steps.

    Returns
    -------
    Overlap

    Raises
    ------
    InputError
        If the correction is unknown, or the window ends before it starts.
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
    from scipy.stats import hypergeom

    flag = new_flag() if stop is None else stop
    days_together([], window)  # refuses one that ends before it starts
    by_group = two_mode.matrix().T
    groups, people = by_group.shape
    one, other = np.triu_indices(groups, 1)
    hypergeometric, stochastic = fixed_row(by_group), sdsm(by_group, stop=flag)
    sizes = np.diagonal(hypergeometric.shared)
    found = _shared_people(two_mode, window, flag)

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


@measure(
    "commanders/shared",
    title="Shared leaders and members, tested",
    question="Which groups share more people than chance would have them share?",
    version=2,
    networks=TWO_MODE,
    shows=("one", "other", "shared", "smallest_p", "more_than_chance"),
    columns={
        "one_id": text("Id of one group"),
        "one": text("Name"),
        "other_id": text("Id of the other group"),
        "other": text("Name"),
        "members_one": integer("Number of people in the one"),
        "members_other": integer("Number of people in the other"),
        "shared": integer("Number of people in both, at any time"),
        "people": text("Their names", several=True),
        "shared_leaders": integer("Number of these who lead both"),
        "together_possible": integer("Number of shared people who may have been in both on the same day"),
        "together_certain": integer("Number of shared people who certainly were"),
        "least_days": number("Days in both, summed over shared people: minimum", nullable=True),
        "most_days": number("Days in both, summed over shared people: maximum; empty if unbounded", nullable=True),
        "expected_hypergeometric": number("Expected number of shared people, given the sizes of the two groups"),
        "p_hypergeometric": number("Probability of as many or more under that null model"),
        "q_hypergeometric": number("The same, corrected for all pairs of groups"),
        "expected_sdsm": number("Expected number of shared people, given also each person's number of groups"),
        "p_sdsm": number("Probability of as many or more under that null model"),
        "q_sdsm": number("The same, corrected for all pairs of groups"),
        "smallest_p": number("Smallest p_hypergeometric that groups of these sizes can have"),
        "more_than_chance": truth("Whether both corrected values are at most alpha"),
    },
    conventions=(
        "The people who could have been shared are those named in any of these groups, and those whom a file names in "
        "none; nobody else. That is an assumption: where sources name people because they are linked, overlaps look "
        "less unusual than they are.",
        "One-sided: more than chance. Pairs that share nobody are among those corrected for. Where smallest_p is above "
        "alpha no finding was possible. For a test of leaders alone select kinds=LEADS.",
        "Days count the first and the last. Expected values, errors and intervals are of the column chosen by by; a p "
        "ranks low first.",
        "Neal (2014), Social Networks 39, 84–97 (SDSM). Benjamini & Hochberg (1995), J. Royal Statistical Society B.",
    ),
    defined_by=(overlap,),
)
def shared(
    network: Network,
    stop: StopFlag,
    *,
    by: Annotated[Score, About("The column to rank by")] = "shared",
    alpha: Annotated[float, About("Significance level, for all pairs together", min=0.0001, max=0.5)] = 0.05,
    correction: Annotated[
        Correction, About("bh: Benjamini and Hochberg; by: Benjamini and Yekutieli, under any dependence")
    ] = "bh",
    first_day: Annotated[date | None, About("First day counted as time in both")] = None,
    last_day: Annotated[date | None, About("Last day counted as time in both")] = None,
) -> Finding:
    """Return a row for each pair of groups."""
    two_mode = TwoMode.of(network)
    found = overlap(two_mode, window=(first_day, last_day), correction=correction, stop=stop)
    columns = vars(found) | {"more_than_chance": found.more_than_chance(alpha)}
    figures = [name for name, values in columns.items() if isinstance(values, np.ndarray)]
    rows = []
    for pair, (one, other) in enumerate(zip(two_mode.groups[found.one], two_mode.groups[found.other], strict=True)):
        people = two_mode.people[found.shared_people.person[found.shared_people.pair == pair]]
        rows.append(
            {name: columns[name][pair] for name in figures}
            | {
                "one_id": network.ids[one],
                "one": network.names[one],
                "other_id": network.ids[other],
                "other": network.names[other],
                "people": [network.names[person] for person in people],
            }
        )
    people_shared = found.shared_people
    in_world: Callable[..., FloatArray | IntArray] = partial(_p_in_world, by=by)
    if by == "shared":
        in_world = partial(_shared_in_world, pair=people_shared.pair, edges=people_shared.edges, pairs=len(rows))
    return Finding(
        rows,
        np.asarray(columns[by], dtype=np.float64),
        [_behind(found, pair) for pair in range(len(rows))],
        over_worlds(in_world),
        highest_first=by == "shared",
        notes=(
            f"Tested: {counted(len(rows), 'pair')} of groups, which could have shared "
            f"{counted(found.people, 'person', 'people')}.",
        ),
    )


def _behind(found: Overlap, pair: int) -> IntArray:
    """Return the edges of those whom two groups share; where they share nobody, of all who are in either."""
    shared_by = found.edges(pair)
    column = found.two_mode.column
    return shared_by if len(shared_by) else np.flatnonzero((column == found.one[pair]) | (column == found.other[pair]))


def _shared_in_world(_: Network, *, pair: IntArray, edges: IntArray, pairs: int, mask: BoolArray) -> IntArray:
    """Return how many people each pair of groups shares: those whose two edges are there."""
    return np.bincount(pair[mask[edges].all(axis=1)], minlength=pairs).astype(np.int64)


def _p_in_world(network: Network, *, by: Score, mask: BoolArray, stop: StopFlag | None = None) -> FloatArray:
    """Return p of every pair of groups; the people are the same in every world, those in no group included."""
    by_group = TwoMode.of(network).matrix(mask).T
    chance = fixed_row(by_group) if by == "p_hypergeometric" else sdsm(by_group, stop=stop)
    return chance.p[np.triu_indices(len(by_group), 1)]


def _corrected(p: FloatArray, correction: Correction) -> FloatArray:
    from scipy.stats import false_discovery_control

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


def _shared_people(two_mode: TwoMode, window: Window, flag: StopFlag) -> Shared:
    edges = two_mode.edges_by_person()
    bounds = two_mode.network.bounds
    found: list[list[tuple[int, int, int, int, bool, float, float]]] = [[] for _ in edges]

    def work(person: int) -> None:
        leads = {edge: two_mode.leads(edge) for edge in edges[person]}
        for pair, left, right in _met(two_mode, edges[person]):
            days = days_together(map(bounds, two_mode.ways_in_both(left, right)), window)
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
