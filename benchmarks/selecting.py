"""How long it takes to bring a network of 5,000 people out of the database, against the driver fetching its ties alone.

The world is made up from a fixed seed and goes in by the loader engine: 5,000 people with 20,000 ties between them, and
two memberships each in 1,667 groups of six, which make 25,000 pairs who met. The bare driver fetches the same ties, row
by row, with what the network needs of each, and makes nothing of them.

Run it with ``make bench-selecting``. Without ``--uri`` it starts the embedded server on a temporary folder.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from statistics import median

from engine import server

from tertius.catalog.catalogue import Catalogue
from tertius.graph.connect import AsyncDriver, Target, open_async_driver, open_driver
from tertius.graph.migrate import migrate
from tertius.graph.read import Reader
from tertius.loading.loader import Document, RawRow, Shaped
from tertius.loading.loading import load
from tertius.model.claims import Claim
from tertius.model.dates import read_edtf
from tertius.model.entities import Entity
from tertius.model.kinds import EntityType
from tertius.model.sources import Release, Source
from tertius.networks.select import select_network
from tertius.records.tables import CurrentTables

SOURCE = "made-up"
PEOPLE, GROUPS, IN_A_GROUP, TIES = 5_000, 1_667, 6, 20_000
_KINDS = {"people": "KIN_OF|ASSOCIATE_OF", "people_by_organization": "LEADS|MEMBER_OF"}
_BARE = """
MATCH (a:Person)-[t:{}]->(b:Entity)
RETURN type(t) AS kind, a.id AS source, b.id AS target, t.from_earliest AS from_earliest, t.from_latest AS from_latest,
  t.to_earliest AS to_earliest, t.to_latest AS to_latest, t.asserted_by AS asserted_by, t.firmness AS firmness
"""


def rows() -> Iterator[RawRow]:
    """Yield one row for each tie, the same ones every time."""
    chance = random.Random(20130205)
    pairs = [("ASSOCIATE_OF", *chance.sample(range(PEOPLE), 2)) for _ in range(TIES)]
    seats = [("MEMBER_OF", person, group) for group in range(GROUPS) for person in chance.sample(range(PEOPLE), 6)]
    for number, (kind, subject, target) in enumerate([*pairs, *seats]):
        year = chance.randrange(1990, 2013)
        values = {"kind": str(kind), "subject": str(subject), "object": str(target), "date": f"{year}/{year + 10}"}
        yield RawRow("ties.csv", number + 2, values)


def shape(row: RawRow) -> Shaped:
    """Say what a row says."""
    values = row.values
    of_group = values["kind"] == "MEMBER_OF"
    subject = f"{SOURCE}:person-{values['subject']}"
    target = f"{SOURCE}:{'group' if of_group else 'person'}-{values['object']}"
    claim = Claim(
        source=SOURCE,
        record=f"tie {row.line}",
        kind=values["kind"],
        about=(("subject", subject), ("object", target)),
        edtf=values["date"],
        bounds=read_edtf(values["date"], lasting=True),
    )
    ends = (
        Entity(subject, EntityType.PERSON),
        Entity(target, EntityType.ORGANIZATION if of_group else EntityType.PERSON),
    )
    return Shaped(entities=ends, claims=(claim,))


def fill(target: Target) -> None:
    """Migrate the database and load the world."""
    document = Document(
        source=Source(id=SOURCE, title="Made-up ties"),
        release=Release(source=SOURCE, version="1", published=date(2024, 1, 1), sha256=f"{1:064x}"),
        rows=rows,
        shape=shape,
        loader="benchmark/1",
    )
    with open_driver(target) as driver:
        migrate(driver, target.database)
        report = load(document, driver, target.database)
        assert report.bad_rows == 0, report


async def timed(work: Callable[[], Awaitable[int]]) -> tuple[float, float, int]:
    """Return the seconds by the clock, those of this process's processor time, and what the work counted."""
    began, worked = time.perf_counter(), time.process_time()
    found = await work()
    return time.perf_counter() - began, time.process_time() - worked, found


async def fetch(driver: AsyncDriver, database: str, cypher: str) -> int:
    """Fetch every row with the bare driver; return how many."""
    async with driver.session(database=database) as session:
        return len([record async for record in await session.run(cypher)])


async def measure(target: Target, turns: int) -> None:
    """Take turns, ours and the driver's, for each network, and print what came of them."""
    catalogue = Catalogue.load()
    async with open_async_driver(target) as driver:
        reader = Reader(driver, target.database, timeout_s=300)
        tables = await CurrentTables(reader).get()
        for name, kinds in _KINDS.items():

            async def ours(name: str = name) -> int:
                return (await select_network(reader, catalogue, name, {}, tables)).network.m

            async def bare(kinds: str = kinds) -> int:
                return await fetch(driver, target.database, _BARE.format(kinds))

            for _ in range(2):
                await ours()
                await bare()
            pairs = [(await timed(ours), await timed(bare)) for _ in range(turns)]
            print(f"{name}, {pairs[0][0][2]:,} edges; the bare driver fetches {pairs[0][1][2]:,} ties")
            for which, at in (("selected", 0), ("fetched", 1)):
                clock, worked = (median(pair[at][part] for pair in pairs) for part in (0, 1))
                print(f"  {which:9} {clock:6.2f} s, {worked:6.2f} s of the processor")
            print(f"  ratio     {median(one[1] / other[1] for one, other in pairs):6.2f} by the processor")


def main() -> None:
    """Fill the database and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--uri", help="a throwaway server; its password in BENCH_PASSWORD. It is emptied.")
    options = parser.parse_args()
    with server(options.uri) as target:
        fill(target)
        asyncio.run(measure(target, options.turns))


if __name__ == "__main__":
    main()
