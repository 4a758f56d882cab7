"""Looking ahead: what a document would change in the claims. Reads the document and the graph, writes nothing."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from tertius.graph.transaction import Transaction, transact
from tertius.graph.write import Writer
from tertius.loading import decisions, premises, releases
from tertius.loading.batches import RowReader
from tertius.loading.closing import Closing
from tertius.loading.decisions import Ahead
from tertius.loading.ledger import Tally
from tertius.loading.loader import BadRow, Document
from tertius.loading.prepare import Preparer
from tertius.loading.report import OnProgress, Progress
from tertius.model.decisions import DecisionKind
from tertius.model.hedges import Assumptions
from tertius.model.kinds import EntityType
from tertius.model.profile import attributes

_NOW = "RETURN datetime() AS now"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a load would do.

    Attributes
    ----------
    rows, bad_rows
        Rows in the document, and those that would be set aside.
    tally
        Claims and entities.
    decisions
        Decisions that are new or changed.
    covered, gone
        Current claims that the document would have to repeat, and those of them that it does not.
    unknown
        Whether a bad row's claims are not known, so that those are not closed.
    repeated
        Rows that only say what an earlier row says.
    """

    rows: int
    bad_rows: int
    tally: Tally
    decisions: int
    covered: int
    gone: int
    unknown: bool
    repeated: int = 0


def look_ahead(
    document: Document,
    writer: Writer,
    assumptions: Assumptions,
    *,
    complete: bool,
    set_aside: Callable[[BadRow], None],
    size: int,
    progress: OnProgress,
) -> Outlook:
    """Look ahead.

    It keeps the ids of all entities that the document declares in memory, since the graph does not have them yet.

    Raises
    ------
    DataError
        If the document cannot be read to its end.
    ConflictError
        If the graph was derived with other tables.
    """
    known = transact(writer, lambda tx: premises.peek(tx, assumptions))
    others = transact(writer, lambda tx: releases.take(tx, document))
    bad = 0

    def aside(row: BadRow) -> None:
        nonlocal bad
        bad += 1
        set_aside(row)

    reader = RowReader(document, aside, size)
    preparer = Preparer(
        writer, known, published=document.release.published, first=False, releases=releases.ordered(document, others)
    )
    types: dict[str, EntityType] = {}
    tally = Tally()
    for batch in reader.batches():
        prepared = preparer.prepare(batch, types)
        for row in prepared.bad:
            aside(row)
        types.update(prepared.types)
        tally.add(prepared)
        progress(Progress("looking ahead", reader.rows, 0, bad))

    prefers = any(decision.kind is DecisionKind.PREFER_NAME for _, decision in reader.decisions)
    names = _names(document) if prefers else {}

    def decide(tx: Transaction) -> decisions.Change:
        return decisions.plan(
            tx,
            known,
            document.source.id,
            reader.decisions,
            run="",
            now=tx.rows(_NOW)[0]["now"],
            complete=complete and not bad,
            ahead=Ahead(types, reader.seen, names),
        )

    decided = transact(writer, decide)
    for row in decided.bad:
        aside(row)
    closing = Closing(writer, document, others, complete=complete)
    withdrawn = closing.withdrawn(reader.seen)
    covered, gone = 0, Counter[str]()
    for key, _, kind in closing.covered():
        covered += 1
        if key not in reader.seen and key not in withdrawn:
            gone[kind] += 1
    if not reader.unknown:
        tally.closed_kinds += gone
    tally.closed_kinds.update(kind for _, kind in closing.standing(withdrawn))
    return Outlook(
        reader.rows, bad, tally, len(decided.rows), covered, gone.total(), bool(reader.unknown), reader.repeated
    )


def _names(document: Document) -> dict[str, set[str]]:
    """Return the names that a document's claims give, by entity. It reads the document once more: names are many."""
    found: dict[str, set[str]] = defaultdict(set)
    for batch in RowReader(document, lambda _: None).batches():
        for claim in (claim for _, shaped in batch.rows for claim in shaped.claims):
            about = claim.entity("subject") or claim.entity("event")
            if about is not None:
                found[about].update(value for kind, value in attributes(claim) if kind in ("NAME", "ALIAS"))
    return found
