"""Running a declared measure: what it is handed, how worlds are summed up, what a row rests on."""

import tracemalloc
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from catalogued import CATALOGUE
from tertius.errors import NotFoundError, QueryTimeoutError, TertiusError, UndefinedError
from tertius.measures.network import Edge, FloatArray, Network, NetworkTie
from tertius.measures.run import ALL_WORLDS_THE_SAME, NOTHING_UNCERTAIN, Context, Result, memberships_of, run

WANTED: dict[str, dict[str, Any]] = {
    "time/paths": {"from_node": "a"},
    "compare/separation": {"one": ["a"], "other": ["g"], "splits": ["2012"]},
    "time/before_after": {"change": "2012", "first_day": "2010-01-01", "last_day": "2014-01-01"},
    "time/slices": {"first_day": "2010-01-01", "last_day": "2011-01-01"},
}
"""What has to be given beside the defaults on a network without dates."""


def asked(measure_id: str, network: Network, context: dict[str, Any] | None = None, **given: object) -> Result:
    measure = CATALOGUE.measure(measure_id)
    accepted = CATALOGUE.find(measure_id).validate_params(given)
    return run(measure, {name: accepted[name] for name in measure.own_params()}, Context(network, **(context or {})))


def star(p: float) -> Network:
    return Network.from_pairs([("hub", "a"), ("hub", "b"), ("hub", "c")], likelihoods=[p] * 3)


def test_plain_values_have_intervals_of_no_width() -> None:
    first = asked("centrality/degree", star(0.5), worlds=0).rows[0]
    assert (first["node_id"], first["rank"], first["degree"], first["expected"]) == ("hub", 1, 3.0, 3.0)
    assert (first["rank_low"], first["rank_high"], first["standard_error"], first["p_first"]) == (1, 1, 0.0, 1.0)


def test_a_world_in_which_all_are_alike_says_nothing_for_anybody() -> None:
    nothing = Network.from_pairs([("a", "b"), ("b", "c"), ("c", "d")], likelihoods=[0.0] * 3)
    for row in asked("centrality/betweenness", nothing, worlds=50, top=2).rows:
        assert (row["p_first"], row["p_top"]) == (0.25, 0.5)
        assert (row["rank_low"], row["rank_high"]) == (2.5, 2.5)  # the mean of four places


def test_who_is_never_ahead_of_anybody_shares_what_is_left_of_the_top() -> None:
    rows = asked("centrality/betweenness", star(1.0), worlds=50, top=3).rows
    assert [row["p_first"] for row in rows] == [1.0, 0.0, 0.0, 0.0]
    assert [row["p_top"] for row in rows] == pytest.approx([1.0, 2 / 3, 2 / 3, 2 / 3])


def test_certain_ties_are_the_same_sampled_or_not() -> None:
    plain = asked("centrality/betweenness", star(1.0), worlds=0).rows
    assert asked("centrality/betweenness", star(1.0), worlds=50).rows == plain


def refuses_to_draw(*_: object, **__: object) -> Iterator[FloatArray]:
    raise AssertionError("worlds were drawn")


@pytest.mark.parametrize("measure_id", [one for one, measure in CATALOGUE.measures().items() if measure.samples])
def test_where_nothing_is_uncertain_no_world_is_drawn_and_it_says_so(measure_id: str) -> None:
    # a – b holds by a certain tie or else by a doubtful one: that is certain
    pairs = [("a", "g"), ("a", "g"), ("a", "h"), ("b", "g"), ("b", "h"), ("c", "h"), ("d", "h")]
    network = Network.from_pairs(pairs, likelihoods=[0.5, *[1.0] * 6], directed=True)
    question = CATALOGUE.find(measure_id)
    given = {name: param.value for name, param in question.params.items() if param.required} | WANTED.get(
        measure_id, {}
    )
    context = {"organizations": {node: ["g"] for node in network.ids}}
    certain = asked(measure_id, network, {**context, "sampler": refuses_to_draw}, worlds=1000, **given)
    plain = asked(measure_id, network, context, worlds=0, **given)
    assert certain.rows == plain.rows
    assert certain.notes == (*plain.notes, NOTHING_UNCERTAIN)
    # Where sources err as a whole, a certain tie is as uncertain as its source.
    assert NOTHING_UNCERTAIN not in asked(measure_id, network, context, worlds=20, errs="sources", **given).notes
    doubtful = Network.from_pairs(pairs, likelihoods=[1.0] * 6 + [0.99], directed=True)
    assert NOTHING_UNCERTAIN not in asked(measure_id, doubtful, context, worlds=20, **given).notes


