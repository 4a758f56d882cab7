"""Runs the command line as a user does: a process of its own, on the throwaway database."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tertius.graph.connect import Target

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def tertius(tmp_path: Path) -> Run:
    """Run ``tertius`` with arguments in an empty folder; ``on`` names a database, ``env`` adds to the environment."""

    def run(*arguments: str, on: Target | None = None, **env: str) -> "subprocess.CompletedProcess[str]":
        surroundings = {**os.environ, "TERTIUS_DATA_DIR": str(tmp_path / "data"), "COLUMNS": "80"}
        if on is not None:
            surroundings |= {
                "TERTIUS_NEO4J_URI": on.uri,
                "TERTIUS_NEO4J_USER": on.user,
                "TERTIUS_NEO4J_PASSWORD": on.password.get_secret_value(),
                "TERTIUS_NEO4J_DATABASE": on.database,
            }
        surroundings |= env
        return subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "tertius.cli", *arguments],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=surroundings,
            timeout=300,
            check=False,
        )

    return run
