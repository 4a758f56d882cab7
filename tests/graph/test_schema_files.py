import hashlib
import shutil
from pathlib import Path

import pytest

from tertius.catalog.files import cypher_root
from tertius.errors import CatalogueError, ConflictError, TertiusError
from tertius.graph.schema_files import available

FIRST = "// one\nCREATE CONSTRAINT harbour_id IF NOT EXISTS FOR (n:Harbour) REQUIRE n.id IS UNIQUE;\n"
SECOND = "CREATE (:Harbour {id: 'a'});\nMATCH (h:Harbour {id: 'a'}) SET h.visits = coalesce(h.visits, 0) + 1;\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "V0001__Make_harbours_unique.cypher").write_text(FIRST)
    (tmp_path / "V0002__Open_the_first.cypher").write_text(SECOND)
    return tmp_path


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_folder_is_read_in_order_of_version(folder: Path) -> None:
    first, second = available(folder)
    assert (first.version, first.name, first.checksum) == (1, "Make harbours unique", sha(FIRST))
    assert [statement.line for statement in first.statements] == [2]
    assert [statement.line for statement in second.statements] == [1, 2]


def test_line_ends_do_not_change_a_checksum(folder: Path) -> None:
    (folder / "V0001__Make_harbours_unique.cypher").write_bytes(FIRST.replace("\n", "\r\n").encode())
    assert available(folder)[0].checksum == sha(FIRST)


def test_the_projects_own_migrations_can_be_read() -> None:
    assert [one.version for one in available()] == list(range(1, len(available()) + 1))


@pytest.mark.parametrize(
    ("name", "text", "error", "said"),
    [
        ("V0004__Too_far.cypher", SECOND, ConflictError, "V0003 is missing"),
        ("V0002__Again.cypher", SECOND, ConflictError, "Two migrations have the version 2"),
        ("Third.cypher", SECOND, CatalogueError, "not a migration's name"),
        ("V3__Third.cypher", SECOND, CatalogueError, "not a migration's name"),
        ("V0003__Nothing.cypher", "// only words\n", CatalogueError, "no statement"),
        ("V0003__Open.cypher", "RETURN 'open;\n", CatalogueError, "never closed"),
        ("V0003__Once.cypher", "CREATE INDEX x FOR (n:Harbour) ON (n.x);", CatalogueError, "repeated after a crash"),
        ("V0003__Once.cypher", "CREATE POINT INDEX x FOR (n:H) ON (n.x);", CatalogueError, "repeated after a crash"),
        ("V0003__Once.cypher", "DROP CONSTRAINT harbour_id;", CatalogueError, "repeated after a crash"),
        ("V0003__Once.cypher", "CREATE INDEX x /* IF NOT EXISTS */ FOR (n:H) ON (n.x)", CatalogueError, "repeated"),
    ],
)
def test_a_folder_that_breaks_the_rules(
    folder: Path, name: str, text: str, error: type[TertiusError], said: str
) -> None:
    (folder / name).write_text(text)
    with pytest.raises(error, match=said) as caught:
        available(folder)
    assert str(folder) in caught.value.where
    assert caught.value.next_step


def test_an_empty_folder_is_not_the_schema(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no migration"):
        available(tmp_path)


def test_the_folder_that_travels_with_the_package_is_the_one_read(tmp_path: Path) -> None:
    copy = tmp_path / "schema"
    shutil.copytree(cypher_root() / "schema", copy)
    assert [one.checksum for one in available(copy)] == [one.checksum for one in available()]
