"""A first mapping from a table's columns, for a person to finish. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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


def sketch(columns: Sequence[str], name: str, sheets: Sequence[str] = ()) -> str:
    """Return the text of a mapping that begins with what the columns' names suggest.

    Parameters
    ----------
    columns
        The table's columns.
    name
        What the table is called.
    sheets
        The sheets of its workbook, where that has several: the table is the first of them.
    """
    given = re.sub(r"[^a-z0-9_.-]+", "-", name.lower()).strip("-._")[:64] or "my-table"
    low = {column.lower(): column for column in columns}
    said = _said(low)
    ends = _ends([column for column in columns if column not in said.values() and column.lower() not in _KEYS])
    key = [low[one] for one in _KEYS if one in low][:1]
    key = key or [*(one.id or one.name for one in ends), *(said[one] for one in ("when", "start") if one in said)]
    person, group = [*ends, _End(), _End()][:2]
    lines = [
        "# A first mapping, from the names of the columns: check every line. Wherever a column is named,",
        '# a text that begins with = is the same in every row, such as role: "= commander".',
        "# The columns are: " + ", ".join(map(_in_one_line, columns)),
        "source:",
        f"  id: {_quoted(given)}",
        f"  title: {_quoted(name)}  # as a citation has it",
        '  publisher: ""',
        '  published: ""  # the day, as 2024-06-25',
        '  licence: ""',
        "",
        *(
            ["table:", f"  sheet: {_quoted(sheets[0])}  # of {', '.join(map(_in_one_line, sheets))}", ""]
            if sheets
            else []
        ),
        f"key: [{', '.join(map(_quoted, key or columns[:1]))}]  # what tells the rows apart, now and later",
        "",
        "entities:",
        "  person:",
        "    type: person  # person, organization, place or event",
        *person.lines(),
        "  group:",
        "    type: organization",
        *group.lines(),
        "",
        "claims:",
        "  - kind: MEMBER_OF",
        "    subject: person",
        "    object: group",
    ]
    lines += [f"    {field}: {_quoted(column)}" for field, column in said.items()]
    lines.append("    # date_format: DD/MM/YYYY  # if dates are not written as 2024-06-25")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class _End:
    """The columns of the ids and of the names of one entity that rows name; empty where there is none."""

    id: str = ""
    name: str = ""

    def lines(self) -> list[str]:
        """Return the lines that say so. A name makes no id until a person says so."""
        if not self.id and not self.name:
            return ["    name: COLUMN  # its name, or write id: COLUMN"]
        named = [f"    name: {_quoted(self.name)}"] if self.name else []
        if self.id:
            return [f"    id: {_quoted(self.id)}", *named]
        return [*named, "    # id_from: name  # if two rows with one name are one and the same; or write id: COLUMN"]


def _ends(columns: Sequence[str]) -> list[_End]:
    """Return the first two entities that columns seem to name: leader_id and leader_name are about one."""
    found: dict[str, _End] = {}
    for column in columns:
        words = re.sub(r"(?<=[a-z])(?=I[Dd]|Name)|[\W_]+", "_", column).lower().strip("_").split("_")
        what = "_".join(word for word in words if word not in ("id", "name")) or "_".join(words)
        end = found.get(what, _End())
        if "id" in words:
            found[what] = replace(end, id=end.id or column)
        else:
            found[what] = replace(end, name=end.name or column)
    return list(found.values())[:2]


def _said(low: Mapping[str, str]) -> dict[str, str]:
    """Return the columns that seem to say when a tie held and what it was, by the field of a claim."""
    found = {
        field: low[one]
        for field, hints in _HINTS.items()
        if (one := next((hint for hint in hints if hint in low), "") or nearest(hints[0], low, cutoff=0.8))
    }
    if "start" in found or "end" in found:
        found.pop("when", None)
    return found


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


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
