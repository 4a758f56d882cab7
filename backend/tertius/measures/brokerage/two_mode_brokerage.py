"""Brokerage in a two-mode network: who links groups that nobody else links."""

from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Annotated, Literal, get_args

import numpy as np

from tertius.catalog.declaring import NODE, TWO_MODE, About, integer, number
from tertius.catalog.measure import measure
from tertius.errors import InputError
from tertius.measures.adjacency import checked_mask
from tertius.measures.brokerage.two_mode import TwoMode
from tertius.measures.finding import Finding
from tertius.measures.network import BoolArray, Clause, Edge, FloatArray, IntArray, Network
from tertius.measures.sharing.together import days_together
from tertius.measures.threads import StopFlag, new_flag, run_jobs
from tertius.measures.uncertainty.worlds import over_worlds

Dates = Literal["possible", "certain"]
"""Whether dates need only allow that two ties held together, or have to prove it."""

Score = Literal["pairs", "sole_pairs", "credit", "groups"]
"""The columns of `TwoModeBrokerage` to rank by."""

_BETWEEN = "\x1f"  # the unit separator of ASCII: in no id


@dataclass(frozen=True)
class PairLinks:
    """Who links which pair of groups. Make it with `PairLinks.of`.

    Attributes
    ----------
    two_mode
        The two-mode network.
    dates
        What dates had to show.
    pairs
        (q, 2) Columns of the groups of each pair that somebody links, the smaller first, in ascending order.
    person, pair
        (k,) Who links what: a row of ``two_mode`` and a position in ``pairs``; once for each.
    edges
        (k, 2) The two edges of ``two_mode.network`` that a link rests on.
    certain
        (k,) Whether the two certainly held together, in every reading of the dates.
    held
        (p,) Groups that each person is in, linked or not.
    network
        The links as a network of k edges, from person to pair, each with the ties that must hold: draw worlds from
        this. A tie is true in the same worlds of a seed as in the two-mode network.
    """

    two_mode: TwoMode
    dates: Dates
    pairs: IntArray
    person: IntArray
    pair: IntArray
    edges: IntArray
    certain: BoolArray
    held: IntArray
    network: Network

    @classmethod
    def of(
        cls,
        two_mode: TwoMode,
        *,
        dates: Dates = "possible",
        stop: StopFlag | None = None,
    ) -> "PairLinks":
        """Find the links.

        A person links two groups by being in both, by two ties of their own that could (``possible``) or certainly did
        (``certain``) hold together in time. All ties of the two alternatives count, the PART_OF of a unit that was
        rolled up included, on the days for which it counted as that group.

        Parameters
        ----------
        two_mode
            The two-mode network.
        dates
            What dates have to show.
        stop
            A flag that another thread or process may raise; looked at before every person.

        Raises
        ------
        InputError
            If ``dates`` is unknown.
        QueryTimeoutError
            If the flag was raised.

        Notes
        -----
        Time O(Σ over people and pairs of their groups of alternatives · alternatives); memory O(links).
        """
        if dates not in get_args(Dates):
            raise InputError(f"Dates are not {dates!r}", where="dates", next_step="Take 'possible' or 'certain'.")
        edges = two_mode.edges_by_person()
        bounds = two_mode.network.bounds
        found: list[list[tuple[int, int, tuple[Clause, ...], bool]]] = [[] for _ in edges]

        def work(person: int) -> None:
            for one, other in combinations(edges[person], 2):
                times = {way: days_together([bounds(way)]) for way in two_mode.ways_in_both(one, other)}
                ways = tuple(
                    way for way, days in times.items() if (days.certain if dates == "certain" else days.possible)
                )
                if ways:
                    found[person].append((one, other, ways, any(times[way].certain for way in ways)))

        run_jobs(work, len(edges), new_flag() if stop is None else stop)
        return cls._compile(two_mode, dates, [len(own) for own in edges], found)

    @classmethod
    def _compile(
        cls,
        two_mode: TwoMode,
        dates: Dates,
        held: list[int],
        found: list[list[tuple[int, int, tuple[Clause, ...], bool]]],
    ) -> "PairLinks":
        people, groups, column = two_mode.person_ids, two_mode.group_ids, two_mode.column
        links = []
        for person, own in enumerate(found):
            for one, other, ways, certain in own:
                ends = (int(column[one]), int(column[other]))
                name = groups[ends[0]] + _BETWEEN + groups[ends[1]]
                links.append(((people[person], name), person, ends, (one, other), ways, certain))
        links.sort(key=lambda link: link[0])  # as the edges of the network will be
        pairs = sorted({ends for _, _, ends, *_ in links})
        place = {ends: position for position, ends in enumerate(pairs)}
        nodes = {name: ends for (_, name), _, ends, *_ in links}
        shown = {node: two_mode.network.names[two_mode.network.position(node)] for node in (*people, *groups)}
        return cls(
            two_mode=two_mode,
            dates=dates,
            pairs=np.array(pairs, dtype=np.int64).reshape(-1, 2),
            person=np.array([person for _, person, *_ in links], dtype=np.int64),
            pair=np.array([place[ends] for _, _, ends, *_ in links], dtype=np.int64),
            edges=np.array([edges for _, _, _, edges, *_ in links], dtype=np.int64).reshape(-1, 2),
            certain=np.array([certain for *_, certain in links], dtype=np.bool_),
            held=np.array(held, dtype=np.int64),
            network=Network.of(
                people,
                [Edge(*ends, ways) for ends, _, _, _, ways, _ in links],
                two_mode.network.ties,
                directed=True,
                names={node: shown[node] for node in people}
                | {name: f"{shown[groups[one]]} – {shown[groups[other]]}" for name, (one, other) in nodes.items()},
            ),
        )


