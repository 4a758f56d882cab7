"""The names of nodes as a file writes them, in the one spelling that everything has; no two may look alike."""

import re
from collections.abc import Callable, Iterable, Sequence, Set

from tertius.errors import DataError
from tertius.model.spelling import invisible, spelled

_BLANKS = re.compile(r"\s+")
_NUMBER = re.compile(r"0*([0-9]+?)(?:\.0*)?")

Place = Callable[[int], str]
"""Where the value of a position stands first, such as ``edges.csv, line 7``."""


def node_ids(values: Sequence[str], where: Place) -> list[str]:
    """Return the ids of nodes by what a file calls them.

    Parameters
    ----------
    values
        What the file says.
    where
        Where it says it.

    Raises
    ------
    DataError
        One holds a character that cannot be seen, or a line break.
    """
    found = []
    for at, value in enumerate(values):
        if unseen := invisible(value):
            raise DataError(
                f"{spelled(value)[:60]!r} holds a character that cannot be seen ({unseen})",
                where=where(at),
                next_step="Type the name anew: such characters come along when a text is copied.",
            )
        if "\n" in value:
            raise DataError(
                f"The name {value.splitlines()[0][:60]!r} goes on in another line",
                where=where(at),
                next_step="Write it in one line, and check the quotes there.",
            )
        found.append(spelled(value))
    return found


def refuse_look_alikes(names: Iterable[str], where: Callable[[str], str]) -> None:
    """Refuse two nodes that a reader cannot tell apart: only blanks between words, or how a number is written, differ.

    Parameters
    ----------
    names
        The ids of all nodes.
    where
        Where a name stands first.

    Raises
    ------
    DataError
        There are two.
    """
    known = set(names)
    _refuse_one_number_twice(known, where)
    seen: dict[str, str] = {}
    for name in known:
        if "  " not in name and "\t" not in name:
            continue
        shown = _BLANKS.sub(" ", name)
        twin = shown if shown in known else seen.setdefault(shown, name)
        if twin != name:
            raise DataError(
                f"{twin[:60]!r} and {name[:60]!r} look alike: only blanks between words make them two nodes",
                where=where(name),
                next_step="Write both alike.",
            )


def as_number(name: str) -> str:
    """Return a name that is a whole number as it is mostly written: 1 for 1.0, 7 for 007; any other as it is."""
    found = _NUMBER.fullmatch(name) if "." in name or name[:1] == "0" else None
    return found[1] if found else name


def _refuse_one_number_twice(known: Set[str], where: Callable[[str], str]) -> None:
    """Refuse nodes 1 and 1.0, or 7 and 007: a program that takes a number for an id writes it as it likes."""
    seen: dict[str, str] = {}
    for name in known:
        if (plain := as_number(name)) == name:
            continue
        twin = plain if plain in known else seen.setdefault(plain, name)
        if twin != name:
            raise DataError(
                f"{twin[:60]!r} and {name[:60]!r} are one number, written in two ways",
                where=where(name),
                next_step="Write both alike.",
            )
