"""Whose voices a tie stands on: one for each independent root of the sources that assert it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tertius.errors import ConflictError
from tertius.graph.read import Reader
from tertius.model.derive import Tie
from tertius.model.sources import RELIABILITY, Source, independent_roots
from tertius.wording import counted

_SOURCES = "MATCH (s:Source) RETURN s.id AS id, s.derived_from AS derived_from, s.reliability AS reliability"
_MOST_SOURCES = 1_000_000

Voices = tuple[tuple[str, float], ...]
"""(root, probability) of each independent root, by root."""


@dataclass(frozen=True)
class Roots:
    """Which sources speak with one voice, and how reliable each such voice is.

    Attributes
    ----------
    of
        Independent root of each source.
    reliability
        Admiralty grade of each root that has one (`graded`).
    """

    of: Mapping[str, str]
    reliability: Mapping[str, str]


async def read_roots(reader: Reader) -> Roots:
    """Read the sources of a database."""
    rows = (await reader.run(_SOURCES, max_rows=_MOST_SOURCES)).rows
    sources = [
        Source(
            id=row["id"],
            title="",
            reliability=row["reliability"] or "",
            derived_from=tuple(row["derived_from"] or ()),
        )
        for row in rows
    ]
    return Roots(independent_roots(sources), graded(sources))


def graded(sources: Iterable[Source]) -> dict[str, str]:
    """Return the grade of each independent root, where it has one.

    Of sources that are one voice those count that repeat none: a reliable source that repeats another makes it no more
    reliable. Where none of these is graded, the repeaters count. Of several grades the lowest holds; F, which says that
    nobody can tell, only when there is no other.

    Parameters
    ----------
    sources
        All the sources that are known.
    """
    listed = list(sources)
    root_of = independent_roots(listed)
    grades: dict[str, dict[bool, list[str]]] = defaultdict(lambda: {False: [], True: []})
    for source in listed:
        if source.reliability:
            grades[root_of[source.id]][bool(source.derived_from)].append(source.reliability)
    judged = RELIABILITY[:-1]
    found: dict[str, str] = {}
    for root, given in grades.items():
        counted = given[False] or given[True]
        found[root] = max((grade for grade in counted if grade in judged), default=RELIABILITY[-1])
    return found


def asserted(row: Mapping[str, Any], where: str) -> dict[str, tuple[Any, ...]]:
    """Return who asserts a tie and how surely, as a `tertius.model.derive.Tie` has them.

    Parameters
    ----------
    row
        Its ``asserted_by`` and ``firmness`` as the reader has them, after all the looks that it takes.
    where
        The tie, for the message.

    Raises
    ------
    ConflictError
        One of the two is missing, or is of another length than the other.
    """
    sources, firmness = tuple(row["asserted_by"] or ()), tuple(row["firmness"] or ())
    if len(sources) != len(firmness):
        raise ConflictError(
            f"A tie has {counted(len(sources), 'source')} and {counted(len(firmness), 'probability', 'probabilities')}"
            ": a load is rewriting it",
            where=where,
            next_step="Ask again when the load is over. If none is under way, derive all again: tertius db rebuild",
        )
    return {"asserted_by": sources, "firmness": firmness}


def voices_of(tie: Tie, roots: Mapping[str, str], lets_in: Callable[[str], bool] = lambda _: True) -> Voices:
    """Return the voices behind a tie: of each independent root the best probability of a source that asserts it.

    ``1 - Π(1 - p)`` over all of them is the likelihood of the tie.

    Parameters
    ----------
    tie
        The tie.
    roots
        Independent root of each source; a source not in it is its own.
    lets_in
        Says of a source whether it counts.
    """
    found: dict[str, float] = {}
    for source, p in zip(tie.asserted_by, tie.firmness, strict=True):
        if lets_in(source):
            root = roots.get(source, source)
            found[root] = max(p, found.get(root, 0.0))
    return tuple(sorted(found.items()))
