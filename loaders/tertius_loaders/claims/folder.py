"""The loader: opens a claims folder or workbook as a document for the write path."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertius.loading.facts import lacking
from tertius.loading.loader import Document, RawRow, Shaped
from tertius_loaders.claims.columns import CLAIMS
from tertius_loaders.claims.new_folder import new_folder
from tertius_loaders.claims.read import SOURCE_FILE, Folder, read_folder
from tertius_loaders.claims.shape import Context, Shaper, survey
from tertius_loaders.claims.source import read_source, read_words

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tertius.graph.connect import Driver
    from tertius.loading.report import LoadReport
    from tertius_loaders.claims.own_decisions import OwnDecisions

FACT_COLUMNS = {name: name for name in ("role", "locator", "note", "hedge_word", "credibility")} | {"edtf": "when"}
"""The columns that a folder need not have, by what claims are without for it."""

FORMAT = "claims/1"
"""Name and version of how rows are shaped; a new version shapes some rows differently."""


class ClaimsLoader:
    """Opens claims folders."""

    name = "claims"

    def open(self, path: Path) -> Document:
        """Open a claims folder, or a workbook that is one.

        It is read at once, whole: it is small, and what was hashed is then what is loaded.

        Raises
        ------
        tertius.errors.DataError
            If the folder cannot be loaded at all.
        """
        folder = read_folder(path)
        source, release = read_source(folder.keys, sha256=folder.sha256)
        context = Context(source.id, folder.kinds, release.published, read_words(folder.keys), folder.part)
        shaping = _Shaping(folder, context)
        return Document(
            source=source,
            release=release,
            rows=folder.rows,
            shape=shaping.shape,
            records=shaping.records,
            lacks=lacking(folder.tables[CLAIMS].columns, FACT_COLUMNS) if CLAIMS in folder.tables else {},
            loader=FORMAT,
            notes=folder.notes,
            noticed=lambda: tuple(note for table in folder.tables.values() for note in table.noticed()),
            part=folder.part,
            written=folder.written,
            beside={SOURCE_FILE: folder.keys.text()},
        )

    def new(self, path: Path, *, xlsx: bool = False) -> None:
        """Write an empty folder to start from (`tertius_loaders.claims.new_folder.new_folder`)."""
        new_folder(path, xlsx=xlsx)

    def export(self, path: Path, source: str, driver: "Driver", database: str = "neo4j") -> tuple[str, ...]:
        """Write what a source says in a graph as a folder (`tertius_loaders.claims.read_back.export_folder`)."""
        from tertius_loaders.claims.read_back import export_folder

        return export_folder(path, source, driver, database)

    def own_decisions(self, folder: Path, *, who: str, patience: float) -> "AbstractContextManager[OwnDecisions]":
        """Give the decisions of one's own in a folder (`tertius_loaders.claims.own_decisions.own_decisions`)."""
        from tertius_loaders.claims.own_decisions import own_decisions

        return own_decisions(folder, who=who, patience=patience)


class _Shaping:
    """Surveys the folder when the first row is shaped, so that opening it reads no rows."""

    def __init__(self, folder: Folder, context: Context) -> None:
        self._folder, self._context = folder, context

    @cached_property
    def _shaper(self) -> Shaper:
        return Shaper(self._context, survey(self._folder.rows(), context=self._context))

    def shape(self, row: RawRow) -> Shaped:
        return self._shaper.shape(row)

    def records(self, row: RawRow) -> tuple[str, ...]:
        return self._shaper.records(row)


LOADER = ClaimsLoader()
"""What `tertius load claims FOLDER` opens the folder with."""


def load_folder(
    path: Path,
    driver: "Driver",
    database: str = "neo4j",
    **options: Any,  # noqa: ANN401 - they are those of `load`, each with its type
) -> "LoadReport":
    """Load a claims folder into a graph, in one call.

    Parameters
    ----------
    path
        The folder.
    driver, database
        Where the graph is: an open synchronous driver, which stays open, and a migrated database.
    **options
        As `tertius.loading.loading.load` takes them: ``complete``, ``dry_run``, ``quarantine``, …

    Returns
    -------
    What was done. Bad rows are no error: the report counts them and names the file that has them.

    Raises
    ------
    tertius.errors.DataError
        If the folder cannot be loaded at all.
    tertius.errors.ConflictError
        As `tertius.loading.loading.load`.
    """
    from tertius.loading.loading import load  # the driver takes a while to import, and reading a folder needs none

    return load(LOADER.open(path), driver, database, **options)
