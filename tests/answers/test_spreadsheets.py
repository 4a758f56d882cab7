"""The same rows whatever form they come in: JSON, CSV, a workbook."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from catalogued import CATALOGUE
from tertius.answers.answer import Answer, AnswerColumn, Assumed
from tertius.answers.sheets import MOST
from tertius.answers.spreadsheet_csv import EVIDENCE_COLUMNS, cell_text, csv_of
from tertius.answers.workbook import workbook_of
from tertius.catalog.question import Question
from tertius.model.cells import MARK, unguard
from tertius.records.claims import ClaimRecord, Part
from tertius.records.evidence import Evidence
from tertius.records.sources import SourceRecord
from tertius.records.tables import defaults


def answered(question: Question, rows: list[dict[str, Any]], evidence: Evidence | None = None) -> Answer:
    return Answer(
        question=question.id,
        version=question.version,
        digest=question.digest,
        params={"as_of": None, "kinds": ["group", "unit"], "seed": 2**62},
        columns=[AnswerColumn(name=name, **column.model_dump()) for name, column in question.columns.items()],
        rows=rows,
        row_count=len(rows),
        truncated=False,
        assumptions=Assumed(**defaults().model_dump(), conventions=list(question.conventions)),
        elapsed_ms=1.0,
        evidence=evidence,
    )


def claim(number: int, **said: Any) -> ClaimRecord:  # noqa: ANN401 - any field of a claim
    about = [Part(as_="subject", id="h:a", name="Ada"), Part(as_="object", id="h:g", name="The Gulls")]
    found = {
        "id": f"{number:024x}.1", "key": f"{number:024x}", "revision": 1, "kind": "LEADS", "polarity": "asserts",
        "hedge_word": "", "hedge": "stated", "likelihood": 0.95, "about": about, "stint": 1, "edtf": "2012",
        "record": str(number), "source_id": "harbour", "recorded_from": "2020-01-01T00:00:00Z",
    }  # fmt: skip
    return ClaimRecord.model_validate(found | said)


BROKERS = CATALOGUE["brokerage/brokers"]


def with_claims(rows: list[list[int]], **said: Any) -> Answer:  # noqa: ANN401 - as above
    """Give an answer of as many rows, which rest on claims of these numbers."""
    claims = {one.id: one for number in {n for row in rows for n in row} for one in [claim(number, **said)]}
    evidence = Evidence(
        claims=claims,
        sources={"harbour": SourceRecord(id="harbour", title="The harbour", author="A. Clerk")},
        rows=[[f"{number:024x}.1" for number in row] for row in rows],
        counts=[len(row) for row in rows],
        rest=[[] for _ in rows],
    )
    first = dict(BROKERS.example.rows[0])
    return answered(BROKERS, [{**first, "rank": number} for number in range(1, len(rows) + 1)], evidence)


def read_csv(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    assert text.startswith(MARK)
    read = csv.DictReader(io.StringIO(text.removeprefix(MARK), newline=""), delimiter=delimiter, strict=True)
    return [{name: unguard(cell) for name, cell in row.items()} for row in read]


def sheet(made: bytes, name: str) -> list[dict[str, Any]]:
    columns, *rows = load_workbook(io.BytesIO(made))[name].iter_rows(values_only=True)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def value_of(cell: Any, column: Any) -> object:  # noqa: ANN401 - a cell's value, a catalogue's column
    """Read a cell back by its column's type, as a stranger with the catalogue would."""
    if cell is None or cell == "":
        return None
    if column.list:
        return [value_of(part, column.model_copy(update={"list": False})) for part in items(cell)]
    if column.type in ("integer", "number"):
        return float(cell)
    if column.type == "boolean":
        return {"true": True, "false": False}.get(cell, cell)
    return json.loads(cell) if column.type in ("point", "object") else cell


def items(cell: str) -> list[str]:
    return next(csv.reader([cell], delimiter=";"), []) if cell else []


@pytest.mark.parametrize("question_id", [one for one in CATALOGUE if CATALOGUE[one].example])
def test_csv_and_workbook_hold_the_rows_of_every_question(question_id: str) -> None:
    question = CATALOGUE[question_id]
    rows = json.loads(json.dumps([dict(row) for row in question.example.rows], default=str))
    # An empty text and none are both an empty cell, and so are an empty list and none.
    plain = [{name: None if value in ("", []) else value for name, value in row.items()} for row in rows]
    answer = answered(question, rows)
    texts = read_csv("".join(csv_of(answer)))
    cells = sheet(workbook_of(answer, question), "Rows")
    assert list(texts[0]) == list(cells[0]) == list(question.columns)
    for found in (texts, cells):
        read = [{name: value_of(cell, question.columns[name]) for name, cell in row.items()} for row in found]
        assert read == plain


texts = st.text(alphabet=st.one_of(st.sampled_from("=+-@\t'\",; \n0.1"), st.characters(codec="utf-8")), max_size=12)


