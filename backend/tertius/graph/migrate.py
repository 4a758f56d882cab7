"""Bringing a database's schema up to date: each file of ``cypher/schema`` once, in order, whoever starts first.

How it holds together:

- Neo4j does not mix schema and data in one transaction, so every statement is a transaction of its own.
- Progress is kept in the database: ``(:SchemaMigration {version, name, checksum, statements_done, applied_at})``. A
  data statement and its progress commit together, so it takes effect exactly once. Schema statements commit before
  their progress, which is noted once for a run of them, so they must bear being repeated: ``IF NOT EXISTS`` or
  ``IF EXISTS`` is required of them.
- One process at a time: a write lock on the one ``:SchemaLock`` node, held by an open transaction. A process that dies
  loses its connection, and the server then frees the lock: nothing is left to clean up.
"""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import neo4j
from neo4j.exceptions import Neo4jError, TransientError

from tertius import logs
from tertius.catalog.cypher_text import Statement, blanked
from tertius.errors import ConflictError, QueryTimeoutError
from tertius.graph.connect import Driver
from tertius.graph.faults import DRIVER_ERRORS, can_only_be_read, translate, translated
from tertius.graph.read import Reader
from tertius.graph.schema_files import SCHEMA_STATEMENT, Migration, available
from tertius.wording import quoted

__all__ = ["Applied", "Migration", "applied", "available", "migrate", "outstanding"]

_OWN_TRANSACTIONS = re.compile(r"\bIN\s+(?:\S+\s+CONCURRENT\s+)?TRANSACTIONS\b", re.IGNORECASE)

#: The runner's own two constraints, without which two processes could each make a lock.
_BOOTSTRAP = (
    "CREATE CONSTRAINT schema_migration_version IF NOT EXISTS FOR (m:SchemaMigration) REQUIRE m.version IS UNIQUE",
    "CREATE CONSTRAINT schema_lock_id IF NOT EXISTS FOR (l:SchemaLock) REQUIRE l.id IS UNIQUE",
    "MERGE (:SchemaLock {id: 'schema'})",
)
_TAKE_LOCK = "MATCH (l:SchemaLock {id: 'schema'}) SET l.taken_at = datetime()"
_STATE = (
    "MATCH (m:SchemaMigration) RETURN m.version AS version, m.name AS name, m.checksum AS checksum, "
    "m.statements_done AS done, m.applied_at IS NOT NULL AS whole ORDER BY version"
)
_PROGRESS = (
    "MERGE (m:SchemaMigration {version: $version}) "
    "SET m.name = $name, m.checksum = $checksum, m.statements_done = $done, "
    "m.applied_at = CASE WHEN $whole THEN datetime() END"
)
_INDEXES_WITHIN_S = 600


@dataclass(frozen=True)
class Applied:
    """A migration that a database has had.

    Attributes
    ----------
    version, name
        As in :class:`Migration`, when it was applied.
    checksum
        :meth:`Migration.checksum_after` those statements.
    statements
        How many of its statements took effect.
    whole
        Whether that was all of them; False after a crash in the middle.
    """

    version: int
    name: str
    checksum: str
    statements: int
    whole: bool = True


def applied(driver: Driver, database: str = "neo4j") -> list[Applied]:
    """Return what a database says of its migrations.

    Parameters
    ----------
    driver, database
        The database.

    Returns
    -------
    list of Applied
        In order of version; the last may not be whole.

    Raises
    ------
    DatabaseUnavailableError
        The server does not answer.
    """
    with translated(f"database {database}", "a look at its schema"), driver.session(database=database) as session:
        return [
            Applied(row["version"], row["name"], row["checksum"], row["done"], row["whole"])
            for row in session.run(_STATE)
        ]


