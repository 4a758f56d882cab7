"""How fast the loader engine is: made-up event records through it, against a bare-driver loop that writes the same.

Both write into the same server, emptied and migrated before each turn, one after the other, several turns each. Every
turn runs in a process of its own, so that its peak memory is its own. The bare loop is what a person would write for
speed and nothing else: parse a row, fill maps, ``UNWIND`` them. It checks nothing, looks nothing up, keeps no revision,
derives nothing (each tie's numbers are those of its one claim), and leaves half a batch behind when it dies.

The two graphs are compared by counting nodes, relationships and properties: a faster loop that writes less is no
comparison.

Run it with ``make bench-engine``, or ``python benchmarks/engine.py --help``. Without ``--uri`` it starts the embedded
server on a temporary folder.
"""

import argparse
import contextlib
import hashlib
import itertools
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import as_a_command  # noqa: F401 - first
import neo4j
from pydantic import SecretStr

from tertius.graph.connect import Driver, Target, open_driver
from tertius.graph.migrate import migrate
from tertius.graph.wipe import wipe
from tertius.loading.loader import BadRow, Document, RawRow, Shaped
from tertius.loading.loading import load
from tertius.model.claims import Claim
from tertius.model.dates import read_edtf
from tertius.model.entities import Entity
from tertius.model.kinds import EVENT_RECORD, EntityType
from tertius.model.sources import Release, Source
from tertius.settings import Settings

SOURCE = "made-up"
ACTORS, PLACES = 600, 2_000
FIRST_DAY = date(1989, 1, 1)
OPEN_START, OPEN_END = date.min, date.max


# --- the made-up dataset ----------------------------------------------------------------------------------------------


def rows(count: int) -> Iterator[RawRow | BadRow]:
    """Yield the actors, the places, and then ``count`` event records; the same ones every time."""
    chance = random.Random(20130205)
    for actor in range(ACTORS):
        yield RawRow("actors.csv", actor + 2, {"id": str(actor), "name": f"Front {actor}"})
    for place in range(PLACES):
        yield RawRow("places.csv", place + 2, {"id": str(place), "name": f"Hamlet {place}"})
    for number in range(count):
        side_a, side_b = chance.sample(range(ACTORS), 2)
        low = chance.randrange(50)
        best = low + chance.randrange(20)
        day = FIRST_DAY + timedelta(days=chance.randrange(12_000))
        yield RawRow(
            "events.csv",
            number + 2,
            {
                "id": str(number),
                "date": day.isoformat(),
                "side_a": str(side_a),
                "side_b": str(side_b),
                "place": str(chance.randrange(PLACES)),
                "latitude": f"{chance.uniform(-35, 37):.4f}",
                "longitude": f"{chance.uniform(-17, 51):.4f}",
                "deaths_low": str(low),
                "deaths_best": str(best),
                "deaths_high": str(best + chance.randrange(20)),
            },
        )


def shape(row: RawRow) -> Shaped:
    """Say what a row says."""
    values = row.values
    if row.file != "events.csv":
        kind, word = (EntityType.ORGANIZATION, "actor") if row.file == "actors.csv" else (EntityType.PLACE, "place")
        entity = f"{SOURCE}:{word}-{values['id']}"
        claim = Claim(
            source=SOURCE, record=f"{entity} name", kind="NAME", about=(("subject", entity),), value=values["name"]
        )
        return Shaped(entities=(Entity(entity, kind),), claims=(claim,))
    event = f"{SOURCE}:event-{values['id']}"
    claim = Claim(
        source=SOURCE,
        record=f"event {values['id']}",
        kind=EVENT_RECORD,
        about=(
            ("event", event),
            ("side_a", f"{SOURCE}:actor-{values['side_a']}"),
            ("side_b", f"{SOURCE}:actor-{values['side_b']}"),
            ("place", f"{SOURCE}:place-{values['place']}"),
        ),
        edtf=values["date"],
        bounds=read_edtf(values["date"], lasting=False),
        values=(
            ("deaths_best", int(values["deaths_best"])),
            ("deaths_low", int(values["deaths_low"])),
            ("deaths_high", int(values["deaths_high"])),
            ("latitude", float(values["latitude"])),
            ("longitude", float(values["longitude"])),
        ),
    )
    return Shaped(entities=(Entity(event, EntityType.EVENT),), claims=(claim,))


