"""``tertius measure``: any measure on an edge list, without a database, against what R's igraph and sna computed."""

import csv
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import hypergeom

from tertius.answers import Answer

Run = Callable[..., "subprocess.CompletedProcess[str]"]
REFERENCE = Path(__file__).parents[1] / "measures" / "reference"
MALI = REFERENCE / "mali_walther_christopoulos_2015"
NOVEMBER = REFERENCE / "november17_rhodes"


def measured(tertius: Run, measure_id: str, folder: Path, *options: str) -> dict[str, Any]:
    files = ("--edges", str(folder / "edges.csv"), "--nodes", str(folder / "nodes.csv"))
    done = tertius("measure", measure_id, *files, *options, "--worlds", "0", "--limit", "1000", "--format", "json")
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def computed_in_r(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("measure_id", "column", "in_r", "options"),
    [
        ("centrality/degree", "degree", "degree", ()),
        ("centrality/betweenness", "betweenness", "betweenness_raw", ()),
        ("centrality/eigenvector", "eigenvector", "eigen", ()),
        ("centrality/harmonic", "harmonic", "harmonic_mean", ("--mean", "true")),
        ("centrality/cores", "core", "coreness", ()),
        ("brokerage/structural_holes", "constraint", "constraint", ()),
    ],
)
def test_scores_on_a_published_network_are_those_of_igraph(
    tertius: Run, measure_id: str, column: str, in_r: str, options: tuple[str, ...]
) -> None:
    answer = measured(tertius, measure_id, MALI, *options)
    expected = computed_in_r(MALI / "igraph.csv")
    assert len(answer["rows"]) == len(expected) == 36
    for row in answer["rows"]:
        assert row[column] == pytest.approx(float(expected[row["node"]][in_r]), abs=1e-9), row["node"]
    assert answer["params"]["node_key"] == "name"
    assert any("'name'" in note for note in answer["network"]["notes"])


def test_roles_by_faction_are_those_of_sna(tertius: Run) -> None:
    answer = measured(tertius, "brokerage/roles", NOVEMBER, "--groups", "Faction", "--node-key", "name")
    expected = computed_in_r(NOVEMBER / "igraph_and_sna.csv")
    names = {
        "coordinator": "w_I_coordinator",
        "itinerant": "w_O_itinerant",
        "representative": "b_IO_representative",
        "gatekeeper": "b_OI_gatekeeper",
        "liaison": "b_O_liaison",
        "total": "total",
    }
    assert len(answer["rows"]) == 22
    for row in answer["rows"]:
        for role, in_r in names.items():
            assert row[role] == float(expected[row["node"]][in_r]), (row["node"], role)
            z = expected[row["node"]][f"z_{in_r}"]
            if z not in ("NA", "NaN"):
                assert row[f"{role}_z"] == pytest.approx(float(z), abs=1e-9)


def test_rows_rest_on_lines_of_the_edge_list(tertius: Run) -> None:
    answer = measured(tertius, "centrality/degree", MALI)
    with (MALI / "edges.csv").open(encoding="utf-8", newline="") as file:
        lines = dict(enumerate(csv.reader(file), start=1))
    for row in answer["rows"][:5]:
        assert len(row["tie_ids"]) == row["degree"]
        assert all(row["node"] in lines[int(tie.removeprefix("line "))] for tie in row["tie_ids"])
    assert answer["evidence"] is None
    Answer.model_validate(answer)


def test_likelihoods_are_the_files_own_and_no_table_of_hedges_is_printed(tertius: Run) -> None:
    assumptions = measured(tertius, "centrality/degree", MALI)["assumptions"]
    assert (assumptions["hedges"], assumptions["credibility"]) == ({}, {})
    assert assumptions["approximate_dates"]  # by these the file's dates are read
    assert "Likelihoods are those of the edge list." in assumptions["conventions"]
    done = tertius("measure", "centrality/degree", "--edges", str(MALI / "edges.csv"), "--worlds", "0")
    assert "likelihoods are the file's own" in done.stdout
    assert "hedges" not in done.stdout


def test_where_sources_err_as_a_whole_the_table_ends_with_how_often(tertius: Run, tmp_path: Path) -> None:
    edges = tmp_path / "edges.csv"
    edges.write_text("source,target,likelihood,root\na,b,.5,press\nb,c,.8,un\n", encoding="utf-8")
    asked = ("measure", "centrality/degree", "--edges", str(edges), "--worlds", "20")
    falls = "Sources fall with: A 0.01, B 0.05, C 0.15, D 0.35, E 0.6, F 0.25, ungraded 0.25."
    done = tertius(*asked, "--errs", "sources")
    assert done.returncode == 0, done.stderr
    assert falls in " ".join(done.stdout.split())
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "Sources fall" not in tertius(*asked).stdout
    done = tertius(*asked, "--errs", "sources", "--format", "csv")
    assert falls in " ".join(done.stderr.split())


