"""Files as people have them: what Excel saves, what cannot be meant, and which format a file is in."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from tertius.errors import DataError, InputError
from tertius.measures.files.read import FromFiles, read_network
from tertius.measures.network import Network
from tertius.reading.network_files.given import Given
from tertius.reading.network_files.options import Options

PLAIN = "source,target,likelihood\nÉmile,Zoé,0.5\nZoé,Aïcha,0.25\n"


def read(text: str | bytes, **options: object) -> FromFiles:
    raw = text if isinstance(text, bytes) else text.encode()
    return read_network(Given(Path("edges.csv"), raw), None, Options(**options))  # type: ignore[arg-type]


def told(network: Network) -> object:
    return (
        network.ids,
        network.directed,
        network.sources.tolist(),
        network.targets.tolist(),
        network.likelihoods.tolist(),
    )


@pytest.mark.parametrize(
    "raw",
    [
        PLAIN.replace(",", ";").replace("0.5", "0,5").replace("0.25", "0,25").encode(),
        PLAIN.replace(",", "\t").encode(),
        ("sep=;\n" + PLAIN.replace(",", ";")).encode(),
        PLAIN.replace("\n", "\r\n").encode("utf-8-sig"),
        PLAIN.replace(",", "\t").encode("utf-16"),
        PLAIN.replace(",", ";").replace("0.5", "0,5").replace("0.25", "0,25").encode("cp1252"),
    ],
    ids=["semicolons", "tabs", "sep=", "UTF-8 with its mark", "Unicode text", "Windows-1252"],
)
def test_what_excel_saves_is_the_same_network(raw: bytes) -> None:
    assert told(read(raw).network) == told(read(PLAIN).network)


def test_windows_1252_is_told_in_one_line() -> None:
    notes = read(PLAIN.encode("cp1252")).notes
    assert [note for note in notes if "Windows-1252" in note] == [notes[0]]
    assert "Émile" in notes[0]


def test_a_workbook_is_the_same_network_and_its_sheets_are_found_by_name(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Read me"
    book.active.append(["about", "this"])
    edges, nodes = book.create_sheet("Edges"), book.create_sheet("Nodes")
    for row in (["source", "target", "likelihood"], ["Émile", "Zoé", 0.5], [], ["Zoé", "Aïcha", 0.25]):
        edges.append(row)
    for row in (["id", "faction"], ["Émile", 1], ["Zoé", 2], ["Aïcha", 1], ["lone", 2]):
        nodes.append(row)
    book.save(tmp_path / "book.xlsx")
    given = Given.of(tmp_path / "book.xlsx")
    assert told(read_network(given).network) == told(read(PLAIN).network)
    both = read_network(given, given)
    assert both.node_key == "id"
    assert both.network.ids == ("Aïcha", "Zoé", "lone", "Émile")
    assert both.network.columns["faction"] == ("1", "2", "2", "1")
    assert read_network(given).network.tie_ids(0) == ["line 4"]


@pytest.mark.parametrize(
    ("text", "said", "where"),
    [
        ("source,target\na,b\na\u200b,c\n", "U\\+200B", "line 3"),
        ("source,target\na b,c\na  b,d\n", "look alike", "line 3"),
        ("source,target,likelihood\na,b,0_1\n", "likelihood '0_1'", "line 2"),
        ("source,target,likelihood\na,b,１\n", "likelihood '１'", "line 2"),
        ('source,target\na,b\nc,"d\n', "A quote opens", "line 3"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line(text: str, said: str, where: str) -> None:
    with pytest.raises(DataError, match=said) as refused:
        read(text)
    assert where in refused.value.where
    assert refused.value.next_step


def test_a_stray_quote_does_not_make_forty_edges_three() -> None:
    lines = [f"a{number},b{number}" for number in range(40)]
    for at in (0, 20, 39):
        stray = "\n".join(["source,target", *lines[:at], lines[at].replace(",", ',"'), *lines[at + 1 :]]) + "\n"
        with pytest.raises(DataError) as refused:
            read(stray)
        assert f"line {at + 2}" in refused.value.where
        if at < 39:  # another one closes it where it must not
            with pytest.raises(DataError):
                read(stray.replace("b39", 'b39"'))


def test_a_no_break_space_and_a_composed_letter_make_no_other_node() -> None:
    network = read("source,target\nAbou Zeid,x\nAbou\u00a0Zeid,y\nIne\u0301s,x\nIn\u00e9s,y\n").network
    assert network.ids == ("Abou Zeid", "Inés", "x", "y")


def test_any_two_columns_can_be_the_ends_and_any_column_the_weight() -> None:
    text = "From,To,Meetings\na,b,2\nb,c,\na,b,3.5\n"
    with pytest.raises(DataError, match="column source is missing") as refused:
        read(text)
    assert "--source-column" in refused.value.next_step
    assert "From, To, Meetings" in refused.value.next_step
    named = read(text, source_column="from", target_column="TO", weight="Meetings")
    assert named.weighted
    assert named.network.strengths.tolist() == [5.5, 1.0]
    assert named.network.costs.tolist() == [2.0, 1.0]
    with pytest.raises(DataError, match="column Visits is missing"):
        read(text, source_column="From", target_column="To", weight="Visits")
    for wrong in ("0", "-1", "2_0", "x", "nan", "1e999"):
        with pytest.raises(DataError, match="above 0") as refused:
            read(f"source,target,w\na,b,1\na,b,{wrong}\n", weight="w")
        assert "line 3" in refused.value.where


def test_a_key_without_nodes_is_refused() -> None:
    with pytest.raises(InputError, match="no list of nodes"):
        read(PLAIN, node_key="id")


@pytest.mark.parametrize(
    ("text", "options", "said", "where"),
    [
        # Whoever names a column has an edge list, even where all the rest are numbers.
        (
            "source,target,weight\n2,1,1.0\n3,1,1.0\n3,2,1\n",
            {"source_column": "sorce"},
            "column sorce is missing",
            "line 1",
        ),
        ("source,target,weight\n2,1,1.0\n3,1,1.0\n3,2,1\n", {"target_column": "to"}, "column to is missing", "line 1"),
        # Rows and columns of the same names are a matrix, even where a cell is no number.
        (",Ann,Bo,Cy\nAnn,0,1,x\nBo,1,0,1\nCy,0,1,0\n", {}, "'x' is no number", "line 2, column Cy"),
        (";Ann;Bo\nBo;0;1_0\nAnn;1;0\n", {}, "'1_0' is no number", "line 2, column Bo"),
    ],
)
def test_what_a_table_is_told_by_what_was_said_of_it(
    text: str, options: dict[str, object], said: str, where: str
) -> None:
    with pytest.raises(DataError, match=said) as refused:
        read(text, **options)
    assert where in refused.value.where


@pytest.mark.parametrize("file_format", ["matrix", "two-mode", "graphml", "pajek"])
def test_columns_are_named_of_an_edge_list_alone(file_format: str) -> None:
    with pytest.raises(InputError, match="in an edge list alone"):
        read(",a,b\na,0,1\nb,1,0\n", file_format=file_format, source_column="from")
