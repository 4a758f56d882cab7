"""Claims folders in a real graph: what goes in comes out, and goes in again without a trace."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from books import book
from tertius.errors import ConflictError, NotFoundError
from tertius.graph.connect import Driver, Target
from tertius.graph.write import Writer
from tertius.loading.digest import claims_digest, graph_digest
from tertius.model.claim_rows import CLAIM_COLUMNS
from tertius_loaders.claims import LOADER, load_folder
from tertius_loaders.samples import SAMPLES, sample_path

Write = Callable[..., Path]

_CITED = (
    "MATCH (c:Claim)-[:CITES]->(r:Release) WHERE c.recorded_to IS NULL "
    "RETURN c.key AS key, c.digest AS digest, c.note AS note, c.locator AS locator, r.id AS release ORDER BY key"
)
_ALL = (
    "CALL () { MATCH (n) RETURN count(n) AS nodes } CALL () { MATCH ()-[r]->() RETURN count(r) AS relationships } "
    "RETURN nodes, relationships"
)


@pytest.fixture
def writer(driver: Driver, empty_db: Target) -> Writer:
    return Writer(driver, empty_db.database)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_loads_whole(sample: str, driver: Driver, empty_db: Target, writer: Writer, tmp_path: Path) -> None:
    report = load_folder(sample_path(sample), driver, empty_db.database, quarantine=tmp_path / "bad.csv")

    assert report.bad_rows == 0
    assert not (tmp_path / "bad.csv").exists()
    rows = len(list(LOADER.open(sample_path(sample)).rows()))
    assert report.rows == rows > 0


@pytest.mark.parametrize("sample", SAMPLES)
def test_what_went_in_comes_out_and_goes_in_again(
    sample: str, driver: Driver, empty_db: Target, writer: Writer, throwaway: object, tmp_path: Path
) -> None:
    first = load_folder(sample_path(sample), driver, empty_db.database, quarantine=tmp_path / "bad.csv")
    graph, claims, cited = graph_digest(driver), claims_digest(driver), list(writer.stream(_CITED))
    before = list(writer.stream(_ALL))

    assert LOADER.export(tmp_path / "out", first.source, driver, empty_db.database) == ()
    again = load_folder(tmp_path / "out", driver, empty_db.database, complete=True, quarantine=tmp_path / "bad.csv")

    assert (again.new, again.changed, again.closed, again.bad_rows) == (0, 0, 0, 0)
    assert again.unchanged == first.new
    assert (graph_digest(driver), claims_digest(driver)) == (graph, claims)
    after = list(writer.stream(_ALL))
    assert after[0]["relationships"] == before[0]["relationships"]
    assert after[0]["nodes"] == before[0]["nodes"] + 1, "the record of the run, and nothing else"

    throwaway.empty()  # type: ignore[attr-defined]
    anew = load_folder(tmp_path / "out", driver, empty_db.database, quarantine=tmp_path / "bad.csv")

    assert (anew.new, anew.bad_rows) == (first.new, 0)
    assert (graph_digest(driver), claims_digest(driver)) == (graph, claims)
    assert list(writer.stream(_CITED)) == cited


SECOND = {
    "source.yaml": "id: wire-2012\ntitle: What the wire said\npublished: 2012-07-01\nderived_from: radio\n",
    "entities.csv": "id,type,name,kind,countries,un\n"
    "chief,Person,The Chief of Gao,,,QDi.999\n"
    "mali-2013:mujao,Organization,,,,\n"
    "raid,Event,The raid of June,attack,ML,\n",
    "claims.csv": f"{','.join(CLAIM_COLUMNS)}\n"
    "1,chief,LEADS,mali-2013:mujao,,emir,,2012-06/..,,by all accounts,reported,,a,=not a formula\n"
    '2,raid,EVENT_RECORD,,"{""side_a"": ""mali-2013:mujao"", ""deaths_best"": 35}",'
    ',,2012-06-26,,,,,b,"Two\nlines, ""quoted"""\n'
    "3,chief,ALIAS,,@chief,,,,denies,,,2,c,\n",
    "decisions.csv": "kind,left,right,field,value,who,when,why,undone\n"
    "same,chief,mali-2013:omar-ould-hamaha,,,B. Reader,2013-03-01,The wire means him.,\n"
    "correct,1,,when,2012-05/..,B. Reader,2013-03-02,The wire corrected itself.,\n"
    "reject,mali-2013#aqim-acronym,,,,B. Reader,2013-03-03,To see what happens.,2013-03-04\n",
}


