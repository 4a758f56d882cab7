"""The real thing: the application in a real server on a socket, on the run's real database."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from tertius.api.app import create_app
from tertius.api.keys import new_api_key
from tertius.api.server import listen, make_server
from tertius.catalog.catalogue import Catalogue
from tertius.graph.connect import Target
from tertius.settings import Settings

_KEY, _HASH = new_api_key()

Start = Callable[..., str]
Until = Callable[[Callable[[], object]], None]


@pytest.fixture(scope="session")
def servers() -> dict[str, uvicorn.Server]:
    """Give the servers that run, by their addresses."""
    return {}


@pytest.fixture(scope="session")
def start(target: Target, servers: dict[str, uvicorn.Server], until: Until) -> Iterator[Start]:
    """Give a function that serves the API on the run's database until its end, and returns the address."""
    running = []

    def serve(settings: Settings | None = None, catalogue: Catalogue | None = None, at: Target = target) -> str:
        settings = settings or Settings(api_key_hashes=(_HASH,), api_port=0)
        listening = listen(settings)
        server = make_server(create_app(settings, target=at, catalogue=catalogue), settings)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        running.append((server, thread, listening))
        until(lambda: server.started or not thread.is_alive())
        assert thread.is_alive(), "the server died at its start"
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        servers[address] = server
        return address

    yield serve
    for server, thread, listening in running:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture(scope="session")
def address(start: Start) -> str:
    """Where the API is served, with a key needed."""
    return start()


@pytest.fixture(scope="session")
def key() -> dict[str, str]:
    """Give the header that the server at `address` wants."""
    return {"Authorization": f"Bearer {_KEY}"}


@pytest.fixture
def api(address: str, key: dict[str, str], holding: Callable[[str | Path], Target]) -> Iterator[httpx.Client]:
    """Give a client with a key, on a database that holds the harbour."""
    holding("harbour")
    with httpx.Client(base_url=address, headers=key, timeout=None) as client:
        yield client
