"""Time-respecting paths against enumerating all walks on a graph of (node, day), in every reading of the dates."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tertius.errors import InputError, QueryTimeoutError
from tertius.measures.network import Edge, Network, NetworkTie
from tertius.measures.temporal.paths import PathKind, TemporalPath, time_respecting_paths
from tertius.model.dates import Bounds, read_edtf

KINDS: tuple[PathKind, ...] = ("earliest", "latest", "fastest", "shortest")
Days = Callable[[int], date]
Readings = Callable[[Bounds, int], list[frozenset[int]]]
Draws = Callable[[int], st.SearchStrategy[Bounds]]
Spells = Sequence[frozenset[int]]
Trip = tuple[int, int, int]  # departure, arrival, steps


def better(kind: PathKind, trips: Sequence[Trip]) -> int | None:
    """Return the best value of some trips."""
    if not trips:
        return None
    if kind == "latest":
        return max(departure for departure, _, _ in trips)
    return min({"earliest": a, "fastest": a - d, "shortest": s}[kind] for d, a, s in trips)


def holds(network: Network, edge: int, on: int, spells: Spells) -> bool:
    return any(all(on in spells[tie] for tie in clause) for clause in network.clauses[edge])


def every_walk(network: Network, spells: Spells, source: int, first: int, last: int) -> dict[int, list[Trip]]:
    """Return by node all that walks of at most n steps, taken on any days, come to."""
    arcs = [(int(s), int(t), e) for e, (s, t) in enumerate(zip(network.sources, network.targets, strict=True))]
    if not network.directed:
        arcs += [(t, s, e) for s, t, e in arcs]
    open_days = {e: [d for d in range(first, last + 1) if holds(network, e, d, spells)] for _, _, e in arcs}
    met: dict[int, set[Trip]] = {v: set() for v in range(network.n)}
    states = {(head, d, d) for tail, head, e in arcs if tail == source for d in open_days[e]}
    for steps in range(1, network.n + 1):
        for node, departure, on in states:
            met[node].add((departure, on, steps))
        states = {
            (head, departure, d)
            for node, departure, on in states
            for tail, head, e in arcs
            if tail == node
            for d in open_days[e]
            if d >= on
        }
    return {v: sorted(trips) for v, trips in met.items()}


def number(kind: PathKind, value: date | int | None, day: Days) -> int | None:
    if isinstance(value, date):
        assert kind in ("earliest", "latest")
        return (value - day(0)).days
    return value


def check_route(network: Network, path: TemporalPath) -> None:
    """Check that routes lead from end to end over edges of the network, each on ties of one of its alternatives."""
    for route in (path.possible, path.certain):
        if route is None:
            continue
        assert route.nodes[0] == path.source
        assert route.nodes[-1] == path.target
        assert len(set(route.nodes)) == len(route.nodes)
        for step, after in itertools.zip_longest(route.steps, route.steps[1:]):
            ends = (network.ids[network.sources[step.edge]], network.ids[network.targets[step.edge]])
            assert (step.source, step.target) == ends or (not network.directed and (step.target, step.source) == ends)
            assert any(
                step.ties == tuple(sorted(network.ties[tie].id for tie in clause))
                for clause in network.clauses[step.edge]
            )
            if after is not None:
                assert step.target == after.source
                assert step.from_day <= after.from_day
                assert step.to_day <= after.to_day
    if path.possible is not None:
        assert all(step.from_day <= step.to_day for step in path.possible.steps)


@st.composite
def drawn_edges(draw: st.DrawFn, nodes: int, most: int, directed: bool) -> list[tuple[int, int]]:
    pairs = [(a, b) for a in range(nodes) for b in range(nodes) if (a != b if directed else a < b)]
    return draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=most))


@pytest.mark.parametrize("directed", [False, True])
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_certain_dates_against_all_walks(day: Days, directed: bool, data: st.DataObject) -> None:
    days, nodes = 6, 7
    pairs = data.draw(drawn_edges(nodes, 12, directed))
    spells = []
    for _ in pairs:
        begin, end = sorted(data.draw(st.tuples(st.integers(0, days - 1), st.integers(0, days - 1))))
        spells.append(frozenset(range(begin, end + 1)))
    ties = [
        NetworkTie(f"t{i}", (), Bounds(day(min(s)), day(min(s)), day(max(s)), day(max(s))))
        for i, s in enumerate(spells)
    ]
    # parallel pairs become alternatives of one edge
    network = Network.of(
        map(str, range(nodes)),
        [Edge(str(a), str(b), (frozenset({i}),)) for i, (a, b) in enumerate(pairs)],
        ties,
        directed=directed,
    )
    first, last = sorted(data.draw(st.tuples(st.integers(0, days - 1), st.integers(0, days - 1))))
    source = data.draw(st.integers(0, nodes - 1))
    expected = every_walk(network, spells, source, first, last)
    for kind in KINDS:
        found = time_respecting_paths(network, kind, source=str(source), first=day(first), last=day(last))
        assert [path.target for path in found] == [str(v) for v in range(nodes) if v != source]
        for path in found:
            best = better(kind, expected[int(path.target)])
            assert path.verdict == ("impossible" if best is None else "certain")
            for route in (path.possible, path.certain):
                assert number(kind, route.value if route else None, day) == best
            check_route(network, path)


def simple_routes(network: Network, source: int, target: int) -> Iterator[list[frozenset[int]]]:
    """Yield every simple path, as the clauses of its steps."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(network.n))
    for edge, (s, t) in enumerate(zip(network.sources, network.targets, strict=True)):
        for clause in network.clauses[edge]:
            graph.add_edge(int(s), int(t), clause=clause)
            if not network.directed:
                graph.add_edge(int(t), int(s), clause=clause)
    for path in nx.all_simple_edge_paths(graph, source, target):
        yield [graph.edges[step]["clause"] for step in path]


