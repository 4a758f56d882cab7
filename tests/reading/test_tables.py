"""Plain tables as spreadsheets save them: the same rows, whatever the separator and the encoding."""

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import DataError
from tertius.reading.table import Row, Table, read_table

ROWS = [
    ["id", "name", "note"],
    ["inès", "Inès Aïr", "a, b; c\td"],
    ["bo", 'the "Signers"', "two\nlines"],
    ["z", "", ""],
]


def read(raw: bytes, **options: object) -> Table:
    return read_table(raw, name="t.csv", where="folder/t.csv", **options)  # type: ignore[arg-type]


def written(separator: str, rows: list[list[str]] = ROWS) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue()


def sound(table: Table) -> list[list[str]]:
    rows = list(table.rows())
    assert [row.fault for row in rows] == [None] * len(rows)
    return [list(table.columns), *(list(row.values.values()) for row in rows)]


def only_fault(raw: bytes) -> Row:
    (row,) = [row for row in read(raw).rows() if row.fault]
    return row


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("said", [False, True], ids=["", "sep="])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("ends", ["\r\n", "\n"], ids=["windows", "unix"])
def test_every_way_to_save_gives_the_same_rows(separator: str, said: bool, encoding: str, ends: str) -> None:
    text = (f"sep={separator}\r\n" if said else "") + written(separator)

    table = read(text.replace("\r\n", ends).encode(encoding))

    assert sound(table) == ROWS
    assert table.separator == separator
    assert [row.line for row in table.rows()] == [line + said for line in (2, 3, 5)]


def test_an_encoding_that_is_not_utf_8_is_told_once_and_no_row_is_lost() -> None:
    rows = [["id", "name"], *([f"p{at}", "Général Ag Aïssa"] for at in range(500))]

    table = read(written(";", rows).encode("cp1252"))

    assert sound(table) == rows
    assert table.notes == ("t.csv is not UTF-8 and was read as Windows-1252, as Excel saves it: check Général, Aïssa.",)
    assert "UTF-16" in read(written("\t").encode("utf-16")).notes[0]
    assert read(written(",").encode()).notes == ()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("id,name\nb,Стрелков\n", "cp1251"),
        ("id,name\nb,أبو زيد\n", "cp1256"),
        ("id,name\nb,Όμηρος\n", "cp1253"),
        ("id,name\nb,Inès\n", "mac_roman"),
        ("id,name\nb,Aïr\n", "cp850"),
        ("id,name\nb,général\n", "cp850"),
        ("id,name\nb,京都\n", "utf-32"),
    ],
)
def test_an_encoding_that_cannot_be_told_is_refused(text: str, encoding: str) -> None:
    with pytest.raises(DataError, match=r"neither UTF-8 nor Windows-1252|UTF-32") as caught:
        read(text.encode(encoding))
    assert "UTF-8" in caught.value.next_step
    assert "folder/t.csv" in caught.value.where


def test_a_bad_byte_in_a_good_file_costs_its_row_alone() -> None:
    row = only_fault("id,name\na,Inès Été\nb,".encode() + b"Gao\xff\xfe\nc,d\n")

    assert (row.line, row.fault and row.fault.column) == (3, "name")
    assert row.fault
    assert "ff fe are not UTF-8" in row.fault.reason


