"""Pajek's networks (``.net``) and project files of one network (``.paj``), two-mode ones and partitions included."""

import re
from collections.abc import Sequence
from pathlib import Path

from tertius.errors import InputError
from tertius.reading.network_files.ends import node_ids
from tertius.reading.network_files.gathered import Gathered, refusing
from tertius.reading.network_files.listing import Listing, Nodes
from tertius.reading.network_files.options import Options
from tertius.reading.numbers import decimal, whole
from tertius.wording import counted, quoted

_TOKENS = re.compile(r'"([^"]*)"|([^\s"]+)')
_MANY = 10_000_000
"""Vertices that a file may have."""


def read_pajek(text: str, path: Path, options: Options, notes: Sequence[str] = ()) -> Listing:
    """Return what a Pajek file says.

    Read are the sections ``*Vertices`` (``n m`` for two-mode networks, of which the first m are of the first mode),
    ``*Arcs``, ``*Edges``, ``*Arcslist``, ``*Edgeslist``, ``*Matrix``, ``*Partition`` and ``*Vector``. A tie's value is
    its weight, the name of its relation (``*Arcs :2 "kinship"``) its kind. A node's id is its label where no two have
    the same; else its number, and the label is what it is called.

    Raises
    ------
    DataError
        A line cannot be read, or there are several networks; names the line.
    """
    reading = _Reading(path, options)
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("%"):
            reading.blank += not stripped and bool(line)
            continue
        reading.line(stripped, number)
    return reading.listing(notes)


