"""Small random graphs of claims, and what is true of them, found by going through all days and readings of the dates.

Nothing here uses the database, nor the model's rules: the claims are read, and the obvious is done. On each day of a
grid the PART_OF graph of that day is drawn and walked (networkx); that something is certain is found by going through
the tightest readings of all dates. Dates are whole years, so that the grid (first, middle and last day of each) tells
every order of events apart. Each tie has one claim, so its likelihood is that of its hedge.
"""

import csv
import itertools
import math
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import networkx as nx

from tertius.model.dates import read_edtf
from tertius.model.derive import TieKey

PUBLISHED = date(2012, 1, 1)
LIKELIHOODS = {"stated": 0.95, "reported": 0.8, "believed": 0.7, "suspected": 0.5, "possible": 0.4, "rumoured": 0.25}
HAPPENING = ("FOUNDED", "SPLIT_FROM", "SUCCEEDED", "PARTICIPATED_IN", "OCCURRED_AT")
UNDIRECTED = ("ASSOCIATE_OF", "ALLIED_WITH", "OPPOSED")
CLIPPED = ("LEADS", "MEMBER_OF", "PART_OF", "ASSOCIATE_OF", "ALLIED_WITH", "OPPOSED")
DATES = (
    "",
    "2005",
    "2005/..",
    "2008",
    "2004/2006",
    "2006/2009",
    "2006/..",
    "/2007",
    "2007/2007",
    "2005/2008",
    "2009/..",
)
GRID = [
    date.min,
    *(date(year, month, day) for year in range(2003, 2012) for month, day in ((1, 1), (7, 1), (12, 31))),
    PUBLISHED,
    date.max,
]
SPANS: list[dict[str, Any]] = [
    {},
    *({"as_of": GRID[i]} for i in (7, 9, 14, 18)),
    {"from_day": GRID[4], "to_day": GRID[11]},
    {"from_day": GRID[13]},
    {"to_day": GRID[9]},
]


@dataclass(frozen=True)
class Tie:
    """A tie of the random graph, as its one claim has it, and the lives of its ends."""

    kind: str
    start: str
    end: str
    hedge: str
    edtf: str
    role: str = ""
    lives: tuple[tuple[date, date], ...] = ()

    @property
    def likelihood(self) -> float:
        return LIKELIHOODS[self.hedge]

    @cached_property
    def bounds(self) -> tuple[date, date, date, date]:
        """Its four bounds, within the lives of its ends, if anything is left then."""
        return self._lived[0]

    @property
    def disputed(self) -> bool:
        """Whether nothing is left."""
        return self._lived[1]

    @cached_property
    def _lived(self) -> tuple[tuple[date, date, date, date], bool]:
        own = read_edtf(self.edtf, lasting=self.kind not in HAPPENING, published=PUBLISHED)
        begin, begun, over, end = own.from_earliest, own.from_latest, own.to_earliest, own.to_latest
        if self.kind in CLIPPED:
            alive, dead = max((begin, *(a for a, _ in self.lives))), min((end, *(b for _, b in self.lives)))
            if alive > begun or over > dead or alive > dead:
                return (begin, begun, over, end), True
            return (alive, min(begun, dead), max(over, alive), dead), False
        return (begin, begun, over, end), False

    @property
    def id(self) -> str:
        one, other = self.start, self.end
        if self.kind in UNDIRECTED and other < one:
            one, other = other, one
        return TieKey(self.kind, f"random:{one}", f"random:{other}").id

    def may_hold(self, day: date) -> bool:
        return self.bounds[0] <= day <= self.bounds[3]

    def must_hold(self, day: date) -> bool:
        return self.bounds[1] <= day <= self.bounds[2]

    @cached_property
    def readings(self) -> list[tuple[date, date]]:
        """The tightest ways to read its dates: a longer spell holds wherever one of these does."""
        _, begun, over, _ = self.bounds
        if begun <= over:
            return [(begun, over)]
        return [(day, day) for day in GRID if over <= day <= begun]


@dataclass(frozen=True)
class Way:
    """A tie of a person, what its unit counts as, over which PART_OF ties, and the run of days for which it does."""

    tie: Tie
    group: str
    parts: tuple[Tie, ...]
    run: tuple[date, date] = (date.min, date.max)
    of: str = ""
    """Whose it is, where the tie is one of two people and they are not its start."""

    @property
    def person(self) -> str:
        return self.of or self.tie.start

    @property
    def unit(self) -> str:
        """What the person is tied to."""
        return self.tie.start if self.of == self.tie.end else self.tie.end

    @property
    def ties(self) -> frozenset[Tie]:
        return frozenset((self.tie, *self.parts))

    def may_hold(self, day: date) -> bool:
        return self.run[0] <= day <= self.run[1] and self.tie.may_hold(day)

    def must_hold(self, day: date) -> bool:
        return self.run[0] <= day <= self.run[1] and all(tie.must_hold(day) for tie in self.ties)


