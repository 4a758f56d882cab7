"""Networks against the definition itself: small random worlds in the graph, every day and every reading tried.

Nothing of the product is used to work out what is right: days are looked at one by one for what is possible, and every
way to read the dates for what is certain. The questions in Cypher, and the networks that measures work on, now and as
known today, are then held against that.
"""

import csv
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from tertius.catalog.catalogue import Catalogue
from tertius.catalog.files import cypher_root
from tertius.graph.read import Reader
from tertius.graph.write import Writer
from tertius.measures.selection import NETWORKS
from tertius.networks.select import SelectedNetwork, select_network
from tertius.records.tables import CurrentTables
from tertius_loaders.claims import load_folder

pytestmark = pytest.mark.anyio

WORLDS = 5
TOMORROW = datetime.now(UTC).date() + timedelta(days=1)

# Days are 1 to 6 January 2020; 0 and 7 stand for all before and all after, to which no source tells days apart.
FIRST, LAST = 0, 7
DAYS = range(FIRST, LAST + 1)


def day(number: int) -> date:
    return date(2019, 12, 31) + timedelta(days=number)


def number(one: date) -> int:
    return min(max((one - day(0)).days, FIRST), LAST)


# --- a world ----------------------------------------------------------------------------------------------------------

PEOPLE = ["w:p1", "w:p2", "w:p3", "w:p4"]
KINDS = {"w:o1": "group", "w:o2": "unit", "w:o3": "", "w:o4": "unit", "w:o5": "state", "w:o6": "category"}
HEDGES = ("stated", "stated", "reported", "believed", "suspected", "possible")


def _when(rng: random.Random) -> str:
    """Return a date of every form: seen then, on one of these days, a span, one that is open, none."""
    a, b, c = sorted(rng.sample(range(1, 7), 3))
    text = [f"2020-01-0{one}" for one in (a, b, c)]
    return rng.choice(
        [
            "",
            text[0],
            f"[{text[0]}..{text[1]}]",
            f"{text[0]}/{text[2]}",
            f"{text[0]}/{text[1]}",
            f"{text[0]}/..",
            f"/{text[1]}",
            f"[{text[0]}..{text[1]}]/{text[2]}",
            f"{text[0]}/[{text[1]}..{text[2]}]",
        ]
    )


def write_world(seed: int, folder: Path) -> list[Path]:
    """Write two sources of one world: posts, PART_OF ties with circles and hand-overs, lives, and ties of kinship."""
    rng = random.Random(seed)  # noqa: S311
    organizations = list(KINDS)
    rows: list[list[str]] = []

    def say(subject: str, kind: str, other: str, when: str, stint: str = "1") -> None:
        rows.append([subject, kind, other, when, stint, rng.choice(HEDGES)])

    for person in PEOPLE:
        for _ in range(rng.choice((1, 2, 2, 3))):
            say(person, rng.choice(("LEADS", "MEMBER_OF")), rng.choice(organizations), _when(rng))
    for unit, above in rng.sample([(a, b) for a in organizations for b in organizations if a != b], 5):
        say(unit, "PART_OF", above, _when(rng))
    say("w:o2", "PART_OF", "w:o1", "/[2020-01-02..2020-01-04]")  # it changes hands on one of these days
    say("w:o2", "PART_OF", "w:o3", "[2020-01-02..2020-01-04]/")
    if seed % 2:
        say("w:o4", "PART_OF", "w:o2", _when(rng))
        say("w:o2", "PART_OF", "w:o4", _when(rng), "2")
    for one, other in rng.sample(list(combinations(PEOPLE, 2)), 2):
        say(one, rng.choice(("KIN_OF", "ALLIED_WITH")), other, _when(rng))
    for one, other in rng.sample(list(combinations(organizations, 2)), 4):
        say(one, "ALLIED_WITH", other, _when(rng))
    say(rng.choice(PEOPLE), "DIED", "", f"2020-01-0{rng.randint(3, 6)}")
    say(rng.choice(organizations[:4]), "ESTABLISHED", "", f"2020-01-0{rng.randint(1, 3)}")
    folders = []
    for source in ("a", "b"):
        path = folder / source
        path.mkdir(parents=True)
        folders.append(path)
        (path / "source.yaml").write_text(f"id: {source}\ntitle: {source}\npublished: 2021-01-01\n")
        entities = [[one, "Person", ""] for one in PEOPLE] + [
            [one, "Organization", kind] for one, kind in KINDS.items()
        ]
        _table(path / "entities.csv", ["id", "type", "kind"], entities)
        said = [[f"t{at}", *row] for at, row in enumerate(rows) if rng.random() < (0.8 if source == "a" else 0.5)]
        _table(path / "claims.csv", ["claim_id", "subject", "kind", "object", "when", "stint", "hedge"], said)
    return folders


