import json
import subprocess
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
    versions.record(tmp_path)
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


def test_a_text_that_changes_without_its_version_is_refused(root: Path) -> None:
    before = (root / "versions.json").read_text()
    put(root, "one", version=1, one="0 + 1")
    put(root, "two", version=2, one="3 - 2")
    assert "still version 1: raise it to 2" in wrong(root)["numbers/one"]
    with pytest.raises(ConflictError, match="numbers/one was changed") as caught:
        versions.record(root)
    assert "numbers/two" not in caught.value.what
    assert (root / "versions.json").read_text() == before  # the other one too waits


def test_who_says_that_the_answers_are_the_same_keeps_the_version(root: Path) -> None:
    put(root, "one", version=1, one="0 + 1")
    assert versions.record(root, ["numbers/one"]) == ["numbers/one: still version 1, its text changed"]
    assert wrong(root) == {}
    put(root, "one", version=1, one="2 - 1")
    put(root, "two", version=1, one="3 - 2")
    assert len(versions.record(root, ["all"])) == 2


def test_a_version_that_rose_is_recorded(root: Path) -> None:
    put(root, "one", version=2, one="0 + 1")
    assert "new version" in wrong(root)["numbers/one"]
    assert versions.record(root) == ["numbers/one: version 1 → version 2"]
    assert wrong(root) == {}


def test_a_version_that_fell_is_refused(root: Path) -> None:
    put(root, "one", version=3, one="1")
    versions.record(root)
    put(root, "one", version=2, one="1")
    assert "went back" in wrong(root)["numbers/one"]
    with pytest.raises(ConflictError, match="went back"):
        versions.record(root)


def test_new_and_gone_questions(root: Path) -> None:
    put(root, "three", version=1, one="1")
    (root / "numbers" / "two.cypher").unlink()
    assert set(wrong(root)) == {"numbers/two", "numbers/three"}
    assert versions.record(root) == ["numbers/three: new → version 1", "numbers/two: version 1 → gone"]
    assert list(versions.read(root)) == ["derivation", "numbers/one", "numbers/three"]


def test_what_no_commit_has_yet_is_a_draft(root: Path) -> None:
    def git(*arguments: str) -> None:
        author = ["-c", "user.name=A", "-c", "user.email=a@b.example"]
        subprocess.run(["git", *author, *arguments], cwd=root, check=True, capture_output=True)  # noqa: S603, S607

    git("init")
    git("add", ".")
    git("commit", "--message", "Two questions")
    put(root, "three", version=1, one="3")
    versions.record(root)
    put(root, "three", version=1, one="4")
    assert versions.record(root) == ["numbers/three: still version 1, its text changed"]
    assert wrong(root) == {}
    # What is committed is seen by others: its version rises once, however often its text changes before the next.
    put(root, "one", version=1, one="5")
    with pytest.raises(ConflictError, match="numbers/one was changed"):
        versions.record(root)
    put(root, "one", version=2, one="5")
    versions.record(root)
    put(root, "one", version=2, one="6")
    versions.record(root)
    # The same answers are said once.
    put(root, "two", version=1, one="4 - 2")
    versions.record(root, ["numbers/two"])
    assert versions.record(root) == []


def test_nothing_to_do_writes_nothing(root: Path) -> None:
    stamp = (root / "versions.json").stat().st_mtime_ns
    assert versions.record(root) == []
    assert (root / "versions.json").stat().st_mtime_ns == stamp


@pytest.mark.parametrize("text", ["[]", "{", '{"a/b": {}}', '{"a/b": {"version": "x", "digest": ""}}'])
def test_a_record_that_cannot_be_read(root: Path, text: str) -> None:
    (root / "versions.json").write_text(text)
    with pytest.raises(CatalogueError, match="cannot be read"):
        versions.read(root)


def test_the_projects_own_questions_and_their_record_agree() -> None:
    assert versions.problems(versions.watched(), versions.read()) == {}
