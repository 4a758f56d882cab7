"""One network in every format is the same ties; and nothing that a file can hold does harm."""

from pathlib import Path

import networkx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tertius.errors import DataError, InputError
from tertius.loading.loader import RawRow

from .conftest import Folder, opened

NAMES = ("Ana", "Ben Ali", "Cy", "Di")
"""The last has no tie."""
TIES = [("Ana", "Ben Ali"), ("Ben Ali", "Cy")]
WANTED = [("ASSOCIATE_OF", "Ana", "Ben~Ali"), ("ASSOCIATE_OF", "Ben~Ali", "Cy")]


def graph() -> "networkx.Graph":
    made = networkx.Graph()
    made.add_nodes_from(NAMES)
    made.add_edges_from(TIES)
    return made


def graphml(path: Path) -> Path:
    networkx.write_graphml(graph(), path / "n.graphml")
    return path / "n.graphml"


def gexf(path: Path) -> Path:
    networkx.write_gexf(graph(), path / "n.gexf")
    return path / "n.gexf"


def pajek(path: Path) -> Path:
    networkx.write_pajek(graph(), path / "n.net")
    return path / "n.net"


def matrix(path: Path) -> Path:
    cells = networkx.to_numpy_array(graph(), nodelist=NAMES)
    lines = [",".join(["", *NAMES])] + [
        ",".join([name, *(f"{cell:g}" for cell in row)]) for name, row in zip(NAMES, cells, strict=True)
    ]
    (path / "n.csv").write_text("\n".join(lines) + "\n")
    return path / "n.csv"


def dl(body: str) -> object:
    def write(path: Path) -> Path:
        (path / "n.dl").write_text(body)
        return path / "n.dl"

    return write


LABELS = 'labels:\nAna "Ben Ali" Cy Di\n'
FULL = f"dl n=4 format=fullmatrix\n{LABELS}data:\n0 1 0 0\n1 0 1 0\n0 1 0 0\n0 0 0 0\n"
EDGES = f"dl n=4 format=edgelist1\n{LABELS}data:\n1 2\n2 3\n"
NODES = f"dl n=4 format=nodelist1\n{LABELS}data:\n1 2\n2 3\n"
LOWER = f"dl n=4 format=lowerhalf diagonal=absent\n{LABELS}data:\n1\n0 1\n0 0 0\n"


def workbook(path: Path) -> Path:
    book = Workbook()
    book.active.title = "edges"
    for row in (("source", "target"), *TIES):
        book.active.append(row)
    nodes = book.create_sheet("nodes")
    for row in (("id",), *((name,) for name in NAMES)):
        nodes.append(row)
    book.save(path / "n.xlsx")
    return path / "n.xlsx"


@pytest.mark.parametrize(
    "write",
    [graphml, gexf, pajek, matrix, dl(FULL), dl(EDGES), dl(NODES), dl(LOWER), workbook],
    ids=["GraphML", "GEXF", "Pajek", "matrix", "DL", "DL edges", "DL nodes", "DL half", "workbook"],
)
def test_a_network_is_the_same_ties_in_every_format(write: object, tmp_path: Path) -> None:
    found = opened(write(tmp_path), tie=["ASSOCIATE_OF"])  # type: ignore[operator]
    assert found.ties() == WANTED
    assert found.values("NAME") == {"Ana": "Ana", "Ben~Ali": "Ben Ali", "Cy": "Cy", "Di": "Di"}
    assert {entity.type for entity in found.entities} == {"Person"}
    assert not found.bad


TWO = {
    "two.csv": ",Coast,Harbour\nAna,1,0\nBen,1,1\n",
    "two.dl": "dl nr=2 nc=2\nrow labels:\nAna Ben\ncolumn labels:\nCoast Harbour\ndata:\n1 0\n1 1\n",
    "two.net": '*Vertices 4 2\n1 "Ana"\n2 "Ben"\n3 "Coast"\n4 "Harbour"\n*Edges\n1 3\n3 2\n2 4\n',
    "list.csv": "source,target\nAna,Coast\nBen,Coast\nBen,Harbour\n",
    "typed.graphml": (
        '<graphml><key id="t" for="node" attr.name="type"/><graph edgedefault="undirected">'
        + "".join(
            f'<node id="{name}"><data key="t">{kind}</data></node>'
            for name, kind in (("Ana", "person"), ("Ben", "person"), ("Coast", "group"), ("Harbour", "group"))
        )
        + "".join(
            f'<edge source="{a}" target="{b}"/>' for a, b in (("Ana", "Coast"), ("Coast", "Ben"), ("Ben", "Harbour"))
        )
        + "</graph></graphml>"
    ),
}


