"""A network in parts, on its way out of the database: what its edges, ties and nodes are made of."""

import gc
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from tertius.catalog.question import Question
from tertius.errors import InputError
from tertius.loading.interpreter import Setting
from tertius.loading.properties import BOUNDS
from tertius.measures.selection import Ground, Link, Selection, select
from tertius.model.dates import OPEN_END, OPEN_START, Bounds
from tertius.model.derive import Tie
from tertius.networks.voices import Roots
from tertius.wording import counted

CEILING = 200_000
"""Edges that a network may have, and memberships: as many rows as its question gives at most."""

MOST_PAIRS = 2_000_000
"""Pairs of people in one organization that are looked at: ten for each edge that there may be."""

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
        The ties that it was chosen from.
    nodes
        What is known of nodes by id.
    roots
        Who speaks with one voice.
    """

    links: Sequence[Link]
    memberships: Sequence[Link]
    ties: Collection[Tie]
    nodes: Mapping[str, NodeFacts]
    roots: Roots


Asked = tuple[Question, Mapping[str, Any]]
"""A question of the group ``networks``, and its parameters."""


_COLLECTING = Setting(gc.isenabled, lambda on: gc.enable() if on else gc.disable(), lambda _: False)


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector from going again and again through a million new objects, none of them in a circle.

    It takes half of the time otherwise.
    """
    with _COLLECTING.held():
        yield
    if not gc.isenabled():  # others are at it: without a break between them nothing would ever be collected
        gc.collect(0)


@uncollected()
def choose(ground: Ground, asked: Asked, belonging: Asked) -> tuple[list[Link], list[Link]]:
    """Return the edges that a question chooses, and the memberships under the same selection.

    Raises
    ------
    InputError
        There are more edges than `CEILING`, or more pairs than `MOST_PAIRS` would have to be compared.
    """
    memberships = _chosen(ground, *belonging)
    if asked[0].name == "people_by_organization":
        refuse_too_many_pairs(memberships)
    return (memberships if belonging[0] is asked[0] else _chosen(ground, *asked)), memberships


def _chosen(ground: Ground, question: Question, values: Mapping[str, Any]) -> list[Link]:
    links = select(question.name, ground, selection_of(values))
    refuse_above_ceiling(question.name, more=len(links) > CEILING)
    return links


def bounds_of(row: Mapping[str, Any], prefix: str = "") -> Bounds:
    """Return the bounds that a row of the reader has as texts, null for an open end."""
    return Bounds(*(day_of(row[prefix + name], still_open) for name, still_open in zip(BOUNDS, _OPEN, strict=True)))


def day_of(text: str | None, still_open: date) -> date:
    """Return the day that a row of the reader has as a text, null for an open end."""
    return still_open if text is None else date.fromisoformat(text)


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
            f"{counted(pairs, 'pair')} of people share an organization, {MOST_PAIRS:,} at most are compared; {largest} "
            f"alone has {counted(size, 'person', 'people')}.",
            where="networks/people_by_organization",
            next_step="Select fewer (a day, a span, likelier ties, fewer kinds), units as such, or another network.",
        )