async def outstanding(reader: Reader, *, folder: Path | None = None) -> list[Migration]:
    """Return the migrations that a database has still to have, asked over an asynchronous connection.

    Parameters
    ----------
    reader
        The database.
    folder
        Where the migrations are; those of the installation by default.

    Returns
    -------
    list of Migration
        In order of version; empty if the schema is up to date.

    Raises
    ------
    ConflictError
        The database's migrations are not those of this installation (see :func:`migrate`).
    DatabaseUnavailableError
        The server does not answer.
    """
    rows = (await reader.run(_STATE)).rows
    had = [Applied(row["version"], row["name"], row["checksum"], row["done"], row["whole"]) for row in rows]
    return [migration for migration, _ in _pending(available(folder), had)]


def migrate(
    driver: Driver, database: str = "neo4j", *, folder: Path | None = None, patience_s: float = 600.0
) -> list[Applied]:
    """Apply the migrations that a database has not had. Safe to call at every start, from many processes at once.

    Parameters
    ----------
    driver, database
        The database, with the right to change its schema.
    folder
        Where the migrations are; those of the installation by default.
    patience_s
        Seconds to wait for another process that is migrating, and to hold the lock at most.

    Returns
    -------
    list of Applied
        Those that this call finished; empty if there was nothing to do.

    Raises
    ------
    ConflictError
        An applied file was edited or is gone, a version is missing, the database is newer than this code, another
        process holds the lock for too long, existing data breaks a new constraint, or the database can only be read.
    CatalogueError
        A migration that the server cannot run.
    DatabaseUnavailableError
        The server is gone; what was finished stays, and the next call goes on from there.
    """
    wanted = available(folder)
    if not _pending(wanted, applied(driver, database)):
        return []
    try:
        return _migrate(driver, database, wanted, patience_s)
    except ConflictError as error:
        if not can_only_be_read(error):
            raise
        raise ConflictError(
            "The database was made by an earlier Tertius and can only be read, so it cannot be brought up to date.",
            where=error.where,
            next_step="Stop its server and start it once without --read-only. A copy of a past day is brought up to "
            "date before it is served again.",
        ) from error


def _migrate(driver: Driver, database: str, wanted: Sequence[Migration], patience_s: float) -> list[Applied]:
    log = logs.get("tertius.graph.migrate")
    _bootstrap(driver, database)
    finished = []
    with _Lock(driver, database, patience_s) as lock:
        # Only now does nobody else change it.
        for migration, done in _pending(wanted, applied(driver, database)):
            started = time.perf_counter()
            for number, statement in enumerate(migration.statements[done:], start=done + 1):
                lock.make_sure()
                _apply(driver, database, migration, statement, number)
            finished.append(Applied(migration.version, migration.name, migration.checksum, len(migration.statements)))
            log.info(
                "migrated",
                version=migration.version,
                name=migration.name,
                elapsed_ms=round((time.perf_counter() - started) * 1e3),
            )
        if finished:
            with translated(f"database {database}", "the wait for new indexes"), driver.session(database=database) as s:
                s.run("CALL db.awaitIndexes($seconds)", seconds=_INDEXES_WITHIN_S).consume()
    return finished


def _pending(wanted: Sequence[Migration], had: Sequence[Applied]) -> list[tuple[Migration, int]]:
    """Return what is still to be done, each with the number of its statements that are; refuse what cannot be."""
    by_version = {migration.version: migration for migration in wanted}
    latest = wanted[-1]
    newest = had[-1].version if had else 0
    if newest > latest.version:
        raise ConflictError(
            f"The database is newer than this Tertius: it has had migration V{newest:04d} ({had[-1].name}), and the "
            f"newest known here is {latest.path.name}.",
            where=quoted(latest.path.parent),
            next_step="Upgrade Tertius, or restore a dump from before that migration.",
        )
    for earlier, one in enumerate(had, start=1):
        if one.version != earlier:
            raise ConflictError(
                f"The database has had migration V{one.version:04d} but not V{earlier:04d}.",
                where=quoted(by_version[earlier].path),
                next_step="Restore a dump from before, and migrate from there; migrations apply in order.",
            )
        file = by_version[one.version]
        now = file.checksum if one.whole else file.checksum_after(one.statements)
        if now != one.checksum:
            raise ConflictError(
                f"{file.path.name} was changed after it was applied: its checksum was {one.checksum} then "
                f"and is {now} now.",
                where=quoted(file.path),
                next_step="Put the old text back, and write the change as a new migration.",
            )
    done = {one.version: len(by_version[one.version].statements) if one.whole else one.statements for one in had}
    return [
        (migration, done.get(migration.version, 0))
        for migration in wanted
        if done.get(migration.version, -1) < len(migration.statements)
    ]


