"""How Neo4j Browser is opened: where it finds what it is given, and that no address holds a password."""

import socket
import sys
import webbrowser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from catalogued import CATALOGUE
from tertius.browser.favourites import archive, favourites
from tertius.browser.guide import FAVOURITES, GUIDE, STYLE, guide
from tertius.browser.style import style_sheet
from tertius.cli.browsing import Shelf, open_page
from tertius.cli.main import tertius
from tertius.errors import InputError


@pytest.mark.parametrize(
    ("family", "address", "host"),
    [(socket.AF_INET, "127.0.0.1", "localhost"), (socket.AF_INET, "0.0.0.0", "localhost")],  # noqa: S104 - of this test alone
)
def test_the_shelf_is_where_the_browser_may_fetch_from(family: socket.AddressFamily, address: str, host: str) -> None:
    with socket.socket(family) as listening:
        listening.bind((address, 0))
        shelf = Shelf.at(listening)
        assert (shelf.host, shelf.port) == (host, listening.getsockname()[1])
    assert {urlsplit(command.split()[1]).hostname for command in shelf.commands if "http" in command} == {host}
    assert shelf.commands[-1] == f"play {shelf.guide}"


def test_the_form_is_filled_in_but_for_the_password() -> None:
    address = Shelf("localhost", 8000).page(
        "http://localhost:7474/browser/", "bolt://127.0.0.1:7687", "neo4j", told=True
    )
    assert parse_qs(urlsplit(address).query) == {"dbms": ["bolt://neo4j@127.0.0.1:7687"]}


def test_a_server_that_was_told_nothing_has_its_guide_played_by_the_address() -> None:
    shelf = Shelf("localhost", 8000)
    address = shelf.page("http://localhost:7474/browser/", "bolt://127.0.0.1:7687", "neo4j", told=False)
    assert parse_qs(urlsplit(address).query)["cmd"] == ["play"]
    assert parse_qs(urlsplit(address).query)["arg"] == [shelf.guide]


def test_without_a_screen_no_browser_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(webbrowser, "open", lambda _: pytest.fail("a browser was tried"))
    assert not open_page("http://localhost:7474/browser/")


def test_the_browser_that_the_user_names_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "browser"
    program.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n')
    program.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{program} %s")
    monkeypatch.setattr(webbrowser, "_tryorder", None)  # what is there is looked up once a process
    assert open_page("http://localhost:7474/browser/")
    assert (tmp_path / "opened").read_text().strip() == "http://localhost:7474/browser/"


def test_the_files_are_written_as_they_are_served(tmp_path: Path) -> None:
    done = CliRunner().invoke(tertius, ["browser", str(tmp_path / "for" / "me")], standalone_mode=False)
    assert done.exception is None
    written = {path.name: path.read_bytes() for path in (tmp_path / "for" / "me").iterdir()}
    catalogue = CATALOGUE
    assert written == {
        STYLE: style_sheet().encode(),
        FAVOURITES: archive(favourites(catalogue.queries())),
        GUIDE: guide(catalogue.values()).encode(),
    }


def test_files_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = CliRunner().invoke(tertius, ["browser", str(tmp_path / "file" / "folder")], standalone_mode=False)
    assert isinstance(done.exception, InputError)
    assert str(tmp_path) in str(done.exception.where)


def test_the_browser_of_a_database_of_ones_own_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTIUS_NEO4J_URI", "bolt://127.0.0.1:1")
    monkeypatch.setenv("TERTIUS_NEO4J_PASSWORD", "secret")
    done = CliRunner().invoke(tertius, ["up", "--browse"], standalone_mode=False)
    assert isinstance(done.exception, InputError)
    assert "tertius browser" in str(done.exception.next_step)
