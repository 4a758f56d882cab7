"""Loading a document: read, write claims, close what is gone, decide, derive once, and say what was done."""

import time
from collections.abc import Set
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from tertius import logs
from tertius.errors import (
    ConflictError,
    DatabaseUnavailableError,
    DataError,
    InputError,
    NoRoomError,
    TertiusError,
)
from tertius.graph.connect import Driver
from tertius.graph.transaction import Transaction, transact
from tertius.graph.write import Writer
from tertius.loading import coverage, decisions, facts, known_rows, premises, releases, runs
from tertius.loading.batches import BATCH_CLAIMS, RowReader
from tertius.loading.closing import Closing
from tertius.loading.derivation import Derivation
from tertius.loading.lease import Run
from tertius.loading.ledger import Ledger
from tertius.loading.loader import Document
from tertius.loading.look_ahead import Outlook, look_ahead
from tertius.loading.meant import Meant
from tertius.loading.memory import rare_collections
from tertius.loading.prepare import Preparer
from tertius.loading.quarantine import Quarantine
from tertius.loading.report import Derived, LoadReport, OnProgress, Progress
from tertius.loading.room import Room
from tertius.loading.runs import Start
from tertius.loading.turns import short_turns
from tertius.model.hedges import Assumptions

MOST_GONE = 0.2
"""Share of a source's current claims that a complete load closes without being told that it may."""


def load(
    document: Document,
    driver: Driver,
    database: str = "neo4j",
    *,
    complete: bool = False,
    yes: bool = False,
    dry_run: bool = False,
    quarantine: Path | None = None,
    assumptions: Assumptions | None = None,
    progress: OnProgress | None = None,
    batch: int = BATCH_CLAIMS,
    room: Room | None = None,
) -> LoadReport:
    """Load a document into the graph.

    Parameters
    ----------
    document
        What a loader opened.
    driver, database
        The database, migrated.
    complete
        The document is the whole of what its source says: claims that are not in it are closed.
    yes
        Close them even if that is more than a fifth of what the source has.
    dry_run
        Say what would change in the claims, and write nothing to the graph.
    quarantine
        Folder for bad rows; ``<source>@<version>.quarantine`` in the current folder by default. Made only if a row is
        bad; what the last load had put there goes, unless somebody has changed it since.
    assumptions
        The tables that likelihoods are derived with; the default ones by default.
    progress
        Told now and then how far the load is.
    batch
        Claims in one transaction.
    room
        The database's disk, where it is one of this machine's: the load stops while there is enough left.

    Returns
    -------
    LoadReport
        Bad rows are no error here: the report counts them and names the file that has them.

    Raises
    ------
    DataError
        If the document cannot be read on, or bad rows cannot be set aside. What was read before is in the graph,
        derived; nothing was closed.
    ConflictError
        If another load of the source is going, too much would be closed, or the graph was derived with other tables.
        Nothing was written.
    NoRoomError
        If the disk is almost full. What was written stays; the next load of the document adds the rest.
    DatabaseUnavailableError
        If the database is gone. The same.
    """
    if batch < 1:
        raise InputError(f"A batch of {batch} claims", where="batch", next_step="Use a number from 1.")
    if document.release.source != document.source.id:
        raise DataError(
            f"The document is of {document.source.id}, its release of {document.release.source}",
            where=document.release.id,
            next_step="A loader gives a source and a release of that source.",
        )
    if complete and document.part:
        raise ConflictError(
            f"These rows are only a part of what {document.source.id} says, so a complete load would close the rest",
            where=document.release.id,
            next_step="Load them without --complete.",
        )
    began = time.monotonic()
    job = _Load(
        document,
        Writer(driver, database, before=room.check if room else None),
        complete,
        assumptions or Assumptions(),
        progress or (lambda _: None),
        batch,
        LoadReport(
            run_id=None,
            source=document.source.id,
            release=document.release.id,
            complete=complete,
            dry_run=dry_run,
            notes=document.notes,
        ),
    )
    with rare_collections(), short_turns():
        report = job.go(quarantine or Path(_file_name(document)), yes=yes)
    report = replace(report, seconds=time.monotonic() - began)
    logs.get(__name__).info(
        "load",
        run=report.run_id,
        source=report.source,
        rows=report.rows,
        new=report.new,
        changed=report.changed,
        closed=report.closed,
        bad_rows=report.bad_rows,
        skipped=report.skipped,
        dry_run=report.dry_run,
        seconds=round(report.seconds, 3),
    )
    return report


