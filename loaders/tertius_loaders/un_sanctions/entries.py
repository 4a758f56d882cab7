"""An entry of the list as one flat row: the columns, and what their cells hold.

What the list has once is a text. What it can have several times is JSON in one cell: a list of texts, or a list of
objects by the list's own tags. So a row that was set aside can be mended in a spreadsheet and loaded again, and nothing
of the entry is lost on the way.
"""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tertius.errors import InputError

TEXTS = (
    "DATAID",
    "TYPE",
    "REFERENCE_NUMBER",
    "SHARED_REFERENCE",
    "UN_LIST_TYPE",
    "LISTED_ON",
    "FIRST_NAME",
    "SECOND_NAME",
    "THIRD_NAME",
    "FOURTH_NAME",
    "NAME_ORIGINAL_SCRIPT",
    "GENDER",
    "COMMENTS1",
    "SUBMITTED_BY",
    "SUBMITTED_ON",
    "VERSIONNUM",
    "SORT_KEY",
    "SORT_KEY_LAST_MOD",
)
"""Columns of one text each. ``TYPE`` is ``INDIVIDUAL`` or ``ENTITY``; ``SHARED_REFERENCE`` is ``yes`` where several
entries of the file have the same reference number."""

LISTS: Mapping[str, str] = MappingProxyType(
    {
        "TITLE": "TITLE",
        "DESIGNATION": "DESIGNATION",
        "NATIONALITY": "NATIONALITY",
        "NATIONALITY2": "NATIONALITY",
        "LAST_DAY_UPDATED": "LAST_DAY_UPDATED",
        "LIST_TYPE": "LIST_TYPE",
    }
)
"""Tags of the list that hold texts in ``VALUE``, or a text of their own, by the column that gathers them."""

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "INDIVIDUAL_ALIAS": "ALIAS",
        "ENTITY_ALIAS": "ALIAS",
        "INDIVIDUAL_ADDRESS": "ADDRESS",
        "ENTITY_ADDRESS": "ADDRESS",
        "INDIVIDUAL_DATE_OF_BIRTH": "DATE_OF_BIRTH",
        "INDIVIDUAL_PLACE_OF_BIRTH": "PLACE_OF_BIRTH",
        "INDIVIDUAL_DOCUMENT": "DOCUMENT",
    }
)
"""Tags of the list that hold several fields, by the column that gathers them."""

COLUMNS = (
    *TEXTS,
    *dict.fromkeys(LISTS.values()),
    *dict.fromkeys(GROUPS.values()),
    "OTHER",
    "MENTIONED",
    "EDITION",
)
"""All columns. ``OTHER`` keeps tags that are not known, ``MENTIONED`` what the file says of the entries that this one
mentions, ``EDITION`` the day and time at which the file says that it was made."""


def texts(values: Mapping[str, str], column: str) -> list[str]:
    """Return the texts of a cell that holds several, those that are not blank.

    Raises
    ------
    InputError
        If the cell holds no list of texts; ``where`` is the column.
    """
    found = _json(values, column)
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise _refusal(column, 'a list of texts, such as ["Mullah", "Haji"]')
    return [plain for text in found if (plain := squeezed(text))]


def groups(values: Mapping[str, str], column: str) -> list[dict[str, str]]:
    """Return the groups of a cell, each its texts by tag; a tag without a text is left out, and so is an empty group.

    Raises
    ------
    InputError
        If the cell holds no list of objects of texts; ``where`` is the column.
    """
    found = _json(values, column)
    if not isinstance(found, list) or not all(
        isinstance(group, dict) and all(isinstance(text, str) for text in group.values()) for group in found
    ):
        raise _refusal(column, 'a list of objects, such as [{"QUALITY": "Good", "ALIAS_NAME": "Abu Ahmad"}]')
    plain = ({tag: text for tag, said in group.items() if (text := squeezed(said))} for group in found)
    return [group for group in plain if group]


def not_read(values: Mapping[str, str]) -> list[str]:
    """Return the tags of an entry that are not known, or that a group has once too often, in their order.

    Raises
    ------
    InputError
        If the cell holds no object; ``where`` is the column.
    """
    found = _json(values, "OTHER") or {}
    if not isinstance(found, dict):
        raise _refusal("OTHER", 'an object, such as {"NOTE": ["text"]}')
    return list(found)


def squeezed(text: str) -> str:
    """Return a text with one blank between two words and none around it: how a file is laid out says nothing."""
    return " ".join(text.split())


def _json(values: Mapping[str, str], column: str) -> Any:  # noqa: ANN401 - as JSON has it
    text = values.get(column, "").strip()
    try:
        return json.loads(text) if text else []
    except (ValueError, RecursionError):
        raise _refusal(column, "sound JSON") from None


def _refusal(column: str, what: str) -> InputError:
    return InputError(
        f"The cell is not {what}", where=column, next_step="Mend the brackets and quotes, or empty the cell."
    )
