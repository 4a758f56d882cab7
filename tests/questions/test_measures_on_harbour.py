"""The examples of the measures, against networkx and arithmetic on edges written down by hand.

The edges are those that ``cypher/graphs/harbour/README.md`` works out from the claims: which crews share a person while
both ties could hold, and which people were in one crew at the same time. Nothing here reads the database.
"""

import itertools
import math
import re
from typing import Any

import networkx as nx
import pytest

from catalogued import CATALOGUE
from tertius.model.derive import TieKey

#: Ada links Terns, Gulls and Skuas; Dag Gulls and Skuas; Eli Skuas and Petrels; Gil the Customs House and the Terns.
CREWS = nx.Graph([("customs", "tern"), ("gull", "skua"), ("gull", "tern"), ("petrel", "skua"), ("skua", "tern")])
KINDS = {"customs": "state", "gull": "group", "petrel": "group", "skua": "group", "tern": "group"}

#: Who could meet whom in which crew. Cleo left the Terns before Ada and Gil came.
PEOPLE = nx.Graph(
    [
        *[("ada", "bo"), ("ada", "gil"), ("bo", "cleo"), ("bo", "gil")],  # in the Terns
        *itertools.combinations(["ada", "cleo", "dag", "hana"], 2),  # in the Gulls
        *itertools.combinations(["ada", "dag", "eli", "fay"], 2),  # in the Skuas
        ("eli", "ines"),  # in the Petrels
    ]
)


def rows(measure_id: str) -> list[dict[str, Any]]:
    return [dict(row) for row in CATALOGUE[measure_id].example.rows]


def short(node_id: str) -> str:
    return node_id.removeprefix("harbour:")


SCORES = {
    "centrality/degree": ("degree", dict(CREWS.degree)),
    "centrality/betweenness": ("betweenness", nx.betweenness_centrality(CREWS, normalized=False)),
    "centrality/closeness": ("closeness", nx.closeness_centrality(CREWS)),
    "centrality/harmonic": ("harmonic", nx.harmonic_centrality(CREWS)),
    "centrality/pagerank": ("pagerank", nx.pagerank(CREWS, tol=1e-14, max_iter=1000)),
    "centrality/cores": ("core", nx.core_number(CREWS)),
    "brokerage/structural_holes": ("constraint", nx.constraint(CREWS)),
}


@pytest.mark.parametrize("measure_id", SCORES)
def test_scores_are_those_of_networkx_and_the_best_come_first(measure_id: str) -> None:
    column, expected = SCORES[measure_id]
    shown = rows(measure_id)
    assert [row[column] for row in shown] == pytest.approx([expected[short(row["node_id"])] for row in shown], abs=1e-9)
    best = sorted(expected.values(), reverse=column != "constraint")[: len(shown)]
    assert [row[column] for row in shown] == pytest.approx(best, abs=1e-9)


RANKED = [measure_id for measure_id in CATALOGUE.measures() if "p_top" in CATALOGUE[measure_id].columns]


@pytest.mark.parametrize("measure_id", RANKED)
def test_ranks_count_who_is_ahead_and_ties_of_equal_score_share_them(measure_id: str) -> None:
    # Scores are shown to be right elsewhere in this file; here only who is ahead of whom counts.
    shown = rows(measure_id)
    scores = [row["expected"] for row in shown]
    if scores[0] < scores[-1]:  # then low scores come first, and the question has to say so
        assert re.search(r"\blow\b.* first", " ".join(CATALOGUE[measure_id].conventions))
        scores = [-score for score in scores]
    for row, score in zip(shown, scores, strict=True):
        ahead = sum(other > score + 1e-9 for other in scores)
        alike = sum(abs(other - score) <= 1e-9 for other in scores)
        assert row["rank"] == 1 + ahead
        assert row["rank_low"] == row["rank_high"] == ahead + (1 + alike) / 2
        assert row["p_first"] == pytest.approx(0 if ahead else 1 / alike)
        assert row["p_top"] == pytest.approx(min(max((3 - ahead) / alike, 0), 1))
        assert row["standard_error"] == 0
    assert [row["rank"] for row in shown] == sorted(row["rank"] for row in shown)


