"""Reports as workbooks, read back by another hand than the one that wrote them."""

import io
import json
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from tertius.reports.compute import ComputedReport
from tertius.reports.render import FORMS

pytestmark = pytest.mark.anyio

FORMULA = '=HYPERLINK("http://evil.example","x")\u202e'


def book_of(report: ComputedReport) -> Workbook:
    return load_workbook(io.BytesIO(FORMS["xlsx"].render(report)))


def rows_of(book: Workbook, name: str) -> list[dict[str, Any]]:
    head, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def as_told(value: object) -> object:
    """Return a value of an answer as a cell has it: nothing for an empty text, a list with semicolons."""
    if isinstance(value, list):
        if value == [None]:
            return '""'  # told from a list of nothing
        return ";".join("" if one is None else str(one) for one in value) or None
    return None if value == "" else value


def changed(report: ComputedReport, **values: object) -> ComputedReport:
    return ComputedReport.model_validate(json.loads(report.model_dump_json(by_alias=True)) | values)


async def test_each_section_has_its_rows_and_they_their_claims(weekly: ComputedReport) -> None:
    book = book_of(weekly)
    claims = {row["number"]: row for row in rows_of(book, "Claims")}
    assert [*claims] == list(range(1, len(claims) + 1))
    sheets = [name for name in book.sheetnames if name[0].isdigit()]
    assert len(sheets) == len(weekly.sections) == 7
    for name, section in zip(sheets, weekly.sections, strict=True):
        answer = section.answer
        assert answer is not None
        assert answer.evidence is not None
        rows = rows_of(book, name)
        if answer.rows:  # the harbour has no event at a place
            assert list(rows[0])[: len(section.shows)] == list(section.shows)
        for row, told, behind in zip(rows, answer.rows, answer.evidence.rows, strict=True):
            assert {name: row[name] for name in told} == {name: as_told(value) for name, value in told.items()}
            named = [claims[int(number)]["claim_id"] for number in row["evidence"].split(", ")]
            assert named == behind
    sources = rows_of(book, "Sources")
    assert sum(row["claims_here"] for row in sources) == len(claims)
    assert {row["source_id"] for row in sources} == {row["source_id"] for row in claims.values()}
    stated = [row["value"] for row in rows_of(book, "Assumptions") if row["name"] == "stated"]
    assert weekly.sections[0].answer is not None
    assert stated == [weekly.sections[0].answer.assumptions.hedges["stated"]]


async def test_the_heads_of_every_sheet_stay_in_view_and_can_be_filtered_by(weekly: ComputedReport) -> None:
    for sheet in book_of(weekly).worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions


async def test_what_others_wrote_is_no_formula_in_any_cell(
    weekly: ComputedReport, rewritten: Callable[[ComputedReport, str], ComputedReport]
) -> None:
    cells = [cell for sheet in book_of(rewritten(weekly, FORMULA)) for row in sheet.iter_rows() for cell in row]
    assert sum(FORMULA in str(cell.value) for cell in cells) > 20
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "b"}
    assert all(cell.quotePrefix for cell in cells if isinstance(cell.value, str))
    assert not any(cell.hyperlink for cell in cells)


async def test_a_sheet_is_called_as_a_sheet_may_be(
    weekly: ComputedReport, rewritten: Callable[[ComputedReport, str], ComputedReport]
) -> None:
    for text in ("'[x]:*?/\\", "\U0001f600" * 100, "History", "A" * 200):
        book = book_of(rewritten(weekly, text))
        for name in book.sheetnames:
            assert len(name.encode("utf-16-le")) <= 62
            assert not set("[]:*?/\\") & set(name)
        assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames) == 11


async def test_an_empty_and_a_refused_section_are_told_in_the_first_sheet(weekly: ComputedReport) -> None:
    told = json.loads(weekly.model_dump_json(by_alias=True))
    empty, refused = told["sections"][:2]
    empty["answer"] |= {
        "rows": [],
        "row_count": 0,
        "evidence": {"rows": [], "counts": [], "claims": {}, "sources": {}, "rest": []},
    }
    refused |= {"answer": None, "refusal": {"title": "Not defined", "what": "It is empty.", "next_step": "Load."}}
    book = book_of(ComputedReport.model_validate(told))
    lines = [(row["part"], row["name"], row["value"]) for row in rows_of(book, "Report")]
    assert [value for part, name, value in lines if part.startswith("1 ") and name == "rows"] == [
        "Nothing in the loaded sources answers this."
    ]
    assert [value for part, name, value in lines if name == "Not defined"] == ["It is empty. Load."]
    assert [name[0] for name in book.sheetnames if name[0].isdigit()] == ["1", "3", "4", "5", "6", "7"]
    assert rows_of(book, next(name for name in book.sheetnames if name.startswith("1 "))) == []


async def test_a_run_is_the_same_workbook_each_time_and_bears_no_name_of_a_user(weekly: ComputedReport) -> None:
    made = FORMS["xlsx"].render(weekly)
    assert made == FORMS["xlsx"].render(weekly)
    with ZipFile(io.BytesIO(made)) as parts:
        assert {one.date_time[0] for one in parts.infolist()} == {1980}
    told = load_workbook(io.BytesIO(made)).properties
    assert (told.title, told.creator, told.lastModifiedBy) == (weekly.plan.title, "Tertius", None)
    assert told.modified == weekly.ended.replace(microsecond=0, tzinfo=None)
