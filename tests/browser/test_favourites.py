"""A favourite is one statement that answers as its question does, and the archive is what the Browser takes in."""

import io
import re
import zipfile
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

import pytest

from catalogued import CATALOGUE
from tertius.browser.favourites import archive, drawing, favourites, table
from tertius.catalog.cypher_text import parameters_used, statements
from tertius.catalog.graph_form import graph_statement
from tertius.catalog.question import Question
from tertius.graph.connect import Driver, Server, Target
from tertius_loaders.samples import sample_path

QUERIES = CATALOGUE.queries()


@pytest.mark.parametrize("question", QUERIES, ids=lambda question: question.id)
def test_a_favourite_answers_as_its_question_does_with_the_values_of_its_file(
    question: Question, holding: Callable[[str | Path], Target], driver: Driver
) -> None:
    target = holding(sample_path("mali_2013"))
    values = {name: param.value for name, param in question.params.items()}
    with driver.session(database=target.database) as session:
        if question.requires and not session.run(Server.GDS_THERE).single(strict=True)["there"]:
            pytest.skip("the server has no Graph Data Science")
        for script, statement in ((table(question), question.cypher), (drawing(question), graph_statement(question))):
            answered = sorted(repr(row.data()) for row in session.run(script))
            asked = sorted(repr(row.data()) for row in session.run(statement, values))
            if "gds" not in question.requires:
                assert answered == asked
            else:  # sums of parts in any order: the last decimals differ from run to run
                assert len(answered) == len(asked)


@pytest.mark.parametrize("question", QUERIES, ids=lambda question: question.id)
def test_a_favourite_is_one_statement_below_comments_that_name_it_and_its_values(question: Question) -> None:
    for script, name in ((drawing(question), question.title), (table(question), f"{question.title} (table)")):
        comments = list(takewhile(lambda line: line.startswith("//"), script.splitlines()))
        assert comments[0] == f"// {name}"
        assert len(statements(script)) == 1
        assert not parameters_used(script)
        for param in question.params:
            assert any(line.startswith(f"//   {param} - ") for line in comments)
            assert f"/* {param} */" in script


def test_the_archive_has_every_question_twice_in_the_folder_of_its_group() -> None:
    scripts = favourites(CATALOGUE.values())
    with zipfile.ZipFile(io.BytesIO(archive(scripts))) as packed:
        assert {name: packed.read(name).decode() for name in packed.namelist()} == dict(scripts)
    assert {re.sub(r"^Tertius - |(_table)?\.cypher$", "", path) for path, _ in scripts} == {one.id for one in QUERIES}
    assert len(scripts) == 2 * len(QUERIES)
    assert len({text.splitlines()[0] for _, text in scripts}) == len(scripts)  # names that can be told apart


def test_the_same_questions_make_the_same_archive() -> None:
    assert archive(favourites(QUERIES)) == archive(favourites(QUERIES))
