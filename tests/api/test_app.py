"""The whole application on a socket: who is let in, what every answer carries, and what happens when things fail."""

import asyncio
import json
import re
import socket
from collections.abc import Awaitable, Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
import uvicorn
from pydantic import SecretStr

from catalogued import CATALOGUE
from tertius.api import problems
from tertius.api.app import create_app
from tertius.api.problems import Problem
from tertius.api.server import listen
from tertius.catalog.catalogue import Catalogue
from tertius.errors import CatalogueError, ConflictError, InputError
from tertius.graph.connect import Driver, Target
from tertius.settings import Settings

NOWHERE = Target("bolt://127.0.0.1:1", "neo4j", SecretStr("none"))

QUESTION = """\
// {title}
//---
// question: How long does this take?
// version: 1
// params:
//   {param}: {{type: integer, min: 0, max: 100000, about: How much to count}}
// columns:
//   n: {{type: integer, about: The count}}
// evidence: none
// example:
//   graph: harbour
//   rows:
//     - {{"n": 1}}
//---
:param {param} => 1;

UNWIND range(1, ${param}) AS far UNWIND range(1, ${param}) AS farther
WITH far, farther WHERE (far * farther) % 1009 <> 7
RETURN count(*) AS n;
"""


def catalogue_of(folder: Path, param: str = "size") -> Catalogue:
    (folder / "slow").mkdir()
    (folder / "slow" / "count.cypher").write_text(QUESTION.format(title="Slow", param=param))
    return Catalogue.load(folder)


@pytest.fixture
def slow(start: Callable[..., str], tmp_path: Path) -> Iterator[Callable[..., httpx.AsyncClient]]:
    """Give a function that serves one slow question with the given settings and returns a client."""

    def serve(**settings: object) -> httpx.AsyncClient:
        given = Settings(api_port=0, **settings)  # type: ignore[arg-type]
        return httpx.AsyncClient(base_url=start(given, catalogue_of(tmp_path)), timeout=None)

    return serve


MARK = "farther"
"""What the question's text has, and no other's."""

Running = Callable[..., Awaitable[bool]]
Until = Callable[[Callable[[], object]], Awaitable[None]]


# --- who is let in ----------------------------------------------------------------------------------------------------


def test_without_a_key_nothing_but_health_is_answered(address: str) -> None:
    with httpx.Client(base_url=address, timeout=None) as client:
        for path in (
            "/",
            "/openapi.json",
            "/v1/questions",
            "/v1/answers/brokerage/brokers",
            "/v1/entities",
            "/nothing",
        ):
            answer = client.get(path)
            assert answer.status_code == 401, path
            assert answer.headers["www-authenticate"].startswith("Bearer")
            Problem.model_validate_json(answer.content)
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").json() == {"status": "ready"}


def test_another_host_is_refused(api: httpx.Client) -> None:
    answer = api.get("/v1/questions", headers={"Host": "tertius.attacker.example"})
    assert answer.status_code == 421


def test_no_other_site_may_read_an_answer(api: httpx.Client) -> None:
    answer = api.get("/v1/questions", headers={"Origin": "https://elsewhere.example"})
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    preflight = api.options(
        "/v1/questions", headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    )
    assert preflight.status_code == 204
    assert preflight.headers["allow"] == "GET, HEAD, OPTIONS"
    assert not [name for name in preflight.headers if name.startswith("access-control-")]


def test_listening_beyond_loopback_without_a_key_is_refused_by_the_application_too() -> None:
    with pytest.raises(InputError, match="no API key"):
        create_app(Settings(api_host="0.0.0.0"), target=NOWHERE)  # noqa: S104


def test_without_a_database_to_ask_there_is_no_application() -> None:
    with pytest.raises(InputError, match="no database"):
        create_app(Settings())


def test_a_question_may_not_take_the_name_that_every_route_needs(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="evidence"):
        create_app(Settings(), target=NOWHERE, catalogue=catalogue_of(tmp_path, "evidence"))


