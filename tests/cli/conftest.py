"""Runs the command line as a user does: a process of its own, on the throwaway database."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tertius.graph.connect import Target

Run = Callable[..., "subprocess.CompletedProcess[str]"]
WARM = Path(__file__).with_name("warm.py")


@pytest.fixture
def surroundings(tmp_path: Path) -> Callable[[Target | None, dict[str, str]], dict[str, str]]:
    """Give a function that makes a command's environment: ``on`` names a database, others are added."""

    def made(on: Target | None, others: dict[str, str]) -> dict[str, str]:
        found = {**os.environ, "TERTIUS_DATA_DIR": str(tmp_path / "data"), "COLUMNS": "80"}
        found["TERTIUS_CONFIG_DIR"] = str(tmp_path / "config")
        if on is not None:
            found |= {
                "TERTIUS_NEO4J_URI": on.uri,
                "TERTIUS_NEO4J_USER": on.user,
                "TERTIUS_NEO4J_PASSWORD": on.password.get_secret_value(),
                "TERTIUS_NEO4J_DATABASE": on.database,
            }
        return found | others

    return made


@pytest.fixture
def cold_tertius(tmp_path: Path, surroundings: Callable[..., dict[str, str]]) -> Run:
    """Run ``tertius`` as `tertius` does, in an interpreter of its own: nothing is imported but what it imports."""

    def run(*arguments: str, on: Target | None = None, **env: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "tertius.cli", *arguments],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=surroundings(on, env),
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def warm() -> Iterator["subprocess.Popen[str]"]:
    """Start the process that commands are forked from."""
    with subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, str(WARM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture
def tertius(tmp_path: Path, warm: "subprocess.Popen[str]", surroundings: Callable[..., dict[str, str]]) -> Run:
    """Run ``tertius`` with arguments in an empty folder.

    ``on`` names a database, ``stdin`` is its standard input, ``env`` adds to the environment.
    """

    def run(
        *arguments: str, on: Target | None = None, stdin: str = "", **env: str
    ) -> "subprocess.CompletedProcess[str]":
        given = tmp_path.with_name(f"{tmp_path.name}.in")
        given.write_text(stdin, encoding="utf-8")
        out, err = tmp_path.with_name(f"{tmp_path.name}.out"), tmp_path.with_name(f"{tmp_path.name}.err")
        order = {
            "arguments": arguments,
            "cwd": str(tmp_path),
            "env": surroundings(on, env),
            "in": str(given),
            "out": str(out),
            "err": str(err),
        }
        for file in (out, err):
            file.write_bytes(b"")
        assert warm.stdin is not None
        assert warm.stdout is not None
        print(json.dumps(order), file=warm.stdin, flush=True)
        code = int(warm.stdout.readline())
        said, errors = (file.read_text(encoding="utf-8") for file in (out, err))
        return subprocess.CompletedProcess(arguments, code, said, errors)

    return run


@pytest.fixture
def mali(holding: Callable[..., Target]) -> Target:
    """Have the database hold the sample, and nothing else."""
    from tertius_loaders.samples import sample_path

    return holding(sample_path("mali_2013"))
