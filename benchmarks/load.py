"""How fast a dataset of events loads: UCDP GED at full size through its loader, against a bare-driver loop.

The rows are those of GED files, keyed anew until there are enough: events, actors, dyads and points get numbers of
their own, so that there are about as many places and actors as in the real one. Without ``--from`` they are made of
the rows that the tests have.

Four things are measured, each turn in a process of its own, on an emptied and migrated database:

1. **bare**: what a person would write for speed and nothing else. It reads and shapes the same file, fills maps and
   ``UNWIND``s them, in batches as large as the engine's. It checks nothing, looks nothing up, keeps no revision,
   derives nothing (each tie's numbers are those of its one claim), and leaves half a batch behind when it dies.
2. **first**: the loader, with ties, profiles and roll-ups; its peak memory; where its time goes, sampled.
3. **again**: the same file once more.
4. **changed**: a file in which one row in a hundred has another count of deaths.

The graphs of bare and first are compared by counting nodes, relationships and properties: a faster loop that writes
less is no comparison. Times are by the clock; seconds of the processor, of this process alone, stand beside them.

Run it with ``make bench-load``, or ``python benchmarks/load.py --help``.
"""

import argparse
import csv
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from types import FrameType
from typing import Any

import neo4j
from engine import _CLAIMS, _CONTENT, _COUNTS_AS, _ENTITIES, _TIES, OPEN_END, OPEN_START, _bare_claim, _bare_id, server

from tertius.graph.connect import Driver, Target, open_driver
from tertius.graph.migrate import migrate
from tertius.graph.wipe import wipe
from tertius.loading.loader import Document, RawRow, Shaped
from tertius.loading.loading import load
from tertius.model.claims import Claim
from tertius.model.kinds import ATTRIBUTE_KINDS, CATEGORY, EVENT_RECORD
from tertius_loaders.ucdp_ged import LOADER
from tertius_loaders.ucdp_ged.columns import GED_COLUMNS
from tertius_loaders.ucdp_ged.options import GedOptions

ROWS = 350_000
GENERATIONS = 16
"""How often actors are keyed anew: with the rows of four countries and a sample of the world, some 6,000 actors."""
POINTS = 60_000
"""Points at most, about as many as in GED itself."""
HELD = {"bare": 0.9, "rows": 2_000, "memory": 400, "changed": 8}
FIXTURES = Path(__file__).parents[1] / "tests" / "loaders" / "ucdp_ged" / "files"


# --- the file ---------------------------------------------------------------------------------------------------------


def published(paths: Sequence[Path]) -> list[dict[str, str]]:
    """Return the rows of GED files in their published shapes, without lines of tags."""
    rows = []
    for path in paths:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig", newline="") as file:
            rows += [{name: row.get(name) or "" for name in GED_COLUMNS} for row in csv.DictReader(file) if row["id"]]
    return rows


