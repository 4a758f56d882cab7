"""Answers over HTTP: the rows that the library gives, typed and with their evidence."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic_core import from_json, to_json

from catalogued import CATALOGUE
from tertius.answers import Answer, Answers
from tertius.graph.connect import Target, open_async_driver
from tertius.graph.read import Reader

pytestmark = pytest.mark.anyio


async def directly(target: Target, question: str, params: dict[str, object], *, evidence: bool) -> Answer:
    async with open_async_driver(target) as driver:
        answers = Answers(CATALOGUE, Reader(driver, target.database))
        return await answers.ask(question, params, evidence=evidence)


def as_text(params: dict[str, object]) -> dict[str, Any]:
    """Write parameters as an address has them."""

    def text(value: object) -> str | list[Any]:
        if isinstance(value, list):
            return [text(item) for item in value] or ""
        return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)

    return {name: text(value) for name, value in params.items()}


@pytest.mark.parametrize("question", CATALOGUE)
async def test_the_api_answers_as_the_library_does(
    address: str, key: dict[str, str], holding: Callable[[str | Path], Target], question: str
) -> None:
    example = CATALOGUE[question].example
    target = holding(example.graph)
    expected = await directly(target, question, dict(example.params), evidence=True)
    async with httpx.AsyncClient(base_url=address, headers=key, timeout=None) as client:
        plain = await client.get(f"/v1/answers/{question}", params=as_text(dict(example.params)))
        full = await client.get(f"/v1/answers/{question}", params=as_text(dict(example.params)) | {"evidence": "true"})
    assert plain.status_code == full.status_code == 200, full.text
    answer = full.json()
    wanted = from_json(to_json(expected.model_dump(by_alias=True)))
    assert answer.pop("elapsed_ms") > 0
    wanted.pop("elapsed_ms")
    assert answer == wanted
    assert answer["rows"] == [dict(row) for row in example.rows]
    bare = plain.json()
    assert bare["evidence"] is None
    assert bare["rows"] == answer["rows"]


def test_evidence_names_every_claim_and_source_once_by_id(api: httpx.Client) -> None:
    answer = api.get("/v1/answers/brokerage/brokers?evidence=true").json()
    evidence = answer["evidence"]
    assert len(evidence["rows"]) == answer["row_count"] == 2
    cited = {claim for row in evidence["rows"] for claim in row}
    assert cited == set(evidence["claims"])
    assert {claim["source_id"] for claim in evidence["claims"].values()} == set(evidence["sources"]) == {"harbour"}
    # Ada links three crews by the claims h02, h03 and h04 of the harbour's claims.csv.
    assert {evidence["claims"][claim]["record"] for claim in evidence["rows"][0]} == {"h02", "h03", "h04"}


def test_parameters_mean_what_the_question_says(api: httpx.Client) -> None:
    # Worked out by hand in cypher/graphs/harbour/README.md.
    def brokers(**params: str) -> list[str]:
        return [row["person_id"] for row in api.get("/v1/answers/brokerage/brokers", params=params).json()["rows"]]

    assert brokers() == ["harbour:ada", "harbour:dag"]
    assert brokers(dates="certain") == ["harbour:ada"]
    assert brokers(limit="1") == ["harbour:ada"]
    assert brokers(as_of="2018-01-01") == ["harbour:dag"]
    assert brokers(as_of="2018-01") == brokers(from_day="2018-01-01", to_day="2018-01-31") == ["harbour:dag"]
    assert brokers(kinds="unit") == []
    assert "harbour:gil" in brokers(kinds=""), "the Customs House is no crew, but counts when any kind does"


def test_a_list_is_given_value_by_value_and_no_value_is_split(api: httpx.Client) -> None:
    several = api.get("/v1/answers/brokerage/brokers?kinds=group&kinds=unit&kinds=").json()
    assert several["params"]["kinds"] == ["group", "unit"]
    assert several["rows"] == api.get("/v1/answers/brokerage/brokers").json()["rows"]
    one = api.get("/v1/answers/brokerage/brokers", params={"kinds": "group, unit"}).json()
    assert one["params"]["kinds"] == ["group, unit"]
    assert one["rows"] == []
    refused = api.get(
        "/v1/answers/paths/shortest", params={"from_id": "harbour:ada", "to_id": "a,b", "kinds": "LEADS,KIN_OF"}
    )
    assert (refused.status_code, refused.json()["where"]) == (422, "kinds")
    assert "again" in refused.json()["next_step"]


def test_cut_off_is_said(api: httpx.Client) -> None:
    answer = api.get("/v1/answers/brokerage/brokers?limit=1").json()
    assert (answer["row_count"], answer["truncated"]) == (1, True)
    assert api.get("/v1/answers/brokerage/brokers?limit=2").json()["truncated"] is False


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("as_of=2012-13-01", "as_of"),
        ("limit=0", "limit"),
        ("limit=1&limit=2", "limit"),
        ("dates=perhaps", "dates"),
        ("min_likelihood=2", "min_likelihood"),
        ("evidence=yes", "evidence"),
        ("evidence=", "evidence"),
        ("evidence=true&evidence=true", "evidence"),
        ("as_off=2012-06-01", "as_off"),
        ("cypher=MATCH+(n)+DETACH+DELETE+n", "cypher"),
    ],
)
def test_what_a_question_cannot_accept_is_named(api: httpx.Client, query: str, where: str) -> None:
    answer = api.get(f"/v1/answers/brokerage/brokers?{query}")
    assert answer.status_code == 422
    assert answer.json()["where"] == where


def test_a_required_parameter_that_is_missing_is_named(api: httpx.Client) -> None:
    answer = api.get("/v1/answers/evidence/of_tie")
    assert (answer.status_code, answer.json()["where"]) == (422, "tie_id")


def test_the_rest_of_the_evidence_is_where_an_answer_says(api: httpx.Client) -> None:
    answer = api.get("/v1/answers/evidence/of_tie", params={"tie_id": "LEADS:af1c0c68213f0dd012c9"})
    assert [row["locator"] for row in answer.json()["rows"]] == ["p. 4", "p. 5"]
