"""Nodes and groups as a user names them: by id or by name."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from tertius.measures.network import Network
from tertius.model.folding import whole, words
from tertius.model.naming import Candidate, nobody, several
from tertius.model.spelling import spelled

_NEAREST = 3


def positions_named(network: Network, named: str) -> list[int]:
    """Return the positions of the nodes that a text names: by id, or else by the first way in which any node fits.

    The ways are those of `tertius.records.naming`: a whole name or id, with or without its authority; all words; all
    words as beginnings. Case, accents, vowel marks and signs do not matter.

    Parameters
    ----------
    network
        The network.
    named
        An id or a name.
    """
    text = spelled(named)
    if text in network.ids:
        return [network.position(text)]
    name, asked = whole(text), ["".join(parts) for parts in words(text)]
    if not name:
        return []
    ways: tuple[Callable[[str], bool], ...] = (
        lambda written: whole(written) == name,
        lambda written: set(asked) <= _words(written),
        lambda written: all(any(word.startswith(one) for word in _words(written)) for one in asked),
    )
    for fits in ways:
        found = [
            position
            for position, (id_, written) in enumerate(zip(network.ids, network.names, strict=True))
            if fits(written) or fits(id_) or fits(id_.partition(":")[2])
        ]
        if found:
            return found
    return []


def _words(text: str) -> set[str]:
    return {one for parts in words(text) for one in ("".join(parts), *parts)}


def node_named(network: Network, named: str, *, where: str = "") -> int:
    """Return the position of the node with an id, or else with a name (`positions_named`).

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
        There is none; the message names the nearest.
    AmbiguousError
        The name is that of several; the message says what tells them apart.
    """
    found = positions_named(network, named)
    if len(found) == 1:
        return found[0]
    if found:
        raise several(named, [_candidate(network, position) for position in found], where=where, search="")
    places = {
        one: place
        for place, both in enumerate(zip(network.ids, network.names, strict=True))
        for text in both
        for one in (whole(text), *_words(text))
    }
    close = difflib.get_close_matches(whole(named), places, n=_NEAREST, cutoff=0.6)
    nearest = [_candidate(network, place) for place in dict.fromkeys(places[text] for text in close)]
    raise nobody(named, nearest, where=where, what="node of this network", search="")


def _candidate(network: Network, place: int) -> Candidate:
    def of(column: str) -> str | None:
        return network.columns[column][place] if column in network.columns else None

    ties = int(np.count_nonzero((network.sources == place) | (network.targets == place)))
    countries = (of("countries") or "").split()
    return Candidate(network.ids[place], network.names[place], of("type"), of("kind"), countries, ties=ties)


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
    NotFoundError, AmbiguousError
        One of them is neither, or the name of several.
    """
    found: dict[int, None] = {}
    for one in map(spelled, named):
        members = [node for node in network.ids if one in (organizations or {}).get(node, ())]
        if members and one not in network.ids:
            found.update((network.position(node), None) for node in members)
        else:
            found[node_named(network, one, where=where)] = None
    return list(found)