@dataclass(frozen=True)
class TwoModeBrokerage:
    """Who brokers between groups, a value for each of p people.

    Attributes
    ----------
    held
        (p,) Groups that the person is in.
    groups
        (p,) Of these the ones that the person links to another.
    pairs
        (p,) Pairs of groups that the person links; unordered, each once.
    sole_pairs
        (p,) Of these the pairs that nobody else links.
    credit
        (p,) One for each pair, shared alike by all who link it: 1 / (people who link it), summed. Over all people the
        credits are the number of pairs that anybody links.
    certain_pairs
        (p,) Of ``pairs`` those whose ties certainly held together, in every reading of the dates.
    expected_pairs
        (p,) Pairs to expect when each tie holds with its likelihood: the sum of the exact probabilities of the links.
    """

    held: IntArray
    groups: IntArray
    pairs: IntArray
    sole_pairs: IntArray
    credit: FloatArray
    certain_pairs: IntArray
    expected_pairs: FloatArray


def two_mode_brokerage(links: PairLinks, *, mask: BoolArray | None = None) -> TwoModeBrokerage:
    """Return for each person the pairs of groups linked, those that nobody else links, and the credit for them.

    Parameters
    ----------
    links
        Who links which pair.
    mask
        (k,) True where a link is there; all are when not given. ``held`` does not go by it.

    Returns
    -------
    TwoModeBrokerage

    Raises
    ------
    InputError
        If the mask does not fit.

    Notes
    -----
    Convention: as the question ``brokerage/brokers``. Pairs are unordered; nobody else means nobody in this network,
    under the same filters: somebody unnamed may link the pair too. Two things differ. ``expected_pairs`` takes every
    alternative with the PART_OF ties in it and ties that share a root as independent, where the question takes the two
    strongest ties alone. And pairs are those of all days put together, where the question counts the day on which the
    person links most. No group, one person, one group each: all 0.

    Time and memory O(links).

    References
    ----------
    Breiger, R. L. (1974). The duality of persons and groups. Social Forces 53(2), 181–190.
    Fractional credit as Newman, M. E. J. (2001). Scientific collaboration networks II. Physical Review E 64, 016132,
    shares a paper among its authors.
    """
    there = checked_mask(links.network, mask)
    present = np.ones(len(links.person), dtype=np.bool_) if there is None else there
    people = len(links.two_mode.people)

    def total(weights: FloatArray | BoolArray) -> FloatArray:
        return np.bincount(links.person[present], weights=weights[present], minlength=people).astype(np.float64)

    return TwoModeBrokerage(
        held=links.held,
        groups=_score(links, present, "groups").astype(np.int64),
        pairs=_score(links, present, "pairs").astype(np.int64),
        sole_pairs=_score(links, present, "sole_pairs").astype(np.int64),
        credit=_score(links, present, "credit"),
        certain_pairs=total(links.certain).astype(np.int64),
        expected_pairs=total(links.network.likelihoods),
    )


