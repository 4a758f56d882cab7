"""The two nulls of shared columns against R's backbone, scipy and enumeration."""

import itertools
from math import comb

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom, norm, poisson_binom

from tertius.errors import InputError, QueryTimeoutError
from tertius.measures.sharing.backbone import cooccurrence, fixed_row, sdsm
from tertius.measures.sharing.bipartite_configuration import bipartite_configuration
from tertius.measures.threads import new_flag

Cells = npt.NDArray[np.bool_]
Chances = npt.NDArray[np.float64]

# The matrix and the values of the tests of R's backbone, which give three decimals and the diagonal too.
_R = np.array([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]], dtype=np.bool_)
_R_FIXED_ROW = [[0.25, 1, 0.5], [1, 0.25, 1], [0.5, 1, 0.167]]
_R_SDSM = [[0.432, 0.977, 0.549], [0.977, 0.304, 0.972], [0.549, 0.972, 0.329]]


@st.composite
def matrices(draw: st.DrawFn) -> Cells:
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    cells = draw(st.lists(st.booleans(), min_size=rows * columns, max_size=rows * columns))
    return np.array(cells, dtype=np.bool_).reshape(rows, columns)


def test_fixed_row_is_what_r_has() -> None:
    assert fixed_row(_R).p.round(3).tolist() == _R_FIXED_ROW


def refined_normal_tail(chances: Chances, at_least: int) -> float:
    """Return what R's backbone takes for the tail (Hong 2013, Computational Statistics & Data Analysis 59, eq. 14)."""
    deviation = np.sqrt((chances * (1 - chances)).sum())
    skewness = (chances * (1 - chances) * (1 - 2 * chances)).sum() / deviation**3
    x = (at_least - 0.5 - chances.sum()) / deviation
    return float(1 - norm.cdf(x) - skewness * (1 - x * x) * norm.pdf(x) / 6)


def test_sdsm_has_the_chances_of_r_whose_tail_is_approximate() -> None:
    chances = bipartite_configuration(_R.sum(axis=1), _R.sum(axis=0)).matrix
    shared = sdsm(_R).shared
    found = [[refined_normal_tail(chances[i] * chances[j], shared[i, j]) for j in range(3)] for i in range(3)]
    assert np.round(found, 3).tolist() == _R_SDSM


def test_exact_sdsm_is_near_what_r_approximates() -> None:
    """Among four columns R's approximation is off by up to .028; sharing nothing or more has probability 1."""
    exact = sdsm(_R).p
    assert np.abs(exact - np.array(_R_SDSM)).max() < 0.03
    assert (exact[cooccurrence(_R) == 0] == 1).all()


@given(matrices())
@settings(deadline=None)
def test_fixed_row_counts_the_rows_that_share_so_much(cells: Cells) -> None:
    found = fixed_row(cells)
    n, k = cells.shape
    for i, j in itertools.combinations(range(n), 2):
        own = set(np.flatnonzero(cells[i]))
        others = [len(own.intersection(other)) for other in itertools.combinations(range(k), int(cells[j].sum()))]
        both = len(own.intersection(np.flatnonzero(cells[j])))
        assert found.shared[i, j] == found.shared[j, i] == both
        assert found.p[i, j] == pytest.approx(sum(other >= both for other in others) / len(others), rel=1e-9)
        assert found.expected[i, j] == pytest.approx(sum(others) / len(others), rel=1e-9)
        assert found.p[i, j] == pytest.approx(hypergeom.sf(both - 1, k, len(own), cells[j].sum()), rel=1e-9)


@given(matrices())
@settings(deadline=None)
def test_sdsm_adds_up_the_outcomes_of_independent_columns(cells: Cells) -> None:
    found = sdsm(cells)
    chances = bipartite_configuration(cells.sum(axis=1), cells.sum(axis=0)).matrix
    n, k = cells.shape
    for i, j in itertools.combinations(range(n), 2):
        both = int((cells[i] & cells[j]).sum())
        of_columns = chances[i] * chances[j]
        tail = sum(
            np.prod(np.where(outcome, of_columns, 1 - of_columns))
            for outcome in map(np.array, itertools.product([False, True], repeat=k))
            if outcome.sum() >= both
        )
        assert found.p[i, j] == pytest.approx(tail, rel=1e-9)
        assert found.expected[i, j] == pytest.approx(of_columns.sum(), rel=1e-9)


def test_sdsm_of_a_larger_matrix_is_scipys_tail() -> None:
    rng = np.random.default_rng(7)
    cells = rng.random((25, 90)) < np.outer(rng.random(25), rng.random(90))
    found = sdsm(cells)
    chances = bipartite_configuration(cells.sum(axis=1), cells.sum(axis=0)).matrix
    for i, j in itertools.combinations(range(25), 2):
        both = int(found.shared[i, j])
        expected = 1.0 if both == 0 else poisson_binom.sf(both - 1, chances[i] * chances[j])
        assert found.p[i, j] == pytest.approx(expected, abs=1e-12)


def test_where_nothing_could_be_otherwise_p_is_one() -> None:
    for cells in (np.ones((3, 4), np.bool_), np.zeros((3, 4), np.bool_), np.tri(4, dtype=np.bool_)):
        assert (sdsm(cells).p == 1).all()
    assert (fixed_row(np.ones((3, 4), np.bool_)).p == 1).all()
    assert (fixed_row(np.zeros((3, 4), np.bool_)).p == 1).all()


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (2, 0), (1, 1)])
def test_too_little_to_compare_gives_no_finding(shape: tuple[int, int]) -> None:
    for found in (fixed_row(np.zeros(shape, np.bool_)), sdsm(np.zeros(shape, np.bool_))):
        assert found.p.shape == (shape[0], shape[0])
        assert (found.p == 1).all()
        assert (found.expected == 0).all()


def test_one_person_in_all_groups_shows_nothing() -> None:
    one = np.ones((4, 1), dtype=np.bool_)
    assert (fixed_row(one).p == 1).all()
    assert (sdsm(one).p == 1).all()


def test_two_pairs_of_twins_are_rarer_than_chance_by_both_nulls() -> None:
    cells = np.zeros((4, 40), dtype=np.bool_)
    for row, first in ((0, 0), (1, 0), (2, 10), (3, 10)):
        cells[row, first : first + 10] = True
    assert fixed_row(cells).p[0, 1] == pytest.approx(1 / comb(40, 10), rel=1e-9)
    assert fixed_row(cells).p[0, 2] == 1
    assert sdsm(cells).p[0, 1] < 0.05


def test_refuses_what_is_no_matrix_and_stops_when_asked() -> None:
    for wrong in (np.array([[0, 2]]), np.array([1, 0]), np.array([[np.nan]])):
        with pytest.raises(InputError, match="zeros and ones"):
            cooccurrence(wrong)
    flag = new_flag()
    flag[0] = 1
    with pytest.raises(QueryTimeoutError):
        sdsm(_R, stop=flag)
