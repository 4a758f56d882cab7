"""Ranks and their intervals, against counting by hand and scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from tertius.errors import InputError
from tertius.measures.centrality.degree import degree, degree_worlds
from tertius.measures.network import Network
from tertius.measures.uncertainty.ranks import Equals, rank_uncertainty, ranks
from tertius.measures.uncertainty.worlds import sample_scores


@given(
    rows=st.lists(st.lists(st.integers(-4, 4), min_size=5, max_size=5), min_size=1, max_size=4),
    equals=st.sampled_from([("min", "min"), ("mid", "average"), ("max", "max")]),
    highest_first=st.booleans(),
)
def test_agrees_with_scipy(rows: list[list[int]], equals: tuple[Equals, str], highest_first: bool) -> None:
    scores = np.array(rows, dtype=np.float64)
    expected = rankdata(-scores if highest_first else scores, method=equals[1], axis=1)
    assert ranks(scores, equals=equals[0], highest_first=highest_first).tolist() == expected.tolist()
    assert ranks(scores[0], equals=equals[0], highest_first=highest_first).tolist() == expected[0].tolist()


def test_rounding_makes_no_rank_and_what_has_no_score_is_last() -> None:
    assert ranks(np.array([0.1 + 0.2, 0.3, 0.3 + 1e-6])).tolist() == [2, 2, 1]
    assert ranks(np.array([np.nan, 1.0, np.nan, 2.0])).tolist() == [3, 2, 3, 1]
    assert ranks(np.array([np.nan, 1.0, np.inf]), highest_first=False).tolist() == [3, 1, 2]
    assert ranks(np.array([-np.inf, np.nan, np.nan, -np.inf])).tolist() == [1, 3, 3, 1]
    assert ranks(np.zeros((3, 0))).shape == (3, 0)


def test_counts_of_a_few_worlds_by_hand() -> None:
    scores = np.array([[3.0, 2.0, 1.0], [3.0, 2.0, 1.0], [1.0, 2.0, 0.0], [2.0, 2.0, np.nan]])
    found = rank_uncertainty(scores, level=0.5, top=2)
    assert found.expected.tolist() == [2.25, 2.0, pytest.approx(2 / 3)]
    assert found.standard_error == pytest.approx([np.std([3, 3, 1, 2], ddof=1) / 2, 0, np.sqrt(1 / 3) / np.sqrt(3)])
    assert found.defined.tolist() == [1, 1, 0.75]
    assert found.p_first.tolist() == [0.75, 0.5, 0]
    assert found.p_first_alone.tolist() == [0.5, 0.25, 0]
    assert found.p_top.tolist() == [1, 1, 0]
    assert found.rank_low.tolist() == [1, 1, 3]
    assert found.rank_high.tolist() == [1, 2, 3]
    assert rank_uncertainty(scores, level=1.0, equals="mid").rank_high.tolist() == [2, 2, 3]


def test_an_interval_holds_at_least_its_level() -> None:
    scores = np.random.default_rng(0).integers(0, 6, (500, 8)).astype(np.float64)
    own = ranks(scores)
    for level in (0.5, 0.9, 0.99):
        found = rank_uncertainty(scores, level=level)
        assert (((own >= found.rank_low) & (own <= found.rank_high)).mean(axis=0) >= level).all()
        assert ((own < found.rank_low).mean(axis=0) <= (1 - level) / 2).all()
        assert ((own > found.rank_high).mean(axis=0) <= (1 - level) / 2 + 1e-12).all()


def test_no_worlds_give_the_plain_value_with_no_width() -> None:
    network = Network.from_pairs([("a", "b"), ("a", "c"), ("b", "d")], likelihoods=[0.5, 0.6, 0.7])
    scores = sample_scores(network, degree_worlds, 0, seed=1)
    found = rank_uncertainty(scores, plain=degree(network), top=2)
    assert found.worlds == 0
    assert found.expected.tolist() == [2, 2, 1, 1]
    assert found.standard_error.tolist() == [0, 0, 0, 0]
    assert found.rank_low.tolist() == found.rank_high.tolist() == [1, 1, 3, 3]
    assert found.p_first.tolist() == [1, 1, 0, 0]
    assert found.p_first_alone.tolist() == [0, 0, 0, 0]


def test_certain_and_impossible_ties_give_the_plain_ranks() -> None:
    network = Network.from_pairs([("a", "b"), ("a", "c"), ("b", "d")], likelihoods=[1.0, 1.0, 0.0])
    plain = degree(network, mask=network.likelihoods == 1.0)
    found = rank_uncertainty(sample_scores(network, degree_worlds, 300, seed=1))
    assert found.expected.tolist() == plain.tolist()
    assert not found.standard_error.any()
    assert found.rank_low.tolist() == found.rank_high.tolist() == ranks(plain).tolist()


def test_degenerate_scores() -> None:
    nobody = rank_uncertainty(np.zeros((4, 0)))
    assert nobody.expected.shape == nobody.rank_low.shape == nobody.p_top.shape == (0,)
    undefined = rank_uncertainty(np.full((4, 2), np.nan))
    assert np.isnan(undefined.expected).all()
    assert undefined.defined.tolist() == [0, 0]
    assert undefined.rank_high.tolist() == [1, 1]
    assert np.isnan(rank_uncertainty(np.ones((1, 2))).standard_error).all()


def test_refuses_what_cannot_be_ranked() -> None:
    with pytest.raises(InputError, match="equals"):
        ranks(np.zeros(3), equals="dense")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="dimensions"):
        ranks(np.zeros((1, 1, 1)))
    with pytest.raises(InputError, match="No world"):
        rank_uncertainty(np.zeros((0, 3)))
    for wrong in ({"level": 0.0}, {"level": 1.1}, {"top": 0}):
        with pytest.raises(InputError, match="summed up"):
            rank_uncertainty(np.zeros((2, 3)), **wrong)  # type: ignore[arg-type]
