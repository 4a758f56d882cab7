"""Reports as PDFs, read back by another hand than the one that wrote them."""

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from tertius.errors import UnsupportedError
from tertius.reports.compute import ComputedReport
from tertius.reports.delivering.parcel import attached
from tertius.reports.render import FORMS
from tertius.reports.render.document import lay_out

pytestmark = pytest.mark.anyio

Rewritten = Callable[[ComputedReport, str], ComputedReport]

TYPST = '#eval("1 + 1") #panic("x") $x^2$ @name-1 <section-1> `raw` *bold* _it_ \\ // no /* no */ #[= Head] ~ -- \' "'
ARABIC = "محمد بن علي"


def read(report: ComputedReport) -> PdfReader:
    return PdfReader(io.BytesIO(FORMS["pdf"].render(report)))


def text_of(pdf: PdfReader) -> str:
    """Return all that is written, without blanks: where lines end is the page's affair."""
    return unspaced("".join(page.extract_text() for page in pdf.pages))


def unspaced(text: str) -> str:
    return re.sub(r"[\s\u200b\u2068\u2069]", "", text)


def links(pdf: PdfReader) -> Iterator[DictionaryObject]:
    for page in pdf.pages:
        for one in page.get("/Annots", ()):
            note = one.get_object()
            assert note["/Subtype"] == "/Link"
            yield note


