"""Tables for people: what fits, what wraps, and that nothing is lost on the way."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.cli.tables import rows_lines, text_of, wrapped

UNSTYLED = re.compile(r"\x1b\[[0-9;]*m")


def lines(columns: list[str], rows: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch, width: int) -> list[str]:
    monkeypatch.setenv("COLUMNS", str(width))
    return [UNSTYLED.sub("", line) for line in rows_lines(columns, rows)]


def test_columns_that_fit_are_a_table_with_numbers_to_the_right(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[dict[str, object]] = [
        {"rank": 1, "person": "Ada Ferris", "certain_pairs": None},
        {"rank": 12, "person": "Bo", "certain_pairs": 3},
    ]
    assert lines(["rank", "person", "certain_pairs"], rows, monkeypatch, 80) == [
        "                  certain",
        "rank  person        pairs",
        "   1  Ada Ferris        –",
        "  12  Bo                3",
    ]


def test_a_long_text_wraps_in_its_column(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[dict[str, object]] = [{"rank": 1, "groups": ["The Gulls", "The Skuas", "The Terns"]}]
    assert lines(["rank", "groups"], rows, monkeypatch, 22) == [
        "rank  groups",
        "   1  The Gulls, The",
        "      Skuas, The Terns",
    ]


def test_what_would_break_words_is_a_block_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[dict[str, object]] = [
        {"entity_id": "harbour:a-very-long-name-of-a-crew", "name": "The Crew", "kind": None},
        {"entity_id": "harbour:b", "name": "B", "kind": "unit"},
    ]
    assert lines(["entity_id", "name", "kind"], rows, monkeypatch, 40) == [
        "1 entity id  harbour:a-very-long-name-of",
        "             -a-crew",
        "  name       The Crew",
        "2 entity id  harbour:b",
        "  name       B",
        "  kind       unit",
        "",
        "A column that is not listed has no value in that row.",
    ]


@given(
    st.lists(st.lists(st.text(alphabet="ab é漢ب-,;1 ", max_size=30), min_size=3, max_size=3), min_size=1, max_size=4),
    st.sampled_from([40, 80, 200]),
)
def test_every_word_is_there_and_no_line_is_too_long(rows: list[list[str]], width: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        found = lines(["a", "b", "c"], [dict(zip("abc", row, strict=True)) for row in rows], patch, width)
    assert all(columns_taken(line) <= width for line in found if not line.startswith("A column"))
    shown = "".join("".join(found).split())
    for row in rows:
        for word in " ".join(row).split():
            assert word in shown


def columns_taken(text: str) -> int:
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text
    )


def test_wide_letters_take_two_columns() -> None:
    assert wrapped("漢字漢字 ab", 4) == ["漢字", "漢字", "ab"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ([], "–"),
        (True, "yes"),
        (0.123456, "0.1235"),
        (["a", "b"], "a, b"),
        (["Unit 5, Gao", "b"], "Unit 5, Gao; b"),
        ({"latitude": 1.5, "longitude": None}, "latitude=1.5 longitude=–"),
        ("a\x1b[31mb\n", "a [31mb "),
    ],
)
def test_values_read_as_people_write_them(value: object, text: str) -> None:
    assert text_of(value) == text
