"""A folder as people have it: whatever a spreadsheet made of its files, the same claims come of it, and it is told."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from books import book
from tertius.errors import DataError
from tertius_loaders.claims import LOADER

Write = Callable[..., Path]
Read = Callable[[Path], Any]

TABLES = ("entities", "claims", "decisions")


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def saved(text: str, separator: str) -> str:
    """Save a table as Excel in France does: the separator of its language, and commas before decimals."""
    rows = [[cell.replace(".", ",") if cell in ("16.27", "-0.04") else cell for cell in row] for row in cells(text)]
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue()


@pytest.fixture
def accented(good: dict[str, str]) -> dict[str, str]:
    """Give the good folder with accents in it."""
    return {
        name: text.replace("The Dock", "Le Quai d'Orée").replace("She led it", "Menée") for name, text in good.items()
    }


def said(outcome: Any) -> tuple[Any, ...]:  # noqa: ANN401 - an `Outcome`
    assert outcome.bad == []
    return outcome.entities, outcome.claims, outcome.decisions, outcome.document.source


@pytest.fixture
def plain(folder: Write, read: Read, accented: dict[str, str]) -> tuple[Any, ...]:
    """Give what the folder says when nobody has opened it in a spreadsheet."""
    return said(read(folder(**{name.replace(".", "_"): text for name, text in accented.items()})))


def tables_as(path: Path, accented: dict[str, str], ending: str, content: Callable[[str], bytes]) -> Path:
    path.mkdir()
    (path / "source.yaml").write_text(accented["source.yaml"], encoding="utf-8")
    for name in TABLES:
        (path / f"{name}{ending}").write_bytes(content(accented[f"{name}.csv"]))
    return path


@pytest.mark.parametrize(
    ("ending", "separator", "encoding", "first", "told"),
    [
        (".csv", ";", "utf-8-sig", "", ""),
        (".csv", ";", "cp1252", "", "Windows-1252"),
        (".csv", ";", "cp1252", "sep=;\r\n", "Windows-1252"),
        (".csv", "\t", "utf-16", "", "UTF-16"),
        (".txt", "\t", "utf-16", "", "UTF-16"),
        (".tsv", "\t", "utf-8", "", ""),
        (".csv", ",", "cp1252", "sep=,\r\n", "Windows-1252"),
    ],
)
def test_saved_as_text(
    plain: tuple[Any, ...],
    accented: dict[str, str],
    read: Read,
    tmp_path: Path,
    ending: str,
    separator: str,
    encoding: str,
    first: str,
    told: str,
) -> None:
    path = tables_as(tmp_path / "s", accented, ending, lambda text: (first + saved(text, separator)).encode(encoding))

    found = read(path)

    assert said(found) == plain
    assert len(found.document.notes) == (len(TABLES) - (encoding == "cp1252") if told else 0), "no accent, no note"
    assert all(told in note for note in found.document.notes)


def test_a_workbook_for_each_table(
    plain: tuple[Any, ...], accented: dict[str, str], read: Read, tmp_path: Path
) -> None:
    path = tables_as(tmp_path / "s", accented, ".xlsx", lambda text: book({"Feuil1": cells(text)}))

    found = read(path)

    assert said(found) == plain
    assert found.document.notes == ()
    assert {row.file for row in found.document.rows()} == {"entities.xlsx", "claims.xlsx", "decisions.xlsx"}


def whole(accented: dict[str, str], **sheets: list[list[object]]) -> bytes:
    about = [["key", "value"], *yaml.safe_load(accented["source.yaml"]).items()]
    told = [[key, value.isoformat() if isinstance(value, date) else value] for key, value in about]
    return book({"source": told, **{name: cells(accented[f"{name}.csv"]) for name in TABLES}, **sheets})


@pytest.mark.parametrize("alone", [True, False], ids=["named itself", "in a folder"])
def test_one_workbook_for_all(
    plain: tuple[Any, ...], accented: dict[str, str], read: Read, tmp_path: Path, alone: bool
) -> None:
    (tmp_path / "s").mkdir()
    path = tmp_path / "s" / "Rapport.xlsx"
    path.write_bytes(whole(accented, notes=[["mine"]]))
    (tmp_path / "s" / "~$Rapport.xlsx").write_bytes(b"a lock of Excel")

    found = read(path if alone else path.parent)

    assert said(found) == plain
    assert found.document.notes == ("The sheet notes of Rapport.xlsx was not read.",)
    assert {row.file for row in found.document.rows()} == {f"sheet {name}" for name in TABLES}


def test_numbers_that_excel_made_of_texts_are_what_they_were(
    accented: dict[str, str], read: Read, tmp_path: Path
) -> None:
    rows: list[list[object]] = [list(row) for row in cells(accented["entities.csv"])]
    rows[4][5:7] = [16.27, -0.04]
    claims: list[list[object]] = [list(row) for row in cells(accented["claims.csv"])]
    claims[2][7], claims[2][11] = 2012, 2
    (tmp_path / "b.xlsx").write_bytes(whole(accented, entities=rows, claims=claims))

    found = read(tmp_path / "b.xlsx")

    assert found.bad == []
    assert found.claim("entity:report:dock:LOCATION").value == "16.27,-0.04"
    assert (found.claim("c2").edtf, found.claim("c2").credibility) == ("2012", 2)


def test_two_files_for_one_table_are_not_chosen_between(folder: Write, good: dict[str, str]) -> None:
    path = folder()
    (path / "claims.xlsx").write_bytes(book({"claims": cells(good["claims.csv"])}))

    with pytest.raises(DataError, match=r"both claims\.csv and claims\.xlsx") as caught:
        LOADER.open(path)
    assert "move the other out" in caught.value.next_step


@pytest.mark.parametrize(
    ("sheets", "what"),
    [
        ({"claims": None}, "has no sheet claims"),
        ({"source": None, "entities": None}, "has no sheet entities and no sheet source"),
        ({"source": [["id", "report"]]}, "has the columns id, report"),
        ({"source": [["key", "value"], ["id", "x"], ["title", "T"], ["titel", "T"]]}, "a key 'titel'"),
        ({"source": [["key", "value"], ["id", "x"], ["id", "y"]]}, "says id twice"),
        ({"source": [["key", "value"], ["id", "x"]]}, "has no title"),
        ({"claims": [["claim_id", "subject", "kind", "kind"]]}, "has 2 columns 'kind'"),
        ({"claims": [["claim_id", "subject", "predicate"]]}, "has a column 'predicate'"),
    ],
)
def test_a_workbook_that_is_not_one_of_claims(
    good: dict[str, str], tmp_path: Path, sheets: dict[str, Any], what: str
) -> None:
    told: dict[str, Any] = {"source": [["key", "value"], ["id", "report"], ["title", "T"]]}
    told |= {name: cells(good[f"{name}.csv"]) for name in TABLES} | sheets
    (tmp_path / "b.xlsx").write_bytes(book({name: rows for name, rows in told.items() if rows is not None}))

    with pytest.raises(DataError) as caught:
        LOADER.open(tmp_path / "b.xlsx")

    assert what in caught.value.what
    assert str(tmp_path / "b.xlsx") in caught.value.where
    assert caught.value.next_step


def test_what_is_passed_over_is_said(folder: Write, good: dict[str, str]) -> None:
    lines = [f"{line},Whoever,7" for line in good["claims.csv"].splitlines()]
    lines[0] = good["claims.csv"].splitlines()[0] + ",subject_name,revision"
    path = folder(claims_csv="\n".join(lines))
    (path / "other.csv").write_text("a,b\n")
    (path / "README.md").write_text("what this is")

    assert LOADER.open(path).notes == (
        "The columns subject_name, revision of claims.csv, for people to read, were passed over.",
        "other.csv: not read.",
    )


ALIKE = ["p3\u200b-1", "p3-\u00ad1", "p3\ufe0f-1", "p3-1\u2060", "p3\u00a0-1", "p3\u3000-1"]


@pytest.mark.parametrize("record", ALIKE)
def test_claim_ids_that_only_look_alike_are_told_apart(
    folder: Write, read: Read, good: dict[str, str], record: str
) -> None:
    found = read(folder(claims_csv=good["claims.csv"] + f"{record},ana,LEADS,crew,,,,,,,,,,\n"))

    (bad,) = found.bad
    assert (bad.line, bad.column) == (6, "claim_id")
    assert "invisible character" in bad.reason or "a blank that is no plain space" in bad.reason


@pytest.mark.parametrize("entity", ["ana\u200b", "a\u00adna", "an\u034fa", "ana\ufe0f", "\u3164ana", "ana\u2060"])
def test_entity_ids_that_only_look_alike_are_told_apart(
    folder: Write, read: Read, good: dict[str, str], entity: str
) -> None:
    found = read(folder(entities_csv=good["entities.csv"] + f"{entity},Person,Ana,,,,,\n"))

    (bad,) = found.bad
    assert (bad.line, bad.column) == (7, "id")
    assert "invisible character" in bad.reason


@pytest.mark.parametrize("number", ["1_0", "1e0", "２", "1.5", "1,0", "1.000", "++1", "²", "0x2", "1 000", "٢"])
@pytest.mark.parametrize("column", ["stint", "credibility"])
def test_what_a_language_takes_for_a_number_is_none(
    folder: Write, read: Read, good: dict[str, str], column: str, number: str
) -> None:
    row = dict.fromkeys(cells(good["claims.csv"])[0], "") | {"claim_id": "c9", "subject": "ana", "kind": "LEADS"}
    row |= {"object": "crew", column: f'"{number}"'}

    found = read(folder(claims_csv=good["claims.csv"] + ",".join(row.values()) + "\n"))

    assert [(bad.line, bad.column) for bad in found.bad] == [(6, column)]


@pytest.mark.parametrize("number", ["1_0", "1e1", "３０", "30.5", "30.000", "-1", "1 000", "1,000"])
def test_lives_are_counted_in_whole_numbers(folder: Write, read: Read, good: dict[str, str], number: str) -> None:
    found = read(folder(claims_csv=good["claims.csv"] + f'c9,raid,DEATHS_BEST,,"{number}",,,,,,,,,\n'))

    assert [(bad.line, bad.column) for bad in found.bad] == [(6, "value")]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("16,27; -0,04", "16.27,-0.04"),
        ("16,27;-0,04", "16.27,-0.04"),
        ("16.27; -0.04", "16.27,-0.04"),
        ("16,27, -0,04", "16.27,-0.04"),
        ("16.27,-0.04", "16.27,-0.04"),
    ],
)
def test_a_location_may_have_commas_before_its_decimals(
    folder: Write, read: Read, good: dict[str, str], written: str, value: str
) -> None:
    claims = good["claims.csv"] + f'c9,dock,LOCATION,,"{written}",,,,,,,,,\n'

    assert read(folder(claims_csv=claims)).claim("c9").value == value


def test_hedge_words_of_ones_own(folder: Write, read: Read, good: dict[str, str], tmp_path: Path) -> None:
    claims = (
        good["claims.csv"]
        + "c9,ana,LEADS,crew,,,,,,Nos  Sources disent,,,,\nc8,ana,LEADS,crew,,,,,,by all accounts,,,,\n"
    )
    source = good["source.yaml"] + "hedges:\n  nos sources disent: reported\n"

    found = read(folder(claims_csv=claims, source_yaml=source))

    assert found.claim("c9").hedge == "reported"
    assert [bad.value for bad in found.bad] == ["by all accounts"]
    assert "under hedges in source.yaml" in found.bad[0].next_step
    told = [
        ["key", "value"],
        ["id", "report"],
        ["title", "T"],
        ["hedges", "nos sources disent: reported; bof: rumoured"],
    ]
    (tmp_path / "b.xlsx").write_bytes(
        book({"source": told, "entities": cells(good["entities.csv"]), "claims": cells(claims)})
    )
    assert read(tmp_path / "b.xlsx").claim("c9").hedge == "reported"


@pytest.mark.parametrize(
    ("hedges", "what"),
    [
        ("hedges: reported", "The hedges of the source is no table of words"),
        ("hedges: [a, b]", "is a list"),
        ("hedges:\n  bof: certain", "'certain' is no hedge"),
        ("hedges:\n  bof:", "stands for ''"),
        ("hedges:\n  '': possible", "A hedge word is empty"),
        ("hedges:\n  bof: possible\n  Bof: stated", "'Bof' stands there twice"),
    ],
)
def test_hedge_words_that_say_nothing_are_refused(folder: Write, good: dict[str, str], hedges: str, what: str) -> None:
    with pytest.raises(DataError) as caught:
        LOADER.open(folder(source_yaml=good["source.yaml"] + hedges + "\n"))

    assert what in caught.value.what
    assert "source.yaml, line 4" in caught.value.where
