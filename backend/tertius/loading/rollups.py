"""Writing what counts as what: ``COUNTS_AS`` between organizations, from the PART_OF ties that stand."""

from collections.abc import Iterable
from typing import Any

from tertius.graph.transaction import Transaction
from tertius.loading.properties import BOUNDS
from tertius.loading.report import Derived
from tertius.model.counts_as import CountsAs, Part, counts_as
from tertius.model.dates import Bounds

_BELOW = (
    "UNWIND $ids AS id MATCH (:Entity:Organization {id: id})<-[:PART_OF]-(o:Organization) RETURN DISTINCT o.id AS id"
)
_ABOVE = (
    "UNWIND $ids AS id MATCH (o:Entity:Organization {id: id})-[t:PART_OF]->(whole:Organization) "
    "RETURN t.id AS id, o.id AS unit, whole.id AS whole, t.likelihood AS likelihood, "
    f"[{', '.join(f't.{name}' for name in BOUNDS)}] AS bounds"
)
_KINDS = "UNWIND $ids AS id MATCH (o:Entity:Organization {id: id}) WHERE o.canonical_id = id RETURN id, o.kind AS kind"
_STANDING = (
    "UNWIND $ids AS id MATCH (o:Entity {id: id})-[c:COUNTS_AS]->(g:Entity) "
    "RETURN elementId(c) AS node, id AS unit, g.id AS group, properties(c) AS row"
)
_REMOVE = "UNWIND $nodes AS node MATCH ()-[c:COUNTS_AS]->() WHERE elementId(c) = node DELETE c"
_MAKE = (
    "UNWIND $rows AS x MATCH (o:Entity {id: x.unit}) MATCH (g:Entity {id: x.group}) "
    "CREATE (o)-[c:COUNTS_AS]->(g) SET c = x.row"
)


def derive(tx: Transaction, organizations: Iterable[str], *, below: bool = True) -> Derived:
    """Derive again what organizations count as, and write what differs.

    Parameters
    ----------
    tx
        The transaction, which holds the lock on everything derived.
    organizations
        Ids of organizations; what is none any more, or gave way to another, counts as nothing.
    below
        Whether the units below them, too, may count as another than before.
    """
    units = set(organizations)
    if below:
        units |= _closure(tx, units)
    parts, ends, todo = [], set(units), units
    while todo:
        found = [_part(row) for row in tx.rows(_ABOVE, ids=list(todo))]
        parts += found
        todo = {part.whole for part in found} - ends
        ends |= todo
    kinds = {row["id"]: row["kind"] for row in tx.rows(_KINDS, ids=list(ends))}
    wanted = {_key(row): row for row in map(_row, counts_as(kinds, parts, units & kinds.keys()))}
    standing = tx.rows(_STANDING, ids=list(units))
    stay = {_key(row) for row in standing} & wanted.keys()
    gone = [row["node"] for row in standing if _key(row) not in stay]
    made = [row for key, row in wanted.items() if key not in stay]
    if gone:
        tx.run(_REMOVE, nodes=gone)
    if made:
        tx.run(_MAKE, rows=made)
    return Derived(rollups=len(gone) + len(made))


def _closure(tx: Transaction, units: set[str]) -> set[str]:
    seen, todo = set(units), units
    while todo:
        todo = {row["id"] for row in tx.rows(_BELOW, ids=list(todo))} - seen
        seen |= todo
    return seen


def _part(row: dict[str, Any]) -> Part:
    return Part(row["id"], row["unit"], row["whole"], Bounds(*row["bounds"]), row["likelihood"])


def _row(found: CountsAs) -> dict[str, Any]:
    row = {
        "level": found.level.value,
        "from_earliest": found.first,
        "from_latest": found.sure_first,
        "to_earliest": found.sure_last,
        "to_latest": found.last,
        "part_ids": [part.id for part in found.parts],
        "part_from_latest": [part.bounds.from_latest for part in found.parts],
        "part_to_earliest": [part.bounds.to_earliest for part in found.parts],
        "likelihood": found.likelihood,
    }
    return {"unit": found.unit, "group": found.group, "row": row}


def _key(row: dict[str, Any]) -> str:
    """Return all that a row says, as text."""
    return repr((row["unit"], row["group"], sorted(row["row"].items())))
