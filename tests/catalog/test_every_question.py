"""What every question of the catalogue owes its reader, checked on a real database.

A new question file is tested by being there. Its example's rows are the expected values; whoever writes a question
works them out from the claims of its example graph.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tertius.catalog.catalogue import question_files
from tertius.catalog.cypher_file import parse
from tertius.catalog.files import cypher_root
from tertius.catalog.question import Question
from tertius.errors import UnsupportedError
from tertius.graph.connect import Driver, Server, Target
from tertius.graph.read import Reader
from tertius.graph.write import Writer

pytestmark = pytest.mark.anyio

ROOT = cypher_root()


def graph_of(path: Path) -> str:
    """Return the graph of a question's example: in this order of the questions, each is loaded once."""
    example = parse(path, root=ROOT).example
    return example.graph if example else ""


FILES = sorted(question_files(ROOT), key=graph_of)
#: GQL status codes of an unknown label, relationship type and property key, and of a parameter that is not there.
MISSPELT = {"01N50", "01N51", "01N52", "01N60"}


@pytest.fixture(params=FILES, ids=[path.relative_to(ROOT).with_suffix("").as_posix() for path in FILES])
def question(request: pytest.FixtureRequest) -> Question:
    return parse(request.param, root=ROOT)


def test_there_are_questions() -> None:
    assert FILES


def test_param_lines_declared_parameters_and_those_used_are_the_same(question: Question) -> None:
    # Read anew with the plainest means, not with the parser under test.
    lines = [line for line in question.text.splitlines() if not line.lstrip().startswith("//")]
    set_by_lines = {found[1] for line in lines if (found := re.match(r":param\s+(\w+)\s*=>", line))}
    body = "\n".join(line for line in lines if not line.startswith(":param"))
    assert set_by_lines == set(question.params) == set(re.findall(r"\$(\w+)", body))


def test_only_line_comments_come_before_the_statement(question: Question) -> None:
    before = question.text[: question.text.index(question.cypher)]
    assert all(line.startswith(("//", ":param ")) or not line.strip() for line in before.splitlines())


def planned(driver: Driver, cypher: str, params: Mapping[str, object]) -> tuple[tuple[str, ...], str | None, set[str]]:
    """Return what the server says of a statement: its columns, whether it reads (r) or writes (w), what is misspelt.

    A question is asked, not only planned: its plan, which takes longer than its answer, is there for the other tests.
    """
    with driver.session(notifications_min_severity="INFORMATION", default_access_mode="READ") as session:
        result = session.run(cypher, params)  # type: ignore[arg-type]
        columns, summary = tuple(result.keys()), result.consume()
    statuses = summary.gql_status_objects
    return columns, summary.query_type, {one.status_description for one in statuses if one.gql_status in MISSPELT}


def test_the_plan_has_the_declared_columns_reads_only_and_knows_every_name(
    question: Question, holding: Callable[[str | Path], Target], server: Server, driver: Driver
) -> None:
    holding(question.example.graph)
    if "gds" not in question.requires or server.gds is not None:
        columns = tuple(question.columns)
        assert planned(driver, question.cypher, question.example_params()) == (columns, "r", set())


def test_a_misspelt_name_would_be_told(holding: Callable[[str | Path], Target], driver: Driver) -> None:
    holding("harbour")
    statement = "MATCH (p:Persn)-[:LEEDS]->(g:Organization) WHERE p.bron = $day RETURN g.name AS name"
    columns, query_type, misspelt = planned(driver, f"EXPLAIN {statement}", {})
    assert (columns, query_type) == (("name",), "r")
    assert all(any(name in said for said in misspelt) for name in ("Persn", "LEEDS", "bron", "day"))
    assert planned(driver, "EXPLAIN CREATE (n:Person) RETURN n.id AS id", {})[1] == "rw"


async def test_the_example_is_answered_as_it_says(
    question: Question, holding: Callable[[str | Path], Target], server: Server, reader: Reader
) -> None:
    holding(question.example.graph)
    if "gds" in question.requires and server.gds is None:
        with pytest.raises(UnsupportedError):
            await reader.run(question.cypher, question.example_params())
        return
    answer = await reader.run(question.cypher, question.example_params())
    assert answer.rows == [dict(row) for row in question.example.rows]
    assert answer.rows, "An example without rows shows nothing."
    for row in answer.rows:
        assert [name for name, column in question.columns.items() if not column.fits(row[name])] == []


async def test_the_evidence_of_the_example_exists(
    question: Question, holding: Callable[[str | Path], Target], server: Server, reader: Reader, writer: Writer
) -> None:
    if question.evidence is None or ("gds" in question.requires and server.gds is None):
        return
    holding(question.example.graph)
    there = writer.rows(
        "MATCH ()-[t]->() WHERE t.id IS NOT NULL RETURN DISTINCT t.id AS id"
        if question.evidence.kind == "ties"
        else "MATCH (c:Claim) RETURN c.id AS id"
    )
    ids = {row["id"] for row in there}
    for row in (await reader.run(question.cypher, question.example_params())).rows:
        cited = row[question.evidence.column]
        cited = [cited] if isinstance(cited, str) else cited
        assert cited, "A row without evidence."
        assert set(cited) <= ids
