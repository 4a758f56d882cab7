"""What tells the rows of an answer apart, and what they are called, so that they are found again in another answer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from tertius.answers import Answer

RowId = tuple[str, ...]
"""The ids of a row, and a number that tells several of the same ids apart."""

NAMES = ("node", "person", "one", "other", "source", "target")
"""Columns that name what a row is about."""


def key_columns(answer: Answer, behind: str | None) -> list[str]:
    """Return the columns that tell rows apart: all that end in ``_id``; where there are none, those of text.

    Parameters
    ----------
    answer
        The answer.
    behind
        The column of the ids that a row rests on, which tells nothing apart.
    """
    single = [column for column in answer.columns if not column.list and column.name != behind]
    return [column.name for column in single if column.name.endswith("_id")] or [
        column.name for column in single if column.type == "string"
    ]


def keyed(answer: Answer, keys: Sequence[str]) -> dict[RowId, int]:
    """Return the position of each row by what tells it apart. Of several with the same ids the first is the first.

    Parameters
    ----------
    answer
        The answer.
    keys
        Its `key_columns`, or those of a later answer to the same question.
    """
    seen: dict[RowId, int] = defaultdict(int)
    found = {}
    for position, row in enumerate(answer.rows):
        key = tuple(str(row.get(name)) for name in keys)
        seen[key] += 1
        found[(*key, str(seen[key]))] = position
    return found


def name_of(row: Mapping[str, Any]) -> str:
    """Return what a row is about, in names: its person, its node, or both ends of a pair.

    Parameters
    ----------
    row
        The row.
    """
    return " – ".join(str(row[name]) for name in NAMES if row.get(name))
