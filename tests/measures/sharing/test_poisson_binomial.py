"""The Poisson-binomial tail against all outcomes, scipy and R's backbone."""

import itertools
from fractions import Fraction
from math import comb, prod

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.stats import poisson_binom

from tertius.errors import InputError, QueryTimeoutError
from tertius.measures.sharing.poisson_binomial import upper_tail
from tertius.measures.threads import new_flag

_OF_R = np.array([0.123, 0.234, 0.345, 0.456, 0.567, 0.678, 0.789, 0.801, 0.911])[:, None]


@given(st.lists(st.floats(0, 1), max_size=8), st.integers(0, 9))
@settings(deadline=None)
def test_is_the_sum_over_all_outcomes(chances: list[float], at_least: int) -> None:
    outcomes = itertools.product([0, 1], repeat=len(chances))
    expected = sum(
        prod(p if one else 1 - p for one, p in zip(outcome, chances, strict=True))
        for outcome in outcomes
        if sum(outcome) >= at_least
    )
    found = upper_tail(np.array(chances).reshape(-1, 1), np.ones(len(chances), dtype=np.int64), np.array([at_least]))
    assert found == pytest.approx([expected], rel=1e-12, abs=1e-300)


@given(
    st.lists(
        st.tuples(st.floats(0, 1, allow_subnormal=False), st.integers(0, 30)),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 40),
)
@example([(2.3e-308, 30)], 1)
@settings(deadline=None)
def test_classes_are_so_many_trials_alike(classes: list[tuple[float, int]], at_least: int) -> None:
    chances, counts = (np.array(column) for column in zip(*classes, strict=True))
    trials = np.repeat(chances, counts)
    expected = 1.0 if at_least == 0 else poisson_binom.sf(at_least - 1, trials) if at_least <= len(trials) else 0.0
    assert upper_tail(chances[:, None], counts, np.array([at_least])) == pytest.approx([expected], abs=1e-12)


def test_a_tiny_tail_keeps_its_digits() -> None:
    p = Fraction(1, 1000)
    expected = sum(comb(30, k) * p**k * (1 - p) ** (30 - k) for k in range(20, 31))
    assert upper_tail(np.full((1, 1), 0.001), np.array([30]), np.array([20]))[0] == pytest.approx(
        float(expected), rel=1e-10
    )
    assert upper_tail(np.full((30, 1), 0.001), np.ones(30, dtype=np.int64), np.array([20]))[0] == pytest.approx(
        float(expected), rel=1e-10
    )


def test_many_questions_are_answered_each_by_itself() -> None:
    rng = np.random.default_rng(1)
    chances, counts, at_least = rng.random((5, 1300)), np.array([1, 4, 2, 9, 1]), rng.integers(0, 19, 1300)
    found = upper_tail(chances, counts, at_least)
    for position in range(0, 1300, 97):
        trials = np.repeat(chances[:, position], counts)
        expected = poisson_binom.sf(at_least[position] - 1, trials) if 0 < at_least[position] <= 17 else 0.0
        expected = 1.0 if at_least[position] == 0 else expected
        assert found[position] == pytest.approx(expected, abs=1e-12)


def test_refuses_what_does_not_fit_and_stops_when_asked() -> None:
    with pytest.raises(InputError, match="do not fit"):
        upper_tail(_OF_R, np.ones(8, dtype=np.int64), np.array([5]))
    with pytest.raises(InputError, match="not from 0 to 1"):
        upper_tail(_OF_R + 0.1, np.ones(9, dtype=np.int64), np.array([5]))
    flag = new_flag()
    flag[0] = 1
    with pytest.raises(QueryTimeoutError):
        upper_tail(_OF_R, np.ones(9, dtype=np.int64), np.array([5]), stop=flag)
