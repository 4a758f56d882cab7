"""What would be left of a network without some people, groups, sources or claims: the declaration of the measure."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

import numpy as np

from tertius.catalog.declaring import ONE_MODE, ORGANIZATIONS, About, number, text
from tertius.catalog.measure import measure
from tertius.errors import NotFoundError
from tertius.measures.finding import Finding
from tertius.measures.named import node_named, nodes_named
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.other_measures import MEASURE, OF_ROLES, worlds_of
from tertius.measures.run import Context
from tertius.measures.threads import StopFlag
from tertius.measures.uncertainty.worlds import WorldMeasure, over_worlds
from tertius.measures.what_if.comparison import Picture, WhatIf, what_if
from tertius.measures.what_if.without_voices import edges_left
from tertius.wording import counted

BETWEEN = " > "
"""What stands between the two ends of a pair whose paths are asked about."""

SUMMARY = ("components", "largest_component", "edges", "fragmentation", "distance_fragmentation")
"""The figures of a picture: components, nodes in the largest, edges, F and dF."""


@measure(
    "what_if/without",
    title="Without people, groups, sources or claims",
    question="What would be left of the network without some people, groups, sources or claims?",
    version=2,
    networks=ONE_MODE,
    shows=("what", "about", "before", "after", "change"),
    columns={
        "what": text(f"{', '.join(SUMMARY)}; rank of a node; steps or number of shortest paths between two"),
        "about_id": text("Id of the node, or both ids", nullable=True),
        "about": text("Name, or both names", nullable=True),
        "before": number("Value as it is; empty where undefined, as the steps where no path leads", nullable=True),
        "after": number("Value without what was removed", nullable=True),
        "change": number("After minus before", nullable=True),
        "path_before": text("Names along one of the shortest paths before", several=True),
        "path_after": text("Names along one of the shortest paths after", several=True),
    },
    spread="values",
    conventions=(
        "The database is not changed: the network is changed in memory. Those removed are not part of components, F, "
        "dF and ranks. Removing a group removes the people who belong to it.",
        "A tie that loses a source or a claim stands if what the others say makes it likely enough to have been "
        "selected.",
        "F is the share of pairs of remaining nodes that no path links, dF 1 minus their mean 1 / distance: Borgatti "
        "(2006). Ranks are shown for those who are first before or after, all that share a "
        "rank.",
        "Expected values and intervals are of the change over the simulations.",
    ),
    defined_by=(what_if, edges_left),
)
def without(
    context: Context,
    stop: StopFlag,
    *,
    without_nodes: Annotated[Sequence[str], About("Nodes to remove: ids or names", of_nodes=True)] = (),
    without_groups: Annotated[Sequence[str], About("Groups whose people to remove: ids or names", of_nodes=True)] = (),
    without_sources: Annotated[Sequence[str], About("Independent sources to leave out")] = (),
    without_claims: Annotated[
        Sequence[str],
        About("Claims to leave out: ids, keys, or a source's own claim_id; for an edge list ties, such as line 3"),
    ] = (),
    pairs: Annotated[
        Sequence[str],
        About(f"Pairs of nodes, as A{BETWEEN}B, whose shortest paths to compare", max_length=420, max_items=20),
    ] = (),
    measure: Annotated[str, MEASURE] = "centrality/betweenness",
    groups: Annotated[str, OF_ROLES] = ORGANIZATIONS,
    first: Annotated[int, About("Number of top ranks to show, before and after", min=0, max=1000)] = 5,
) -> Finding:
    """Return a row for each figure, rank and pair."""
    network = context.network
    found, score = worlds_of(measure, context, groups)
    gone = nodes_named(network, without_nodes, where="without_nodes")
    gone += nodes_named(network, without_groups, context.organizations, where="without_groups")
    hidden = _hidden(context, without_sources, without_claims)
    asked = [_pair(network, one) for one in pairs]
    changed = what_if(
        network,
        nodes=gone,
        hidden=hidden,
        score=score,
        highest_first=found.highest_first,
        pairs=asked,
        stop=stop,
    )
    shown = _first(changed, first)
    rows = _rows(network, changed, shown, asked)
    lost = np.array(changed.edges_lost, dtype=np.int64)
    in_world = partial(
        _change,
        gone=tuple(gone),
        hidden=hidden,
        score=score,
        highest_first=found.highest_first,
        shown=tuple(shown),
        asked=tuple(asked),
    )
    change = [row["change"] for row in rows]
    return Finding(
        rows,
        np.array([np.nan if one is None else one for one in change], dtype=np.float64),
        [lost] * len(rows),
        over_worlds(in_world),
        notes=(f"Removed: {counted(len(changed.gone), 'node')} and {counted(len(lost), 'edge')}.",),
    )


def _hidden(context: Context, sources: Sequence[str], claims: Sequence[str]) -> BoolArray | None:
    """Return which edges fall with the sources and claims: (m,), or None."""
    network = context.network
    known = {root for tie in network.ties for root, _ in tie.voices}
    if missing := [source for source in sources if source not in known]:
        raise NotFoundError(
            f"No tie of this network rests on the source {missing[0][:60]!r}",
            where="without_sources",
            next_step=f"Use some of {', '.join(sorted(known)[:10])}." if known else "Select a network with ties.",
        )
    if not sources and not claims:
        return None
    left = edges_left(network, roots=sources, least=context.least)
    if claims and context.reduced is not None:
        kept = {
            (context.reduced.ids[source], context.reduced.ids[target])
            for source, target in zip(context.reduced.sources, context.reduced.targets, strict=True)
        }
        left &= np.array(
            [
                (network.ids[source], network.ids[target]) in kept
                for source, target in zip(network.sources, network.targets, strict=True)
            ],
            dtype=np.bool_,
        )
    elif claims:
        voices = [(tie.id, root) for tie in network.ties if tie.id in claims for root, _ in tie.voices]
        if missing := [claim for claim in claims if claim not in {tie for tie, _ in voices}]:
            raise NotFoundError(
                f"The edge list has no tie {missing[0][:60]!r}",
                where="without_claims",
                next_step="Name ties as the answers do, such as line 3.",
            )
        left &= edges_left(network, voices=voices, least=context.least)
    return ~left


def _pair(network: Network, pair: str) -> tuple[int, int]:
    one, between, other = pair.partition(BETWEEN.strip())
    if not between:
        raise NotFoundError(
            f"{pair[:60]!r} is not a pair of nodes", where="pairs", next_step=f"Write two ids or names as A{BETWEEN}B."
        )
    return node_named(network, one.strip(), where="pairs"), node_named(network, other.strip(), where="pairs")


def _first(changed: WhatIf, first: int) -> list[int]:
    """Return the nodes that have one of the first ranks before or after, all that share it, the best before first."""
    before, after = changed.before.ranks, changed.after.ranks
    assert before is not None  # noqa: S101 - a score was asked for
    assert after is not None  # noqa: S101
    found: dict[int, None] = {}
    for ranked in (before, after):
        order = np.argsort(np.where(np.isnan(ranked), np.inf, ranked), kind="stable")
        found.update(dict.fromkeys(order[ranked[order] <= first].tolist()))
    return list(found)


def _figures(picture: Picture) -> list[float]:
    sizes = picture.component_sizes
    return [
        float(picture.components),
        float(sizes[0]) if sizes else 0.0,
        float(picture.edges),
        picture.fragmentation,
        picture.distance_fragmentation,
    ]


def _values(picture: Picture, shown: Sequence[int]) -> list[float]:
    """Return every figure of a picture in the order of the rows; not a number where there is none."""
    assert picture.ranks is not None  # noqa: S101 - a score was asked for
    steps = [float("nan") if pair.length is None else float(pair.length) for pair in picture.paths]
    counts = [float(pair.count) for pair in picture.paths]
    return [
        *_figures(picture),
        *(float(picture.ranks[node]) for node in shown),
        *(value for both in zip(steps, counts, strict=True) for value in both),
    ]


def _rows(
    network: Network, changed: WhatIf, shown: Sequence[int], asked: Sequence[tuple[int, int]]
) -> list[dict[str, Any]]:
    names, ids = network.names, network.ids
    labels: list[tuple[str, str | None, str | None]] = [(name, None, None) for name in SUMMARY]
    labels += [("rank", ids[node], names[node]) for node in shown]
    for one, other in asked:
        about = (f"{ids[one]}{BETWEEN}{ids[other]}", f"{names[one]}{BETWEEN}{names[other]}")
        labels += [("steps", *about), ("paths", *about)]
    before, after = _values(changed.before, shown), _values(changed.after, shown)
    paths: list[tuple[list[str], list[str]]] = [([], [])] * (len(SUMMARY) + len(shown))
    for old, new in zip(changed.before.paths, changed.after.paths, strict=True):
        ways = tuple([names[node] for node in pair.path] for pair in (old, new))
        paths += [(ways[0], ways[1])] * 2
    return [
        {
            "what": what,
            "about_id": about_id,
            "about": about,
            "before": was,
            "after": will_be,
            "change": will_be - was,
            "path_before": path[0],
            "path_after": path[1],
        }
        for (what, about_id, about), was, will_be, path in zip(labels, before, after, paths, strict=True)
    ]


def _change(
    network: Network,
    *,
    gone: tuple[int, ...],
    hidden: BoolArray | None,
    score: WorldMeasure,
    highest_first: bool,
    shown: tuple[int, ...],
    asked: tuple[tuple[int, int], ...],
    mask: BoolArray,
    stop: StopFlag | None = None,
) -> FloatArray:
    """Return the change of every figure in a world."""
    changed = what_if(
        network,
        nodes=gone,
        hidden=hidden,
        score=score,
        highest_first=highest_first,
        pairs=asked,
        mask=mask,
        stop=stop,
    )
    return np.subtract(_values(changed.after, shown), _values(changed.before, shown))
