"""The demo's last lines: what they name is where the data are."""

from pathlib import Path

import pytest

from tertius.cli.demo import LIMITS, next_steps
from tertius.settings import Settings

CHECKOUT = Path(__file__).resolve().parents[2]


def steps(here: Path, environment: dict[str, str], **settings: str) -> dict[str, str]:
    return dict(next_steps(Settings.model_validate(settings), environment, here, "tertius"))


def test_after_make_demo_make_serve_serves_the_data() -> None:
    folder = str(CHECKOUT / ".tertius")
    told = steps(CHECKOUT, {"TERTIUS_DATA_DIR": folder}, data_dir=folder)
    assert f"export TERTIUS_DATA_DIR={folder}" in told
    assert "make serve" in told
    assert "tertius up" not in told
    assert LIMITS in told
    # As the Makefile has it: both commands work on this folder.
    rule = next(line for line in (CHECKOUT / "Makefile").read_text().splitlines() if line.startswith("demo serve:"))
    assert "TERTIUS_DATA_DIR := $(CURDIR)/.tertius" in rule


@pytest.mark.parametrize("here", [CHECKOUT, Path("/")])
def test_a_data_folder_of_ones_own_is_served_by_tertius_up_once_it_is_named(here: Path, tmp_path: Path) -> None:
    told = steps(here, {"TERTIUS_DATA_DIR": str(tmp_path / "my data")}, data_dir=str(tmp_path / "my data"))
    assert f"export TERTIUS_DATA_DIR='{tmp_path / 'my data'}'" in told
    assert "tertius up" in told
    assert "make serve" not in told


@pytest.mark.parametrize("here", [CHECKOUT, Path("/")])
def test_a_plain_demo_works_on_the_users_own_data(here: Path) -> None:
    told = steps(here, {})
    assert not any(step.startswith("export") for step in told)
    assert "tertius up" in told
    assert "make serve" not in told
    assert (LIMITS in told) is (here == CHECKOUT)


def test_a_database_of_ones_own_has_a_browser_of_its_own() -> None:
    told = steps(CHECKOUT, {}, neo4j_uri="bolt://db.example.org:7687", neo4j_password="p")
    assert "bolt://db.example.org:7687" in told["tertius up"]
    assert not any("localhost" in step for step in told)


def test_the_browsers_port_is_the_one_that_is_set() -> None:
    assert "http://localhost:7575/browser/" in steps(CHECKOUT, {}, embedded_http_port="7575")
    assert not any("localhost" in step for step in steps(CHECKOUT, {}, embedded_http_port="0"))  # any that is free