def document(count: int) -> Document:
    """Return the dataset as a loader would open it."""
    return Document(
        source=Source(id=SOURCE, title="Made-up events"),
        release=Release(source=SOURCE, version="1", published=date(2024, 1, 1), sha256=f"{count:064x}"),
        rows=lambda: rows(count),
        shape=shape,
        loader="benchmark/1",
    )


# --- the bare loop ----------------------------------------------------------------------------------------------------

_ENTITIES = "UNWIND $rows AS row CREATE (e:Entity:{}) SET e = row.entity, e.location = point(row.location)"
_CLAIMS = (
    "MATCH (release:Release {id: $release}) UNWIND $rows AS row CREATE (c:Claim)-[:CITES]->(release) SET c = row.claim "
    "WITH c, row UNWIND row.about AS part MATCH (e:Entity {id: part[1]}) CREATE (c)-[:ABOUT {as: part[0]}]->(e)"
)
_TIES = (
    "UNWIND $rows AS row MATCH (s:Entity {{id: row.subject}}) MATCH (o:Entity {{id: row.object}}) "
    "CREATE (s)-[t:{}]->(o) SET t = row.tie"
)


_COUNTS_AS = (
    "UNWIND $rows AS row MATCH (o:Entity {id: row.entity.id}) UNWIND ['unit', 'group', 'within'] AS level "
    "CREATE (o)-[:COUNTS_AS {level: level, from_earliest: $first, from_latest: $first, to_earliest: $last, "
    "to_latest: $last, part_ids: [], part_from_latest: [], part_to_earliest: [], likelihood: 1.0}]->(o)"
)


def bare_load(driver: Driver, count: int, size: int) -> None:
    """Write the same nodes and relationships with nothing but the driver."""
    now = datetime.now(UTC)
    with driver.session(database="neo4j") as session:
        session.run(
            "CREATE (:Release {id: $id, version: '1', published: $day, sha256: $sha})-[:EDITION_OF]->"
            "(:Source {id: $source, title: 'Made-up events', author: '', publisher: '', url: '', licence: '', "
            "reliability: '', derived_from: []})",
            id=f"{SOURCE}@1",
            day=date(2024, 1, 1),
            sha=f"{count:064x}",
            source=SOURCE,
        ).consume()
        source = rows(count)
        while batch := list(itertools.islice(source, size)):
            session.execute_write(_write_bare, [row for row in batch if isinstance(row, RawRow)], now)