#: What the network's own question, a Cypher file, says that its edges rest on.
TIES = {
    frozenset((short(row["source_id"]), short(row["target_id"]))): set(row["tie_ids"])
    for row in rows("networks/organizations_by_people")
}


def ties_at(*nodes: str) -> set[str]:
    return set().union(*(ties for ends, ties in TIES.items() if ends & set(nodes)))


OF_NODES = [measure_id for measure_id, measure in CATALOGUE.measures().items() if measure.scores_nodes]


@pytest.mark.parametrize("measure_id", [*OF_NODES, "centrality/betweenness_approximate"])
def test_a_node_rests_on_the_ties_of_its_edges(measure_id: str) -> None:
    for row in rows(measure_id):
        assert set(row["tie_ids"]) == ties_at(short(row["node_id"])), row["node_id"]


def test_edges_sets_sources_and_losses_rest_on_their_ties() -> None:
    for row in rows("centrality/bridges"):
        assert set(row["tie_ids"]) == TIES[frozenset((short(row["source_id"]), short(row["target_id"])))]
    for row in rows("key_players/sets"):
        chosen = map(short, row["node_ids"]) if row["node_ids"] else CREWS
        assert set(row["tie_ids"]) == ties_at(*chosen)
    assert all(set(row["tie_ids"]) == ties_at("tern") for row in rows("what_if/without"))
    assert all(set(row["tie_ids"]) == ties_at(*CREWS) for row in rows("uncertainty/without_each_source"))
    assert all(set(row["tie_ids"]) == ties_at("skua", "tern") for row in rows("uncertainty/missing"))  # who are first


def test_eigenvector_is_that_of_networkx_scaled_to_one() -> None:
    expected = nx.eigenvector_centrality_numpy(CREWS)
    top = max(expected.values())
    for row in rows("centrality/eigenvector"):
        assert row["eigenvector"] == pytest.approx(expected[short(row["node_id"])] / top, abs=1e-9)


def test_effective_size_and_efficiency_are_those_of_networkx() -> None:
    expected = nx.effective_size(CREWS)
    for row in rows("brokerage/structural_holes"):
        size = expected[short(row["node_id"])]
        assert row["effective_size"] == pytest.approx(size, abs=1e-9)
        assert row["efficiency"] == pytest.approx(size / CREWS.degree[short(row["node_id"])], abs=1e-9)


def test_bounds_of_approximate_betweenness_hold_the_exact_value() -> None:
    exact = nx.betweenness_centrality(CREWS)  # normalized
    for row in rows("centrality/betweenness_approximate"):
        assert row["low"] <= exact[short(row["node_id"])] <= row["high"]
        assert row["high"] - row["low"] < 0.02


def test_expected_degrees_are_sums_of_likelihoods() -> None:
    # By hand: Gulls–Skuas holds by Ada (.80 × .70 = .56) or by Dag (.95 × .50 = .475): 1 − .44 × .525 = .769.
    gull_skua, skua_petrel = 1 - (1 - 0.56) * (1 - 0.475), 0.95 * 0.95
    skua_tern, gull_tern, tern_customs = 0.95 * 0.70, 0.95 * 0.80, 0.95**3
    expected = {
        "skua": gull_skua + skua_petrel + skua_tern,
        "tern": skua_tern + gull_tern + tern_customs,
        "gull": gull_skua + gull_tern,
        "petrel": skua_petrel,
        "customs": tern_customs,
    }
    for row in rows("centrality/degree"):
        assert row["expected_degree"] == pytest.approx(expected[short(row["node_id"])], abs=1e-9)


def test_articulation_points_and_bridges_are_those_of_networkx() -> None:
    points = {short(row["node_id"]) for row in rows("centrality/articulation") if row["pieces"] > 0}
    assert points == set(nx.articulation_points(CREWS))
    shown = {
        frozenset((short(row["source_id"]), short(row["target_id"])))
        for row in rows("centrality/bridges")
        if row["bridge"] == 1.0
    }
    assert shown == {frozenset(edge) for edge in nx.bridges(CREWS)}


