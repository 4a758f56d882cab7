"""Rows that say what they said the last time: passing over them changes nothing that a load finds out."""

import csv
import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from loaders.ucdp_ged.conftest import EVENT
from tertius.errors import InputError
from tertius.graph.connect import Driver, Target
from tertius.graph.wipe import wipe
from tertius.graph.write import Writer
from tertius.loading.batches import RowReader
from tertius.loading.digest import claims_digest, graph_digest
from tertius.loading.known_rows import KnownRows
from tertius.loading.loader import BadRow, Document, RawRow, Shaped
from tertius.loading.loading import load
from tertius.loading.quarantine import bad_row
from tertius.loading.undoing import undo
from tertius.model.claims import Claim
from tertius_loaders.ucdp_ged import LOADER
from tertius_loaders.ucdp_ged.options import GedOptions

Cells = dict[str, str]
WORLDS = 300
ACTORS = {"775": ("Sinaloa Cartel", "The Sinaloa Cartel"), "799": ("Tijuana Cartel",), "1": ("Civilians",)}
REFUSED = {"best": "13"}  # what the graph does not take, in these tests
COUNTRIES = {"70": "Mexico", "90": "Guatemala"}


def written(path: Path, rows: Iterable[Cells]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(EVENT))
        writer.writeheader()
        writer.writerows(rows)
    return path


def row_of(chance: random.Random, event: int) -> Cells:
    """Return a row of few actors, whose names differ now and then, of few places, countries and years."""
    one, other = chance.sample(sorted(ACTORS), 2)
    year, country = str(chance.choice((1992, 1993))), chance.choice(sorted(COUNTRIES))
    row: Cells = EVENT | {
        "id": str(event),
        "year": year,
        "date_start": f"{year}-11-01",
        "date_end": f"{year}-11-30",
        "side_a_new_id": one,
        "side_a": chance.choice(ACTORS[one]),
        "side_b_new_id": other,
        "side_b": chance.choice(ACTORS[other]),
        "dyad_new_id": chance.choice(("5", "6")),
        "country_id": country,
        "country": COUNTRIES[country],
        "where_coordinates": f"Place {chance.randrange(4)}",
    }
    return row


def edited(chance: random.Random, rows: list[Cells]) -> list[Cells]:
    """Return the rows with some of them changed, gone, new, elsewhere, said twice, not to be read, or refused."""
    rows = [*rows]
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(rows))
        match chance.randrange(8):
            case 0:
                rows[at] = rows[at] | {"best": str(chance.randrange(9))}
            case 1 if len(rows) > 2:
                del rows[at]
            case 2:
                rows.insert(at, row_of(chance, 100 + chance.randrange(900)))
            case 3:
                rows.append(rows.pop(at))
            case 4:
                rows.insert(chance.randrange(len(rows)), rows[at])
            case 5:
                rows[at] = row_of(chance, int(rows[at]["id"]))
            case 6:
                rows[at] = rows[at] | {"date_start": "some day"}
            case 7:
                rows[at] = rows[at] | REFUSED
    return rows


def is_refused(row: RawRow) -> bool:
    return row.values["best"] == REFUSED["best"]


class Read:
    """What a reader makes of a file."""

    def __init__(self, path: Path, known: KnownRows | None = None) -> None:
        document = LOADER.open(path, options=GedOptions(release="23.1", all_events=True))
        self.known = None
        if known is not None:
            assert document.first is not None
            kept = {"rows": b"", "premises": b""}
            for _, what, content in known.pieces():
                kept[what] += content
            self.known = KnownRows(document.first, kept["rows"], kept["premises"])
        bad: list[BadRow] = []
        reader = RowReader(document, bad.append, 5, self.known)
        self.shaped: dict[bytes, bytes] = {}
        self.passed = 0
        for batch in reader.batches():
            while numbers := [number for number, (raw, _) in enumerate(batch.rows) if is_refused(raw)]:
                batch.refuse(numbers, [bad_row(batch.rows[number][0], InputError("No.")) for number in numbers])
            bad += batch.bad
            self.passed += batch.passed
            self.shaped |= dict(claim.fingerprints for _, shaped in batch.rows for claim in shaped.claims)
        assert document.coverage is not None
        self.found = (
            set(reader.seen),
            set(reader.spared),
            reader.rows,
            reader.repeated,
            sorted((row.line, row.reason) for row in bad),
            set(document.coverage()),
        )
        self.bad = len(bad)


def nothing() -> KnownRows:
    """Return what is known before the first load."""
    return KnownRows(list)