def _apply(driver: Driver, database: str, migration: Migration, statement: Statement, number: int) -> None:
    progress = {
        "version": migration.version,
        "name": migration.name,
        "checksum": migration.checksum_after(number),
        "done": number,
        "whole": number == len(migration.statements),
    }
    is_schema = SCHEMA_STATEMENT.match(statement.text)
    following = migration.statements[number : number + 1]
    within_run = is_schema and following and SCHEMA_STATEMENT.match(following[0].text)
    try:
        with driver.session(database=database) as session:
            if is_schema or _OWN_TRANSACTIONS.search(blanked(statement.text)):
                _patiently(lambda: session.run(statement.text).consume())
                if not within_run:
                    session.run(_PROGRESS, progress).consume()
                return

            def work(tx: neo4j.ManagedTransaction) -> None:
                tx.run(statement.text).consume()
                tx.run(_PROGRESS, progress).consume()

            session.execute_write(work)
    except DRIVER_ERRORS as error:
        place = f"{quoted(migration.path)}:{statement.line} on database {database}"
        raise translate(error, address=place, doing=f"migration V{migration.version:04d}") from error


def _bootstrap(driver: Driver, database: str) -> None:
    with translated(f"database {database}", "the start of a migration"), driver.session(database=database) as session:
        for statement in _BOOTSTRAP:
            _patiently(lambda statement=statement: session.run(statement).consume())  # type: ignore[misc]


def _patiently(run: Callable[[], object], tries: int = 8) -> None:
    """Run a schema statement again while another session is at the same one: the loser is told so in several ways."""
    for attempt in range(1, tries + 1):
        try:
            run()
        except Neo4jError as error:
            lost_a_race = isinstance(error, TransientError) or (error.code or "").endswith("AlreadyExists")
            if not lost_a_race or attempt == tries:
                raise
            time.sleep(0.05 * 2**attempt)
        else:
            return


class _Lock:
    """The write lock on the one lock node, as long as the ``with`` lasts."""

    def __init__(self, driver: Driver, database: str, patience_s: float) -> None:
        self._session = driver.session(database=database)
        self._where = f"database {database}"
        self._patience_s = patience_s

    def __enter__(self) -> "_Lock":
        try:
            self._held = self._session.begin_transaction(timeout=self._patience_s)
            self._held.run(_TAKE_LOCK).consume()
        except DRIVER_ERRORS as error:
            self._session.close()
            said = translate(error, address=self._where, doing="the wait for the migration lock")
            if isinstance(said, QueryTimeoutError):
                raise ConflictError(
                    f"Another process has been migrating this database for {self._patience_s:g} s.",
                    where=self._where,
                    next_step="Let it finish and start again; `SHOW TRANSACTIONS` on the server tells what it does.",
                ) from error
            raise said from error
        return self

    def make_sure(self) -> None:
        """Raise if the server has taken the lock away, before one more statement is run without it."""
        with translated(self._where, "the migration, whose lock it had to hold"):
            self._held.run("RETURN 1").consume()

    def __exit__(self, *_: object) -> None:
        # Nothing was written that matters; letting go is all. A connection lost by now has let go already.
        try:
            self._held.close()
        except DRIVER_ERRORS:
            pass
        finally:
            self._session.close()
