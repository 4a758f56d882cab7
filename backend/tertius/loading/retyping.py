"""Entities that a run gives another type, which only one that nobody speaks of gets; and how that is taken back.

The run keeps what each was. To a moment belongs the type that the last load or undo before it gave.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from tertius.graph.transaction import Transaction
from tertius.loading import debts
from tertius.loading.debts import Debt
from tertius.loading.properties import entity_type
from tertius.model.kinds import EntityType

_TYPES = "UNWIND $ids AS id MATCH (e:Entity {id: id}) RETURN id, labels(e) AS labels"
_SET = {
    kind: "UNWIND $ids AS id MATCH (e:Entity {id: id}) "
    f"REMOVE e:{':'.join(other.value for other in EntityType if other is not kind)} SET e:{kind.value}"
    for kind in EntityType
}
_KEEP = "MATCH (r:LoadRun {id: $run}) SET r.retyped = coalesce(r.retyped, []) + $kept"
_KEPT = "MATCH (r:LoadRun {id: $run}) RETURN coalesce(r.retyped, []) AS kept"
_UNSAID = (
    "UNWIND $ids AS id MATCH (e:Entity {id: id}) "
    "WHERE NOT EXISTS { MATCH (e)<-[:ABOUT]-(c:Claim) WHERE c.recorded_to IS NULL } RETURN id"
)
_TAKEN_BACK = "MATCH (r:LoadRun {id: $run}) SET r.typed_back = $ids"
_ALL = (
    "MATCH (r:LoadRun) WHERE r.retyped IS NOT NULL RETURN r.retyped AS kept, r.started AS started, "
    "r.typed_back AS back, r.undone_at AS undone ORDER BY started"
)


def retype(tx: Transaction, run: str, wanted: Mapping[EntityType, list[str]]) -> None:
    """Give entities another type, and keep with the run what they were."""
    kept = []
    for kind, ids in wanted.items():
        before = {row["id"]: entity_type(row["labels"]) for row in tx.rows(_TYPES, ids=ids)}
        kept += [f"{before[entity]} {kind} {entity}" for entity in ids if before.get(entity, kind) is not kind]
        tx.run(_SET[kind], ids=ids)
    if kept:
        tx.run(_KEEP, run=run, kept=kept)


def take_back(tx: Transaction, run: str) -> None:
    """Give the entities that a run retyped the types that they had, but for those of which somebody speaks by now."""
    (row,) = tx.rows(_KEPT, run=run)
    before = {entity: was for was, _, entity in map(_read, row["kept"])}
    if not before:
        return
    unsaid = [row["id"] for row in tx.rows(_UNSAID, ids=list(before))]
    _set(tx, {entity: before[entity] for entity in unsaid})
    tx.run(_TAKEN_BACK, run=run, ids=unsaid)
    debts.owe(tx, run, Debt(profiles=set(unsaid), rollups=set(unsaid)))


def rewind(tx: Transaction, moment: datetime) -> None:
    """Give every entity the type that it had at a moment."""
    changes: dict[str, list[tuple[datetime, EntityType, EntityType]]] = defaultdict(list)
    for row in tx.rows(_ALL):
        back = frozenset(row["back"] or ())
        for was, now, entity in map(_read, row["kept"]):
            changes[entity].append((row["started"], was, now))
            if entity in back:
                changes[entity].append((row["undone"], now, was))
    wanted = {}
    for entity, some in changes.items():
        some.sort(key=lambda change: change[0])
        (_, wanted[entity], _), *_ = some
        for when, _, now in some:
            if when < moment:
                wanted[entity] = now
    _set(tx, wanted)


def _set(tx: Transaction, wanted: Mapping[str, EntityType]) -> None:
    for kind in EntityType:
        if ids := [entity for entity, one in wanted.items() if one is kind]:
            tx.run(_SET[kind], ids=ids)


def _read(kept: str) -> tuple[EntityType, EntityType, str]:
    was, now, entity = kept.split(" ", 2)
    return EntityType(was), EntityType(now), entity
