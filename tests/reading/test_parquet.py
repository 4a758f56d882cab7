"""Parquet files as tables: the texts that a person would see, and what cannot be read."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from tertius.errors import DataError, TertiusError
from tertius.reading import parquet as reading
from tertius.reading.parquet import open_parquet
from tertius.reading.table import read_table

Written = Callable[[pa.Table], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(table: pa.Table) -> Path:
        path = tmp_path / "t.parquet"
        parquet.write_table(table, path, row_group_size=2)
        return path

    return write


def test_values_are_what_a_person_would_see(written: Written) -> None:
    path = written(
        pa.table(
            {
                "name": ["Añá, the elder", None, 'says "no"'],
                "count": [3, None, 0],
                "share": [2.0, 0.1, float("nan")],
                "day": [date(2012, 6, 1), None, date(1999, 12, 31)],
                "at": pa.array([datetime(2012, 6, 1), datetime(2012, 6, 1, 8, 30), None], pa.timestamp("us")),
                "zoned": pa.array([datetime(2012, 6, 1, tzinfo=UTC), None, None], pa.timestamp("us", "UTC")),
                "sure": [True, False, None],
                "price": [Decimal("1.10"), None, Decimal("0")],
                "also": [["a", "b"], [], None],
            }
        )
    )
    table = open_parquet(path)
    rows = list(table.rows())
    assert [row.line for row in rows] == [2, 3, 4]
    assert not any(row.fault for row in rows)
    assert [list(row.values.values()) for row in rows] == [
        ["Añá, the elder", "3", "2", "2012-06-01", "2012-06-01", "2012-06-01 00:00:00+00:00", "true", "1.10", "a;b"],
        ["", "", "0.1", "", "2012-06-01 08:30:00", "", "false", "", ""],
        ['says "no"', "0", "", "1999-12-31", "", "", "", "0.00", ""],
    ]
    assert list(table.rows()) == rows  # a pass of its own each time


@given(
    st.lists(st.tuples(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=12), st.integers(0, 9)))
)
def test_texts_are_read_as_those_of_a_workbook_or_a_csv_are(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("parquet") / "t.parquet"
    parquet.write_table(pa.table({"text": [text for text, _ in said], "n": [n for _, n in said]}), path)
    quoted = "".join('"' + text.replace('"', '""') + f'",{n}\n' for text, n in said)
    as_csv = read_table(("text,n\n" + quoted).encode(), name="t.csv", where="t.csv", known=("text", "n"))
    expected = [(row.values, row.fault and row.fault.reason) for row in as_csv.rows()]
    found = [(row.values, row.fault and row.fault.reason) for row in open_parquet(path).rows()]
    if all(text.isprintable() for text, _ in said):
        assert found == expected


def test_a_column_that_no_cell_can_hold_is_named(written: Written) -> None:
    with pytest.raises(DataError, match="column 'deep'"):
        open_parquet(written(pa.table({"a": [1], "deep": [{"x": 1}]})))
    with pytest.raises(DataError, match="column 'raw'"):
        open_parquet(written(pa.table({"raw": [b"\x00"]})))


def test_a_column_that_no_cell_can_hold_and_nobody_needs_is_left_out_and_told(written: Written) -> None:
    path = written(pa.table({"a": [1, 2], "deep": [{"x": 1}, None], "b": ["p", "q"], "raw": [b"\x00", b"\x01"]}))
    table = open_parquet(path, needed=("a", "b"))
    assert table.columns == ("a", "b")
    assert [row.values for row in table.rows()] == [{"a": "1", "b": "p"}, {"a": "2", "b": "q"}]
    assert table.notes == ("Left out, since no cell of a table can hold their values: deep, raw.",)
    with pytest.raises(DataError, match="column 'raw'"):
        open_parquet(path, needed=("a", "raw"))
    alone = written(pa.table({"deep": [{"x": 1}]}))
    with pytest.raises(DataError):
        list(open_parquet(alone, needed=()).rows())


def test_what_is_cut_off_or_something_else_is_told_and_reads_no_rows(written: Written, tmp_path: Path) -> None:
    whole = written(pa.table({"a": list(range(5_000))})).read_bytes()
    for number, raw in enumerate((b"", b"PAR1", whole[:-20], whole[:4] + b"\xff" * 200 + whole[204:], b"a,b\n1,2\n")):
        path = tmp_path / f"{number}.parquet"
        path.write_bytes(raw)
        with pytest.raises(TertiusError) as refused:
            list(open_parquet(path).rows())
        assert refused.value.next_step
    with pytest.raises(TertiusError):
        open_parquet(tmp_path / "none.parquet")


def test_a_group_of_rows_that_would_fill_the_memory_is_refused(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(pa.table({"a": ["x" * 1000] * 100}))
    monkeypatch.setattr(reading, "MAX_GROUP", 100)
    with pytest.raises(DataError, match="at most") as refused:
        open_parquet(path)
    assert "smaller groups of rows" in refused.value.next_step