def test_what_is_no_text_is_refused() -> None:
    for raw, what in (
        (b"PK\x03\x04...", "a zip archive or a workbook"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1", "password"),
        (b"%PDF-1.7", "PDF"),
        ("id,name\na,b\n".encode("utf-16-le"), "every other byte is NUL"),
        (b"\xff\xfea", "none to its end"),
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n;;;\r\n", "empty"),
    ):
        with pytest.raises(DataError, match=what):
            read(raw)


def test_the_line_sep_is_believed_and_an_odd_one_refused() -> None:
    assert sound(read(b'"sep=;"\r\na;b,c\r\n1,5;2\r\n')) == [["a", "b,c"], ["1,5", "2"]]
    assert sound(read(b"sep=;;;\na;b;c\n1;2;3\n")) == [["a", "b", "c"], ["1", "2", "3"]]
    for line in (b"sep=|", b"sep=", b"sep=x"):
        with pytest.raises(DataError, match=r"separated by|names no separator"):
            read(line + b"\na|b\n")


def test_columns_that_are_known_decide_between_separators() -> None:
    text = b"claim_id;kind;a, b\n1;2;3\n"

    assert read(text, known=("claim_id", "kind")).columns == ("claim_id", "kind", "a, b")
    assert read(text).columns == ("claim_id", "kind", "a, b"), "as every line has three cells only so"
    with pytest.raises(DataError, match="commas or by semicolons") as caught:
        read(b"a;b,c\n1;2,3\n")
    assert caught.value.next_step == "Say which, in a first line of its own: sep=,"


STRAY = {
    "never closed": ('3,"x,4\n', "does not close"),
    "closed many lines on": ('3,"x,4\n5,y,6\n7,z,8\n9,w",10\n', "look like rows within it"),
    "two of them": ('3,"x,4\n5,y,6\n7,z,8\n9,"w,10\n', "does not close"),
    "closed at a line's end": ('3,"x,4\n5,y,6\n7,z,8\n9,w,10"\n', "look like rows within it"),
    "within a cell": ('3,"the "Signers" unit",4\n', "stands within a cell"),
    "far too long": ('3,"' + "x" * 140_000 + '",4\n', "far too long"),
}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("case", STRAY)
def test_a_stray_quote_costs_its_own_line_and_no_other(separator: str, case: str) -> None:
    lines, reason = STRAY[case]
    text = f"a,b,c\n1,y,2\n{lines}11,after,12\n".replace(",", separator)

    rows = list(read(text.encode()).rows())

    good = [row.line for row in rows if row.fault is None]
    bad = [row for row in rows if row.fault]
    assert len(rows) == text.count("\n") - 1, "each line is told of"
    assert bad[0].line == 3
    assert bad[0].fault
    assert reason in bad[0].fault.reason
    assert bad[0].values["a"] == "3", "what stands before the quote is whole"
    assert bad[0].fault.unread.startswith('"')
    assert {2, 2 + lines.count("\n") + 1} <= set(good)
    assert all(row.line == 3 or '"' in text.splitlines()[row.line - 1] for row in bad)


def test_forty_edges_are_forty_or_told() -> None:
    edges = [f"n{at},m{at}" for at in range(40)]
    for stray in range(40):
        for closing in (None, *range(stray + 1, 40, 7)):
            lines = list(edges)
            lines[stray] = f'"{lines[stray]}'
            if closing is not None:
                lines[closing] += '"'
            rows = list(read("\n".join(["source,target", *lines, ""]).encode()).rows())
            assert [row.line for row in rows] == list(range(2, 42))
            assert rows[stray].fault


def test_a_text_of_several_lines_stays_one() -> None:
    note = "First, he left; then, he came back.\nSecond line, with a comma.\n\nLast."
    rows = [["claim_id", "subject", "kind", "note"], ["1", "a", "LEADS", note]]

    for separator in (",", ";", "\t"):
        assert sound(read(written(separator, rows).encode())) == rows


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("1,2,3,4", "", "The row has 4 cells, the header 3"),
        ("1,2,3,,,5", "", "The row has 6 cells, the header 3"),
        ("1,a\0b,3", "b", "a NUL byte after 1 character"),
        ("1,a\x1bb,3", "b", "the control character U+001B"),
        ("1,a\ufffdb,3", "b", "could not read the letter"),
        ("#1,2,3", "a", "A row cannot be commented out"),
        (f"1,{'x' * 10_001},3", "b", "The cell has 10,001 characters"),
    ],
)
def test_a_row_that_is_not_sound(line: str, column: str, reason: str) -> None:
    row = only_fault(f"a,b,c\n{line}\nx,y,z\n".encode())

    assert row.line == 2
    assert row.fault
    assert row.fault.column == column
    assert reason in row.fault.reason
    assert row.fault.next_step


def test_cells_beyond_the_header_are_not_lost() -> None:
    row = only_fault(b"a,b\n1,then Gao,then Kidal,x\n")

    assert row.fault
    assert row.fault.unread == "then Kidal | x"


def test_short_rows_blank_rows_and_columns_without_a_name_are_fine() -> None:
    assert sound(read(b"\n,,\na,b,c,,\n\n1\n2,3,,,,\n , ,\n")) == [["a", "b", "c"], ["1", "", ""], ["2", "3", ""]]


@pytest.mark.parametrize("header", ["a,b,a", "a,,b", "a,A", '"a,b', 'a,"b\nc"', "a,b\0"])
def test_a_header_that_cannot_be_read(header: str) -> None:
    with pytest.raises(DataError) as caught:
        read_table(f"{header}\n1,2,3\n".encode(), name="t.csv", where="t.csv", column_name=str.lower)
    assert "line 1" in caught.value.where
    assert caught.value.next_step


def test_rows_that_were_set_aside_are_read_without_what_was_added() -> None:
    text = b'a,b,reason,next_step,unread\n1,2,line 7: no,Mend it.,\n3,,line 9: no,Mend it.,"""x,y"\n'

    table = read(text)
    first, second = table.rows()

    assert (table.columns, table.set_aside) == (("a", "b"), True)
    assert (first.values, first.fault) == ({"a": "1", "b": "2"}, None)
    assert second.fault
    assert second.fault.column == "unread", "it is not mended before its parts are in their cells"
    assert read(b"a,reason\n1,2\n").columns == ("a", "reason"), "a column of its own"


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=60), st.sampled_from(",;\t"))
def test_no_text_at_all_breaks_the_reading(text: str, separator: str) -> None:
    header = separator.join(("id", "type", "name"))
    for row in read(f"{header}\n{text}".encode(), known=("id", "type", "name")).rows():
        assert row.line >= 2
        assert row.fault is None or (row.fault.reason and row.fault.next_step)


@given(st.binary(max_size=200))
def test_no_bytes_at_all_break_the_reading(raw: bytes) -> None:
    with contextlib.suppress(DataError):
        for row in read(raw).rows():
            "".join(row.values.values()).encode()  # what is shown can be written
