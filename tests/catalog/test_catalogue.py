from pathlib import Path

import pytest

from tertius.catalog.catalogue import Catalogue, question_files
from tertius.catalog.question import Question
from tertius.errors import CatalogueError, NotFoundError

FILE = """// {title}
//---
// question: What is one?
// version: 1
// columns:
//   one: {{type: integer, about: One}}
// evidence: none
// example: {{graph: harbour, rows: [{{one: 1}}]}}
//---
RETURN 1 AS one;
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("paths/shortest", "brokerage/brokers", "brokerage/between", "schema/V0001__First", "graphs/harbour"):
        path = tmp_path / f"{name}.cypher"
        path.parent.mkdir(exist_ok=True)
        path.write_text(FILE.format(title=name))
    return tmp_path


def measure(question_id: str) -> Question:
    return Question.model_validate(
        {
            "id": question_id,
            "kind": "measure",
            "title": "A measure",
            "question": "How much?",
            "version": 1,
            "columns": {"one": {"type": "integer", "about": "One"}},
            "evidence": None,
            "example": {"graph": "harbour", "rows": [{"one": 1}]},
            "cypher": "",
            "text": "def one(): ...",
            "digest": "0" * 64,
        }
    )


def test_a_catalogue_holds_the_question_files_and_no_others(root: Path) -> None:
    catalogue = Catalogue.load(root)
    assert list(catalogue) == ["brokerage/between", "brokerage/brokers", "paths/shortest"]
    assert catalogue["paths/shortest"].title == "paths/shortest"
    assert {group: [one.name for one in ones] for group, ones in catalogue.groups().items()} == {
        "brokerage": ["between", "brokers"],
        "paths": ["shortest"],
    }


def test_a_measure_takes_its_place_among_the_queries(root: Path) -> None:
    catalogue = Catalogue.load(root)
    catalogue.register(measure("brokerage/constraint"))
    assert list(catalogue)[:3] == ["brokerage/between", "brokerage/brokers", "brokerage/constraint"]


def test_an_id_is_taken_once(root: Path) -> None:
    with pytest.raises(CatalogueError, match="Two questions have the id paths/shortest"):
        Catalogue.load(root).register(measure("paths/shortest"))


def test_a_question_that_is_not_there_is_told_the_nearest(root: Path) -> None:
    catalogue = Catalogue.load(root)
    assert catalogue.find("paths/shortest") is catalogue["paths/shortest"]
    with pytest.raises(NotFoundError) as caught:
        catalogue.find("brokerage/broker")
    assert "brokerage/brokers" in caught.value.next_step
    with pytest.raises(NotFoundError) as caught:
        catalogue.find("zzz")
    assert "tertius query" in caught.value.next_step


def test_a_broken_file_is_named(root: Path) -> None:
    (root / "paths" / "broken.cypher").write_text("RETURN 1;")
    with pytest.raises(CatalogueError) as caught:
        Catalogue.load(root)
    assert caught.value.where == f"{root}/paths/broken.cypher:1"


def test_the_folders_of_the_schema_and_of_the_graphs_hold_no_questions(root: Path) -> None:
    assert [path.parent.name for path in question_files(root)] == ["brokerage", "brokerage", "paths"]
