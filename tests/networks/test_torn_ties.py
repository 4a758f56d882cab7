"""A tie that stays half rewritten is told by every network in words, with what to do."""

import asyncio

import pytest

from catalogued import CATALOGUE
from tertius.catalog.files import cypher_root
from tertius.errors import ConflictError
from tertius.graph.connect import Driver, Target
from tertius.graph.read import Reader
from tertius.graph.write import Writer
from tertius.model.kinds import TIE_KINDS
from tertius.networks.select import select_network
from tertius.records.tables import CurrentTables
from tertius_loaders.claims import load_folder

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("torn", ["null", "t.firmness + [0.5]"])
async def test_a_tie_that_is_never_whole_is_told(
    torn: str, empty_db: Target, driver: Driver, reader: Reader, writer: Writer
) -> None:
    for graph in ("strait", "delta"):
        assert not load_folder(cypher_root() / "graphs" / graph, driver, empty_db.database).bad_rows
    writer.run(f"MATCH ()-[t]->() WHERE t.firmness IS NOT NULL SET t.firmness = {torn}")
    tables = await CurrentTables(reader).get()
    networks = sorted(CATALOGUE.networks())
    assert {"people", "organizations", "opponents", "allies"} < set(networks)
    told = await asyncio.gather(
        *(select_network(reader, CATALOGUE, network, {}, tables) for network in networks), return_exceptions=True
    )
    writer.run("MATCH (n) WHERE NOT n:ThrowawayTestDatabase DETACH DELETE n")
    for network, error in zip(networks, told, strict=True):
        assert isinstance(error, ConflictError), (network, error)
        assert "a load is rewriting it" in error.what
        assert any(f" {kind} " in error.where for kind in TIE_KINDS)
        assert error.next_step.startswith("Ask again when the load is over.")
