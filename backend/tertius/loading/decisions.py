"""Decisions of people: stored beside the sources, applied whenever anything is derived, overwritten by no source.

A decision belongs to the folder that it came in, or to none. A folder's newer row about the same thing replaces its
older one; a complete load of the folder takes back those whose rows are gone. What a person takes back in the graph
stays taken back when the unchanged row is loaded again.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from tertius.errors import InputError, TertiusError
from tertius.graph.transaction import Transaction
from tertius.loading import debts, gather, premises
from tertius.loading.debts import Debt
from tertius.loading.limits import check_text
from tertius.loading.loader import BadRow, RawRow
from tertius.loading.premises import Premises
from tertius.loading.properties import CLAIM_MAP, claim_from, entity_type
from tertius.loading.quarantine import bad_row
from tertius.loading.runs import others
from tertius.model.decisions import (
    ABOUT_CLAIMS,
    Decision,
    DecisionKind,
    Identity,
    amend,
    check_decision,
    stored_decision,
)
from tertius.model.ids import fingerprint
from tertius.model.kinds import EntityType

_OF_SOURCE = "MATCH (d:Decision {source_id: $source}) RETURN properties(d) AS decision"
_OF_RUN = "MATCH (d:Decision {run_id: $run}) RETURN properties(d) AS decision"
_PUT = "UNWIND $rows AS row MERGE (d:Decision {id: row.id}) SET d = row"
_ENTITIES = "UNWIND $ids AS id MATCH (e:Entity {id: id}) RETURN id, labels(e) AS labels"
# In every revision: a decision about a claim that is closed waits for it.
_NAMES = (
    "UNWIND $ids AS id MATCH (:Entity {id: id})<-[part:ABOUT]-(c:Claim) "
    "WHERE (c.kind IN ['NAME', 'ALIAS'] AND part.as = 'subject') OR (c.kind = 'EVENT_RECORD' AND part.as = 'event') "
    "RETURN DISTINCT c.key AS key, CASE c.kind WHEN 'EVENT_RECORD' THEN c.name ELSE c.value END AS name"
)
_CLAIM = (
    "MATCH (c:Claim {key: $key}) WITH c ORDER BY c.revision DESC LIMIT 1 "
    "MATCH (c)-[:CITES]->(r:Release) "
    f"RETURN {CLAIM_MAP} AS claim, {gather.ABOUT}, r.published AS published"
)

Row = dict[str, Any]


def properties_of(decision: Decision) -> Row:
    """Return a decision's properties, without those that say how it came into the graph."""
    return {
        "id": decision.id,
        "kind": decision.kind.value,
        "left": decision.left,
        "right": decision.right,
        "field": decision.field,
        "value": decision.value,
        "who": decision.who,
        "when": decision.when,
        "why": decision.why,
        "source_id": decision.source,
        "undone": decision.undone,
    }


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What the undoing of loads took back about one question, since a load last decided it.

    Attributes
    ----------
    now
        The decision as it is in the graph now, standing again or undone.
    contents
        Digests of what was taken back.
    """

    now: Decision
    contents: Collection[str]

    def has(self, decision: Decision) -> bool:
        """Say whether this very decision, or this very taking back of one, was undone."""
        return digest(decision) in self.contents


def taken_back(tx: Transaction, source: str) -> list[TakenBack]:
    """Return what the undoing of loads took back of the decisions of a source, and no load has decided since."""
    found = (row["decision"] for row in tx.rows(_OF_SOURCE, source=source))
    return [TakenBack(stored_decision(row), row["taken_back"]) for row in found if row.get("taken_back")]


def digest(decision: Decision) -> str:
    """Return a digest of all that a decision says, whether it was taken back included."""
    return fingerprint(json.dumps(properties_of(decision), default=str, sort_keys=True))


def _pack(row: Mapping[str, Any]) -> str:
    """Return a decision's node as text, so that undoing can put it back; what was before it is kept inside."""
    kept = dict(row)
    kept["before"] = json.loads(kept["before"]) if kept.get("before") else None
    return json.dumps(kept, default=str)


def _unpack(text: str) -> Row:
    return unpacked(json.loads(text))


