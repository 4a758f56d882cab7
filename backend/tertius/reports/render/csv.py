"""A report as one table for a spreadsheet: the rows of all sections, each with the claims that it rests on.

A column that several sections have is one column; where a section does not have it, it is empty.
"""

from collections.abc import Iterator

from tertius.answers.spreadsheet_csv import EVIDENCE_COLUMNS, csv_rows
from tertius.model.cells import MARK, csv_lines
from tertius.reports.compute import ComputedReport

SECTION = "section"
"""The column that tells whose row it is."""


def render(report: ComputedReport) -> str:
    """Return the rows of a report as CSV.

    Parameters
    ----------
    report
        What was computed.
    """
    answers = [section.answer for section in report.sections if section.answer]
    names = dict.fromkeys(column.name for answer in answers for column in answer.columns)
    return MARK + "".join(csv_lines(_rows(report, tuple(names)), (SECTION, *names, *EVIDENCE_COLUMNS)))


def _rows(report: ComputedReport, names: tuple[str, ...]) -> Iterator[dict[str, str]]:
    nothing = dict.fromkeys((*names, *EVIDENCE_COLUMNS), "")
    for section in report.sections:
        if section.answer is not None:
            for row in csv_rows(section.answer, [column.name for column in section.answer.columns]):
                yield {**nothing, SECTION: section.section.title, **row}
