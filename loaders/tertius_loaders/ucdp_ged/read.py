"""The only input and output of this loader: it opens files of one release and streams their rows."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tertius.errors import DataError, InputError
from tertius.loading.facts import lacking
from tertius.loading.loader import BadRow, Document, RawRow, Written
from tertius.model.sources import Release
from tertius.reading.streamed import Streamed, digest, open_streamed
from tertius.wording import counted, quoted
from tertius_loaders.events.cells import number_in, plain
from tertius_loaders.events.columns import not_known
from tertius_loaders.ucdp.actor_list import MEMBERS_COLUMNS, Coalitions, actor_list, column_called
from tertius_loaders.ucdp_ged.columns import FACT_COLUMNS, GED_COLUMNS, KNOWN, NEEDED
from tertius_loaders.ucdp_ged.covering import covered, replaces, scope_of
from tertius_loaders.ucdp_ged.editions import edition, is_official, is_protest, release_called, version_in
from tertius_loaders.ucdp_ged.options import GedOptions
from tertius_loaders.ucdp_ged.selecting import Selection
from tertius_loaders.ucdp_ged.shape import SOURCE, Shaper

FORMAT = "ucdp-ged/4"
"""Name and version of how rows are shaped; a new version shapes some rows differently."""


class GedLoader:
    """Opens files of UCDP's Georeferenced Event Dataset: a document of those of one release."""

    name = "ucdp_ged"
    options = GedOptions
    many = True

    def by_release(self, paths: Sequence[Path], *, options: GedOptions | None = None) -> list[tuple[Path, ...]]:
        """Return the files by their releases, from the oldest to the newest; all together if a release is named.

        Raises
        ------
        DataError
            If a file's name does not say which release it is of.
        """
        if options is not None and options.release:
            return [tuple(paths)]
        found: dict[str, list[Path]] = defaultdict(list)
        for path in paths:
            found[_release_of(path)].append(path)
        return [tuple(found[version]) for version in sorted(found, key=lambda version: edition(version).order or ())]

    def open(self, *paths: Path, options: GedOptions | None = None) -> Document:
        """Open the files and see that they are of GED; no row is kept.

        Raises
        ------
        DataError
            If there is no such file, it is not of GED, a column is missing, or the release cannot be told.
        InputError
            If an option cannot be used.
        """
        chosen = options or GedOptions()
        selection = chosen.selection()
        this = edition(chosen.release or _version(paths))
        files = [_table(path) for path in paths]
        members, also = _members(chosen)
        shaper = Shaper(members)
        reading = _Reading(files, selection)
        rest = any(file.set_aside for file in files)  # rows set aside, under the name of the file that they come from
        whole = all(is_official(path.name) for path in paths)
        only = None if whole or selection.countries else shaper.countries
        return Document(
            source=SOURCE,
            release=Release(
                source=SOURCE.id, version=this.version, published=chosen.published, sha256=digest((*paths, *also))
            ),
            rows=reading.rows,
            shape=shaper.shape,
            records=shaper.records,
            memory=shaper.memory,
            key=("id",),
            left_out=reading.left_out,
            lacks=lacking([name for name in GED_COLUMNS if all(name in file.columns for file in files)], FACT_COLUMNS),
            noticed=lambda: tuple(note for file in files for note in file.noticed()),
            loader=FORMAT + chosen.recipe(),
            notes=(
                *(note for file in files for note in (*file.notes, *not_known(file, KNOWN))),
                *(() if rest else _observed(selection, known=whole or chosen.all_events, several=len(files) > 1)),
            ),
            part=rest,
            written={file.name: Written.like(file) for file in files},
            scope=scope_of(this, selection, only),
            replaces=None if rest else replaces(this, selection, only),
            newer=lambda version: edition(version).is_newer_than(this),
            position=reading.position,
            first=None if members else shaper.first,  # who is in a coalition is read elsewhere
            coverage=None
            if rest or not (whole or chosen.all_events)
            else lambda: covered(this, selection, shaper.countries.values(), shaper.years, whole=whole),
        )


LOADER = GedLoader()
"""What `tertius load ucdp-ged FILE...` opens the files with."""


def _release_of(path: Path) -> str:
    """Return the release that a file's name gives."""
    if is_protest(path.name):
        raise _protests(quoted(path))
    version = version_in(path.name)
    if not version:
        raise DataError(
            "The file's name does not say which release of GED it is",
            where=quoted(path),
            next_step="Name the release: --release 23.1, or --release 26.0.3 for the Candidate file of March 2026.",
        )
    try:
        return release_called(version)
    except InputError as error:
        raise DataError(error.what, where=quoted(path), next_step=f"Name the release. {error.next_step}") from None


def _version(paths: Sequence[Path]) -> str:
    """Return the release that the files' names give, all the same one."""
    (first, one), *others = ((path, _release_of(path)) for path in paths)
    for path, version in others:
        if version != one:
            raise DataError(
                f"{first.name} is of release {one}, {path.name} of {version}",
                where=quoted(path),
                next_step="Load the files of one release at a time; or name one for all of them: --release.",
            )
    return one


