"""The columns of a claims folder's files, and what to tell someone whose file has others."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tertius.errors import DataError, InputError
from tertius.model.claim_rows import CLAIM_COLUMNS, CONTEXT_COLUMNS
from tertius.model.ids import source_id
from tertius_loaders.claims.nearest import nearest

ENTITIES, CLAIMS, DECISIONS = "entities.csv", "claims.csv", "decisions.csv"

FILES: Mapping[str, bool] = MappingProxyType({ENTITIES: True, CLAIMS: True, DECISIONS: False})
"""The CSV files in the order in which they are loaded, and whether a folder must have them."""

ENTITY_COLUMNS = ("id", "type", "name", "kind", "countries", "lat", "lon")
"""The columns of ``entities.csv``; every further one is another authority, whose ids for the entities it gives."""

DECISION_COLUMNS = ("kind", "left", "right", "field", "value", "who", "when", "why", "undone")
"""The columns of ``decisions.csv``."""

_KNOWN: Mapping[str, tuple[str, ...]] = {
    ENTITIES: ENTITY_COLUMNS,
    CLAIMS: (*CLAIM_COLUMNS, *CONTEXT_COLUMNS),
    DECISIONS: DECISION_COLUMNS,
}
_NEEDED: Mapping[str, tuple[str, ...]] = {
    ENTITIES: ("id", "type"),
    CLAIMS: ("claim_id", "subject", "kind"),
    DECISIONS: ("kind", "left", "who", "when", "why"),
}
# Names that people try, which are no authority's.
_MEANT = {
    "alias": "ALIAS claims in claims.csv, one for each other name",
    "aliases": "ALIAS claims in claims.csv, one for each other name",
    "country": "the column countries",
    "entity_id": "the column id",
    "label": "the column name",
    "latitude": "the column lat",
    "longitude": "the column lon",
    "lng": "the column lon",
    "note": "a claim in claims.csv, which has a note",
    "notes": "a claim in claims.csv, which has a note",
    "born": "a BORN claim in claims.csv",
    "died": "a DIED claim in claims.csv",
    "role": "the role of a claim in claims.csv",
    "date": "the column when",
    "dates": "the column when",
    "predicate": "the column kind",
    "source": "source.yaml: the folder has one source",
}


def authorities(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of ``entities.csv`` that are other authorities."""
    return tuple(column for column in columns if column not in ENTITY_COLUMNS)


def check_columns(file: str, columns: Sequence[str], where: str) -> None:
    """Refuse a header that names a column twice, lacks one that is needed, or has one that is not known.

    Parameters
    ----------
    file
        The file's name, one of `FILES`.
    columns
        Its columns.
    where
        What to call the place in the message.

    Raises
    ------
    DataError
        If the file cannot be read with this header.
    """
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t"):
        mark = "semicolons" if ";" in columns[0] else "tabs"
        raise DataError(
            f"The columns of {file} are separated by {mark}",
            where=where,
            next_step="Save it as CSV with commas; in a spreadsheet, choose the field separator when saving.",
        )
    for column in columns:
        if columns.count(column) > 1:
            raise DataError(
                f"{file} has {columns.count(column)} columns {column!r}" if column else f"{file} has a nameless column",
                where=where,
                next_step="Delete or rename it.",
            )
        if column not in _KNOWN[file]:
            _check_unknown(file, column, where)
    missing = [column for column in _NEEDED[file] if column not in columns]
    if missing:
        raise DataError(
            f"{file} has no column {' and no column '.join(missing)}",
            where=where,
            next_step=f"Its first line names the columns: {','.join(_usual(file))}",
        )


def _usual(file: str) -> tuple[str, ...]:
    return CLAIM_COLUMNS if file == CLAIMS else _KNOWN[file]


def _check_unknown(file: str, column: str, where: str) -> None:
    near = nearest(column.replace(" ", "_"), _usual(file), cutoff=0.75)
    meant = _MEANT.get(column) or (f"the column {near}" if near else "")
    if file == ENTITIES and not meant:
        try:
            source_id(column)
        except InputError:
            meant = ""
        else:
            return  # another authority
    hint = f"Use {meant}." if meant else f"Delete it, or use one of {', '.join(_usual(file))}."
    if file == ENTITIES and not meant:
        hint += " A further column is the short name of an authority, in lower case, such as un or ofac."
    raise DataError(f"{file} has a column {column[:40]!r}, which is not known", where=where, next_step=hint)