def test_roles_are_counted_by_hand() -> None:
    for row in rows("brokerage/roles"):
        broker = short(row["node_id"])
        counts = dict.fromkeys(("coordinator", "itinerant", "representative", "gatekeeper", "liaison"), 0)
        for one, other in itertools.permutations(CREWS[broker], 2):
            if not CREWS.has_edge(one, other):
                groups = KINDS[one], KINDS[broker], KINDS[other]
                counts[
                    "coordinator"
                    if len(set(groups)) == 1
                    else "itinerant"
                    if groups[0] == groups[2]
                    else "representative"
                    if groups[0] == groups[1]
                    else "gatekeeper"
                    if groups[1] == groups[2]
                    else "liaison"
                ] += 1
        assert {role: row[role] for role in counts} == counts
        assert row["total"] == sum(counts.values())


def fragmentation(graph: nx.Graph, without: str) -> float:
    left = graph.subgraph(set(graph) - {without})
    linked = sum(len(part) * (len(part) - 1) for part in nx.connected_components(left))
    return 1 - linked / (len(left) * (len(left) - 1))


def test_key_players_are_the_best_of_all_sets() -> None:
    every = {node: fragmentation(CREWS, node) for node in CREWS}
    best = max(every.values())
    shown = rows("key_players/sets")
    found = {short(row["node_ids"][0]) for row in shown if "search" in row["chosen_by"]}
    assert found == {node for node, value in every.items() if value == pytest.approx(best)}
    for row in shown:
        if row["node_ids"]:
            assert row["value"] == pytest.approx(every[short(row["node_ids"][0])], abs=1e-9)
    drawn = next(row["value"] for row in shown if row["chosen_by"] == ["random"])
    assert min(every.values()) < drawn < best


def test_a_single_source_behind_everything_leaves_no_ranks() -> None:
    (row,) = rows("uncertainty/without_each_source")
    assert (row["source"], row["edges_lost"]) == ("harbour", CREWS.number_of_edges())
    assert row["ties_lost"] == 10  # Ada 3, Dag 2, Eli 2, Gil 2, and the Night Watch is part of the Terns
    assert row["first"] == ["The Skuas", "The Terns"]
    assert len(row["first_without"]) == CREWS.number_of_nodes()
    assert row["moved"] == 3  # from the third rank, which they share, to the first, which all share


def test_robustness_agrees_with_taking_each_tie_away_in_turn() -> None:
    first = {"skua", "tern"}
    stays = []
    for edge in CREWS.edges:
        left = CREWS.copy()
        left.remove_edge(*edge)
        scores = nx.betweenness_centrality(left, normalized=False)
        stays.append(bool({node for node in scores if scores[node] == max(scores.values())} & first))
    share = sum(stays) / len(stays)
    shown = rows("uncertainty/missing")
    assert {(row["change"], row["changed"]) for row in shown} == {("remove_ties", 1)}  # 1 and 5 % of five, at least one
    for row in shown:
        error = math.sqrt(share * (1 - share) / row["trials"])
        assert abs(row["first_stays_first"] - share) < 4 * error


MEMBERS = {
    "customs": {"gil"},
    "gull": {"ada", "cleo", "dag", "hana"},
    "petrel": {"eli", "ines"},
    "skua": {"ada", "dag", "eli", "fay"},
    "tern": {"ada", "bo", "cleo", "gil"},
}


def test_shared_people_and_chance_by_counting() -> None:
    shown = rows("commanders/shared")
    pairs = {(short(row["one_id"]), short(row["other_id"])): row for row in shown}
    assert set(pairs) == set(itertools.combinations(sorted(MEMBERS), 2))
    everybody = len(set().union(*MEMBERS.values()))
    for (one, other), row in pairs.items():
        m, n, shared = len(MEMBERS[one]), len(MEMBERS[other]), len(MEMBERS[one] & MEMBERS[other])
        assert (row["members_one"], row["members_other"], row["shared"]) == (m, n, shared)
        assert row["expected_hypergeometric"] == pytest.approx(m * n / everybody)
        ways = sum(math.comb(m, k) * math.comb(everybody - m, n - k) for k in range(shared, min(m, n) + 1))
        assert row["p_hypergeometric"] == pytest.approx(ways / math.comb(everybody, n))
        most = min(m, n)
        least = math.comb(m, most) * math.comb(everybody - m, n - most) / math.comb(everybody, n)
        assert row["smallest_p"] == pytest.approx(least)
        assert not row["more_than_chance"]
    gull_skua, gull_tern = pairs["gull", "skua"], pairs["gull", "tern"]
    assert gull_skua["people"] == ["Ada Ferris", "Dag Øster"]
    assert (
        gull_skua["least_days"] == 367
    )  # Ada, 2019-06-30 to 2020-06-30, 2020 being a leap year; of Dag nothing is sure
    assert gull_tern["people"] == ["Ada Ferris", "Cleo Marsh"]
    assert (gull_tern["together_possible"], gull_tern["shared_leaders"]) == (1, 1)  # Cleo had left; Ada leads both
    assert gull_tern["least_days"] == 183  # 2019-12-31 to 2020-06-30


