"""Sources: a series (a brief, a dataset) and its releases, and which of them are independent of each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tertius.errors import InputError
from tertius.model.cells import CONTROL
from tertius.model.ids import source_id

RELIABILITY = ("A", "B", "C", "D", "E", "F")
"""Admiralty grades of a source: A completely reliable … E unreliable, F cannot be judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A series: everything that one author or dataset says, over all of its releases.

    Attributes
    ----------
    id
        Lower-case letters, digits, dots, dashes, underscores.
    title, author, publisher, url, licence
        As a citation needs them; empty when not known.
    reliability
        A letter A to F, or empty when nobody graded it.
    derived_from
        Ids of the sources that this one repeats. It is then no independent voice.
    """

    id: str
    title: str
    author: str = ""
    publisher: str = ""
    url: str = ""
    licence: str = ""
    reliability: str = ""
    derived_from: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", source_id(self.id))
        object.__setattr__(self, "derived_from", tuple(source_id(parent) for parent in self.derived_from))
        for name in ("title", "author", "publisher", "url", "licence"):
            control = CONTROL.search(getattr(self, name))
            if control:
                raise InputError(
                    f"The {name} holds the control character U+{ord(control[0]):04X}",
                    where=name,
                    next_step="Delete it.",
                )
        if self.reliability and self.reliability not in RELIABILITY:
            raise InputError(
                f"The reliability {self.reliability[:20]!r} is not a grade",
                where="reliability",
                next_step="Use a letter from A to F, or leave it empty.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One edition of a source.

    Attributes
    ----------
    source
        The id of the series.
    version
        The edition's own name: "23.1", "2013-02-05". 1 to 100 printable characters.
    published
        The day it was published, if known; it gives ``..`` in a claim's date its meaning.
    sha256
        Digest of the file or folder that was loaded.
    """

    source: str
    version: str
    published: date | None = None
    sha256: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", source_id(self.source))
        object.__setattr__(self, "version", self.version.strip())
        if not (1 <= len(self.version) <= 100 and self.version.isprintable()):
            raise InputError(
                f"{self.version[:60]!r} is no name of a release",
                where="version",
                next_step='Give the edition\'s own name, such as "23.1", or the day it was published.',
            )

    @property
    def id(self) -> str:
        """The release's id: ``<source>@<version>``."""
        return f"{self.source}@{self.version}"


def independent_roots(sources: Iterable[Source]) -> Mapping[str, str]:
    """Map each source to the root that speaks for it: sources linked by ``derived_from`` share one.

    Two sources that a third repeats are counted as one voice with it. That can only understate how much confirmation
    there is, never overstate it.

    Parameters
    ----------
    sources
        All the sources that are known. A ``derived_from`` that names an unknown source links through it all the same.

    Returns
    -------
    The smallest id of each linked set, by source id; a source not in the map is its own root.
    """
    parent: dict[str, str] = {}

    def find(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for source in sources:
        find(source.id)
        for origin in source.derived_from:
            one, other = sorted((find(source.id), find(origin)))
            parent[other] = one
    return {node: find(node) for node in list(parent)}
