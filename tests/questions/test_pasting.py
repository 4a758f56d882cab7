"""What an analyst pastes into Neo4j Browser answers on the sample, or says what to replace or to load."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from catalogued import CATALOGUE
from tertius.catalog.question import Question
from tertius.errors import InputError
from tertius.graph.connect import Driver, Server, Target

QUERIES = [one.id for one in CATALOGUE.values() if one.kind == "query"]
NOT_OF_THE_SAMPLE = "\n// Not of the sample mali_2013"
MEASURES = list(CATALOGUE.measures())


@pytest.mark.parametrize("question_id", QUERIES)
def test_a_question_as_its_file_stands_has_an_answer_on_the_sample(
    holding: Callable[[str | Path], Target], driver: Driver, question_id: str
) -> None:
    from tertius_loaders.samples import sample_path

    question = CATALOGUE[question_id]
    target = holding(sample_path("mali_2013"))
    with driver.session(database=target.database) as session:
        there = session.run(Server.GDS_THERE).single(strict=True)["there"]
        if question.requires and not there:
            pytest.skip("the server has no Graph Data Science")
        values = {name: param.value for name, param in question.params.items()}
        rows = list(session.run(question.cypher, values))
    # One that needs what the sample has not says so above its parameters, and then has no row.
    assert bool(rows) != (NOT_OF_THE_SAMPLE in question.text), question_id


ABOUT_ONE = [
    pytest.param(one, name, id=f"{one.id}-{name}")
    for one in CATALOGUE.values()
    for name, param in one.params.items()
    if one.kind == "query" and one.example and param.id_of == "entity"
]


@pytest.mark.parametrize(("question", "name"), ABOUT_ONE)
def test_an_id_that_nothing_has_is_no_question_about_everything(
    holding: Callable[[str | Path], Target], driver: Driver, question: Question, name: str
) -> None:
    assert question.example
    with driver.session(database=holding(question.example.graph).database) as session:
        if question.requires and not session.run(Server.GDS_THERE).single(strict=True)["there"]:
            pytest.skip("the server has no Graph Data Science")
        of_example = question.example_params()
        assert list(session.run(question.cypher, of_example))
        assert not list(session.run(question.cypher, of_example | {name: "nobody:has-this-id"}))


@pytest.mark.parametrize("question_id", QUERIES)
def test_a_value_that_has_to_be_replaced_is_marked(question_id: str) -> None:
    question = CATALOGUE[question_id]
    lines = [line for line in question.text.splitlines() if line.startswith((":param", "// "))]
    for name in (name for name, param in question.params.items() if param.required):
        number = next(number for number, line in enumerate(lines) if re.match(rf":param {name} ", line))
        above = next(line for line in reversed(lines[:number]) if line.startswith("//"))
        assert "replace" in above, (name, above)


@pytest.mark.parametrize("question_id", MEASURES)
def test_of_a_measure_the_query_of_its_network_is_pasted_below_comments_on_the_rest(question_id: str) -> None:
    measure = CATALOGUE.measure(question_id)
    for network in (None, *measure.networks):
        text = CATALOGUE.to_paste(question_id, network)
        chosen = CATALOGUE[f"networks/{network or measure.networks[0]}"]
        assert text.endswith(chosen.text)
        comments = text.removesuffix(chosen.text).splitlines()
        assert all(line.startswith("// ") and len(line) <= 120 for line in comments)
        said = " ".join(line.removeprefix("// ") for line in comments)
        assert chosen.id in said
        assert measure.function.__module__ in said


def test_a_network_that_a_question_does_not_work_on_is_refused() -> None:
    for question_id in ("key_players/sets", "brokerage/brokers"):
        with pytest.raises(InputError):
            CATALOGUE.to_paste(question_id, "people_organizations")
