"""What derivation depends on besides the claims: the assumptions, the decisions, which sources are one voice.

All of it is small (a few tables, what people decided by hand, a list of sources) and is held in memory. One node,
``(:Assumptions {id: 'current'})``, guards it: whoever changes a decision or a source's origin, or derives anything,
first takes that node's write lock, and every change raises its ``version``. So nobody derives from half a change.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tertius.errors import ConflictError
from tertius.graph.transaction import Transaction
from tertius.model.dates import APPROXIMATE
from tertius.model.decisions import Decision, Identity, stored_decision
from tertius.model.derive_graph import VERSION
from tertius.model.hedges import Assumptions
from tertius.model.preferred_names import PreferredNames
from tertius.model.rulings import Rulings
from tertius.model.sources import Source, independent_roots

_TABLES = ("hedges", "credibility", "inferred", "approximate_dates", "derivation")
_SET = ", ".join(f"a.{name} = ${name}" for name in _TABLES)
_RETURN = (
    f"RETURN a.version AS version, a.rebuilding AS rebuilding, {', '.join(f'a.{name} AS {name}' for name in _TABLES)}"
)
_TAKE = f"MATCH (a:Assumptions {{id: 'current'}}) SET a.derived_at = datetime() {_RETURN}"
_PEEK = f"MATCH (a:Assumptions {{id: 'current'}}) {_RETURN}"
_MAKE = f"MERGE (a:Assumptions {{id: 'current'}}) ON CREATE SET a.version = 0, a.rebuilding = false, {_SET}"
_CHANGED = "MATCH (a:Assumptions {id: 'current'}) SET a.version = a.version + 1"
_REBUILDING = f"MATCH (a:Assumptions {{id: 'current'}}) SET a.rebuilding = true, a.version = a.version + 1, {_SET}"
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
        "derivation": json.dumps(VERSION),
    }


@dataclass(frozen=True)
class Premises:
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
    identity
        Which entities are one.
    rulings
        What was decided about claims.
    preferred
        Which names people prefer.
    """

    version: int
    assumptions: Assumptions
    decisions: tuple[Decision, ...] = ()
    roots: Mapping[str, str] = field(default_factory=dict)
    identity: Identity = field(init=False)
    rulings: Rulings = field(init=False)
    preferred: PreferredNames = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "identity", Identity(self.decisions))
        object.__setattr__(self, "rulings", Rulings.of(self.decisions))
        object.__setattr__(self, "preferred", PreferredNames.of(self.decisions))


def ensure(tx: Transaction, assumptions: Assumptions) -> None:
    """Make the node that holds the assumptions, if this is the first load ever."""
    tx.run(_MAKE, **tables(assumptions))


def take(
    tx: Transaction, assumptions: Assumptions, known: Premises | None = None, *, rebuilding: bool = False
) -> Premises:
    """Take the lock on everything derived until the transaction ends, and return the premises as they are then.

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
        return Premises(0, assumptions)
    check_tables(rows[0], assumptions, rebuilding=rebuilding)
    if known is not None and known.version == rows[0]["version"]:
        return known
    return read(tx, assumptions, rows[0]["version"])


def peek(tx: Transaction, assumptions: Assumptions) -> Premises:
    """Return the premises as they are, without the lock: for looking ahead only.

    Raises
    ------
    ConflictError
        As `take`.
    """
    rows = tx.rows(_PEEK)
    if not rows:
        return Premises(0, assumptions)
    check_tables(rows[0], assumptions)
    return read(tx, assumptions, rows[0]["version"])


def read(tx: Transaction, assumptions: Assumptions, version: int) -> Premises:
    """Read the decisions and the sources."""
    return Premises(
        version=version,
        assumptions=assumptions,
        decisions=tuple(stored_decision(row["decision"]) for row in tx.rows(_DECISIONS)),
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
            f"The graph was derived with other assumptions, or by another version of Tertius ({', '.join(differing)})",
            where="(:Assumptions {id: 'current'})",
            next_step="Load with the same tables, or derive everything again first: tertius db rebuild",
        )


def other_tables(stored: Mapping[str, Any], assumptions: Assumptions) -> list[str]:
    """Return the names of the tables that are others than those of the graph."""
    return [
        name for name, table in tables(assumptions).items() if json.loads(stored[name] or "null") != json.loads(table)
    ]


def of_graph(tx: Transaction) -> tuple[Assumptions, int, bool] | None:
    """Return the tables that a graph was derived with, the version of the rules, and whether these are others by now.

    What it has no table of, since that came with a later version, is as by default. None before the first load.
    """
    rows = tx.rows(_PEEK)
    if not rows:
        return None
    stored, default = {name: json.loads(rows[0][name] or "null") for name in _TABLES}, Assumptions()
    hedges, grades = stored["hedges"] or {}, stored["credibility"] or {}
    assumptions = Assumptions(
        hedges={hedge: hedges.get(hedge.value, p) for hedge, p in default.hedges.items()},
        credibility={grade: grades.get(str(grade), p) for grade, p in default.credibility.items()},
        inferred=default.inferred if stored["inferred"] is None else stored["inferred"],
    )
    return assumptions, stored["derivation"] or 0, rows[0]["rebuilding"] or bool(other_tables(rows[0], assumptions))


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
