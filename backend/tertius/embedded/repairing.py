"""Opening a database whose transaction log is damaged: a copy first, then what can be read of it, and a check of that.

A disk that fills up can leave half a transaction in the log, and a server refuses to recover from such a log. Neo4j can
be told to recover up to the damage and to cut off the rest. Nobody should do that to the only copy, or without being
told what is gone.
"""

import datetime
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tertius.embedded.admin import AdminTool, CheckReport
from tertius.embedded.connection import Connection
from tertius.embedded.copying import STORES, copy_stores, need_database
from tertius.embedded.home import DATABASE, Home, read_from
from tertius.embedded.server import EmbeddedServer
from tertius.embedded.taking import take_folder
from tertius.settings import Settings

T = TypeVar("T")

_CUT = re.compile(
    r"\[(?P<database>\w+)/\w+\] Fail to recover (?:database\. Highest recovered|all transactions\. Last recoverable) "
    r"transaction id:\s*(?P<id>\d+), committed at:\s*(?P<at>\d+).*?"
    r"logVersion=(?P<version>\d+), byteOffset=(?P<offset>\d+)"
)
_APPLIED = re.compile(r"\[(?P<database>\w+)/\w+\] Recovery .*?(?P<count>\d+) transactions applied")


@dataclass(frozen=True)
class Cut:
    """Where a transaction log was cut.

    Attributes
    ----------
    database
        Whose log: ``neo4j``, or ``system`` for the server's own records.
    last
        When the last transaction before the cut was committed; None if there is none before it.
    bytes
        Bytes of the log that were cut off.
    """

    database: str
    last: datetime.datetime | None
    bytes: int


@dataclass(frozen=True)
class RepairReport:
    """What a repair did.

    Attributes
    ----------
    copy
        Folder of the database as it was before.
    recovered
        Transactions that were recovered from the logs.
    cuts
        What was cut; empty if every log could be read to its end.
    checks
        What the consistency check of each database found afterwards.
    """

    copy: Path
    recovered: int
    cuts: tuple[Cut, ...]
    checks: dict[str, CheckReport]

    @property
    def consistent(self) -> bool:
        """Whether every database is sound now."""
        return all(check.consistent for check in self.checks.values())


def repair(settings: Settings, look: Callable[[Connection], T]) -> tuple[RepairReport, T]:
    """Open a damaged database with all that can be read of it.

    Parameters
    ----------
    settings
        Where its data are.
    look
        Looks at the opened database, such as for what is in it now.

    Returns
    -------
    RepairReport, T
        What was done, and what the look found.

    Raises
    ------
    NotFoundError
        If there is no database.
    ConflictError
        If the server runs.
    EmbeddedServerError
        If there is no room for the copy, or nothing helps; the database is then as it was.
    """
    home = Home.of(settings.data_dir)
    need_database(home)
    copy = _copy(home)
    noted = home.debug.stat().st_size if home.debug.exists() else 0
    free = settings.model_copy(update={"embedded_bolt_port": 0, "embedded_http_port": 0})
    server = EmbeddedServer.from_settings(free, brief=True, salvage=True)
    try:
        try:
            found = look(server.start())
        finally:
            server.stop()
    except BaseException:
        _put_back(home, copy)
        raise
    said = read_from(home.debug, noted)
    cuts = tuple(_cut(one, copy) for one in _CUT.finditer(said))
    recovered = sum(int(one["count"]) for one in _APPLIED.finditer(said))
    tool = AdminTool.from_settings(settings)
    checks = {database: tool.check(database) for database in (DATABASE, "system")}
    return RepairReport(copy, recovered, cuts, checks), found


def _copy(home: Home) -> Path:
    """Copy the databases as they were found."""
    now = datetime.datetime.now(datetime.UTC)
    copy = home.folder / f"before-repair-{now:%Y%m%dT%H%M%S%f}Z"
    copy_stores(home, STORES, copy, what="The copy before a repair")
    return copy


def _put_back(home: Home, copy: Path) -> None:
    """Leave the database as it was found."""
    lock = take_folder(home)
    try:
        for part in STORES:
            shutil.rmtree(home.folder / "data" / part, ignore_errors=True)
            (copy / part).replace(home.folder / "data" / part)
        copy.rmdir()
    finally:
        os.close(lock)


def _cut(said: re.Match[str], copy: Path) -> Cut:
    """Read from the server's note, and from the copy, what was cut."""
    logs = (copy / "transactions" / said["database"]).glob("neostore.transaction.db.*")
    version, offset = int(said["version"]), int(said["offset"])
    lost = 0
    for log in logs:
        number = int(log.suffix.removeprefix("."))
        if number >= version:
            written = log.read_bytes().rstrip(b"\0")  # the rest has only been set aside for transactions to come
            lost += max(len(written) - (offset if number == version else 0), 0)
    at = int(said["at"])
    last = datetime.datetime.fromtimestamp(at / 1000, datetime.UTC) if at > 0 else None
    return Cut(said["database"], last, lost)
