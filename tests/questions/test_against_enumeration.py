"""The queries against plain enumeration: small random graphs of claims, and every answer worked out twice.

The second working reads the claims, never the database, and does the obvious: it looks at every person, every pair of
groups, every pair of ties, every path (networkx). Each tie has one claim here, so a tie's likelihood is that of its
hedge. Bounds of dates and whether two spells overlap come from the model, which is tested by enumeration of days.
"""

import csv
import itertools
import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from tertius.answers import Answers
from tertius.catalog.catalogue import Catalogue
from tertius.graph.connect import Target
from tertius.graph.read import Reader
from tertius.model.dates import Bounds, Overlap, read_edtf
from tertius.model.derive import TieKey

pytestmark = pytest.mark.anyio

SEEDS = (1, 2, 3, 4, 5, 6, 7, 8)
TANGLED = 5
"""From this seed on a unit may be of several groups."""
CIRCULAR = 7
"""From this seed on organizations are part of one another."""
PUBLISHED = date(2012, 1, 1)
LIKELIHOODS = {"stated": 0.95, "reported": 0.8, "believed": 0.7, "suspected": 0.5, "possible": 0.4, "rumoured": 0.25}
UNDIRECTED = ("ASSOCIATE_OF", "ALLIED_WITH", "OPPOSED")
DATES = (
    "",
    "2005",
    "2005-06/..",
    "2008-03",
    "2004/2006",
    "2006/2009",
    "2009-05-01/2010-02-28",
    "2007/..",
    "2008-06/..",
    "/2007",
)
LONG = ("", "2005-06/..", "2007/..")
DAYS = (None, date(2005, 6, 1), date(2008, 3, 15), date(2011, 1, 1))
EVERY_FILTER: list[dict[str, Any]] = [
    {"as_of": day, "dates": dates, "min_likelihood": least, "level": level}
    for day in DAYS
    for dates in ("possible", "certain")
    for least in (0.0, 0.5, 0.75)
    for level in ("group", "unit")
]
FILTERS = random.Random(5).sample(EVERY_FILTER, 20)  # noqa: S311 - all 48 show no more and take their time


@dataclass(frozen=True)
class Tie:
    """A tie of the random graph, as its one claim has it."""

    kind: str
    start: str
    end: str
    hedge: str
    edtf: str
    role: str

    @property
    def likelihood(self) -> float:
        return LIKELIHOODS[self.hedge]

    @property
    def bounds(self) -> Bounds:
        lasting = self.kind not in ("FOUNDED", "SPLIT_FROM", "SUCCEEDED")
        return read_edtf(self.edtf, lasting=lasting, published=PUBLISHED)

    @property
    def id(self) -> str:
        one, other = self.start, self.end
        if self.kind in UNDIRECTED and other < one:
            one, other = other, one
        return TieKey(self.kind, f"random:{one}", f"random:{other}").id


@dataclass
class World:
    """A random graph and the folder that it is loaded from."""

    folder: Path
    people: list[str]
    kinds: dict[str, str]
    ties: list[Tie] = field(default_factory=list)


