"""Large tables, row by row: what `csv` and `read_table` read from them, in bounded memory, or what is wrong."""

import contextlib
import csv
import gzip
import io
import tempfile
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tertius.errors import DataError, InputError
from tertius.model.cells import clean, unguard
from tertius.reading import delimited, streamed
from tertius.reading.cuts import is_plain, unreadable
from tertius.reading.streamed import Streamed, open_streamed
from tertius.reading.table import Row, read_table

ROWS = [
    ["id", "name", "note"],
    ["inès", "Inès Aïr", "a, b; c\td"],
    ["bo", 'the "Signers"', "two\r\nlines"],
    ["z", "'quoted'", " trailing  "],
]


def written(rows: Iterable[Iterable[str]] = ROWS, separator: str = ",") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("streamed")


def opened(folder: Path, raw: bytes, **options: object) -> Streamed:
    path = Path(tempfile.mkdtemp(dir=folder), "t.csv")
    path.write_bytes(raw)
    return open_streamed(path, **options)  # type: ignore[arg-type]


def test_a_first_line_of_separators_without_end_is_told_in_a_step_for_each(folder: Path) -> None:
    for line in (";" * 1_000_000 + ",", "sep=;" + " " * 1_000_000 + "x", "\t" * 1_000_000, "," * 1_000_000 + ";"):
        with pytest.raises(DataError, match=r"far too long|nameless column"):
            list(opened(folder, f"{line}\n1;2\n".encode()).rows())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_every_encoding_and_packing_gives_the_same_rows(encoding: str, packed: bool, ends: str, folder: Path) -> None:
    raw = written().replace("\r\n", ends).encode(encoding)
    table = opened(folder, gzip.compress(raw) if packed else raw)

    assert table.columns == tuple(ROWS[0])
    for _ in range(2):  # from the start each time
        assert [list(row.values.values()) for row in table.rows()] == [
            [clean(cell) for cell in row] for row in ROWS[1:]
        ]
    assert [(row.line, row.fault) for row in table.rows()] == [(2, None), (3, None), (5, None)]
    assert (table.header, table.position(), table.set_aside) == (1, 1.0, False)
    assert bool(table.notes) == (encoding in ("cp1252", "utf-16"))


def test_an_encoding_can_be_named(folder: Path) -> None:
    raw = "id,name\n1,Стрелков\n".encode("cp1251")
    assert [row.values["name"] for row in opened(folder, raw, encoding="windows-1251").rows()] == ["Стрелков"]
    with pytest.raises(DataError, match="neither UTF-8 nor Windows-1252"):
        opened(folder, raw)
    with pytest.raises(InputError, match="'rot13' is not known"):
        opened(folder, raw, encoding="rot13")
    with pytest.raises(InputError, match="separator"):
        opened(folder, raw, separator="ab")


def test_the_letter_that_tells_the_encoding_may_come_last(folder: Path) -> None:
    rows = [["id", "name"], *([str(at), "plain"] for at in range(100_000)), ["x", "José"]]
    table = opened(folder, written(rows).encode("latin-1"))
    *_, last = table.rows()
    assert last.values == {"id": "x", "name": "José"}
    assert "check José" in table.notes[0]


def test_a_file_without_a_header(folder: Path) -> None:
    raw = b"1,Gao\n2,Kidal\n"
    named = opened(folder, raw, columns=("id", "name"))
    asked = opened(folder, raw, columns=lambda cells: ("id", "name") if cells[0].isdigit() else None)
    with_header = opened(
        folder, b"id,name\n" + raw, columns=lambda cells: ("id", "name") if cells[0].isdigit() else None
    )
    assert (
        [*named.rows()] == [*asked.rows()] == [Row(1, {"id": "1", "name": "Gao"}), Row(2, {"id": "2", "name": "Kidal"})]
    )
    assert (named.header, with_header.header) == (0, 1)
    assert [row.values for row in with_header.rows()] == [row.values for row in named.rows()]


def test_a_line_of_tags_is_passed_over_and_told(folder: Path) -> None:
    tagged = opened(folder, b"id,year,place\n,#date+year,#adm1 +name\n7,2013,Gao\n")
    assert [(row.line, row.values["id"]) for row in tagged.rows()] == [(3, "7")]
    assert tagged.notes == ("Line 2 of t.csv holds HXL tags and was passed over.",)
    first = opened(folder, b"id,year\n#event+id,#date+year\n7,2013\n")
    assert [row.values["id"] for row in first.rows()] == ["7"]
    plain = opened(folder, b"id,tag\n1,#event and more\n")
    assert len([*plain.rows()]) == 1
    assert plain.notes == ()


