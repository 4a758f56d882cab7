"""Where and when a release would tell of events: ``(:Release)-[:COVERS {from, to}]->(:Place)``.

Each run keeps what it covers; what a release covers is what its runs do that were not undone, touching days joined.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from tertius.errors import DataError
from tertius.graph.transaction import Transaction, transact
from tertius.graph.write import Writer
from tertius.loading.batches import reading
from tertius.loading.loader import Coverage, Document

_KNOWN = "UNWIND $places AS id MATCH (p:Entity:Place {id: id}) RETURN id"
_OF_RUNS = (
    "MATCH (r:LoadRun {release_id: $release, status: 'done'}) WHERE r.coverage IS NOT NULL RETURN r.coverage AS kept"
)
_WRITTEN = "MATCH (:Release {id: $release})-[c:COVERS]->(p:Place) RETURN p.id AS place, c.from AS first, c.to AS last"
_CLEAR = "MATCH (:Release {id: $release})-[c:COVERS]->(:Place) DELETE c"
_WRITE = (
    "MATCH (r:Release {id: $release}) UNWIND $rows AS row MATCH (p:Entity:Place {id: row.place}) "
    "CREATE (r)-[:COVERS {from: row.first, to: row.last}]->(p)"
)

_DAY = timedelta(days=1)


def merged(covered: Iterable[Coverage]) -> list[Coverage]:
    """Return the same days with those joined that overlap or touch, by place and day."""
    of_place: dict[str, list[Coverage]] = defaultdict(list)
    for one in sorted(covered, key=lambda one: (one.place, one.first, one.last)):
        spans = of_place[one.place]
        if spans and (spans[-1].last == date.max or one.first <= spans[-1].last + _DAY):
            spans[-1] = Coverage(one.place, spans[-1].first, max(spans[-1].last, one.last))
        else:
            spans.append(one)
    return [span for spans in of_place.values() for span in spans]


def read(document: Document, writer: Writer, *, bad_rows: int = 0) -> str | None:
    """Return what a document covers, as its run keeps it.

    Parameters
    ----------
    document
        The document, read to its end.
    writer
        The database.
    bad_rows
        How many of its rows were set aside. A place that only they name is not in the graph, and is left out until they
        are mended.

    Raises
    ------
    DataError
        If it cannot be read, or nothing is known of a place.
    """
    if document.coverage is None:
        return None
    with reading(document, lambda: "What the file covers cannot be read"):
        spans = merged(document.coverage())
    places = sorted({span.place for span in spans})
    known = {row["id"] for row in transact(writer, lambda tx: tx.rows(_KNOWN, places=places))}
    if not bad_rows and (unknown := [place for place in places if place not in known]):
        raise DataError(
            f"The file is said to cover {', '.join(unknown[:3])}{', …' if len(unknown) > 3 else ''}, "
            "which is no place in the graph",
            where=document.release.id,
            next_step="The loader has a fault: it declares each place that it covers. Report it.",
        )
    return json.dumps(
        [[span.place, span.first.isoformat(), span.last.isoformat()] for span in spans if span.place in known]
    )


def write(tx: Transaction, release: str) -> None:
    """Write what a release covers by what its runs keep, if that differs from what is written."""
    kept = [span for row in tx.rows(_OF_RUNS, release=release) for span in json.loads(row["kept"])]
    wanted = merged(Coverage(place, date.fromisoformat(first), date.fromisoformat(last)) for place, first, last in kept)
    rows = [{"place": span.place, "first": span.first, "last": span.last} for span in wanted]
    there = sorted(tx.rows(_WRITTEN, release=release), key=lambda row: (row["place"], row["first"]))
    if rows != there:
        tx.run(_CLEAR, release=release)
        tx.run(_WRITE, release=release, rows=rows)
