"""What a request may carry, over a small app of real routes."""

from typing import Annotated, Any

import httpx
import pytest
from fastapi import FastAPI, Query

from tertius.api.app import handle_problems
from tertius.api.gate import Gate
from tertius.api.inputs import ClaimId, EntityId, Limit, Offset, SourceId, StrictRoute, TieId
from tertius.settings import Settings

pytestmark = pytest.mark.anyio


def small_app() -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, redirect_slashes=False)
    app.router.route_class = StrictRoute
    handle_problems(app)

    @app.get("/entities/{found_id}")
    async def entity(found_id: EntityId) -> str:
        return found_id

    @app.get("/entities/{found_id}/ties")
    async def ties(
        found_id: EntityId, limit: Limit = 5, offset: Offset = 0, kinds: Annotated[list[str] | None, Query()] = None
    ) -> list[Any]:
        return [found_id, limit, offset, kinds]

    @app.get("/ties/{found_id}")
    async def tie(found_id: TieId) -> str:
        return found_id

    @app.get("/claims/{found_id}")
    async def claim(found_id: ClaimId) -> str:
        return found_id

    @app.get("/sources/{found_id}")
    async def source(found_id: SourceId) -> str:
        return found_id

    return app


async def get(path: str, method: str = "GET") -> httpx.Response:
    app = small_app()
    transport = httpx.ASGITransport(Gate(app, settings=Settings()))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.request(method, path)


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("un:QDi.313", "un:QDi.313"),
        ("un%3AQDi.313", "un:QDi.313"),
        ("a:b%2Fc", "a:b/c"),
        ("a:b%2Fties", "a:b/ties"),
        ("a:50%25", "a:50%"),
        ("a:%252F", "a:%2F"),
        ("a:%3Fq%3D1%23x", "a:?q=1#x"),
        ("a:+b&c=d", "a:+b&c=d"),
        ("a:%E2%82%AC%D9%85", "a:€\u0645"),
        ("a:" + "x" * 198, "a:" + "x" * 198),
        ("Omar%20Ould%20Hamaha", "Omar Ould Hamaha"),
        ("l'A%C3%AFr", "l'A\u00efr"),
        ("a:Ine%CC%80s", "a:In\u00e8s"),
        ("a:%E2%80%8Bb%C2%A0c%20", "a:b c"),
    ],
)
async def test_an_id_arrives_as_it_was_meant(sent: str, meant: str) -> None:
    assert (await get(f"/entities/{sent}")).json() == meant
    assert (await get(f"/entities/{sent}/ties")).json()[0] == meant


@pytest.mark.parametrize("bad", ["a:%00", "%7f", "%20", "%E2%80%8B", "a:" + "x" * 199, "a:%0ab"])
async def test_what_is_neither_id_nor_name_is_refused_in_its_place(bad: str) -> None:
    answer = await get(f"/entities/{bad}")
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"] == "/v1/problems/input"
    assert problem["where"] == "found_id"
    assert problem["errors"][0]["where"] == "found_id"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ties/LEADS:0123456789abcdef0123", 200),
        ("/ties/LEADS%3A0123456789abcdef0123", 200),
        ("/ties/LEADS:0123", 422),
        ("/claims/0123456789abcdef01234567", 200),
        ("/claims/0123456789abcdef01234567.12", 200),
        ("/claims/0123456789abcdef01234567.0", 422),
        ("/claims/0123456789ABCDEF01234567", 422),
        ("/sources/mali-2013", 200),
        ("/sources/Mali", 422),
        ("/sources/a%2Fb", 422),
    ],
)
async def test_other_ids(path: str, status: int) -> None:
    assert (await get(path)).status_code == status


async def test_a_misspelt_parameter_is_refused_with_the_closest_one() -> None:
    problem = (await get("/entities/a:b/ties?lmit=3")).json()
    assert problem["status"] == 422
    assert problem["where"] == "lmit"
    assert "Did you mean 'limit'?" in problem["next_step"]
    problem = (await get("/entities/a:b?verbose=1")).json()
    assert problem["next_step"] == "This path takes no parameters."


async def test_a_single_parameter_twice_is_refused_and_a_list_is_not() -> None:
    assert (await get("/entities/a:b/ties?limit=3&limit=4")).json()["where"] == "limit"
    assert (await get("/entities/a:b/ties?kinds=x&kinds=y")).json() == ["a:b", 5, 0, ["x", "y"]]


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "offset=-1", "offset=1000001", "limit="])
async def test_a_value_out_of_bounds_names_its_parameter_and_does_not_repeat_it(query: str) -> None:
    problem = (await get(f"/entities/a:b/ties?{query}")).json()
    assert problem["status"] == 422
    assert problem["where"] == f"{query.split('=')[0]}"
    assert problem["instance"] == "/entities/a:b/ties"


async def test_two_wrong_values_are_both_told() -> None:
    problem = (await get("/entities/a:b/ties?limit=x&offset=y")).json()
    assert [error["where"] for error in problem["errors"]] == ["limit", "offset"]


async def test_an_unknown_path_and_a_wrong_method_are_problems_too() -> None:
    answer = await get("/nothing")
    assert (answer.status_code, answer.json()["type"]) == (404, "/v1/problems/no-route")
    assert (await get("/entities/a:b/")).status_code == 404
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE"):
        answer = await get("/entities/a:b", method)
        assert (answer.status_code, answer.json()["type"]) == (405, "/v1/problems/method-not-allowed")
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    answer = await get("/entities/a:b", "OPTIONS")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