def test_quotes_can_be_letters(folder: Path) -> None:
    table = opened(folder, b'1\t"Old" Gao\t"\n2\tKidal\tx\n', separator="\t", columns=("a", "b", "c"), quotes=False)
    assert [row.values["b"] for row in table.rows()] == ['"Old" Gao', "Kidal"]
    assert all(row.fault is None for row in table.rows())


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("1,a\0b,3", "b", "a NUL byte"),
        ("1,2,3,4", "", "The row has 4 cells, the header 3"),
        (f"1,{'x' * 10_001},3", "b", "10,001 characters"),
        (f'1,"{"x" * 10_000_000}",3', "", "10,000,006 characters"),
        (f"1,{'x' * 200_000},3", "", "far too long"),
        ('1,"x,3', "", "does not close"),
    ],
)
def test_a_row_that_is_wrong_costs_itself_alone(line: str, column: str, reason: str, folder: Path) -> None:
    rows = [*opened(folder, f"a,b,c\n0,0,0\n{line}\n5,6,7\n".encode()).rows()]
    (bad,) = [row for row in rows if row.fault]
    assert [row.line for row in rows] == [2, 3, 4]
    assert bad.line == 3
    assert bad.fault
    assert (bad.fault.column, reason in bad.fault.reason) == (column, True)
    assert bad.fault.next_step
    assert len(bad.fault.value) <= 200


def test_of_a_line_without_end_the_start_is_kept_and_the_rest_counted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streamed, "MAX_KEPT", 1 << 20)
    first, long, last = opened(folder, b"a,b\n1,2\n" + b"x" * (3 << 20) + b"\r\n3,4\n").rows()
    assert (first.fault, last.fault, last.values) == (None, None, {"a": "3", "b": "4"})
    assert long.fault
    assert long.fault.unread.endswith("… 2,097,154 more characters")


def test_a_file_that_was_cut_off_says_so(folder: Path) -> None:
    *_, whole, cut = opened(folder, b"a,b,c\n1,2\n3,4").rows()
    assert whole.fault is None, "a spreadsheet leaves out empty cells at the end"
    assert cut.fault
    assert "ends within this row: it has 2 cells, the header 3" in cut.fault.reason
    assert all(row.fault is None for row in opened(folder, b"a,b\n1,2\n3,4").rows())


def test_a_file_of_quotes_that_never_close_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MAX_AGAIN", 1 << 20)
    table = opened(folder, b"a,b\n" + b'a","\n' * 500_000)
    with pytest.raises(DataError, match="a quote that does not close") as caught:
        list(table.rows())
    assert "t.csv" in caught.value.where


def table_of_size(path: Path, size: int) -> Path:
    row = "3,\"a text, of\nsome lines\",'é',1992-01-01\n" * 200
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as stream:
        stream.write("id,text,name,day\n")
        for at in range(size // len(row)):
            stream.write(f"{at},{'x' * (at % 50)},é,{at * 7919}\n{row}")
    return path


def peak(rows: Iterator[Row]) -> int:
    tracemalloc.start()
    for _ in rows:
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_memory_does_not_grow_with_the_file(folder: Path) -> None:
    small = open_streamed(table_of_size(folder / "small.csv.gz", 400_000))
    large = open_streamed(table_of_size(folder / "large.csv.gz", 4_000_000))
    assert peak(large.rows()) < 1.2 * peak(small.rows())


@pytest.mark.parametrize(
    ("start", "again"), [(b"", b","), (b"a,b\n", b'a","\n'), (b'a,b\n1,"', b"x" * 999 + b"\n"), (b"a,b\n1,", b"x")]
)
def test_memory_of_a_hostile_file_is_bounded(
    start: bytes, again: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "MAX_AGAIN", 1 << 22)
    path = folder / "hostile.csv"
    path.write_bytes(start + again * ((24 << 20) // len(again)))

    def read() -> Iterator[Row]:
        with contextlib.suppress(DataError):
            yield from open_streamed(path).rows()

    # the longest line that is kept, in messages, too, and the pieces of it
    assert peak(read()) < 160 << 20


ANY = st.binary(max_size=300)
CSV_LIKE = st.text(st.sampled_from("ab1é,;\t\"'\n\r\0=+-# \u0301\x85"), max_size=80).map(str.encode)


@given(ANY | CSV_LIKE | CSV_LIKE.map(lambda raw: b"a,b,c\n" + raw), st.booleans())
@example(b"a,b\n1,\xff", False)
@example(b"PK\x03\x04", False)
@example(b"\xff\xfea", False)
def test_any_bytes_are_rows_or_a_clear_error(folder: Path, raw: bytes, header: bool) -> None:
    with contextlib.suppress(DataError):
        for row in opened(folder, raw, columns=None if header else ("a", "b", "c")).rows():
            assert row.fault is None or (row.fault.reason and row.fault.next_step)
            "".join(row.values.values()).encode()


@given(CSV_LIKE.map(lambda raw: b"a,b,c\n" + raw + b"\n"))
def test_the_stream_reads_what_the_table_in_memory_reads(folder: Path, raw: bytes) -> None:
    assume(b"#" not in raw)  # tags are passed over in a stream alone
    table = read_table(raw, name="t.csv", where="t.csv", known=("a", "b", "c"))
    assert [*opened(folder, raw).rows()] == [*table.rows()]


@given(st.text(st.sampled_from("aé=+-@'\" \t\r\n\u0301\x00\x85\ufffd\udc80\u200b\u2028＝,"), max_size=12))
def test_what_is_plain_needs_no_closer_look(text: str) -> None:
    if is_plain(text):
        for cell in text.split(","):
            assert unreadable(cell.rstrip("\r\n")) is None
            assert clean(unguard(cell)) == cell.strip()
