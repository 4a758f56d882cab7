"""What every loader is tested with (`test_every_loader.py`): two editions of its source, and one with bad rows.

Each loader's folder of tests has an ``editions.py`` with ``def editions(folder: Path) -> Editions``, which writes small
files into the folder.
"""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tertius.cli import plugins
from tertius.graph.connect import Driver, Target
from tertius.graph.transaction import Transaction
from tertius.graph.write import Writer
from tertius.loading.digest import claims_digest, graph_digest
from tertius.loading.loader import Document

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Edition:
    """Files that are loaded together.

    Attributes
    ----------
    paths
        The files, or the folder.
    options
        What the loader is told besides, by its options' names.
    """

    paths: tuple[Path, ...]
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Editions:
    """Editions of one source, a few rows each.

    Attributes
    ----------
    first, second
        Two editions of the same scope. The second has claims that the first does not have, changes some, lacks some.
    bad
        The first edition with some rows that cannot be taken, such as one with a date that is none.
    mend
        Mends what was set aside (the folder is given) so that it says what the first edition says, and returns what to
        load.
    long
        Writes a file of about so many rows, each of them with claims of its own, into a folder. None for a loader that
        says in its README that it reads its files as a whole.
    """

    first: Edition
    second: Edition
    bad: Edition
    mend: Callable[[Path], Edition]
    long: Callable[[Path, int], Edition] | None = None


def opened(loader: str, edition: Edition) -> Document:
    """Open an edition as the command line does."""
    found: Any = plugins.loader(loader)
    options = getattr(found, "options", None)
    if options is None:
        assert not edition.options, f"{loader} takes no options"
        return found.open(*edition.paths)
    return found.open(*edition.paths, options=options(**edition.options))


def editions_of(loader: str, folder: Path) -> Editions:
    """Write the editions of a loader into a folder."""
    file = HERE / loader.replace("-", "_") / "editions.py"
    assert file.is_file(), f"{loader} has no {file.relative_to(HERE.parent.parent)}: write one (tests/loaders/kit.py)"
    return _module(file).editions(folder)


def _module(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"editions_of_{file.parent.name}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True)
class Bench:
    """The run's database and what is asked of it."""

    driver: Driver
    target: Target

    @property
    def writer(self) -> Writer:
        """A writer on it."""
        return Writer(self.driver, self.target.database)

    def state(self) -> tuple[str, str]:
        """Return what is derived and what is said, as digests."""
        return graph_digest(self.driver, self.target.database), claims_digest(self.driver, self.target.database)

    def current(self) -> dict[str, tuple[str, str, str]]:
        """Return digest, part and version of the release of every current claim, by its record."""
        return {
            row["record"]: (row["digest"], row["part"], row["version"])
            for row in self.writer.rows(
                "MATCH (c:Claim)-[:CITES]->(r:Release) WHERE c.recorded_to IS NULL "
                "RETURN c.record AS record, c.digest AS digest, coalesce(c.part, '') AS part, r.version AS version"
            )
        }

    def value(self, cypher: str) -> Any:  # noqa: ANN401 - whatever it returns
        """Return the one value of a query's one row."""
        (row,) = self.writer.rows(cypher)
        (value,) = row.values()
        return value

    def last_transaction(self) -> frozenset[str]:
        """Return the server's own name of the last transaction that wrote anything: a read's bookmark."""
        with self.driver.session(database=self.target.database, default_access_mode="READ") as session:
            session.run("RETURN 1").consume()
            return session.last_bookmarks().raw_values

    def statements_that_write(self, monkeypatch: pytest.MonkeyPatch) -> set[str]:
        """Return the statements that change anything, by the server's counters, from here on."""
        written: set[str] = set()

        def watch(name: str, original: Callable[..., Any]) -> None:
            def counting(tx: Transaction, cypher: str, /, **params: object) -> Any:  # noqa: ANN401 - what it returns
                counters = tx.counters
                result = original(tx, cypher, **params)
                if tx.counters != counters:
                    written.add(cypher)
                return result

            monkeypatch.setattr(Transaction, name, counting)

        for name in ("run", "rows"):
            watch(name, getattr(Transaction, name))
        return written


class Killed:
    """Loads in processes that kill themselves (`kills.py`): imports are done once, each load is a fork."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._process = subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, str(HERE / "kills.py")],
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join((str(HERE.parent), *sys.path)),
                "PASSWORD": target.password.get_secret_value(),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def load(self, loader: str, edition: Edition, folder: Path, *, kill: tuple[int, int] | None = None) -> int | None:
        """Load an edition as a complete one.

        Parameters
        ----------
        loader, edition, folder
            What; and the folder for bad rows.
        kill
            In which transaction it is killed, and after how many of its statements; before its commit, or after it
            where the transaction has fewer.

        Returns
        -------
        Transactions of a load that came to its end; None of one that was killed.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {
            "uri": self._target.uri,
            "database": self._target.database,
            "loader": loader,
            "paths": list(map(str, edition.paths)),
            "options": dict(edition.options),
            "quarantine": str(folder),
            "kill": kill,
        }
        print(json.dumps(request), file=self._process.stdin, flush=True)
        answer = json.loads(self._process.stdout.readline())
        assert "failed" not in answer, answer["failed"]
        return answer["transactions"]

    def close(self) -> None:
        """Let the process that forks go."""
        self._process.communicate()


@contextmanager
def killing(target: Target) -> Iterator[Killed]:
    """Give what loads and kills."""
    killed = Killed(target)
    try:
        yield killed
    finally:
        killed.close()
