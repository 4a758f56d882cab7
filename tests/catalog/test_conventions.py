"""Conventions that are said once, and named by the questions that they hold for."""

from pathlib import Path

import pytest

from tertius.catalog.conventions import FILE_NAME, sentences, shared_conventions
from tertius.catalog.cypher_file import parse
from tertius.errors import CatalogueError

FILE = """// One
//---
// question: What is one?
// version: 1
// columns:
//   one: {type: integer, about: One}
// evidence: none
// conventions:
//   - One is one.
// shared: [spells, ranks]
// example: {graph: harbour, rows: [{one: 1}]}
//---
RETURN 1 AS one;
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / FILE_NAME).write_text("ranks: Equal scores share a rank.\nspells: Two sightings are one spell.\n")
    (tmp_path / "ones").mkdir()
    (tmp_path / "ones" / "one.cypher").write_text(FILE)
    return tmp_path


def test_a_question_has_its_own_sentences_and_then_the_shared_ones_in_its_order(root: Path) -> None:
    question = parse(root / "ones" / "one.cypher")
    assert question.conventions == ("One is one.", "Two sightings are one spell.", "Equal scores share a rank.")


@pytest.mark.parametrize(
    ("shared", "said"),
    [
        ("[spell]", "did you mean spells?"),
        ("[weather]", "it has ranks, spells"),
        ("spells", "a list of names"),
        ("[1]", "a list of names"),
    ],
)
def test_a_name_that_is_not_in_the_file_is_told_with_its_line(root: Path, shared: str, said: str) -> None:
    path = root / "ones" / "one.cypher"
    path.write_text(FILE.replace("[spells, ranks]", shared))
    with pytest.raises(CatalogueError) as caught:
        parse(path)
    assert said in caught.value.what
    assert caught.value.where == f"{path}:10"


@pytest.mark.parametrize("text", ["- a list", "ranks: [a, list]", "ranks: {", "1: One."])
def test_a_file_of_conventions_is_names_and_sentences(root: Path, text: str) -> None:
    (root / FILE_NAME).write_text(text)
    with pytest.raises(CatalogueError) as caught:
        parse(root / "ones" / "one.cypher")
    assert FILE_NAME in caught.value.where


def test_a_folder_without_shared_conventions_needs_none(tmp_path: Path) -> None:
    assert shared_conventions(tmp_path) == {}
    assert sentences([], tmp_path) == []
