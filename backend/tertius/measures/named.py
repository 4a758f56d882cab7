"""Nodes and groups as a user names them: by id or by name."""

import difflib
from collections.abc import Iterable, Mapping, Sequence

from tertius.errors import NotFoundError
from tertius.measures.network import Network
from tertius.wording import counted


def node_named(network: Network, named: str, *, where: str = "") -> int:
    """Return the position of the node with an id, or else with a name, whatever the case of its letters.

    Parameters
    ----------
    network
        The network.
    named
        An id or a name.
    where
        The parameter that it was given in, for the message.

    Raises
    ------
    NotFoundError
        There is none, or the name is that of several.
    """
    if named in network.ids:
        return network.position(named)
    wanted = named.casefold()
    found = [position for position, name in enumerate(network.names) if name.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFoundError(
            f"{counted(len(found), 'node')} are called {named[:60]!r}",
            where=where,
            next_step=f"Use an id: {', '.join(network.ids[position] for position in found[:5])}.",
        )
    close = difflib.get_close_matches(named, [*network.names, *network.ids], n=3, cutoff=0.6)
    raise NotFoundError(
        f"This network has no node {named[:60]!r}",
        where=where,
        next_step=f"Did you mean {' or '.join(close)}?" if close else "Check the id and what is selected.",
    )


def nodes_named(
    network: Network,
    named: Iterable[str],
    organizations: Mapping[str, Sequence[str]] | None = None,
    *,
    where: str = "",
) -> list[int]:
    """Return the positions of several nodes; the id of an organization stands for the people who belong to it.

    Parameters
    ----------
    network
        The network.
    named
        Ids or names of nodes, or ids of organizations that are no nodes themselves.
    organizations
        The organizations of each node by its id.
    where
        The parameter that they were given in.

    Raises
    ------
    NotFoundError
        One of them is neither.
    """
    found: dict[int, None] = {}
    for one in named:
        members = [node for node in network.ids if one in (organizations or {}).get(node, ())]
        if members and one not in network.ids:
            found.update((network.position(node), None) for node in members)
        else:
            found[node_named(network, one, where=where)] = None
    return list(found)
