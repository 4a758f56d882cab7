"""An answer's other forms over HTTP: the same rows as CSV and as a workbook."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from openpyxl import load_workbook

from catalogued import CATALOGUE
from tertius.answers.spreadsheet_csv import cell_text
from tertius.api.forms import MEDIA_TYPES
from tertius.graph.connect import Target
from tertius.model.cells import unguard

XLSX = MEDIA_TYPES["xlsx"]


def read_csv(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    read = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), strict=True)
    return [{name: unguard(cell) for name, cell in row.items()} for row in read]


def read_rows(answer: httpx.Response, sheet: str = "Rows") -> list[dict[str, Any]]:
    assert answer.headers["content-type"] == XLSX
    names, *rows = load_workbook(io.BytesIO(answer.content))[sheet].iter_rows(values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def cell_of(value: object) -> str:
    """Return what a cell holds, whatever type its file gives it."""
    return cell_text(float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value)


@pytest.mark.parametrize("question_id", list(CATALOGUE))
def test_every_form_has_the_same_rows(
    address: str, key: dict[str, str], holding: Callable[[str | Path], Target], question_id: str
) -> None:
    question = CATALOGUE[question_id]
    holding(question.example.graph)
    params = {
        name: value or "" if isinstance(value, list | tuple) else value
        for name, value in question.example.params.items()
    }
    with httpx.Client(base_url=address, headers=key, timeout=None) as api:
        forms = {form: api.get(f"/v1/answers/{question_id}", params=params | {"format": form}) for form in MEDIA_TYPES}
    rows = forms["json"].json()["rows"]
    assert rows
    texts, cells = read_csv(forms["csv"]), read_rows(forms["xlsx"])
    for number, row in enumerate(rows):
        assert texts[number] == {name: cell_text(value) for name, value in row.items()}
        held = {name: value for name, value in cells[number].items() if name in row}
        assert {name: cell_of(value) for name, value in held.items()} == {
            name: cell_of(value) for name, value in row.items()
        }
    assert len(texts) == len(cells) == len(rows)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/csv", "csv"),
        (XLSX, "xlsx"),
        ("application/json", "json"),
        ("*/*", "json"),
        ("text/html, */*;q=0.1", "json"),
        ("text/*", "csv"),
        ("application/json;q=0.5, text/csv", "csv"),
    ],
)
def test_the_accept_header_chooses(api: httpx.Client, accept: str, form: str) -> None:
    answer = api.get("/v1/answers/brokerage/brokers", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == {**MEDIA_TYPES}[form]
    assert answer.headers["vary"] == "Accept"


def test_the_parameter_goes_before_the_header(api: httpx.Client) -> None:
    answer = api.get("/v1/answers/brokerage/brokers?format=json", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"] == "application/json"


def test_a_form_that_there_is_not_is_refused(api: httpx.Client) -> None:
    named = api.get("/v1/answers/brokerage/brokers?format=pdf")
    assert (named.status_code, named.json()["where"]) == (422, "format")
    header = api.get("/v1/answers/brokerage/brokers", headers={"Accept": "image/png"})
    assert header.status_code == 406
    assert header.headers["content-type"] == "application/problem+json"


def test_a_workbook_has_the_claims_and_csv_has_them_when_asked(api: httpx.Client) -> None:
    path = "/v1/answers/brokerage/brokers"
    evidence = api.get(path, params={"evidence": "true"}).json()["evidence"]
    book = api.get(path, params={"format": "xlsx"})
    assert {row["claim_id"] for row in read_rows(book, "Claims")} == set(evidence["claims"])
    assert {row["source_id"] for row in read_rows(book, "Sources")} == set(evidence["sources"])
    assert "brokerage-brokers.xlsx" in book.headers["content-disposition"]
    rows = read_csv(api.get(path, params={"format": "csv", "evidence": "true"}))
    assert [row["evidence_claims"].split(";") for row in rows] == evidence["rows"]
    assert "evidence" not in read_csv(api.get(path, params={"format": "csv"}))[0]


@pytest.mark.parametrize(
    ("params", "headers"), [({"format": "svg"}, {}), ({}, {"Accept": "image/svg+xml"}), ({}, {"Accept": "image/*"})]
)
def test_a_picture_is_sent_where_one_fits(api: httpx.Client, params: dict[str, str], headers: dict[str, str]) -> None:
    path = "/v1/answers/commanders/overlapping"
    rows = api.get(path).json()["rows"]
    answer = api.get(path, params=params, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["vary"] == "Accept"
    root = ElementTree.fromstring(answer.text)  # noqa: S314 - our own
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    text = " ".join(root.itertext())
    assert rows
    assert all(f"{row['one']} – {row['other']}" in text for row in rows)
    # The browser that shows it by itself lets its own style in, and nothing else.
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")


def test_where_no_picture_fits_the_reason_is_told(api: httpx.Client) -> None:
    path = "/v1/answers/entities/search?text=ada"
    named = api.get(f"{path}&format=svg")
    assert (named.status_code, named.json()["where"]) == (422, "format")
    accepted = api.get(path, headers={"Accept": "image/svg+xml"})
    assert accepted.status_code == 406
    for answer in (named, accepted):
        assert "No picture shows an answer of this kind." in answer.text
