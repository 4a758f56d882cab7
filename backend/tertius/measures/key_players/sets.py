"""Key players: the set of nodes whose loss falls hardest on a network, or that reaches most of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any, Literal, get_args

import numpy as np

from tertius.catalog.declaring import ONE_MODE, About, integer, number, text, truth
from tertius.catalog.measure import measure
from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency, checked_mask
from tertius.measures.finding import Finding
from tertius.measures.key_players.baselines import Baseline, baselines
from tertius.measures.key_players.goals import Goal, Purpose
from tertius.measures.key_players.search import add_and_exchange, begin_again, rule_out, try_every_set
from tertius.measures.network import BoolArray, FloatArray, IntArray, Network
from tertius.measures.threads import StopFlag, new_flag
from tertius.measures.tie_order import in_tie_order
from tertius.measures.uncertainty.worlds import Sampling, over_worlds
from tertius.wording import counted

Search = Literal["auto", "exact", "greedy"]
"""``exact``: every set is tried. ``greedy``: one node after another, then exchanges, then sets are ruled out until none
can be better. ``auto``: exact if it is cheap, otherwise as greedy, until all sets that are as good are known."""

EXACT_STEPS = 1.2e10
"""Elementary steps up to which ``auto`` tries every set: a few seconds on two cores (half a nanosecond a step)."""

_SAME = 1e-9  # values no further apart are one

LEAST_WORLDS = 20
"""Worlds below which the share in which a set is best says too little to be worth the time."""


@dataclass(frozen=True)
class KeyPlayers:
    """The best sets of one size, or the best that was found.

    Attributes
    ----------
    goal, size
        As asked.
    sets
        Positions of the nodes of each best set, ascending; the sets in lexicographic order. When not exact, the best
        that were met.
    value
        What each of them is worth: F, dF, nodes, or the sum of 1 / d.
    bound
        What no set of this size surpasses; the value itself when exact.
    exact
        Whether every set was tried or ruled out, so that all best sets are known.
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
    """Return the set of so many nodes that serves a goal best, all such sets where every one was tried or ruled out.

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
        Of the random baseline, and of the sets that exchanging begins anew from; not negative.
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
    `tertius.measures.key_players.goals.Goal`: members that are taken away are no part of the pairs, and directed
    networks are taken along their direction. Sets whose values differ only in rounding are equally good.

    Exact: F of undirected networks in O(C(n, k − 1)·(n + m)), one search for all sets that differ in the last node;
    otherwise F and dF in O(C(n, k)·l·(n + m)·n / 64), l being the steps of the longest path; reach in O(C(n, k)·n),
    with n² numbers in memory. ``auto`` counts the steps and stays exact up to `EXACT_STEPS`.

    Greedy: the node that helps most is added k times; from there and from each baseline, every member is exchanged for
    whoever helps most in its place, until no exchange helps, as Borgatti's program KeyPlayer does. Then branch and
    bound (`tertius.measures.key_players.search.rule_out`) looks for better sets and rules out the others; where it has
    not done so within its steps, exchanging begins anew from sets half of which are drawn. Where trying all nodes would
    take too long (dF, and F of directed networks), those that could take most away are tried.

    The bound holds for every set of the size, whatever the search did: for reach, which is submodular, the value of any
    set and the k largest gains beside it (Nemhauser et al. 1978); for fragmentation see
    `tertius.measures.key_players.goals.Fragmenting.ceiling`; and the highest bound of the sets that are not ruled out.
    On networks of hundreds of nodes it mostly comes down to the best value; on large ones with many nodes in a set it
    may be far from the optimum of fragmentation.

    References
    ----------
    Borgatti, S. P. (2006). Identifying sets of key players in a social network. Computational & Mathematical
    Organization Theory 12(1), 21–34.
    Nemhauser, G. L., Wolsey, L. A. & Fisher, M. L. (1978). An analysis of approximations for maximizing submodular set
    functions I. Mathematical Programming 14, 265–294.
    """
    if search not in get_args(Search) or most_sets < 1 or draws < 1 or seed < 0:
        raise InputError(
            f"Search {search!r}, {counted(most_sets, 'set')}, {counted(draws, 'draw')} and seed {seed} make no sense "
            "together",
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
        found = add_and_exchange(objective, size, starts, most=most_sets, stop=flag)
        found = rule_out(objective, size, found, all_best=search == "auto", most=most_sets, stop=flag)
        if found.ceiling > found.score + objective.slack:
            found = begin_again(objective, size, found, most=most_sets, seed=seed, stop=flag)
        exact = found.complete
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


@measure(
    "key_players/sets",
    title="Key players",
    question="Which few people hold the network together, or reach most of it?",
    version=2,
    networks=ONE_MODE,
    spread="values",
    shows=("chosen_by", "nodes", "value", "bound", "exact"),
    columns={
        "chosen_by": text(
            "search, or a baseline: degree, betweenness, corehd, random (the mean over sets drawn at random)",
            several=True,
        ),
        "node_ids": text("Ids of the set; none for random", several=True),
        "nodes": text("Names", several=True),
        "value": number("Value of the set: F or dF without it, number of nodes reached, or the sum of 1 / distance"),
        "before": number("F or dF of the whole network; 0 for reach"),
        "bound": number("Upper bound on the value of any set of this size"),
        "gap": number("Upper bound on how much better the best set is than this one"),
        "exact": truth("Whether every set was tried or ruled out; if so all best sets are rows"),
        "optima": integer("Number of best sets; empty unless every set was tried or ruled out", nullable=True),
        "p_best": number(
            "Share of the simulations in which no set of this size is better; empty if that takes too long",
            nullable=True,
        ),
    },
    conventions=(
        "fragment: F, the share of pairs of remaining nodes that no path links. distance_fragment: dF, 1 minus their "
        "mean 1 / distance. reach: number of others within so many steps of the set. distance_reach: each weighted by "
        "1 / distance.",
        "Members who are removed are not part of the pairs; members count among those reached only on request.",
        "greedy adds one at a time and exchanges while that helps; then sets that cannot be better are ruled out. The "
        "bound holds for any set of the size, whatever the search did: a gap of 0 says that no set is better.",
        "A baseline is one set: of nodes that score alike it takes the one that the file, or the graph, names first.",
        "Borgatti (2006), Computational & Mathematical Organization Theory 12(1), 21–34. CoreHD: Zdeborová, Zhang & "
        "Zhou (2016), Scientific Reports 6, 37954.",
    ),
    defined_by=(key_players,),
)
def sets(
    network: Network,
    sampling: Sampling,
    *,
    size: Annotated[int, About("Number of people in the set", min=1, max=100)] = 2,
    goal: Annotated[Goal, About("What the set is to achieve")] = "fragment",
    steps: Annotated[int, About("Number of steps that reach counts", min=1, max=1000)] = 2,
    count_members: Annotated[bool, About("Count the set among those it reaches")] = False,
    search: Annotated[
        Search,
        About("exact: try every set; greedy: add and exchange one at a time; auto: all best sets if that is fast"),
    ] = "auto",
    draw_seed: Annotated[int, About("Seed of the random sets", min=0, max=2**63 - 1)] = 1,
) -> Finding:
    """Return a row for each best set and each baseline."""
    purpose = Purpose(goal, steps, count_members)
    ordered, nodes = in_tie_order(network)
    searched = key_players(
        ordered,
        size,
        goal=goal,
        steps=steps,
        count_members=count_members,
        search=search,
        seed=draw_seed,
        stop=sampling.stop,
    )
    found = replace(
        searched,
        sets=tuple(sorted(_known_as(nodes, members) for members in searched.sets)),
        baselines=tuple(replace(one, members=_known_as(nodes, one.members)) for one in searched.baselines),
    )
    # A set that a baseline chose and the search found best is one row, with both names.
    worth: dict[tuple[int, ...], tuple[list[str], float]] = {
        members: (["search"], found.value) for members in found.sets
    }
    for one in sorted(found.baselines, key=lambda baseline: -baseline.value):
        worth.setdefault(one.members, ([], one.value))[0].append(one.name)
    best, notes = _shares_of_worlds_in_which_best(
        network, found, {members: value for members, (_, value) in worth.items()}, purpose, sampling
    )
    rows: list[dict[str, Any]] = [
        {
            "chosen_by": names,
            "node_ids": [network.ids[node] for node in members],
            "nodes": [network.names[node] for node in members],
            "value": value,
            "before": found.before,
            "bound": found.bound,
            "gap": max(0.0, found.bound - value),
            "exact": found.exact,
            "optima": found.optima,
            "p_best": best.get(members),
        }
        for members, (names, value) in worth.items()
    ]
    around = [
        np.flatnonzero(np.isin(network.sources, m) | np.isin(network.targets, m)) if m else np.arange(network.m)
        for m in worth
    ]
    return Finding(
        rows,
        np.array([value for _, value in worth.values()], dtype=np.float64),
        around,
        over_worlds(partial(values_of_sets, sets=tuple(worth), purpose=purpose)),
        notes=notes,
    )


def _shares_of_worlds_in_which_best(
    network: Network, found: KeyPlayers, values: Mapping[tuple[int, ...], float], purpose: Purpose, sampling: Sampling
) -> tuple[dict[tuple[int, ...], float], list[str]]:
    """Return for each set in which share of the worlds it is among the best, if that can be told, and what to note."""
    notes = _on_equals(found)
    given = [members for members in values if members]
    if not sampling.worlds:
        proved = found.gap <= _SAME
        return {members: float(values[members] >= found.bound - _SAME) for members in given if proved}, notes
    cost = purpose.on(network, Adjacency.out_of(network)).cost(found.size)
    looked_at = min(sampling.worlds, int(EXACT_STEPS / max(1.0, cost)))
    if looked_at < LEAST_WORLDS:
        return {}, [*notes, "Trying every set in every simulation takes too long: p_best is not known."]
    optimal = over_worlds(partial(best_of_sets, sets=tuple(given), purpose=purpose))
    blocks = replace(sampling, worlds=looked_at).blocks(network, optimal)
    shares = (sum(block.sum(axis=0) for block in blocks) / looked_at).tolist()
    notes.append(f"p_best is over {counted(looked_at, 'simulation')}, in each of which every set was tried.")
    return dict(zip(given, shares, strict=True)), notes


def _known_as(nodes: IntArray, members: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(nodes[list(members)].tolist()))


def _on_equals(found: KeyPlayers) -> list[str]:
    """Return what to note about other sets that are as good as those listed, or better."""
    if found.truncated and found.optima:
        return [f"{counted(found.optima, 'set')} are best; {counted(len(found.sets), 'set')} of them are listed."]
    if found.exact:
        return []
    if found.gap <= _SAME:
        return ["No set of this size is better than these, but others may be as good."]
    return [
        "Not every set was tried: others may be as good as these, or better up to the bound. Which of several equally "
        "good sets are met depends on the order of the ties."
    ]


def values_of_sets(
    network: Network,
    *,
    sets: tuple[tuple[int, ...], ...],
    purpose: Purpose,
    mask: BoolArray,
    stop: StopFlag | None = None,
) -> FloatArray:
    """Return the value of each of some sets, given by positions, in a world.

    Of the empty set, which stands for the random ones, not a number.
    """
    objective = purpose.on(network, Adjacency.out_of(network).without_hidden(mask))
    flag = new_flag() if stop is None else stop
    values = [
        objective.value(objective.score(np.array(members, dtype=np.int32), flag), len(members)) if members else np.nan
        for members in sets
    ]
    return np.array(values, dtype=np.float64)


def best_of_sets(
    network: Network,
    *,
    sets: tuple[tuple[int, ...], ...],
    purpose: Purpose,
    mask: BoolArray,
    stop: StopFlag | None = None,
) -> FloatArray:
    """Return 1 for each of some sets of one size, given by positions, that no set of that size is better than, else 0.

    The cost is that of the exact search of `key_players`.
    """
    objective = purpose.on(network, Adjacency.out_of(network).without_hidden(mask))
    flag = new_flag() if stop is None else stop
    top = try_every_set(objective, len(sets[0]), 1, flag).score
    scores = [objective.score(np.array(members, dtype=np.int32), flag) for members in sets]
    return (np.array(scores) >= top - objective.slack).astype(np.float64)
