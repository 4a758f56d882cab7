"""Workbooks of several sheets."""

from pathlib import Path

from openpyxl import Workbook

from tertius_loaders.table import LOADER
from tertius_loaders.table.read import TableOptions

from .test_table import shaped


def test_a_workbook_of_several_sheets_is_sketched_by_the_first_that_is_a_table(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "read me"
    book.active["A1"] = "About this table"
    book.create_sheet("empty")
    sheet = book.create_sheet("people - all")
    for row in (["nr", "leader", "group"], [1, "Ada Ferris", "The Terns"]):
        sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    text = LOADER.sketch(tmp_path / "t.xlsx")
    assert "The columns are: nr, leader, group" in text
    file = tmp_path / "m.yaml"
    file.write_text(text.replace("# id_from", "id_from"), encoding="utf-8")
    document = LOADER.open(tmp_path / "t.xlsx", options=TableOptions(mapping=file))
    assert [claim.kind for claim in shaped(document)[0].claims] == ["NAME", "NAME", "MEMBER_OF"]
