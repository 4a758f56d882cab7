"""Networks from files."""

from datetime import date
from pathlib import Path

import pytest

from tertius.errors import DataError, InputError
from tertius.measures.files.read import FromFiles, read_network
from tertius.reading.network_files.given import Given
from tertius.reading.network_files.options import Options

REFERENCE = Path(__file__).parents[1] / "reference"


def written(folder: Path, edges: str, nodes: str | None = None, **options: object) -> FromFiles:
    (folder / "edges.csv").write_text(edges, encoding="utf-8")
    if nodes is not None:
        (folder / "nodes.csv").write_text(nodes, encoding="utf-8")
    given = None if nodes is None else Given.of(folder / "nodes.csv")
    return read_network(Given.of(folder / "edges.csv"), given, Options(**options))  # type: ignore[arg-type]


def test_a_published_network_is_read_whole_and_says_which_column_was_taken() -> None:
    folder = REFERENCE / "mali_walther_christopoulos_2015"
    read = read_network(Given.of(folder / "edges.csv"), Given.of(folder / "nodes.csv"))
    assert (read.network.n, read.network.m) == (36, 67)  # as published
    assert read.node_key == "name"
    assert any("'name'" in note for note in read.notes)


def test_a_key_is_not_guessed_when_two_columns_cover_every_end(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="2 columns") as refused:
        written(tmp_path, "source,target\na,b\n", "id,name\na,b\nb,a\n")
    assert "id, name" in refused.value.next_step
    assert written(tmp_path, "source,target\na,b\n", "id,name\na,b\nb,a\n", node_key="id").network.names == ("b", "a")


def test_a_key_that_covers_too_little_names_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="1 end of the edges is not in the column id, such as 'c'"):
        written(tmp_path, "source,target\na,c\n", "id,name\na,A\nb,B\n", node_key="id")
    with pytest.raises(InputError, match="No column"):
        written(tmp_path, "source,target\na,c\n", "id,name\na,A\nb,B\n")
    with pytest.raises(InputError, match="no column 'key'"):
        written(tmp_path, "source,target\na,c\n", "id,name\na,A\nb,B\n", node_key="key")


def test_isolates_properties_loops_and_parallel_ties(tmp_path: Path) -> None:
    read = written(tmp_path, "source,target\na,b\nb,a\na,a\n", "id,faction\na,1\nb,\nlone,2\n")
    assert read.network.ids == ("a", "b", "lone")
    assert (read.network.m, read.network.loops) == (1, 1)
    assert read.network.columns["faction"] == ("1", None, "2")
    assert len(read.network.clauses[0]) == 2  # either line alone links the two
    assert any("1 tie of a node with itself" in note for note in read.notes)
    assert any("another tie links already" in note for note in read.notes)


def test_likelihoods_roots_dates_and_kinds(tmp_path: Path) -> None:
    read = written(
        tmp_path,
        "source,target,likelihood,root,when,kind\na,b,0.8,un,2012-04/..,LEADS\na,b,.5,press,,\nb,c,,,,\n",
        directed=True,
    )
    first, second, third = read.network.ties
    assert (first.id, first.voices) == ("LEADS:line 2", (("un", 0.8),))
    assert first.bounds.from_earliest == date(2012, 4, 1)
    assert first.bounds.from_latest == date(2012, 4, 30)
    assert second.voices == (("press", 0.5),)
    assert third.voices == (("line 4", 1.0),)
    assert read.network.directed
    assert read.network.likelihoods.tolist() == pytest.approx([1 - 0.2 * 0.5, 1.0])


def test_of_the_lines_of_one_root_the_highest_likelihood_is_its_one_voice(tmp_path: Path) -> None:
    edges = "source,target,likelihood,root\na,b,.5,press\nb,a,.6,press\na,b,.5,press\n"
    read = written(tmp_path, edges)
    (tie,) = read.network.ties
    assert (tie.id, tie.voices) == ("line 2", (("press", 0.6),))
    assert read.network.likelihoods.tolist() == pytest.approx([0.6])
    assert any(note.startswith("2 lines repeat a tie of an earlier line") for note in read.notes)
    assert not any("links already" in note or "without a root" in note for note in read.notes)
    both_ways = written(tmp_path, edges, directed=True).network
    assert [tie.id for tie in both_ways.ties] == ["line 2", "line 3"]
    assert both_ways.likelihoods.tolist() == pytest.approx([0.5, 0.6])


def test_several_roots_of_one_tie_are_its_voices(tmp_path: Path) -> None:
    read = written(
        tmp_path,
        "source,target,likelihood,root,kind\na,b,.5,press,LEADS\na,b,.8,un,LEADS\na,b,.2,un,LEADS\nb,a,.9,x,LEADS\n",
    )
    (tie,) = read.network.ties
    assert (tie.id, tie.voices) == ("LEADS:line 2", (("press", 0.5), ("un", 0.8), ("x", 0.9)))
    assert read.network.likelihoods.tolist() == pytest.approx([0.99])  # 1 − .5 · .2 · .1


