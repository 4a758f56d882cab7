import pytest

from tertius.catalog.cypher_text import Statement, blanked, parameters_used, statements
from tertius.errors import CatalogueError


def test_a_file_is_split_at_its_semicolons() -> None:
    text = "// first; not here\nRETURN 1;\n\n/* second;\n */ RETURN ';' AS `a;b`,\n  \"it's;\" AS c; // third;\n"
    assert statements(text) == [
        Statement("RETURN 1", 2),
        Statement("RETURN ';' AS `a;b`,\n  \"it's;\" AS c", 5),
    ]


def test_the_last_statement_needs_no_semicolon() -> None:
    assert statements("RETURN 1;\nRETURN 2\n") == [Statement("RETURN 1", 1), Statement("RETURN 2", 2)]


@pytest.mark.parametrize("text", ["", "\n\n", "// words", "/* words */;;\n;"])
def test_nothing_but_comments_is_no_statement(text: str) -> None:
    assert statements(text) == []


@pytest.mark.parametrize(
    ("text", "line"), [("RETURN 'open", 1), ("RETURN 1;\nRETURN \"it's", 2), ("RETURN 1 AS `x;\n", 1), ("\n\n/* on", 3)]
)
def test_what_is_opened_must_be_closed(text: str, line: int) -> None:
    with pytest.raises(CatalogueError, match="never closed") as caught:
        statements(text, where="x.cypher")
    assert caught.value.where == f"x.cypher:{line}"


def test_blanking_keeps_every_place() -> None:
    text = "RETURN 'a\nb' // c\n, `d``e` /* f\n */ , 'it\\'s', 1"
    bare = blanked(text)
    assert len(bare) == len(text)
    assert [i for i, c in enumerate(bare) if c == "\n"] == [i for i, c in enumerate(text) if c == "\n"]
    assert bare.split() == ["RETURN", ",", ",", ",", "1"]


def test_parameters_are_those_outside_of_strings_names_and_comments() -> None:
    text = (
        "MATCH (n {id: $id}) // $no\nWHERE n.x = '$no' AND n.`$no` > $least_1 AND $id <> \"$no\" /* $no */ RETURN $at"
    )
    assert parameters_used(text) == ["id", "least_1", "at"]