def unpacked(packed: Mapping[str, Any]) -> Row:
    """Return a decision's properties as the graph keeps them, given with days and moments as ISO text."""
    row = dict(packed)
    for name, read in (("when", date), ("undone", date), ("recorded_from", datetime)):
        row[name] = read.fromisoformat(row[name]) if row.get(name) else None
    if not isinstance(row.get("before"), str):
        row["before"] = json.dumps(row["before"]) if row.get("before") else None
    return row


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a document would bring that is not in the graph yet: for looking ahead.

    Attributes
    ----------
    types
        Types of the entities that it declares.
    claims
        Keys of its claims, as bytes.
    names
        The names that its claims give to entities, by the entity's id.
    """

    types: Mapping[str, EntityType] = field(default_factory=dict)
    claims: Collection[bytes] = ()
    names: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Change:
    """What is to become of the decisions of one source.

    Attributes
    ----------
    rows
        Nodes to write.
    bad
        Rows that are refused.
    after
        The decisions that stand when it is done, those of other sources included.
    """

    rows: list[Row] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    after: list[Decision] = field(default_factory=list)


def plan(
    tx: Transaction,
    known: Premises,
    source: str,
    decided: Sequence[tuple[RawRow, Decision]],
    *,
    run: str,
    now: datetime,
    complete: bool,
    ahead: Ahead = Ahead(),
) -> Change:
    """Compare what a document decides with what is stored, and refuse what cannot be.

    Parameters
    ----------
    tx
        The transaction, which holds the lock on everything derived.
    known
        The premises as it stands.
    source
        The document's source.
    decided
        Its decisions, with the rows that they came in.
    run, now
        The run, and the moment it records at.
    complete
        Whether decisions of the source whose rows are gone are taken back. They are not if a row is refused.
    ahead
        What the document would bring, when it was not written.
    """
    stored = {row["decision"]["id"]: row["decision"] for row in tx.rows(_OF_SOURCE, source=source)}
    wanted, refused = _checked(tx, known, source, decided, ahead)
    gone = set(stored) - {decision.id for _, decision in wanted} if complete and not refused else set()
    change = _compare(known, stored, wanted, gone=gone, run=run, now=now)
    if change.bad and gone:
        change = _compare(known, stored, wanted, gone=set(), run=run, now=now)
    change.bad[:0] = refused
    return change


def _checked(
    tx: Transaction, known: Premises, source: str, decided: Sequence[tuple[RawRow, Decision]], ahead: Ahead
) -> tuple[list[tuple[RawRow, Decision]], list[BadRow]]:
    """Sort out decisions about what is not there, about things that do not fit, and second ones about one thing."""
    good: list[tuple[RawRow, Decision]] = []
    bad: list[BadRow] = []
    seen: set[str] = set()
    beside = [*known.decisions, *(decision for _, decision in decided)]
    for raw, given in decided:
        decision = replace(given, source=source)
        try:
            check(tx, decision, ahead, said=raw.values.get("left", ""))
            if decision.kind is DecisionKind.PREFER_NAME and decision.undone is None:
                _refuse_unknown_name(tx, decision, beside, ahead)
            _refuse_second(decision, seen)
        except InputError as error:
            bad.append(bad_row(raw, error))
            continue
        seen.add(decision.id)
        good.append((raw, decision))
    return good, bad


def _refuse_second(decision: Decision, seen: Collection[str]) -> None:
    if decision.id in seen:
        raise InputError(
            "This was decided in an earlier row already",
            where="left",
            next_step="Keep one of the two rows. The first one was kept.",
        )


def _refuse_unknown_name(tx: Transaction, decision: Decision, beside: Sequence[Decision], ahead: Ahead) -> None:
    """Refuse to prefer a name that no claim has ever given, as it stands or as it was corrected."""
    links = [one for one in beside if one.kind is DecisionKind.SAME and one.undone is None]
    group = sorted(Identity(links).group(decision.left))
    found = tx.rows(_NAMES, ids=group)
    keys = {row["key"] for row in found}
    names = {row["name"] for row in found} | {name for member in group for name in ahead.names.get(member, ())}
    names |= {one.value for one in beside if one.left in keys and one.field == "value" and one.undone is None}
    names.discard(None)
    if decision.value not in names:
        listed = ", ".join(sorted(names)[:10]) + (", …" if len(names) > 10 else "")
        raise InputError(
            f"No claim gives {decision.left} the name {decision.value[:60]!r}",
            where="value",
            next_step=f"Its names are {listed}."
            if names
            else "No claim gives it any name: write an ALIAS claim first.",
        )


def check(tx: Transaction, decision: Decision, ahead: Ahead, *, said: str = "") -> None:
    """Refuse a decision about what is not there, or that cannot be applied to it.

    Parameters
    ----------
    tx
        The transaction.
    decision
        The decision.
    ahead
        What the document would bring, when it was not written.
    said
        How its row names what it is about: a claim's key says nothing to a reader.

    Raises
    ------
    InputError
        With the column in ``where``.
    """
    for name in ("left", "right", "value", "who", "why"):
        check_text(name, getattr(decision, name))
    if not decision.about_claim:
        ends = [end for end in (decision.left, decision.right) if end]
        found = {row["id"]: entity_type(row["labels"]) for row in tx.rows(_ENTITIES, ids=ends)}
        check_decision(decision, {**found, **ahead.types})
        return
    rows = tx.rows(_CLAIM, key=decision.left)
    if not rows and is_key(decision.left) and bytes.fromhex(decision.left) in ahead.claims:
        return
    if not rows:
        raise InputError(
            f"There is no claim {(said or decision.left)[:80]}",
            where="left",
            next_step="Load the source that makes it first, or correct the id.",
            unknown="claim",
        )
    claim = claim_from(rows[0]["claim"], rows[0]["about"])
    try:
        amend(claim, [decision], published=rows[0]["published"])
    except InputError as error:
        raise InputError(error.what, where="value", next_step=error.next_step) from None


def is_key(text: str) -> bool:
    """Say whether a text can be the key of a claim."""
    return len(text) == 24 and all(letter in "0123456789abcdef" for letter in text)


def _compare(
    known: Premises,
    stored: Mapping[str, Row],
    wanted: Iterable[tuple[RawRow, Decision]],
    *,
    gone: set[str],
    run: str,
    now: datetime,
) -> Change:
    change = Change()
    own = {decision.id: decision for decision in map(stored_decision, stored.values()) if not decision.undone}
    foreign = {decision.id for decision in known.decisions} - own.keys()
    standing = {decision.id: decision for decision in known.decisions if decision.id in foreign}
    standing.update((id_, decision) for id_, decision in own.items() if id_ not in gone)
    for id_ in gone & own.keys():
        change.rows.append(_row(stored[id_], stored[id_], run, now, undone=now.date(), by=run))
    news = [(raw, decision) for raw, decision in wanted if not _stays(stored.get(decision.id), decision)]
    for _, decision in news:
        standing.pop(decision.id, None)
    for raw, decision in news:
        try:
            Identity([*standing.values(), decision])
        except TertiusError as error:
            column = InputError(error.what, where="left", next_step=error.next_step)
            change.bad.append(bad_row(raw, column))
            if decision.id in own:
                standing[decision.id] = own[decision.id]
            continue
        if decision.undone is None:
            standing[decision.id] = decision
        new = {**properties_of(decision), "digest": digest(decision)}
        change.rows.append(_row(new, stored.get(decision.id), run, now, undone=decision.undone, by=None))
    change.after = list(standing.values())
    return change


def _stays(stored: Row | None, decision: Decision) -> bool:
    """Say whether a row is what is stored: the same, and not taken back by a load or an undo (``undone_by``)."""
    if stored is None or stored["digest"] != digest(decision):
        return False
    return stored.get("undone") == decision.undone or not stored.get("undone_by")


def _row(new: Row, before: Row | None, run: str, now: datetime, *, undone: date | None, by: str | None) -> Row:
    packed = _pack(before) if before is not None else None
    return {**new, "undone": undone, "undone_by": by, "run_id": run, "recorded_from": now, "before": packed}


def write(tx: Transaction, known: Premises, change: Change, run: str) -> None:
    """Write changed decisions, and owe what they move: for this run, and for every load that is still going.

    A load that began before reads claims into the old groups; what it is owed here puts them right when it ends.
    """
    if not change.rows:
        return
    tx.run(_PUT, rows=change.rows)
    premises.changed(tx)
    debt = Debt(
        groups=moved(known.decisions, change.after),
        claims={row["left"] for row in change.rows if row["kind"] in ABOUT_CLAIMS},
        profiles={row["left"] for row in change.rows if row["kind"] == DecisionKind.PREFER_NAME},
    )
    for owner in (run, *others(tx, run)):
        debts.owe(tx, owner, debt)


def moved(before: Sequence[Decision], after: Sequence[Decision]) -> set[str]:
    """Return the entities whose group is another than before."""
    named = {entity for decision in (*before, *after) if decision.right for entity in (decision.left, decision.right)}
    old, new = Identity(before), Identity(after)
    return {entity for entity in named if old.group(entity) != new.group(entity)}


def restored(tx: Transaction, known: Premises, run: str, day: date) -> Change:
    """Say what the decisions of a run were before it.

    Raises
    ------
    ConflictError
        If what stood before contradicts what others have decided since.
    """
    change = Change()
    standing = {decision.id: decision for decision in known.decisions}
    for found in (row["decision"] for row in tx.rows(_OF_RUN, run=run)):
        back = _unpack(found["before"]) if found.get("before") else {**found, "undone": day, "undone_by": run}
        if found.get("before") is None:
            back["run_id"] = None
        back["taken_back"] = [*(found.get("taken_back") or ()), found["digest"]]
        change.rows.append(back)
        standing.pop(found["id"], None)
        decision = stored_decision(back)
        if decision.undone is None:
            standing[decision.id] = decision
    change.after = list(standing.values())
    Identity(change.after)
    return change
