import json
from pathlib import Path

import pytest

from tertius.catalog import versions
from tertius.catalog.catalogue import Catalogue
from tertius.errors import CatalogueError, ConflictError
from tertius.model.derive_graph import VERSION

FILE = """// One
//---
// question: What is one?
// version: {version}
// columns:
//   one: {{type: integer, about: One}}
// evidence: none
// example: {{graph: harbour, rows: [{{one: 1}}]}}
//---
RETURN {one} AS one;
"""


def put(root: Path, name: str, *, version: int, one: str) -> None:
    path = root / "numbers" / f"{name}.cypher"
    path.parent.mkdir(exist_ok=True)
    path.write_text(FILE.format(version=version, one=one))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    put(tmp_path, "one", version=1, one="1")
    put(tmp_path, "two", version=1, one="2 - 1")
    assert versions.main(tmp_path) == 0
    return tmp_path


def wrong(root: Path) -> dict[str, str]:
    return versions.problems(versions.watched(root), versions.read(root))


def test_the_record_holds_version_and_digest_of_each(root: Path) -> None:
    catalogue = Catalogue.load(root)
    recorded = json.loads((root / "versions.json").read_text())
    assert recorded.pop(versions.DERIVATION) == {"version": VERSION, "digest": versions.Rules().digest}
    assert recorded == {
        f"numbers/{name}": {"version": 1, "digest": catalogue[f"numbers/{name}"].digest} for name in ("one", "two")
    }
    assert wrong(root) == {}


def test_a_text_that_changes_without_its_version_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (root / "versions.json").read_text()
    put(root, "one", version=1, one="0 + 1")
    put(root, "two", version=2, one="3 - 2")
    assert "still version 1: raise it to 2" in wrong(root)["numbers/one"]
    assert versions.main(root) == ConflictError.exit_code
    assert "numbers/one" in capsys.readouterr().err
    assert (root / "versions.json").read_text() == before  # the other one too waits


def test_a_version_that_rose_is_recorded(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(root, "one", version=2, one="0 + 1")
    assert "new version" in wrong(root)["numbers/one"]
    capsys.readouterr()
    assert versions.main(root) == 0
    assert "numbers/one: 1 → 2" in capsys.readouterr().out
    assert wrong(root) == {}


def test_a_version_that_fell_is_refused(root: Path) -> None:
    put(root, "one", version=3, one="1")
    assert versions.main(root) == 0
    put(root, "one", version=2, one="1")
    assert "went back" in wrong(root)["numbers/one"]
    assert versions.main(root) == ConflictError.exit_code


def test_new_and_gone_questions(root: Path) -> None:
    put(root, "three", version=1, one="1")
    (root / "numbers" / "two.cypher").unlink()
    assert set(wrong(root)) == {"numbers/two", "numbers/three"}
    assert versions.main(root) == 0
    assert list(versions.read(root)) == ["derivation", "numbers/one", "numbers/three"]


def test_nothing_to_do_writes_nothing(root: Path) -> None:
    stamp = (root / "versions.json").stat().st_mtime_ns
    assert versions.main(root) == 0
    assert (root / "versions.json").stat().st_mtime_ns == stamp


@pytest.mark.parametrize("text", ["[]", "{", '{"a/b": {}}', '{"a/b": {"version": "x", "digest": ""}}'])
def test_a_record_that_cannot_be_read(root: Path, text: str) -> None:
    (root / "versions.json").write_text(text)
    with pytest.raises(CatalogueError, match="cannot be read"):
        versions.read(root)


def test_the_projects_own_questions_and_their_record_agree() -> None:
    assert versions.problems(versions.watched(), versions.read()) == {}
