"""A network in parts, on its way out of the database: what its edges, ties and nodes are made of."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tertius.errors import InputError
from tertius.measures.network import NetworkTie
from tertius.measures.selection import Link, Selection
from tertius.model.dates import OPEN_END, OPEN_START, Bounds
from tertius.networks.voices import Roots, Voices

CEILING = 200_000
"""Edges that a network may have, and memberships: as many rows as its question gives at most."""

MOST_PAIRS = 2_000_000
"""Pairs of people in one organization that are looked at: ten for each edge that there may be."""

_BOUNDS = ("from_earliest", "from_latest", "to_earliest", "to_latest")
_OPEN = (OPEN_START, OPEN_END, OPEN_START, OPEN_END)


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """What is known of a node.

    Attributes
    ----------
    name, type, kind
        Its name; Person or Organization; group, unit, … or None.
    countries
        ISO 3166-1 alpha-2 codes, ascending.
    """

    name: str
    type: str | None
    kind: str | None
    countries: Sequence[str]


@dataclass(frozen=True)
class Found:
    """A network in parts, wherever it was found.

    Attributes
    ----------
    links, memberships
        Edges; and edges from people to organizations under the same selection.
    ties
        The ties of the edges by id.
    nodes
        What is known of nodes by id.
    roots
        Who speaks with one voice.
    unsettled
        How many ties' stored likelihoods are not what their claims add up to.
    """

    links: Sequence[Link]
    memberships: Sequence[Link]
    ties: Mapping[str, NetworkTie]
    nodes: Mapping[str, NodeFacts]
    roots: Roots
    unsettled: int = 0


def tie_ids(links: Sequence[Link]) -> list[str]:
    """Return the ids of the ties that links stand on, ascending."""
    return sorted({tie for link in links for way in link.ways for tie in way})


def network_tie(tie_id: str, voices: Voices, bounds: Bounds) -> NetworkTie:
    """Return a tie as a network has it.

    A PART_OF only rolls a unit up, for which it need only be possible; so its certain days are all its possible ones.
    """
    if tie_id.startswith("PART_OF:"):
        bounds = Bounds(bounds.from_earliest, bounds.from_earliest, bounds.to_latest, bounds.to_latest)
    return NetworkTie(tie_id, voices, bounds)


def bounds_of(row: Mapping[str, Any]) -> Bounds:
    """Return the bounds that a row of the reader has as texts, null for an open end."""
    return Bounds(
        *(
            still_open if row[name] is None else date.fromisoformat(row[name])
            for name, still_open in zip(_BOUNDS, _OPEN, strict=True)
        )
    )


def refuse_above_ceiling(network: str, *, more: bool) -> None:
    """Refuse a network that has more edges than `CEILING`: cut off, it would be another network.

    Raises
    ------
    InputError
        It has more.
    """
    if more:
        raise InputError(
            f"The network {network} has more than {CEILING:,} edges.",
            where=f"networks/{network}",
            next_step="Select fewer: a day, a span, likelier ties, fewer kinds, certain dates alone.",
        )


def selection_of(values: Mapping[str, Any]) -> Selection:
    """Return a selection from the parameters of its question."""
    return Selection(**{name: value for name, value in values.items() if name != "limit"})


def refuse_too_many_pairs(memberships: Sequence[Link]) -> None:
    """Refuse to compare the people of organizations two by two where that would fill the server's memory.

    Raises
    ------
    InputError
        More than `MOST_PAIRS` pairs share an organization; it names the largest.
    """
    sizes = Counter(link.target for link in memberships)
    pairs = sum(size * (size - 1) // 2 for size in sizes.values())
    if pairs > MOST_PAIRS:
        largest, size = sizes.most_common(1)[0]
        raise InputError(
            f"{pairs:,} pairs of people share an organization, {MOST_PAIRS:,} at most are compared; {largest} alone "
            f"has {size:,} people.",
            where="networks/people_by_organization",
            next_step="Select fewer (a day, a span, likelier ties, fewer kinds), units as such, or another network.",
        )
