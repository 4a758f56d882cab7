"""Networks of events against the definition itself: small random worlds in the graph, every day tried.

The questions in Cypher, and the networks that measures work on, now and as known today, are held against it.
"""

import csv
import json
import random
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from math import log
from pathlib import Path
from typing import Any

import pytest

from tertius.catalog.catalogue import Catalogue
from tertius.catalog.files import cypher_root
from tertius.graph.read import Reader
from tertius.graph.write import Writer
from tertius.measures.events import EVENT_NETWORKS
from tertius.networks.select import select_network
from tertius.records.tables import CurrentTables
from tertius_loaders.claims import load_folder

pytestmark = pytest.mark.anyio

WORLDS = 3
TOMORROW = datetime.now(UTC).date() + timedelta(days=1)
# Days are 30 December to 4 January, so that some events are in one of two years; 0 and 7 stand for all others.
FIRST, LAST = 0, 7
DAYS = range(FIRST, LAST + 1)
ACTORS = {**{f"w:g{at}": "group" for at in range(4)}, "w:c": "category"}
PERSON = "w:p"
PLACES = ("w:l0", "w:l1", "w:l2", "w:l3")
EVENTS = [f"w:e{at}" for at in range(9)]
HEDGES = ("stated", "stated", "reported", "believed", "suspected", "possible")


def day(number: int) -> date:
    return date(2019, 12, 29) + timedelta(days=number)


def number(one: date) -> int:
    return min(max((one - day(0)).days, FIRST), LAST)


def _when(rng: random.Random) -> str:
    a, b = sorted(rng.sample(range(1, 7), 2))
    return rng.choice(["", day(a).isoformat(), day(a).isoformat(), f"{day(a)}/{day(b)}"])


def write_world(seed: int, folder: Path) -> list[Path]:
    """Write three sources of one world, of which b repeats a: records of events, where places lie, what is one."""
    rng = random.Random(seed)  # noqa: S311
    folders = []
    when = {event: _when(rng) for event in EVENTS}
    for source, more in (("a", ""), ("b", "derived_from: [a]\n"), ("c", "")):
        path = folder / source
        path.mkdir(parents=True)
        folders.append(path)
        (path / "source.yaml").write_text(f"id: {source}\ntitle: {source}\npublished: 2021-01-01\n{more}")
        entities = [[one, "Organization", kind] for one, kind in ACTORS.items()] + [[PERSON, "Person", ""]]
        entities += [[one, "Place", ""] for one in PLACES] + [[one, "Event", ""] for one in EVENTS]
        _table(path / "entities.csv", ["id", "type", "kind"], entities)
        rows = []
        for at, event in enumerate(EVENTS):
            for copy in range(rng.choice((0, 1, 1, 2))):
                said: dict[str, Any] = {}
                for side in ("side_a", "side_b", "with_a", "with_b"):
                    some = rng.sample([*ACTORS, PERSON], rng.choice((0, 1, 1, 2) if side < "t" else (0, 0, 1)))
                    if some:
                        said[side] = some
                if rng.random() < 0.8:
                    said["place"] = rng.choice(PLACES)
                if rng.random() < 0.7:
                    said["deaths_best"] = rng.choice((0, 1, 5))
                dated = when[event] if rng.random() < 0.7 else _when(rng)
                rows.append([f"r{at}-{copy}", event, "EVENT_RECORD", "", json.dumps(said), dated, rng.choice(HEDGES)])
        for lower, upper in (("w:l1", "w:l0"), ("w:l2", "w:l1"), ("w:l3", rng.choice(PLACES[:3])), ("w:l0", "w:l3")):
            if rng.random() < 0.7:
                span = rng.choice(
                    ["", "", f"{day(1)}/{day(4)}", f"{day(2)}/..", f"[{day(1)}..{day(3)}]/", day(3).isoformat()]
                )
                rows.append([f"w{lower}", lower, "WITHIN", upper, "", span, rng.choice(HEDGES)])
        rows.append(["took", PERSON, "PARTICIPATED_IN", EVENTS[0], "", "", ""])  # nobody says on which side
        rows.append(["dated", EVENTS[1], "OCCURRED", "", "", day(3).isoformat(), ""])
        header = ["claim_id", "subject", "kind", "object", "value", "when", "hedge"]
        _table(path / "claims.csv", header, rows)
    same = [("w:e7", "w:e8"), ("w:g2", "w:g3"), ("w:l2", "w:l3")][: 2 + seed % 2]
    decided = [["same", left, right, "A", "2020-01-01", "one and the same"] for left, right in same]
    _table(folders[0] / "decisions.csv", ["kind", "left", "right", "who", "when", "why"], decided)
    return folders