def write_file(path: Path, base: list[dict[str, str]], count: int, *, changed: bool) -> None:
    """Write ``count`` rows in the 49 columns of GED, keyed anew; in one of a hundred two more died, if ``changed``."""
    points = max(1, POINTS // len({(row["latitude"], row["longitude"]) for row in base}))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, GED_COLUMNS)
        writer.writeheader()
        for number in range(count):
            copy, at = divmod(number, len(base))
            row = {**base[at], "id": str(number + 1)}
            generation = copy % GENERATIONS
            for column in ("side_a_new_id", "side_b_new_id", "dyad_new_id"):
                if row[column] != "1" and row[column]:
                    row[column] = str(int(row[column]) + generation * 100_000)
            if row["latitude"]:
                row["latitude"] = f"{float(row['latitude']) % 80 + (copy % points) * 0.0001:.6f}"
            if changed and number % 100 == 7:
                row |= {name: str(int(row[name]) + 2) for name in ("best", "high", "deaths_unknown")}
            writer.writerow(row)


def opened(path: Path) -> Document:
    """Open a file as the command line would."""
    return LOADER.open(path, options=GedOptions(release="23.1", all_events=True))


# --- the bare loop ----------------------------------------------------------------------------------------------------

_LOCATIONS = "UNWIND $rows AS row MATCH (e:Entity {id: row.id}) SET e.location = point(row.location)"
_COVERS = (
    "MATCH (r:Release {id: $release}) UNWIND $rows AS row MATCH (p:Entity {id: row.place}) "
    "CREATE (r)-[:COVERS {from: row.first, to: row.last}]->(p)"
)


def bare_load(driver: Driver, path: Path, size: int) -> None:
    """Write the same nodes and relationships with nothing but the driver."""
    document = opened(path)
    now = datetime.now(UTC)
    loop = _Bare(document, now)
    with driver.session(database="neo4j") as session:
        session.run(
            "CREATE (:Release {id: $id, version: $version, sha256: $sha})-[:EDITION_OF]->(:Source {id: $source, "
            "title: $title, author: $author, publisher: $publisher, url: $url, licence: $licence, reliability: '', "
            "derived_from: $origin})",
            id=document.release.id,
            version=document.release.version,
            sha=document.release.sha256,
            source=document.source.id,
            title=document.source.title,
            author=document.source.author,
            publisher=document.source.publisher,
            url=document.source.url,
            licence=document.source.licence,
            origin=list(document.source.derived_from),
        ).consume()
        batch: list[Shaped] = []
        fresh = 0
        for raw in document.rows():
            assert isinstance(raw, RawRow), raw
            shaped = document.shape(raw)
            fresh += loop.count(shaped)
            batch.append(shaped)
            if fresh >= size:
                session.execute_write(loop.write, batch)
                batch, fresh = [], 0
        session.execute_write(loop.write, batch)
        assert document.coverage is not None
        covers = [{"place": c.place, "first": c.first, "last": c.last} for c in document.coverage()]
        session.run(_COVERS, rows=covers, release=document.release.id).consume()


class _Bare:
    """What the loop has to remember: which entities and claims it has written."""

    def __init__(self, document: Document, now: datetime) -> None:
        self._document = document
        self._now = now
        self._counted: set[str] = set()
        self._claims: set[str] = set()
        self._entities: dict[str, str] = {}

    def count(self, shaped: Shaped) -> int:
        """Return how many claims of a row no row has had."""
        before = len(self._counted)
        self._counted.update(claim.record for claim in shaped.claims)
        return len(self._counted) - before

    def write(self, tx: neo4j.ManagedTransaction, batch: list[Shaped]) -> None:
        """Write a batch."""
        entities: dict[str, dict[str, Any]] = {}
        claims: list[Any] = []
        ties: dict[str, list[Any]] = {"PARTICIPATED_IN": [], "OCCURRED_AT": [], "WITHIN": [], "OPPOSED": []}
        late: list[Any] = []
        for shaped in batch:
            for entity in shaped.entities:
                if entity.id not in self._entities:
                    self._entities[entity.id] = entity.type
                    entities[entity.id] = {"entity": _entity(entity.id), "location": None}
            for claim in shaped.claims:
                if claim.record in self._claims:
                    continue
                self._claims.add(claim.record)
                claims.append({"claim": self._node(claim), "about": [list(part) for part in claim.about]})
                if claim.kind in ATTRIBUTE_KINDS:
                    subject = claim.about[0][1]
                    if subject in entities:
                        _say(entities[subject], claim)
                    elif claim.kind == "LOCATION":
                        late.append({"id": subject, "location": _point(claim.value)})
                else:
                    _tie(ties, claim)
                    if claim.kind == EVENT_RECORD:
                        _happen(entities[claim.about[0][1]], claim)
        for label in ("Organization", "Place", "Event"):
            some = [row for id_, row in entities.items() if self._entities[id_] == label]
            if some:
                tx.run(_ENTITIES.format(label), rows=some).consume()
                if label == "Organization":
                    some = [row for row in some if row["entity"].get("kind") != CATEGORY]
                    tx.run(_COUNTS_AS, rows=some, first=OPEN_START, last=OPEN_END).consume()
        tx.run(_CLAIMS, rows=claims, release=self._document.release.id).consume()
        for kind, rows in ties.items():
            if rows:
                tx.run(_TIES.format(kind), rows=rows).consume()
        if late:
            tx.run(_LOCATIONS, rows=late).consume()

    def _node(self, claim: Claim) -> dict[str, Any]:
        node = {
            **_bare_claim(claim.record, claim.kind, self._now, value=claim.value, edtf=claim.edtf),
            **_bounds(claim),
            **dict(claim.values),
            "stint": claim.stint,
            "locator": claim.locator,
            "note": claim.note,
            "hedge": claim.hedge.value,
            "hedge_word": claim.hedge_word,
            "source_id": claim.source,
            "run_id": f"{claim.source}:1",
        }
        if claim.part:
            node["part"] = claim.part
        if claim.kind in ("WITHIN", "OPPOSED"):
            node["tie_id"] = _bare_id(claim.kind, claim.about[0][1], claim.about[1][1], str(claim.stint))
        return node


def _bounds(claim: Claim) -> dict[str, Any]:
    bounds = claim.bounds
    return {
        "from_earliest": bounds.from_earliest,
        "from_latest": bounds.from_latest,
        "to_earliest": bounds.to_earliest,
        "to_latest": bounds.to_latest,
    }


def _entity(id_: str) -> dict[str, Any]:
    known = {"id": id_, "canonical_id": id_, "name": id_, "aliases": [], "countries": [], "external_ids": []}
    return known | {"search": f"@@@ ={id_}"}


def _say(row: dict[str, Any], claim: Claim) -> None:
    entity = row["entity"]
    if claim.kind == "NAME":
        entity["name"] = claim.value
        entity["search"] = f"@@@ ={claim.value} {claim.value} ={entity['id']}"
    elif claim.kind == "KIND":
        entity["kind"] = claim.value
    elif claim.kind == "COUNTRY":
        entity["countries"] = [*entity["countries"], claim.value]
    elif claim.kind == "ALIAS":
        entity["aliases"] = [*entity["aliases"], claim.value]
    elif claim.kind == "LOCATION":
        row["location"] = _point(claim.value)


def _point(text: str) -> dict[str, float]:
    latitude, _, longitude = text.partition(",")
    return {"latitude": float(latitude), "longitude": float(longitude)}


def _happen(row: dict[str, Any], claim: Claim) -> None:
    said = dict(claim.values)
    deaths = {name: said[name] for name in ("deaths_best", "deaths_low", "deaths_high")}
    row["entity"] |= {**_bounds(claim), **deaths, "edtf": claim.edtf, "kind": said["event_kind"]}
    if "latitude" in said:
        row["location"] = {"latitude": said["latitude"], "longitude": said["longitude"]}


def _tie(ties: dict[str, list[Any]], claim: Claim) -> None:
    numbers = {"stint": claim.stint, "roles": [], **_bounds(claim)}
    numbers |= {"likelihood": 0.95, "claims": 1, "sources": 1, "disputed": False}
    if claim.kind != EVENT_RECORD:
        (_, one), (_, other) = claim.about
        id_ = _bare_id(claim.kind, one, other, str(claim.stint))
        tie = {"id": id_, **numbers, "asserted_by": [claim.source], "firmness": [0.95]}
        ties[claim.kind].append({"subject": one, "object": other, "tie": tie})
        return
    event = claim.about[0][1]
    for role, entity in claim.about[1:]:
        if role == "place":
            tie = {"id": _bare_id("OCCURRED_AT", event, entity), **numbers}
            ties["OCCURRED_AT"].append({"subject": event, "object": entity, "tie": tie})
        else:
            tie = {"id": _bare_id("PARTICIPATED_IN", entity, event, role), "side": role, **numbers}
            tie |= {"asserted_by": [claim.source], "firmness": [0.95]}
            ties["PARTICIPATED_IN"].append({"subject": entity, "object": event, "tie": tie})


# --- turns ------------------------------------------------------------------------------------------------------------


class Samples:
    """Looks at every thread each few milliseconds, and counts the innermost function of the project in each."""

    def __init__(self, every: float = 0.005) -> None:
        self._every = every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.seen: Counter[str] = Counter()

    def __enter__(self) -> "Samples":
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(self._every):
            self._count()

    def _count(self) -> None:
        """Count, and let go of the frames at once: what their locals hold must not outlive them."""
        for thread, frame in sys._current_frames().items():
            inner: FrameType | None = None if thread == self._thread.ident else frame
            outside = ""
            while inner is not None:
                module = inner.f_globals.get("__name__", "")
                if module.startswith("tertius"):
                    self.seen[f"{module}.{inner.f_code.co_qualname}{outside}"] += 1
                    break
                outside = " → the driver" if module.startswith("neo4j") else outside
                inner = inner.f_back

    def most(self, count: int) -> list[tuple[str, float]]:
        """Return the functions in which a thread was found most often, with shares of all."""
        total = sum(self.seen.values()) or 1
        return [(name, seen / total) for name, seen in self.seen.most_common(count)]


def turn(way: str, folder: Path, target: Target, size: int) -> dict[str, Any]:
    """Load into the empty database, in this process, and say how long it took and how much memory."""
    file, changed = folder / "ged.csv", folder / "ged-changed.csv"
    result: dict[str, Any] = {"way": way}
    with open_driver(target) as driver:
        if way == "bare":
            result |= _timed("bare", lambda: bare_load(driver, file, size))
        else:
            with Samples() as samples:
                report, timed = _loaded(driver, target, file, size, folder)
            result |= {f"first_{name}": value for name, value in timed.items()}
            assert report.bad_rows == 0, report.bad
            result |= {"claims": report.new, "where": samples.most(24)}
        result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        with driver.session(database=target.database) as session:
            for name, query in _CONTENT.items():
                result[name] = session.run(query).single(strict=True).data()
        if way == "loader":
            report, timed = _loaded(driver, target, file, size, folder)
            assert report.skipped
            result |= {f"again_{name}": value for name, value in timed.items()}
            with Samples() as samples:
                report, timed = _loaded(driver, target, changed, size, folder)
            result |= {f"changed_{name}": value for name, value in timed.items()}
            result |= {"changes": report.changed, "changed_where": samples.most(24)}
            assert (report.new, report.closed, report.bad_rows) == (0, 0, 0), report
            result["peak_changed_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return result


def _loaded(driver: Driver, target: Target, file: Path, size: int, folder: Path) -> tuple[Any, dict[str, float]]:
    reports = []
    timed = _timed(
        "load",
        lambda: reports.append(
            load(opened(file), driver, target.database, batch=size, quarantine=folder / "quarantine")
        ),
    )
    return reports[0], {"seconds": timed["load_seconds"], "processor": timed["load_processor"]}


def _timed(what: str, work: Callable[[], object]) -> dict[str, float]:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return {
        f"{what}_seconds": time.perf_counter() - clock,
        f"{what}_processor": time.process_time() - processor,
    }


def separately(way: str, folder: Path, target: Target, size: int) -> dict[str, Any]:
    """Empty the database and run a turn in a process of its own."""
    with open_driver(target) as driver:
        wipe(driver, target.database)
    command = [sys.executable, __file__, "--turn", way, "--folder", str(folder), "--uri", target.uri]
    done = subprocess.run(  # noqa: S603 - ourselves
        [*command, "--batch", str(size)],
        env={**os.environ, "BENCH_PASSWORD": target.password.get_secret_value()},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> None:
    """Run the turns and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--turns", type=int, default=1)
    parser.add_argument("--batch", type=int, default=2_000)
    parser.add_argument("--from", dest="base", type=Path, nargs="+", help="GED files whose rows are keyed anew")
    parser.add_argument("--uri", help="a throwaway server; its password in BENCH_PASSWORD. It is emptied.")
    parser.add_argument("--turn", choices=("bare", "loader"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    with server(options.uri) as target:
        if options.turn:
            print(json.dumps(turn(options.turn, options.folder, target, options.batch)))
            return
        with open_driver(target) as driver:
            migrate(driver, target.database)
        base = published(options.base or sorted(FIXTURES.glob("*.csv")))
        with tempfile.TemporaryDirectory(prefix="tertius-bench-load-") as name:
            small, full = Path(name) / "small", Path(name) / "full"
            for folder, count in ((small, min(20_000, options.rows // 10)), (full, options.rows)):
                folder.mkdir()
                write_file(folder / "ged.csv", base, count, changed=False)
                write_file(folder / "ged-changed.csv", base, count, changed=True)
            print("warming up", flush=True)
            for way in ("bare", "loader"):
                separately(way, small, target, options.batch)
            report(options.rows, [_pair(full, target, options) for _ in range(options.turns)])


def _pair(folder: Path, target: Target, options: argparse.Namespace) -> dict[str, dict[str, Any]]:
    pair = {way: separately(way, folder, target, options.batch) for way in ("bare", "loader")}
    for name in _CONTENT:
        if pair["bare"][name] != pair["loader"][name]:
            print(f"NOT THE SAME {name}: bare {pair['bare'][name]}, loader {pair['loader'][name]}")
    return pair


def report(count: int, pairs: list[dict[str, dict[str, Any]]]) -> None:
    """Print what came of the turns, and whether the aims are held."""

    def middle(way: str, name: str) -> float:
        return median(pair[way][name] for pair in pairs)

    ratio = median(pair["bare"]["bare_seconds"] / pair["loader"]["first_seconds"] for pair in pairs)
    faster = median(pair["loader"]["first_seconds"] / pair["loader"]["changed_seconds"] for pair in pairs)
    speed, peak = count / middle("loader", "first_seconds"), middle("loader", "peak_mb")
    graph = pairs[0]["loader"]
    print(
        f"\n{count:,} events: {graph['claims']:,} claims, {graph['nodes']['n']:,} nodes, "
        f"{graph['relationships']['n']:,} relationships; medians of {len(pairs)}"
    )
    for what, way, name in (
        ("bare loop", "bare", "bare"),
        ("first load", "loader", "first"),
        ("the same file again", "loader", "again"),
        ("one row in 100 changed", "loader", "changed"),
    ):
        seconds = middle(way, f"{name}_seconds")
        pace = f"{count / seconds:10,.0f} rows/s" if name != "again" else " " * 17
        print(f"  {what:24} {seconds:8.2f} s {pace}  (processor {middle(way, f'{name}_processor'):7.2f} s)")
    for what, value, aim, held in (
        ("first load / bare loop", f"{ratio:.2f}", f"at least {HELD['bare']}", ratio >= HELD["bare"]),
        ("rows a second, with ties", f"{speed:,.0f}", f"at least {HELD['rows']:,}", speed >= HELD["rows"]),
        ("peak memory", f"{peak:.0f} MB", f"at most {HELD['memory']} MB", peak <= HELD["memory"]),
        ("first / one in 100 changed", f"{faster:.1f}", f"at least {HELD['changed']}", faster >= HELD["changed"]),
    ):
        print(f"  {what:27} {value:>9}   aim: {aim:16} {'held' if held else 'NOT HELD'}")
    for title, name in (("the first load", "where"), ("the load of the changed file", "changed_where")):
        print(f"\nWhere the threads of {title} were (samples of every thread; waiting for the server counts, too):")
        for function, share in graph[name]:
            print(f"  {share:6.1%}  {function}")


if __name__ == "__main__":
    main()
