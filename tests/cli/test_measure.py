"""``tertius measure``: any measure on an edge list, without a database, against what R's igraph and sna computed."""

import csv
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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
