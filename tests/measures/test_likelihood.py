"""The exact probability of alternatives, against the enumeration of all worlds."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.measures.likelihood import probability_of_any

_LIKELIHOOD = st.one_of(st.sampled_from([0.0, 1.0, 0.5]), st.floats(0, 1))


@st.composite
def _alternatives(draw: st.DrawFn) -> tuple[list[frozenset[int]], list[float]]:
    likelihoods = draw(st.lists(_LIKELIHOOD, min_size=1, max_size=7))
    ties = st.integers(0, len(likelihoods) - 1)
    return draw(st.lists(st.frozensets(ties, min_size=1, max_size=3), max_size=6)), likelihoods


@given(_alternatives())
def test_agrees_with_the_sum_over_all_worlds(given_: tuple[list[frozenset[int]], list[float]]) -> None:
    clauses, likelihoods = given_
    expected = 0.0
    for world in product((False, True), repeat=len(likelihoods)):
        weight = 1.0
        for present, p in zip(world, likelihoods, strict=True):
            weight *= p if present else 1 - p
        if any(all(world[tie] for tie in clause) for clause in clauses):
            expected += weight
    assert probability_of_any(clauses, likelihoods) == pytest.approx(expected, abs=1e-12)


def test_refuses_alternatives_that_share_too_much() -> None:
    chain = [frozenset((tie, tie + 1)) for tie in range(60)]
    with pytest.raises(InputError, match="share more than"):
        probability_of_any(chain, [0.5] * 61)