def test_csv_is_rows_alone_and_the_notes_go_to_standard_error(tertius: Run) -> None:
    done = tertius(
        "measure",
        "centrality/degree",
        "--edges",
        str(MALI / "edges.csv"),
        "--worlds",
        "0",
        "--format",
        "csv",
    )
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert len(rows) == 36
    assert sum(float(row["degree"]) for row in rows) == 2 * 67
    said = " ".join(done.stderr.split())
    assert "Network: 36 nodes, 67 edges" in said
    assert "every tie counts as certain" in said
    assert "Network:" not in done.stdout


def test_the_table_fits_80_columns_and_says_what_it_stands_on(cold_tertius: Run) -> None:
    done = cold_tertius("measure", "centrality/betweenness", "--edges", str(MALI / "edges.csv"), "--limit", "3")
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "36 nodes, 67 edges" in done.stdout
    assert "every tie counts as certain" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("centrality/betweenness",), 2, "--edges"),
        (("centrality/betwenness", "--edges", "x.csv"), 3, "centrality/betweenness"),
        (("brokerage/brokers", "--edges", "x.csv"), 3, "answered by a query"),
        (("centrality/betweenness", "--edges", "none.csv"), 4, "No such file"),
        (("centrality/betweenness", "--edges", str(MALI / "edges.csv"), "--worlds", "-1"), 2, "worlds"),
        (("brokerage/roles", "--edges", str(MALI / "edges.csv"), "--groups", "Party"), 3, "no property 'Party'"),
        (("commanders/shared", "--edges", str(MALI / "edges.csv")), 13, "add --directed"),
    ],
)
def test_a_mistake_is_told_with_the_next_step(tertius: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = tertius("measure", *arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_name_it_lists_the_measures(tertius: Run) -> None:
    done = tertius("measure")
    assert done.returncode == 0
    assert "key_players/sets" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def asked(tertius: Run, *arguments: str, stdin: str = "") -> dict[str, Any]:
    done = tertius("measure", *arguments, "--worlds", "0", "--format", "json", stdin=stdin)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_edges_come_by_standard_input_and_a_limit_of_0_is_every_row(tertius: Run) -> None:
    lines = "\n".join(["from;to;days", *(f"a{number};hub;1,5" for number in range(70))])
    named = ("--source-column", "from", "--target-column", "to", "--weight", "days")
    answer = asked(tertius, "centrality/degree", "--edges", "-", *named, "--limit", "0", stdin=lines)
    assert (answer["row_count"], answer["truncated"], answer["rows"][0]["degree"]) == (71, False, 105.0)
    assert answer["params"]["weights"] is True
    assert (answer["network"]["roots"], answer["network"]["unnamed_roots"]) == ([], 70)
    done = tertius("measure", "centrality/degree", "--edges", "-", *named, "--worlds", "0", stdin=lines)
    assert "There are 21 more: --limit 0 shows every row." in done.stdout
    assert "70 lines that name no source" in " ".join(done.stdout.split())


def test_a_weight_that_may_be_strength_or_cost_is_asked_for(tertius: Run, tmp_path: Path) -> None:
    (tmp_path / "edges.csv").write_text("source,target,w\na,b,1\nb,c,1\na,c,3\n", encoding="utf-8")
    weighted = ("--edges", str(tmp_path / "edges.csv"), "--weight", "w")
    done = tertius("measure", "centrality/betweenness", *weighted, "--worlds", "0")
    assert done.returncode == 2
    assert "--distance strength, or --distance cost" in done.stderr
    between = {
        reading: {
            row["node"]: row["betweenness"]
            for row in asked(tertius, "centrality/betweenness", *weighted, "--distance", reading)["rows"]
        }
        for reading in ("cost", "strength")
    }
    assert between == {"cost": {"a": 0, "b": 1, "c": 0}, "strength": {"a": 0, "b": 0, "c": 0}}
    cores = asked(tertius, "centrality/cores", *weighted)
    assert "The weights of the ties were read, and this measure does not count them." in cores["network"]["notes"]


def test_groups_are_told_from_the_nodes_or_asked_for(tertius: Run, tmp_path: Path) -> None:
    edges, nodes = tmp_path / "edges.csv", tmp_path / "nodes.csv"
    edges.write_text("source,target\na,b\nb,c\nc,d\n", encoding="utf-8")
    files = ("brokerage/roles", "--edges", str(edges), "--nodes", str(nodes))
    nodes.write_text("id,name,side\na,Ana,x\nb,Bo,x;y\nc,Cy,y\nd,Di,y\n", encoding="utf-8")
    answer = asked(tertius, *files)
    assert answer["params"]["groups"] == "side"
    assert "The nodes were grouped by 'side': only that property groups them." in answer["network"]["notes"]
    assert any(note.startswith("1 node is in several groups") for note in answer["network"]["notes"])
    # b is half of x and half of y: of the pair a, c it is representative or gatekeeper with half a weight each way.
    roles = {row["node_id"]: row for row in answer["rows"]}
    assert roles["b"]["total"] == 2.0
    assert roles["b"]["representative"] + roles["b"]["gatekeeper"] == 2.0
    nodes.write_text("id,side,rank\na,x,1\nb,x,1\nc,y,2\nd,y,2\n", encoding="utf-8")
    done = tertius("measure", *files)
    assert done.returncode == 2
    assert "--groups: side, rank" in done.stderr


def test_people_of_the_nodes_who_are_in_no_group_are_among_those_who_could_be_shared(
    tertius: Run, tmp_path: Path
) -> None:
    edges, nodes = tmp_path / "edges.csv", tmp_path / "nodes.csv"
    pairs = [("a", "G"), ("b", "G"), ("a", "H"), ("b", "H"), ("c", "J")]
    edges.write_text("\n".join(["source,target", *(",".join(pair) for pair in pairs)]), encoding="utf-8")
    everybody = [*"abcdefgh", "G", "H", "J"]
    nodes.write_text("\n".join(["id", *everybody]), encoding="utf-8")
    files = ("commanders/shared", "--edges", str(edges), "--directed")
    for given, people in (((), 3), (("--nodes", str(nodes)), 8)):
        answer = asked(tertius, *files, *given)
        (row,) = (row for row in answer["rows"] if row["shared"])
        assert row["p_hypergeometric"] == pytest.approx(float(hypergeom.sf(1, people, 2, 2)))
        assert any(note.endswith(f"which could have shared {people} people.") for note in answer["network"]["notes"])
    assert any(
        note.startswith("5 nodes have no tie and count as people in no group") for note in answer["network"]["notes"]
    )
    lines = [f"{node},{'Person' if node.islower() else 'Organization'}" for node in [*everybody, "K"]]
    nodes.write_text("\n".join(["id,type", *lines]), encoding="utf-8")
    answer = asked(tertius, *files, "--nodes", str(nodes))
    assert any(note.endswith("which could have shared 8 people.") for note in answer["network"]["notes"])
    assert "5 people are in no group, and count as people." in answer["network"]["notes"]


def test_a_measure_has_the_time_that_it_is_given(tertius: Run) -> None:
    nodes = ("--edges", str(MALI / "edges.csv"), "--timeout")
    done = tertius("measure", "centrality/betweenness", *nodes, "0.000001")
    assert done.returncode == 10
    assert "--timeout" in done.stderr
    assert tertius("measure", "centrality/betweenness", *nodes, "3600", "--worlds", "0").returncode == 0
    assert tertius("measure", "centrality/betweenness", *nodes, "0").returncode == 2


def test_a_file_is_what_its_name_says(tertius: Run, tmp_path: Path) -> None:
    edges = ("measure", "centrality/degree", "--edges", str(NOVEMBER / "edges.csv"), "--worlds", "0")
    begins = {"rows.xlsx": b"PK", "rows.CSV": b"\xef\xbb\xbf", "rows.json": b"{", "rows.txt": b"Who is tied"}
    for name, first in begins.items():
        done = tertius(*edges, "--output", str(tmp_path / name))
        assert done.returncode == 0, done.stderr
        assert (tmp_path / name).read_bytes().startswith(first), name
    for format_, name in (("csv", "other.xlsx"), ("xlsx", "other.csv"), ("table", "other.json")):
        done = tertius(*edges, "--format", format_, "--output", str(tmp_path / name))
        assert (done.returncode, (tmp_path / name).exists()) == (2, False)
        assert f"and --format is {format_}" in done.stderr


def test_a_format_is_named_as_a_sentence_has_it(tertius: Run, tmp_path: Path) -> None:
    texts = {
        "edges.csv": ("source,target\na,b\n", "Read as an edge list."),
        "matrix.csv": (",a,b\na,0,1\nb,1,0\n", "Read as a matrix."),
        "net.net": ('*Vertices 2\n1 "a"\n2 "b"\n*Edges\n1 2\n', "Read as a Pajek network."),
        "net.dl": ("dl n=2 format=fullmatrix\nlabels:\na,b\ndata:\n0 1\n1 0\n", "Read as UCINET DL."),
        "net.graphml": (
            '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="undirected">'
            '<node id="a"/><node id="b"/><edge source="a" target="b"/></graph></graphml>',
            "Read as GraphML.",
        ),
    }
    for name, (text, said) in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        done = tertius("measure", "centrality/degree", "--edges", str(tmp_path / name))
        assert said in " ".join(done.stdout.split()), done.stderr
