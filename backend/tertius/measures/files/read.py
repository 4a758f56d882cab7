"""A network from files, whatever their format: what they say, put together."""

from dataclasses import dataclass, replace

import numpy as np

from tertius.errors import DataError
from tertius.measures.files.assembling import assemble
from tertius.measures.network import Network
from tertius.reading.network_files.given import Given
from tertius.reading.network_files.listing import Listing
from tertius.reading.network_files.options import Options
from tertius.reading.network_files.read import read_listing
from tertius.wording import quoted

_AS_IT_IS = Options()


@dataclass(frozen=True)
class FromFiles:
    """A network from files.

    Attributes
    ----------
    network
        The network; a tie's id is its kind, if it has one, and its line, of several lines the first.
    format
        What the file of edges was read as, in words.
    node_key
        The column of the nodes that the edges' ends refer to; None where no nodes were given.
    weighted
        Whether its ties have weights.
    notes
        How the files were read, and what was passed over, a sentence each.
    """

    network: Network
    format: str
    node_key: str | None
    weighted: bool
    notes: tuple[str, ...]


def read_network(edges: Given, nodes: Given | None = None, options: Options = _AS_IT_IS) -> FromFiles:
    """Read a network from files.

    Parameters
    ----------
    edges
        What says which nodes are tied, in a format that `tertius.reading.network_files.read` knows.
    nodes
        A table with a line for each node; isolates are nodes too. Every column is a property that can group the nodes;
        ``name`` is what a node is called.
    options
        What the user says of the files.

    Raises
    ------
    DataError
        A file cannot be read; names the file and the line.
    InputError
        An option does not fit the files.
    """
    found = read_listing(edges, nodes, options)
    listing, notes = found.listing, list(found.listing.notes)
    directed = bool(listing.directed)
    if options.directed is not None:
        directed = options.directed
    elif options.two_mode and listing.nodes.first_mode is not None and _leads_across(listing):
        directed = True
    elif listing.directed is not None and not listing.format.endswith("matrix"):
        notes.append(f"Its ties have {'a' if directed else 'no'} direction.")
    network, told = assemble(listing, directed=directed)
    if not network.n:
        raise DataError(
            "The file has neither ties nor nodes",
            where=quoted(edges.path),
            next_step="Check that it is the file you meant.",
        )
    if options.two_mode and directed:
        network, alone = _with_people_in_no_group(network)
        told = (*told, *alone)
    return FromFiles(network, listing.format, found.node_key, listing.weight is not None, (*notes, *told))


def _with_people_in_no_group(network: Network) -> tuple[Network, list[str]]:
    """Return a two-mode network that knows who of its nodes without a tie is a person, and how many there are."""
    tied = np.zeros(network.n, dtype=np.bool_)
    tied[network.sources] = tied[network.targets] = True
    told = network.first_mode is not None
    first = network.first_mode if network.first_mode is not None else ~tied
    if not (count := int((first & ~tied).sum())):
        return network, []
    said = f"{count:,} {'person is' if count == 1 else 'people are'} in no group, and count as people."
    if not told:
        said = (
            f"{count:,} node{' has' if count == 1 else 's have'} no tie and {'counts' if count == 1 else 'count'} as "
            f"{'a person' if count == 1 else 'people'} in no group. Where some are groups, add a column type to the "
            "nodes (person or organization)."
        )
    return (network if told else replace(network, first_mode=first)), [said]


def _leads_across(listing: Listing) -> bool:
    """Say whether every tie leads from the first mode to the other."""
    people = listing.nodes.first_mode or frozenset()
    first = np.array([node in people for node in listing.source.values], dtype=np.bool_)
    return bool(first[listing.source.codes].all() and not first[listing.target.codes].any())
