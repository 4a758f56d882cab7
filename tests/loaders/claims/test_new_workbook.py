"""A workbook to start from: what is typed into it stays what it is, and it loads."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tertius.errors import ConflictError, InputError
from tertius.model.claim_rows import CLAIM_COLUMNS
from tertius.model.hedges import Hedge
from tertius.model.kinds import ATTRIBUTE_KINDS, TIE_KINDS, EntityType
from tertius_loaders.claims import LOADER
from tertius_loaders.claims.columns import COLUMNS
from tertius_loaders.claims.new_folder import new_folder
from tertius_loaders.claims.source import SOURCE_KEYS
from tertius_loaders.claims.what_goes_where import ABOUT

Read = Callable[[Path], Any]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    LOADER.new(tmp_path / "Étude no 2", xlsx=True)
    return tmp_path / "Étude no 2" / "etude-no-2.xlsx"


@pytest.mark.parametrize("name", ["report", "дневник", "=1+1", "yes", "a\tb"])
def test_it_loads_as_it_is(tmp_path: Path, read: Read, name: str) -> None:
    new_folder(tmp_path / name, xlsx=True)

    found = read(tmp_path / name)

    assert (found.bad, found.claims, found.entities, found.decisions) == ([], [], [], [])
    assert found.document.source.title == " ".join(name.split())
    assert found.document.notes == ()


def test_it_has_a_sheet_for_each_table_and_one_for_the_source(made: Path) -> None:
    book = load_workbook(made)

    assert book.sheetnames == ["read me", "source", "entities", "claims", "decisions", "lists"]
    assert book["lists"].sheet_state == "hidden"
    assert [cell.value for cell in book["claims"][1]] == list(CLAIM_COLUMNS)
    assert [row[0].value for row in book["source"].iter_rows(min_row=2)] == list(SOURCE_KEYS)
    assert sorted(file.name for file in made.parent.iterdir()) == ["README.md", "etude-no-2.xlsx"]
    page = (made.parent / "README.md").read_text(encoding="utf-8")
    assert "etude-no-2.xlsx" in page
    assert all(f"`{column}`" in page for column in CLAIM_COLUMNS)


def choices(book: Any, sheet: str, column: str) -> Any:  # noqa: ANN401 - a workbook, and a rule of its cells
    letter = next(cell.column_letter for cell in book[sheet][1] if cell.value == column)
    return next(rule for rule in book[sheet].data_validations.dataValidation if f"{letter}2" in rule.sqref)


@pytest.mark.parametrize(
    ("sheet", "column", "words"),
    [
        ("entities", "type", list(EntityType)),
        ("claims", "kind", [*TIE_KINDS, *ATTRIBUTE_KINDS]),
        ("claims", "hedge", list(Hedge)),
        ("claims", "polarity", ["asserts", "denies"]),
        ("decisions", "kind", ["same", "not_same", "prefer_name", "confirm", "correct", "reject"]),
    ],
)
def test_lists_to_choose_from_hold_every_word(made: Path, sheet: str, column: str, words: list[str]) -> None:
    book = load_workbook(made)
    rule = choices(book, sheet, column)
    there, _, cells = rule.formula1.partition("!")

    assert (rule.type, rule.showErrorMessage) == ("list", True)
    listed = [cell.value for (cell,) in book[there][cells.replace("$", "")]]
    assert sorted(listed) == sorted(words)


@pytest.mark.parametrize("column", ["subject", "object"])
def test_entities_are_chosen_from_their_sheet_and_others_can_be_typed(made: Path, column: str) -> None:
    rule = choices(load_workbook(made), "claims", column)

    assert rule.formula1.startswith("entities!$A$2:$A$")
    assert not rule.showErrorMessage


def test_every_column_is_text_and_says_what_goes_into_it(made: Path) -> None:
    book = load_workbook(made)
    for sheet in ("entities", "claims", "decisions"):
        for cell in book[sheet][1]:
            assert book[sheet].column_dimensions[cell.column_letter].number_format == "@", (sheet, cell.value)
            assert choices(book, sheet, cell.value).prompt == ABOUT[sheet][cell.value][:255]


def test_there_is_a_word_on_every_column() -> None:
    for kind, columns in ABOUT.items():
        assert set(columns) <= set(COLUMNS[kind])
        assert all(columns.values())
    assert list(ABOUT["claims"]) == list(CLAIM_COLUMNS)


def test_what_a_newcomer_fills_in_loads(made: Path, read: Read) -> None:
    book = load_workbook(made)
    for row in book["source"].iter_rows(min_row=2):
        if row[0].value == "published":
            row[1].value = "2013-02-05"
        if row[0].value == "hedges":
            row[1].value = "à ce qu'on dit: rumoured"
    book["entities"].append(["abou-zeid", "Person", "Abou Zeïd"])
    book["entities"].append(["aqim", "Organization", "AQIM", "group"])
    book["claims"].append(
        ["p3-1", "abou-zeid", "LEADS", "aqim", None, "emir", None, "2012-04/..", None, "À ce qu’on dit"]
    )
    stream = io.BytesIO()
    book.save(stream)
    made.write_bytes(stream.getvalue())

    found = read(made.parent)

    assert found.bad == []
    assert found.records == ["p3-1"]
    assert found.claim("p3-1").hedge == "rumoured"
    assert found.document.release.id == "etude-no-2@2013-02-05"


def test_nothing_is_overwritten_and_a_folder_is_named(made: Path) -> None:
    with pytest.raises(ConflictError, match="not empty"):
        new_folder(made.parent, xlsx=True)
    with pytest.raises(InputError, match="name of a workbook") as caught:
        new_folder(Path("report.xlsx"))
    assert caught.value.next_step == "Name a folder: tertius new claims report --xlsx"
