"""GEXF, as Gephi and networkx write it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tertius.reading.network_files.ends import node_ids
from tertius.reading.network_files.gathered import Gathered, refusing
from tertius.reading.network_files.listing import Listing
from tertius.reading.network_files.node_columns import NodeColumns
from tertius.reading.network_files.options import Options
from tertius.reading.network_files.xml_events import read_xml
from tertius.wording import counted, quoted, verb

_TIMES = ("start", "end", "timestamp", "startopen", "endopen")
_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def read_gexf(raw: bytes, path: Path, options: Options) -> Listing:
    """Return what a GEXF document says.

    Attributes of edges that an edge list has as columns, and ``weight``, mean the same here; days on which an edge
    starts and ends are when it held. A node's ``label`` is what it is called.

    Raises
    ------
    DataError
        It is no sound GEXF, or has several graphs. Names the line.
    """
    reading = _Reading(path, options)
    read_xml(raw, path, reading)
    return reading.listing()


@dataclass
class _Said:
    """What a node or an edge says: for all times, and for some."""

    always: dict[str, str] = field(default_factory=dict)
    at_times: dict[str, list[str]] = field(default_factory=dict)

    def counting(self, defaults: Mapping[str, str]) -> dict[str, str]:
        """Return what counts: what is said for all times, else the first that is said for some, else the default."""
        return {**defaults, **{title: values[0] for title, values in self.at_times.items()}, **self.always}


class _Reading:
    """Listens to a document."""

    def __init__(self, path: Path, options: Options) -> None:
        self._refuse = refusing(path)
        self._path = path
        self._ties = Gathered(path, options)
        self._nodes = NodeColumns(path)
        self._graphs = 0
        self._type = "undirected"
        self._of = ""
        self._titles: dict[tuple[str, str], str] = {}
        self._defaults: dict[tuple[str, str], str] = {}
        self._attribute = ("", "")
        self._default: list[str] | None = None
        self._open: list[str] = []  # nodes may stand within nodes
        self._edge: tuple[str, str, str] | None = None
        self._said = _Said()
        self._node_says: dict[str, _Said] = {}
        self._ends: dict[str, int] = {}
        self._spells = self._undated = self._other_times = self._beside = 0
        self._no_days = False
        self._edge_spells: list[Mapping[str, str]] = []

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        match name:
            case "graph":
                self._graphs += 1
                if self._graphs > 1:
                    raise self._refuse("The file has several graphs", line, "Give each a file of its own.")
                self._type = self._edge_type(attributes.get("defaultedgetype", "undirected"), line)
            case "attributes":
                self._of = attributes.get("class", "")
            case "attribute":
                self._attribute = (self._of, self._needed(name, attributes, "id", line))
                self._titles[self._attribute] = attributes.get("title") or self._attribute[1]
            case "default":
                self._default = []
            case "node":
                node = self._id(self._needed(name, attributes, "id", line), line)
                self._nodes.add(node, line)
                self._open.append(node)
                self._node_says[node] = _Said({"label": attributes["label"]} if attributes.get("label") else {})
            case "edge":
                source, target = (
                    self._id(self._needed(name, attributes, end, line), line) for end in ("source", "target")
                )
                self._edge = (source, target, self._edge_type(attributes.get("type", self._type), line))
                for end in (source, target):
                    self._ends.setdefault(end, line)
                self._said = _Said({key: attributes[key] for key in ("weight", "kind") if key in attributes})
                self._no_days = False
                self._dates(attributes)
                self._edge_spells = []
            case "attvalue":
                self._value(attributes, line)
            case "spell" if self._edge is not None:
                self._edge_spells.append(attributes)
            case "spell":
                self._spells += 1

    def end(self, name: str, line: int) -> None:
        match name:
            case "default" if self._default is not None:
                self._defaults[self._attribute] = "".join(self._default).strip()
                self._default = None
            case "node" if self._open:
                node = self._open.pop()
                self._nodes.says(node, self._counting("node", self._node_says.pop(node)))
            case "edge" if self._edge is not None:
                source, target, kind = self._edge
                if len(self._edge_spells) == 1 and "when" not in self._said.always:
                    self._dates(self._edge_spells[0])
                else:
                    self._spells += len(self._edge_spells)
                said = self._counting("edge", self._said)
                self._undated += self._no_days and "when" not in said
                self._ties.add(source, target, line, attributes=said, mutual=kind != "directed")
                self._edge = None

    def text(self, text: str) -> None:
        if self._default is not None:
            self._default.append(text)

    def listing(self) -> Listing:
        if not self._graphs:
            raise self._refuse("The file has no graph", 1, "Export the network again.")
        known = self._nodes.ids()
        for end, line in self._ends.items():
            if end not in known:
                raise self._refuse(
                    f"The edge has the end {end[:60]!r}, and no node is called so",
                    line,
                    "Add the node, or correct the edge.",
                )
        notes = []
        if self._spells:
            said = verb(self._spells, "was", "were")
            notes.append(f"{counted(self._spells, 'spell')} {said} passed over: a tie has one start and one end.")
        if self._undated:
            said = verb(self._undated, "was", "were")
            notes.append(f"{counted(self._undated, 'tie')} of times that are no days {said} read as undated.")
        if self._other_times:
            said = verb(self._other_times, "was", "were")
            notes.append(f"{counted(self._other_times, 'value')} for other times {said} passed over: the first counts.")
        if self._beside:
            said = verb(self._beside, "was", "were")
            notes.append(
                f"{counted(self._beside, 'value')} for some time {said} passed over: what is said for all times counts."
            )
        return self._ties.listing(self._nodes.nodes(), format="GEXF", word="edge", notes=notes)

    def _edge_type(self, text: str, line: int) -> str:
        if text not in ("directed", "undirected", "mutual"):
            raise self._refuse(f"An edge is of the type {text[:40]!r}", line, "Use directed, undirected or mutual.")
        return text

    def _dates(self, attributes: Mapping[str, str]) -> None:
        first, last, moment = (attributes.get(end, "").partition("T")[0] for end in ("start", "end", "timestamp"))
        # an open end is no day of the tie, so that a span with one has none that can be named
        opened = any(attributes.get(end) for end in ("startopen", "endopen"))
        if not (first or last or moment or opened):
            return
        if not opened and all(not day or _DAY.fullmatch(day) for day in (first, last, moment)):
            self._said.always["when"] = f"{first or '..'}/{last or '..'}" if first or last else moment
        else:
            self._no_days = True

    def _value(self, attributes: Mapping[str, str], line: int) -> None:
        of = "edge" if self._edge is not None else "node"
        key = attributes.get("for") or attributes.get("id") or ""
        if (of, key) not in self._titles:
            raise self._refuse(f"A value is for the attribute {key[:40]!r}, which is not declared", line, "Declare it.")
        into = self._said if of == "edge" else self._node_says[self._open[-1]] if self._open else _Said()
        title, value = self._titles[of, key], attributes.get("value", "")
        if any(time in attributes for time in _TIMES):
            into.at_times.setdefault(title, []).append(value)
        else:
            into.always[title] = value

    def _needed(self, element: str, attributes: Mapping[str, str], name: str, line: int) -> str:
        if not (value := attributes.get(name, "").strip()):
            raise self._refuse(f"The element {element} has no {name}", line, "Export the network again.")
        return value

    def _id(self, text: str, line: int) -> str:
        return node_ids([text], lambda _: f"{quoted(self._path)}, line {line}")[0]

    def _counting(self, of: str, said: _Said) -> dict[str, str]:
        """Return what counts of what is said, and count what is passed over: which value counts would be a guess."""
        for title, values in said.at_times.items():
            if title in said.always:
                self._beside += len(values)
            else:
                self._other_times += len(values) - 1
        defaults = {self._titles[key]: value for key, value in self._defaults.items() if key[0] == of and value}
        return said.counting(defaults)
