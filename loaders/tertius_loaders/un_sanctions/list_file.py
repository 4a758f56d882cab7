"""The list's XML as a stream of entries: what a file says of itself, and one flat row for each entry. No files."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tertius.errors import DataError
from tertius.model.spelling import spelled
from tertius.reading.xml_stream import XmlStream
from tertius_loaders.un_sanctions.entries import GROUPS, LISTS, TEXTS, squeezed

ROOT = "CONSOLIDATED_LIST"
_TYPES = ("INDIVIDUAL", "ENTITY")

MOST_TEXT = 1_000_000
"""Characters of one entry: the longest of the real list has some 20,000."""
MOST_FIELDS = 20_000
"""Elements of one entry."""

AGAIN = "Download the list again, as XML: https://scsanctions.un.org/"
"""What to do about a file that is not sound."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it stands in the file.

    Attributes
    ----------
    line
        Where it starts.
    values
        Its texts by column (`tertius_loaders.un_sanctions.entries.COLUMNS`), as far as the file itself gives them.
    fault
        What is wrong with its structure; empty for a sound one.
    column
        The column that is wrong.
    """

    line: int
    values: dict[str, str]
    fault: str = ""
    column: str = ""


@dataclass
class _Node:
    name: str
    texts: list[str] = field(default_factory=list)
    children: list["_Node"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return spelled(squeezed("".join(self.texts)))


class Reading:
    """Listens to a list's XML and gathers its entries as they end, and counts those of a kind that it does not know.

    Parameters
    ----------
    where
        Where the list is from, for messages.
    """

    def __init__(self, where: str) -> None:
        self._where = where
        self._above: list[str] = []
        self._open: list[_Node] = []
        self._line = 0
        self._size = self._fields = 0
        self.edition = ""
        self.strange: Counter[str] = Counter()
        self.ready: list[Entry] = []

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """Take an element's start."""
        if not self._above and name != ROOT:
            raise DataError(
                f"The file's outermost element is {name[:40]}, not {ROOT}",
                where=f"{self._where}, line {line}",
                next_step=f"This is not the UN's consolidated list. {AGAIN}",
            )
        if not self._above:
            self.edition = squeezed(attributes.get("dateGenerated", ""))
        self._above.append(name)
        if self._open:
            self._fields += 1
            if self._fields > MOST_FIELDS:
                raise self._too_much(f"{MOST_FIELDS:,} elements", line)
            node = _Node(name)
            self._open[-1].children.append(node)
            self._open.append(node)
        elif name in _TYPES and len(self._above) > 1:
            self._open, self._line = [_Node(name)], line
            self._size = self._fields = 0
        elif name == "DATAID":
            self.strange[self._above[-2]] += 1

    def end(self, name: str, line: int) -> None:
        """Take an element's end."""
        self._above.pop()
        if self._open:
            node = self._open.pop()
            if not self._open:
                self.ready.append(_entry(node, self._line))

    def text(self, text: str) -> None:
        """Take some text within the innermost element."""
        if not self._open:
            return
        self._size += len(text)
        if self._size > MOST_TEXT:
            raise self._too_much(f"{MOST_TEXT:,} characters", self._line)
        self._open[-1].texts.append(text)

    def _too_much(self, limit: str, line: int) -> DataError:
        return DataError(f"An entry has more than {limit}", where=f"{self._where}, line {line}", next_step=AGAIN)


def entries(pieces: Iterable[bytes], where: str, reading: Reading | None = None) -> Iterator[Entry]:
    """Yield the entries of a list, fed in pieces; memory holds one entry at a time.

    Parameters
    ----------
    pieces
        The file's bytes.
    where
        Where it is from, for messages.
    reading
        What listens, for a caller who asks it for the edition afterwards.

    Raises
    ------
    DataError
        The file is no sound XML, is another document, or has an entry without end.
    """
    listening = reading or Reading(where)
    stream = XmlStream(listening, where, AGAIN)
    for piece in pieces:
        stream.feed(piece)
        yield from listening.ready
        listening.ready.clear()
    stream.feed(b"", last=True)
    yield from listening.ready
    listening.ready.clear()


def _entry(node: _Node, line: int) -> Entry:
    values: dict[str, str] = dict.fromkeys(TEXTS, "")
    values["TYPE"] = node.name
    lists: dict[str, list[str]] = {column: [] for column in LISTS.values()}
    groups: dict[str, list[dict[str, str]]] = {column: [] for column in GROUPS.values()}
    other: dict[str, list[str]] = {}
    fault = column = ""
    for child in node.children:
        name = child.name
        if name in LISTS:
            own = [child.text] if child.text else []
            lists[LISTS[name]] += [*own, *(one.text for one in child.children if one.text)]
        elif name in GROUPS:
            said, more = _group(child)
            if said:
                groups[GROUPS[name]].append(said)
            for tag, texts in more.items():
                other.setdefault(f"{name}/{tag}", []).extend(texts)
        elif name in TEXTS and name not in ("TYPE", "SHARED_REFERENCE"):
            if values[name] and child.text and child.text != values[name]:
                fault, column = f"The entry has a second {name}", name
                other.setdefault(name, []).append(child.text)
            values[name] = values[name] or child.text
        elif text := _all_text(child):
            other.setdefault(name, []).append(text)
    for name, found in (*lists.items(), *groups.items()):
        values[name] = json.dumps(found, ensure_ascii=False) if found else ""
    values["OTHER"] = json.dumps(other, ensure_ascii=False) if other else ""
    return Entry(line, values, fault, column)


def _group(node: _Node) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return the first text of each tag in a group, and further ones of the same tag."""
    said: dict[str, str] = {}
    more: dict[str, list[str]] = {}
    for child in node.children:
        text = _all_text(child)
        if not text:
            continue
        if child.name in said:
            more.setdefault(child.name, []).append(text)
        else:
            said[child.name] = text
    if node.text:
        more.setdefault("text", []).append(node.text)
    return said, more


def _all_text(node: _Node) -> str:
    return " ".join(text for text in (node.text, *map(_all_text, node.children)) if text)
