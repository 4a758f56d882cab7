"""What derivation still owes: written in the same transaction as the change that causes it, paid off once a load.

A ``(:Debt)`` node lists what to derive again. It is deleted in the transaction that writes the result, so a load that
is killed at any moment leaves either the change with its debt, or neither; whoever derives next pays it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from tertius.graph.transaction import Transaction
from tertius.loading.facts import FACTS_OF
from tertius.loading.properties import EVENT_TIES
from tertius.model.claims import Claim
from tertius.model.derive import tie_keys
from tertius.model.kinds import ATTRIBUTE_KINDS, EVENT_RECORD

BREAK_UP, PROFILE, DERIVE, ROLL_UP = 0, 1, 2, 3
"""The order in which debts are paid. A life is known before the ties that it clips, so each of them is derived once."""

AT_MOST = 1_000
"""Things that one debt lists at most, so that paying it is one small transaction."""


OLD = (
    "UNWIND $ids AS id MATCH (c:Claim {id: id}) RETURN id, c.kind AS kind, c.stint AS stint, c.tie_id AS tie_id, "
    f"[(c)-[part:ABOUT]->(other) | [part.as, other.id]] AS about, {FACTS_OF}"
)
"""What claims with these ids (``$ids``) spoke of, and which facts they had."""


@dataclass(slots=True)
class Debt:
    """What to derive again.

    Attributes
    ----------
    profiles
        Ids of entities whose own properties may change.
    events
        Ids of events whose ties may change.
    ties
        Ids of other ties that may change.
    groups
        Ids of entities that a decision moved to another group: their claims' ties move.
    claims
        Keys of claims that a decision is about.
    sources
        Ids of sources whose independence changed: all that their claims speak of.
    lives
        Ids of entities whose life changed: all ties that cannot outlive them.
    rollups
        Ids of organizations that may count as another than before, and so may every unit below them.
    """

    profiles: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    ties: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    claims: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    lives: set[str] = field(default_factory=set)
    rollups: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        """Whether anything is owed."""
        return any(getattr(self, part.name) for part in fields(self))

    def touch(self, claim: Claim, canonical: Callable[[str], str], *, tie_id: str | None = None) -> None:
        """Owe everything that a claim speaks of.

        Parameters
        ----------
        claim
            The claim; only its kind, stint and what it is about matter.
        canonical
            Maps an entity's id to the one that stands for it.
        tie_id
            The tie that the stored claim is counted for, if it is known.
        """
        if claim.kind == EVENT_RECORD:
            event = claim.entity("event")
            if event is not None:
                self.events.add(event)
                self.profiles.add(event)
        elif claim.kind in ATTRIBUTE_KINDS:
            subject = claim.entity("subject")
            if subject is not None:
                self.profiles.add(subject)
        elif claim.kind in EVENT_TIES:
            event = claim.entity("object" if claim.kind == "PARTICIPATED_IN" else "subject")
            if event is not None:
                self.events.add(event)
        else:
            self.ties.update(key.id for key in tie_keys(claim, canonical))
            if tie_id:
                self.ties.add(tie_id)

    def parts(self) -> Iterator[dict[str, list[str]]]:
        """Yield the debt in parts of at most `AT_MOST` things each. Profiles and roll-ups have parts of their own."""
        names = [part.name for part in fields(self)]
        for some in (names[:1], names[1:-1], names[-1:]):
            items = [(name, item) for name in some for item in sorted(getattr(self, name))]
            for start in range(0, len(items), AT_MOST):
                part: dict[str, list[str]] = {}
                for name, item in items[start : start + AT_MOST]:
                    part.setdefault(name, []).append(item)
                yield part


_OWE = "UNWIND $parts AS part CREATE (d:Debt) SET d = part, d.id = randomUUID(), d.run_id = $run"
_LIST = (
    "MATCH (d:Debt) RETURN elementId(d) AS node, d.id AS id, d.run_id AS run_id, "
    "CASE WHEN coalesce(d.groups, d.claims, d.sources, d.lives) IS NOT NULL THEN 0 "
    "WHEN d.profiles IS NOT NULL THEN 1 WHEN d.rollups IS NULL THEN 2 ELSE 3 END AS stage ORDER BY id"
)
_READ = "MATCH (d:Debt) WHERE elementId(d) = $node AND d.id = $id RETURN properties(d) AS debt"
_PAID = "MATCH (d:Debt) WHERE elementId(d) = $node AND d.id = $id DELETE d"


@dataclass(frozen=True, slots=True)
class Note:
    """A debt as it is listed.

    Attributes
    ----------
    node, id
        Where it is, and its own id: a server gives a deleted node's place to another.
    run_id
        The run that it was written for.
    stage
        When it is paid: `BREAK_UP` what has groups, claims, sources or lives, then `PROFILE` what entities show and
        `DERIVE` ties, and `ROLL_UP` when nothing else is owed.
    """

    node: str
    id: str
    run_id: str
    stage: int


def owe(tx: Transaction, run: str, debt: Debt) -> None:
    """Write down what is owed on account of a run."""
    parts = list(debt.parts())
    if parts:
        tx.run(_OWE, parts=parts, run=run)


def owed(tx: Transaction) -> list[Note]:
    """List all debts, in a fixed order."""
    return [Note(**row) for row in tx.rows(_LIST)]


def read(tx: Transaction, note: Note) -> Debt | None:
    """Return a debt, or None when somebody else has paid it."""
    rows = tx.rows(_READ, node=note.node, id=note.id)
    if not rows:
        return None
    found = rows[0]["debt"]
    return Debt(**{part.name: set(found.get(part.name, ())) for part in fields(Debt)})


def paid(tx: Transaction, note: Note) -> None:
    """Strike a debt off, in the transaction that pays it."""
    tx.run(_PAID, node=note.node, id=note.id)


def touch_old(
    rows: Iterable[Mapping[str, Any]], canonical: Callable[[str], str], debt: Debt
) -> Iterator[Mapping[str, Any]]:
    """Owe everything that claims spoke of, given the rows of `OLD`, which go on."""
    for row in rows:
        about = tuple((role, entity) for role, entity in row["about"])
        claim = Claim(source="", record="", kind=row["kind"], about=about, stint=row["stint"])
        debt.touch(claim, canonical, tie_id=row["tie_id"])
        yield row
