"""Reports as documents of a word processor, read back part by part."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as Xml
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as Docx

from tertius.reports.compute import ComputedReport
from tertius.reports.render import FORMS
from tertius.reports.render.document import lay_out

pytestmark = pytest.mark.anyio

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def made(report: ComputedReport) -> bytes:
    return FORMS["docx"].render(report)


def read(report: ComputedReport) -> Docx:
    return Document(io.BytesIO(made(report)))


def body(report: ComputedReport) -> Xml.Element:
    with ZipFile(io.BytesIO(made(report))) as parts:
        return Xml.fromstring(parts.read("word/document.xml"))  # noqa: S314 - we wrote it


def outside(report: ComputedReport) -> set[str]:
    with ZipFile(io.BytesIO(made(report))) as parts:
        told = Xml.fromstring(parts.read("word/_rels/document.xml.rels"))  # noqa: S314 - we wrote it
    return {one.get("Target", "") for one in told if one.get("TargetMode") == "External"}


def text_of(element: Xml.Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{W}t"))


async def test_headings_tables_and_texts_are_real_ones(weekly: ComputedReport) -> None:
    doc, laid = read(weekly), lay_out(weekly)
    heads = [one.text for one in doc.paragraphs if one.style is not None and one.style.name == "Heading 1"]
    sections = [section.section.title for section in weekly.sections]
    assert heads == [*sections, "Names", "Claims", "Sources", "Assumptions", "How to reproduce it"]
    for table, one in zip(doc.tables, [one for one in laid.sections if one.rows], strict=False):
        assert [cell.text for cell in table.rows[0].cells] == [*(head.text for head in one.headings), "claims"]
        told = [[cell.text for cell in row.cells] for row in table.rows[1:]]
        assert told == [[*(cell.text for cell in row.cells), " ".join(map(str, row.claims)) or "–"] for row in one.rows]
    text = text_of(body(weekly))
    for said in (*laid.sentences, *(one.says for one in laid.claims), *(one.claim.locator for one in laid.claims)):
        assert said in text


async def test_the_head_of_each_table_repeats_on_the_next_page(weekly: ComputedReport) -> None:
    for table in body(weekly).iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * (len(rows) - 1)


async def test_every_link_leads_to_one_place(weekly: ComputedReport, profile: ComputedReport) -> None:
    for report in (weekly, profile):
        told = body(report)
        marks = [one.get(f"{W}name") for one in told.iter(f"{W}bookmarkStart")]
        assert len(marks) == len(set(marks))
        linked = {one.get(f"{W}anchor") for one in told.iter(f"{W}hyperlink")} - {None}
        assert linked <= set(marks)
        doc = lay_out(report)
        assert {f"claim_{one.number}" for one in doc.claims} <= linked
        assert {f"source_{number}" for number in range(1, len(doc.sources) + 1)} <= linked
        assert outside(report) == set()  # the harbour's source has no address


async def test_only_an_address_of_the_web_leads_out(weekly: ComputedReport) -> None:
    def with_address(url: str) -> set[str]:
        told = json.loads(weekly.model_dump_json(by_alias=True))
        for section in told["sections"]:
            for source in section["answer"]["evidence"]["sources"].values():
                source["url"] = url
        return outside(ComputedReport.model_validate(told))

    assert with_address("https://example.org/a?b=c&d") == {"https://example.org/a?b=c&d"}
    for url in ("javascript:alert(1)", "file:///x", "\\\\host\\x", "//x"):
        assert with_address(url) == set()


async def test_what_others_wrote_is_only_text(weekly: ComputedReport, hostile: ComputedReport) -> None:
    plain, odd = body(weekly), body(hostile)
    assert {one.tag for one in odd.iter()} == {one.tag for one in plain.iter()}
    assert "<script>alert(1)</script>" in text_of(odd)
    assert "\u202e" not in text_of(odd)
    assert outside(hostile) == set()


async def test_names_from_right_to_left_say_so(
    weekly: ComputedReport, rewritten: Callable[[ComputedReport, str], ComputedReport]
) -> None:
    name = "محمد بن علي"
    runs = [run for run in body(rewritten(weekly, name)).iter(f"{W}r") if text_of(run)]
    assert {text_of(run) for run in runs if run.find(f"{W}rPr/{W}rtl") is not None} == {name}
    assert not [run for run in runs if name in text_of(run) and run.find(f"{W}rPr/{W}rtl") is None]


async def test_pictures_have_their_words_or_these_stand_in_their_place(
    weekly: ComputedReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = [one.get("descr") for one in body(weekly).iter() if one.tag.endswith("}docPr")]
    assert len(about) == len(read(weekly).inline_shapes) == 5
    assert all(about)

    def change(told: Any) -> None:  # noqa: ANN401 - JSON
        told["sections"][2]["answer"]["rows"][0]["person"] = "张三"

    told = json.loads(weekly.model_dump_json(by_alias=True))
    change(told)
    odd = ComputedReport.model_validate(told)
    assert len(read(odd).inline_shapes) == 4
    assert "no font at hand has “张”" in text_of(body(odd))
    monkeypatch.setitem(FORMS, "pdf", replace(FORMS["pdf"], needs=("no_such_module",)))  # type: ignore[arg-type]
    assert len(read(weekly).inline_shapes) == 0
    text = text_of(body(weekly))
    assert "pip install 'tertius[pdf]'" in text
    assert all(one in text for one in about if one)


async def test_a_tall_picture_stays_on_one_page(weekly: ComputedReport) -> None:
    told = json.loads(weekly.model_dump_json(by_alias=True))
    answer = told["sections"][3]["answer"]
    answer["rows"] = [{**answer["rows"][0], "one": f"Person {n}"} for n in range(40)]
    for key in ("rows", "counts", "rest"):
        answer["evidence"][key] = answer["evidence"][key][:1] * 40
    doc = read(ComputedReport.model_validate(told))
    section = doc.sections[0]
    assert section.page_height is not None
    assert section.page_width is not None
    tallest = max(shape.height for shape in doc.inline_shapes)
    assert section.page_height / 2 < tallest < section.page_height - 2 * (section.top_margin or 0)
    assert max(shape.width for shape in doc.inline_shapes) <= section.page_width - 2 * (section.left_margin or 0)


async def test_a_run_is_the_same_document_each_time_and_bears_no_name_of_a_user(weekly: ComputedReport) -> None:
    first = made(weekly)
    assert first == made(weekly)
    with ZipFile(io.BytesIO(first)) as parts:
        assert {one.date_time[0] for one in parts.infolist()} == {1980}
    told = read(weekly).core_properties
    assert (told.title, told.author, told.last_modified_by) == (weekly.plan.title, "Tertius", "")
    assert told.modified is not None
    assert told.modified.replace(tzinfo=None) == weekly.ended.replace(microsecond=0, tzinfo=None)