@pytest.mark.parametrize("name", TWO)
def test_people_and_groups_are_the_same_memberships_in_every_format(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(TWO[name])
    found = opened(tmp_path / name, tie=["MEMBER_OF"])
    assert found.ties() == [
        ("MEMBER_OF", "Ana", "Coast"),
        ("MEMBER_OF", "Ben", "Coast"),
        ("MEMBER_OF", "Ben", "Harbour"),
    ]
    assert {entity.id: entity.type for entity in found.entities} == {
        "pub:Ana": "Person",
        "pub:Ben": "Person",
        "pub:Coast": "Organization",
        "pub:Harbour": "Organization",
    }


@pytest.mark.parametrize("name", ["two.csv", "two.dl", "two.net"])
def test_people_and_groups_are_no_associates_of_each_other(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(TWO[name])
    with pytest.raises(InputError, match="people and groups"):
        opened(tmp_path / name, tie=["ASSOCIATE_OF"])


BOMB = '<!DOCTYPE g [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE g [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("edge", "when", "noticed"),
    [
        ('<edge source="a" target="b" start="2001" end="2003-05"/>', "2001/2003-05", ""),
        ('<edge source="a" target="b" timestamp="2001-05"/>', "2001-05", ""),
        ('<edge source="a" target="b"><spells><spell start="2001" end="2003"/></spells></edge>', "2001/2003", ""),
        ('<edge source="a" target="b"><spells><spell timestamp="2001-05-06"/></spells></edge>', "2001-05-06", ""),
        (
            '<edge source="a" target="b"><spells><spell start="2001"/><spell start="2004"/></spells></edge>',
            "",
            "2 spells were passed over",
        ),
        (
            '<edge source="a" target="b" start="2001"><spells><spell start="2004"/></spells></edge>',
            "2001/..",
            "1 spell was passed over",
        ),
        (
            '<edge source="a" target="b" start="2001" endopen="2004"/>',
            "",
            "1 tie of times that are no days was read as undated",
        ),
        ('<edge source="a" target="b" timestamp="7.0"/>', "", "1 tie of times that are no days was read as undated"),
        (
            '<edge source="a" target="b"><attvalues><attvalue for="r" value="scout" start="2001"/>'
            '<attvalue for="r" value="chief" start="2004"/></attvalues></edge>',
            "",
            "1 value for other times was passed over: the first counts",
        ),
        (
            '<edge source="a" target="b" start="7"><spells><spell start="8"/></spells></edge>',
            "",
            "1 tie of times that are no days was read as undated",
        ),
        ('<edge source="a" target="b" start="7"><spells><spell start="2001"/></spells></edge>', "2001/..", ""),
        *(
            (
                f'<edge source="a" target="b"><attvalues>{values}</attvalues></edge>',
                "",
                "1 value for some time was passed over: what is said for all times counts",
            )
            for values in (
                '<attvalue for="r" value="scout"/><attvalue for="r" value="chief" start="2004"/>',
                '<attvalue for="r" value="chief" start="2004"/><attvalue for="r" value="scout"/>',
            )
        ),
    ],
)
def test_no_time_of_a_tie_in_gexf_is_lost_without_a_word(edge: str, when: str, noticed: str, tmp_path: Path) -> None:
    (tmp_path / "n.gexf").write_text(
        '<gexf xmlns="http://gexf.net/1.3"><graph mode="dynamic"><attributes class="edge">'
        '<attribute id="r" title="role" type="string"/></attributes>'
        f'<nodes><node id="a"/><node id="b"/></nodes><edges>{edge}</edges></graph></gexf>'
    )
    role = "attvalue" in edge
    found = opened(
        tmp_path / "n.gexf",
        **{"tie": ["ASSOCIATE_OF"], "source_type": "person", "target_type": "person"}
        | ({"role": "role"} if role else {}),
    )
    (tie,) = [claim for claim in found.claims.values() if claim.kind == "ASSOCIATE_OF"]
    assert (tie.edtf, tie.role) == (when, "scout" if role else "")
    assert [noticed in note for note in found.document.notes] == ([True] if noticed else [])


@pytest.mark.parametrize("head", [BOMB, OUTSIDE], ids=["entities within entities", "a file from outside"])
@pytest.mark.parametrize(("name", "root"), [("n.graphml", "graphml"), ("n.gexf", "gexf")])
def test_entities_are_refused(name: str, root: str, head: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(f"{head}<{root}><graph edgedefault='directed'><node id='&a;'/></graph></{root}>")
    with pytest.raises(DataError, match="entities of its own"):
        opened(tmp_path / name, tie=["ASSOCIATE_OF"])


PIECES = st.sampled_from(
    [
        *("dl n=2 ", "nr=2 nc=2 ", "format=edgelist1\n", "labels:\n", "labels embedded\n", "data:\n", "a b\n"),
        *("*Vertices 2\n", "*Vertices 3 1\n", '1 "a"\n', "*Arcs\n", '*Edges :1 "kin"\n', "*Matrix\n", "1 2\n"),
        *("<graphml>", "<gexf>", "<graph edgedefault='directed'>", "<node id='a'/>", "<edge source='a' target='b'/>"),
        *("</graph>", "</graphml>", "</gexf>", "source,target,kind,weight,when\n", "a,b,LEADS,1,2012\n"),
        *("b,a,,,20x1\n", ",a,b\n", "a,0,1\n", "b,-1,0\n", '"', "\n", "\t", ";", "0", "\x00", "\u200b", "é", "a,a\n"),
        *("\ud800", "1,1.0\n", "1 2 -1\n", "2 1 x\n"),
    ]
)
TABLE = st.sampled_from(["id,name,type\n", "a,1,person\n", "b,2,group\n", "1,a,\n", '"', "\x00"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(
    pieces=st.lists(PIECES, max_size=12),
    ending=st.sampled_from([".csv", ".tsv", ".dl", ".net", ".graphml", ".gexf", ".xlsx"]),
    nodes=st.lists(TABLE, max_size=5),
    tie=st.sampled_from(["ASSOCIATE_OF", "MEMBER_OF", "PART_OF", "ALLIED_WITH"]),
)
def test_whatever_a_file_holds_it_is_read_or_refused_with_what_to_do(
    pieces: list[str], ending: str, nodes: list[str], tie: str, tmp_path: Path
) -> None:
    path = tmp_path / f"n{ending}"
    path.write_bytes("".join(pieces).encode("utf-8", "surrogatepass"))
    table = tmp_path / "table.csv"
    table.write_text("".join(nodes), encoding="utf-8")
    try:
        found = opened(path, tie=[tie], nodes=table if nodes else None, negative_tie="OPPOSED")
    except (DataError, InputError) as refused:
        said = refused
    else:
        said = next((error for _, error in found.bad), None)
    assert said is None or (said.what and said.next_step)


@given(values=st.dictionaries(st.sampled_from(["source", "target", "weight", "when", "kind", "id"]), st.text()))
def test_shaping_a_row_is_refused_or_gives_claims(values: dict[str, str]) -> None:
    from tertius_loaders.network.kinds import kinds_of
    from tertius_loaders.network.shape import NodeRow, Plan, TieRow

    kinds = kinds_of(["MEMBER_OF"], None, ())
    ends = values.get("source", ""), values.get("target", "")
    plan = Plan(
        "pub",
        kinds,
        {ends[0]: next(iter(kinds.all()[0].starts)), ends[1]: next(iter(kinds.all()[0].ends))},
        attributes=(("when", "BORN"), ("kind", "COUNTRY"), ("weight", "ALIAS")),
        weight_column="weight",
        when_column="when",
    )
    for row in (TieRow("f", 1, values, *ends), NodeRow("f", 1, values, ends[0]), RawRow("f", 1, values)):
        plan.records(row)
        refused: InputError | None = None
        try:
            assert plan.shape(row).claims
        except InputError as error:
            refused = error
        assert refused is None or (refused.what and refused.next_step)


def test_a_folder_without_ties_or_with_several_is_told(folder: Folder) -> None:
    with pytest.raises(DataError, match="no file of ties"):
        opened(folder(readme__md="x"), tie=["ASSOCIATE_OF"])
    with pytest.raises(DataError, match="several files"):
        opened(folder(one__csv="x", two__csv="x"), tie=["ASSOCIATE_OF"])


def test_rows_of_a_workbook_that_are_set_aside_stay_apart(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "edges"
    for row in (("source", "target", "when"), ("a", "b", "20x1")):
        book.active.append(row)
    nodes = book.create_sheet("nodes")
    for row in (("id", "born"), ("a", "20x2"), ("b", "")):
        nodes.append(row)
    book.save(tmp_path / "n.xlsx")
    found = opened(tmp_path / "n.xlsx", tie=["ASSOCIATE_OF"], attribute=["born=BORN"])
    assert {row.file: error.where for row, error in found.bad} == {"nodes": "born", "n.xlsx": "when"}
    assert {name: one.file for name, one in found.document.written.items()} == {
        "nodes": "nodes.csv",
        "n.xlsx": "edges.csv",
    }