@dataclass(frozen=True)
class Filters:
    """The parameters that every one of these questions has, and what they let through."""

    as_of: date | None
    dates: str
    min_likelihood: float
    level: str

    def passes(self, tie: Tie) -> bool:
        if tie.likelihood < self.min_likelihood:
            return False
        if self.as_of is None:
            return True
        holds = tie.bounds.holds_on(self.as_of)
        return holds is Overlap.CERTAIN or (self.dates == "possible" and holds is Overlap.POSSIBLE)

    def together(self, one: Tie, other: Tie) -> bool:
        overlap = one.bounds.overlaps(other.bounds)
        return overlap is Overlap.CERTAIN or (self.dates == "possible" and overlap is Overlap.POSSIBLE)

    def certain(self, one: Tie, other: Tie) -> bool:
        if self.as_of is None:
            return one.bounds.overlaps(other.bounds) is Overlap.CERTAIN
        return all(tie.bounds.holds_on(self.as_of) is Overlap.CERTAIN for tie in (one, other))

    def tops(self, world: World, tie: Tie, kinds: tuple[str, ...] | None = None) -> set[str]:
        """Return the organizations that a tie counts for: what stands above its own, at the tie's time."""
        if self.level == "unit":
            return {tie.end}
        within: nx.DiGraph[str] = nx.DiGraph()
        within.add_node(tie.end)
        within.add_edges_from(
            (part.start, part.end)
            for part in world.ties
            if part.kind == "PART_OF"
            and part.likelihood >= min(0.5, self.min_likelihood)
            and self._then(part, tie)
            and all(counts(world.kinds[end], kinds) for end in (part.start, part.end))
        )
        # What is part of each other is one group, by its first id; it counts if nothing else is above it.
        groups = nx.condensation(within.subgraph({tie.end} | nx.descendants(within, tie.end)))
        return {min(groups.nodes[group]["members"]) for group, above in groups.out_degree if above == 0}

    def _then(self, part: Tie, tie: Tie) -> bool:
        if self.as_of is None:
            return part.bounds.overlaps(tie.bounds) is not Overlap.NO
        return part.bounds.holds_on(self.as_of) is not Overlap.NO


def counts(kind: str, kinds: tuple[str, ...] | None) -> bool:
    return kind != "category" and (kinds is None or kind == "" or kind in kinds)


def random_world(seed: int, folder: Path) -> World:
    """Make a graph of ten people and nine organizations, with units two deep, and write it as a claims folder."""
    rng = random.Random(seed)  # noqa: S311
    kinds = {f"g{i}": "group" for i in range(4)} | {f"u{i}": "unit" for i in range(3)} | {"s": "state", "c": "category"}
    kinds["x"] = ""  # nobody says what it is
    world = World(folder, [f"p{i}" for i in range(10)], kinds)

    def tie(kind: str, start: str, end: str, dates: tuple[str, ...] = DATES) -> None:
        if all((t.kind, {t.start, t.end}) != (kind, {start, end}) for t in world.ties):
            role = rng.choice(("", "emir", "commander"))
            world.ties.append(Tie(kind, start, end, rng.choice(list(LIKELIHOODS)), rng.choice(dates), role))

    # One parent each, so that no unit is of two groups: a tree.
    parts = [("u0", rng.choice(("g0", "g1"))), ("u1", "u0"), ("u2", rng.choice(("g2", "s", "x")))]
    if seed >= CIRCULAR:
        parts = [("u0", "g0"), ("u1", "g1"), ("u1", "g3"), ("u2", "g2"), ("g0", "g2"), ("g1", "x"), ("x", "s")]
        parts += [("s", "g1")]
        world.ties.append(Tie("PART_OF", "g2", "g0", "stated", "2005/..", ""))
    elif seed >= TANGLED:
        parts += [("u1", "g2"), ("u1", "g3"), ("u2", "g0"), ("u2", "g3"), ("g3", "x")]
    for unit, above in parts:
        if seed >= CIRCULAR:
            world.ties.append(Tie("PART_OF", unit, above, rng.choice(("stated", "suspected")), rng.choice(LONG), ""))
        else:
            tie("PART_OF", unit, above, DATES if seed < TANGLED else LONG)
    if seed % 2:
        tie("SUCCEEDED", "g3", "g2")
    for person in world.people:
        for _ in range(rng.randint(1, 5)):
            tie(rng.choice(("LEADS", "LEADS", "MEMBER_OF")), person, rng.choice(list(kinds)))
        tie(rng.choice(("KIN_OF", "ASSOCIATE_OF")), person, rng.choice([p for p in world.people if p != person]))
        if seed >= TANGLED:
            tie("LEADS", person, rng.choice(("u1", "u2")), LONG)
            tie("LEADS", person, rng.choice(("g0", "g2", "g3")), LONG)
    tie("ALLIED_WITH", "g0", "g2")
    tie("ALLIED_WITH", "p0", "g1")
    _write(world)
    return world


