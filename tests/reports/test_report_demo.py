"""`make report-demo`: two runs around one added claim and one withdrawn source, and what a reader is told of it."""

import io
import json
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from markdown_it import MarkdownIt
from openpyxl import load_workbook
from pypdf import PdfReader

from tertius.reports.compute import ComputedReport
from tertius.reports.difference import ReportDifference
from tertius.reports.history import histories
from tertius.reports.render import FORMS
from tertius.reports.render.document import Document, lay_out

Pair = tuple[ComputedReport, ComputedReport]
SCRIPT = Path(__file__).parents[2] / "scripts" / "report_demo.py"

TEXTS: tuple[Callable[[ComputedReport], str], ...] = (
    lambda report: FORMS["html"].render(report).decode(),
    lambda report: FORMS["md"].render(report).decode(),
    lambda report: " ".join(page.extract_text() for page in PdfReader(io.BytesIO(FORMS["pdf"].render(report))).pages),
    lambda report: " ".join(
        str(one.text) for one in docx.Document(io.BytesIO(FORMS["docx"].render(report))).paragraphs
    ),
    lambda report: " ".join(
        str(cell.value)
        for sheet in load_workbook(io.BytesIO(FORMS["xlsx"].render(report)))
        for row in sheet.iter_rows()
        for cell in row
    ),
)
"""What a reader reads in each format."""


@pytest.fixture(scope="module")
def demo() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


@pytest.fixture
def two(throwaway: Any, demo: dict[str, Any], tmp_path: Path) -> Pair:  # noqa: ANN401 - of the top conftest
    throwaway.empty()
    run: Callable[..., Pair] = demo["two_runs"]
    return run(throwaway.target, tmp_path)


def difference_of(report: ComputedReport) -> ReportDifference:
    assert report.difference is not None
    return report.difference


def test_the_second_report_names_both_causes_in_every_format(two: Pair) -> None:
    first, second = two
    assert first.difference is None
    assert lay_out(first).changes is None
    found = difference_of(second)
    # One line was added to the letter's table, and the broadsheet's two lines were withdrawn.
    assert found.claims.model_dump() == {"new": 1, "changed": 0, "closed": 2}
    assert found.sentence == (
        "Since then 1 claim is new and 2 claims are gone, by the load letter:1 and by undoing the load broadsheet:1."
    )
    why = found.sections[1].why
    assert why is not None
    assert {group.name: group.counts.model_dump() for group in why.groups} == {
        "letter:1": {"new": 1, "changed": 0, "closed": 0},
        "undone broadsheet:1": {"new": 0, "changed": 0, "closed": 2},
    }
    for text_of in TEXTS:
        text = text_of(second)
        for said in ("the load letter:1", "undoing the load broadsheet:1", "What changed since weekly-brokers.1"):
            assert said in text
        assert "What changed since" not in text_of(first)


def test_claims_that_came_and_went_are_numbered_with_the_rest_and_lead_to_their_sources(two: Pair) -> None:
    doc = lay_out(two[1])
    turned = {one.claim.record: one.turned for one in doc.claims if one.turned}
    assert turned == {"l1": "new", "b1": "gone", "b2": "gone"}
    assert {one.source.id for one in doc.sources} == {"harbour", "letter", "broadsheet"}
    numbers = {one.claim.record: one.number for one in doc.claims}
    assert doc.changes is not None
    shortest = next(one for one in doc.changes.sections if one.number == 2)
    causes = {cause.name: (cause.new, cause.gone, cause.more) for cause in shortest.causes}
    assert causes["the load letter:1"] == ((numbers["l1"],), (), 0)
    assert causes["undoing the load broadsheet:1"] == ((), tuple(sorted((numbers["b1"], numbers["b2"]))), 0)
    named = {one.id for one in doc.names}
    assert "harbour:petrel" in named  # it stands only in rows that are gone


def test_who_came_and_who_went_is_told_row_by_row(two: Pair) -> None:
    doc = lay_out(two[1])
    assert told(doc, 1)["Cleo Marsh"] == "came"  # the letter makes her lead the Skuas beside the Gulls
    assert told(doc, 3) == {"Fay Nolan": "went"}  # only the broadsheet had her lead a second group
    # The letter's lieutenant stands beside both whom the Skuas had.
    assert told(doc, 4) == {"Cleo Marsh – Eli Roux in The Skuas": "came", "Cleo Marsh – Fay Nolan in The Skuas": "came"}