def test_another_kind_or_time_is_another_tie_and_another_spelling_of_the_time_is_not(tmp_path: Path) -> None:
    read = written(
        tmp_path,
        "source,target,root,kind,when\na,b,un,LEADS,2012\na,b,un,MEMBER_OF,2012\na,b,un,LEADS,2013\na,b,un,LEADS,\n"
        "a,b,un,LEADS, 2012 \n",
    )
    assert [tie.id for tie in read.network.ties] == ["LEADS:line 2", "MEMBER_OF:line 3", "LEADS:line 4", "LEADS:line 5"]
    assert len(read.network.clauses[0]) == 4
    assert any(note.startswith("3 ties are between two nodes that another tie links already") for note in read.notes)


def test_lines_without_a_root_are_ties_of_their_own_and_a_note_says_so(tmp_path: Path) -> None:
    read = written(tmp_path, "source,target,likelihood,root\na,b,.5,\nb,a,.5,\na,b,.5,\nb,c,.5,\nb,c,.5,un\n")
    assert [tie.id for tie in read.network.ties] == ["line 2", "line 3", "line 4", "line 5", "line 6"]
    assert [tie.voices[0][0] for tie in read.network.ties] == ["line 2", "line 3", "line 4", "line 5", "un"]
    assert read.network.likelihoods.tolist() == pytest.approx([0.875, 0.75])
    (said,) = (note for note in read.notes if "without a root" in note)
    assert said.startswith("1 pair of nodes")
    assert "an independent source, so their likelihoods were combined" in said


def test_known_columns_are_known_in_any_case_and_others_are_named_once(tmp_path: Path) -> None:
    read = written(
        tmp_path, "Source,TARGET,Likelihood,Root,When,KIND\na,b,.5,un,2012/..,LEADS\n", "id,Root,name\na,x,A\nb,,B\n"
    )
    (tie,) = read.network.ties
    assert (tie.id, tie.voices) == ("LEADS:line 2", (("un", 0.5),))
    assert tie.bounds.from_earliest == date(2012, 1, 1)
    assert set(read.network.columns) == {"id", "Root", "name"}  # the nodes' columns are the reader's own
    assert not any("not used" in note or "certain" in note for note in read.notes)
    read = written(tmp_path, "source,target,probability\na,b,.5\nb,c,.5\n")
    assert read.notes.count("The column 'probability' was not used.") == 1
    read = written(tmp_path, "source,target,p,weight\na,b,.5,2\n")
    assert "The columns 'p', 'weight' were not used." in read.notes


def test_two_spellings_that_look_the_same_are_one_node(tmp_path: Path) -> None:
    read = written(tmp_path, "source,target\nJos\u00e9,b\nJose\u0301,c\n", "id\nJose\u0301\nb\nc\n")
    assert read.network.ids == ("Jos\u00e9", "b", "c")


def test_a_file_without_likelihoods_says_that_every_tie_counts_as_certain(tmp_path: Path) -> None:
    assert any("certain" in note for note in written(tmp_path, "source,target\na,b\n").notes)
    assert not any("certain" in note for note in written(tmp_path, "source,target,likelihood\na,b,.5\n").notes)


@pytest.mark.parametrize(
    ("edges", "said", "where"),
    [
        ("", "The file is empty", "line 1"),
        ("from,to\na,b\n", "column source is missing", "line 1"),
        ("source,source,target\na,b,c\n", "names a column twice", "line 1"),
        ("source,target,Source\na,b,c\n", "names a column twice", "line 1"),
        ("source,target\na\n", "target is empty", "line 2"),
        ("source,target\na,b,c\n", "3 cells, the header 2", "line 2"),
        ("source,target\na,b\n\na,\n", "target is empty", "line 4"),
        ("source,target,likelihood\na,b,1.5\n", "likelihood '1.5'", "line 2"),
        ("source,target,likelihood\na,b,nan\n", "likelihood 'nan'", "line 2"),
        ("source,target,when\na,b,2012-13\n", "2012-13", "line 2, column when"),
        ("source,target\na,b\nb\x00c,d\n", "a NUL byte", "line 3"),
        ("source,target\na,\x1b[31mb\n", r"control character U\+001B", "line 2"),
    ],
)
def test_a_bad_file_is_named_with_its_line(tmp_path: Path, edges: str, said: str, where: str) -> None:
    with pytest.raises(DataError, match=said) as refused:
        written(tmp_path, edges)
    assert where in refused.value.where
    assert refused.value.next_step


def test_broken_encoding_a_missing_file_and_two_nodes_of_one_key(tmp_path: Path) -> None:
    good, bad = "source,target\nÉmile,b\nb,Zoé\n".encode(), "Émile,c\n".encode("cp1252")
    (tmp_path / "mixed.csv").write_bytes(good + bad)
    with pytest.raises(DataError, match="not UTF-8") as refused:
        read_network(Given.of(tmp_path / "mixed.csv"))
    assert "line 4" in refused.value.where
    with pytest.raises(DataError, match="No such file"):
        read_network(Given.of(tmp_path / "none.csv"))
    with pytest.raises(DataError, match="'a' is there twice"):
        written(tmp_path, "source,target\na,b\n", "id\na\na\nb\n")
