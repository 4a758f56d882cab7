"""Articulation points, bridges and communities by Graph Data Science, against networkx, the measures, and chance."""

import math
from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from catalogued import CATALOGUE
from enumeration.worlds import LIKELIHOODS, World, certain, every_choice, likelihood, possible, span_of
from tertius.answers import Answers
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

        for resolution in (0.7, 1.0, 2.5):
            await divided(answers, graph, {**asked, "resolution": resolution, "min_people": 1, "simulations": 2})


async def divided(answers: Answers, graph: "nx.Graph[str]", asked: dict[str, Any]) -> None:
    """Compare one division with networkx."""
    rows = (await answers.ask("centrality/communities_gds", asked)).rows
    parts = [{short(id_) for id_ in row["person_ids"]} for row in rows]
    assert sorted(one for part in parts for one in part) == sorted(graph)
    for row, part in zip(rows, parts, strict=True):
        assert nx.is_connected(graph.subgraph(part))
        assert row["people"] == len(part)
        assert row["inside"] == graph.subgraph(part).number_of_edges()
        assert row["outside"] == nx.cut_size(graph, part)
        assert row["rank"] == 1 + sum(len(other) > len(part) for other in parts)
        assert row["communities"] == len(parts)
        assert (row["agreement"] is None) == (len(part) == 1)
        assert (row["with_others"] is None) == (len(part) == len(graph))
        assert 0 <= (row["agreement"] or 0) <= 1
        # Who is linked to nobody outside is never with them.
        assert 0 <= (row["with_others"] or 0) <= (row["outside"] > 0)
    if rows:
        modularity = nx.community.modularity(graph, parts, weight=None, resolution=asked["resolution"])
        assert {row["modularity"] for row in rows} == {round(modularity, 4)}
        # As good as another heuristic finds, but for a little.
        other = nx.community.louvain_communities(graph, weight=None, resolution=asked["resolution"], seed=1)
        best = nx.community.modularity(graph, other, weight=None, resolution=asked["resolution"])
        assert modularity >= best - 0.03


# --- spelt out --------------------------------------------------------------------------------------------------------


def claims_of(groups: dict[str, str], hedges: Mapping[str, str] = {}) -> dict[str, str]:
    """Return the files of a source in which these people, a letter each, are members of these groups."""
    people = sorted({person for members in groups.values() for person in members.split()})
    entities = ["id,type", *(f"{person},Person" for person in people), *(f"{name},Organization" for name in groups)]
    claims = [
        f"{name}-{person},{person},MEMBER_OF,{name},{hedges.get(name, '')}"
        for name, of in groups.items()
        for person in of.split()
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
    rows = (await answers.ask("centrality/communities_gds", asked)).rows
    # 15 pairs, 7 within each of two communities, to which 15 of 30 ends belong: 14 / 15 - 2 / 4.
    assert [("".join(map(short, row["person_ids"])), row["inside"], row["outside"]) for row in rows] == [
        ("abcde", 7, 1),
        ("fghij", 7, 1),
    ]
    assert {row["modularity"] for row in rows} == {0.4333}
    assert (await answers.ask("centrality/communities_gds", {**asked, "min_people": 6})).rows == []


async def test_agreement_is_what_the_hedges_leave(of_claims: Callable[..., Answers]) -> None:
    # Ten times four people in a row, p – q – r – s: p and q are one community and r and s another, since at so high a
    # resolution two pairs stay apart, and one person joins the pair beside.
    pairs = {f"{pair}{i}": f"{pair[0]}{i} {pair[1]}{i}" for i in range(10) for pair in ("pq", "qr", "rs")}
    answers = of_claims(s=claims_of(pairs, {name: "believed" for name in pairs if not name.startswith("qr")}))
    asked = {"kinds": ["MEMBER_OF"], "simulations": 100, "resolution": 8, **ALL}
    rows = (await answers.ask("centrality/communities_gds", asked)).rows
    assert {tuple(map(short, row["person_ids"])) for row in rows} == {
        (f"{pair[0]}{i}", f"{pair[1]}{i}") for i in range(10) for pair in ("pq", "rs")
    }
    # A pair is together if both its ties are there. In 2,000 draws the share is within .05 but once in ten thousand
    # times, and each pair for itself differs as 100 draws of the same chance do.
    pair, link = LIKELIHOODS["believed"] ** 2, LIKELIHOODS["stated"] ** 2
    shares = [row["agreement"] for row in rows]
    assert sum(shares) / 20 == pytest.approx(pair, abs=0.05)
    spread = math.sqrt(sum((share - sum(shares) / 20) ** 2 for share in shares) / 19)
    assert spread == pytest.approx(math.sqrt(pair * (1 - pair) / 100), rel=0.5)
    # Over the link: where one of the two pairs is not there, its nearer one is with both of the other; where neither
    # is, with one; of 2 × 38 that could be.
    mixed = link * (2 * pair * (1 - pair) * 2 + (1 - pair) ** 2) / 76
    assert sum(row["with_others"] for row in rows) / 20 == pytest.approx(mixed, rel=0.15)
    assert (await answers.ask("centrality/communities_gds", asked)).rows == rows, "It finds another one each time."


async def test_what_the_brief_says(sample: Answers) -> None:
    (point,) = (await sample.ask("centrality/articulation_points_gds", {})).rows
    (bridge,) = (await sample.ask("centrality/bridges_gds", {}, evidence=True)).rows
    # Ag Ghali leads Ansar al-Din alone; Hamaha has been named as a leader of every jihadist group (p10).
    assert (point["person"], point["cut_off"]) == ("Omar Ould Hamaha", 1)
    assert {bridge["source"], bridge["target"]} == {"Omar Ould Hamaha", "Iyad Ag Ghali"}
    rows = (await sample.ask("centrality/communities_gds", {})).rows
    assert [row["people"] for row in rows] == [6, 3]
    # Those of AQIM, and those of the groups that fought beside it; with so little modularity it is one crowd.
    assert "Abdelmalek Droukdel" in rows[0]["persons"]
    assert {"Iyad Ag Ghali", "Sanda Ould Boumama"} <= set(rows[1]["persons"])
    assert rows[0]["modularity"] < 0.1


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
    answers = Answers(CATALOGUE, reader)
    asked = {"kinds": ["MEMBER_OF"], **ALL}
    assert len((await answers.ask("centrality/bridges_gds", asked)).rows) == 29
    points = (await answers.ask("centrality/articulation_points_gds", asked)).rows
    assert len(points) == 58
    assert points[0]["cut_off"] == 119
    rows = (await answers.ask("centrality/communities_gds", asked)).rows
    assert len(rows) < 31
    assert rows[0]["modularity"] > 0.8
