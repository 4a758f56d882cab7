"""What the API costs: a question over HTTP against the same statement on the bare driver.

Both run in one server process, on one event loop and one connection pool, turn and turn about, so that whatever else
the machine does meets them alike: ``GET /v1/answers/…`` as a client on the loopback sees it, its connection kept open,
and the question's statement with the question's parameters on the bare asynchronous driver, timed where it runs. The
client is a process of its own that does nothing but write a request and read the answer. A third turn is traced: it
says how long each layer took.

    python benchmarks/api.py
    python benchmarks/api.py --question commanders/overlapping --param as_of=2012-06-01 --evidence

It starts the embedded server on a temporary folder and loads the sample, which takes a while the first time.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import neo4j
import uvicorn
from pydantic import SecretStr
from starlette.types import ASGIApp, Receive, Scope, Send

from tertius import logs
from tertius.answers import Answer, Answers
from tertius.api.app import create_app
from tertius.api.keys import new_api_key
from tertius.api.server import listen, make_server
from tertius.catalog.catalogue import Catalogue
from tertius.embedded import EmbeddedServer
from tertius.graph.connect import AsyncDriver, Target, open_driver
from tertius.graph.migrate import migrate
from tertius.settings import Settings
from tertius_loaders.claims import load_folder

SAMPLE = Path(__file__).resolve().parents[1] / "loaders" / "tertius_loaders" / "samples" / "mali_2013"
AIM_MS = 2.5
BARE, TRACED = "/bench/bare", "/bench/traced"


# --- the client: a process of its own ---------------------------------------------------------------------------------


def client(port: int, key: str, path: str, rounds: int, warm_up: int) -> None:
    """Ask in turn over one connection; print the milliseconds of every turn as JSON."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(address: str) -> tuple[float, bytes, bytes]:
        request = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: {key}\r\nAccept: application/json\r\n\r\n"
        started = time.perf_counter()
        connection.sendall(request.encode())
        received = b""
        while b"\r\n\r\n" not in received:
            received += connection.recv(262_144)
        head, _, body = received.partition(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        while len(body) < length:
            body += connection.recv(262_144)
        took = (time.perf_counter() - started) * 1e3
        assert head.startswith(b"HTTP/1.1 200"), (head, body[:500])
        return took, head, body

    query = path.partition("?")[2]
    turns: dict[str, list[Any]] = {"bare": [], "api": [], "traced": []}
    for turn in range(warm_up + rounds):
        bare = json.loads(get(f"{BARE}?{query}")[2])["ms"]
        api = get(path)[0]
        traced, head, body = get(f"{TRACED}?{query}")
        if turn >= warm_up:
            layers = dict(
                part.split(";dur=")
                for line in head.decode().split("\r\n")
                if line.lower().startswith("server-timing:")
                for part in line.split(": ", 1)[1].split(", ")
            )
            turns["bare"].append(bare)
            turns["api"].append(api)
            turns["traced"].append({"client": traced, **{name: float(ms) for name, ms in layers.items()}})
            turns["bytes"] = [len(body)]
    print(json.dumps(turns))


# --- the server: the API, with two paths beside it --------------------------------------------------------------------


@dataclass
class Trace:
    """How long the layers of one request took, in milliseconds."""

    reader: float = 0.0
    ask: float = 0.0
    dump: float = 0.0
    app: float = 0.0


class TracedAnswer(Answer):
    """An answer that notes how long its serialisation takes."""

    def model_dump_json(self, **options: Any) -> str:  # noqa: ANN401, D102
        started = time.perf_counter()
        text = super().model_dump_json(**options)
        TRACE.dump = (time.perf_counter() - started) * 1e3
        return text


class TracedAnswers:
    """Answers that note how long they take."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def ask(self, *given: Any, **options: Any) -> TracedAnswer:  # noqa: ANN401, D102
        started = time.perf_counter()
        answer = await self._answers.ask(*given, **options)
        TRACE.ask = (time.perf_counter() - started) * 1e3
        TRACE.reader = answer.elapsed_ms
        return TracedAnswer.model_construct(**dict(answer))


TRACE = Trace()


class Bench:
    """The API, and beside it the bare driver and the traced API."""

    def __init__(self, app: ASGIApp, cypher: str, params: dict[str, Any], database: str, path: str) -> None:
        self._app = app
        self._cypher = cypher
        self._params = params
        self._database = database
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102
        if scope["type"] != "http" or scope["path"] not in (BARE, TRACED):
            await self._app(scope, receive, send)
        elif scope["path"] == BARE:
            await self._bare(scope, send)
        else:
            await self._traced(scope, receive, send)

    async def _bare(self, scope: Scope, send: Send) -> None:
        # The pool is the API's own, which it shows to nobody.
        driver: AsyncDriver = scope["state"]["services"].answers._reader._driver
        started = time.perf_counter()
        async with driver.session(database=self._database, default_access_mode=neo4j.READ_ACCESS) as session:
            result = await session.run(self._cypher, self._params)
            rows = [record async for record in result]
        took = (time.perf_counter() - started) * 1e3
        assert rows
        body = json.dumps({"ms": took, "rows": len(rows)}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _traced(self, scope: Scope, receive: Receive, send: Send) -> None:
        services = scope["state"]["services"]
        scope["state"]["services"] = replace(services, answers=TracedAnswers(services.answers))
        scope.update(path=self._path, raw_path=self._path.encode())
        started = time.perf_counter()
        held: list[Any] = []

        async def hold(message: Any) -> None:  # noqa: ANN401 - an ASGI message
            held.append(message)

        await self._app(scope, receive, hold)
        TRACE.app = (time.perf_counter() - started) * 1e3
        timing = ", ".join(f"{name};dur={ms:.4f}" for name, ms in vars(TRACE).items())
        held[0]["headers"].append((b"server-timing", timing.encode()))
        for message in held:
            await send(message)


# --- the run ----------------------------------------------------------------------------------------------------------


@contextmanager
def loaded(uri: str | None) -> Any:  # noqa: ANN401 - an iterator of a target
    """Give a database that holds the sample: one that is there already, or a throwaway one."""
    if uri:
        yield Target(uri, "neo4j", SecretStr(os.environ["TERTIUS_BENCH_PASSWORD"]))
        return
    settings = Settings()
    with (
        tempfile.TemporaryDirectory(prefix="tertius-bench-", ignore_cleanup_errors=True) as folder,
        EmbeddedServer(
            data_dir=Path(folder), cache_dir=settings.cache_dir, maven_url=settings.maven_url, bolt_port=0, http_port=0
        ) as running,
    ):
        target = Target(running.uri, running.user, SecretStr(running.password), running.database)
        with open_driver(target) as driver:
            migrate(driver, target.database)
            load_folder(SAMPLE, driver=driver, database=target.database)
        yield target


async def measure(target: Target, options: argparse.Namespace) -> dict[str, Any]:
    """Serve, and have the client ask."""
    question = Catalogue.load()[options.question]
    params: dict[str, Any] = question.validate_params(dict(pair.split("=", 1) for pair in options.param))
    if "limit" in params:
        params["limit"] += 1  # as the API runs it: one row more tells whether there are more
    key, hashed = new_api_key()
    settings = Settings(api_port=0, api_key_hashes=(hashed,))
    query = "&".join([*options.param, *(["evidence=true"] if options.evidence else [])])
    path = f"/v1/answers/{options.question}"
    app = Bench(create_app(settings, target=target), question.cypher, params, target.database, path)
    server = make_server(app, settings)  # type: ignore[arg-type] # an ASGI application is all that it needs
    listening = listen(settings)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        await asyncio.sleep(0.01)
    asking = [sys.executable, __file__, "--client", str(listening.getsockname()[1]), key, f"{path}?{query}"]
    process = await asyncio.create_subprocess_exec(
        *asking, str(options.rounds), str(options.warm_up), stdout=subprocess.PIPE
    )
    said, _ = await process.communicate()
    server.should_exit = True
    await serving
    assert process.returncode == 0, "the client failed"
    found: dict[str, Any] = json.loads(said)
    return found


def at(values: list[float], share: float) -> float:
    """Return the value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def report(turns: dict[str, Any], options: argparse.Namespace) -> None:
    """Print what was measured."""
    print(
        f"\n{options.question}, {options.rounds} turns of each, {turns['bytes'][0]:,} bytes an answer, "
        f"on {turns['loop']}\n"
    )
    print(f"{'ms':34}{'p50':>8}{'p99':>8}")
    for name, values in (("bare driver", turns["bare"]), ("API, as a client sees it", turns["api"])):
        print(f"{name:34}{at(values, 0.5):8.2f}{at(values, 0.99):8.2f}")
    added = at(turns["api"], 0.5) - at(turns["bare"], 0.5)
    print(f"{'added by the API':34}{added:8.2f}{at(turns['api'], 0.99) - at(turns['bare'], 0.99):8.2f}")
    print("\nwhere it goes, by the traced turns (p50)")
    traced = turns["traced"]
    bare = at(turns["bare"], 0.5)
    layers = {
        "driver (as bare)": bare,
        "reader: bounds, rows as JSON": at([one["reader"] for one in traced], 0.5) - bare,
        "answers: parameters, evidence, log": at([one["ask"] - one["reader"] for one in traced], 0.5),
        "serialisation": at([one["dump"] for one in traced], 0.5),
        "routing, gate, limits, access log": at([one["app"] - one["ask"] - one["dump"] for one in traced], 0.5),
        "HTTP server, socket, client": at([one["client"] - one["app"] for one in traced], 0.5),
    }
    for name, ms in layers.items():
        print(f"  {name:40}{ms:8.2f}")
    print(f"\naim: at most {AIM_MS} ms added at p50: {'met' if added <= AIM_MS else 'missed'}")


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--client"]:
        port, key, path, rounds, warm_up = sys.argv[2:7]
        client(int(port), key, path, int(rounds), int(warm_up))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--question", default="brokerage/brokers")
    parser.add_argument("--param", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--evidence", action="store_true")
    parser.add_argument("--rounds", type=int, default=2000)
    parser.add_argument("--warm-up", type=int, default=500)
    parser.add_argument("--uri", help="a server that holds the sample; its password in TERTIUS_BENCH_PASSWORD")
    options = parser.parse_args()
    with Path(os.devnull).open("w") as nowhere:
        shown, sys.stderr = sys.stderr, nowhere  # log lines are written as in service, and not shown
        logs.configure("info")
        sys.stderr = shown
        factory = uvicorn.Config("", loop="auto").get_loop_factory()  # the loop that the server itself would choose
        with loaded(options.uri) as target, asyncio.Runner(loop_factory=factory) as runner:
            turns = runner.run(measure(target, options))
            turns["loop"] = type(runner.get_loop()).__module__.partition(".")[0]
    report(turns, options)


if __name__ == "__main__":
    main()
