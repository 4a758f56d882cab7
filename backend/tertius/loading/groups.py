"""Breaking up wide debts: who is who moves claims between ties, a source's origin or a life touches many of them.

Claims are taken a page at a time, each page in its own transaction, which also writes the narrow debts that follow
from it. Doing a page twice changes nothing, so a break-up that was cut off is simply done again.
"""

from collections.abc import Iterable
from functools import partial

from tertius.graph.transaction import Transaction, transact
from tertius.graph.write import Writer
from tertius.loading import debts, gather, premises
from tertius.loading.debts import Debt, Note
from tertius.loading.premises import Premises
from tertius.model.derive import tie_keys
from tertius.model.hedges import Assumptions
from tertius.model.kinds import EVENT_RECORD, TIE_KINDS

PAGE = 1_000

_ABOUT_MEMBERS = (
    "UNWIND $ids AS id MATCH (:Entity {id: id})<-[:ABOUT]-(c:Claim) "
    "WHERE c.recorded_to IS NULL AND c.kind IN $kinds RETURN DISTINCT c.id AS id"
)
_OF_SOURCES = "UNWIND $ids AS id MATCH (c:Claim {source_id: id}) WHERE c.recorded_to IS NULL RETURN c.id AS id"
_OF_LIVES = (
    "UNWIND $ids AS id MATCH (e:Entity {id: id}) "
    f"MATCH (e)-[t:{'|'.join(kind.name for kind in TIE_KINDS.values() if kind.mortal)}]-() "
    "RETURN DISTINCT t.id AS id"
)
_MOVE = "UNWIND $rows AS row MATCH (c:Claim {id: row.id}) SET c.tie_id = row.tie_id"
_FOUND = "UNWIND $ids AS id MATCH (e:Entity {id: id}) RETURN id, e.canonical_id AS canonical, e:Merged AS merged"
_CANONICAL = (
    "UNWIND $rows AS row MATCH (e:Entity {id: row.id}) SET e.canonical_id = row.canonical "
    "WITH e OPTIONAL MATCH (e)-[same:SAME_AS]->() DELETE same"
)
_STANDS = "UNWIND $ids AS id MATCH (e:Entity {id: id}) REMOVE e:Merged"
_GAVE_WAY = (
    "UNWIND $rows AS row MATCH (e:Entity {id: row.id}) MATCH (c:Entity {id: row.canonical}) "
    "SET e:Merged CREATE (e)-[:SAME_AS]->(c)"
)


def break_up(writer: Writer, assumptions: Assumptions, run: str, note: Note) -> None:
    """Break a wide debt up into narrow ones, and strike it off.

    Parameters
    ----------
    writer, assumptions
        As for `tertius.loading.derivation.Derivation`.
    run
        The run that the narrow debts are written for.
    note
        The wide debt.
    """
    debt = transact(writer, lambda tx: debts.read(tx, note))
    if debt is None:
        return
    if debt.groups:
        kinds = [*TIE_KINDS, EVENT_RECORD]
        for ids in gather.pages(writer, _ABOUT_MEMBERS, PAGE, ids=sorted(debt.groups), kinds=kinds):
            transact(writer, partial(_move_page, assumptions=assumptions, run=run, ids=ids))
    if debt.sources:
        for ids in gather.pages(writer, _OF_SOURCES, PAGE, ids=sorted(debt.sources)):
            transact(writer, partial(_touch_page, assumptions=assumptions, run=run, ids=ids))
    if debt.lives:
        for ids in gather.pages(writer, _OF_LIVES, PAGE, ids=sorted(debt.lives)):
            transact(writer, partial(debts.owe, run=run, debt=Debt(ties=set(ids))))
    transact(writer, lambda tx: _finish(tx, premises.take(tx, assumptions), run, note))


def move(tx: Transaction, known: Premises, run: str | None, claim_ids: Iterable[str]) -> int:
    """Count claims for the ties that they speak of now, and owe all that they speak of and spoke of.

    Parameters
    ----------
    tx, known
        The transaction, which holds the lock on everything derived, and the premises.
    run
        On whose account it is owed; None owes nothing, for a rebuild.
    claim_ids
        The claims, by id.

    Returns
    -------
    int
        Claims that moved.
    """
    debt, rows = Debt(), []
    canonical = known.identity.canonical
    for one in gather.by_id(tx, claim_ids):
        if run is not None:
            debt.touch(one.claim, canonical, tie_id=one.tie_id)
        if one.claim.kind in TIE_KINDS:
            key = next(iter(tie_keys(one.claim, canonical)), None)
            tie_id = key.id if key else None
            if tie_id != one.tie_id:
                rows.append({"id": one.id, "tie_id": tie_id})
    if rows:
        tx.run(_MOVE, rows=rows)
    if run is not None:
        debts.owe(tx, run, debt)
    return len(rows)


def _move_page(tx: Transaction, assumptions: Assumptions, run: str, ids: list[str]) -> None:
    move(tx, premises.take(tx, assumptions), run, ids)


def _touch_page(tx: Transaction, assumptions: Assumptions, run: str, ids: list[str]) -> None:
    known = premises.take(tx, assumptions)
    debt = Debt()
    for one in gather.by_id(tx, ids):
        debt.touch(one.claim, known.identity.canonical, tie_id=one.tie_id)
    debts.owe(tx, run, debt)


def _finish(tx: Transaction, known: Premises, run: str, note: Note) -> None:
    debt = debts.read(tx, note)
    if debt is None:
        return
    rest = Debt(profiles=debt.profiles | debt.groups, events=set(debt.events), ties=debt.ties, rollups=debt.groups)
    for one in gather.by_key(tx, debt.claims):
        rest.touch(one.claim, known.identity.canonical, tie_id=one.tie_id)
    mark(tx, known, debt.groups)
    # an event that stood for others may have ties left of which no claim speaks any more; other ids are passed over
    rest.events |= debt.groups
    debts.owe(tx, run, rest)
    debts.paid(tx, note)


def mark(tx: Transaction, known: Premises, entities: Iterable[str]) -> int:
    """Mark entities as canonical or as merged into another, where that is not so yet.

    Returns
    -------
    int
        Entities that changed.
    """
    wanted = {entity: known.identity.canonical(entity) for entity in entities}
    rows = [
        {"id": found["id"], "canonical": wanted[found["id"]]}
        for found in tx.rows(_FOUND, ids=list(wanted))
        if found["canonical"] != wanted[found["id"]] or found["merged"] != (wanted[found["id"]] != found["id"])
    ]
    if rows:
        tx.run(_CANONICAL, rows=rows)
        tx.run(_STANDS, ids=[row["id"] for row in rows if row["id"] == row["canonical"]])
        tx.run(_GAVE_WAY, rows=[row for row in rows if row["id"] != row["canonical"]])
    return len(rows)
