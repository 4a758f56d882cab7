"""A first mapping from a table's columns, for a person to finish. Pure."""

import re
from collections.abc import Sequence

from tertius_loaders.claims.nearest import nearest

_HINTS = {
    "when": ("date", "when", "day", "year"),
    "start": ("start", "from", "since", "begin", "start_date", "date_start"),
    "end": ("end", "until", "to", "end_date", "date_end"),
    "role": ("role", "position", "rank", "title", "post"),
    "locator": ("page", "paragraph", "url", "source", "reference"),
    "note": ("note", "notes", "comment", "remark"),
}
_KEYS = ("id", "row_id", "key", "nr", "no", "number")


def sketch(columns: Sequence[str], name: str) -> str:
    """Return the text of a mapping that begins with what the columns' names suggest.

    Parameters
    ----------
    columns
        The table's columns.
    name
        What the table is called.
    """
    given = re.sub(r"[^a-z0-9_.-]+", "-", name.lower()).strip("-._")[:64] or "my-table"
    low = {column.lower(): column for column in columns}
    key = next((low[one] for one in _KEYS if one in low), columns[0])
    people = [column for column in columns if column != key]
    person, group = [*people, key, key][:2]
    lines = [
        "# A first mapping, from the names of the columns: check every line. Wherever a column is named,",
        '# a text that begins with = is the same in every row, such as role: "= commander".',
        "# The columns are: " + ", ".join(" ".join(column.split()) for column in columns),
        "source:",
        f"  id: {_quoted(given)}",
        f"  title: {_quoted(name)}  # as a citation has it",
        '  publisher: ""',
        '  published: ""  # the day, as 2024-06-25',
        '  licence: ""',
        "",
        "key: " + _quoted(key) + "  # what tells the rows apart, in this edition and the next",
        "",
        "entities:",
        "  person:",
        "    type: person  # person, organization, place or event",
        f"    name: {_quoted(person)}",
        "    id_from: name  # two rows with one name are one person; with a column of ids, write id: COLUMN instead",
        "  group:",
        "    type: organization",
        f"    name: {_quoted(group)}",
        "    id_from: name",
        "",
        "claims:",
        "  - kind: MEMBER_OF",
        "    subject: person",
        "    object: group",
    ]
    for field, hints in _HINTS.items():
        found = next((low[one] for one in hints if one in low), "") or low.get(nearest(hints[0], low, cutoff=0.8), "")
        if found and not (field == "when" and any(one in low for one in (*_HINTS["start"], *_HINTS["end"]))):
            lines.append(f"    {field}: {_quoted(found)}")
    lines.append("    # date_format: DD/MM/YYYY  # if dates are not written as 2024-06-25")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a text as YAML takes it, whatever is in it."""
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", text) and text.lower() not in (
        "yes",
        "no",
        "true",
        "false",
        "null",
        "on",
        "off",
    ):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
