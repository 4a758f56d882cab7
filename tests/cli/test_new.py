"""``tertius new question|measure|loader`` in a copy of the checkout: the contributors' page, followed to the letter."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.catalog.catalogue import question_files
from tertius.catalog.cypher_file import parse
from tertius.catalog.files import cypher_root
from tertius.cli.worked_examples import example_in, with_example

ROOT = Path(__file__).resolve().parents[2]
LEFT = (".*", "benchmarks", "build", "dist")
"""What a copy of the checkout does without. What Python and the compiler of kernels have made comes along."""

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def run_in(copy: Path, *arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
    """Run a module with the code of a copy of the checkout; after ``-c`` a text."""
    other = ("PYTEST_", "GIT_", "PYTHONDONTWRITEBYTECODE")  # what is compiled for one command is there for the next
    mine = {name: value for name, value in os.environ.items() if not name.startswith(other)}
    paths = os.pathsep.join(str(copy / folder) for folder in ("backend", "loaders"))
    return subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, *([] if arguments[0] == "-c" else ["-m"]), *arguments],
        cwd=copy,
        env={**mine, "PYTHONPATH": paths, "COLUMNS": "200", **env},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the checkout, as it is, into a commit."""
    there = tmp_path_factory.mktemp("copy") / "tertius"
    shutil.copytree(ROOT, there, ignore=shutil.ignore_patterns(*LEFT))
    author = ("-c", "user.name=A", "-c", "user.email=a@b.example")
    for command in (("init",), ("add", "."), (*author, "commit", "--message", "All")):
        subprocess.run(["git", *command], cwd=there, check=True, capture_output=True)  # noqa: S603, S607
    return there


@pytest.fixture
def tertius_there(copied: Path) -> Run:
    """Run `tertius` of the copy."""
    return lambda *arguments: run_in(copied, "tertius.cli", *arguments)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its path, without what Python and tools leave behind."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and not any(part.startswith((".", "__pycache__")) for part in file.relative_to(folder).parts)
    }


def page() -> str:
    """Return the part of the page on adding something."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return text.partition("\n## Adding")[2].partition("\n## ")[0]


def commands() -> Iterator[list[str]]:
    """Yield the commands of the page in order."""
    for block in re.findall(r"^```sh\n(.*?)^```", page(), re.DOTALL | re.MULTILINE):
        yield from (shlex.split(line) for line in block.splitlines())


def test_the_page_is_no_longer_than_a_page() -> None:
    assert len(page().splitlines()) <= 65


def test_whoever_follows_the_page_has_what_it_says_and_every_check_is_green(copied: Path, throwaway: Any) -> None:  # noqa: ANN401
    target = throwaway.target
    database = {
        "TERTIUS_TEST_NEO4J_URI": target.uri,
        "TERTIUS_TEST_NEO4J_USER": target.user,
        "TERTIUS_TEST_NEO4J_PASSWORD": target.password.get_secret_value(),
        "TERTIUS_TEST_NEO4J_DATABASE": target.database,
    }
    before = files_of(copied)
    throwaway.holds = None
    asked = list(commands())
    assert {tuple(words[:3]) for words in asked} >= {
        ("tertius", "new", kind) for kind in ("question", "measure", "loader")
    }
    for program, *arguments in asked:
        module = {"tertius": "tertius.cli", "pytest": "pytest"}[program]
        done = run_in(copied, module, *arguments, **(database if program == "pytest" else {}))
        assert done.returncode == 0, (program, arguments, done.stdout, done.stderr)

    # A question is one file; a measure one file and its test, its example beside it; a loader a folder and its test.
    after = files_of(copied)
    new = sorted(set(after) - set(before))
    loader, its_tests = "loaders/tertius_loaders/registry/", "tests/loaders/registry/"
    assert {name for name in new if not name.startswith(loader)} == {
        "cypher/commanders/posts.cypher",
        "backend/tertius/measures/centrality/ties.py",
        "backend/tertius/measures/centrality/examples/centrality.ties.json",
        "tests/measures/centrality/test_ties.py",
        f"{its_tests}editions.py",
        f"{its_tests}test_registry.py",
    }
    assert {name.removeprefix(loader) for name in new if name.startswith(loader)} == {
        "__init__.py",
        "read.py",
        "shape.py",
        "README.md",
    }
    # Nothing else was touched but what the command keeps itself.
    changed = {name for name, content in before.items() if after.get(name) != content}
    assert "cypher/versions.json" in changed
    assert changed <= {"cypher/versions.json", "docs/openapi.md", "docs/ties.md"}, changed

    listed = run_in(copied, "tertius.cli", "query")
    assert "commanders/posts" in listed.stdout
    assert "centrality/ties" in listed.stdout
    assert "registry" in run_in(copied, "tertius.cli", "load", "nosuch", ".").stderr
    records = ("tests/api/test_document.py", "tests/catalog/test_versions.py")
    current = run_in(copied, "pytest", *records, "-k", "committed or current or agree")
    assert current.returncode == 0, current.stdout
    for check in (("format", "--check"), ("check",)):
        linted = run_in(copied, "ruff", *check, *(name for name in new if name.endswith(".py")))
        assert linted.returncode == 0, linted.stdout


REFUSED = {
    ("question", "brokers"): "no id of a question",
    ("question", "graphs/mine"): "holds no questions",
    ("question", "commanders/Posts"): "cannot be a name",
    ("question", "../posts"): "cannot be a name",
    ("question", "--example"): "needs the NAME",
    ("measure", "influence/reach"): "No measures are in the group influence",
    ("measure", "kernels/reach"): "No measures are in the group kernels",
    ("measure", "centrality/class"): "cannot be a name",
    ("loader", "claims"): "There is such a file",
    ("loader", "our-list"): "cannot be a name",
}
ONE_AFTER_THE_OTHER = """
import contextlib, io, json, sys
from tertius.cli.main import main
for arguments in json.loads(sys.argv[1]):
    with contextlib.redirect_stderr(io.StringIO()) as said:
        try:
            main(["new", *arguments])
        except SystemExit as end:
            print(json.dumps([end.code, said.getvalue()]))
