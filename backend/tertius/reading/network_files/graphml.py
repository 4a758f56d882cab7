"""GraphML, as igraph, networkx, Gephi, yEd and visone write it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tertius.reading.network_files.ends import node_ids
from tertius.reading.network_files.gathered import Gathered, refusing
from tertius.reading.network_files.listing import Listing
from tertius.reading.network_files.node_columns import NodeColumns
from tertius.reading.network_files.options import Options
from tertius.reading.network_files.xml_events import read_xml
from tertius.wording import counted, quoted, verb


def read_graphml(raw: bytes, path: Path, options: Options) -> Listing:
    """Return what a GraphML document says.

    Attributes of edges that an edge list has as columns, and ``weight``, mean the same here. One called ``name`` or
    ``label`` is what a node is called, as is the label that yEd draws.

    Raises
    ------
    DataError
        It is no sound GraphML, or has what no network here can have: several graphs, graphs within nodes, edges of more
        than two ends. Names the line.
    """
    reading = _Reading(path, options)
    read_xml(raw, path, reading)
    return reading.listing()


@dataclass
class _Key:
    name: str
    of: str
    default: str = ""


class _Reading:
    """Listens to a document."""

    def __init__(self, path: Path, options: Options) -> None:
        self._refuse = refusing(path)
        self._path = path
        self._ties = Gathered(path, options)
        self._nodes = NodeColumns(path)
        self._keys: dict[str, _Key] = {}
        self._graphs = 0
        self._undirected = False
        self._node = ""
        self._edge: tuple[str, str, bool] | None = None
        self._said: dict[str, str] = {}
        self._into: tuple[str, list[str]] | None = None
        self._ports = 0
        self._ends: dict[str, int] = {}

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        match name:
            case "key":
                id_ = self._attribute(name, attributes, "id", line)
                self._keys[id_] = _Key(
                    attributes.get("attr.name") or attributes.get("yfiles.type") or id_, attributes.get("for", "all")
                )
                self._into = (id_, [])
            case "graph":
                self._graph(attributes, line)
            case "node":
                self._node = self._id(self._attribute(name, attributes, "id", line), line)
                self._nodes.add(self._node, line)
                self._said = {}
            case "edge":
                source, target = (
                    self._id(self._attribute(name, attributes, end, line), line) for end in ("source", "target")
                )
                directed = {"true": True, "false": False, "1": True, "0": False}.get(
                    attributes.get("directed", ""), not self._undirected
                )
                self._edge = (source, target, directed)
                for end in (source, target):
                    self._ends.setdefault(end, line)
                self._said = {}
            case "data":
                self._into = (self._attribute(name, attributes, "key", line), [])
            case "hyperedge":
                raise self._refuse("An edge has more than two ends (hyperedge)", line, "Write it as edges of two ends.")
            case "port":
                self._ports += 1

    def end(self, name: str, line: int) -> None:
        match name:
            case "default" | "data" if self._into is not None:
                key, texts = self._into
                text = "".join(texts).strip()
                if name == "default":
                    self._keys[key].default = text
                    return
                if key not in self._keys:
                    raise self._refuse(
                        f"The data have the key {key[:40]!r}, which is not declared", line, "Export the network again."
                    )
                self._said[self._keys[key].name] = text
                self._into = None
            case "key":
                self._into = None
            case "node":
                self._nodes.says(self._node, self._with_defaults("node"))
                self._node = ""
            case "edge" if self._edge is not None:
                source, target, directed = self._edge
                self._ties.add(source, target, line, attributes=self._with_defaults("edge"), mutual=not directed)
                self._edge = None

    def text(self, text: str) -> None:
        if self._into is not None:
            self._into[1].append(text)

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
        notes: list[str] = []
        if self._ports:
            notes.append(f"{counted(self._ports, 'port')} of nodes {verb(self._ports, 'was', 'were')} passed over.")
        return self._ties.listing(self._nodes.nodes(), format="GraphML", word="edge", notes=notes)

    def _graph(self, attributes: Mapping[str, str], line: int) -> None:
        if self._node:
            raise self._refuse("A node has a graph within it", line, "Ungroup the nodes, and export the network again.")
        self._graphs += 1
        if self._graphs > 1:
            raise self._refuse("The file has several graphs", line, "Give each a file of its own.")
        default = self._attribute("graph", attributes, "edgedefault", line)
        if default not in ("directed", "undirected"):
            raise self._refuse(f"The graph's edgedefault is {default[:40]!r}", line, "Use directed or undirected.")
        self._undirected = default == "undirected"

    def _attribute(self, element: str, attributes: Mapping[str, str], name: str, line: int) -> str:
        if not (value := attributes.get(name, "").strip()):
            raise self._refuse(f"The element {element} has no {name}", line, "Export the network again.")
        return value

    def _id(self, text: str, line: int) -> str:
        return node_ids([text], lambda _: f"{quoted(self._path)}, line {line}")[0]

    def _with_defaults(self, of: str) -> dict[str, str]:
        defaults = {key.name: key.default for key in self._keys.values() if key.of in (of, "all") and key.default}
        return {**defaults, **self._said}
