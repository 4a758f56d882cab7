"""Key players as a question of the catalogue: sets rather than single nodes, beside what costs no search."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

from tertius.catalog.declaring import About, integer, number, text, truth
from tertius.catalog.measure import measure
from tertius.measures.questions.centrality import ONE_MODE

if TYPE_CHECKING:
    from tertius.measures.finding import Finding, Sampling
    from tertius.measures.network import BoolArray, FloatArray, Network
    from tertius.measures.threads import StopFlag

Goal = Literal["fragment", "distance_fragment", "reach", "distance_reach"]
Search = Literal["auto", "exact", "greedy"]

LEAST_WORLDS = 20
"""Worlds below which the share in which a set is best says too little to be worth the time."""


def _values(
    network: "Network",
    masks: "BoolArray",
    *,
    sets: "tuple[tuple[int, ...], ...]",
    goal: Goal,
    steps: int,
    count_members: bool,
    stop: "StopFlag | None" = None,
) -> "FloatArray":
    """Return what each set is worth in each world (w, rows); for the random sets, which are not one set, no number."""
    import numpy as np

    from tertius.measures.key_players.sets import key_player_worlds

    found = np.full((len(masks), len(sets)), np.nan)
    given = [row for row, members in enumerate(sets) if members]
    found[:, given] = key_player_worlds(
        network,
        masks,
        [sets[row] for row in given],
        goal=goal,
        steps=steps,
        count_members=count_members,
        stop=stop,
    )
    return found


@measure(
    "key_players/sets",
    title="Key players",
    question="Which few people hold the network together, or reach most of it?",
    version=1,
    networks=ONE_MODE,
    spread="values",
    columns={
        "chosen_by": text(
            "search, or a baseline: degree, betweenness, corehd, random (the mean of sets drawn at random)",
            several=True,
        ),
        "node_ids": text("Ids of the set; none for random", several=True),
        "nodes": text("The same by name", several=True),
        "value": number("What the set is worth: F or dF without it, nodes reached, or the sum of 1 / distance"),
        "before": number("F or dF of the network as it is; 0 for reach"),
        "bound": number("What no set of this size surpasses"),
        "gap": number("How much better the best set may be than this one"),
        "exact": truth("Whether every set was tried; then all best sets are rows"),
        "optima": integer("How many sets are best; null where not every one was tried", nullable=True),
        "p_best": number(
            "Share of the sampled worlds in which no set of the size is better; null where it takes too long",
            nullable=True,
        ),
    },
    conventions=(
        "fragment: F, the share of pairs of those who remain that no path links. distance_fragment: dF, 1 less their "
        "mean 1 / distance. reach: others within so many steps of the set. distance_reach: each by 1 / distance.",
        "Members who are taken away are no part of the pairs; members count among those reached only if asked for.",
        "greedy adds and exchanges one at a time; the bound holds for any set of the size, whatever the search did.",
        "Borgatti (2006), Computational & Mathematical Organization Theory 12(1), 21–34. CoreHD: Zdeborová, Zhang & "
        "Zhou (2016), Scientific Reports 6, 37954.",
    ),
    defined_by=("tertius.measures.key_players.sets:key_players",),
    rests_on=(
        "tertius.measures.key_players.goals",
        "tertius.measures.key_players.search",
        "tertius.measures.key_players.baselines",
        "tertius.measures.key_players.fragmentation",
        "tertius.measures.key_players.reach",
    ),
)
def sets(
    network: "Network",
    sampling: "Sampling",
    *,
    size: Annotated[int, About("People in the set", min=1, max=100)] = 2,
    goal: Annotated[Goal, About("What the set is to do")] = "fragment",
    steps: Annotated[int, About("Steps that reach counts", min=1, max=1000)] = 2,
    count_members: Annotated[bool, About("Whether the set counts among those it reaches")] = False,
    search: Annotated[
        Search, About("Try every set, one exchange after another, or every set if that is cheap")
    ] = "auto",
    draw_seed: Annotated[int, About("The same seed draws the same random sets", min=0, max=2**63 - 1)] = 1,
) -> "Finding":
    """Return a row for each best set and each baseline."""
    import numpy as np

    from tertius.measures.adjacency import Adjacency
    from tertius.measures.finding import Finding
    from tertius.measures.key_players.goals import Purpose
    from tertius.measures.key_players.sets import EXACT_STEPS, key_players, optimal_in_worlds

    found = key_players(
        network,
        size,
        goal=goal,
        steps=steps,
        count_members=count_members,
        search=search,
        seed=draw_seed,
        stop=sampling.stop,
    )
    # A set that a baseline chose and the search found best is one row, with both names.
    worth: dict[tuple[int, ...], tuple[list[str], float]] = {
        members: (["search"], found.value) for members in found.sets
    }
    for one in sorted(found.baselines, key=lambda baseline: -baseline.value):
        worth.setdefault(one.members, ([], one.value))[0].append(one.name)
    chosen = [(names, members, value) for members, (names, value) in worth.items()]
    members_of = tuple(members for _, members, _ in chosen)
    best: list[float | None] = [None] * len(chosen)
    notes = ["More sets are best than are listed."] if found.truncated else []
    if not sampling.worlds:
        best = [
            float(abs(value - found.bound) <= 1e-9) if found.exact and members else None for _, members, value in chosen
        ]
    else:
        given = [row for row, members in enumerate(members_of) if members]
        cost = Purpose(goal, steps).on(network, Adjacency.out_of(network)).cost(size)
        looked_at = min(sampling.worlds, int(EXACT_STEPS / max(1.0, cost)))
        if looked_at >= LEAST_WORLDS:
            optimal = partial(optimal_in_worlds, sets=[members_of[row] for row in given], goal=goal, steps=steps)
            shares = replace(sampling, worlds=looked_at).scores(network, optimal).mean(axis=0)
            for row, share in zip(given, shares.tolist(), strict=True):
                best[row] = share
            notes.append(f"p_best is over {looked_at} worlds, in each of which every set was tried.")
        else:
            notes.append("Trying every set in every world takes too long: p_best is not known.")
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
            "p_best": share,
        }
        for (names, members, value), share in zip(chosen, best, strict=True)
    ]
    around = [
        np.flatnonzero(np.isin(network.sources, m) | np.isin(network.targets, m)) if m else np.arange(network.m)
        for m in members_of
    ]
    return Finding(
        rows,
        np.array([value for *_, value in chosen], dtype=np.float64),
        around,
        partial(_values, sets=members_of, goal=goal, steps=steps, count_members=count_members),
        notes=notes,
    )