def test_sole_links_are_those_of_the_brokers_question_and_of_the_succession() -> None:
    ada, eli, *others = rows("brokerage/sole_links")
    # Dag's ties have no dates, nor has the tie by which Gil's Night Watch is part of the Terns.
    assert {short(row["node_id"]): (row["pairs"], row["certain_pairs"]) for row in others if row["pairs"]} == {
        "dag": (1, 0),
        "gil": (1, 0),
    }
    assert (ada["node_id"], ada["pairs"], ada["sole_pairs"], ada["certain_pairs"]) == ("harbour:ada", 3, 2, 3)
    assert ada["expected_pairs"] == pytest.approx(0.76 + 0.665 + 0.56)
    assert ada["credit"] == 1 + 1 + 0.5  # Dag shares Gulls–Skuas
    assert (eli["node_id"], eli["pairs"], eli["sole_pairs"], eli["certain_pairs"]) == ("harbour:eli", 1, 1, 0)


#: The claims by which people could meet: of likelihood .50 and more, to crews in which there is somebody else.
POSTS = {
    ("ada", "LEADS", "tern"),
    ("ada", "LEADS", "gull"),
    ("ada", "MEMBER_OF", "skua"),
    ("bo", "LEADS", "tern"),
    ("bo", "LEADS", "tern-night"),
    ("cleo", "MEMBER_OF", "tern"),
    ("cleo", "MEMBER_OF", "gull"),
    ("dag", "MEMBER_OF", "gull"),
    ("dag", "MEMBER_OF", "skua"),
    ("eli", "LEADS", "skua"),
    ("eli", "MEMBER_OF", "petrel"),
    ("fay", "LEADS", "skua"),
    ("gil", "LEADS", "tern-night"),
    ("hana", "LEADS", "gull"),
    ("ines", "MEMBER_OF", "petrel"),
    ("tern-night", "PART_OF", "tern"),
}


def ids_of(posts: set[tuple[str, str, str]]) -> set[str]:
    return {TieKey(kind=kind, subject=f"harbour:{one}", object=f"harbour:{other}").id for one, kind, other in posts}


def test_slices_have_the_meetings_of_their_year() -> None:
    in_2018, in_2019 = rows("time/slices")
    # In 2018 Bo and Cleo in the Terns; Dag, who is undated, and Hana, of whom no start is known, in the Gulls.
    assert (in_2018["edges"], in_2018["score"]) == (2, 1.0)
    # So these four share the first of the nine ranks, in the mean the place 2½, and each is first by one lot of four.
    assert (in_2018["rank"], in_2018["rank_low"], in_2018["rank_high"], in_2018["p_first"]) == (1, 2.5, 2.5, 0.25)
    assert set(in_2018["tie_ids"]) == ids_of({post for post in POSTS if post[0] in ("bo", "tern-night")}) | ids_of(
        {("cleo", "MEMBER_OF", "tern")}
    )
    # In 2019 everybody but Bo with Cleo, who had left, and Eli with Inès, who came in 2020.
    there = PEOPLE.copy()
    there.remove_edges_from([("bo", "cleo"), ("eli", "ines")])
    assert in_2019["edges"] == there.number_of_edges()
    assert (short(in_2019["node_id"]), in_2019["score"]) == max(there.degree, key=lambda pair: pair[1])
    assert sorted(degree for _, degree in there.degree)[-2] < in_2019["score"]  # nobody shares the first rank
    assert (in_2019["rank"], in_2019["rank_low"], in_2019["rank_high"], in_2019["p_first"]) == (1, 1.0, 1.0, 1.0)
    # Ada met everybody but the Petrels: by her three posts and theirs in the same crews, Cleo's in the Terns apart.
    met = {post for post in POSTS if post[2] != "petrel" and post != ("cleo", "MEMBER_OF", "tern")}
    assert set(in_2019["tie_ids"]) == ids_of(met)


