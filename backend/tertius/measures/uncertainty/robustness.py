"""Robustness to what is missing: how ranks hold when ties or nodes are taken away or added at random."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal, get_args

import numpy as np

from tertius.catalog.declaring import ANY, ORGANIZATIONS, About, integer, number, text
from tertius.catalog.measure import measure
from tertius.errors import InputError
from tertius.measures.finding import Finding
from tertius.measures.network import BoolArray, FloatArray, IntArray, Network
from tertius.measures.other_measures import OF_ROLES, RANKED, scores_nodes, worlds_of
from tertius.measures.run import Context
from tertius.measures.threads import StopFlag, go_on
from tertius.measures.tie_order import tie_order
from tertius.measures.uncertainty.ranks import ranks
from tertius.measures.uncertainty.worlds import WorldMeasure, stoppable

Change = Literal["remove_ties", "add_ties", "remove_nodes", "add_nodes"]
"""What a trial does to the network."""

CHANGES: tuple[Change, ...] = get_args(Change)

SHARES = (0.01, 0.05, 0.10, 0.25)
"""Shares of the ties or nodes that Borgatti, Carley & Krackhardt (2006) change, among others."""

_CHUNK_EDGES = 1 << 22  # numbers in the masks of one round of trials


@dataclass(frozen=True)
class Robustness:
    """How the ranks of a network held under one change of one size.

    Attributes
    ----------
    change, share
        What was done, and to which share of the edges or nodes.
    changed
        How many edges or nodes that is: the share rounded, halves up, at least 1 where the share is above 0.
    trials
        How many times.
    first_stays_first
        Share of the trials in which a node that was first (nobody ahead of it) has nobody ahead of it still.
    first_stays_in_top
        Share of the trials in which a node that was first has fewer than ``top`` others ahead of it.
    top_overlap
        Mean over trials of shared / all nodes of the two sets of the top: those with fewer than ``top`` ahead.
    correlation
        Mean over trials of the squared correlation of the scores of the nodes in both networks; not a number where
        scores do not vary in any trial.
    top
        As asked.
    """

    change: Change
    share: float
    changed: int
    trials: int
    first_stays_first: float
    first_stays_in_top: float
    top_overlap: float
    correlation: float
    top: int


def robustness(
    network: Network,
    measure: WorldMeasure,
    *,
    seed: int,
    trials: int = 100,
    changes: Sequence[Change] = CHANGES,
    shares: Sequence[float] = SHARES,
    top: int = 10,
    highest_first: bool = True,
    stop: StopFlag | None = None,
) -> tuple[Robustness, ...]:
    """Change a network at random, score it again, and say how well the ranks held.

    Parameters
    ----------
    network
        Taken as the truth, all its edges there, whatever their likelihood.
    measure
        A score in several worlds, such as `tertius.measures.uncertainty.worlds.over_worlds` makes it. It is given a
        larger network where ties or nodes are added, and must not depend on properties of nodes. One that scores pairs,
        sets or edges can be asked about the removal of ties alone.
    seed
        Not negative; the same one gives the same trials, each change and share for itself.
    trials
        How many for each change and share, at least 1.
    changes, shares
        What to do, to which shares of edges or nodes, from 0 to 1.
    top
        The size of the top, at least 1.
    highest_first
        Whether a high score is first.
    stop
        A flag that another thread or process may raise; looked at between rounds of trials. Hand it to the measure too.

    Returns
    -------
    tuple of Robustness
        One for each change and share, in that order.

    Raises
    ------
    InputError
        If a number is out of range, a change unknown, or the network has no nodes.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    ``remove_ties``: so many edges, uniformly. ``add_ties``: so many pairs without an edge, uniformly; all such pairs
    where there are not as many. ``remove_nodes``: so many nodes, uniformly, with their edges; what is gone ranks behind
    all others. ``add_nodes``: each new node gets as many edges as a node drawn from the network has (out, in directed
    networks, and in for itself), to nodes drawn uniformly from the network: a convention of ours.

    Cost: trials × changes × shares worlds of the measure.

    References
    ----------
    Borgatti, S. P., Carley, K. M. & Krackhardt, D. (2006). On the robustness of centrality measures under conditions of
    imperfect data. Social Networks 28(2), 124–136.
    """
    unknown = [change for change in changes if change not in CHANGES]
    if unknown or trials < 1 or top < 1 or seed < 0 or not all(0.0 <= share <= 1.0 for share in shares):
        raise InputError(
            f"There is no change {unknown[0]!r}" if unknown else "A number is out of range",
            where="changes, shares, trials, top, seed",
            next_step=f"Take changes of {', '.join(CHANGES)}, shares from 0 to 1, a trial and a top of at least 1.",
        )
    plain = measure(network, np.ones((1, network.m), dtype=np.bool_))[0]
    if len(plain) == 0:
        raise InputError("A network without nodes has no ranks", next_step="Select a network with nodes.")
    if len(plain) != network.n and set(changes) != {"remove_ties"}:
        raise InputError(
            "Of a measure that scores anything but nodes only the removal of ties can be tried",
            where="changes",
            next_step="Take remove_ties alone.",
        )
    order = tie_order(network)
    found = []
    for change in changes:
        for share in shares:
            base = network.n if change.endswith("nodes") else network.m
            count = min(base, max(int(base * share + 0.5), 1 if share > 0 else 0))
            rng = np.random.default_rng([seed, CHANGES.index(change), round(share * 1_000_000)])
            results: list[tuple[float, float, float, float]] = []
            added = count if change == "add_ties" else network.m  # an upper guess of edges a trial adds
            step = max(1, int((_CHUNK_EDGES / max(1, network.m + added)) ** 0.5)) if "add" in change else 64
            for begin in range(0, trials, step):
                go_on(stop, "fewer trials")
                tried = _changed(network, order, change, count, min(step, trials - begin), rng)
                results += _held(tried, measure(tried.network, tried.masks), plain, top, highest_first)
            kept = np.array(results)
            known = kept[:, 3][~np.isnan(kept[:, 3])]
            found.append(
                Robustness(
                    change=change,
                    share=share,
                    changed=count,
                    trials=len(kept),
                    first_stays_first=float(kept[:, 0].mean()),
                    first_stays_in_top=float(kept[:, 1].mean()),
                    top_overlap=float(kept[:, 2].mean()),
                    correlation=float(known.mean()) if len(known) else float("nan"),
                    top=top,
                )
            )
    return tuple(found)


@dataclass(frozen=True)
class _Trials:
    """Some trials: a network that holds every trial's edges, masks (t, m'), and which of what is scored is gone."""

    network: Network
    masks: BoolArray
    gone: BoolArray | None = None


def _held(
    trials: _Trials, scores: FloatArray, plain: FloatArray, top: int, highest_first: bool
) -> list[tuple[float, float, float, float]]:
    """Return for each trial: first stays first, first stays in the top, overlap, correlation."""
    known = len(plain)  # what is scored; new nodes come after
    gone = np.zeros((len(scores), known), dtype=np.bool_) if trials.gone is None else trials.gone
    scores[:, :known][gone] = np.nan
    standing = ranks(plain, highest_first=highest_first)
    results = []
    was_first, was_top = standing == 1, standing <= top
    for world in range(len(scores)):
        now = ranks(scores[world], highest_first=highest_first)
        now[:known][gone[world]] = np.inf
        is_top = now <= top
        shared = float((is_top[:known] & was_top).sum())
        both = ~gone[world] & np.isfinite(plain) & np.isfinite(scores[world, :known])
        results.append(
            (
                float((now[:known][was_first] == 1).any()),
                float(is_top[:known][was_first].any()),
                shared / float(is_top.sum() + was_top.sum() - shared),
                _squared_correlation(plain[both], scores[world, :known][both]),
            )
        )
    return results


def _changed(
    network: Network,
    order: tuple[IntArray, IntArray],
    change: Change,
    count: int,
    trials: int,
    rng: "np.random.Generator",
) -> _Trials:
    masks = np.ones((trials, network.m), dtype=np.bool_)
    nodes, edges = order
    if change == "remove_ties":
        for world in range(trials):
            masks[world, edges[rng.choice(network.m, count, replace=False)]] = False
        return _Trials(network, masks)
    if change == "remove_nodes":
        gone = np.zeros((trials, network.n), dtype=np.bool_)
        for world in range(trials):
            gone[world, nodes[rng.choice(network.n, count, replace=False)]] = True
        return _Trials(network, ~(gone[:, network.sources] | gone[:, network.targets]), gone)
    if change == "add_ties":
        drawn = [_absent(network, nodes, count, rng) for _ in range(trials)]
        new_nodes = 0
    else:
        drawn = [_of_new_nodes(network, nodes, count, rng) for _ in range(trials)]
        new_nodes = count
    pairs, where = np.unique(np.concatenate([np.zeros((0, 2), dtype=np.int64), *drawn]), axis=0, return_inverse=True)
    more = np.zeros((trials, len(pairs)), dtype=np.bool_)
    more[np.repeat(np.arange(trials), [len(one) for one in drawn]), where.reshape(-1)] = True
    return _Trials(_with(network, pairs, new_nodes), np.concatenate([masks, more], axis=1))


def _with(network: Network, pairs: IntArray, new_nodes: int) -> Network:
    """Return the network with further edges, and with nodes whose ids come after all others."""
    width = len(str(new_nodes))
    ids = tuple(f"{network.ids[-1]} + {number:0{width}}" for number in range(new_nodes))
    return replace(
        network,
        ids=network.ids + ids,
        names=network.names + ids,
        sources=np.concatenate([network.sources, pairs[:, 0]]),
        targets=np.concatenate([network.targets, pairs[:, 1]]),
        clauses=(*network.clauses, *((),) * len(pairs)),
        columns={column: values + (None,) * new_nodes for column, values in network.columns.items()},
        first_mode=network.first_mode if not new_nodes else None,
    )


def _absent(network: Network, nodes: IntArray, count: int, rng: "np.random.Generator") -> IntArray:
    """Draw pairs (k, 2) that no edge links."""
    n = network.n
    possible = n * (n - 1) // (1 if network.directed else 2) - network.m
    count = min(count, possible)
    taken = set((network.sources * n + network.targets).tolist())
    if count * 2 > possible:  # nearly all of them: list them
        every = np.array(
            [
                (a, b)
                for at, one in enumerate(nodes.tolist())
                for other in nodes[0 if network.directed else at + 1 :].tolist()
                for a, b in [(one, other) if network.directed else sorted((one, other))]
                if a != b and a * n + b not in taken
            ],
            dtype=np.int64,
        ).reshape(-1, 2)
        return every[np.sort(rng.choice(possible, count, replace=False))]
    found: list[tuple[int, int]] = []
    while len(found) < count:
        a, b = (int(nodes[end]) for end in rng.integers(0, n, 2))
        if not network.directed and b < a:
            a, b = b, a
        if a != b and a * n + b not in taken:
            taken.add(a * n + b)
            found.append((a, b))
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def _of_new_nodes(network: Network, nodes: IntArray, count: int, rng: "np.random.Generator") -> IntArray:
    """Draw the edges (k, 2) of new nodes, numbered from n."""
    n = network.n
    leaving = np.bincount(network.sources, minlength=n)[nodes]
    coming = np.bincount(network.targets, minlength=n)[nodes]
    pairs: list[tuple[int, int]] = []
    for new in range(n, n + count):
        if network.directed:
            pairs += [(new, int(nodes[old])) for old in rng.choice(n, int(rng.choice(leaving)), replace=False)]
            pairs += [(int(nodes[old]), new) for old in rng.choice(n, int(rng.choice(coming)), replace=False)]
        else:
            pairs += [(int(nodes[old]), new) for old in rng.choice(n, int(rng.choice(leaving + coming)), replace=False)]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _squared_correlation(one: FloatArray, other: FloatArray) -> float:
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1] ** 2)


@measure(
    "uncertainty/missing",
    title="Robustness to missing data",
    question="How often would the first stay first if ties or people were missing, or too many?",
    version=2,
    networks=ANY,
    shows=("change", "share", "changed", "first_stays_first", "first_stays_in_top", "top_overlap"),
    columns={
        "change": text("The change: ties or nodes removed or added, uniformly at random"),
        "share": number("Share of ties or nodes changed"),
        "changed": integer("Number of ties or nodes changed"),
        "trials": integer("Number of trials"),
        "first_stays_first": number("Share of the trials in which somebody who was first still is"),
        "first_stays_in_top": number("Share of the trials in which somebody who was first is still in the top"),
        "top_overlap": number("Mean overlap of the two tops: shared / all"),
        "correlation": number("Mean squared correlation of the scores", nullable=True),
    },
    spread="none",
    conventions=(
        "The network is taken as the truth, with every tie present. A new node gets as many ties as one drawn from the "
        "network has. What press reports omit is not missing at random: read it as the best case.",
        "Borgatti, Carley & Krackhardt (2006), Social Networks 28(2), 124–136.",
    ),
    defined_by=(robustness,),
)
def missing(
    context: Context,
    stop: StopFlag,
    *,
    measure: Annotated[str, RANKED] = "centrality/betweenness",
    groups: Annotated[str, OF_ROLES] = ORGANIZATIONS,
    changes: Annotated[Sequence[Change], About("How the network is changed")] = CHANGES,
    shares: Annotated[
        Sequence[float], About("Shares of ties or nodes to change", min=0.0, max=0.5, max_items=10)
    ] = SHARES,
    trials: Annotated[int, About("Number of trials for each change and share", min=1, max=10_000)] = 100,
    trial_seed: Annotated[int, About("Seed of the changes", min=0, max=2**63 - 1)] = 1,
    top: Annotated[int, About("Number of ranks in the top", min=1, max=1000)] = 3,
) -> Finding:
    """Return a row a change and share. So many worlds of the measure as trials, each."""
    found, worlds = worlds_of(measure, context, groups)
    network = found.network or context.network
    notes = []
    if not scores_nodes(measure):
        # What has rows other than nodes, or goes by what is known of nodes, has none for a node or tie that is made up.
        notes.append(f"For {measure} only the removal of ties can be tried.")
        changes = ["remove_ties"]
    held = robustness(
        network,
        stoppable(worlds, stop),
        seed=trial_seed,
        trials=trials,
        changes=changes,
        shares=shares,
        top=top,
        highest_first=found.highest_first,
        stop=stop,
    )
    first = np.flatnonzero(ranks(found.score, highest_first=found.highest_first) == 1)
    edges = {edge for row in first.tolist() for edge in found.edges[row].tolist()}
    ties = sorted({tie for edge in edges for tie in network.tie_ids(edge)})
    rows = [{name: value for name, value in vars(one).items() if name != "top"} for one in held]
    return Finding(rows, np.zeros(len(rows)), ties=[ties] * len(rows), notes=notes)
