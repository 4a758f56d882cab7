"""The only input and output of this loader: it opens the list and streams its rows."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tertius.errors import DataError, InputError
from tertius.loading.loader import Document, RawRow, Written, rows_of
from tertius.model.cells import csv_lines
from tertius.model.sources import Release
from tertius.reading.streamed import Streamed, digest, open_streamed
from tertius.wording import counted, quoted
from tertius_loaders.events.columns import not_known
from tertius_loaders.ucdp.actor_list import (
    ALL_COLUMNS,
    COALITION_COLUMNS,
    ActorList,
    Coalitions,
    actor_list,
    column_called,
    text_in,
)
from tertius_loaders.ucdp_actors.options import ActorsOptions
from tertius_loaders.ucdp_actors.shape import COLUMNS, SOURCE, Shaper
from tertius_loaders.ucdp_ged.editions import edition, release_called

FORMAT = "ucdp-actors/2"
"""Name and version of how rows are shaped; a new version shapes some rows differently."""

LIST = "whole-list.csv"
"""A file beside rows that were set aside: who is in the list that they come from."""

_NAMED = re.compile(r"actors?[_-]?v?([0-9]{2})[_.-]?([0-9])(?![0-9])", re.IGNORECASE)

SHOWN = 20
"""Rows that the report tells one by one of what they say and no claim can hold."""


class ActorsLoader:
    """Opens a release of UCDP's list of actors: a CSV file, plain or as UCDP's zip."""

    name = "ucdp_actors"
    options = ActorsOptions

    def open(self, path: Path, *, options: ActorsOptions | None = None) -> Document:
        """Open the list and look through it once for who is in it, since its rows speak of each other.

        Raises
        ------
        DataError
            If there is no such file, it is not UCDP's list, or a column is missing.
        """
        chosen = options or ActorsOptions()
        if path.is_dir():
            path = _set_aside_in(path)
        table = _table(path)
        listed = _survey(table, path.with_name(LIST))
        version = chosen.release or _version(table, path)
        this = edition(version)
        members = chosen.coalitions is Coalitions.MEMBERS
        shaper = Shaper(listed, members)
        return Document(
            source=SOURCE,
            release=Release(source=SOURCE.id, version=version, published=chosen.published, sha256=digest((path,))),
            rows=lambda: rows_of(table),
            shape=shaper.shape,
            key=("ActorId",),
            loader=f"{FORMAT}{' coalitions=members' if members else ''}",
            notes=(*table.notes, *not_known(table, ALL_COLUMNS), *_doubts(table, shaper)),
            noticed=table.noticed,
            part=table.set_aside,
            written={table.name: Written.like(table)},
            beside={LIST: _as_csv(listed)},
            newer=lambda other: edition(other).is_newer_than(this),
            position=table.position,
        )


LOADER = ActorsLoader()
"""What `tertius load ucdp-actors FILE` opens the file with."""


def _set_aside_in(folder: Path) -> Path:
    """Return the file of rows in a folder that a load had set them aside in; the folder itself if it is none."""
    tables = [file for file in folder.glob("[!.]*") if file.name != LIST]
    return tables[0] if len(tables) == 1 and (folder / LIST).is_file() else folder


def _table(path: Path) -> Streamed:
    table = open_streamed(path, column_name=column_called)
    missing = [column for column in COLUMNS if column not in table.columns]
    if not missing:
        return table
    if "ActorId" not in missing:
        raise DataError(
            f"The list has no column {missing[0]}",
            where=f"{quoted(path)}, line {table.header}",
            next_step=f"These columns are read: {', '.join(COLUMNS)}.",
        )
    events = {"side_a_new_id", "where_prec"} <= {*table.columns}
    raise DataError(
        "This is UCDP's file of events, not its list of actors" if events else "This is not UCDP's list of actors",
        where=f"{quoted(path)}, line {table.header}",
        next_step=f"Load it with: tertius load ucdp-ged {quoted(path)}"
        if events
        else "Take the CSV of the UCDP Actor Dataset, or its zip; its first column is ActorId.",
    )


def _survey(table: Streamed, whole: Path) -> ActorList:
    """Return who is in the list; of rows that were set aside, in the one that they come from, told beside them."""
    tables = [open_streamed(whole, column_name=column_called)] if table.set_aside and whole.is_file() else []
    return actor_list(row.values for one in (*tables, table) for row in one.rows() if row.fault is None)


def _version(table: Streamed, path: Path) -> str:
    """Return the release that the first row is of; if it does not say so, the one that the file's name gives."""
    said = next((text_in(row.values, "Version") for row in table.rows() if row.fault is None), "")
    found = _NAMED.search(path.name)
    try:
        return release_called(said or (f"{found[1]}.{found[2]}" if found else ""), annual=True)
    except InputError as error:
        raise DataError(
            error.what if said else "Nothing says which release of the list of actors it is",
            where=f"{quoted(path)}, column Version",
            next_step="Name the release: --release 22.1.",
        ) from None


def _as_csv(listed: ActorList) -> str:
    """Return what `_survey` needs of a list: ids, names, and coalitions, in whichever column."""
    coalitions: dict[str, list[str]] = defaultdict(list)
    for coalition, members in listed.members.items():
        for member in members:
            coalitions[member].append(coalition)
    rows = (
        {"ActorId": actor, "NameData": name, COALITION_COLUMNS[0]: ", ".join(coalitions[actor])}
        for actor, name in listed.names.items()
    )
    return "".join(csv_lines(rows, ("ActorId", "NameData", COALITION_COLUMNS[0])))


def _doubts(table: Streamed, shaper: Shaper) -> Iterator[str]:
    """Yield a sentence for each row that says what no claim can hold, for the first of them at least."""
    more = 0
    for at, (actor, doubts) in enumerate(
        (raw.values["ActorId"], doubts)
        for raw in rows_of(table)
        if isinstance(raw, RawRow) and (doubts := shaper.doubts(raw))
    ):
        if at < SHOWN:
            yield f"Actor {actor}: {'; '.join(doubts)}. No claim is made of this; it is noted with the name."
        else:
            more += 1
    if more:
        yield f"{counted(more, 'more row')} with something of which no claim is made."