def along(route: Sequence[frozenset[int]], spells: Mapping[int, frozenset[int]], first: int, last: int) -> list[Trip]:
    """Return what every way to put days to the steps of one path comes to."""
    choices = [[d for d in range(first, last + 1) if all(d in spells[tie] for tie in clause)] for clause in route]
    return [
        (days[0], days[-1], len(days))
        for days in itertools.product(*choices)
        if all(a <= b for a, b in itertools.pairwise(days))
    ]


@pytest.mark.parametrize("directed", [False, True])
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_uncertain_dates_against_all_readings(
    day: Days, small_bounds: Draws, readings: Readings, directed: bool, data: st.DataObject
) -> None:
    days, nodes = 4, 4
    bounds = data.draw(st.lists(small_bounds(days), min_size=1, max_size=4))
    pairs = data.draw(drawn_edges(nodes, len(bounds), directed))
    # each tie in one clause only; sometimes a clause of two
    uses = [frozenset({i}) for i in range(len(pairs))]
    spare = [i for i in range(len(bounds)) if i >= len(pairs)]
    if spare:
        uses[0] |= frozenset(spare)
    network = Network.of(
        map(str, range(nodes)),
        [Edge(str(a), str(b), (use,)) for (a, b), use in zip(pairs, uses, strict=True)],
        [NetworkTie(f"t{i}", (), b) for i, b in enumerate(bounds)],
        directed=directed,
    )
    first, last = sorted(data.draw(st.tuples(st.integers(0, days - 1), st.integers(0, days - 1))))
    every = [readings(b, days) for b in bounds]
    assume(np.prod([len(one) for one in every]) <= 1000)
    walks = [every_walk(network, spells, 0, first, last) for spells in itertools.product(*every)]
    for kind in KINDS:
        for path in time_respecting_paths(network, kind, source="0", first=day(first), last=day(last)):
            target = int(path.target)
            check_route(network, path)
            values = [better(kind, walk[target]) for walk in walks]
            reached = [value for value in values if value is not None]
            best = (max if kind == "latest" else min)(reached, default=None)
            assert number(kind, path.possible.value if path.possible else None, day) == best
            assert (path.verdict == "impossible") == (best is None)
            assured = assured_value(network, kind, target, every, first, last)
            assert number(kind, path.certain.value if path.certain else None, day) == assured
            assert (path.verdict == "certain") == (assured is not None)
            if assured is not None:
                assert len(reached) == len(values)
                assert min(reached) >= assured if kind == "latest" else max(reached) <= assured