def test_the_path_in_time_from_hana_to_eli() -> None:
    (row,) = rows("time/paths")
    assert nx.shortest_path_length(PEOPLE, "hana", "eli") == row["steps"] == 2
    assert row["path"] == ["Hana O'Shea", "Dag Øster", "Eli Roux"]
    assert row["arrives"] == "2019-01-01"  # Eli led no earlier than that; Dag may have been there
    # For certain: Hana was seen in May 2019, when Ada led; Ada was in the Skuas from June on, Eli from December at the
    # latest. Nothing is certain of Dag, who is undated.
    assert row["verdict"] == "certain"
    assert row["certain_path"] == ["Hana O'Shea", "Ada Ferris", "Eli Roux"]
    assert row["certain_day"] == "2019-12-31"


def test_bos_contacts_before_and_after_march_2019() -> None:
    certain, possible = rows("time/before_after")
    # Dates name days from 2017-01-01 to 2020-06-30; the shorter side of March 2019 has 458, the windows half of them.
    assert (certain["before_first"], certain["before_last"]) == ("2018-07-15", "2019-02-28")
    assert (certain["after_first"], certain["after_last"]) == ("2019-03-31", "2019-11-14")
    # Before: Gil for certain, since January 2019; possibly Cleo and Ada too. After: Gil for certain, possibly Ada.
    assert (certain["before"], certain["after"]) == (1.0, 1.0)
    assert (possible["before"], possible["after"]) == (3.0, 2.0)
    assert certain["dated"] + certain["undated"] == 16  # the ties that these meetings stand on
    assert certain["undated"] == 3  # Dag's two, and the Night Watch's
    assert set(certain["tie_ids"]) == set(possible["tie_ids"]) == ids_of(POSTS)


def test_one_tie_across_cannot_tell_a_separation() -> None:
    (row,) = rows("compare/separation")
    assert (row["across"], row["across_dated"]) == (1, 1)  # Ada alone links Terns and Gulls
    # She led both from 2019-12-31 for certain; the windows of 75 days, half of those before June, end long before.
    assert (row["certain_before"], row["certain_after"]) == (0.0, 0.0)
    assert (row["possible_before"], row["possible_after"]) == (1.0, 1.0)
    assert row["verdict"] == "the data cannot tell"
    assert row["least_p"] > 0.05


def test_without_the_terns_the_crews_fall_apart() -> None:
    shown = {(row["what"], row["about_id"]): row for row in rows("what_if/without")}
    left = CREWS.subgraph(set(CREWS) - {"tern"})

    def distance_fragmentation(graph: nx.Graph) -> float:
        return 1 - nx.global_efficiency(graph)  # the mean of 1 / distance over all pairs

    for what, expected in {
        "components": (nx.number_connected_components(CREWS), nx.number_connected_components(left)),
        "largest_component": tuple(max(map(len, nx.connected_components(graph))) for graph in (CREWS, left)),
        "edges": (CREWS.number_of_edges(), left.number_of_edges()),
        "fragmentation": (0.0, fragmentation(CREWS, "tern")),
        "distance_fragmentation": (distance_fragmentation(CREWS), distance_fragmentation(left)),
    }.items():
        row = shown[what, None]
        assert (row["before"], row["after"]) == pytest.approx(expected), what
    assert shown["rank", "harbour:tern"]["after"] is None
    assert shown["rank", "harbour:skua"]["after"] == 1.0  # between the Petrels and the Gulls
    pair = shown["steps", "harbour:customs > harbour:petrel"]
    assert (pair["before"], pair["after"]) == (nx.shortest_path_length(CREWS, "customs", "petrel"), None)
    assert pair["path_before"] == ["The Customs House", "The Terns", "The Skuas", "The Petrels"]
