"""What Neo4j Browser draws of a question is what the rows of its table rest on, no more and no less."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import neo4j
import pytest

from catalogued import CATALOGUE
from tertius.catalog.question import Question
from tertius.graph.connect import Driver, Server, Target
from tertius_loaders.samples import sample_path

DRAWN = [one for one in CATALOGUE.values() if one.kind == "query" and (one.evidence or "entity_id" in one.columns)]


def statement(question: Question) -> str:
    """Return the statement of the graph form, as the Browser runs it after the `:param` lines."""
    lines = CATALOGUE.to_paste(question.id, graph=True).splitlines()
    return "\n".join(line for line in lines if not line.startswith((":param", "//")))


def named(question: Question, rows: Iterable[neo4j.Record]) -> set[str]:
    """Return the ids that the rows of a table rest on."""
    column = question.evidence.column if question.evidence else "entity_id"
    return {id_ for row in rows for id_ in (row[column] if question.columns[column].list else [row[column]])}


def drawn(question: Question, rows: Iterable[neo4j.Record]) -> set[str]:
    """Return the ids of what is drawn for them."""
    if question.evidence is None:
        return {row["entity"]["id"] for row in rows}
    if question.evidence.kind == "claims":
        return {row["about"].start_node["id"] for row in rows}
    paths = [row["path"] for row in rows]
    assert all("Entity" in node.labels for path in paths for node in path.nodes)
    return {tie["id"] for path in paths for tie in path.relationships}


def asked() -> list[tuple[str | Path, Question, dict[str, Any]]]:
    """Return what to ask of which graph: each example, and each file as it stands on the sample; graph by graph."""
    examples = [(one.example.graph, one, one.example_params()) for one in DRAWN if one.example]
    sample = sample_path("mali_2013")
    files = [(sample, one, {name: param.value for name, param in one.params.items()}) for one in DRAWN]
    return [*sorted(examples, key=lambda one: one[0]), *files]


@pytest.mark.parametrize(
    ("graph", "question", "values"),
    [pytest.param(*one, id=f"{one[1].id}-{Path(one[0]).name}") for one in asked()],
)
def test_what_is_drawn_is_what_the_rows_rest_on(
    graph: str | Path,
    question: Question,
    values: dict[str, Any],
    holding: Callable[[str | Path], Target],
    driver: Driver,
) -> None:
    assert question.example is not None
    with driver.session(database=holding(graph).database) as session:
        if question.requires and not session.run(Server.GDS_THERE).single(strict=True)["there"]:
            pytest.skip("the server has no Graph Data Science")
        table = named(question, session.run(question.cypher, values))
        assert table or graph != question.example.graph
        assert drawn(question, session.run(statement(question), values)) == table


def test_of_a_measure_its_network_is_drawn() -> None:
    measure = next(iter(CATALOGUE.measures()))
    text = CATALOGUE.to_paste(measure, graph=True)
    assert text.endswith("RETURN DISTINCT path;\n")
    assert text.startswith("// ")
