"""Articulation points and bridges by Graph Data Science, against networkx and the measures."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from enumeration.worlds import World, certain, every_choice, likelihood, possible, span_of
from tertius.answers import Answers
from tertius.catalog.catalogue import Catalogue
from tertius.graph.connect import Server, Target
from tertius.graph.read import Reader

pytestmark = pytest.mark.anyio

ALL = {"limit": 500}


@pytest.fixture(autouse=True)
def plugin(server: Server) -> None:
    assert server.gds is not None, "The throwaway database has no Graph Data Science: nothing would be shown."


def sharing(world: World, asked: dict[str, Any]) -> "nx.Graph[str]":
    """Return who may share an organization with whom, found by walking the world's days; edges know their best way."""
    span = span_of(asked)
    ways = world.ways(
        "within" if asked["level"] == "group" else "unit", ("LEADS", "MEMBER_OF"), asked["min_likelihood"]
    )
    graph: nx.Graph[str] = nx.Graph()
    for a, b in combinations(ways, 2):
        if a.person != b.person and a.group == b.group:
            both = (a, b)
            if certain(frozenset(both), span) if asked["dates"] == "certain" else possible(both, span):
                known = graph.get_edge_data(a.person, b.person, {"p": 0.0})["p"]
                graph.add_edge(a.person, b.person, p=max(known, likelihood(both)))
    return graph


def short(id_: str) -> str:
    return id_.partition(":")[2]


async def test_random_worlds(answers: Answers, world: World) -> None:
    for asked in every_choice(len(world.ties), 2):  # others in each world
        graph = sharing(world, asked)
        asked = {**asked, "kinds": ["LEADS", "MEMBER_OF"], **ALL}
        measured = {**asked, "worlds": 0, "network": "people_by_organization"}

        rows = (await answers.ask("centrality/articulation_points_gds", asked)).rows
        assert {short(row["person_id"]) for row in rows} == set(nx.articulation_points(graph)), asked
        pieces = {
            row["node_id"]: row["pieces"] for row in (await answers.ask("centrality/articulation", measured)).rows
        }
        assert {row["person_id"]: row["pieces"] for row in rows} == {id_: n for id_, n in pieces.items() if n}
        for row in rows:
            person = short(row["person_id"])
            rest = graph.subgraph(nx.node_connected_component(graph, person) - {person})
            sizes = [len(part) for part in nx.connected_components(rest)]
            assert (row["pieces"], row["cut_off"]) == (len(sizes) - 1, sum(sizes) - max(sizes))
            assert row["others"] == graph.degree(person)
            assert row["rank"] == 1 + sum(other["pieces"] > row["pieces"] for other in rows)

        rows = (await answers.ask("centrality/bridges_gds", asked)).rows
        found = {(short(row["source_id"]), short(row["target_id"])): row for row in rows}
        assert set(found) == {tuple(sorted(pair)) for pair in nx.bridges(graph)}, asked
        measure = (await answers.ask("centrality/bridges", measured)).rows
        assert {(row["source_id"], row["target_id"]) for row in rows} == {
            (row["source_id"], row["target_id"]) for row in measure if row["bridge"]
        }
        for (one, other), row in found.items():
            cut = graph.copy()
            cut.remove_edge(one, other)
            sides = [len(nx.node_connected_component(cut, end)) for end in (one, other)]
            assert [row["source_side"], row["target_side"], row["cut_off"]] == [*sides, min(sides)]
            assert row["likelihood"] == pytest.approx(graph.edges[one, other]["p"], abs=1e-4)
            assert row["rank"] == 1 + sum(more["cut_off"] > row["cut_off"] for more in rows)


# --- spelt out --------------------------------------------------------------------------------------------------------


def claims_of(groups: dict[str, str], hedge: str = "") -> dict[str, str]:
    """Return the files of a source in which these people, a letter each, are members of these groups."""
    people = sorted({person for members in groups.values() for person in members.split()})
    entities = ["id,type", *(f"{person},Person" for person in people), *(f"{name},Organization" for name in groups)]
    claims = [
        f"{name}-{person},{person},MEMBER_OF,{name},{hedge}" for name, of in groups.items() for person in of.split()
    ]
    return {"entities": "\n".join(entities), "claims": "\n".join(["claim_id,subject,kind,object,hedge", *claims])}


async def test_two_crowds_with_one_between(of_claims: Callable[..., Answers]) -> None:
    # a to d in one group, f to i in another; d and e share a third, e and f a fourth, i and j a fifth.
    answers = of_claims(s=claims_of({"one": "a b c d", "two": "f g h i", "de": "d e", "ef": "e f", "ij": "i j"}))
    asked = {"kinds": ["MEMBER_OF"]}
    rows = (await answers.ask("centrality/articulation_points_gds", asked)).rows
    # Without e there are 4 and 5, without d 3 and 6, without f 5 and 4, without i 8 and 1.
    assert [(short(row["person_id"]), row["pieces"], row["cut_off"]) for row in rows] == [
        ("e", 1, 4),
        ("f", 1, 4),
        ("d", 1, 3),
        ("i", 1, 1),
    ]
    assert {row["rank"] for row in rows} == {1}
    rows = (await answers.ask("centrality/bridges_gds", asked)).rows
    found = [
        (short(row["source_id"]), short(row["target_id"]), row["source_side"], row["target_side"], row["rank"])
        for row in rows
    ]
    assert found == [("e", "f", 5, 5, 1), ("d", "e", 4, 6, 2), ("i", "j", 9, 1, 3)]


async def test_what_the_brief_says(sample: Answers) -> None:
    (point,) = (await sample.ask("centrality/articulation_points_gds", {})).rows
    (bridge,) = (await sample.ask("centrality/bridges_gds", {}, evidence=True)).rows
    # Ag Ghali leads Ansar al-Din alone; Hamaha has been named as a leader of every jihadist group (p10).
    assert (point["person"], point["cut_off"]) == ("Omar Ould Hamaha", 1)
    assert {bridge["source"], bridge["target"]} == {"Omar Ould Hamaha", "Iyad Ag Ghali"}


async def test_many_people_at_once(holding: Callable[..., Target], reader: Reader, tmp_path: Path) -> None:
    """A ring of crowds: as long as the graph is, each of the 60 between two of them is found."""
    groups = {f"g{i}": " ".join(f"p{i}-{j}" for j in range(8)) for i in range(30)}
    groups |= {f"l{i}": f"p{i}-0 p{i + 1}-1" for i in range(29)}
    folder = tmp_path / "ring"
    folder.mkdir()
    (folder / "source.yaml").write_text("id: ring\ntitle: Ring\npublished: 2013-01-01\n")
    for file, text in claims_of(groups).items():
        (folder / f"{file}.csv").write_text(text + "\n")
    holding(folder)
    answers = Answers(Catalogue.load(), reader)
    asked = {"kinds": ["MEMBER_OF"], **ALL}
    assert len((await answers.ask("centrality/bridges_gds", asked)).rows) == 29
    points = (await answers.ask("centrality/articulation_points_gds", asked)).rows
    assert len(points) == 58
    assert points[0]["cut_off"] == 119
