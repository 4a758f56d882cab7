"""Claims folders in a real graph: what goes in comes out, and goes in again without a trace."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tertius.graph.connect import Driver, Target
from tertius.graph.write import Writer
from tertius_loaders.claims import LOADER, load_folder
from tertius_loaders.claims.stored import export_folder
from tertius_loaders.engine import claims_digest, graph_digest
from tertius_loaders.samples import SAMPLES, sample_path

Write = Callable[..., Path]

_CITED = (
    "MATCH (c:Claim)-[:CITES]->(r:Release) WHERE c.recorded_to IS NULL "
    "RETURN c.key AS key, c.digest AS digest, c.note AS note, c.locator AS locator, r.id AS release ORDER BY key"
)
_ALL = (
    "CALL () { MATCH (n) RETURN count(n) AS nodes } CALL () { MATCH ()-[r]->() RETURN count(r) AS relationships } "
    "RETURN nodes, relationships"
)


@pytest.fixture
def writer(driver: Driver, empty_db: Target) -> Writer:
    return Writer(driver, empty_db.database)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_loads_whole(sample: str, driver: Driver, empty_db: Target, writer: Writer, tmp_path: Path) -> None:
    report = load_folder(sample_path(sample), driver, empty_db.database, quarantine=tmp_path / "bad.csv")

    assert report.bad_rows == 0
    assert not (tmp_path / "bad.csv").exists()
    rows = len(list(LOADER.open(sample_path(sample)).rows()))
    assert report.rows == rows > 0


@pytest.mark.parametrize("sample", SAMPLES)
def test_what_went_in_comes_out_and_goes_in_again(
    sample: str, driver: Driver, empty_db: Target, writer: Writer, throwaway: object, tmp_path: Path
) -> None:
    first = load_folder(sample_path(sample), driver, empty_db.database, quarantine=tmp_path / "bad.csv")
    graph, claims, cited = graph_digest(driver), claims_digest(driver), list(writer.stream(_CITED))
    before = list(writer.stream(_ALL))

    assert export_folder(tmp_path / "out", first.source, driver, empty_db.database) == ()
    again = load_folder(tmp_path / "out", driver, empty_db.database, complete=True, quarantine=tmp_path / "bad.csv")

    assert (again.new, again.changed, again.closed, again.bad_rows) == (0, 0, 0, 0)
    assert again.unchanged == first.new
    assert (graph_digest(driver), claims_digest(driver)) == (graph, claims)
    after = list(writer.stream(_ALL))
    assert after[0]["relationships"] == before[0]["relationships"]
    assert after[0]["nodes"] == before[0]["nodes"] + 1, "the record of the run, and nothing else"

    throwaway.empty()  # type: ignore[attr-defined]
    anew = load_folder(tmp_path / "out", driver, empty_db.database, quarantine=tmp_path / "bad.csv")

    assert (anew.new, anew.bad_rows) == (first.new, 0)
    assert (graph_digest(driver), claims_digest(driver)) == (graph, claims)
    assert list(writer.stream(_CITED)) == cited
