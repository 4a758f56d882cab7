"""The only input and output of this loader: it opens an export, and a list of deletions, and streams their rows."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tertius.errors import DataError, InputError
from tertius.loading.facts import lacking
from tertius.loading.loader import BadRow, Document, RawRow, Written, rows_of
from tertius.model.sources import Release
from tertius.reading.streamed import Streamed, digest, open_streamed
from tertius.wording import quoted
from tertius_loaders.acled.covering import Covered, Seen
from tertius_loaders.acled.options import AcledOptions, Selection
from tertius_loaders.acled.shape import COLUMNS, FACT_COLUMNS, NEEDED, SOURCE, Shaper, text_in
from tertius_loaders.events.cells import whole_or_none
from tertius_loaders.events.columns import not_known
from tertius_loaders.events.names import FirstSaid

FORMAT = "acled/3"
"""Name and version of how rows are shaped; a new version shapes some rows differently."""

DELETED = ("event_id_cnty", "deleted_timestamp")
"""The columns of ACLED's list of deletions."""

OLDER = {"ally_actor_1": "assoc_actor_1", "ally_actor_2": "assoc_actor_2"}
"""Present names of columns that were called otherwise, in the exports until 2016."""

_IMPLIED = ("data_id", "iso3", "gwno", "event_id_no_cnty")  # older columns that others tell as well

UNREAD = ("population_1km", "population_2km", "population_5km", "population_best")
"""Columns that an export may have and that are not read: they are no part of what happened."""


_ALWAYS = 1 << 62  # a deletion whose time is not told is later than every row


class AcledLoader:
    """Opens an export of ACLED."""

    name = "acled"
    options = AcledOptions

    def open(self, path: Path, *, options: AcledOptions | None = None) -> Document:
        """Open an export; no row is kept.

        Raises
        ------
        DataError
            If there is no such file, it is no export of ACLED, or a column is missing; so for the list of deletions.
        """
        chosen = options or AcledOptions()
        table = _table(path)
        deleted = _deletions(chosen.deletions) if chosen.deletions else {}
        selection, memory = chosen.selection(), FirstSaid()
        seen, shaper = Seen(deleted, memory, chosen.date_format), Shaper(memory, chosen.date_format)
        version = chosen.day
        if not version:
            raise DataError(
                "Nothing says of which day the export is, which ACLED's terms ask you to name and which tells the "
                "later of two exports",
                where=quoted(path),
                next_step="Name the day on which you exported it: --release 2026-11-20.",
            )
        files = (path, chosen.deletions) if chosen.deletions else (path,)
        return Document(
            source=SOURCE,
            release=Release(source=SOURCE.id, version=version, published=chosen.published, sha256=digest(files)),
            rows=lambda: read(table, selection, seen),
            shape=lambda row: seen.shaped(row.values, shaper.shape(row)),
            records=shaper.records,
            memory=memory,
            key=("event_id_cnty",),
            left_out=seen.left_out,
            lacks=lacking(table.columns, FACT_COLUMNS),
            noticed=table.noticed,
            loader=FORMAT + chosen.recipe(),
            notes=(*table.notes, *_not_read(table), *(() if table.set_aside else _observed(chosen))),
            part=table.set_aside,
            written={table.name: Written.like(table)},
            scope=Covered(seen),
            newer=lambda other: _is_later(other, version),
            withdrawn=seen.withdrawn if deleted else None,
            coverage=seen.coverage if chosen.all_events and not selection.types else None,
            position=table.position,
        )


LOADER = AcledLoader()
"""What `tertius load acled FILE` opens the file with."""


def read(table: Streamed, selection: Selection, seen: Seen) -> Iterator[RawRow | BadRow]:
    """Stream the selected rows, but for those of events that were deleted after they were written.

    They are as they stand in the file.
    """
    seen.left.clear()
    for row in rows_of(table):
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            deleted = seen.has_deleted(row.values)
            taken = not deleted and selection.takes(row.values)
        except InputError as error:
            text = text_in(row.values, error.where)
            yield BadRow(row.file, row.line, error.where, text, error.what, error.next_step, row.values)
            continue
        if taken:
            yield row
        elif not deleted:
            seen.left.append(text_in(row.values, "event_id_cnty"))


def _table(path: Path) -> Streamed:
    table = open_streamed(path, column_name=_column)
    missing = [column for column in NEEDED if column not in table.columns]
    if missing and set(DELETED) <= {*table.columns}:
        raise DataError(
            "This is ACLED's list of deletions, no export of events",
            where=f"{quoted(path)}, line {table.header}",
            next_step=f"Name it beside an export: tertius load acled EXPORT.csv --deletions {quoted(path)}",
        )
    if missing:
        raise DataError(
            f"The file has no column {missing[0]}",
            where=f"{quoted(path)}, line {table.header}",
            next_step=f"Export it from ACLED as CSV; an export has at least the columns {', '.join(NEEDED)}.",
        )
    return table


def _column(name: str) -> str:
    """Return the present name of a column: until 2019 they were in capitals, and some had a blank."""
    plain = name.lower().replace(" ", "_")
    return OLDER.get(plain, plain)


def _not_read(table: Streamed) -> Iterator[str]:
    unread = [column for column in table.columns if column in UNREAD]
    if unread:
        yield f"Not read, since they are no part of what happened: the columns {', '.join(unread)}."
    yield from not_known(table, (*COLUMNS, *UNREAD, *_IMPLIED))


def _observed(options: AcledOptions) -> Iterator[str]:
    """Say that days without an event will count as not observed, and what to do if they were."""
    if options.event_type:
        yield "Events of other types are left out, so that this load does not say of any day that nothing happened."
    elif not options.all_events:
        yield (
            "An export has what somebody chose: a day without an event counts as not observed. If it has every event, "
            "of every type, of its countries from its first day to its last, add --all-events."
        )


def _deletions(path: Path) -> dict[str, int]:
    """Return when each event of a list of deletions was deleted, by its id."""
    table = open_streamed(path, column_name=_column)
    missing = [column for column in DELETED if column not in table.columns]
    if missing:
        raise DataError(
            f"The list of deletions has no column {missing[0]}",
            where=f"{quoted(path)}, line {table.header}",
            next_step=f"ACLED's has the columns {' and '.join(DELETED)}.",
        )
    deleted: dict[str, int] = {}
    for row in table.rows():
        where = f"{quoted(path)}, line {row.line}"
        key = text_in(row.values, "event_id_cnty")
        if row.fault is not None or not key:
            raise DataError(
                row.fault.reason if row.fault else "The row has no event_id_cnty",
                where=where,
                next_step="Mend or delete the row: a list that is not read whole withdraws nothing.",
            )
        try:
            when = whole_or_none(text_in(row.values, "deleted_timestamp"), "deleted_timestamp")
        except InputError as error:
            raise DataError(error.what, where=where, next_step="Write a time as ACLED does, in seconds.") from None
        deleted[key] = max(deleted.get(key, 0), _ALWAYS if when is None else when)
    return deleted


def _is_later(version: str, than: str) -> bool:
    """Say whether an export is known to be later than another: both are called by their days."""
    try:
        return date.fromisoformat(version) > date.fromisoformat(than)
    except ValueError:
        return False