Span = tuple[date, date]


def ties_of(ways: Iterable[Way]) -> frozenset[Tie]:
    return frozenset(tie for way in ways for tie in way.ties)


def likelihood(ways: Iterable[Way]) -> float:
    """Return that of all holding: each tie counts once, however many ways rest on it."""
    return math.prod(tie.likelihood for tie in ties_of(ways))


def possible(ways: Sequence[Way], span: Span) -> bool:
    return any(all(way.may_hold(day) for way in ways) for day in GRID if span[0] <= day <= span[1])


@cache
def certain(ways: frozenset[Way], span: Span) -> bool:
    """Whether every way to read the dates has a day of the span on which all hold."""
    runs = [span, *(way.run for way in ways)]
    first, last = max(run[0] for run in runs), min(run[1] for run in runs)
    return all(
        max(first, *(begin for begin, _ in reading)) <= min(last, *(end for _, end in reading))
        for reading in itertools.product(*(tie.readings for tie in ties_of(ways)))
    )


@dataclass
class World:
    """A random graph and the folder that it is loaded from."""

    folder: Path
    people: list[str]
    kinds: dict[str, str]
    ties: list[Tie] = field(default_factory=list)
    lives: dict[str, list[tuple[str, str, str, str]]] = field(default_factory=dict)
    """By entity: kind of claim, date, hedge, polarity."""

    def life(self, entity: str) -> tuple[date, date]:
        first, last = date.min, date.max
        for kind, edtf, hedge, polarity in self.lives.get(entity, ()):
            denied = (kind, edtf, "denies") in [(k, e, p) for k, e, _, p in self.lives[entity]]
            if polarity == "denies" or denied or LIKELIHOODS[hedge] < 0.5:
                continue
            year = int(edtf)
            if kind in ("BORN", "ESTABLISHED"):
                first = date(year, 1, 1)
            else:
                last = date(year, 12, 31)
        return first, last

    def add(self, kind: str, start: str, end: str, hedge: str, edtf: str, role: str = "") -> None:
        if all((t.kind, {t.start, t.end}) != (kind, {start, end}) for t in self.ties):
            self.ties.append(Tie(kind, start, end, hedge, edtf, role, (self.life(start), self.life(end))))

    @cached_property
    def rising(self) -> dict[tuple[str, str], list[tuple[str, tuple[Tie, ...], tuple[date, date]]]]:
        """By (level, unit): what the unit counts as, over which ties, and for which run of days."""
        found = defaultdict(list)
        days: dict[tuple[str, str, str, tuple[Tie, ...]], list[int]] = defaultdict(list)
        for index, day in enumerate(GRID):
            for level in ("group", "within"):
                for unit, group, chain in self._chains(level, day):
                    days[level, unit, group, chain].append(index)
        for (level, unit, group, chain), some in days.items():
            for _, run in itertools.groupby(enumerate(some), lambda pair: pair[1] - pair[0]):
                indexes = [index for _, index in run]
                found[level, unit].append((group, chain, (GRID[indexes[0]], GRID[indexes[-1]])))
        for unit, kind in self.kinds.items():
            if kind != "category":
                found["unit", unit].append((unit, (), (date.min, date.max)))
        return found

    def _chains(self, level: str, day: date) -> Iterator[tuple[str, str, tuple[Tie, ...]]]:
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        graph.add_nodes_from(unit for unit, kind in self.kinds.items() if kind != "category")
        for part in self.ties:
            if (
                part.kind == "PART_OF"
                and part.likelihood >= 0.5
                and part.may_hold(day)
                and "category" not in (self.kinds[part.start], self.kinds[part.end])
                and (level == "within" or self.kinds[part.end] in ("group", "unit", ""))
            ):
                graph.add_edge(part.start, part.end, key=part)
        groups = nx.condensation(nx.DiGraph(graph))
        of = groups.graph["mapping"]
        for unit in graph:
            if level == "within":
                ends = {unit} | nx.descendants(graph, unit)
            else:
                above = {of[unit]} | nx.descendants(groups, of[unit])
                ends = {min(groups.nodes[one]["members"]) for one in above if groups.out_degree(one) == 0}
            for end in ends:
                chains = [()]
                if end != unit:
                    chains = [tuple(tie for *_, tie in path) for path in nx.all_simple_edge_paths(graph, unit, end)]
                shortest = min(map(len, chains))
                yield from ((unit, end, chain) for chain in chains if len(chain) == shortest)

    def ways(self, level: str, kinds: Sequence[str], least: float) -> list[Way]:
        """Every way in which a person's tie counts for an organization at some time."""
        return [
            Way(tie, *rise)
            for tie in self.ties
            if tie.kind in kinds and tie.likelihood >= least
            for rise in self.rising[level, tie.end]
        ]


