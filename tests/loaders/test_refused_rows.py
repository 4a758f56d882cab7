"""Nothing is left of a row that the engine refuses after it was shaped: the rest is as if it had not been there."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from loaders.kit import Bench, Editions, editions_of, opened
from tertius.cli import plugins
from tertius.graph.connect import Driver, Target
from tertius.graph.wipe import wipe
from tertius.loading.batches import RowReader
from tertius.loading.loader import BadRow, Document, RawRow, Shaped
from tertius.loading.loading import load
from tertius.loading.report import LoadReport
from tertius.model.claims import Claim
from tertius.model.entities import Entity
from tertius.model.kinds import EntityType
from tertius.model.sources import Release, Source
from tertius_loaders.events.names import FirstSaid, Names

LOADERS = sorted(plugins.loaders())


@pytest.fixture
def bench(driver: Driver, empty_db: Target) -> Bench:
    return Bench(driver, empty_db)


@pytest.fixture(params=LOADERS)
def given(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Editions]:
    return request.param, editions_of(request.param, tmp_path / "editions")


def _spoiled(document: Document, chosen: set[tuple[str, int]], chance: random.Random) -> Document:
    """Return a document of which the engine refuses some rows: in the graph, or as soon as they are shaped."""
    ways = {row: chance.choice(("graph", "source")) for row in chosen}

    def shape(row: RawRow) -> Shaped:
        said = document.shape(row)
        way = ways.get((row.file, row.line))
        if way is None:
            return said
        source = document.source.id if way == "graph" else "somebody-else"
        nobody = Claim(source=source, record="of nobody", kind="NAME", about=(("subject", "x:nobody"),), value="Nobody")
        return replace(said, claims=(*said.claims, nobody))

    return replace(document, shape=shape)


def _without(document: Document, chosen: set[tuple[str, int]]) -> Document:
    def rows() -> Iterator[RawRow | BadRow]:
        return (row for row in document.rows() if (row.file, row.line) not in chosen)

    return replace(document, rows=rows)


def _what_is_there(bench: Bench) -> dict[str, Any]:
    return {
        "state": bench.state(),
        "claims": bench.current(),
        "entities": bench.writer.rows("MATCH (e:Entity) RETURN e.id AS id, labels(e) AS labels ORDER BY id"),
        "covers": bench.writer.rows(
            "MATCH (:Release)-[c:COVERS]->(p:Place) RETURN p.id AS id, properties(c) AS days ORDER BY id"
        ),
        "closes": bench.writer.rows("MATCH (r:LoadRun) RETURN r.closes AS closes"),
    }


@pytest.mark.parametrize("batch", [3, 2_000])
def test_the_rest_is_as_if_a_refused_row_had_not_been_there(
    given: tuple[str, Editions], bench: Bench, tmp_path: Path, batch: int
) -> None:
    loader, editions = given
    chance = random.Random(f"{loader} {batch}")  # noqa: S311 - rows, not secrets
    rows = [(row.file, row.line) for row in opened(loader, editions.first).rows()]
    chosen = set(chance.sample(rows, k=max(1, len(rows) // 3)))
    found = []
    for document in (
        _without(opened(loader, editions.first), chosen),
        _spoiled(opened(loader, editions.first), chosen, chance),
    ):
        wipe(bench.driver, bench.target.database)
        report = load(
            document,
            bench.driver,
            bench.target.database,
            complete=True,
            batch=batch,
            quarantine=tmp_path / "set aside",
        )
        found.append(_what_is_there(bench))
    assert report.bad_rows >= len(chosen)
    assert found[1] == found[0]


SOURCE = Source(id="alpha", title="Alpha, an invented list")
Loads = Callable[[list[tuple[str, str]], int], LoadReport]


def _document(rows: list[tuple[str, str]]) -> Document:
    """Return a document of actors with names: the first name of one is its name, others are aliases."""
    first = FirstSaid()
    names = Names("alpha", first)

    def shape(row: RawRow) -> Shaped:
        actor = f"alpha:{row.values['id']}"
        extra = () if row.values["name"] != "bad" else (Entity("alpha:taken", EntityType.PLACE),)
        return Shaped((Entity(actor, EntityType.ORGANIZATION), *extra), names.said(actor, row.values["name"]))

    return Document(
        source=SOURCE,
        release=Release(source="alpha", version="1"),
        rows=lambda: (RawRow("a.csv", line, {"id": one, "name": name}) for line, (one, name) in enumerate(rows, 2)),
        shape=shape,
        memory=first,
    )


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_the_name_of_a_refused_row_is_nobodys_first(bench: Bench, tmp_path: Path, batch: int) -> None:
    rows = [("taken", "Taken"), ("a", "bad"), ("a", "Alpha"), ("a", "Alfa"), ("b", "Beta")]
    report = load(_document(rows), bench.driver, bench.target.database, quarantine=tmp_path / "aside", batch=batch)
    assert [bad.line for bad in report.bad] == [3]
    assert bench.writer.rows(
        "MATCH (e:Entity) RETURN e.id AS id, e.name AS name, e.aliases AS aliases ORDER BY id"
    ) == [
        {"id": "alpha:a", "name": "Alpha", "aliases": ["Alfa"]},
        {"id": "alpha:b", "name": "Beta", "aliases": []},
        {"id": "alpha:taken", "name": "Taken", "aliases": []},
    ]


def _claim(record: str, subject: str, value: str) -> Claim:
    return Claim(source="alpha", record=record, kind="NAME", about=(("subject", f"alpha:{subject}"),), value=value)


@pytest.mark.parametrize("batch", [1, 100])
def test_who_contradicted_a_refused_row_is_not_refused_for_it(bench: Bench, tmp_path: Path, batch: int) -> None:
    said = [
        Shaped((Entity("alpha:a", EntityType.PERSON),)),
        Shaped((), (_claim("name of a", "a", "First"), _claim("of nobody", "nobody", "X"))),  # refused: no such entity
        Shaped((), (_claim("name of a", "a", "Second"),)),
        Shaped((), (_claim("name of a", "a", "Third"),)),  # contradicts the second, which stands
    ]
    document = Document(
        source=SOURCE,
        release=Release(source="alpha", version="1"),
        rows=lambda: (RawRow("a.csv", line, {"no": "1"}) for line in range(2, 6)),
        shape=lambda row: said[row.line - 2],
        key=("no",),
    )
    report = load(document, bench.driver, bench.target.database, quarantine=tmp_path / "aside", batch=batch)
    assert sorted(bad.line for bad in report.bad) == [3, 5]
    (last,) = (bad for bad in report.bad if bad.line == 5)
    assert last.reason == "The row has the same no as line 4, '1', and says something else"
    assert last.column == "no"
    assert bench.value("MATCH (c:Claim) WHERE c.recorded_to IS NULL RETURN c.value") == "Second"


def test_rows_that_contradict_each_other_without_end_are_told_in_bounded_turns() -> None:
    shaped = [Shaped((), (_claim("one", "a", str(line)),)) for line in range(100)]
    document = Document(
        source=SOURCE,
        release=Release(source="alpha", version="1"),
        rows=lambda: (RawRow("a.csv", line, {}) for line in range(100)),
        shape=lambda row: shaped[row.line],
    )
    bad: list[BadRow] = []
    reader = RowReader(document, bad.append)
    turns = 0
    for batch in reader.batches():
        while batch.rows:  # each row that comes through is refused
            turns += 1
            batch.refuse([0], [BadRow("a.csv", batch.rows[0][0].line, "", "", "no", "no")])
        bad += batch.bad
    assert turns < 20
    assert sorted(row.line for row in bad) == list(range(100)), "each is told once"
