"""Writing claims: batch by batch, each in one transaction, the next one prepared while the server writes the last.

Everything that a batch changes, and everything that derivation owes for it, commits together or not at all. That is
what makes a killed load resumable: the claims that are there are whole, and the rest is read again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice

from tertius.errors import ConflictError
from tertius.graph.transaction import Transaction, transact
from tertius.graph.write import Writer
from tertius.loading import debts, releases, retyping
from tertius.loading.batches import Batch
from tertius.loading.creation import NEW_CLAIMS, NEW_ENTITIES
from tertius.loading.debts import OLD, Debt, touch_old
from tertius.loading.lease import Run
from tertius.loading.loader import BadRow
from tertius.loading.premises import Premises
from tertius.loading.prepare import Prepared, Preparer
from tertius.loading.report import Derived
from tertius.model.kinds import EntityType

ATTEMPTS = 3
"""How often a batch is prepared again when another load has just made one of its entities."""
CLOSED_AT_ONCE = 1_000
"""Claims closed in one transaction."""

_CLOSE = (
    "UNWIND $ids AS id MATCH (c:Claim {id: id}) WHERE c.recorded_to IS NULL "
    "SET c.recorded_to = $now, c.closed_by = $run"
)


@dataclass(slots=True)
class Tally:
    """What was written so far.

    Attributes
    ----------
    new, changed, unchanged, older
        Claims; the last ones are those on which a newer release has the last word.
    closed_kinds
        Claims that are not said any more, or that a newer release closes, by kind.
    lost
        How many revisions lack a fact that the one before had, by the fact.
    gone
        Keys of the claims that a newer release closes.
    entities, unsaid
        New ones; and those that do not count yet, since a newer release has the last word on all that was said of them.
    derived
        Ties that were derived with their batch.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    closed_kinds: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    gone: set[bytes] = field(default_factory=set)
    entities: int = 0
    unsaid: set[str] = field(default_factory=set)
    derived: Derived = Derived()  # noqa: RUF009 - frozen

    @property
    def closed(self) -> int:
        """How many claims were closed."""
        return self.closed_kinds.total()

    def add(self, prepared: Prepared) -> None:
        """Count a batch that was written."""
        self.new += prepared.new
        self.changed += prepared.changed
        self.unchanged += prepared.unchanged
        self.closed_kinds += prepared.lapsed
        self.older += prepared.older
        self.gone |= prepared.gone
        self.lost += prepared.lost
        self.entities += sum(map(len, prepared.entities.values())) - len(prepared.unsaid)
        self.entities += len(self.unsaid & prepared.said)
        self.unsaid = (self.unsaid - prepared.said) | prepared.unsaid
        self.derived += prepared.ties.counts()


class _Flight:
    """The one batch that the server may be writing while the next is prepared."""

    def __init__(
        self,
        server: ThreadPoolExecutor,
        commit: Callable[[Batch, Prepared], Prepared],
        landed: Callable[[Prepared], None],
    ) -> None:
        self._server = server
        self._commit = commit
        self._landed = landed
        self._future: Future[Prepared] | None = None
        self.types: dict[str, EntityType] = {}

    def start(self, batch: Batch, prepared: Prepared) -> None:
        self.types = prepared.types
        self._future = self._server.submit(self._commit, batch, prepared)

    def land(self) -> None:
        """Wait for it, and raise what it raised."""
        future, self._future = self._future, None
        if future is not None:
            self._landed(future.result())


class Ledger:
    """Writes the claims of one run.

    Parameters
    ----------
    writer
        The database.
    run
        The run that holds the source.
    source, release
        Their ids.
    now
        The moment that everything is recorded at.
    known
        The decisions and sources that the run began with.
    preparer
        Prepares the batches.
    set_aside
        Takes rows that turn out bad.
    """

    def __init__(
        self,
        writer: Writer,
        run: Run,
        *,
        source: str,
        release: str,
        now: datetime,
        known: Premises,
        preparer: Preparer,
        set_aside: Callable[[BadRow], None],
    ) -> None:
        self._writer = writer
        self._run = run
        self._source = source
        self._release = release
        self._now = now
        self._premises = known
        self._preparer = preparer
        self._set_aside = set_aside
        self._redone = 0
        self.tally = Tally()

    def write(self, batches: Iterable[Batch], progress: Callable[[], None] = lambda: None) -> None:
        """Write all batches in order.

        What is raised while reading them, or by a transaction, is raised here after the batch on its way has ended.
        """
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger") as server:
            flight = _Flight(server, self._commit, partial(self._landed, progress=progress))
            try:
                for batch in batches:
                    redone = self._redone
                    prepared = self._preparer.prepare(batch, flight.types)
                    flight.land()
                    if self._redone != redone:
                        # the one before was prepared again, so what this one assumed of it may no longer be so
                        prepared = self._preparer.prepare(batch, {})
                    batch.settle()
                    flight.start(batch, prepared)
            finally:
                flight.land()

    def _landed(self, prepared: Prepared, progress: Callable[[], None]) -> None:
        self.tally.add(prepared)
        for bad in prepared.bad:
            self._set_aside(bad)
        progress()

    def _commit(self, batch: Batch, prepared: Prepared) -> Prepared:
        for attempt in range(ATTEMPTS):
            if not prepared.writes:
                return prepared
            try:
                transact(self._writer, partial(self._put, prepared=prepared))
            except ConflictError as error:
                # A constraint held: another load made the same entity since this batch was prepared, or this very
                # transaction had committed before its answer was lost. Losing the source is no such case.
                if error.where == self._run.id or attempt == ATTEMPTS - 1:
                    raise
                prepared = self._preparer.prepare(batch, {})
                self._redone += 1
            else:
                return prepared
        raise AssertionError("unreachable")

    def _put(self, tx: Transaction, prepared: Prepared) -> None:
        self._run.hold(tx)
        spans = prepared.spans.rows
        for kind, rows in prepared.entities.items():
            tx.run(NEW_ENTITIES[kind], rows=rows, spans=spans)
        if prepared.retyped:
            retyping.retype(tx, self._run.id, prepared.retyped)
        if prepared.closed:
            tx.run(_CLOSE, ids=prepared.closed, now=self._now, run=self._run.id)
        if prepared.claims:
            tx.run(
                NEW_CLAIMS,
                rows=prepared.claims,
                spans=spans,
                release=self._release,
                source=self._source,
                run=self._run.id,
                now=self._now,
            )
        if prepared.repeated:
            releases.repeat(tx, self._run.id, prepared.repeated)
        prepared.ties.write(tx)
        debts.owe(tx, self._run.id, prepared.debt)

    def close(self, ids: Iterator[str], progress: Callable[[], None] = lambda: None) -> None:
        """Close the claims with these ids."""
        while page := list(islice(ids, CLOSED_AT_ONCE)):
            self.tally.closed_kinds += transact(self._writer, partial(self._close, ids=page))
            progress()

    def _close(self, tx: Transaction, ids: list[str]) -> Counter[str]:
        self._run.hold(tx)
        debt = Debt()
        kinds = Counter(
            row["kind"] for row in touch_old(tx.rows(OLD, ids=ids), self._premises.identity.canonical, debt)
        )
        tx.run(_CLOSE, ids=ids, now=self._now, run=self._run.id)
        debts.owe(tx, self._run.id, debt)
        return kinds
