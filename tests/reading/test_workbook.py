"""Workbooks: each cell as its reader sees it, what Excel made of it told, and nothing that harms."""

import contextlib
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as OpenpyxlBook

from books import book, with_part
from tertius.errors import DataError
from tertius.reading import package
from tertius.reading.table import Row, Table
from tertius.reading.workbook import Workbook

ROWS = [
    ["id", "name", "note"],
    ["inès", "Inès Aïr", "a; b, c\td"],
    ["bo", 'the "Signers"', "two\nlines"],
    ["z", "", ""],
]
SHEET = "xl/worksheets/sheet1.xml"


def opened(raw: bytes) -> Workbook:
    return Workbook(raw, name="b.xlsx", where="folder/b.xlsx")


def table(raw: bytes, sheet: str = "claims") -> Table:
    return opened(raw).table(sheet)


def read_all(raw: bytes) -> None:
    found = opened(raw)
    for sheet in found.sheets:
        list(found.table(sheet).rows())


def refused(raw: bytes) -> DataError:
    with pytest.raises(DataError) as caught:
        read_all(raw)
    assert caught.value.next_step
    assert "folder/b.xlsx" in caught.value.where
    return caught.value


def one_cell(value: object, form: str = "General") -> Row:
    def change(made: OpenpyxlBook) -> None:
        made["claims"]["B2"].number_format = form

    (row,) = table(book({"claims": [["id", "when"], ["a", value]]}, change)).rows()
    return row


def test_the_rows_of_a_sheet_with_their_numbers() -> None:
    found = table(book({"other": [["x"]], "claims": [[], *ROWS[:2], [], *ROWS[2:]]}))

    assert found.columns == ("id", "name", "note")
    assert [(row.line, list(row.values.values()), row.fault) for row in found.rows()] == [
        (3, ROWS[1], None),
        (5, ROWS[2], None),
        (6, ROWS[3], None),
    ]
    assert opened(book({"other": [["x"]], "claims": ROWS})).sheets == ("other", "claims")
    assert found.notes == ()


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (2012, "General", "2012"),
        (2012.0, "General", "2012"),
        (16.27, "General", "16.27"),
        (0.5, "0%", "0.5"),
        (True, "General", "TRUE"),
        ("0012", "@", "0012"),
        (" x ", "General", "x"),
        ("2012-04", "@", "2012-04"),
        ("=1+1 as text", "@", "=1+1 as text"),
        (date(2012, 6, 26), "dd/mm/yyyy", "2012-06-26"),
        (date(2012, 6, 26), "yyyy-mm-dd", "2012-06-26"),
        (date(2012, 6, 26), "[$-40C]d\\ mmmm\\ yyyy;@", "2012-06-26"),
        (datetime(2012, 6, 26, 10, 30), "dd/mm/yyyy hh:mm", "2012-06-26 10:30:00"),
    ],
)
def test_a_cell_is_the_text_that_its_reader_sees(value: object, form: str, text: str) -> None:
    def change(made: OpenpyxlBook) -> None:
        cell = made["claims"]["B2"]
        cell.number_format = form
        if isinstance(value, str):
            cell.data_type = "s"

    (row,) = table(book({"claims": [["id", "when"], ["a", value]]}, change)).rows()

    assert (row.values["when"], row.fault) == (text, None)


@pytest.mark.parametrize("form", ["mmm-yy", "mmmm yyyy", "mm/yyyy", "[$-40C]mmm-yy;@"])
def test_a_month_that_excel_made_a_day_of_is_not_taken_for_a_day(form: str) -> None:
    row = one_cell(date(2012, 4, 1), form)

    assert row.fault
    assert row.fault.column == "when"
    assert "2012-04-01" in row.fault.reason
    assert "Text" in row.fault.next_step
    assert row.fault.next_step.endswith("2012-04.")
    assert row.fault.unread == "when: 2012-04-01", "so that it is mended before it is read as that day"


def test_days_that_excel_keeps_are_told() -> None:
    notes = table(book({"claims": [["id", "when"], ["a", date(2012, 4, 1)], ["b", date(2012, 4, 2)]]})).notes

    assert len(notes) == 1
    assert "2 cells that Excel keeps as a day" in notes[0]


@pytest.mark.parametrize("value", [1e15, 123456789012345678, -1e20])
def test_a_number_whose_digits_excel_dropped_is_refused(value: float) -> None:
    assert "keeps 15 digits" in str(one_cell(value).fault)


def with_formula(value: str) -> bytes:
    raw = book({"claims": [["id", "when"], ["a", "=1+1"], ["b", "2013"]]})
    return with_part(
        raw, SHEET, lambda part: part.replace(b"<v></v>", value.encode()).replace(b"<v />", value.encode())
    )


def test_a_formula_is_its_value_and_is_told() -> None:
    found = table(with_formula("<v>2</v>"))

    assert [row.values["when"] for row in found.rows()] == ["2", "2013"]
    assert "1 formula" in found.notes[0]


def test_a_formula_without_its_value_is_no_empty_cell() -> None:
    first, second = table(with_formula("")).rows()

    assert first.fault
    assert (first.line, first.fault.column) == (2, "when")
    assert "formula whose value is not in the file" in first.fault.reason
    assert second.fault is None


