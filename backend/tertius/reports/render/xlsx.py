"""A report as a workbook (.xlsx): what it is, what changed, a sheet of rows a section, claims, sources, assumptions."""

import re
from collections.abc import Iterator

from tertius.answers.sheets import add_sheet, finished, new_workbook
from tertius.answers.workbook import (
    CLAIM_COLUMNS,
    EVIDENCE,
    SOURCE_COLUMNS,
    answer_facts,
    assumed_facts,
    claim_cells,
    row_cells,
    source_cells,
)
from tertius.reports.compute import ComputedReport
from tertius.reports.render.cells import shown
from tertius.reports.render.document import Claimed, Document, Laid, lay_out
from tertius.reports.render.package import repeatable
from tertius.reports.render.words import command_of, inputs_of, when

LONGEST_NAME = 31
"""Characters that the name of a sheet has at most."""

_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\'\s\x00-\x1f]+")


def render(report: ComputedReport) -> bytes:
    """Return a report as a workbook.

    Parameters
    ----------
    report
        What was computed.
    """
    doc = lay_out(report)
    numbers = {one.claim.id: one.number for one in doc.claims}
    book = new_workbook()
    book.properties.title = shown(report.plan.title)
    add_sheet(book, "Report", ("part", "name", "value"), _about(doc))
    if doc.changes:
        columns = ("section", "part", "name", "what_became_of_it", "what_accounts_for_it", "claims_new", "claims_gone")
        add_sheet(book, "Changes", columns, _changes(doc))
    for one in doc.sections:
        if (answer := one.section.answer) is not None:
            shows = one.section.shows
            names = [*shows, *(column.name for column in answer.columns if column.name not in shows)]
            columns = (*names, *(EVIDENCE if answer.evidence else ()))
            add_sheet(book, sheet_name(one), columns, row_cells(answer, names, numbers))
    claims = ([*claim_cells(one.claim, one.number), *_behind(one, doc)] for one in doc.claims)
    add_sheet(book, "Claims", (*CLAIM_COLUMNS, "sections", "since_the_run_before"), claims)
    sources = ([*source_cells(one.source), one.claims] for one in doc.sources)
    add_sheet(book, "Sources", (*SOURCE_COLUMNS, "claims_here"), sources)
    add_sheet(book, "Assumptions", ("section", "part", "name", "value"), _assumptions(doc))
    return repeatable(finished(book), report.ended)


def sheet_name(one: Laid) -> str:
    """Return what the sheet of a section is called: its number and title, as far as a sheet may be called that.

    Parameters
    ----------
    one
        The section.
    """
    told = _NOT_IN_A_NAME.sub(" ", f"{one.number} {shown(one.section.section.title)}").strip()
    # Programs count as UTF-16 does: a character beyond the first 65,536 is two.
    return told.encode("utf-16-le")[: 2 * LONGEST_NAME].decode("utf-16-le", errors="ignore").strip()


def _about(doc: Document) -> Iterator[tuple[str, object, object]]:
    report = doc.report
    yield "report", "title", shown(report.plan.title)
    if report.plan.about:
        yield "report", "what it is for", shown(report.plan.about)
    yield "report", "run", report.run
    yield "report", "when", when(report)
    for name, value in inputs_of(doc):
        yield "report", name, value
    for number, sentence in enumerate(doc.sentences, start=1):
        yield "in short", number, sentence
    if doc.changes:
        yield "what changed", doc.changes.title, doc.changes.sentence
    for one in doc.sections:
        computed = one.section
        told = sheet_name(one)
        yield told, "title", shown(computed.section.title)
        if computed.section.about:
            yield told, "about", shown(computed.section.about)
        yield told, "question", shown(computed.question)
        if (refusal := computed.refusal) is not None:
            yield told, refusal.title, shown(f"{refusal.what} {refusal.next_step}".strip())
        elif not one.rows:
            yield told, "rows", "Nothing in the loaded sources answers this."
        else:
            yield told, "rows", len(one.rows)
        for note in one.notes:
            yield told, "note", note
        yield told, "asks the same again", one.command
    yield "to reproduce it", "command", command_of(report)
    yield "to reproduce it", "Tertius", report.tertius
    yield "to reproduce it", "graph", report.graph.digest
    for load in report.graph.loads:
        yield "to reproduce it", "load", load.id


def _changes(doc: Document) -> Iterator[tuple[object, ...]]:
    if doc.changes is None:
        return
    yield "", "in short", doc.changes.title, doc.changes.sentence, "", "", ""
    for one in doc.changes.sections:
        title = shown(one.title)
        if one.says:
            yield title, "in short", "", one.says, "", "", ""
        for cause in one.causes:
            yield title, "cause", cause.name, cause.says, "", _numbers(cause.new), _numbers(cause.gone)
        for row in one.rows:
            accounts = "\n".join(row.accounts)
            yield title, row.what, row.who.text, "\n".join(row.says), accounts, _numbers(row.new), _numbers(row.gone)
        if one.rest:
            yield title, "note", "", one.rest, "", "", ""
        for note in one.notes:
            yield title, "note", "", note, "", "", ""


def _assumptions(doc: Document) -> Iterator[tuple[object, ...]]:
    answered = [(sheet_name(one), one.section, one.section.answer) for one in doc.sections if one.section.answer]
    for _, _, answer in answered[:1]:
        yield from (("", *fact) for fact in assumed_facts(answer.assumptions))
    for told, section, answer in answered:
        yield from ((told, *fact) for fact in answer_facts(answer, section.question))


def _behind(one: Claimed, doc: Document) -> tuple[object, object]:
    return [sheet_name(doc.sections[number - 1]) for number in one.behind], one.turned


def _numbers(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))
