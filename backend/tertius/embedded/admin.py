"""Neo4j's own administration of the embedded server's store, while it is down: dump, restore, check, bulk import."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tertius.embedded import jvm
from tertius.embedded.archive import find_archive
from tertius.embedded.home import DATABASE, Home, without_frames
from tertius.embedded.jars import fetch_jars
from tertius.embedded.java import find_java
from tertius.embedded.lock import DEFAULT_LINE, load_lock
from tertius.embedded.past_day import PastDay, past_day, put_past_day
from tertius.embedded.process import SupervisedProcess
from tertius.embedded.taking import take_folder
from tertius.errors import ConflictError, EmbeddedServerError, NotFoundError
from tertius.settings import Settings
from tertius.wording import quoted

# Neo4j's tools would take nine tenths of the machine's memory.
_OFF_HEAP = "512m"
_UNCLEAN = re.compile(r"not shut ?down correctly|Active logical log detected|needs? recovery", re.IGNORECASE)


@dataclass(frozen=True)
class CheckReport:
    """What a consistency check found.

    Attributes
    ----------
    consistent
        Whether the store is sound.
    findings
        The tool's warnings and errors, one an entry; empty if it is.
    file
        The tool's full report, or ``None`` if it wrote none.
    """

    consistent: bool
    findings: tuple[str, ...]
    file: Path | None


class AdminTool:
    """Work on the store of an embedded server that is not running.

    Every method takes the data folder's lock while it works, so no server can start meanwhile, and ends its program
    should this process die.

    Parameters
    ----------
    data_dir, cache_dir, heap, maven_url, line
        As for :class:`~tertius.embedded.EmbeddedServer`.
    """

    def __init__(
        self,
        *,
        data_dir: Path,
        cache_dir: Path,
        heap: str = "1g",
        maven_url: str | None = None,
        line: str = DEFAULT_LINE,
    ) -> None:
        self._home = Home.of(data_dir)
        self._cache = Path(cache_dir).expanduser().absolute()
        self._heap = heap
        self._maven_url = maven_url
        self._lock = load_lock(line)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Make the tool for the server that the settings describe.

        Parameters
        ----------
        settings
            Where its data and jars are.
        """
        return cls(
            data_dir=settings.data_dir,
            cache_dir=settings.cache_dir,
            heap=settings.embedded_heap,
            maven_url=settings.maven_url,
        )

    def dump(self, to: Path) -> None:
        """Write the database to one file, which :meth:`restore` reads.

        Parameters
        ----------
        to
            The new file. It appears complete or not at all.

        Raises
        ------
        NotFoundError
            If there is no database yet.
        ConflictError
            If the server runs, was not stopped cleanly, or the file exists.
        EmbeddedServerError
            If the tool fails.
        """
        to = Path(to).expanduser().absolute()
        if to.exists():
            raise ConflictError(
                "The file for the dump is there already.", where=quoted(to), next_step="Name a new one."
            )
        self._need_database()
        try:
            with tempfile.TemporaryDirectory(dir=to.parent, prefix=".tertius-dump-") as folder:
                output, code = self._run("dump", ["database", "dump", DATABASE, f"--to-path={folder}"])
                self._refuse_unclean(output)
                if code:
                    raise self._failure("The database could not be dumped", output)
                made = Path(folder) / f"{DATABASE}.dump"
                made.chmod(0o600)
                os.link(made, to)  # unlike a renaming, this never writes over a file that has come up meanwhile
        except FileExistsError as error:
            raise ConflictError(
                "The file for the dump is there already.", where=quoted(to), next_step="Name a new one."
            ) from error
        except OSError as error:
            raise EmbeddedServerError(
                f"The dump cannot be written: {error.strerror or error}.",
                where=quoted(to),
                next_step="Name a file in a folder that is writable and has room.",
            ) from error

    def restore(self, from_: Path) -> None:
        """Put the database of a dump in the place of the one that is there. The password stays.

        Until somebody has looked whether it is a copy of a past day (`tertius.cli.copies.look_over`), it can only be
        read.

        Parameters
        ----------
        from_
            A file that :meth:`dump` has written.

        Raises
        ------
        NotFoundError
            If there is no such file.
        ConflictError
            If the server runs.
        EmbeddedServerError
            If the tool fails; the database of before is then still there.
        """
        from_ = Path(from_).expanduser().absolute()
        if not from_.is_file():
            raise NotFoundError(
                "There is no such dump.", where=quoted(from_), next_step="Name a file that a dump wrote."
            )
        self._home.create()
        with (
            self._locked() as lock,
            # The tool takes a folder, and the database's name from the file's.
            tempfile.TemporaryDirectory(dir=self._home.folder / "run", prefix="restore-") as folder,
        ):
            (Path(folder) / f"{DATABASE}.dump").symlink_to(from_)
            # What was restored may be a copy of a past day, which nobody writes into. Whoever starts it looks first.
            before = past_day(self._home)
            put_past_day(self._home, PastDay(None))
            # The tool would delete the old store before it has read the new one to its end.
            self._home.set_store_aside()
            code = None
            try:
                output, code = self._tool(lock, "restore", ["database", "load", DATABASE, f"--from-path={folder}"])
            finally:
                if code == 0:
                    self._home.forget_store_aside()
                else:
                    self._home.take_store_back()
                    put_past_day(self._home, before)
        if code:
            raise self._failure(f"{from_.name} could not be restored, and nothing was changed", output)

    def check(self, database: str = DATABASE) -> CheckReport:
        """Check the store's consistency: nodes, ties, properties, indexes and counts.

        Parameters
        ----------
        database
            ``neo4j``, or ``system`` for the server's own records.

        Raises
        ------
        NotFoundError
            If there is no database yet.
        ConflictError
            If the server runs, or was not stopped cleanly: what it had in hand is recovered at its next start, and
            until then a check proves nothing.
        EmbeddedServerError
            If the tool itself fails.
        """
        self._need_database(database)
        reports = self._home.folder / "logs" / "check"
        shutil.rmtree(reports, ignore_errors=True)
        reports.mkdir(mode=0o700)
        arguments = ["database", "check", database, f"--report-path={reports}", f"--max-off-heap-memory={_OFF_HEAP}"]
        output, code = self._run("check", arguments)
        self._refuse_unclean(output)
        findings = tuple(line.strip() for line in output.splitlines() if re.search(r"\b(WARN|ERROR)\b", line))
        file = next(iter(sorted(reports.glob("*.report"))), None)
        if code and not findings and file is None:
            raise self._failure("The check could not be done", output)
        return CheckReport(consistent=code == 0 and not findings and file is None, findings=findings, file=file)

    def bulk_import(
        self,
        nodes: Sequence[tuple[str, Sequence[Path]]],
        relationships: Sequence[tuple[str, Sequence[Path]]],
        *,
        options: Mapping[str, str] | None = None,
    ) -> str:
        """Make the database anew from files in the format of Neo4j's ``database import full``.

        Parameters
        ----------
        nodes
            For each group of files its labels, joined by ``:`` (empty: as the files say), and the files, the first of
            which begins with the header.
        relationships
            The same, with a relationship type for the labels.
        options
            Further options of that command, such as ``{"id-type": "string"}``.

        Returns
        -------
        str
            The tool's closing words: what was imported, and how long it took.

        Raises
        ------
        ConflictError
            If the server runs.
        EmbeddedServerError
            If the tool fails; the database of before is then lost, as the tool warns.
        """
        self._home.create()
        if past_day(self._home):
            put_past_day(self._home, PastDay(None))
        report = self._home.folder / "logs" / "import.report"
        arguments = ["database", "import", "full", DATABASE, "--overwrite-destination=true"]
        arguments += [f"--report-file={report}", f"--max-off-heap-memory={_OFF_HEAP}"]
        arguments += [f"--{name}={value}" for name, value in (options or {}).items()]
        for option, groups in (("nodes", nodes), ("relationships", relationships)):
            for kind, files in groups:
                listed = ",".join(_importable(Path(file)) for file in files)
                arguments.append(f"--{option}={kind}={listed}" if kind else f"--{option}={listed}")
        output, code = self._run("import", arguments)
        if code:
            raise self._failure("The import failed", output)
        return output[output.rfind("IMPORT DONE") :].strip()

    def _run(self, name: str, arguments: Sequence[str]) -> tuple[str, int]:
        with self._locked() as lock:
            return self._tool(lock, name, arguments)

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """Hold the data folder's lock, on a home that is made if it is missing."""
        self._home.create()
        lock = take_folder(self._home)
        try:
            self._home.prepare_offline()
            yield lock
        except OSError as error:
            raise self._home.unusable(error) from error
        finally:
            os.close(lock)

    def _tool(self, lock: int, name: str, arguments: Sequence[str]) -> tuple[str, int]:
        """Run Neo4j's admin program and return what it printed and its exit status."""
        java = find_java(self._lock.java)
        jars = fetch_jars(self._cache, self._maven_url, lock=self._lock)
        home = self._home
        output = home.folder / "logs" / f"admin-{name}.log"
        # An import may run for an hour; the others are over before Java's second compiler has warmed up.
        options = list(() if name == "import" else jvm.BRIEF)
        archive = find_archive(java, jars, self._cache)
        if archive and archive.exists:
            options += archive.options()
        process = SupervisedProcess(
            jvm.command(java, jars, home, jvm.ADMIN, arguments, heap=self._heap, options=options),
            lock=lock,
            cwd=home.folder,
            env=jvm.environment(home),
            output=output,
        )
        try:
            code = process.wait()
        finally:
            process.stop()
        return output.read_text(encoding="utf-8", errors="replace"), code

    def _need_database(self, name: str = DATABASE) -> None:
        if not (self._home.folder / "data" / "databases" / name).is_dir():
            raise NotFoundError(
                "There is no database in this data folder yet.",
                where=quoted(self._home.folder),
                next_step="Start the server once (`tertius db start`), or name another folder in TERTIUS_DATA_DIR.",
            )

    def _refuse_unclean(self, output: str) -> None:
        if _UNCLEAN.search(output):
            raise ConflictError(
                "The server of this database was not stopped cleanly, so its files lag behind what it had committed.",
                where=quoted(self._home.folder),
                next_step="Start it once and stop it again (`tertius db start`, `tertius db stop`): it recovers by "
                "itself. If it cannot, `tertius db repair` recovers what can be read.",
            )

    def _failure(self, what: str, output: str) -> EmbeddedServerError:
        # Neo4j reports every hundredth of its progress on a line of its own.
        said = [line for line in without_frames(output.strip()) if not line.startswith("Files: ")]
        last = "\n".join(f"  {line}" for line in said[-12:])
        return EmbeddedServerError(
            f"{what}. Neo4j's tool said:\n{last}",
            where=quoted(self._home.folder / "logs"),
            next_step="The lines above say why; the whole is in the logs of that folder.",
        )


def _importable(file: Path) -> str:
    """Write a file's name as the importer wants it: a list is parted by commas, and a name is a regular expression."""
    path = str(file.expanduser().absolute())
    if "," in path:
        raise ConflictError(
            "The importer cannot read a file with a comma in its name.",
            where=quoted(path),
            next_step="Rename the file or folder.",
        )
    return path
