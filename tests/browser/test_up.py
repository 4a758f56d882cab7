"""``tertius up --browse``: the Browser that it opens has the looks, the guide and the questions."""

import base64
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from browser.analyst import FRAME, NODE, TIE, Analyst
from catalogued import CATALOGUE
from tertius.browser.favourites import drawing, favourites
from tertius.browser.style import LOOKS
from tertius.cli.browsing import Shelf
from tertius.embedded import status
from tertius.embedded.home import Home

QUERIES = CATALOGUE.queries()
DROP = """([name, content]) => {
    const dropped = new DataTransfer()
    const bytes = Uint8Array.from(atob(content), sign => sign.charCodeAt(0))
    dropped.items.add(new File([bytes], name))
    const window = document.querySelector('.filedrop')
    for (const kind of ['dragenter', 'dragover', 'drop'])
        window.dispatchEvent(new DragEvent(kind, {dataTransfer: dropped, bubbles: true, cancelable: true}))
}"""
#: What the Browser keeps, which it writes down in its own time.
KEPT = "() => JSON.parse(localStorage['neo4j.documents'] ?? '[]').filter(one => !one.isStatic).map(one => one.content)"


@dataclass(frozen=True)
class Up:
    """A command that serves: its data folder, the API's port, what it printed, and the page that it opened."""

    data: Path
    port: int
    said: str
    opened: str


@pytest.fixture(scope="module")
def up(
    chromium: object, tmp_path_factory: pytest.TempPathFactory, until: Callable[[Callable[[], object]], None]
) -> Iterator[Up]:
    """Run ``tertius up --browse`` on an empty database, with a browser that only notes what it is to open."""
    folder = tmp_path_factory.mktemp("up")
    program, opened = folder / "browser", folder / "opened"
    program.write_text(f'#!/bin/sh\necho "$1" > {opened}.part && mv {opened}.part {opened}\n')
    program.chmod(0o755)
    environment = {
        **os.environ,
        "BROWSER": f"{program} %s",
        "TERTIUS_DATA_DIR": str(folder / "data"),
        "TERTIUS_EMBEDDED_BOLT_PORT": "0",
        "TERTIUS_EMBEDDED_HTTP_PORT": "0",
        "TERTIUS_API_PORT": "0",
        "TERTIUS_MEASURE_WORKERS": "1",
    }
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "tertius.cli", "up", "--browse"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=environment,
        )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith("For the Browser"):
            break
    else:
        raise AssertionError((folder / "log").read_text())
    found = re.search(r"^API +http://127\.0\.0\.1:(\d+)/", said, re.MULTILINE)
    assert found is not None
    until(opened.exists)
    yield Up(folder / "data", int(found[1]), said, opened.read_text().strip())
    process.terminate()
    process.wait()


@pytest.fixture(scope="module")
def password(up: Up) -> str:
    """Return the password that the user takes out of its file."""
    return Home.of(up.data).password_file.read_text().strip()


@pytest.fixture(scope="module")
def connected(analyst: Analyst, up: Up, password: str) -> Analyst:
    """Give somebody who has connected by the page that was opened."""
    analyst.connect(up.opened, password)
    return analyst


def test_no_address_holds_the_password(up: Up, password: str) -> None:
    assert password not in up.said
    assert password not in up.opened
    assert "neo4j@" in up.opened


def test_the_guide_is_there_and_a_click_on_a_question_brings_its_cypher(connected: Analyst) -> None:
    page = connected.page
    page.wait_for_selector(f"{FRAME} >> text=according to which source")
    question = QUERIES[0]
    link = f"{FRAME} [data-populate] >> text={question.title}"
    while not page.query_selector(link):
        page.click(f"{FRAME} [data-testid=nextSlide]")
    page.click(link)
    page.click("[data-testid=editor-Run]")
    page.wait_for_selector(f"{FRAME} >> text=(no changes, no records)")
    ran = page.text_content(f"{FRAME} [data-testid=frameCommand]") or ""
    assert ran.removeprefix("neo4j$").split() == drawing(question).split()


def test_the_looks_are_in_use_and_only_what_is_returned_is_drawn(connected: Analyst) -> None:
    made = (
        "CREATE tie = (:Entity:Person {name: 'Ada Ferris'})-[:LEADS {likelihood: 0.75}]->"
        "(o:Entity:Organization {name: 'Gulls'}), (o)-[:COUNTS_AS]->(o) RETURN tie"
    )
    assert connected.drawn(made) == (2, 1)
    drawn = {
        " ".join(text.text_content() or "" for text in node.query_selector_all("text")).strip(): circle.get_attribute(
            "fill"
        )
        for node in connected.page.query_selector_all(NODE)
        if (circle := node.query_selector("circle.b-outline"))
    }
    assert {name.split()[0]: colour for name, colour in drawn.items()} == {
        "Ada": LOOKS["Person"].colour,
        "Gulls": LOOKS["Organization"].colour,
    }
    (tie,) = connected.page.query_selector_all(TIE)
    assert (tie.text_content() or "").startswith("0.75")


def test_nothing_of_what_is_done_is_reported_to_its_makers(connected: Analyst) -> None:
    connected.page.wait_for_function(
        """() => {
            const settings = JSON.parse(localStorage['neo4j.settings'] ?? '{}')
            return settings.allowCrashReports === false && settings.allowUserStats === false
        }"""
    )


def test_the_favourites_come_in_by_dropping_their_file(connected: Analyst, up: Up) -> None:
    page = connected.page
    packed = httpx.get(f"http://localhost:{up.port}/browser/tertius-favourites.zip", timeout=None)
    page.evaluate(DROP, ["tertius-favourites.zip", base64.b64encode(packed.content).decode()])
    page.click("[data-testid=navigationFavorites]")
    groups = {question.group for question in QUERIES}
    for group in groups:
        page.wait_for_selector(f"[data-testid='savedScriptsFolder-Tertius - {group}']")
    page.wait_for_function(f"() => ({KEPT})().length === {2 * len(QUERIES)}")
    assert sorted(page.evaluate(KEPT)) == sorted(script.text for script in favourites(QUERIES))
    page.click("[data-testid=navigationFavorites]")


def test_a_browser_whose_server_was_told_nothing_plays_the_guide_by_its_address(connected: Analyst, up: Up) -> None:
    running = status(up.data)
    assert running is not None
    address = Shelf("localhost", up.port).page(running.browser_url, running.uri, running.user, told=False)
    connected.page.goto(address)
    connected.page.wait_for_selector(f"{FRAME} >> text=according to which source")
