"""The formats in which this field's networks are published, as networkx and igraph write and read them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import igraph
import networkx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius.errors import DataError, InputError
from tertius.measures.files.read import FromFiles, read_network
from tertius.model.spelling import composed
from tertius.reading.network_files import given as given_module
from tertius.reading.network_files import read as read_module
from tertius.reading.network_files.given import Given
from tertius.reading.network_files.options import Options

Weighted = dict[tuple[str, str], float]


def read(raw: str | bytes, name: str, **options: object) -> FromFiles:
    text = raw if isinstance(raw, bytes) else raw.encode()
    return read_network(Given(Path(name), text), None, Options(**options))  # type: ignore[arg-type]


def edges_of(found: FromFiles, *, by_name: bool = False) -> Weighted:
    """Return the weight of each edge by its ends, smaller first where there is no direction."""
    network = found.network
    called = network.names if by_name else network.ids
    weights = network.strengths if found.weighted else np.ones(network.m)
    pairs = zip(network.sources, network.targets, weights.tolist(), strict=True)
    ends = (((called[source], called[target]), weight) for source, target, weight in pairs)
    return {pair if network.directed else (min(pair), max(pair)): weight for pair, weight in ends}


@st.composite
def graphs(draw: st.DrawFn) -> Any:  # noqa: ANN401 - of networkx, which has no types
    """Return a graph of networkx: names with blanks and letters of any script, isolates, weights."""
    letter = st.characters(whitelist_categories=("Lu", "Ll", "Lo", "Nd"), blacklist_characters="\u0345")
    word = st.text(letter, min_size=1, max_size=4).map(composed)
    names = draw(st.lists(st.lists(word, min_size=1, max_size=2).map(" ".join), unique=True, min_size=1, max_size=7))
    graph = draw(st.sampled_from([networkx.Graph, networkx.DiGraph]))()
    graph.add_nodes_from(names)
    pairs = [(a, b) for a in names for b in names if a != b]
    if not pairs:
        return graph
    for a, b in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=12)):
        graph.add_edge(a, b, weight=draw(st.sampled_from([0.5, 1.0, 2.0, 12.25])))
    for name in names:
        graph.nodes[name]["faction"] = draw(st.sampled_from(["one", "two"]))
    return graph


def of_networkx(graph: Any) -> Weighted:  # noqa: ANN401 - as above
    found = {}
    for a, b, weight in graph.edges(data="weight"):
        found[(a, b) if graph.is_directed() else (min(a, b), max(a, b))] = weight
    return found


WRITERS: dict[str, Callable[[Any, Path], None]] = {
    "x.graphml": networkx.write_graphml,
    "x.gexf": networkx.write_gexf,
    "x.net": networkx.write_pajek,
}


@pytest.mark.parametrize("name", WRITERS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(graph=graphs())
def test_what_networkx_writes_is_read_whole(
    tmp_path: Path,
    name: str,
    graph: Any,  # noqa: ANN401 - as above
) -> None:
    WRITERS[name](graph, tmp_path / name)
    found = read_network(Given.of(tmp_path / name))
    assert set(found.network.ids) == set(graph)
    assert edges_of(found) == of_networkx(graph)
    if graph.size():
        assert found.network.directed == graph.is_directed()
    if graph.size() and name != "x.net":
        assert dict(zip(found.network.ids, found.network.columns["faction"], strict=True)) == dict(
            graph.nodes(data="faction")
        )


@pytest.mark.parametrize("directed", [False, True])
def test_what_igraph_writes_is_read_whole(tmp_path: Path, directed: bool) -> None:
    graph = igraph.Graph(n=5, edges=[(0, 1), (1, 2), (3, 1)], directed=directed)
    graph.vs["name"] = names = ["Ana", "Bo", "Či", "Dé e", "lone"]
    graph.es["weight"] = [1.0, 2.5, 3.0]
    for name in ("x.graphml", "x.net"):
        graph.write(str(tmp_path / name), format="graphml" if name == "x.graphml" else "pajek")
        found = read_network(Given.of(tmp_path / name))
        ends = [(names[edge.source], names[edge.target]) for edge in graph.es]
        wanted = dict(zip(ends if directed else map(_in_order, ends), graph.es["weight"], strict=True))
        assert edges_of(found, by_name=True) == wanted
        assert sorted(found.network.names) == sorted(names)
        assert found.network.directed == directed


def _in_order(pair: tuple[str, str]) -> tuple[str, str]:
    return min(pair), max(pair)


NAMED = "labels:\nana\nbo\ncy\ndi\n"
FULL = f"DL n=4\nformat = fullmatrix\n{NAMED}data:\n0 1 0 0\n1 0 1 0\n0 0 0 1\n0 0 1 0\n"
WITHIN = "labels embedded:\ndata:\n"
DL = {
    "a full matrix with labels": FULL,
    "labels within the matrix": (
        f"DL n=4\nformat = fullmatrix\n{WITHIN}ana bo cy di\nana 0 1 0 0\nbo 1 0 1 0\ncy 0 0 0 1\ndi 0 0 1 0\n"
    ),
    "a list of edges": f"DL n=4\nformat = edgelist1\n{NAMED}data:\n1 2\n2 1 1\n2 3 2\n3 4\n4 3 1\n",
    "a list of edges with labels in it": (
        f"DL n=4\nformat = edgelist1\n{WITHIN}ana bo 1\nbo ana 1\nbo cy 2\ncy di 1\ndi cy 1\n"
    ),
    "a list of nodes": f"DL n=4\nformat = nodelist1\n{WITHIN}ana bo\nbo ana cy\ncy di\ndi cy\n",
}


@pytest.mark.parametrize("text", DL.values(), ids=DL)
def test_dl_is_read_as_igraph_reads_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.dl").write_text(text, encoding="utf-8")
    theirs = igraph.Graph.Read_DL(str(tmp_path / "x.dl"), directed=True)
    found = read_network(Given.of(tmp_path / "x.dl"))
    weights = theirs.es["weight"] if "weight" in theirs.es.attributes() else [1.0] * theirs.ecount()
    names = theirs.vs["name"]
    wanted = {
        (names[edge.source], names[edge.target]): 1.0 if np.isnan(weight) else weight
        for edge, weight in zip(theirs.es, weights, strict=True)
    }
    assert len(wanted) == 5
    assert edges_of(found) == wanted
    assert found.network.directed


def test_dl_of_other_shapes() -> None:
    undirected = {("ana", "bo"): 1.0, ("ana", "cy"): 3.0}
    half = "dl n=3 format=lowerhalf diagonal=absent\nlabels: ana bo cy\ndata:\n1\n3 0\n"
    upper = "dl n=3 format=upperhalf\nlabels: ana bo cy\ndata:\n0 1 3\n0 0\n0\n"
    without = "dl n=3 diagonal=absent\nlabels: ana bo cy\ndata:\n1 3\n1 0\n3 0\n"
    lists = "dl n=3 format=nodelist1\nlabels embedded\ndata:\nana bo cy\nbo ana\ncy ana\n"
    for text in (half, upper, without):
        found = read(text, "x.dl")
        assert (edges_of(found), found.network.directed) == (undirected, False)
    assert set(edges_of(read(lists, "x.dl"))) == set(undirected)
    assert edges_of(read("dl n=3 format=edgelist1\ndata:\n1 2\n1 3\n", "x.dl")) == {("1", "2"): 1.0, ("1", "3"): 1.0}
    missing = read("dl n=2\ndata:\n0 na\n1 0\n", "x.dl")
    assert edges_of(missing) == {("2", "1"): 1.0}
    assert any("1 missing value was" in note for note in missing.notes)


TWO_MODE = {
    "matrix.csv": "name,G,H\nana,1,0\nbo,2,1\nlone,0,\n",
    "rows.dl": (
        "dl nr=3, nc=2 format=fullmatrix\nrow labels:\nana,bo,lone\ncolumn labels:\nG,H\ndata:\n1 0\n2 1\n0 0\n"
    ),
    "list.dl": (
        "dl nr=3 nc=2 format=edgelist2\nrow labels: ana bo lone\ncolumn labels: G H\ndata:\n1 1 1\n2 1 2\n2 2 1\n"
    ),
    "two.net": '*Vertices 5 3\n1 "ana"\n2 "bo"\n3 "lone"\n4 "G"\n5 "H"\n*Edges\n1 4 1\n2 4 2\n5 2 1\n',
    "matrix.net": '*Vertices 5 3\n1 "ana"\n2 "bo"\n3 "lone"\n4 "G"\n5 "H"\n*Matrix\n1 0\n2 1\n0 0\n',
}


@pytest.mark.parametrize("name", TWO_MODE)
def test_people_and_groups(name: str) -> None:
    found = read(TWO_MODE[name], name, two_mode=True)
    assert found.network.directed
    assert edges_of(found) == {("ana", "G"): 1.0, ("bo", "G"): 2.0, ("bo", "H"): 1.0}
    first = found.network.first_mode
    assert first is not None
    assert [node for node, is_person in zip(found.network.ids, first, strict=True) if is_person] == [
        "ana",
        "bo",
        "lone",
    ]
    assert any("1 person is in no group" in note for note in found.notes)
    assert not read(TWO_MODE[name], name).network.directed


def test_a_matrix_is_guessed_and_its_diagonal_and_directions_are_told() -> None:
    even = (
        "\t".join(["", "b", "a", "c"])
        + "\nb\t1\t2\t\nb\t\t\t\n".replace("\nb\t\t\t\n", "\n")
        + "a\t2\t0\t0\nc\t0\t0\t0\n"
    )
    found = read(even, "x.txt")
    assert found.format == "matrix"
    assert (edges_of(found), found.network.directed, found.network.ids) == ({("a", "b"): 2.0}, False, ("a", "b", "c"))
    assert any("1 tie of a node with itself was left out" in note for note in found.notes)
    odd = read("x;a;b\na;0;1,5\nb;0;0\n", "x.csv")
    assert (edges_of(odd), odd.network.directed) == ({("a", "b"): 1.5}, True)
    shuffled = read("x,b,a\na,1,0\nb,0,1\n", "x.csv")
    assert (edges_of(shuffled), shuffled.network.directed) == ({("a", "b"): 1.0}, False)
    assert shuffled.network.tie_ids(0) == ["line 2, column 1"]


def test_a_matrix_of_numbers_alone_is_no_matrix_with_names() -> None:
    nameless = "0,1,0\n1,0,2\n0,2,\n"
    with pytest.raises(DataError, match="numbers and no names") as refused:
        read(nameless, "x.csv")
    assert "--file-format matrix" in refused.value.next_step
    found = read(nameless, "x.csv", file_format="matrix")
    assert (edges_of(found), found.network.directed) == ({("1", "2"): 1.0, ("2", "3"): 2.0}, False)
    assert found.network.tie_ids(1) == ["line 2, column 3"]
    people = read("0,1,0\n1,0,1\n", "x.csv", file_format="two-mode")
    assert set(edges_of(people)) == {("column 2", "row 1"), ("column 1", "row 2"), ("column 3", "row 2")}
    with pytest.raises(DataError, match="2 rows and 3 columns"):
        read("0,1,0\n1,0,1\n", "x.csv", file_format="matrix")
    with pytest.raises(DataError, match="numbers and no names"):  # an edge list that lacks its first line
        read("1,2\n2,3\n", "x.csv")
    with pytest.raises(InputError, match="weights of a matrix"):
        read("x,a,b\na,0,1\nb,1,0\n", "x.csv", weight="w")
    with pytest.raises(DataError, match="neither ties nor nodes"):
        read("source,target\n", "x.csv")


def test_pajek_with_relations_lists_partitions_and_both_kinds_of_ties() -> None:
    text = (
        '% made by hand\n*Network friends\r\n*Vertices 4\n1 "Ana M" 0.1 0.2\n2 Bo\n3 "Či"\n4\n'
        '*Arcs :1 "trust"\n1 2 2 c Blue\n*Edges :2 kin\n2 3\n*Arcslist\n3 4 1\n\n'
        "*Partition side\n*Vertices 4\n1\n1\n2\n2\n"
    )
    found = read(text, "x.net")
    network = found.network
    assert network.directed
    assert edges_of(found) == {("Ana M", "Bo"): 2, ("Bo", "Či"): 1, ("Či", "Bo"): 1, ("Či", "4"): 1, ("Či", "Ana M"): 1}
    assert network.columns["side"] == ("2", "1", "1", "2")  # 4, Ana M, Bo, Či
    assert {tie.id for tie in network.ties} == {"trust:line 9", "kin:line 11", "line 13, entry 1", "line 13, entry 2"}
    assert any("drawn was passed over" in note for note in found.notes)
    same = read('*Vertices 2\n1 "x"\n2 "x"\n*Edges\n1 2\n', "x.net")
    assert (same.network.ids, same.network.names) == (("1", "2"), ("x", "x"))


def test_gexf_days_and_graphml_defaults() -> None:
    gexf = (
        '<gexf xmlns="http://gexf.net/1.3"><graph defaultedgetype="undirected" mode="dynamic"><nodes>'
        '<node id="1" label="Ana"/><node id="2" label="Bo"/></nodes><edges>'
        '<edge id="0" source="1" target="2" weight="2" start="2012-04-01" end="2012-06"/></edges></graph></gexf>'
    )
    (tie,) = read(gexf, "x.gexf").network.ties
    assert (tie.bounds.from_earliest.isoformat(), tie.bounds.to_latest.isoformat()) == ("2012-04-01", "2012-06-30")
    graphml = (
        '<graphml><key id="k" for="edge" attr.name="likelihood" attr.type="double"><default>0.5</default></key>'
        '<key id="n" for="node" attr.name="label" attr.type="string"/><graph edgedefault="directed"><node id="a">'
        '<data key="n">Ana</data></node><node id="b"/><edge source="a" target="b"/>'
        '<edge source="b" target="a" directed="false"><data key="k">0.25</data></edge></graph></graphml>'
    )
    network = read(graphml, "x.graphml").network
    assert network.names == ("Ana", "b")
    assert network.likelihoods.tolist() == [1 - 0.5 * 0.75, 0.25]  # a → b stands on both, b → a on the second


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE graphml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    '<graphml><graph edgedefault="directed"><node id="&b;"/></graph></graphml>'
)
REFUSED = {
    "entities.graphml": (BOMB, "entities of its own"),
    "outside.graphml": (
        '<!DOCTYPE g SYSTEM "file:///etc/passwd"><graphml><graph edgedefault="directed">&x;',
        "entities",
    ),
    "deep.graphml": ("<graphml>" + "<a>" * 200, "one within the other"),
    "broken.graphml": ('<graphml><graph edgedefault="directed"><node id="a">', "no sound XML"),
    "hyper.graphml": ('<graphml><graph edgedefault="directed"><hyperedge/></graph></graphml>', "more than two ends"),
    "nobody.graphml": (
        '<graphml><graph edgedefault="directed"><edge source="a" target="b"/></graph></graphml>',
        "no node is called so",
    ),
    "svg.xml": ("<svg></svg>", "neither GraphML nor GEXF"),
    "beyond.net": ("*Vertices 2\n*Arcs\n1 3\n", "a number from 1 to 2"),
    "underscore.net": ("*Vertices 20\n*Arcs\n1 1_0\n", "a number from 1 to 20"),
    "quote.net": ('*Vertices 2\n1 "a\n2 "b"\n*Arcs\n1 2\n', "A quote is not closed"),
    "two.net": ("*Vertices 2\n*Arcs\n1 2\n*Vertices 2\n", "several networks"),
    "modes.net": ("*Vertices 3 2\n*Edges\n1 2\n", "one mode"),
    "labels.dl": ("dl n=3\nlabels: a b c d\ndata:\n0 0 0 0 0 0 0 0 0\n", "more than 3 labels"),
    "few.dl": ("dl n=3\nlabels: a b\ndata:\n0 0 0 0 0 0 0 0 0\n", "The file has 2 labels"),
    "values.dl": ("dl n=2\ndata:\n0 1 0\n", "a value is missing"),
    "more.dl": ("dl n=2\ndata:\n0 1 0 0 1\n", "After the last value"),
    "number.dl": ("dl n=2\ndata:\n0 1_0 0 0\n", "no number"),
    "format.dl": ("dl n=2 format=blockmatrix\ndata:\n0 1 0 0\n", "format blockmatrix is not read"),
    "rows.csv": ("x,a,b\na,0,1\nc,0,0\n", "not the same names"),
    "negative.csv": ("x,a,b\na,0,-1\nb,0,0\n", "below 0"),
    "twice.csv": ("x,a,a\na,0,1\nb,0,0\n", "Two columns are called 'a'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_line(name: str) -> None:
    text, said = REFUSED[name]
    with pytest.raises(DataError, match=said) as refused:
        read(text, name)
    assert name in refused.value.where
    assert refused.value.next_step


def test_a_file_that_is_too_large_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(read_module, "MOST_BYTES_OF_FORMATS", 20)
    with pytest.raises(DataError, match="more than 0 MB"):
        read("*Vertices 2\n*Arcs\n1 2\n", "x.net")
    monkeypatch.setattr(given_module, "MOST_BYTES", 20)
    (tmp_path / "e.csv").write_text("source,target\na,b\nc,d\n", encoding="utf-8")
    with pytest.raises(DataError, match="more than 1,024 MB"):
        Given.of(tmp_path / "e.csv")


def test_the_format_is_told_from_the_content_and_can_be_forced() -> None:
    assert read(FULL, "network.txt").format == "UCINET DL"
    assert read("*Vertices 2\n*Arcs\n1 2\n", "network.txt").format == "Pajek network"
    assert read("source,target\na,b\n", "edges.net", file_format="edges").format == "edge list"
    with pytest.raises(DataError, match="is the name of a row and of a column"):
        read("x,a,b\na,0,1\nb,1,0\n", "x.csv", file_format="two-mode")
