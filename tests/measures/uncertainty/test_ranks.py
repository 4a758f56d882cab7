"""Ranks and their intervals, against counting by hand and scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from tertius.errors import InputError
from tertius.measures.centrality.degree import degree
from tertius.measures.network import Network
from tertius.measures.uncertainty.ranks import mean_and_error, rank_uncertainty, ranks
from tertius.measures.uncertainty.worlds import Sampling, over_worlds, sample_scores


@given(
    rows=st.lists(st.lists(st.integers(-4, 4), min_size=5, max_size=5), min_size=1, max_size=4),
    highest_first=st.booleans(),
)
def test_agrees_with_scipy(rows: list[list[int]], highest_first: bool) -> None:
    scores = np.array(rows, dtype=np.float64)
    signed = -scores if highest_first else scores
    assert ranks(scores, highest_first=highest_first).tolist() == rankdata(signed, method="min", axis=1).tolist()
    assert ranks(scores[0], highest_first=highest_first).tolist() == rankdata(signed[0], method="min").tolist()
    shared = rankdata(signed, method="average", axis=1)
    found = rank_uncertainty(scores, level=1.0, highest_first=highest_first)
    assert found.rank_low.tolist() == shared.min(axis=0).tolist()
    assert found.rank_high.tolist() == shared.max(axis=0).tolist()


def test_rounding_makes_no_rank_and_what_has_no_score_is_last() -> None:
    assert ranks(np.array([0.1 + 0.2, 0.3, 0.3 + 1e-6])).tolist() == [2, 2, 1]
    assert ranks(np.array([np.nan, 1.0, np.nan, 2.0])).tolist() == [3, 2, 3, 1]
    assert ranks(np.array([np.nan, 1.0, np.inf]), highest_first=False).tolist() == [3, 1, 2]
    assert ranks(np.array([-np.inf, np.nan, np.nan, -np.inf])).tolist() == [1, 3, 3, 1]
    assert ranks(np.zeros((3, 0))).shape == (3, 0)
    # Shares of a million nodes are small, and no less different for it.
    assert ranks(np.array([3e-6, 2.0001e-6, 2e-6, 2e-6 + 1e-16])).tolist() == [1, 2, 3, 3]


def test_counts_of_a_few_worlds_by_hand() -> None:
    scores = np.array([[3.0, 2.0, 1.0], [3.0, 2.0, 1.0], [1.0, 2.0, 0.0], [2.0, 2.0, np.nan]])
    mean, error = mean_and_error(scores)
    assert mean.tolist() == [2.25, 2.0, pytest.approx(2 / 3)]
    assert error == pytest.approx([np.std([3, 3, 1, 2], ddof=1) / 2, 0, np.sqrt(1 / 3) / np.sqrt(3)])
    found = rank_uncertainty(scores, level=0.5, top=2)
    # the first is ahead in two worlds, behind in one, and draws lots with the second in the last
    assert found.p_first.tolist() == [0.625, 0.375, 0]
    assert found.p_top.tolist() == [1, 1, 0]
    # ranks 1, 1, 2, 1½ of the first and 2, 2, 1, 1½ of the second: the first and the third of four hold half of them
    assert found.rank_low.tolist() == [1, 1, 3]
    assert found.rank_high.tolist() == [1.5, 2, 3]
    assert rank_uncertainty(scores, level=1.0).rank_high.tolist() == [2, 2, 3]


def test_an_interval_holds_at_least_its_level() -> None:
    scores = np.random.default_rng(0).integers(0, 6, (500, 8)).astype(np.float64)
    own = rankdata(-scores, method="average", axis=1)
    for level in (0.5, 0.9, 0.99):
        found = rank_uncertainty(scores, level=level)
        assert (((own >= found.rank_low) & (own <= found.rank_high)).mean(axis=0) >= level).all()
        assert ((own < found.rank_low).mean(axis=0) <= (1 - level) / 2).all()
        assert ((own > found.rank_high).mean(axis=0) <= (1 - level) / 2 + 1e-12).all()


def test_certain_and_impossible_ties_give_the_plain_ranks() -> None:
    network = Network.from_pairs([("a", "b"), ("a", "c"), ("b", "d")], likelihoods=[1.0, 1.0, 0.0])
    plain = degree(network, mask=network.likelihoods == 1.0)
    scores = sample_scores(network, over_worlds(degree), Sampling(300, 1))
    mean, error = mean_and_error(scores)
    assert mean.tolist() == plain.tolist()
    assert not error.any()
    found = rank_uncertainty(scores)
    assert found.rank_low.tolist() == found.rank_high.tolist() == rankdata(-plain, method="average").tolist()


def test_degenerate_scores() -> None:
    nobody = rank_uncertainty(np.zeros((4, 0)))
    assert nobody.rank_low.shape == nobody.p_top.shape == (0,)
    undefined = np.full((4, 2), np.nan)
    assert np.isnan(mean_and_error(undefined)[0]).all()
    assert rank_uncertainty(undefined).rank_high.tolist() == [1.5, 1.5]
    assert np.isnan(mean_and_error(np.ones((1, 2)))[1]).all()


def test_refuses_what_cannot_be_ranked() -> None:
    for shape in ((0, 3), (3,), (1, 1, 1)):
        with pytest.raises(InputError, match="summed up"):
            rank_uncertainty(np.zeros(shape))
    for wrong in ({"level": 0.0}, {"level": 1.1}, {"top": 0}):
        with pytest.raises(InputError, match="summed up"):
            rank_uncertainty(np.zeros((2, 3)), **wrong)  # type: ignore[arg-type]