def span_of(asked: dict[str, Any]) -> Span:
    day = asked.get("as_of")
    return day or asked.get("from_day") or date.min, day or asked.get("to_day") or date.max


def every_choice(seed: int, count: int) -> list[dict[str, Any]]:
    """Return some of all ways to choose days, mode, level and least likelihood, the same for one seed."""
    everything = [
        {**span, "dates": dates, "min_likelihood": least, "level": level}
        for span in SPANS
        for dates in ("possible", "certain")
        for least in (0.0, 0.3, 0.5, 0.75)
        for level in ("group", "unit")
    ]
    return random.Random(seed).sample(everything, count)  # noqa: S311


def random_world(seed: int, folder: Path) -> World:
    """Make eight people in nine organizations that change hands, live and die, and write it as a claims folder."""
    rng = random.Random(seed)  # noqa: S311
    kinds = {"g0": "group", "g1": "group", "g2": "group", "g3": "group", "u0": "unit", "u1": "unit", "u2": "unit"}
    kinds |= {"s": "state", "c": "category", "x": ""}  # of x nobody says what it is
    world = World(folder, [f"p{i}" for i in range(8)], kinds)
    for entity in rng.sample([*world.people, *kinds], 5):
        born, died = ("BORN", "DIED") if entity in world.people else ("ESTABLISHED", "DISSOLVED")
        world.lives[entity] = [(born, rng.choice(("2004", "2005", "2006")), rng.choice(list(LIKELIHOODS)), "asserts")]
        world.lives[entity] += [(died, rng.choice(("2007", "2008", "2009")), rng.choice(list(LIKELIHOODS)), "asserts")]
        if rng.random() < 0.3:
            kind, edtf, *_ = rng.choice(world.lives[entity])
            world.lives[entity].append((kind, edtf, "stated", "denies"))

    def hedge(*more: str) -> str:
        return rng.choice(("stated", "reported", "believed", "suspected", *more))

    parts = [("u0", "g0"), ("u1", "u0"), ("u2", "s"), ("u2", "c")]  # each of one only, but for a while
    if seed % 3 == 1:  # units that change hands, or are of several
        parts += [("u0", "g1"), ("u1", "g2"), ("u1", "g3"), ("u2", "g0"), ("g3", "x"), ("x", "s")]
    elif seed % 3 == 2:  # organizations that are part of one another
        parts += [("g0", "g2"), ("g2", "g0"), ("u1", "g1"), ("g1", "x"), ("x", "g1"), ("g2", "g3"), ("s", "g1")]
    for unit, above in parts:
        world.add("PART_OF", unit, above, hedge("possible"), rng.choice(DATES))
    world.add("SUCCEEDED", "g3", "g2", hedge("rumoured"), "")
    for person in world.people:
        for _ in range(rng.randint(1, 4)):
            kind = rng.choice(("LEADS", "LEADS", "MEMBER_OF"))
            world.add(kind, person, rng.choice(list(kinds)), hedge("possible", "rumoured"), rng.choice(DATES), "emir")
        other = rng.choice([one for one in world.people if one != person])
        world.add(rng.choice(("KIN_OF", "ASSOCIATE_OF")), person, other, hedge(), rng.choice(DATES))
        for unit in rng.sample(("u0", "u1", "u2", "g0", "g2"), 2):
            world.add("LEADS", person, unit, hedge(), rng.choice(DATES))
    world.add("ALLIED_WITH", "g0", "g2", hedge(), rng.choice(DATES))
    world.add("ALLIED_WITH", "p0", "g1", hedge(), rng.choice(DATES))
    write_folder(world)
    return world


def write_folder(world: World) -> None:
    """Write a world as a claims folder."""
    world.folder.mkdir()
    (world.folder / "source.yaml").write_text(f"id: random\ntitle: Random\npublished: {PUBLISHED}\n", encoding="utf-8")
    with (world.folder / "entities.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "type", "name", "kind"])
        rows.writerows([p, "Person", p, ""] for p in world.people)
        rows.writerows([o, "Organization", o, kind] for o, kind in world.kinds.items())
    with (world.folder / "claims.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["claim_id", "subject", "kind", "object", "role", "when", "hedge", "polarity"])
        for number, t in enumerate(world.ties):
            rows.writerow([f"t{number}", t.start, t.kind, t.end, t.role, t.edtf, t.hedge, ""])
        for entity, said in world.lives.items():
            for number, (kind, edtf, hedge, polarity) in enumerate(said):
                rows.writerow([f"{entity}-{number}", entity, kind, "", "", edtf, hedge, polarity])
