"""What is turned away before any work is done, over real ASGI messages."""

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from tertius.api.gate import MAX_URL_BYTES, Gate
from tertius.api.keys import new_api_key
from tertius.settings import Settings

KEY, HASH = new_api_key()
KEYED = Settings(api_key_hashes=(HASH,))


async def echo_path(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(scope["path"])(scope, receive, send)


async def get(settings: Settings, path: str, base: str = "http://127.0.0.1", **options: object) -> httpx.Response:
    gate: ASGIApp = Gate(echo_path, settings=settings)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(gate), base_url=base) as client:
        return await client.request("GET", path, **options)  # type: ignore[arg-type]


pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("base", ["http://127.0.0.1:8000", "http://localhost", "http://LOCALHOST:1", "http://[::1]:80"])
async def test_loopback_answers_to_its_own_names(base: str) -> None:
    assert (await get(Settings(), "/v1/x", base)).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.", "", "[::1", "a,127.0.0.1"])
async def test_loopback_answers_to_no_other_name(host: str) -> None:
    answer = await get(Settings(), "/v1/x", headers={"Host": host})
    assert answer.status_code == 421
    assert answer.json()["type"] == "/v1/problems/wrong-host"
    assert "evil" not in answer.text


async def test_a_proxy_s_name_can_be_added_and_beyond_loopback_any_name_goes_until_one_is_set() -> None:
    proxied = Settings(api_hosts=("Tertius.example.org",))
    assert (await get(proxied, "/v1/x", "https://tertius.example.org")).status_code == 200
    assert (await get(proxied, "/v1/x", "http://localhost")).status_code == 200
    bearer = {"X-API-Key": KEY}
    outside = Settings(api_host="0.0.0.0", api_key_hashes=(HASH,))  # noqa: S104
    assert (await get(outside, "/v1/x", "http://anything.example", headers=bearer)).status_code == 200
    named = outside.model_copy(update={"api_hosts": ("tertius.example.org",)})
    assert (await get(named, "/v1/x", "http://anything.example", headers=bearer)).status_code == 421
    assert (await get(named, "/v1/x", "http://tertius.example.org", headers=bearer)).status_code == 200


async def test_too_long_an_address_is_refused_and_one_just_short_of_it_is_not() -> None:
    path = "/v1/x?q="
    assert (
        await get(Settings(), path + "a" * (MAX_URL_BYTES - len(path) + 1))
    ).status_code == 200  # "?" is not counted
    answer = await get(Settings(), path + "a" * (MAX_URL_BYTES - len(path) + 2))
    assert answer.status_code == 414
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_is_refused_whole_or_in_chunks() -> None:
    async def chunks():  # type: ignore[no-untyped-def]  # noqa: ANN202
        yield b"x"

    for content in (b"x", chunks()):
        answer = await get(Settings(), "/v1/x", content=content)
        assert answer.status_code == 413
        assert answer.headers["connection"] == "close"
    assert (await get(Settings(), "/v1/x", headers={"Content-Length": "0"})).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"Authorization": f"Bearer {KEY}"}, {"authorization": f"bearer  {KEY}"}, {"X-API-Key": KEY}],
)
async def test_a_key_is_taken_from_either_header(headers: dict[str, str]) -> None:
    assert (await get(KEYED, "/v1/x", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": f"Basic {KEY}"},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {new_api_key()[0]}"},
        {"Authorization": "Bearer \xff\xfe", "X-API-Key": KEY},
        {"X-API-Key": HASH},
        {"Cookie": f"X-API-Key={KEY}"},
    ],
)
async def test_without_a_valid_key_every_path_is_closed_whether_it_exists_or_not(headers: dict[str, str]) -> None:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    for path in ("/v1/x", "/", "/nothing", f"/v1/x?X-API-Key={KEY}", "/healthz/", "//healthz"):
        answer = await get(KEYED, path, headers=raw)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert KEY not in answer.text


async def test_health_needs_no_key_and_no_name() -> None:
    assert (await get(KEYED, "/healthz")).status_code == 200
    assert (await get(KEYED, "/readyz", "http://10.1.2.3:8000")).status_code == 200


async def test_without_keys_a_connection_that_came_from_outside_is_refused() -> None:
    gate = Gate(echo_path, settings=Settings(api_hosts=("192.0.2.7",)))

    async def arrived_at(scope: Scope, receive: Receive, send: Send) -> None:
        await gate({**scope, "server": ("192.0.2.7", 8000)}, receive, send)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(arrived_at), base_url="http://192.0.2.7:8000") as client:
        assert (await client.get("/v1/x")).status_code == 401
        assert (await client.get("/healthz")).status_code == 200


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("/v1/entities/un:QDi.313", "/v1/entities/un:QDi.313"),
        ("/v1/entities/un%3AQDi.313/ties", "/v1/entities/un:QDi.313/ties"),
        ("/v1/entities/a:b%2Fc/ties", "/v1/entities/a:b%2Fc/ties"),
        ("/v1/entities/a:50%25", "/v1/entities/a:50%25"),
        ("/v1/entities/a:%252F", "/v1/entities/a:%252F"),
        ("/v1/entities/a:%D9%85%D8%AE", "/v1/entities/a:\u0645\u062e"),
        ("/%76%31/entities", "/v1/entities"),
    ],
)
async def test_an_encoded_slash_stays_inside_its_segment(sent: str, seen: str) -> None:
    assert (await get(Settings(), sent)).text == seen


async def test_a_path_that_is_not_utf_8_is_refused() -> None:
    answer = await get(Settings(), "/v1/entities/a:%ff%fe")
    assert answer.status_code == 400
    assert answer.json()["type"] == "/v1/problems/bad-address"
