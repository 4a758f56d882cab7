"""What a loader is: it opens a file or folder, streams its rows, and shapes each row into what it says.

A loader does two things and no more. ``rows`` is the only input and output: it streams rows as they stand in the file.
``shape`` is pure: one row in, what it says out. Checking, writing, revisions, ties and quarantine belong to the engine.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeAlias

from tertius.model.claims import Claim
from tertius.model.decisions import Decision
from tertius.model.entities import Entity
from tertius.model.sources import Release, Source
from tertius.reading.cuts import Fault
from tertius.reading.streamed import Streamed
from tertius.reading.table import Row, Table


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it was read.

    Attributes
    ----------
    file
        Name of the file, as its user knows it.
    line
        Line of the file that the row starts on, from 1.
    values
        The row's texts by column.
    """

    file: str
    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row set aside, with what a person needs to mend it.

    Attributes
    ----------
    file, line
        Where it stands.
    column, value
        The part that is wrong; empty when the whole row is.
    reason, next_step
        What is wrong with it, and what to do.
    row
        The row's texts by column, as far as they could be read.
    unread
        The part of it that could not be told apart into cells.
    unknown
        What the value should have been the id of, if nothing has that id (`tertius.errors.InputError`).
    """

    file: str
    line: int
    column: str
    value: str
    reason: str
    next_step: str
    row: Mapping[str, str] = field(default_factory=dict)
    unread: str = ""
    unknown: str = ""

    @classmethod
    def of(cls, file: str, row: Row) -> "BadRow":
        """Return a row of a table that cannot be read as it was meant."""
        wrong = row.fault or Fault("", "", "", "")
        return cls(file, row.line, wrong.column, wrong.value, wrong.reason, wrong.next_step, row.values, wrong.unread)


@dataclass(frozen=True, slots=True)
class Shaped:
    """What one row says.

    Attributes
    ----------
    entities
        Entities that the row declares. An entity is declared in the row that first uses it, in a row before, or is in
        the graph already; declaring it again with the same type changes nothing.
    claims
        Claims of the document's own source; two claims of a document never share a ``record``.
    decisions
        Decisions of people that the row carries.
    """

    entities: tuple[Entity, ...] = ()
    claims: tuple[Claim, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """How a table of a document is written, so that rows set aside are written alike and can be loaded.

    Attributes
    ----------
    file
        The file's name.
    columns
        Its columns, in their order.
    separator
        What stands between two cells; empty in a workbook.
    sheet
        In a workbook, the sheet.
    """

    file: str
    columns: tuple[str, ...]
    separator: str = ""
    sheet: str = ""

    @classmethod
    def like(cls, table: Table | Streamed) -> "Written":
        """Return how a table of plain text is written."""
        return cls(table.name, table.columns, table.separator)


class Tabular(Protocol):
    """A table, however it is read."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    def rows(self) -> Iterator[Row]:
        """Stream its rows."""
        ...


def rows_of(table: Tabular) -> Iterator[RawRow | BadRow]:
    """Stream the rows of a table as they stand; one that cannot be read as what is wrong with it."""
    name = table.name
    for row in table.rows():
        yield RawRow(name, row.line, row.values) if row.fault is None else BadRow.of(name, row)


@dataclass(frozen=True, slots=True)
class Extent:
    """Claims of some releases in some parts of a source: what a document covers, or replaces.

    A document may give any function of the same two texts. This one is kept with the load, so that an older release
    that is loaded later does not bring back what this one has no longer.

    Attributes
    ----------
    releases, parts
        Regular expressions: the version of the release that gave a claim, and the claim's part, match as a whole.
    """

    releases: str = ".*"
    parts: str = ".*"

    def __call__(self, version: str, part: str) -> bool:
        """Say whether a claim that this release gave for this part is among them."""
        return self.speaks_of(version) and bool(re.fullmatch(self.parts, part))

    def speaks_of(self, version: str) -> bool:
        """Say whether any claim that this release gave could be among them."""
        return bool(re.fullmatch(self.releases, version))


@dataclass(frozen=True, slots=True)
class Coverage:
    """Days and a place that a document would tell of if anything had happened: there, no event means none known.

    Attributes
    ----------
    place
        Id of the place, such as a country.
    first, last
        The days.
    """

    place: str
    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"days from {self.first} to {self.last} are none")


Rows: TypeAlias = Callable[[], Iterator[RawRow | BadRow]]
"""Starts reading from the first row, each time that it is called."""
Covers: TypeAlias = Callable[[str, str], bool]
"""Says of a claim, by the version of the release that gave it and by its part, whether it is meant; an `Extent`."""


class Memory(Protocol):
    """What a loader remembers of the rows that it has shaped, since what they say decides what later ones mean.

    Nothing is to be left of a row that is set aside, by the loader or by the engine after it: it is forgotten.
    """

    def mark(self) -> int:
        """Return where the memory stands, to come back to."""
        ...

    def back(self, mark: int = 0) -> None:
        """Forget what was remembered since then; by default since `settle`."""
        ...

    def settle(self) -> None:
        """Keep for good what is remembered: its rows stand."""
        ...


