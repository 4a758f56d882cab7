import datetime

import pytest

from tertius.catalog.cypher_literal import literal
from tertius.graph.write import Writer

LITERALS = [
    "null",
    "true",
    "false",
    "0",
    "-12",
    "0.5",
    "-1.25",
    "''",
    "'harbour:ada'",
    '"Abou Zeïd"',
    r"'it\'s \"so\" \\ \n \u00e9'",
    "date('2012-06-01')",
    'date( "0001-01-01" )',
    "[]",
    "[ ]",
    "['LEADS', 'MEMBER_OF']",
    "[1, -2, 0.5, true, null, 'a, [b]', date('2012-06-01')]",
]


@pytest.mark.parametrize("text", LITERALS)
def test_a_literal_means_what_neo4j_takes_it_for(writer: Writer, text: str) -> None:
    theirs = writer.rows(f"RETURN {text} AS value")[0]["value"]
    ours = literal(text)
    assert ours == theirs
    assert type(ours) is type(theirs)


@pytest.mark.parametrize(
    "text", ["", "1 + 1", "date()", "date('2012-13-01')", "{a: 1}", "[[1]]", "'open", "$other", "TRUE false", "[1,]"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the text itself
        literal(text)


def test_a_day_is_a_date_and_not_a_moment() -> None:
    assert type(literal("date('2012-06-01')")) is datetime.date