@measure(
    "brokerage/sole_links",
    title="Sole links between groups",
    question="Who links groups that nobody else links?",
    version=2,
    networks=TWO_MODE,
    shows=("node", "groups", "pairs", "certain_pairs", "sole_pairs"),
    columns={
        **NODE,
        "held": integer("Number of groups the person is in"),
        "groups": integer("Number of these that the person links to another"),
        "pairs": integer("Number of pairs of groups the person links"),
        "sole_pairs": integer("Number of these that nobody else links"),
        "credit": number("One for each pair, shared equally by all who link it"),
        "certain_pairs": integer("Number of pairs whose two ties certainly held together"),
        "expected_pairs": number("Expected number of pairs: the sum of their likelihoods, computed exactly"),
    },
    conventions=(
        "A person links two groups by being in both at the same time, by two ties of their own. Pairs are unordered; "
        "nobody else means nobody named in the selected claims.",
        "A group and its successor are a pair like any other; brokerage/brokers leaves them out.",
        "Breiger (1974), Social Forces 53(2), 181–190; credit as in Newman (2001), Physical Review E 64, 016132.",
    ),
    defined_by=(two_mode_brokerage,),
)
def sole_links(
    network: Network,
    stop: StopFlag,
    *,
    by: Annotated[Score, About("The column to rank by")] = "sole_pairs",
    together: Annotated[
        Dates, About("Possible: the dates allow that two ties held together; certain: they guarantee it")
    ] = "possible",
) -> Finding:
    """Return a row for each person."""
    two_mode = TwoMode.of(network)
    links = PairLinks.of(two_mode, dates=together, stop=stop)
    columns = vars(two_mode_brokerage(links))
    rows = [
        {
            "node_id": network.ids[node],
            "node": network.names[node],
            **{name: values[row] for name, values in columns.items()},
        }
        for row, node in enumerate(two_mode.people)
    ]
    edges = [np.flatnonzero(two_mode.row == row) for row in range(len(rows))]
    score = np.asarray(columns[by], dtype=np.float64)
    worlds = over_worlds(partial(_in_world, links=links, score=by))
    return Finding(rows, score, edges, worlds, network=links.network)


def _in_world(_: Network, *, links: PairLinks, score: Score, mask: BoolArray) -> FloatArray:
    return _score(links, mask, score)


def _score(links: PairLinks, present: BoolArray, score: Score) -> FloatArray:
    person, pair = links.person[present], links.pair[present]
    people, groups = links.two_mode.shape
    if score == "groups":
        cells = np.unique(person[:, None] * groups + links.pairs[pair])
        return np.bincount(cells // max(1, groups), minlength=people).astype(np.float64)
    weights = np.ones(len(person))
    if score != "pairs":
        linkers = np.bincount(pair, minlength=len(links.pairs))[pair]
        weights = 1.0 / linkers if score == "credit" else (linkers == 1).astype(np.float64)
    return np.bincount(person, weights=weights, minlength=people).astype(np.float64)