@pytest.mark.parametrize(
    "measure_id", [f"centrality/{one}" for one in ("degree", "betweenness", "closeness", "pagerank")]
)
def test_where_ties_are_certain_or_impossible_one_world_is_all_of_them(measure_id: str) -> None:
    pairs = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("a", "e"), ("b", "e")]
    settled = Network.from_pairs(pairs, likelihoods=[1.0] * 4 + [0.0, 1.0])
    score = measure_id.rpartition("/")[2]
    there = [pair for pair in pairs if pair != ("a", "e")]
    expected = {row["node_id"]: row[score] for row in asked(measure_id, Network.from_pairs(there), worlds=0).rows}

    found = asked(measure_id, settled, worlds=1000)

    assert {row["node_id"]: row["expected"] for row in found.rows} == pytest.approx(expected)
    assert {row["standard_error"] for row in found.rows} == {0.0}
    assert ALL_WORLDS_THE_SAME in found.notes
    # Where sources err as a whole, or one tie may be either, the worlds differ.
    doubtful = Network.from_pairs(pairs, likelihoods=[1.0] * 4 + [0.01, 1.0])
    assert ALL_WORLDS_THE_SAME not in asked(measure_id, settled, worlds=20, errs="sources").notes
    assert ALL_WORLDS_THE_SAME not in asked(measure_id, doubtful, worlds=20).notes


def peak(worlds: int) -> int:
    """Return the most bytes that a question with so many worlds holds at once."""
    rng = np.random.default_rng(2)
    pairs = [(f"{a:04}", f"{b:04}") for a, b in rng.integers(0, 3000, (6000, 2))]
    network = Network.from_pairs(pairs, likelihoods=[0.5] * 6000)
    tracemalloc.start()
    try:
        found = asked("centrality/degree", network, worlds=worlds, limit=10_000)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        assert len(found.rows) == network.n


def test_memory_does_not_grow_with_the_number_of_worlds() -> None:
    peak(1)  # what is compiled and imported once
    # The numbers of all worlds alone would be 2.4 MB for 100 of them and 24 MB for 1,000, thrice over.
    assert peak(1000) < 1.5 * peak(100)


def test_a_rank_outside_its_interval_is_explained() -> None:
    # Behind the hub the three others share the second rank, and in the mean the third.
    alike = asked("centrality/degree", star(1.0), worlds=0).notes
    assert alike == (
        "Of 3 rows the rank lies outside its interval: equal scores share the best of their places as their rank, "
        "and the mean of their places in the interval.",
    )
    # "a" is tied to more than anybody, if it is true; mostly it is not, and "h" comes first.
    pairs = [("a", "b"), ("a", "c"), ("a", "d"), ("a", "e"), ("h", "i"), ("h", "j")]
    doubtful = Network.from_pairs(pairs, likelihoods=[0.1] * 4 + [1.0] * 2)
    found = asked("centrality/degree", doubtful, worlds=400)
    assert found.rows[0]["node_id"] == "a"
    assert found.rows[0]["rank"] == 1 < found.rows[0]["rank_low"]
    assert any("in simulations doubtful ties fail" in note for note in found.notes)
    # Only what is shown is explained.
    assert asked("centrality/degree", star(1.0), worlds=0, limit=1).notes == ()


def test_the_expected_degree_of_sampled_worlds_is_the_exact_one_within_its_error() -> None:
    row = asked("centrality/degree", star(0.5), worlds=4000).rows[0]
    assert row["expected_degree"] == 1.5  # three ties of one half
    assert abs(row["expected"] - 1.5) < 4 * row["standard_error"]
    # The degree of the hub is binomial(3, 1/2): its standard error over 4,000 worlds is √(3/4 / 4000).
    assert row["standard_error"] == pytest.approx((0.75 / 4000) ** 0.5, rel=0.05)


