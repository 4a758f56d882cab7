"""An answer as a workbook (.xlsx): its rows, each claim behind them once, their sources, and what it takes for granted.

Numbers are numbers. Days are text, as uncertain dates must be, and no cell is a formula: what a source wrote stays what
it wrote. A text that is longer than a cell can hold is cut there, and says so.
"""

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tertius import __version__
from tertius.answers.answer import Answer
from tertius.answers.spreadsheet_csv import cell_text
from tertius.catalog.question import Question
from tertius.records.claim_text import said
from tertius.records.claims import ClaimRecord
from tertius.records.sentences import ruled
from tertius.records.sources import SourceRecord

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MOST = 32_767
"""Characters that a cell can hold."""

_CUT = " … (cut: a cell holds no more; the JSON has all of it)"
_EXACT = 10**15
"""Whole numbers beyond it are not exact in a spreadsheet, and go as text."""

_CLAIMS = (
    "number", "claim_id", "record", "says", "kind", "role", "when", "denies", "hedge", "hedge_word", "inferred",
    "likelihood", "source_id", "locator", "note", "decisions", "tie_id", "rows",
)  # fmt: skip
_SOURCES = (
    "source_id", "title", "author", "publisher", "published", "editions", "url", "licence", "reliability",
    "derived_from",
)  # fmt: skip


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
    from openpyxl import Workbook

    names = [column.name for column in answer.columns] if columns is None else list(columns)
    evidence = answer.evidence
    numbers = {} if evidence is None else numbered(evidence.rows)
    book = Workbook(write_only=True)
    behind = ("evidence_count", "evidence") if evidence is not None else ()
    _write(book.create_sheet("Rows"), (*names, *behind), _rows(answer, names, numbers))
    _write(book.create_sheet("Claims"), _CLAIMS, _claims(answer, numbers))
    sources = evidence.sources.values() if evidence is not None else ()
    _write(book.create_sheet("Sources"), _SOURCES, map(_source, sources))
    _write(book.create_sheet("Assumptions"), ("part", "name", "value"), _assumptions(answer, question))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def numbered(rows: Iterable[Iterable[str]]) -> dict[str, int]:
    """Return a number for each claim, from 1, in the order in which rows first rest on them.

    Parameters
    ----------
    rows
        For each row the ids of its claims.
    """
    return {claim: number for number, claim in enumerate(dict.fromkeys(one for row in rows for one in row), start=1)}


def _rows(answer: Answer, names: Sequence[str], numbers: dict[str, int]) -> Iterator[list[object]]:
    for number, row in enumerate(answer.rows):
        cells = [row[name] for name in names]
        if answer.evidence is not None:
            cells += [
                answer.evidence.counts[number],
                ", ".join(str(numbers[one]) for one in answer.evidence.rows[number]),
            ]
        yield cells


def _claims(answer: Answer, numbers: dict[str, int]) -> Iterator[list[object]]:
    if answer.evidence is None:
        return
    resting: dict[str, list[int]] = {}
    for number, row in enumerate(answer.evidence.rows, start=1):
        for claim_id in row:
            resting.setdefault(claim_id, []).append(number)
    for claim_id, number in numbers.items():
        yield _claim(answer.evidence.claims[claim_id], number, resting[claim_id])


def _claim(claim: ClaimRecord, number: int, rows: Sequence[int]) -> list[object]:
    decisions = [ruled(one) for one in claim.rulings]
    return [
        number, claim.id, claim.record, said(claim), claim.kind, claim.role, claim.edtf, claim.polarity == "denies",
        claim.hedge, claim.hedge_word, claim.inferred, claim.likelihood, claim.source_id, claim.locator, claim.note,
        "\n".join(decisions), claim.tie_id, ", ".join(map(str, rows)),
    ]  # fmt: skip


def _source(source: SourceRecord) -> list[object]:
    published = [release.published for release in source.releases if release.published]
    return [
        source.id, source.title, source.author, source.publisher, published, [one.version for one in source.releases],
        source.url, source.licence, source.reliability, source.derived_from,
    ]  # fmt: skip


def _assumptions(answer: Answer, question: Question) -> Iterator[list[object]]:
    assumed = answer.assumptions
    yield ["answer", "question", question.question]
    yield ["answer", "rows", answer.row_count]
    yield ["answer", "more rows than these", answer.truncated]
    yield ["version", "Tertius", __version__]
    yield ["version", answer.question, answer.version]
    yield ["version", f"{answer.question}, SHA-256", answer.digest]
    yield ["version", "rules of derivation", assumed.derivation]
    yield ["version", "rules of derivation, SHA-256", assumed.derivation_digest]
    for name, value in answer.params.items():
        yield ["parameter", name, value]
    for number, sentence in enumerate(assumed.conventions, start=1):
        yield ["convention", number, sentence]
    for number, sentence in enumerate(assumed.periods, start=1):
        yield ["days asked for", number, sentence]
    for hedge, p in assumed.hedges.items():
        yield ["likelihood by hedge", hedge, p]
    for grade, p in assumed.credibility.items():
        yield ["likelihood by credibility", grade, p]
    if assumed.inferred is not None:
        yield ["likelihood", "inferred by the curator", assumed.inferred]
    for reliability, p in assumed.source_fall.items():
        yield ["probability that a source errs", reliability or "ungraded", p]
    for unit, widened in assumed.approximate_dates.items():
        yield ["approximate date", unit, widened]
    if (network := answer.network) is not None:
        yield from (["network", name, value] for name, value in network.model_dump(exclude={"notes"}).items())
        for number, note in enumerate(network.notes, start=1):
            yield ["note", number, note]
    if answer.evidence is None:
        yield ["note", "claims", "The answer came without its claims."]
    for column in answer.columns:
        yield ["column", column.name, column.about]


def _write(sheet: "Worksheet", columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for position, name in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = _WIDE.get(name, max(12, len(name) + 2))
    sheet.append([_cell(sheet, name, font=Font(bold=True)) for name in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


_WIDE = {"says": 60, "note": 60, "value": 80, "name": 28, "title": 40, "person": 24, "node": 24, "groups": 40}
"""Widths of columns with long texts, in characters."""


def _cell(sheet: "Worksheet", value: object, **style: Any) -> Any:  # noqa: ANN401 - openpyxl is imported late
    from openpyxl.cell import WriteOnlyCell

    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return WriteOnlyCell(sheet, value)
    if isinstance(value, int | float) and abs(value) <= _EXACT:
        # Its shortest text that is exactly it: the library itself would round to 16 digits.
        cell = WriteOnlyCell(sheet, json.dumps(value))
        cell.data_type = "n"
        return cell
    cell = WriteOnlyCell(sheet, _fitting(cell_text(value)))
    cell.data_type = "s"  # whatever it begins with
    cell.quotePrefix = True  # and it stays a text when somebody edits it
    for name, one in style.items():
        setattr(cell, name, one)
    return cell


def _fitting(text: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    text = ILLEGAL_CHARACTERS_RE.sub(" ", text)
    return text if len(text) <= MOST else text[: MOST - len(_CUT)] + _CUT