def assured_value(
    network: Network, kind: PathKind, target: int, every: list[list[frozenset[int]]], first: int, last: int
) -> int | None:
    """Return the best value, over paths that work in every reading, of the worst over readings."""
    assured: list[int] = []
    for route in simple_routes(network, 0, target):
        used = sorted(frozenset().union(*route))
        values = [
            better(kind, along(route, dict(zip(used, spells, strict=True)), first, last))
            for spells in itertools.product(*(every[tie] for tie in used))
        ]
        kept = [value for value in values if value is not None]
        if len(kept) == len(values):
            assured.append((min if kind == "latest" else max)(kept))
    return (max if kind == "latest" else min)(assured, default=None)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_ties_that_several_edges_share_are_never_called_certain_wrongly(
    day: Days, small_bounds: Draws, readings: Readings, data: st.DataObject
) -> None:
    days, nodes = 4, 4
    bounds = data.draw(st.lists(small_bounds(days), min_size=2, max_size=3))
    pairs = data.draw(drawn_edges(nodes, 4, False))
    clause = st.frozensets(st.integers(0, len(bounds) - 1), min_size=1, max_size=2)
    network = Network.of(
        map(str, range(nodes)),
        [Edge(str(a), str(b), (data.draw(clause),)) for a, b in pairs],
        [NetworkTie(f"t{i}", (), b) for i, b in enumerate(bounds)],
    )
    walks = [
        every_walk(network, spells, 0, 0, days - 1)
        for spells in itertools.product(*(readings(b, days) for b in bounds))
    ]
    for kind in KINDS:
        for path in time_respecting_paths(network, kind, source="0", first=day(0), last=day(days - 1)):
            values = [better(kind, walk[int(path.target)]) for walk in walks]
            reached = [value for value in values if value is not None]
            best = (max if kind == "latest" else min)(reached, default=None)
            assert number(kind, path.possible.value if path.possible else None, day) == best
            if path.certain is not None:
                assured = number(kind, path.certain.value, day)
                assert assured is not None
                assert len(reached) == len(values)
                assert min(reached) >= assured if kind == "latest" else max(reached) <= assured


def chain(*whens: str, directed: bool = False) -> Network:
    """Make a path a–b–c… whose ties carry these EDTF dates."""
    names = "abcdefgh"
    return Network.of(
        (),
        [Edge(names[i], names[i + 1], (frozenset({i}),)) for i in range(len(whens))],
        [NetworkTie(f"t{i}", (("s", 0.5),), read_edtf(when, lasting=True)) for i, when in enumerate(whens)],
        directed=directed,
    )


def only(paths: tuple[TemporalPath, ...]) -> TemporalPath:
    (path,) = paths
    return path


def test_seen_in_one_year_and_then_in_the_next_is_certain_though_no_day_is() -> None:
    asked = partial(time_respecting_paths, chain("2011", "2012"), first=date(2011, 1, 1), last=date(2013, 12, 31))
    path = only(asked("earliest", source="a", target="c"))
    assert path.verdict == "certain"
    assert path.certain is not None
    assert path.certain.value == date(2012, 12, 31)  # by then at the latest
    assert path.possible is not None
    assert path.possible.value == date(2011, 1, 1)  # both may have held all the time
    assert path.certain.nodes == ("a", "b", "c")
    assert [step.ties for step in path.certain.steps] == [("t0",), ("t1",)]
    back = only(asked("earliest", source="c", target="a"))
    assert back.verdict == "possible"  # only if the first lasted, or the second began, beyond its year
    leaving = only(asked("latest", source="a", target="c"))
    assert leaving.certain is not None
    assert leaving.certain.value == date(2011, 1, 1)
    quick = only(asked("fastest", source="a", target="c"))
    assert quick.certain is not None
    assert quick.certain.value == 730  # 1 January 2011 to 31 December 2012, a leap year
    assert quick.possible is not None
    assert quick.possible.value == 0


def test_spans_that_end_before_the_next_begins_wait_or_fail() -> None:
    network = chain("2011-01-01/2011-01-31", "2011-03-01/2011-03-31")
    quick = only(time_respecting_paths(network, "fastest", source="a", target="c"))
    assert quick.certain is not None
    assert quick.certain.value == 29  # from 31 January to 1 March
    assert [(step.from_day, step.to_day) for step in quick.certain.steps] == [
        (date(2011, 1, 1), date(2011, 1, 31)),
        (date(2011, 3, 1), date(2011, 3, 31)),
    ]
    assert only(time_respecting_paths(network, "shortest", source="c", target="a")).verdict == "impossible"