def test_what_is_found_out_is_the_same_whether_known_rows_are_shaped_or_not(tmp_path: Path) -> None:
    passed = again = 0
    for world in range(WORLDS):
        chance = random.Random(world)  # noqa: S311 - made-up rows
        rows = [row_of(chance, number) for number in range(1, 15)]
        known, stands = nothing(), dict[bytes, bytes]()
        for _ in range(4):
            path = written(tmp_path / "ged.csv", rows)
            every, quick = Read(path), Read(path, known)
            assert quick.found == every.found, world
            assert quick.shaped.items() <= every.shaped.items(), world
            left_out = {key: content for key, content in every.shaped.items() if key not in quick.shaped}
            assert left_out.items() <= stands.items(), world
            assert quick.passed == len(every.found[0] - every.found[1]) - len(quick.shaped), world
            passed, again = passed + quick.passed, again + bool(quick.passed)
            if not every.bad:  # else the load keeps nothing, and the next one shapes every row
                assert quick.known is not None
                known, stands = quick.known, every.shaped
                rows = edited(chance, rows)
            else:
                known, stands = nothing(), {}
                rows = [row for row in rows if row["date_start"] != "some day" and row["best"] != REFUSED["best"]]
    assert again > WORLDS
    assert passed > 10 * WORLDS


def counting(document: Document) -> tuple[Document, list[RawRow]]:
    """Return a document that keeps the rows that it shapes."""
    shaped: list[RawRow] = []

    def shape(row: RawRow) -> Shaped:
        shaped.append(row)
        return document.shape(row)

    return replace(document, shape=shape), shaped


def test_a_load_shapes_what_changed_and_what_meanings_depend_on(
    empty_db: Target, driver: Driver, tmp_path: Path
) -> None:
    chance = random.Random(1)  # noqa: S311 - made-up rows
    rows = [row_of(chance, number) for number in range(1, 41)]
    other = [*rows[:30], rows[30] | {"best": "5"}, *rows[32:], row_of(chance, 77)]

    def loaded(some: list[Cells], **options: Any) -> tuple[Any, list[str]]:  # noqa: ANN401 - of the loader
        file = written(tmp_path / "ged.csv", some)
        document, shaped = counting(LOADER.open(file, options=GedOptions(**({"release": "23.1"} | options))))
        report = load(document, driver, empty_db.database, complete=True, yes=True, quarantine=tmp_path / "bad")
        assert not report.bad_rows
        return report, [row.values["id"] for row in shaped]

    def digests() -> tuple[str, str]:
        return graph_digest(driver, empty_db.database), claims_digest(driver, empty_db.database)

    first, shaped = loaded(rows)
    assert len(shaped) == 40
    second, shaped = loaded(other)
    assert {"31", "77"} <= set(shaped)
    assert len(shaped) < 20
    assert (second.new, second.changed, second.closed) == (1, 1, 1)
    assert second.unchanged == first.new - 2
    quick = digests()

    undo(second.run_id, driver, empty_db.database)
    before = digests()
    _, shaped = loaded(other)
    assert len(shaped) == 40  # what was undone tells of nothing that stands
    assert digests() == quick

    _, shaped = loaded(other[:-1])
    assert len(shaped) < 20
    _, shaped = loaded(other[:-1], release="24.1")
    assert len(shaped) == 39  # each of its claims is now one of the newer release, too
    assert Writer(driver).rows("MATCH (k:RunRows) RETURN count(DISTINCT k.run_id) AS n") == [{"n": 1}]

    wipe(driver, empty_db.database)
    loaded(rows)
    assert digests() == before
    wipe(driver, empty_db.database)
    loaded(other)
    assert digests() == quick


def spoiled(document: Document) -> Document:
    """Return a document of which the graph does not take some rows: they name somebody whom nobody has declared."""

    def shape(row: RawRow) -> Shaped:
        said = document.shape(row)
        if not is_refused(row):
            return said
        nobody = Claim(
            source=document.source.id, record="of nobody", kind="NAME", about=(("subject", "x:nobody"),), value="Nobody"
        )
        return replace(said, claims=(*said.claims, nobody))

    return replace(document, shape=shape)


@pytest.mark.parametrize("world", range(4))
def test_rows_that_the_graph_refuses_leave_the_same_behind_with_known_rows_and_without(
    empty_db: Target, driver: Driver, tmp_path: Path, world: int
) -> None:
    chance = random.Random(world)  # noqa: S311 - made-up rows
    rows = [row_of(chance, number) for number in range(1, 31)]
    at = (0, 1, 5, 20)[world]  # the first rows say the names first
    other = [*rows[:at], rows[at] | REFUSED, *rows[at + 1 :]]
    other[25] = other[25] | {"best": "5"}
    found = []
    for known in (True, False):
        wipe(driver, empty_db.database)
        for some in (rows, other):
            file = written(tmp_path / "ged.csv", some)
            document = spoiled(LOADER.open(file, options=GedOptions(release="23.1", all_events=True)))
            report = load(
                document if known else replace(document, first=None),
                driver,
                empty_db.database,
                complete=True,
                yes=True,
                batch=20,
                quarantine=tmp_path / "bad",
            )
        assert [bad.row["id"] for bad in report.bad] == [str(at + 1)]
        counts = (report.new, report.changed, report.unchanged, report.closed, report.closed_kinds, report.repeated)
        state = graph_digest(driver, empty_db.database), claims_digest(driver, empty_db.database)
        covers = Writer(driver).rows(
            "MATCH (:Release)-[c:COVERS]->(p:Place) RETURN p.id AS id, properties(c) AS days ORDER BY id"
        )
        found.append((counts, report.entities, report.bad, state, covers))
    assert found[0] == found[1]