class _Reading:
    """Takes a file line by line."""

    def __init__(self, path: Path, options: Options) -> None:
        self._refuse = refusing(path)
        self._path, self._options = path, options
        self._count = self._first = 0
        self._labels: dict[int, str] = {}
        self._lines: dict[int, int] = {}
        self._section = ""
        self._kind = ""
        self._ties: list[tuple[int, int, int, int, bool, dict[str, str]]] = []
        self._listed: dict[str, list[str]] = {}
        self._row = 0
        self._drawn = self._timed = 0
        self.blank = 0

    def line(self, line: str, number: int) -> None:
        """Take a line that says something."""
        if line.startswith("*"):
            self._begin(line, number)
            return
        tokens = self._tokens(line, number)
        match self._section:
            case "vertices":
                self._vertex(line, tokens, number)
            case "arcs" | "edges":
                self._tie(tokens, number)
            case "arcslist" | "edgeslist":
                self._list(tokens, number)
            case "matrix":
                self._matrix(tokens, number)
            case "partition" | "vector":
                self._listed[self._kind].append(tokens[0])
            case _:
                raise self._refuse("The line is in no section", number, "Begin the file with *Vertices.")

    def _tokens(self, line: str, number: int) -> list[str]:
        if line.count('"') % 2:
            raise self._refuse("A quote is not closed on this line", number, "Close it, or delete it.")
        return [quoted or plain for quoted, plain in _TOKENS.findall(line)]

    def _begin(self, line: str, number: int) -> None:
        tokens = self._tokens(line, number)
        word = tokens[0].lower()
        rest = tokens[1:]
        match word:
            case "*network":
                if self._section:
                    raise self._refuse("The file has several networks", number, "Give each a file of its own.")
                self._section = "network"
            case "*vertices" if self._section in ("partition", "vector"):
                if self._number(rest[:1], number) != self._count:
                    raise self._refuse(
                        f"The {self._section} is of another number of vertices than the network", number, "Correct it."
                    )
            case "*vertices":
                if self._count:
                    raise self._refuse("The file has several networks", number, "Give each a file of its own.")
                self._count = self._number(rest[:1], number, most=_MANY)
                self._first = self._number(rest[1:2], number, most=self._count) if len(rest) > 1 else 0
                self._section = "vertices"
            case "*arcs" | "*edges" | "*arcslist" | "*edgeslist" | "*matrix":
                self._section = word[1:]
                self._kind = self._relation(rest)
                self._row = 0
            case "*partition" | "*vector":
                self._section = word[1:]
                self._kind = " ".join(rest) or word[1:]
                if self._kind in self._listed:
                    raise self._refuse(
                        f"Two partitions or vectors are called {self._kind[:60]!r}", number, "Rename one."
                    )
                self._listed[self._kind] = []
            case _:
                raise self._refuse(
                    f"The section {tokens[0][:40]} is not known", number, "Delete it, or save the network alone (.net)."
                )
        if word not in ("*network", "*vertices") and not self._count:
            raise self._refuse("The section comes before *Vertices", number, "Begin the file with *Vertices.")

    def _relation(self, rest: Sequence[str]) -> str:
        """Return the kind of the ties of a section: the relation's name, else its number."""
        said = [token for token in rest if not token.startswith(":")]
        numbers = [token[1:] for token in rest if token.startswith(":") and len(token) > 1]
        return said[0] if said else f"relation {numbers[0]}" if numbers else ""

    def _number(self, tokens: Sequence[str], number: int, *, most: int = 0) -> int:
        try:
            found = whole(tokens[0]) if tokens else -1
        except InputError:
            found = -1
        if not 1 <= found <= (most or self._count):
            said = repr(tokens[0][:40]) if tokens else "nothing"
            raise self._refuse(
                f"There is {said} where a number from 1 to {most or self._count:,} must be", number, "Correct it."
            )
        return found

    def _vertex(self, line: str, tokens: Sequence[str], number: int) -> None:
        vertex = self._number(tokens[:1], number)
        if vertex in self._lines:
            raise self._refuse(f"The vertex {vertex} is there twice", number, "Delete or renumber one.")
        self._lines[vertex] = number
        if len(tokens) > 1:
            self._labels[vertex] = node_ids([tokens[1]], lambda _: f"{quoted(self._path)}, line {number}")[0]
        self._drawn += len(tokens) > 2

    def _tie(self, tokens: Sequence[str], number: int) -> None:
        if len(tokens) < 2:
            raise self._refuse("A tie needs two vertices", number, "Give both.")
        if ":" in tokens[0]:  # "3: 1 2 1", where a line names its relation
            raise self._refuse("The line names a relation of its own", number, "Give each relation a section: *Arcs :3")
        source, target = self._number(tokens[:1], number), self._number(tokens[1:2], number)
        attributes: dict[str, str] = {}
        if len(tokens) > 2 and not tokens[2].startswith("["):
            try:
                decimal(tokens[2])
                attributes["value"] = tokens[2]
            except InputError:
                if len(tokens[2]) > 2 or not tokens[2].isalpha():  # two letters are how the line is drawn
                    raise self._refuse(f"The value {tokens[2][:40]!r} is no number", number, "Correct it.") from None
        self._timed += any(token.startswith("[") for token in tokens[2:])
        self._drawn += len(tokens) > 3
        self._add(source, target, number, 0, attributes)

    def _add(self, source: int, target: int, number: int, part: int, attributes: dict[str, str]) -> None:
        if self._kind:
            attributes = {**attributes, "kind": self._kind}
        self._ties.append((source, target, number, part, self._section.startswith("edges"), attributes))

    def _list(self, tokens: Sequence[str], number: int) -> None:
        source = self._number(tokens[:1], number)
        for part, token in enumerate(tokens[1:], 1):
            # Pajek writes a list's own arcs with a minus before the vertex
            self._add(source, self._number([token.lstrip("-")], number), number, part, {})

    def _matrix(self, tokens: Sequence[str], number: int) -> None:
        rows, columns = (self._first, self._count - self._first) if self._first else (self._count, self._count)
        self._row += 1
        if len(tokens) != columns or self._row > rows:
            raise self._refuse(
                f"The row has {counted(len(tokens), 'value')} and must have {columns}"
                if self._row <= rows
                else f"The matrix has more than {counted(rows, 'row')}",
                number,
                "Correct it.",
            )
        for part, token in enumerate(tokens, 1):
            try:
                value = decimal(token)
            except InputError as error:
                raise self._refuse(error.what, number, error.next_step) from None
            if value < 0 and not self._options.as_written:
                raise self._refuse(f"The value {token[:40]!r} is below 0", number, "Give 0 where there is no tie.")
            if value:
                self._add(self._row, self._first + part, number, part, {"value": token})

    def listing(self, notes: Sequence[str]) -> Listing:
        """Return all that the file said."""
        if not self._count:
            raise self._refuse("The file has no *Vertices", 1, "Begin the file with *Vertices.")
        labels = [self._labels.get(vertex, str(vertex)) for vertex in range(1, self._count + 1)]
        told = [*notes]
        ids, names = labels, {}
        if len(set(labels)) < len(labels):
            ids = [str(vertex) for vertex in range(1, self._count + 1)]
            names = dict(zip(ids, labels, strict=True))
            told.append("Several nodes have the same label: each goes by its number.")
        if self._drawn:
            told.append("How nodes and ties are drawn was passed over.")
        if self._timed:
            told.append(
                f"The times of {counted(self._timed, 'tie')} were passed over: Pajek numbers them; they are no dates."
            )
        gathered = Gathered(self._path, self._options)
        two_mode = 0 < self._first < self._count
        for source, target, number, part, mutual, attributes in self._ties:
            if two_mode and (source <= self._first) == (target <= self._first):
                raise self._refuse(
                    "The tie is between two vertices of one mode, in a two-mode network", number, "Correct it."
                )
            ends = (source, target) if not two_mode or source <= self._first else (target, source)
            gathered.add(
                ids[ends[0] - 1],
                ids[ends[1] - 1],
                number,
                part=part,
                attributes=attributes,
                mutual=mutual,
            )
        nodes = Nodes(
            ids,
            names,
            self._columns(ids),
            frozenset(ids[: self._first]) if two_mode else None,
            {ids[at - 1]: line for at, line in self._lines.items()},
        )
        word = "two-mode Pajek network" if two_mode else "Pajek network"
        return gathered.listing(nodes, format=word, weight="value", notes=told)

    def _columns(self, ids: Sequence[str]) -> dict[str, dict[str, str]]:
        columns = {}
        for name, values in self._listed.items():
            if len(values) != self._count:
                raise self._refuse(
                    f"{name[:60]!r} has {counted(len(values), 'value')} for "
                    f"{counted(self._count, 'vertex', 'vertices')}",
                    1,
                    "Give one a vertex.",
                )
            columns[name] = dict(zip(ids, values, strict=True))
        return columns