def test_undated_ties_allow_any_path_and_make_none_certain() -> None:
    for kind in KINDS:
        path = only(time_respecting_paths(chain("", ""), kind, source="a", target="c", first=date(2012, 1, 1)))
        assert path.verdict == "possible"
    # at some time of all time the one tie held
    assert only(time_respecting_paths(chain(""), "shortest", source="a", target="b")).verdict == "certain"


def test_directed_edges_are_used_along_their_direction() -> None:
    network = chain("2011/2013", "2011/2013", directed=True)
    assert only(time_respecting_paths(network, "shortest", source="a", target="c")).verdict == "certain"
    assert only(time_respecting_paths(network, "shortest", source="c", target="a")).verdict == "impossible"


def test_one_end_stands_for_all_others() -> None:
    network = chain("2011/2012", "2012/2013", "2010/2011")
    for kind in KINDS:
        whole = time_respecting_paths(network, kind, source="b")
        assert [(path.source, path.target) for path in whole] == [("b", "a"), ("b", "c"), ("b", "d")]
        arriving = time_respecting_paths(network, kind, target="b")
        assert [(path.source, path.target) for path in arriving] == [("a", "b"), ("c", "b"), ("d", "b")]
        for path in whole + arriving:
            assert only(time_respecting_paths(network, kind, source=path.source, target=path.target)) == path


def test_a_hidden_edge_is_not_used() -> None:
    network = chain("2011/2012", "2012/2013")
    mask = np.array([True, False])
    assert [path.verdict for path in time_respecting_paths(network, "shortest", source="a", mask=mask)] == [
        "certain",
        "impossible",
    ]


def test_the_earliest_arrival_is_given_with_the_fewest_steps() -> None:
    """a–b–c is there first, a–c later; nothing is gained by it when c–d only begins in 2014."""
    whens = {("a", "b"): "2010/2015", ("b", "c"): "2010/2015", ("a", "c"): "2012/2015", ("c", "d"): "2014/2015"}
    network = Network.of(
        (),
        [Edge(*ends, (frozenset({i}),)) for i, ends in enumerate(whens)],
        [NetworkTie(f"t{i}", (), read_edtf(when, lasting=True)) for i, when in enumerate(whens.values())],
    )
    reached = {path.target: path.possible for path in time_respecting_paths(network, "earliest", source="a")}
    assert reached["d"] is not None
    assert reached["d"].value == date(2014, 1, 1)
    assert reached["d"].nodes == ("a", "c", "d")


def test_odd_networks(odd: Mapping[str, Network]) -> None:
    for name, network in odd.items():
        for node in network.ids:
            for kind in KINDS:
                found = time_respecting_paths(network, kind, source=node, first=date(2012, 1, 1))
                assert len(found) == network.n - 1, name
                assert {path.verdict for path in found} <= {"possible", "impossible"}, name
    itself = only(time_respecting_paths(odd["one node"], "latest", source="a", target="a", last=date(2012, 5, 1)))
    assert itself.verdict == "certain"
    assert itself.certain is not None
    assert (itself.certain.value, itself.certain.steps, itself.certain.nodes) == (date(2012, 5, 1), (), ())
    apart = time_respecting_paths(odd["disconnected"], "fastest", source="a")
    # at some time of all time a–b held for certain, but perhaps only once b–c was over
    assert [path.verdict for path in apart] == ["certain", "possible", "impossible", "impossible"]


def test_wrong_questions_are_refused() -> None:
    network = chain("2012")
    with pytest.raises(InputError, match="Neither end"):
        time_respecting_paths(network, "earliest")
    with pytest.raises(InputError, match="no node"):
        time_respecting_paths(network, "earliest", source="z")
    with pytest.raises(InputError, match="no kind of path"):
        time_respecting_paths(network, "best", source="a")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="before it begins"):
        time_respecting_paths(network, "earliest", source="a", first=date(2012, 1, 2), last=date(2012, 1, 1))
    with pytest.raises(QueryTimeoutError):
        time_respecting_paths(network, "earliest", source="a", stop=np.ones(1, dtype=np.uint8))
