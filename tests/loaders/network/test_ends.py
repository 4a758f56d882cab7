"""Whom a tie is between: never someone else than the file means, whatever numbers stand beside names."""

import csv
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius.errors import DataError, InputError

from .conftest import opened

Person = int
Ties = set[frozenset[Person]]


def write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


WRITTEN = {
    "plain": str,
    "from 0": lambda person: str(person - 1),
    "as decimals": lambda person: f"{person}.0",
    "from 0, as decimals": lambda person: f"{person - 1}.0",
    "leading zeros": lambda person: f"{person:03}",
    "from 0, leading zeros": lambda person: f"{person - 1:03}",
    "backwards": lambda person: str(40 - person),
}
"""How programs number persons 1, 2, …"""


@st.composite
def networks(draw: st.DrawFn) -> tuple[int, Ties]:
    people = draw(st.integers(4, 9))
    pair = st.lists(st.integers(1, people), min_size=2, max_size=2, unique=True).map(frozenset)
    return people, draw(st.sets(pair, min_size=1, max_size=12))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(data=st.data(), network=networks())
def test_no_tie_is_ever_of_somebody_else(data: st.DataObject, network: tuple[int, Ties], tmp_path: Path) -> None:
    people, ties = network
    meant = data.draw(st.sampled_from(sorted(WRITTEN)), "the column that is meant")
    beside = data.draw(st.sampled_from(sorted(WRITTEN)), "the column beside it")
    ends = data.draw(st.sampled_from([meant, meant, *sorted(WRITTEN)]), "how the ties write it")
    order = data.draw(st.permutations(range(1, people + 1)), "order of the nodes")
    missing = data.draw(st.sampled_from([0, 0, 0, *range(1, people + 1)]), "a node that the table lacks")
    first = data.draw(st.booleans(), "whether the column that is meant comes first")
    key = data.draw(st.booleans(), "whether it is named")
    shown = [person for person in order if person != missing]
    columns = [("meant", WRITTEN[meant]), ("beside", WRITTEN[beside])]
    columns = columns if first else columns[::-1]
    table = [[name for name, _ in columns] + ["who"]]
    table += [[as_written(person) for _, as_written in columns] + [f"person-{person}"] for person in shown]
    write(tmp_path / "nodes.csv", table)
    lines = data.draw(st.permutations(sorted(sorted(tie) for tie in ties)), "order of the ties")
    write(
        tmp_path / "edges.csv",
        [["source", "target"], *([WRITTEN[ends](person) for person in line] for line in lines)],
    )
    found = None
    with suppress(InputError, DataError):
        named = {"node_key": "meant"} if key else {}
        found = opened(tmp_path, tie=["ASSOCIATE_OF"], attribute=["who=KIND"], **named)
    if found is None:
        assert not (key and ends == meant and not any(missing in tie for tie in ties))
        return
    if ends != meant and WRITTEN[ends](1).strip("0.") != WRITTEN[meant](1).strip("0."):
        return  # whoever writes another number than the one they mean cannot be helped
    who = found.values("KIND")
    assert {frozenset(int(who[end].removeprefix("person-")) for end in pair) for _, *pair in found.ties()} == ties


@pytest.mark.parametrize("isolate", [None, 1, 3, 5])
def test_ids_from_0_beside_names_from_1_are_asked_about(tmp_path: Path, isolate: int | None) -> None:
    people = list(range(1, 6))
    tied = [person for person in people if person != isolate]
    write(tmp_path / "nodes.csv", [["id", "name", "Age"], *([str(one - 1), str(one), "20"] for one in people)])
    write(
        tmp_path / "edges.csv",
        [["source", "target"], *([str(a), str(b)] for a, b in pairwise(tied))],
    )
    with pytest.raises(InputError, match=r"name|2 columns") as asked:
        opened(tmp_path, tie=["ASSOCIATE_OF"])
    assert "--node-key: " in asked.value.next_step
    found = opened(tmp_path, tie=["ASSOCIATE_OF"], node_key="name")
    assert [pair for _, *pair in found.ties()] == [[str(a), str(b)] for a, b in pairwise(tied)]
    assert len(found.entities) == 5


def test_people_and_groups_that_both_count_from_1_are_not_the_same(tmp_path: Path) -> None:
    write(tmp_path / "edges.csv", [["source", "target"], ["1", "1"], ["1", "2"], ["2", "1"], ["3", "2"]])
    with pytest.raises(InputError, match="stands at both ends") as asked:
        opened(tmp_path, tie=["MEMBER_OF"])
    assert "--file-format two-mode" in asked.value.next_step
    write(tmp_path / "nodes.csv", [["id", "name"], ["1", "Ana"], ["2", "Ben"], ["3", "Cy"], ["4", "Di"]])
    write(tmp_path / "groups.csv", [["id", "name"], ["2", "Harbour"], ["1", "Coast"], ["3", "Hills"]])
    found = opened(tmp_path, tie=["MEMBER_OF"])
    called = found.values("NAME")
    assert sorted((called[a], called[b]) for _, a, b in found.ties()) == [
        ("Ana", "Coast"),
        ("Ana", "Harbour"),
        ("Ben", "Coast"),
        ("Cy", "Harbour"),
    ]
    assert sorted(called.values()) == ["Ana", "Ben", "Coast", "Cy", "Di", "Harbour", "Hills"]
    assert sorted(one.type for one in found.entities) == ["Organization"] * 3 + ["Person"] * 4


def test_a_matrix_whose_columns_stand_in_another_order_ties_by_name(tmp_path: Path) -> None:
    (tmp_path / "matrix.csv").write_text(",Cy,Ana,Ben\nAna,1,0,0\nBen,0,0,0\nCy,0,0,0\n")
    assert opened(tmp_path, tie=["PART_OF"]).ties() == [("PART_OF", "Ana", "Cy")]
    assert opened(tmp_path, tie=["PART_OF"], reverse=True).ties() == [("PART_OF", "Cy", "Ana")]


@pytest.mark.parametrize("rows", [("0", "1", "2"), ("1", "2", "3"), ("V1", "V2", "V3")])
def test_a_matrix_with_names_on_one_side_alone_is_asked_about(tmp_path: Path, rows: tuple[str, ...]) -> None:
    lines = [f"{row},{cells}" for row, cells in zip(rows, ("0,1,0", "1,0,1", "0,1,0"), strict=True)]
    (tmp_path / "matrix.csv").write_text("\n".join([",Ana,Ben,Cy", *lines]) + "\n")
    with pytest.raises(DataError, match="numbers for names"):
        opened(tmp_path, tie=["ASSOCIATE_OF"])


@pytest.mark.parametrize(
    "pair", [("1", "1.0"), ("7", "007"), ("01", "001"), ("2.0", "2.00")], ids=lambda pair: " and ".join(pair)
)
def test_one_number_written_in_two_ways_is_no_two_people(tmp_path: Path, pair: tuple[str, str]) -> None:
    write(tmp_path / "edges.csv", [["source", "target"], [pair[0], "x"], ["x", pair[1]]])
    with pytest.raises(DataError, match="one number"):
        opened(tmp_path, tie=["ASSOCIATE_OF"])