def _write_bare(tx: neo4j.ManagedTransaction, batch: list[RawRow], now: datetime) -> None:
    entities: dict[str, list[Any]] = {"Organization": [], "Place": [], "Event": []}
    claims: list[Any] = []
    ties: dict[str, list[Any]] = {"PARTICIPATED_IN": [], "OCCURRED_AT": []}
    for row in batch:
        values = row.values
        if row.file != "events.csv":
            label, word = ("Organization", "actor") if row.file == "actors.csv" else ("Place", "place")
            entity = f"{SOURCE}:{word}-{values['id']}"
            entities[label].append({"entity": _bare_entity(entity, values["name"]), "location": None})
            claims.append(
                {
                    "claim": _bare_claim(f"{entity} name", "NAME", now, value=values["name"]),
                    "about": [["subject", entity]],
                }
            )
            continue
        event = f"{SOURCE}:event-{values['id']}"
        day = date.fromisoformat(values["date"])
        bounds = {"from_earliest": day, "from_latest": day, "to_earliest": day, "to_latest": day}
        deaths = {name: int(values[name]) for name in ("deaths_best", "deaths_low", "deaths_high")}
        place = {"latitude": float(values["latitude"]), "longitude": float(values["longitude"])}
        entities["Event"].append(
            {
                "entity": {**_bare_entity(event, event), "edtf": values["date"], **bounds, **deaths},
                "location": place,
            }
        )
        sides = [[side, f"{SOURCE}:actor-{values[side]}"] for side in ("side_a", "side_b")]
        where = f"{SOURCE}:place-{values['place']}"
        claims.append(
            {
                "claim": {
                    **_bare_claim(f"event {values['id']}", EVENT_RECORD, now, edtf=values["date"]),
                    **bounds,
                    **deaths,
                    **place,
                },
                "about": [["event", event], *sides, ["place", where]],
            }
        )
        tie = {"stint": 1, "roles": [], **bounds, "likelihood": 0.95, "claims": 1, "sources": 1, "disputed": False}
        said = {"asserted_by": [SOURCE], "firmness": [0.95]}
        for side, actor in sides:
            ties["PARTICIPATED_IN"].append(
                {
                    "subject": actor,
                    "object": event,
                    "tie": {"id": _bare_id("PARTICIPATED_IN", actor, event, side), "side": side, **tie, **said},
                }
            )
        ties["OCCURRED_AT"].append(
            {"subject": event, "object": where, "tie": {"id": _bare_id("OCCURRED_AT", event, where), **tie}}
        )
    for label, some in entities.items():
        if some:
            tx.run(_ENTITIES.format(label), rows=some).consume()
            if label == "Organization":
                tx.run(_COUNTS_AS, rows=some, first=OPEN_START, last=OPEN_END).consume()
    tx.run(_CLAIMS, rows=claims, release=f"{SOURCE}@1").consume()
    for kind, some in ties.items():
        if some:
            tx.run(_TIES.format(kind), rows=some).consume()


def _bare_id(kind: str, *parts: str) -> str:
    return f"{kind}:{hashlib.blake2b(' '.join(parts).encode(), digest_size=10).hexdigest()}"


def _bare_entity(entity: str, name: str) -> dict[str, Any]:
    known = {"id": entity, "canonical_id": entity, "name": name, "aliases": [], "countries": [], "external_ids": []}
    return known | {"search": f"@@@ ={name} {name} ={entity}"}  # about as long as what the engine folds names to


def _bare_claim(record: str, kind: str, now: datetime, *, value: str = "", edtf: str = "") -> dict[str, Any]:
    key = hashlib.blake2b(record.encode(), digest_size=12).hexdigest()
    return {
        "id": f"{key}.1",
        "key": key,
        "revision": 1,
        "kind": kind,
        "polarity": "asserts",
        "hedge_word": "",
        "hedge": "stated",
        "value": value,
        "edtf": edtf,
        "from_earliest": OPEN_START,
        "from_latest": OPEN_END,
        "to_earliest": OPEN_START,
        "to_latest": OPEN_END,
        "stint": 1,
        "role": "",
        "locator": "",
        "note": "",
        "record": record,
        "digest": key,
        "source_id": SOURCE,
        "run_id": f"{SOURCE}:1",
        "recorded_from": now,
    }


# --- turns ------------------------------------------------------------------------------------------------------------

_CONTENT = {
    "nodes": "MATCH (n) WHERE n:Entity OR n:Claim OR n:Source OR n:Release RETURN count(n) AS n, "
    "sum(size(keys(n))) AS properties",
    "relationships": "MATCH ()-[r]->() RETURN count(r) AS n, sum(size(keys(r))) AS properties",
}


def turn(way: str, count: int, target: Target, size: int) -> dict[str, Any]:
    """Load once into the empty database, in this process, and say how long it took and how much memory."""
    with open_driver(target) as driver:
        began = time.perf_counter()
        if way == "bare":
            bare_load(driver, count, size)
        else:
            report = load(document(count), driver, target.database, batch=size)
            assert report.new == count + ACTORS + PLACES, report
            assert report.bad_rows == 0, report
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        result: dict[str, Any] = {"way": way, "rows": count, "seconds": seconds, "peak_mb": peak}
        with driver.session(database=target.database) as session:
            for name, query in _CONTENT.items():
                result[name] = session.run(query).single(strict=True).data()
        if way == "engine":
            began = time.perf_counter()
            assert load(document(count), driver, target.database).skipped
            result["again_seconds"] = time.perf_counter() - began
    return result