def kinds(pdf: PdfReader) -> dict[str, int]:
    """Return how many elements of each kind the document's structure has, for readers that read it aloud."""
    found: dict[str, int] = {}

    def walk(node: Any) -> None:  # noqa: ANN401 - a PDF's own object
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                found[node["/S"]] = found.get(node["/S"], 0) + 1
                if node["/S"] == "/Figure":
                    assert node["/Alt"]
            walk(node.get("/K"))

    walk(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def changed(report: ComputedReport, change: Callable[[dict[str, Any]], None]) -> ComputedReport:
    told = json.loads(report.model_dump_json(by_alias=True))
    change(told)
    return ComputedReport.model_validate(told)


async def test_it_says_what_the_report_says(weekly: ComputedReport, profile: ComputedReport) -> None:
    for report in (weekly, profile):
        pdf, doc = read(report), lay_out(report)
        text = text_of(pdf)
        for said in (*doc.sentences, *(one.says for one in doc.claims), *(one.name for one in doc.names)):
            assert unspaced(said) in text
        for one in doc.claims:
            assert one.claim.id in text
        assert pdf.metadata is not None
        assert pdf.metadata.title == report.plan.title
        outline = [one.title for one in pdf.outline if not isinstance(one, list)]
        sections = [section.section.title for section in report.sections]
        assert outline == [*sections, "Names", "Claims", "Sources", "Assumptions", "How to reproduce it"]
        assert f"1of{len(pdf.pages)}" in text


async def test_those_who_do_not_see_it_are_told_its_structure(weekly: ComputedReport) -> None:
    pdf = read(weekly)
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    found = kinds(pdf)
    filled = [one for one in weekly.sections if one.answer and one.answer.rows]  # the harbour has no event at a place
    assert found["/Table"] == len(filled) + 2 == 8
    assert found["/Figure"] == 5
    assert found["/H1"] == len(weekly.sections) + 5


async def test_links_lead_within_the_report_or_to_the_web(weekly: ComputedReport) -> None:
    def with_address(url: str) -> PdfReader:
        def change(told: dict[str, Any]) -> None:
            for section in told["sections"]:
                for source in section["answer"]["evidence"]["sources"].values():
                    source["url"] = url

        return read(changed(weekly, change))

    doc = lay_out(weekly)
    names = sum(
        bool(part.name) for one in doc.sections for row in one.rows for cell in row.cells for part in cell.parts
    )
    numbers = sum(len(row.claims) for one in doc.sections for row in one.rows) + sum(len(n.claims) for n in doc.names)
    sources = len(doc.claims)
    behind = sum(len(one.behind) for one in doc.claims)
    web = "https://example.org/a?b=c&d"
    found = list(links(with_address(web)))
    inside = [one for one in found if "/A" not in one or one["/A"]["/S"] == "/GoTo"]
    assert len(inside) >= names + numbers + sources + behind
    assert {one["/A"]["/URI"] for one in found if one not in inside} == {web}
    for url in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x", " https://x"):
        assert all("/A" not in one or one["/A"]["/S"] == "/GoTo" for one in links(with_address(url)))


async def test_what_others_wrote_is_never_read_as_markup(weekly: ComputedReport, rewritten: Rewritten) -> None:
    plain, odd = read(weekly), read(rewritten(weekly, TYPST))
    assert text_of(odd).count(unspaced(TYPST)) > 20
    assert kinds(odd) == kinds(plain)


async def test_names_from_right_to_left_are_set(weekly: ComputedReport, rewritten: Rewritten) -> None:
    assert len(read(rewritten(weekly, ARABIC)).pages) >= len(read(weekly).pages)


@pytest.mark.parametrize(("name", "sign"), [("张三", "U+5F20, CJK"), ("Ayad ⵣ", "U+2D63, TIFINAGH"), ("😀", "U+1F600")])
async def test_a_letter_that_no_font_has_is_told_with_where_it_stands(
    weekly: ComputedReport, name: str, sign: str
) -> None:
    def change(told: dict[str, Any]) -> None:
        told["sections"][2]["answer"]["rows"][0]["person"] = name

    with pytest.raises(UnsupportedError) as refused:
        read(changed(weekly, change))
    assert sign in refused.value.what
    assert refused.value.where.endswith(f": {name}")
    assert ".docx" in refused.value.next_step


async def test_what_no_pdf_can_show_holds_no_other_file_up(weekly: ComputedReport) -> None:
    def change(told: dict[str, Any]) -> None:
        told["sections"][2]["answer"]["rows"][0]["person"] = "张三"

    page, why = attached(changed(weekly, change), ("html", "pdf"))
    assert (page.ending, "张三" in page.content.decode()) == ("html", True)
    assert (why.ending, why.media_type) == ("pdf.txt", "text/plain")
    assert "U+5F20" in why.content.decode()


async def test_five_hundred_rows_and_words_without_end_stay_on_the_page(weekly: ComputedReport) -> None:
    endless = "Abcdefghij" * 40

    def change(told: dict[str, Any]) -> None:
        answer = told["sections"][3]["answer"]
        evidence = answer["evidence"]
        answer["rows"] = [{**answer["rows"][0], "one": f"Person {n}"} for n in range(500)]
        answer["rows"][7]["other"] = endless
        for key in ("rows", "counts", "rest"):
            evidence[key] = evidence[key][:1] * 500
        told["sections"][0]["shows"] = [column["name"] for column in told["sections"][0]["answer"]["columns"]]

    report = changed(weekly, change)
    pdf = read(report)
    text = text_of(pdf)
    assert all(f"Person{n}" in text for n in range(500))
    assert endless in text
    lines = [line for page in pdf.pages for line in page.extract_text().splitlines()]
    assert max(map(len, lines)) < 200  # the word was broken; whole it is 400 letters on one line


async def test_a_table_that_is_wider_than_paper_goes_on_below(weekly: ComputedReport) -> None:
    def change(told: dict[str, Any]) -> None:
        told["sections"][0]["shows"] = [column["name"] for column in told["sections"][0]["answer"]["columns"]]

    report = changed(weekly, change)
    answer = report.sections[0].answer
    assert answer is not None
    pdf = read(report)
    text = text_of(pdf)
    assert kinds(pdf)["/Table"] == kinds(read(weekly))["/Table"] - 1
    for column in answer.columns:
        assert unspaced(column.name.replace("_", " ")) in text
    assert all(id_ in text for row in answer.rows for id_ in row["group_ids"])


async def test_empty_and_refused_sections_say_so(weekly: ComputedReport) -> None:
    def change(told: dict[str, Any]) -> None:
        empty, refused = told["sections"][:2]
        nothing = {"rows": [], "counts": [], "claims": {}, "sources": {}, "rest": []}
        empty["answer"] |= {"rows": [], "row_count": 0, "evidence": nothing}
        refused |= {"answer": None, "refusal": {"title": "Not defined", "what": "It is empty.", "next_step": "Load."}}

    text = text_of(read(changed(weekly, change)))
    assert unspaced("Nothing in the loaded sources answers this.") in text
    assert unspaced("Not defined. It is empty. Load.") in text


async def test_a_run_is_the_same_pdf_each_time(weekly: ComputedReport) -> None:
    assert FORMS["pdf"].render(weekly) == FORMS["pdf"].render(weekly)


async def test_without_what_it_needs_it_says_what_to_install(
    weekly: ComputedReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pdf", "docx"):
        monkeypatch.setitem(FORMS, name, replace(FORMS[name], needs=("no_such_module",)))  # type: ignore[arg-type,index]
        with pytest.raises(UnsupportedError) as refused:
            FORMS[name].render(weekly)  # type: ignore[index]
        assert "no_such_module" in refused.value.what
        assert f"pip install 'tertius[{name}]'" in refused.value.next_step
        with pytest.raises(UnsupportedError):
            attached(weekly, (name,))  # type: ignore[arg-type]
