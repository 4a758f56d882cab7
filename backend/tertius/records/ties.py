"""Ties as they are read: what a row of one holds, and one by its id."""

from collections.abc import Mapping
from typing import Any

from tertius.errors import NotFoundError
from tertius.graph.read import Reader
from tertius.graph.whole import read_whole_async
from tertius.loading.properties import TIE
from tertius.model.kinds import TIE_KINDS, EntityType
from tertius.records.entity_records import TieRecord

TYPES = [str(kind) for kind in EntityType]
"""The labels of entities that say of what type they are: the parameter ``types`` of `TIE_ROW`."""

TIE_ROW = """
t {.id, .stint, .side, .roles, .from_earliest, .from_latest, .to_earliest, .to_latest, .likelihood, .claims, .sources,
  .disputed, .asserted_by, .firmness, .clipped_by, .own_from_earliest, .own_from_latest, .own_to_earliest,
  .own_to_latest, kind: type(t),
  start: {id: startNode(t).id, type: [label IN labels(startNode(t)) WHERE label IN $types][0],
    name: coalesce(startNode(t).name, startNode(t).id)},
  end: {id: endNode(t).id, type: [label IN labels(endNode(t)) WHERE label IN $types][0],
    name: coalesce(endNode(t).name, endNode(t).id)}} AS tie
"""
"""A Cypher projection of the tie ``t`` that `tie_record` reads."""


def tie_record(row: Mapping[str, Any]) -> TieRecord:
    """Return a tie from its row."""
    return TieRecord(**row, directed=TIE_KINDS[row["kind"]].directed)


async def tie_by_id(reader: Reader, tie_id: str) -> TieRecord:
    """Return a tie.

    Parameters
    ----------
    reader
        The database.
    tie_id
        The tie's id: its kind, a colon, 20 hexadecimal digits.

    Raises
    ------
    NotFoundError
        There is none.
    """
    kind = tie_id.partition(":")[0]
    if kind not in TIE_KINDS:
        raise _missing(tie_id, "A tie's id begins with its kind, such as LEADS:.")
    # The kind is one of the model's names, never what came from outside; only so the id's index can be used.
    found = f"MATCH ()-[t:{kind} {{id: $id}}]->() RETURN {TIE_ROW}"
    rows = (await read_whole_async(lambda: reader.run(found, {"id": tie_id, "types": TYPES}), {"tie": TIE})).rows
    if not rows:
        raise _missing(tie_id, "Its claims may have been closed or its ends merged: look at the entity's ties.")
    return tie_record(rows[0]["tie"])


def _missing(tie_id: str, next_step: str) -> NotFoundError:
    return NotFoundError(f"There is no tie {tie_id[:200]!r}.", where="tie id", next_step=next_step)
