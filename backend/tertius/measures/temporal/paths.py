"""Time-respecting paths between nodes: earliest arrival, latest departure, fastest, shortest, and how sure each is.

What follows one tie after another, no tie used before the one that leads to it: news, money, a man on the run.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated, Literal, get_args

import numpy as np

from tertius.catalog.declaring import ANY, About, day, integer, number, text
from tertius.catalog.measure import measure
from tertius.errors import InputError
from tertius.measures.adjacency import checked_mask
from tertius.measures.finding import Finding
from tertius.measures.named import node_named
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.temporal.path_search import PathKind, PathSearch, Route
from tertius.measures.temporal.spans import EdgeSpans, check_span
from tertius.measures.threads import StopFlag
from tertius.measures.uncertainty.worlds import over_worlds
from tertius.model.dates import OPEN_END, OPEN_START

Verdict = Literal["certain", "possible", "impossible"]
"""One path respects time in every reading of the dates; in some reading there is one; in no reading is there any."""


@dataclass(frozen=True, slots=True)
class TemporalPath:
    """How one node reaches another in time.

    Attributes
    ----------
    source, target
        Ids of the two.
    verdict
        Whether there is a path.
    possible
        The best path under the reading that is kindest to it, every tie lasting as long as its dates allow; no reading
        gives a better value. None when it is impossible.
    certain
        The best path among those that respect time in every reading, with the value that it guarantees: the arrival is
        no later, the departure no earlier, days and steps no more, whatever the reading. None unless it is certain.
    """

    source: str
    target: str
    verdict: Verdict
    possible: Route | None
    certain: Route | None


def time_respecting_paths(
    network: Network,
    kind: PathKind,
    *,
    source: str | None = None,
    target: str | None = None,
    first: date = OPEN_START,
    last: date = OPEN_END,
    mask: BoolArray | None = None,
    stop: StopFlag | None = None,
) -> tuple[TemporalPath, ...]:
    """Find the best time-respecting paths of one kind.

    A path uses edge after edge, each on a day on which it holds, within the span and no earlier than the edge before.
    Ties last, so an edge can be used on any day that it holds; using it takes no time, waiting is allowed. A path's
    departure is the day of its first step, its arrival that of its last.

    Dates being uncertain, a *reading* gives each tie one of its admissible spells. A path is **possible** if it
    respects time in some reading; it then does in the one where every tie lasts as long as it may. It is **certain** if
    it does so in every reading, be it on other days in each: exactly if any tie of a step has begun, for certain, by
    the first day on which a tie of a later step may have ended (from_latest ≤ to_earliest), the ties of one step meet
    for certain, and each certainly touches the span. The verdict is ``certain`` if one such path exists.

    Parameters
    ----------
    network
        Any network; directed edges are used along their direction only.
    kind
        What is best.
    source, target
        Ids of the ends. One may be left out: all other nodes then stand for it.
    first, last
        The span, both days included.
    mask
        (m,) True where an edge is there; all are when not given.
    stop
        A flag that another thread or process may raise.

    Returns
    -------
    tuple of TemporalPath
        One for each pair asked for, in the order of ``network.ids``; those that cannot be reached too. From a node to
        itself the empty path: certain, arriving on ``first``, leaving on ``last``.

    Raises
    ------
    InputError
        If neither end is given or one is unknown, the kind is, the span ends before it begins, or the mask does not
        fit.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Strictness: it does not count as certain that in every reading there is some path, now this one, now that one. Nor
    is it seen that a tie used by two steps has the same spell in both: its uses are held apart, which matters only for
    a tie without a single certain day. So ``certain`` is never said wrongly, and is exact for one path of distinct
    ties; ``possible`` and ``impossible`` are said exactly when no such path exists. Undated ties allow any path and
    make none certain, unless the span is all of time.

    Of ``earliest``, ``latest`` and ``shortest``, the path given is one of those with the fewest steps; of ``shortest``,
    among these, one that arrives first. Likelihoods are not looked at: mask by sampled worlds for those.

    Time: ``earliest`` and ``shortest`` O(rounds · clauses), rounds being the steps of the longest path given; so is
    ``latest`` to one target. ``fastest`` keeps for each node the pairs of last start and first end that no other pair
    beats, up to the number of distinct days. With ``target`` alone, or ``latest`` from one source to all, a search for
    each node.

    References
    ----------
    Wu, H., Cheng, J., Huang, S., Ke, Y., Lu, Y. & Xu, Y. (2014). Path problems in temporal graphs. Proc. VLDB Endowment
    7(9), 721–732: the four kinds. Holme, P. & Saramäki, J. (2012). Temporal networks. Physics Reports 519(3), 97–125:
    edges with intervals, time-respecting paths. Uncertain dates: ours.
    """
    check_span(first, last)
    if kind not in get_args(PathKind):
        raise InputError(
            f"There is no kind of path {kind!r}",
            where="kind",
            next_step=f"Take one of {', '.join(get_args(PathKind))}.",
        )
    if source is None and target is None:
        raise InputError(
            "Neither end of the paths is given", where="source, target", next_step="Give at least one of the two."
        )
    begins = None if source is None else network.position(source)
    ends = None if target is None else network.position(target)
    present = checked_mask(network, mask)
    spans = EdgeSpans.of(network)
    window = (first.toordinal(), last.toordinal())
    possible = PathSearch(
        network, spans.could_start, spans.could_end, spans.could_start <= spans.could_end, present, window, stop
    )
    certain = PathSearch(network, spans.begun, spans.lasted, spans.meet, present, window, stop)
    found = []
    for one, others in _questions(network.n, kind, begins, ends):
        sure = certain.best(kind, one, others)
        for other, route in possible.best(kind, one, others).items():
            a, b = (other, one) if kind == "latest" else (one, other)
            assured = sure[other]
            verdict: Verdict = "certain" if assured else "possible" if route else "impossible"
            found.append(((a, b), TemporalPath(network.ids[a], network.ids[b], verdict, route, assured)))
    return tuple(path for _, path in sorted(found, key=lambda pair: pair[0]))


def _questions(n: int, kind: PathKind, source: int | None, target: int | None) -> Iterator[tuple[int, list[int]]]:
    """Yield where each search begins, and the nodes it is about; searches for the latest departure run backwards."""
    near, far = (target, source) if kind == "latest" else (source, target)
    if near is not None:
        yield near, [far] if far is not None else [node for node in range(n) if node != near]
    elif far is not None:
        for node in range(n):
            if node != far:
                yield node, [far]


@measure(
    "time/paths",
    title="Paths that respect time",
    question="Whom could something have reached, tie after tie, in the order of time?",
    version=2,
    networks=ANY,
    shows=("target", "verdict", "path", "steps", "departs", "arrives", "reached"),
    columns={
        "source_id": text("Id of the node where the path starts"),
        "source": text("Name"),
        "target_id": text("Id of the node where the path ends"),
        "target": text("Name"),
        "verdict": text("certain: in every reading of the dates; possible: in some; impossible: in none"),
        "path": text("Names of the nodes on the best possible path", several=True),
        "certain_path": text("Names of the nodes on the best certain path; empty if none is certain", several=True),
        "steps": integer("Number of steps on the best possible path", nullable=True),
        "departs": day("First day on which it can start"),
        "arrives": day("First day on which it can have arrived"),
        "best_day": day("Best value of a possible path, if a day: arrival or departure"),
        "best_number": integer("Best value of a possible path, if a number: days or steps", nullable=True),
        "certain_day": day("Value that the best certain path guarantees, if a day"),
        "certain_number": integer("Value that the best certain path guarantees, if a number", nullable=True),
        "reached": number("1 if there is a possible path, else 0"),
    },
    spread="values",
    conventions=(
        "A path uses each tie on a day on which it holds, and not before the tie that leads to it. A tie that lasts "
        "can be used on any of its days, in no time; waiting is allowed.",
        "A path is not certain if each reading of the dates only has some path, now this one, now that one. Undated "
        "ties allow any path and make none certain.",
        "Wu et al. (2014), Proc. VLDB Endowment 7(9), 721–732. Holme & Saramäki (2012), Physics Reports 519(3), "
        "97–125. Uncertain dates: ours.",
    ),
    defined_by=(time_respecting_paths,),
)
def paths(
    network: Network,
    stop: StopFlag,
    *,
    from_node: Annotated[
        str, About("Id or name of the node where paths start", example="mali-2013:omar-ould-hamaha", of_nodes=True)
    ],
    to_node: Annotated[
        str | None, About("Id or name of the node where paths end; empty for all others", of_nodes=True)
    ] = None,
    kind: Annotated[
        PathKind,
        About("What is best: earliest arrival, latest departure, fewest days (fastest), fewest steps (shortest)"),
    ] = "earliest",
    first_day: Annotated[date | None, About("No tie is used before this day")] = None,
    last_day: Annotated[date | None, About("No tie is used after this day")] = None,
) -> Finding:
    """Return a row for each node that paths could end at; those within reach first."""
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
    targets = tuple(path.target for path in kept)
    return Finding(
        rows,
        np.array([row["reached"] for row in rows], dtype=np.float64),
        worlds=over_worlds(partial(_reached, source=network.ids[source], targets=targets, span=span)),
        ties=[
            sorted({tie for step in path.possible.steps for tie in step.ties}) if path.possible else [] for path in kept
        ],
    )


def _reached(
    network: Network,
    *,
    source: str,
    targets: tuple[str, ...],
    span: tuple[date, date],
    mask: BoolArray,
    stop: StopFlag | None = None,
) -> FloatArray:
    """Return 1 for each target that some path from the source possibly reaches in time, otherwise 0."""
    found = time_respecting_paths(network, "earliest", source=source, first=span[0], last=span[1], mask=mask, stop=stop)
    there = {path.target: path.verdict != "impossible" for path in found}
    return np.array([there[target] for target in targets], dtype=np.float64)


def _names(network: Network, route: Route | None) -> list[str]:
    return [network.names[network.position(node)] for node in route.nodes] if route else []


def _day_of(route: Route | None) -> date | None:
    return route.value if route is not None and isinstance(route.value, date) else None


def _number_of(route: Route | None) -> int | None:
    return route.value if route is not None and isinstance(route.value, int) else None
