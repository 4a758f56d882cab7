"""What if somebody, a group, a source or a claim were not there: the network before and after, as a question."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from tertius.catalog.declaring import ORGANIZATIONS, About, number, text
from tertius.catalog.measure import measure
from tertius.measures.questions.centrality import ONE_MODE
from tertius.measures.questions.scores import ABOUT, Score, finding

if TYPE_CHECKING:
    from tertius.measures.finding import Finding
    from tertius.measures.network import BoolArray, FloatArray, Network
    from tertius.measures.run import Context
    from tertius.measures.threads import StopFlag
    from tertius.measures.uncertainty.worlds import WorldMeasure
    from tertius.measures.what_if.comparison import Picture, WhatIf

BETWEEN = " > "
"""What stands between the two ends of a pair whose paths are asked about."""

_SUMMARY = (
    ("components", "How many parts the network is in"),
    ("largest_component", "Nodes in the largest part"),
    ("edges", "Edges"),
    ("fragmentation", "F"),
    ("distance_fragmentation", "dF"),
)


@measure(
    "what_if/without",
    title="Without people, groups, sources or claims",
    question="What would be left of the network without some people, groups, sources or claims?",
    version=1,
    networks=ONE_MODE,
    columns={
        "what": text(f"{', '.join(name for name, _ in _SUMMARY)}; rank of a node; steps or paths between two"),
        "about_id": text("Id of the node, or both ids", nullable=True),
        "about": text("The same by name", nullable=True),
        "before": number("As it is; null where it is not defined, as the steps where no path leads", nullable=True),
        "after": number("Without what was taken away", nullable=True),
        "change": number("After less before", nullable=True),
        "path_before": text("One of the shortest paths before, by name", several=True),
        "path_after": text("One of them after", several=True),
    },
    spread="values",
    conventions=(
        "The database is not touched: the network is changed in memory. Who is gone is no part of components, F, dF "
        "and ranks. A group takes the people who belong to it along.",
        "A tie that loses a source or a claim stands if what the others say makes it likely enough to have been "
        "selected.",
        "F is the share of pairs of those who remain that no path links, dF 1 less their mean 1 / distance: Borgatti "
        "(2006). Ranks are shown of whoever is or was among the first.",
        "Expected values and intervals are of the change over sampled worlds.",
    ),
    defined_by=(
        "tertius.measures.what_if.comparison:what_if",
        "tertius.measures.what_if.without_voices:edges_left",
    ),
    rests_on=(
        "tertius.measures.what_if.shortest_paths",
        "tertius.measures.key_players.fragmentation",
    ),
)
def without(
    context: "Context",
    stop: "StopFlag",
    *,
    without_nodes: Annotated[list[str], About("Ids or names of the nodes to take away")] = [],  # noqa: B006 - read, never changed
    without_groups: Annotated[list[str], About("Ids of the groups whose people to take away")] = [],  # noqa: B006
    without_sources: Annotated[list[str], About("Independent sources that say nothing any more")] = [],  # noqa: B006
    without_claims: Annotated[
        list[str],
        About(
            "Claims that are taken back: ids, keys, or a source's own claim_id; of an edge list ties, such as line 3"
        ),
    ] = [],  # noqa: B006
    pairs: Annotated[
        list[str],
        About(f"Two nodes each, as A{BETWEEN}B, whose shortest paths to compare", max_length=420, max_items=20),
    ] = [],  # noqa: B006
    measure: Annotated[Score, About(ABOUT)] = "centrality/betweenness",
    groups: Annotated[str, About(f"What makes a group, for brokerage/roles alone: {ORGANIZATIONS}, or a property")] = (
        ORGANIZATIONS
    ),
    first: Annotated[int, About("Ranks to show: of so many of the first before and after", min=0, max=1000)] = 5,
) -> "Finding":
    """Return a row for each figure, rank and pair."""
    import numpy as np

    from tertius.measures.finding import Finding, stoppable
    from tertius.measures.named import nodes_named
    from tertius.measures.what_if.comparison import what_if

    network = context.network
    found = finding(measure, context, groups)
    assert found.worlds is not None  # noqa: S101 - every score has its batch form
    score = stoppable(found.worlds, stop)
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
    worlds = partial(
        _changes,
        gone=tuple(gone),
        hidden=hidden,
        score=found.worlds,
        highest_first=found.highest_first,
        shown=tuple(shown),
        asked=tuple(asked),
    )
    change = [row["change"] for row in rows]
    return Finding(
        rows,
        np.array([np.nan if one is None else one for one in change], dtype=np.float64),
        [lost] * len(rows),
        worlds,
        notes=(f"{len(changed.gone)} nodes and {len(lost)} edges were taken away.",),
    )


def _hidden(context: "Context", sources: Sequence[str], claims: Sequence[str]) -> "BoolArray | None":
    """Return which edges fall with the sources and claims: (m,), or None."""
    import numpy as np

    from tertius.errors import NotFoundError
    from tertius.measures.what_if.without_voices import edges_left

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


def _pair(network: "Network", pair: str) -> tuple[int, int]:
    from tertius.errors import NotFoundError
    from tertius.measures.named import node_named

    one, between, other = pair.partition(BETWEEN.strip())
    if not between:
        raise NotFoundError(
            f"{pair[:60]!r} is no pair of nodes", where="pairs", next_step=f"Write two ids or names as A{BETWEEN}B."
        )
    return node_named(network, one.strip(), where="pairs"), node_named(network, other.strip(), where="pairs")


def _first(changed: "WhatIf", first: int) -> list[int]:
    """Return the nodes that are among the first before or after, the best before first."""
    import numpy as np

    before, after = changed.before.ranks, changed.after.ranks
    assert before is not None  # noqa: S101 - a score was asked for
    assert after is not None  # noqa: S101
    found: dict[int, None] = {}
    for ranked in (before, after):
        order = np.argsort(np.where(np.isnan(ranked), np.inf, ranked), kind="stable")[:first]
        found.update(dict.fromkeys(order.tolist()))
    return list(found)


def _figures(picture: "Picture") -> list[float]:
    sizes = picture.component_sizes
    return [
        float(picture.components),
        float(sizes[0]) if sizes else 0.0,
        float(picture.edges),
        picture.fragmentation,
        picture.distance_fragmentation,
    ]


def _values(picture: "Picture", shown: Sequence[int]) -> list[float]:
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
    network: "Network", changed: "WhatIf", shown: Sequence[int], asked: Sequence[tuple[int, int]]
) -> list[dict[str, Any]]:
    names, ids = network.names, network.ids
    labels: list[tuple[str, str | None, str | None]] = [(name, None, None) for name, _ in _SUMMARY]
    labels += [("rank", ids[node], names[node]) for node in shown]
    for one, other in asked:
        about = (f"{ids[one]}{BETWEEN}{ids[other]}", f"{names[one]}{BETWEEN}{names[other]}")
        labels += [("steps", *about), ("paths", *about)]
    before, after = _values(changed.before, shown), _values(changed.after, shown)
    paths: list[tuple[list[str], list[str]]] = [([], [])] * (len(_SUMMARY) + len(shown))
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


def _changes(
    network: "Network",
    masks: "BoolArray",
    *,
    gone: tuple[int, ...],
    hidden: "BoolArray | None",
    score: "WorldMeasure",
    highest_first: bool,
    shown: tuple[int, ...],
    asked: tuple[tuple[int, int], ...],
    stop: "StopFlag | None" = None,
) -> "FloatArray":
    """Return the change of every figure in each world: (w, rows)."""
    import numpy as np

    from tertius.measures.threads import new_flag, run_jobs
    from tertius.measures.what_if.comparison import what_if

    flag = new_flag() if stop is None else stop
    found = np.zeros((len(masks), len(_SUMMARY) + len(shown) + 2 * len(asked)))

    def work(world: int) -> None:
        changed = what_if(
            network,
            nodes=gone,
            hidden=hidden,
            score=score,
            highest_first=highest_first,
            pairs=asked,
            mask=masks[world],
            stop=flag,
        )
        found[world] = np.subtract(_values(changed.after, shown), _values(changed.before, shown))

    run_jobs(work, len(masks), flag)
    return found