"""


def test_what_cannot_be_started_is_refused_and_nothing_written(copied: Path) -> None:
    before = files_of(copied)
    done = run_in(copied, "-c", ONE_AFTER_THE_OTHER, json.dumps(list(REFUSED)))
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == len(REFUSED)
    for (code, said), (arguments, why) in zip(told, REFUSED.items(), strict=True):
        assert code not in (0, 1), arguments
        assert why in said, arguments
    assert files_of(copied) == before


def test_a_question_that_is_there_is_recorded_and_not_written_anew(copied: Path, tertius_there: Run) -> None:
    file = copied / "cypher/entities/search.cypher"
    text = file.read_text(encoding="utf-8")
    version = int(re.search(r"^// version: (\d+)$", text, re.MULTILINE)[1])  # type: ignore[index]
    try:
        file.write_text(text.replace("\nWITH ", "\n\nWITH ", 1), encoding="utf-8")
        refused = tertius_there("new", "question", "entities/search")
        assert f"is still version {version}: raise it to {version + 1}" in refused.stderr
        kept = tertius_there("new", "question", "--same-answers", "entities/search")
        assert kept.stdout.strip() == f"entities/search: still version {version}, its text changed"
    finally:
        file.write_text(text, encoding="utf-8")
        (copied / "cypher/versions.json").write_bytes((ROOT / "cypher/versions.json").read_bytes())


def test_beside_an_installed_package_nothing_is_written(copied: Path, tmp_path: Path) -> None:
    installed = tmp_path / "site-packages"
    for package in ("backend/tertius", "loaders/tertius_loaders"):
        shutil.copytree(copied / package, installed / Path(package).parent / Path(package).name)
    for kind, name in (("question", "commanders/posts"), ("measure", "centrality/ties"), ("loader", "registry")):
        before = files_of(installed)
        done = run_in(installed, "tertius.cli", "new", kind, name)
        assert "needs a checkout of Tertius" in done.stderr
        assert done.returncode not in (0, 1)
        assert files_of(installed) == before


# --- the example in a question's header -------------------------------------------------------------------------------

FILE = """// One
//---
// question: What is one?
// version: 1
// columns:
//   one: {type: string, nullable: true, about: One}
//   several: {type: string, list: true, about: Several}
// evidence: none
// conventions:
//   - 'Example: a sentence that stays.'
//---
RETURN 'one' AS one, [] AS several;
"""
TEXTS = st.text(st.characters(codec="utf-8"), max_size=150)


@given(
    rows=st.lists(
        st.fixed_dictionaries({"one": st.none() | TEXTS, "several": st.lists(TEXTS, max_size=4)}),
        min_size=1,
        max_size=3,
    )
)
def test_whatever_the_rows_are_the_file_is_read_as_it_was_meant(
    rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("cypher") / "numbers" / "one.cypher"
    path.parent.mkdir()
    path.write_text(with_example(FILE, "harbour", {}, rows), encoding="utf-8", newline="")
    question = parse(path)
    assert question.example is not None
    assert [dict(row) for row in question.example.rows] == rows
    assert question.conventions == ("Example: a sentence that stays.",)


@pytest.mark.parametrize("path", question_files(cypher_root()), ids=lambda path: path.stem)
def test_the_example_of_every_question_can_be_taken_out_and_put_back(path: Path, tmp_path: Path) -> None:
    question, text = parse(path), path.read_text(encoding="utf-8")
    example = example_in(text)
    assert question.example is not None
    assert example.get("params", {}) == dict(question.example.params)
    again = tmp_path / path.parent.name / path.name
    again.parent.mkdir()
    shutil.copy(cypher_root() / "conventions.yaml", tmp_path)
    again.write_text(with_example(text, example["graph"], example.get("params", {}), example["rows"]), encoding="utf-8")
    assert parse(again).model_dump(exclude={"text", "digested"}) == question.model_dump(exclude={"text", "digested"})
    assert again.read_text(encoding="utf-8").split("\n//---\n")[2] == text.split("\n//---\n")[2]