def separately(way: str, count: int, target: Target, size: int) -> dict[str, Any]:
    """Empty the database and run a turn in a process of its own."""
    with open_driver(target) as driver:
        wipe(driver, target.database)
    command = [sys.executable, __file__, "--turn", way, "--rows", str(count), "--uri", target.uri, "--batch", str(size)]
    done = subprocess.run(  # noqa: S603 - ourselves
        command,
        env={**os.environ, "BENCH_PASSWORD": target.password.get_secret_value()},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(
        f"{way:7} {count:>8,} rows  {result['seconds']:7.2f} s  {count / result['seconds']:8,.0f} rows/s  "
        f"peak {result['peak_mb']:5.0f} MB",
        flush=True,
    )
    return result


@contextlib.contextmanager
def server(uri: str | None) -> Iterator[Target]:
    """Give the server to measure on: yours, or an embedded one that ends with the benchmark."""
    if uri:
        yield Target(uri, "neo4j", SecretStr(os.environ["BENCH_PASSWORD"]))
        return
    from tertius.embedded import EmbeddedServer

    settings = Settings()
    with (
        tempfile.TemporaryDirectory(prefix="tertius-bench-", ignore_cleanup_errors=True) as folder,
        EmbeddedServer(
            data_dir=Path(folder), cache_dir=settings.cache_dir, maven_url=settings.maven_url, bolt_port=0, http_port=0
        ) as running,
    ):
        yield Target(running.uri, running.user, SecretStr(running.password), running.database)


def main() -> None:
    """Run the turns and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--batch", type=int, default=2_000)
    parser.add_argument("--uri", help="a throwaway server; its password in BENCH_PASSWORD. It is emptied.")
    parser.add_argument("--turn", choices=("bare", "engine"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    with server(options.uri) as target:
        if options.turn:
            print(json.dumps(turn(options.turn, options.rows, target, options.batch)))
            return
        with open_driver(target) as driver:
            migrate(driver, target.database)
        print("warming up", flush=True)
        for way in ("bare", "engine"):
            separately(way, options.rows // 10, target, options.batch)
        report(options.rows, [turns(options, target) for _ in range(options.turns)])


def turns(options: argparse.Namespace, target: Target) -> Mapping[str, dict[str, Any]]:
    """Run one turn of each way, and a small one of the engine for its memory."""
    pair = {way: separately(way, options.rows, target, options.batch) for way in ("bare", "engine")}
    for name in _CONTENT:
        if pair["bare"][name] != pair["engine"][name]:
            print(f"NOT THE SAME {name}: bare {pair['bare'][name]}, engine {pair['engine'][name]}")
    pair["small"] = separately("engine", options.rows // 10, target, options.batch)
    return pair


def report(count: int, pairs: list[Mapping[str, dict[str, Any]]]) -> None:
    """Print the summary."""
    ratios = [pair["bare"]["seconds"] / pair["engine"]["seconds"] for pair in pairs]
    engine = [count / pair["engine"]["seconds"] for pair in pairs]
    bare = [count / pair["bare"]["seconds"] for pair in pairs]
    print(f"\n{count:,} event records, {len(pairs)} turns each, one after the other; medians (least to most):")
    print(f"  bare loop      {median(bare):8,.0f} rows/s ({min(bare):,.0f} to {max(bare):,.0f})")
    print(f"  engine         {median(engine):8,.0f} rows/s ({min(engine):,.0f} to {max(engine):,.0f})")
    print(f"  engine/bare    {median(ratios):8.2f} ({min(ratios):.2f} to {max(ratios):.2f})")
    print(
        f"  peak memory    {median(pair['engine']['peak_mb'] for pair in pairs):8.0f} MB at {count:,} rows, "
        f"{median(pair['small']['peak_mb'] for pair in pairs):.0f} MB at {count // 10:,}"
    )
    print(f"  second load    {median(pair['engine']['again_seconds'] for pair in pairs) * 1000:8.0f} ms")


if __name__ == "__main__":
    main()