def test_a_seed_reproduces_and_another_does_not() -> None:
    one, again, other = (
        asked("centrality/degree", star(0.5), worlds=200, seed=seed).rows[0]["expected"] for seed in (7, 7, 8)
    )
    assert one == again != other


def test_a_row_rests_on_the_ties_around_it_the_likeliest_kept() -> None:
    ties = [NetworkTie(f"t{i}", (("r", 0.5),)) for i in range(3)]
    network = Network.of((), [Edge("a", "b", (frozenset({0, 1}),)), Edge("b", "c", (frozenset({2}),))], ties)
    rows = {row["node_id"]: row["tie_ids"] for row in asked("centrality/degree", network, worlds=0).rows}
    assert rows == {"a": ["t0", "t1"], "b": ["t0", "t1", "t2"], "c": ["t2"]}


def test_rows_beyond_the_limit_are_cut_and_it_says_so() -> None:
    found = asked("centrality/degree", star(1.0), worlds=0, limit=2)
    assert (len(found.rows), found.truncated) == (2, True)
    assert not asked("centrality/degree", star(1.0), worlds=0, limit=4).truncated


def test_a_score_that_is_not_defined_is_null_and_last() -> None:
    network = Network.from_pairs([("a", "b")], nodes=["lone"])
    rows = asked("brokerage/structural_holes", network, worlds=0).rows
    assert (rows[-1]["node_id"], rows[-1]["constraint"], rows[-1]["rank"]) == ("lone", None, 3)


def test_groups_are_organizations_in_equal_shares_or_a_property() -> None:
    network = Network.from_pairs([("a", "b")], columns={"faction": {"a": "x"}})
    shared = memberships_of(network, "organizations", {"a": ["g", "h"], "b": ["g"]})
    assert shared.profiles[shared.profile].tolist() == [[0.5, 0.5], [1.0, 0.0]]
    assert memberships_of(network, "faction").groups == ("x", None)
    with pytest.raises(NotFoundError, match="no property 'party'"):
        memberships_of(network, "party")
    with pytest.raises(NotFoundError, match="organizations"):
        memberships_of(network, "organizations")


def test_a_raised_flag_stops_a_measure() -> None:
    with pytest.raises(QueryTimeoutError):
        asked("centrality/betweenness", star(0.5), {"stop": np.ones(1, dtype=np.uint8)}, worlds=10)


NETWORKS = {
    "empty": Network.from_pairs([]),
    "one node": Network.from_pairs([], nodes=["a"]),
    "disconnected": Network.from_pairs([("a", "b"), ("c", "d")], nodes=["e"]),
    "directed": Network.from_pairs([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")], directed=True),
    "loops and parallel ties": Network.from_pairs([("a", "a"), ("a", "b"), ("b", "a")]),
    "no tie can hold": Network.from_pairs([("a", "b"), ("b", "c")], likelihoods=[0.0, 0.0]),
}


@pytest.mark.parametrize("worlds", [0, 20])
@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
@pytest.mark.parametrize("measure_id", CATALOGUE.measures())
def test_every_measure_answers_or_refuses_clearly_at_the_edge_of_sense(
    measure_id: str, network: Network, worlds: int
) -> None:
    measure = CATALOGUE.measure(measure_id)
    question = CATALOGUE.find(measure_id)
    required: dict[str, Any] = {name: param.value for name, param in question.params.items() if param.required}
    if "trials" in measure.params:
        required["trials"] = 3
    if measure.samples:
        required["worlds"] = worlds
    elif worlds:
        return  # the same as without worlds
    choices: list[dict[str, Any]] = [
        {},
        *(
            {name: [choice] if param.list else choice}
            for name, param in measure.params.items()
            for choice in param.enum or ()
        ),
    ]
    organizations = {node: ["g"] if node < "c" else ["g", "h"] for node in network.ids}
    refused: list[TertiusError] = []
    for chosen in choices:
        try:
            found = asked(measure_id, network, {"organizations": organizations}, **{**required, **chosen})
        except (UndefinedError, NotFoundError) as error:
            refused.append(error)
            continue
        for row in found.rows:
            assert list(row) == list(question.columns)
            wrong = [name for name, column in question.columns.items() if not column.fits(row[name])]
            assert wrong == [], chosen
    assert all(error.next_step for error in refused)