def _table(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


# --- the definition ---------------------------------------------------------------------------------------------------

_TIES = """
MATCH (a:Entity)-[t:PARTICIPATED_IN|OCCURRED_AT|WITHIN]->(b:Entity)
RETURN t.id AS id, type(t) AS kind, a.id AS start, b.id AS end, t.side AS side, t.likelihood AS likelihood,
  [t.from_earliest, t.from_latest, t.to_earliest, t.to_latest] AS dates, t.asserted_by AS by, t.firmness AS firmness
"""
_IDS = "MATCH (e:Entity) RETURN e.id AS id, e.canonical_id AS canonical"
_EVENTS = """
MATCH (e:Event) WHERE e.canonical_id = e.id
RETURN e.id AS id, e.deaths_best AS deaths, [e.from_earliest, e.to_latest] AS dates
"""


class Definition:
    """Who met whom in which event, by trying every day."""

    def __init__(self, writer: Writer) -> None:
        self.ties = writer.rows(_TIES)
        for tie in self.ties:
            tie["dates"] = [number(one) for one in tie["dates"]]
        self.stands_for = {row["id"]: row["canonical"] for row in writer.rows(_IDS)}
        self.deaths: dict[str, int] = {}
        self.days: dict[str, set[int]] = {}
        for row in writer.rows(_EVENTS):
            self.deaths[row["id"]] = row["deaths"] or 0
            if row["dates"][0] is not None:
                self.days[row["id"]] = {*range(*(number(one) + at for at, one in enumerate(row["dates"])))}

    def may(self, tie: Mapping[str, Any]) -> set[int]:
        return {on for on in DAYS if tie["dates"][0] <= on <= tie["dates"][3]}

    def must(self, tie: Mapping[str, Any]) -> set[int]:
        """Return the days on which a lasting tie holds however its dates are read."""
        early, late, soon, far = tie["dates"]
        spells = [(s, e) for s in range(early, late + 1) for e in range(soon, far + 1) if s <= e]
        return {on for on in DAYS if all(s <= on <= e for s, e in spells)}

    def pairs(self, network: str, asked: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, tuple[float, Any]]]:
        """Return by pair and event how likely the meeting is, and on which days it may have been."""
        found: dict[tuple[str, str], dict[str, tuple[float, Any]]] = {}
        sides = {tie["id"]: tie for tie in self.ties if tie["kind"] == "PARTICIPATED_IN" and tie["side"]}
        for s, t in permutations(sides.values(), 2):
            if s["end"] != t["end"] or s["start"] >= t["start"]:
                continue
            if not asked.get("civilians") and "w:c" in (s["start"], t["start"]):
                continue
            if network == "opponents":
                fits = {s["side"], t["side"]} == {"side_a", "side_b"}
            else:
                fits = s["side"][-1] == t["side"][-1]
            days = self.may(s) & self.may(t) & self.days.get(s["end"], set(DAYS))
            both = {source: min(p, q) for source, p in self._said(s) for other, q in self._said(t) if source == other}
            into, out = asked.get("sources_in"), asked.get("sources_out") or []
            let_in = any((into is None or one in into) and one not in out for one in both)
            if not fits or not let_in or not self._then(s["end"], days, asked):
                continue
            likelihood = max(both.values())
            if likelihood >= asked.get("min_likelihood", 0.5):
                events = found.setdefault((s["start"], t["start"]), {})
                if s["end"] not in events or events[s["end"]][0] < likelihood:
                    events[s["end"]] = likelihood, days
        return {ends: events for ends, events in found.items() if self._enough(events, asked)}

    def cost(self, events: Mapping[str, Any]) -> int:
        return sum(self.deaths[event] for event in events)

    def _said(self, tie: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
        return zip(tie["by"], tie["firmness"], strict=True)

    def _enough(self, events: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
        deaths = self.cost(events)
        weighs = asked.get("weigh_by") != "deaths" or deaths > 0
        return len(events) >= asked.get("min_events", 1) and deaths >= asked.get("min_deaths", 0) and weighs

    def _then(self, event: str, days: set[int], asked: Mapping[str, Any]) -> bool:
        first, last = asked.get("from_day"), asked.get("to_day")
        if asked.get("as_of"):
            first = last = asked["as_of"]
        span = set(range(number(first) if first else FIRST, (number(last) if last else LAST) + 1))
        certain = asked.get("dates") == "certain"
        ways = self._ways(event, self.stands_for[asked["region"]]) if asked.get("region") else [(set(DAYS), set(DAYS))]
        if certain and not days <= span:
            return False
        return any(days & span & may and (not certain or days <= must) for may, must in ways)

    def _ways(self, event: str, region: str) -> Iterator[tuple[set[int], set[int]]]:
        """Yield for each way in which an event was in a region the days on which that may and must hold."""
        likely = [tie for tie in self.ties if tie["likelihood"] >= 0.5]

        def up(place: str, met: tuple[str, ...]) -> Iterator[tuple[set[int], set[int]]]:
            if place == region:
                yield set(DAYS), set(DAYS)
            for tie in likely:
                if tie["kind"] == "WITHIN" and tie["start"] == place and tie["end"] not in met:
                    always = tie["dates"] == [FIRST, LAST, FIRST, LAST]
                    for may, must in up(tie["end"], (*met, tie["end"])):
                        yield may & self.may(tie), must & (set(DAYS) if always else self.must(tie))

        for tie in likely:
            if tie["kind"] == "OCCURRED_AT" and tie["start"] == event:
                for may, must in up(tie["end"], (tie["end"],)):
                    yield may & self.may(tie), must


ASKED: list[dict[str, Any]] = [
    {},
    {"civilians": True, "min_likelihood": 0.2},
    {"as_of": day(3)},
    {"as_of": day(3), "dates": "certain"},
    {"from_day": day(2), "to_day": day(4)},
    {"from_day": day(1), "to_day": day(5), "dates": "certain"},
    {"dates": "certain"},
    {"sources_in": ["c"]},
    {"sources_out": ["a"], "min_likelihood": 0.0},
    {"region": "w:l0"},
    {"region": "w:l1", "from_day": day(2), "to_day": day(3)},
    {"region": "w:l3", "dates": "certain", "from_day": day(1), "to_day": day(6)},
    {"min_events": 2, "weigh_by": "log"},
    {"min_deaths": 5, "civilians": True},
    {"weigh_by": "deaths", "min_likelihood": 0.3},
]


def _year(days: set[int]) -> str:
    first, last = min(days), max(days)
    if first == FIRST or last == LAST:
        return ""
    return "/".join(sorted({str(day(first).year), str(day(last).year)}))


def _weight(events: Mapping[str, Any], deaths: int, asked: Mapping[str, Any]) -> float:
    return {"deaths": float(deaths), "log": log(1 + len(events))}.get(asked.get("weigh_by", ""), float(len(events)))


@pytest.mark.parametrize("seed", range(WORLDS))
async def test_questions_and_networks_are_what_trying_every_day_gives(
    throwaway: Any,  # noqa: ANN401 - of the top conftest
    reader: Reader,
    writer: Writer,
    tmp_path: Path,
    seed: int,
) -> None:
    throwaway.empty()
    for folder in write_world(seed, tmp_path):
        assert not load_folder(folder, throwaway.driver, throwaway.target.database).bad_rows
    catalogue, tables = Catalogue.load(cypher_root()), await CurrentTables(reader).get()
    definition = Definition(writer)
    seen = 0
    for network in EVENT_NETWORKS:
        question = catalogue[f"networks/{network}"]
        for asked in ASKED:
            expected = definition.pairs(network, asked)
            seen += len(expected)
            params = question.validate_params(asked)
            rows = (await reader.run(question.cypher, params)).rows
            assert [(row["source_id"], row["target_id"]) for row in rows] == sorted(expected), (network, asked)
            for row in rows:
                events = expected[row["source_id"], row["target_id"]]
                deaths = definition.cost(events)
                assert (row["events"], row["deaths"]) == (len(events), deaths)
                assert row["likelihood"] == max(p for p, _ in events.values())
                assert row["weight"] == pytest.approx(_weight(events, deaths, asked))
                labels = [_year(days) for _, days in events.values()]
                assert row["years"] == sorted(set(labels))
                assert row["events_by_year"] == [labels.count(year) for year in sorted(set(labels))]
            now = await select_network(reader, catalogue, network, asked, tables)
            then = await select_network(reader, catalogue, network, asked, tables, known_at=TOMORROW)
            assert then.digest == now.digest
            found = now.network
            ends = [(found.ids[a], found.ids[b]) for a, b in zip(found.sources, found.targets, strict=True)]
            assert ends == sorted(expected)
            for at, pair in enumerate(ends):
                events = expected[pair]
                assert len(found.clauses[at]) == len(events)
                assert found.strengths[at] == pytest.approx(_weight(events, definition.cost(events), asked))
                if not {"sources_in", "sources_out"} & asked.keys():
                    held = {(number(b.from_earliest), number(b.to_latest)) for b in _bounds(found, at)}
                    assert held == {(min(days), max(days)) for _, days in events.values()}
    assert seen > 60, "The worlds have too little in them to try anything."


def _bounds(network: Any, edge: int) -> Iterator[Any]:  # noqa: ANN401
    return (network.ties[tie].bounds for clause in network.clauses[edge] for tie in clause)