def test_a_terminal_of_80_columns_has_names_ids_and_the_next_step(two: Pair) -> None:
    from tertius.cli.changed_lines import changed_lines

    lines = list(changed_lines(lay_out(two[1])))
    assert max(map(len, lines)) <= 80
    text = " ".join(" ".join(lines).split())
    assert "- Cleo Marsh (harbour:cleo): new among the rows at rank 2" in text
    assert "- by undoing the load broadsheet:1: 2 claims are gone" in text
    gone = {one.claim.id for one in lay_out(two[1]).claims if one.turned == "gone"}
    assert all(f"{claim}" in text for claim in gone)
    assert lines[-1].startswith("  tertius evidence ")
    assert list(changed_lines(lay_out(two[0]))) == []


def test_nothing_that_a_source_wrote_is_more_than_text_in_what_changed(two: Pair) -> None:
    hostile = "</td><script>alert(1)</script> | `b` [a](javascript:alert(1)) \u202eold"
    told = json.loads(two[1].model_dump_json(by_alias=True))
    for section in told["difference"]["sections"]:
        for row in section["rows"]:
            for side in ("before", "after"):
                for name in ("person", "node", "one", "other", "organization"):
                    if row[side] and name in row[side]:
                        row[side][name] = hostile
        for row in (section["why"] or {"rows": ()})["rows"]:
            row["name"] = hostile
    for claim in told["difference"]["records"].values():
        claim["note"] = claim["hedge_word"] = claim["role"] = hostile
    report = ComputedReport.model_validate(told)
    page = FORMS["html"].render(report).decode()
    assert "<script" not in page
    assert "javascript:alert(1)" in page  # as text
    assert 'href="javascript' not in page
    assert "\u202e" not in page
    html = MarkdownIt("gfm-like", {"linkify": False}).render(FORMS["md"].render(report).decode())
    assert "<script" not in html
    assert 'href="javascript' not in html


def test_a_run_that_was_kept_before_there_were_differences_is_read(two: Pair) -> None:
    told = json.loads(two[1].model_dump_json(by_alias=True))
    del told["difference"], told["history"]
    old = ComputedReport.model_validate(told)
    assert (old.difference, old.history) == (None, ())
    assert "What changed" not in FORMS["html"].render(old).decode()
    # Its own ranks are where the next run's history begins.
    assert [one.title for one in histories(old, None)] == [one.title for one in two[1].history]
    both = histories(two[1], old)
    assert [run.run for run in both[0].runs] == ["weekly-brokers.2", "weekly-brokers.2"]


def test_a_history_goes_back_ten_runs_and_forgets_who_has_no_rank_in_them(two: Pair) -> None:
    report = two[0]
    for number in range(2, 13):
        later = two[1].model_copy(update={"run": f"weekly-brokers.{number}"})
        report = later.model_copy(update={"history": histories(later, report)})
    brokers = report.history[0]
    assert [run.run for run in brokers.runs] == [f"weekly-brokers.{number}" for number in range(3, 13)]
    assert {line.name: line.ranks for line in brokers.lines} == {
        "Ada Ferris": [1] * 10,
        "Cleo Marsh": [2] * 10,
        "Dag Øster": [3] * 10,
    }


def told(doc: Document, number: int) -> dict[str, str]:
    assert doc.changes is not None
    return {row.who.text: row.what for one in doc.changes.sections if one.number == number for row in one.rows}


def test_ranks_are_kept_from_run_to_run(two: Pair) -> None:
    histories = {one.title: one for one in two[1].history}
    assert [run.run for run in histories["Brokers between groups"].runs] == ["weekly-brokers.1", "weekly-brokers.2"]
    lines = {line.name: line.ranks for line in histories["Brokers between groups"].lines}
    # Ada links three groups in both; Cleo links two once the letter is read, on certain days, before Dag without any.
    assert lines == {"Ada Ferris": [1, 1], "Cleo Marsh": [None, 2], "Dag Øster": [2, 3]}
    page = FORMS["html"].render(two[1]).decode()
    drawn = "Ada Ferris: 1 on run 1, 1 on run 2; Cleo Marsh: 2 on run 2 only; Dag Øster: 2 on run 1, 3 on run 2."
    assert drawn in page
    assert "on run 1" not in FORMS["html"].render(two[0]).decode()  # one run is no line
