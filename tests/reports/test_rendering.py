"""Pages, Markdown and tables of a report, on the harbour; and of one in which strangers wrote whatever they like."""

import csv
import io
import json
from collections.abc import Awaitable, Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tertius.graph.read import Reader
from tertius.reports.compute import ComputedReport
from tertius.reports.plan import Format, ReportPlan
from tertius.reports.render import FORMS
from tertius.reports.render.document import lay_out
from tertius.reports.render.html import policy
from tertius.reports.render.sentences import sentences

pytestmark = pytest.mark.anyio

Plan = Callable[[str], ReportPlan]
Computed = Callable[..., Awaitable[ComputedReport]]


class Page(HTMLParser):
    """What a page is made of."""

    VOID = frozenset({"meta", "br", "img", "input", "link", "hr"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text += data

    def values(self, name: str) -> list[str]:
        return [value for _, attribute, value in self.attributes if attribute == name]


def rendered(report: ComputedReport, form: Format) -> str:
    return FORMS[form].render(report).decode()


async def test_a_page_stands_by_itself(weekly: ComputedReport) -> None:
    page = Page(rendered(weekly, "html"))
    assert page.open == []
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(page.tags)
    assert not [value for value in page.values("src") + page.values("srcset") if value]
    assert all(href.startswith("#") for href in page.values("href"))  # the harbour's source has no address
    assert "url(" not in rendered(weekly, "html")
    assert "@import" not in rendered(weekly, "html")


async def test_every_link_within_a_page_leads_somewhere(weekly: ComputedReport, profile: ComputedReport) -> None:
    read = MarkdownIt("commonmark").enable("table").render
    for report in (weekly, profile):
        for html in (rendered(report, "html"), read(rendered(report, "md"))):
            page = Page(html)
            ids = page.values("id")
            assert len(ids) == len(set(ids))
            assert {href.removeprefix("#") for href in page.values("href")} <= set(ids)


async def test_every_name_leads_to_its_claims_and_every_claim_to_its_source(weekly: ComputedReport) -> None:
    doc = lay_out(weekly)
    named = {part.name for one in doc.sections for row in one.rows for cell in row.cells for part in cell.parts}
    assert named - {None} == {one.number for one in doc.names if one.number in named}
    assert all(one.claims for one in doc.names)
    numbers = {one.number for one in doc.claims}
    assert all(set(row.claims) <= numbers and row.claims for one in doc.sections for row in one.rows)
    assert {one.claim.source_id for one in doc.claims} == {one.source.id for one in doc.sources}
    assert sum(one.claims for one in doc.sources) == len(doc.claims)
    page = rendered(weekly, "html")
    for one in doc.claims:
        assert one.claim.locator in page
        assert one.claim.id in page


async def test_a_name_in_a_list_leads_to_its_own_entry(weekly: ComputedReport) -> None:
    doc = lay_out(weekly)
    ids = {one.number: one.id for one in doc.names}
    brokers = doc.sections[0]
    at = [heading.text for heading in brokers.headings].index("groups")
    assert weekly.sections[0].answer is not None
    for row, told in zip(brokers.rows, weekly.sections[0].answer.rows, strict=True):
        assert [ids[part.name] for part in row.cells[at].parts if part.name] == told["group_ids"]


async def test_nothing_that_a_source_wrote_is_more_than_text(weekly: ComputedReport, hostile: ComputedReport) -> None:
    plain, page = Page(rendered(weekly, "html")), Page(rendered(hostile, "html"))
    assert page.open == []
    assert set(page.tags) == set(plain.tags)
    assert {name for _, name, _ in page.attributes} == {name for _, name, _ in plain.attributes}
    assert all(href.startswith("#") for href in page.values("href"))
    assert "<script>alert(1)</script>" in page.text
    assert "{{7*7}}" in page.text
    assert "\u202e" not in rendered(hostile, "html")


async def test_markdown_shows_what_a_source_wrote_as_it_is(weekly: ComputedReport, hostile: ComputedReport) -> None:
    read = MarkdownIt("gfm-like", {"linkify": False}).render
    plain, page = Page(read(rendered(weekly, "md"))), Page(read(rendered(hostile, "md")))
    assert set(page.tags) == set(plain.tags)
    assert page.tags.count("tr") == plain.tags.count("tr")
    assert page.tags.count("td") == plain.tags.count("td")
    assert all(href.startswith("#") for href in page.values("href"))
    assert "<script>alert(1)</script>" in page.text
    for address in ("http://evil", "www.evil", "a@evil"):  # which many readers of Markdown make a link of
        assert address not in rendered(hostile, "md")


async def test_a_sources_address_is_a_link_only_if_it_is_of_the_web(weekly: ComputedReport) -> None:
    told = json.loads(weekly.model_dump_json(by_alias=True))

    def with_address(url: str) -> list[str]:
        for section in told["sections"]:
            for source in section["answer"]["evidence"]["sources"].values():
                source["url"] = url
        page = Page(rendered(ComputedReport.model_validate(told), "html"))
        return [href for href in page.values("href") if not href.startswith("#")]

    assert with_address("https://example.org/a?b=c&d") == ["https://example.org/a?b=c&d"]
    for url in ("javascript:alert(1)", "data:text/html,x", 'https://x" onclick="y', " https://x", "//x", "file:///x"):
        assert with_address(url) == []


async def test_the_pages_policy_allows_its_own_styles_and_nothing_else(weekly: ComputedReport) -> None:
    html = rendered(weekly, "html")
    told = next(value for value in Page(html).values("content") if "default-src" in value)
    assert told == policy(html)
    assert told.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in told


async def test_the_table_has_every_row_with_its_claims(weekly: ComputedReport) -> None:
    text = rendered(weekly, "csv")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    answers = [section.answer for section in weekly.sections if section.answer]
    assert len(rows) == sum(answer.row_count for answer in answers)
    assert [row["section"] for row in rows] == [
        section.section.title for section in weekly.sections for _ in (section.answer.rows if section.answer else ())
    ]
    assert [int(row["evidence_count"]) for row in rows] == [
        count for answer in answers if answer.evidence for count in answer.evidence.counts
    ]
    assert rows[0]["person"] == answers[0].rows[0]["person"]


async def test_a_cell_starts_no_formula(weekly: ComputedReport) -> None:
    told = json.loads(weekly.model_dump_json(by_alias=True))
    told["sections"][0]["answer"]["rows"][0]["person"] = "=cmd|' /C calc'!A0"
    rows = csv.DictReader(io.StringIO(rendered(ComputedReport.model_validate(told), "csv").removeprefix("\ufeff")))
    assert not next(rows)["person"].startswith("=")


async def test_json_is_what_is_kept(weekly: ComputedReport) -> None:
    assert ComputedReport.model_validate_json(rendered(weekly, "json")) == weekly


async def test_three_sentences_with_numbers(weekly: ComputedReport, profile: ComputedReport) -> None:
    for report in (weekly, profile):
        told = sentences(report)
        assert len(told) == 3
        assert all(any(sign.isdigit() for sign in sentence) and sentence.endswith(".") for sentence in told)
    claims = {one for section in weekly.sections if section.answer for one in _claims(section.answer.evidence)}
    assert f"rests on {len(claims)} claims from 1 source" in sentences(weekly)[-1]


def _claims(evidence: Any) -> Iterator[str]:  # noqa: ANN401 - tertius.records.evidence.Evidence
    yield from evidence.claims


async def test_what_is_only_possible_is_not_told_as_certain(weekly: ComputedReport) -> None:
    possible = sentences(weekly)[0]
    assert "may have linked" in possible
    section = weekly.sections[0]
    assert section.answer is not None
    certain = section.answer.model_copy(update={"params": {**section.answer.params, "dates": "certain"}})
    report = weekly.model_copy(update={"sections": (section.model_copy(update={"answer": certain}),)})
    assert "may have" not in sentences(report)[0]


async def test_a_section_without_rows_or_without_an_answer_says_so(
    harbour: Reader, ready: Plan, computed: Computed
) -> None:
    plan = ready("weekly-brokers")
    early = plan.sections[0].model_copy(update={"params": {"as_of": "1900-01-01", "dates": "certain"}})
    backwards = plan.sections[1].model_copy(update={"params": {"from_day": "2019-06-01", "to_day": "2019-05-01"}})
    report = await computed(plan.model_copy(update={"sections": (early, backwards)}), harbour)
    for form in ("html", "md"):
        text = rendered(report, form)
        assert "Nothing in the loaded sources answers this." in text
        assert "The span ends before it begins" in text
    assert sentences(report)[-1] == "No claim of the loaded sources bears on this."
    assert rendered(report, "csv").count("\n") == 1


async def test_the_commands_ask_the_same_again(profile: ComputedReport) -> None:
    assert [one.command for one in lay_out(profile).sections] == [
        "tertius query commanders/overlapping --limit 50 --min-likelihood 0.5 --dates possible "
        "--organization-id harbour:tern --evidence",
        "tertius query commanders/shared --limit 20 --min-likelihood 0.5 --dates possible --evidence",
        "tertius query evidence/of_entity --limit 100 --entity-id harbour:tern --evidence",
    ]
    assert "tertius report run group-profile --set group=harbour:tern" in Page(rendered(profile, "html")).text
