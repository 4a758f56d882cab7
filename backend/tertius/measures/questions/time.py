"""Time, as questions of the catalogue: ranks slice by slice, and paths that respect time."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

from tertius.catalog.declaring import ORGANIZATIONS, About, day, integer, number, text
from tertius.catalog.measure import measure
from tertius.measures.questions.centrality import ANY, NODE, ONE_MODE
from tertius.measures.questions.scores import ABOUT, Score, finding

if TYPE_CHECKING:
    from tertius.measures.finding import Finding, Sampling
    from tertius.measures.network import BoolArray, FloatArray, Network
    from tertius.measures.run import Context
    from tertius.measures.temporal.paths import Route
    from tertius.measures.threads import StopFlag

Cut = Literal["year", "quarter", "month", "window"]
Reading = Literal["possible", "certain"]
PathKind = Literal["earliest", "latest", "fastest", "shortest"]

READING = "Whether dates need only allow that a tie held then, or have to prove it"


def _span(network: "Network", first: date | None, last: date | None) -> "tuple[date, date]":
    """Return the span asked for, or else that which dates name."""
    from tertius.errors import InputError
    from tertius.measures.temporal.windows import observed_span

    seen = observed_span(network)
    if (first is None or last is None) and seen is None:
        raise InputError(
            "No tie of this network has a date",
            where="first_day, last_day",
            next_step="Give the first and the last day to look at.",
        )
    return first or seen.first, last or seen.last  # type: ignore[union-attr]


@measure(
    "time/slices",
    title="Ranks slice by slice",
    question="Who was first in each period?",
    version=1,
    networks=ONE_MODE,
    columns={
        "first_day": day("First day of the slice"),
        "last_day": day("Last day of the slice"),
        "edges": integer("Edges of the network that hold within it"),
        "rank": integer("Place in the slice by the plain score"),
        **NODE,
        "score": number("The plain score in the slice", nullable=True),
        "expected": number("Mean score over the sampled worlds", nullable=True),
        "rank_low": number("Best rank of the interval over the worlds; equals share the mean of their places"),
        "rank_high": number("Worst rank of the interval over the worlds, likewise"),
        "p_first": number("Share of the worlds in which it is first; equals draw lots"),
    },
    spread="none",
    conventions=(
        "Of each slice the top places are shown, equals included as far as there is room. Every slice has all nodes of "
        "the network.",
        "A tie is in a slice if it held on some day of it. An undated tie may have held in any slice, and certainly "
        "held in none.",
    ),
    defined_by=("tertius.measures.temporal.slices:score_slices",),
    rests_on=("tertius.measures.temporal.spans",),
)
def slices(
    context: "Context",
    sampling: "Sampling",
    *,
    measure: Annotated[Score, About(ABOUT)] = "centrality/betweenness",
    groups: Annotated[str, About(f"What makes a group, for brokerage/roles alone: {ORGANIZATIONS}, or a property")] = (
        ORGANIZATIONS
    ),
    cut: Annotated[Cut, About("Periods of the calendar, or a window that moves")] = "year",
    first_day: Annotated[date | None, About("The first day; null for the first that a date names")] = None,
    last_day: Annotated[date | None, About("The last day; null for the last that a date names")] = None,
    window: Annotated[int, About("Days in a window that moves", min=1, max=100_000)] = 365,
    step: Annotated[int, About("Days that it moves by", min=1, max=100_000)] = 91,
    reading: Annotated[Reading, About(READING)] = "possible",
) -> "Finding":
    """Return the first rows of each slice."""
    import numpy as np

    from tertius.measures.finding import Finding, stoppable
    from tertius.measures.temporal.slices import calendar_slices, rolling_slices, score_slices, slice_masks
    from tertius.measures.uncertainty.ranks import ranks

    network = context.network
    found = finding(measure, context, groups)
    assert found.worlds is not None  # noqa: S101 - every score has its batch form
    first, last = _span(network, first_day, last_day)
    cuts = (
        rolling_slices(first, last, length=window, step=step) if cut == "window" else calendar_slices(first, last, cut)
    )
    scored = score_slices(
        network,
        stoppable(found.worlds, sampling.stop),
        cuts,
        dates=reading,
        worlds=sampling.worlds,
        seed=sampling.seed,
        mode=sampling.mode,
        reliability=sampling.reliability,
        source_fall=sampling.source_fall,
        level=sampling.interval,
        top=sampling.top,
        equals="mid",
        highest_first=found.highest_first,
        stop=sampling.stop,
    )
    masks = slice_masks(network, cuts, dates=reading)
    rows: list[dict[str, Any]] = []
    edges = []
    shared_places = 0
    for number_, one in enumerate(scored.slices):
        spread = scored.uncertainty[number_]
        places = ranks(scored.scores[number_], highest_first=found.highest_first)
        order = np.argsort(places, kind="stable")
        last_two = places[order[sampling.top - 1 : sampling.top + 1]]
        shared_places += len(last_two) == 2 and last_two[0] == last_two[1]
        for node in order[: sampling.top].tolist():
            rows.append(
                {
                    "first_day": one.first,
                    "last_day": one.last,
                    "edges": scored.edges[number_],
                    "rank": int(places[node]),
                    "node_id": network.ids[node],
                    "node": network.names[node],
                    "score": scored.scores[number_][node],
                    "expected": spread.expected[node],
                    "rank_low": spread.rank_low[node],
                    "rank_high": spread.rank_high[node],
                    "p_first": spread.p_first_by_lot[node],
                }
            )
            edges.append(found.edges[node][masks[number_][found.edges[node]]])
    notes = [f"{scored.undated} edges have no date at all."]
    if shared_places:
        notes.append(f"In {shared_places} slices the last place shown is shared with others who are not shown.")
    return Finding(rows, np.zeros(len(rows)), edges, notes=notes)


def _reachable(
    network: "Network",
    masks: "BoolArray",
    *,
    pairs: "tuple[tuple[int, int], ...]",
    source: str,
    first: date,
    last: date,
    stop: "StopFlag | None" = None,
) -> "FloatArray":
    """Return in which worlds some path from the source possibly respects time: (w, pairs)."""
    import numpy as np

    from tertius.measures.temporal.paths import time_respecting_paths
    from tertius.measures.threads import new_flag, run_jobs

    found = np.zeros((len(masks), len(pairs)))

    def work(world: int) -> None:
        there = {
            path.target: path.verdict != "impossible"
            for path in time_respecting_paths(
                network, "earliest", source=source, first=first, last=last, mask=masks[world], stop=stop
            )
        }
        found[world] = [there[network.ids[target]] for _, target in pairs]

    run_jobs(work, len(masks), new_flag() if stop is None else stop)
    return found


@measure(
    "time/paths",
    title="Paths that respect time",
    question="Whom could something have reached, tie after tie, in the order of time?",
    version=1,
    networks=ANY,
    columns={
        "source_id": text("Where the paths start"),
        "source": text("The same by name"),
        "target_id": text("Where the path ends"),
        "target": text("The same by name"),
        "verdict": text("certain: in every reading of the dates; possible: in some; impossible: in none"),
        "path": text("The nodes on the way of the best path that is possible, by name", several=True),
        "certain_path": text("The same of the best path that is certain; none if none is", several=True),
        "steps": integer("Steps of the best path that is possible", nullable=True),
        "departs": day("First day on which it can begin"),
        "arrives": day("First day on which it can have arrived"),
        "best_day": day("What is best about it, where that is a day: the arrival, or the departure"),
        "best_number": integer("The same where it is a number: days on the way, or steps", nullable=True),
        "certain_day": day("What the best path that is certain guarantees, where that is a day"),
        "certain_number": integer("The same where it is a number", nullable=True),
        "reached": number("1 if there is a possible path; expected: the share of worlds with one"),
    },
    spread="values",
    conventions=(
        "A path uses each tie on a day on which it holds, none earlier than the one before. A tie that lasts can be "
        "used on any of its days, in no time; waiting is allowed.",
        "It does not count as certain that each reading has some path, now this one, now that one. Undated ties allow "
        "any path and make none certain.",
        "Wu et al. (2014), Proc. VLDB Endowment 7(9), 721–732. Holme & Saramäki (2012), Physics Reports 519(3), "
        "97–125. Uncertain dates: ours.",
    ),
    defined_by=("tertius.measures.temporal.paths:time_respecting_paths",),
    rests_on=("tertius.measures.temporal.spans",),
)
def paths(
    network: "Network",
    stop: "StopFlag",
    *,
    from_node: Annotated[str, About("Id or name of the node where paths start", example="harbour:bo")],
    to_node: Annotated[str | None, About("Id or name of the one where they end; null for all others")] = None,
    kind: Annotated[
        PathKind,
        About("Best is: earliest arrival, latest departure, fewest days on the way (fastest), fewest steps (shortest)"),
    ] = "earliest",
    first_day: Annotated[date | None, About("No tie is used before this day")] = None,
    last_day: Annotated[date | None, About("No tie is used after this day")] = None,
) -> "Finding":
    """Return a row for each node that paths could end at; those within reach first."""
    import numpy as np

    from tertius.measures.finding import Finding
    from tertius.measures.named import node_named
    from tertius.measures.temporal.paths import time_respecting_paths
    from tertius.model.dates import OPEN_END, OPEN_START

    source = node_named(network, from_node, where="from_node")
    target = None if to_node is None else node_named(network, to_node, where="to_node")
    span = (first_day or OPEN_START, last_day or OPEN_END)
    found = time_respecting_paths(
        network,
        kind,
        source=network.ids[source],
        target=None if target is None else network.ids[target],
        first=span[0],
        last=span[1],
        stop=stop,
    )
    kept = [path for path in found if target is not None or path.target != path.source]
    order = {"certain": 0, "possible": 1, "impossible": 2}
    kept.sort(key=lambda path: (order[path.verdict], len(path.possible.steps) if path.possible else 0))
    rows = []
    for path in kept:
        best, sure = path.possible, path.certain
        rows.append(
            {
                "source_id": path.source,
                "source": network.names[source],
                "target_id": path.target,
                "target": network.names[network.position(path.target)],
                "verdict": path.verdict,
                "path": _names(network, best),
                "certain_path": _names(network, sure),
                "steps": len(best.steps) if best else None,
                "departs": best.steps[0].from_day if best and best.steps else None,
                "arrives": best.steps[-1].from_day if best and best.steps else None,
                "best_day": _day_of(best),
                "best_number": _number_of(best),
                "certain_day": _day_of(sure),
                "certain_number": _number_of(sure),
                "reached": float(path.verdict != "impossible"),
            }
        )
    pairs = tuple((source, network.position(path.target)) for path in kept)
    return Finding(
        rows,
        np.array([row["reached"] for row in rows], dtype=np.float64),
        worlds=partial(_reachable, pairs=pairs, source=network.ids[source], first=span[0], last=span[1]),
        ties=[
            sorted({tie for step in path.possible.steps for tie in step.ties}) if path.possible else [] for path in kept
        ],
    )


def _names(network: "Network", route: "Route | None") -> list[str]:
    return [network.names[network.position(node)] for node in route.nodes] if route else []


def _day_of(route: "Route | None") -> date | None:
    return route.value if route is not None and isinstance(route.value, date) else None


def _number_of(route: "Route | None") -> int | None:
    return route.value if route is not None and isinstance(route.value, int) else None
