"""Deriving everything again from the claims, page by page, and writing only what differs.

After any sequence of loads, decisions and undoings this changes nothing; it is how other assumptions come into force,
and the repair should anything ever have been changed by hand.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from tertius import logs
from tertius.errors import ConflictError
from tertius.graph.connect import Driver
from tertius.graph.transaction import Transaction, transact
from tertius.graph.write import Writer
from tertius.loading import gather, groups, premises, rollups, runs
from tertius.loading.debts import Debt
from tertius.loading.derivation import Derivation, derive
from tertius.loading.premises import Premises
from tertius.loading.properties import PAIR_TIES
from tertius.loading.report import Derived, RebuildReport
from tertius.loading.room import Room
from tertius.model.hedges import Assumptions
from tertius.model.kinds import TIE_KINDS

PAGE = 500
"""Claims, entities or ties in one transaction."""

T = TypeVar("T")

_CLAIMS = "MATCH (c:Claim) WHERE c.recorded_to IS NULL AND c.kind IN $kinds RETURN c.id AS id"
_ENTITIES = "MATCH (e:Entity) RETURN e.id AS id"
_COUNTING = "MATCH (e:Entity) WHERE e:Organization OR EXISTS { (e)-[:COUNTS_AS]->() } RETURN e.id AS id"
_EVENTS = "MATCH (e:Event) RETURN e.id AS id"
_TIES = (
    "MATCH (c:Claim) WHERE c.tie_id IS NOT NULL AND c.recorded_to IS NULL AND c.kind IN $kinds "
    "RETURN DISTINCT c.tie_id AS id"
)
_UNCLAIMED = {
    kind: f"MATCH ()-[t:{kind}]->() "
    "WHERE NOT EXISTS { MATCH (c:Claim {tie_id: t.id}) WHERE c.recorded_to IS NULL } RETURN t.id AS id"
    for kind in PAIR_TIES
}


def rebuild(
    driver: Driver,
    database: str = "neo4j",
    *,
    assumptions: Assumptions | None = None,
    progress: Callable[[str], None] = lambda _: None,
    room: Room | None = None,
) -> RebuildReport:
    """Derive all ties and all properties of entities again.

    Parameters
    ----------
    driver, database
        The database.
    assumptions
        The tables to derive with from now on; the default ones by default. When they are others than the graph's,
        loads are refused until the rebuild is done.
    progress
        Told what is being derived.
    room
        The database's disk, where it is one of this machine's.

    Raises
    ------
    NoRoomError
        If the disk is almost full. Rebuilding again goes on from there.
    ConflictError
        If the tables are others than the graph's and a load is going on.
    """
    began = time.monotonic()
    writer = Writer(driver, database, before=room.check if room else None)
    derived, moved, marked = _Rebuild(writer, assumptions or Assumptions(), progress).go()
    report = RebuildReport(derived=derived, moved=moved, marked=marked, seconds=time.monotonic() - began)
    logs.get(__name__).info("rebuild", changed=bool(report), seconds=round(report.seconds, 3))
    return report


@dataclass
class _Rebuild:
    writer: Writer
    assumptions: Assumptions
    progress: Callable[[str], None]
    known: Premises | None = None

    def go(self) -> tuple[Derived, int, int]:
        other = transact(self.writer, self._begin)
        self.progress("claims")
        moved = sum(self._each(self._move, _CLAIMS, kinds=list(TIE_KINDS)))
        self.progress("entities")
        marked = sum(self._each(self._mark, _ENTITIES))
        derived = sum(self._each(self._profiles, _ENTITIES), start=Derived())
        self.progress("ties")
        derived = sum(self._each(self._events, _EVENTS), start=derived)
        derived = sum(self._each(self._ties, _TIES, kinds=list(PAIR_TIES)), start=derived)
        for unclaimed in _UNCLAIMED.values():
            derived = sum(self._each(self._ties, unclaimed), start=derived)
        self.progress("roll-ups")
        derived = sum(self._each(self._rollups, _COUNTING), start=derived)
        if other:
            transact(self.writer, premises.rebuilt)
        # what loads that were cut off owe was derived above with everything else; this strikes it off
        settle = Derivation(
            self.writer, self.assumptions, "", lambda run: not runs.still_going(self.writer, run)
        ).settle
        return derived + settle(), moved, marked

    def _begin(self, tx: Transaction) -> bool:
        other = premises.put_tables(tx, self.assumptions)
        going = [run for run in runs.others(tx, "") if runs.is_going(tx, run)]
        if other and going:
            raise ConflictError(
                "A load is going on, which derives with the tables that the graph has now",
                where=going[0],
                next_step="Wait for it to end, then rebuild.",
            )
        return other

    def _each(
        self, work: Callable[[Transaction, Premises, list[str]], T], cypher: str, **params: object
    ) -> Iterator[T]:
        """Do work for each page of ids that a statement returns, under the lock on everything derived."""

        def page(tx: Transaction, ids: list[str]) -> tuple[Premises, T]:
            known = premises.take(tx, self.assumptions, self.known, rebuilding=True)
            return known, work(tx, known, ids)

        for ids in gather.pages(self.writer, cypher, PAGE, **params):
            self.known, result = transact(self.writer, partial(page, ids=ids))
            yield result

    def _move(self, tx: Transaction, known: Premises, ids: list[str]) -> int:
        return groups.move(tx, known, None, ids)

    def _mark(self, tx: Transaction, known: Premises, ids: list[str]) -> int:
        return groups.mark(tx, known, ids)

    def _profiles(self, tx: Transaction, known: Premises, ids: list[str]) -> Derived:
        return derive(tx, known, Debt(profiles=set(ids)), Debt())

    def _events(self, tx: Transaction, known: Premises, ids: list[str]) -> Derived:
        return derive(tx, known, Debt(events=set(ids)), Debt())

    def _ties(self, tx: Transaction, known: Premises, ids: list[str]) -> Derived:
        return derive(tx, known, Debt(ties=set(ids)), Debt())

    def _rollups(self, tx: Transaction, _: Premises, ids: list[str]) -> Derived:
        return rollups.derive(tx, ids, below=False)