def _table(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


# --- the definition ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """A tie of the graph: its ends and its dates as numbers of days."""

    id: str
    kind: str
    start: str
    end: str
    dates: tuple[int, int, int, int]
    likelihood: float
    by: tuple[str, ...]

    def may_hold(self, on: int) -> bool:
        return self.dates[0] <= on <= self.dates[3]

    def shortest_spells(self) -> list[tuple[int, int]]:
        """Return the spells that the dates admit, those left out of which another one is a part."""
        early, late, soon, far = self.dates
        spells = [(s, e) for s in range(early, late + 1) for e in range(soon, far + 1) if s <= e]
        return [
            one for one in spells if not any(one != two and one[0] <= two[0] and two[1] <= one[1] for two in spells)
        ]


Alternative = tuple[frozenset[str], frozenset[int]]
"""Ids of the ties that must all hold, and the days on which these may do so."""


class Definition:
    """What edges there are, by trying every day and every reading."""

    def __init__(self, ties: Iterable[Held], asked: Mapping[str, Any]) -> None:
        self.asked = asked
        self.ties = {tie.id: tie for tie in ties}
        first, last = asked.get("from_day"), asked.get("to_day")
        if asked.get("as_of"):
            first = last = asked["as_of"]
        self.span = range(number(first) if first else FIRST, (number(last) if last else LAST) + 1)

    def edges(self, network: str) -> dict[tuple[str, str], set[Alternative]]:
        """Return the edges with all their alternatives."""
        found: dict[tuple[str, str], set[Alternative]] = {}
        for ends, ids, run in self._alternatives(network):
            if self._asserted(ids) and self._holds(ids, run):
                days = frozenset(on for on in run if all(self.ties[id_].may_hold(on) for id_ in ids))
                found.setdefault(ends, set()).add((frozenset(ids), days))
        return found

    def certain_days(self, alternative: Alternative, runs: Iterable[int]) -> set[int]:
        """Return the days of some runs on which an alternative holds in every reading."""
        return {on for on in runs if self._in_every_reading(alternative[0], [on])}

    def _alternatives(self, network: str) -> Iterator[tuple[tuple[str, str], list[str], set[int]]]:
        own = [tie for tie in self.ties.values() if tie.likelihood >= self.asked.get("min_likelihood", 0.5)]
        if network == "people":
            for tie in own:
                if tie.kind in ("KIN_OF", "ALLIED_WITH") and tie.start in PEOPLE:
                    yield (min(tie.start, tie.end), max(tie.start, tie.end)), [tie.id], set(DAYS)
            return
        if network == "organizations":
            for tie in own:
                if tie.kind == "ALLIED_WITH" and tie.start in KINDS:
                    ways = product(*(list(self._counting(end, within=False)) for end in (tie.start, tie.end)))
                    for (g, mine, one), (h, others, other) in ways:
                        if g != h:
                            yield (min(g, h), max(g, h)), [tie.id, *mine, *others], one & other
            return
        within = network == "people_by_organization"
        posts = [
            (tie, group, [tie.id, *chain], run)
            for tie in own
            if tie.kind in ("LEADS", "MEMBER_OF")
            for group, chain, run in self._counting(tie.end, within=within)
        ]
        if network == "people_organizations":
            yield from (((tie.start, group), ids, run) for tie, group, ids, run in posts)
            return
        for (s, g, mine, one), (t, h, others, other) in product(posts, posts):
            if within and g == h and s.start < t.start:
                yield (s.start, t.start), [*mine, *others], one & other
            if not within and s.start == t.start and s.id != t.id and g < h:
                yield (g, h), [*mine, *others], one & other

    def _counting(self, unit: str, *, within: bool) -> Iterator[tuple[str, tuple[str, ...], set[int]]]:
        """Yield what an organization counts as, by which PART_OF ties, and the days that follow each other of each."""
        if KINDS[unit] == "category":
            return
        on_days: dict[tuple[str, tuple[str, ...]], list[int]] = {}
        for on in DAYS:
            for way in self._counting_on(unit, on, within=within):
                on_days.setdefault(way, []).append(on)
        for (group, chain), days in on_days.items():
            run: set[int] = set()
            for on in [*days, LAST + 2]:
                if run and on - 1 not in run:
                    yield group, chain, run
                    run = set()
                run = run | {on}

    def _counting_on(self, unit: str, on: int, *, within: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
        if self.asked.get("level") == "unit":
            yield unit, ()
            return
        parts = [
            tie
            for tie in self.ties.values()
            if tie.kind == "PART_OF"
            and tie.likelihood >= 0.5
            and tie.may_hold(on)
            and "category" not in (KINDS[tie.start], KINDS[tie.end])
            and (within or KINDS[tie.end] in ("group", "unit", ""))
        ]

        def above(one: str) -> set[str]:
            found = {one}
            while more := {tie.end for tie in parts if tie.start in found} - found:
                found |= more
            return found

        def chains(one: str, top: str, met: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
            if one == top:
                yield ()
            for tie in parts:
                if tie.start == one and one != top and tie.end not in (*met, one):
                    yield from ((tie.id, *rest) for rest in chains(tie.end, top, (*met, one)))

        for top in above(unit):
            circle = [other for other in above(top) if top in above(other)]
            if within or (top == min(circle) and set(circle) == above(top)):
                ways = list(chains(unit, top))
                yield from ((top, way) for way in ways if len(way) == min(map(len, ways)))

    def _asserted(self, ids: Iterable[str]) -> bool:
        into, out = self.asked.get("sources_in"), self.asked.get("sources_out") or ()
        return all(
            any((into is None or source in into) and source not in out for source in self.ties[id_].by) for id_ in ids
        )

    def _holds(self, ids: Iterable[str], run: Iterable[int]) -> bool:
        days = [on for on in run if on in self.span]
        if self.asked.get("dates") == "certain":
            return self._in_every_reading(ids, days)
        return any(all(self.ties[id_].may_hold(on) for id_ in ids) for on in days)

    def _in_every_reading(self, ids: Iterable[str], days: list[int]) -> bool:
        readings = product(*(self.ties[id_].shortest_spells() for id_ in set(ids)))
        return all(any(all(start <= on <= end for start, end in spells) for on in days) for spells in readings)


def in_the_graph(writer: Writer) -> list[Held]:
    rows = writer.rows(
        "MATCH (a)-[t]->(b) WHERE t.asserted_by IS NOT NULL "
        "RETURN a.id AS start, b.id AS end, type(t) AS kind, properties(t) AS t"
    )
    bounds = ("from_earliest", "from_latest", "to_earliest", "to_latest")
    return [
        Held(
            row["t"]["id"],
            row["kind"],
            row["start"],
            row["end"],
            tuple(number(row["t"][name]) for name in bounds),  # type: ignore[arg-type]
            row["t"]["likelihood"],
            tuple(row["t"]["asserted_by"]),
        )
        for row in rows
    ]


# --- what is said -----------------------------------------------------------------------------------------------------


def _days(first: str | None, last: str | None) -> frozenset[int]:
    begin = FIRST if first is None else number(date.fromisoformat(first))
    end = LAST if last is None else number(date.fromisoformat(last))
    return frozenset(range(begin, end + 1))


def of_rows(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], dict[Alternative, tuple[Any, Any]]]:
    """Return the edges of the question's rows: each alternative with the first and the last day that it is certain."""
    return {
        (row["source_id"], row["target_id"]): {
            (frozenset(way.split(" ")), _days(first, last)): (sure, until)
            for way, first, sure, until, last in zip(
                row["alternatives"],
                row["from_earliest"],
                row["from_latest"],
                row["to_earliest"],
                row["to_latest"],
                strict=True,
            )
        }
        for row in rows
    }


def of_network(found: SelectedNetwork) -> dict[tuple[str, str], set[Alternative]]:
    network = found.network
    edges: dict[tuple[str, str], set[Alternative]] = {}
    for edge, clauses in enumerate(network.clauses):
        ways = set()
        for clause in clauses:
            bounds = network.bounds(clause)
            first, last = max(one.from_earliest for one in bounds), min(one.to_latest for one in bounds)
            days = frozenset(range(number(first), number(last) + 1))
            ways.add((frozenset(network.ties[tie].id for tie in clause), days))
        edges[network.ids[network.sources[edge]], network.ids[network.targets[edge]]] = ways
    return edges


ASKED: tuple[dict[str, Any], ...] = (
    {},
    {"dates": "certain"},
    *({"as_of": day(on), "dates": dates} for on in (2, 3, 4) for dates in ("possible", "certain")),
    {"from_day": day(2), "to_day": day(4), "dates": "certain"},
    {"from_day": day(4), "min_likelihood": 0.0},
    {"to_day": day(3), "dates": "certain", "min_likelihood": 0.75},
    {"sources_in": ["a"]},
    {"sources_out": ["a"], "dates": "certain"},
    {"level": "unit", "from_day": day(3), "to_day": day(5)},
    {"level": "unit", "dates": "certain", "sources_in": ["b"]},
)


@pytest.mark.parametrize("seed", range(WORLDS))
async def test_networks_are_what_their_definition_says(
    throwaway: Any,  # noqa: ANN401 - of the top conftest
    reader: Reader,
    writer: Writer,
    tmp_path: Path,
    seed: int,
) -> None:
    throwaway.empty()
    for folder in write_world(seed, tmp_path):
        assert not load_folder(folder, throwaway.driver, throwaway.target.database).bad_rows
    ties, catalogue = in_the_graph(writer), Catalogue.load(cypher_root())
    tables = await CurrentTables(reader).get()
    seen = 0
    for network, asked in product(NETWORKS, ASKED):
        mine = {name: value for name, value in asked.items() if network != "people" or name != "level"}
        question, right = catalogue.networks()[network], Definition(ties, mine)
        edges = right.edges(network)
        rows = (await reader.run(question.cypher, question.validate_params(mine))).rows
        told, what = of_rows(rows), (seed, network, mine)
        assert told.keys() == edges.keys(), what
        for ends, ways in told.items():
            assert ways.keys() <= edges[ends], (*what, ends)
            for ids, days in edges[ends]:  # what is left out holds only if something simpler does
                assert any(fewer <= ids and days <= more for fewer, more in ways), (*what, ends)
            for way, (sure, until) in ways.items():
                # A run of days may be cut within those on which the alternative is possible: so it is tried on these.
                certain = set(_days(sure, until)) if sure is not None and until is not None else set()
                assert certain == right.certain_days(way, way[1]), (*what, ends, way)
        seen += len(told)
        for known_at in (None, TOMORROW):
            found = await select_network(reader, catalogue, network, mine, tables, known_at=known_at)
            assert of_network(found) == {ends: set(ways) for ends, ways in told.items()}, (*what, known_at)
    assert seen > 50
