"""What UCDP's list of actors says as a whole: who has a row in it, and whose rows make up which coalition. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tertius.errors import InputError
from tertius.model.cells import whole_in_cell
from tertius_loaders.events.cells import NULLS, flag

AUTHORITY = "ucdp"
"""Whose ids UCDP's actors, events and places have."""

CIVILIANS = "1"
"""The id of UCDP's actor "Civilians", which is a class of people."""

COALITION_COLUMNS = ("OSCoalitionID", "NSCoalitionID")
"""Columns with the ids of coalitions that an actor was part of: in one-sided violence, and in non-state conflict."""

MEMBERS_COLUMNS = ("ActorId", "NameData", *COALITION_COLUMNS)
"""The columns that say who makes up a coalition."""

ALL_COLUMNS = (
    *("ActorId", "NameData", "NameOrig", "NameOrigFull", "NameOrigFullEng", "NameChange", "NewName"),
    *("NewNameFullMotherTongue", "NewNameFullEng", "Org", "ConflictId", "DyadId", "PrimaryParty", "OSID"),
    *("OSCoalition", "OSCoalitionID", "NSID", "NSCoalition", "NSCoalitionID", "Splinter", "NamePrev", "ActorIdPrev"),
    *("SplitTemp", "NameSplitTemp", "ActorIdSplitTemp", "Alliance", "NameAlliance", "ActorIdAlliance", "JoinGroup"),
    *("GroupName", "ActorIdGroup", "Location", "GWNOLoc", "Region", "Version"),
)
"""The 35 columns of releases 22.1 to 26.1."""

_CALLED = {name.casefold(): name for name in ALL_COLUMNS}
_MOST = 10**9
_BREAK_AFTER_HYPHEN = re.compile(r"(?<=\w-)\s*\n\s*")


class Coalitions(StrEnum):
    """How a coalition is loaded."""

    AS_CODED = "as-coded"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class ActorList:
    """The list as a whole.

    Attributes
    ----------
    names
        The name of each actor that has a row, by its id, in the order of the list.
    members
        The ids of the actors that make up a coalition, in the order of the list, by the coalition's id.
    """

    names: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]]


def actor_id(number: str) -> str:
    """Return the id of an actor, by UCDP's number of it."""
    return f"{AUTHORITY}:actor-{number}"


def column_called(name: str) -> str:
    """Return a column's name in the capitals of UCDP's own file, in whichever a file has it."""
    return _CALLED.get(name.casefold(), name)


def actor_list(rows: Iterable[Mapping[str, str]]) -> ActorList:
    """Return what rows of the list say together; one whose ids cannot be read is passed over.

    Parameters
    ----------
    rows
        The texts of each row by the columns' names.
    """
    names: dict[str, str] = {}
    members: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        try:
            (actor,) = ids_in(row, "ActorId")
            coalitions = coalitions_of(row)
        except (InputError, ValueError):
            continue
        names.setdefault(actor, text_in(row, "NameData"))
        for coalition in coalitions:
            if actor not in members[coalition]:
                members[coalition].append(actor)
    return ActorList(names, {coalition: tuple(actors) for coalition, actors in members.items()})


def coalitions_of(row: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the coalitions that a row names: the columns that each stands in, by its id. A flag of 0 says: none.

    Raises
    ------
    InputError
        If what stands there is no list of ids, or the flag beside it is none.
    """
    found: dict[str, tuple[str, ...]] = {}
    for column in COALITION_COLUMNS:
        if flag_in(row, column.removesuffix("ID")) is False:
            continue
        for coalition in ids_in(row, column):
            found[coalition] = (*found.get(coalition, ()), column)
    return found


def ids_in(row: Mapping[str, str], column: str) -> tuple[str, ...]:
    """Return the ids that a cell lists, each once, in their order.

    Raises
    ------
    InputError
        If one of them is no number.
    """
    ids: dict[str, None] = {}
    for part in text_in(row, column).split(","):
        if not (text := part.strip()):
            continue
        number = whole_in_cell(text)
        if number is None or not 0 <= number < _MOST:
            raise InputError(
                f"{text[:40]!r} is no id of an actor",
                where=column,
                next_step="Write ids as whole numbers, with commas between several.",
            )
        ids[str(number)] = None
    return tuple(ids)


def flag_in(row: Mapping[str, str], column: str) -> bool | None:
    """Return what a column of 0 and 1 says: yes, no, or None for not coded.

    Raises
    ------
    InputError
        If it is neither.
    """
    text = text_in(row, column)
    if not text:
        return None
    try:
        return flag(text, column)
    except InputError:
        raise InputError(
            f"{text[:40]!r} is neither 0 nor 1", where=column, next_step="Write 1 for yes, 0 for no."
        ) from None


def text_in(row: Mapping[str, str], column: str) -> str:
    """Return what a cell says, in one line: blanks around it say nothing, nor does ``n/a``."""
    text = row.get(column) or ""
    if "\n" in text:
        text = _BREAK_AFTER_HYPHEN.sub("", text)
    text = " ".join(text.split())
    return "" if text.casefold() == "n/a" or text in NULLS else text
