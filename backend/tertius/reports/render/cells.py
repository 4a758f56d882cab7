"""Cells of a report's tables: values as people read them, and names that lead to an entry of their own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tertius.catalog.question import ids_beside
from tertius.wording import text_of, undirected

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SHARES = ("p_first", "p_top", "p_best")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a cell.

    Attributes
    ----------
    text
        What is read.
    name
        The number of the entity's entry that it leads to; None where it leads nowhere.
    """

    text: str
    name: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes
    ----------
    parts
        Its pieces.
    apart
        What stands between two of them, where it is neither a comma nor a semicolon; it may be nothing.
    """

    parts: tuple[Part, ...]
    apart: str | None = None

    @property
    def between(self) -> str:
        """What stands between two pieces."""
        if self.apart is not None:
            return self.apart
        return "; " if any("," in part.text for part in self.parts) else ", "

    @property
    def text(self) -> str:
        """All of it, as text."""
        return self.between.join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Named:
    """An entity that a table names.

    Attributes
    ----------
    number
        From 1, by name.
    id, name
        Its id, and its name.
    claims
        Numbers of the claims that speak of it, or that a row rests on in which it stands.
    """

    number: int
    id: str
    name: str
    claims: tuple[int, ...]


def shown(text: str) -> str:
    """Return a text without what is no text, and without what would turn the direction of the page."""
    return _CONTROLS.sub(" ", undirected(text))


def word(value: object) -> str:
    """Return a value as the command line takes it.

    Parameters
    ----------
    value
        One value of a parameter.
    """
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def entities(row: Mapping[str, object], columns: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Give the entities that a row names, id and name.

    Parameters
    ----------
    row, columns
        The row, and the columns of its answer.
    """
    for column in columns:
        beside = ids_beside(column, columns)
        if beside is None:
            continue
        ids, names = row[beside], row[column]
        if isinstance(ids, list) and isinstance(names, list):
            yield from ((str(one), str(name)) for one, name in zip(ids, names, strict=False) if one and name)
        elif isinstance(ids, str) and isinstance(names, str):
            yield ids, names


def cell_of(row: Mapping[str, object], column: str, columns: Sequence[str], names: Mapping[str, Named]) -> Cell:
    """Return a value as a cell.

    Parameters
    ----------
    row, column, columns
        The row, the column, and all columns of its answer.
    names
        Entries by the entity's id.
    """
    value = row[column]
    beside = ids_beside(column, columns)
    ids: object = row[beside] if beside else column.endswith("_id") and value
    if isinstance(value, list):
        known = ids if isinstance(ids, list) and len(ids) == len(value) else [None] * len(value)
        parts = [Part(text_of(one, shown), entry(entity, names)) for one, entity in zip(value, known, strict=True)]
        return Cell(tuple(parts) or (Part(text_of(None)),))
    if column in _SHARES and isinstance(value, int | float):
        return Cell((Part(f"{value:.0%}" if value in (0, 1) or 0.01 <= value <= 0.99 else f"{value:.2%}"),))
    return Cell((Part(text_of(value, shown), entry(ids, names)),))


def entry(entity: object, names: Mapping[str, Named]) -> int | None:
    """Return the number of an entity's entry; None where it has none.

    Parameters
    ----------
    entity
        Its id, or anything else.
    names
        Entries by the entity's id.
    """
    found = names.get(entity) if isinstance(entity, str) else None
    return found.number if found else None
