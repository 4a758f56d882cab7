"""What a command does without: libraries that take longer to import than most commands take in all."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import pytest

from tertius.graph.connect import Target

HEAVY = (
    "dask",
    "fastapi",
    "httpx",
    "networkx",
    "numba",
    "numpy",
    "openpyxl",
    "pandas",
    "polars",
    "pyarrow",
    "rustworkx",
    "scipy",
    "starlette",
    "structlog",
    "uvicorn",
)
WATCHED = """
import json, sys
from tertius.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    code = end.code
built = [
    f"{one.__module__}.{one.__name__}"
    for name, module in list(sys.modules.items()) if name.startswith(("tertius.records", "tertius.answers"))
    for one in vars(module).values()
    if isinstance(one, type) and one.__module__ == name and vars(one).get("__pydantic_complete__")
]
print(json.dumps({"code": code, "modules": sorted(sys.modules), "built": built}), file=sys.stderr)
"""

Look = Callable[..., dict[str, Any]]


@pytest.fixture
def look(tmp_path: Path, surroundings: Callable[..., dict[str, str]]) -> Look:
    """Give a function that runs a command in an interpreter of its own and tells what is imported at its end."""

    def run(*arguments: str, on: Target | None = None) -> dict[str, Any]:
        with Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", WATCHED, *arguments],
            stdout=PIPE,
            stderr=PIPE,
            text=True,
            cwd=tmp_path,
            env=surroundings(on, {}),
        ) as process:
            said, told = process.communicate()
        found: dict[str, Any] = json.loads(told.splitlines()[-1])
        assert found["code"] == 0, told
        return {**found, "said": said}

    return run


def heavy(found: dict[str, Any]) -> set[str]:
    return {name.partition(".")[0] for name in found["modules"]} & set(HEAVY)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["query", "--help"],
        ["load", "--help"],
        ["up", "--help"],
        ["show", "brokerage/brokers"],
    ],
)
def test_help_imports_no_more_than_it_prints(look: Look, arguments: list[str]) -> None:
    found = look(*arguments)
    if arguments != ["query", "--help"]:  # it lists the measures, which import numpy to be declared
        assert not heavy(found)
    assert "neo4j" not in found["modules"]
    assert not heavy(found) & (set(HEAVY) - {"numpy"})


@pytest.mark.parametrize(
    "arguments",
    [
        ["query", "brokerage/brokers"],
        ["query", "brokerage/brokers", "--format", "csv"],
        ["runs", "list"],
        ["db", "migrate"],
        ["claims"],
        ["evidence", "harbour:ada"],
    ],
)
def test_a_command_on_a_database_imports_the_driver_and_nothing_heavy(
    look: Look, holding: Callable[..., Target], arguments: list[str]
) -> None:
    found = look(*arguments, on=holding("harbour"))
    assert "neo4j" in found["modules"]
    assert not heavy(found)


def test_a_question_builds_no_schema_of_records_that_it_does_not_show(
    look: Look, holding: Callable[..., Target]
) -> None:
    found = look("query", "brokerage/brokers", on=holding("harbour"))
    assert "rows." in found["said"]
    assert "tertius.records.claims.ClaimRecord" not in found["built"]
    assert "tertius.answers.answer.Answer" not in found["built"]


def test_a_measure_still_has_its_libraries_where_the_driver_went_without(
    look: Look, holding: Callable[..., Target]
) -> None:
    found = look("query", "centrality/degree", "--worlds", "0", on=holding("harbour"))
    assert "numpy" in found["modules"]
    assert not heavy(found) & {"fastapi", "uvicorn", "starlette", "httpx", "pandas", "polars", "openpyxl", "structlog"}
