"""Key players: the set of nodes whose loss falls hardest on a network, or that reaches most of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency, Int32Array, checked_mask, checked_masks
from tertius.measures.key_players.baselines import Baseline, baselines
from tertius.measures.key_players.goals import Goal, Purpose
from tertius.measures.key_players.search import add_and_exchange, try_every_set
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.positions import checked_positions
from tertius.measures.threads import StopFlag, new_flag, run_jobs

Search = Literal["auto", "exact", "greedy"]
"""``exact``: every set is tried. ``greedy``: one node after another, then exchanges. ``auto``: exact if it is cheap."""

EXACT_STEPS = 1.2e10
"""Elementary steps up to which ``auto`` tries every set: a few seconds on two cores (half a nanosecond a step)."""

EXACT_STEPS_OF_WORLDS = 1e11
"""The same for every set in every one of several worlds: under a minute."""


@dataclass(frozen=True)
class KeyPlayers:
    """The best sets of one size, or the best that was found.

    Attributes
    ----------
    goal, size
        As asked.
    sets
        Positions of the nodes of each best set, ascending; the sets in lexicographic order. One when not exact.
    value
        What each of them is worth: F, dF, nodes, or the sum of 1 / d.
    bound
        What no set of this size surpasses; the value itself when exact.
    exact
        Whether every set was tried.
    optima
        How many sets are best; None when not exact, since that is not known.
    truncated
        Whether there are more best sets than are listed.
    before
        The value of the network with nobody chosen: F or dF as it is; 0 for reach.
    baselines
        What sets are worth that cost no search.
    """

    goal: Goal
    size: int
    sets: tuple[tuple[int, ...], ...]
    value: float
    bound: float
    exact: bool
    optima: int | None
    truncated: bool
    before: float
    baselines: tuple[Baseline, ...]

    @property
    def gap(self) -> float:
        """How much better the best set may be: 0 when exact."""
        return self.bound - self.value


def key_players(
    network: Network,
    size: int,
    *,
    goal: Goal = "fragment",
    steps: int = 2,
    count_members: bool = False,
    search: Search = "auto",
    most_sets: int = 100,
    seed: int = 0,
    draws: int = 100,
    mask: BoolArray | None = None,
    stop: StopFlag | None = None,
) -> KeyPlayers:
    """Return the set of so many nodes that serves a goal best, all such sets where every one was tried.

    Parameters
    ----------
    network
        Any network.
    size
        Nodes in the set, k: at least 1; for the fragmenting goals at most n − 2, otherwise at most n.
    goal
        See `tertius.measures.key_players.goals.Goal`.
    steps
        m of the goal ``reach``, at least 1.
    count_members
        Whether the set counts among those it reaches, 1 each. Which sets are best does not depend on it.
    search
        See `Search`.
    most_sets
        Best sets to list, at least 1.
    seed
        Of the random baseline, not negative. Nothing else is drawn.
    draws
        Sets that the random baseline is the mean over, at least 1.
    mask
        (m,) True where an edge is there; all are when not given.
    stop
        A flag that another thread or process may raise; looked at before every set or every search from a node.

    Returns
    -------
    KeyPlayers

    Raises
    ------
    InputError
        If there is no set of this size, the mask does not fit, or a parameter is not as said.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Conventions of the values are those of `tertius.measures.key_players.fragmentation` and
    `tertius.measures.key_players.reach`: members that are taken away are no part of the pairs, and directed networks
    are taken along their direction. Sets whose values differ only in rounding are equally good.

    Exact: F of undirected networks in O(C(n, k − 1)·(n + m)), one search for all sets that differ in the last node;
    otherwise F and dF in O(C(n, k)·l·(n + m)·n / 64), l being the steps of the longest path; reach in O(C(n, k)·n),
    with n² numbers in memory. ``auto`` counts the steps and stays exact up to `EXACT_STEPS`.

    Greedy: the node that helps most is added k times; then, from there or from a baseline that is better, up to
    `tertius.measures.key_players.search.SWEEPS` times round, each is exchanged for a better one. Where trying a node
    means a search from every node (dF, and F of directed networks), only the
    `tertius.measures.key_players.goals.CANDIDATES` that could take most away are tried. The bound holds for every set
    of the size, whatever the search did: for reach, which is submodular, the value of any set and the k largest gains
    beside it (Nemhauser et al. 1978); for fragmentation see
    `tertius.measures.key_players.goals.Fragmenting.ceiling`. It may be far from the optimum for fragmentation.

    References
    ----------
    Borgatti, S. P. (2006). Identifying sets of key players in a social network. Computational & Mathematical
    Organization Theory 12(1), 21–34.
    Nemhauser, G. L., Wolsey, L. A. & Fisher, M. L. (1978). An analysis of approximations for maximizing submodular set
    functions I. Mathematical Programming 14, 265–294.
    """
    if search not in get_args(Search) or most_sets < 1 or draws < 1 or seed < 0:
        raise InputError(
            f"Search {search!r}, {most_sets} sets, {draws} draws and seed {seed} make no sense together",
            where="search, most_sets, draws, seed",
            next_step=f"Take a search of {', '.join(get_args(Search))}, at least 1 set and draw, and no negative seed.",
        )
    purpose = Purpose(goal, steps, count_members).checked(network.n, size)
    present = checked_mask(network, mask)
    flag = new_flag() if stop is None else stop
    objective = purpose.on(network, Adjacency.out_of(network).without_hidden(present))
    exact = search == "exact" or (search == "auto" and objective.cost(size) <= EXACT_STEPS)
    nobody = np.empty(0, dtype=np.int32)
    before = objective.value(objective.score(nobody, flag), 0)
    beside = baselines(network, objective, size, seed=seed, draws=draws, mask=present, stop=flag)
    if exact:
        found = try_every_set(objective, size, most_sets, flag)
    else:
        starts = [np.array(one.members, dtype=np.int32) for one in beside if one.members]
        found = add_and_exchange(objective, size, starts, flag)
    return KeyPlayers(
        goal=goal,
        size=size,
        sets=found.sets,
        value=objective.value(found.score, size),
        bound=objective.value(found.ceiling, size),
        exact=exact,
        optima=found.optima if exact else None,
        truncated=exact and found.optima > len(found.sets),
        before=before,
        baselines=beside,
    )


def key_player_worlds(
    network: Network,
    masks: BoolArray,
    sets: Sequence[Collection[int]],
    *,
    goal: Goal = "fragment",
    steps: int = 2,
    count_members: bool = False,
    stop: StopFlag | None = None,
) -> FloatArray:
    """Return what given sets of nodes are worth in each of several worlds.

    Parameters
    ----------
    network, goal, steps, count_members, stop
        As in `key_players`.
    masks
        (w, m) True where an edge is there in a world.
    sets
        Positions of each of s sets; their sizes may differ.

    Returns
    -------
    FloatArray
        (w, s)

    Raises
    ------
    InputError
        If the masks do not fit, a position is none, a set is empty or too large, or a parameter is not as said.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    A world in which every edge is hidden is as fragmented as can be: F and dF are 1, and the set reaches itself alone.
    """
    present = checked_masks(network, masks)
    purpose = Purpose(goal, steps, count_members)
    chosen = _checked_sets(network, purpose, sets)
    whole = Adjacency.out_of(network)
    flag = new_flag() if stop is None else stop
    values = np.zeros((len(present), len(chosen)))

    def work(world: int) -> None:
        objective = purpose.on(network, whole.without_hidden(present[world]))
        for place, members in enumerate(chosen):
            values[world, place] = objective.value(objective.score(members, flag), len(members))

    run_jobs(work, len(present), flag)
    return values


def optimal_in_worlds(
    network: Network,
    masks: BoolArray,
    sets: Sequence[Collection[int]],
    *,
    goal: Goal = "fragment",
    steps: int = 2,
    stop: StopFlag | None = None,
) -> FloatArray:
    """Return in which worlds each of some sets is among the best of its size.

    Parameters
    ----------
    network, goal, steps, stop
        As in `key_players`.
    masks
        (w, m) True where an edge is there in a world.
    sets
        Positions of each of s sets, all of one size.

    Returns
    -------
    FloatArray
        (w, s) 1 where no set of the size is worth more, otherwise 0; the mean over the worlds is how often.

    Raises
    ------
    InputError
        As in `key_player_worlds`; also if the sizes differ, or trying every set in every world would take more than
        `EXACT_STEPS_OF_WORLDS`.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    w times the cost of the exact search of `key_players`.
    """
    present = checked_masks(network, masks)
    purpose = Purpose(goal, steps)
    chosen = _checked_sets(network, purpose, sets)
    sizes = {len(members) for members in chosen}
    if len(sizes) > 1:
        raise InputError("The sets are of several sizes", where="sets", next_step="Ask for each size by itself.")
    whole = Adjacency.out_of(network)
    flag = new_flag() if stop is None else stop
    best = np.zeros((len(present), len(chosen)))
    for size in sizes:
        if purpose.on(network, whole).cost(size) * len(present) > EXACT_STEPS_OF_WORLDS:
            raise InputError(
                f"Trying every set of {size} of {network.n} nodes in {len(present)} worlds takes too long",
                where="masks, sets",
                next_step="Take fewer worlds or smaller sets, or ask for the values of the sets alone.",
            )
        for world, mask in enumerate(present):
            objective = purpose.on(network, whole.without_hidden(mask))
            top = try_every_set(objective, size, 1, flag).score
            best[world] = [objective.score(members, flag) >= top - objective.slack for members in chosen]
    return best


def _checked_sets(network: Network, purpose: Purpose, sets: Sequence[Collection[int]]) -> list[Int32Array]:
    chosen = [checked_positions(network.n, members) for members in sets]
    for members in chosen:
        purpose.checked(network.n, len(members))
    return chosen
