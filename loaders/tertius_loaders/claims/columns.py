"""The tables of a claims folder with their columns, and what to tell someone whose table has others."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tertius.errors import DataError, InputError
from tertius.model.claim_rows import CLAIM_COLUMNS, CONTEXT_COLUMNS, READ_COLUMNS
from tertius.model.ids import source_id
from tertius.reading.table import Table
from tertius_loaders.claims.nearest import nearest

ENTITIES, CLAIMS, DECISIONS = "entities", "claims", "decisions"

TABLES: Mapping[str, bool] = MappingProxyType({ENTITIES: True, CLAIMS: True, DECISIONS: False})
"""The tables in the order in which they are loaded, and whether a folder must have them."""

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")
"""How the name of a table's file may end."""

ENTITY_COLUMNS = ("id", "type", "name", "kind", "countries", "lat", "lon")
"""The columns of the entities; every further one is another authority, whose ids for the entities it gives."""

DECISION_COLUMNS = ("kind", "left", "right", "field", "value", "who", "when", "why", "undone")
"""The columns of the decisions."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    ENTITIES: ENTITY_COLUMNS,
    CLAIMS: (*READ_COLUMNS, *CONTEXT_COLUMNS),
    DECISIONS: DECISION_COLUMNS,
}
"""The columns that each table may have."""

_NEEDED: Mapping[str, tuple[str, ...]] = {
    ENTITIES: ("id", "type"),
    CLAIMS: ("claim_id", "subject", "kind"),
    DECISIONS: ("kind", "left", "who", "when", "why"),
}
# Names that people try, which are no authority's.
_MEANT = {
    "alias": "ALIAS claims, one for each other name",
    "aliases": "ALIAS claims, one for each other name",
    "country": "the column countries",
    "entity_id": "the column id",
    "label": "the column name",
    "latitude": "the column lat",
    "longitude": "the column lon",
    "lng": "the column lon",
    "note": "a claim, which has a note",
    "notes": "a claim, which has a note",
    "born": "a BORN claim",
    "died": "a DIED claim",
    "role": "the role of a claim",
    "date": "the column when",
    "dates": "the column when",
    "predicate": "the column kind",
    "source": "source.yaml: the folder has one source",
}


def authorities(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of a table of entities that are other authorities."""
    return tuple(column for column in columns if column not in ENTITY_COLUMNS)


def check_columns(kind: str, table: Table, where: str) -> None:
    """Refuse a table that lacks a column which is needed, or has one that is not known.

    Parameters
    ----------
    kind
        Which table of a folder it is, one of `TABLES`.
    table
        The table.
    where
        What to call the place in the message.

    Raises
    ------
    DataError
        If the table cannot be read with this header.
    """
    where = f"{where}, line {table.header}"
    for column in table.columns:
        if column not in COLUMNS[kind]:
            _check_unknown(kind, table, column, where)
    missing = [column for column in _NEEDED[kind] if column not in table.columns]
    if missing:
        raise DataError(
            f"{table.name} has no column {' and no column '.join(missing)}",
            where=where,
            next_step=f"Its first line names the columns: {(table.separator or ', ').join(_usual(kind))}",
        )


def _usual(kind: str) -> tuple[str, ...]:
    return CLAIM_COLUMNS if kind == CLAIMS else COLUMNS[kind]


def _check_unknown(kind: str, table: Table, column: str, where: str) -> None:
    near = nearest(column.replace(" ", "_"), _usual(kind), cutoff=0.75)
    meant = _MEANT.get(column) or (f"the column {near}" if near else "")
    if kind == ENTITIES and not meant:
        try:
            source_id(column)
        except InputError:
            meant = ""
        else:
            return  # another authority
    hint = f"Use {meant}." if meant else f"Delete it, or use one of {', '.join(_usual(kind))}."
    if kind == ENTITIES and not meant:
        hint += " A further column is the short name of an authority, in lower case, such as un or ofac."
    raise DataError(f"{table.name} has a column {column[:40]!r}, which is not known", where=where, next_step=hint)