def _write(world: World) -> None:
    world.folder.mkdir()
    (world.folder / "source.yaml").write_text(f"id: random\ntitle: Random\npublished: {PUBLISHED}\n", encoding="utf-8")
    with (world.folder / "entities.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "type", "name", "kind", "countries", "lat", "lon"])
        rows.writerows([p, "Person", p, "", "", "", ""] for p in world.people)
        rows.writerows([o, "Organization", o, kind, "", "", ""] for o, kind in world.kinds.items())
    with (world.folder / "claims.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["claim_id", "subject", "kind", "object", "role", "when", "hedge"])
        for number, t in enumerate(world.ties):
            rows.writerow([f"t{number}", t.start, t.kind, t.end, t.role, t.edtf, t.hedge])


@pytest.fixture(scope="module", params=SEEDS)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    return random_world(request.param, tmp_path_factory.mktemp("world") / "random")


@pytest.fixture
def answers(world: World, holding: Callable[[str | Path], Target], reader: Reader) -> Answers:
    holding(world.folder)
    return Answers(Catalogue.load(), reader)


def given(filters: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: filters[name] for name in names or filters}


def own(ids: list[str]) -> list[str]:
    return [id_.removeprefix("random:") for id_ in ids]


# --- brokers ----------------------------------------------------------------------------------------------------------


def brokers(world: World, filters: Filters, kinds: tuple[str, ...] | None) -> dict[str, dict[str, Any]]:
    """Return each broker with what its row must hold; the rank is worked out by counting who stands higher."""
    floor = min(0.5, filters.min_likelihood)
    succeeded = [{t.start, t.end} for t in world.ties if t.kind == "SUCCEEDED" and t.likelihood >= floor]
    links: dict[tuple[str, frozenset[str]], list[tuple[Tie, Tie]]] = defaultdict(list)
    for person in world.people:
        mine = [
            (top, t)
            for t in world.ties
            if t.kind in ("LEADS", "MEMBER_OF")
            and t.start == person
            and filters.passes(t)
            and counts(world.kinds[t.end], kinds)
            for top in filters.tops(world, t, kinds)
        ]
        for (one, s), (other, t) in itertools.combinations(mine, 2):
            if one != other and {one, other} not in succeeded and s != t and filters.together(s, t):
                links[person, frozenset((one, other))].append((s, t))
    linked_by = defaultdict(set)
    for person, pair in links:
        linked_by[pair].add(person)
    found: dict[str, dict[str, Any]] = {}
    for person in {person for person, _ in links}:
        pairs = {pair: ways for (who, pair), ways in links.items() if who == person}
        best = [max(ways, key=lambda way: way[0].likelihood * way[1].likelihood) for ways in pairs.values()]
        found[person] = {
            "groups": set().union(*pairs),
            "pairs": len(pairs),
            "sole_pairs": sum(linked_by[pair] == {person} for pair in pairs),
            "certain_pairs": sum(any(filters.certain(*way) for way in ways) for ways in pairs.values()),
            "expected_pairs": round(sum(s.likelihood * t.likelihood for s, t in best), 4),
            "ties": {t.id for ways in pairs.values() for way in ways for t in way},
        }
    for row in found.values():
        key = (row["pairs"], row["sole_pairs"], row["expected_pairs"])
        row["rank"] = 1 + sum(key < (o["pairs"], o["sole_pairs"], o["expected_pairs"]) for o in found.values())
    return found


@pytest.mark.parametrize("kinds", [("group", "unit"), None])
async def test_brokers(answers: Answers, world: World, kinds: tuple[str, ...] | None) -> None:
    seen = 0
    for filters in FILTERS:
        answer = await answers.ask(
            "brokerage/brokers", {**given(filters), "kinds": kinds and list(kinds), "limit": 500}
        )
        expected = brokers(world, Filters(**filters), kinds)
        assert {own([row["person_id"]])[0] for row in answer.rows} == set(expected), filters
        for row in answer.rows:
            right = expected[own([row["person_id"]])[0]]
            assert set(own(row["group_ids"])) == right["groups"], filters
            for name in ("rank", "pairs", "sole_pairs", "certain_pairs"):
                assert row[name] == right[name], (filters, name)
            assert row["expected_pairs"] == pytest.approx(right["expected_pairs"], abs=2e-4)
            assert {tie for tie in row["tie_ids"] if not tie.startswith("PART_OF")} == right["ties"], filters
        assert [row["rank"] for row in answer.rows] == sorted(row["rank"] for row in answer.rows)
        seen += len(answer.rows)
    assert seen > 15, "These graphs show nothing."


# --- who links two ----------------------------------------------------------------------------------------------------


def between(world: World, filters: Filters, one: str, other: str) -> dict[str, float]:
    """Return the likelihood of each person's strongest link."""
    found: dict[str, float] = {}
    for person in set(world.people) - {one, other}:
        sides: list[list[Tie]] = []
        for end in (one, other):
            sides.append(
                [
                    t
                    for t in world.ties
                    if t.kind in ("LEADS", "MEMBER_OF", "KIN_OF", "ASSOCIATE_OF")
                    and filters.passes(t)
                    and ((t.start == person and end in _climb(world, filters, t)) or {t.start, t.end} == {person, end})
                ]
            )
        ways = [s.likelihood * t.likelihood for s in sides[0] for t in sides[1] if s != t and filters.together(s, t)]
        if ways:
            found[person] = max(ways)
    return found


def _climb(world: World, filters: Filters, tie: Tie) -> set[str]:
    """Return everything that a tie's end is or was part of then; between rolls up to a unit that is asked for, too."""
    reached = {tie.end}
    step = reached
    while filters.level == "group" and step:
        step = {
            part.end
            for part in world.ties
            if part.kind == "PART_OF"
            and part.start in step
            and filters._then(part, tie)
            and part.likelihood >= min(0.5, filters.min_likelihood)
        } - reached
        reached = reached | step
    return reached


@pytest.mark.parametrize(
    ("one", "other"), [("g0", "g1"), ("g0", "u0"), ("u0", "g1"), ("g0", "x"), ("p1", "p2"), ("p3", "g0")]
)
async def test_between(answers: Answers, world: World, one: str, other: str) -> None:
    for filters in FILTERS:
        asked = {**given(filters), "one_id": f"random:{one}", "other_id": f"random:{other}", "limit": 500}
        answer = await answers.ask("brokerage/between", asked)
        found = {own([row["person_id"]])[0]: row["likelihood"] for row in answer.rows}
        assert found == pytest.approx(between(world, Filters(**filters), one, other), abs=1e-4), filters


# --- commanders -------------------------------------------------------------------------------------------------------


def commands(world: World, filters: Filters) -> Iterator[tuple[str, str, Tie]]:
    """Yield every (organization, person, tie) of leading, units rolled up."""
    for t in world.ties:
        if t.kind == "LEADS" and filters.passes(t) and world.kinds[t.end] != "category":
            for top in filters.tops(world, t):
                yield top, t.start, t


def shown(day: date) -> str | None:
    return None if day in (date.min, date.max) else day.isoformat()


async def test_overlapping_commands(answers: Answers, world: World) -> None:
    seen = 0
    for asked in FILTERS:
        filters = Filters(**asked)
        expected: dict[tuple[str, str, str], list[tuple[Tie, Tie]]] = defaultdict(list)
        for (top, one, s), (same, other, t) in itertools.product(commands(world, filters), repeat=2):
            if top == same and one < other and filters.together(s, t):
                expected[top, one, other].append((s, t))
        answer = await answers.ask("commanders/overlapping", {**given(asked), "limit": 1000})
        rows = {tuple(own([row["organization_id"], row["one_id"], row["other_id"]])): row for row in answer.rows}
        assert set(rows) == set(expected), asked
        for key, ways in expected.items():
            row = rows[key]
            assert row["overlap"] == ("certain" if any(filters.certain(*way) for way in ways) else "possible"), asked
            spans = [(s.bounds, t.bounds) for s, t in ways]
            assert row["earliest"] == shown(min(max(a.from_earliest, b.from_earliest) for a, b in spans))
            assert row["latest"] == shown(max(min(a.to_latest, b.to_latest) for a, b in spans))
            sure = [(max(a.from_latest, b.from_latest), min(a.to_earliest, b.to_earliest)) for a, b in spans]
            sure = [(begin, end) for begin, end in sure if begin <= end]
            if row["certain_from"] is None:
                assert not sure
            else:
                assert (row["certain_from"], row["certain_to"]) in {(b.isoformat(), e.isoformat()) for b, e in sure}
            assert row["likelihood"] == pytest.approx(max(s.likelihood * t.likelihood for s, t in ways), abs=1e-4)
        seen += len(rows)
    assert seen > 15, "These graphs show nothing."


async def test_leaders_of_several_groups_at_once(answers: Answers, world: World) -> None:
    seen = 0
    for asked in FILTERS:
        filters = Filters(**asked)
        posts: dict[str, dict[str, list[Tie]]] = defaultdict(lambda: defaultdict(list))
        for top, person, t in commands(world, filters):
            posts[person][top].append(t)
        most = {person: _most_at_once(groups, filters) for person, groups in posts.items()}
        answer = await answers.ask("commanders/several", {**given(asked), "limit": 500})
        found = {own([row["person_id"]])[0]: row for row in answer.rows}
        expected = {person: (count, p) for person, (count, p) in most.items() if count > 1}
        assert {person: row["group_count"] for person, row in found.items()} == {
            person: count for person, (count, _) in expected.items()
        }, asked
        for person, row in found.items():
            assert row["likelihood"] == pytest.approx(expected[person][1], abs=1e-4), asked
            assert len(set(row["group_ids"])) == row["group_count"]
        seen += len(found)
    assert seen > 8, "These graphs show nothing."


async def test_a_group_and_what_is_part_of_it_and_it_of_them_are_one(
    holding: Callable[[str | Path], Target], reader: Reader, tmp_path: Path
) -> None:
    world = World(tmp_path / "circle", ["p", "q"], {"x": "group", "y": "group"})
    for kind, start, end in (
        ("PART_OF", "x", "y"),
        ("PART_OF", "y", "x"),
        ("LEADS", "p", "x"),
        ("LEADS", "p", "y"),
        ("LEADS", "q", "y"),
    ):
        world.ties.append(Tie(kind, start, end, "stated", "2010/..", ""))
    _write(world)
    holding(world.folder)
    answers = Answers(Catalogue.load(), reader)
    assert (await answers.ask("brokerage/brokers", {})).rows == []
    assert (await answers.ask("commanders/several", {})).rows == []
    (row,) = (await answers.ask("commanders/overlapping", {})).rows
    assert own([row["organization_id"], row["one_id"], row["other_id"]]) == ["x", "p", "q"]
    # At the level of units each is its own.
    assert len((await answers.ask("brokerage/brokers", {"level": "unit"})).rows) == 1


@pytest.mark.parametrize("own_post", ["x", "y"])
async def test_a_unit_of_two_groups_counts_for_the_one_that_nothing_else_does(
    holding: Callable[[str | Path], Target], reader: Reader, tmp_path: Path, own_post: str
) -> None:
    # The person also leads one of the two itself, less certainly: a first choice for every group takes u for both.
    world = World(tmp_path / "two", ["p"], {"u": "unit", "x": "group", "y": "group", "z": "group"})
    for kind, start, end, hedge, when in (
        ("PART_OF", "u", "x", "stated", "2005/.."),
        ("PART_OF", "u", "y", "stated", "2005/.."),
        ("LEADS", "p", "u", "stated", "2010/.."),
        ("LEADS", "p", own_post, "reported", "2010/.."),
        ("LEADS", "p", "z", "stated", "2012/.."),
    ):
        world.ties.append(Tie(kind, start, end, hedge, when, ""))
    _write(world)
    holding(world.folder)
    answers = Answers(Catalogue.load(), reader)
    for day in (None, "2015-01-01"):
        (row,) = (await answers.ask("commanders/several", {"as_of": day})).rows
        assert row["group_count"] == 3
        assert own(row["group_ids"]) == ["x", "y", "z"]
        assert row["likelihood"] == pytest.approx(0.95 * 0.8 * 0.95, abs=1e-4)
        assert {tie for tie in row["tie_ids"] if tie.startswith("LEADS")} == {t.id for t in world.ties[2:]}
        assert [tie for tie in row["tie_ids"] if tie.startswith("PART_OF")] == [world.ties[own_post == "x"].id]


def _most_at_once(groups: dict[str, list[Tie]], filters: Filters) -> tuple[int, float]:
    """Return the size of the largest set of groups with a post in each, every two of which hold together.

    And the likelihood of the likeliest such set.
    """
    for size in range(len(groups), 1, -1):
        best = max(
            (
                math.prod(tie.likelihood for tie in ties)
                for some in itertools.combinations(groups.values(), size)
                for ties in itertools.product(*some)
                if all(s != t and filters.together(s, t) for s, t in itertools.combinations(ties, 2))
            ),
            default=None,
        )
        if best is not None:
            return size, best
    return 1, 1.0


# --- paths ------------------------------------------------------------------------------------------------------------

PATH_KINDS = (
    "LEADS",
    "MEMBER_OF",
    "FOUNDED",
    "KIN_OF",
    "ASSOCIATE_OF",
    "PART_OF",
    "SPLIT_FROM",
    "SUCCEEDED",
    "ALLIED_WITH",
)


@pytest.mark.parametrize(("start", "finish"), [("p0", "p9"), ("g0", "g3"), ("p2", "u1"), ("p5", "s")])
@pytest.mark.parametrize("kinds", [PATH_KINDS, ("LEADS", "MEMBER_OF")])
async def test_shortest_paths(answers: Answers, world: World, start: str, finish: str, kinds: tuple[str, ...]) -> None:
    for asked in FILTERS[:10]:
        filters = Filters(**asked)
        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from([*world.people, *world.kinds])
        for t in world.ties:
            if (
                t.kind in kinds
                and filters.passes(t)
                and "category" not in (world.kinds.get(t.start), world.kinds.get(t.end))
            ):
                best = max(t.likelihood, graph.get_edge_data(t.start, t.end, {"p": 0.0})["p"])
                ids = graph.get_edge_data(t.start, t.end, {"ids": set()})["ids"] | {t.id}
                graph.add_edge(t.start, t.end, p=best, ids=ids)
        paths = list(nx.all_shortest_paths(graph, start, finish)) if nx.has_path(graph, start, finish) else []
        expected = {
            tuple(path): math.prod(graph.edges[edge]["p"] for edge in itertools.pairwise(path))
            for path in paths
            if len(path) - 1 <= 5
        }
        answer = await answers.ask(
            "paths/shortest",
            {
                **given(asked, "as_of", "dates", "min_likelihood"),
                "from_id": f"random:{start}",
                "to_id": f"random:{finish}",
                "kinds": list(kinds),
                "max_hops": 5,
                "limit": 200,
            },
        )
        found = {tuple(own(row["entity_ids"])): row["likelihood"] for row in answer.rows}
        assert found == pytest.approx(expected, abs=1e-4), asked
        for row in answer.rows:
            walked = itertools.pairwise(own(row["entity_ids"]))
            assert set(row["tie_ids"]) == set().union(*(graph.edges[edge]["ids"] for edge in walked))
            assert row["hops"] == len(row["steps"]) == len(row["entity_ids"]) - 1
