"""Shortest paths between given pairs: how long, how many, and one of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tertius.measures.adjacency import Adjacency, checked_mask
from tertius.measures.network import BoolArray, Network
from tertius.measures.positions import as_mask, checked_positions
from tertius.measures.threads import StopFlag, new_flag, run_jobs


@dataclass(frozen=True, slots=True)
class PairPaths:
    """The shortest paths from one node to another.

    Attributes
    ----------
    source, target
        Positions of the ends.
    length
        Steps; None where no path leads.
    path
        Positions along one of them, both ends among them: the first in the order of positions. Empty where none leads.
    count
        How many there are, exactly; 0 where none leads.
    """

    source: int
    target: int
    length: int | None
    path: tuple[int, ...]
    count: int


def shortest_paths(
    network: Network,
    pairs: Sequence[tuple[int, int]],
    *,
    without: Collection[int] = (),
    mask: BoolArray | None = None,
    stop: StopFlag | None = None,
) -> tuple[PairPaths, ...]:
    """Return the shortest paths of each pair, in steps.

    Parameters
    ----------
    network
        Any network.
    pairs
        Positions of the source and the target of each.
    without
        Positions of nodes that are not there, as ends or on the way.
    mask
        (m,) True where an edge is there; all are when not given.
    stop
        A flag that another thread or process may raise; looked at before every target.

    Returns
    -------
    tuple of PairPaths
        In the order of the pairs.

    Raises
    ------
    InputError
        If a position is none, or the mask does not fit.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Convention: along the direction of a directed network; a node is 0 steps from itself, by one path. Likelihoods play
    no part. Time and memory O(n + m) for each different target.
    """
    checked_positions(network.n, [end for pair in pairs for end in pair])
    gone = as_mask(network.n, without)
    present = checked_mask(network, mask)
    there = ~gone[network.sources] & ~gone[network.targets]
    if present is not None:
        there &= present
    onward = Adjacency.out_of(network).without_hidden(there)
    back = Adjacency.into(network).without_hidden(there)
    by_target: dict[int, list[int]] = {}
    for place, (_, target) in enumerate(pairs):
        by_target.setdefault(target, []).append(place)
    searches = list(by_target.items())
    found: list[PairPaths | None] = [None] * len(pairs)

    def work(one: int) -> None:
        target, places = searches[one]
        steps, counts = _towards(back, target)
        for place in places:
            source = pairs[place][0]
            if gone[source] or gone[target] or steps[source] < 0:
                found[place] = PairPaths(source, target, None, (), 0)
            else:
                path = _first_path(onward, source, steps)
                found[place] = PairPaths(source, target, steps[source], path, counts[source])

    run_jobs(work, len(searches), new_flag() if stop is None else stop)
    return tuple(one for one in found if one is not None)


def _towards(back: Adjacency, target: int) -> tuple[list[int], list[int]]:
    """Return each node's steps to the target, -1 where no path leads, and how many shortest paths there are."""
    start = back.start.tolist()
    heads = back.heads.tolist()
    steps = [-1] * back.n
    counts = [0] * back.n  # whole numbers without a limit
    steps[target] = 0
    counts[target] = 1
    order = [target]
    for v in order:
        for w in heads[start[v] : start[v + 1]]:
            if steps[w] < 0:
                steps[w] = steps[v] + 1
                order.append(w)
            if steps[w] == steps[v] + 1:
                counts[w] += counts[v]
    return steps, counts


def _first_path(onward: Adjacency, source: int, steps: Sequence[int]) -> tuple[int, ...]:
    path = [source]
    while steps[path[-1]] > 0:
        v = path[-1]
        nearer: int = next(
            head for head in onward.heads[onward.start[v] : onward.start[v + 1]].tolist() if steps[head] == steps[v] - 1
        )
        path.append(nearer)
    return tuple(path)