@dataclass(frozen=True)
class Document:
    """What a loader opens: one release of one source.

    Attributes
    ----------
    source, release
        Whose words these are, and in which edition. ``release.sha256`` is the digest of all that was opened; without
        it a second load cannot be recognised at a glance and reads every row again.
    rows
        Streams the rows, from the start each time. It yields a `BadRow` for one that cannot be read, and raises for a
        file that cannot be read on.
    shape
        Says what a row says. Raises `tertius.errors.InputError` with the column in ``where`` for a bad row. A row is
        shaped again, its memory gone back, where one before it turns out bad.
    records
        Names the claims (their ``record``) that a row is meant to carry, even when the row is bad; it must not fail.
        With it, a complete load knows which claims a bad row stands for and closes the rest. Without it, a complete
        load with a bad row closes nothing.
    loader
        The loader's name, with a version when a new version of it would shape the same rows differently.
    notes
        How it was read, and what was passed over, a sentence each.
    noticed
        What was noticed in this pass over the rows and costs none of them, such as blank ones; asked after the rows.
    part
        Whether it is only a part of what its source says, such as rows that were set aside before.
    written
        How each table is written, by the name that its rows have for their file. A table that is not here is written
        as CSV, with the columns of its rows.
    beside
        Texts of files that the tables cannot be loaded without, by name.
    scope
        What a complete load covers: it closes nothing else. None: all that the source says.
    replaces
        What gives way to this document even if it is not loaded as a complete one: claims that it does not repeat.
    newer
        Says of the version of another release whether that one is newer. Such a release has the last word on every
        claim that it gave, and on every one that it covers and does not have, in whichever order they are loaded.
    withdrawn
        Records that the source has withdrawn (a list of deletions); read after the rows. What the document itself says
        is not among them.
    left_out
        Records that it has and that its options leave out; asked after the rows. What a release lacks is told from
        what was not asked for by it.
    coverage
        Where and when the document would tell of events; read after the rows.
    first
        For a loader whose ``shape`` reads nothing but a row's texts, and what rows before it were the first to say:
        returns what they were the first to say since it was last asked, as pairs of what and text, in order. What later
        needs the sum of all rows, such as the years of a coverage, is told here, too. A row that says what it said in
        the last load of the release is then not shaped again. None: every row is.
    lacks
        What the files lack that other files of the source have, by the fact that claims are without for it
        (`tertius.loading.facts.FACTS`), such as ``the file has no column latitude``.
    key, key_step
        The columns that tell the rows apart, and what to do where two rows that say different things have the same in
        them. No columns where that differs from table to table.
    memory
        What shaping remembers from row to row; None if it remembers nothing.
    position
        How much of all that this pass over the rows has to read it has read, from 0 to 1; what shows progress asks it
        now and then, also from another thread.
    """

    source: Source
    release: Release
    rows: Rows
    shape: Callable[[RawRow], Shaped]
    records: Callable[[RawRow], tuple[str, ...]] | None = None
    loader: str = ""
    notes: tuple[str, ...] = ()
    noticed: Callable[[], tuple[str, ...]] | None = None
    part: bool = False
    written: Mapping[str, Written] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)
    scope: Covers | None = None
    replaces: Covers | None = None
    newer: Callable[[str], bool] | None = None
    withdrawn: Callable[[], Iterator[str]] | None = None
    left_out: Callable[[], Iterable[str]] | None = None
    coverage: Callable[[], Iterable[Coverage]] | None = None
    first: Callable[[], list[tuple[str, str]]] | None = None
    lacks: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    key_step: str = ""
    memory: Memory | None = None
    position: Callable[[], float] | None = None


class Loader(Protocol):
    """Opens one kind of file or folder; called ``LOADER`` in a package that an entry point names.

    Entry points of the group ``tertius.loaders`` name a package of such packages, or a loader itself. The first
    sentence of the loader's package is what ``tertius load --help`` says of it.

    Three attributes are for a loader to have or not. ``options``: a model of pydantic (frozen, nothing besides, every
    field with a description) whose fields are options of ``tertius load NAME``; a list can be given several times.
    ``open`` then takes ``options``, an instance or None for the defaults, and puts what changes what is emitted into
    `Document.loader`. ``many``: whether ``open`` takes several paths, of one edition. ``by_release``: takes paths and
    ``options`` and returns the paths of each edition, from the oldest to the newest, so that files of several can be
    loaded at once. `tertius.loading.opening` knows of all three.
    """

    name: str

    @property
    def open(self) -> Callable[..., Document]:
        """Open a file or folder, or several files, and read what they say of themselves, but keep none of their rows.

        Raises
        ------
        tertius.errors.DataError
            If there is no such file or folder, or it cannot be loaded at all.
        tertius.errors.InputError
            If an option cannot be used.
        """
        ...
