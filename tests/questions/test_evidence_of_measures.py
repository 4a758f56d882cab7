"""What the examples of measures of people and groups rest on, as the database has these ties."""

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from catalogued import CATALOGUE
from tertius.graph.connect import Driver, Target

Tie = tuple[str, str, str]

#: Who is in which crew by which tie, read off cypher/graphs/harbour/claims.csv; the Night Watch is part of the Terns.
IN_CREW: dict[tuple[str, str], set[Tie]] = {
    (person, crew): {(person, kind, crew)}
    for person, kind, crew in [
        ("ada", "LEADS", "tern"),
        ("ada", "LEADS", "gull"),
        ("ada", "MEMBER_OF", "skua"),
        ("cleo", "MEMBER_OF", "tern"),
        ("cleo", "MEMBER_OF", "gull"),
        ("dag", "MEMBER_OF", "gull"),
        ("dag", "MEMBER_OF", "skua"),
        ("eli", "LEADS", "skua"),
        ("eli", "MEMBER_OF", "petrel"),
        ("fay", "LEADS", "skua"),
        ("gil", "MEMBER_OF", "customs"),
        ("hana", "LEADS", "gull"),
        ("ines", "MEMBER_OF", "petrel"),
    ]
}
WATCH: Tie = ("tern-night", "PART_OF", "tern")
IN_CREW["bo", "tern"] = {("bo", "LEADS", "tern"), ("bo", "LEADS", "tern-night"), WATCH}
IN_CREW["gil", "tern"] = {("gil", "LEADS", "tern-night"), WATCH}


@pytest.fixture
def behind(holding: Callable[[str | Path], Target], driver: Driver) -> Callable[[str], list[set[Tie]]]:
    """``behind(measure)``: for each row of its example the ties it names: who, how, whom."""
    holding("harbour")
    records, _, _ = driver.execute_query(
        "MATCH (a)-[t]->(b) WHERE t.id IS NOT NULL RETURN t.id AS id, a.id AS a, type(t) AS kind, b.id AS b"
    )
    short = {row["id"]: (row["a"].partition(":")[2], row["kind"], row["b"].partition(":")[2]) for row in records}

    def named(measure_id: str) -> list[set[Tie]]:
        example = CATALOGUE[measure_id].example
        assert example is not None
        return [{short[tie] for tie in row["tie_ids"]} for row in example.rows]

    return named


def row_ids(measure_id: str, *columns: str) -> list[tuple[str, ...]]:
    example = CATALOGUE[measure_id].example
    assert example is not None
    return [tuple(str(row[column]).partition(":")[2] for column in columns) for row in example.rows]


def test_a_person_rests_on_the_ties_to_every_crew(behind: Callable[[str], list[set[Tie]]]) -> None:
    people = [person for (person,) in row_ids("brokerage/sole_links", "node_id")]
    assert sorted(people) == sorted({person for person, _ in IN_CREW})
    expected = [set().union(*(ties for (who, _), ties in IN_CREW.items() if who == person)) for person in people]
    assert behind("brokerage/sole_links") == expected


def test_two_crews_rest_on_those_whom_they_share_or_else_on_all(behind: Callable[[str], list[set[Tie]]]) -> None:
    pairs = row_ids("commanders/shared", "one_id", "other_id")
    crews = sorted({crew for _, crew in IN_CREW})
    assert sorted(pairs) == list(itertools.combinations(crews, 2))
    for (one, other), found in zip(pairs, behind("commanders/shared"), strict=True):
        both = {person for person, crew in IN_CREW if crew == one} & {
            person for person, crew in IN_CREW if crew == other
        }
        counted = [
            ties for (person, crew), ties in IN_CREW.items() if crew in (one, other) and (not both or person in both)
        ]
        assert found == set().union(*counted), (one, other)


def test_a_path_and_a_separation_rest_on_their_own_ties(behind: Callable[[str], list[set[Tie]]]) -> None:
    # Hana to Dag in the Gulls, Dag to Eli in the Skuas
    on_the_way = IN_CREW["hana", "gull"] | IN_CREW["dag", "gull"] | IN_CREW["dag", "skua"] | IN_CREW["eli", "skua"]
    assert behind("time/paths") == [on_the_way]
    # Ada alone is in both when both could hold
    assert behind("compare/separation") == [IN_CREW["ada", "tern"] | IN_CREW["ada", "gull"]]


def test_a_slice_rests_on_the_meetings_of_its_first(behind: Callable[[str], list[set[Tie]]]) -> None:
    in_2018, in_2019 = behind("time/slices")
    assert in_2018 == IN_CREW["bo", "tern"] | IN_CREW["cleo", "tern"]
    # Ada met Bo and Gil in the Terns, Cleo, Dag and Hana in the Gulls, Dag, Eli and Fay in the Skuas; Cleo had left
    met = {"tern": ("ada", "bo", "gil"), "gull": ("ada", "cleo", "dag", "hana"), "skua": ("ada", "dag", "eli", "fay")}
    assert in_2019 == set().union(*(IN_CREW[person, crew] for crew, people in met.items() for person in people))