@given(st.lists(texts.filter(str.strip), max_size=3), st.sampled_from([",", ";", "\t"]))
def test_a_list_comes_back_whole_whatever_is_in_it(names: list[str], delimiter: str) -> None:
    rows = [{**BROKERS.example.rows[0], "groups": names}]
    (row,) = read_csv("".join(csv_of(answered(BROKERS, rows), ["groups"], delimiter=delimiter)), delimiter)
    assert list(csv.reader(io.StringIO(row["groups"], newline=""), delimiter=";")) == ([names] if names else [])


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**63), 2**63))
def test_a_number_is_the_same_number_in_a_workbook(number: float) -> None:
    (row,) = sheet(
        workbook_of(answered(BROKERS, [{**BROKERS.example.rows[0], "pairs": number}]), BROKERS, ["pairs"]), "Rows"
    )
    assert float(row["pairs"]) == float(number)
    assert isinstance(row["pairs"], str) is (abs(number) > 10**15)  # where a spreadsheet would round it


def test_decimals_may_have_a_comma() -> None:
    rows = [{**BROKERS.example.rows[0], "expected_pairs": -0.5}]
    text = "".join(csv_of(answered(BROKERS, rows), ["rank", "expected_pairs"], delimiter=";", decimal=","))
    assert text == f"{MARK}rank;expected_pairs\n1;-0,5\n"


def test_no_cell_of_a_workbook_is_a_formula_and_days_are_texts() -> None:
    row = {**BROKERS.example.rows[0], "person": "=1+1", "day": "2012-04-30", "groups": ["#N/A", "@x"]}
    made = workbook_of(answered(BROKERS, [row]), BROKERS)
    cells = {
        heading.value: cell for heading, cell in zip(*load_workbook(io.BytesIO(made))["Rows"].iter_rows(), strict=True)
    }
    assert (cells["person"].value, cells["person"].data_type) == ("=1+1", "s")
    assert (cells["day"].value, cells["day"].data_type) == ("2012-04-30", "s")
    assert (cells["groups"].value, cells["groups"].data_type) == ("#N/A;@x", "s")
    assert cells["person"].quotePrefix
    assert (cells["pairs"].data_type, cells["disputed"].data_type) == ("n", "b")


def test_a_text_that_no_cell_can_hold_is_cut_and_says_so() -> None:
    row = {**BROKERS.example.rows[0], "person": "a\x08" + "x" * 40_000}
    (found,) = sheet(workbook_of(answered(BROKERS, [row]), BROKERS), "Rows")
    assert len(found["person"]) == MOST
    assert found["person"].startswith("a x")
    assert found["person"].endswith("(cut: a cell holds no more; the JSON has all of it)")


def test_each_claim_is_in_a_workbook_once_with_the_rows_that_rest_on_it() -> None:
    made = workbook_of(with_claims([[1, 2], [2, 3], []]), BROKERS)
    assert [(row["evidence_count"], row["evidence"]) for row in sheet(made, "Rows")] == [
        (2, "1, 2"), (2, "2, 3"), (0, None),
    ]  # fmt: skip
    claims = sheet(made, "Claims")
    assert [(row["number"], row["record"], row["rows"]) for row in claims] == [
        (1, "1", "1"), (2, "2", "1, 2"), (3, "3", "2"),
    ]  # fmt: skip
    assert claims[0]["says"] == "Ada LEADS The Gulls, 2012, stated"
    assert (claims[0]["likelihood"], claims[0]["denies"], claims[0]["when"]) == (0.95, False, "2012")
    assert [(row["source_id"], row["author"]) for row in sheet(made, "Sources")] == [("harbour", "A. Clerk")]


def test_a_workbook_says_what_the_answer_takes_for_granted() -> None:
    answer = with_claims([[1]])
    told = {(row["part"], row["name"]): row["value"] for row in sheet(workbook_of(answer, BROKERS), "Assumptions")}
    assert told["version", BROKERS.id] == BROKERS.version
    assert told["version", "rules of derivation"] == answer.assumptions.derivation
    assert told["likelihood by hedge", "stated"] == 0.95
    assert told["likelihood by credibility", "1"] == 0.9
    assert told["parameter", "kinds"] == "group;unit"
    assert told["parameter", "seed"] == str(2**62)
    assert [told["convention", n] for n in range(1, len(BROKERS.conventions) + 1)] == list(BROKERS.conventions)
    assert told["column", "pairs"] == BROKERS.columns["pairs"].about


def test_csv_carries_the_evidence_row_by_row_where_it_was_asked_for() -> None:
    answer = with_claims([[1, 2], [2]], locator="p3", note="=a paraphrase", hedge_word="said to")
    first, second = read_csv("".join(csv_of(answer, ["rank"])))
    assert list(first) == ["rank", *EVIDENCE_COLUMNS]
    assert (first["evidence_count"], second["evidence_count"]) == ("2", "1")
    assert items(first["evidence_claims"]) == answer.evidence.rows[0]
    assert first["evidence_sources"] == "harbour"
    assert (
        first["evidence"].splitlines()
        == ['Ada LEADS The Gulls, 2012, stated ("said to"). [harbour] p3: =a paraphrase'] * 2
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        ([], ""),
        (["a", None], "a;"),
        (["a;b", 'c"d'], '"a;b";"c""d"'),
        ({"a": "é"}, '{"a": "é"}'),
    ],
)
def test_values_as_cells(value: object, text: str) -> None:
    assert cell_text(value) == text
