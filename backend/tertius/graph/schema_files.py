"""The migrations as files: ``cypher/schema/V0001__Words.cypher``, read and checked without a database."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from tertius.catalog.cypher_text import Statement, blanked, statements
from tertius.catalog.files import cypher_root
from tertius.errors import CatalogueError, ConflictError
from tertius.wording import quoted

_FILE_NAME = re.compile(r"V(\d{4,})__(\w+)\.cypher")
#: The beginning of a statement that changes the schema.
SCHEMA_STATEMENT = re.compile(
    r"\s*(CREATE|DROP)\s+(?:OR\s+REPLACE\s+)?(?:\w+\s+)?(?:INDEX|CONSTRAINT)\b", re.IGNORECASE
)
_GUARD = re.compile(r"\bIF\s+(?:NOT\s+)?EXISTS\b", re.IGNORECASE)


@dataclass(frozen=True)
class Migration:
    """One file of the schema folder.

    Attributes
    ----------
    version
        The number in its name, from 1.
    name
        The words in its name.
    path
        The file.
    checksum
        SHA-256 of its text (line ends as LF), hexadecimal.
    statements
        What it runs, in order.
    """

    version: int
    name: str
    path: Path
    checksum: str
    statements: tuple[Statement, ...]

    def checksum_after(self, done: int) -> str:
        """Return what a database keeps once ``done`` statements took effect: after the last one, the file's checksum.

        Before that it covers those statements alone, so that one further down that the server refused can be mended.
        """
        if done == len(self.statements):
            return self.checksum
        return hashlib.sha256(";".join(one.text for one in self.statements[:done]).encode()).hexdigest()


def available(folder: Path | None = None) -> list[Migration]:
    """Read and check the schema folder.

    Parameters
    ----------
    folder
        The folder; that of the installation by default.

    Returns
    -------
    list of Migration
        In order of version: 1, 2, 3, …

    Raises
    ------
    ConflictError
        A version is missing or there twice.
    CatalogueError
        A file's name is not ``V0001__Words.cypher``, a file has no statement, or a schema statement could not be
        repeated after a crash.
    """
    folder = cypher_root() / "schema" if folder is None else folder
    found = sorted((_read(path) for path in folder.glob("*.cypher")), key=lambda one: one.version)
    for expected, migration in enumerate(found, start=1):
        if migration.version < expected:
            raise ConflictError(
                f"Two migrations have the version {migration.version}.",
                where=f"{found[expected - 2].path.name} and {migration.path.name} in {folder}",
                next_step="Give the one that is not applied anywhere yet the next free number.",
            )
        if migration.version > expected:
            raise ConflictError(
                f"Migration V{expected:04d} is missing: the next file is {migration.path.name}.",
                where=quoted(folder),
                next_step="Put the missing file back, or number the files without a gap.",
            )
    if not found:
        raise CatalogueError(
            "There is no migration in this folder.", where=quoted(folder), next_step="Name the folder `cypher/schema`."
        )
    return found


def _read(path: Path) -> Migration:
    named = _FILE_NAME.fullmatch(path.name)
    if named is None:
        raise CatalogueError(
            "This is not a migration's name.", where=quoted(path), next_step="Name it V0001__What_it_does.cypher."
        )
    text = path.read_text(encoding="utf-8")
    parts = statements(text, where=quoted(path))
    if not parts:
        raise CatalogueError(
            "This migration has no statement.", where=quoted(path), next_step="Write one that ends in a semicolon."
        )
    for statement in parts:
        if SCHEMA_STATEMENT.match(statement.text) and not _GUARD.search(blanked(statement.text)):
            raise CatalogueError(
                "This schema statement could not be repeated after a crash.",
                where=f"{quoted(path)}:{statement.line}",
                next_step="Add IF NOT EXISTS (or IF EXISTS to a DROP).",
            )
    # `read_text` has made every line end LF, so a checkout with other line ends is still the same file.
    checksum = hashlib.sha256(text.encode()).hexdigest()
    return Migration(int(named[1]), named[2].replace("_", " "), path, checksum, tuple(parts))
