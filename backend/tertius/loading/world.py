"""What derivation depends on besides the claims: the assumptions, the decisions, which sources are one voice.

All of it is small (a few tables, what people decided by hand, a list of sources) and is held in memory. One node,
``(:Assumptions {id: 'current'})``, guards it: whoever changes a decision or a source's origin, or derives anything,
first takes that node's write lock, and every change raises its ``version``. So nobody derives from half a change.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tertius import logs
from tertius.errors import ConflictError, InputError
from tertius.graph.transaction import Transaction
from tertius.model.claims import Claim
from tertius.model.dates import APPROXIMATE
from tertius.model.decisions import Decision, DecisionKind, Identity, amend
from tertius.model.hedges import Assumptions
from tertius.model.sources import Source, independent_roots

_RETURN = (
    "RETURN a.version AS version, a.hedges AS hedges, a.credibility AS credibility, "
    "a.inferred AS inferred, a.approximate_dates AS approximate_dates, a.rebuilding AS rebuilding"
)
_TAKE = f"MATCH (a:Assumptions {{id: 'current'}}) SET a.derived_at = datetime() {_RETURN}"
_PEEK = f"MATCH (a:Assumptions {{id: 'current'}}) {_RETURN}"
_MAKE = (
    "MERGE (a:Assumptions {id: 'current'}) ON CREATE SET a.version = 0, a.rebuilding = false, a.hedges = $hedges, "
    "a.credibility = $credibility, a.inferred = $inferred, a.approximate_dates = $approximate_dates"
)
_CHANGED = "MATCH (a:Assumptions {id: 'current'}) SET a.version = a.version + 1"
_REBUILDING = (
    "MATCH (a:Assumptions {id: 'current'}) SET a.rebuilding = true, a.version = a.version + 1, a.hedges = $hedges, "
    "a.credibility = $credibility, a.inferred = $inferred, a.approximate_dates = $approximate_dates"
)
_REBUILT = "MATCH (a:Assumptions {id: 'current'}) WHERE a.rebuilding SET a.rebuilding = false"
_DECISIONS = (
    "MATCH (d:Decision) WHERE d.undone IS NULL "
    "RETURN d {.kind, .left, .right, .field, .value, .who, .when, .why, .source_id, .undone} AS decision"
)
_SOURCES = "MATCH (s:Source) RETURN s.id AS id, s.derived_from AS derived_from"


def tables(assumptions: Assumptions) -> dict[str, str]:
    """Return the assumptions as the graph keeps them, so that an answer can print what it was derived with."""
    return {
        "hedges": json.dumps({hedge.value: p for hedge, p in assumptions.hedges.items()}),
        "credibility": json.dumps({str(grade): p for grade, p in assumptions.credibility.items()}),
        "inferred": json.dumps(assumptions.inferred),
        "approximate_dates": json.dumps(dict(APPROXIMATE)),
    }


def decision_from(properties: Mapping[str, Any]) -> Decision:
    """Return the decision that a node holds."""
    return Decision(
        kind=DecisionKind(properties["kind"]),
        left=properties["left"],
        right=properties["right"] or "",
        field=properties["field"] or "",
        value=properties["value"] or "",
        who=properties["who"],
        when=properties["when"],
        why=properties["why"],
        source=properties["source_id"] or "",
        undone=properties.get("undone"),  # the graph keeps no null
    )


@dataclass(frozen=True)
class World:
    """Everything that ties and profiles depend on besides claims, as of one version.

    Attributes
    ----------
    version
        Rises with every decision and every change of what a source derives from.
    assumptions
        The tables of probabilities.
    decisions
        Those that stand.
    roots
        Independent root of each source.
    """

    version: int
    assumptions: Assumptions
    decisions: tuple[Decision, ...] = ()
    roots: Mapping[str, str] = field(default_factory=dict)
    identity: Identity = field(init=False)
    _rulings: Mapping[str, list[Decision]] = field(init=False)

    def __post_init__(self) -> None:
        rulings: dict[str, list[Decision]] = defaultdict(list)
        for decision in self.decisions:
            if not decision.right:
                rulings[decision.left].append(decision)
        object.__setattr__(self, "identity", Identity(self.decisions))
        object.__setattr__(self, "_rulings", dict(rulings))

    def ruled(self, key: str) -> bool:
        """Say whether any decision is about the claim."""
        return key in self._rulings

    def needs_published(self, key: str) -> bool:
        """Say whether amending the claim takes the day that its source was published."""
        return any(decision.field == "when" for decision in self._rulings.get(key, ()))

    def amended(self, claim: Claim, key: str, published: date | None = None) -> Claim | None:
        """Return the claim as the decisions leave it, or None when it was rejected.

        A correction that no longer fits (its claim has become one of another kind) is passed over with a warning: one
        stale decision must not stop every load.
        """
        rulings = self._rulings.get(key)
        if not rulings:
            return claim
        try:
            return amend(claim, rulings, published=published)
        except InputError as error:
            logs.get(__name__).warning("decision passed over", claim=key, reason=error.what)
            return amend(claim, [ruling for ruling in rulings if ruling.kind is not DecisionKind.CORRECT])


def ensure(tx: Transaction, assumptions: Assumptions) -> None:
    """Make the node that holds the assumptions, if this is the first load ever."""
    tx.run(_MAKE, **tables(assumptions))


def take(tx: Transaction, assumptions: Assumptions, known: World | None = None, *, rebuilding: bool = False) -> World:
    """Take the lock on everything derived until the transaction ends, and return the world as it is then.

    Parameters
    ----------
    tx
        The transaction.
    assumptions
        The tables that likelihoods are to be derived with.
    known
        What was read before; returned as it is when nothing changed since.
    rebuilding
        Whether this is the rebuild that everybody else waits for.

    Raises
    ------
    ConflictError
        If the graph was derived with other tables, or a rebuild with other tables is under way.
    """
    rows = tx.rows(_TAKE)
    if not rows:
        return World(0, assumptions)
    check_tables(rows[0], assumptions, rebuilding=rebuilding)
    if known is not None and known.version == rows[0]["version"]:
        return known
    return read(tx, assumptions, rows[0]["version"])


def peek(tx: Transaction, assumptions: Assumptions) -> World:
    """Return the world as it is, without the lock: for looking ahead only.

    Raises
    ------
    ConflictError
        As `take`.
    """
    rows = tx.rows(_PEEK)
    if not rows:
        return World(0, assumptions)
    check_tables(rows[0], assumptions)
    return read(tx, assumptions, rows[0]["version"])


def read(tx: Transaction, assumptions: Assumptions, version: int) -> World:
    """Read the decisions and the sources."""
    return World(
        version=version,
        assumptions=assumptions,
        decisions=tuple(decision_from(row["decision"]) for row in tx.rows(_DECISIONS)),
        roots=independent_roots(
            Source(id=row["id"], title="", derived_from=tuple(row["derived_from"] or ())) for row in tx.rows(_SOURCES)
        ),
    )


def check_tables(stored: Mapping[str, Any], assumptions: Assumptions, *, rebuilding: bool = False) -> None:
    """Refuse to derive with other tables than the rest of the graph.

    Raises
    ------
    ConflictError
        Naming the tables that differ.
    """
    if stored["rebuilding"] and not rebuilding:
        raise ConflictError(
            "The ties are being derived again under other assumptions, or that was cut off",
            next_step="Wait for the rebuild to end; if none is running, run it again.",
        )
    differing = other_tables(stored, assumptions)
    if differing:
        raise ConflictError(
            f"The graph's likelihoods were derived with other assumptions ({', '.join(differing)})",
            where="(:Assumptions {id: 'current'})",
            next_step="Load with the same tables, or rebuild the derived graph with the new ones first.",
        )


def other_tables(stored: Mapping[str, Any], assumptions: Assumptions) -> list[str]:
    """Return the names of the tables that are others than those of the graph."""
    wanted = tables(assumptions)
    return [name for name in wanted if json.loads(stored[name] or "null") != json.loads(wanted[name])]


def put_tables(tx: Transaction, assumptions: Assumptions) -> bool:
    """Make these the graph's tables, to be followed by a rebuild, until whose end nobody else derives.

    Returns
    -------
    bool
        Whether they are others than before, or an earlier rebuild with other tables was cut off.
    """
    ensure(tx, assumptions)
    stored = tx.rows(_TAKE)[0]
    if not stored["rebuilding"] and not other_tables(stored, assumptions):
        return False
    tx.run(_REBUILDING, **tables(assumptions))
    return True


def rebuilt(tx: Transaction) -> None:
    """Let others derive again."""
    tx.run(_REBUILT)


def changed(tx: Transaction) -> None:
    """Say that a decision or a source's origin changed, so that whoever derives next reads them again."""
    tx.run(_CHANGED)
