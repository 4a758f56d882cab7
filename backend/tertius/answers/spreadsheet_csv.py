r"""An answer as CSV that a spreadsheet opens: a byte order mark, numbers as numbers, no text that starts a formula.

A list in a cell is a line of CSV itself, its values separated by semicolons. Days stay text as ISO 8601 has them. Where
the evidence was asked for, it stands in columns of its own, row by row, since a file of CSV is one table; a workbook
(`tertius.answers.workbook`) has each claim once.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence

from tertius.answers.answer import Answer
from tertius.model.cells import MARK, csv_lines
from tertius.records.claim_text import cited, said

EVIDENCE_COLUMNS = ("evidence_count", "evidence_claims", "evidence_sources", "evidence")
"""What is added to each row where the evidence was asked for: how many claims it rests on; ids of the strongest, of
their sources; what these claims say and where, a paragraph each."""


def csv_of(
    answer: Answer, columns: Sequence[str] | None = None, *, delimiter: str = ",", decimal: str = "."
) -> Iterator[str]:
    """Yield an answer as lines of CSV, the byte order mark before the first.

    Parameters
    ----------
    answer
        The answer; with its evidence, this too.
    columns
        The columns, in order; all by default.
    delimiter
        What stands between two cells.
    decimal
        What stands before the decimals of a number.
    """
    names = [column.name for column in answer.columns] if columns is None else list(columns)
    added = EVIDENCE_COLUMNS if answer.evidence is not None else ()
    yield MARK
    yield from csv_lines(csv_rows(answer, names, decimal), (*names, *added), delimiter)


def csv_rows(answer: Answer, names: Sequence[str], decimal: str = ".") -> Iterator[dict[str, str]]:
    """Yield the rows of an answer as texts by column, `EVIDENCE_COLUMNS` after the others.

    Parameters
    ----------
    answer, decimal
        As in `csv_of`.
    names
        The columns.
    """
    for number, row in enumerate(answer.rows):
        yield {name: _cell(row[name], decimal) for name in names} | _evidence_cells(answer, number)


def cell_text(value: object) -> str:
    """Return a value as the text of one cell: nothing as an empty one, a list as its values with semicolons between."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerow(map(cell_text, value))
        return buffer.getvalue()[:-2]
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _cell(value: object, decimal: str) -> str:
    return str(value).replace(".", decimal) if isinstance(value, float) else cell_text(value)


def _evidence_cells(answer: Answer, number: int) -> dict[str, str]:
    evidence = answer.evidence
    if evidence is None:
        return {}
    claims = [evidence.claims[claim_id] for claim_id in evidence.rows[number]]
    texts = (
        str(evidence.counts[number]),
        cell_text([claim.id for claim in claims]),
        cell_text(list(dict.fromkeys(claim.source_id for claim in claims))),
        "\n".join(f"{said(claim)}. {cited(claim)}" for claim in claims),
    )
    return dict(zip(EVIDENCE_COLUMNS, texts, strict=True))
