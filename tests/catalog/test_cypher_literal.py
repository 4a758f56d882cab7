import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.catalog.cypher_literal import literal, written
from tertius.graph.connect import Driver, Target
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


ONE = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.dates()
)


@given(ONE | st.lists(ONE))
def test_what_is_written_is_read_as_it_was(value: object) -> None:
    assert repr(literal(written(value))) == repr(value)  # -0.0 and 0.0, 1 and 1.0 and true are told apart


def test_neo4j_reads_what_is_written_as_it_was(driver: Driver, target: Target) -> None:
    with driver.session(database=target.database) as session:

        @given(ONE)
        def read(value: object) -> None:
            theirs = session.run(f"RETURN {written(value)} AS value").single(strict=True)["value"]
            assert repr(theirs.to_native() if isinstance(value, datetime.date) else theirs) == repr(value)

        read()