def test_an_error_value_is_refused() -> None:
    raw = with_part(
        book({"claims": [["id", "when"], ["a", 7]]}),
        SHEET,
        lambda part: part.replace(b'<c r="B2" t="n"><v>7</v>', b'<c r="B2" t="e"><v>#N/A</v>'),
    )
    (row,) = table(raw).rows()

    assert row.fault
    assert "the error #N/A" in row.fault.reason


def test_merged_cells_are_refused_where_rows_would_lose_their_text() -> None:
    raw = book({"claims": ROWS}, lambda made: made["claims"].merge_cells("C2:C3"))

    error = refused(raw)

    assert "are merged, from C2" in error.what
    assert "sheet claims, line 2" in error.where


def test_what_the_file_says_of_its_size_is_not_believed() -> None:
    raw = with_part(
        book({"claims": ROWS}), SHEET, lambda part: part.replace(b'<dimension ref="A1:C4"', b'<dimension ref="A1:B2"')
    )

    assert [list(row.values.values()) for row in table(raw).rows()] == ROWS[1:]


def test_control_characters_in_their_disguise_are_found() -> None:
    (row,) = table(book({"claims": [["id"], ["a_x0007_b"]]})).rows()

    assert row.fault
    assert "U+0007" in row.fault.reason


def xml(prolog: bytes) -> Callable[[bytes], bytes]:
    return lambda part: prolog + part.partition(b"?>")[2] if part.startswith(b"<?xml") else prolog + part


BOMB = b'<!DOCTYPE x [<!ENTITY a "' + b"x" * 100 + b'">' + b'<!ENTITY b "&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "docProps/core.xml"]
)
@pytest.mark.parametrize(
    "prolog",
    [
        BOMB,
        b" " * 5_000_000 + BOMB,
        b"<?xml version='1.0' encoding='utf-16'?>",
        b"<?xml version='1.0' encoding='cp037'?>",
    ],
)
def test_entities_and_disguised_parts_are_refused_before_anything_reads_them(part: str, prolog: bytes) -> None:
    error = refused(with_part(book({"claims": ROWS}), part, xml(prolog)))

    assert part in error.what


def test_a_part_in_utf_16_is_refused() -> None:
    assert SHEET in refused(with_part(book({"claims": ROWS}), SHEET, lambda part: part.decode().encode("utf-16"))).what


def test_a_workbook_with_macros_is_refused() -> None:
    assert "macros" in refused(with_part(book({"claims": ROWS}), "xl/vbaProject.bin", lambda _: b"x")).what


def test_what_is_no_workbook() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    whole = book({"claims": ROWS})
    for raw, what in (
        (b"", "no workbook that can be read"),
        (b"id,name\n", "no workbook that can be read"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "has a password, or is a workbook of the old kind"),
        (stream.getvalue(), "is no Excel workbook"),
        (whole[: len(whole) // 2], "no workbook that can be read"),
        (with_part(whole, SHEET, lambda part: part[: len(part) // 2]), "cannot be read"),
        (with_part(whole, "xl/workbook.xml", lambda _: b""), "cannot be read"),
    ):
        assert what in refused(raw).what


def test_an_empty_sheet_is_refused_by_its_name() -> None:
    with pytest.raises(DataError, match="sheet claims is empty"):
        table(book({"claims": []}))


def test_a_workbook_that_unpacks_to_too_much_is_refused_by_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = with_part(book({"claims": ROWS}), "xl/media/big.xml", lambda _: b" " * 3_000_000)
    assert len(raw) < 20_000
    monkeypatch.setattr(package, "MAX_UNPACKED", 2_000_000)

    assert "unpacks to 2 MB" in refused(raw).what


SPREAD = b'<row r="%d"><c r="%s%d"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "rows",
    [
        SPREAD % (2_000_000_000, b"A", 2_000_000_000),  # far down
        b"".join(SPREAD % (at, b"XFD", at) for at in range(5, 3_005)),  # far to the right, often
    ],
    ids=["down", "right"],
)
def test_a_few_cells_far_away_take_no_room(rows: bytes) -> None:
    raw = with_part(book({"claims": ROWS}), SHEET, lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>"))

    assert "more than 1,048,576 rows or 20,000,000 cells" in refused(raw).what


def test_many_parts_or_two_of_one_name_are_refused() -> None:
    stream = io.BytesIO(book({"claims": ROWS}))
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(SHEET, "<x/>")
    assert "two parts of one name" in refused(stream.getvalue()).what

    with zipfile.ZipFile(stream := io.BytesIO(book({"claims": ROWS})), "a") as archive:
        for at in range(1_100):
            archive.writestr(f"x{at}", "")
    assert "far too many parts" in refused(stream.getvalue()).what


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_workbook_gives_rows_or_a_refusal(data: st.DataObject) -> None:
    raw = bytearray(WHOLE)
    for at in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=5)):
        raw[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(DataError):
        read_all(bytes(raw))


WHOLE = book({"claims": ROWS, "entities": ROWS})
