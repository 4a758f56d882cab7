"""An answer as a workbook (.xlsx): its rows, each claim behind them once, their sources, and what it takes for granted.

What its sheets hold, here, is what those of a report hold; how they are written is in `tertius.answers.sheets`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tertius import __version__
from tertius.answers.answer import Answer, Assumed
from tertius.answers.sheets import add_sheet, finished, new_workbook
from tertius.catalog.question import Question
from tertius.records.claim_text import said
from tertius.records.claims import ClaimRecord
from tertius.records.sentences import ruled
from tertius.records.sources import SourceRecord

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

CLAIM_COLUMNS = (
    "number", "claim_id", "record", "says", "kind", "role", "when", "denies", "hedge", "hedge_word", "inferred",
    "likelihood", "source_id", "locator", "note", "decisions", "tie_id",
)  # fmt: skip
"""What `claim_cells` gives."""
SOURCE_COLUMNS = (
    "source_id", "title", "author", "publisher", "published", "editions", "url", "licence", "reliability",
    "derived_from",
)  # fmt: skip
"""What `source_cells` gives."""
EVIDENCE = ("evidence_count", "evidence")
"""What `row_cells` adds to the columns where there is evidence: how many claims, and the numbers of those at hand."""


def workbook_of(answer: Answer, question: Question, columns: Sequence[str] | None = None) -> bytes:
    """Return an answer as a workbook with the sheets Rows, Claims, Sources and Assumptions.

    Parameters
    ----------
    answer
        The answer, with its evidence; without, the sheets of claims and sources are empty.
    question
        Its question.
    columns
        The columns of the rows, in order; all by default.
    """
    names = [column.name for column in answer.columns] if columns is None else list(columns)
    evidence = answer.evidence
    numbers = {} if evidence is None else numbered(evidence.rows)
    book = new_workbook()
    add_sheet(book, "Rows", (*names, *(EVIDENCE if evidence else ())), row_cells(answer, names, numbers))
    add_sheet(book, "Claims", (*CLAIM_COLUMNS, "rows"), _claims(answer, numbers))
    sources = evidence.sources.values() if evidence is not None else ()
    add_sheet(book, "Sources", SOURCE_COLUMNS, map(source_cells, sources))
    facts = (*answer_facts(answer, question.question), *assumed_facts(answer.assumptions))
    add_sheet(book, "Assumptions", ("part", "name", "value"), facts)
    return finished(book)


def numbered(rows: Iterable[Iterable[str]]) -> dict[str, int]:
    """Return a number for each claim, from 1, in the order in which rows first rest on them.

    Parameters
    ----------
    rows
        For each row the ids of its claims.
    """
    return {claim: number for number, claim in enumerate(dict.fromkeys(one for row in rows for one in row), start=1)}


def row_cells(answer: Answer, names: Sequence[str], numbers: Mapping[str, int]) -> Iterator[list[object]]:
    """Yield the rows of an answer as values by column, with `EVIDENCE` where it came with its evidence.

    Parameters
    ----------
    answer
        The answer.
    names
        The columns, in order.
    numbers
        Numbers of claims by id.
    """
    for number, row in enumerate(answer.rows):
        cells = [row[name] for name in names]
        if answer.evidence is not None:
            cells += [
                answer.evidence.counts[number],
                ", ".join(str(numbers[one]) for one in answer.evidence.rows[number]),
            ]
        yield cells


def _claims(answer: Answer, numbers: Mapping[str, int]) -> Iterator[list[object]]:
    if answer.evidence is None:
        return
    resting: dict[str, list[int]] = {}
    for number, row in enumerate(answer.evidence.rows, start=1):
        for claim_id in row:
            resting.setdefault(claim_id, []).append(number)
    for claim_id, number in numbers.items():
        yield [*claim_cells(answer.evidence.claims[claim_id], number), ", ".join(map(str, resting[claim_id]))]


def claim_cells(claim: ClaimRecord, number: int) -> list[object]:
    """Return a claim as values by `CLAIM_COLUMNS`.

    Parameters
    ----------
    claim, number
        The claim, and its number in the workbook.
    """
    decisions = [ruled(one) for one in claim.rulings]
    return [
        number, claim.id, claim.record, said(claim), claim.kind, claim.role, claim.edtf, claim.polarity == "denies",
        claim.hedge, claim.hedge_word, claim.inferred, claim.likelihood, claim.source_id, claim.locator, claim.note,
        "\n".join(decisions), claim.tie_id,
    ]  # fmt: skip


def source_cells(source: SourceRecord) -> list[object]:
    """Return a source as values by `SOURCE_COLUMNS`.

    Parameters
    ----------
    source
        The source.
    """
    published = [release.published for release in source.releases if release.published]
    return [
        source.id, source.title, source.author, source.publisher, published, [one.version for one in source.releases],
        source.url, source.licence, source.reliability, source.derived_from,
    ]  # fmt: skip


def answer_facts(answer: Answer, sentence: str) -> Iterator[tuple[str, object, object]]:
    """Yield what makes an answer: its question, versions, parameters, network and columns; part, name and value.

    Parameters
    ----------
    answer
        The answer.
    sentence
        What was asked.
    """
    assumed = answer.assumptions
    yield "answer", "question", sentence
    yield "answer", "rows", answer.row_count
    yield "answer", "more rows than these", answer.truncated
    yield "version", "Tertius", __version__
    yield "version", answer.question, answer.version
    yield "version", f"{answer.question}, SHA-256", answer.digest
    for name, value in answer.params.items():
        yield "parameter", name, value
    for number, line in enumerate(assumed.conventions, start=1):
        yield "convention", number, line
    for number, line in enumerate(assumed.periods, start=1):
        yield "days asked for", number, line
    for number, line in enumerate(assumed.observed, start=1):
        yield "observed", number, line
    if (network := answer.network) is not None:
        yield from (("network", name, value) for name, value in network.model_dump(exclude={"notes"}).items())
        for number, note in enumerate(network.notes, start=1):
            yield "note", number, note
    if answer.evidence is None:
        yield "note", "claims", "The answer came without its claims."
    for column in answer.columns:
        yield "column", column.name, column.about


def assumed_facts(assumed: Assumed) -> Iterator[tuple[str, object, object]]:
    """Yield the tables that an answer takes for granted: part, name and value.

    Parameters
    ----------
    assumed
        The answer's assumptions.
    """
    yield "version", "rules of derivation", assumed.derivation
    yield "version", "rules of derivation, SHA-256", assumed.derivation_digest
    for hedge, p in assumed.hedges.items():
        yield "likelihood by hedge", hedge, p
    for grade, p in assumed.credibility.items():
        yield "likelihood by credibility", grade, p
    if assumed.inferred is not None:
        yield "likelihood", "inferred by the curator", assumed.inferred
    for reliability, p in assumed.source_fall.items():
        yield "probability that a source errs", reliability or "ungraded", p
    for unit, widened in assumed.approximate_dates.items():
        yield "approximate date", unit, widened
