"""Every question, pasted whole into Neo4j Browser: each statement runs, and its graph form is drawn."""

from collections.abc import Callable
from pathlib import Path

import neo4j
import pytest

from browser.analyst import Analyst
from catalogued import CATALOGUE
from tertius.browser.favourites import drawing
from tertius.browser.style import style_sheet
from tertius.catalog.graph_form import graph_statement
from tertius.catalog.parameter import ParamValue
from tertius.catalog.question import Question
from tertius.graph.connect import Driver, Target
from tertius_loaders.samples import sample_path

NOT_OF_THE_SAMPLE = "\n// Not of the sample mali_2013"
SAMPLE = sample_path("mali_2013")


def where(question: Question) -> str | Path:
    """Return the graph on which a question has rows: the sample, or that of its example."""
    assert question.example is not None
    return question.example.graph if NOT_OF_THE_SAMPLE in question.text else SAMPLE


#: In the order of their graphs, so that each is loaded once.
QUESTIONS = sorted(CATALOGUE.queries(), key=lambda question: (str(where(question)), question.id))


@pytest.fixture(scope="module")
def connected(analyst: Analyst, target: Target, browser_address: str) -> Analyst:
    """Give somebody who is connected, uses the style sheet, and draws only what is returned."""
    analyst.connect(browser_address, target.password.get_secret_value())
    analyst.run(f":style {style_sheet()}")
    analyst.run(":config autoComplete: false")
    return analyst


def returned(
    statement: str, values: dict[str, ParamValue], target: Target, driver: Driver
) -> tuple[set[str], set[str]]:
    """Return the nodes and ties that a statement returns."""
    nodes, ties = set(), set()
    with driver.session(database=target.database) as session:
        for row in session.run(statement, values):
            for part in filter(None, row.values()):
                path = isinstance(part, neo4j.graph.Path)
                nodes |= {node.element_id for node in (part.nodes if path else [part])}
                ties |= {tie.element_id for tie in (part.relationships if path else [])}
    return nodes, ties


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_a_question_runs_whole_and_is_drawn(
    connected: Analyst, question: Question, holding: Callable[[str | Path], Target], driver: Driver
) -> None:
    assert question.example is not None
    ways = (
        [(SAMPLE, {name: param.value for name, param in question.params.items()})] if where(question) == SAMPLE else []
    )
    nodes, ties, values = set[str](), set[str](), dict[str, ParamValue]()
    for graph, values in [*ways, (question.example.graph, question.example_params())]:
        nodes, ties = returned(graph_statement(question), values, holding(graph), driver)
        if nodes:
            break
    assert nodes

    whole = f"{question.text}\n{graph_statement(question)}\n"
    assert set(connected.statuses(whole, len(question.params) + 2)) == {"Status: success"}
    assert connected.drawn(drawing(question, values)) == (len(nodes), len(ties))
