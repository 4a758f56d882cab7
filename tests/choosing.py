"""Networks as tests choose them: by the catalogue and the tables of the moment."""

from datetime import date
from typing import Any

from catalogued import CATALOGUE
from tertius.graph.read import Reader
from tertius.networks.select import SelectedNetwork, select_network
from tertius.records.tables import CurrentTables


async def chosen(
    reader: Reader,
    network: str,
    known_at: date | None = None,
    **asked: Any,  # noqa: ANN401 - a parameter of any type
) -> SelectedNetwork:
    """Return a network of the database, as it is or as it could be known on a day."""
    tables = await CurrentTables(reader).get()
    return await select_network(reader, CATALOGUE, network, asked, tables, known_at=known_at)
