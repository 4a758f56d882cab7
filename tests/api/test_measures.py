"""Measures over HTTP: beside the event loop, within the time limit, and no longer than somebody waits."""

import concurrent.futures
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tertius.api.keys import new_api_key
from tertius.graph.connect import Target
from tertius.graph.write import Writer
from tertius.networks.past import end_of
from tertius.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
MALI = ROOT / "loaders" / "tertius_loaders" / "samples" / "mali_2013"
SLOW = "/v1/answers/time/before_after?change=2012-10&arrangements=100000&spells=1000&worlds=0"
"""Takes minutes."""

Start = Callable[..., str]


@pytest.fixture(autouse=True)
def sample(holding: Callable[[str | Path], Target]) -> None:
    """Have the database hold the sample."""
    holding(MALI)


@pytest.fixture
def client(address: str, key: dict[str, str]) -> Iterator[httpx.Client]:
    """Give a client of the server that gives a question all the time that any machine needs."""
    with httpx.Client(base_url=address, headers=key, timeout=None) as client:
        yield client


@pytest.fixture(scope="module")
def impatient(start: Start) -> Iterator[httpx.Client]:
    """Give a client of a server that gives a question three seconds and has one worker."""
    key, hash_ = new_api_key()
    settings = Settings(api_key_hashes=(hash_,), api_port=0, query_timeout_s=3.0, measure_workers=1)
    header = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=start(settings), headers=header, timeout=None) as client:
        yield client


def test_an_answer_says_what_the_measure_worked_on(client: httpx.Client) -> None:
    answer = client.get("/v1/answers/centrality/betweenness?worlds=200&errs=sources").json()
    assert answer["network"]["question"] == "networks/people_by_organization"
    assert answer["network"]["roots"] == ["mali-2013"]
    assert len(answer["network"]["digest"]) == 64
    assert answer["assumptions"]["source_fall"]["A"] < answer["assumptions"]["source_fall"]["E"]
    again = client.get("/v1/answers/centrality/betweenness?worlds=200&errs=sources").json()
    assert again["rows"] == answer["rows"]


def test_a_measure_that_takes_too_long_is_a_504_and_the_next_is_answered(impatient: httpx.Client) -> None:
    late = impatient.get(SLOW)
    assert late.status_code == 504, late.text
    assert late.json()["type"] == "/v1/problems/query-timeout"
    assert impatient.get("/v1/answers/centrality/degree?worlds=0").status_code == 200


def test_others_are_answered_while_a_measure_is_worked_out(impatient: httpx.Client) -> None:
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        late = pool.submit(impatient.get, SLOW)
        answered = 0
        while not late.done():
            assert impatient.get("/healthz").status_code == 200
            answered += 1
    assert late.result().status_code == 504
    assert answered > 10, "worked out in the loop itself, it would hold up the second until it is done"


def test_what_is_not_defined_on_the_network_is_a_409(client: httpx.Client) -> None:
    refused = client.get("/v1/answers/key_players/sets?size=9&min_likelihood=1")
    assert refused.status_code == 409, refused.text
    assert json.loads(refused.text)["next_step"]


def test_a_group_that_is_not_known_is_a_404(client: httpx.Client) -> None:
    refused = client.get("/v1/answers/brokerage/roles?groups=party")
    assert refused.status_code == 404
    assert "countries" in refused.json()["next_step"]


def test_a_copy_of_a_past_day_is_not_asked_about_later_ones(client: httpx.Client, writer: Writer) -> None:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    writer.run("CREATE (:Snapshot {id: 'snapshot', moment: $moment})", moment=end_of(yesterday))
    try:
        params = {"known_at": str(yesterday + timedelta(days=1)), "worlds": "0"}
        refused = client.get("/v1/answers/centrality/degree", params=params)
        assert (refused.status_code, refused.json()["type"]) == (422, "/v1/problems/input"), refused.text
        assert f"a copy of what was known at the end of {yesterday}" in refused.json()["detail"]
        params["known_at"] = str(yesterday)
        assert client.get("/v1/answers/centrality/degree", params=params).status_code == 200
    finally:
        writer.run("MATCH (s:Snapshot) DELETE s")