def write(path: Path, texts: dict[str, str]) -> Path:
    path.mkdir(exist_ok=True)
    for name, text in texts.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def test_a_second_document_with_decisions_comes_out_and_goes_in_again(
    driver: Driver, empty_db: Target, writer: Writer, throwaway: object, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    load_folder(sample_path("mali_2013"), driver, empty_db.database, quarantine=bad)
    second = load_folder(write(tmp_path / "second", SECOND), driver, empty_db.database, quarantine=bad)
    assert (second.bad, second.new, second.decisions) == ((), 3 + 2 + 3, 3)
    merged = list(writer.stream("MATCH (m:Merged)-[:SAME_AS]->(c) RETURN m.id AS id, c.id AS canonical"))
    assert merged == [{"id": "wire-2012:chief", "canonical": "mali-2013:omar-ould-hamaha"}]
    digests = graph_digest(driver), claims_digest(driver)
    decided = list(
        writer.stream("MATCH (d:Decision) RETURN d.id AS id, d.left AS left, d.undone AS undone ORDER BY id")
    )

    for source in ("mali-2013", "wire-2012"):
        assert LOADER.export(tmp_path / source, source, driver, empty_db.database) == ()
        again = load_folder(tmp_path / source, driver, empty_db.database, complete=True, quarantine=bad)
        assert (again.bad, again.new, again.changed, again.closed, again.decisions) == ((), 0, 0, 0, 0)
    assert (graph_digest(driver), claims_digest(driver)) == digests

    throwaway.empty()  # type: ignore[attr-defined]
    for source in ("mali-2013", "wire-2012"):
        load_folder(tmp_path / source, driver, empty_db.database, quarantine=bad)
    assert (graph_digest(driver), claims_digest(driver)) == digests
    assert (
        list(writer.stream("MATCH (d:Decision) RETURN d.id AS id, d.left AS left, d.undone AS undone ORDER BY id"))
        == decided
    )
    assert not bad.exists()


def test_bad_rows_are_set_aside_and_a_complete_load_does_not_close_what_they_stand_for(
    folder: Write, driver: Driver, empty_db: Target, writer: Writer, good: dict[str, str], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    load_folder(folder(), driver, empty_db.database, quarantine=bad)
    before = claims_digest(driver)
    spoiled = (
        good["claims.csv"]
        .replace("c1,ana,LEADS", "c1,ana,LEAD")
        .replace("c3,ana,ALIAS,,Ana of", "c3,ana,ALIAS,,Anne of")
    )

    report = load_folder(
        folder(
            claims_csv=spoiled + "c5,ana,LEADS,un:QDe.014,,,,,,,,,,\n",
            entities_csv=good["entities.csv"].replace("ben,Person", "ben,Persn"),
        ),
        driver,
        empty_db.database,
        quarantine=bad,
        complete=True,
        yes=True,
    )

    assert [(row.file, row.line, row.column) for row in report.bad] == [
        ("entities.csv", 3, "type"),
        ("claims.csv", 2, "kind"),
        ("claims.csv", 3, "subject"),
        ("claims.csv", 6, "object"),
    ]
    assert "There is no entity un:QDe.014" in report.bad[3].reason
    assert (report.new, report.changed, report.closed, report.bad_rows) == (0, 1, 0, 4)
    set_aside = {}
    for name in ("entities.csv", "claims.csv"):
        with (bad / name).open(encoding="utf-8-sig", newline="") as file:
            set_aside[name] = list(csv.DictReader(file))
    assert [(row["id"], row["type"], row["reason"][:12]) for row in set_aside["entities.csv"]] == [
        ("ben", "Persn", "line 3, type")
    ]
    assert [(row["claim_id"], row["reason"].partition(":")[0]) for row in set_aside["claims.csv"]] == [
        ("c1", "line 2, kind"),
        ("c2", "line 3, subject"),
        ("c5", "line 6, object"),
    ]

    mended = load_folder(folder(), driver, empty_db.database, quarantine=bad, complete=True)
    assert (mended.changed, mended.new, mended.closed, mended.bad_rows) == (1, 0, 0, 0)
    assert claims_digest(driver) == before
    assert not bad.exists()


def test_an_unknown_source_cannot_be_written(driver: Driver, empty_db: Target, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="There is no source 'nobody'"):
        LOADER.export(tmp_path / "out", "nobody", driver, empty_db.database)

    assert not (tmp_path / "out").exists()


SPOILED = (
    "claim_id;subject;kind;object;when;note\n"
    "c1;ana;LEADS;crew;2012-02-30;Élue.\n"
    'c2;ben;MEMBER_OF;crew;2012;"He joined\n'
    "c3;anna;LEADS;crew;2013;Again.\n"
    "c4;ben;ASSOCIATE_OF;ana;2012;Friends; close\n"
    "c5;ana;ALIAS;;;\n"
)


def mend(row: dict[str, str]) -> dict[str, str]:
    """Mend a row as its next step says."""
    match row["claim_id"]:
        case "c1":
            row["when"] = "2012-02-29"
        case "c2":
            row |= {"note": "He joined", "when": "2012"} | ({"unread": ""} if "unread" in row else {})
        case "c3":
            row["subject"] = "ana"
        case "c4":
            row |= {"kind": "ASSOCIATE_OF", "note": "Friends, close"} | ({"unread": ""} if "unread" in row else {})
        case "c5":
            row["kind"], row["when"] = "BORN", "1970"
    return row


@pytest.mark.parametrize("form", ["semicolons", "workbook"])
def test_rows_that_were_set_aside_are_mended_there_and_loaded_from_there(
    folder: Write, driver: Driver, empty_db: Target, tmp_path: Path, form: str
) -> None:
    bad, claims = tmp_path / "bad", SPOILED
    if form == "workbook":
        claims = claims.replace('2012;"He joined', "1e3;He joined").replace("Friends; close", "Friends")
        claims = claims.replace("ASSOCIATE_OF;ana;2012", "ASSOCIATES;ana;2012")
        path = folder(claims_csv=None)
        (path / "claims.xlsx").write_bytes(book({"claims": [line.split(";") for line in claims.splitlines()]}))
    else:
        path = folder(claims_csv=claims.encode("cp1252"))

    first = load_folder(path, driver, empty_db.database, quarantine=bad)

    assert first.bad_rows == 6, "and the decision about a claim that is not there"
    assert {group.file for group in first.groups} <= {"claims.csv", "claims.xlsx", "decisions.csv"}
    unmended = load_folder(bad, driver, empty_db.database, quarantine=tmp_path / "again")
    assert unmended.bad_rows == first.bad_rows, "nothing of them is read leniently"
    if form == "workbook":
        made = load_workbook(bad / "claims.xlsx")
        head, *rows = ([cell.value or "" for cell in row] for row in made["claims"])
        (bad / "claims.xlsx").write_bytes(
            book({"claims": [head, *(list(mend(dict(zip(head, row, strict=True))).values()) for row in rows)]})
        )
    else:
        with (bad / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        with (bad / "claims.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(mend(row) for row in rows)

    mended = load_folder(bad, driver, empty_db.database, quarantine=tmp_path / "again")

    assert (mended.bad_rows, mended.bad) == (0, ())
    found = {
        row["record"]: row
        for row in Writer(driver, empty_db.database).stream("MATCH (c:Claim) RETURN c.record AS record, c.note AS note")
    }
    assert {f"c{at}" for at in range(1, 6)} <= set(found)
    assert found["c1"]["note"] == "Élue."
    assert found["c2"]["note"] == "He joined"
    with pytest.raises(ConflictError, match="only a part"):
        load_folder(bad, driver, empty_db.database, complete=True, quarantine=tmp_path / "again")


def test_what_excel_made_of_a_cell_is_not_read_from_the_file_of_bad_rows_either(
    folder: Write, driver: Driver, empty_db: Target, tmp_path: Path
) -> None:
    head = ["claim_id", "subject", "kind", "object", "when", "note"]
    rows = [["c1", "ana", "LEADS", "crew", date(2012, 4, 1), None], ["c2", "ana", "ALIAS", None, None, 1e15]]
    rows += [["c3", "ana", "LEADS", "crew", None, "=1+1"]]

    def months(made: Workbook) -> None:
        made["claims"]["E2"].number_format = "mmm-yy"

    path = folder(claims_csv=None, decisions_csv=None)
    (path / "claims.xlsx").write_bytes(book({"claims": [head, *rows]}, months))

    for source, bad in ((path, tmp_path / "one"), (tmp_path / "one", tmp_path / "two")):
        report = load_folder(source, driver, empty_db.database, quarantine=bad)
        assert report.bad_rows == 3
        assert not list(
            Writer(driver, empty_db.database).stream("MATCH (c:Claim) WHERE c.record IN ['c1', 'c2', 'c3'] RETURN c")
        )


def test_a_decision_that_was_set_aside_finds_its_claim_in_the_graph(
    folder: Write, driver: Driver, empty_db: Target, good: dict[str, str], tmp_path: Path
) -> None:
    path = folder(decisions_csv=good["decisions.csv"].replace("2013-03-01", "1 March"))
    load_folder(path, driver, empty_db.database, quarantine=tmp_path / "bad")
    assert sorted(file.name for file in (tmp_path / "bad").glob("[!.]*")) == ["decisions.csv", "source.yaml"]
    file = tmp_path / "bad" / "decisions.csv"
    file.write_text(
        file.read_text(encoding="utf-8-sig").replace("c2,,,,B. Reader,1 March", "c2,,,,B. Reader,2013-03-01")
    )

    mended = load_folder(tmp_path / "bad", driver, empty_db.database, quarantine=tmp_path / "again")

    assert (mended.bad_rows, mended.decisions) == (0, 1)
