"""Neo4j Browser in a real Chromium."""

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Route, sync_playwright

from browser.analyst import Analyst
from tertius.embedded import EmbeddedServer
from tertius.graph.connect import Driver, Target
from tertius.settings import Settings

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Milliseconds after which what a test waits for will not come any more, on any machine.
_NEVER = 300_000


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start the Chromium of this machine."""
    found = next((path for name in _CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("there is no Chromium to try Neo4j Browser in: install it (Debian, Ubuntu: apt install chromium)")
    # Chromium refuses to run as root in a sandbox of its own; the tests show it nothing but this machine's pages.
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []
    # Not for the whole run: while it is there, this process has an event loop, and asynchronous tests need their own.
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=[*alone, "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def analyst(chromium: Browser) -> Iterator[Analyst]:
    """Give somebody at a Browser, with a clipboard, from whom nothing leaves this machine."""
    context = chromium.new_context(
        viewport={"width": 1400, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    context.set_default_timeout(_NEVER)
    context.route(lambda url: urlsplit(url).hostname != "localhost", _refuse)
    yield Analyst(context.new_page())
    context.close()


@pytest.fixture(scope="module")
def browser_address(target: Target, driver: Driver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of the embedded server's Browser, which names the run's database and its user.

    Where the run's database is not an embedded server, one is started for its Browser alone.
    """
    where = urlsplit(target.uri)
    query = f"dbms={where.scheme}://{target.user}@{where.hostname}:{where.port}"
    asked = "SHOW SETTINGS 'server.bolt.advertised_address', 'server.http.advertised_address'"
    with driver.session(database=target.database) as session:
        bolt, http = (row["value"] for row in session.run(f"{asked} YIELD name, value ORDER BY name RETURN value"))
    if urlsplit(f"//{bolt}").port == where.port:
        yield f"http://{http}/browser/?{query}"
        return
    with EmbeddedServer(
        data_dir=tmp_path_factory.mktemp("browser"), cache_dir=Settings().cache_dir, brief=True
    ) as connection:
        yield f"{connection.browser_url}?{query}"


def _refuse(route: Route) -> None:
    route.abort()