def _observed(selection: Selection, *, known: bool, several: bool) -> Iterator[str]:
    """Say that days without an event will count as not observed, and what to do if they were."""
    if selection.within_countries:
        yield (
            "Events of other types of violence or kinds of years are left out, so that this load does not say of any "
            "day that nothing happened."
        )
    elif not known:
        yield (
            f"{'Not all files have names' if several else 'The file does not have a name'} that UCDP gives a whole "
            "release, so events may be missing: a day without one counts as not observed. If every event of "
            f"{'their' if several else 'its'} countries is there, add --all-events."
        )


def _table(path: Path) -> Streamed:
    """Open a file, with a header or without, and refuse what is none of GED."""
    if is_protest(path.name):
        raise _protests(quoted(path))
    table = open_streamed(path, columns=_names_of(quoted(path)), column_name=str.casefold)
    where = f"{quoted(path)}, line {table.header}"
    if "actorid" in table.columns:
        raise DataError(
            "This is UCDP's list of actors, no file of events",
            where=where,
            next_step=f"Load it with: tertius load ucdp-actors {quoted(path)}",
        )
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        lacks = f"columns {', '.join(missing)}" if len(missing) > 1 else f"column {missing[0]}"
        raise DataError(
            f"The file has no {lacks}",
            where=where,
            next_step="Take the CSV of GED itself, of release 19.1 or later; its first line names the columns.",
        )
    first = next(table.rows(), None)
    if first is not None and plain(first.values["type_of_violence"]) == "4":
        raise _protests(f"{quoted(path)}, line {first.line}")
    return table


def _names_of(where: str) -> Callable[[Sequence[str]], Sequence[str] | None]:
    """Return what tells whether a first line is an event of a file that does not name its columns."""

    def names(cells: Sequence[str]) -> Sequence[str] | None:
        if not cells or number_in(cells[0]) is None:
            return None
        if len(cells) == len(GED_COLUMNS):
            return GED_COLUMNS
        raise DataError(
            f"No line of the file names its columns, and its first one has {counted(len(cells), 'cell')}, not the "
            f"{len(GED_COLUMNS)} of GED",
            where=f"{where}, line 1",
            next_step=f"Write the names of its columns above it: {', '.join(GED_COLUMNS[:3])} and so on.",
        )

    return names


def _protests(where: str) -> DataError:
    return DataError(
        "This is UCDP's file of violent political protests, which is no part of GED",
        where=where,
        next_step="Take GED itself, such as GEDEvent_v26_1.csv or ged261-csv.zip, or a Candidate file such as "
        "GEDEvent_v26_0_3.csv.",
    )


@dataclass
class _Reading:
    """The rows of the files, one file after another, how far they were read, and the ids of events not selected."""

    files: Sequence[Streamed]
    selection: Selection
    done: int = 0
    left: "array[int]" = field(default_factory=lambda: array("q"))

    def rows(self) -> Iterator[RawRow | BadRow]:
        """Stream the rows that are selected; one that cannot be read as what is wrong with it."""
        takes = self.selection.takes
        self.left = array("q")
        for done, file in enumerate(self.files):
            self.done = done
            for row in file.rows():
                values = row.values
                if row.fault is not None:
                    yield BadRow.of(file.name, row)
                elif (number := number_in(values["id"])) is None:
                    yield BadRow(file.name, row.line, "id", values["id"][:200], *_NO_ID, row=values)
                elif takes(values):
                    yield RawRow(file.name, row.line, values)
                else:
                    self.left.append(number)
        self.done = len(self.files)

    def left_out(self) -> Iterator[str]:
        """Yield the records of the events that were not selected."""
        return (f"event {number}" for number in self.left)

    def position(self) -> float:
        """Return how much has been read, 0 to 1."""
        if self.done == len(self.files):
            return 1.0
        return (self.done + self.files[self.done].position()) / len(self.files)


_NO_ID = ("The event has no id that is a whole number of at most 18 digits", "Write UCDP's id of the event.")


def _members(options: GedOptions) -> tuple[dict[str, dict[str, str]], tuple[Path, ...]]:
    """Return who makes up which coalition, with names, and the file that says so."""
    if options.coalitions is Coalitions.AS_CODED or options.actors is None:
        return {}, ()
    table = open_streamed(options.actors, column_name=column_called)
    if missing := [name for name in MEMBERS_COLUMNS if name not in table.columns]:
        raise DataError(
            f"This is not UCDP's list of actors: it has no column {missing[0]}",
            where=f"{quoted(options.actors)}, line {table.header}",
            next_step="Name the CSV of the UCDP Actor Dataset, or its zip: --actors ucdp-actor-231.csv.",
        )
    listed = actor_list(row.values for row in table.rows() if row.fault is None)
    return {
        coalition: {member: listed.names[member] for member in some if listed.names.get(member)}
        for coalition, some in listed.members.items()
    }, (options.actors,)