def test_an_empty_catalogue_is_served() -> None:
    assert "/v1/questions" in create_app(Settings(), target=NOWHERE, catalogue=Catalogue()).openapi()["paths"]


# --- what every answer carries ----------------------------------------------------------------------------------------


def test_head_is_get_without_a_body(api: httpx.Client) -> None:
    for path in ("/v1/questions", "/v1/entities/harbour:ada", "/v1/answers/brokerage/brokers", "/healthz"):
        got, headed = api.get(path), api.head(path)
        assert headed.status_code == 200
        assert headed.content == b""
        assert headed.headers["content-type"] == got.headers["content-type"]
        if "answers" not in path:  # its time is part of the answer, so its length may differ
            assert headed.headers["content-length"] == got.headers["content-length"]  # of the packed one


def test_only_a_large_answer_is_packed_and_only_for_a_client_that_takes_it(api: httpx.Client) -> None:
    packed = api.get("/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"]
    assert int(packed.headers["content-length"]) < len(packed.content) / 4
    plain = api.get("/openapi.json", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == packed.content
    assert "content-encoding" not in api.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers


def test_a_request_id_goes_through(api: httpx.Client) -> None:
    assert api.get("/v1/questions", headers={"X-Request-ID": "from-a-proxy"}).headers["x-request-id"] == "from-a-proxy"
    problem = api.get("/v1/entities/harbour:nobody")
    assert problem.json()["request_id"] == problem.headers["x-request-id"]


def test_the_server_does_not_say_what_it_is_made_of(api: httpx.Client) -> None:
    assert "server" not in api.get("/v1/questions").headers
    assert not [name for name in api.get("/v1/questions").headers if name.startswith("x-powered")]


def test_a_question_comes_as_json_or_as_the_text_to_paste(api: httpx.Client) -> None:
    question = CATALOGUE["brokerage/brokers"]
    at = "/v1/questions/brokerage/brokers"
    json_form = api.get(at)
    assert json_form.headers["content-type"] == "application/json"
    assert "Accept" in json_form.headers["vary"].split(", ")  # beside Accept-Encoding, where it is packed
    details = json_form.json()
    assert details["text"] == question.text
    assert details["digest"] == question.digest
    assert [param["name"] for param in details["params"]] == list(question.params)
    assert [column["name"] for column in details["columns"]] == list(question.columns)
    for answer in (api.get(at, params={"format": "cypher"}), api.get(at, headers={"Accept": "text/plain"})):
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.text == question.text
        assert ":param" in answer.text
    as_asked = api.get(at, params={"format": "json"}, headers={"Accept": "text/plain"})
    assert as_asked.headers["content-type"] == "application/json"
    refused = api.get(at, headers={"Accept": "text/html"})
    assert (refused.status_code, refused.json()["type"]) == (406, "/v1/problems/not-acceptable")


def test_the_type_of_a_problem_can_be_followed(api: httpx.Client) -> None:
    listed = api.get("/v1/problems").json()
    assert listed["total"] == len(problems.every_kind())
    for kind in listed["items"]:
        assert api.get(kind["type"]).json() == kind
    problem = api.get("/v1/entities/harbour:nobody").json()
    assert api.get(problem["type"]).json()["title"] == problem["title"]


def test_the_page_of_questions_loads_nothing_from_anywhere(api: httpx.Client) -> None:
    page = api.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "script" not in page.text
    addresses = re.findall(r'(?:href|src)="([^"]+)"', page.text)
    assert addresses
    for path in addresses:
        assert path.startswith("/")
        assert api.get(path).status_code == 200, path
    assert set(re.findall(r'<form action="/v1/answers/([a-z_/]+)"', page.text)) == set(CATALOGUE)


class Forms(HTMLParser):
    """Reads from a page what each form sends as it stands; a hint is taken where a person has to type."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, dict[str, list[str]]] = {}
        self.action = self.select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = said["action"]
            self.sent[self.action] = {}
        elif tag == "input":
            values = self.sent[self.action].setdefault(said["name"], [])
            values.append(said.get("value", said.get("placeholder", "")))
        elif tag == "select":
            self.select = said["name"]
            self.sent[self.action][self.select] = []
        elif tag == "option" and "selected" in said:
            self.sent[self.action][self.select].append(said["value"])


def test_a_form_of_the_page_sent_as_it_stands_is_answered(
    api: httpx.Client, holding: Callable[[str | Path], Target]
) -> None:
    from tertius_loaders.samples import sample_path

    holding(sample_path("mali_2013"))  # what a newcomer has loaded: the hints are its ids
    forms = Forms(api.get("/").text).sent
    assert len(forms) == len(CATALOGUE)
    for action, sent in forms.items():
        assert set(sent) == {*CATALOGUE[action.removeprefix("/v1/answers/")].params, "evidence"}
        answer = api.get(action, params=sent)
        assert answer.status_code == 200, (action, answer.text)
        assert answer.json()["evidence"] is not None


def test_the_document_is_served(api: httpx.Client) -> None:
    assert api.get("/openapi.json").json()["info"]["title"] == "Tertius"
    assert api.get("/docs").status_code == 404


# --- what happens when things go wrong --------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_a_question_past_its_limit_is_a_504_and_stops(
    slow: Callable[..., httpx.AsyncClient], running: Running, until_async: Until
) -> None:
    async with slow(query_timeout_s=3) as client:
        answer = await client.get("/v1/answers/slow/count?size=100000")  # it would count for hours
        assert answer.status_code == 504
        assert answer.json()["type"] == "/v1/problems/query-timeout"
        assert int(answer.headers["retry-after"]) > 0
        assert (await client.get("/v1/answers/slow/count?size=3")).json()["rows"] == [{"n": 9}]
    await until_async(lambda: running(MARK, 0))


@pytest.mark.anyio
async def test_the_database_stops_working_for_a_client_that_left(
    slow: Callable[..., httpx.AsyncClient], running: Running, until_async: Until
) -> None:
    async with slow(query_timeout_s=600) as client:
        asking = asyncio.create_task(client.get("/v1/answers/slow/count?size=100000"))
        await until_async(lambda: running(MARK))
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await until_async(lambda: running(MARK, 0))
        assert (await client.get("/v1/answers/slow/count?size=3")).status_code == 200


@pytest.mark.anyio
async def test_more_than_the_pool_can_take_is_told_to_come_back(
    slow: Callable[..., httpx.AsyncClient], running: Running, until_async: Until
) -> None:
    async with slow(query_timeout_s=3, pool_size=1) as client:
        asked = [asyncio.create_task(client.get("/v1/answers/slow/count?size=100000")) for _ in range(8)]
        await until_async(lambda: running(MARK))
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/readyz")).status_code == 200, "busy is not broken"
        answers = [await one for one in asked]
        by_status = {status: [a for a in answers if a.status_code == status] for status in (503, 504)}
        assert len(by_status[503]) + len(by_status[504]) == 8
        assert len(by_status[504]) >= 1
        for busy in by_status[503]:
            assert busy.json()["type"] == "/v1/problems/busy"
            assert int(busy.headers["retry-after"]) > 0
        assert (await client.get("/v1/answers/slow/count?size=3")).status_code == 200


def test_a_database_that_is_not_there_is_a_503_without_its_address(start: Callable[..., str]) -> None:
    with httpx.Client(base_url=start(Settings(api_port=0), at=NOWHERE), timeout=None) as client:
        assert client.get("/healthz").status_code == 200
        for path in ("/readyz", "/v1/entities", "/v1/answers/brokerage/brokers"):
            answer = client.get(path)
            assert answer.status_code == 503, path
            assert answer.json()["type"] == "/v1/problems/database-unavailable"
            assert answer.headers["retry-after"]
            assert "127.0.0.1" not in answer.text
            assert "bolt" not in answer.text


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ("MATCH (m:SchemaMigration) WITH m ORDER BY m.version DESC LIMIT 1 DELETE m", "not up to date"),
        ("MATCH (m:SchemaMigration {version: 1}) SET m.checksum = 'of another text'", "another version"),
    ],
)
def test_a_database_with_another_schema_is_not_ready(
    start: Callable[..., str], driver: Driver, empty_db: Target, change: str, detail: str
) -> None:
    with driver.session(database=empty_db.database) as session:
        before = session.run("MATCH (m:SchemaMigration) RETURN collect(properties(m)) AS all").single(strict=True)[
            "all"
        ]
        session.run(change).consume()
        try:
            answer = httpx.get(f"{start(Settings(api_port=0))}/readyz", timeout=None)
        finally:
            session.run("MATCH (m:SchemaMigration) DELETE m").consume()
            session.run("UNWIND $all AS one CREATE (m:SchemaMigration) SET m = one", all=before).consume()
    assert answer.status_code == 503
    assert detail in answer.json()["detail"]
    assert "tertius db migrate" in answer.json()["next_step"]


def test_an_answer_that_cannot_be_had_tells_nothing_of_the_inside(start: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    text = QUESTION.format(title="Broken", param="size").replace("RETURN count(*)", "RETURN 1 / ($size - $size)")
    (tmp_path / "broken" / "division.cypher").write_text(text)
    address = start(Settings(api_port=0), Catalogue.load(tmp_path))
    answer = httpx.get(f"{address}/v1/answers/broken/division?size=99123", timeout=None)
    assert answer.status_code == 500
    assert answer.json()["type"] == "/v1/problems/catalogue"
    assert "zero" not in answer.text
    assert "99123" not in answer.text


# --- the server -------------------------------------------------------------------------------------------------------


def test_a_port_that_is_taken_is_said_so() -> None:
    with listen(Settings(api_port=0)) as first:
        first.listen()
        port = first.getsockname()[1]
        assert port > 0
        with pytest.raises(ConflictError) as caught:
            listen(Settings(api_port=port))
        assert f"127.0.0.1:{port}" in caught.value.where
        assert "TERTIUS_API_PORT" in caught.value.next_step


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(InputError, match="cannot listen"):
        listen(Settings(api_host="192.0.2.7", api_port=0))


def test_a_small_answer_does_not_wait_for_an_acknowledgement(
    api: httpx.Client, address: str, servers: dict[str, uvicorn.Server]
) -> None:
    """An answer's headers and body are two writes: with Nagle's algorithm the second waits about 40 ms."""
    api.get("/healthz")
    connections = [one.transport.get_extra_info("socket") for one in servers[address].server_state.connections]
    assert connections
    assert all(one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for one in connections)


def test_endless_headers_are_refused(address: str) -> None:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        try:
            for _ in range(200):
                connection.sendall(b"X-Filler: " + b"a" * 1000 + b"\r\n")
            said = connection.recv(100)
        except (ConnectionResetError, BrokenPipeError):
            said = b""
    assert b" 200 " not in said


def test_what_is_asked_for_is_not_in_the_log(
    api: httpx.Client, capfd: pytest.CaptureFixture[str], until: Callable[[Callable[[], object]], None]
) -> None:
    from tertius import logs

    logs.configure("info")
    api.get("/v1/entities", params={"q": "sensitive-name"})
    api.get("/v1/entities/harbour:sensitive-id")
    api.get("/v1/answers/brokerage/brokers", params={"as_of": "2019-07-31"})
    api.get("/v1/sensitive-path")
    written = errors = ""

    def all_written() -> bool:
        nonlocal written, errors
        out, err = capfd.readouterr()
        written, errors = written + out + err, errors + err
        return errors.count('"event": "request"') >= 4 and errors.endswith("\n")

    until(all_written)  # the server writes its line after the answer has gone out
    assert "sensitive" not in written
    assert "2019-07-31" not in written
    requests = [json.loads(line) for line in errors.splitlines() if '"event": "request"' in line]
    assert [(one["route"], one["status"]) for one in requests] == [
        ("/v1/entities", 200),
        ("/v1/entities/{entity_id}", 404),
        ("/v1/answers/brokerage/brokers", 200),
        (None, 404),
    ]