def _file_name(document: Document) -> str:
    safe = "".join(letter if letter.isalnum() or letter in ".-_@" else "_" for letter in document.release.id)
    return f"{safe}.quarantine"


@dataclass(frozen=True)
class _Load:
    """One load, from its start to its report."""

    document: Document
    writer: Writer
    complete: bool
    assumptions: Assumptions
    progress: OnProgress
    batch: int
    report: LoadReport

    def go(self, path: Path, *, yes: bool) -> LoadReport:
        last = transact(self.writer, self._same_as_last)
        if last is not None:
            said = last["new"] + last["changed"] + last["unchanged"]
            return replace(self.report, skipped=True, rows=last["rows"], unchanged=said)
        told = Meant(self.writer, self.report.source).told
        with Quarantine(path, self.document.written, self.document.beside, told) as quarantine:
            report = self._go(quarantine, yes=yes)
        return replace(report, kept_quarantine=quarantine.kept)

    def _go(self, quarantine: Quarantine, *, yes: bool) -> LoadReport:
        if self.report.dry_run:
            return self._look_ahead(quarantine)
        if self.complete and not yes:
            self._refuse_to_empty()
        run, start = runs.begin(self.writer, self.document, self.assumptions, complete=self.complete)
        with run:
            return self._write(run, start, quarantine)

    def _same_as_last(self, tx: Transaction) -> dict[str, Any] | None:
        premises.peek(tx, self.assumptions)  # other tables: not the same load, whatever the file
        return runs.same_as_last(tx, self.document, complete=self.complete)

    def _outlook(self, quarantine: Quarantine | None) -> Outlook:
        return look_ahead(
            self.document,
            self.writer,
            self.assumptions,
            complete=self.complete,
            set_aside=quarantine.add if quarantine else (lambda _: None),
            size=self.batch,
            progress=self.progress,
        )

    def _look_ahead(self, quarantine: Quarantine) -> LoadReport:
        found = self._outlook(quarantine)
        tally = found.tally
        return replace(
            self.report,
            rows=found.rows,
            notes=_notes(self.document),
            repeated=found.repeated,
            new=tally.new,
            changed=tally.changed,
            unchanged=tally.unchanged,
            closed_kinds=dict(tally.closed_kinds),
            lost=facts.told(tally.lost, self.document.lacks),
            older=tally.older,
            kept=found.gone if found.unknown else 0,
            entities=tally.entities,
            decisions=found.decisions,
            derived=None,
            bad_rows=quarantine.count,
            bad=tuple(quarantine.first),
            groups=quarantine.groups,
            quarantine=quarantine.path,
        )

    def _refuse_to_empty(self) -> None:
        """Read the whole document once before anything is written, and refuse if too much of the source is gone."""
        found = self._outlook(None)
        if not found.unknown and found.gone > MOST_GONE * found.covered:
            has = "has in what this file covers" if self.document.scope else "has"
            raise ConflictError(
                f"{found.gone:,} of the {found.covered:,} claims that {self.report.source} {has} would be closed, "
                "since this file does not have them; nothing was written",
                where=self.report.release,
                next_step="If the file is complete, say yes to it. If it is a part, load it without --complete.",
            )

    def _write(self, run: Run, start: Start, quarantine: Quarantine) -> LoadReport:
        ordered = not start.releases.ahead  # else a row may have said what a newer release has the last word on
        rows = known_rows.take(self.writer, self.document, start.last) if ordered else None
        reader = RowReader(self.document, quarantine.add, self.batch, rows)
        ledger = Ledger(
            self.writer,
            run,
            source=self.report.source,
            release=self.report.release,
            now=start.now,
            known=start.known,
            preparer=Preparer(
                self.writer,
                start.known,
                published=self.document.release.published,
                first=start.first,
                releases=releases.ordered(self.document, start.releases),
            ),
            set_aside=quarantine.add,
        )
        closing = Closing(self.writer, self.document, start.releases, complete=self.complete)
        decided, kept, derived = 0, 0, Derived()

        def tell(phase: str) -> None:
            written = ledger.tally.new + ledger.tally.changed
            self.progress(Progress(phase, reader.rows, written, quarantine.count))

        def so_far() -> LoadReport:
            tally = ledger.tally
            return replace(
                self.report,
                run_id=run.id,
                rows=reader.rows,
                notes=_notes(self.document),
                repeated=reader.repeated,
                new=tally.new,
                changed=tally.changed,
                unchanged=tally.unchanged,
                closed_kinds=dict(tally.closed_kinds),
                lost=facts.told(tally.lost, self.document.lacks),
                older=tally.older,
                kept=kept,
                entities=tally.entities,
                decisions=decided,
                derived=tally.derived + derived,
                bad_rows=quarantine.count,
                bad=tuple(quarantine.first),
                groups=quarantine.groups,
                quarantine=quarantine.path,
            )

        derivation = Derivation(
            self.writer, self.assumptions, run.id, lambda other: not runs.still_going(self.writer, other)
        )
        try:
            ledger.write(reader.batches(), partial(tell, "reading"))
            withdrawn = closing.withdrawn(reader.seen)
            covered = coverage.read(self.document, self.writer, bad_rows=quarantine.count)
            if closing and not start.first:
                kept = self._close(ledger, reader, closing, withdrawn, partial(tell, "closing"))
            ledger.close((id_ for id_, _ in closing.standing(withdrawn)), partial(tell, "closing"))
            decided = self._decide(run, start, reader, quarantine)
            derived = derivation.settle(partial(tell, "deriving"))
            closes = None if reader.unknown else closing.kept()
            told = {**_counts(so_far()), "closes": closes, "covers": closing.covers(), "coverage": covered}
            left_out = closing.left_out()

            def end(tx: Transaction) -> None:
                run.end(tx, "done", told)
                releases.keep(
                    tx,
                    run.id,
                    gone=withdrawn | ledger.tally.gone if self.document.newer else (),
                    spared=reader.spared if closes and self.document.newer else (),
                    left_out=left_out,
                )
                if covered:
                    coverage.write(tx, self.report.release)
                known_rows.keep(tx, self.document, run.id, None if quarantine.count else rows)

            transact(self.writer, end)
        except DatabaseUnavailableError:
            raise  # nobody is there to be told; what is owed is written down for whoever is next
        except NoRoomError:
            transact(self.writer.unchecked(), lambda tx: run.end(tx, "failed", _counts(so_far())))
            raise
        except Exception:
            self._fail(run, derivation, so_far())
            raise
        return so_far()

    def _close(
        self, ledger: Ledger, reader: RowReader, closing: Closing, withdrawn: Set[bytes], tell: partial[None]
    ) -> int:
        """Close what is gone, or return how much is kept since nobody can tell which claims the bad rows stand for."""
        gone = closing.gone(reader.seen, withdrawn)
        if reader.unknown:
            return sum(1 for _ in gone)
        ledger.close(gone, tell)
        return 0

    def _decide(self, run: Run, start: Start, reader: RowReader, quarantine: Quarantine) -> int:
        def work(tx: Transaction) -> decisions.Change:
            run.hold(tx)
            known = premises.take(tx, self.assumptions)
            change = decisions.plan(
                tx,
                known,
                self.report.source,
                reader.decisions,
                run=run.id,
                now=start.now,
                complete=self.complete and not quarantine.count,
            )
            decisions.write(tx, known, change, run.id)
            return change

        change = transact(self.writer, work)
        for bad in change.bad:
            quarantine.add(bad)
        return len(change.rows)

    def _fail(self, run: Run, derivation: Derivation, report: LoadReport) -> None:
        """Leave the graph whole: derive from what was written, and give the source free."""
        try:
            report = replace(report, derived=(report.derived or Derived()) + derivation.settle())
            transact(self.writer, lambda tx: run.end(tx, "failed", _counts(report)))
        except TertiusError as error:
            # The database is gone, or another load has taken over: what is owed stays written down for whoever is next.
            logs.get(__name__).warning("load left unfinished", run=run.id, reason=error.what)


def _notes(document: Document) -> tuple[str, ...]:
    """Return how a document was read, once it was."""
    return (*document.notes, *(document.noticed() if document.noticed else ()))


def _counts(report: LoadReport) -> dict[str, int]:
    derived = report.derived or Derived()
    return {
        "rows": report.rows,
        "new": report.new,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "closed": report.closed,
        "older": report.older,
        "kept": report.kept,
        "entities": report.entities,
        "decided": report.decisions,
        "bad_rows": report.bad_rows,
        "ties_made": derived.made,
        "ties_changed": derived.changed,
        "ties_removed": derived.removed,
        "profiles_changed": derived.profiles,
    }
